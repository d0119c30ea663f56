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
from aggregator.understand.drafts import Draft
from aggregator.understand.lexicon import FOREIGN
from aggregator.understand.referent_rows import ROWS, Need
from aggregator.understand.view import View

_FIRM_TOPICS: frozenset[Topic] = frozenset({"equities", "small_caps", "other"})
_COMPILED = tuple((re.compile(row.words, re.IGNORECASE), row) for row in ROWS)
_ARTICLE = re.compile(
    r"^(?:(?:the|a|an|its|their|his|her|this|these|that|those|any|some|such|further|more|additional|another|next|new|future)\s)+",
    re.IGNORECASE,
)
_NOT_POLICY = re.compile(
    r"\b(?:mortgage|exchange|growth|unemployment|jobless|tax|birth|default|vacancy|inflation|saving|repo|deposit|hourly|"
    r"participation|discount|swap|lending|loan|annual|savings|hit|interest-rate futures|prime|freight|"
    r"10-year|two-year|30-year|long(?:er)?[\s-]term|real|market|cap)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:global|world|worldwide|international|emerging|U\.K\.|euro[\s-]?(?:zone|area)|EU|other|shelter|rent|food|energy|"
    r"expect(?:ed|ations)|deleted|compensation)\b|"
    r"\b(?:" + "|".join(sorted(FOREIGN)) + r")(?:['’]s)?\b",
    re.IGNORECASE,
)
_FED_WORDS = re.compile(r"\b(?:Fed|Federal Reserve|FOMC|Powell|Yellen|Bernanke|Greenspan|Committee)\b|\bFed['’]s\b")
_OTHER_BANK = re.compile(
    r"\b(?:ECB|BOE|BoE|BOJ|BoJ|RBA|RBI|RBNZ|PBOC|SNB|MPC|"
    r"Bank of (?:England|Japan|Canada|Korea)|European Central Bank)\b"
)
FED_SENTENCES = 6


@dataclass(frozen=True, slots=True)
class Around:
    """What the text around a sentence is about: its title and the sentences before, newest last."""

    title: str
    past: Sequence[View]
    lookup: Mapping[str, Entity]
    firm: Entity | None = None  # the one company or fund that the article is about
    abroad: bool = False  # the whole article is about another country


def of(draft: Draft, topic: Topic, view: View, around: Around) -> Entity | None:
    """What the subject of a draft refers to; None where its words and their surroundings leave a doubt."""
    if topic == "company":
        return _firm(draft, view, around)
    text = _ARTICLE.sub("", draft.subject.text)
    for pattern, row in _COMPILED:
        if topic not in row.topics or pattern.fullmatch(text) is None or _ELSEWHERE.search(text):
            continue
        if row.entity_id == "rate:FFR" and _NOT_POLICY.search(text):
            continue
        if _speaks_of(row.need, view, around):
            return around.lookup.get(row.entity_id)
    # An article about one firm speaks of it wherever nothing else is named.
    alone = around.firm is not None and topic in _FIRM_TOPICS and not _ELSEWHERE.search(text)
    return _firm(draft, view, around) if alone and not _names_market(view) else None


def _names_market(view: View) -> bool:
    return any(
        link.entity is None or not link.entity.id.startswith(("company:", "fund:", "org:", "person:"))
        for link in view.links
    )


_INFLATION_FIGURE = re.compile(
    r"inflation (?:rate|data|print|reading|report|numbers?|figures?)|rate of inflation", re.IGNORECASE
)
_CORE = re.compile(r"\bcore\b", re.IGNORECASE)
_PCE = re.compile(
    r"\bPCE\b|personal consumption|Commerce Department|Fed['’]s (?:preferred|favou?red|favou?rite)|"
    r"favou?red by the Fed|consumer spending"
)
_CPI = re.compile(r"\bCPI\b|consumer[\s-]price index|Labor Department|Bureau of Labor Statistics")
_YEN = re.compile(r"\b(?:against|versus|on|to|vs\.?) the (?:Japanese )?(?:yen|JPY)|\bUSD/(?:JPY|yen)\b", re.IGNORECASE)
_US_CRUDE = re.compile(
    r"\b(?:U\.?S\.? (?:light )?crude|U\.?S\.? oil|crude (?:oil )?futures|light,? sweet crude|"
    r"crude (?:oil )?for \w+ delivery|NYMEX crude|West Texas)",
    re.IGNORECASE,
)


def instead(draft: Draft, entity: Entity, view: View, around: Around) -> Entity:
    """The entity that the surroundings show to be meant where a name is a looser one: "core inflation" of the PCE."""
    near = view.text[max(0, draft.subject.start - 40) : draft.subject.end + 60]
    wanted = entity.id
    if entity.id == "org:FED" and draft.kind == "forecast" and _RATE_ACT.search(view.text[draft.subject.end :][:90]):
        wanted = "rate:FFR"  # what is foreseen of the Fed is where it will set its rate
    elif entity.id == "macro:INFLATION_US" and _CORE.search(near[: 45 + len(draft.subject.text)]):
        wanted = "macro:CORE_PCE_US" if _gauge(view, around, of_fed=True) == "PCE" else "macro:CORE_CPI_US"
    elif entity.id == "macro:INFLATION_US" and _INFLATION_FIGURE.search(near):
        wanted = "macro:PCE_US" if _gauge(view, around) == "PCE" else "macro:CPI_US"
    elif entity.id == "macro:INFLATION_US" and draft.kind in {"data", "forecast"} and draft.value is not None:
        wanted = "macro:PCE_US" if _gauge(view, around) == "PCE" else entity.id
    elif entity.id in {"macro:CPI_US", "macro:CORE_CPI_US"} and not _CPI_NAME.search(draft.subject.text):
        wanted = entity.id.replace("CPI", "PCE") if _gauge(view, around) == "PCE" else entity.id
    elif entity.id in {"fx:DXY", "fx:JPY"} and _YEN.search(view.text):
        wanted = (
            "fx:USDJPY" if "dollar" in draft.subject.text.lower() or "usd" in draft.subject.text.lower() else entity.id
        )
    elif entity.id == "commodity:OIL" and _US_CRUDE.search(
        view.text[max(0, draft.subject.start - 6) : draft.subject.end + 20]
    ):
        wanted = "commodity:WTI"
    return around.lookup.get(wanted, entity)


_RATE_ACT = re.compile(
    r"\b(?:(?:rais|hik|cut|lower|slash|lift|increas|reduc|keep|hold|maintain)\w*\s(?:\w+\s){0,3}?(?:interest\s|policy\s|benchmark\s)?rates?|"
    r"hik(?:e|es|ing)|tighten\w*|basis[- ]points?|rate (?:cuts?|hikes?|increases?)|eas(?:e|ing))\b"
)
_CPI_NAME = re.compile(r"\bCPI\b|price index", re.IGNORECASE)


def _gauge(view: View, around: Around, *, of_fed: bool = False) -> str | None:
    """Which price measure a text speaks of: the last named up to this sentence, else the title's, else the Fed's."""
    for text in (view.text, *(other.text for other in reversed(around.past[-FED_SENTENCES:])), around.title):
        pce, cpi = _PCE.search(text), _CPI.search(text)
        if pce or cpi:
            return "PCE" if pce and not cpi else "CPI" if cpi and not pce else None
    return "PCE" if of_fed and _speaks_of("fed", view, around) else None


def _speaks_of(need: Need, view: View, around: Around) -> bool:
    if need == "fed":
        texts = (view.text, *(other.text for other in around.past[-FED_SENTENCES:]), around.title)
        if _OTHER_BANK.search(view.text) and not _FED_WORDS.search(view.text):
            return False
        return any(_FED_WORDS.search(text) for text in texts)
    return _speaks_of_us(view, around)


def _speaks_of_us(view: View, around: Around) -> bool:
    """Whether nothing says that another country is meant: the sentence, else the title, else the sentences before."""
    if view.is_foreign:
        return False
    if view.names_us:
        return True
    if view.abroad or around.abroad:
        return False
    recent = around.past[-4:]
    return not recent or sum(other.is_foreign for other in recent) * 2 < len(recent)


_NO_FIRM = re.compile(
    r"(?:.*\s)?(?:analysts?|investors?|traders?|stocks|rivals?|industry|sector|segment of the market|makers|"
    r"(?:chip|auto|home|drug)makers|economy|labor market|travel demand)",
    re.IGNORECASE,
)


_NAME = re.compile(r"[A-Z][a-z]+\s[A-Z][a-z]+")


def _firm(draft: Draft, view: View, around: Around) -> Entity | None:
    """The company or fund whose revenue or plans a sentence speaks of: the nearest named before, else the title's."""
    at = draft.subject.start
    if _NO_FIRM.fullmatch(draft.subject.text) or _names_another(draft, view):
        return None
    here = _firms(view)
    before = [entity for start, entity in here if start <= at]
    if before:
        return before[-1]
    if len({entity.id for _, entity in here}) == 1:
        return here[0][1]
    for other in reversed(around.past[-FED_SENTENCES:]):
        found = _firms(other)
        if found:
            named = {entity.id for _, entity in found}
            if around.firm is not None and around.firm.id in named:
                return around.firm
            return found[0][1] if len(named) == 1 else None
    return around.firm


def _firms(view: View) -> list[tuple[int, Entity]]:
    """The companies and funds of a sentence, but for those that only speak in it."""
    said = [f"{speech.speaker} {speech.role or ''}" for speech in view.speeches]
    return [
        (link.start, link.entity)
        for link in view.links
        if link.entity is not None
        and link.entity.id.startswith(("company:", "fund:"))
        and not (link.type == "ORG" and any(view.text[link.start : link.end] in who for who in said if who))
    ]


def _names_another(draft: Draft, view: View) -> bool:
    """Whether the subject is itself a name that links nothing, and so another firm's."""
    start, end = draft.subject.start, draft.subject.end
    return _NAME.search(draft.subject.text) is not None or any(
        span.label in {"ORG", "FUND", "TICKER", "INDEX", "GOV"} and span.start < end and start < span.end
        for span in view.spans.get("mentions", ())
    )
