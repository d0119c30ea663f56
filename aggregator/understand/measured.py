"""Which figure of a sentence is whose, and in what unit: for the subjects that the encoder marks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aggregator.records import Kind, Unit
from aggregator.understand.drafts import LARGEST_PRICE
from aggregator.understand.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

_FITTING: Mapping[Kind, frozenset[Unit | None]] = {
    "move": frozenset({"pct", "bps", "pp", "points", "x", "usd", "other"}),
    "level": frozenset({None, "points", "usd", "pct", "bps", "other", "x"}),
}
_UNMARKED: frozenset[Kind] = frozenset({"move", "level", "data", "policy", "forecast", "fact", "compare"})
"""Kinds whose figure is taken from beside the subject where the encoder marks none."""
_TOLD_LATER: frozenset[Kind] = frozenset({"move", "data", "policy", "forecast"})
"""Kinds that the one figure left in the sentence belongs to, in whatever clause it stands."""
_COUNTING: frozenset[Kind] = frozenset({"data", "policy", "forecast", "fact"})
_NEAR_CHARS = 120
_LEADS = re.compile(r"^[^,;]*\b(?:of|in|as|for)\b[^,;]*$")
_CLAUSE_END = re.compile(r"[;:]|,\s(?:and|but|while|which|as|after|with)\b|\b(?:while|whereas|but|after|because)\b")
_RESPECTIVELY = re.compile(r"\brespectively\b")
_ARRIVES = re.compile(
    r"\b(?:at|to|above|below|near|around|past|through|hit|topped|reached|stood|stands|breached)\s(?:\w+\s){0,2}$"
)
_FROM = re.compile(r"\b(?:from|versus|compared (?:with|to)|against|after|than)\s(?:(?!to\b)[\w-]+\s){0,4}$")
_NOW = re.compile(r"\b(?:currently|now|presently)\s(?:at\s|around\s|about\s|near\s)*$")
_AWAY = re.compile(r"\s(?:above|below|under|off|away from|from|short of)\s(?:its|their|the|an?)\s")
_OF_WORTH = re.compile(r"\s(?:in|of|off)\s(?:(?:its|their|combined|stock)\s)*market[\s-](?:value|cap)")
_STRIKE = re.compile(r"\sstrike\b")  # what an option is for, not what it costs
_TO_ONE = re.compile(r"\s?-?\s?(?:to|for)[\s-]?(?:1|one|every)\b")
_ODDS = re.compile(r"\b(?:chance|odds|probability|likelihood|probabilities|bets|risk of)\b", re.IGNORECASE)
# Between two subjects that share what is told of the second: "Acme (ACM) and the French Apex each rose 7%".
_CODE = r"(?:\.[A-Z]{1,4}\b|\s[A-Z]{0,6}\.[A-Z]{1,6}\b)?\s?(?:\([^()]{1,20}\)\s?)?"
_TOGETHER = re.compile(
    rf"{_CODE}(?:,?\s?(?:and|or|as well as)\s(?:the\s|its\s)?(?:[A-Z]\w+\s|[a-z]+-[a-z]+\s)?|in\s|"
    r"(?:to|at|of)\san?\s(?=.*\b(?:rate|pace)\b))"
)
_LISTED = re.compile(rf"{_CODE},\s(?:the\s)?")
# "The rating using this strategy is 93%", "the index of small stocks rose 2%": whose phrase another subject closes.
_HANGS = re.compile(
    rf"(?:['’]s?)?{_CODE}\s?(?:(?:paid|held|owned|led|offered|issued|associated)\s)?"
    r"(?:of|in|on|for|from|with|using|by|per|among|against)\s"
    r"(?:(?!(?:and|or|but|while|as|which|that)\b)[\w.’'&/-]+\s){0,4}(?:[\w&-]+['’])?"
)
_VERB_BEHIND = re.compile(
    rf"['’]?{_CODE}\s?(?:(?:also|now|still|each|[a-z]+ly)\s){{0,2}}(?:is|are|was|were|has|have|had|will|would|rose|fell|hit|"
    r"stood|stands|came|comes|grew|sank|slid|lost|shrank|rises|falls|(?!said)[a-z]{2,}ed|of)\b"
)
_OPEN_ENDED = re.compile(r"\b(?:using|of|in|for|by|with|per|on)$")
_ITS_CLOSE = re.compile(r"\s(?:(?:the|this|its|an?)\s)?(?:[\w-]+\s){0,2}")
# "The S&P 500 .SPX": a code behind a name is no other subject.
_A_CODE = re.compile(r"[A-Z]{1,6}(?:\.[A-Z]{1,3})?")
_TO_CODE = re.compile(r"\s?[.(]?")
_BEATS = re.compile(
    r"\s(?:beat|outnumber|outpac|outperform|underperform|lagg?|trail|topp?|led)(?:e?d|ing|s)?\s(?:the\s)?"
)
# "At a 2.9 percent annual rate": how fast, not what.
_PACE = re.compile(r"(?:(?:annuali[sz]ed|annual|quarterly|monthly|yearly)\s?)?(?:rate|pace|clip)?", re.IGNORECASE)
_HOLDS = re.compile(
    r"\s(?:has|have|had|pays|paid|held|holds|owns?|owned|sold|bought|raised|invested|received|owes?|owed|added|lost)\s(?:\w+\s)?"
)
_EACH = re.compile(r"[,\s](?P<joint>,|and)?\s?$")
_FOR_ONE = re.compile(r"\sfor\s(?:the\s)?")
_ASIDE = re.compile(
    r"\([^()]*\)|\s(?:--|–|—)\s.*?\s(?:--|–|—)\s|,\s(?:which|who|whose|an?\s(?:[\w-]+\s){0,2}(?:measure|gauge|proxy|indicator))\b[^,;]*,"
)
_RATIO_LEVEL = re.compile(r"\b(?:RSI|relative strength|ratio|exchange rate)\b")
_COUNTED = re.compile(
    r"\b(?:claims|payrolls?|NFP|jobs|employers|openings|starts|sales of|customers|users|subscribers|deliveries|"
    r"listings|offerings|stores|layoffs|units|vehicles|homes|economy)\b",
    re.IGNORECASE,
)
# What a bare number is followed by where it counts something: "another 10,000 jobs".
_COUNTS = re.compile(
    r"\s(?:new\s|open\s|additional\s|common\s)?(?:jobs|workers|employees|people|positions|staff|shares|homes|units|vehicles|cars|"
    r"stores|customers|users|subscribers|share|contracts|banks|companies|firms|countries|members)\b",
    re.IGNORECASE,
)
_WORTH = re.compile(r"\b(?:market cap\w*|market value|revenues?|sales|valuation|cash|debt)\b", re.IGNORECASE)
_CURRENCY = re.compile(
    r"\b(?:yen|yuan|euro|rupee|won|pound|sterling|franc|dollar|greenback|aussie|loonie|kiwi)\b|\b[A-Z]{3}/[A-Z]{3}\b"
)
_BEFORE_IT = re.compile(r"[ -](?:(?:rate|interest|additional|further|cash|all-cash|stock|share|point)\s)?")
# "A 2.2 percent jump in airline fares": the figure of what follows.
_A_MOVE_OF = re.compile(
    r"\s\w+\s(?:in|of|by|for)\s(?:(?:the|its|their|his)\s)?(?:(?!(?:and|or|but|while)\b)[\w.-]+\s)?(?:[\w-]+['’])?"
)
_ARTICLE = re.compile(r"\b(?:an?|the|its|their|another)\s(?:[a-z]+\s)?$")
_COUNT: Unit = "count"
_CARDINALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = (
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
_AMOUNTS = re.compile(r"[\s-](?:barrels?|tonnes?|tons|bpd|ounces?|bushels?|days|weeks|months|years|hours)\b")
_SO_MANY = re.compile(
    rf"\b(?P<number>{'|'.join(_CARDINALS)})\s(?:(?:more|other|further|additional|rate|interest)\s)?$", re.IGNORECASE
)
CARDINALS = {word: n for n, word in enumerate(_CARDINALS, start=2)}
ORDINALS = {word: n for n, word in enumerate(_ORDINALS, start=2)}
_LINKS = re.compile(
    r"\s(?:is|are|was|were|at|of|came in at|stood at|stands at|totaled|totalled|reached|hit)\s(?:\w+\s)?$"
)
_WORDED: tuple[tuple[str, float, Unit], ...] = (
    ("two[\\s-]thirds", 66.7, "pct"),
    ("(?:one|a)[\\s-]third|third of", 33.3, "pct"),
    ("three[\\s-](?:quarters|fourths)", 75.0, "pct"),
    ("(?:one|a)[\\s-]quarter of", 25.0, "pct"),
    ("(?:one|a)[\\s-]fifth", 20.0, "pct"),
    ("half", 50.0, "pct"),
    ("double digits", 10.0, "pct"),
    ("zero|flat", 0.0, "pct"),
    ("three dozen", 36.0, "count"),
    ("two dozen", 24.0, "count"),
    ("(?:a )?dozen", 12.0, "count"),
    *((word, float(value), _COUNT) for word, value in CARDINALS.items()),
)
WORDED: tuple[tuple[re.Pattern[str], float, Unit], ...] = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), value, unit) for words, value, unit in _WORDED
)
"""Figures in words that count only where the encoder marks one: the words, the value, the unit."""
_SPAN_LONG = re.compile(r"-(?:day|week|month|quarter|year)\b")  # "the four-week average"
_MULTIPLE = re.compile(r"\b(?:ratio|multiple|price-to-\w+|P/E|P/S)\b")
_BARE: Mapping[Kind, Unit] = {
    "level": "points",
    "volume": "count",
    "count": "count",
    "fact": "count",
    "compare": "count",
}
_CHANGES: frozenset[Unit | None] = frozenset({"pct", "bps", "pp", "x"})
_WHOLE: frozenset[Unit | None] = frozenset({None, "count"})
_NUMBERS: frozenset[Unit | None] = frozenset({None, "count", "x"})
MOST_BESIDE = 3
LARGE_COUNT = 10_000
_OF_ODDS: frozenset[Kind] = frozenset({"forecast", "fact", "outlook"})
ODDS_CHARS = 80
_RUN = re.compile(
    r"\b(?P<number>\w+)(?:[\s-](?:straight|consecutive|successive)\b|[\s-](?:day|week|month|quarter|session|year)s?"
    r"(?:\sin\sa\srow|\s(?:winning|losing|streak|run))|"
    r"(?<=second|.third|fourth|.fifth|.sixth)\stime\b)",
    re.IGNORECASE,
)


def by_subject(view: View, subjects: Sequence[Subject]) -> dict[int, list[Quantity]]:
    """By subject: the marked figures that follow it before the next subject, or stand before the first."""
    marked = view.spans.get("value", ())
    figures = [q for q in view.quantities if any(q.start < span.end and span.start < q.end for span in marked)]
    figures = sorted([*figures, *_worded(view)], key=lambda q: q.start)
    found: dict[int, list[Quantity]] = _in_turn(view, subjects, figures)
    for quantity in figures:
        if any(quantity in own for own in found.values()):
            continue
        owner = _owner(view, subjects, quantity)
        if owner is not None:
            found.setdefault(owner, []).append(quantity)
    return _shared(view, subjects, found)


def _owner(view: View, subjects: Sequence[Subject], quantity: Quantity) -> int | None:
    """The subject that a figure belongs to, by its place among them."""
    own = [n for n, s in enumerate(subjects) if s.start != quantity.end + 1 or not _PACE.fullmatch(s.text)]
    before = [n for n in own if subjects[n].end <= quantity.start and not _is_aside(view, subjects[n], quantity)]
    linked = bool(before) and _LINKS.fullmatch(view.text, subjects[before[-1]].end, quantity.start) is not None
    inside = [n for n in own if _is_part(view, quantity, subjects[n])]
    if inside and not (linked and subjects[inside[0]].start >= quantity.end):
        return inside[0]  # "25% tariffs", "a $2.6 billion acquisition"
    after = [n for n in own if subjects[n].start >= quantity.end]
    if not before:
        return after[0] if after else None  # "a 0.3% rise in consumer prices": the figure stands first
    if after and not linked and _leads(view, quantity, subjects[before[-1]], subjects[after[0]]):
        return after[0]
    return _head(view, subjects, before, quantity)


def _head(view: View, subjects: Sequence[Subject], before: Sequence[int], quantity: Quantity) -> int:
    """The last of the subjects before a figure, or that which it hangs on or is held against."""
    for n in range(len(before) - 1, 0, -1):
        last, head = subjects[before[n]], subjects[before[n - 1]]
        gap = (head.end, last.start)
        shut = _ITS_CLOSE if _OPEN_ENDED.search(head.text) else _HANGS
        told = shut.fullmatch(view.text, *gap) is not None and _VERB_BEHIND.match(view.text, last.end, quantity.end)
        coded = _A_CODE.fullmatch(last.text) is not None and _TO_CODE.fullmatch(view.text, *gap) is not None
        if not told and not coded and not _BEATS.fullmatch(view.text, *gap):
            return before[n]
    return before[0]


def _is_part(view: View, quantity: Quantity, subject: Subject) -> bool:
    """Whether a figure stands in a subject or right before it."""
    if quantity.start < subject.end and subject.start < quantity.end:
        return True
    measured = quantity.unit is not None or _COUNTS.match(view.text, quantity.end) is not None
    common = measured and (subject.text[:1].islower() or quantity.unit in {"usd", "other"})
    return common and _BEFORE_IT.fullmatch(view.text, quantity.end, subject.start) is not None


def _is_aside(view: View, subject: Subject, quantity: Quantity) -> bool:
    """Whether a subject stands in brackets, dashes or a relative clause that the figure stands behind."""
    return any(
        aside.start() < subject.start and subject.end < aside.end() <= quantity.start
        for aside in _ASIDE.finditer(view.text)
    )


def _shared(view: View, subjects: Sequence[Subject], found: dict[int, list[Quantity]]) -> dict[int, list[Quantity]]:
    """The figures with those of the next subject for one that is joined to it and has none of its own."""
    lent: set[int] = set()
    for n in range(len(subjects) - 2, -1, -1):
        subject, other = subjects[n], subjects[n + 1]
        behind = [q for q in found.get(n + 1, ()) if q.start >= other.end]
        joined = _TOGETHER.match(view.text, subject.end, other.end)
        if joined is None and n + 1 in lent:
            joined = _LISTED.match(view.text, subject.end, other.end)
        if n not in found and behind and joined is not None and joined.end() >= other.start:
            found[n] = behind[:1]
            lent.add(n)
    return found


def _worded(view: View) -> list[Quantity]:
    """The figures that the encoder marks in words: "half of all revenue", "two dozen mills", "near zero"."""
    found = []
    for span in view.spans.get("value", ()):
        if any(q.start < span.end and span.start < q.end for q in view.quantities):
            continue
        for pattern, value, unit in WORDED:
            match = pattern.search(view.text, span.start, span.end)
            if match is not None and not _SPAN_LONG.match(view.text, match.end()):
                found.append(Quantity(match.start(), match.end(), match.group(), value, unit, num_start=match.start()))
                break
    return found


def _in_turn(view: View, subjects: Sequence[Subject], figures: Sequence[Quantity]) -> dict[int, list[Quantity]]:
    """ "Acme and Apex dropped 1.5% and 1.1%, respectively": the last so many figures, one for each subject."""
    told = _RESPECTIVELY.search(view.text)
    if told is None:
        return {}
    before = [q for q in figures if q.end <= told.start()]
    owners = [n for n, subject in enumerate(subjects) if before and subject.end <= before[-1].start]
    count = min(len(owners), len(before))
    return {n: [q] for n, q in zip(owners[-count:], before[-count:], strict=True)} if count > 1 else {}


def _leads(view: View, quantity: Quantity, before: Subject, after: Subject) -> bool:
    """Whether a figure belongs to the subject behind it: close by, with no comma between, and the other is farther."""
    gap = view.text[quantity.end : after.start]
    if _HOLDS.fullmatch(view.text, before.end, quantity.start) and not _A_MOVE_OF.fullmatch(gap):
        return False  # "Acme paid $4 billion for Apex"
    if _FOR_ONE.fullmatch(gap) and _EACH.search(view.text[before.end : quantity.start]):
        return True  # "43.2% for flour, 25% for milk and 23.8% for eggs"
    if _A_MOVE_OF.fullmatch(gap) and _ARTICLE.search(view.text[: quantity.start]):
        return True
    return _LEADS.search(gap) is not None and len(gap) < quantity.start - before.end and len(gap) < _NEAR_CHARS


def beside(view: View, kind: Kind, subject: Subject, taken: Sequence[Quantity]) -> list[Quantity]:
    """The figures of a subject where the encoder marked none: its own, those right behind it, the only one left."""
    if kind not in _UNMARKED:
        return []
    own = [q for q in view.quantities if q.unit is not None and _is_part(view, q, subject)]
    if own:
        return own
    end = _CLAUSE_END.search(view.text, subject.end)
    stop = end.start() if end else len(view.text)
    fits = _FITTING.get(kind, frozenset({"pct", "bps", "pp", "usd", "points", "x", "other"})) - {None}
    free = [q for q in view.quantities if subject.end <= q.start and (q not in taken or kind == "policy")]
    near = [
        q
        for q in free
        if q.start < stop
        and (q.unit in fits or _LINKS.match(view.text[subject.end : q.num_start]) or _is_level(view, kind, q))
        and q.start - subject.end < _NEAR_CHARS
    ]
    if near:
        return near[:MOST_BESIDE]
    left = [q for q in free if q.unit in fits] if kind in _TOLD_LATER else []
    return left if len(left) == 1 else _so_many(view, kind, subject)


def _so_many(view: View, kind: Kind, subject: Subject) -> list[Quantity]:
    """How many a subject speaks of, in words: "three banks", "two rate cuts"."""
    first = subject.text.split(" ", 1)[0].lower()
    match = _SO_MANY.search(view.text[: subject.start])
    if kind not in _COUNTING or (first not in CARDINALS and match is None):
        return []
    start = subject.start if match is None else match.start("number")
    number = first if match is None else match["number"].lower()
    end = start + len(number)
    return [Quantity(start, end, view.text[start:end], float(CARDINALS[number]), _COUNT, num_start=start)]


def _is_level(view: View, kind: Kind, quantity: Quantity) -> bool:
    return kind == "level" and quantity.unit is None and _ARRIVES.search(_before(view, quantity)) is not None


def choose(kind: Kind, figures: Sequence[Quantity], view: View) -> Quantity | None:
    """The figure of a claim of some kind among those of its subject."""
    wanted = _FITTING.get(kind)
    fitting = [q for q in figures if (wanted is None or q.unit in wanted) and not _STRIKE.match(view.text, q.end)]
    if kind == "move":  # a sum of money that flowed is no move of a price
        fitting = [
            q for q in fitting if q.unit != "usd" or q.value < LARGEST_PRICE or _OF_WORTH.match(view.text, q.end)
        ]
    if kind == "count" and (run_of(view) is not None or any(q.unit in _WHOLE for q in fitting)):
        fitting = [q for q in fitting if q.unit in _WHOLE]  # "fell 0.1 percent, a third straight drop"
    if kind == "level":  # "rose 0.5% to 4,112"
        fitting.sort(
            key=lambda q: (
                _is_base(view, q),
                not (_ARRIVES.search(_before(view, q)) or (q.unit == "pct" and _AWAY.match(view.text, q.end))),
                q.unit == "pct",
            )
        )
    elif kind == "move":  # "49.18 points or 3.13 percent"
        fitting.sort(key=lambda q: (_ARRIVES.search(_before(view, q)) is not None, q.unit not in _CHANGES))
    elif kind == "forecast":  # "three further 25 basis-point cuts"
        fitting.sort(key=lambda q: (_is_base(view, q) or bool(_NOW.search(_before(view, q))), q.unit == "count"))
    elif kind == "policy":  # "by 75 basis points at four meetings"
        fitting.sort(key=lambda q: (_is_base(view, q), q.unit in _NUMBERS))
    elif kind != "compare":  # "from 16.9% to just 3.1%"
        fitting.sort(key=lambda q: _is_base(view, q))
    return fitting[0] if fitting else None


def _is_base(view: View, quantity: Quantity) -> bool:
    return _FROM.search(_before(view, quantity)) is not None


def _before(view: View, quantity: Quantity) -> str:
    return view.text[max(0, quantity.num_start - 30) : quantity.num_start]


def with_unit(kind: Kind, quantity: Quantity, subject: Subject, view: View) -> Quantity:
    """A bare number with the unit that its kind and surroundings give it; a share told as odds with theirs."""
    around = view.text[max(0, quantity.start - ODDS_CHARS) : quantity.end + ODDS_CHARS]
    if quantity.unit == "pct" and kind in _OF_ODDS and _ODDS.search(around):
        return replace(quantity, unit="prob_pct")
    if quantity.unit is not None:
        return quantity
    unit = _BARE.get(kind)
    if _COUNTS.match(view.text, quantity.end):
        return replace(quantity, unit="count")
    if _AMOUNTS.match(view.text, quantity.end):
        return replace(quantity, unit="other")
    if kind == "level" and is_rate_of_exchange(subject):
        return replace(quantity, unit="other")
    if kind == "level" and _RATIO_LEVEL.search(view.text[max(0, subject.start - 12) : subject.end + 12]):
        unit = "other"
    elif (kind == "compare" and _TO_ONE.match(view.text, quantity.end)) or (
        kind == "fact" and _MULTIPLE.search(subject.text)
    ):
        unit = "x"
    elif quantity.value >= LARGEST_PRICE and _WORTH.search(subject.text):
        unit = "usd"  # "a market cap of roughly 18.9 billion"
    elif kind in {"data", "forecast"}:
        large = kind == "data" and quantity.value >= LARGE_COUNT and quantity.value % 1 == 0
        unit = "count" if large or _COUNTED.search(subject.text) else "points"
    elif kind == "move" and any(other.unit == "pct" for other in view.quantities):
        unit = "pct"
    return replace(quantity, unit=unit)


def is_rate_of_exchange(subject: Subject) -> bool:
    """Whether a subject's bare level is a rate of exchange; of a currency index it counts points."""
    entity_id = subject.entity.id if subject.entity is not None else ""
    known = entity_id.startswith("fx:") or _CURRENCY.search(subject.text) is not None
    return known and "index" not in subject.text.lower() and "DXY" not in subject.text


def run_of(view: View) -> tuple[float, str] | None:
    """How long a run or which turn a sentence tells in words, with those words: "third straight week" -> 3."""
    for match in _RUN.finditer(view.text):
        number = match["number"].lower()
        value = ORDINALS.get(number) or CARDINALS.get(number) or (float(number) if number.isdigit() else None)
        if value is not None:
            return float(value), match.group()
    return None
