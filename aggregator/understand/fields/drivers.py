"""The cause that a sentence gives for its claim: the words behind "after", "as", "because", "amid", "on hopes of"."""

from __future__ import annotations

import re

from aggregator.understand.drafts import Draft
from aggregator.understand.view import View

_CONNECTIVE = re.compile(
    r"(?<![\w'’])(?P<word>because of|because|due to|thanks to|owing to|driven by|fueled by|fuelled by|"
    r"boosted by|helped by|lifted by|hurt by|"
    r"weighed down by|dragged down by|led by|buoyed by|supported by|in response to|in the wake of|following|amid|after|"
    r"as(?! (?:much|many|well|of|low|high|far|long|soon|little|a result|early|late|part|the top|its|a)\b)|"
    r"on(?=\s(?:\w+\s){0,2}(?:speculation|optimism|hopes?|concerns?|fears?|worries|worry|news|"
    r"expectations?|bets?|signs?|reports?|"
    r"idea|dollar|data|demand|earnings|results|profit-taking|back of|strength|weakness|uncertainty|"
    r"prospects?|relief|comments)\b))\s",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:,\s(?:while|with|but|and\s\w+\s(?:fell|rose|was|were)|according|said|which|up|down)|[;:”\"]|"
    r"(?<![A-Z])\.$|,\s(?:he|she|\w+)\ssaid|\s(?:while|but)\s|(?<![A-Z])(?<!No)(?<!Inc)(?<!Corp)(?<!vs)\.\s|,\s?$|"
    r",\ssending)"
)
_NOT_CAUSES = re.compile(
    r"^(?:(?:earlier )?(?:hitting|touching|making|climbing|rising|falling|gaining|losing|dropping|"
    r"trading|opening|reaching|plunging|surging|increasing|advancing|being|closing|ending|jumping|"
    r"setting|slipping|sliding)\b|earlier|no change|the (?:biggest|largest|best|worst|top|bell|close|"
    r"open|market|closing|opening|fact)|hours|that|which|it was|all|\d|markets? close|trading)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\s(?:\w+ed|\w+ing|was|were|is|are|has|have|had|fell|rose|made|took|came|grew|beat|saw|said|sent|"
    r"led|slid|sank|hit|cut|held|kept|"
    r"\w+[^s\W]s)\b"
)
MAX_CHARS = 240


def of(view: View, draft: Draft) -> str | None:
    """The exact words of the cause, without the connective; None when the sentence gives none."""
    match = _CONNECTIVE.search(view.text, draft.at)
    if match is not None and draft.kind == "data" and match["word"].lower() in {"after", "following"}:
        return None  # "rose 0.4% after a 0.1% rise in May" compares, it does not explain
    if match is None:
        opening = (m for m in _CONNECTIVE.finditer(view.text[: draft.subject.start]) if m.start() < 3)
        match = next((m for m in opening if m["word"].lower() != "as"), None)
        if match is None:
            return None
        stop = view.text.find(",", match.end())
        end = stop if 0 < stop <= draft.subject.start else -1
    else:
        found = _END.search(view.text, match.end())
        end = found.start() if found else len(view.text)
    words = view.text[match.end() : end].strip(" ,.") if end > 0 else ""
    is_time = any(match.end() <= phrase.start + 4 and phrase.start <= match.end() for phrase in view.phrases)
    if match["word"].lower() == "as" and not _CLAUSE.search(words):
        return None  # "as an excellent hold": a role, no cause
    if not words or len(words) > MAX_CHARS or _NOT_CAUSES.match(words) or is_time or len(words.split()) < 2:
        return None
    return words
