"""Claims and verdicts in words, from their fields: one row per kind of claim."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from aggregator.digests.doubts import contradiction_doubt
from aggregator.digests.text import DATES, clean, day, number, price_decimals, signed
from aggregator.records import Claim, ClaimView, Comparator, Direction, Kind, Reason, Unit, Verdict, VerdictName

REASONS: Final[Mapping[Reason, str]] = {
    "no_instrument": "nothing to measure it against",
    "no_prices": "no prices stored",
    "window_unresolved": "its time span is unclear",
    "not_quantified": "no figure stated",
    "not_knowable": "prices not known yet",
    "ambiguous": "can be read in several ways",
    "unsupported_kind": "this kind is not checked",
}
_COMPARED: Final[Mapping[Comparator, str]] = {"gt": "more than ", "lt": "less than ", "approx": "about "}
_MOVED: Final[Mapping[Direction | None, str]] = {"up": "gained", "down": "lost", "flat": "was flat at", None: "moved"}
_WENT: Final[Mapping[Direction | None, str]] = {"up": "rose", "down": "fell", "flat": "was flat", None: "moved"}
_LEVEL: Final[Mapping[Direction | None, str]] = {"up": "rose to", "down": "fell to", "flat": "held at", None: "at"}
_PRONOUNS: Final = frozenset(
    {
        "it",
        "they",
        "this",
        "that",
        "its shares",
        "its stock",
        "the index",
        "the stock",
        "the fund",
        "the etf",
        "the company",
    }
)
STATEMENT: Final = 160  # characters of a sentence that stands for its claim
_OPEN, _CLOSE = frozenset('“"'), frozenset('”"')
_SINGLE = str.maketrans({"“": "‘", "”": "’", '"': "'"})
# Kinds whose measured figure is a change, and so has a sign.
_SIGNED: Final[frozenset[Kind]] = frozenset({"move", "compare"})


def claim(view: ClaimView, name: str | None = None) -> str:
    """The claim and what the prices say of it: `QQQS gained 1.85 % last Friday — close: measured +1.72 %`.

    A contradiction that may be our misreading says so: `…; doubtful: another figure`.
    """
    said = statement(view.claim, name)
    if view.verdict is None:
        return said
    why = contradiction_doubt(view)
    return f"{said} — {verdict(view.claim, view.verdict)}" + (f"; doubtful: {why}" if why else "")


def statement(item: Claim, name: str | None = None) -> str:
    """What is claimed, by whom, in one short line. `name` is that of the entity, by default the text's words.

    A pronoun has the name of what it stands for beside it where that is known: `It (USD/JPY) was flat`.
    """
    words = KINDS[item.kind](item, clean(name or _named(item), 60) or "it")
    window = clean(item.window_text or "", 40).removesuffix("'s").removesuffix("’s")
    if window and not is_quote(words) and window.lower() not in words.lower():
        is_date = window.split()[0].strip(",.").lower() in DATES
        words += f" {window if is_date else window[:1].lower() + window[1:]}"
    # Without a quote the speaker is the outlet, which the reader sees anyway.
    speaker = clean(item.speaker or "", 60) if item.quote != "none" else ""
    return f"{speaker}: {words}" if speaker else words


def _named(item: Claim) -> str:
    """The text's words for the subject, with its entity's name where they only point: `It (USD/JPY)`."""
    if item.entity_id is None or item.subject.lower() not in _PRONOUNS:
        return item.subject
    from aggregator.understand.entities.catalog import packaged_by_id

    entity = packaged_by_id().get(item.entity_id)
    known = entity.name if entity is not None else item.symbol
    return f"{item.subject} ({known})" if known else item.subject


def quoted(text: str, limit: int) -> str:
    """Words to stand between quotation marks: their own become single ones, or go where they enclose everything."""
    words = clean(text, limit)
    if words[:1] in _OPEN and words[-1:] in _CLOSE and not set(words[1:-1]) & (_OPEN | _CLOSE):
        return words[1:-1].strip()
    return words.translate(_SINGLE)


def is_quote(words: str) -> bool:
    """Whether a statement is the evidence itself, so that quoting it beneath would say it twice."""
    return words.endswith("”")


def verdict(item: Claim, found: Verdict) -> str:
    """The verdict with what was measured: `contradicted: measured −0.40 % (^RUT close to close)`."""
    if found.verdict == "unverifiable":
        return f"not checked: {REASONS[found.reason]}" if found.reason else "not checked"
    words = VERDICTS[found.verdict]
    if found.verdict == "pending":
        due = found.window_end or item.due  # a horizon was assumed where no date is stated, or a release awaited
        return f"{words}, due {day(due, year=True)}" if due else words
    if found.measured is not None:
        unit = found.unit or item.unit
        plus = item.kind in _SIGNED and unit in {"pct", "pp", "bps", "points"}
        level = item.kind == "level" and unit in {"usd", "other", None}
        decimals = price_decimals(item.symbol) if level else 2
        words += f": measured {figure(found.measured, unit, plus=plus, decimals=decimals)}"
        if found.basis and found.basis != f"{item.symbol} close to close":  # the plain basis needs no words
            words += f" ({clean(found.basis, 90)})"
    elif found.in_range:  # nothing nearer is known, so prices do not agree either
        words = "not contradicted"
        if found.basis:
            words += f": within the {clean(found.basis, 90)}"
    return words


VERDICTS: Final[Mapping[VerdictName, str]] = {
    "supported": "supported",
    "close": "close",
    "contradicted": "contradicted",
    "unverifiable": "not checked",
    "pending": "pending",
    "came_true": "came true",
    "did_not": "did not come true",
    "expired_unscorable": "due, but cannot be scored",
}


def figure(value: float, unit: Unit | None, *, plus: bool = False, decimals: int = 2) -> str:
    """A value with its unit; `plus` shows its sign."""
    form = signed if plus else number
    if unit == "usd":
        return _dollars(value, plus=plus, decimals=decimals)
    if unit in {"count", "points"} and value == int(value):
        decimals = 0
    if unit in {"bps", "x", "prob_pct"}:
        decimals = 0 if value == int(value) else 1
    ending = {"pct": " %", "pp": " pp", "bps": " bp", "points": " points", "x": "x", "prob_pct": " %"}
    return form(value, decimals) + ending.get(unit or "other", "")


def _dollars(value: float, *, plus: bool, decimals: int = 2) -> str:
    for size, letter in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")):
        if abs(value) >= size:
            sign = signed(value)[:1] if plus or value < 0 else ""
            return f"{sign}${abs(value) / size:,.4g} {letter}"
    return ("$" if value >= 0 else "−$") + number(abs(value), max(2, decimals))


def stated(item: Claim) -> str:
    """The figure of a claim with the precision that its words have: `more than 36x`, `6.08 %`, `2 to 3 %`."""
    if item.value is None:
        return clean(item.value_text or "", 40)
    if item.unit in {None, "other"} and item.value_text:
        return clean(item.value_text, 40)
    shown = as_given(item.value, item.unit)
    if item.value_high is not None:
        low = number(item.value, _decimals(item.value)) if item.unit != "usd" else shown
        shown = f"{low} to {as_given(item.value_high, item.unit)}"
    return (_COMPARED[item.comparator] if item.comparator else "") + shown


def as_given(value: float, unit: Unit | None) -> str:
    """A figure of the text with the decimals that it has there."""
    return figure(value, unit, decimals=_decimals(value))


def _decimals(value: float) -> int:
    text = f"{value:.10g}"
    return min(4, len(text.partition(".")[2])) if "e" not in text else 2


# --- one rendering per kind -----------------------------------------------------------------------------------


def _move(item: Claim, subject: str) -> str:
    amount = stated(item)
    verbs = _MOVED if amount and not _is_rate(item) else _WENT
    return f"{subject} {verbs[item.direction]} {amount}".rstrip()


def _level(item: Claim, subject: str) -> str:
    side = {"gt": "above", "lt": "below", "approx": "near"}.get(item.comparator or "")
    if side in ("above", "below") and item.value is not None and item.value_high is None:
        return f"{subject} {side} {as_given(item.value, item.unit)}"
    at = side if side and item.value is None else _LEVEL[item.direction]  # "closed above its 200-day average"
    if item.unit == "pct" and _follows(item, "", _AWAY):
        return _quoted(item, subject)  # "7% above its 10-day average"
    if _follows(item, rf"\bat{_LEAD}"):
        at = "at"  # "oil slipped, with Brent at $67"
    return f"{subject} {at} {stated(item)}" if stated(item) else _quoted(item, subject)


def _volume(item: Claim, subject: str) -> str:
    amount = stated(item)
    what = "" if "volume" in subject.lower() or "flow" in subject.lower() else " volume"
    if not amount:
        return f"{subject}{what} {_WENT[item.direction]}"
    return f"{subject}{what} {amount}{' the average' if item.unit == 'x' else ''}"


def _compare(item: Claim, subject: str) -> str:
    side = {"up": "ahead", "down": "behind", "flat": "level"}.get(item.direction or "")
    apart = item.unit in {"pp", "bps"} or _is_by(item)  # else the figure is what the subject is held against
    if side is None or not stated(item) or not apart or _RATIO.search(item.evidence):
        return _quoted(item, subject)
    return f"{subject} {side} by {stated(item)}"


def _data(item: Claim, subject: str) -> str:
    amount = stated(item)
    if not amount:
        return _quoted(item, subject)
    if item.value is None:
        return f"{subject} {amount}"
    expected = "" if item.expected is None else f" against {as_given(item.expected, item.unit)} expected"
    bound = _bound(item)
    if bound:
        return f"{subject} {bound} {as_given(item.value, item.unit)}{expected}"
    verb = {"up": "up", "down": "down", "flat": "flat at", None: ""}[item.direction]
    if item.direction in ("up", "down"):
        if _is_reached(item):
            verb += " to"
        elif not _is_by(item) and (item.unit in {"usd", "other"} or _stands(item)):
            # A profit of $2 bn that is up is not up by $2 bn.
            return f"{subject} {amount}{expected or f', {verb}'}"
    return " ".join([subject, *([verb] if verb else []), f"{amount}{expected}"])


_LEAD = (
    r"\s(?:(?:an?|the|its|about|around|nearly|just|only|some|roughly|almost|over|more than|less than|record|new|annual|"
    r"[\w-]+ly)\s)*"
)
_TO = (
    rf"\bto{_LEAD}(?:(?:seasonally\sadjusted|target)\s)*(?:(?:range|rate|level|pace|low|high)\s(?:of|between)\s)?"
    r"(?:between\s)?"
)
_AT = r"\b(?:of|at|was|is|were|are|hit|hits|reached|totall?ed|stood\sat|came\sin\sat|remain(?:s|ed))"
_BY = (
    r"\b(?:by|up|down|rose|rises?|risen|rising|fell|falls?|fallen|falling|gain\w*|lost|loses?|increas\w+|decreas\w+|declin\w+|"
    r"drop\w*|climb\w*|jump\w*|surg\w+|slid|slipp\w+|grew|grows?|growing|grown|added|adding|shed|tumbl\w+|soar\w*|"
    r"plung\w+|advanc\w+|eas(?:ed|ing)|slump\w*|plummet\w*|dipp?\w*|edg\w+|tick\w*|inch\w*)(?:\s(?:up|down|by|higher|lower))?"
)
_APART = r"\s?(?:points?\s)?(?:above|below|more|less|higher|lower|ahead|behind|better|worse|cheaper)\b"
_AWAY = r"\s?(?:above|below|away|off|from|short|under|shy|higher|lower|down|up)\b"
_RATIO = re.compile(r"\b\d+(?:\.\d+)?[\s-]to[\s-](?:1|one)\b|\boutnumber\w*\b|\bfor every\b", re.IGNORECASE)
_SIDE = re.compile(r"\b(?P<side>above|below|over|under|beneath)\s(?:[\w’'.-]+\s){0,5}$", re.IGNORECASE)
_SIDES: Final[Mapping[str, str]] = {
    "above": "above",
    "over": "above",
    "below": "below",
    "under": "below",
    "beneath": "below",
}
_ACT = re.compile(
    r"\b(?:cuts?|hikes?|increases?|reductions?|easing|tightening|rises?|moves?|pauses?)(?:\s\([^()]*\))?$",
    re.IGNORECASE,
)
_BANK = re.compile(
    r"\b(?:Fed|Federal Reserve|FOMC|Committee|(?:[Cc]entral )?[Bb]anks?(?: of [A-Z]\w+)?|ECB|BOE|BoE|BOJ|BoJ|RBI|RBA|"
    r"RBNZ|PBOC|PBoC|SNB|[Pp]olicy\s?makers|officials)$"
)
_ODDS = re.compile(
    r"^(?:the\s)?(?:odds|chances?|probabilit\w+|likelihood)\s(?:of|for|that)\s(?:an?\s|the\s)?", re.IGNORECASE
)


def _follows(item: Claim, lead: str, tail: str = "") -> bool:
    """Whether the sentence says the claim's figure right behind some words."""
    if not item.value_text:
        return False
    bare = re.sub(
        r"^(?:an?|about|around|nearly|some|more than|less than|over)\s", "", item.value_text, flags=re.IGNORECASE
    )
    return re.search(lead + re.escape(bare) + tail, item.evidence) is not None


def _is_reached(item: Claim) -> bool:
    """Whether a figure is where the subject went: "rose to 2.2%" is not up 2.2%."""
    past = (item.value_text or "").split(" ")[0].lower() in _SIDES  # "rise above 4.5%"
    return past or _follows(item, _TO)


def _stands(item: Claim) -> bool:
    """Whether a figure is where the subject stands: "the jobless rate was 4.1%, up from 4%"."""
    return _follows(item, _AT + _LEAD)


def _is_by(item: Claim) -> bool:
    """Whether a figure is how far the subject went or how far apart two are."""
    return _follows(item, _BY + _LEAD) or (item.kind == "compare" and _follows(item, "", _APART))


def _bound(item: Claim) -> str | None:
    """The side of a figure that a subject stands on: "above its 2% target"."""
    at = item.evidence.find(item.value_text or "\n")
    match = _SIDE.search(item.evidence[:at]) if at > 0 and item.comparator in {"gt", "lt"} else None
    return _SIDES[match["side"].lower()] if match else None


def _policy(item: Claim, subject: str) -> str:
    if not stated(item) or item.unit not in {"pct", "pp", "bps"}:  # of money and votes their sentence tells more
        return _quoted(item, subject)
    if _ACT.search(subject):
        return subject if _says(subject, item) else f"{subject} of {stated(item)}"
    rates = " rates" if _BANK.search(item.subject) else ""  # a bank is not cut, its rates are
    verb = {"up": f"raised{rates}", "down": f"cut{rates}", "flat": f"held{rates} at", None: "at"}[item.direction]
    by = ("to " if _is_reached(item) else "by ") if item.direction in {"up", "down"} else ""
    return f"{subject} {verb} {by}{stated(item)}"


def _says(subject: str, item: Claim) -> bool:
    """Whether the words for a subject have its figure: "a quarter-point cut"."""
    words = re.sub(r"^(?:an?|the)\s", "", item.value_text or "\n", flags=re.IGNORECASE)
    return words.lower() in subject.lower()


def _forecast(item: Claim, subject: str) -> str:
    verb = {"up": "to rise", "down": "to fall", "flat": "to stay flat", None: ""}[item.direction]
    if not stated(item) or item.unit == "count":  # "multiple cuts" says it better than any figure
        return _quoted(item, subject)
    if item.unit == "prob_pct":
        return f"{stated(item)} odds for {_ODDS.sub('', item.subject if _ACT.search(item.subject) else subject)}"
    if _ACT.search(subject):  # a cut is not expected to fall by its size
        return f"{subject} expected" if _says(subject, item) else f"{subject} of {stated(item)} expected"
    if _BANK.search(item.subject):
        if item.unit not in {"pct", "pp", "bps"}:  # of money its sentence tells more: no rate goes to $600 bn
            return _quoted(item, subject)
        verb = {"up": "to raise rates", "down": "to cut rates", "flat": "to hold rates", None: ""}[item.direction]
    is_change = item.unit in {"pp", "bps"} or (item.unit == "pct" and not _is_rate(item) and not _is_reached(item))
    how = "at" if item.direction in {"flat", None} else "by" if is_change else "to"
    return f"{subject} expected {verb} {how} {stated(item)}".replace("  ", " ")


def _is_rate(item: Claim) -> bool:
    """Whether the subject is a yield or a policy rate: a per cent is its level, not its change."""
    return (item.entity_id or "").startswith("rate:")


def _quoted(item: Claim, _subject: str) -> str:
    """What has no figure says itself best."""
    return f"“{quoted(item.evidence, STATEMENT)}”"


KINDS: Final[Mapping[Kind, Callable[[Claim, str], str]]] = {
    "move": _move,
    "level": _level,
    "volume": _volume,
    "compare": _compare,
    "count": _quoted,
    "data": _data,
    "policy": _policy,
    "forecast": _forecast,
    "outlook": _quoted,
    "fact": _quoted,
}
