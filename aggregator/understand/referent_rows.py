"""The words of claims' subjects that name no one and still mean something: one table.

Each row holds where its words are the whole subject, in claims on its topics, and where the text speaks of America (or
of the Fed, where the row asks for it). Of two rows that hold the first wins.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from aggregator.records import TOPICS, Topic

Need = Literal["us", "fed"]


class Row(NamedTuple):
    """Words (a pattern of a whole subject, articles off), what they mean, on which topics, and what else must be."""

    words: str
    entity_id: str
    topics: frozenset[Topic]
    need: Need = "us"


def _on(*topics: Topic) -> frozenset[Topic]:
    return frozenset(topics)


_ANY: frozenset[Topic] = frozenset(TOPICS) - {"company", "crypto", "commodities", "fx"}
_RATE_TOPICS = _on("fed", "rates", "inflation", "growth", "equities", "labor", "credit")
_CHANGE = (
    r"(?:hikes?|cuts?|increases?|rises?|reductions?|moves?|decisions?|path|cutting|hiking|tightening|easing|pause|"
    r"forecasts?|rally|call)"
)
_QUALITY = r"(?:(?:us|u\.s\.|american|broad(?:er)?|overall|major|main|key|all|most|three|benchmark|domestic)\s)*"
ROWS: tuple[Row, ...] = (
    Row(
        r"(?:.*\b)?(?:(?:interest|policy|benchmark|fed|terminal|funds)[\s-]rates?|rate-?"
        rf"{_CHANGE}|rate\s{_CHANGE})(?:\s(?:cycle|campaign|bets|odds|expectations|forecasts?))?",
        "rate:FFR",
        _ANY,
    ),
    Row(r"(?:(?:short-term|official|key|overnight|target|higher|lower|ultra low)\s)*rates?", "rate:FFR", _RATE_TOPICS),
    Row(rf"(?:.*\b)?{_CHANGE}(?:\s(?:cycle|campaign))?", "rate:FFR", _on("fed", "rates"), "fed"),
    Row(r"(?:.*\b)?(?:borrowing costs|fed(?:eral)?[\s-]funds futures|swaps)", "rate:FFR", _on("fed", "rates"), "fed"),
    Row(
        r"(?:.*\b)?(?:policy-?\s?makers|central bank(?:ers)?|committee|committee members|board of governors)",
        "org:FED",
        _ANY,
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:officials|voters|governors|minutes|statement|meeting|dots?|dot[\s-]plot|members|participants|board|"
        r"speakers|symposium|conference|gathering|speech|press conference|central banking|hawks|doves|testimony)",
        "org:FED",
        _on("fed"),
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:policy|(?:policy|monetary) (?:stance|action|accommodation|committee)|asset purchases|purchases|"
        r"bond[\s-]buying(?: stimulus)?(?: program)?|program|balance sheet|quantitative (?:easing|tightening)|stimulus|"
        r"guidance|taper(?:ing)?|accommodation|portfolio|mandate|target|QE\d?|end to QE\d?)",
        "org:FED",
        _on("fed"),
        "fed",
    ),
    Row(r"(?:it|they|we|he)", "org:FED", _on("fed"), "fed"),
    Row(
        rf"{_QUALITY}(?:stocks|equities|stock prices|(?:stock|equity) markets?(?: \w+)?|stock ind(?:ex|ic)es|"
        rf"stock futures|equity futures)|(?:.*\b)?(?:on )?wall street|{_QUALITY}(?:averages|stock averages)",
        "group:US_EQUITIES",
        _ANY,
    ),
    Row(
        rf"{_QUALITY}(?:shares|share prices|(?:financial )?markets?|ind(?:ex|ic)es|gauges|benchmarks|futures|investors|"
        r"traders|rall(?:y|ies)|sell-?offs?|selling|bull market|bear market(?: rally)?|market rally|volume|"
        r"trading volume|session|trading|gains|losses|volatility|market volatility|correction)|"
        r"(?:current|recent|latest|tempting|countertrend) (?:rall(?:y|ies)|sell-?off)",
        "group:US_EQUITIES",
        _on("equities"),
    ),
    Row(
        r"(?:(?:us|u\.s\.|government|the)\s)*(?:bonds|bond (?:market|prices|yields?)|treasury (?:market|futures|debt))",
        "group:US_TREASURIES",
        _ANY,
    ),
    Row(
        r"(?:.*\b)?(?:yields|long(?:er)?[\s-]term (?:interest )?rates|(?:interest )?rates for .*|"
        r"(?:longer-dated )?(?:debt|notes))",
        "group:US_TREASURIES",
        _on("rates"),
    ),
    Row(
        r"(?:.*\b)?(?:economy|(?:soft(?:er)?|hard(?:er)?) landing|landing|"
        r"economic (?:growth|activity|recovery|expansion|performance)|u\.?s\.? growth|gdp)",
        "macro:GDP_US",
        _ANY,
    ),
    Row(
        r"(?:(?:real|overall|domestic)\s)*(?:growth|recovery|expansion|activity|rebound)", "macro:GDP_US", _on("growth")
    ),
    Row(
        r"(?:.*\b)?(?:job (?:gains|growth|creation|adds)|jobs? (?:data|numbers?|figures?|report|market report)|"
        r"(?:non-?farm|private) (?:jobs|payrolls?)|employment (?:growth|gains|data)|"
        r"payrolls?(?: growth| gains| data)?)",
        "macro:NFP_US",
        _ANY,
    ),
    Row(r"(?:.*\b)?(?:jobs|hiring|employers|employment)", "macro:NFP_US", _on("labor")),
    Row(r"(?:.*\b)?(?:unemployment|joblessness|jobless rate)", "macro:UNRATE_US", _ANY),
    Row(
        r"(?:.*\b)?(?:inflation|inflation(?:ary)? (?:pressures?|risks?|outlook|target)|"
        r"deflation(?: risks?| threat)?|disinflation|price pressures?)",
        "macro:INFLATION_US",
        _ANY,
    ),
    Row(r"(?:.*\b)?(?:price (?:growth|gains|increases|hikes)|higher prices)", "macro:INFLATION_US", _on("inflation")),
    Row(
        r"(?:(?:headline|annual|overall|monthly|retail|general)\s)*(?:prices|cost of living|living costs|"
        r"headline|index|(?:price |inflation )?(?:reading|report|print|number|figures?|data|rate|gauge|measure))",
        "macro:CPI_US",
        _on("inflation"),
    ),
    Row(
        r"core|core (?:prices|inflation|rate|reading|figure|index|gauge|measure)(?: rate| growth)?|"
        r"(?:.*\b)?core consumer (?:price growth|prices)",
        "macro:CORE_CPI_US",
        _on("inflation"),
    ),
    Row(r"(?:.*\b)?small[\s-](?:cap|stock)s?(?: \w+)?", "group:SMALL_CAPS", _on("small_caps", "equities")),
    Row(r"(?:.*\b)?large[\s-](?:cap|stock)s?(?: \w+)?", "group:LARGE_CAPS", _on("equities")),
    Row(r"(?:usd|us dollar|dollar)", "fx:DXY", _on("fx")),
)
