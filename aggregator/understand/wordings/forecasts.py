"""Stated expectations: "expected to rise 0.3%", "pricing in two cuts", "a 70% chance of a hike", "price target of $50".

A forecast needs a figure, a dated or scheduled event, guidance or market odds; a mere "could rise" is an outlook and is
left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from aggregator.records import Certainty, Direction
from aggregator.understand.amounts import goals
from aggregator.understand.drafts import Draft, owner_of
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from aggregator.understand.wordings import agenda, estimates, outcomes, rate_odds, releases, targets

_EXPECTED = re.compile(
    r"(?<![\w'’-])(?:(?:is|are|was|were|be|been|being)\s(?:\w+ly\s|also\s|now\s|still\s|"
    r"not\s)?(?:expected|forecast|forecasted|projected|seen|predicted|anticipated|estimated|"
    r"likely|poised|set|tipped|most likely|very likely|widely expected|on track|on course|slated|"
    r"scheduled|due|called|bound)|(?:looks?|appears?|seems?)\s(?:likely|set|poised)|figures?|"
    r"(?P<date>(?:is|are|was|were)\s(?:due|scheduled|slated)(?=\s(?:on|at|in|for|this|next|later|out|"
    r"Mon|Tues|Wednes|Thurs|Fri)))|will(?:\slikely|\sprobably)?|should|could|may|might|would)\b"
)
_TO = re.compile(r"\s(?:to\s)?(?:be\s|also\s|likely\s|\w+ly\s)?(?P<verb>\w+)")
_HOLD = re.compile(r"^(?:remain|stay|hold|keep|leave|pause|maintain)\b")
_EVENT = re.compile(
    r"^(?:report|release|announce|publish|unveil|post|speak|testify|deliver|meet|hold|host|issue|give|"
    r"be released|come out|vote|decide|open|raise|cut|hike|lower|hold)\b"
)
_HOLDERS = re.compile(
    r"(?P<who>(?:\b(?:[Ee]conomists?|[Aa]nalysts?|[Ss]trategists?|[Tt]raders|[Ii]nvestors|[Mm]arkets?|"
    r"[Mm]oney markets|[Oo]fficials|[Pp]olicymakers|[Ff]orecasters|[Pp]undits|"
    r"Wall Street(?: analysts)?|[Tt]he (?:company|bank|firm|Fed|IMF|market)|[Ww]e|I)\b(?:\s(?:polled|"
    r"surveyed)\sby\s[A-Z]\w+(?:\s[A-Z]\w+)?)?|[A-Z][\w.&'’-]+(?:\s[A-Z][\w.&'’-]+){0,4}))"
    r"(?:\s(?:now|still|also|had|have|has|generally|widely|currently|are|were|is|was))*\s"
    r"(?P<verb>expect(?:s|ed|ing)?|forecasts?|forecasting|project(?:s|ed|ing)?|predict(?:s|ed|ing)?|"
    r"anticipat(?:es?|ed|ing)|see|sees|estimate[sd]?|looking for|pencil(?:s|ed) in)\s(?:that\s)?"
)
_NEGATED = re.compile(r"\bnot\b|n['’]t\b|\bnever\b|\bno\b")
_LEADS = re.compile(r"\b(?:hopes?|bets?|expect\w*|chances?|odds|likelihood|speculation)\s(?:that\s)?(?:the\s)?$")
_NO_NAMES = frozenset({"We", "we", "I", "They", "He", "She", "It", "But", "And", "This", "Nobody", "None", "Few"})
_WAS_EXPECTED = re.compile(r"\bhad\b")
_UNTIL_SUBJECT = re.compile(
    r"^(?:the\s|its\s|that\s|U\.S\.\s|US\s|annual\s|headline\s|core\s|overall\s|[A-Z]\w+(?:['’]s)?\s){0,3}$"
)
_AFTER_SUBJECT = re.compile(
    r"(?:\s\([^()]{1,30}\))?(?:\s(?:growth|data|report|index|rate|prices))?(?P<lead>(?=\sto\s)|"
    r"\s(?:will|would|could|should|may)(?=\s))"
)
_PUBLISHERS = frozenset(
    {"org:BLS", "org:BEA", "org:CENSUS_US", "org:COMMERCE_US", "org:LABOR_US"}
)  # what they will publish is the event
# "Until a week ago the hope was ...": an expectation that is told because it holds no more.
_UNTIL_THEN = re.compile(
    r"\buntil\s(?:(?:\w+\s){1,4}ago|as\srecently\sas\s\w+\s\w+|(?:very\s)?recently|yesterday|last\s\w+)\b",
    re.IGNORECASE,
)
_TURN = re.compile(r";|\bbut\b|\bnow\b|\b(?:then|since)\b", re.IGNORECASE)
# "Lower its rate, now at 5%, by a quarter point": where it stands, not where it goes.
_STANDS = re.compile(r"\b(?:now|currently|presently)\s(?:(?:at|near|around|about|in\sa\srange\sof)\s)*$")
_NEVER = re.compile(r"\b(?:no guarantee|if|unless|whether|had been|would have|could have|should have)\b", re.IGNORECASE)


def find(view: View, subjects: Sequence[Subject], past: Sequence[View]) -> list[Draft]:
    """The forecasts of a sentence."""
    if view.is_question:
        return []
    drafts = [draft for draft in rate_odds.odds(view, past) if not _is_over(view, draft)]
    taken = [(draft.start, draft.at) for draft in drafts]
    # Of readings that overlap the more telling comes first and stays.
    for draft in chain(
        rate_odds.acts(view, subjects),
        estimates.find(view, subjects, past),
        _expected(view, subjects),
        _held(view, subjects),
        targets.find(view, subjects, past),
        agenda.find(view),
    ):
        if not _is_over(view, draft) and not any(draft.start < end and start < draft.at for start, end in taken):
            drafts.append(draft)
            taken.append((draft.start, draft.at))
    return drafts


def _is_over(view: View, draft: Draft) -> bool:
    """Whether an expectation is told as one of the past: "until a week ago, the hope was that the Fed would hike"."""
    ended = _UNTIL_THEN.search(view.text)
    if ended is None:
        return False
    first, last = sorted((ended.end(), draft.at))
    return _TURN.search(view.text, first, last) is None


def _expected(view: View, subjects: Sequence[Subject]) -> list[Draft]:
    """ "X is expected to rise 0.3%", "Nvidia is due to report on Wednesday"."""
    drafts = []
    for match in _EXPECTED.finditer(view.text):
        subject = owner_of(view, subjects, match.start())
        if (
            subject is None
            or (subject.pointing and subject.entity is None)
            or (subject.entity is not None and subject.entity.id in _PUBLISHERS)
            or _NEVER.search(view.text[max(0, subject.start - 60) : match.end()])
            or _NEGATED.search(view.text[match.start() : match.end() + 6])
        ):
            continue
        outcome = _outcome(view, match.end())
        if match["date"]:
            outcome = ("", None, match.end())
        if outcome is None:
            continue
        verb, way, end = outcome
        quantity = _quantity(view, end, subject)
        modal = match.group().split()[0] in {"will", "should", "could", "may", "might", "would"}
        dated = outcomes.has_date(view, end)
        event = bool(match["date"]) or _EVENT.match(verb) is not None
        unsure = _LEADS.search(view.text[: subject.start]) is not None  # "bets that the Fed will cut"
        if not ((way and (quantity or (dated and not modal))) or (event and dated) or (quantity and not modal)):
            continue
        certainty: Certainty = "asserted" if event and quantity is None and way is None and not unsure else "hedged"
        drafts.append(
            outcomes.draft_of("forecast.expected", subject, (match.start(), end), way, quantity, certainty=certainty)
        )
    return drafts


def _held(view: View, subjects: Sequence[Subject]) -> list[Draft]:
    """ "economists expect CPI to rise 0.3%", "Evans expects the jobless rate to edge up"."""
    drafts = []
    for match in _HOLDERS.finditer(view.text):
        if rate_odds.is_denied(view, match.start("verb")):
            continue
        subject = next((s for s in subjects if match.end() <= s.start <= match.end() + 45), None)
        if subject is None or not _UNTIL_SUBJECT.match(view.text[match.end() : subject.start]):
            continue
        after = _AFTER_SUBJECT.match(view.text, subject.end)
        if after is None:
            continue
        outcome = _outcome(view, after.end("lead"))
        if outcome is None:
            continue
        _, way, end = outcome
        quantity = _quantity(view, end, subject)
        if quantity is None and way is None and not outcomes.has_date(view, end):
            continue
        who = match["who"]
        speaker = None if who in _NO_NAMES or who.lower().startswith("the ") else who
        draft = outcomes.draft_of("forecast.holder", subject, (match.start(), end), way, quantity)
        told = _WAS_EXPECTED.search(match.group()) is not None
        drafts.append(replace(draft, speaker=speaker, tense="past" if told else "future"))
    return drafts


def _outcome(view: View, at: int) -> tuple[str, Direction | None, int] | None:
    """The verb that an expectation leads to: its words, direction and end; None when no verb follows."""
    match = _TO.match(view.text, at)
    if match is None:
        return None
    words = view.text[match.start("verb") : match.start("verb") + 40]
    way: Direction | None = (
        "up"
        if outcomes.RISE.match(words)
        else "down"
        if outcomes.FALL.match(words)
        else "flat"
        if _HOLD.match(words)
        else None
    )
    return words, way, match.end()


def _quantity(view: View, at: int, subject: Subject) -> Quantity | None:
    """The figure that an outcome names, in its own clause."""
    for quantity in view.quantities:
        if quantity.start >= at and _STANDS.search(view.text, at, quantity.num_start) is None:
            between = view.text[at : quantity.start]
            fits = quantity.unit in {"pct", "bps", "pp", "points"} or (
                quantity.unit is not None and subject.role == "price"
            )
            fits = fits or (
                quantity.unit is None and subject.role == "price" and between.endswith("to ") and "." in quantity.text
            )
            fits = fits or (subject.role == "measure" and releases.is_figure_of(view, subject, quantity))
            near = len(between) <= 60 and not outcomes.CLAUSE_END.search(between)
            return quantity if near and fits and not goals.is_goal(view, quantity) else None
    return None
