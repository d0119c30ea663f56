"""Noun phrases that can speak: names, groups, bodies, documents and pronouns, read left of a verb or right of one."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Literal

from aggregator.understand.speech import offices
from aggregator.understand.speech import speech_words as known
from aggregator.understand.speech.namings import ARTICLE, HEADING, is_plain, without_opening
from aggregator.understand.speech.personal_names import BODY_WORDS

Sort = Literal["person", "name", "group", "body", "document", "pronoun", "role"]
"""`name` may be a person or a body; `role` is a person named by office alone ("the strategist")."""


@dataclass(frozen=True, slots=True)
class Who:
    """A noun phrase that says something: its place in the sentence, the words for whom, and an office beside a name."""

    start: int
    end: int
    name: str
    sort: Sort
    role: str | None = None
    definite: bool = False  # "the analysts": who were told of before


@dataclass(frozen=True, slots=True)
class Saying:
    """A speaker in a sentence, from where to where they are said to say it, and whether in their own words."""

    who: Who
    start: int
    end: int
    direct: bool
    role: str | None = None
    cited: bool = False  # a source that the speaker of the sentence names
    expects: bool = False  # what is thought will be, not told as having been


_NAME_WORD = r"(?:[A-Z][\w.&'’/+-]*|&|[a-z]{1,2}[A-Z]\w+)"
_LINK = r"(?:of|and|&|de|van|der|von|la|bin|the|for|on)"
NAME = rf"{_NAME_WORD}(?:\s(?:{_LINK}\s){{0,2}}{_NAME_WORD}){{0,9}}"
_LOWER = r"[a-z][\w'’/-]*"
_NAME_END = re.compile(rf"(?<![\w$€£.-]){NAME}$")
_COMMON_END = re.compile(rf"(?<![\w-])(?:(?:{_NAME_WORD}|{_LOWER}|\d+)\s){{0,6}}(?P<noun>[A-Za-z][\w'’-]*)$")
_BEHIND = (
    rf"\s(?:(?:at|from|with|of|for|in|to)\s(?:the\s)?(?:{_NAME_WORD})|(?:polled|surveyed|led|interviewed|tracked|"
    r"followed|consulted|questioned)\s(?:last\s\w+\s)?by\s|(?:polled|surveyed)\s(?:between|from|in|last|on|this)\s|"
    r"including\s|speaking\s(?:on|at|in)\s|familiar\swith\s|in\s(?:an?|the|its)\s(?:\S+\s){0,3}(?:poll|survey)\b|close\sto\s|"
    r"with\s(?:direct\s)?knowledge\sof\s)"
)
_WITH_TAIL = re.compile(
    rf"(?P<front>.*[A-Za-z])(?P<tail>{_BEHIND}[^,;:“”\"]{{0,60}}?|\s(?:polled|surveyed|interviewed|contacted|speaking))$"
)
_OF_THINGS = re.compile(r"(?P<front>.*[A-Za-z])(?P<tail>\s(?:of|to)\s(?:the|this|such|that)\s[a-z][\w'’-]*)$")
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|may|might|could|can|that|which|who)\b")
_TAIL_START = re.compile(_BEHIND)
_TAIL_WORDS = re.compile(rf"\s\w+(?:\s(?:by|with))?\s(?:the\s)?(?:{NAME}|\w+)")
_RELEASED = re.compile(
    r"\b(?P<noun>[Mm]inutes|[Rr]eport|[Ss]urvey|poll|[Ss]tudy|[Ss]tatement|figures|data)(?:\s(?:of|from|on)\s[^,;“”\"]{1,50})?"
    r"\s(?:released|published|issued|out)(?:\s(?:(?:on|last|this|earlier\sthis)\s)?\w+)?$"
)
_POLL_OF = re.compile(
    r"(?<![\w-])(?P<poll>(?:(?![Aa]n?\s|[Tt]he\s)[A-Za-z][\w.&'’/-]*\s){0,4}(?:poll|survey))\sof\s(?:(?:about|some|nearly|over|the|more\sthan)\s)*"
    r"(?:\d+\s)?$"
)
_MINUTES = re.compile(
    r"\b(?P<what>[Mm]inutes\s(?:of|from|for|to)\s[^,;:“”\"]{3,90}?)(?:\s(?:released|published|issued))?$"
)
_FILING = re.compile(
    r"\b(?:[Aa]n?|[Tt]he|[Ii]ts)\s(?P<what>(?:[a-z]+\s)?(?:filing|letter|note|presentation|memo)\s(?:with|to)\s(?:the\s|its\s)?"
    r"[\w.&’']+)$"
)
_MAKER_OF = re.compile(
    r"\b(?:[Tt]he|[Aa]n?)\s(?:[a-z][\w-]*\s){0,4}?(?:maker|owner|operator|provider|seller|parent|developer|supplier)\sof\s[^,;:“”\"]{2,70}$"
)
_PRONOUN_END = re.compile(r"(?<![\w'’])(?P<who>[Hh]e|[Ss]he|[Ii]t|[Tt]hey)$")
_PRONOUN_START = re.compile(r"(?P<who>[Hh]e|[Ss]he|it|they|him|her(?=[,.]))\b(?!['’])")
_NAMED_BY = {"him": "he", "her": "she"}
_OFFICE_BEFORE = re.compile(rf"(?<![\w-])(?:(?:{_NAME_WORD}|[a-z][\w'’-]*)\s){{0,5}}?(?P<noun>[a-z][\w-]+)\s$")
_MANY_OF = re.compile(
    r"\b(?:(?:[Aa]|[Tt]he)\s(?:\w+\s)?(?:number|majority|minority|handful|couple|group|chorus)|(?:[Oo]ver\s|[Aa]bout\s)?[Hh]alf|[Mm]ost|[Mm]any|"
    r"[Ss]ome|[Ss]everal|[Oo]ne|[Tt]wo|[Tt]hree)\sof\s(?:the\s|its\s|his\s|her\s)?$"
)
_PARTICIPLE = re.compile(
    r"(?:better\s|further\s)?(?!(?:leading|ruling|acting|visiting|voting|reporting|rating|trading|mining|banking|housing)\b)[a-z]+ing\s"
)
_AND_OTHERS = re.compile(rf"{NAME}\sand\s$")
"""Who is told first of several: "Roe and other economists"."""
_DEFINITE = re.compile(r"(?:[Tt]he|[Tt]h[eo]se|[Tt]his|[Tt]hat)\s")
_FORWARD_WORD = re.compile(r"(?:[\w$&][\w.&'’/+-]*|&)")
_CAPITAL = re.compile(r"\s(?:the\s)?[A-Z&]")
_OWNER = re.compile(r"^(?P<firm>.+?)['’]s?\s(?P<name>[A-Z].*)$")
_PHRASE_NOUNS = frozenset({"state", "project", "note", "claims", "estimate", "forecast", "caution"})
_CONTRACTION = re.compile(r"(?:n['’]t|['’](?:d|ll|re|ve|m))$")
_PRICED = re.compile(r"\b(?:shares|stock|index|futures|S&P\s?\d+|Dow|Nasdaq|NASDAQ|Russell)\b", re.IGNORECASE)
_OUTLET = re.compile(
    r"^(?:the\s)?(?:Reuters|Bloomberg|CNBC|Xinhua|Kyodo|AFP|AP|WSJ|FT|BBC|CNN|Nikkei|Axios|Politico|MarketWatch|Barron['’]s|Newswire|"
    r"Associated\sPress)(?:\s(?:News|TV|Television|reports?))?$|"
    r"\b(?:News(?:\sAgency)?|Newswires?|Times|Post|Journal|Herald|Tribune|Gazette|newspaper|magazine|TV|Television)$",
    re.IGNORECASE,
)
BACK_CHARS, TAIL_BACK_CHARS, TAIL_CHARS = 200, 140, 60
MODIFIERS, MOST_WORDS, HEADING_CHARS = 5, 12, 4


def before(text: str, end: int) -> Who | None:
    """The noun phrase that ends right before `end`."""
    shift = max(0, end - BACK_CHARS)
    head = text[shift:end].rstrip()
    stop = shift + len(head)
    pronoun = _PRONOUN_END.search(head)
    if pronoun is not None:
        return Who(shift + pronoun.start(), stop, pronoun["who"].lower(), "pronoun")
    common = _common(head, shift)
    if common is not None and common.sort == "document":
        common = _group_with_tail(head, shift) or common  # "economists in a Newswire poll"
    tailed = _paper(_FILING, head, shift) or common or _group_with_tail(head, shift)
    document = _released_document(head, shift) or _paper(_MINUTES, head, shift)
    return _poll_of(head, tailed) or tailed or document or _maker(head, shift) or _name_before(head, shift)


def _paper(pattern: re.Pattern[str], head: str, shift: int) -> Who | None:
    """ "minutes of the June meeting", "a filing with the regulator"."""
    paper = pattern.search(head)
    return Who(shift + paper.start(), shift + len(head), paper["what"], "document") if paper is not None else None


def _poll_of(head: str, asked: Who | None) -> Who | None:
    """ "A Newswire poll of 17 dealers": the poll."""
    poll = _POLL_OF.search(head[: len(head) - len(asked.name)]) if asked is not None and asked.sort == "group" else None
    if asked is None or poll is None:
        return None
    start = asked.end - len(head) + poll.start("poll")
    return Who(start, asked.end, f"{poll['poll']} of {asked.name}", "document")


def _maker(head: str, shift: int) -> Who | None:
    """ "the maker of medical devices", for the firm named before."""
    maker = _MAKER_OF.search(head)
    return Who(shift + maker.start(), shift + len(head), maker.group(), "body") if maker is not None else None


def _released_document(head: str, shift: int) -> Who | None:
    """ "minutes of the meeting released on Wednesday"."""
    released = _RELEASED.search(head)
    if released is None:
        return None
    found = _common(head[: released.end("noun")], shift)
    return Who(found.start, shift + len(head), found.name, found.sort) if found is not None else None


def _group_with_tail(head: str, shift: int) -> Who | None:
    """ "economists polled by Reuters", "people familiar with the matter"."""
    cut = max(0, len(head) - TAIL_BACK_CHARS)
    tailed = _WITH_TAIL.match(head[cut:]) or _OF_THINGS.match(head[cut:])
    if tailed is None or _FINITE.search(tailed["tail"]):
        return None
    found = _common(head[: cut + tailed.end("front")], shift, tailed["tail"])
    if found is None or found.sort != "group" or tailed["front"].endswith(tuple(known.MARKETS)):
        return None
    return found


def _name_before(head: str, shift: int) -> Who | None:
    """A name at the end of `head`, with the office in small letters before it: "ING analyst Chris Turner"."""
    name = _NAME_END.search(head)
    if name is None or (name.group().endswith(("'s", "’s")) and not _is_ownerless(name.group())):
        return None
    stop = shift + len(head)
    found = _named(name.group(), shift + name.start(), stop)
    office = _OFFICE_BEFORE.search(head[: name.start()])
    if found is None or office is None or office["noun"].lower() not in known.ROLES:
        return found
    taken = office.group().split()
    while taken and taken[0].lower() in known.STOPS | known.COUNTS:
        taken.pop(0)
    role = " ".join(taken)
    return Who(shift + name.start() - len(role) - 1, stop, found.name, "person", role)


def after(text: str, start: int) -> Who | None:
    """The noun phrase that starts at `start` ("said ING analyst Chris Turner", "according to the bank")."""
    pronoun = _PRONOUN_START.match(text, start)
    if pronoun is not None:
        who = pronoun["who"].lower()
        return Who(start, pronoun.end(), _NAMED_BY.get(who, who), "pronoun")
    taken = _words_from(text, start)
    while taken and taken[-1].lower() in known.LINKS:
        taken.pop()
    if not taken:
        return None
    end = start + len(" ".join(taken))
    common = _common(text[start:end], start)
    return _extended(text, common) if common is not None else _named(text[start:end], start, end)


def _words_from(text: str, start: int) -> list[str]:
    """The words of a phrase for a speaker from `start` on, one blank between each."""
    taken: list[str] = []
    at = start
    while len(taken) < MOST_WORDS and (match := _FORWARD_WORD.match(text, at)) is not None:
        word = match.group().rstrip(".,")
        if not _belongs(text, word, match.end(), taken):
            break
        taken.append(word)
        at = match.end()
        stopped = (
            match.group()[-1] in ".," and len(word) > 2 and "." not in word and word.lower() not in known.ABBREVIATIONS
        )
        # "Mr. Roe": the dot that was cut off belongs to the phrase.
        taken[-1] = match.group() if not stopped and text[at : at + 1] == " " else word
        if stopped or text[at : at + 1] != " ":
            break
        at += 1
    return taken


def _belongs(text: str, word: str, end: int, taken: list[str]) -> bool:
    """Whether the next word goes on a phrase for a speaker, or can begin one."""
    plain = word.lower()
    if not taken:
        opens = word[:1].isupper() or plain in known.COUNTS | known.SPEAKERS or _precedes_office(text, end)
        held = word not in known.NO_NAMES - {"The", "Other"} or _next_word(text, end) in known.ROLES | known.GROUPS
        return opens and plain not in known.STOPS and held
    if plain in known.LINKS:
        return _CAPITAL.match(text, end) is not None
    if word[:1].isupper():
        return True
    if (
        taken[-1].islower()
        and taken[-1] in known.SPEAKERS - known.DOCUMENTS - known.MARKETS
        and plain not in known.SPEAKERS
    ):
        return False
    named = any(each[:1].isupper() and each.lower() not in known.COUNTS for each in taken)
    plain_noun = (
        plain in known.SPEAKERS or not (named or plain in known.STOPS) or text.startswith("central bank", end - 7)
    )
    return plain_noun or (_precedes_office(text, end) and plain not in known.STOPS | known.VERBS)


def _extended(text: str, found: Who) -> Who:
    """A group with the words behind that say which: "economists polled by Reuters"."""
    if found.sort != "group" or _TAIL_START.match(text, found.end) is None:
        return found
    behind = _TAIL_WORDS.match(text[found.end : found.end + TAIL_CHARS])
    if behind is None:
        return found
    return Who(found.start, found.end + behind.end(), found.name + behind.group(), found.sort)


def _precedes_office(text: str, at: int) -> bool:
    """Whether a word of office follows within three: "senior economist", "chief market strategist"."""
    near = [word.strip(".,").lower() for word in text[at : at + TAIL_CHARS].split()[:3]]
    joined = itertools.takewhile(lambda word: word not in known.STOPS, near)
    return any(word in known.ROLES | known.GROUPS for word in joined)


def _next_word(text: str, at: int) -> str:
    """The word behind a place: the office of "Market Veteran"."""
    return next(iter(text[at : at + TAIL_CHARS].split()), "").strip(".,").lower()


def _sort_of(noun: str) -> Sort | None:
    low = noun.lower()
    if low in known.GROUPS:
        return "group"
    if low in known.ROLES:
        return "role"
    if noun.islower():
        return "body" if low in known.BODIES else "document" if low in known.DOCUMENTS else None
    return None


def _common(head: str, shift: int, tail: str = "") -> Who | None:
    """A phrase that ends in a common noun for who speaks; `tail` stands behind it."""
    match = _COMMON_END.search(head)
    sort = _sort_of(match["noun"]) if match is not None else None
    if match is None or sort is None:
        return None
    phrase = _phrase(match.group().split(" "))
    at = len(head) - len(phrase)
    told = _PARTICIPLE.match(phrase) if sort == "group" and head[:at].endswith(", ") else None
    if told is not None:
        phrase = phrase[told.end() :]  # "…, challenging skeptics who …"
        at = len(head) - len(phrase)
    starts = not head[:at].strip(" \"“'*•>-")
    if starts and sort == "document" and is_plain(phrase):
        phrase = phrase[:1].lower() + phrase[1:]
    named = re.search(r"(?<!^)\b[A-Z]", phrase) is not None or (phrase[:1].isupper() and not starts)
    if not _can_speak(phrase, match["noun"].lower(), sort, named=named):
        return None
    bare = ARTICLE.sub("", phrase) if (named and sort != "role") or sort in {"group", "document"} else phrase
    back = _DEFINITE.match(phrase) is not None and not named and not tail
    some = _MANY_OF.search(head[: len(head) - len(bare)]) if sort == "group" else None
    if some is not None:
        return Who(shift + at, shift + len(head) + len(tail), some.group() + bare + tail, sort)
    other = _AND_OTHERS.search(head[:at]) if sort == "group" and phrase.startswith("other ") else None
    if other is not None:
        return Who(shift + other.start(), shift + len(head) + len(tail), other.group() + bare + tail, sort)
    return Who(shift + at, shift + len(head) + len(tail), bare + tail, sort, definite=back)


def _phrase(taken: list[str]) -> str:
    """The noun phrase that a row of words ends in."""
    kept = [taken[-1]]
    for n, word in reversed(list(enumerate(taken[:-1]))):
        low = word.lower()
        joins = low in {"of", "and", "&"} and n > 0 and kept[0][:1].isupper() and taken[n - 1][:1].isupper()
        heading = word.isupper() and len(word) > HEADING_CHARS and not kept[0].isupper()
        adverb = low.endswith("ly") and word.islower()
        verb = word.islower() and low in known.VERBS - known.SPEAKERS - _PHRASE_NOUNS
        if heading or adverb or verb or (low in known.STOPS and not joins) or len(kept) > MODIFIERS:
            break
        kept.insert(0, word)
        if low in known.COUNTS and not (word.istitle() and n > 0 and taken[n - 1] == "of"):  # "Group of Seven leaders"
            break
    return " ".join(kept)


def _can_speak(phrase: str, noun: str, sort: Sort, *, named: bool) -> bool:
    """Whether a common noun says plainly enough who speaks."""
    if sort == "role":
        counted = phrase.split(" ", maxsplit=1)[0].lower() in {"one", "another"}
        return named or counted or noun not in known.NAMELESS_ROLES or ARTICLE.match(phrase) is not None
    if sort == "body":
        return named or noun == "management" or ARTICLE.match(phrase) is not None
    if sort == "document" and not set(re.findall(r"[A-Z][\w.&'’]*", phrase)) - known.NAMES_NOBODY:
        # "CPI data" are nobody's.
        plain = re.search(r"[A-Z]", phrase[1:]) is None
        return plain and (noun not in known.NAMELESS_DOCUMENTS or _DEFINITE.match(phrase) is not None)
    return True


def _named(phrase: str, start: int, end: int) -> Who | None:
    """A name, without article, office and firm: "Fed Chair Jerome Powell", "ING's Chris Turner"."""
    phrase = without_opening(HEADING.sub("", phrase))
    start = end - len(phrase)
    phrase = ARTICLE.sub("", phrase)
    role, phrase = offices.inner(phrase)
    for split in (offices.titled, _owned, offices.titled):
        more, phrase = split(phrase)
        role = role or more
    name = (phrase if _is_ownerless(phrase) else re.sub(r"['’]s?$", "", phrase)).rstrip(" .,;")
    if name.rpartition(" ")[2] in known.NO_SPEAKERS:
        return None
    if all(word in known.NAMES_NOBODY - known.SPEAK_THEMSELVES for word in name.split()):
        return None
    if name in known.NO_NAMES or re.search(r"[A-Z]", name) is None or _CONTRACTION.search(phrase.split(" ")[0]):
        return None
    return Who(start, end, name, "person" if role is not None else "name", role)


def _is_ownerless(name: str) -> bool:
    return name.replace("’", "'").rpartition(" ")[2] in known.OWNERLESS


def _owned(phrase: str) -> tuple[str | None, str]:
    owned = _OWNER.match(phrase)
    if (
        owned is None
        or " at " in owned["firm"]
        or any(word.strip(".,") in BODY_WORDS for word in owned["name"].split())
    ):
        return None, phrase  # "Jane Roe at Acme's Markets", "Moody's Analytics"
    return owned["firm"], owned["name"]


def is_priced(who: Who) -> bool:
    """Whether a name is an index or a share, which says nothing."""
    return _PRICED.search(who.name) is not None


def is_outlet(name: str) -> bool:
    """Whether a name is a newspaper's or agency's, which tells what others say."""
    return _OUTLET.search(name) is not None
