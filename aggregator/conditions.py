"""Rarity in words as a condition over bars: "third straight weekly gain", "biggest drop since March 2020".

`find` reads a sentence into conditions; `align` evaluates them on a price history, so that what the words of a claim
say and what is measured rest on one reading. A condition has a question:

=========  ========================================================  =============================================
times      how often since then did a period fulfil it               "only the second time this year that it fell 2%"
streak     how many periods in a row, ending now                     "third straight weekly gain"
longest    when was a streak last as long                            "longest winning streak since November"
first      when did a period fulfil it before this one               "first weekly loss since March"
widest     when was a period's change last as large                  "biggest one-day drop since March 2020"
highest    when was the close last as high (or as low)               "highest close since 2022", "a six-month low"
records    how many record closes since then                         "fifth record close of the year"
=========  ========================================================  =============================================
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Question = Literal["times", "streak", "longest", "first", "widest", "highest", "records"]
Period = Literal["session", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Since:
    """From when on: a named stretch of days ("March 2020": its first and last day), or `back` periods before now.

    `more` is 1 for "more than two years", -1 for "nearly two years". Of a stretch, the case before lies within it.
    """

    start: dt.date | None = None
    end: dt.date | None = None
    back: float | None = None
    unit: Period | None = None
    more: int = 0


@dataclass(frozen=True, slots=True)
class Hurdle:
    """What one period must show: its close against a `level` or its mean of `average` sessions, else its change.

    The change is in percent (`pct`: at least that much), its direction `up`.
    """

    up: bool
    pct: float | None = None
    level: float | None = None
    average: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A question about bars, where it stands in the sentence, and the number that the words state, if any.

    `other` is the words that name a second subject and `second` what it must show in the same period. `apart` means
    that the number does not count the present case ("one other day"). `points`: changes in points, not percent.
    `ended`: the streak is over ("snapped a three-day losing streak").
    """

    question: Question
    start: int
    end: int
    period: Period
    test: Hurdle
    since: Since | None = None
    number: float | None = None
    other: str | None = None
    second: Hurdle | None = None
    apart: bool = False
    points: bool = False
    ended: bool = False


def _ranked(listed: str, first: int) -> dict[str, int]:
    """Words written in order, each with its number."""
    return {word: n for n, word in enumerate(listed.split(), first)}


_NUMBERS = _ranked(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty",
    1,
) | {"a": 1, "an": 1}
_ORDINALS = _ranked(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth",
    1,
)
_MONTHS = _ranked(
    "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug "
    "Sept Sep Oct Nov Dec",
    1,
)
_MONTH = "|".join((*list(_MONTHS)[:12], *(f"{name}\\.?" for name in list(_MONTHS)[12:])))
_PERIODS: dict[str, Period] = {
    "day": "session", "days": "session", "daily": "session", "session": "session", "sessions": "session",
    "one-day": "session", "single-day": "session", "trading": "session", "times": "session", "time": "session",
    "week": "week", "weeks": "week", "weekly": "week", "one-week": "week",
    "month": "month", "months": "month", "monthly": "month", "one-month": "month",
    "quarter": "quarter", "quarters": "quarter", "quarterly": "quarter",
    "year": "year", "years": "year", "annual": "year", "yearly": "year", "decade": "year", "decades": "year",
}  # fmt: skip
_ORDINAL = rf"(?:{'|'.join(_ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th))"
_COUNT = r"(?:\d{1,3}|" + "|".join(_NUMBERS) + r")"
_PERIOD = r"(?:trading\s)?(?:days?|sessions?|weeks?|months?|quarters?|years?)"
_EACH = r"(?:one-day|single-day|daily|one-week|weekly|one-month|monthly|quarterly|annual|yearly)"
_UP = r"gains?|advances?|rises?|increases?|jumps?|rall(?:y|ies)|climbs?|surges?|rebounds?|wins?"
_DOWN = r"loss(?:es)?|drops?|declines?|falls?|slides?|slumps?|retreats?|sell-?offs?|plunges?|tumbles?|routs?|decreases?"
_SINCE = (
    r"(?:since\s(?P<since>(?:(?:late|early|mid)[\s-])?(?:last\s)?"
    rf"(?:(?:{_MONTH})(?:\s\d{{1,2}}(?!\d))?(?:,?\s(?:19|20)\d\d)?|(?:19|20)\d\d))"
    rf"|(?:in|for)\s(?:the\s(?:past|last)\s)?(?P<more>about\s|nearly\s|almost\s|more\sthan\s|over\s|at\sleast\s|some\s|"
    rf"just\sover\s)?(?P<back>{_COUNT})[\s-](?P<backunit>{_PERIOD}|decades?)"
    r"|(?P<this>(?:so\sfar\s)?(?:this|of\sthe)\s(?P<thisunit>year|month|quarter|week)|in\s(?P<inyear>20\d\d)))"
)
_MOVED = (
    r"(?P<rose>rose|rise|rises|risen|gained|gain|jumped|climbed|advanced|rallied|added|was\sup|were\sup|surged|increased|higher|up)|"
    r"(?P<fell>fell|fall|falls|fallen|dropped|drop|lost|lose|declined|slid|sank|was\sdown|were\sdown|tumbled|plunged|shed|lower|down)"
)
_THRESHOLD = (
    r"(?:more\sthan\s|at\sleast\s|by\smore\sthan\s|over\s)?(?P<pct>\d+(?:\.\d+)?)\s?(?:%|percent\b)(?:\+|\sor\smore)?"
)
_MOVE_TEST = re.compile(rf"\b(?:{_MOVED})\s(?:by\s)?{_THRESHOLD}")
_SECOND = re.compile(
    r"\bwhile\s+(?P<other>.+?)\s+(?:(?P<down>was down|were down|fell|declined|closed lower|dropped|lost)|"
    rf"(?P<up>was up|were up|rose|gained|closed higher))\b(?:\s{_THRESHOLD})?"
)
_LEVEL_TEST = re.compile(
    r"\b(?:(?P<above>above|past|over|topped|surpassed|exceeded|crossed)|(?P<below>below|under))\s(?:the\s|its\s)?"
    r"(?:\$?(?P<level>\d[\d,]*(?:\.\d+)?)(?![\d%]|\s?percent|-day)|(?P<average>\d{2,3})-day\s(?:simple\s)?(?:moving\s)?average)"
)
_STREAK_NOUN = r"(?:(?P<winning>winning|rising|up)|(?P<losing>losing|falling|down))\s(?:streak|run|stretch)"
_FIRST_TIME = re.compile(rf"\bfirst\stime\s{_SINCE}", re.IGNORECASE)
_TIMES = re.compile(
    rf"\b(?:(?P<nth>{_ORDINAL})\s(?P<what>time)|"
    rf"(?:(?:just|only|but)\s(?P<n>{_COUNT})|(?P<some>{_COUNT})(?=\sother\s))\s(?P<apart>other\s)?"
    rf"(?P<whats>(?:trading\s)?(?:days?|sessions?|weeks?|months?|times?)))\s{_SINCE}",
    re.IGNORECASE,
)
# "Has gained more than 6% in a week only twice since 2000"; "5% on three straight days only twice" is beyond it.
_OFTEN = re.compile(rf"\b(?:just|only|but)\s(?P<often>once|twice)\s{_SINCE}", re.IGNORECASE)
_RUN = re.compile(r"\b(?:straight|consecutive|successive|in\sa\srow)\b", re.IGNORECASE)
_WITHIN = re.compile(
    r"\b(?:in|on|over)\s(?:an?|one|a\ssingle)\s(?P<unit>day|session|week|month|quarter|year)\b", re.IGNORECASE
)
_FIRST = re.compile(
    rf"\bfirst\s(?:(?P<each>{_EACH})\s)?(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<upday>up|positive|winning)\s(?P<upunit>{_PERIOD})"
    rf"|(?P<downday>down|negative|losing)\s(?P<downunit>{_PERIOD}))\s{_SINCE}",
    re.IGNORECASE,
)
_WIDEST = re.compile(
    r"\b(?<!second-)(?<!third-)(?:(?P<size>biggest|largest|steepest|sharpest|deepest|greatest|heftiest|widest)|(?P<good>best|strongest)"
    rf"|(?P<bad>worst|weakest))\s(?P<points>(?:percentage|point)\s)?(?:(?P<each>{_EACH})\s)?(?P<pct>(?:percentage|point)\s)?"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<unit>{_PERIOD})|performance|showing|return)\s{_SINCE}",
    re.IGNORECASE,
)
_HIGHEST = re.compile(
    r"\b(?:(?P<high>highest|strongest)|(?P<low>lowest|weakest))(?:\s(?:closing|close|level|levels|finish|settlement|"
    rf"point|price|mark|value))*\s{_SINCE}",
    re.IGNORECASE,
)
_SPAN_MARK = re.compile(
    rf"\b(?P<back>{_COUNT}|multi)[\s-](?P<unit>year|month|week|day)\s(?:closing\s)?(?:(?P<high>highs?|peaks?)|(?P<low>lows?|troughs?))\b",
    re.IGNORECASE,
)
_LONGEST = re.compile(
    rf"\blongest\s(?:(?:{_EACH}|(?P<span>{_PERIOD}))\s)?(?:{_STREAK_NOUN}|(?:such\s)?(?:streak|run|stretch)(?:\sof\s(?:(?:{_EACH}|(?P<of>{_PERIOD}))"
    rf"\s)?(?:(?P<up>{_UP})|(?P<down>{_DOWN})))?)\s{_SINCE}",
    re.IGNORECASE,
)
_STREAKS = (
    # "third straight weekly gain", "sixth consecutive session of losses", "fourth straight week"
    re.compile(
        rf"\b(?P<nth>{_ORDINAL})[\s-](?:straight|consecutive|successive)\s(?:(?P<each>{_EACH})\s)?"
        rf"(?:(?P<unit>{_PERIOD})(?:\sof\s)?)?(?:(?P<up>{_UP})|(?P<down>{_DOWN}))?",
        re.IGNORECASE,
    ),
    # "a four-day winning streak", "six-session losing streak"
    re.compile(rf"\b(?P<n>{_COUNT})[\s-](?P<unit>day|session|week|month|quarter)\s{_STREAK_NOUN}", re.IGNORECASE),
    # "for three straight sessions", "three days in a row", "for a sixth day"
    re.compile(rf"\b(?P<n>{_COUNT})\s(?:straight|consecutive|successive)\s(?P<unit>{_PERIOD})", re.IGNORECASE),
    re.compile(rf"\b(?P<n>{_COUNT})\s(?P<unit>{_PERIOD})\s(?:in\sa\srow|running)\b", re.IGNORECASE),
    re.compile(
        rf"\bfor\s(?:a|an|the|its)\s(?P<nth>{_ORDINAL})\s(?P<unit>{_PERIOD})(?:\s(?:in\sa\srow|running))?\b",
        re.IGNORECASE,
    ),
)
_ENDED = re.compile(
    r"\b(?:snap(?:s|ped|ping)?|end(?:s|ed|ing)?|halt(?:s|ed|ing)?|broke|breaks?|breaking|paus(?:ed|ing))"
    r"\s(?:a|an|the|its|their)\s(?:\w+\s)?$"
)
_RECORDS = re.compile(
    rf"\b(?P<nth>{_ORDINAL})\s(?:all-time|record)\s(?:closing\s)?(?:close|high|finish)s?\s(?:close\s)?{_SINCE}|"
    rf"\b(?P<n>{_COUNT})\s(?:all-time|record)\s(?:closing\s)?(?:closes|highs|finishes)\s(?P<since2>this\syear)\b",
    re.IGNORECASE,
)


def find(text: str, said_on: dt.date) -> list[Condition]:
    """The conditions of a sentence in order; `said_on` dates "since March" and "this year"."""
    found: list[Condition] = []
    for reader in _READERS:
        for condition in reader(text, said_on):
            if not any(condition.start < other.end and other.start < condition.end for other in found):
                found.append(condition)
    return sorted(found, key=lambda condition: condition.start)


def test_of(text: str, up: bool) -> Hurdle:
    """What the other words of a sentence ask of a period: "rose 3%+", "above 4,000"; else a move without a size."""
    if level := _LEVEL_TEST.search(text):
        average = int(level["average"]) if level["average"] else None
        value = float(level["level"].replace(",", "")) if level["level"] else None
        return Hurdle(up=level["above"] is not None, level=value, average=average)
    if move := _MOVE_TEST.search(text):
        return Hurdle(up=move["rose"] is not None, pct=float(move["pct"]))
    plain = re.search(rf"\b(?:{_MOVED})\b", text)
    return Hurdle(up=plain["rose"] is not None if plain else up)


def _times(text: str, on: dt.date) -> Iterator[Condition]:
    for match in (*_TIMES.finditer(text), *_OFTEN.finditer(text)):
        said, before, after = match.groupdict(), text[: match.start()], text[match.end() :]
        test, second, other = test_of(after, up=True), None, None
        level = _LEVEL_TEST.search(after)
        if level is None and _MOVE_TEST.search(after) is None:
            if _RUN.search(before) or not (_MOVE_TEST.search(before) or _LEVEL_TEST.search(before)):
                continue  # nothing says of what it was the second time
            test = test_of(before, up=True)
        if level is None and (beside := _SECOND.search(text, match.end())):
            other = beside["other"]
            second = Hurdle(up=beside["up"] is not None, pct=float(beside["pct"]) if beside["pct"] else None)
        what = (said.get("what") or said.get("whats") or "times").split()[-1].lower()
        within = _WITHIN.search(before) if what in {"time", "times"} else None
        period = _PERIODS[within["unit"].lower() if within else what]
        since = _since(match, on)
        nth = said.get("nth")
        if nth and _number(nth) == 1:
            yield Condition("first", *match.span(), period, test, since, None, other, second)
        else:
            number = _OFTEN_WORDS.get(said.get("often") or "") or _number(nth or said["n"] or said["some"])
            yield Condition(
                "times", *match.span(), period, test, since, number, other, second, apart=bool(said.get("apart"))
            )


_OFTEN_WORDS = {"once": 1.0, "twice": 2.0}


def _first_time(text: str, on: dt.date) -> Iterator[Condition]:
    for match in _FIRST_TIME.finditer(text):
        rest = text[match.end() :]
        said = rest if _LEVEL_TEST.search(rest) or _MOVE_TEST.search(rest) else text[: match.start()]
        if _LEVEL_TEST.search(said) or re.search(rf"\b(?:{_MOVED})\b", said):
            yield Condition("first", *match.span(), "session", test_of(said, up=True), _since(match, on))


def _first(text: str, on: dt.date) -> Iterator[Condition]:
    for match in _FIRST.finditer(text):
        up = bool(match["up"] or match["upday"])
        unit = match["each"] or match["upunit"] or match["downunit"] or ""
        since = _since(match, on)
        period = _PERIODS.get(unit.lower().split()[-1] if unit else "", since.unit or "session")
        yield Condition("first", *match.span(), period, Hurdle(up), since)


def _widest(text: str, on: dt.date) -> Iterator[Condition]:
    for match in _WIDEST.finditer(text):
        if not (match["size"] and (match["up"] or match["down"])) and not (match["good"] or match["bad"]):
            continue
        up = bool(match["up"]) if match["up"] or match["down"] else bool(match["good"])
        unit = (match["each"] or match["unit"] or "day").lower().split()[-1]
        points = "point " in ((match["points"] or "") + (match["pct"] or "")).lower()
        yield Condition("widest", *match.span(), _PERIODS[unit], Hurdle(up), _since(match, on), points=points)


def _highest(text: str, on: dt.date) -> Iterator[Condition]:
    for match in _HIGHEST.finditer(text):
        yield Condition("highest", *match.span(), "session", Hurdle(bool(match["high"])), _since(match, on))
    for match in _SPAN_MARK.finditer(text):
        if match["back"].lower() != "multi" and (match["back"], match["unit"]) != ("52", "week"):
            since = Since(back=_number(match["back"]), unit=_PERIODS[match["unit"].lower()])
            yield Condition("highest", *match.span(), "session", Hurdle(bool(match["high"])), since)


def _longest(text: str, on: dt.date) -> Iterator[Condition]:
    for match in _LONGEST.finditer(text):
        # "... a fourth straight week of gains, the longest such run since November"
        told = next(_streak(text[: match.start()], on), None)
        up, down = bool(match["winning"] or match["up"]), bool(match["losing"] or match["down"])
        each = re.search(_EACH, match.group())
        said = match["span"] or match["of"] or (each.group() if each else None)
        period = _PERIODS[said.lower().split()[-1]] if said else told.period if told else "session"
        if up or down or told:
            test = Hurdle(up) if up or down or told is None else told.test
            yield Condition("longest", *match.span(), period, test, _since(match, on))


def _streak(text: str, _on: dt.date) -> Iterator[Condition]:
    for pattern in _STREAKS:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            unit = (groups.get("each") or groups.get("unit") or "day").lower().split()[-1]
            says = bool(groups.get("up") or groups.get("winning")), bool(groups.get("down") or groups.get("losing"))
            moved = list(re.finditer(rf"\b(?:{_MOVED})\b", text[: match.start()]))
            if not any(says) and not moved:
                continue
            up = says[0] if any(says) else moved[-1]["rose"] is not None
            number = _number(groups.get("nth") or groups.get("n") or "")
            ended = _ENDED.search(text[: match.start()]) is not None
            yield Condition("streak", *match.span(), _PERIODS[unit], Hurdle(up), number=number, ended=ended)


def _records(text: str, on: dt.date) -> Iterator[Condition]:
    for match in _RECORDS.finditer(text):
        since = Since(dt.date(on.year, 1, 1), on) if match["since2"] else _since(match, on)
        yield Condition(
            "records", *match.span(), "session", Hurdle(up=True), since, _number(match["nth"] or match["n"])
        )


_READERS = (_times, _first_time, _first, _longest, _widest, _highest, _records, _streak)


def _number(words: str) -> float:
    plain = words.lower()
    return float(_ORDINALS.get(plain) or _NUMBERS.get(plain) or int(re.sub(r"\D", "", plain) or 0))


def _since(match: re.Match[str], on: dt.date) -> Since:
    if match["since"]:
        return _stretch(match["since"], on)
    if match["back"]:
        words = (match["more"] or "").strip().lower()
        more = (
            1 if words in {"more than", "over", "at least", "just over"} else -1 if words in {"nearly", "almost"} else 0
        )
        unit = match["backunit"].lower().split()[-1]
        return Since(
            back=_number(match["back"]) * (10 if unit.startswith("decade") else 1), unit=_PERIODS[unit], more=more
        )
    year = int(match["inyear"]) if match["inyear"] else on.year
    month = {"month": on.month, "quarter": 3 * ((on.month - 1) // 3) + 1}.get(match["thisunit"] or "", 1)
    start = on - dt.timedelta(days=on.weekday()) if match["thisunit"] == "week" else dt.date(year, month, 1)
    return Since(start, min(on, dt.date(year, 12, 31)))


def _stretch(words: str, on: dt.date) -> Since:
    """The days that "March 16, 2020", "March", "late 2021" name: of a bare month the newest one that is over."""
    year_named = re.search(r"(?:19|20)\d\d", words)
    month_named = re.search(_MONTH, words)
    if month_named is None:
        year = int(year_named.group()) if year_named else on.year
        return Since(dt.date(year, 1, 1), dt.date(year, 12, 31))
    month = next(n for n, name in enumerate(_MONTHS, 1) if name[:3] == month_named.group()[:3])
    day = re.search(r"\s(\d{1,2})(?!\d)", words[month_named.end() :])
    passed = (month, int(day[1])) < (on.month, on.day) if day else month < on.month
    year = int(year_named.group()) if year_named else on.year - (not passed)
    last = (dt.date(year, month, 28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    if day:
        named = dt.date(year, month, max(1, min(int(day[1]), last.day)))
        return Since(named, named)
    return Since(dt.date(year, month, 1), last)
