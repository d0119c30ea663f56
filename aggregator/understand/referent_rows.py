"""The words of claims' subjects that name no one and still mean something: one table.

Each row holds where its words are the whole subject, in claims on its topics, and where the text speaks of America (or
of the Fed, where the row asks for it; what asks for nothing is American by its name). Of two rows that hold the first
wins, and what a firm has as well (`shared`) is the firm's in an article on one. Words that no firm can own ("the stock
market", "rate cuts") hold in claims on companies as well.
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
    shared: bool = False


def _on(*topics: Topic) -> frozenset[Topic]:
    return frozenset(topics)


_ALL: frozenset[Topic] = frozenset(TOPICS)
_ANY: frozenset[Topic] = _ALL - {"company", "crypto", "commodities", "fx"}
_ECONOMY = _on("fed", "rates", "inflation", "growth", "labor", "credit")
_RATE_TOPICS = _on("fed", "rates", "inflation", "growth", "equities", "labor", "credit")
_CHANGE = (
    r"(?:hikes?|cuts?|increases?|rises?|reductions?|moves?|decisions?|path|cutting|hiking|tightening|easing|pause|"
    r"firming|boosts?|liftoff|forecasts?|call)"
)
_QUALITY = (
    r"(?:(?:us|u\.s\.|american|broad(?:er)?|overall|major|main|key|all|most|both|some|many|three|benchmark|"
    r"domestic)\s)*"
)
ROWS: tuple[Row, ...] = (
    Row(
        r"(?:.*\b)?(?:(?:interest|policy|benchmark|fed|terminal|funds)[\s-]rates?|rate-?"
        rf"{_CHANGE}|(?:interest-)?rate\s{_CHANGE})(?:\s(?:cycle|campaign|process|bets|odds|expectations|"
        rf"forecasts?))?",
        "rate:FFR",
        _ALL,
    ),
    Row(
        r"(?:(?:us|u\.s\.|short[\s-]term|official|key|benchmark|overnight|target|higher|lower|ultra|low|"
        r"peak)\s)*rates?",
        "rate:FFR",
        _RATE_TOPICS,
    ),
    Row(
        r"(?:.*\b)?(?:QE\d?|quantitative easing|(?:bond|asset|mortgage|treasury|securities|"
        r"debt)[\s-](?:purchases?|buying|buys)|"
        r"purchase program|taper(?:ing)?|TALF|monetary stimulus|(?:reverse )?repos|policy panel)(?: "
        r"program(?:me)?s?)?",
        "org:FED",
        _ALL,
        "fed",
    ),
    Row(
        r"(?:(?:monetary|stimulative|accommodative|easy|loose|tight(?:er)?|restrictive|central bank|"
        r"fed)\s)*polic(?:y|ies)|"
        r"(?:fed|policy) pivot|pivot|(?:jackson )?hole(?: (?:meeting|symposium|speech))?|(?:dollar )?swap "
        r"lines?(?: .*)?",
        "org:FED",
        _ECONOMY | {"equities", "other"},
        "fed",
    ),
    Row(
        r"(?:(?:monetary|credit|round of|rounds of)\s)*easing(?: measures| steps| program)?|asset reductions|"
        r"(?:.*\b)?(?:purchases|buying) of (?:.*\b)?(?:debt|bonds|securities|MBS|treasur(?:y|ies))|(?:fed "
        r")?(?:beige )?book",
        "org:FED",
        _ECONOMY | {"equities", "other"},
        "fed",
    ),
    Row(
        r"(?:(?:no|a|first|second|third|next|one|two|three|deep|jumbo|outsized|big(?:ger)?|small(?:er)?|sooner|"
        r"aggressive)\s)*(?:cuts?|hikes?|hiking|"
        r"(?:policy |rate\)? |monetary )?(?:tightening|firming)|policy easing|borrowing costs)(?: of that "
        r"(?:magnitude|size))?",
        "rate:FFR",
        _ECONOMY | {"equities", "other"},
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:policy|FOMC|Fed) (?:decision|meeting|statement|announcement|verdict)|"
        r"(?:.*\b)?policy-?\s?setting meeting",
        "org:FED",
        _ECONOMY | {"equities", "other"},
        "fed",
    ),
    Row(rf"(?:.*\b)?{_CHANGE}(?:\s(?:cycle|campaign))?", "rate:FFR", _on("fed", "rates"), "fed"),
    Row(
        r"(?:(?:target|rate) for )?(?:overnight )?(?:interbank|overnight|benchmark|target) lending(?: rates?)?|"
        r"(?:interest[\s-])?rate expectations",
        "rate:FFR",
        _on("fed", "rates"),
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:hikes?|(?:quarter|half|full|third)[\s-](?:percentage[\s-])?point(?: \w+)?|"
        r"\d+[\s-]basis[\s-]point \w+|basis[\s-]point (?:moves?|hikes?|cuts?|increases?)|\d+[\s-]?bps? (?:moves?|"
        r"hikes?|cuts?)|"
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
        r"(?:(?:fed|other|some|many|several|most|top|senior|more|both)\s)*(?:officials|"
        r"(?:(?:monthly|large-scale|pace of|amount of|rounds? of|third|second|asset|bond|treasury|"
        r"securities)\s)*purchases"
        r"(?: program(?:me)?)?|"
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
        r"pledge|assets|securities|reinvestments?|stance|(?:economic )?projections|announcement|language|rhetoric|"
        r"tone|"
        r"messaging|communications?|vote|ballot|(?:balance )?sheet|meetings|actions?|stimulus(?: plan| program)?|"
        r"programs?|"
        r"transactions|facilit(?:y|ies)|credibility|liabilities|promise|switch|framework|swap lines?|auctions?|"
        r"nominees?)",
        "org:FED",
        _on("fed"),
        "fed",
    ),
    Row(r"(?:it|they|we|he)", "org:FED", _on("fed"), "fed"),
    Row(
        rf"{_QUALITY}(?:stocks|equities|stock prices|(?:stock|equity) markets?(?: \w+)?|stock ind(?:ex|ic)es|"
        rf"(?:stock|equity)(?:[\s-]index)? futures|stocks and bonds|stock market performance|stock (?:averages|"
        rf"gauges|benchmarks))|"
        r"broad(?:er)? market (?:ind(?:ex|ic)es|averages)|(?:us|u\.s\.) stock and bond markets(?: \w+){0,6}|"
        r"(?:both|all three|wall street(?:['’]s)?)\s(?:three |main |major |key )*(?:ind(?:ex|ic)es|benchmarks|"
        r"averages|gauges)|"
        r"(?:.*\b)?stock market(?: performance| action)?|(?:.*\b)?(?:on )?wall street|"
        rf"{_QUALITY}(?:averages|stock averages)|(?:(?:us|u\.s\.|major|main|broad(?:er)?)\s)+(?:futures|ind(?:ex|"
        rf"ic)es|"
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
        rf"{_QUALITY}(?:shares|share prices|(?:financial )?markets?|ind(?:ex|ic)es|gauges|benchmarks|futures|"
        rf"investors|"
        r"traders|market participants|rall(?:y|ies)|sell-?offs?|selling|market rally|volume|buying interest|"
        r"buyers|sellers|"
        r"downside(?: risk)?|"
        r"trading volume|session|trading|gains|losses|volatility|market volatility|correction)|"
        r"(?:current|recent|latest|tempting|countertrend) (?:rall(?:y|ies)|sell-?off)",
        "group:US_EQUITIES",
        _on("equities"),
    ),
    Row(
        r"(?:(?:market|stock|stocks|equity|equities|investor|risk|price|technical|relief|late-day|short-term|"
        r"near-term|daily|"
        r"sharp|broad(?:er)?|retail|warming|growing|bearish|bullish|deteriorating|improving|bear-market|year-end|"
        r"big|brief|"
        r"long-awaited|intraday|third|equity[\s-]market|stock[\s-]market)(?:['’]s)?\s)*(?:sentiment|mood|risk "
        r"appetite|breadth|"
        r"pullback|correction|bounce|rebound|retrenchment|rout|run-up|meltdown|swings|choppiness|capitulation|"
        r"momentum|"
        r"weakness|recovery|rally|sell-?off|bull trap|lower-lows|bearishness|bullishness|volatility|traders|bears|"
        r"bulls)",
        "group:US_EQUITIES",
        _on("equities"),
        shared=True,
    ),
    Row(
        r"(?:(?:market|risk|investor|warming|broad(?:er)?|growing|bearish|bullish)\s)*(?:sentiment|risk appetite|"
        r"pullback|"
        r"retrenchment)|(?:(?:recent|big|broad(?:er)?|sharp|worst|one-day|relief)\s)*(?:stock|equity|stock[\s-]market|"
        r"equity[\s-]market|bear[\s-]market|bull[\s-]market|market|relief|broad)\s(?:rally|rebound|rout|sell-?off|"
        r"correction|pullback|volatility)",
        "group:US_EQUITIES",
        _on("fed", "inflation", "growth", "labor", "rates", "other", "politics"),
        shared=True,
    ),
    Row(
        r"(?:.*\b)?earnings[\s-](?:reporting )?season|stock (?:gains|valuations)|(?:u\.s\. )?stock exchanges",
        "group:US_EQUITIES",
        _on("company", "equities", "other", "fed", "growth", "inflation"),
    ),
    Row(
        r"(?:(?:us|u\.s\.|government|the)\s)*(?:bonds|bond (?:market(?:['’]s)?|prices|yields?)(?: sell-?off)?|"
        r"treasury (?:market|futures|debt))|(?:.*\b)?(?:us|u\.s\.) government (?:debt|bonds|paper)|"
        r"government (?:debt|bonds?)(?: prices| yields)?|(?:us|u\.s\.) debt|"
        r"(?:.*\b)?treasury (?:debt|bond|note) prices|(?:cash )?treasury trading",
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
        r"(?:benchmark\s)?(?:10|ten)[\s-]years?(?:['’]s)?(?:\s(?:benchmark )?(?:rates?|yields?|notes?|bonds?|bond "
        r"yields?|note "
        r"yields?))?",
        "rate:UST10Y",
        _on("rates"),
    ),
    Row(
        r"(?:.*\b)?(?:2|two)[\s-]years?(?:['’]s)?(?:\s(?:rates?|yields?|notes?|us yields?))?",
        "rate:UST2Y",
        _on("rates"),
    ),
    Row(r"(?:.*\b)?long bond(?:['’]s)?(?: yields?| bulls?)?", "rate:UST30Y", _on("rates")),
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
        r"economic (?:growth(?: rate| expectations?| in .*)?|activity|recovery|expansion|performance|slowdown|"
        r"downturn)|"
        r"u\.?s\.? growth|gdp|(?:pace|rate) of (?:economic )?growth|quarterly (?:expansion|contraction))",
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
        r"(?:(?:real|overall|domestic|slow(?:er|ing)?|downside risks to|(?:first|second|third|"
        r"fourth)[\s-](?:quarter|half)|"
        r"annual|annualized|actual|output|stronger|weaker|faster|sluggish|modest|robust|solid|moderate|tepid|"
        r"soft(?:er)?|"
        r"sustainable|self-sustaining|underlying|long(?:er)?-(?:run|term))\s)*growth(?: (?:projections?|"
        r"forecasts?|outlook|"
        r"rates?|estimates?|expectations?|prospects))?(?: in the (?:first|second|third|fourth) (?:quarter|half))?",
        "macro:GDP_US",
        _ECONOMY,
        shared=True,
    ),
    Row(
        r"(?:.*\b)?(?:jobs? (?:gains|growth|creation|adds)(?: figures?| numbers?)?|jobs? (?:prints?|reports|data|"
        r"numbers?|"
        r"figures?|report|market report)|"
        r"job market (?:reading|data|report)|nfp(?: \w+)?|"
        r"(?:non-?farm|private) (?:jobs|payrolls?)|employment (?:growth|gains|data)|"
        r"payrolls?(?: growth| gains| data| reports?| readings?| numbers?| figures?)?)",
        "macro:NFP_US",
        _ALL,
    ),
    Row(
        r"(?:.*\b)?(?:jobs|hirings?|employers|employment|revisions?|headline(?: (?:number|figure))?)|(?:pace of )?job|"
        r"(?:.*\b)?job losses|(?:.*\b)?(?:labor|employment) report|(?:average )?monthly (?:gains?|increases?|"
        r"average)|(?:.*\b)?report on employment",
        "macro:NFP_US",
        _on("labor"),
    ),
    Row(r"(?:.*\b)?(?:unemployment(?: data| figures?)?|joblessness|jobless rate)", "macro:UNRATE_US", _ALL),
    Row(
        r"(?:.*\b)?(?:inflation|inflation(?:ary)? (?:pressures?|risks?|outlook|target|surge|spike|process|forecasts?)|"
        r"deflation(?: risks?| threat)?|disinflation|(?:dis|de)?inflationary \w+|pric(?:e|ing) pressures?|price "
        r"stability|"
        r"price pressures?|"
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
        r"(?:.*\b)?consumer[\s-](?:prices?|inflation)(?: (?:figures?|data|inflation|growth|report|reading|print|"
        r"numbers?))?|"
        r"headline and core (?:figures|readings|inflation|measures|numbers)",
        "macro:CPI_US",
        _on("inflation", "growth", "fed", "equities", "rates"),
    ),
    Row(r"producer prices", "macro:PPI_US", _on("inflation", "growth", "equities", "other")),
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
        r"(?: (?:prices|inflation|rate|readings?|figures?|index|gauge|measures?|numbers?|print|data))?(?: rate| "
        r"growth)?|"
        r"(?:.*\b)?core consumer (?:price growth|prices)",
        "macro:CORE_CPI_US",
        _on("inflation"),
    ),
    Row(r"(?:.*\b)?small[\s-](?:cap|stock)s?(?: \w+)?", "group:SMALL_CAPS", _on("small_caps", "equities")),
    Row(r"(?:.*\b)?large[\s-](?:cap|stock)s?(?: \w+)?", "group:LARGE_CAPS", _on("equities")),
    Row(r"(?:usd|us dollar|u\.s\. dollar)", "fx:DXY", _ALL, "nothing"),
    Row(
        r"(?:(?:super-|ultra-)?(?:strong(?:er)?|weak(?:er)?)\s)?(?:dollar|greenback)(?:['’]s)?(?: gauge| strength|"
        r" weakness| rally|"
        r" advance| decline)?",
        "fx:DXY",
        _on("fx", "rates"),
    ),
)
