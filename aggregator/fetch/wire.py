"""Sockets with rules: each connection goes to an address that was checked, each transfer has a budget.

The HTTP library opens every connection, also those of redirects, through `GuardedBackend`. A name is resolved once,
all its addresses are checked, and the socket connects to a checked address: there is no second look-up that could
answer differently. Reads are charged to the budget of the thread's transfer, so that neither a slow drip of header
lines nor an endless body outlives its time or bytes.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore

from aggregator.fetch.guard import Cap, Refusal, check_addresses

KEPT_ORIGINS = 128
"""Of each at most two connections stay open, so that files enough are left to open."""
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)  # Linux

Resolve = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host. Raises `Refusal` (dns) when there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refusal("dns", f"{host} does not resolve ({error})") from None
    return [str(row[4][0]) for row in found]


class Budget(threading.local):
    """What the current thread's transfer may still use."""

    deadline = 0.0
    left_bytes = 0
    cap_bytes = 0

    @contextlib.contextmanager
    def transfer(self, cap: Cap) -> Iterator[None]:
        """A transfer with all its redirects. One inside another (robots.txt before a page) has a budget of its own."""
        outer = self.deadline, self.left_bytes, self.cap_bytes
        self.deadline, self.left_bytes, self.cap_bytes = time.monotonic() + cap.total_s, cap.wire_bytes, cap.wire_bytes
        try:
            yield
        finally:
            self.deadline, self.left_bytes, self.cap_bytes = outer

    def seconds(self, timeout: float | None) -> float:
        """How long the next step may wait. Raises `Refusal` (timeout) when the time is over."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise Refusal("timeout", "the transfer took too long in all")
        return left if timeout is None else min(timeout, left)

    def charge(self, data: bytes) -> bytes:
        """Count bytes read. Raises `Refusal` (too_large) when there are too many."""
        self.left_bytes -= len(data)
        if self.left_bytes < 0:
            raise Refusal("too_large", f"more than {self.cap_bytes} bytes came over the wire")
        return data


class GuardedStream(httpcore.NetworkStream):
    """A connection whose reads and writes are charged to the budget."""

    def __init__(self, stream: httpcore.NetworkStream, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read from the socket within the budget."""
        # Servers that write head and body apart wait for our acknowledgement of the first: 40 ms a page if delayed.
        if _QUICKACK is not None:
            with contextlib.suppress(OSError):  # closed meanwhile: the read will say so
                self._stream.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
        return self._budget.charge(self._stream.read(max_bytes, self._budget.seconds(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write to the socket within the budget."""
        self._stream.write(buffer, self._budget.seconds(timeout))

    def close(self) -> None:
        """Close the socket."""
        self._stream.close()

    def abort(self) -> None:
        """Break the connection from another thread: a read that waits in it ends now."""
        with contextlib.suppress(OSError):  # already closed
            self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Shake hands for TLS. Raises `Refusal` (tls) when the certificate or the handshake is wrong."""
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, self._budget.seconds(timeout))
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLError):
                raise Refusal("tls", str(error.__cause__.reason or error.__cause__)) from None
            raise
        self._stream = stream
        return self

    def get_extra_info(self, info: str) -> Any:
        """Facts about the socket, as the HTTP library asks for them."""
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to checked addresses only."""

    def __init__(self, budget: Budget, allow_hosts: frozenset[str], resolver: Resolve = resolve) -> None:
        self._budget = budget
        self._allow_hosts = allow_hosts
        self._resolve = resolver
        self._plain = httpcore.SyncBackend()
        self._open: weakref.WeakSet[GuardedStream] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._closed = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve once, check every address, connect to the first checked one that answers."""
        addresses = check_addresses(host, self._resolve(host, port), self._allow_hosts, port)
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses:
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._budget.seconds(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return self._keep(GuardedStream(stream, self._budget))
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def close(self) -> None:
        """Break every open connection and open no more."""
        with self._lock:
            self._closed = True
            streams = list(self._open)
        for stream in streams:
            stream.abort()

    def _keep(self, stream: GuardedStream) -> GuardedStream:
        with self._lock:
            if not self._closed:
                self._open.add(stream)
                return stream
        stream.close()
        raise httpcore.ConnectError("the run is ending")


class Pools:
    """Connections kept by origin; of the origins that nobody uses just now, the least recently used are let go.

    One pool for all would look at every site's idle connections at each request, which cost more than the request.
    """

    def __init__(self, backend: GuardedBackend) -> None:
        self.backend = backend
        self._kept: dict[str, tuple[httpcore.ConnectionPool, int]] = {}  # and how many use it; least recent first
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def of(self, origin: str) -> Iterator[httpcore.ConnectionPool]:
        """The origin's pool, kept open while it is used."""
        with self._lock:
            kept = self._kept.pop(origin, None)
            pool, users = kept or (_pool(self.backend), 0)
            self._kept[origin] = pool, users + 1
            idle = [name for name, (_, users) in self._kept.items() if not users]
            dropped = [self._kept.pop(name)[0] for name in idle[: max(0, len(self._kept) - KEPT_ORIGINS)]]
        for old in dropped:
            old.close()
        try:
            yield pool
        finally:
            with self._lock:
                self._kept[origin] = pool, self._kept[origin][1] - 1

    def close(self) -> None:
        """Close all connections, once no thread uses them."""
        for pool, _ in self._kept.values():
            pool.close()


def _pool(backend: GuardedBackend) -> httpcore.ConnectionPool:
    return httpcore.ConnectionPool(
        max_connections=None, max_keepalive_connections=2, keepalive_expiry=5.0, network_backend=backend
    )
