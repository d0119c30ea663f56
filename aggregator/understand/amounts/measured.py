"""Which figure of a sentence is whose, and in what unit: for the subjects that the encoder marks."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from aggregator.records import Kind, Unit
from aggregator.understand.amounts import choosing, in_words, sharing, units
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import CENTRAL_BANKS, Subject
from aggregator.understand.view import View

_UNMARKED: frozenset[Kind] = frozenset({"move", "level", "data", "policy", "forecast", "fact", "compare", "volume"})
"""Kinds whose figure is taken from beside the subject where the encoder marks none."""
_TOLD_LATER: frozenset[Kind] = frozenset({"move", "data", "policy", "forecast"})
"""Kinds that the one figure left in the sentence belongs to, in whatever clause it stands."""
_TOLD_OF_MANY: frozenset[Kind] = frozenset({"fact", "policy"})
_NEAR_CHARS = 120
_LEADS = re.compile(r"^[^,;]*\b(?:of|in|as|for)\b[^,;]*$")
_ON = re.compile(r"\son\s(?:the\s)?")
_CLAUSE_END = re.compile(r"[;:]|,\s(?:and|but|while|which|as|after|with)\b|\b(?:while|whereas|but|after|because)\b")
_RESPECTIVELY = re.compile(r"\brespectively\b")
_JOINED = re.compile(rf"(?:['’]s)?{sharing.CODE},?\s?and\s(?:the\s|its\s)?(?:[\w-]+\s){{0,2}}")
# Whose the figures before are: from the pronoun on no other name and no other clause may come.
_THEY = re.compile(r"\b(?:they|these|the\s(?:two|three|pair))\s[^A-Z;]*$")
_IN_TURN_CHARS = 120
# "The rating using this strategy is 93%", "the index of small stocks rose 2%": whose phrase another subject closes.
_HANGS = re.compile(
    rf"(?:['’]s?)?{sharing.CODE}\s?(?:(?:paid|held|owned|led|offered|issued|associated)\s)?"
    r"(?:of|in|on|for|from|with|using|by|per|among|against)\s"
    r"(?:(?!(?:and|or|but|while|as|which|that)\b)[\w.’'&/-]+\s){0,4}(?:[\w&-]+['’])?"
)
_VERB_BEHIND = re.compile(
    rf"['’]?{sharing.CODE}\s?(?:(?:range|period|average|area|level)\s)?(?:(?:also|now|still|each|[a-z]+ly)\s){{0,2}}(?:is|are|was|were|has|have|had|will|would|rose|fell|hit|"
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
    r"(?:\ssaid\s(?:it|they))?\s(?:(?:will|would|to|agreed\sto|is\sto|plans\sto)\s)?(?:pay|buy|invest|raise|spend|receive|has|have|had|pays|paid|held|holds|owns?|owned|sold|bought|raised|invested|received|owes?|owed|added|lost)\s(?:\w+\s)?"
)
_ADDS = re.compile(
    r"\b(?:add(?:s|ed|ing)?|knock(?:s|ed|ing)?|wip(?:es|ed|ing)|shav(?:es|ed|ing)|eras(?:es|ed|ing))\s"
    r"(?:(?:about|another|some|nearly|more than|over|an?|estimated)\s)*$"
)
_ONTO = re.compile(r"\s(?:to|off|from)\s(?:(?!(?:and|but|as|in|on)\b)[\w’'-]+\s){0,4}")
# "The index .ACX fell 1.1 percent": nothing stands between a verb of motion and its figure.
_TELLS = re.compile(
    rf"['’]?{sharing.CODE}\s?(?:(?:has|have|had|is|was|were|are|also|each|[a-z]+ly)\s)*(?:rose|fell|hit|grew|sank|slid|lost|shed|gained|up|down|"
    r"(?:climb|jump|drop|add|slipp?|slump|tumbl|declin|advanc|surg|eas|edg|dipp?|soar|plung|retreat|rall[iy])e?p?d|rises|falls)\s"
    r"(?:(?:up|down|by|about|around|nearly|some|more than|another|over|almost|as much as|a further)\s)*"
)
_CONTRASTS = re.compile(r"\b(?:but|and)\s(?:a\s|about\s|only\s|just\s)*$")
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
    r"\s\w+\s(?:in|of|by|for|at|among)\s(?:(?:the|its|their|his)\s)?(?:(?!(?:and|or|but|while)\b)[\w.-]+\s)?(?:[\w-]+['’])?"
)
_ARTICLE = re.compile(r"\b(?:an?|the|its|their|another)\s(?:[a-z]+\s)?$")
_LINKS = re.compile(
    r"\s(?:is|are|was|were|at|of|came in at|stood at|stands at|totaled|totalled|reached|hit)\s(?:\w+\s)?$"
)
_MONEY: frozenset[Unit | None] = frozenset({"usd", "other"})
_CONVERTED = re.compile(r"\s?(?:an?\s\w+\s)?\((?:(?:about|around|or|roughly|some|approximately|nearly)\s)?")
_TOTAL = re.compile(
    rf"\bout\sof\s(?:the\s|its\s)?$|\b(?:\d{{1,3}}|{'|'.join(in_words.CARDINALS)}|one|none|most|all|each|half)\sof\s"
    r"(?:(?:the|its|their|those|these)\s)?$",
    re.IGNORECASE,
)
# "Acme agreed to buy Apex for $8 billion": what the buyer pays.
_BUYS = re.compile(
    r"(?:\s\([^()]{1,20}\))?\s(?:(?:has|have|had|will|would|said|it|is|was|plans?|planned|agree[sd]?|set|offer(?:s|ed)?|"
    r"completed|to|also|the)\s)*(?:buy(?:s|ing)?|bought|acquir(?:e[sd]?|ing)|purchas(?:e[sd]?|ing)|sell(?:s|ing)?|sold|"
    r"takeover of|acquisition of)\s(?:[\w&.’'-]+\s){0,6}?"
)
_FOR = re.compile(
    r"[^;]{0,60}?\sfor\s(?:(?:about|around|roughly|some|a\stotal\sof|up\sto|nearly|almost|over|more\sthan)\s)?"
)
# "198 new vehicle franchises", "1.47 million option contracts".
_COUNTED = re.compile(r"\s(?:(?!(?:of|to|in|and|or|from|for|on|at|by|with|as)\b)[a-z-]+\s){0,2}")
_THINGS = re.compile(r"(?:[a-z-]+\s)*[a-z-]+s\b(?!['’])")
_NAME_BEFORE = re.compile(r"[A-Z&][\w&.’'-]*\s$")
_YEAR = re.compile(r"(?:19|20)\d\d")
BEFORE_CHARS = 40
MOST_BESIDE = 3


def by_subject(view: View, subjects: Sequence[Subject]) -> dict[int, list[Quantity]]:
    """By subject: the marked figures that follow it before the next subject, or stand before the first."""
    marked = view.spans.get("value", ())
    own = _own(view)
    figures = [q for q in own if any(q.start < span.end and span.start < q.end for span in marked)]
    figures = sorted([*figures, *in_words.marked(view, own)], key=lambda q: q.start)
    figures = [q for q in figures if not _is_theirs(view, q)]
    found: dict[int, list[Quantity]] = _in_turn(view, subjects, figures)
    for quantity in figures:
        if any(quantity in own for own in found.values()):
            continue
        owner = _owner(view, subjects, quantity)
        if owner is not None:
            found.setdefault(owner, []).append(quantity)
    return sharing.joined(view, subjects, found)


def _own(view: View) -> list[Quantity]:
    """The quantities of a sentence that are figures of something, and not the same again or the total behind "of"."""
    found = []
    for n, quantity in enumerate(view.quantities):
        before = view.text[max(0, quantity.num_start - BEFORE_CHARS) : quantity.num_start]
        if quantity.unit in _MONEY and n and view.quantities[n - 1].unit in _MONEY:
            last = view.quantities[n - 1]
            if last.unit != quantity.unit and _CONVERTED.fullmatch(view.text, last.end, quantity.start):
                continue  # "411 million euros ($424 million)"
        if quantity.unit is None and _TOTAL.search(before):
            continue  # "seven of the 11", "4.5 out of 5"
        found.append(quantity)
    return found


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
        price = quantity.unit in _MONEY and _FOR.fullmatch(view.text, last.end, quantity.start)
        if price and _BUYS.fullmatch(view.text, *gap):
            return before[n - 1]
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
    if _is_counted(view, quantity, subject):
        return True
    measured = quantity.unit is not None or units.COUNTS.match(view.text, quantity.end) is not None
    common = measured and (subject.text[:1].islower() or quantity.unit in {"usd", "other"} or view.text.isupper())
    return common and _BEFORE_IT.fullmatch(view.text, quantity.end, subject.start) is not None


def _is_counted(view: View, quantity: Quantity, subject: Subject) -> bool:
    """Whether a bare number right before a subject in the plural counts it."""
    if quantity.unit is not None or quantity.value % 1 or not _THINGS.match(subject.text):
        return False
    if _YEAR.fullmatch(quantity.text) or _NAME_BEFORE.search(view.text[: quantity.num_start]):
        return False
    return _COUNTED.fullmatch(view.text, quantity.end, subject.start) is not None


def _is_aside(view: View, subject: Subject, quantity: Quantity) -> bool:
    """Whether a subject stands in brackets, dashes or a relative clause that the figure stands behind."""
    return any(start < subject.start and subject.end < end <= quantity.start for start, end in _asides(view.text))


@functools.lru_cache(maxsize=1)
def _asides(text: str) -> tuple[tuple[int, int], ...]:
    """Where they stand; kept, because each figure of a sentence asks for each subject."""
    return tuple(aside.span() for aside in _ASIDE.finditer(text))


def _in_turn(view: View, subjects: Sequence[Subject], figures: Sequence[Quantity]) -> dict[int, list[Quantity]]:
    """ "Acme and Apex dropped 1.5% and 1.1%, respectively": the last so many figures, one for each subject."""
    told = _RESPECTIVELY.search(view.text)
    if told is None:
        return _as_paired(view, subjects, figures)
    before = [q for q in figures if q.end <= told.start()]
    owners = [n for n, subject in enumerate(subjects) if before and subject.end <= before[-1].start]
    count = min(len(owners), len(before))
    found = {n: [q] for n, q in zip(owners[-count:], before[-count:], strict=True)} if count > 1 else {}
    behind = [q for q in figures if q.start >= told.end()]
    if len(found) == 2 == len(behind) and _is_pair(view, *behind):  # "…, respectively, down from 2.9% and 3.2%"
        for n, q in zip(sorted(found), behind, strict=True):
            found[n].append(q)
    return found


def _as_paired(view: View, subjects: Sequence[Subject], figures: Sequence[Quantity]) -> dict[int, list[Quantity]]:
    """ "The Dow and the S&P 500 are down 8.6% and 6.7%": two joined subjects with two joined figures behind them."""
    for n in range(len(subjects) - 1):
        one, other = subjects[n : n + 2]
        behind = [q for q in figures if q.start >= other.end][:3]
        until = subjects[n + 2].start if n + 2 < len(subjects) else len(view.text)
        behind = [q for q in behind if q.end <= until]
        if len(behind) == 2 and _is_pair(view, *behind) and _JOINED.fullmatch(view.text, one.end, other.start):
            return {n: [behind[0]], n + 1: [behind[1]]}
    return {}


def _is_pair(view: View, one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit and view.text[one.end : other.start].strip(" ,") == "and"


def _is_theirs(view: View, quantity: Quantity) -> bool:
    """Whether "they" have a figure "respectively": no claim of the clause before tells it."""
    told = _RESPECTIVELY.search(view.text)
    if told is None or not told.start() - _IN_TURN_CHARS < quantity.start < told.start():
        return False
    head = view.text[max(0, quantity.start - _IN_TURN_CHARS) : quantity.start]
    return _THEY.search(head) is not None


def _leads(view: View, quantity: Quantity, before: Subject, after: Subject) -> bool:
    """Whether a figure belongs to the subject behind it: close by, with no comma between, and the other is farther."""
    gap, ahead = view.text[quantity.end : after.start], (before.end, quantity.start)
    if _ADDS.search(view.text, *ahead) and _ONTO.fullmatch(gap):
        return True  # "wiped $1 trillion off the value of the index"
    held = _TELLS.fullmatch(view.text, *ahead) or _HOLDS.fullmatch(view.text, *ahead)
    if held and not _A_MOVE_OF.fullmatch(gap):
        return False  # "the index fell 1.1 percent as the yen rose", "Acme paid $4 billion for Apex"
    each = _FOR_ONE.fullmatch(gap) and _EACH.search(view.text[slice(*ahead)])  # "43.2% for flour, 25% for milk"
    contrasted = _ON.fullmatch(gap) and _CONTRASTS.search(view.text, *ahead)  # "2.9% on prices, but 3.1% on rents"
    if each or contrasted or (_A_MOVE_OF.fullmatch(gap) and _ARTICLE.search(view.text[: quantity.start])):
        return True
    if any(quantity.end <= q.start and q.end <= after.start and q.unit is not None for q in view.quantities):
        return False  # which the other figure leads to
    return _LEADS.search(gap) is not None and len(gap) <= quantity.start - before.end and len(gap) < _NEAR_CHARS


def beside(view: View, kind: Kind, subject: Subject, taken: Sequence[Quantity]) -> list[Quantity]:
    """The figures of a subject where the encoder marked none: its own, those right behind it, the only one left."""
    if kind not in _UNMARKED:
        return []
    own_figures = [q for q in _own(view) if not _is_theirs(view, q)]
    own = [
        q
        for q in own_figures
        if _is_part(view, q, subject) and (q.unit is not None or _is_so_many(view, kind, q, subject))
    ]
    if own:
        return own
    end = _CLAUSE_END.search(view.text, subject.end)
    stop = end.start() if end else len(view.text)
    fits = choosing.FITTING.get(kind, frozenset({"pct", "bps", "pp", "usd", "points", "x", "other"})) - {None}
    free = [q for q in own_figures if subject.end <= q.start and (q not in taken or _is_shared(kind, subject))]
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


def _is_shared(kind: Kind, subject: Subject) -> bool:
    """Whether a claim may tell the figure of another one: how far a bank goes is also how far its rate goes."""
    bank = subject.entity is not None and subject.entity.id in CENTRAL_BANKS
    return kind == "policy" or (kind == "forecast" and bank)


def _is_so_many(view: View, kind: Kind, quantity: Quantity, subject: Subject) -> bool:
    """Whether a bare number counts what a claim of a fact is about, or what was traded: "the Fed's 19 policymakers"."""
    return _is_traded(view, kind, quantity) or (kind in _TOLD_OF_MANY and _is_counted(view, quantity, subject))


def _is_traded(view: View, kind: Kind, quantity: Quantity) -> bool:
    """Whether a number counts shares or contracts that changed hands."""
    return kind == "volume" and quantity.unit is None and units.COUNTS.match(view.text, quantity.end) is not None


def _is_level(view: View, kind: Kind, quantity: Quantity) -> bool:
    return kind == "level" and quantity.unit is None and choosing.arrives(view, quantity)
