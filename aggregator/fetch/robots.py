"""What a site's robots.txt (RFC 9309) lets us read, and how fast."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from aggregator.errors import FetchError
from aggregator.fetch.schedule import fresh_s
from aggregator.records import Response, RobotsFile

MAX_AGE_S = 24 * 3600.0
"""For how long rules hold at most."""
FAILED_AGE_S = 600.0
"""How soon a server whose robots.txt failed is asked for it again; within a run only, since a later one asks anyway."""
_COMPATIBLE = re.compile(r"compatible;\s*([A-Za-z_-]+)")
_TOKEN = re.compile(r"[A-Za-z_-]+")
_AGENT_LINE = re.compile(r"^([ \t]*user[- \t]?agent[ \t]*:[ \t]*)([^\r\n#]*)", re.IGNORECASE | re.MULTILINE)


def product_token(user_agent: str) -> str:
    """The name by which robots.txt files address us: of "Mozilla/5.0 (compatible; name/1.0)" and "name/1.0": name."""
    match = _COMPATIBLE.search(user_agent)
    if match:
        return match[1]
    match = _TOKEN.search(user_agent)
    return match[0] if match else "*"


@dataclass(frozen=True, slots=True)
class Rules:
    """One origin's robots.txt as answered. `blocked` says why nothing may be read; no `parser` means no rules."""

    blocked: FetchError | None = None
    parser: Any = field(default=None, repr=False)
    crawl_delay_s: float | None = None

    def check(self, url: str, agent: str) -> None:
        """Raise `FetchError` when the page at `url` may not be read by `agent` (a product token)."""
        if self.blocked is not None:
            error = self.blocked
            raise FetchError(
                url,
                f"robots.txt: {error.reason}",
                code=error.code,
                status=error.status,
                retry_after_s=error.retry_after_s,
            )
        if self.parser is not None and not self.parser.can_fetch(url, agent):
            raise FetchError(url, "robots.txt forbids this page", code="robots")


def rules(answer: Response | FetchError, agent: str) -> Rules:
    """Read the answer to a request for robots.txt.

    A missing file (4xx) allows everything; a failing server (5xx) or one that cannot be reached forbids everything,
    as the standard asks. A Crawl-delay of 0 means that no pause is needed.
    """
    if isinstance(answer, Response):
        return Rules() if is_missing(answer.status) else _parse(answer.body, agent)
    if answer.code != "http_status":
        return Rules(answer)
    failing = f"the server answers with status {answer.status}, which forbids reading the site for now"
    return Rules(
        FetchError(answer.item, failing, code="robots", status=answer.status, retry_after_s=answer.retry_after_s)
    )


def is_missing(status: int) -> bool:
    """Whether a status says that there is no robots.txt, or none for us."""
    return 400 <= status < 500


def to_keep(origin: str, answer: Response | FetchError) -> RobotsFile | None:
    """What later runs need not ask an origin for again: a day long, or shorter if Cache-Control or Expires say so.

    None for what passes: a server that fails, cannot be reached, or asks for fewer requests.
    """
    if isinstance(answer, FetchError) or answer.status == 429:
        return None
    asked_s = fresh_s(answer.headers)
    kept_s = MAX_AGE_S if asked_s is None else min(asked_s, MAX_AGE_S)
    return RobotsFile(origin, answer.status, answer.body, kept_s) if kept_s > 0 else None


def rules_of(file: RobotsFile, agent: str) -> Rules:
    """The rules of a file that was kept."""
    return Rules() if is_missing(file.status) else _parse(file.body, agent)


def _parse(body: bytes, agent: str) -> Rules:
    from protego import Protego

    def addressed(line: re.Match[str]) -> str:
        """The line with a name that is ours, everybody's or nobody's: Protego takes the start of ours for us too."""
        token = _TOKEN.match(line[2])
        if line[2].strip() == "*":
            return f"{line[1]}*"
        return f"{line[1]}{agent if token and token[0].lower() == agent.lower() else '/'}"

    text = re.sub(r"\r\n?", "\n", body.decode("utf-8-sig", "replace"))
    parser = Protego.parse(_AGENT_LINE.sub(addressed, text))
    delay = parser.crawl_delay(agent)
    return Rules(None, parser, None if delay is None else max(0.0, float(delay)))
