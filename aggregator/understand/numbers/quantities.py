"""Numbers with units in a sentence: "6.08%", "25 basis points", "more than 36x", "$2.1bn", "2.25% to 2.5%", "half".

A quantity's span covers the number, its unit and its comparator words, so that `text[start:end]` is what a reader would
quote. Signs written as "+" or "-" are kept in `sign`; signs in words ("down 2%") belong to the claim rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from aggregator.records import Comparator, Unit
from aggregator.understand.numbers import labels, ranges
from aggregator.understand.numbers.numerals import WORDS, fraction, number

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
    "cr": 1e7,
}
NEAR_CHARS = 100
LEAD_CHARS = 80
"""More than the words, signs and currencies that may stand before a number and belong to it."""
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
    **{
        f"{word}-{parts}": round(top / bottom, 4)
        for parts, bottom in {"thirds": 3, "fourths": 4, "fifths": 5, "eighths": 8, "tenths": 10}.items()
        for top, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine"), 2)
        if top < bottom
    },
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
# "Talk about a quarter point" and "over half" of something said are no measures.
_BEFORE = re.compile(
    r"\b(?:(?P<gt>more than|at least|(?:well|just) over)|"
    r"(?P<lt>less than|at most|up to|as much as|no more than|just under)|"
    r"(?P<approx>nearly|almost|roughly|approximately|close to|(?<!talk )(?<!talks )(?<!talking )(?<!debate )about))\s$",
    re.IGNORECASE,
)
_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_WORD_NUM = "|".join(sorted(WORDS, key=len, reverse=True))
_SCALE_RE = (
    r"(?:thousand|million|billion|trillion|mln|bln|trln|mn|bn|tn|mm|lakh\scrore|crore|cr|lakh|[KMBTkmb](?!-\d))\b"
)
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
    rf"""{_LEAD}(?:(?<!\S)(?P<mark>[<>≤≥])[ ]?)?
    (?:(?<=[<>≤≥])|(?<=[<>≤≥][ ])|(?<![\w.,/-])|(?<=\bnear-)|(?<=\bsub-))(?P<sign>[+−–-](?=[\d.$€£]))?
    (?P<money>US\$|CN¥|S\$|NT\$|₪|₩|C\$|A\$|HK\$|\$|€|£|¥|₹|Rs\.?[ ]?|
       (?-i:{_CODES})[ ]?)?(?P<sign2>[+−-](?=\d))?
    (?P<num>\d/\d(?=[ -](?:{_PP}|{_POINTS}|{_PCT})|\sto\s\d)|{_NUM}|(?:{_WORD_NUM})(?=[ -]))
    (?P<frac>[ -]?\d/\d{{1,2}}|½|¼|¾)?
    (?P<plus>\+)?
    (?:[ ]?(?P<scale>{_SCALE_RE}))?
    (?:[ ]?(?P<unit1>{_PCT}|{_BPS}|cents?\b)(?P<plus2>\+)?)?
    (?:(?P<join>[ ]?(?:to|and|-|–|—)[ ]?)(?P<money2>US\$|[$€£¥₹])?(?P<high>\d{{1,2}}-\d/\d|\d/\d|{_NUM})
       (?:[ ]?(?P<scale2>{_SCALE_RE})|[ ]?(?P<unit2>{_PCT}|cents?\b)|(?=[ -]?(?:{_BPS}|{_PP}|{_POINTS}|x\b))
         |(?P<plain>(?![\w%/-]|[.,]\d))))?
    (?:[ -]?(?P<unit>{_PCT}|{_PP}|{_BPS}|{_POINTS}
       |(?P<times>x\b|times\b|-?fold\b)|(?P<dollars>(?:U\.?S\.?[ ])?dollars?\b|bucks\b|cents?\b)
       |(?P<fx>pence\b|paise\b|(?<=\d)p\b(?!\.)|
          (?:Canadian|Australian|Singapore|Hong\ Kong|New\ Zealand)\ (?:dollars?|cents?)\b|
          euros?\b|pounds?\b|yen\b|yuan\b|rupees\b|r(?:o)?ubles?\b|francs?\b|pesos?\b|rand\b|kron(?:or|er)\b)))?
    """,
    re.IGNORECASE | re.VERBOSE,
)
# The dear pattern above is only tried where a number is near.
_NUMBER_AHEAD = re.compile(rf"\d|\b(?:{_WORD_NUM})[ -]", re.IGNORECASE)
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
_VOTE = re.compile(r"\s?(?:[-–]|to)\s?\d{1,2}\b(?!\s?[%,.]\d|\s?%|\spercent)")
_VOTED = re.compile(
    r"\b(?:vot(?:e[ds]?|ing)|split|ballot|tally|by\sa)\s(?:(?:was|of|by|an?|unanimous|in)\s)*(?P<first>\d{1,2}\s?(?:to|[-–])\s?)?$",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"(?<!\bthe\s)(?<!\bthis\s)(?<!\bhalf\s)(?<!\bquarter\s)(?<!\bin\s)(?<!\bof\s)(?<=\w\s)\b(?:past|beyond)\s(?:the\s)?$",
    re.IGNORECASE,
)
_RISING = re.compile(r"\b(?:edg|tick|inch|mov|push|go|went|crept|climb|nudg|jump|revis|shot|rac)\w*\sup to$")
_ACTS = (
    r"(?:cut(?:s|ting)?|hik(?:e[sd]?|ing)|rais(?:e[sd]?|ing)|low(?:er)(?:ed|s|ing)?|reduc(?:e[sd]?|ing)|trimm?(?:ed|s|ing)?|"
    r"increas(?:e[sd]?|ing)|lift(?:ed|s|ing)?|mov(?:e[sd]?|ing)|fall(?:s|ing|en)?|fell|rise[sn]?|rose|rising|go(?:ne)?\s(?:up|down)|"
    r"eas(?:e[sd]?|ing)|tighten(?:ed|s|ing)?|change[sd]?)"
)
_RATES = r"(?:rates?|target|borrowing\scosts|(?:monetary\s)?policy|ratios?)"
_RATES_MOVE = re.compile(
    rf"\b{_ACTS}\s(?:[\w’'-]+\s){{0,5}}?{_RATES}(?:\s\([^()]{{1,20}}\))?\s(?:(?:by|for|only|just|already|another|at\sleast)\s)*$|"
    rf"\b{_RATES}\s(?:[\w’'-]+\s){{0,6}}?{_ACTS}\s(?:(?:only|just|already|at\sleast)\s)*$",
    re.IGNORECASE,
)
STEPS = frozenset({10.0, 15.0, 20.0, 25.0, 40.0, 50.0, 75.0, 100.0, 125.0, 150.0, 200.0})
"""Basis points by which central banks move their rates."""
_WORDED = re.compile(
    r"(?P<one>\b(?P<than>less|more) than (?:a|one) (?P<ofone>basis point|percentage point|percent)\b"
    r"(?!\s(?:point|of)))|"
    r"(?P<mixed>\b(?P<whole>one|two|three|four|five|six|seven|eight|nine|ten) and (?:an? |one )?"
    r"(?P<mpart>half|quarter|third|three[- ]quarters)[- ](?P<munit>percentage[- ]points?|percent(?!age)))|"
    rf"(?P<toone>\b(?:(?:nearly|almost|about|more than|over|roughly) )?(?P<manyto>{_WORD_NUM})[- ]to[- ]one\b)|"
    r"(?P<fold>\b(?:two|three|four|five|six|seven|eight|nine|ten)-?fold\b)|(?P<multiple>\b(?:doubled|"
    r"tripled|quadrupled|"
    r"twice)\b)|(?P<fraction>\b(?:a |an |one[- ])?(?P<part>half|quarter|third|tenth|three[- ]quarters?|"
    r"(?:two|three|four|five|six|seven|eight|nine)[- ](?:thirds|fourths|fifths|eighths|tenths)(?=[- ]of[- ])|"
    r"(?<![\w-])full(?=[- ](?:percentage )?point))"
    r"(?:[- ]of)?(?:[- ]an?)?[- ](?:full )?(?P<funit>percentage[- ]points?|points?|percent(?!age)|%))|"
    r"(?P<large>\b(?P<about>(?:more than|over|at least|less than|up to|nearly|almost|about|around|roughly|some) )?"
    r"(?P<so>half an?|a quarter of a|(?<=than )a|(?<=over )a|(?<=nearly )a|(?<=about )a|(?<=almost )a|(?<=up to )a) "
    r"(?P<scale>million|billion|trillion)\b(?: (?P<money>dollars|euros|pounds|yuan|yen)\b)?)",
    re.IGNORECASE,
)


_ONE_IN = re.compile(
    rf"\b(?P<cases>{_WORD_NUM}|\d{{1,2}})[- ]in[- ](?P<of>{_WORD_NUM}|\d{{1,3}})"
    r"(?=[- ](?:chance|odds|probability|likelihood|shot)\b)",
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
    while (ahead := _NUMBER_AHEAD.search(text, at)) and (
        match := _NUMERIC.search(text, max(at, ahead.start() - LEAD_CHARS))
    ):
        ranged = match["high"] is not None and ranges.is_range(text, match)
        at = max(match.end() if ranged or match["high"] is None else match.start("join"), at + 1)
        quantity = _numeric(text, match, ranged)
        if quantity is not None:
            found.append(quantity)
    for match in _WORDED.finditer(text):
        worded = _led(text, _worded(match))
        if not any(worded.start < other.end and other.start < worded.end for other in found):
            found.append(worded)
    chances = [_chance(match) for match in _ONE_IN.finditer(text)]
    found = [q for q in found if not any(q.start < other.end and other.start < q.end for other in chances)] + chances
    return [_so_often(text, quantity) for quantity in sorted(found, key=lambda quantity: quantity.start)]


def _so_often(text: str, quantity: Quantity) -> Quantity:
    """Of rates that are cut twice this is how often, not how far; a quarter of a percent is of a point."""
    if quantity.unit is None and quantity.value in STEPS and text.endswith(" by ", 0, quantity.num_start):
        moved = _RATES_MOVE.search(text, max(0, quantity.start - NEAR_CHARS), quantity.start)
        return replace(quantity, unit="bps") if moved else quantity  # "the bank cut its rate by 25"
    often = quantity.unit == "x" and quantity.text.lower().endswith(("times", "twice"))
    part = quantity.unit == "pct" and quantity.text.lower().endswith(
        ("of a percent", "quarter percent", "half percent")
    )
    if not (often or part) or not _RATES_MOVE.search(text, max(0, quantity.start - NEAR_CHARS), quantity.start):
        return quantity
    return replace(quantity, unit="count" if often else "pp")


def _numeric(text: str, match: re.Match[str], ranged: bool) -> Quantity | None:
    led = match["high"] is not None and not ranged and (ranges.is_led_to(text, match) or ranges.is_year_to(match))
    unit_words = (match["unit1"] or ("" if led else match["unit"] or match["unit2"]) or "").lower()
    unit = _unit(match, unit_words, ranged)
    word_number = match["num"].lower() in WORDS
    end = match.end() if ranged or match["high"] is None else match.start("join")
    tail = text[end : end + 2]
    voted = _VOTED.search(text, max(0, match.start("num") - NEAR_CHARS), match.start("num")) if unit is None else None
    if voted is not None and (voted["first"] or _VOTE.match(text, end)):
        return None  # "voted 7-2"
    if unit == "points" and match["num"].lower() == "one" and text[: match.start("num")].lower().endswith("at "):
        return None  # "down more than 3 percent at one point"
    if unit is None and _PER.match(text, end):
        unit = "usd"  # "0.88/share"
    if unit is None and (
        (word_number and not match["scale"])
        or tail[:1].isalpha()
        or tail[:1] == "/"
        or tail in {"-y", "-d", "-m", "-w"}
        or labels.is_label(text, match.start("num"), end)
    ):
        return None  # "one of", "10-year", "200-day", "10k", "3Q", "5:00 pm": no measured figures
    value = number(match["num"]) + fraction(match["frac"])
    high = number(match["high"]) if ranged else None
    if unit == "points" and ("/" in match["num"] or match["frac"]):
        unit = "pp"
    if unit in {"usd", "other"} and re.search(r"\b(?:cents?|paise)$", unit_words):
        value /= 100
        high = None if high is None else high / 100
    elif unit in {"usd", "other", None}:
        scale = (match["scale"] or (match["scale2"] if ranged else None) or "").lower()
        value = round(value * _SCALE.get(scale, 1.0), 4)
        high = None if high is None else round(high * _SCALE.get((match["scale2"] or scale).lower(), 1.0), 4)
    num_start = ranges.first(match, ("mark", "sign", "money", "num"))
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
        comparator=None if rising else _comparator(match) or _passed(text, num_start),
        sign=0 if not sign else 1 if sign == "+" else -1,
        num_start=num_start,
    )


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
    if match["mark"]:
        return "gt" if match["mark"] in ">≥" else "lt"
    if not match["cmp"]:
        return None
    found = _COMPARATOR.match(match["cmp"])
    name = found.lastgroup if found else None
    return "gt" if name == "gt" else "lt" if name == "lt" else "approx" if name == "approx" else None


def _passed(text: str, at: int) -> Comparator | None:
    """ "Push rates past 4.85%" and "climbed beyond 4,000" are above; "the past 5 years" are time."""
    return "gt" if _PAST.search(text, max(0, at - LEAD_CHARS), at) else None


def _worded(match: re.Match[str]) -> Quantity:
    if match["one"]:
        words = match["ofone"].lower()
        single: Unit = "bps" if words.startswith("b") else "pct" if words == "percent" else "pp"
        than: Comparator = "lt" if match["than"].lower() == "less" else "gt"
        at = match.start() + len(match["than"]) + len(" than ")
        return Quantity(match.start(), match.end(), match.group(), 1.0, single, comparator=than, num_start=at)
    if match["mixed"]:  # "four and a half percent"
        value = WORDS[match["whole"].lower()] + _FRACTIONS[re.sub(r"\s", "-", match["mpart"].lower())]
        mixed: Unit = "pp" if "point" in match["munit"].lower() else "pct"
        return Quantity(match.start(), match.end(), match.group(), value, mixed, num_start=match.start())
    if match["large"]:
        return _large(match)
    if match["toone"]:  # "nearly two to one"
        at = match.start("manyto")
        return Quantity(
            match.start(), match.end(), match.group(), float(WORDS[match["manyto"].lower()]), "x", num_start=at
        )
    if match["fold"]:
        value, unit = float(_FOLD[re.split(r"-?fold", match["fold"].lower())[0]]), "x"
    elif match["multiple"]:
        value, unit = float(_MULTIPLES[match["multiple"].lower()]), "x"
    else:
        value = _FRACTIONS[re.sub(r"\s", "-", match["part"].lower())]
        unit = "pp" if "point" in match["funit"].lower() else "pct"
    chosen: Unit = "x" if unit == "x" else "pp" if unit == "pp" else "pct"
    return Quantity(match.start(), match.end(), match.group(), value, chosen, num_start=match.start())


def _led(text: str, quantity: Quantity) -> Quantity:
    """A number in words with what stands before it: "more than doubled", "nearly two-thirds of a percent"."""
    before = _BEFORE.search(text, max(0, quantity.start - LEAD_CHARS), quantity.start)
    if quantity.comparator is not None or before is None:
        return quantity
    start, side = before.start(), next(name for name, _ in _COMPARATORS if before[name])
    return replace(quantity, start=start, text=text[start : quantity.end], comparator=side)


def _chance(match: re.Match[str]) -> Quantity:
    """ "A four-in-five chance"."""
    cases, of = (number(match[name]) for name in ("cases", "of"))
    value = round(100 * cases / of, 4) if of else 0.0
    return Quantity(match.start(), match.end(), match.group(), value, "prob_pct", num_start=match.start())


def _large(match: re.Match[str]) -> Quantity:
    """ "More than half a million", "nearly a billion dollars"."""
    part = 0.5 if match["so"].lower().startswith("half") else 0.25 if "quarter" in match["so"].lower() else 1.0
    money = (match["money"] or "").lower()
    unit: Unit | None = "usd" if money == "dollars" else "other" if money else None
    found = _COMPARATOR.match(match["about"] or "")
    side: Comparator | None = next((name for name, _ in _COMPARATORS if found is not None and found[name]), None)
    value = part * _SCALE[match["scale"].lower()]
    return Quantity(
        match.start(), match.end(), match.group(), value, unit, comparator=side, num_start=match.start("so")
    )
