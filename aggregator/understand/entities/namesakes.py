"""Which sense a word has that is also a company's name or ticker: Target or a target, Ford the firm or a person.

A name that is a plain word names its company only with a second cue beside it; a name that is usually the company is
given up where the words around it show a person, a place or the plain word. Each row of the tables is one cue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.records import Entity
from aggregator.understand.lexicon import ACRONYMS, words

# What makes a plain word (or a wordy ticker) a company, by the cue that is stored with the mention.
_SHARES = r"(?:shares|stock)"
_SIZE = (
    r"(?:\s(?:by|about|around|nearly|almost|another|some|as much as|more than|over|up to|roughly))*"
    r"\s\d[\d.,]*\s?(?:%|percent\b)"
)
_MOVED = (
    r"(?:fell|rose|dropp?ed|jumped|gained|lost|slid|sank|tumbled|soared|plunged|surged|climbed|added|shed|slipped|"
    r"rallied|advanced|declined|dived|crashed|dipped|edged|rebounded|bounced|popped|leapt|sold off|doubled|tripled|"
    r"retreated|spiked|rises|falls|drops|jumps|gains|slides|sinks|tumbles|soars|plunges|surges|climbs|slips)"
)
_MOVING = (
    r"\s(?:is|was)\s(?:\w+ly\s)?(?:gaining|losing|rising|falling|adding|declining|slipping|sliding|jumping|"
    r"edging (?:up|down|"
    r"higher|lower)|advancing|surging|plunging|tumbling|climbing|dropping|up|down|higher|lower)"
)
_BOOKS = (
    r"(?:outlook|forecasts?|profits?|estimates|guidance|sales|dividends?|earnings|loss(?:es)?|revenues?|results|jobs|"
    r"quarter|expectations|bookings|margins?|staff|workforce|shares|buyback|fees?|prices|stores|plants?)"
)
_OFFICE = (
    r"(?:chief executive|chief financial|CEO|CFO|chairman|chair|president|founder|finance chief|boss|executives?|"
    r"spokes(?:man|woman|person)|management|board|shares|stock|earnings|results|revenues?|sales|profits?|margins?|"
    r"forecasts?|outlook|guidance|"
    r"business|customers|investors|shareholders|market value|share price|stock price)"
)
_AFTER = {
    "shares_word": rf"(?:['’]s?)?\s{_SHARES}\b",
    "company_act": (
        r"\s(?:also\s|has\s|had\s)?(?:said|says|reported|reports|posted|posts|announced|announces|agreed|expects|"
        r"warned|forecast|named|appointed|launched|unveiled|acquired|unveils|hired|filed|disclosed|"
        r"(?:plans|intends|wants|aims) to|is (?:buying|selling|cutting|closing|laying|in talks|facing)|"
        r"will (?:buy|sell|cut|close|pay|lay|spend|shut|open|report|acquire|cease|start|launch|release|spin|invest|"
        r"begin|raise|offer|hire|move|return|build))\b"
    ),
    "company_books": (
        r"\s(?:also\s|has\s|had\s)?(?i:cuts?|raise[sd]|lift(?:s|ed)|lower(?:s|ed)|beats?|miss(?:es|ed)|trim(?:s|"
        r"med)|boost(?:s|ed)|"
        r"slash(?:es|ed)|hikes?|reports?|narrow(?:s|ed)|swung|swings|bought|buys|sold|sells|earned|withdrew|withdraws|"
        rf"clos(?:es|ed)|doubl(?:es|ed))\b(?:\s[\w$’'.,%-]+){{0,5}}?\s(?i:{_BOOKS})\b"
    ),
    "company_office": rf"(?:['’]s\s|\s(?=chief|CEO|CFO|chairman|executive|spokes))(?:\w+\s)?{_OFFICE}\b",
    "company_move": rf"(?:\s(?:has|had|was|is|were))?\s{_MOVED}{_SIZE}|{_MOVING}{_SIZE}",
    "company_form": r",?\s(?:Inc|Corp|Corporation|plc|PLC|Ltd|N\.V|Co)\b",
}
_ROLE = (
    r"(?:retailer|chain|maker|makers|designer|owner|parent|company|firm|rival|rivals|lender|insurer|miner|miners|"
    r"giant|giants|operator|operators|group|bank|brokerage|automaker|carmaker|chipmaker|chip maker|producer|producers|"
    r"provider|platform|processor|processors|network|start-up|startup|bellwether|heavyweight|peer|peers|"
    r"unit|developer|supplier|airline|carrier|majors)"
)
_BEFORE = {
    "shares_word": r"\b(?:[Ss]hares|[Ss]tock|[Ss]take|[Cc]alls|[Pp]uts|[Oo]ptions) (?:of|in|on) $",
    "role_word": rf"\b{_ROLE} (?:like |such as |including )?$|"
    r"\b(?:stocks|names|companies) (?:like|such as|including) $|\b(?:[Ll]ed|hurt|helped) by $",
}
_PLAIN_BEFORE = re.compile(
    r"(?:\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Oo]ur|[Hh]is|[Hh]er|[Mm]y|[Tt]his|[Tt]hat|[Ee]ach|[Ee]very|[Nn]o|"
    r"[Aa]ny|to|"
    r"[Nn]ew|price|[Pp]rice|profit|inflation|%|percent|below|above)|[-–/])\s?$"
)
_INDEX_AFTER = {
    "company_act": r"\s(?:said|says|announced|agreed|expects|warned|named|appointed|launched|acquired|"
    r"will (?:buy|sell|cut|close|pay|lay|shut|acquire|launch|hire|build))\b",
    "company_books": r"\s(?:also\s|has\s)?(?:cuts?|raise[sd]|lowers?|lowered|halves|halved|suspend(?:s|ed))\s"
    r"(?:its|the|a)?\s?(?:\w+\s)?(?:dividend|forecast|outlook|guidance|fees)\b",
    "company_office": r"(?:['’]s)?\s(?=chief executive|CEO|CFO|chairman|finance chief|executives?|spokes|shareholders)",
    "company_form": _AFTER["company_form"],
}
_INDEX_AFTER_RE = {cue: re.compile(pattern) for cue, pattern in _INDEX_AFTER.items()}
_AFTER_RE = {cue: re.compile(pattern) for cue, pattern in _AFTER.items()}
_BEFORE_RE = {cue: re.compile(pattern) for cue, pattern in _BEFORE.items()}
# Capitals and small letters around a cue: in a line of capitals a ticker looks like any other word.
_SMALL = re.compile(r"[a-z]{2}")
_CAPS = re.compile(r"\b[A-Z]{2}")
_LIST_BEFORE = re.compile(r"(?:^|\s)(?:such as|like|including|names|giants|between) $")
_LIST_AFTER = re.compile(r"(?:,| and| or)\s(?:and\s)?[A-Z][\w&.'’-]+")
_LONGER = re.compile(r"\s[A-Z][a-z]+")
_JOINS = re.compile(r"(?:['’]s)?(?:\s\([^()]{1,30}\))?(?:,|,? and|,? or|,? both| &|/)\s?(?:the\s)?")

_WITHIN = re.compile(r"[a-z]{2},?\s$")  # a capital in the middle of a sentence
_TITLED = re.compile(r"[A-Z][\w'’-]*\s(?:of|and|in|on|for|to|the)?\s?$")  # of a headline that writes all with capitals
_OWNS = re.compile(r"['’]s\s")
_DOES = re.compile(
    r"\s(?:is|was|has|had|will|would|can|could|may|might|should|also|does|did|plans|makes|takes|trades|sells|offers|"
    r"operates)\b"
)

# Companies whose name is also an index's.
INDEX_NAMESAKES = frozenset({"company:DOW", "company:NDAQ", "company:SPGI"})
# Words before a firm's or a person's name that make it another person's. A name that the entity itself bears is none.
GIVEN_NAMES = words(
    "Aaron Adam Alan Albert Alex Alexander Alice Amanda Amy Andrea Andrew Angela Ann Anna Anne Anthony Barbara Ben "
    "Benjamin Bernard Bertrand Betty Bill Bob Brad Brandon Brenda Brian Bruce Bryan Carl Carlos Carol Caroline "
    "Catherine Charles Charlie Chris Christina Christine Christopher Claire Colin Craig Cynthia Dan Daniel Dave "
    "David Deborah Dennis Diana Diane Dina Donald Doug Douglas Edward Elizabeth Emily Eric Eugene Frank Fred Gary "
    "George Gerald Glenn Grace Greg Gregory Harold Harrison Harry Heather Helen Henry Howard Ian Jack Jacob James "
    "Jane Janet Jason Jeff Jeffrey Jennifer Jeremy Jerry Jessica Jim Joan Joe John Jonathan Joseph Joshua Joyce "
    "Julia Julie Justin Karen Karl Katherine Kathleen Keith Kelly Ken Kenneth Kevin Kim Kyle Larry Laura Lawrence "
    "Lewis Linda Lisa Louis Louise Luke Margaret Maria Marie Mark Martha Martin Mary Matt Matthew Melissa Michael "
    "Michelle Mike Nancy Nathan Nicholas Nick Nicole Oliver Pamela Patricia Patrick Paul Peter Philip Rachel Ralph "
    "Ray Raymond Rebecca Richard Rick Rob Robert Roger Ronald Roy Russell Ruth Ryan Sam Samuel Sandra Sarah Scott "
    "Sean Sharon Simon Sophie Stanley Stephanie Stephen Steve Steven Stuart Susan Ted Teresa Terry Thomas Tim "
    "Timothy Todd Tom Tony Tyler Victor Victoria Vincent Walter Wayne William Zachary"
)
_OTHER_BEARER = re.compile(r"(?P<given>[A-Z][a-z]+)(?:\s[A-Z]\.?)?\s$")
_SURNAME_AFTER = re.compile(
    r"\s(?:[A-Z]\.\s)?(?:O['’][A-Z]\w+|Mc[A-Z]\w+|Koch|Foundation|Family|Theat(?:er|re)|Field|Street|Avenue|Road|"
    r"Square|"
    r"Industries|Investments|Consulting|Doctrine|Memorial|Library|University|School|County|City|Museum|Stadium|"
    r"Center)\b"
    r"|\s[A-Z]\.\s[A-Z][a-z]+"
)
# Names that are usually the company: what beside them shows another sense.
_PLAIN_AFTER = {
    "company:V": r"[\s-](?:rules?|applica\w+|holders?|waivers?|requirements?|policy|policies|restrictions?|program\w*|"
    r"backlogs?|processing|regime|bans?|status|overstay\w*|curbs|office|interviews?|sponsors?\w*|free|on arrival)\b",
    "company:AAPL": r"[\s-](?:growers?|harvests?|crops?|trees?|cider|sauce|farmers?|farms?|exports?|pickers)\b",
    "company:UBER": r"[\s-](?:rich|dovish|hawkish|bull\w*|bear\w*|wealthy|cheap|cool|luxury|growth|competitive)\b",
    "company:META": r"[\s-](?:game|trend|question|level)\b",
    "company:GOOGL": r"[\s-](?:soup|of)\b",
    "company:SHEL": r"\s(?:compan|egg|corporation|game|script|shock|out\b)",
    "commodity:GOLD": r"\s(?:in the \d+ met|at the (?:Olympic|Games))",
}
_PLAIN_BEFORE_NAME = {
    "company:META": r"\b(?:Grupo|Banco)\s$",
    "company:F": r"\bEagle\s$",  # the shale
    "commodity:GOLD": r"\b(?:won|wins|win|winning|take|took|Olympic)\s$",
}
_PLAIN_AFTER_RE = {key: re.compile(pattern) for key, pattern in _PLAIN_AFTER.items()}
_PLAIN_BEFORE_RE = {key: re.compile(pattern) for key, pattern in _PLAIN_BEFORE_NAME.items()}

# Wordy tickers that stand before "shares" as ordinary words: "all shares", "IT shares"; legal forms: "BayWa AG".
_MODIFIERS = words(
    "A AB AG AI AIR ALL AND ANY AS AT BANK BEST BIG BY CAR CASH CO COST EU EV FAST FOR FREE GOLD GOOD IN IT KEY "
    "LIVE LOW MAIN MOST NET NEW NICE NOW NV OF OIL OLD ON OPEN OR OTHER OWN PEAK PLC REAL SA SAFE SE SO SOLO SUCH "
    "SUPER TECH TOP TRUE UK US VALUE"
)
_HARDLY_TICKERS = words("A ALL IT AI OIL TECH US UK EV AM AG SA SE NV CV AB AS CO PLC")
_SERIES = re.compile(r"(?i:class|series|type|grade|single|rated|plan|round|tranche|category)[\s-]$")
_NOT_LISTED_PAPER = re.compile(r"\s(?:preferred|ordinary|class)\b")
_TRADED_AFTER = re.compile(
    rf"\s(?:(?:has|had|is|was|still|also)\s)*(?:{_MOVED}|down|up|trading|trades|traded|closed|(?:rates|scores|"
    rf"ranks)\shigh\w*|"
    rf"{_SHARES})\b"
    r"(?!\s(?:to|of) the\b)"
)
_TRADED_BEFORE = re.compile(
    r"\b(?:own|owned|bought|buy|buying|sold|sell|selling|hold|holding|long|short|shorted|add|added|adding|like|"
    r"shares of|stock of|position in|puts on|calls on|bullish on|bearish on)\s$"
)


def company_cue(
    text: str, start: int, end: int, companies: Sequence[tuple[int, int]], *, index_too: bool = False
) -> str | None:
    """The cue beside a plain word that makes it a company, or None. `companies` are spans of companies already linked.

    The word must begin with a capital and stand without an article. With `index_too` it also names an index (Dow,
    Nasdaq, S&P): what an index does as well, such as falling 2% or posting a gain, is no cue then.
    """
    if not text[start].isupper() or is_other_bearer(text, start, end):
        return None
    before = text[max(0, start - 40) : start]
    if _PLAIN_BEFORE.search(before) or text[end : end + 1] == ":" or (index_too and before[-3:].lower() == "on "):
        return None  # "NASDAQ: ATHE", "on Nasdaq, Electronic Arts fell"
    after = _INDEX_AFTER_RE if index_too else _AFTER_RE
    for cue, pattern in _BEFORE_RE.items():
        # "Shares on Nasdaq" are another company's; "led by the Dow" is said of indexes.
        if pattern.search(before) and not (index_too and (cue == "shares_word" or before.endswith(" by "))):
            # "The platform Block Scholes": a longer name.
            return None if cue == "role_word" and _LONGER.match(text, end) else cue
    for cue, pattern in after.items():
        if pattern.match(text, end):
            return cue
    return "company_list" if _is_listed_with(text, start, end, companies) else None


def _is_listed_with(text: str, start: int, end: int, companies: Sequence[tuple[int, int]]) -> bool:
    """Whether the word stands in a list with a company: "Walmart and Target", "such as Zoom and Peloton"."""
    if _LIST_BEFORE.search(text[max(0, start - 20) : start]) and _LIST_AFTER.match(text, end):
        return True
    return any(
        (b <= start and _JOINS.fullmatch(text[b:start]) is not None)
        or (end <= a and _JOINS.fullmatch(text[end:a]) is not None)
        for a, b in companies
    )


def is_other_bearer(text: str, start: int, end: int, own_names: str = "") -> bool:
    """Whether a name is part of another one's: "Gerald Ford", "Ford O'Connell", "Powell Industries"."""
    given = _OTHER_BEARER.search(text[max(0, start - 24) : start])
    if given is not None and given["given"] in GIVEN_NAMES and given["given"] not in own_names:
        return True
    after = _SURNAME_AFTER.match(text, end)
    return after is not None and after.group().strip() not in own_names


def is_namesake(entity: Entity, text: str, start: int, end: int) -> bool:
    """Whether a name is another person's or firm's, or a plain word: "Gerald Ford", "Visa rules"."""
    if is_plain_word(entity.id, text, start, end):
        return True
    if entity.type != "PER" and not entity.id.startswith("company:"):
        return entity.id == "index:RUT" and is_other_bearer(text, start, end)
    return is_other_bearer(text, start, end, " ".join((entity.name, *entity.aliases)))


def is_bare_again(text: str, start: int, end: int) -> bool:
    """Whether a word in capitals is the symbol that the text gave elsewhere: "CART's volume", no line of capitals."""
    around = text[max(0, start - 30) : start] + " " + text[end : end + 30]
    if end - start < 3 and _OWNS.match(text, end) is None:
        return False
    return text[start:end] not in _HARDLY_TICKERS | ACRONYMS and len(_SMALL.findall(around)) > len(
        _CAPS.findall(around)
    )


def is_told_again(text: str, start: int, end: int) -> bool:
    """Whether a plain word that a cue elsewhere in the text made a company can only be that company here.

    "Gap's sales", "users of Zoom", "Snap has grown": an owner, a capital within a sentence, or a bare subject.
    """
    before = text[max(0, start - 40) : start]
    if not text[start].isupper() or text[end : end + 1] in {":", "-"} or is_other_bearer(text, start, end):
        return False
    if (
        _PLAIN_BEFORE.search(before)
        or _LONGER.match(text, end)
        or not _SMALL.search(text[max(0, start - 30) : end + 30])
    ):
        return False
    within = _WITHIN.search(before) is not None and _TITLED.search(before) is None
    return within or _OWNS.match(text, end) is not None or _DOES.match(text, end) is not None


def is_plain_word(entity_id: str, text: str, start: int, end: int) -> bool:
    """Whether the words beside a name that is usually a company (or gold) show the plain word."""
    after = _PLAIN_AFTER_RE.get(entity_id)
    before = _PLAIN_BEFORE_RE.get(entity_id)
    return (after is not None and after.match(text, end) is not None) or (
        before is not None and before.search(text[max(0, start - 24) : start]) is not None
    )


def ticker_cue(text: str, start: int, end: int, *, known: bool) -> str | None:
    """The cue that makes a bare wordy symbol a ticker; `known`: its company is named in the text.

    "KEY stock", "shares of ALL"; after "KeyCorp ...": "KEY had lost", "I own T".
    """
    line = text[max(0, start - 60) : start] + " " + text[end : end + 60]
    before = text[max(0, start - 30) : start]
    if (
        not _SMALL.search(line)
        or before[-2:-1].isdigit()
        or _SERIES.search(before)
        or _NOT_LISTED_PAPER.match(text, end)
    ):
        return None
    symbol, after = text[start:end], text[end:]
    shares_of = _BEFORE_RE["shares_word"].search(before) and _SMALL.match(after[:4].lstrip(" ,.;"))
    if symbol in _HARDLY_TICKERS:  # "sell AI products", "shares of IT firms", "IT shares gained 1.2%"
        bought = shares_of and (symbol == "ALL" or known) and re.match(rf"\s(?:{_MOVED}|shares)\b", after)
        return "shares_word" if bought else None
    if known and (_TRADED_AFTER.match(text, end) or _TRADED_BEFORE.search(before)):
        return "name+ticker"
    plain = symbol not in _MODIFIERS | ACRONYMS and re.match(rf"\s{_SHARES}\b", after)
    moved = symbol not in ACRONYMS and re.match(
        rf"\s{_SHARES},?\s(?:which\s)?(?:{_MOVED}|is|are|was|were|down|up)\b.{{0,40}}\d\s?%", after
    )
    return "shares_word" if shares_of or plain or moved else None
