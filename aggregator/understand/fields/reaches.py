"""How far back a rank goes: "its highest close since May", "the biggest drop in three years", "the best on record".

These words date no session. They are the time that such a claim is about, and it is quoted with them.
"""

from __future__ import annotations

import re

from aggregator.records import Kind
from aggregator.understand.drafts import Draft
from aggregator.understand.view import View
from aggregator.windows import Phrase

NEAR_CHARS = 70
OPENING_CHARS = 15
_CLAUSE = re.compile(r",|;|\b(?:as|while|and|but)\b")
_DIGIT = re.compile(r"\d")
_THAT = re.compile(r"\s?that\s(?:the\s)?")  # "the first time since May that the index rose"
_DATED = re.compile(r"^(?:in\s(?!history)|of\s|so\s|this\s)")
_RANKED: frozenset[Kind] = frozenset({"level", "count"})
_NUMBER = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d[\d/-]*|several)"
_UNIT = r"(?:sessions?|trading days?|days?|weeks?|months?|quarters?|years?|decades?|generation|century)"
# "Since" with a date, a month, a year or what happened then, up to the next comma or clause.
_SINCE = (
    r"since\s(?:(?!(?:and|as|but|while|when|with|after|on|to|amid|because|that|which)\b)[\w.’'&/-]+"
    r"(?:,\s(?=(?:19|20)\d\d\b)|\s|(?=[,;:.)]|$))){1,6}"
)
_IN = (
    r"in\s(?:(?:well\s)?(?:more|less)\sthan\s|nearly\s|almost\s|(?:well\s)?over\s|about\s|around\s|at\sleast\s|roughly\s|close\sto\s|just\s)*"
    rf"(?:{_NUMBER}\s(?:and\sa\shalf\s)?)?{_UNIT}(?:\sand\sa\shalf)?\b"
)
_RANK = re.compile(
    r"\b(?:(?!(?:inter|inv|manif|requ|prot|cont)est\b)\w{2,}est|best|worst|most|least|first(?! (?:quarter|half|"
    r"week|month|day)\b))"
    rf"\b(?P<what>[^,;.]{{0,{NEAR_CHARS}}}?)\s(?P<reach>{_SINCE}|{_IN}|(?:of|so\sfar)\s(?:the|this)\s(?:year|month|"
    r"quarter|decade|century)\b|this\s(?:year|month|quarter|decade)\b|on\srecord\b|in\shistory\b|ever\b)"
)


def is_since(reach: Phrase) -> bool:
    """Whether a rank goes back to a named time, which it is told of rather than the day on which it was reached."""
    return reach.text.startswith("since")


def instead(view: View, draft: Draft, reach: Phrase | None, phrase: Phrase | None) -> bool:
    """Whether a reach is told rather than a day: there is none, or it stands in another clause than the rank."""
    if reach is None:
        return False
    if phrase is None or is_since(reach):
        return True
    if draft.kind == "count" and phrase.start >= OPENING_CHARS and _DATED.search(reach.text):
        return True  # "logged their steepest drop this year on Monday"
    between = view.text[phrase.end : draft.subject.start] if phrase.end <= draft.subject.start else ""
    return phrase.start >= OPENING_CHARS and _CLAUSE.search(between) is not None


def of(view: View, draft: Draft, until: int) -> Phrase | None:
    """The words that say among what a level or count is the highest or first; None where its own words rank nothing."""
    if draft.kind not in _RANKED or (draft.kind == "level" and _DIGIT.search(draft.value_text or "")):
        return None
    for match in _RANK.finditer(view.text):
        ahead = match.end() <= draft.subject.start and not _THAT.fullmatch(view.text, match.end(), draft.subject.start)
        if match.start() >= until or ahead:
            continue
        reach = match["reach"].rstrip(" ,")
        if match.end() == len(view.text.rstrip()):
            reach = reach.removesuffix(".")  # the sentence's own
        start = match.start("reach")
        return Phrase(start, start + len(reach), reach)
    return None
