"""What plain words refer to where no name stands: "rates" of the Fed, "officials", "stocks", "revenue" of the company.

Read for claims whose subject links nothing, by the rows of `referent_rows`; claims on companies go to the firm that the
text speaks of. Where the words and their surroundings leave a doubt there is no link. None of these words is an
instrument's own name, so nothing found here is priced.
"""

from __future__ import annotations

import re

from aggregator.records import Entity, Topic
from aggregator.understand.about import brands, firms, gauges, headwords, of_two, plain, pointed, readings, unlisted
from aggregator.understand.drafts import Draft
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.lexicon import FOREIGN
from aggregator.understand.subjects import is_told
from aggregator.understand.topical.surroundings import Around, is_of_the_fed, speaks_of, speaks_of_us
from aggregator.understand.view import View

__all__ = ["Around", "instead", "of"]

_FIRM_TOPICS: frozenset[Topic] = frozenset({"equities", "small_caps", "other"})
_FIRM_WORD_TOPICS: frozenset[Topic] = frozenset(
    {"credit", "rates", "fx", "commodities", "crypto", "small_caps", "other"}
)
_FIRM_WORD = re.compile(
    r"(?:.*\b)?(?:revenues?|net (?:income|profit|sales)|quarterly (?:profits?|earnings|sales)|EPS|EBITDA|guidance|"
    r"results|dividend yield|dividends?|buy-?backs?)|(?:company|firm|fund|ETF|trust|lender|bank|insurer|airline|"
    r"retailer|"
    r"automaker|carmaker|chipmaker|drugmaker|stock)|"
    r"(?:(?:annual|annualized|forward|trailing|current|recent)\s)+(?:dividend )?yield",
    re.IGNORECASE,
)
"""What only a firm or fund has or is, whatever a claim is about."""
_FEDS = re.compile(
    r"\b(?:Fed|Federal Reserve|FOMC|FOMC Committee|(?:[Cc]entral [Bb]ank|[Cc]ommittee)(?!\sof\b))['’]s?\s"
    r"(?!(?:rate|next|new|favou?rite|preferred|hopes?|fears?|views?|worr(?:y|ies)|moves?|word)\b)(?:[\w$-]+\s){0,3}$"
)
"""Before what is the Fed's own: "the Fed's decision to extend credit"."""
_TRADED = re.compile(r"(?:.*\b)?(?:volume|trading|contracts|underlying(?: shares)?)", re.IGNORECASE)
_ITSELF = re.compile(r"(?:the|this)\s(?:company|firm|fund|ETF|retailer|automaker|chipmaker|stock)", re.IGNORECASE)
"""A firm or fund whatever a claim is about."""
_THE = re.compile(r"\b(?:[Tt]he|[Tt]his)\s$")
_OF_ITS_OPTIONS = re.compile(
    r"(?:.*\b)?(?:(?:put|call)s? (?:options?|contracts?)|strike (?:price|put|call)|covered call)\b.*|(?:that "
    r")?number of contracts|"
    r"(?:average )?daily trading volume|options (?:trading )?volume",
    re.IGNORECASE,
)
_OF_ITS_BOOKS = re.compile(
    r"(?:(?:organic|like-for-like|same-store|comparable(?:-store)?|system|group|gross|net|adjusted|underlying|"
    r"operating|annual|"
    r"quarterly|total|written|average|core)\s)*(?:(?:organic|like-for-like|same-store|comparable-store|system|"
    r"store|product)\s"
    r"(?:\w+\s)?(?:sales|growth)|(?:written )?premiums?|non-performing (?:assets|loans)(?: \(NPA\))?|NPAs?|asset "
    r"quality|"
    r"selling prices?|marketing spend|cost of goods sold|capital expenditures?|capex|(?:operating |gross |profit "
    r")?margins?|"
    r"backlogs?|deliveries|shipments|free cash flow|cash flow|(?:(?:broader|broad|long-term|future|"
    r"our)\s)*(?:growth(?: outlook| rate| prospects)?|(?<!economic )outlook)|cash and cash equivalents|"
    r"bottom line|net interest income|market share|same-store sales|(?:interest|operating) (?:expenses?|costs)|"
    r"funding costs|book value(?: per share)?|stores)",
    re.IGNORECASE,
)
"""What is told of a firm in claims that look like ones on the market or the economy."""
_ELSEWHERE = re.compile(
    r"\b(?:global|world|worldwide|international|emerging|U\.K\.|euro[\s-]?(?:zone|area)|EU|"
    r"other(?! (?:major|main) sectors)|shelter|rent|food|energy|"
    r"(?<!rate )(?<!-)expect(?:ed|ations)(?! (?:peak|terminal|policy)\b)|deleted|compensation)\b|"
    r"\b(?:" + "|".join(sorted(FOREIGN)) + r")(?:['’]s)?\b",
    re.IGNORECASE,
)


_MANY_FIRMS = re.compile(
    r"(?:[\w-]+\s){0,2}(?:\w*makers|banks|lenders|retailers|airlines|carriers|homebuilders|builders|insurers|brokers|miners|"
    r"producers|refiners|exporters|importers|drillers|utilities|manufacturers|suppliers|rivals|peers|companies|firms)",
    re.IGNORECASE,
)
"""Firms of a kind: no one firm, however few the text has named."""


def of(draft: Draft, topic: Topic, view: View, around: Around) -> Entity | None:
    """What the subject of a draft refers to; None where its words and their surroundings leave a doubt."""
    text = headwords.of(draft.subject.text, view.text[draft.subject.end :], view.text[: draft.subject.start])
    if _is_turnover_of_market(text, view, around):
        topic = "equities"
    elsewhere = _is_elsewhere(text, draft, view)
    meant = (
        of_two.meant(draft, view, around.past)
        or readings.of_index(text, draft, view)
        or readings.of_instrument(text, draft, view)
        or _of_count(text, draft, view, around)
        or _of_parts(text, view)
        or _of_title(text, topic, view, around)
        or pointed.of_told(text, draft, topic, view, around)
    )
    if (
        meant is None
        and draft.kind in gauges.DECIDED
        and gauges.is_bought(draft, view)
        and speaks_of("fed", view, around)
    ):
        meant = around.lookup.get("org:FED")
    meant = meant or (
        None
        if elsewhere
        else _measure(text, draft, topic, view, around) or plain.of(text, topic, view, around, draft.subject)
    )
    if meant is not None:
        return instead(draft, meant, view, around)
    if _MANY_FIRMS.fullmatch(text):
        return None
    at = draft.subject.start + (2 if text.startswith("s ") else 0)  # "Acme's" cut in two
    return (
        firms.possessor(view, at, text)
        or (around.lookup.get("org:FED") if _FEDS.search(view.text[:at]) and speaks_of("fed", view, around) else None)
        or _of_many(text, draft, view, around)
        or pointed.of_title(text, topic, view, around)
        or _of_act(draft, topic, view, around)
        or _of_firm(text, draft, topic, view, around)
    )


_OTHER_BODY = re.compile(
    r"\b(?:House|Senate|Congress\w*|lawmakers|Treasury Department|Treasury Secretary|FDIC|bills?|laws?|legislation|"
    r"government|president|tariffs?)\b"
)


def _of_act(draft: Draft, topic: Topic, view: View, around: Around) -> Entity | None:
    """The Fed, whose act it is that a sentence on it tells of and no other body's."""
    acts = draft.kind == "policy" and topic == "fed" and is_of_the_fed(view, around)
    return around.lookup.get("org:FED") if acts and _OTHER_BODY.search(view.text) is None else None


def _is_elsewhere(text: str, draft: Draft, view: View) -> bool:
    """Whether a subject, or the word before it, names another country or thing than the one at home."""
    leading = [word for word in view.text[: draft.subject.start].split()[-1:] if not word.startswith("expect")]
    return _ELSEWHERE.search(" ".join((*leading, text))) is not None


def _of_many(text: str, draft: Draft, view: View, around: Around) -> Entity | None:
    """The economy or the stock market where no firm is named whose growth or shares they could be; a brand's firm."""
    if not firms.named(view) and speaks_of_us(view, around):
        if _GROWTH.fullmatch(text) and _OF_ECONOMY.search(view.text):
            return around.lookup.get("macro:GDP_US")
        if _SHARES.fullmatch(text) and _OF_STOCKS.search(view.text):
            return around.lookup.get("group:US_EQUITIES")
    return packaged_by_id().get(brands.of(draft.subject.start, draft.subject.end, view) or "")


def _of_firm(text: str, draft: Draft, topic: Topic, view: View, around: Around) -> Entity | None:
    """The firm that the text speaks of, for claims on firms and what only a firm has."""
    books = _OF_ITS_OPTIONS.fullmatch(text) or (around.firm is not None and _OF_ITS_BOOKS.fullmatch(text))
    only = firms.is_only_a_firms(draft, view)
    traded = draft.kind == "volume" and _TRADED.fullmatch(text) and not _names_market(view)
    own = topic == "equities" and _FIRM_WORD.fullmatch(text) is not None and not _names_market(view)
    the = _THE.search(view.text[: draft.subject.start])
    itself = _ITSELF.fullmatch((the.group() if the else "") + draft.subject.text) or (
        (traded or own) and firms.named(view)
    )
    if topic == "company" or books or only or itself or (topic in _FIRM_WORD_TOPICS and _FIRM_WORD.fullmatch(text)):
        return firms.of(draft, view, around.past, around.firm)
    # An article about one firm speaks of it wherever nothing else is named.
    alone = around.firm is not None and topic in _FIRM_TOPICS and not _is_elsewhere(text, draft, view)
    return firms.of(draft, view, around.past, around.firm) if alone and not _names_market(view) else None


_GROWTH = re.compile(
    r"(?:overall |economic |slower |faster |annual )*growth(?: rate| forecast| outlook)?", re.IGNORECASE
)
_OF_ECONOMY = re.compile(r"\b(?:(?:the|U\.?S\.?) economy|GDP|gross domestic product|recession)\b")
_SHARES = re.compile(r"shares|share prices", re.IGNORECASE)
_OF_STOCKS = re.compile(r"\b(?:[Ss]tocks|Dow\b|S&P 500|Nasdaq|Wall Street|[Ee]quit(?:y|ies))\b")
_RANKED = re.compile(
    r"(?:(?:the|its|their|biggest|largest|smallest|deepest|sharpest|steepest|longest|quickest|fastest|best|worst|"
    r"third-worst|second-worst|one-day|single-day|(?:two|three|four|five|six)-(?:day|week|month)|such|losing|winning|"
    r"daily|weekly|monthly|quarterly|annual|yearly|percentage|point|intraday|straight|consecutive|closing|fourth-straight|"
    r"third-straight|second-straight|first|back-to-back|january|december)\s)*(?:fall|drop|gain|rise|decline|loss|jump|"
    r"increase|streak|contraction|performance|"
    r"advance|close|slide|plunge|finish|rally|day|week|month|quarter|one-day|run|stretch|pace)",
    re.IGNORECASE,
)
"""What a count ranks of the thing that the words before tell of."""
_MARK = re.compile(
    r"(?:(?:a|an|its|their|fresh|new|record|all-time|intraday|closing|previous|prior|multi-\w+|five-decade|"
    r"\d+-\w+|(?:one|two|three|four|five|six|seven|eight|nine|ten)-\w+(?:-and-a-half-\w+)?)\s)+(?:highs?|lows?|peaks?|"
    r"record|\$[\d,.]+)",
    re.IGNORECASE,
)
"""A level that the words before reached, or fell from."""
_SENT = re.compile(
    r"\b(?:stocks|equities|the (?:stock )?market)\s(?:\w+\s)?(?:to|for|had|posted|notched|suffered|saw)\s"
    r"(?:their|its)\s$",
    re.IGNORECASE,
)
"""Before what stocks were brought to: "sent equities to their worst day"."""
_RANKED_IDS = ("index:", "rate:", "commodity:", "fx:", "crypto:", "macro:", "company:", "fund:", "group:")


def _of_count(text: str, draft: Draft, view: View, around: Around) -> Entity | None:
    """What a streak or record is of, where a sentence goes on with it: "Gold fell 3%, its biggest daily drop"."""
    ranked = draft.kind == "count" and _RANKED.fullmatch(text) is not None
    if not ranked and (draft.kind != "level" or _MARK.fullmatch(text) is None):
        return None
    before = [link for link in view.links if link.end <= draft.subject.start]
    told = [
        link.entity
        for link in before
        if link.entity is not None and link.entity.id.startswith(_RANKED_IDS) and is_told(view, link)
    ]
    if told:
        return told[-1]
    sent = ranked and _SENT.search(view.text[: draft.subject.start]) is not None
    if sent and not before and speaks_of_us(view, around):
        return around.lookup.get("group:US_EQUITIES")
    if before or not _IT.search(view.text[: draft.subject.start]):
        return None
    return around.told if ranked or (around.told is not None and around.told.id.startswith("index:")) else None


_OF_YIELD = re.compile(
    r"(?:(?:highest|lowest)\s)?(?:yield|price|(?:52-week|record|month|year)[\s-](?:high|"
    r"low))",
    re.IGNORECASE,
)


def _of_title(text: str, topic: Topic, view: View, around: Around) -> Entity | None:
    """The yield that the title is on, where "the yield" or its high stands in a sentence that names nothing."""
    if view.links or topic not in {"rates", "other"} or _OF_YIELD.fullmatch(text) is None:
        return None
    return around.lookup.get(gauges.maturity(around.title) or "")


_PARTS = re.compile(
    r"(?:(?:all|the|most|of|its|11|eleven|ten|10|major|main|key|industry|business|economic|S&P(?: 500)?(?:['’]s)?)\s)*"
    r"(?:industry |business )?(?:groups|sectors)",
    re.IGNORECASE,
)


def _of_parts(text: str, view: View) -> Entity | None:
    """The one index whose groups of companies a sentence tells of: "the S&P 500 fell as all 11 groups did"."""
    if _PARTS.fullmatch(text) is None:
        return None
    named = {link.entity.id: link.entity for link in view.links if link.entity is not None}
    indexes = [entity for key, entity in named.items() if key.startswith("index:")]
    return indexes[0] if len(indexes) == 1 else None


_IT = re.compile(
    r"(?:^|\s)(?:[Ii]t|[Tt]his|[Tt]hat|[Tt]he (?:index|gauge|benchmark|measure))\s(?:\w+\s)?(?:was|is|marked|rose|fell|"
    r"were|has|had|closed|ended|posted)\b"
)


_TURNOVER = re.compile(r"(?:.*\b)?volume|shares|trad(?:e|ing)", re.IGNORECASE)
_VOLUME = re.compile(r"(?:trading )?volumes?", re.IGNORECASE)
_ON_EXCHANGE = re.compile(
    r"\b(?:[bm]illion shares|[Vv]olume|shares (?:traded|changed hands|exchanged))\b.{0,40}"
    r"\bon (?:the |all )?(?:New York Stock Exchange|NYSE|U\.S\. exchanges|US exchanges)\b"
)
_OF_A_MEASURE = re.compile(
    r"(?:(?:annual|annualized|monthly|yearly|year-over-year|year-on-year|month-over-month|12-month|latest|revised|"
    r"smallest|"
    r"biggest|largest|quickest|overall|headline)\s)*(?:rate of (?:growth|increase)|(?<=[ry] )growth|change|increase|"
    r"advance|rise|gain|"
    r"pace|numbers?|print|reading|figures?|release|report|index|gauge|drop|decline|12-month(?: \w+)?|it|that)"
    r"(?:\s(?:by|of) the index)?",
    re.IGNORECASE,
)
MEASURE_SENTENCES = 2


def _measure(text: str, draft: Draft, topic: Topic, view: View, around: Around) -> Entity | None:
    """The price measure whose "year-over-year change" a sentence gives: the last named before, if only one is."""
    if topic != "inflation" or _OF_A_MEASURE.fullmatch(text) is None or not speaks_of_us(view, around):
        return None
    here = [link.entity for link in view.links if link.end <= draft.subject.start]
    for entities in (
        here,
        *([link.entity for link in other.links] for other in around.past[: -MEASURE_SENTENCES - 1 : -1]),
    ):
        found = {entity.id: entity for entity in entities if entity is not None and entity.id in pointed.PRICE_MEASURES}
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
    return None


def _is_turnover_of_market(text: str, view: View, around: Around) -> bool:
    """Whether volume is that of an exchange, or of stocks where an article on the market names no firm beside it."""
    if _TURNOVER.fullmatch(text) is None:
        return False
    alone = around.firm is None and firms.is_of_a_market(around.title) and not firms.named(view)
    return _ON_EXCHANGE.search(view.text) is not None or (alone and _VOLUME.fullmatch(text) is not None)


def _names_market(view: View) -> bool:
    return any(
        link.entity is None or not link.entity.id.startswith(("company:", "fund:", "org:", "person:"))
        for link in view.links
    )


_SOME_FIRM = re.compile(
    r"\b[Tt]he (?:[\w-]+\s){0,3}(?:\w*maker|chain|retailer|company|firm|group|bank|lender|insurer|airline|carrier|"
    r"giant|builder|"
    r"miner|producer|operator)\b"
)
_EARNED = re.compile(r"(?:.*\b)?(?:earnings|profits?)(?: (?:growth|weakness|season|quarter|picture))?", re.IGNORECASE)


def instead(draft: Draft, entity: Entity, view: View, around: Around) -> Entity | None:
    """The entity that the surroundings show to be meant where a name is a looser one: "core inflation" of the PCE."""
    if entity.id.startswith(("company:", "fund:")):
        return _of_market(draft, view, around) or _own_firm(draft, entity, view, around)
    if entity.id.startswith("index:") and readings.is_beside_index(draft):
        return readings.beside_index(draft, view, around.past)
    return around.lookup.get(gauges.meant(draft, entity.id, view, around), entity)


def _own_firm(draft: Draft, entity: Entity, view: View, around: Around) -> Entity | None:
    """The firm that a subject names, or else that the article is about: one merely named before is a guess."""
    guessed = draft.is_proposed or draft.rule == "data.company" or draft.subject.pointing
    named = firms.is_named(draft, entity, view)
    if not guessed or (named and not unlisted.is_its_own(draft, view)):
        return entity
    if not named and around.firm is None:
        return None if unlisted.is_overtaken(entity, view, around.past) else entity
    return firms.of(draft, view, around.past, around.firm) or entity


def _of_market(draft: Draft, view: View, around: Around) -> Entity | None:
    """What a subject means that a firm only lent its name to: an index's earnings, an exchange's volume."""
    start, end = draft.subject.start, draft.subject.end
    if any(link.start < end and start < link.end for link in view.links):
        return None
    text = headwords.bare(draft.subject.text)
    if _TURNOVER.fullmatch(text) and _ON_EXCHANGE.search(view.text):
        return around.lookup.get("group:US_EQUITIES")
    if not speaks_of_us(view, around):
        return None
    index = readings.of_index(text, draft, view)
    if index is not None and not (draft.subject.entity and draft.subject.entity.id in firms.named(view)):
        return index
    general = (
        _EARNED.fullmatch(text) is not None
        and _SOME_FIRM.search(view.text) is None
        and firms.is_of_a_market(around.title)
        and not firms.named(view)
    )
    return around.lookup.get("group:US_EQUITIES") if general else None
