"""Which firm or fund a sentence speaks of whose subject names none: whose "revenue", "guidance" or "it" it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.records import Entity
from aggregator.understand import beside, ratings
from aggregator.understand.drafts import Draft
from aggregator.understand.lexicon import words
from aggregator.understand.subjects import is_told
from aggregator.understand.view import View

REACH = 10
"""Sentences back."""
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
_WORD = re.compile(r"[A-Za-z]+")
_NAME = re.compile(r"[A-Z][a-z]+\s[A-Z][a-z]+")
_POSSESSIVE = re.compile(
    r"(?<![\w-])(?P<who>(?!(?:It|He|She|That|What|There|Here|Let|Today|Yesterday|Company)['’]|"
    r"\w+day['’])[A-Z][\w&.-]+)['’]s?\s(?:[\w-]+\s){0,3}$"
)
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
_OPENERS = re.compile(
    r"(?:(?:And|But|Meanwhile|Still|Elsewhere|Separately|Also),?\s)?(?:[Tt]he\s)?(?:[Ss]hares\s(?:of|in)\s(?:the\s)?)?"
)
_LISTED = re.compile(r"(?:,?\s(?:Inc|Corp|Co|Ltd)\b\.?)?(?:\s\([^()]*\))?,?\s?(?:and\s|or\s|&\s)?(?:the\s)?")
_RELATIVE = re.compile(r",\s(?:whose|which|who)\b[^,;]*,")
"""What a sentence says aside: "Acme, whose shares fell with those of Apex, said"."""
_OWN_CODE = re.compile(r"\s?\((?:[A-Za-z ]{2,12}\s?:\s?)?(?P<code>[A-Z]{1,5}(?:[.-][A-Z]{1,2})?)\)")
"""Behind a name that is a firm's own: "Acme (ACM)"."""
_BESIDE = re.compile(
    r"\b(?:No\.? ?\d+|second|third|fourth|largest|biggest)\b[^,;]{0,40}\s(?:after|behind)\s$|\b(?:next to|unlike|"
    r"rivals?(?: of)?|compared (?:with|to)|versus|vs\.?)\s$"
)
_FROM = re.compile(
    r"\s(?:of|from|at|by)\s(?:(?:the|its|customer|client|rival|parent|partner|peer|supplier|\w+maker|retailer|lender|"
    r"insurer|giant)\s){0,3}"
)
_WITH = re.compile(
    r"\b(?:with|to|against|from|like|than|versus|over|beyond|between|unlike|trails?|(?:trails?|lags?|beats?) rival|"
    r"rivals?(?: like)?)\s(?:the\s|rivals?\s|peers?\s)?$"
)
_OWNS = re.compile(
    r"(?:,?\s(?:Inc|Corp|Co|Ltd|Plc|PLC|AG|SA|Group|Holdings)\.?)?(?:\s\([^()]{1,30}\))?['’]s?\s(?:[\w-]+\s){0,3}"
)
_SURVEYED = re.compile(r"\b(?:indicators?|gauges?|surveys?|polls?|data|strategists?|economists?|analysts?)$")
UNKNOWN_CHARS = 60
_ACTS = re.compile(
    r"(?:\s\([^()]{1,20}\))?(?:,[^,]{1,60},)?\s(?:(?:also|has|have|had)\s)*(?:\w+ed|fell|rose|sank|slid|lost|shot|"
    r"led|won|"
    r"rockets?|jumps?|falls?|rises?|gains?|drops?|slips?|tumbles?|soars?|shed|sheds)\b"
)
"""What a firm does whose name stands before."""
_PART_OF_FIRM = re.compile(
    r"\b(?:segment|division|brand|(?:business )?unit|portfolio|products?|subscribers|membership|"
    r"platform|app|(?:comparable|same-store|like-for-like) \w+ sales)\b",
    re.IGNORECASE,
)
"""What a firm has that bears a name: "Snacks segment sales"."""
_PLAIN_WORDS = words(
    "net gross total adjusted operating organic quarterly annual current market cap price share shares per earnings "
    "income "
    "profit profits revenue revenues sales margin margins loss cash flow free debt ebitda eps growth ratio rating "
    "consensus "
    "estimate rank target performance technical sentiment dividend yield book value return equity assets average "
    "volume capital returns return cost efficiency savings head office designation application review priority orphan "
    "drug fast track breakthrough below above week month high low weeks range day moving days "
    "ytd trading fiscal full year first second third fourth quarter non gaap diluted basic core same store comparable"
)
"""Words that announcements write with capitals: "Net Income", "Current Market Cap"."""
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
_NAMES = frozenset({"ORG", "FUND", "TICKER", "INDEX", "GOV", "PER"})

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
    at = draft.subject.start
    if firm is not None and draft.kind == "forecast" and _POLLED.match(draft.subject.text) and draft.value is not None:
        return firm  # "analysts expected 75 cents a share"
    if _is_no_firms(draft, view, firm):
        return None
    told = _in_sentence(draft, view)
    if told is not None and not _is_object(view, told[0], at):
        return told[1]
    no_fund = _MAKES.fullmatch(draft.subject.text) is not None
    return _of_before(past, firm, no_fund=no_fund) or (told[1] if told else None)  # "it lost ground to Acme"


def _in_sentence(draft: Draft, view: View) -> tuple[int, Entity] | None:
    """The firm of the sentence whose the subject is, and where it stands; None where it has none or several behind."""
    at, text = draft.subject.start, draft.subject.text
    here = _foremost(view, at)
    owner = next((each for each in _firms(view) if _FROM.fullmatch(view.text[draft.subject.end : each[0]])), None)
    speaking = [(start, entity) for start, entity in _firms(view, speaking=True) if start <= at]
    before = [each for each in here if each[0] <= at]
    said = speaking if _OWN.fullmatch(text) else []
    if _GUIDES.fullmatch(text):
        said = [each for each in speaking if each[1].id not in ratings.HOUSES]
    if owner is None and said and (not here or (before and before[-1][0] < said[-1][0])):
        return said[-1]  # "Acme's sales fell while Apex reported higher revenue"
    alone = here[0] if len({entity.id for _, entity in here}) == 1 else None
    return owner or (before[-1] if before else alone)


def _is_object(view: View, start: int, at: int) -> bool:
    """Whether a name behind `at` only says with or against whom something is done: "its deal with Acme"."""
    return start > at and _WITH.search(view.text[:start]) is not None


def _is_no_firms(draft: Draft, view: View, firm: Entity | None) -> bool:
    """Whether a subject is nothing that a firm of the text has: the economy's, another's, a name of its own."""
    text, at = draft.subject.text, draft.subject.start
    if _NO_FIRM.fullmatch(text) or is_of_economy(text) or is_anothers(view, at) or _is_of_unknown(view, at):
        return True
    code = _OWN_CODE.match(view.text, draft.subject.end) or _OWN_CODE.match(view.text, max(0, at - 1))
    if code is not None and not any(link.start < code.end() and code.start() < link.end for link in view.links):
        return True
    own = firm is not None and _PART_OF_FIRM.search(text) is not None
    return not own and _names_another(draft, view)


def _of_before(past: Sequence[View], firm: Entity | None, *, no_fund: bool = False) -> Entity | None:
    """What the nearest sentence before that names any firm is about."""
    for back, other in enumerate(reversed(past[-REACH:])):
        spoken = [each for each in _spoken_of(other) if not (no_fund and each[1].id.startswith("fund:"))]
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
    only_beside = len(here) == 1 and not kept and here[0][0] > at
    return kept or ([] if only_beside else here)


def possessor(view: View, at: int, subject: str) -> Entity | None:
    """The firm that owns what begins there by the words right before it: "Acme Inc.'s weak deliveries"."""
    if _NO_FIRM.fullmatch(subject) or _SURVEYED.search(subject):
        return None
    return next((entity for start, entity in reversed(_firms(view)) if _is_owner(view, start, at)), None)


def _is_owner(view: View, start: int, at: int) -> bool:
    link = next(link for link in view.links if link.start == start)
    return link.end <= at and _OWNS.fullmatch(view.text[link.end : at]) is not None


def is_anothers(view: View, at: int) -> bool:
    """Whether what begins there belongs to a name that links nothing: "Acme's profit"."""
    owner = _POSSESSIVE.search(view.text[:at])
    return owner is not None and not any(
        link.start < owner.end("who") and owner.start("who") < link.end for link in view.links
    )


def _is_of_unknown(view: View, at: int) -> bool:
    """Whether a sentence opens with a firm's name that links nothing, and goes on to what begins at `at`.

    "Fellow miner Acme rose 9% after it sold shares".
    """
    said = [f"{speech.speaker} {speech.role or ''}" for speech in view.speeches]
    links = [link for link in view.links if link.entity is not None and link.start < at]
    for span in view.spans.get("mentions", ()):
        named = view.text[span.start : span.end]
        alone = span.label == "ORG" and span.end <= at and span.start <= UNKNOWN_CHARS and named[:1].isupper()
        if not alone or any(link.start < span.end and span.start < link.end for link in view.links):
            continue
        tells = _ACTS.match(view.text, span.end) is not None
        if tells and not any(link.start > span.end for link in links) and not any(named in who for who in said):
            return True
    return False


def _names_another(draft: Draft, view: View) -> bool:
    """Whether the subject is itself a name that links nothing, and so another firm's."""
    start, end = draft.subject.start, draft.subject.end
    plain = {word.lower() for word in _WORD.findall(draft.subject.text)} <= _PLAIN_WORDS
    return not plain and (
        _NAME.search(draft.subject.text) is not None
        or any(
            span.label in _NAMES and span.start < end and start < span.end for span in view.spans.get("mentions", ())
        )
    )
