"""Plain-text hygiene: what stored text may hold."""

from __future__ import annotations

import re
import unicodedata

# Zero-width and directional marks, soft hyphens and byte order marks: invisible, but they break words for matching.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK = re.compile(r"[^\S\n]+")
ELLIPSIS = re.compile(r"(?:\u2026|\.\.\.|\[\u2026\]|\[\.\.\.\])\s*$")


def clean(text: str) -> str:
    """NFC text without control or invisible characters, single spaces, one "\\n" between paragraphs, none around."""
    text = _BREAK.sub("\n", text)
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    lines = (line.strip() for line in _BLANK.sub(" ", unicodedata.normalize("NFC", text)).split("\n"))
    return "\n".join(line for line in lines if line)


def clean_line(text: str) -> str:
    """`clean` on one line: for titles and names."""
    return " ".join(clean(text).split())


def is_truncated(text: str) -> bool:
    """True when the text says itself that it stops early."""
    return bool(ELLIPSIS.search(text))
