"""Numbers that are part of a name or of a time of day: "5:00 pm", "10 a.m.", "its 10 dma", "a 1-1/2 week low"."""

from __future__ import annotations

import re

_ZONE = r"(?:E[SD]?T|C[SD]T|P[SD]T|GMT|CET|BST|IST|UTC)"
_HOUR_BEHIND = re.compile(
    rf"\s{_ZONE}\b|(?:\s?(?:to|and|-|–)\s?\d{{1,2}}(?::\d\d)?)?\s?(?:[ap]\.\s?m\b|(?-i:[ap]m|[AP]M)\b|o['’]clock\b|"
    rf"(?:hours|hrs)\s{_ZONE}\b|(?-i:noon|midnight)\b)",
    re.IGNORECASE,
)
# No split of shares, no ratio.
_HOUR = re.compile(
    r"(?<![\w.,:])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:]|[.,]\d|\s?%|\s(?:\w+\s)?(?:split|ratio)\b)"
)
NEAR_CHARS = 30
"""Around a number are read for the rest of a time of day, or for the word that makes it a ratio."""
_MARK = re.compile(
    r"[ -](?:\w+[ -])?(?:day|week|month|year|decade)s?[ -](?:\w+[ -])?(?:highs?|lows?|peaks?|troughs?)\b"
)
# "10 dma", "50- and 200-day", "21-EMA", "50 day moving average", "14 day RSI".
_AVERAGE = re.compile(
    r"(?:-?\s?(?:and|or|&|/)\s?(?:the\s)?\d{1,3}(?=-(?:day|week|month)\b|[ -]?[dsew]?ma\b))?[ -]?"
    r"(?:[dsew]mas?\b|(?<=[ -])ma\b|(?<=\d)ma\b|"
    r"(?<=[ -])(?:day|week|month|hour|period|bar|minute)s?[ -](?:(?:simple|exponential|weighted|moving)[ -])*"
    r"(?:averages?|[dsew]?mas?|rsi|atr|vwap|stochastics?|relative\sstrength)\b|(?<=\d-)(?:day|week|month)\b)",
    re.IGNORECASE,
)
_SETTING = re.compile(r"\b(?:RSI|ADX|ATR|CCI|ROC|[DSEW]?MA)\s?\($")


def is_label(text: str, start: int, end: int) -> bool:
    """Whether the bare number at this place measures nothing: it tells the time or names an average or a mark."""
    if _HOUR_BEHIND.match(text, end) or _MARK.match(text, end) or _AVERAGE.match(text, end):
        return True
    if _SETTING.search(text, max(0, start - NEAR_CHARS), start):
        return True  # "the RSI(14)"
    hours = _HOUR.finditer(text, max(0, start - NEAR_CHARS), end + NEAR_CHARS)
    return any(hour.start() <= start and end <= hour.end() for hour in hours)
