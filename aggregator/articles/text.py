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

# Whole lines that belong to the site: looked for at the edges of a text only, where they cost no article a sentence.
_FURNITURE = re.compile(
    r"(?:our standards: the thomson reuters trust principles|advertisement|(?:\(c\)|\u00a9|copyright)\b.{0,120}|"
    r".{0,80}all rights reserved.{0,40}|sign up (?:for|to)\b.{0,120}newsletter.{0,60}|"
    r"subscribe to (?:our|the)\b.{0,120}|(?:read|see) (?:more|also)\b.{0,160}|"
    r"related (?:articles?|stories|video):?.{0,160}|follow us on\b.{0,80}|click here to\b.{0,120}|"
    r"share this (?:article|story|post).{0,40}|join the conversation.{0,80})[.!\u203a\u00bb\s]*",
    re.IGNORECASE,
)


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


def without_furniture(text: str, title: str) -> str:
    """Clean text without the headline repeated above it and the site's furniture (sign-ups, rights) around it."""
    lines = text.split("\n")
    while len(lines) > 1 and (_FURNITURE.fullmatch(lines[0]) or lines[0].casefold() == title.casefold()):
        del lines[0]
    while len(lines) > 1 and _FURNITURE.fullmatch(lines[-1]):
        del lines[-1]
    return "\n".join(lines)
