"""Whether a move or level is one of a part of the day: "opened lower but recovered", "briefly rose 1%".

Daily closes cannot show it, so such a claim keeps its words and gets no sessions.
"""

from __future__ import annotations

import re

from aggregator.understand.drafts import Draft
from aggregator.understand.view import View

PHASE_CHARS = 70
_OPENED = re.compile(r"open(?:ed|s|ing)?\b|start(?:ed|s|ing)?\b")
_OF_THE_SESSION = re.compile(r"\bintraday\b|\bsession (?:high|low)s?\b")
_EARLY = re.compile(
    r"\b(?:initially|briefly|intraday|at one (?:point|time)|at (?:the|its|their) (?:open(?:ing)?|lows?|highs?|worst|"
    r"best|peak)|"
    r"early (?:trad\w+|deals|action|on|going|afternoon|morning|\w+day)|(?:\w+day )?morning|pre-?market|midday|"
    r"earlier in (?:the|its) (?:day|session))\b",
    re.IGNORECASE,
)
_OFF_EXTREMES = re.compile(
    r"^[^.;,]{0,20}\b(?:off|from)\s(?:(?:its|their|the)\s)?(?:\w+\s){0,2}(?:worst|best|early|earlier|session|intraday|"
    r"highs?|lows?)\b"
)
# "Tumbling more than 300 points to its session low".
_TO_EXTREME = re.compile(
    r"^(?:(?!\b(?:and|while|after|before|as)\b)[^.;]){0,60}\bto\s(?:its|their|the|a)\s(?:session|intraday|day['’]s)\s"
    r"(?:lows?|highs?)\b",
    re.IGNORECASE,
)
_THEN_TURNED = re.compile(
    r"^[^.;]{0,40}?(?:\b(?:before|only to|and then|then)\s|\bbut\s(?=(?:\w+ly|then|later|soon|still|have|has)\s|"
    r"(?:turn|clos|end|finish|par|revers|eras|settl|recover|pull|trim)\w*))(?:(?:\w+ly|then|later|soon|still|since|"
    r"have|has)\s)*(?:turn|clos|end|finish|par|revers|eras|recover|rebound|giv|gave|settl|retreat|pull|trim|los|"
    r"bounc|rall|fall|fell|ris|rose|slip|sank|sink|climb|com|cut)\w*"
)
# "Surged more than 360 points, while it ended up 72".
_SETTLED_ELSE = re.compile(
    r"^[^,;.]{0,60},?\s(?:while|though|although|and)\s(?:it|they|the\s(?:index|stock|shares|average|gauge))\s(?:\w+ly\s|later\s)?"
    r"(?:ended|closed|finished|settled)\b"
)


def is_one(view: View, draft: Draft) -> bool:
    """Whether a move or level is one of a part of the day only."""
    cue, rest = view.text[draft.start : draft.at], view.text[draft.at :]
    if _OPENED.match(cue) or _OF_THE_SESSION.search(cue) or _OFF_EXTREMES.match(rest[:PHASE_CHARS]):
        return True
    if draft.kind == "move" and (_TO_EXTREME.match(rest) or _SETTLED_ELSE.match(rest)):
        return True
    clause = view.text[max(0, draft.subject.start - 45) : draft.at] + rest[:25].split(",")[0]
    start = max(clause.rfind(mark) for mark in (";", " but ", " while ", "—"))
    return bool(_EARLY.search(clause[start + 1 :])) or bool(_THEN_TURNED.match(rest[: 2 * PHASE_CHARS]))
