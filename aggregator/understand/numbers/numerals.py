"""Numbers as texts write them: "1,234.5", "three", "5-1/4", "½"."""

from __future__ import annotations

WORDS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "twenty-five": 25,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "seventy-five": 75,
}


def number(words: str) -> float:
    """The number that digits, words or "5-1/4" say."""
    low = words.lower()
    if "/" in low:
        whole, _, part = low.rpartition("-")
        return float(whole or 0) + fraction(part)
    return float(WORDS[low]) if low in WORDS else float(low.replace(",", ""))


def fraction(words: str | None) -> float:
    """The part of one that "3/4" or "½" says; nothing for None."""
    if not words:
        return 0.0
    if words in "½¼¾":
        return {"½": 0.5, "¼": 0.25, "¾": 0.75}[words]
    top, bottom = words.strip(" -").split("/")
    return int(top) / int(bottom) if int(bottom) else 0.0
