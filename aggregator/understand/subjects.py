"""What a claim can be about: linked names widened to their noun phrase, market nouns, and words that point back.

"Shares of Apple Inc", "the 10-year Treasury yield", "small-cap stocks", "U.S. stocks", "it", "the index". A word that
points back gets an entity only when the sentences before leave no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from aggregator.records import Entity
from aggregator.understand import beside
from aggregator.understand.entities.linking import Link
from aggregator.understand.lexicon import words
from aggregator.understand.view import View

Role = Literal["price", "measure", "bank", "person", "other"]
_ROLES: dict[str, Role] = {
    "index": "price",
    "fund": "price",
    "company": "price",
    "rate": "price",
    "commodity": "price",
    "fx": "price",
    "crypto": "price",
    "group": "price",
    "macro": "measure",
    "org": "bank",
    "person": "person",
}
CENTRAL_BANKS = frozenset(
    f"org:{code}" for code in ("FED", "ECB", "BOE", "BOJ", "BOC", "RBA", "RBNZ", "PBOC", "SNB", "RBI", "RIKSBANK")
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A noun phrase of a sentence (offsets within it) and what it names."""

    start: int
    end: int
    text: str
    entity: Entity | None
    role: Role
    listed: bool = False  # the words say shares or stock, or a ticker stands beside the name
    futures: bool = False
    pointing: bool = False  # "it", "the index"


class Before(NamedTuple):
    """What the sentences before give: themselves, newest last, and the groups that plain market nouns name."""

    past: Sequence[View]
    lookup: Mapping[str, Entity]


_LEFT = re.compile(
    r"(?:\b[Tt]he\s)?(?:\b(?:[Ss]hares|[Ss]tocks?|[Ff]utures|[Yy]ields?|[Pp]rices?|[Cc]ontracts?|"
    r"[Tt]he value)\s(?:of|in|on|for|tracking)\s"
    r"(?:the\s|its\s|rival\s|fellow\s|[a-z]+maker\s|benchmark\s|US\s|U\.S\.\s|front-month\s|spot\s){0,3})?"
    r"(?:\b[Tt]he\s)?$"
)
_RIGHT = re.compile(
    r"(?P<suffix>(?:(?:(?<=\bInc)|(?<=\bCorp)|(?<=\bCo)|(?<=\bLtd))\.(?=\s[a-z(]|,|['’]))?(?:,?\s(?:Inc|Corp|Co|Ltd|Plc|PLC|"
    r"Group|Holdings|Company|Corporation|"
    r"Cos)\b\.?){0,3})(?:\s?\((?:[^()]{1,40})\))?(?:\s?\.[A-Z]{2,5}\b)?(?:['’]s?)?(?P<head>(?:\s"
    r"(?:E-?[Mm]inis?|small-?\s?cap|benchmark|average|futures?|contracts?|stock|shares?|"
    r"share price|stock price|prices?|yields?|[Ii]ndex|gauge|[Cc]omposite|note yield|notes?|bonds?|"
    r"crude(?: oil)?|oil|rate|rates|ETF|units?|"
    r"benchmark index|market|equities|stocks|currency|data|report|reading|numbers|figures?|growth|"
    r"employment)(?![\w-])){0,3})"
)
_FX_PAIR = re.compile(r"(?<![\w/])[A-Z]{3}/[A-Z]{3}(?![\w/])")
_LISTED = re.compile(r"\b(?:shares?|stock|units)\b", re.IGNORECASE)
_MODIFIER = (
    r"(?:U\.?S\.?|[Tt]he|[Aa]ll|[Mm]ajor|[Mm]ain|[Kk]ey|[Bb]road(?:er)?|[Oo]verall|[Mm]ost|[Tt]hree|"
    r"[Gg]lobal|[Ww]orld|[Bb]enchmark|[Aa]merican|[Gg]overnment|[Tt]reasury|[Cc]orporate|[Ss]hort-term|"
    r"[Ll]ong(?:er)?-term|[Cc]ommercial|[Ii]ts|[Tt]heir|[A-Z][\w&.'’-]+|[a-z]+(?:-[a-z]+)*|[Tt]hose|[Tt]hese)"
)
_MARKET_NOUN = re.compile(
    rf"(?<![\w'’-])(?P<mod>(?:{_MODIFIER}\s){{0,3}})"
    r"(?P<head>(?:stock|equity|share|bond|debt|treasury|benchmark|market|index)\s(?:markets?|futures|"
    r"prices?|indexes|indices|yields?|averages)|"
    r"[Ss]tocks|[Ss]hares|[Ee]quities|[Bb]onds|[Yy]ields|[Mm]arkets?|[Ii]ndexes|[Ii]ndices|[Bb]ourses|"
    r"[Ff]utures|averages|prices|rates)"
    r"(?![\w'’-])"
)
_NUMBERS = words("more fewer two three four five six seven eight nine ten eleven twelve thirteen dozen both")
_NOT_A_MARKET = re.compile(
    r"\b(?:jobs?|labou?r|housing|bear|bull|property|real estate|home|rental|target|addressable|end|"
    r"mass|super|free|black|growing)\smarkets?$"
)
_MEASURED = re.compile(
    r"\b(?:[Cc]onsumer|[Pp]roducer|[Ii]mport|[Ee]xport|[Ee]nergy|[Ff]ood|[Cc]ore|[Hh]ome|[Hh]ouse|"
    r"[Ww]holesale|[Gg]asoline|[Cc]ar|[Vv]ehicle|[Rr]etail|[Oo]verall|"
    r"[Ii]nterest|[Mm]ortgage|[Ll]ending|[Dd]efault|[Rr]ental|[Ee]gg|[Gg]rocery|[Mm]edical|"
    r"[Ss]helter)\s(?:\w+\s)?(?:prices|rates)$"
)
_PARTICIPLE = re.compile(r"(?<!-)\b\w+(?:ed|ing)$")
_PRICED = re.compile(
    r"\b(?:stock|share|equity|bond|debt|treasury|oil|gold|crude|silver|copper|futures|commodity|metals?)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?:\d|\b(?:percent|%|most|half|majority|number|share|two|three|four|five|six|seven|eight|nine|"
    r"ten|dozens?|scores|hundreds) of(?: the)?)\s*$"
)
# Words that end a noun phrase on its left.
_NOT_MODIFIERS = words(
    "and or but as after while with when where which that who if because since although though than then also of in "
    "on at by for from to into over under about against between amid despite during following said says sent send "
    "pushed pulled lifted boosted helped dragged weighed drove led saw made makes is are was were be been has have "
    "had do did does not will would could may might can should must rose fell buy sell own hold bought sold like "
    "trading investing see push send lift hurt hit keep drive more its expect expects suggests means believe believes "
    "think thinks why show shows rattle rattles spook spooks lock pull down says say lifts drags sends sees keeps "
    "helps makes drives supports support boost boosts leave leaves left"
)
_DETERMINERS = words("the this that these those its their his her our an a")
_PLAIN_US = words(
    "the u.s. us u.s american all major main key broad broader overall most three stock equity wall street"
)
_POINTING = re.compile(
    r"(?<![\w'’-])(?P<word>[Ii]t(?=['’]s\s)|[Ii]t|[Tt]hey|[Tt]he (?:tech-heavy |small-cap |blue-chip |"
    r"broad-based |broader |benchmark )?"
    r"(?P<noun>index|gauge|benchmark|average|ETF|fund|stock|shares|company['’]s (?:shares|stock)|"
    r"company|currency|yield|metal|"
    r"precious metal|central bank|bank['’]s (?:shares|stock)|contract|cryptocurrency|token|rate)|"
    r"(?P<its>[Ii]ts (?:shares|stock|share price|stock price)))(?![\w-]|\sof\b|['’](?!s\s(?:up|down|been|now|"
    r"also|off|flat|higher|lower)))"
)
_STARTS = re.compile(r"(?:(?:And|But|Still|Yet|Now|However|So far|Overall|Then),?\s)?")
# "It was the worst day", "it is too early": the event or nothing, not the thing named before.
_EXPLETIVE = re.compile(
    r"(?:['’]s|\s(?:is|was|has been|had been|will be|would be|could be|may be|might be|remains|seems|looks|appears))\s"
    r"(?:also\s|not\s|now\s|only\s|just\s|still\s|very\s|quite\s|often\s)*"
    r"(?:(?:the|an?|its|their)\s(?!index|gauge|fund|stock|currency|metal)(?![\w-]+\s(?:fund|ETF|index|stock)\b)"
    r"(?:[\w-]+\s){0,3}?(?:day|week|month|quarter|year|gain|loss|streak|drop|rise|fall|close|session|finish|run|gap|"
    r"move|call|time|start|advance|decline|rally|jump|surprise|sign|reminder|case|question|matter|pity|mistake)|"
    r"(?:too\s)?(?:time|clear|early|late|likely|unlikely|hard|difficult|easy|possible|impossible|important|worth|wrong|"
    r"right|safe|risky|premature|reasonable|natural|true|unclear|hot|cold|best|better|wise|no\b|one\b|about time)|"
    r"(?:\w+\s)?that\b)|"
    r"\s(?:will\s|would\s|may\s|could\s)?(?:takes?|took|seems?|appears?|turn(?:s|ed)? out|remains? to|makes? sense|"
    r"pays? to|helps? that)\b"
)
# What makes a second name of a sentence part of the first one's story: "the S&P 500 rose as yields fell".
_ASIDE = re.compile(
    r"\b(?:as|after|because|on|amid|since|despite|when|following|than|against|to|from|by|for|of|in|with)\b"
)
_BESIDE = re.compile(r"\b(?:and|while|but|or|whereas)\b")
_PLURAL = re.compile(r"(?:['’]s?)?\s(?:shares|stocks|futures|yields|prices|bonds)\b")
_HANGS = re.compile(r"\b(?:for|in|of|on|at|from|to|with|by|than|about|against|as|like)\s(?:the\s|a\s)?$", re.IGNORECASE)
_AGAINST = re.compile(r"\bagainst\s(?:the\s)?[\w. ]{1,30},?\s(?:\w+\s)?$")  # "against the dollar, after it"
_VERB = re.compile(
    r"(?:\s(?:[Ii]ndex|shares|stock|price|yield|rate|data|report|ETF|Inc\.?|Corp\.?|futures))?(?:\s\([^()]{1,40}\))?"
    r"(?:,[^,]{1,60},)?\s(?:(?:also|has|have|had)\s)?(?:is|was|were|are|\w+ed|\w+s|rose|risen|fell|fallen|sank|slid|hit|led|lost|"
    r"held|shot|set|came|went|grew)\b"
)
_GAUGES = ("index:", "macro:CPI_US", "macro:CORE_CPI_US", "macro:PPI_US", "macro:PCE_US", "macro:CORE_PCE_US")
_NOUN_TYPES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("index", "gauge"), _GAUGES),
    "benchmark": ("index:", "rate:"),
    "average": ("index:",),
    **dict.fromkeys(("etf", "fund"), ("fund:",)),
    **dict.fromkeys(("stock", "shares", "company", "bank", "its"), ("company:",)),
    "central": tuple(sorted(CENTRAL_BANKS)),
    "currency": ("fx:",),
    "yield": ("rate:",),
    "rate": ("rate:", "macro:UNRATE"),
    **dict.fromkeys(("metal", "precious"), ("commodity:GOLD", "commodity:SILVER")),
    "contract": ("commodity:",),
    **dict.fromkeys(("cryptocurrency", "token"), ("crypto:",)),
}
_DESCRIBED = {"tech-heavy": ("index:COMP", "index:NDX")}
"""Indexes that a word beside "index" tells from others that a sentence names."""
_DEBT = words("bond bonds debt treasury")
_MARKET_WORDS = words("stock equity u.s. us broader broad the overall")
_US_MARKETS = frozenset({"index:SPX", "index:DJI", "index:COMP", "index:NDX", "index:RUT", "group:US_EQUITIES"})
_GENERIC = {
    "stocks": "group:US_EQUITIES",
    "equities": "group:US_EQUITIES",
    "market": "group:US_EQUITIES",
    "markets": "group:US_EQUITIES",
    "indexes": "group:US_EQUITIES",
    "indices": "group:US_EQUITIES",
    "averages": "group:US_EQUITIES",
    "bonds": "group:US_TREASURIES",
    "yields": "group:UST_YIELDS",
}


def find(view: View, past: Sequence[View], lookup: Mapping[str, Entity]) -> list[Subject]:
    """The subjects of a sentence in order, without overlaps. `past` are the sentences before, newest last."""
    found = _linked(view)
    pairs = [Subject(m.start(), m.end(), m.group(), None, "price", listed=True) for m in _FX_PAIR.finditer(view.text)]
    for extra in (pairs, _market_nouns(view, past, lookup), _pointing(view, past)):
        found += [s for s in extra if not any(s.start < other.end and other.start < s.end for other in found)]
    return sorted(found, key=lambda subject: subject.start)


def role_of(entity: Entity | None) -> Role:
    """What kinds of claims an entity can carry."""
    return "other" if entity is None else _ROLES.get(entity.id.split(":", 1)[0], "other")


def _linked(view: View) -> list[Subject]:
    found: list[Subject] = []
    for link in view.links:
        if found and (link.start < found[-1].end or _is_its_ticker(view, found[-1], link)):
            if view.text[found[-1].end : link.start] == " .":  # "the Nasdaq .IXIC"
                found[-1] = replace(found[-1], end=link.end, text=view.text[found[-1].start : link.end])
            continue
        coded = view.text[max(0, link.start - 2) : link.start] == " ."
        if coded and any(other.entity == link.entity for other in found):
            continue  # "The Dow gained 0.4 percent .DJI"
        left = _LEFT.search(view.text[max(0, link.start - 60) : link.start])
        start = link.start - len(left.group()) if left else link.start
        right = _RIGHT.match(view.text, link.end)
        end = link.end if right is None else right.end("head") if right["head"] else right.end("suffix")
        text = view.text[start:end]
        listed = link.type in {"TICKER", "FUND"} or bool(_LISTED.search(text)) or _has_ticker(view, link.end)
        futures = bool(re.search(r"\b[Ff]utures|E-?[Mm]ini", text)) and not (
            link.entity is not None and link.entity.id.startswith("commodity:")
        )
        # The contract on a rate is priced for its own month: no instrument of ours.
        entity = None if futures and link.entity is not None and link.entity.id == "rate:FFR" else link.entity
        # Another country's measure has no entity of ours, but its figures are figures.
        role: Role = "measure" if link.entity is None and link.type == "MACRO" else role_of(link.entity)
        found.append(Subject(start, end, text, entity, role, listed=listed, futures=futures))
    return found


def _is_its_ticker(view: View, name: Subject, link: Link) -> bool:
    """Whether a ticker only stands behind the name of the same thing: in brackets, or as in "Nasdaq .IXIC"."""
    between = view.text[name.end : link.start]
    behind = between in {" ", " ."} or (len(between) < 20 and between.lstrip(" .").startswith("("))
    coded = link.type == "TICKER" or (between == " ." and view.text[link.start : link.end].isupper())
    return behind and coded and link.entity == name.entity


def _has_ticker(view: View, end: int) -> bool:
    return any(link.type == "TICKER" and 0 <= link.start - end <= 12 for link in view.links)


def _market_nouns(view: View, past: Sequence[View], lookup: Mapping[str, Entity]) -> list[Subject]:
    found = []
    for match in _MARKET_NOUN.finditer(view.text):
        modifiers = match["mod"].split()
        whole = bool(modifiers) and _PARTICIPLE.search(modifiers[-1]) is None
        while modifiers and _stops(modifiers):
            modifiers.pop(0)
        cut = max((k for k, word in enumerate(modifiers) if k and word.lower() in _DETERMINERS), default=0)
        modifiers = modifiers[cut:]  # "expect this market"
        if any(word.lower() in _NUMBERS for word in (*match["mod"].split()[-1:], *modifiers[:1])):
            continue
        if _COUNTED.search(
            view.text[max(0, match.start() - 24) : match.start("head") - sum(len(w) + 1 for w in modifiers)]
        ):
            continue
        start = match.start("head") - sum(len(word) + 1 for word in modifiers)
        if start < 0 or view.text[start : match.start("head")].split() != modifiers:
            start = match.start("head")
        text = view.text[start : match.end()]
        head = match["head"].lower().split()[-1]
        entity = (
            _generic_entity(view, modifiers, match["head"], match.start(), Before(past, lookup))
            if whole or not match["mod"]
            else None
        )
        role: Role = "measure" if head in {"prices", "rates"} and not _PRICED.search(text) else "price"
        if _NOT_A_MARKET.search(text) or (role == "measure" and not _MEASURED.search(text)):
            role, entity = "other", None
        found.append(Subject(start, match.end(), text, entity, role, listed=True, futures=head == "futures"))
    return found


def _stops(modifiers: list[str]) -> bool:
    return any(w.lower() in _NOT_MODIFIERS or re.search(r"^[^-]+(?:ed|ing|ly)$", w.lower()) for w in modifiers)


def _generic_entity(view: View, modifiers: list[str], named: str, at: int, before: Before) -> Entity | None:
    head = named.lower().split()[-1]
    plain = {word.lower().strip(".,") + ("." if word.endswith("S.") else "") for word in modifiers} - {""}
    if head == "shares":
        firm = not {word for word in plain if not word.endswith("-listed")} - {"the", "its", "whose", "company's"}
        return _last_of(("company:",), before.past, view, before=at) if firm else None
    entity_id = _GENERIC.get(head)
    if _DEBT.intersection((*named.lower().split(), *plain)) and head in {"market", "markets", "prices"}:
        entity_id, head = "group:US_TREASURIES", "bonds"
    if entity_id is None or plain - _PLAIN_US - {"treasury", "government", "benchmark"}:
        return None
    if head in {"market", "markets"} and not plain & _MARKET_WORDS:
        return None
    foreign = not plain & {"u.s.", "us", "american"} and (
        view.is_foreign or _foreign_article(before.past) or (view.abroad and not _speaks_of_us(view, before.past[-3:]))
    )
    bare = not plain and view.text[at : at + 1].islower() and not _speaks_of_us(view, before.past)
    return None if foreign or bare else before.lookup.get(entity_id)


def _speaks_of_us(view: View, past: Sequence[View]) -> bool:
    """Whether an American stock index stands in this sentence or the few before."""
    return any(
        "Wall Street" in v.text or any(link.entity is not None and link.entity.id in _US_MARKETS for link in v.links)
        for v in (view, *past)
    )


def _foreign_article(past: Sequence[View]) -> bool:
    """Whether the sentences just before speak of other countries' markets."""
    recent = past[-4:]
    return bool(recent) and sum(view.is_foreign for view in recent) * 2 >= len(recent)


def _pointing(view: View, past: Sequence[View]) -> list[Subject]:
    found = []
    for match in _POINTING.finditer(view.text):
        word = match["word"].lower()
        entity: Entity | None
        if word in {"it", "they"}:
            entity = _topic_of(past, view, match, plural=word == "they")
        else:
            noun = "its" if match["its"] else re.split(r"['’ ]", match["noun"].lower())[0]
            kinds = _DESCRIBED.get(word.split()[1] if " " in word else "", _NOUN_TYPES[noun])
            entity = view.in_apposition(match.end(), kinds) or _last_of(kinds, past, view, before=match.start())
        listed = "share" in word or "stock" in word or (entity is not None and not entity.id.startswith("company:"))
        found.append(Subject(*match.span(), match.group(), entity, role_of(entity), listed=listed, pointing=True))
    return found


def _last_of(prefixes: tuple[str, ...], past: Sequence[View], view: View, before: int) -> Entity | None:
    """The one entity of these kinds in the nearest sentence that has any, at most three back; two leave a doubt.

    So does another country spoken of since an American index or the Fed was named, and, where a sentence lies between,
    another such name a little before.
    """
    here = [link.entity for link in view.links if link.end <= before]
    told = [here, *([link.entity for link in beside.others(other)] for other in reversed(past[-5:]))]
    fitting = [{e.id: e for e in entities if e is not None and e.id.startswith(prefixes)} for entities in told]
    back = next((n for n, found in enumerate(fitting[:4]) if found), None)
    if back is None or len(fitting[back]) > 1:
        return None
    (found,) = fitting[back].values()
    since = (view, *list(reversed(past))[: back - 1]) if back else ()
    if found.id in _US_MARKETS | {"org:FED"} and any(other.is_foreign for other in since):
        return None
    rivals = {entity_id for other in fitting[back + 1 :] for entity_id in other} - {found.id}
    return None if back > 1 and rivals else found


def is_told(view: View, link: Link) -> bool:
    """Whether a sentence is about its first name: that is the subject of a verb, no part of another phrase."""
    before = view.text[: link.start]
    return _HANGS.search(before) is None and _VERB.match(view.text, link.end) is not None


def _topic_of(past: Sequence[View], view: View, match: re.Match[str], *, plural: bool) -> Entity | None:
    """What "it" means: the one price or measure before it in the sentence, else the subject of the sentence before.

    "They" means shares named so: "Boeing shares fell. They ...".
    """
    at = match.start()
    if not plural and _EXPLETIVE.match(view.text, match.end("word")):
        return None
    here = {link.entity.id: link.entity for link in view.links if link.end <= at and link.entity is not None}
    if here:
        leaves_doubt = plural or len(here) > 1 or _AGAINST.search(view.text[:at])
        return None if leaves_doubt else next(iter(here.values()))
    return told_of(past, plural=plural) if _STARTS.fullmatch(view.text[:at]) else None


def told_of(past: Sequence[View], *, plural: bool = False) -> Entity | None:
    """The one price or measure that the sentence before told of, at its start; `plural`: named as shares and the like.

    "The S&P 500 lost 3%. It was the biggest drop since March": what dropped.
    """
    first = next((link for link in past[-1].links if link.entity is not None), None) if past else None
    if first is None or first.entity is None or first.start > 45 or not is_told(past[-1], first):
        return None
    if plural and not _PLURAL.match(past[-1].text, first.end):
        return None
    fits = role_of(first.entity) in {"price", "measure"} and not _has_rival(past[-1], first)
    return first.entity if fits else None


def _has_rival(view: View, first: Link) -> bool:
    """Whether a sentence tells of another price or measure as much as of its first."""
    names = (link for link in view.links if link.start > first.end and link.entity is not None)
    other = next((n for n in names if n.entity != first.entity and role_of(n.entity) in {"price", "measure"}), None)
    if other is None:
        return False
    between = view.text[first.end : other.start]
    return _BESIDE.search(between) is not None or _ASIDE.search(between) is None
