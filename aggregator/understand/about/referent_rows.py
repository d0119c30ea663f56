"""The words of claims' subjects that name no one and still mean something: one table, the Fed's rows first."""

from __future__ import annotations

from aggregator.understand.topical.bank_rows import ALL, ANY, ECONOMY, FED_ROWS, QUALITY, Row, on

_OF_SHARES = (
    r"(?:(?!(?:bonds?|debt|credit|treasur\w+|yields?|rates?|oil|crude|gold|metals?|commodit\w+|currenc\w+|dollar|yen|"
    r"euro|crypto\w*|bitcoin|housing|homes?|property|estate|labou?r|jobs?|employment|econom\w+|consumer|business|"
    r"tech(?!nical)\w*|chip\w*|semiconductors?|bank\w*|financials?|energy|utilit\w+|health\w*|(?:small|mid|micro|large|mega)(?:er)?[\s-]?caps?|"
    r"small(?:er)?\s(?:stocks?|compan\w+)|growth|value|sectors?|emerging|foreign|company|firm|sales|profits?|earnings|revenues?|fiscal)\b)"
    r"(?:[\w-]+|(?:\w+day|week|month|quarter|year|market|street)['’]s)\s){0,4}"
)
"""What may stand before a move or mood that is the market's: nothing that names another thing."""

ROWS: tuple[Row, ...] = (
    *FED_ROWS,
    Row(
        rf"{QUALITY}(?:stocks|equities|stock prices|(?:stock|equity) markets?(?: \w+)?|stock ind(?:ex|ic)es|"
        rf"(?:stock|equity)(?:[\s-]index)? futures|stocks and bonds|stock market performance|stock (?:averages|"
        rf"gauges|benchmarks))|"
        r"broad(?:er)? market (?:ind(?:ex|ic)es|averages)|(?:us|u\.s\.) stock and bond markets(?: \w+){0,6}|"
        r"(?:both|all three|wall street(?:['’]s)?)\s(?:three |main |major |key )*(?:ind(?:ex|ic)es|benchmarks|"
        r"averages|gauges)|"
        r"(?:.*\b)?stock market(?: performance| action)?|(?:.*\b)?(?:on )?wall street|"
        rf"{QUALITY}(?:averages|stock averages)|(?:(?:us|u\.s\.|major|main|broad(?:er)?)\s)+(?:futures|ind(?:ex|"
        rf"ic)es|"
        r"benchmarks|gauges|markets)",
        "group:US_EQUITIES",
        ALL,
    ),
    Row(
        rf"{QUALITY}(?:(?:financial )?markets|market activity)|(?:.*\b)?stock prices|"
        rf"{QUALITY}(?:stock[\s-]market(?: \w+)?|(?:\w+\s)?bear[\s-]market(?: rally)?|"
        rf"bull market(?: in u\.?s\.? stocks)?)",
        "group:US_EQUITIES",
        ANY | {"company"},
    ),
    Row(
        rf"{QUALITY}(?:shares|share prices|(?:financial )?markets?|ind(?:ex|ic)es|gauges|benchmarks|futures|"
        rf"investors|"
        r"traders|market participants|rall(?:y|ies)|sell-?offs?|selling|market rally|buying interest|"
        r"buyers|sellers|"
        r"downside(?: risk)?|"
        r"(?:(?:light|thin|heavy|modest|average|muted)\s)?(?:trading )?volumes?|"
        r"(?:(?:other|of|the)\s)*(?:major|main) sectors|session|trading|gains|losses|"
        r"volatility|market volatility|correction)|"
        r"(?:current|recent|latest|tempting|countertrend) (?:rall(?:y|ies)|sell-?off)",
        "group:US_EQUITIES",
        on("equities"),
    ),
    Row(
        rf"{_OF_SHARES}(?:sentiment|mood|risk appetite|breadth|recovery|rotations?|rough stretch|wagers|pessimism|"
        r"optimism|downturn|drawdown|melt-up|dips?|relief|bottom|unease|(?:seasonal )?trend|"
        r"move (?:up|down|lower|higher)|pullback|correction|bounce|rebound|retrenchment|rout|run-up|meltdown|swings|"
        r"choppiness|capitulation|momentum|weakness|rally|sell-?off|bull trap|lower-lows|bearishness|bullishness|"
        r"volatility|traders|bears|bulls|drop|slide|decline|plunge|slump|jump|surge|gains|losses|turnaround|breather)",
        "group:US_EQUITIES",
        on("equities"),
        shared=True,
    ),
    Row(
        r"(?:(?:market|risk|investor|warming|broad(?:er)?|growing|bearish|bullish)\s)*(?:sentiment|risk appetite|"
        r"pullback|"
        rf"retrenchment)|{_OF_SHARES}(?:stock|equity|stock[\s-]market|equity[\s-]market|bear[\s-]market|bull[\s-]market|"
        r"market|relief|broad|weekly)\s(?:rally|rebound|rout|sell-?off|correction|pullback|volatility)",
        "group:US_EQUITIES",
        on("fed", "inflation", "growth", "labor", "rates", "other", "politics"),
        shared=True,
    ),
    Row(
        r"(?:.*\b)?(?:rebound|rally|rout|sell-?off|gains|surge|drop|slide|decline|declines|losses|recovery|choppiness|"
        r"rise|correction|pullback|bull market|bear market) (?:in|of|for) (?:u\.?s\.? )?(?:equities|stocks|"
        r"(?:stock|share|equity) prices|price moves|the (?:stock )?market|equity markets)|"
        r"(?:u\.?s\.? )?(?:stock|stocks|equity)[\s-](?:rout|rebound|recovery|selloff|slump|slide|surge)",
        "group:US_EQUITIES",
        ALL,
    ),
    Row(
        r"(?:.*\b)?earnings[\s-](?:reporting )?season|stock (?:gains|valuations)|(?:u\.s\. )?stock exchanges|"
        r"(?:strong |weak )*(?:earnings quarter|earnings announcements|corporate (?:results|earnings))|"
        r"(?:all )?three (?:of the )?(?:market averages|(?:main |major )?indexes)|(?:stock|equity) traders|"
        r"dip[\s-]buyers|"
        r"equities markets?",
        "group:US_EQUITIES",
        on("company", "equities", "other", "fed", "growth", "inflation"),
    ),
    Row(
        r"(?:(?:us|u\.s\.|government|the)\s)*(?:bonds|bond (?:market(?:['’]s)?|prices|yields?)(?: sell-?off)?|"
        r"treasury (?:market|futures|debt))|bond values|(?:.*\b)?(?:us|u\.s\.) government (?:debt|bonds|paper)|"
        r"(?:prices (?:for|of) )?(?:(?:us|u\.s\.) )?government (?:debt|bonds?)(?: prices| yields)?|(?:us|u\.s\.) debt|"
        r"(?:.*\b)?treasury curve|(?:yield )?curve inversions?|"
        r"(?:.*\b)?treasury (?:debt|bond|note) prices|(?:cash )?treasury trading",
        "group:US_TREASURIES",
        ALL,
    ),
    Row(
        r"(?:(?:current|recent|latest|tempting|summer)\s)*(?:market|rall(?:y|ies)|sell-?offs?|buying interest)|"
        r"(?:.*\b)?(?:bear|bull|range-bound|stock)[\s-]market|market action",
        "group:US_EQUITIES",
        on("equities", "fed", "inflation", "labor", "growth"),
    ),
    Row(
        r"(?:(?:us|u\.s\.|corporate|quarterly|strong|weak|\w+-quarter)\s)*(?:earnings|profits?)(?: (?:season|growth|"
        r"quarter|recession|weakness))?",
        "group:US_EQUITIES",
        on("equities"),
    ),
    Row(r"(?:benchmark|broad(?:er)?|broad-market|broad-based) (?:stock )?index", "index:SPX", on("equities")),
    Row(
        r"(?:decliners|advancers|(?:declining|advancing) (?:issues|stocks|shares))",
        "group:US_EQUITIES",
        on("equities", "other", "company"),
    ),
    Row(
        r"(?:trading )?volumes? on (?:all )?(?:the )?(?:us|u\.s\.|american) (?:stock )?exchanges|(?:us|"
        r"u\.s\.) exchanges|"
        r"(?:.*\b)?stock[\s-]index futures|(?:huge |big |recent |more )*(?:equity|stock)(?:[\s-]market)? (?:gains|"
        r"losses|declines|"
        r"moves)|(?:.*\b)?(?:cash )?(?:us|u\.s\.) equity market trading|companies reporting|beat rates?|"
        r"investors?(?:['’]s?)? (?:mood|sentiment)|(?:stock |equity |market )?valuations|(?:huge |big )?risk appetite",
        "group:US_EQUITIES",
        on("equities", "company", "fed", "growth"),
    ),
    Row(
        r"(?:benchmark\s)?(?:10|ten)[\s-]years?(?:['’]s)?(?:\s(?:benchmark )?(?:rates?|yields?|notes?|bonds?|bond "
        r"yields?|note "
        r"yields?))?",
        "rate:UST10Y",
        on("rates"),
    ),
    Row(
        r"(?:.*\b)?(?:2|two)[\s-]years?(?:['’]s)?(?:\s(?:rates?|yields?|notes?|us yields?))?",
        "rate:UST2Y",
        on("rates"),
    ),
    Row(r"(?:.*\b)?long bond(?:['’]s)?(?: yields?| bulls?)?", "rate:UST30Y", on("rates")),
    Row(
        r"benchmark (?:(?:u\.s\.|us)\s)?(?:treasury )?(?:notes?|yields?)|(?:.*\b)?(?:10|"
        r"ten)[\s-]year\b.*\b(?:treasur(?:y|ies)|note|notes)(?:['’]s)?(?: yields?)?",
        "rate:UST10Y",
        on("rates", "fed"),
    ),
    Row(
        r"(?:.*\b)?(?:yields|long(?:er)?[\s-]term (?:interest )?rates|(?:interest )?rates for .*|"
        r"(?:longer-dated )?(?:debt|notes))",
        "group:US_TREASURIES",
        on("rates"),
    ),
    Row(
        r"(?:.*\b)?(?:economy|(?:soft(?:er)?|hard(?:er)?) landing|landing|recession(?:s|ary)?(?: risks?| fears)?|"
        r"economic (?:growth(?: rate| expectations?| in .*)?|activity|recovery|expansion|performance|slowdown|"
        r"downturn)|"
        r"u\.?s\.? growth|gdp|(?:pace|rate) of (?:economic )?growth|quarterly (?:expansion|contraction)|"
        r"(?:first|second|third|fourth)[\s-]quarter (?:decline|drop|contraction|growth))",
        "macro:GDP_US",
        ALL,
    ),
    Row(
        r"(?:.*\b)?economic (?:outlook|conditions|picture|weakness|momentum)|(?:united states|us|u\.s\.|america)",
        "macro:GDP_US",
        on("growth"),
    ),
    Row(
        r"(?:(?:real|overall|domestic|sustained|eventual|slow|fragile|stages? of|initial|early|mild|robust|the)\s)*"
        r"(?:recovery|expansion|activity|rebound)|quarterly contractions|(?:economic )?spring slowdown",
        "macro:GDP_US",
        on("growth"),
    ),
    Row(
        r"(?:(?:us|u\.s\.|real|overall|domestic|slow(?:er|ing)?|downside risks to|(?:first|second|third|"
        r"fourth)[\s-](?:quarter|half)|"
        r"annual|annualized|actual|output|stronger|weaker|faster|sluggish|modest|robust|healthy|brisk|steady|positive|solid|moderate|tepid|"
        r"soft(?:er)?|"
        r"sustainable|self-sustaining|underlying|long(?:er)?-(?:run|term))\s)*growth(?: (?:projections?|"
        r"forecasts?|outlook|"
        r"rates?|estimates?|expectations?|prospects))?(?: (?:in|for) the (?:first|second|third|fourth)\b.*)?",
        "macro:GDP_US",
        ECONOMY,
        shared=True,
    ),
    Row(
        r"(?:.*\b)?(?:jobs? (?:gains|growth|creation|adds)(?: figures?| numbers?)?|jobs? (?:prints?|readings?|"
        r"reports|data|numbers?|"
        r"figures?|report|market report)|"
        r"job market (?:reading|data|report)|nfp(?: \w+)?|"
        r"(?:non-?farm|private) (?:jobs|payrolls?)|(?:non-?farm|monthly|recession['’]s) job (?:losses|loss|"
        r"cuts)(?: total)?|"
        r"employment (?:growth|gains|data|numbers|figures)|"
        r"payrolls?(?: growth| gains| data| reports?| readings?| numbers?| figures?)?)",
        "macro:NFP_US",
        ALL,
    ),
    Row(
        r"(?:.*\b)?(?:jobs(?: created| lost| added)?|job[\s-]cuts|hirings?|employers|employment|revisions?|"
        r"headline(?: (?:number|figure))?)|(?:pace of )?job|"
        r"(?:.*\b)?job losses|(?:.*\b)?(?:labor|employment) report|(?:average )?monthly (?:gains?|increases?|"
        r"average)|(?:.*\b)?report on employment",
        "macro:NFP_US",
        on("labor"),
    ),
    Row(r"(?:.*\b)?(?:unemployment(?: data| figures?)?|joblessness|jobless rate)", "macro:UNRATE_US", ALL),
    Row(
        r"(?:.*\b)?(?:inflation|inflation(?:ary)? (?:pressures?|risks?|outlook|target|surge|spike|process|forecasts?)|"
        r"deflation(?: risks?| threat)?|deflationary spiral|disinflation|(?:dis|de)?inflationary \w+|"
        r"inflation (?:revisions?|estimates?)|(?:turnaround|moderation|rate of growth|growth rate|slowdown) "
        r"(?:in|of) prices|threats? to price stability|"
        r"pric(?:e|ing) pressures?|price "
        r"stability|"
        r"price pressures?|"
        r"pressures? on prices|falling prices|inflationary)",
        "macro:INFLATION_US",
        ALL,
    ),
    Row(
        r"(?:.*\b)?(?:price (?:growth|gains|increases|hikes|rises|jumps?|spikes?)|higher prices|"
        r"(?:risk of )?(?:falling|rising) prices|average prices(?: throughout)?)",
        "macro:INFLATION_US",
        on("inflation", "fed", "growth", "labor"),
    ),
    Row(
        r"(?:.*\b)?inflation (?:print|report|reading)|(?:.*\b)?consumer[\s-](?:prices?|inflation)"
        r"(?: (?:figures?|data|inflation|growth|report|reading|print|numbers?))?|"
        r"headline and core (?:figures|readings|inflation|measures|numbers)",
        "macro:CPI_US",
        on("inflation", "growth", "fed", "equities", "rates"),
    ),
    Row(
        r"(?:.*\b)?producer[\s-]prices?(?: (?:index|data|reports?|figures?|numbers?|readings?|inflation|growth)\b.*)?",
        "macro:PPI_US",
        on("inflation", "growth", "equities", "other"),
    ),
    Row(
        r"(?:.*\b)?personal consumption expenditures?(?: \(PCE\))?(?: price)?(?: index| report| data)?",
        "macro:PCE_US",
        on("inflation", "fed", "rates", "growth"),
    ),
    Row(
        r"(?:(?:headline|annual|overall|monthly|retail|general)\s)*(?:prices|cost of living|living costs|"
        r"headline|index|(?:price |inflation )?(?:reading|report|print|number|figures?|data|rate|gauge|measure))",
        "macro:CPI_US",
        on("inflation"),
    ),
    Row(
        r"(?:(?:annual|monthly|narrower|underlying|year-over-year|month-over-month|key|closely watched|"
        r"so-called)\s)*core"
        r"(?: (?:prices|inflation|rate|readings?|figures?|index|gauge|measures?|numbers?|print|data))?(?: rate| "
        r"growth)?|"
        r"(?:.*\b)?core consumer (?:price growth|prices)",
        "macro:CORE_CPI_US",
        on("inflation"),
    ),
    Row(
        r"(?:.*\b)?(?:small[\s-](?:cap|stock)s?(?: \w+)?|small(?:er)? (?:public )?companies)",
        "group:SMALL_CAPS",
        on("small_caps", "equities"),
    ),
    Row(r"(?:.*\b)?(?:large[\s-](?:cap|stock)s?(?: \w+)?|large(?:r)? companies)", "group:LARGE_CAPS", on("equities")),
    Row(r"(?:usd|us dollar|u\.s\. dollar)", "fx:DXY", ALL, "nothing"),
    Row(
        r"(?:(?:super-|ultra-)?(?:strong(?:er)?|weak(?:er)?)\s)?(?:dollar|greenback)(?:['’]s)?(?: gauge| strength|"
        r" weakness| rally|"
        r" advance| decline)?",
        "fx:DXY",
        on("fx", "rates"),
    ),
)
