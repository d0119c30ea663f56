"""Numbers with units in a sentence: "6.08%", "25 basis points", "more than 36x", "$2.1bn", "2.25% to 2.5%", "half".

A quantity's span covers the number, its unit and its comparator words, so that `text[start:end]` is what a reader would
quote. Signs written as "+" or "-" are kept in `sign`; signs in words ("down 2%") belong to the claim rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from aggregator.records import Comparator, Unit

_SCALE = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "m": 1e6,
    "mm": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "bln": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "trln": 1e12,
    "t": 1e12,
    "lakh crore": 1e12,
    "lakh": 1e5,
    "crore": 1e7,
}
_WORDS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "twenty-five": 25,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "seventy-five": 75,
}
_FRACTIONS = {
    "half": 0.5,
    "quarter": 0.25,
    "third": 1 / 3,
    "tenth": 0.1,
    "full": 1.0,
    "three-quarter": 0.75,
    "three-quarters": 0.75,
    "half-": 0.5,
    "quarter-": 0.25,
}
_MULTIPLES = {"doubled": 2, "double": 2, "twice": 2, "tripled": 3, "triple": 3, "quadrupled": 4, "threefold": 3}
_FOLD = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_COMPARATORS: tuple[tuple[Comparator, str], ...] = (
    (
        "gt",
        r"(?:just |well |slightly |a little )?(?:more than|over|above|at least|greater than|upwards? of|north of|"
        r"higher than|in excess of|no less than|exceeding)",
    ),
    (
        "lt",
        r"(?:just |well |slightly |a little )?(?:less than|under|below|at most|as much as|up to|as many as|"
        r"no more than|"
        r"lower than|fewer than|south of|at or below)",
    ),
    (
        "approx",
        r"(?:about|around|nearly|almost|roughly|approximately|some|close to|near|toward|towards|an estimated|"
        r"approx\.?|just shy of|circa|or so|~)",
    ),
)
_COMPARATOR = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _COMPARATORS), re.IGNORECASE)
_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_WORD_NUM = "|".join(sorted(_WORDS, key=len, reverse=True))
_SCALE_RE = r"(?:thousand|million|billion|trillion|mln|bln|trln|mn|bn|tn|mm|lakh\scrore|crore|lakh|[KMBTkmb])\b"
_PCT = r"%|per\s?cent(?!age)|pct\b"
_BPS = r"basis[\s-]points?\b|bps?\b"
_PP = r"percentage[\s-]points?\b|pp\b|ppts?\b"
_POINTS = r"(?:of a )?points?\b|pts?\b"
_LEAD = rf"(?P<cmp>(?:{'|'.join(words for _, words in _COMPARATORS)})\s+(?:an? (?:additional |further )?)?)?".replace(
    " ", r"\s"
)
_CODES = (
    "USD|EUR|GBP|JPY|CNY|RMB|CHF|NOK|SEK|DKK|PLN|HUF|CZK|INR|HKD|SGD|KRW|AUD|CAD|NZD|BRL|MXN|ZAR|SAR|AED|TRY|THB|IDR|"
    "MYR|PHP|TWD|ILS|RUB"
)
_NUMERIC = re.compile(
    rf"""{_LEAD}
    (?<![\w.,/-])(?P<sign>[+−–-](?=[\d.$€£]))?
    (?P<money>US\$|CN¥|S\$|NT\$|₪|₩|C\$|A\$|HK\$|\$|€|£|¥|₹|Rs\.?[ ]?|
       (?-i:{_CODES})[ ]?)?(?P<sign2>[+−-](?=\d))?
    (?P<num>\d/\d(?=[ -](?:{_PP}|{_POINTS}|{_PCT})|\sto\s\d)|{_NUM}|(?:{_WORD_NUM})(?=[ -]))
    (?P<frac>[ -]?\d/\d{{1,2}}|½|¼|¾)?
    (?P<plus>\+)?
    (?:[ ]?(?P<scale>{_SCALE_RE}))?
    (?:[ ]?(?P<unit1>{_PCT}|{_BPS}|cents?\b)(?P<plus2>\+)?)?
    (?:(?P<join>[ ]?(?:to|and|-|–|—)[ ]?)(?P<money2>US\$|[$€£¥₹])?(?P<high>\d{{1,2}}-\d/\d|\d/\d|{_NUM})
       (?:[ ]?(?P<scale2>{_SCALE_RE})|[ ]?(?P<unit2>{_PCT}|cents?\b)|(?=[ -]?(?:{_BPS}|{_PP}|{_POINTS}))
         |(?P<plain>(?![\w%/-]|[.,]\d))))?
    (?:[ -]?(?P<unit>{_PCT}|{_PP}|{_BPS}|{_POINTS}
       |(?P<times>x\b|times\b|-?fold\b)|(?P<dollars>(?:U\.?S\.?[ ])?dollars?\b|bucks\b|cents?\b)
       |(?P<fx>pence\b|(?<=\d)p\b(?!\.)|
          (?:Canadian|Australian|Singapore|Hong\ Kong|New\ Zealand)\ (?:dollars?|cents?)\b|
          euros?\b|pounds?\b|yen\b|yuan\b|rupees\b|r(?:o)?ubles?\b|francs?\b|pesos?\b|rand\b|kron(?:or|er)\b)))?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_UNIT_GROUPS: tuple[tuple[str, Unit], ...] = (("times", "x"), ("dollars", "usd"), ("fx", "other"))
# Words that begin a unit, longest meaning first: "percentage point" is no "percent".
_UNIT_STARTS: tuple[tuple[tuple[str, ...], Unit], ...] = (
    (("percentage", "pp"), "pp"),
    (("%", "percent", "per cent", "pct"), "pct"),
    (("basis", "bp"), "bps"),
    (("point", "pt"), "points"),
    (("cent",), "usd"),
)
_PER = re.compile(r"/\s?(?:share|barrel|bbl|ounce|oz|ton|tonne)\b", re.IGNORECASE)
_OF_MARK = re.compile(
    r"[ -](?:\w+[ -])?(?:day|week|month|year|decade)s?[ -](?:\w+[ -])?(?:highs?|lows?|peaks?|troughs?)\b"
)
_RISING = re.compile(r"\b(?:edg|tick|inch|mov|push|go|went|crept|climb|nudg|jump|revis|shot|rac)\w*\sup to$")
_MOVED_FROM = re.compile(
    r"\b(?:up|down|higher|lower|ris\w*|rose|fell|fall\w*|drop\w*|(?!rang)\w{3,}ed|grew|grow\w*|climb\w*|jump\w*|slip\w*|slid\w*|eas(?:ed|ing)|"
    r"increas\w*|decreas\w*|declin\w*|rais\w*|lower\w*|cut|lift\w*|improv\w*|slow\w*|accelerat\w*|went|mov\w*|revis\w*|narrow\w*|widen\w*|"
    r"reduc\w*|swell\w*|swollen|shr[aiu]nk\w*|expand\w*)\s(?:[\w’'-]+\s){0,4}from\s(?:\w+\s)?$"
)
# The same without "from", of yields: "fell 3 to 4.46%".
_MOVED = re.compile(
    r"\b(?:up|down|rose|fell|dropp?ed|climbed|jumped|slipped|slid|eased|declined|gained|lost|shed|added|tumbled|sank|"
    r"dipped|surged|plunged)\s(?:by\s|about\s|as much as\s)?$"
)
# Behind a verb of what was, "2% to 3%" may be how far and where to.
_TOLD = re.compile(
    r"\b(?:(?!expect|forecast|project|estimat|anticipat)\w{2,}ed|up|down|rose|fell|slid|lost|sank|shed|grew|is|are|was|were)\s(?:[\w-]+\s){0,2}$"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_GIVEN_AS = re.compile(r"\b(?:to|at|of|by|around|about|near)\s$")
SPREAD, WIDEST = 1.5, 2.0  # of a range without a frame the high end is at most so many times the low one
FINER = 2  # decimals: of a range both ends are written alike
_RANGE_FRAME = re.compile(r"\b(?:between|range|from|ranging|band|target)\b", re.IGNORECASE)
_WORDED = re.compile(
    r"(?P<one>\b(?P<than>less|more) than (?:a|one) (?P<ofone>basis point|percentage point|percent)\b"
    r"(?!\s(?:point|of)))|"
    r"(?P<fold>\b(?:two|three|four|five|six|seven|eight|nine|ten)-?fold\b)|(?P<multiple>\b(?:doubled|"
    r"tripled|quadrupled|"
    r"twice)\b)|(?P<fraction>\b(?:a |an |one[- ])?(?P<part>half|quarter|third|tenth|three[- ]quarters?|"
    r"(?<![\w-])full(?=[- ](?:percentage )?point))"
    r"(?:[- ]of)?(?:[- ]an?)?[- ](?:full )?(?P<funit>percentage[- ]points?|points?|percent(?!age)|%))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a sentence. `value` has no sign; `sign` is -1 or 1 when the text writes one, else 0."""

    start: int
    end: int
    text: str
    value: float
    unit: Unit | None
    high: float | None = None
    comparator: Comparator | None = None
    sign: int = 0
    num_start: int = 0  # where the number itself begins, after the comparator words


def find(text: str) -> list[Quantity]:
    """All quantities of a sentence in order, without overlaps. Bare numbers have unit None (years, counts, levels)."""
    found: list[Quantity] = []
    at = 0
    while match := _NUMERIC.search(text, at):
        ranged = match["high"] is not None and _is_range(text, match)
        at = max(match.end() if ranged or match["high"] is None else match.start("join"), at + 1)
        quantity = _numeric(text, match, ranged)
        if quantity is not None:
            found.append(quantity)
    for match in _WORDED.finditer(text):
        worded = _worded(match)
        if not any(worded.start < other.end and other.start < worded.end for other in found):
            found.append(worded)
    return sorted(found, key=lambda quantity: quantity.start)


def _is_range(text: str, match: re.Match[str]) -> bool:
    """Whether "A to B" is one range: "rose 0.5% to 4.5%" and "1% and 2%, respectively" are two figures."""
    number = _first(match, ("sign", "money", "num"))
    if _MOVED_FROM.search(text[max(0, number - 40) : number]) or _is_led_to(text, match) or _is_year_to(match):
        return False  # "fell from 220K to 213K", "fell 3 to 4.46%"
    if match["unit1"] and match["unit2"] and _family(match["unit1"]) != _family(match["unit2"]):
        return False
    join = match["join"].strip().lower()
    if match["plain"] is not None and not _is_plain_range(match, join):
        return False
    framed = bool(_RANGE_FRAME.search(text[max(0, match.start() - 40) : match.start("num")]))
    if join == "and":
        return framed
    return framed or join != "to" or not match["unit1"] or _is_given_as(text, match, number)


def _is_year_to(match: re.Match[str]) -> bool:
    """Whether the first figure is a year: "from 2.4% in December 2009 to 3.7%"."""
    bare = match["unit2"] and not match["unit1"] and not match["money"]
    return bool(bare) and _YEAR.fullmatch(match["num"]) is not None


def _is_plain_range(match: re.Match[str], join: str) -> bool:
    """Whether two figures without a unit are a range: of money, or both in thousands; "$2.15 to $2.25"."""
    low, high = _number(match["num"]), _number(match["high"])
    if match["money"]:
        return low < high <= SPREAD * low and (match["money2"] is not None or join not in {"to", "and"})
    return join not in {"to", "and"} and "," in match["num"] and "," in match["high"] and low < high <= SPREAD * low


def _is_given_as(text: str, match: re.Match[str], number: int) -> bool:
    """Whether "to 4.1% to 4.2%" names a span: behind a preposition or no verb, the second not far above the first."""
    low, high = _number(match["num"]), _number(match["high"])
    if _GIVEN_AS.search(text[max(0, number - 12) : number]):
        return low < high <= SPREAD * low
    alike = len(match["num"].partition(".")[2]) == len(match["high"].partition(".")[2])
    return alike and low < high <= WIDEST * low and not _TOLD.search(text[max(0, number - 40) : number])


def _is_led_to(text: str, match: re.Match[str]) -> bool:
    """Whether "fell 3 to 4.46%" says how far and where to: the second figure is finer or smaller than the first."""
    number = _first(match, ("sign", "money", "num"))
    if match["join"].strip().lower() != "to" or not _MOVED.search(text[max(0, number - 40) : number]):
        return False
    low, high = match["num"], match["high"]
    finer = len(high.partition(".")[2]) - len(low.partition(".")[2]) >= FINER
    return finer or (low[0].isdigit() and _number(low) > _number(high))


def _numeric(text: str, match: re.Match[str], ranged: bool) -> Quantity | None:
    led = match["high"] is not None and not ranged and (_is_led_to(text, match) or _is_year_to(match))
    unit_words = (match["unit1"] or ("" if led else match["unit"] or match["unit2"]) or "").lower()
    unit = _unit(match, unit_words, ranged)
    word_number = match["num"].lower() in _WORDS
    end = match.end() if ranged or match["high"] is None else match.start("join")
    tail = text[end : end + 2]
    if unit == "points" and match["num"].lower() == "one" and text[: match.start("num")].lower().endswith("at "):
        return None  # "down more than 3 percent at one point"
    if unit is None and _PER.match(text, end):
        unit = "usd"  # "0.88/share"
    if unit is None and (
        (word_number and not match["scale"])
        or tail[:1].isalpha()
        or tail[:1] == "/"
        or tail in {"-y", "-d", "-m", "-w"}
        or _OF_MARK.match(text, end)
    ):
        return None  # "one of", "10-year", "200-day", "10k", "3Q", "a 1-1/2 week low": no measured figures
    value = _number(match["num"]) + _fraction(match["frac"])
    high = _number(match["high"]) if ranged else None
    if unit == "points" and ("/" in match["num"] or match["frac"]):
        unit = "pp"
    if unit in {"usd", "other"} and re.search(r"\bcents?$", unit_words):
        value /= 100
        high = None if high is None else high / 100
    elif unit in {"usd", "other", None}:
        scale = (match["scale"] or (match["scale2"] if ranged else None) or "").lower()
        value = round(value * _SCALE.get(scale, 1.0), 4)
        high = None if high is None else round(high * _SCALE.get((match["scale2"] or scale).lower(), 1.0), 4)
    num_start = _first(match, ("sign", "money", "num"))
    rising = match["cmp"] and _RISING.search(text[max(0, match.start("cmp") - 12) : match.start("cmp") + 5])
    start = match.start("cmp") if match["cmp"] and not rising else num_start
    sign = match["sign"] or match["sign2"] or ""
    return Quantity(
        start,
        end,
        text[start:end],
        value,
        unit,
        high=high if high is not None and high > value else None,
        comparator=None if rising else _comparator(match),
        sign=0 if not sign else 1 if sign == "+" else -1,
        num_start=num_start,
    )


def _family(unit: str) -> str:
    return unit.lower().lstrip()[:1].replace("%", "p")


def _first(match: re.Match[str], groups: tuple[str, ...]) -> int:
    return min(match.start(group) for group in groups if match[group])


def _number(words: str) -> float:
    low = words.lower()
    if "/" in low:
        whole, _, part = low.rpartition("-")
        return float(whole or 0) + _fraction(part)
    return float(_WORDS[low]) if low in _WORDS else float(low.replace(",", ""))


def _fraction(words: str | None) -> float:
    if not words:
        return 0.0
    if words in "½¼¾":
        return {"½": 0.5, "¼": 0.25, "¾": 0.75}[words]
    top, bottom = words.strip(" -").split("/")
    return int(top) / int(bottom) if int(bottom) else 0.0


def _unit(match: re.Match[str], words: str, ranged: bool) -> Unit | None:
    money = match["money"] or (match["money2"] if ranged else None)
    if money:
        return "usd" if money.strip().upper() in {"$", "US$", "USD"} else "other"
    for group, unit in _UNIT_GROUPS:
        if match[group] and (ranged or match["high"] is None):
            return unit
    return next((unit for starts, unit in _UNIT_STARTS if words.startswith(starts)), None)


def _comparator(match: re.Match[str]) -> Comparator | None:
    if match["plus"] or match["plus2"]:
        return "gt"
    if not match["cmp"]:
        return None
    found = _COMPARATOR.match(match["cmp"])
    name = found.lastgroup if found else None
    return "gt" if name == "gt" else "lt" if name == "lt" else "approx" if name == "approx" else None


def _worded(match: re.Match[str]) -> Quantity:
    if match["one"]:
        words = match["ofone"].lower()
        single: Unit = "bps" if words.startswith("b") else "pct" if words == "percent" else "pp"
        than: Comparator = "lt" if match["than"].lower() == "less" else "gt"
        at = match.start() + len(match["than"]) + len(" than ")
        return Quantity(match.start(), match.end(), match.group(), 1.0, single, comparator=than, num_start=at)
    if match["fold"]:
        value, unit = float(_FOLD[re.split(r"-?fold", match["fold"].lower())[0]]), "x"
    elif match["multiple"]:
        value, unit = float(_MULTIPLES[match["multiple"].lower()]), "x"
    else:
        value = _FRACTIONS[re.sub(r"\s", "-", match["part"].lower())]
        unit = "pp" if "point" in match["funit"].lower() else "pct"
    chosen: Unit = "x" if unit == "x" else "pp" if unit == "pp" else "pct"
    return Quantity(match.start(), match.end(), match.group(), value, chosen, num_start=match.start())
