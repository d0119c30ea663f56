"""One request from first hop to last byte: redirects, status, robots rules, and every failure as a `FetchError`.

A redirect to another site ends a leg of the way: whoever keeps the pace takes the next one when that site's turn comes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import httpcore

from aggregator.errors import FetchError
from aggregator.fetch import robots, shown
from aggregator.fetch.guard import CAPS, MAX_REDIRECTS, Cap, Refusal, Target, check_url, is_allowed, next_hop
from aggregator.fetch.pace import site_of
from aggregator.fetch.rulebook import Rulebook
from aggregator.fetch.schedule import retry_after_s
from aggregator.fetch.unpack import ACCEPT_ENCODING, read_body
from aggregator.fetch.wire import Budget, Connections, GuardedBackend, Resolve, resolve
from aggregator.records import Request, Response

log = logging.getLogger(__name__)

_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_ACCEPT = {
    "feed": "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5",
    "page": "text/html, application/xhtml+xml, */*;q=0.5",
    "robots": "text/plain, */*;q=0.5",
    "data": "*/*",
}
# What the HTTP library raises, most special first, and the code that it becomes.
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (httpcore.TimeoutException, "timeout"),
    (httpcore.NetworkError, "connect"),
    (httpcore.ProtocolError, "protocol"),
    (httpcore.UnsupportedProtocol, "bad_url"),
)


@dataclass(frozen=True, slots=True)
class Leg:
    """A request and how far it has come: where it goes next, and what is left of its time and bytes.

    `permanent` is where permanent redirects alone have led, `lasting` while no other was among them.
    """

    request: Request
    target: Target | None = None
    redirects: int = 0
    permanent: str | None = None
    lasting: bool = True
    left: Cap | None = None

    @property
    def url(self) -> str:
        """The address that is asked next."""
        return self.request.url if self.target is None else self.target.url

    def on(self, target: Target, *, lasting: bool) -> Leg:
        """Further by one redirect, `lasting` if it is a permanent one."""
        lasting = lasting and self.lasting
        permanent = target.url if lasting else self.permanent
        return replace(self, target=target, redirects=self.redirects + 1, lasting=lasting, permanent=permanent)


class Exchange:
    """Makes single requests. Safe to use from several threads; knows nothing of queues and pauses."""

    def __init__(
        self,
        user_agent: str,
        *,
        allow_hosts: frozenset[str],
        timeout_s: float,
        caps: Mapping[str, Cap] = CAPS,
        resolver: Resolve = resolve,
        on_crawl_delay: Callable[[str, float], None] = lambda _url, _delay: None,
    ) -> None:
        self._user_agent = user_agent
        self._agent = robots.product_token(user_agent)
        self._allow_hosts = allow_hosts
        self._timeouts = dict.fromkeys(("connect", "read", "write", "pool"), timeout_s)
        self._caps = caps
        self._on_crawl_delay = on_crawl_delay
        self._budget = Budget()
        # Kept apart, so that no request that a stranger named ever finds a connection into the user's own network.
        self._connections = {
            inner: Connections(GuardedBackend(self._budget, allow_hosts if inner else frozenset(), resolver))
            for inner in (True, False)
        }
        self.rulebook = Rulebook(self._agent)

    def abort(self) -> None:
        """Break what is under way, from any thread. Nothing can be fetched afterwards."""
        for connections in self._connections.values():
            connections.backend.close()

    def close(self) -> None:
        """Close all connections, once no thread uses them."""
        for connections in self._connections.values():
            connections.close()

    def perform(self, leg: Leg) -> Response | Leg:
        """Fetch, or come as far as the next site. Raises `FetchError` and nothing else.

        A page whose connection failed is tried once more.
        """
        try:
            return self._perform(leg)
        except FetchError as error:
            if error.code != "connect" or leg.request.kind != "page":
                raise
            log.info("retry url=%s reason=%s", shown(leg.url), shown(error.reason))
        return self._perform(leg)

    def rules(self, target: Target, named_by: str | None = None) -> robots.Rules:
        """The robots.txt rules of an origin, as the rulebook has them or fetched for it."""

        def ask() -> Response | FetchError:
            step: Response | Leg = Leg(Request(f"{target.origin}/robots.txt", "robots", named_by=named_by))
            try:
                while isinstance(step, Leg):  # wherever it leads: the page whose turn it is waits for it
                    step = self._perform(step)
            except FetchError as error:
                return error
            return step

        found = self.rulebook.of(target.origin, ask)
        if found.crawl_delay_s is not None:
            self._on_crawl_delay(target.url, found.crawl_delay_s)
        return found

    def learn_pace(self, url: str) -> None:
        """Read the site's robots.txt for its Crawl-delay alone; feeds are not bound by its other rules."""
        try:
            self.rules(check_url(url, self._allow_hosts))
        except Refusal:
            return  # the request itself will say so

    def _perform(self, leg: Leg) -> Response | Leg:
        request = leg.request
        try:
            with self._budget.transfer(leg.left or self._caps[request.kind]):
                return self._follow(leg)
        except Refusal as refusal:
            raise FetchError(request.url, refusal.message, code=refusal.code) from None
        except tuple(kind for kind, _ in _CODES) as error:
            code = next(code for kind, code in _CODES if isinstance(error, kind))
            if "without sending a response" in str(error):
                code = "connect"  # a kept connection that the server had closed meanwhile
            raise FetchError(request.url, f"{str(error) or type(error).__name__}", code=code) from error

    def _follow(self, leg: Leg) -> Response | Leg:
        request = leg.request
        trusted = request.named_by is None or self._is_own(request.named_by)
        start = check_url(request.url, self._allow_hosts if trusted else frozenset())
        while leg.redirects <= MAX_REDIRECTS:
            target = leg.target or start
            inner = trusted and (self._is_own(start.url) or (target.host, target.port) == (start.host, start.port))
            if not inner and self._is_own(target.url):
                raise Refusal("refused_address", f"{target.host} is the user's own, and it was named from outside")
            if request.kind == "page":
                self._obey(request, target)
            answer = self._hop(request, target, self._connections[inner])
            if isinstance(answer, Response):
                return replace(answer, permanent_url=leg.permanent)
            status, location = answer
            following = next_hop(target, location, self._allow_hosts if inner else frozenset())
            leg = leg.on(following, lasting=status in _PERMANENT)
            if site_of(following.url) != site_of(target.url) and leg.redirects <= MAX_REDIRECTS:
                return replace(leg, left=self._budget.left(self._caps[request.kind]))
        raise Refusal("too_many_redirects", f"more than {MAX_REDIRECTS} redirects")

    def _is_own(self, url: str) -> bool:
        """Whether the address is one of those that the user let be private, by its name."""
        try:
            target = check_url(url, self._allow_hosts)
        except Refusal:
            return False
        return is_allowed(target.host, target.port, self._allow_hosts)

    def _obey(self, request: Request, target: Target) -> None:
        try:
            self.rules(target, request.named_by).check(target.url, self._agent)
        except FetchError as error:
            raise FetchError(
                request.url, error.reason, code=error.code, status=error.status, retry_after_s=error.retry_after_s
            ) from None

    def _hop(self, request: Request, target: Target, connections: Connections) -> Response | tuple[int, str]:
        cap = self._caps[request.kind]
        with (
            connections.to(target.origin) as connection,
            connection.stream(
                "GET", target.url, headers=self._headers(request), extensions={"timeout": self._timeouts}
            ) as answer,
        ):
            headers = _text_headers(answer.headers)
            status = answer.status
            if status in _REDIRECTS and headers.get("location"):
                return status, headers["location"]
            if status == 304 and (request.etag or request.last_modified):
                return Response(request, target.url, status, headers, b"")
            if request.kind == "robots" and robots.is_missing(status):
                return Response(request, target.url, status, headers, b"")
            if not 200 <= status < 300:
                raise FetchError(
                    request.url,
                    f"the server answered with status {status}",
                    code="http_status",
                    status=status,
                    retry_after_s=retry_after_s(headers),
                )
            _check_length(headers, cap)
            body = read_body(answer.iter_stream(), headers.get("content-encoding", ""), cap)
        return Response(request, target.url, status, headers, body)

    def _headers(self, request: Request) -> list[tuple[bytes | str, bytes | str]]:
        headers = {
            "User-Agent": self._user_agent,
            "Accept": _ACCEPT[request.kind],
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        if request.etag:
            headers["If-None-Match"] = request.etag
        if request.last_modified:
            headers["If-Modified-Since"] = request.last_modified
        return [(name, value.encode("latin-1", "replace")) for name, value in headers.items()]


def _text_headers(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Header names in lower case; repeated ones joined as HTTP allows."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _check_length(headers: Mapping[str, str], cap: Cap) -> None:
    announced = headers.get("content-length", "")
    if announced.isdigit() and int(announced[:20]) > cap.wire_bytes and not cap.cut:
        raise Refusal("too_large", f"{announced} bytes are announced, the cap is {cap.wire_bytes}")
