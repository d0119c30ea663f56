"""Words around a name that show another sense: the Nasdaq as an exchange, gold medals, another country's inflation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.understand.entities.phrases import Token
from aggregator.understand.lexicon import DOMESTIC, FOREIGN, words

# Entity id (or a name) -> what, right after or right before the name, shows that the entity is not meant.
_AFTER = {
    "index:COMP": r"\s?:|[\s-]?(?:listed|traded|OMX|exchange|Stock Market|Inc\b|Capital Market|Global|compliance|"
    r"delist|ticker|listing|notice|Future|Next|100|Golden Dragon|Biotech|Bank Index|symbol|Dubai|bell|MarketSite|data|"
    r"announced|said|filing)",
    "index:DJI": r"\s(?:U\.S\.|US\b|[A-Z]\w+ (?:[A-Z]\w+ )?(?:Index|index)\b|Inc\b|Chemical|Theory|theory|Newswires|"
    r"Market Data|& Co|component|Corning|AgroSciences|jones futures$)",
    "S&P": r"\s(?:Global|rating|said|downgrad|upgrad|analyst|Dow Jones|MidCap|SmallCap|Midcap|Smallcap|Mid-Cap|"
    r"Small-Cap|[A-Z][\w-]+ (?:ETF|Fund|Index)|affirmed|cut|lowered|raised|GSCI|Capital IQ|BSE|\d(?![\d.]*\s?%))|"
    r"/|['’]s\b",
    "org:FED": r"['’]?s? (?:Ex|up with)\b|[ -]?(?:Cup|eral)\b",
    "commodity:GOLD": r"/|[\s-]+(?:Index|index|medal|standard|min(?:e|er|ers|ing)\b|rush|card|member|stocks?|compan|"
    r"coast|plated|coins?|ETFs?|"
    r"bugs?|fund|trust|corp|inc|resources|jewell?ery|loans?|bonds?|project|exploration|equit|producer|royalt|deposit)",
    "commodity:SILVER": r"/|[\s-]+(?:Index|index|lining|min(?:e|er|ers|ing)\b|screen|medal|bullet|lake|corp|inc|"
    r"standard|"
    r"project|fund|trust)",
    "commodity:COPPER": r"\s&|[\s-]+(?:min(?:e|er|ers|ing)\b|wire|project|corp|deposit|stocks?|producer)",
    "commodity:OIL": r"[\s-]+(?:compan|giant|produc|stocks?|majors?|services?|field|industry|sector|firms?|export|"
    r"and gas|&|"
    r"shares|explor|drill|sands|well|refin|minist|spill|importer|ETF|fund|corp|embargo|cap\b|demand|"
    r"supply|output|storage|inventor|stockpil|rig|tanker)",
    "commodity:WHEAT": r"[\s-]+(?:flour|bread|field|farm|beer)",
    "commodity:CORN": r"[\s-]+(?:syrup|field|farm|starch|flakes)",
    "commodity:BRENT": r"\s(?!Crude|Oil|Futures)[A-Z][a-z]+",
    "fx:DXY": r"[\s-]+(?:amount|stores?|chains?|discounters?|retailers?|tree|general|denominated|cost|value|figure|"
    r"volume|"
    r"bill|bonds?|funding|terms|sales|per|for dollar|liquidity|swap|menu|a share|bull|expansion|retention)",
    "fx:JPY": r"[\s-]+denominated",
    "fx:EURUSD": r"[\s-]+(?:zone|area|stoxx|bloc|denominated|members?|coin|\d|states|sovereign)",
    "fx:GBPUSD": r"[\s-]+(?:silver|banks?\b|bonds?\b|denominated|of\b|cakes?\b|signs?\b|for pound|foolish|the\b|"
    r"away|at the|"
    r"shops?\b)",
    "fx:AUDUSD": r"[\s-]+(?:bonds?|shares?|stocks?|markets?|econom|government|banks?|firms?|min|producer|export|"
    r"retail)",
    "fx:TRY": r"\s(?:bonds?|trading|deposits?|notes?|loans?)\b",
    "fx:ZAR": r"\s(?:Corp|Paul|Merchant|Capital|Water|Refinery|Institute)",
    "company:ENX.PA": r"\s(?:Paris|Amsterdam|Brussels|Lisbon|Dublin|Oslo|Milan|Growth|Access|Expand|100)\b",
    "org:BOE": r"\s(?:Technology|Varitronix)",
    "company:SIE.DE": r"\s(?:Healthineers|Gamesa)",
    "company:TM": r"\s(?:Industries|Tsusho|Boshoku)",
    "company:META": r"[\s-]+(?:analysis|data|tag)",
    "company:AAPL": r"[\s-]+(?:pie|juice|hospitality|Hospitality|orchard)",
    "company:ORCL": r"\sof\s(?:Omaha|Delphi)",
    "company:SPGI": r"\s(?:US|U\.S\.|UK|Eurozone|HCOB|[Ff]lash|[Cc]omposite|[Mm]anufacturing|[Ss]ervices|PMI|"
    r"Market Intelligence|"
    r"Ratings)\b",
    "company:GS": r"[\s-]+(?:Prospect)",
    "company:BRK-B": r"[\s-]+(?:Hills|Grey|Lights)",
    "company:F": r"\s(?:Foundation|said\b.*president)",
    "company:DE": r"\sValley",
    "org:BLOOMBERG": r"\s(?:Barclays|U\.S\.|US|Commodity|Dollar|Aggregate|Global|Philanthrop|Galaxy)",
    "org:CONGRESS": r"\s(?:Party|party|leader)",
    "Wall Street": r"\s(?:Journal|analyst|bank|firm|veteran|expect|estimate|forecast|strateg|investors|brokerage|"
    r"economist|has a|is a|consensus|watch|lender|protest|giant|reform|bonus|pay\b|executive|trader)",
    "group:US_BANKS": r"\s(?:need|lend)",
}
_BEFORE = {
    "Nasdaq": r"(?:list\w*|trad\w+|debut\w*|delist\w*|shares|stock|compliance) (?:on|from|with|to) (?:the )?$|\($",
    "NASDAQ": r"(?:list\w*|trad\w+|debut\w*|delist\w*|shares|stock|compliance) (?:on|from|with|to) (?:the )?$|\($",
    **dict.fromkeys(
        ("company:ENX.PA", "company:S68.SI", "company:0388.HK", "company:LSEG.L"),
        r"(?:\b(?:on|of|by)\s(?:the\s)?|\b(?:list\w*|trad\w+|debut\w*)\s(?:\w+\s)?(?:the\s)?)$",
    ),
    "index:DJI": r"\($",
    "index:VIX": r"(?:India|Euro|Nifty|Nasdaq|Gold|Oil) $",
    "group:SMALL_CAPS": r"(?:S&P(?:['’]s|\s\d{3})?|MSCI|FTSE|STOXX|Canadian)\s(?:the\s)?$",
    "commodity:SILVER": r"/$|[A-Z]\w+ & $",
    "gold": r"\b[Bb]lack $",
    "Gold": r"\b[Bb]lack $|(?<![\w-])(?!(?:Comex|COMEX|Spot|London)\s)[A-Z][\w-]* (?:& )?$",
    "S&P": r"(?:agency|by|firm|from|agencies|analysts at|to|at) $",
    "fx:DXY": r"(?:\d|million|billion|trillion|[\w]-| a|Australian|Canadian|Singapore|Taiwan|Hong Kong|Kong|"
    r"Zealand|Jamaican|"
    r"top|half|every|per|each|marketing|Namibian|Liberian|Fijian) ?$",
    "fx:EURUSD": r"(?:\d|million|billion|trillion|per|a) $",
    "fx:JPY": r"(?:\d|million|billion|trillion|per) $",
    "fx:GBPUSD": r"(?:\b(?:an?|each|every|by the|half|to|will|would|can|could|Ezra|Dick|Irish|Lebanese|Syrian|Sudanese|"
    r"Cypriot)|cents/) $",
    "fx:TRY": r"\b(?:Italian|Syrian|Lebanese) $",
    "fx:CHF": r"\b(?:French|Belgian|CFA) $",
    "fx:INR": r"\b(?:Nepali|Nepalese|Mauritian|Sri Lankan|Lankan) $",
    "Wall Street": r"(?:The|Squawk on the|Occupy|Wolf of|on|of|from|by|among|across|at) $",
    "rate:CURVE2S10S": r"(?:German|Canadian|UK|Bund) $",
    "commodity:OIL": r"(?:olive|palm|vegetable|soybean|cooking|essential|fish|heating|motor|crude palm|coconut|canola|"
    r"engine|Standard) $",
    "rate:UST30Y": r"(?:German|British|Japanese|Japan's|U\.K\.|UK|gilt) $",
}
# "Gold Corp" and "gold miners" alike.
_ANY_CASE = frozenset({"commodity:GOLD", "commodity:SILVER", "commodity:COPPER", "commodity:OIL"})
# "Ten billion yuan", "400 pence a pound": a sum or a weight, and no price of the currency.
_SUM = re.compile(r"(?:(?<!\b(?:19|20)\d)\d|\b(?:million|billion|trillion|thousand|hundred|crore|lakh|per)|[\d.]/)\s?$")
_AFTER_RE = {key: re.compile(pattern, re.IGNORECASE if key in _ANY_CASE else 0) for key, pattern in _AFTER.items()}
_BEFORE_RE = {key: re.compile(pattern) for key, pattern in _BEFORE.items()}
_GENERIC = (
    "macro:",
    "group:US_BANKS",
    "group:US_TECH",
    "group:SMALL",
    "group:LARGE",
    "rate:UST",
    "rate:MORT",
    "rate:CURVE",
    "rate:FFR",
)
ABROAD_WORDS, ABROAD_RATIO = 4, 5
_AMERICA = frozenset({"US", "S", "Fed", "American", "America", "Wall", "Nasdaq", "Dow", "Treasury"})
_INDIAN = words("Rs lakh crore Nifty Sensex BSE NSE SIP SIPs Sebi SEBI AMFI PMS")
INDIAN_WORDS = 3
"""What only texts on Indian markets say, who often name no country."""
_FOREIGN_MEASURES = ("_UK", "_EZ", "_CN", "_JP", "_IN", "_AU", "_CA")
_DOMESTIC_NAME = re.compile(r"\b(?:U\.?S\.?|American?|Fed|fed|[Ff]ederal|Treasur\w+)\b")
_JOINED_NAME = re.compile(r"(?<![\w-])(?P<word>[A-Z][\w.-]*)[^\S\n](?:&\s|and\s(?=$))?$")
# Capitals before a commodity that begin a sentence or say where and when it trades.
_NO_NAME_PARTS = words(
    "Comex COMEX Spot London ICE The On As In Meanwhile Today Monday Tuesday Wednesday Thursday Friday Nymex NYMEX "
    "Brent WTI US U.S. And But While When Although Also January February March April May June July August September "
    "October November December Crude Dollar Oil Gold Silver Copper Bitcoin Stocks Bonds Front-month Benchmark Global"
)
_ENDS = re.compile(r"(?:[a-z]{3}|[A-Z]{3})\.$")  # a sentence, not an initial: "Silicon Valley Bank. Gold rose"
_FIRM_AFTER = re.compile(
    r"\s(?:[A-Z][\w&-]+\s){0,2}(?:Inc|Corp|Corporation|Ltd|Limited|Mines|Mining|Fields|Resources|PLC|plc)\b"
)
_OTHER_TICKER = re.compile(
    r"\s(?:[A-Z&][\w&.'’-]*,?\s){1,5}\((?:[A-Za-z ]{2,12}\s?:\s?)?(?P<symbol>[A-Z]{1,5}(?:[.-][A-Z])?)\)"
)
# "Acme Motor India Ltd": a firm of its own, listed there.
_SUBSIDIARY = re.compile(
    r"\s(?:India|Japan|China|Korea|Thailand|Malaysia|Indonesia|Pakistan|Brasil)\s(?:Ltd|Limited|Bhd|Tbk)\b"
)
_AGENCIES = re.compile(
    r"\b(?:Federal Statistical Office|Eurostat|ONS|Office for National Statistics|Destatis|INSEE|Insee|Istat|ISTAT|"
    r"National Bureau of Statistics|NBS|Statistic(?:al|s) (?:Office|Bureau|Agency|Service|Canada|Norway|Sweden|"
    r"Denmark|Finland|Netherlands|Austria|Poland|Portugal|Estonia|Iceland|New Zealand|NZ|Korea|South Africa)|"
    r"Bundesbank|ECB|European Central Bank|Bank of (?:England|Japan|Canada|Korea|Mexico|Israel|Thailand|France|Italy|"
    r"Spain)|BoE|BoJ|BoC|RBA|RBNZ|RBI|SNB|PBOC|PBoC|Riksbank|Norges Bank|Swiss National Bank|Reserve Bank of|"
    r"People['’]s Bank|Cabinet Office|ZEW|Ifo|GfK|Halifax|Nationwide|Caixin|INE|INEGI|IBGE|TurkStat|Rosstat)\b"
)
_NAMED_FOR = re.compile(
    r"\b(?:Taiwan Semi\w*|Canadian (?:Solar|Pacific|National|Natural)|Mexican Grill|Royal Bank of Canada|"
    r"British American Tobacco|"
    r"French Connection|New York|New England|New Mexico|New Jersey|Indian Motor\w*)\b"
)
"""Firms and places at home that are called by another country."""
SENTENCE_CHARS = 350
_SENTENCE = re.compile(r"(?<=[a-z0-9%)][.!?])\s+(?=[A-Z“\"(])|\n+")
_CLAUSE = re.compile(r"[.;:\n]\s|\bwhile\b|\bbut\b")
_WORDS = re.compile(r"[a-z]+(?:\.[a-z])?")


def is_wrong_sense(entity_id: str, text: str, start: int, end: int) -> bool:
    """Whether the words beside a name show that it means something else than this entity."""
    name = text[start:end]
    key = name if name in _AFTER or name in _BEFORE else entity_id
    after = _AFTER_RE.get(key) or _AFTER_RE.get(entity_id)
    if after is not None and after.match(text, end):
        return True
    ahead = text[max(0, start - 24) : start]
    if entity_id.startswith("fx:") and _SUM.search(ahead):
        return True
    before = _BEFORE_RE.get(key)
    return before is not None and before.search(ahead) is not None


# What follows an index's name in that of a part of it, which moves on its own.
_SUB_INDEX = re.compile(
    r"\s(?:(?:Technology|Energy|Financials?|Health ?[Cc]are|Industrials?|Materials|Utilities|Communication|Consumer)"
    r"\s(?:\w+\s)?(?:[Ss]ector|[Ii]ndex)|Equal[\s-]Weight|Pure (?:Growth|Value)|ESG|Dividend|Low Volatility|High Beta|"
    r"(?:Growth|Value) (?:[Ii]ndex|[Ff]und|ETF|shares))"
)
# "The S&P retail index": a sector of it.
_SECTOR = re.compile(
    r"(?:['’]s)?\s(?i:(?:information\s)?tech(?:nology)?|energy|financials?|health\s?care|industrials?|materials|"
    r"utilit(?:y|ies)|"
    r"communications?(?:\sservices)?|telecom\w*|consumer\s\w+|real\sestate|homebuild\w+|retail\w*|banks?(?:ing)?|"
    r"biotech\w*|"
    r"semiconductors?|transport\w*|(?:small|mid|large)[-\s]?cap)\s(?i:(?:\w+\s)?(?:sector|index|sub-?index|group))\b"
)


def is_part_of_name(entity_id: str, text: str, start: int, end: int) -> bool:
    """Whether a capitalised word belongs to a longer name: "Copper & Gold (FCX)", "Meta Materials (MMAT)"."""
    if entity_id.startswith("commodity:"):
        joined = _JOINED_NAME.search(text[max(0, start - 40) : start]) if text[start].isupper() else None
        alone = (
            joined is None
            or joined["word"] in _NO_NAME_PARTS
            or joined["word"].endswith(("-dated", "-month"))
            or _ENDS.search(joined["word"]) is not None
        )
        return not alone or _FIRM_AFTER.match(text, end) is not None
    if entity_id.startswith("index:"):
        sector = "S&P" in text[start:end] and _SECTOR.match(text, end) is not None
        return sector or _SUB_INDEX.match(text, end) is not None
    if not entity_id.startswith(("company:", "fund:")):
        return False
    if _SUBSIDIARY.match(text, end):
        return True
    own_symbol = entity_id.split(":", 1)[1].replace("-", ".")
    named = _OTHER_TICKER.match(text, end)
    return named is not None and named["symbol"].replace("-", ".") != own_symbol


def is_abroad(found: Sequence[Token]) -> bool:
    """Whether a text is about another country: it hardly names America."""
    foreign = sum(word.lower in FOREIGN for word in found)
    indian = sum(word.text in _INDIAN for word in found)
    if indian >= INDIAN_WORDS and indian > sum(word.text in _AMERICA - {"S"} for word in found):
        return True
    return foreign >= ABROAD_WORDS and foreign > ABROAD_RATIO * sum(word.text in _AMERICA for word in found)


def speaks_of_elsewhere(text: str) -> bool:
    """Whether a title or sentence names other countries, or their agencies and banks, and not America."""
    found = set(_WORDS.findall(_NAMED_FOR.sub("", text).lower()))
    return (bool(found & FOREIGN) or _AGENCIES.search(text) is not None) and not found & DOMESTIC


_AT_HOME = re.compile(r"(?:U\.?S\.? )?(?:Wall St(?:reet)?|S&P 500|Dow|Nasdaq|Treasur(?:y|ies))\b(?! Dubai)")
_CAUSE = re.compile(
    r"\b(?:after|before|since|in the wake of|because|amid|despite|due to|as|following)\b", re.IGNORECASE
)


def is_title_abroad(title: str) -> bool:
    """Whether a title is on another country: it names one, not only as a cause or behind an American market.

    "Stocks slip as China woes grow" and "Wall Street ends lower; Japan data weighs" are American.
    """
    if not speaks_of_elsewhere(title) or _AT_HOME.match(title):
        return False
    cause = _CAUSE.search(title)
    return cause is None or bool(FOREIGN.intersection(_WORDS.findall(title[: cause.start()].lower())))


def is_foreign(entity_id: str, text: str, start: int, end: int, *, abroad: bool, title: str = "") -> bool:
    """Whether an American measure or market is named where another country is spoken of.

    The clause decides; for a measure or a central bank's rate then its sentence, the sentence before and the title,
    the nearest that names any country; else whether the whole text is about another one (`abroad`).
    """
    generic = entity_id.startswith(_GENERIC) or (entity_id == "index:VIX" and _is_description(text[start:end]))
    if not generic or entity_id.endswith(_FOREIGN_MEASURES):
        return False
    if _DOMESTIC_NAME.search(text[start:end]):
        return False
    before = text[max(0, start - 90) : start]
    cut = max((match.end() for match in _CLAUSE.finditer(before)), default=0)
    around = set(_WORDS.findall(before[cut:].lower())) | set(_WORDS.findall(text[end : end + 25].lower().split(".")[0]))
    if around & FOREIGN or around & DOMESTIC:
        return bool(around & FOREIGN) and not around & DOMESTIC
    if entity_id.startswith(("macro:", "rate:FFR")):
        for stretch in (*_sentences(text, start, end), title):
            if _AGENCIES.search(stretch) or FOREIGN.intersection(named := _WORDS.findall(stretch.lower())):
                return speaks_of_elsewhere(stretch)
            if DOMESTIC.intersection(named):
                return False
    return abroad or (entity_id.startswith(("group:SMALL", "group:LARGE")) and is_title_abroad(title))


def _is_description(name: str) -> bool:
    """Whether words for an index only say of what sort it is: "the fear gauge", of which each market may have one."""
    return name[1:].islower()


def _sentences(text: str, start: int, end: int) -> tuple[str, str]:
    """The sentence around a span and the one before it, roughly: within some hundred characters."""
    head, tail = text[max(0, start - SENTENCE_CHARS) : start], text[end : end + SENTENCE_CHARS]
    parts = _SENTENCE.split(head)
    return parts[-1] + text[start:end] + _SENTENCE.split(tail, maxsplit=1)[0], parts[-2] if len(parts) > 1 else ""
