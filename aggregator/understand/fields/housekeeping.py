"""What a company says of its own calls and webcasts: when it will talk about its results is no claim on markets."""

from __future__ import annotations

import re

from aggregator.understand.drafts import Draft
from aggregator.understand.view import View

_CALL = (
    r"(?:(?:conference|investors?|analysts?|earnings|results|quarterly|live)[\s-](?:(?:telephone|audio|and|earnings|analyst|"
    r"results)[\s-]){0,2}(?:calls?|webcasts?|presentation)|webcasts?|dial-in|replay)\b"
)
_NAMED = re.compile(rf"(?:.*\b)?{_CALL}", re.IGNORECASE)
_HOLDS = re.compile(
    r"(?:['’]s)?(?:\s\([^()]{1,40}\))?(?:\s(?!(?:and|but|while|which|that)\b)[\w’'-]+){0,6}?\s(?:hold|host|conduct|webcast|broadcast|"
    rf"discuss|present|stream)(?:s|ing|ed)?\s(?:(?!(?:and|but|while)\b)[\w’'.,&-]+\s){{0,10}}?{_CALL}",
    re.IGNORECASE,
)


def covers(view: View, draft: Draft) -> bool:
    """Whether a draft without a figure only says when a company will speak, or by which line it is heard."""
    if draft.kind not in {"forecast", "outlook", "fact"} or draft.value is not None:
        return False
    return _NAMED.fullmatch(draft.subject.text) is not None or _HOLDS.match(view.text, draft.subject.end) is not None
