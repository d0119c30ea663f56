"""The words of claims' subjects that name no one and mean the Fed or its rate, and what every such row holds.

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


def on(*topics: Topic) -> frozenset[Topic]:
    """A set of topics."""
    return frozenset(topics)


ALL: frozenset[Topic] = frozenset(TOPICS)
ANY: frozenset[Topic] = ALL - {"company", "crypto", "commodities", "fx"}
ECONOMY = on("fed", "rates", "inflation", "growth", "labor", "credit")
RATE_TOPICS = on("fed", "rates", "inflation", "growth", "equities", "labor", "credit")
CHANGE = (
    r"(?:hikes?|cuts?|increases?|rises?|reductions?|moves?|decisions?|path|cutting|hiking|tightening|easing|pause|"
    r"firming|boosts?|liftoff|forecasts?|call)"
)
QUALITY = (
    r"(?:(?:us|u\.s\.|american|broad(?:er)?|overall|major|main|key|all|most|both|some|many|three|benchmark|"
    r"domestic)\s)*"
)
FED_ROWS: tuple[Row, ...] = (
    Row(
        r"(?:.*\b)?(?:(?:near-)?zero[\s-](?:interest[\s-])?rate policy|ZIRP|"
        r"(?:interest|policy|benchmark|fed|terminal|funds)[\s-]rates?|rate-?"
        rf"{CHANGE}|(?:interest-)?rate\s{CHANGE})(?:\s(?:cycle|campaign|process|bets|odds|expectations|"
        rf"forecasts?))?",
        "rate:FFR",
        ALL,
    ),
    Row(
        r"(?:(?:us|u\.s\.|short[\s-]term|official|key|benchmark|overnight|target|higher|lower|ultra|low|"
        r"expected|implied|projected|peak)\s)*rates?",
        "rate:FFR",
        RATE_TOPICS,
    ),
    Row(
        r"(?:.*\b)?(?:QE\d?|quantitative easing|(?:bond|asset|mortgage|treasury|securities|"
        r"debt)[\s-](?:purchases?|buying|buys)|"
        r"purchase program|taper(?:ing)?|TALF|monetary stimulus|(?:reverse )?repos|policy panel)(?: "
        r"program(?:me)?s?)?",
        "org:FED",
        ALL,
        "fed",
    ),
    Row(
        r"(?:(?:monetary|stimulative|accommodative|easy|loose|tight(?:er)?|restrictive|central bank|"
        r"fed)\s)*polic(?:y|ies)|"
        r"(?:fed|policy) pivot|pivot|(?:jackson )?hole(?: (?:meeting|symposium|speech))?|(?:dollar )?swap "
        r"lines?(?: .*)?",
        "org:FED",
        ECONOMY | {"equities", "other"},
        "fed",
    ),
    Row(
        r"(?:(?:monetary|credit|round of|rounds of)\s)*easing(?: measures| steps| program)?|asset reductions|"
        r"(?:.*\b)?(?:purchases|buying) of (?:.*\b)?(?:debt|bonds|securities|MBS|treasur(?:y|ies))|(?:fed "
        r")?(?:beige )?book",
        "org:FED",
        ECONOMY | {"equities", "other"},
        "fed",
    ),
    Row(
        r"(?:(?:no|a|first|second|third|next|one|two|three|deep|jumbo|outsized|big(?:ger)?|small(?:er)?|sooner|"
        r"aggressive)\s)*(?:cuts?|hikes?|hiking|"
        r"(?:rate\)? )?(?:tightening|firming)|(?:campaign of )?(?:lifting |raising )?borrowing costs)(?: of that "
        r"(?:magnitude|size))?",
        "rate:FFR",
        ECONOMY | {"equities", "other"},
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:policy|FOMC|Fed) (?:decision|meeting|statement|announcement|verdict)|(?:.*\b)?minutes|"
        r"(?:.*\b)?policy-?\s?setting meeting",
        "org:FED",
        ECONOMY | {"equities", "other"},
        "fed",
    ),
    Row(
        r"(?:(?:further|more|such|any|additional|fresh|future|aggressive|new|U\.S\.)\s)*(?:(?:monetary|policy|"
        r"monetary policy)\s)"
        r"(?:tightening|easing|firming|loosening)",
        "org:FED",
        ECONOMY | {"equities", "other"},
        "fed",
    ),
    Row(r"(?:.*\b)?discount(?: lending)? rates?", "rate:DISCOUNT_US", on("fed", "rates", "credit"), "fed"),
    Row(rf"(?:.*\b)?{CHANGE}(?:\s(?:cycle|campaign|lower|higher))?", "rate:FFR", on("fed", "rates"), "fed"),
    Row(
        r"(?:(?:target|rate) for )?(?:overnight )?(?:interbank|overnight|benchmark|target) lending(?: rates?)?|"
        r"(?:interest[\s-])?rate expectations",
        "rate:FFR",
        on("fed", "rates"),
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:hikes?|(?:quarter|half|full|third)[\s-](?:percentage[\s-])?point(?: \w+)?|"
        r"\d+[\s-]basis[\s-]point \w+|basis[\s-]point (?:moves?|hikes?|cuts?|increases?)|\d+[\s-]?bps? (?:moves?|"
        r"hikes?|cuts?)|"
        r"target range|fed(?:eral)?[\s-]funds?[\s-]futures|(?:interest[\s-])?rate[\s-]futures)",
        "rate:FFR",
        ECONOMY | {"equities", "company"},
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:borrowing costs|swaps|(?:interest[\s-])?rate levels|rate[\s-](?:cut|hike) (?:talk|fears|hopes)|"
        r"rates? (?:fears|worries|outlook|talk)|outlook for (?:interest )?rates|"
        r"(?:hiking|raising|cutting|lowering|keeping) (?:short-term |key |interest )*rates(?: \w+)?|"
        r"(?:key |short-term )+(?:interest )?rates|zero rates|(?:pace of (?:\w+ )?tightening|tightening pace)|"
        r"rate decreases?)",
        "rate:FFR",
        on("fed", "rates"),
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:(?:hiking|cutting|tightening|easing) (?:cycle|campaign)|rate[\s-](?:cut |hike )?(?:fears|worries|"
        r"jitters|talk))|rate (?:increases|decreases)",
        "rate:FFR",
        on("inflation", "growth", "equities", "labor", "rates"),
    ),
    Row(
        r"(?:(?:current|target)\s)*range|(?:(?:expected|implied|likely)\s)*peak|forward curve|"
        r"\d+\s?(?:bps|basis points)",
        "rate:FFR",
        on("fed"),
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:policy-?\s?makers|central bank(?:ers)?|committee|committee members|board of governors|"
        r"monetary (?:authority|policy)|quantitative (?:easing|tightening))",
        "org:FED",
        ALL,
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:officials|voters|governors|minutes|statement|meeting|dots?|dot[\s-]plot|members|participants|"
        r"board|"
        r"speakers|symposium|conference|gathering|speech|press conference|central banking|hawks|doves|testimony)",
        "org:FED",
        on("fed"),
        "fed",
    ),
    Row(
        r"(?:(?:fed|other|some|many|several|most|top|senior|more|both)\s)*(?:officials|"
        r"(?:(?:monthly|large-scale|pace of|amount of|rounds? of|third|second|asset|bond|treasury|"
        r"securities)\s)*purchases"
        r"(?: program(?:me)?)?|"
        r"bond[\s-]buying(?: stimulus)?(?: program(?:me)?)?|policy (?:accommodation|pivot|stance)|accommodation)",
        "org:FED",
        ECONOMY | {"other"},
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
        on("fed"),
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:(?:bond|asset|mortgage|treasury)[\s-](?:buying|purchasing|purchase) (?:efforts?|plans?|"
        r"sprees?|splurge|"
        r"operations?)|installments? of bond[\s-]buying|purchasing program(?:me)?(?: of .*)?|"
        r"easy(?:[\s-]money)(?: policy| "
        r"policies)?|(?:temporary )?reserves|cash injections?|repurchase (?:agreements?|operations?)|"
        r"(?:term|liquidity) (?:auctions?|facilit(?:y|ies)|provisions|measures)|principal payments|MBS|"
        r"(?:mortgage|agency)(?:-backed)? (?:securities|debt)|monetary (?:base|policy reaction)|"
        r"quantitative easing(?: component| program(?:me)?|\))|"
        r"auctions? of (?:short-term )?(?:funding|funds|loans|credit)|(?:hurdle|bar|case) for .*(?:stimulus|"
        r"easing).*|hawkishness|dovishness|"
        r"(?:low|zero)[\s-]rate (?:vow|pledge|promise|commitment))",
        "org:FED",
        on("fed", "rates", "credit"),
        "fed",
    ),
    Row(
        r"(?:(?:additional|further|new|more|such|these|those|any|fresh|other|extra|bold(?:er)?|aggressive|"
        r"unconventional|policy|"
        r"stimulus|monetary|easing|liquidity|hawkish|dovish|two|three|several|a number of)\s)*(?:measures?|steps?|"
        r"(?<!legal )actions?|support|comments?|remarks?|communications? \w+|balance of risks|discussion|debate)",
        "org:FED",
        on("fed"),
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:securities holdings|asset sales|dissents?|dissenting votes?|hawkish(?:ness)? talk|"
        r"policy (?:options?|"
        r"adjustments?|tilt|tool)|(?:political )?independence|round of (?:\w+ )?buying|winding-down process|"
        r"end to (?:the )?(?:\w+ )*(?:purchases|buying|QE\d?)|monetary policy symposium|(?:the )?agency|"
        r"asymmetric policy tilt|(?:highly )?accommodative monetary policies|dovish pivot|hawkish chorus|"
        r"monetary (?:accommodation|easing\)?)|comfort zone|emergency (?:lending )?programs?|emergency loans?|"
        r"lending (?:program|facility|facilities)|round of (?:support|stimulus|asset purchases))",
        "org:FED",
        on("fed", "rates"),
        "fed",
    ),
    Row(
        r"(?:(?:a|an|several|some|many|hawkish|dovish|risk from|further|more|the|scope of|lively|U\.S\.)\s)*"
        r"central bank(?:['’]s?)?\s(?:[\w-]+\s)?(?:officials?|debate|actions?|policies|policy|mandate|chorus|language|"
        r"lending|purchases|support|independence|governance structure|staff|liquidity|meeting|forecasts?|projections?)",
        "org:FED",
        ALL,
        "fed",
    ),
    Row(
        r"(?:(?:a|an|risks? from|further|more|additional|extremely|strong|fresh|new|monetary|very|exceptionally|"
        r"super-easy|super)\s)+(?:tightening|easing|accommodation|(?:monetary )?stimulus)|(?:.*\b)?purchases of "
        r"longer-(?:dated|term)(?: \w+)?|a? ?round of (?:monetary |quantitative )+(?:easing|stimulus)|"
        r"term funding program|TALF|TAF credit",
        "org:FED",
        on("growth", "labor", "credit", "rates", "fed", "equities"),
        "fed",
    ),
    Row(
        r"(?:.*\b)?(?:(?:mortgage-related|mortgage-backed|agency) (?:debt|securities)(?: and debt)?|excess liquidity|"
        r"(?:asset-backed )?securities loan facility|highly accommodative monetary polic(?:y|ies)|"
        r"testimony to congress|"
        r"hawkish central banking)",
        "org:FED",
        on("credit", "rates", "equities", "growth"),
        "fed",
    ),
    Row(r"(?:it|they|them|this|we|he)", "org:FED", on("fed"), "fed"),
)
"""The Fed and its rate: these are read first."""
