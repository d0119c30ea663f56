"""Expected figures told by nouns and for indexes: "forecast a 0.4% rise in the CPI", "sees the S&P 500 at 4,000".

"Economists expect CPI to rise" is read in `forecasts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from aggregator.records import Direction, Tense
from aggregator.understand.drafts import Draft
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from aggregator.understand.wordings import outcomes, rate_odds

_WHO = (
    r"(?P<who>(?:[Ee]conomists?|[Aa]nalysts?|[Ss]trategists?|[Ff]orecasters|[Tt]raders|[Ii]nvestors|[Mm]arkets?|"
    r"Wall Street|"
    r"[A-Z][\w.&'’-]+(?:\s[A-Z][\w.&'’-]+){0,3})(?:\s(?:polled|surveyed)\sby\s[\w\s]{2,40}?)?)"
)
_EXPECT = (
    r"\s(?P<verb>(?:(?:had|have|has|were|are|was|is|now|also|still)\s)*(?:expect(?:s|ed|ing)?|forecasts?|forecasting|"
    r"project(?:s|ed|ing)?|predict(?:s|ed|ing)?|anticipat(?:es?|ed|ing)|estimate[sd]?|looking for|see|sees|"
    r"penciled in))"
)
_HELD = re.compile(_WHO + _EXPECT + r"\s(?:for\s)?(?:an?\s|the\s)?(?:\w+\s){0,2}$")
_CONSENSUS = re.compile(
    r"\b(?P<who>)(?P<verb>(?:[Ee]xpectations|[Ff]orecasts?|[Ee]stimates?|[Cc]onsensus)(?:\s(?:estimate|forecast|view))?"
    r"(?:\samong\s\w+)?\s(?:(?:were|was|is|are)\s)?(?:for|of|calls for|called for|is|was))\s(?:an?\s)?(?:\w+\s)?$"
)
_CHANGE = re.compile(
    r"^\s(?:monthly\s|annual\s|year-over-year\s|month-over-month\s)?(?:(?P<up>rise|increase|gain|growth|advance|"
    r"jump|uptick)|"
    r"(?P<down>drop|decline|decrease|fall|dip|slide))\b(?:\s(?:in|for|of)\s(?:the\s|headline\s|U\.S\.\s)*)?"
)
_JOBS = re.compile(r"^\s(?:new\s|non-?farm\s)?(?:jobs|payrolls|positions)\b")
_HAVE_ADDED = re.compile(
    r"\b(?:expect\w*|forecast\w*|predict\w*|project\w*|estimate\w*|"
    r"anticipat\w*)\s(?:\w+\s){0,4}?(?:to\s(?:have\s)?(?:add(?:ed)?|show\w*|"
    r"create[d]?)|that\s[\w\s]{3,30}added|employers\sadded)\s(?:\w+\s){0,3}$|"
    r"\b(?:expect\w*|forecast\w*|predict\w*)\s(?:for\s)?(?:an?\s)?(?:gain|increase|addition|rise)\sof\s(?:about\s)?$"
)
_INDEX_AT = re.compile(
    r"\s(?:index\s)?(?:(?:at|hitting|reaching)|to\s(?:end|finish|close|reach|hit|trade|rise|climb|fall|drop|sink|slide|"
    r"rally|surge)(?:\s(?:the\s)?(?:year|2\d{3}))?(?:\s(?:at|to|around|near))?|(?:rising|climbing|falling|"
    r"ending[\w\s]{0,12})\s(?:to|at))\s"
    r"(?:about\s|around\s|a\s|as low as\s|as high as\s)?$"
)
_SEES = re.compile(rf"{_WHO}{_EXPECT}\s(?:that\s)?(?:the\s)?$")
_TARGET = re.compile(
    r"\b(?:(?:year-end|12-month|end-of-year|2\d{3}(?:\syear-end)?|end-2\d{3})\s(?:price\s)?)?(?:target|forecast|"
    r"estimate)\s"
    r"(?:for|on)\s(?:the\s)?$"
)
_TARGET_AT = re.compile(r"^\s(?:index\s)?(?:of|to|at|is|stands at|from\s[\d,]+\sto)\s(?:about\s|around\s)?$")
_INDEXES = ("index:",)
# "Acme Research estimates that core prices rose 0.3%", but not by whom a figure is released.
_THOUGHT = re.compile(
    r"\b(?:estimat(?:es?|ed|ing)|forecast(?:s|ed|ing)?|predict(?:s|ed|ing)?|project(?:s|ed|ing)|reckons?|"
    r"(?:[Ee]conomists|[Aa]nalysts|[Ff]orecasters)\s(?:believe|think|reckon))\s(?:that\s)?(?:the\s|its\s)?"
    r"(?:[A-Z][\w.]+\s|headline\s|core\s|annual\s){0,2}$"
)
_RELEASES = re.compile(
    r"\b(?:Eurostat|[Bb]ureau|[Dd]epartment|[Mm]inistry|[Oo]ffice|[Aa]gency|[Ss]tatistic\w*|[Gg]overnment|company|firm|it)\b"
    r"[^,;]{0,40}$"
)
LEAST_INDEX = 100


def find(view: View, subjects: Sequence[Subject], past: Sequence[View]) -> list[Draft]:
    """The expected figures of a sentence."""
    if not view.quantities:
        return []
    return [*_changes(view, subjects, past), *_jobs(view), *_indexes(view, subjects)]


def _changes(view: View, subjects: Sequence[Subject], past: Sequence[View]) -> Iterator[Draft]:
    """ "Economists polled by Reuters forecast a 0.4% rise in consumer prices"."""
    for quantity in view.quantities:
        if quantity.unit != "pct":
            continue
        held = _HELD.search(view.text[: quantity.start]) or _CONSENSUS.search(view.text[: quantity.start])
        change = _CHANGE.match(view.text[quantity.end :])
        if held is None or change is None or rate_odds.is_denied(view, held.start("verb")):
            continue
        at = quantity.end + change.end()
        subject = next((s for s in subjects if s.role == "measure" and 0 <= s.start - at <= 4), None)
        subject = subject or _measure_before(view, quantity, change, past)
        if subject is not None:
            way: Direction = "up" if change["up"] else "down"
            yield _draft(held, subject, quantity, way)


def _measure_before(view: View, quantity: Quantity, change: re.Match[str], past: Sequence[View]) -> Subject | None:
    """ "Economists had expected a 0.3% gain": of the one measure that was just spoken of."""
    for links in ([link for link in view.links if link.end <= quantity.start], past[-1].links if past else ()):
        found = {link.entity.id: link.entity for link in links if link.entity and link.entity.id.startswith("macro:")}
        if found:
            start, end = quantity.end + 1, quantity.end + change.end()
            words = view.text[start:end].split(" in")[0].rstrip()
            only = next(iter(found.values())) if len(found) == 1 else None
            return Subject(start, start + len(words), words, only, "measure") if only else None
    return None


def _jobs(view: View) -> Iterator[Draft]:
    """ "Economists expect the economy to have added 205,000 jobs"."""
    for quantity in view.quantities:
        if quantity.unit is not None or quantity.value < 1000 or view.is_foreign or view.abroad:
            continue
        jobs = _JOBS.match(view.text[quantity.end :])
        held = _HAVE_ADDED.search(view.text[: quantity.start])
        if jobs is None or held is None or rate_odds.is_denied(view, held.start()):
            continue
        start, end = quantity.end + 1, quantity.end + jobs.end()
        subject = Subject(start, end, view.text[start:end], packaged_by_id()["macro:NFP_US"], "measure")
        yield outcomes.draft_of("forecast.estimate", subject, (held.start(), end), "up", quantity)


def _indexes(view: View, subjects: Sequence[Subject]) -> Iterator[Draft]:
    """ "sees the S&P 500 at 4,000 by year-end", "a target for the S&P 500 of 4,200"."""
    for subject in subjects:
        if subject.entity is None or not subject.entity.id.startswith(_INDEXES):
            continue
        quantity = next((q for q in view.quantities if q.start >= subject.end), None)
        if quantity is None or quantity.unit not in {None, "points"} or quantity.value < LEAST_INDEX:
            continue
        before, between = view.text[: subject.start], view.without_phrases(subject.end, quantity.num_start)
        held = _SEES.search(before) if _INDEX_AT.fullmatch(" ".join(["", *between.split(), ""])) else None
        aimed = _TARGET.search(before) if _TARGET_AT.match(" ".join(["", *between.split(), ""])) else None
        match = held or aimed
        if match is not None and not rate_odds.is_denied(view, match.start()):
            draft = _draft(match, subject, quantity, None)
            yield replace(draft, unit=quantity.unit or "points")


def _draft(held: re.Match[str], subject: Subject, quantity: Quantity, way: Direction | None) -> Draft:
    groups = held.groupdict()
    draft = outcomes.draft_of("forecast.estimate", subject, (held.start(), quantity.end), way, quantity)
    tense: Tense = "past" if (groups.get("verb") or "").startswith("had") else "future"
    return replace(draft, tense=tense, speaker=groups.get("who") or None)


def thought(view: View, draft: Draft) -> Draft:
    """A figure of data as a forecast where someone only estimates it."""
    before = view.text[: draft.subject.start]
    held = _THOUGHT.search(before) if draft.kind == "data" and draft.value is not None else None
    if held is None or _RELEASES.search(before[: held.start()]) or rate_odds.is_denied(view, held.start()):
        return draft
    return replace(draft, kind="forecast", rule="forecast.estimate", certainty="hedged")
