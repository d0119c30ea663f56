"""Which figure of a sentence is whose, and in what unit: for the subjects that the encoder marks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from aggregator.records import Kind, Unit
from aggregator.understand import chances, goals, in_words, units
from aggregator.understand.drafts import LARGEST_PRICE
from aggregator.understand.quantities import Quantity
from aggregator.understand.subjects import CENTRAL_BANKS, Subject
from aggregator.understand.view import View

_FITTING: Mapping[Kind, frozenset[Unit | None]] = {
    "move": frozenset({"pct", "bps", "pp", "points", "x", "usd", "other"}),
    "level": frozenset({None, "points", "usd", "pct", "bps", "other", "x"}),
    "volume": frozenset({None, "usd", "other", "x", "count", "pct"}),
}
_UNMARKED: frozenset[Kind] = frozenset({"move", "level", "data", "policy", "forecast", "fact", "compare", "volume"})
"""Kinds whose figure is taken from beside the subject where the encoder marks none."""
_TOLD_LATER: frozenset[Kind] = frozenset({"move", "data", "policy", "forecast"})
"""Kinds that the one figure left in the sentence belongs to, in whatever clause it stands."""
_NEAR_CHARS = 120
_LEADS = re.compile(r"^[^,;]*\b(?:of|in|as|for)\b[^,;]*$")
_CLAUSE_END = re.compile(r"[;:]|,\s(?:and|but|while|which|as|after|with)\b|\b(?:while|whereas|but|after|because)\b")
_RESPECTIVELY = re.compile(r"\brespectively\b")
_ARRIVES = re.compile(
    r"\b(?:at|to|above|below|near|around|past|through|hit|topped|reached|stood|stands|breached)\s(?:\w+\s){0,2}$"
)
_STANDS_AT = re.compile(
    r"\b(?:at|to|above|below|past|near|through)\s(?:(?:an?|the|about|around|nearly|just|close|record)\s)*$"
)  # "with oil at $67"
_FROM = re.compile(r"\b(?:from|versus|compared (?:with|to)|against|after|than)\s(?:(?!to\b)[\w-]+\s){0,4}$")
_NOW = re.compile(r"\b(?:currently|now|presently)\s(?:at\s|around\s|about\s|near\s)*$")
_AWAY = re.compile(r"\s(?:above|below|under|off|away from|from|short of)\s(?:its|their|the|an?)\s")
_OF_WORTH = re.compile(r"\s(?:in|of|off)\s(?:(?:its|their|combined|stock)\s)*market[\s-](?:value|cap)")
_PRICE_TARGET = re.compile(
    r"\b(?:price|analysts?['’]?s?|average|consensus|12-month|mean|median)\s(?:price\s)?targets?\b"
)
TARGET_CHARS = 25
_SPREAD = re.compile(r"\b(?:spreads?|gaps?|premiums?|difference)\b", re.IGNORECASE)
# A percent sign may be lost: "the index fell 3.8 and the other dropped 3.4 percent".
_JUST_MOVED = re.compile(
    r"\b(?:rose|fell|gained|lost|added|shed|dropped|climbed|slid|slipped|sank|jumped|tumbled|up|down|higher|lower)\s(?:by\s)?$"
)
MOST_BARE = 20
_STRIKE = re.compile(r"\sstrike\b")  # what an option is for, not what it costs
# Between two subjects that share what is told of the second: "Acme (ACM) and the French Apex each rose 7%".
_CODE = r"(?:\.[A-Z]{1,4}\b|\s[A-Z]{0,6}\.[A-Z]{1,6}\b)?\s?(?:\([^()]{1,20}\)\s?)?"
_TOGETHER = re.compile(
    rf"{_CODE}(?:,?\s?(?:and|or|as well as)\s(?:the\s|its\s)?(?:[A-Z]\w+\s|[a-z]+-[a-z]+\s)?|in\s|"
    r"(?:to|at|of)\san?\s(?=.*\b(?:rate|pace)\b)|to\s(?:reach|hit|test|top)\san?\s(?:\w+\s)?)"
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
    r"\s(?:(?:has|have|had|is|was|are|were|also|[a-z]+ly)\s)*(?:beat|outnumber|outpac|outperform|underperform|lagg?|trail|topp?|led)(?:e?d|ing|s)?\s(?:the\s)?"
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
_BEFORE_IT = re.compile(
    r"[ -](?:\([^()]{1,20}\)\s)?(?:(?:rate|interest|additional|further|cash|all-cash|stock|share|point|stimulus|"
    r"bailout|rescue|spending|aid|[a-z]+-[a-z]+ing)\s)?"
)
# "A 2.2 percent jump in airline fares": the figure of what follows.
_A_MOVE_OF = re.compile(
    r"\s\w+\s(?:in|of|by|for)\s(?:(?:the|its|their|his)\s)?(?:(?!(?:and|or|but|while)\b)[\w.-]+\s)?(?:[\w-]+['’])?"
)
_ARTICLE = re.compile(r"\b(?:an?|the|its|their|another)\s(?:[a-z]+\s)?$")
_LINKS = re.compile(
    r"\s(?:is|are|was|were|at|of|came in at|stood at|stands at|totaled|totalled|reached|hit)\s(?:\w+\s)?$"
)
_CHANGES: frozenset[Unit | None] = frozenset({"pct", "bps", "pp", "x"})
_WHOLE: frozenset[Unit | None] = frozenset({None, "count"})
_NUMBERS: frozenset[Unit | None] = frozenset({None, "count", "x"})
MOST_BESIDE = 3


def by_subject(view: View, subjects: Sequence[Subject]) -> dict[int, list[Quantity]]:
    """By subject: the marked figures that follow it before the next subject, or stand before the first."""
    marked = view.spans.get("value", ())
    figures = [q for q in view.quantities if any(q.start < span.end and span.start < q.end for span in marked)]
    figures = sorted([*figures, *in_words.marked(view)], key=lambda q: q.start)
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
    measured = quantity.unit is not None or units.COUNTS.match(view.text, quantity.end) is not None
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
    own = [
        q for q in view.quantities if (q.unit is not None or _is_traded(view, kind, q)) and _is_part(view, q, subject)
    ]
    if own:
        return own
    end = _CLAUSE_END.search(view.text, subject.end)
    stop = end.start() if end else len(view.text)
    fits = _FITTING.get(kind, frozenset({"pct", "bps", "pp", "usd", "points", "x", "other"})) - {None}
    free = [q for q in view.quantities if subject.end <= q.start and (q not in taken or _is_shared(kind, subject))]
    near = [
        q
        for q in free
        if q.start < stop
        and (
            q.unit in fits
            or _is_traded(view, kind, q)
            or _LINKS.match(view.text[subject.end : q.num_start])
            or _is_level(view, kind, q)
        )
        and q.start - subject.end < _NEAR_CHARS
    ]
    if near:
        return near[:MOST_BESIDE]
    left = [q for q in free if q.unit in fits] if kind in _TOLD_LATER else []
    return left if len(left) == 1 else in_words.so_many(view, kind, subject)


def _is_bare_change(view: View, quantity: Quantity) -> bool:
    """Whether a number without a unit is a change: "is -0.03 at $33.58", "rose 1.8, the S&P gained 2 percent"."""
    percents = any(q.unit == "pct" for q in view.quantities)
    small = "." in quantity.text and quantity.value < MOST_BARE and percents
    return bool(quantity.sign) or (small and _JUST_MOVED.search(_before(view, quantity)) is not None)


def _is_shared(kind: Kind, subject: Subject) -> bool:
    """Whether a claim may tell the figure of another one: how far a bank goes is also how far its rate goes."""
    bank = subject.entity is not None and subject.entity.id in CENTRAL_BANKS
    return kind == "policy" or (kind == "forecast" and bank)


def _is_traded(view: View, kind: Kind, quantity: Quantity) -> bool:
    """Whether a number counts shares or contracts that changed hands."""
    return kind == "volume" and quantity.unit is None and units.COUNTS.match(view.text, quantity.end) is not None


def _is_level(view: View, kind: Kind, quantity: Quantity) -> bool:
    return kind == "level" and quantity.unit is None and _ARRIVES.search(_before(view, quantity)) is not None


def choose(kind: Kind, figures: Sequence[Quantity], view: View, subject: Subject | None = None) -> Quantity | None:
    """The figure of a claim of some kind among those of its subject."""
    if kind == "forecast" and subject is not None and (chance := chances.of(view, subject)) is not None:
        return chance
    fitting = _fitting(kind, goals.own(view, kind, figures, subject), view)
    return min(fitting, key=lambda q: _rank(kind, q, view, subject)) if fitting else None


def _fitting(kind: Kind, figures: Sequence[Quantity], view: View) -> list[Quantity]:
    """The figures that a claim of some kind can have."""
    units_of = _FITTING.get(kind)
    found = [q for q in figures if (units_of is None or q.unit in units_of) and not _STRIKE.match(view.text, q.end)]
    if kind == "move":  # a sum of money that flowed is no move of a price, nor is where it stands
        found = [q for q in found if q.unit != "usd" or q.value < LARGEST_PRICE or _OF_WORTH.match(view.text, q.end)]
        found = [q for q in found if q.unit in _CHANGES or not _STANDS_AT.search(_before(view, q))]
        return found or [q for q in figures if q.unit is None and _is_bare_change(view, q)]
    if kind == "count" and (in_words.run_of(view) is not None or any(q.unit in _WHOLE for q in found)):
        return [q for q in found if q.unit in _WHOLE]  # "fell 0.1 percent, a third straight drop"
    return found


def _rank(kind: Kind, quantity: Quantity, view: View, subject: Subject | None) -> tuple[bool, ...]:
    """What makes a figure less likely to be that of a claim; of equals the first one is it."""
    before, base = _before(view, quantity), _is_base(view, quantity)
    if kind == "level":  # "rose 0.5% to 4,112"
        arrives = _ARRIVES.search(before) or (quantity.unit == "pct" and _AWAY.match(view.text, quantity.end))
        changed = quantity.unit in {"bps", "pp"} and not (subject is not None and _SPREAD.search(subject.text))
        return base, changed, not arrives, quantity.unit == "pct"
    if kind == "move":  # "49.18 points or 3.13 percent"
        return _ARRIVES.search(before) is not None, quantity.unit not in _CHANGES
    if kind == "forecast":  # "three further 25 basis-point cuts", "the average target is 72% higher at $149"
        aimed = subject is not None and _PRICE_TARGET.search(view.text, subject.start, subject.end + TARGET_CHARS)
        priced = quantity.unit in {"usd", "other"}
        return base or bool(_NOW.search(before)), bool(aimed) and not priced, quantity.unit == "count"
    if kind == "policy":  # "by 75 basis points at four meetings"
        return base, quantity.unit in _NUMBERS
    return (base and kind != "compare",)  # "from 16.9% to just 3.1%"


def _is_base(view: View, quantity: Quantity) -> bool:
    return _FROM.search(_before(view, quantity)) is not None


def _before(view: View, quantity: Quantity) -> str:
    return view.text[max(0, quantity.num_start - 30) : quantity.num_start]
