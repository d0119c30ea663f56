"""Whether a day in a text only says when and where a report was sent: "LONDON, Feb 1 (Newswire) - "."""

from __future__ import annotations

import re

from aggregator.window_words import DATE, WD, unnamed

# "LONDON, Feb 1 (Reuters) - ", "Chicago, IL - January 25, 2024 - ".
_DATELINE = re.compile(r"(?:,? (?:19|20)\d\d)?\s?(?:\([A-Z][\w .]{2,25}\)|/[\w ]{3,25}/)\s?[-–—]")
_DASH = re.compile(r"\s[-–—]{1,2}\s")
_PLACE = re.compile(
    r"^(?:[A-Z][\w.]*,?\s){1,4}[-–—]{1,2}\s$|^\W*[A-Z][A-Z.]+(?:\s[A-Z][A-Z.]+)*(?:,\s[A-Z][\w.]+)?,\s$"
)
_OF_DATELINE = re.compile(rf"(?:on )?(?:{unnamed(WD)},? )?{unnamed(DATE)}|{unnamed(WD)}", re.IGNORECASE)


def is_one(text: str, match: re.Match[str]) -> bool:
    """Whether a day says when a report was sent; a week is never said so ("For the week ended Feb 7 (Newswire) -")."""
    if _OF_DATELINE.fullmatch(match.group()) is None:
        return False
    behind, before = match.end(), text[: match.start()]
    return bool(_DATELINE.match(text, behind)) or bool(_DASH.match(text, behind) and _PLACE.search(before))
