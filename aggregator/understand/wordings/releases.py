"""Released figures of the economy that are no mere change: "was 3.6%", "rose to 211,000", "added 311,000 jobs"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from aggregator.records import Direction, Tense
from aggregator.understand import cues
from aggregator.understand.amounts import goals
from aggregator.understand.drafts import Draft, adjoins, figure, is_inside
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.lexicon import words
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.unreal import is_unreal
from aggregator.understand.view import View

_READS = re.compile(
    r"(?<![\w'’-])(?:(?P<flat>(?:was|were|is|are)\s(?:unchanged|steady|flat)|held|holding|remain(?:ed|s|ing)|stayed|"
    r"stays)(?:\s(?:steady|unchanged|flat))?|came in|comes in|coming in|printed|stood|stands|registered|reached|hit|"
    r"total(?:ed|led)|ran|running|was|were|is|are|sits|sat|measured|clocked in|averaged|showed)\s"
    r"(?:a\s)?(?:reading\sof\s|at\s|of\s|in\sat\s)?(?:a\s|an\s|the\s|annual\s|seasonally\sadjusted\s|just\s|still\s|"
    r"\w+-year\slow\sof\s)*$"
)
_REACHED = re.compile(
    r"^\s?(?:(?:back|sharply|slightly|modestly|further|again|unexpectedly)\s)?(?:by\s[^,;]{1,30}\s)?to\s(?:(?:an?|the|"
    r"annual|new|seasonally\sadjusted|about|around|[\w-]+\s(?:low|high)\sof|level\sof|reading\sof|rate\sof)\s)*$"
)
_AT_RATE = re.compile(r"^\s?at\s(?:an?\s|its\s)?(?:[\w-]+\s){0,4}(?:rate|pace|clip)\sof\s$")
_COUNTED = re.compile(
    r"^(?:\sby)?(?:\s(?:a|an|just|only|about|nearly|roughly|around|some|more|stronger|whopping|net))*\s$"
)
_JOBS = re.compile(
    r"(?P<who>(?:\b[Tt]he\s)?(?:U\.?S\.?(?:['’]s)?|American)?\s?(?:\b(?:economy|employers|companies|businesses|labor "
    r"market|firms|private (?:sector|employers|companies))|U\.S\.|US))\s(?:also\s|only\s|just\s)?"
    r"(?P<verb>added|created|adding|gained|shed|lost|cut)\s(?:\w+\s){0,4}$"
)
_AHEAD = re.compile(r"\b(?:expect\w*|forecast\w*|predict\w*|projected|estimate[sd]?|likely|consensus)\b")
_STATE = re.compile(
    r"\s(?P<verb>(?:has |have |had )?(?:remain(?:s|ed)?|is|are|was|were|stays?|stayed|been)|continues? to be|"
    r"continues? to run)\s(?P<words>(?:(?:still|too|very|far|well|quite|a bit|somewhat|much too|\w+ly)\s){0,3}"
    r"(?:(?P<high>elevated|high|sticky|hot|persistent|stubborn|strong|solid|robust|resilient)|"
    r"(?P<low>low|subdued|soft|weak|muted|contained|depressed|sluggish|anemic|tame)))\b(?!-)"
)
_EMPLOYED = re.compile(r"\s(?:\w+\s){0,3}(?:jobs|payrolls|positions|nonfarm|non-farm|workers)\b")
# The other change of the same measure: "rose 0.4% in February and 6% from a year earlier".
_ALSO = re.compile(
    r"^[^,;.$]{0,45}(?:,?\sand\s|,\s|,\sand\s)(?:(?:was|is|were)\s)?(?:up\s|down\s|rose\s|increased\s|climbed\s|fell\s|"
    r"gained\s)?(?:by\s)?$"
)
_OVER_A_YEAR = re.compile(
    r"^\s(?:\w+\s){0,3}?(?:from (?:a|one) year|year[- ]o(?:n|ver)[- ]year|y/y|on an annual|annually|annual|"
    r"compared (?:to|with) a year|over the (?:past |last )?(?:year|12 months)|from the (?:same|prior)[^,]{0,20}year|"
    r"in the (?:past |last )?12 months|on the year|versus a year|than a year)"
)
# Measures that are spoken of by where they stand, not by how much they changed.
_LEVELS = frozenset(
    f"macro:{code}_US"
    for code in words(
        "UNRATE CLAIMS JOLTS ISM_MFG ISM_SVC PMI UMCSENT CONFIDENCE PHILLY EMPIRE NFIB HOUSING_STARTS PERMITS "
        "NEW_HOMES EXISTING_HOMES TRADE SAVING CAPACITY INFEXP BREAKEVEN"
    )
)
_COUNTS = frozenset(f"macro:{code}_US" for code in ("NFP", "ADP", "CLAIMS", "JOLTS"))
_YEARS = (1900, 2100)
_SHARE = re.compile(r"\s(?:of|above|below|higher|lower|chance|probability)\b")


def find(view: View, subjects: Sequence[Subject], drafts: Sequence[Draft]) -> list[Draft]:
    """The figures that the moves of a sentence (`drafts`) do not already give."""
    if view.is_question:
        return []
    found = list(_jobs(view))
    for n, subject in enumerate(subjects):
        if subject.role == "measure" and not subject.pointing and not is_unreal(view, subject.start):
            found += _state(view, subject)
            limit = subjects[n + 1].start if n + 1 < len(subjects) else len(view.text)
            found += _read(view, subject, limit, drafts)
    return found + [draft for told in drafts if told.kind == "data" for draft in _yearly(view, told)]


def _state(view: View, subject: Subject) -> Iterator[Draft]:
    """ "Inflation remains elevated": a condition without a figure."""
    match = _STATE.match(view.text, subject.end)
    if match is None or subject.entity is None or is_inside(view, subject):
        return
    way: Direction = "up" if match["high"] else "down"
    tense: Tense = "past" if match["verb"].startswith(("was", "were", "had", "remained", "stayed")) else "present"
    at = match.end()
    text = view.text[match.start("words") : at]
    yield Draft("data", "data.state", subject, match.start(), at, direction=way, value_text=text, tense=tense)


def _read(view: View, subject: Subject, limit: int, drafts: Sequence[Draft]) -> Iterator[Draft]:
    quantity = next((q for q in view.quantities if q.start >= subject.end), None)
    if quantity is None or quantity.start > limit or is_inside(view, subject):
        return
    moved = cues.CUE.search(view.text, subject.end, quantity.num_start)
    if moved is not None and adjoins(view, subject.end, moved.start()):
        yield from _moved(view, subject, moved, quantity, drafts)
        return
    match = _READS.search(view.text, subject.end, quantity.num_start)
    if match is not None and adjoins(view, subject.end, match.start()) and is_figure_of(view, subject, quantity):
        way: Direction | None = "flat" if match["flat"] else None
        tense: Tense = "present" if match.group().split()[0] in {"is", "are", "stands", "remains", "sits"} else "past"
        yield _draft(subject, (match.start(), quantity.end), way, quantity, tense=tense)


def _moved(
    view: View, subject: Subject, moved: re.Match[str], quantity: Quantity, drafts: Sequence[Draft]
) -> Iterator[Draft]:
    """ "rose to 3.6%", "increased by 263,000"; of "rose by 21,000 to 211,000" where it stands."""
    way = cues.direction(moved)
    entity_id = subject.entity.id if subject.entity else ""
    later = next((q for q in view.quantities if q.start >= quantity.end), None)
    lead = view.without_phrases(moved.end(), quantity.num_start)
    if lead == " to ":  # "is up to 2.4%" says where it stands, not that it is at most that
        quantity = replace(quantity, text=view.text[quantity.num_start : quantity.end], comparator=None)
    if (_REACHED.match(lead) or _AT_RATE.match(lead)) and is_figure_of(view, subject, quantity):
        yield _draft(subject, (moved.start(), quantity.end), way, quantity)
    elif (
        entity_id in _LEVELS
        and later is not None
        and _REACHED.match(view.without_phrases(quantity.end, later.num_start))
        and is_figure_of(view, subject, later)
    ):
        yield _draft(subject, (moved.start(), later.end), way, later)
    elif (
        quantity.unit is None
        and entity_id in _COUNTS
        and _COUNTED.match(lead)
        and not any(draft.subject == subject and draft.value is not None for draft in drafts)
    ):
        yield _draft(subject, (moved.start(), quantity.end), way, quantity)


def _jobs(view: View) -> Iterator[Draft]:
    """ "the economy added 311,000 jobs": payrolls."""
    for quantity in view.quantities:
        if quantity.unit is not None or quantity.value < 1000 or not _EMPLOYED.match(view.text, quantity.end):
            continue
        match = _JOBS.search(view.text[: quantity.start])
        if (
            match is None
            or _AHEAD.search(view.text[: match.start()])
            or view.is_foreign
            or view.abroad
            or is_unreal(view, match.start())
        ):
            continue
        private = "private" in match["who"] or "ADP" in view.text
        entity = packaged_by_id()["macro:ADP_US" if private else "macro:NFP_US"]
        words = match["who"].strip()
        start = match.start("who") + match["who"].index(words)
        subject = Subject(start, start + len(words), words, entity, "measure")
        way: Direction = "down" if match["verb"] in {"shed", "lost", "cut"} else "up"
        yield _draft(subject, (match.start("verb"), quantity.end), way, quantity)


def _yearly(view: View, told: Draft) -> Iterator[Draft]:
    first, quantity, *_ = [*(q for q in view.quantities if q.end >= told.at), None, None]
    if first is None or quantity is None or first.text != told.value_text or {quantity.unit, told.unit} != {"pct"}:
        return
    if _ALSO.match(view.text[first.end : quantity.num_start]) and _OVER_A_YEAR.match(view.text[quantity.end :]):
        fields: dict[str, Any] = figure(quantity)
        yield replace(told, rule="data.list", start=quantity.start, at=quantity.end, window=None, **fields)


def is_figure_of(view: View, subject: Subject, quantity: Quantity) -> bool:
    """Whether a figure can be where a measure stands: percent, an index, a count of thousands."""
    if goals.is_goal(view, quantity) or goals.is_sample(view, quantity):
        return False
    if quantity.unit == "pct":
        return _SHARE.match(view.text, quantity.end) is None
    if quantity.unit is not None:
        return quantity.unit in {"points", "usd"}
    a_year = _YEARS[0] <= quantity.value <= _YEARS[1] and quantity.value == int(quantity.value)
    entity_id = subject.entity.id if subject.entity else ""
    return not (a_year and "," not in quantity.text) and entity_id in _LEVELS | _COUNTS


def _draft(
    subject: Subject, span: tuple[int, int], way: Direction | None, quantity: Quantity, *, tense: Tense = "past"
) -> Draft:
    fields: dict[str, Any] = figure(quantity, "count" if quantity.value >= 1000 else "points")
    return Draft("data", "data.stands", subject, *span, direction=way, tense=tense, **fields)
