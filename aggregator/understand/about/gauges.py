"""Which measure, rate or body a looser name means in its surroundings: "core inflation" of the PCE, the Fed's rate."""

from __future__ import annotations

import re

from aggregator.understand.about import crudes
from aggregator.understand.drafts import Draft
from aggregator.understand.topical.surroundings import FED_SENTENCES, Around, speaks_of
from aggregator.understand.view import View

_INFLATION_FIGURE = re.compile(
    r"inflation (?:rate\b|print\b|reading\b|report\b|number\b|figure\b|(?P<many>data|rates|readings|reports|numbers|"
    r"figures))|"
    r"rate of inflation|headline inflation",
    re.IGNORECASE,
)
_JOBS_ADDED = re.compile(
    r"^\s(?:\w+\s){0,2}?(?:add|creat|los|shed|gain)\w*\s(?:[^,;]|,\d){0,60}?\b(?:jobs|payrolls|positions)\b"
)
_CORE = re.compile(r"\bcore\b", re.IGNORECASE)
_PCE = re.compile(
    r"\bPCE\b|personal consumption|Commerce Department|Fed['’]s (?:preferred|favou?red|favou?rite)|"
    r"favou?red by the Fed|consumer spending"
)
_CPI = re.compile(r"\bCPI\b|consumer[\s-]price index|Labor Department|Bureau of Labor Statistics")
_COMMERCE = re.compile(r"\b(?:Commerce Department|Bureau of Economic Analysis)\b")
_OF_LABOR = re.compile(r"\bCPI\b|consumer[\s-]price index", re.IGNORECASE)
_YEN = re.compile(r"\b(?:against|versus|on|to|vs\.?) the (?:Japanese )?(?:yen|JPY)|\bUSD/(?:JPY|yen)\b", re.IGNORECASE)
_EURO_FIRST = re.compile(r"\b(?:against|versus|vs\.?|both) the euro\b.*\byen\b", re.IGNORECASE)
_PER_DOLLAR = re.compile(r"\d\s?(?:yen\s)?(?:to|against|versus|per|on) (?:the )?(?:U\.?S\.? )?(?:dollar|greenback)")
_FUTURES = re.compile(r"\bNasdaq\s(?:E-?mini\s|index\s)?futures\b", re.IGNORECASE)
_FUTURES_LIST = re.compile(r"(?:U\.?S\.? )?(?:[Ss]tock )?[Ff]utures\b[^.:]{0,20}:")
_SMALL_FIRST = re.compile(r"(?:the\s)?small[\s-](?:stock|cap)s?\s(?:and|or)\s", re.IGNORECASE)
_BONDS = frozenset({"group:US_TREASURIES", "group:UST_YIELDS"})
_BUYING = re.compile(
    r"\b(?:[Bb]uy(?:s|ing)?|[Bb]ought|[Pp]urchas(?:es?|ed|ing)(?:\sof)?|[Hh]oldings\sof)\s(?:(?:more|additional|"
    r"further|"
    r"long(?:er)?-(?:term|dated|maturity)|U\.?S\.?|government|government-backed|governments|mortgage(?:-(?:backed|"
    r"related))?|agency|"
    r"Treasury|and|the|its|some|up to|\$[\d.,]+\s?(?:billion|trillion)(?:\s(?:of|in|worth of))?|in|of)\s)*"
    r"(?:Treasur(?:y|ies)|[Bb]onds|debt|securities|assets)(?:\s(?:bonds|securities|debt|outright))?$"
)
DECIDED = frozenset({"policy", "outlook", "forecast"})
_BUYERS = re.compile(
    r"\b(?i:investors?|traders?|funds?|banks|foreign\w*|China|Japan|households|dealers|insurers)\b[^,;]{0,60}$"
)
_QE = re.compile(r"\b(?:[Qq]uantitative\s(?:easing|tightening)|QE\d?)$")
_BENCHMARK = re.compile(r"\b[Bb]enchmark\s(?:U\.?S\.?\s)?(?:[Tt]reasury\s)?yields?$")
_YEARS = re.compile(
    r"\b(?P<years>10|[Tt]en|2|[Tt]wo|30)-year\s(?:U\.?S\.?\s)?(?:(?:Treasury|Treasuries|government|bond|note)\s?)*"
    r"(?:Treasury|Treasuries|notes?|bonds?|yields?)$"
)
_OF_TITLE = re.compile(r"\b(?P<years>10|ten|2|two|30)-year treasury\b", re.IGNORECASE)
_MATURITIES = {"10": "UST10Y", "ten": "UST10Y", "2": "UST2Y", "two": "UST2Y", "30": "UST30Y"}


def meant(draft: Draft, named: str, view: View, around: Around) -> str:
    """The id of what a name means here: its own where nothing shows another."""
    return _of_policy(draft, named, view, around) or _of_gauge(draft, named, view, around)


def _of_policy(draft: Draft, named: str, view: View, around: Around) -> str | None:
    """The Fed where its purchases are named by what it buys, its rate where it is foreseen to move it; or a yield."""
    wanted = None
    if named == "index:COMP" and _SMALL_FIRST.match(draft.subject.text):
        wanted = "group:SMALL_CAPS"
    elif named == "index:COMP" and _FUTURES_LIST.match(view.text):
        wanted = "index:NDX"
    elif named == "index:COMP" and _FUTURES.search(draft.subject.text + view.text[draft.subject.end :][:9]):
        wanted = "index:NDX"  # the contract on the Nasdaq is one on its hundred largest
    elif named in _BONDS:
        wanted = _of_debt(draft, view, around)
    elif (named == "rate:FFR" and _QE.search(view.text[: draft.subject.end])) or (
        named in _PRICES
        and _AIMED.search(draft.subject.text + view.text[draft.subject.end :][:FIGHT_CHARS])
        and speaks_of("fed", view, around)
    ):
        wanted = "org:FED"
    elif named in _OFFICES and draft.kind == "forecast" and _REPORT.search(draft.subject.text):
        wanted = "macro:NFP_US"
    elif named == "rate:FFR" and _DISCOUNT.search(draft.subject.text):
        wanted = "rate:DISCOUNT_US"  # what banks pay at the window moves apart from the target
    elif named == "org:FED" and _is_of_its_rate(draft, view):
        wanted = "rate:FFR"
    return wanted


def _of_debt(draft: Draft, view: View, around: Around) -> str | None:
    """The maturity that stands before "yields", or the Fed where it is what buys the debt."""
    told = view.text[: draft.subject.end]
    if _BENCHMARK.search(told):
        return "rate:UST10Y"
    if maturity := _YEARS.search(told):
        return f"rate:{_MATURITIES[maturity['years'].lower()]}"
    bought = draft.kind in DECIDED and is_bought(draft, view) and speaks_of("fed", view, around)
    return "org:FED" if bought else None


def _is_of_its_rate(draft: Draft, view: View) -> bool:
    """Whether what is told or foreseen of the Fed is where it sets its rate, not what it says or buys."""
    behind = view.text[draft.subject.end :][:RATE_CHARS]
    if _FED_RATE.search(draft.subject.text + behind[:FED_RATE_CHARS]):
        return True
    act = _RATE_ACT.match(behind)
    if draft.kind not in DECIDED or act is None or _ACTOR.fullmatch(draft.subject.text) is None:
        return False
    if draft.kind != "forecast" and (_SETS_RATES.match(behind) is None or _MEANS_TO.search(act.group())):
        return False
    return _BESIDE_RATES.search(behind if draft.kind == "policy" else act.group()) is None


def _of_gauge(draft: Draft, named: str, view: View, around: Around) -> str:
    """The measure, pair or crude that the surroundings show, else the one that is named."""
    near = view.text[max(0, draft.subject.start - 40) : draft.subject.end + 60]
    wanted = named
    told = view.text[max(0, draft.subject.start - 40) : draft.subject.end + 5]
    if named == "macro:INFLATION_US" and (_CORE.search(told) or _is_core(draft, view)):
        wanted = "macro:CORE_PCE_US" if _gauge(view, around) == "PCE" else "macro:CORE_CPI_US"
    elif named == "macro:INFLATION_US" and _CPI_NAME.search(draft.subject.text):
        wanted = _of_spending("macro:CPI_US", draft, view, around)
    elif named == "macro:GDP_US" and _JOBS_ADDED.search(view.text[draft.subject.end :][:80]):
        wanted = "macro:NFP_US"
    elif named == "macro:INFLATION_US" and (figure := _INFLATION_FIGURE.search(near)) is not None:
        gauge = _gauge(view, around)
        plain = gauge is None and figure["many"] is not None and not _is_of_one_day(draft, view)
        wanted = named if plain else "macro:PCE_US" if gauge == "PCE" else "macro:CPI_US"
    elif named == "macro:INFLATION_US" and draft.kind in {"data", "forecast"} and draft.value is not None:
        gauge = _gauge(view, around)  # what is foreseen may be the Fed's own forecast, which is of the PCE
        wanted = "macro:PCE_US" if gauge == "PCE" else "macro:CPI_US" if gauge and draft.kind == "data" else named
    elif (
        named == "macro:INFLATION_US" and draft.kind == "data" and _CPI.search(view.text) and not _PCE.search(view.text)
    ):
        wanted = "macro:CPI_US"
    elif named in _CORES and _is_core(draft, view):
        wanted = _of_spending(_CORES[named], draft, view, around)
    elif named in {"macro:CPI_US", "macro:CORE_CPI_US"}:
        wanted = _of_spending(named, draft, view, around)
    elif named == "fx:JPY" and draft.kind == "level" and draft.value and _PER_DOLLAR.search(view.text):
        wanted = "fx:USDJPY"
    elif named in {"fx:DXY", "fx:JPY"} and _is_in_yen(draft, view):
        wanted = "fx:USDJPY" if "dollar" in draft.subject.text.lower() or "usd" in draft.subject.text.lower() else named
    elif named == crudes.PLAIN:
        wanted = crudes.told(view, draft.subject.start, draft.subject.end) or around.crude or named
    if wanted == "macro:CORE_CPI_US" and _is_aimed_at(draft, view, around):
        return "macro:CORE_PCE_US"
    return wanted


_ONE_DAY = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri)day(?:['’]s)?\b|\b(?:later\s)?(?:to-?day|tomorrow)\b|\blater in the day\b"
)


def _is_of_one_day(draft: Draft, view: View) -> bool:
    """Whether figures of inflation are those of one release to come, which is then the consumer prices'."""
    told = view.text[max(0, draft.subject.start - 40) : draft.subject.end + 40]
    return draft.kind == "forecast" and _ONE_DAY.search(told) is not None


_FED_TALKS = re.compile(r"\b(?:Fed|FOMC|Federal Reserve|Powell|Yellen|Bernanke)\b")


def _is_aimed_at(draft: Draft, view: View, around: Around) -> bool:
    """Whether core inflation is spoken of at the Fed, whose goal is of the PCE, and no measure is named."""
    told = (around.title, view.text)
    return (
        "inflation" in draft.subject.text.lower()
        and _CPI_NAME.search(draft.subject.text) is None
        and _gauge(view, around) is None
        and any(_FED_TALKS.search(text) for text in told)
    )


_DISCOUNT = re.compile(r"\bdiscount(?: lending)? rate\b", re.IGNORECASE)
_OFFICES = frozenset({"org:BLS", "org:LABOR_US"})
_AIMED = re.compile(
    r"\binflation[\s-](?:target(?:s|ing)?|goal|objective|fight(?:ing|ers?)?|vigil)\b|"
    r"\btargets? for (?:\w+\s)?inflation\b|"
    r"\b(?:fight|battle|war|efforts?|campaign|struggle|resolve)\s(?:against|on|with|to\s\w+(?:\sdown)?)\s(?:\w+\s)?"
    r"(?:inflation|prices)\b",
    re.IGNORECASE,
)
_PRICES = frozenset({"macro:INFLATION_US", "macro:CPI_US"})
_REPORT = re.compile(r"\s(?:(?:monthly|jobs?|employment|payrolls?)\s)*report$")
RATE_CHARS = 90
FED_RATE_CHARS = 24
FIGHT_CHARS = 7
"""Of a fight that the encoder cut off: "the inflation" of "the inflation fight"."""
_ACTOR = re.compile(
    r"(?:(?:the|The|U\.?S\.?)\s)*(?:[\w-]+\s)?(?:Fed|Federal Reserve|central bank|FOMC|Federal Open Market Committee|"
    r"Committee|[Pp]olicy-?\s?makers|[Oo]fficials|[Ii]t|[Tt]hey|[Ww]e)(?:['’]s)?"
)
_RATE_ACT = re.compile(
    r"[^;:]{0,70}?\b(?:(?:rais|hik|cut|lower|slash|lift|increas|reduc|boost|keep|kept|hold|held|maintain|leav|"
    r"left|mov)\w*"
    r"\s(?:\w+[\s-]){0,3}?(?:rates?|borrowing costs)\b|rate[\s-](?:cut|hike|increase|rise)s?\b|hik(?:e|es|ed|ing)\b|"
    r"(?:rates?\s)?on hold\b|st(?:ay|and) (?:pat|put)\b|(?<!belt-)tighten(?:ing)?\b(?!\s(?:policy|financial|"
    r"credit))|[\d.]+[\s-]basis[\s-]points?\b|"
    r"(?:cut|cutting|raise|move)\s(?:by|at all|again|in|if|before|until|next|this|(?:\w+\s)?\d))"
)
_SETS_RATES = re.compile(
    r"[^;:]{0,70}?\b(?:rais|hik|cut|lower|slash|lift|increas|reduc|boost|left|leav|mov|trim)\w*"
    r"\s(?:\w+[\s-]){0,3}?(?:rates?|borrowing costs)\b"
)
"""What moves the rate itself, where something was decided or is only thought of."""
_MEANS_TO = re.compile(
    r"\b(?:late|intent|resolved?|look\w*|stop|paus\w*|halt|hold\w*|end\w*|slow\w*|unemployment|emergency|discount|"
    r"mortgage|enough)\b"
)
"""What the Fed means to do or is told to have been, beside its rate: "was late to raise rates", "stops hiking"."""
_BESIDE_RATES = re.compile(
    r"quantitative|\bQE|bond|purchas|asset|securities|consider|language|promis|pledge|vow|guidance|signal|"
    r"telegraph|said|"
    r"debat|discuss|announce|statement|dashed|quashed|stress|pumped|flooded|buyer|talk|pace of|measured|program",
    re.IGNORECASE,
)
"""What the Fed says or buys, told along with its rate."""
_FED_RATE = re.compile(
    r"\b(?:Fed|Federal Reserve|FOMC)(?:['’]s)?\s(?:[\w-]+\s){0,2}(?:benchmark\b|hik(?:e|es|ing)\b|downshift\b|"
    r"pause\b|cuts?\b|(?:terminal|peak)\srate\b|"
    r"(?:rate[\s-])?(?:cutting|hiking|tightening|easing)\s(?:cycle|campaign)s?\b|"
    r"(?:interest[\s-])?rate\s(?:cut|hike|increase|rise|decision|path|move)s?\b)|"
    r"\b(?:Fed|Federal Reserve|FOMC)(?:['’]s)?\s(?:tightening|easing)\b"
)
_CPI_NAME = re.compile(r"\bCPI\b|price index|consumer[\s-]prices?", re.IGNORECASE)


_CORES = {
    "macro:CPI_US": "macro:CORE_CPI_US",
    "macro:PCE_US": "macro:CORE_PCE_US",
    "macro:PPI_US": "macro:CORE_PPI_US",
}
_BOTH = re.compile(r"\b(?:headline|overall|actual)\s(?:and|or)\s(?:the\s)?core\b", re.IGNORECASE)
_LESS = r"(?:exclud(?:es?|ed|ing)|strip(?:s|ped|ping)? out|outside(?: of)?|without|minus|less)"
_CORE_WITHIN = re.compile(
    rf"\bcore\b|\bex[- ](?:food|energy)\b|\b{_LESS}\s(?:\w+\s){{0,2}}?(?:food|energy)\b", re.IGNORECASE
)
_CORE_BEFORE = re.compile(
    rf"(?:\bcore\s\(?(?:\w+\s)?|\b(?:{_LESS}|ex)\s[^.;,]{{0,30}}\b(?:food|energy)\b[^.;]{{0,30}},\s(?:the\s)?)$",
    re.IGNORECASE,
)
_CORE_AFTER = re.compile(
    r"^,?\s?(?:\([^()]*\),?\s?)?(?:(?:which|that)\s)?(?:exclud(?:es?|ing)|strip(?:s|ping) out|outside(?: of)?|"
    r"ex[- ])\s?(?:the\s|"
    r"its\s)?(?:volatile\s)?"
    r"(?:food|energy)",
    re.IGNORECASE,
)


def _of_spending(named: str, draft: Draft, view: View, around: Around) -> str:
    """The price index of consumer spending where the text speaks of that one and the subject does not name the CPI.

    "Consumer prices" are the other one's only in the Commerce Department's report.
    """
    if "CPI" not in named or _OF_LABOR.search(draft.subject.text):
        return named
    named_so = _CPI_NAME.search(draft.subject.text) is not None
    of_spending = _by_commerce(view, around) if named_so else _gauge(view, around) == "PCE"
    return named.replace("CPI", "PCE") if of_spending else named


def _by_commerce(view: View, around: Around) -> bool:
    """Whether the office named last, in this sentence or the few before, is the one that counts consumer spending."""
    for text in (view.text, *(other.text for other in reversed(around.past[-FED_SENTENCES:]))):
        commerce, labor = _COMMERCE.search(text), _CPI.search(text)
        if commerce or labor:
            return commerce is not None and labor is None
    return False


def _is_in_yen(draft: Draft, view: View) -> bool:
    """Whether a sentence gives a price in yen, and of no index or against the euro first."""
    if _EURO_FIRST.search(view.text) or "index" in draft.subject.text.lower():
        return False
    return _YEN.search(view.text) is not None


def maturity(title: str) -> str | None:
    """The id of the yield that a title is on: "2-Year Treasury Yield Rises"."""
    named = _OF_TITLE.search(title)
    return f"rate:{_MATURITIES[named['years'].lower()]}" if named else None


def is_bought(draft: Draft, view: View) -> bool:
    """Whether a draft is on debt that someone buys, no investor or other country."""
    told = view.text[: draft.subject.end]
    match = _BUYING.search(told)
    return match is not None and _BUYERS.search(told[: match.start()]) is None


def _is_core(draft: Draft, view: View) -> bool:
    """Whether a price index is told of without food and energy."""
    start, end = draft.subject.start, draft.subject.end
    if _BOTH.search(draft.subject.text):
        return False
    if _CORE_WITHIN.search(draft.subject.text):
        return True
    before = view.text[max(0, start - 80) : start]
    return _CORE_BEFORE.search(before) is not None or _CORE_AFTER.match(view.text[end:]) is not None


def _gauge(view: View, around: Around) -> str | None:
    """Which price measure a text speaks of: the last named up to this sentence, else the title's."""
    for text in (view.text, *(other.text for other in reversed(around.past[-FED_SENTENCES:])), around.title):
        pce, cpi = _PCE.search(text), _CPI.search(text)
        if pce or cpi:
            return "PCE" if pce and not cpi else "CPI" if cpi and not pce else None
    return None
