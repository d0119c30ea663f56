"""The words of claims' subjects that name no one and still mean something: one table.

Each row holds where its words are the whole subject, in claims on its topics, and where the text speaks of America (or
of the Fed, where the row asks for it; what asks for nothing is American by its name). Of two rows that hold the first
wins. Words that no firm can own ("the stock market", "rate cuts") hold in claims on companies as well.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from aggregator.records import TOPICS, Topic

Need = Literal["us", "fed", "nothing"]


class Row(NamedTuple):
    """Words (a pattern of a whole subject, articles off), what they mean, on which topics, and what else must be."""

    words: str
    entity_id: str
    topics: frozenset[Topic]
    need: Need = "us"


def _on(*topics: Topic) -> frozenset[Topic]:
    return frozenset(topics)


_ALL: frozenset[Topic] = frozenset(TOPICS)
_ANY: frozenset[Topic] = _ALL - {"company", "crypto", "commodities", "fx"}
_ECONOMY = _on("fed", "rates", "inflation", "growth", "labor", "credit")
_RATE_TOPICS = _on("fed", "rates", "inflation", "growth", "equities", "labor", "credit")
_CHANGE = (
    r"(?:hikes?|cuts?|increases?|rises?|reductions?|moves?|decisions?|path|cutting|hiking|tightening|easing|pause|"
    r"forecasts?|call)"
)
_QUALITY = r"(?:(?:us|u\.s\.|american|broad(?:er)?|overall|major|main|key|all|most|three|benchmark|domestic)\s)*"
ROWS: tuple[Row, ...] = (
    Row(
        r"(?:.*\b)?(?:(?:interest|policy|benchmark|fed|terminal|funds)[\s-]rates?|rate-?"
        rf"{_CHANGE}|(?:interest-)?rate\s{_CHANGE})(?:\s(?:cycle|campaign|bets|odds|expectations|forecasts?))?",
        "rate:FFR",
        _ALL,
    ),
    Row(
        r"(?:(?:short-term|official|key|benchmark|overnight|target|higher|lower|ultra|low)\s)*rates?",
        "rate:FFR",
        _RATE_TOPICS,
    ),
    Row(rf"(?:.*\b)?{_CHANGE}(?:\s(?:cycle|campaign))?", "rate:FFR", _on("fed", "rates"), "fed"),
    Row(
        r"(?:(?:target|rate) for )?(?:overnight )?(?:interbank|overnight) lending(?: rates?)?",
        "rate:FFR",
        _on("fed", "rates"),
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:hikes?|(?:quarter|half|full|third)[\s-](?:percentage[\s-])?point(?: \w+)?|"
        r"\d+[\s-]basis[\s-]point \w+|"
        r"target range|fed(?:eral)?[\s-]funds?[\s-]futures|(?:interest[\s-])?rate[\s-]futures)",
        "rate:FFR",
        _ECONOMY | {"equities", "company"},
        "fed",
    ),
    Row(r"(?:.*\b)?(?:borrowing costs|swaps|rates? (?:fears|worries|outlook))", "rate:FFR", _on("fed", "rates"), "fed"),
    Row(
        r"(?:.*\b)?(?:policy-?\s?makers|central bank(?:ers)?|committee|committee members|board of governors|"
        r"monetary (?:authority|policy)|quantitative (?:easing|tightening))",
        "org:FED",
        _ALL,
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:officials|voters|governors|minutes|statement|meeting|dots?|dot[\s-]plot|members|participants|"
        r"board|"
        r"speakers|symposium|conference|gathering|speech|press conference|central banking|hawks|doves|testimony)",
        "org:FED",
        _on("fed"),
        "fed",
    ),
    Row(
        r"(?:(?:fed|other|some|many|several|most|top|senior|more|both)\s)*(?:officials|(?:(?:asset|bond|"
        r"treasury)\s)?purchases|"
        r"bond[\s-]buying(?: stimulus)?(?: program(?:me)?)?|policy (?:accommodation|pivot|stance)|accommodation)",
        "org:FED",
        _ECONOMY | {"other"},
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:policy|(?:policy|monetary) (?:stance|action|accommodation|committee|pivot)|asset purchases|"
        r"purchases|"
        r"bond[\s-]buying(?: stimulus)?(?: program)?|program|balance sheet|stimulus|round of quantitative easing|"
        r"guidance|taper(?:ing)?|accommodation|portfolio|mandate|target|QE\d?|end to QE\d?|central banking|liquidity|"
        r"pledge|assets|securities|reinvestments?)",
        "org:FED",
        _on("fed"),
        "fed",
    ),
    Row(r"(?:it|they|we|he)", "org:FED", _on("fed"), "fed"),
    Row(
        rf"{_QUALITY}(?:stocks|equities|stock prices|(?:stock|equity) markets?(?: \w+)?|stock ind(?:ex|ic)es|"
        rf"(?:stock|equity)(?:[\s-]index)? futures|stocks and bonds|stock market performance)|"
        r"(?:.*\b)?stock market(?: performance| action)?|(?:.*\b)?(?:on )?wall street|"
        rf"{_QUALITY}(?:averages|stock averages)|(?:(?:us|u\.s\.|major|main|broad(?:er)?)\s)+(?:futures|ind(?:ex|ic)es|"
        r"benchmarks|gauges|markets)",
        "group:US_EQUITIES",
        _ALL,
    ),
    Row(
        rf"{_QUALITY}(?:(?:financial )?markets|market activity)|(?:.*\b)?stock prices|"
        rf"{_QUALITY}(?:stock[\s-]market(?: \w+)?|(?:\w+\s)?bear[\s-]market(?: rally)?|"
        rf"bull market(?: in u\.?s\.? stocks)?)",
        "group:US_EQUITIES",
        _ANY | {"company"},
    ),
    Row(
        rf"{_QUALITY}(?:shares|share prices|(?:financial )?markets?|ind(?:ex|ic)es|gauges|benchmarks|futures|investors|"
        r"traders|rall(?:y|ies)|sell-?offs?|selling|market rally|volume|buying interest|buyers|sellers|"
        r"downside(?: risk)?|"
        r"trading volume|session|trading|gains|losses|volatility|market volatility|correction)|"
        r"(?:current|recent|latest|tempting|countertrend) (?:rall(?:y|ies)|sell-?off)",
        "group:US_EQUITIES",
        _on("equities"),
    ),
    Row(
        r"(?:(?:us|u\.s\.|government|the)\s)*(?:bonds|bond (?:market(?:['’]s)?|prices|yields?)(?: sell-?off)?|"
        r"treasury (?:market|futures|debt))|(?:us|u\.s\.) government (?:debt|bonds|paper)",
        "group:US_TREASURIES",
        _ALL,
    ),
    Row(
        r"(?:(?:current|recent|latest|tempting|summer)\s)*(?:market|rall(?:y|ies)|sell-?offs?|buying interest)|"
        r"(?:.*\b)?(?:bear|bull|range-bound|stock)[\s-]market|market action",
        "group:US_EQUITIES",
        _on("equities", "fed", "inflation", "labor", "growth"),
    ),
    Row(
        r"(?:(?:us|u\.s\.|corporate|quarterly|strong|weak|\w+-quarter)\s)*(?:earnings|profits?)(?: (?:season|growth|"
        r"quarter|recession))?",
        "group:US_EQUITIES",
        _on("equities"),
    ),
    Row(
        r"(?:decliners|advancers|(?:declining|advancing) (?:issues|stocks|shares))",
        "group:US_EQUITIES",
        _on("equities", "other", "company"),
    ),
    Row(
        r"benchmark (?:(?:u\.s\.|us)\s)?(?:treasury )?(?:notes?|yields?)|(?:.*\b)?(?:10|"
        r"ten)[\s-]year\b.*\b(?:treasur(?:y|ies)|note|notes)(?:['’]s)?(?: yields?)?",
        "rate:UST10Y",
        _on("rates", "fed"),
    ),
    Row(
        r"(?:.*\b)?(?:yields|long(?:er)?[\s-]term (?:interest )?rates|(?:interest )?rates for .*|"
        r"(?:longer-dated )?(?:debt|notes))",
        "group:US_TREASURIES",
        _on("rates"),
    ),
    Row(
        r"(?:.*\b)?(?:economy|(?:soft(?:er)?|hard(?:er)?) landing|landing|recession(?:s|ary)?(?: risks?| fears)?|"
        r"economic (?:growth|activity|recovery|expansion|performance|slowdown|downturn)|u\.?s\.? growth|gdp)",
        "macro:GDP_US",
        _ALL,
    ),
    Row(
        r"(?:.*\b)?economic (?:outlook|conditions|picture|weakness|momentum)|(?:united states|us|u\.s\.|america)",
        "macro:GDP_US",
        _on("growth"),
    ),
    Row(r"(?:(?:real|overall|domestic)\s)*(?:recovery|expansion|activity|rebound)", "macro:GDP_US", _on("growth")),
    Row(
        r"(?:(?:real|overall|domestic|slow(?:er|ing)?|downside risks to)\s)*growth(?: (?:projections|forecasts|"
        r"outlook))?",
        "macro:GDP_US",
        _ECONOMY,
    ),
    Row(
        r"(?:.*\b)?(?:job (?:gains|growth|creation|adds)|jobs? (?:data|numbers?|figures?|report|market report)|"
        r"job market (?:reading|data|report)|nfp(?: \w+)?|"
        r"(?:non-?farm|private) (?:jobs|payrolls?)|employment (?:growth|gains|data)|"
        r"payrolls?(?: growth| gains| data)?)",
        "macro:NFP_US",
        _ALL,
    ),
    Row(
        r"(?:.*\b)?(?:jobs|hiring|employers|employment|revisions?|headline(?: (?:number|figure))?)|(?:pace of )?job",
        "macro:NFP_US",
        _on("labor"),
    ),
    Row(r"(?:.*\b)?(?:unemployment(?: data| figures?)?|joblessness|jobless rate)", "macro:UNRATE_US", _ALL),
    Row(
        r"(?:.*\b)?(?:inflation|inflation(?:ary)? (?:pressures?|risks?|outlook|target|surge|spike|process|forecasts?)|"
        r"deflation(?: risks?| threat)?|disinflation|(?:dis|de)?inflationary environment|price pressures?|"
        r"pressures? on prices|falling prices|inflationary)",
        "macro:INFLATION_US",
        _ALL,
    ),
    Row(
        r"(?:.*\b)?(?:price (?:growth|gains|increases|hikes|rises|jumps?|spikes?)|higher prices|"
        r"(?:risk of )?(?:falling|rising) prices|average prices(?: throughout)?)",
        "macro:INFLATION_US",
        _on("inflation", "fed", "growth", "labor"),
    ),
    Row(
        r"(?:.*\b)?personal consumption expenditures?(?: \(PCE\))?(?: price)?(?: index| report| data)?",
        "macro:PCE_US",
        _on("inflation"),
    ),
    Row(
        r"(?:(?:headline|annual|overall|monthly|retail|general)\s)*(?:prices|cost of living|living costs|"
        r"headline|index|(?:price |inflation )?(?:reading|report|print|number|figures?|data|rate|gauge|measure))",
        "macro:CPI_US",
        _on("inflation"),
    ),
    Row(
        r"(?:(?:annual|monthly|narrower|underlying|year-over-year|month-over-month|key|closely watched|"
        r"so-called)\s)*core"
        r"(?: (?:prices|inflation|rate|reading|figure|index|gauge|measure|number|print|data))?(?: rate| growth)?|"
        r"(?:.*\b)?core consumer (?:price growth|prices)",
        "macro:CORE_CPI_US",
        _on("inflation"),
    ),
    Row(r"(?:.*\b)?small[\s-](?:cap|stock)s?(?: \w+)?", "group:SMALL_CAPS", _on("small_caps", "equities")),
    Row(r"(?:.*\b)?large[\s-](?:cap|stock)s?(?: \w+)?", "group:LARGE_CAPS", _on("equities")),
    Row(r"(?:usd|us dollar|u\.s\. dollar)", "fx:DXY", _ALL, "nothing"),
    Row(r"dollar", "fx:DXY", _on("fx")),
)
