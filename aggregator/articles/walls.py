"""Pages that stand where an article should: consent walls, checks for robots, offers to subscribe, and stubs.

A long text is never refused, whatever words it holds: articles are written about subscriptions and cookies too.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from aggregator.articles.text import is_truncated
from aggregator.errors import ExtractError

MIN_TEXT_CHARS = 60
WALL_CHARS = 1_200
STUB_CHARS = 600
_CONSENT = re.compile(
    r"before you continue|we value your privacy|your privacy choices|accept (?:all )?cookies|"
    r"cookie (?:policy|settings)|we (?:and our partners )?use cookies|manage (?:your )?(?:consent|preferences)|"
    r"reject all|store and/or access information on (?:a|your) device|legitimate interests?|our \d+ partners|"
    r"wir verwenden cookies|alle akzeptieren|zustimmen und weiter|privatsph\u00e4re|tout (?:accepter|refuser)|"
    r"nous utilisons des cookies|aceptar todo|utilizamos cookies|accetta tutto",
    re.IGNORECASE,
)
_BOT = re.compile(
    r"just a moment|enable javascript and cookies|are you a robot|not a robot|verify (?:that )?you are (?:a )?human|"
    r"access (?:to this page has been )?denied|captcha|unusual activity|checking your browser|"
    r"please enable js and disable any ad ?blocker",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"(?:subscribe|sign in|log in|register|upgrade)\b[^.\n]{0,40}\bto (?:continue|keep|read|unlock|access|view)|"
    r"already a (?:paid )?(?:subscriber|member)|(?:for|to) (?:paid )?subscribers only|"
    r"this (?:post|article|content|story) is (?:only )?(?:available )?(?:for|to) (?:paid |premium |our )?"
    r"(?:subscribers|members)|"
    r"continue reading (?:your|this|the) (?:article|story)|to read the full (?:article|story)|start your free trial|"
    r"keep reading with a|"
    r"you(?:'ve| have) (?:reached|used|read) (?:your|all|the)[^.\n]{0,30} free (?:articles?|stories)|"
    r"(?:unlock|get) (?:this|the full) (?:article|story|access)",
    re.IGNORECASE,
)
# What a page of plans says and an article hardly ever does, each counted once.
_OFFERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"cancel (?:at )?any ?time",
        r"(?:choose|select|pick) (?:your|a) (?:plan|subscription|offer)",
        r"(?:per|a|/) ?(?:month|week|year|mo)\b|billed (?:monthly|annually|yearly)",
        r"unlimited (?:digital )?(?:access|articles)",
        r"free trial|for the first (?:month|year|\d+ weeks)|introductory offer|save \d+ ?%",
        r"subscribe (?:now|today)|become a (?:member|subscriber)|subscribe for (?:just )?[$\u20ac\u00a3]",
        r"already (?:a|have)[^.\n]{0,30}(?:subscriber|member|account|subscription)|(?:sign|log) in\b",
        r"(?:create|open) (?:a|your) free account|gift (?:card|subscription)",
    )
)
_OFFER_SIGNS = 3
_DOORS = frozenset(
    ("subscribe", "subscription", "subscriptions", "login", "log-in", "signin", "sign-in", "register", "paywall",
     "consent", "collectconsent", "offers", "checkout")
)  # fmt: skip


def refuse(title: str, text: str, url: str | None, item: str) -> None:
    """Raises ExtractError consent_wall, bot_wall, paywall or too_short for a page that holds no article."""
    if len(text) < WALL_CHARS:
        beginning = f"{title}\n{text}"
        consents = len({match.lower() for match in _CONSENT.findall(beginning)})
        door = _door(url)
        if consents >= (2 if len(text) < STUB_CHARS else 3) or (door and "consent" in door):
            raise ExtractError(item, "shows a consent wall", code="consent_wall")
        if _BOT.search(title) or (len(text) < WALL_CHARS / 3 and _BOT.search(text)):
            raise ExtractError(item, "shows a check for robots", code="bot_wall")
        if door or sum(bool(sign.search(beginning)) for sign in _OFFERS) >= _OFFER_SIGNS:
            raise ExtractError(item, "offers a subscription and shows no article", code="paywall")
    if len(text) < MIN_TEXT_CHARS:
        raise ExtractError(item, f"has {len(text)} characters of text", code="too_short")


def is_stub(text: str, *, paid: bool) -> bool:
    """A text that asks for a subscription at its end, breaks off, or is short on a page that is marked as paid."""
    short = len(text) < STUB_CHARS
    return bool(_PAYWALL.search(text[-400:])) or (short and (paid or is_truncated(text)))


def without_prompts(text: str, item: str) -> str:
    """A stub without the lines at its end that ask for a subscription: they are not the article's words.

    Raises ExtractError paywall when nothing worth reading is left.
    """
    lines = text.split("\n")
    while lines and _is_prompt(lines[-1]):
        del lines[-1]
    rest = "\n".join(lines)
    if len(rest) < MIN_TEXT_CHARS:
        raise ExtractError(item, "asks for a subscription and shows no article", code="paywall")
    return rest


def _is_prompt(line: str) -> bool:
    """A short line that asks; a long one holds a sentence of the article too."""
    return len(line) < 200 and (bool(_PAYWALL.search(line)) or sum(bool(sign.search(line)) for sign in _OFFERS) >= 2)


def _door(url: str | None) -> str | None:
    """The part of an address that says that it is a site's front door, and no article."""
    try:
        parts = urlsplit(url or "")
        host = parts.hostname or ""
    except ValueError:
        return None
    if host.startswith(("consent.", "login.", "signin.", "account.", "accounts.", "subscribe.", "myprivacy.")):
        return host
    first = parts.path.strip("/").partition("/")[0].lower()
    return first if first in _DOORS else None
