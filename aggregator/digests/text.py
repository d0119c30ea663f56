"""Words and figures as the digest prints them: clean, short, with signs and units."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from urllib.parse import urlsplit

from aggregator.sessions import NEW_YORK

MINUS = "−"
_SPACE = re.compile(r"\s+")
# Names of the calendar's days and months, in lower case.
DATES = frozenset(
    name.lower()
    for names in (calendar.day_name, calendar.day_abbr, calendar.month_name, calendar.month_abbr)
    for name in names
)
TITLE, QUOTE = 140, 240  # characters


def clean(text: str, limit: int = TITLE) -> str:
    """One line of harmless text: no control or direction-changing characters, at most `limit` characters."""
    kept = "".join(c if unicodedata.category(c) not in _HARMFUL else " " for c in text[: limit * 4])
    line = _SPACE.sub(" ", kept).strip()
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip(" ,;:–—-") + "…"


# Controls, format characters (among them the marks that turn the direction of text), surrogates and private use.
_HARMFUL = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def safe_url(url: str | None) -> str | None:
    """The address if it is plain http(s), with the characters that could end it encoded; else None."""
    if not url or len(url) > 2000 or any(c.isspace() or unicodedata.category(c) in _HARMFUL for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc:
        return None
    return "".join(_ENCODED.get(c, c) for c in url)


_ENCODED = {'"': "%22", "<": "%3C", ">": "%3E", "\\": "%5C", "`": "%60", "|": "%7C", "{": "%7B", "}": "%7D"}


def number(value: float, decimals: int = 2) -> str:
    """A figure with thousands separated and a real minus sign."""
    shown = f"{abs(value):,.{decimals}f}"
    return (MINUS if value < 0 and float(shown.replace(",", "")) else "") + shown


def price_decimals(symbol: str | None) -> int:
    """How finely an instrument is quoted: currency pairs to four decimals, those against the yen to two."""
    pair = symbol is not None and symbol.endswith("=X")
    return 4 if pair and "JPY" not in (symbol or "") else 2


def signed(value: float, decimals: int = 2) -> str:
    """The same with its sign; no sign for what rounds to nothing."""
    shown = f"{abs(value):,.{decimals}f}"
    if not float(shown.replace(",", "")):
        return shown
    return ("+" if value > 0 else MINUS) + shown


def percent(value: float, decimals: int = 2) -> str:
    """A signed percentage."""
    return f"{signed(value, decimals)} %"


def count(n: int, one: str, many: str | None = None) -> str:
    """`1 story`, `2 stories`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def day(date: dt.date, year: bool = False) -> str:
    """`Fri 12 Jul`, with the year where it matters."""
    return f"{date:%a} {date.day} {date:%b}" + (f" {date.year}" if year else "")


def moment(at: dt.datetime) -> str:
    """A time on the New York clock: `Fri 12 Jul 09:05`."""
    local = at.astimezone(NEW_YORK)
    return f"{day(local.date())} {local:%H:%M}"


def listed(words: list[str] | tuple[str, ...]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
