"""What plain words refer to where no name stands: "rates" of the Fed, "officials", "stocks", "revenue" of the company.

Read for claims whose subject links nothing, by the rows of `referent_rows`; claims on companies go to the firm that the
text speaks of. Where the words and their surroundings leave a doubt there is no link. None of these words is an
instrument's own name, so nothing found here is priced.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aggregator.records import Entity, Topic
from aggregator.understand import firms, headwords, readings, topics
from aggregator.understand.drafts import Draft
from aggregator.understand.lexicon import DOMESTIC, FOREIGN
from aggregator.understand.referent_rows import ROWS, Need
from aggregator.understand.view import View

_FIRM_TOPICS: frozenset[Topic] = frozenset({"equities", "small_caps", "other"})
_FIRM_WORD_TOPICS: frozenset[Topic] = frozenset(
    {"credit", "rates", "fx", "commodities", "crypto", "small_caps", "other"}
)
_FIRM_WORD = re.compile(
    r"(?:.*\b)?(?:revenues?|net (?:income|profit|sales)|quarterly (?:profits?|earnings|sales)|EPS|EBITDA|guidance|"
    r"results|dividend yield|dividends?|buy-?backs?)|(?:company|firm|fund|ETF|trust|lender|retailer|stock)",
    re.IGNORECASE,
)
"""What only a firm or fund has or is, whatever a claim is about."""
_COMPILED = tuple((re.compile(row.words, re.IGNORECASE), row) for row in ROWS)
_NOT_POLICY = re.compile(
    r"\b(?:price|mortgage|exchange|growth|unemployment|jobless|tax|birth|default|vacancy|inflation|saving|repo|"
    r"deposit|hourly|"
    r"participation|discount|swap|(?<!overnight )(?<!interbank )lending|loan|annual|savings|hit|"
    r"interest-rate futures|prime|freight|"
    r"10-year|two-year|30-year|long(?:er)?[\s-]term|real|market|cap)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:global|world|worldwide|international|emerging|U\.K\.|euro[\s-]?(?:zone|area)|EU|other|shelter|rent|food|"
    r"energy|"
    r"expect(?:ed|ations)|deleted|compensation)\b|"
    r"\b(?:" + "|".join(sorted(FOREIGN)) + r")(?:['’]s)?\b",
    re.IGNORECASE,
)
_FED_WORDS = re.compile(r"\b(?:Fed|Federal Reserve|FOMC|Powell|Yellen|Bernanke|Greenspan|Committee)\b|\bFed['’]s\b")
_OTHER_BANK = re.compile(
    r"\b(?:ECB|BOE|BoE|BOJ|BoJ|RBA|RBI|RBNZ|PBOC|SNB|MPC|"
    r"Bank of (?:England|Japan|Canada|Korea)|European Central Bank)\b"
)
_WORDS = re.compile(r"[a-z]+(?:\.[a-z])?")
FED_SENTENCES = 6


@dataclass(frozen=True, slots=True)
class Around:
    """What the text around a sentence is about: its title and the sentences before, newest last."""

    title: str
    past: Sequence[View]
    lookup: Mapping[str, Entity]
    firm: Entity | None = None  # the one company or fund that the article is about
    abroad: bool = False  # the whole article is about another country
    told: Entity | None = None  # what the last claim of the sentence before is about


def of(draft: Draft, topic: Topic, view: View, around: Around) -> Entity | None:
    """What the subject of a draft refers to; None where its words and their surroundings leave a doubt."""
    text = headwords.of(draft.subject.text, view.text[draft.subject.end :])
    if _TURNOVER.fullmatch(text) and _ON_EXCHANGE.search(view.text):
        topic = "equities"
    leading = [word for word in view.text[: draft.subject.start].split()[-1:] if not word.startswith("expect")]
    elsewhere = _ELSEWHERE.search(" ".join((*leading, text))) is not None
    meant = (
        readings.of_index(text, draft, view)
        or readings.of_instrument(text, draft, view)
        or _of_told(text, topic, view, around)
    )
    meant = meant or (
        None
        if elsewhere
        else _measure(text, draft, topic, view, around)
        or _plain(text, topic, view, around, view.text[: draft.subject.start])
    )
    if meant is not None:
        return instead(draft, meant, view, around)
    if topic == "company" or (topic in _FIRM_WORD_TOPICS and _FIRM_WORD.fullmatch(text)):
        return firms.of(draft, view, around.past, around.firm)
    # An article about one firm speaks of it wherever nothing else is named.
    alone = around.firm is not None and topic in _FIRM_TOPICS and not elsewhere
    return firms.of(draft, view, around.past, around.firm) if alone and not _names_market(view) else None


_POINTS = re.compile(
    r"(?:it|they|that|this|its (?:shares|stock|swing|price)|(?:tech-heavy |benchmark |broad(?:er)? |"
    r"small-cap )?(?:index|gauge|"
    r"benchmark|average)|move(?: lower| higher)?|number|that number)",
    re.IGNORECASE,
)
_ANY_TOPIC: frozenset[Topic] = frozenset({"other", "politics"})


def _of_told(text: str, topic: Topic, view: View, around: Around) -> Entity | None:
    """What the sentence before was about last, where words only point to it and its topic is the same."""
    told = around.told
    if told is None or _POINTS.fullmatch(text) is None:
        return None
    named = next((link for link in view.links if link.entity is not None and link.entity != told), None)
    if named is not None and _POINTS.match(view.text) is None:
        return None
    own = topics.of_entity(told.id)
    noun = text.lower().split()[-1]
    if noun in {"index", "gauge", "benchmark", "average"} and not told.id.startswith(("index:", "macro:")):
        return None
    return told if own is not None and (topic == own or topic in _ANY_TOPIC) else None


_OTHER_MARKET = re.compile(
    r"\b(?:housing|labou?r|jobs?|property|real[\s-]estate|bond|debt|credit|oil|gold|commodity|currency|crypto|energy|"
    r"IPO|used[\s-]car|"
    r"mortgage|rental|home|gilt|repo|money|futures|options)[\s-]$",
    re.IGNORECASE,
)


def _plain(text: str, topic: Topic, view: View, around: Around, before: str) -> Entity | None:
    """What the first row says that holds for words of this topic here."""
    for pattern, row in _COMPILED:
        if topic not in row.topics or pattern.fullmatch(text) is None:
            continue
        if row.entity_id == "rate:FFR" and _NOT_POLICY.search(text):
            continue
        if row.entity_id == "group:US_EQUITIES" and _OTHER_MARKET.search(before):
            continue
        meant = _speaks_of(row.need, view, around)
        meant = meant or (topic == "fed" and _is_of_the_fed(view, around))
        if meant or (row.need == "us" and _is_cause_abroad(view, around, len(before))):
            return around.lookup.get(row.entity_id)
    return None


_TURNOVER = re.compile(r"(?:.*\b)?volume|shares|trad(?:e|ing)", re.IGNORECASE)
_ON_EXCHANGE = re.compile(r"\bshares\b.{0,40}\b(?:New York Stock Exchange|NYSE|U\.S\. exchanges|US exchanges)\b")
_OF_A_MEASURE = re.compile(
    r"(?:(?:annual|annualized|monthly|yearly|year-over-year|year-on-year|month-over-month|12-month|latest|revised|"
    r"smallest|"
    r"biggest|largest|quickest|overall|headline)\s)*(?:rate of (?:growth|increase)|(?<=[ry] )growth|change|increase|"
    r"advance|rise|gain|"
    r"pace|numbers?|print|reading|figures?|release|report|index|gauge|drop|decline|12-month(?: \w+)?|it|that)"
    r"(?:\s(?:by|of) the index)?",
    re.IGNORECASE,
)
_MEASURES = (
    "macro:CPI_US",
    "macro:CORE_CPI_US",
    "macro:PPI_US",
    "macro:PCE_US",
    "macro:CORE_PCE_US",
    "macro:INFLATION_US",
)
MEASURE_SENTENCES = 2


def _measure(text: str, draft: Draft, topic: Topic, view: View, around: Around) -> Entity | None:
    """The price measure whose "year-over-year change" a sentence gives: the last named before, if only one is."""
    if topic != "inflation" or _OF_A_MEASURE.fullmatch(text) is None or not _speaks_of_us(view, around):
        return None
    here = [link.entity for link in view.links if link.end <= draft.subject.start]
    for entities in (
        here,
        *([link.entity for link in other.links] for other in around.past[: -MEASURE_SENTENCES - 1 : -1]),
    ):
        found = {entity.id: entity for entity in entities if entity is not None and entity.id in _MEASURES}
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
    return None


def _names_market(view: View) -> bool:
    return any(
        link.entity is None or not link.entity.id.startswith(("company:", "fund:", "org:", "person:"))
        for link in view.links
    )


_INFLATION_FIGURE = re.compile(
    r"inflation (?:rate\b|print\b|reading\b|report\b|number\b|figure\b|(?P<many>data|rates|readings|reports|numbers|"
    r"figures))|"
    r"rate of inflation",
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
_YEN = re.compile(r"\b(?:against|versus|on|to|vs\.?) the (?:Japanese )?(?:yen|JPY)|\bUSD/(?:JPY|yen)\b", re.IGNORECASE)
_PER_DOLLAR = re.compile(r"\d\s?(?:yen\s)?(?:to|against|versus|per|on) (?:the )?(?:U\.?S\.? )?(?:dollar|greenback)")
_BONDS = frozenset({"group:US_TREASURIES", "group:UST_YIELDS"})
_BUYING = re.compile(
    r"\b(?:[Bb]uy(?:s|ing)?|[Bb]ought|[Pp]urchas(?:es?|ed|ing)(?:\sof)?|[Hh]oldings\sof)\s(?:(?:more|additional|further|"
    r"long(?:er)?-(?:term|dated)|U\.?S\.?|government|the|its)\s)*(?:Treasur(?:y|ies)|[Bb]onds|government debt)"
    r"(?:\s(?:bonds|securities|debt))?$"
)
_DECIDED = frozenset({"policy", "outlook", "forecast"})
_BUYERS = re.compile(
    r"\b(?i:investors?|traders?|funds?|banks|foreign\w*|China|Japan|households|dealers|insurers)\b[^,;]{0,60}$"
)
_QE = re.compile(r"\b(?:[Qq]uantitative\s(?:easing|tightening)|QE\d?)$")
_TEN_YEARS = re.compile(
    r"(?:\b[Bb]enchmark\s(?:U\.?S\.?\s)?(?:[Tt]reasury\s)?yields?|"
    r"\b(?:10|[Tt]en)-year\s(?:U\.?S\.?\s)?(?:Treasury|Treasuries)(?:\s(?:notes?|yields?))?)$"
)
_EARNED = re.compile(r"(?:.*\b)?(?:earnings|profits?)(?: (?:growth|weakness|season|quarter|picture))?", re.IGNORECASE)
_US_CRUDE = re.compile(
    r"\b(?:U\.?S\.? (?:light )?crude|U\.?S\.? oil|crude (?:oil )?futures|light,? sweet crude|"
    r"crude (?:oil )?for \w+ delivery|NYMEX crude|West Texas)",
    re.IGNORECASE,
)


def instead(draft: Draft, entity: Entity, view: View, around: Around) -> Entity:
    """The entity that the surroundings show to be meant where a name is a looser one: "core inflation" of the PCE."""
    if entity.id.startswith(("company:", "fund:")):
        return _of_market(draft, view, around) or entity
    wanted = _of_policy(draft, entity.id, view, around) or _of_gauge(draft, entity.id, view, around)
    return around.lookup.get(wanted, entity)


def _of_policy(draft: Draft, named: str, view: View, around: Around) -> str | None:
    """The Fed where its purchases are named by what it buys, its rate where it is foreseen to move it; or a yield."""
    told = view.text[: draft.subject.end]
    if named in _BONDS and _TEN_YEARS.search(told):
        return "rate:UST10Y"
    if named in _BONDS and draft.kind in _DECIDED and _is_bought(told) and _speaks_of("fed", view, around):
        return "org:FED"
    if named == "rate:FFR" and _QE.search(told):
        return "org:FED"
    if named == "org:FED" and draft.kind == "forecast" and _RATE_ACT.search(view.text[draft.subject.end :][:90]):
        return "rate:FFR"  # what is foreseen of the Fed is where it will set its rate
    return None


def _of_gauge(draft: Draft, named: str, view: View, around: Around) -> str:
    """The measure, pair or crude that the surroundings show, else the one that is named."""
    near = view.text[max(0, draft.subject.start - 40) : draft.subject.end + 60]
    wanted = named
    if named == "macro:INFLATION_US" and _CORE.search(near[: 45 + len(draft.subject.text)]):
        wanted = "macro:CORE_PCE_US" if _gauge(view, around, of_fed=True) == "PCE" else "macro:CORE_CPI_US"
    elif named == "macro:GDP_US" and _JOBS_ADDED.search(view.text[draft.subject.end :][:80]):
        wanted = "macro:NFP_US"
    elif named == "macro:INFLATION_US" and (figure := _INFLATION_FIGURE.search(near)) is not None:
        gauge = _gauge(view, around)
        plain = gauge is None and figure["many"] is not None
        wanted = named if plain else "macro:PCE_US" if gauge == "PCE" else "macro:CPI_US"
    elif named == "macro:INFLATION_US" and draft.kind in {"data", "forecast"} and draft.value is not None:
        wanted = "macro:PCE_US" if _gauge(view, around) == "PCE" else named
    elif named in _CORES and _is_core(draft, view):
        wanted = _CORES[named]
        if wanted == "macro:CORE_CPI_US" and not _CPI_NAME.search(draft.subject.text) and _gauge(view, around) == "PCE":
            wanted = "macro:CORE_PCE_US"
    elif named in {"macro:CPI_US", "macro:CORE_CPI_US"} and not _CPI_NAME.search(draft.subject.text):
        wanted = named.replace("CPI", "PCE") if _gauge(view, around) == "PCE" else named
    elif named == "fx:JPY" and draft.kind == "level" and draft.value and _PER_DOLLAR.search(view.text):
        wanted = "fx:USDJPY"
    elif named in {"fx:DXY", "fx:JPY"} and _YEN.search(view.text):
        wanted = "fx:USDJPY" if "dollar" in draft.subject.text.lower() or "usd" in draft.subject.text.lower() else named
    elif named == "commodity:OIL" and _US_CRUDE.search(
        view.text[max(0, draft.subject.start - 6) : draft.subject.end + 20]
    ):
        wanted = "commodity:WTI"
    return wanted


_RATE_ACT = re.compile(
    r"\b(?:(?:rais|hik|cut|lower|slash|lift|increas|reduc|keep|hold|maintain)\w*\s(?:\w+\s){0,3}?(?:interest\s|"
    r"policy\s|benchmark\s)?rates?|"
    r"hik(?:e|es|ing)|tighten\w*|basis[- ]points?|rate (?:cuts?|hikes?|increases?)|eas(?:e|ing))\b"
)
_CPI_NAME = re.compile(r"\bCPI\b|price index", re.IGNORECASE)


_CORES = {
    "macro:CPI_US": "macro:CORE_CPI_US",
    "macro:PCE_US": "macro:CORE_PCE_US",
    "macro:PPI_US": "macro:CORE_PPI_US",
}
_CORE_BEFORE = re.compile(
    r"(?:\bcore\s\(?(?:\w+\s)?|\b(?:[Ee]xcluding|[Ss]tripping out|[Ee]x|"
    r"[Ww]ithout)\s[^.;]{0,30}\bfood\b[^.;]{0,30},\s(?:the\s)?)$",
    re.IGNORECASE,
)
_CORE_AFTER = re.compile(
    r"^,?\s?(?:\([^()]*\)\s?)?(?:(?:which|that)\s)?(?:exclud(?:es?|ing)|strip(?:s|ping) out|ex[- ])\s?(?:the\s|"
    r"its\s)?(?:volatile\s)?"
    r"(?:food|energy)",
    re.IGNORECASE,
)


def _of_market(draft: Draft, view: View, around: Around) -> Entity | None:
    """What a subject means that a firm only lent its name to: an index's earnings, an exchange's volume."""
    start, end = draft.subject.start, draft.subject.end
    if any(link.start < end and start < link.end for link in view.links) or not _speaks_of_us(view, around):
        return None
    text = headwords.bare(draft.subject.text)
    index = readings.of_index(text, draft, view)
    if index is not None and not (draft.subject.entity and draft.subject.entity.id in firms.named(view)):
        return index
    turnover = _TURNOVER.fullmatch(text) is not None and _ON_EXCHANGE.search(view.text) is not None
    general = _EARNED.fullmatch(text) is not None and firms.is_of_a_market(around.title) and not firms.named(view)
    return around.lookup.get("group:US_EQUITIES") if turnover or general else None


def _is_bought(text: str) -> bool:
    """Whether a text ends on debt that someone buys, no investor or other country."""
    match = _BUYING.search(text)
    return match is not None and _BUYERS.search(text[: match.start()]) is None


def _is_core(draft: Draft, view: View) -> bool:
    """Whether a price index is told of without food and energy."""
    start, end = draft.subject.start, draft.subject.end
    if re.search(r"\bcore\b|ex-food", draft.subject.text, re.IGNORECASE):
        return True
    before = view.text[max(0, start - 80) : start]
    return _CORE_BEFORE.search(before) is not None or _CORE_AFTER.match(view.text[end:]) is not None


def _gauge(view: View, around: Around, *, of_fed: bool = False) -> str | None:
    """Which price measure a text speaks of: the last named up to this sentence, else the title's, else the Fed's."""
    for text in (view.text, *(other.text for other in reversed(around.past[-FED_SENTENCES:])), around.title):
        pce, cpi = _PCE.search(text), _CPI.search(text)
        if pce or cpi:
            return "PCE" if pce and not cpi else "CPI" if cpi and not pce else None
    return "PCE" if of_fed and _speaks_of("fed", view, around) else None


def _is_of_the_fed(view: View, around: Around) -> bool:
    """Whether a claim on central banking can only mean the Fed: no other bank or country is near."""
    texts = (view.text, *(other.text for other in around.past[-FED_SENTENCES:]), around.title)
    return _speaks_of_us(view, around) and not any(_OTHER_BANK.search(text) for text in texts)


def _speaks_of(need: Need, view: View, around: Around) -> bool:
    if need == "nothing":
        return True
    if need == "fed":
        texts = (view.text, *(other.text for other in around.past[-FED_SENTENCES:]), around.title)
        if _OTHER_BANK.search(view.text) and not _FED_WORDS.search(view.text):
            return False
        return any(_FED_WORDS.search(text) for text in texts)
    return _speaks_of_us(view, around)


_CAUSE = re.compile(
    r"\b(?:after|in the wake of|because|amid|despite|due to|as|following|on (?:fears|worries|concerns?|hopes))\b"
)


def _is_cause_abroad(view: View, around: Around, at: int) -> bool:
    """Whether an article with an American title names another country only as the cause of what begins at `at`."""
    told = DOMESTIC.intersection(_WORDS.findall(around.title.lower()))
    cause = _CAUSE.search(view.text, at)
    if not told or cause is None or around.abroad:
        return False
    return not FOREIGN.intersection(_WORDS.findall(view.text[: cause.start()].lower()))


def _speaks_of_us(view: View, around: Around) -> bool:
    """Whether nothing says that another country is meant: the sentence, else the title, else the sentences before."""
    if view.is_foreign:
        return False
    if around.abroad:
        return False
    if view.names_us:
        return True
    if view.abroad:
        return False
    recent = around.past[-4:]
    return not recent or sum(other.is_foreign for other in recent) * 2 < len(recent)
