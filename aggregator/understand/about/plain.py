"""What a claim's plain words mean by the table of `referent_rows`, where nothing beside them shows another thing."""

from __future__ import annotations

import re

from aggregator.records import Entity, Topic
from aggregator.understand.about.referent_rows import ROWS
from aggregator.understand.subjects import Subject
from aggregator.understand.topical.surroundings import Around, is_cause_abroad, is_of_the_fed, speaks_of
from aggregator.understand.view import View

_COMPILED = tuple((re.compile(row.words, re.IGNORECASE), row) for row in ROWS)
_NOT_POLICY = re.compile(
    r"\b(?:price|mortgage|exchange|growth|unemployment|jobless|tax|birth|default|vacancy|inflation|saving|repo|"
    r"deposit|hourly|"
    r"participation|discount|swap|(?<!overnight )(?<!interbank )(?<!benchmark )(?<!target )lending|loan|annual|"
    r"savings|hit|"
    r"interest-rate futures|prime|freight|"
    r"10-year|two-year|30-year|long(?:er)?[\s-]term|real|market|cap)\b",
    re.IGNORECASE,
)
_OURS = re.compile(r"(?:U\.S\.|US|American)\s")
_OTHER_MARKET = re.compile(
    r"\b(?:housing|labou?r|jobs?|property|real[\s-]estate|bond|debt|credit|oil|gold|commodity|currency|crypto|energy|"
    r"IPO|used[\s-]car|"
    r"mortgage|rental|home|gilt|repo|money|futures|options)[\s-]$",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\bMichigan\b|\bConference Board\b|\bconsumer (?:sentiment|confidence)\b")  # shoppers, no traders
_OF_OTHERS = re.compile(
    r"\s(?:in|of|for|by)\s(?!(?:the\s|u\.?s\.?\s|most\s|all\s|major\s|global\s)*(?:stocks?|stock market|market|"
    r"equit(?:y|ies)|share prices|wall street|(?:stock )?ind(?:ex|ic)es|shares)\b)(?!(?:the\s)?(?:last|past|first|next|"
    r"year|week|month|session|\w+day|january|february|march|april|may|june|july|august|september|october|november|"
    r"december|early|late|\d)\b)",
    re.IGNORECASE,
)
"""Behind a move that is of something else than the market: "the drop in home sales"."""
_WHOSE = re.compile(
    r"(?<!day)(?<!week)(?<!month)(?<!quarter)(?<!year)(?<!market)(?<!street)(?<!session)(?<!stocks)['’]s?\s(?:[\w-]+\s)?$",
    re.IGNORECASE,
)
"""Before a move that is somebody's own: "Acme's drop"."""
_MOVED = re.compile(
    r"(?P<said>.*\b)?(?:drop|slide|decline|plunge|slump|jump|surge|gains|losses|turnaround)", re.IGNORECASE
)
_MARKET = re.compile(
    r"\b(?:[Mm]arkets?|[Ss]tocks|[Ss]hares|[Ee]quit(?:y|ies)|Wall Street|S&P 500|Dow|Nasdaq|index(?:es)?)\b"
)


def _is_of_another(text: str, subject: Subject, view: View) -> bool:
    """Whether a move that names no market is told of another thing than the market, or of nothing named."""
    moved = _MOVED.fullmatch(text)
    if moved is None:
        return False
    if not moved["said"] and _MARKET.search(view.text) is None:
        return True
    return _OF_OTHERS.match(view.text, subject.end) is not None or _WHOSE.search(view.text[: subject.start]) is not None


def of(text: str, topic: Topic, view: View, around: Around, subject: Subject) -> Entity | None:
    """What the first row says that holds for words of this topic here."""
    before = view.text[: subject.start]
    for pattern, row in _COMPILED:
        if topic not in row.topics or pattern.fullmatch(text) is None:
            continue
        if row.entity_id == "rate:FFR" and _NOT_POLICY.search(text):
            continue
        if row.shared and around.firm is not None:
            continue
        if row.entity_id == "group:US_EQUITIES" and (
            _OTHER_MARKET.search(before) or _ASKED.search(view.text) or _is_of_another(text, subject, view)
        ):
            continue
        meant = speaks_of(row.need, view, around) or (row.need == "us" and _OURS.match(text) is not None)
        meant = meant or (topic == "fed" and is_of_the_fed(view, around))
        if meant or (row.need == "us" and is_cause_abroad(view, around, len(before))):
            return around.lookup.get(row.entity_id)
    return None
