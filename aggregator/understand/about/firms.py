"""Which firm or fund a sentence speaks of whose subject names none: whose "revenue", "guidance" or "it" it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.records import Entity
from aggregator.understand import beside
from aggregator.understand.about import ratings, unlisted
from aggregator.understand.drafts import Draft
from aggregator.understand.subjects import Subject, is_told
from aggregator.understand.view import View

OPENING_CHARS = 45
_NO_FIRM = re.compile(
    r"(?:.*\s)?(?:ind(?:ex|exes|ices)(?:\s[a-z ]+)?|IPO market|peer group|peers|magnificent[\s-](?:7|seven)|analysts?|"
    r"investors?|traders?|stocks|ETFs|"
    r"mutual funds|companies(?: reporting)?|plays|(?:stock )?exchanges|stock (?:gains|prices)|firms|corporate earnings|"
    r"earnings season|rivals?|industry|sector|segment of the market|makers|"
    r"(?:chip|auto|home|drug)makers|"
    r"(?:oil|crude|gold|copper|energy|commodity|gas|gasoline|consumer|producer|home|house|food) prices?|economy|"
    r"labor market|travel demand|s?he|(?-i:IT)\s(?:[\w-]+\s)?(?:spending|budgets?|outlays?|expenditures?|services|"
    r"demand)|"
    r"(?:consumer (?:discretionary|staples|cyclicals?|goods)|tech(?:nology)?|energy|financials?|bank(?:ing)?|"
    r"health[\s-]?care|industrials?|materials|utilit(?:y|ies)|real estate|communications?(?: services)?|telecoms?|"
    r"semiconductors?|chip|retail|homebuild(?:er|ing)|airline|auto|biotech|pharma\w*|mining|oil|defen[cs]e|travel|"
    r"insurance|media|luxury|software|internet|transport(?:ation)?|growth|value|cyclicals?|defensive|small[\s-]cap|"
    r"large[\s-]cap)\s(?:shares|share prices|names|sector)|industrials|financials|utilities)",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"(?:.*\s)?(?:revenues?|sales|profits?|earnings|income|margins?|guidance|dividends?|results|fees|costs?|shares?|"
    r"stock|"
    r"business|orders|deliveries|buybacks?|loss(?:es)?|company|firm|it|we|they)",
    re.IGNORECASE,
)
"""What a firm that speaks says of itself: "Citigroup said that fees may fall"."""
_GUIDES = re.compile(
    r"(?:.*\s)?(?:outlook|forecasts?|(?:fourth|third|second|first)-quarter (?:miss|beat)|shortfall|projections?|"
    r"cash flow|EBITDA|EPS|backlog|users|subscribers)",
    re.IGNORECASE,
)
"""What a firm tells of itself and a bank or broker, which speaks of others, as often of them."""
_BACKER = re.compile(r"-(?:[Bb]acked|[Oo]wned|[Ll]ed|[Bb]ased|[Ff]unded|[Ss]ponsored)\b")
"""Behind a firm that only stands behind the one spoken of: "Google-backed Anthropic"."""
_SOURCE = re.compile(
    r"\b(?:according to|(?:data|figures|estimates|research|numbers) (?:from|by)|compiled by|polled by|surveyed by|"
    r"tracked by|source:|managed by|overseen by|"
    r"(?:analysts?|strategists?|economists?|traders?|(?:portfolio|fund|money|asset) managers?|"
    r"head of (?:[\w.&-]+\s){1,5}|director of (?:[\w.&-]+\s){1,5}|(?:managing|investment|research) director|"
    r"chief investment officer|vice president|senior partner) ?(?:at|with|for|of|in [A-Z]\w+ (?:at|with|for)))"
    r"\s(?:the\s)?$",
    re.IGNORECASE,
)
_DATA = re.compile(r"['’]?s?\s(?:I/B/E/S|StarMine|data\b|estimates\b|consensus\b|polls?\b|survey\b)")
"""Before and behind a firm that only counted what is told: "according to Acme", "Acme data show"."""
_SUPPLIERS = frozenset({"company:GETY", "company:SSTK", "company:TRI"})
"""Firms whose pictures and figures stand in others' articles."""
_MAKES = re.compile(
    r"(?:.*\b)?(?:\w*maker|manufacturer|producer|retailer|lender|bank|insurer|company|firm|developer|carrier|airline|"
    r"giant|builder|miner|operator)(?:['’]s\b.*)?",
    re.IGNORECASE,
)
"""What a firm is and no fund: "the steel maker's stock"."""
_FUNDS = re.compile(
    r"(?:(?:the|this|an?|its)\s)?(?:[\w-]+\s){0,2}(?:fund|ETF)(?:['’]s?\s.*)?|"
    r"(?:.*\s)?(?:in|of) th(?:e|is) (?:fund|ETF)|(?:(?:the|its)\s)?top (?:\d+|ten|five|three) holdings\b.*|"
    r"(?:.*\s)?(?:expense ratio|outstanding units|units outstanding)",
    re.IGNORECASE,
)
"""What is a fund or one's own, and no company's: "the fund", "its top 10 holdings"."""
_ONLY_A_FIRMS = re.compile(
    r"(?:.*\s)?(?:debt-to-equity ratio|(?:net|customer|dollar-based|gross|client|subscriber)[\s-](?:\w+\s)?retention "
    r"rate|outstanding units|units outstanding|shares outstanding|in this (?:fund|ETF))",
    re.IGNORECASE,
)
"""What only a firm or fund has, whatever a claim on it seems to be about."""
_KIND = re.compile(
    r"(?:the\s)?(?:[\w-]+\s)?(?:giant|company|firm|\w+maker|retailer|lender|insurer|airline)", re.IGNORECASE
)
"""A firm by its kind, which was named before: "the tech giant"."""
_TARGET = re.compile(r"(?:.*\s)?analyst (?:target price|price target)", re.IGNORECASE)
_GUIDANCE = re.compile(
    r"(?:its\s)?(?:[\w-]+\s){0,2}?(?:full-year|annual|(?:[\w-]+-)?(?:revenue|sales|profit|earnings))\s"
    r"(?:forecast|guidance|outlook|target|projection)s?",
    re.IGNORECASE,
)
_ITS = re.compile(r"\bits\s$")
"""What the firm of a sentence sets itself: "after Acme cut its full-year forecast"."""
_OFFICER = re.compile(
    r"\b(?:CEO|CFO|COO|[Cc]hief (?:executive|financial|operating)(?: officer)?|(?:co-)?founder)\s(?:Dr\.?\s)?"
    r"(?:[A-Z][\w.’'-]*(?:\s|$)){0,4}$"
)
"""Before who runs a firm: "Acme fell after chief executive Jane Roe left"."""
_OPENERS = re.compile(
    r"(?:(?:And|But|Meanwhile|Still|Elsewhere|Separately|Also),?\s)?(?:[Tt]he\s)?(?:[Ss]hares\s(?:of|in)\s(?:the\s)?)?"
)
_LISTED = re.compile(r"(?:,?\s(?:Inc|Corp|Co|Ltd)\b\.?)?(?:\s\([^()]*\))?,?\s?(?:and\s|or\s|&\s)?(?:the\s)?")
_RELATIVE = re.compile(r",\s(?:whose|which|who)\b[^,;]*,")
"""What a sentence says aside: "Acme, whose shares fell with those of Apex, said"."""
_CODED = re.compile(r"\s?\(\s?(?:[A-Za-z ]{2,12}\s?:\s?)?")
_CAPITAL = re.compile(r"\b[A-Z][\w&.'’-]*$")
_OWN_CODE = re.compile(r"\s?\((?:[A-Za-z ]{2,12}\s?:\s?)?(?P<code>[A-Z]{1,5}(?:[.-][A-Z]{1,2})?)\)")
"""Behind a name that is a firm's own: "Acme (ACM)"."""
_BESIDE = re.compile(
    r"\b(?:No\.? ?\d+|second|third|fourth|largest|biggest)\b[^,;]{0,40}\s(?:after|behind)\s$|\b(?:next to|unlike|"
    r"rivals?(?: of)?|compared (?:with|to)|versus|vs\.?)\s$"
)
_OFFER = re.compile(
    r"(?:.*\s)?(?:takeover|buyout|acquisition|(?:cash|stock|hostile|tender|rival)\s)?\s?(?:offer|bid)", re.I
)
_OFFERED_FOR = re.compile(r"\s(?:for|of)\s(?:the\s)?(?:[\w-]+\s){0,3}?")
"""Between an offer and the firm that it is made for: "a bid for miner Acme"."""
_FROM = re.compile(
    r"\s(?:of|from|at|by)\s(?:(?:the|its|customer|client|rival|parent|partner|peer|supplier|\w+maker|retailer|lender|"
    r"insurer|giant)\s){0,3}"
)
_APPOSED = re.compile(r",?\s(?:of\s|at\s)?(?:the\s)?")
_WITH = re.compile(
    r"\b(?:with|to|on|in|against|from|like|than|versus|over|beyond|between|unlike|trails?|"
    r"(?:trails?|lags?|beats?) rival|"
    r"rivals?(?: like)?)\s(?:the\s|rivals?\s|peers?\s)?$"
)
_OBJECT = re.compile(
    r"\b(?:acquisition|purchase|takeover|sale|buyout|spin-?off|stake|investment|deal|merger|partnership|talks|contract)\s"
    r"(?:of|in|with|from)\s(?:[a-z-]+\s){0,3}$"
)
"""Before a firm that another one bought or dealt with: "its purchase of lender Acme"."""
_OWNS = re.compile(
    r"(?:,?\s(?:Inc|Corp|Co|Ltd|Plc|PLC|AG|SA|Group|Holdings)\.?)?(?:\s\([^()]{1,30}\))?['’]s?\s(?:[\w-]+\s){0,3}"
)
_SURVEYED = re.compile(r"\b(?:indicators?|gauges?|surveys?|polls?|data|strategists?|economists?|analysts?)$")
_PART_OF_FIRM = re.compile(
    r"\b(?:segment|division|brand|(?:business )?unit|portfolio|products?|subscribers|membership|"
    r"platform|app|(?:comparable|same-store|like-for-like) \w+ sales)\b",
    re.IGNORECASE,
)
"""What a firm has that bears a name: "Snacks segment sales"."""
_OF_ECONOMY = re.compile(
    r"\b(?:retail sales|(?:(?:new|existing|pending|previously owned)[\s-])?(?:single-family )?home sales|"
    r"(?:(?:U\.?S\.?|total|industry|nationwide|light)[\s-])+(?:auto|car|truck|vehicle)s?(?: and \w+)? sales|auto sales|"
    r"(?:chain|department|clothing|furniture)[\s-]stores?(?:['’])? sales|wholesale sales|(?:factory|"
    r"durable[\s-]goods|goods|"
    r"machinery) orders|corporate (?:earnings|profits)|(?:personal|household|disposable) income)\b",
    re.IGNORECASE,
)
"""What a firm's own sales are no part of: "pending home sales"."""
_POLLED = re.compile(r"(?:the\s)?(?:\w+\s)?analysts?\b", re.IGNORECASE)

_MARKET_TITLE = re.compile(
    r"\b(?:Wall St(?:reet)?|Nikkei|Nasdaq|Dow|S&P(?: 500)?|TSX|FTSE|DAX|Hang Seng|Kospi|Sensex|Nifty|"
    r"(?i:(?:Asian|European|U\.?S\.?) (?:stocks|shares|markets?|equities|futures)))\b[^:;]{0,30}\b"
    r"(?i:ends?|rises?|falls?|slips?|gains?|drops?|climbs?|opens?|closes?|slides?|rall(?:y|ies)|jumps?|edges?|sinks?|"
    r"mixed|flat|higher|lower)\b|"
    r"\b(?i:(?:market|stock) (?:report|movers|watch)|small[\s-]cap movers|sector update|most active)\b|"
    r"\b(?i:(?:markets?|stocks|equities)\s(?:wrap|news|update|end|rise|fall|slip|gain|drop|slide))"
)
"""A title on a market's day."""


def is_of_a_market(title: str) -> bool:
    """Whether a title tells of a market's day, whatever firm it names: "Nikkei ends flat, Ricoh hit"."""
    return _MARKET_TITLE.search(title) is not None


def is_of_economy(subject: str) -> bool:
    """Whether a subject is a figure of a whole economy that sounds like a firm's: "U.S. auto sales"."""
    return _OF_ECONOMY.search(subject) is not None


def of(draft: Draft, view: View, past: Sequence[View], firm: Entity | None) -> Entity | None:
    """The nearest one named before, else the only one of the sentences before; `firm` is the article's own."""
    if firm is not None and draft.kind == "forecast" and _POLLED.match(draft.subject.text) and draft.value is not None:
        return firm  # "analysts expected 75 cents a share"
    officer = _OFFICER.search(view.text[: draft.subject.end]) is not None
    if _is_no_firms(draft, view, past, firm):
        return None
    told = _in_sentence(draft, view)
    told = told if told is not None and can_be_of(draft.subject.text, told[1]) else None
    if officer:
        return told[1] if told is not None else firm
    if told is not None and not _is_object(view, told[0], draft.subject):
        return told[1]
    return _of_before(past, firm, draft.subject.text) or (told[1] if told else None)  # "it lost ground to Acme"


def can_be_of(subject: str, entity: Entity) -> bool:
    """Whether what a subject names can be this firm's or fund's: "the fund" is no company, "the maker" no fund."""
    if entity.id.startswith("fund:"):
        return _MAKES.fullmatch(subject) is None
    return entity.name == entity.symbol or _FUNDS.fullmatch(subject) is None  # what no list names may be a fund


def is_only_a_firms(draft: Draft, view: View) -> bool:
    """Whether only a firm or fund has what a subject names: by its words, or as what one of the sentence is set."""
    text = draft.subject.text
    if _ONLY_A_FIRMS.fullmatch(text):
        return True
    its = text.startswith("its ") or _ITS.search(view.text[: draft.subject.start]) is not None
    set_to_it = _TARGET.fullmatch(text) or (its and _GUIDANCE.fullmatch(text))
    return bool(set_to_it) and bool(named(view))


def is_named(draft: Draft, entity: Entity, view: View) -> bool:
    """Whether a subject's own words, or those right behind it ("revenue at Acme"), name this firm."""
    start, end = draft.subject.start, draft.subject.end
    return any(
        link.entity == entity
        and (
            (link.start < end and start < link.end)
            or _FROM.fullmatch(view.text[end : link.start]) is not None
            or _is_owner(view, link.start, start)
        )
        for link in view.links
    )


def _in_sentence(draft: Draft, view: View) -> tuple[int, Entity] | None:
    """The firm of the sentence whose the subject is, and where it stands; None where it has none or several behind."""
    at, text = draft.subject.start, draft.subject.text
    here = _foremost(view, at)
    end = draft.subject.end
    joint = _OFFERED_FOR if _OFFER.fullmatch(text) else _FROM
    owner = next((each for each in _firms(view) if joint.fullmatch(view.text[end : each[0]])), None)
    within = [
        each for each in _firms(view) if at <= each[0] < end or _CODED.fullmatch(view.text[end : max(end, each[0])])
    ]
    if within and not unlisted.is_its_own(draft, view):
        return within[0]  # "shares of Acme", "Widget Works (ACM)"
    speaking = [(start, entity) for start, entity in _firms(view, speaking=True) if start <= at]
    before = [each for each in here if each[0] <= at]
    said = speaking if _OWN.fullmatch(text) else []
    if _GUIDES.fullmatch(text):
        said = [each for each in speaking if each[1].id not in ratings.HOUSES]
    if owner is None and said and (not here or (before and before[-1][0] < said[-1][0])):
        return said[-1]  # "Acme's sales fell while Apex reported higher revenue"
    alone = here[0] if len({entity.id for _, entity in here}) == 1 else None
    return owner or (_told_last(view, before) if before else alone)


def _told_last(view: View, before: Sequence[tuple[int, Entity]]) -> tuple[int, Entity]:
    """Of the firms before a subject the nearest, unless it only stands in what another did: "its deal with Acme"."""
    links = {link.start: link for link in view.links}
    hangs = _OBJECT.search(view.text[: before[-1][0]]) is not None
    told = [each for each in before if is_told(view, links[each[0]])] if hangs else []
    return told[-1] if told else before[-1]


def _is_object(view: View, start: int, subject: Subject) -> bool:
    """Whether a name behind a subject is another's: "its deal with Acme", "the tech giant buys Acme's chips"."""
    if start <= subject.start:
        return False
    opens = _KIND.fullmatch(subject.text) is not None and _OPENERS.fullmatch(view.text[: subject.start]) is not None
    apart = opens and _APPOSED.fullmatch(view.text[subject.end : start]) is None
    return apart or _WITH.search(view.text[:start]) is not None


def _is_no_firms(draft: Draft, view: View, past: Sequence[View], firm: Entity | None) -> bool:
    """Whether a subject is nothing that a firm of the text has: the economy's, another's, a name of its own."""
    text, at = draft.subject.text, draft.subject.start
    if _NO_FIRM.fullmatch(text) or is_of_economy(text) or unlisted.is_anothers(view, at):
        return True
    if unlisted.opens_with_one(view, at):
        return True
    coded = _CAPITAL.search(text) and _OWN_CODE.match(view.text, draft.subject.end)
    code = coded or _OWN_CODE.match(view.text, max(0, at - 1))
    if code is not None and not any(link.start < code.end() and code.start() < link.end for link in view.links):
        return True
    own = firm is not None and _PART_OF_FIRM.search(text) is not None
    return (
        not own
        and _OFFICER.search(view.text[: draft.subject.end]) is None
        and unlisted.names_another(draft, view, past)
    )


def _of_before(past: Sequence[View], firm: Entity | None, subject: str) -> Entity | None:
    """What the nearest sentence before that names any firm is about."""
    firm = firm if firm is not None and can_be_of(subject, firm) else None
    for back, other in enumerate(reversed(past[-unlisted.REACH :])):
        if firm is None and unlisted.tells_of_one(other):
            return None
        spoken = [each for each in _spoken_of(other) if can_be_of(subject, each[1])]
        found = [each for each in spoken if each[0] in _about(other)]
        if firm is not None and any(entity == firm for _, entity in spoken):
            return firm
        if found:
            ids = {entity.id for _, entity in found}
            if firm is not None:  # another's name does not change whom the article is about, its own sentence does
                return firm if back else _told(other, found) or firm
            return found[0][1] if len(ids) == 1 else _told(other, found)
    return firm


def _told(view: View, found: Sequence[tuple[int, Entity]]) -> Entity | None:
    """Of several firms of a sentence the one that it opens with, if that has a verb of its own."""
    start, entity = found[0]
    link = next(link for link in view.links if link.start == start)
    listed = len(found) > 1 and _LISTED.fullmatch(view.text[link.end : found[1][0]]) is not None
    possessive = view.text[link.end : link.end + 1] in {"'", "’"}
    opens = _OPENERS.fullmatch(view.text[:start]) is not None and not possessive and not listed
    return entity if opens or (start <= OPENING_CHARS and is_told(view, link)) else None


def named(view: View) -> dict[str, Entity]:
    """The companies and funds that a sentence speaks of, by id."""
    return {entity.id: entity for _, entity in _spoken_of(view)}


def goes_on_with(view: View) -> dict[str, Entity]:
    """Those whose "company" and "stock" the next sentence can mean, by id: no rival or supplier of another."""
    return {entity.id: entity for start, entity in _spoken_of(view) if start in _about(view)}


def _about(view: View) -> frozenset[int]:
    """Where the names start of what a sentence is about, and not only beside it."""
    return frozenset(link.start for link in beside.others(view) if not beside.LEADS.match(view.text, link.end))


def _spoken_of(view: View) -> list[tuple[int, Entity]]:
    """The companies and funds that a sentence speaks of, else those that speak in it of themselves."""
    return _firms(view) or [each for each in _firms(view, speaking=True) if each[1].id not in ratings.HOUSES]


def speaks(view: View) -> bool:
    """Whether a company or fund says what a sentence says."""
    return bool(_firms(view, speaking=True))


def _firms(view: View, *, speaking: bool = False) -> list[tuple[int, Entity]]:
    """The companies and funds of a sentence: those that only speak in it, or the others."""
    said = [f"{speech.speaker} {speech.role or ''}" for speech in view.speeches]
    return [
        (link.start, link.entity)
        for link in view.links
        if link.entity is not None
        and link.entity.id.startswith(("company:", "fund:"))
        and _BACKER.match(view.text, link.end) is None
        and not ratings.is_rater(view.text, link.end, link.entity)
        and _SOURCE.search(view.text[: link.start]) is None
        and _DATA.match(view.text, link.end) is None
        and (link.entity.id not in _SUPPLIERS or (link.start <= OPENING_CHARS and is_told(view, link)))
        and speaking == (link.type == "ORG" and any(view.text[link.start : link.end] in who for who in said if who))
    ]


def _foremost(view: View, at: int) -> list[tuple[int, Entity]]:
    """The firms of a sentence without those that only stand beside them, where others are left."""
    here = _firms(view)
    aside = [match.span() for match in _RELATIVE.finditer(view.text) if match.end() <= at]
    about = {link.start for link in beside.others(view)}
    kept = [
        (start, entity)
        for start, entity in here
        if start in about and _BESIDE.search(view.text[:start]) is None and not any(a < start < b for a, b in aside)
    ]
    only_beside = len(here) == 1 and not kept
    return kept or ([] if only_beside else here)


def possessor(view: View, at: int, subject: str) -> Entity | None:
    """The firm that owns what begins there by the words right before it: "Acme Inc.'s weak deliveries"."""
    if _NO_FIRM.fullmatch(subject) or _SURVEYED.search(subject):
        return None
    return next((entity for start, entity in reversed(_firms(view)) if _is_owner(view, start, at)), None)


def _is_owner(view: View, start: int, at: int) -> bool:
    link = next(link for link in view.links if link.start == start)
    return link.end <= at and _OWNS.fullmatch(view.text[link.end : at]) is not None
