"""One asset or group against another: "outperformed the market", "decliners outnumbered advancers", "cheaper than".

Each row is a way to say it: the words that say it, which way they put the subject, and whether the subject stands
before them (a noun phrase that need not be known) or is a part of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from aggregator.records import Direction
from aggregator.understand.amounts.differences import NO_COUNT, NOT_ITS_PAST, THAN, THOUGHT
from aggregator.understand.drafts import Draft, figure
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.unreal import is_condition, is_unreal
from aggregator.understand.view import View
from aggregator.understand.wordings import before_verbs


class Row(NamedTuple):
    """Words of comparison and which way they put the subject. A group `subject` in them is what is compared.

    Where they are of `returns`, prices can say whether they are true.
    """

    words: re.Pattern[str]
    way: Direction | None
    returns: bool


def _row(words: str, way: Direction | None, *, returns: bool = False) -> Row:
    return Row(re.compile(rf"(?<![\w'’-])(?:{words})(?:(?<=\s)|(?![\w-]))"), way, returns)


_NOT_EXPECTED = (
    rf"(?!\s(?:out\s)?(?:the\s)?[$\d]|\s(?:out\s)?{THOUGHT}(?:expectations?|estimates?|forecasts?|consensus|guidance|"
    r"views?|projections?|targets?|rating|recommendation))"
)
# What a fund or a share is held against.
_RIVAL = (
    r"(?:(?:the|its|their|his|her|our|all|most|many|other|both|rival|broader|wider|major|overall|larger|global)\s){0,3}"
    r"(?:[\w&-]+\s){0,3}?(?:markets?|index(?:es)?|indices|benchmarks?|averages?|peers|counterparts?|rivals?|competitors?|"
    r"S&P(?:\s500)?|Dow|Nasdaq(?:\s100)?|Russell(?:\s\d+)?|sectors?|industry|group|gauges?|stocks|bonds|equities|assets?|"
    r"commodities|cash|funds?|strateg\w+|category|decliners|advancers|losers|gainers)"
)
_SIDES = (
    r"[Aa]dvanc(?:ers?|ing\s(?:issues|stocks|shares|ones))|[Dd]eclin(?:ers?|ing\s(?:issues|stocks|shares|ones))|"
    r"(?:[Gg]ain|[Ll]os)ers|(?:[Rr]ising|[Ff]alling)\s(?:issues|stocks|shares)"
)
_PLACE = r"(?:(?:second|third)[\s-])?"
_BEST = (
    rf"{_PLACE}(?:best|strongest|top|biggest|largest)[\s-](?:performing|performers?|gainers?|advancers?|winners?|"
    r"percentage\sgainers?)"
)
_WORST = (
    rf"{_PLACE}(?:(?:worst|weakest|poorest|hardest)[\s-](?:performing|hit|performers?)|(?:biggest|largest|top|heaviest|worst)\s"
    r"(?:weights?|losers?|laggards?|decliners?|drags?|percentage\slosers?))"
)
_AMONG = (
    r"(?:(?:was|were|is|are|been|being|became|ranked|remain(?:s|ed)?|ranks?)\s(?:\w+ly\s|also\s)?)(?:among\s|one\sof\s|"
    r"some\sof\s)?(?:the\s)?"
    r"(?:(?:[\w.&-]+['’]s?|market|day['’]s|year['’]s|session['’]s|index['’]s|sector['’]s|S&P\s500['’]s)\s){0,2}"
)
_NAMELY = r"(?:(?<=,\s)|(?:becoming|making\sit)\s)(?:the\s)?"
_FARTHER = (
    r"(?:(?:about\s|roughly\s|nearly\s|some\s)?(?:\d[\d.]*\s?(?:%|percent(?:age\spoints?)?|basis\spoints?|points?|bps?|pp)|"
    r"(?:half\s)?an?\s(?:half\s|quarter\s)?(?:percentage\s|basis\s)?point)\s)?(?:even\s|far\s|much\s)?"
    r"(?:more|faster|(?P<less>less|slower))(?:\s\w+ly)?"
)
_MORE = (
    r"(?P<up>higher|better|larger|bigger|stronger|faster|safer|greater|pricier|costlier|wider|longer|"
    r"more\s(?:expensive|attractive|resilient|profitable|volatile|costly|productive|robust|impressive))"
)
_LESS = (
    r"(?P<down>lower|worse|smaller|weaker|slower|riskier|cheaper|narrower|shorter|"
    r"less\s(?:expensive|attractive|volatile|profitable|risky|costly|sensitive|liquid|robust))"
)
_BE = (
    r"(?:is|are|was|were|remains?|remained|looks?|looked|has\sbeen|have\sbeen|(?:are|is)\susually|comes?|came|grew|"
    r"grow|grows|fell|rose)"
)
_DEGREE = (
    r"(?:\s(?:much|far|well|still|even|also|often|significantly|considerably|substantially|slightly|somewhat|"
    r"a\s(?:bit|lot|little)|[a-z]+ly))*"
)
_SHARE = (
    r"(?:an?\s)?(?:approximate\s|about\s|roughly\s|nearly\s|slight\s|steep\s|significant\s|big\s|sharp\s|valuation\s|"
    r"\w+\s)?(?:\d[\d.]*(?:%|\spercent)\s)?"
)
_LED = (
    r"led\s(?:(?:the|a|an|all|major|broader|sector|market|stock|wall\sstreet|sectoral|(?:day|week|session)['’]s)\s){0,3}"
    r"(?:(?P<up>way(?:\s(?:up|higher))?|gainers|gains|advance(?:rs?|s)?|rall(?:y|ies)|rebound|recovery|"
    r"indexes\shigher|market\shigher|charge)|"
    r"(?P<down>losers|losses|decliners?|declines?|sell-?off|retreat|drop|way\s(?:down|lower)|slide|market\slower))"
)
_PROVEN = r"(?:been\s(?:proven|shown|known)|tend(?:s|ed)?|managed)\sto\s"

ROWS: tuple[Row, ...] = (
    _row(
        rf"out(?:perform(?:ed|s|ing)|pac(?:ed|es|ing)|sh(?:one|ines)|stripp?(?:ed|s|ing)|gain(?:ed|s|ing)){_NOT_EXPECTED}",
        "up",
        returns=True,
    ),
    _row(rf"underperform(?:ed|s|ing){_NOT_EXPECTED}", "down", returns=True),
    _row(
        r"(?:lag(?:ged|s|ging)|trail(?:ed|s|ing))(?:\s(?:far|well|badly))?(?:\sbehind)?"
        rf"{_NOT_EXPECTED}\s{_RIVAL}",
        "down",
        returns=True,
    ),
    _row(r"lagged(?:\s(?:far|well|badly))?\sbehind|(?<=(?:has|ave|had)\s)lagged(?=[.,;])", "down"),
    _row(rf"(?:beat|beats|beaten|topped|bested)(?:\sout)?{_NOT_EXPECTED}\s{_RIVAL}", "up", returns=True),
    _row(
        rf"{_PROVEN}(?:(?P<up>outperform|outpace|beat\s{_RIVAL})|(?P<down>underperform|lag|trail)){_NOT_EXPECTED}", None
    ),
    _row(
        rf"(?:fell|fallen|fall|falls|slipped|dropped|left)\s(?:far\s|further\s|well\s)?behind\s(?:\w+\sof\s)?{_RIVAL}",
        "down",
    ),
    _row(
        r"(?:(?:is|are|was|were|been)\s)?(?:[a-z]+ing|grew|grows?|rose|trad(?:es?|ed)|sells?)\sat\san?\s(?:(?P<up>faster|higher|quicker|brisker)|(?P<down>slower|lower))\s(?:rate|pace|clip|multiple)"
        rf"{THAN}",
        None,
    ),
    _row(
        r"(?:(?P<up>rose|gained|climbed|grew|advanced|rallied|jumped|surged|added)|"
        rf"(?P<down>fell|declined|dropped|lost|tumbled|slid|slipped|sank|shed))\s{_FARTHER}{THAN}{NO_COUNT}",
        None,
    ),
    _row(
        rf"(?P<subject>{_SIDES})(?:\s\w+ly)?\s(?:outnumber(?:ed|ing|s)?|outpac(?:ed|ing)|beat(?:ing)?(?:\sout)?|led|"
        r"swamped|topped|exceeded)",
        None,
    ),
    _row(rf"ratio\s(?:favou?red|in\sfavou?r\sof)\s(?P<subject>{_SIDES})", None),
    _row(_LED, "up"),
    _row(rf"{_AMONG}{_BEST}", "up"),
    _row(rf"{_AMONG}{_WORST}", "down"),
    _row(rf"{_NAMELY}(?P<subject>{_BEST})\s(?:on|in|of|among)", "up"),
    _row(rf"{_NAMELY}(?P<subject>{_WORST})\s(?:on|in|of|among)", "down"),
    _row(rf"{_BE}{_DEGREE}\s(?:{_MORE}|{_LESS}){THAN}{NOT_ITS_PAST}", None),
    _row(
        rf"(?:trad\w+|sells?|sold|represents?|ha[sd]|carr\w+|changes?\shands)\s(?:at\s)?{_SHARE}(?:(?P<up>premium)|"
        r"(?P<down>discount))\s(?:to|over|versus|relative)",
        None,
    ),
    _row(
        r"bore\sthe\sbrunt|(?:took|taking)\sthe\sbiggest\shit|(?:was|were)\s(?:the\s)?hardest\shit|"
        r"(?<=\w\s)suffer(?:ed|ing)\sthe\smost",
        "down",
    ),
    _row(rf"(?:doubled|tripled|quadrupled)\s(?!the\sindex)(?:the\s(?:market|S&P)|{_RIVAL})", "up"),
    _row(
        rf"(?:is|are|was|were|remain(?:s|ed)?|stay(?:s|ed)?|stands?|stood){_DEGREE}\s(?:(?P<up>above|over)|(?P<down>below|under))\s"
        r"(?:its|their|the)\s(?:(?:historical|historic|long[\s-](?:run|term)|pre-pandemic|[\w-]+-year|(?:19|20)\d\d[\w-]*)\s)+"
        r"(?:average|mean|norm)s?",
        None,
    ),
)
_TALLIED = re.compile(
    r"\s(?P<what>(?:stocks|shares|issues))\s(?:(?P<up>advanced)|(?P<down>declined)|(?P<flat>(?:were|remained)\sunchanged))\b"
)
_DOWN_SIDE = re.compile(r"declin|los|fall", re.IGNORECASE)
_BY = re.compile(r"^[^.;,]{0,70}?\bby\s(?:an?\s|the\s)?(?:\w+\s){0,2}$")
_AFTER = 110


def find(view: View, subjects: list[Subject], _: Sequence[View]) -> list[Draft]:
    """The comparisons of a sentence; none of a question, a condition or a hope."""
    if view.is_question:
        return []
    found = list(_tally(view))
    for row in ROWS:
        for match in row.words.finditer(view.text):
            draft = _draft(view, subjects, row, match)
            if draft is not None and not any(draft.start < d.at and d.start < draft.at for d in found):
                found += _ratios(view, draft) if "subject" in row.words.groupindex else [draft]
    return found


def _tally(view: View) -> Iterator[Draft]:
    """How many rose and how many fell: "about 371 shares advanced, 3,215 shares declined"."""
    for quantity in view.quantities:
        match = _TALLIED.match(view.text, quantity.end)
        if match is None or quantity.unit is not None:
            continue
        way: Direction = "up" if match["up"] else "down" if match["down"] else "flat"
        subject = Subject(*match.span("what"), match["what"], None, "other")
        fields: dict[str, Any] = figure(quantity, "count")
        yield Draft(
            "compare", "compare.verb", subject, quantity.start, match.end(), direction=way, priced=False, **fields
        )


def _draft(view: View, subjects: list[Subject], row: Row, match: re.Match[str]) -> Draft | None:
    groups = match.groupdict()
    if groups.get("subject"):
        start, end = match.span("subject")
        subject: Subject | None = Subject(start, end, match["subject"], None, "other")
        way: Direction | None = row.way or ("down" if _DOWN_SIDE.match(match["subject"]) else "up")
    else:
        subject = before_verbs.before(view, subjects, match.start())
        ahead = bool(groups.get("up")) is not bool(groups.get("less"))  # who lost less is ahead
        way = row.way if not (groups.get("up") or groups.get("down")) else "up" if ahead else "down"
    if subject is None or is_unreal(view, subject.start) or is_condition(view, subject.start):
        return None
    fields: dict[str, Any] = figure(_margin(view, match))
    return Draft(
        "compare", "compare.verb", subject, match.start(), match.end(), direction=way, priced=row.returns, **fields
    )


def _margin(view: View, match: re.Match[str]) -> Quantity | None:
    """By how much: "by 10 percentage points", "a 4% premium"."""
    inside = next((q for q in view.quantities if match.start() <= q.start and q.end <= match.end() and q.unit), None)
    if inside is not None:
        return inside
    behind = (q for q in view.quantities if match.end() <= q.start <= match.end() + _AFTER and q.unit in _MARGINS)
    return next((q for q in behind if _BY.match(view.text[match.end() : q.num_start])), None)


def _ratios(view: View, draft: Draft) -> list[Draft]:
    """The draft with its ratio, and again with that of a second exchange: "by 3-to-1 on the NYSE and by 2-to-1 on"."""
    told = [draft]
    at = max(0, draft.start - _RATIO_CHARS)
    for ratio in _RATIO.finditer(view.text, at):
        first = len(told) == 1 and told[0].value is None
        led = ratio.end() <= draft.start or _TO_RATIO.fullmatch(view.text, draft.at, ratio.start())
        fields: dict[str, Any] = {
            "value": float(ratio["n"]),
            "value_text": ratio.group(),
            "unit": "x",
            "comparator": "gt" if ratio["over"] else "approx" if ratio["about"] else None,
        }
        if first and led:
            told = [replace(draft, at=max(draft.at, ratio.end()), **fields)]
        elif not first and _AND_RATIO.fullmatch(view.text, at, ratio.start()):
            told.append(replace(draft, at=ratio.end(), **fields))
        at = ratio.end()
    return told


_RATIO = re.compile(
    r"(?:(?P<over>more\sthan|over|at\sleast)\s|(?P<about>about|almost|nearly|roughly)\s)?"
    r"(?P<n>\d+(?:\.\d+)?)[-\s]to[-\s](?:1|one)\b"
)
_TO_RATIO = re.compile(r"[^;.]{0,60}?\b(?:by|for|at)\s(?:an?\s)?(?:ratio\sof\s)?")
_AND_RATIO = re.compile(r"(?:\sratio)?\s[^;.]{0,50}?,?\sand\s(?:(?:for|by)\s)?(?:an?\s)?(?:ratio\sof\s)?")
_RATIO_CHARS = 24
_MARGINS = frozenset({"pp", "bps", "pct", "x"})
