"""Which instrument the words around a subject make it: the dollar in yen, two-year yields, a sector of an index.

A name alone says too much: "the dollar" is the dollar index until "to 98.31 yen" follows. Where the words show another
instrument the claim goes to it; where it is none that we know, the claim is measured against nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aggregator.records import Entity
from aggregator.understand.about import ratings
from aggregator.understand.drafts import Draft
from aggregator.understand.view import View

_STOPS = re.compile(r"[;—]|\s[–-]\s|,\s(?!or\s)|\b(?:and|while|but|as)\b")
_CURRENCIES: tuple[tuple[re.Pattern[str], str | None], ...] = (
    (re.compile(r"\b(?:yen|USD/JPY|JPY)\b"), "fx:USDJPY"),
    (re.compile(r"\b(?:euros?|EUR/USD)\b"), "fx:EURUSD"),
    (
        re.compile(
            r"\b(?:francs?|pounds?|sterling|yuan|renminbi|rupees?|won|pesos?|reais|reals?|rand|roubles?|rubles?|lira|"
            r"kron[ae]|kroner|loonie|baht|ringgit|rupiah|zloty|(?:Canadian|Australian|Aussie|New Zealand|Singapore|"
            r"Taiwan|Hong Kong) (?:dollar|counterpart)|cents)\b"
        ),
        None,
    ),
)
_TO_EURO = re.compile(r"\b(?:against|versus|vs\.?|on|to) (?:both )?the (?:single currency|common currency|euro)\b")
_ON_DOLLAR = frozenset({"fx:EURUSD", "fx:GBPUSD", "fx:AUDUSD", "fx:NZDUSD"})
"""Currencies whose one price of ours is that in dollars."""
_CROSS = re.compile(
    r"\b(?:against|versus|vs\.?|on|to|per)\s(?:a basket|the (?:Japanese |Swiss |British |Canadian |Australian |Aussie |"
    r"New Zealand )?(?:yen|euro|single currency|common currency|pound|sterling|franc|loonie|kiwi|yuan|basket)\b|"
    r"sterling\b|"
    r"the (?:Canadian|Australian|Aussie|New Zealand|Singapore) dollar|its (?:G10 |major |main )?(?:peers|rivals|"
    r"counterparts)\b)|"
    r"\d\s(?:yen|francs?|pence|p)\b"
)
_DOLLARS = re.compile(r"\b(?:against|versus|vs\.?|on|to)\s(?:both\s)?the (?:U\.?S\.? )?(?:dollar|greenback)\b|\$\s?\d")
_GAUGE = re.compile(r"\b(?:index|gauge|DXY)\b", re.IGNORECASE)
_BASKET = re.compile(r"\b(?:basket|index|DXY|majors|major currencies|peers|rivals)\b", re.IGNORECASE)
_ALONGSIDE = re.compile(r"\b(?:alongside|along with|as did|together with) (?:the )?(?:[A-Z]\w+ )?\w+")
_AGAINST_DOLLAR = re.compile(r"\b(?:against|to|per) the (?:U\.S\. )?dollar\b", re.IGNORECASE)
_OTHER_INDEX = re.compile(r"\b(?:Bloomberg|WSJ|Wall Street Journal)\b[\w\s.'’]{0,12}$")
_MATURITY = re.compile(
    r"\b(?P<n>2|3|5|7|10|20|30|two|three|five|seven|ten|twenty|thirty)[\s-]years?\b(?!\s(?:high|low|peak|average|"
    r"streak))",
    re.IGNORECASE,
)
_TWO_MATURITIES = re.compile(
    r"\b(?P<n>2|5|10|two|five|ten)[\s-]{1,2}(?:and|to)\s(?:\d+|[a-z]+)[\s-]years?\b", re.IGNORECASE
)
PAIR_CHARS = 10  # "10- and "
_WORDED = {"two": "2", "three": "3", "five": "5", "seven": "7", "ten": "10", "twenty": "20", "thirty": "30"}
_YIELDS = frozenset({"rate:UST2Y", "rate:UST5Y", "rate:UST10Y", "rate:UST30Y", "group:UST_YIELDS"})
_AMERICAN = re.compile(r"\bTreasur|\bU\.?S\.?\b|\bAmerican\b")
_ABROAD = re.compile(
    r"\b(?:euro[\s-]?zone|Bunds?|German|gilts?|British|JGBs?|Japanese|Italian|Spanish|French|Greek|Portuguese|Irish|"
    r"Australian|Canadian|Chinese|Indian|Mexican|Brazilian|Swiss|Korean|emerging[\s-]market|country)\b",
    re.IGNORECASE,
)
_PART_OF_CURVE = re.compile(
    r"\b(?:(?:short|long|medium|intermediate|near)(?:er|est)?[\s-](?:dated|term|maturity|end|duration)|"
    r"(?:long|short|front|back|far|belly)[\s-]end)\b",
    re.IGNORECASE,
)
"""Some maturities and no named one: "short-dated yields", "yields at the long end"."""
_AT_END = re.compile(
    r"\s(?:at|on|towards?)\sthe\s(?:\w+\s)?(?:long|short|longer|shorter|front|back|far)[\s-](?:end|dated)\b"
)
PART_CHARS = 24  # "longer-term government "
_GAP_OF = re.compile(r"\b(?:gap|spread|difference|premium|breakeven|inflation-protected|TIPS|swap|curve)\b", re.I)
_PART = re.compile(
    r"(?:small(?:er)?|mid|micro|large)[\s-]?cap|emerging|\bEM\b|\bvalue\b|\bgrowth\b|foreign|international|developed|"
    r"dividend|preferred|bank|tech(?:nology)?|energy|health|defensive|cyclical|European|Asian|global|world",
    re.IGNORECASE,
)
_SECTOR = re.compile(
    r"^\s(?:[\w&-]+\s){0,3}?(?:sector|subsector|sub-index|subindex|group|growth|value|pure|equal[\s-]weight\w*|"
    r"e-?minis?|futures|trading|exchange|-listed|options?|components?|companies|stocks|members|constituents|earnings|"
    r"profits?|dividends?|"
    r"high dividend|retracement)\b"
    r"|^\s(?:financial|tech|technology|energy|utilit(?:y|ies)|telecoms?|health\s?care|consumer|materials|"
    r"retail(?:ing)?|"
    r"bank(?:ing)?|insurance|homebuild\w+|transport\w*|semiconductor)\s(?:[\w&-]+\s)?(?:index|average)\b",
    re.IGNORECASE,
)
_UNWEIGHTED = re.compile(r"\b(?:equal(?:ly)?|un)[\s-]?weight(?:ed)?\s(?:version\sof\sthe\s)?$", re.IGNORECASE)
_ONE_STOCK = re.compile(
    r"(?:an?\s|the\s)?(?:average\s)?(?:(?:share\s)?price\sof\s(?:an?\s|the\s)?)?(?:average\s)?(?:stock|share|company|member)\s(?:in|of|on)\s"
)
"""Of an index one that is in it: "the average price of a stock in the S&P 500"."""
_SPOT = re.compile(r"\bspot\s(?:\w+\s)?$", re.IGNORECASE)
_UNITS: Mapping[tuple[str, str], frozenset[str | None]] = {
    ("level", "index"): frozenset({"points", None}),
    ("level", "rate"): frozenset({"pct"}),
    ("level", "company"): frozenset({"usd", "other"}),
    ("level", "fund"): frozenset({"usd", "other"}),
    ("move", "index"): frozenset({"pct", "points", "x"}),
    ("move", "rate"): frozenset({"bps", "pp"}),
    ("move", "company"): frozenset({"pct", "usd", "x", "other"}),
    ("move", "fund"): frozenset({"pct", "usd", "x", "other"}),
}
_COUNTED = re.compile(r"\s(?:new|U\.S\.|small|large|companies|stocks|shares|members|contracts|issues)\b")
_CHANGE = re.compile(r",?\s?(?:or|\()\s?(?:about\s)?[\d.]+\s?(?:%|percent|per cent)")
_OF_RATINGS = frozenset({"fact", "forecast", "outlook", "level", "move"})
_INDEXES = ("index:", "group:US_EQUITIES")


def exact(draft: Draft, view: View, lookup: Mapping[str, Entity], past: Sequence[View] = ()) -> Draft:
    """The draft with the instrument that its surroundings show, or without a price where that is none of ours.

    `lookup` holds the rates and currencies that it may be instead; `past` are the sentences before, newest last.
    """
    if draft.is_proposed and not _can_be(draft, view):
        if _is_measured_otherwise(draft, view):
            draft = replace(draft, priced=False)
        else:
            draft = replace(draft, value=None, value_high=None, unit=None, comparator=None)
    if draft.kind in _OF_RATINGS:
        other = ratings.rated(view, (draft.subject.start, draft.subject.end), draft.subject.entity)
        draft = draft if other is None else replace(draft, subject=replace(draft.subject, entity=other))
    entity = draft.subject.entity
    if entity is None or draft.kind not in {"move", "level", "compare", "volume", "count"}:
        return draft
    if entity.id == "fx:DXY":
        return _of_dollar(draft, view, lookup, past)
    if entity.id in _ON_DOLLAR:
        crossed = _CROSS.search(_clause(draft, view)) and not _DOLLARS.search(_clause(draft, view))
        return replace(draft, priced=False) if crossed else draft
    if entity.id in _YIELDS:
        return _priced(draft, _yield(draft, view), lookup)
    return replace(draft, priced=False) if _is_other(draft, entity, view.text) else draft


def _is_other(draft: Draft, entity: Entity, text: str) -> bool:
    """Whether the words around a name make it something beside the instrument that we have bars of."""
    before, after = text[max(0, draft.subject.start - 24) : draft.subject.start], text[draft.subject.end :]
    if entity.id.startswith("commodity:"):
        # Our bars are those of futures, which stand some dollars off the metal itself.
        return draft.kind == "level" and _SPOT.search(f"{before}{draft.subject.text.split()[0]} ") is not None
    if entity.id.startswith("index:") and (_ONE_STOCK.match(draft.subject.text) or _UNWEIGHTED.search(before)):
        return True
    if entity.id == "group:US_EQUITIES" and _PART.search(before.split(",")[-1]):
        return True
    return entity.id.startswith(_INDEXES) and (after[:1] == "/" or _SECTOR.match(after) is not None)


def _can_be(draft: Draft, view: View) -> bool:
    """Whether a figure that only the encoder gave to an instrument has a unit that its prices or moves have."""
    entity = draft.subject.entity
    units = _UNITS.get((draft.kind, entity.id.split(":", 1)[0])) if entity is not None else None
    if units is None or draft.value is None or draft.value_text is None:
        return True
    at = view.text.find(draft.value_text)
    behind = view.text[at + len(draft.value_text) :] if at >= 0 else ""
    counted = draft.kind == "level" and (_COUNTED.match(behind) or _CHANGE.match(behind))
    return draft.unit in units and not counted


def _is_measured_otherwise(draft: Draft, view: View) -> bool:
    """Whether a level is of another scale than the price: "7% above its average", "an RSI of 27"."""
    at = view.text.find(draft.value_text or "\n")
    counted = _COUNTED.match(view.text, at + len(draft.value_text or "")) is not None
    return draft.kind == "level" and draft.unit in {"pct", "other", "x", "bps", "pp"} and not counted


def _priced(draft: Draft, wanted: str | None, lookup: Mapping[str, Entity]) -> Draft:
    """The draft on the entity of the id `wanted`: its own ("") or another one; without a price for None."""
    entity = lookup.get(wanted) if wanted else draft.subject.entity
    if wanted is None or entity is None:
        return replace(draft, priced=False)
    return draft if entity == draft.subject.entity else replace(draft, subject=replace(draft.subject, entity=entity))


def _clause(draft: Draft, view: View) -> str:
    """The words of a claim: from the last break before its subject to the first one behind its figure."""
    stops = [match.end() for match in _STOPS.finditer(view.text, 0, draft.subject.start)]
    opening = view.text[: draft.subject.start]
    start = 0 if opening.count(",") <= 1 and opening.lower().startswith("against") else max(stops, default=0)
    end = next((match.start() for match in _STOPS.finditer(view.text, draft.at)), len(view.text))
    return view.text[start:end]


def _of_dollar(draft: Draft, view: View, lookup: Mapping[str, Entity], past: Sequence[View]) -> Draft:
    """The dollar against what its clause names.

    The euro's price in dollars moves the other way than the dollar: a fall against the euro is one of that pair, but no
    move that its price would show.
    """
    wanted = _currency(draft, view)
    if wanted == "" and draft.subject.pointing and past and not _BASKET.search(_clause(draft, view)):
        wanted = _told_in(past[-1].text)
    pair = lookup.get("fx:EURUSD")
    if wanted is None and pair is not None and _TO_EURO.search(_clause(draft, view)) and not draft.subject.pointing:
        return replace(draft, subject=replace(draft.subject, entity=pair), priced=False)
    return _priced(draft, wanted, lookup)


def _told_in(before: str) -> str | None:
    """What "it" is of the dollar that the sentence before told of: its price in yen, in euros or of all its peers."""
    if _BASKET.search(before):
        return ""
    named = [other for words, other in _CURRENCIES if words.search(before)]
    return "" if not named else named[0] if named == ["fx:USDJPY"] else None


def _currency(draft: Draft, view: View) -> str | None:
    clause = _clause(draft, view)
    if _OTHER_INDEX.search(view.text[: draft.subject.start]) or _OTHER_INDEX.search(draft.subject.text[:-5]):
        return None
    if draft.subject.pointing and _AGAINST_DOLLAR.search(clause):
        return None
    if _GAUGE.search(draft.subject.text):
        return ""
    if _BASKET.search(clause):
        return ""
    for words, other in _CURRENCIES:
        if words.search(_ALONGSIDE.sub("", f"{clause} {draft.value_text or ''}")):
            return None if other == "fx:EURUSD" and draft.kind != "level" else other
    return ""


def _yield(draft: Draft, view: View) -> str | None:
    """The maturity named last before the claim's figure, of American debt, and not a gap between two."""
    clause = _clause(draft, view)
    if _GAP_OF.search(clause):
        return None
    if _ABROAD.search(view.text[: draft.at]) and not _AMERICAN.search(clause):
        return None
    if _is_part_of_curve(draft, view):
        return None
    named = list(_MATURITY.finditer(view.text, 0, draft.subject.end)) or list(_MATURITY.finditer(clause))
    if not named:
        return ""
    both = _TWO_MATURITIES.search(view.text, max(0, draft.subject.start - PAIR_CHARS), draft.subject.end)
    years = (both or named[-1])["n"].lower()
    own = draft.subject.entity.id if draft.subject.entity else ""
    wanted = f"rate:UST{_WORDED.get(years, years)}Y"
    return "" if own == wanted else wanted


def _is_part_of_curve(draft: Draft, view: View) -> bool:
    """Whether the words beside yields say which part of the curve they are of, and no maturity."""
    start, end = draft.subject.start, draft.subject.end
    named = view.text[max(0, start - PART_CHARS) : start].split(",")[-1].split(" and ")[-1] + view.text[start:end]
    behind = _AT_END.search(_clause(draft, view))
    return _MATURITY.search(named) is None and (behind is not None or _PART_OF_CURVE.search(named) is not None)
