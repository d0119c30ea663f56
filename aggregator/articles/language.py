"""Which language a text is in."""

from __future__ import annotations

import re

MIN_CHARS = 40
_TAG = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][\w-]*)?\s*")


def language(declared: str | None, text: str) -> str | None:
    """ISO 639 code: what the page declares, else what py3langid finds in the first 1,000 characters of 40 or more."""
    if declared and (match := _TAG.fullmatch(declared)):
        return match[1].lower()
    if len(text) < MIN_CHARS:
        return None
    import py3langid

    return str(py3langid.classify(text[:1000])[0])
