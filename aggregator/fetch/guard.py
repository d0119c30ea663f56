"""Which addresses may be fetched, and how much of them: rules only, no sockets."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import quote, urljoin, urlsplit

import idna

MAX_REDIRECTS = 5
MAX_URL_CHARS = 8192

_ADDRESS = ipaddress.IPv4Address | ipaddress.IPv6Address
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\Z")
_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_GLOBAL_UNICAST_V6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_TUNNELS_V6 = (ipaddress.IPv6Network("2001::/32"), ipaddress.IPv6Network("2002::/16"))  # Teredo, 6to4
_RELAYS_V4 = ipaddress.IPv4Network("192.88.99.0/24")


@dataclass(frozen=True, slots=True)
class Cap:
    """Limits of one transfer: bytes read from the socket, bytes after unpacking, seconds from start to end.

    `cut` keeps what fits of a longer body instead of failing.
    """

    wire_bytes: int
    body_bytes: int
    total_s: float
    cut: bool = False


MIB = 1024 * 1024
CAPS: Mapping[str, Cap] = MappingProxyType(
    {
        "feed": Cap(wire_bytes=8 * MIB, body_bytes=10 * MIB, total_s=30),
        "page": Cap(wire_bytes=6 * MIB, body_bytes=12 * MIB, total_s=30),
        "robots": Cap(wire_bytes=MIB, body_bytes=500 * 1024, total_s=15, cut=True),
        "data": Cap(wire_bytes=96 * MIB, body_bytes=256 * MIB, total_s=300),
    }
)


class Refusal(Exception):  # noqa: N818 - a rule's "no", turned into a FetchError where the request is known
    """A rule forbids it. `code` is one of `aggregator.fetch.CODES`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: ASCII host, explicit port, and the URL as it goes on the wire (without fragment)."""

    scheme: str
    host: str
    port: int
    url: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt speaks for."""
        return f"{self.scheme}://{self._bracketed}:{self.port}"

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def is_allowed(host: str, port: int | None, allow_hosts: frozenset[str]) -> bool:
    """Whether the user let this host or address be private: `allow_hosts` holds it bare, or with this port."""
    shown = f"[{host}]" if ":" in host else host
    return host in allow_hosts or f"{shown}:{port}" in allow_hosts


@lru_cache(maxsize=4096)
def check_url(url: str, allow_hosts: frozenset[str] = frozenset()) -> Target:
    """Take an address apart and refuse what must not be fetched, before any name is resolved.

    Raises `Refusal`: bad_url for other schemes, credentials and malformed hosts; refused_address for addresses that
    are not public and for numeric spellings of addresses (decimal, octal, hexadecimal, shortened), which resolvers
    read as addresses though they do not look like one.
    """
    text = url.strip()
    if not text or len(text) > MAX_URL_CHARS or _CONTROL.search(text):
        raise Refusal("bad_url", "the address is empty, too long or holds control characters")
    try:
        parts = urlsplit(text)
        port = parts.port
        host = _ascii_host(parts.hostname or "")
    except ValueError as error:
        raise Refusal("bad_url", f"not a usable address ({error})") from None
    if parts.scheme not in ("http", "https"):
        raise Refusal("bad_url", f"only http and https are fetched, not {parts.scheme or 'a bare path'!r}")
    if "@" in parts.netloc:
        raise Refusal("bad_url", "addresses with a user name or password are not fetched")
    port = port or (443 if parts.scheme == "https" else 80)
    _check_host(host, port, allow_hosts)
    shown = f"[{host}]" if ":" in host else host
    default = port == (443 if parts.scheme == "https" else 80)
    path = quote(parts.path or "/", safe="/%:=&+!$,;'@()*~[]|")
    query = "?" + quote(parts.query, safe="/%:=&?+!$,;'@()*~[]|") if parts.query else ""
    return Target(parts.scheme, host, port, f"{parts.scheme}://{shown}{'' if default else f':{port}'}{path}{query}")


def next_hop(target: Target, location: str, allow_hosts: frozenset[str] = frozenset()) -> Target:
    """The checked address that a redirect from `target` leads to. Raises `Refusal` like `check_url`."""
    try:
        joined = urljoin(target.url, location.strip())
    except ValueError as error:
        raise Refusal("bad_url", f"redirected to an unusable address ({error})") from None
    return check_url(joined, allow_hosts)


def address_refusal(address: str) -> str | None:
    """Why this IP address is not public, or None when it is. Addresses wrapped in IPv6 are judged by what they wrap."""
    try:
        ip: _ADDRESS = ipaddress.ip_address(address)
    except ValueError:
        return "not an IP address"
    wrapped = _wrapped_v4(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    if wrapped is not None:
        return address_refusal(str(wrapped))
    if ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local:
        return "a special address"
    if isinstance(ip, ipaddress.IPv6Address):
        public = ip.is_global and ip.scope_id is None and ip in _GLOBAL_UNICAST_V6
        public = public and not any(ip in network for network in _TUNNELS_V6)
    else:
        public = ip.is_global and ip not in _RELAYS_V4
    return None if public else "a private address"


def _wrapped_v4(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ip.ipv4_mapped or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)


def check_addresses(
    host: str, addresses: Iterable[str], allow_hosts: frozenset[str] = frozenset(), port: int | None = None
) -> tuple[str, ...]:
    """The addresses to connect to. Raises `Refusal` when one of them is neither public nor allowed.

    One bad address condemns the name: a name that is both public and private is an attack or a mistake.
    """
    checked = tuple(dict.fromkeys(addresses))
    if not checked:
        raise Refusal("dns", f"{host} has no address")
    for address in checked:
        allowed = is_allowed(host, port, allow_hosts) or is_allowed(address, port, allow_hosts)
        why = None if allowed else address_refusal(address)
        if why:
            shown = host if host == address else f"{host} is {address},"
            shown += f" is {why}" if host == address else f" {why}"
            raise Refusal("refused_address", f"{shown}; allow_hosts in feeds.yaml can allow it")
    return checked


def _ascii_host(host: str) -> str:
    host = host.rstrip(".").lower()
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii").rstrip(".")
    except (idna.IDNAError, UnicodeError) as error:
        raise ValueError(str(error)) from None


def _check_host(host: str, port: int, allow_hosts: frozenset[str]) -> None:
    if is_allowed(host, port, allow_hosts):
        return
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        check_addresses(host, [host], allow_hosts, port)
        return
    if not _HOST.match(host):
        raise Refusal("bad_url", f"{host!r} is not a host name")
    if _NUMBER.match(host.rpartition(".")[2]):
        raise Refusal("refused_address", f"{host} is a number that stands for an address")
