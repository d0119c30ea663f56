"""Which kinds of claim a marked subject makes: the encoder's, corrected and weighed by the words around the subject.

The conventions of the kinds are the annotation's: what will be done is a view and no act, a share of those asked is no
released figure. Odds were counted on annotated articles that training never saw.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, cast

from aggregator.records import Kind
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

LEAST = 0.34
"""Probability of the span times that of its likeliest kind, under which nothing is proposed.

About half the F1 that the claims reach: what is likelier than that raises it.
"""
FURTHER = 0.4
"""A second kind of the same subject must be at least this likely: figures chosen on articles held out of training."""
# "Units can be traded like shares": what can be done with a thing defines it.
_USE = re.compile(
    r"\W{0,3}\scan\s(?:also\s|\w+ly\s)?be\s(?:\w+ly\s)?(?:traded|bought|sold|purchased|created|redeemed|used|held|"
    r"found|accessed|downloaded|viewed|reached)\b",
    re.IGNORECASE,
)
WORTH = 0.1
"""Below this no kind is worth a look at the words."""
_RARE: Mapping[Kind, tuple[float, float, re.Pattern[str]]] = {
    "count": (
        0.25,
        0.15,
        re.compile(
            r"\b(?:first|second|third|fourth|fifth|\d+(?:st|nd|rd|th)) (?:time|straight|consecutive)\b|\bstreak\b|"
            r"\b(?:biggest|largest|fastest|slowest|steepest|sharpest|longest|worst|best|most|lowest|smallest|weakest|"
            r"strongest)\b[^,;.]{0,40}\b(?:since|in (?:\w+ )?(?:\w+ )?(?:years?|months?|weeks?|decades?)|ever|"
            r"on record)\b",
            re.IGNORECASE,
        ),
    ),
    "compare": (
        0.15,
        0.1,
        re.compile(
            r"\b(?:than|versus|vs|outnumber\w*|outpac\w*|lag\w*|trail\w*|outperform\w*|underperform\w*|relative to|"
            r"compared (?:with|to)|gap|spread|ratio|premium|discount|beat\w*|ahead of|behind|unlike|while)\b",
            re.IGNORECASE,
        ),
    ),
    "volume": (
        0.2,
        0.12,
        re.compile(r"\b(?:volumes?|trad(?:ed|ing)|(?:out|in)?flows?|turnover|shares)\b", re.IGNORECASE),
    ),
}
"""Kinds that the encoder has met seldom: how likely one must be, alone and with its span, where words speak of it."""
_BUYS_GOLD = re.compile(
    r"\b(?:gold|bullion)\s(?:purchases?|buying|demand|reserves|holdings|hoards?)\b|"
    r"\b(?:purchas\w+|buy|buys|buying|bought|demand|accumulat\w+|holdings|reserves|stockpil\w+|add(?:ed|ing|s)?|sold|sales)\s"
    r"(?:of\s|for\s|in\s|up\s)?(?:[\w,.]+\s){0,5}?(?:gold|bullion)\b",
    re.IGNORECASE,
)
_OF_RATES = re.compile(r"\b(?:rates?|tariffs?|dut(?:y|ies)|ban(?:s|ned)?)\b", re.IGNORECASE)


def _re(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


class _Instead(NamedTuple):
    """Words at a subject by which what the encoder takes for one kind is told as another."""

    kind: Kind
    instead: Kind
    subject: re.Pattern[str] | None = None
    before: re.Pattern[str] | None = None
    behind: re.Pattern[str] | None = None

    def fits(self, view: View, subject: Subject) -> bool:
        """Whether all the words that are asked for stand there."""
        return _stand(view, subject, self.subject, self.before, self.behind)


_PEOPLE = _re(
    r"\b(?:respondents|participants|those\s(?:surveyed|polled|asked)|adults|voters|Americans|shoppers|households|"
    r"Democrats|Republicans)$"
)
_SHORT = _re(r"\bshort[\s-](?:interest|ratio)\b|\bopen\sinterest$")
_INSTEAD = (
    # Prices of markets, whose changes are moves, where those of food or rents are data.
    _Instead("data", "move", subject=_re(r"\b(?:oil|crude|gold|commodity|commodities|energy)\s(?:prices?|costs?)$")),
    # "Revenue at Acme rose".
    _Instead(
        "move",
        "data",
        before=_re(
            r"\b(?:revenues?|sales|profits?|earnings|income|EBITDA|orders|deliveries|bookings|margins?)\s"
            r"(?:at|of|for)\s(?:the\s)?$"
        ),
    ),
    # What a central bank or a government will do, may do or has the means for is no act of it.
    _Instead(
        "policy", "outlook", behind=_re(r"[^,;.]{0,12}?\s(?:will|would|could|can|may|might|must|should|needs?|ought)\b")
    ),
    _Instead(
        "policy",
        "outlook",
        behind=_re(
            r"(?:,[^,]{1,60},)?\s(?:still\s|also\s)?(?:has|have|had)\s(?:\w+\s){0,3}?"
            r"(?:tools?|ability|room|scope|flexibility|firepower|capacity|options|leeway)\b"
        ),
    ),
    _Instead(
        "policy",
        "outlook",
        behind=_re(
            r"\s(?:is|are|was|were|remains?)\s(?:\w+ly\s|also\s|now\s|still\s)?(?:ready|willing|in\sno\s(?:rush|hurry))\b"
        ),
    ),
    _Instead("fact", "forecast", behind=_re(r"\swill\b(?!\shave\s\w+ed\b)")),
    # Guidance by its range.
    _Instead(
        "data",
        "forecast",
        behind=_re(r"[^,;]{0,40}\b(?:midpoint|mid-?range|(?:upper|lower|high|low)\send\sof\s(?:its|the)\srange)\b"),
    ),
    # "61% of respondents say": what was asked is no released figure.
    _Instead(
        "data",
        "fact",
        subject=_PEOPLE,
        before=_re(
            r"(?:%|\bpercent|\b(?:third|quarter|half|majority|thirds|tenth|fifth)\sof)\s(?:of\s)?"
            r"(?:\w+\s){0,2}$"
        ),
    ),
    # Money put into funds.
    _Instead(
        "data",
        "volume",
        subject=_re(r"\b(?:(?:SIP|fund|pension)\scontributions?|(?<!cash\s)(?:in|out)flows?|fund\sflows?)\b"),
    ),
    _Instead("fact", "volume", subject=_SHORT),
    _Instead("level", "volume", subject=_SHORT),
    # "Trades 30% below its peak": where it stands, not how far it went that day.
    _Instead(
        "move",
        "level",
        behind=_re(
            r"(?:\s(?:is|are|was|were))?\s(?:(?:still|now|also|currently)\s)*"
            r"(?:remain(?:s|ed)?|trad(?:es|ed|ing)|sits?|sat|stands?|stood|stays?|stayed|closed)\s(?:still\s|now\s)?(?:down\s)?"
            r"(?:(?:about|nearly|almost|roughly|around|more\sthan|over|some|approximately|just)\s)?"
            r"[\d.]+(?:%|\sper\s?cent)\s(?:below|under|off|(?:(?:lower|down|away)\s)?(?:from|than))\s(?:an?|the|its|their)\s"
            r"[^,;.%]{0,30}?\b(?:highs?|peaks?|records?)\b"
        ),
    ),
    # "Is the first of its kind to …".
    _Instead(
        "fact",
        "count",
        behind=_re(
            r"\s(?:is|was|became|become|becomes)\s(?:\w+ly\s|now\s|also\s)?(?:only\s)?(?:the|its|their)\s(?:\w+-)?"
            r"(?:first|second|third|fourth|fifth|sixth|\d+(?:st|nd|rd|th))\b"
        ),
    ),
)


class _Odds(NamedTuple):
    """How much likelier a kind is than the encoder holds, in a sentence without figures and with these words."""

    kind: Kind
    odds: float
    subject: re.Pattern[str] | None = None
    behind: re.Pattern[str] | None = None

    def fits(self, view: View, subject: Subject) -> bool:
        """Whether all the words that are asked for stand there."""
        return not view.quantities and _stand(view, subject, self.subject, None, self.behind)


_ODDS = (
    _Odds("data", 0.5),
    _Odds("fact", 2.0, behind=_re(r"\shave\b")),
    _Odds("outlook", 1.6, subject=_re(r"\binflation$")),
)


def of(view: View, span: Span, subject: Subject) -> list[tuple[Kind, float]]:
    """The kinds of claim that are likely enough of a subject, with how likely each is."""
    scores = _told(view, subject, cast("dict[Kind, float]", dict(span.heads.get("claim_kinds", {}))))
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    kept = [
        (kind, p) for n, (kind, p) in enumerate(ranked) if (p >= FURTHER or n == 0) and p * span.probability >= LEAST
    ]
    named = {kind for kind, _ in kept}
    kept += [
        (kind, scores[kind])
        for kind, (least, least_together, said) in _RARE.items()
        if kind not in named
        and scores.get(kind, 0.0) >= least
        and scores[kind] * span.probability >= least_together
        and said.search(view.text)
    ]
    return kept


def _told(view: View, subject: Subject, scores: dict[Kind, float]) -> dict[Kind, float]:
    """The encoder's scores, each under the kind that the words speak for and by their odds."""
    for row in _INSTEAD:
        if scores.get(row.kind, 0.0) >= WORTH and row.fits(view, subject):
            scores[row.instead] = max(scores.get(row.instead, 0.0), scores.pop(row.kind))
    for odds in _ODDS:
        p = scores.get(odds.kind, 0.0)
        if p >= WORTH and odds.fits(view, subject):
            scores[odds.kind] = odds.odds * p / (odds.odds * p + 1 - p)
    if scores.get("policy", 0.0) >= WORTH and _BUYS_GOLD.search(view.text) and not _OF_RATES.search(view.text):
        scores["fact"] = max(scores.get("fact", 0.0), scores.pop("policy"))
    if scores.get("fact", 0.0) >= WORTH and _USE.match(view.text, subject.end):
        del scores["fact"]
    return scores


_Words = re.Pattern[str] | None


def _stand(view: View, subject: Subject, inside: _Words, before: _Words, behind: _Words) -> bool:
    """Whether a subject has these words, follows these and leads to these, as far as each is asked for."""
    return (
        (inside is None or inside.search(subject.text) is not None)
        and (behind is None or behind.match(view.text, subject.end) is not None)
        and (before is None or before.search(view.text, 0, subject.start) is not None)
    )
