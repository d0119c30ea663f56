"""What words mean that only point back to what the text is about: "it", "the move", "its swing", "the metal"."""

from __future__ import annotations

import re

from aggregator.records import Entity, Topic
from aggregator.understand.drafts import Draft
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.topical import topics
from aggregator.understand.topical.surroundings import Around
from aggregator.understand.view import View

_POINTS = re.compile(
    r"(?:it|they|that|this|its (?:shares|stock|swing|price)|(?:tech-heavy |benchmark |broad(?:er)? |"
    r"small-cap )?(?:index|gauge|"
    r"benchmark|average)|move(?: lower| higher)?|number|that number)",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"(?:(?:the|this|that|these|those|such|its|a)\s)*(?:(?!\w+['’])[\w.-]+\s){0,2}(?:decline|drop|fall|gains?|rise|swing|slide|"
    r"advance|plunge|jump|surge|stretch|run|streak|performance|reversal|(?:next )?move|slump)"
    r"(?: (?:of|in) [a-z ]+)?",
    re.IGNORECASE,
)
"""What a price did that the sentence before told of."""
_POINTING = re.compile(r"\b(?:[Tt]h(?:e|is|at|ese|ose)|[Ss]uch(?: an?)?|[Ii]ts)\s(?:(?!an?\s)[\w.-]+\s){0,2}$")
_POINTING_SELF = re.compile(r"(?:the|this|that|such|its)\s", re.IGNORECASE)
_PRICED = ("index:", "commodity:", "crypto:")
PRICE_MEASURES = (
    "macro:CPI_US",
    "macro:CORE_CPI_US",
    "macro:PPI_US",
    "macro:PCE_US",
    "macro:CORE_PCE_US",
    "macro:INFLATION_US",
)
_FED_TOPICS: frozenset[Topic] = frozenset({"rates", "inflation", "growth", "labor", "credit"})
_ANY_TOPIC: frozenset[Topic] = frozenset({"other", "politics"})
_TITLED: dict[str, tuple[Topic, re.Pattern[str]]] = {
    "crypto:BTC": ("crypto", re.compile(r"\b(?:bitcoin|BTC)\b", re.IGNORECASE)),
    "crypto:ETH": ("crypto", re.compile(r"\b(?:ethereum|ether|ETH)\b", re.IGNORECASE)),
    "commodity:GOLD": ("commodities", re.compile(r"\b(?:gold|bullion)\b", re.IGNORECASE)),
    "commodity:SILVER": ("commodities", re.compile(r"\bsilver\b", re.IGNORECASE)),
    "commodity:COPPER": ("commodities", re.compile(r"\bcopper\b", re.IGNORECASE)),
}
_OTHERS = re.compile(
    r"\b(?:crypto\w*|digital assets?|altcoins|stablecoins?|coins|tokens|oil|crude|energy|commodit(?:y|ies)|metals|"
    r"min(?:e|er|ers|ing)|stocks|shares|platinum|palladium|supply|supplies|demand|stockpiles|inventories)\b",
    re.IGNORECASE,
)
_OF_MARKET = re.compile(
    r"(?:(?:the|its|near-term|further|next|safe-haven|precious|yellow|record|recent|key|more|market|price|[\w-]+ing)\s)*"
    r"(?:sentiment|gains?|decline|drop|rally|move|metal|buyers|sellers|contracts?|prices?|momentum|pullback|correction|"
    r"rise|upside|downside|support|resistance|trend|outlook|target)",
    re.IGNORECASE,
)


_STANDS = re.compile(
    r"(?:it|that|this)(?:['’]s|\s(?:is|was|remains?|remained|has been|would be|will be|stands|stood))\s(?:\w+\s){0,2}?"
    r"(?:above|below|higher than|lower than|more than|less than|faster than|slower than|well over|well under|short of|"
    r"(?:down|up) from|double|twice)\b",
    re.IGNORECASE,
)
"""What was told of stands above or below something else, whatever that is: "it is still well below the goal"."""
_GREW = re.compile(
    r"(?:(?:annual|monthly)\s)?(?:rate|pace) of (?:growth|increase)|(?:year-over-year|year-on-year|12-month) growth",
    re.IGNORECASE,
)
_INDEX_NUMBER = re.compile(r"(?:that |this )?(?:number|figure)|(?:companies['’]\s)?bottom-line growth", re.IGNORECASE)
_ITS_LEVEL = re.compile(r"(?:current\s)?(?:benchmark|target|rate)", re.IGNORECASE)
_MEASURED = ("macro:", "index:", "rate:", "commodity:")


def _is_told_further(text: str, draft: Draft, view: View, told: Entity) -> bool:
    """Whether words go on with a figure that was told, on whatever topic the sentence is."""
    if told.id.startswith(_MEASURED) and _STANDS.match(view.text, draft.subject.start):
        return True
    if told.id == "index:VIX" and text.lower() == "volatility":
        return True
    goes_on = (
        (told.id == "rate:FFR" and draft.kind == "level" and _ITS_LEVEL.fullmatch(text))
        or (told.id.startswith("index:") and _INDEX_NUMBER.fullmatch(text))
        or (told.id in PRICE_MEASURES and _GREW.fullmatch(text))
    )
    return bool(goes_on) and not any(link.entity is not None for link in view.links)


def of_told(text: str, draft: Draft, topic: Topic, view: View, around: Around) -> Entity | None:
    """What the sentence before was about last, where words only point to it and its topic is the same."""
    told = around.told
    if told is None or _is_told_further(text, draft, view, told):
        return told
    if _POINTS.fullmatch(text) is None:
        return told if _is_its_change(text, draft, view, told) and topic != "inflation" else None
    named = next((link for link in view.links if link.entity is not None and link.entity != told), None)
    if named is not None and _POINTS.match(view.text) is None:
        return None
    own = topics.of_entity(told.id)
    if own == "fed" and (topic in _FED_TOPICS or told.id == "rate:FFR") and text.lower() in {"it", "they"}:
        return around.lookup.get("org:FED")
    noun = text.lower().split()[-1]
    if noun in {"index", "gauge", "benchmark", "average"} and not told.id.startswith(("index:", "macro:")):
        return None
    return told if own is not None and (topic == own or topic in _ANY_TOPIC) else None


def _is_its_change(text: str, draft: Draft, view: View, told: Entity) -> bool:
    """Whether a sentence that names nothing goes on with what a price did: "The decline was driven by"."""
    if not told.id.startswith(_PRICED) or any(link.entity is not None for link in view.links):
        return False
    pointing = _POINTING_SELF.match(draft.subject.text) or _POINTING.search(view.text[: draft.subject.start])
    return bool(pointing) and _CHANGE.fullmatch(text) is not None


def of_title(text: str, topic: Topic, view: View, around: Around) -> Entity | None:
    """The one coin or metal that a title is on, where a claim on such names none."""
    found = [key for key, (own, words) in _TITLED.items() if own == topic and words.search(around.title)]
    if len(found) != 1 or _OTHERS.search(text) is not None:
        return None
    if topic == "commodities" and (
        _OF_MARKET.fullmatch(text) is None
        or _OTHERS.search(around.title)
        or any(link.entity is not None and link.entity.id not in {found[0], "org:FED"} for link in view.links)
    ):
        return None
    return packaged_by_id().get(found[0])
