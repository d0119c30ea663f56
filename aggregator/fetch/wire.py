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
from dataclasses import replace
from typing import Any

import httpcore

from aggregator.fetch.guard import Cap, Refusal, check_addresses

KEPT_ORIGINS = 128
"""Of each at most two connections are used at once, so that files enough are left to open."""
KEPT_S = 5.0
"""How long a connection waits for the next request."""
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

    def left(self, cap: Cap) -> Cap:
        """What of the transfer's time and bytes another one may use that goes on with it."""
        return replace(cap, wire_bytes=self.left_bytes, total_s=self.deadline - time.monotonic())

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
        self._socket: socket.socket = stream.get_extra_info("socket")
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read from the socket within the budget."""
        self._wait_at_most(timeout)
        try:
            # Servers that write head and body apart wait for our acknowledgement of the first: 40 ms if delayed.
            if _QUICKACK is not None:
                self._socket.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
            data = self._socket.recv(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        return self._budget.charge(data)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write to the socket within the budget."""
        if not buffer:
            return
        self._wait_at_most(timeout)
        try:
            self._socket.sendall(buffer)
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    def _wait_at_most(self, timeout: float | None) -> None:
        """Set the socket's time only where it changes: the system is asked to each time, with all threads at a stop."""
        seconds = self._budget.seconds(timeout)
        if self._socket.gettimeout() != seconds:
            self._socket.settimeout(seconds)

    def close(self) -> None:
        """Close the socket."""
        self._stream.close()

    def abort(self) -> None:
        """Break the connection from another thread: a read that waits in it ends now."""
        with contextlib.suppress(OSError):  # already closed
            self._socket.shutdown(socket.SHUT_RDWR)

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
        self._socket = stream.get_extra_info("socket")
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


class Connections:
    """Connections that wait for the next request to their origin; of those unused for longest, some are let go.

    The library's pool looks at every idle connection before and after each request. Here one is looked at when it is
    taken.
    """

    def __init__(self, backend: GuardedBackend) -> None:
        self.backend = backend
        self._idle: dict[str, list[httpcore.HTTPConnection]] = {}  # by origin, the one asked last at the end
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def to(self, origin: str) -> Iterator[httpcore.HTTPConnection]:
        """A connection that nobody else uses, kept for later unless it broke."""
        connection = self._kept(origin) or self._new(origin)
        try:
            yield connection
        finally:
            if connection.is_idle() and not connection.is_closed():
                self._keep(origin, connection)
            else:
                connection.close()

    def close(self) -> None:
        """Close all connections, once no thread uses them."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()

    def _kept(self, origin: str) -> httpcore.HTTPConnection | None:
        while True:
            with self._lock:
                connections = self._idle.get(origin)
                if not connections:
                    return None
                connection = connections.pop()
            if not connection.has_expired():
                return connection
            connection.close()

    def _new(self, origin: str) -> httpcore.HTTPConnection:
        place = httpcore.URL(origin).origin
        rules = _tls() if place.scheme == b"https" else None
        return httpcore.HTTPConnection(place, rules, keepalive_expiry=KEPT_S, network_backend=self.backend)

    def _keep(self, origin: str, connection: httpcore.HTTPConnection) -> None:
        with self._lock:
            self._idle[origin] = [*self._idle.pop(origin, ()), connection]
            dropped = self._idle.pop(next(iter(self._idle))) if len(self._idle) > KEPT_ORIGINS else []
        for old in dropped:
            old.close()


_own = threading.local()


def _tls() -> ssl.SSLContext:
    """The thread's rules for TLS. The library would make some for each connection, which takes longer than to read a
    page, and changes them each time it connects, so that threads must not share them.
    """
    if not hasattr(_own, "tls"):
        _own.tls = httpcore.default_ssl_context()
    rules: ssl.SSLContext = _own.tls
    return rules
