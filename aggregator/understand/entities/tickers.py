"""Ticker symbols that a text marks as such: "(NASDAQ: QQQS)", "$TSLA", "(Symbol: IJT)", Reuters' "( AA.N )".

Marked tickers are links even when no master list holds them; a foreign exchange makes a foreign symbol, so that it can
never be checked against an American namesake.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_US = (
    r"NYSE(?:[ ]?(?:Arca|ARCA|American|AMERICAN|MKT))?|NYSEARCA|NYSEAMERICAN|N(?:ASDAQ|asdaq)(?:[ -]?(?:GS|GM|CM))?|"
    r"AMEX|BATS|MUTF|(?:OTHER)?OTC(?:MKTS|QB|QX|BB|PK|[ ]?PINK)?|PINK|NYSEMKT|NASD|NASDAQOTH"
)
# Exchange code in the text -> suffix of the symbol (Yahoo style).
_FOREIGN = {
    "TSX": ".TO",
    "TSE": ".TO",
    "TSXV": ".V",
    "CVE": ".V",
    "LSE": ".L",
    "LON": ".L",
    "AIM": ".L",
    "ASX": ".AX",
    "NSE": ".NS",
    "BSE": ".BO",
    "HKG": ".HK",
    "HKEX": ".HK",
    "SEHK": ".HK",
    "TLV": ".TA",
    "TASE": ".TA",
    "KRX": ".KS",
    "TYO": ".T",
    "ETR": ".DE",
    "XTRA": ".DE",
    "FRA": ".F",
    "EPA": ".PA",
    "ENXTPA": ".PA",
    "AMS": ".AS",
    "SGX": ".SI",
    "SHSE": ".SS",
    "SZSE": ".SZ",
    "NZE": ".NZ",
    "JSE": ".JO",
    "STO": ".ST",
    "OM": ".ST",
    "SWX": ".SW",
    "BIT": ".MI",
    "BME": ".MC",
    "KLSE": ".KL",
    "IBSE": ".IS",
    "BIST": ".IS",
    "OSL": ".OL",
    "OSE": ".OL",
    "OB": ".OL",
    "CPSE": ".CO",
    "CPH": ".CO",
    "HEL": ".HE",
    "HLSE": ".HE",
    "BRU": ".BR",
    "ENXTBR": ".BR",
    "ENXTAM": ".AS",
    "ELI": ".LS",
    "VIE": ".VI",
    "WSE": ".WA",
    "BVMF": ".SA",
    "BMV": ".MX",
    "IDX": ".JK",
    "TWSE": ".TW",
    "TPE": ".TW",
    "TWO": ".TWO",
    "TPEX": ".TWO",
    "KOSDAQ": ".KQ",
    "SASE": ".SR",
    "NEO": ".NE",
    "CBOE CA": ".NE",
    "CBOE Canada": ".NE",
    "Cboe Canada": ".NE",
    "CSE": ".CN",
    "TSX-V": ".V",
    "TSX.V": ".V",
    "TSX Venture": ".V",
    "CNSX": ".CN",
    "BVB": ".RO",
    "ADX": ".AE",
    "DFM": ".AE",
    "SIX": ".SW",
    "VTX": ".SW",
    "BOVESPA": ".SA",
    "SHA": ".SS",
    "SHE": ".SZ",
    "KOSE": ".KS",
    "EBR": ".BR",
    "HKEx": ".HK",
    "NZSE": ".NZ",
    "PSE": ".PS",
    "HOSE": ".VN",
    "PSX": ".KA",
}
_SYMBOL = r"[A-Z]{1,5}(?:[.\-][A-Z]{1,2})?"
_PREFIXED = re.compile(
    rf"(?<![\w])(?P<exchange>{_US}|{'|'.join(map(re.escape, _FOREIGN))})\s?:\s?"
    rf"(?P<symbols>{_SYMBOL}|(?<=:)\d{{1,6}}|(?<=: "
    rf")\d{{1,6}}|[A-Z]{{1,3}}\d[A-Z]?)"
    rf"(?![\w])(?P<more>(?:\s?[,;/]\s?{_SYMBOL}(?![\w:])){{0,4}})"
)
# Two letters of a country or place before a symbol in brackets of its own: "((SG:ACMX))", "((WA:ACM))".
_COUNTRIES = {
    "AU": ".AX",
    "BE": ".BR",
    "CA": ".TO",
    "CH": ".SW",
    "DE": ".DE",
    "DK": ".CO",
    "ES": ".MC",
    "FI": ".HE",
    "FR": ".PA",
    "GB": ".L",
    "HK": ".HK",
    "IL": ".TA",
    "IN": ".NS",
    "IT": ".MI",
    "JP": ".T",
    "KR": ".KS",
    "MY": ".KL",
    "NL": ".AS",
    "NO": ".OL",
    "NZ": ".NZ",
    "SE": ".ST",
    "SG": ".SI",
    "TW": ".TW",
    "UK": ".L",
    "US": "",
    "ZA": ".JO",
    **{place: f".{place}" for place in ("AS", "BR", "HE", "IS", "JO", "KQ", "MI", "OL", "PA", "SS", "SZ", "WA")},
}
_OF_COUNTRY = re.compile(rf"\(\s?(?P<country>{'|'.join(_COUNTRIES)})\s?:\s?(?P<symbol>{_SYMBOL}|[A-Z0-9]{{2,6}})\s?\)")
# The slot of a page for a symbol: "Acme ( (ACMX) )", "ACME INC [ ACMX ]".
_SLOT = re.compile(rf"\(\s?\((?P<round>{_SYMBOL})\)\s?\)|(?<=\w[\s.])\[\s(?P<square>{_SYMBOL})\s\]")
_SAID = re.compile(rf"\((?:[Ss]ymbol|[Tt]icker|TICKER)(?:\s[Ss]ymbol)?\s?:\s?(?P<symbol>{_SYMBOL})\)")
_CASHTAG = re.compile(r"(?<![\w$])\$(?P<symbol>[A-Z]{1,5}(?:\.[A-Z])?)(?![\w$])")
# "( AA.N )"; agencies' own pages lose the brackets, and the space too: "New York Community BancorpNYCB.K shares".
_RIC = re.compile(
    r"(?:[(<]\s{0,2}|(?<=[a-z])|(?<=[a-z.]\s)(?=[A-Z]{2}))(?P<symbol>[A-Z]{1,5})\.(?:N|O|OQ|K|A|P)(?:\s{0,2}[)>]|"
    r"(?!\w|\.\w))"
)
_FOREIGN_RIC = re.compile(
    r"\(\s{0,2}(?P<symbol>[A-Z]{1,5}(?:\.[A-Z]{1,2})?|\d{1,6})(?P<suffix>\.(?:TO|V|L|AX|HK|DE|PA|AS|SW|MI|MC|"
    r"NS|BO|KS|T))"
    r"(?:[,;]\s(?P<also>[A-Z]{1,5}(?:\.[A-Z]{1,2})?))?(?:[,;][^()]{1,30})?\s{0,2}\)"
)
# The same without brackets, behind a name: "Acme Bank 8304.T slumped", "Acme AG ACMn.DE". A small letter is the kind
# of share, which the listing's symbol writes as another part or not at all.
_PLACES = {
    "T": ".T", "SS": ".SS", "SZ": ".SZ", "HK": ".HK", "TW": ".TW", "KS": ".KS", "KQ": ".KQ", "L": ".L", "PA": ".PA",
    "DE": ".DE", "AS": ".AS", "S": ".SW", "MI": ".MI", "MC": ".MC", "CO": ".CO", "ST": ".ST", "OL": ".OL", "HE": ".HE",
    "BR": ".BR", "LS": ".LS", "VI": ".VI", "WA": ".WA", "IS": ".IS", "SA": ".SA", "SI": ".SI", "KL": ".KL", "AX": ".AX",
    "NS": ".NS", "BO": ".BO", "JK": ".JK", "BK": ".BK", "TO": ".TO", "NZ": ".NZ",
}  # fmt: skip
EXCHANGES = frozenset({*_FOREIGN.values(), *_COUNTRIES.values(), *_PLACES.values()} - {""})
"""The suffixes of symbols that are listed outside the United States: `.TO`, `.TWO`."""
_BEHIND_NAME = re.compile(
    rf"(?<=[A-Za-z.]\s)(?P<symbol>\d{{4,6}}|[A-Z]{{2,6}})(?P<kind>[a-z]?)\.(?P<place>{'|'.join(_PLACES)})(?![\w.])"
)
_MORE = re.compile(_SYMBOL)
_BRACKETED = re.compile(rf"(?<=[\w.'’]\s)\((?P<symbol>{_SYMBOL})\)|(?<=[\w.'’])\((?P<symbol2>{_SYMBOL})\)")


_OVER_THE_COUNTER = re.compile(r"\.(?:PK|OB)$")  # "ACMXY.PK" is the symbol ACMXY
_MONEY = re.compile(
    r"(?:NOK|SEK|DKK|CAD|AUD|NZD|CHF|PLN|HUF|CZK|SGD|HKD|INR|CNY|RMB|BRL|MXN|ZAR|TRY|ILS|KRW|THB|MYR)\s?[\d.,]+\d"
)


class Ticker(NamedTuple):
    """A marked symbol: the span of the symbol itself, its listing symbol, and what marked it."""

    start: int
    end: int
    symbol: str
    cue: str


def marked(text: str) -> list[Ticker]:
    """Tickers with an unmistakable mark, in order of appearance."""
    found: dict[int, Ticker] = {}
    for match in _PREFIXED.finditer(text):
        suffix = _FOREIGN.get(match["exchange"], "")
        if match["exchange"] == "TSE" and match["symbols"].isdigit():
            suffix = ".T"  # "TSE:" is Toronto before letters, Tokyo before digits
        spans = [match.span("symbols")]
        if match["more"]:
            spans += [
                (match.start("more") + m.start(), match.start("more") + m.end()) for m in _MORE.finditer(match["more"])
            ]
        for start, end in spans:
            found.setdefault(start, Ticker(start, end, _listing(text[start:end], suffix), "exchange_prefix"))
    for pattern, cue in ((_SAID, "symbol"), (_RIC, "exchange_prefix"), (_CASHTAG, "cashtag")):
        for match in pattern.finditer(text):
            start, end = match.span("symbol")
            found.setdefault(start, Ticker(start, end, _listing(match["symbol"], ""), cue))
    for match in _SLOT.finditer(text):
        start, end = match.span("round") if match["round"] else match.span("square")
        found.setdefault(start, Ticker(start, end, _listing(text[start:end], ""), "symbol"))
    for match in _OF_COUNTRY.finditer(text):
        start, end = match.span("symbol")
        symbol = _listing(match["symbol"], _COUNTRIES[match["country"]])
        found.setdefault(start, Ticker(start, end, symbol, "exchange_prefix"))
    for match in _FOREIGN_RIC.finditer(text):
        symbol = _listing(match["symbol"], match["suffix"])
        for start, end in ((match.start("symbol"), match.end("suffix")), match.span("also")):
            if start >= 0:  # a second listing of the same firm: "(ACMX.L, ACMXY)"
                found.setdefault(start, Ticker(start, end, symbol, "exchange_prefix"))
    for match in _BEHIND_NAME.finditer(text):
        series = f"-{match['kind'].upper()}" if match["kind"] in {"a", "b"} else ""
        symbol = _listing(match["symbol"] + series, _PLACES[match["place"]])
        found.setdefault(match.start(), Ticker(match.start(), match.end(), symbol, "exchange_prefix"))
    return [found[start] for start in sorted(found)]


def bracketed(text: str) -> list[Ticker]:
    """Symbols in brackets behind a word: "Apple (AAPL)", but also "consumer price index (CPI)": the caller decides."""
    spans = ((m.span("symbol") if m["symbol"] else m.span("symbol2")) for m in _BRACKETED.finditer(text))
    return [Ticker(start, end, _listing(text[start:end], ""), "name+ticker") for start, end in spans]


def is_money(text: str, start: int) -> bool:
    """Whether letters are a currency's, before a sum of it: "NOK 20 million"."""
    return _MONEY.match(text, start) is not None


def _listing(symbol: str, suffix: str) -> str:
    return _OVER_THE_COUNTER.sub("", symbol).replace(".", "-") + suffix
