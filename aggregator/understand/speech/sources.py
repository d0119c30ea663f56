"""Speakers behind a preposition: "according to a survey by Acme", "citing data from Acme", "To Jane Roe, …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from aggregator.understand.lexicon import DOMESTIC, FOREIGN, words
from aggregator.understand.speech import speakers
from aggregator.understand.speech.offices import office_behind
from aggregator.understand.speech.speakers import Saying, Who

_WORKS = (
    r"(?:[Ff]igures|[Nn]umbers|[Ss]urvey|[Rr]eport|[Ss]tudy|[Rr]esearch|[Aa]nalysis|[Pp]oll|[Dd]ata|"
    r"[Ee]stimates|minutes)"
)
_MADE = r"(?:released|published|issued|posted|compiled|out|analy[sz]ed|provided|collected|tracked|reviewed)"
_ACCORDING = re.compile(
    r"\b(?P<told>[Aa]ccording to|[Aa]s (?:reported|told|noted) by|[Cc]iting|in the (?:view|opinion) of|"
    rf"reported by|polled by|[Aa]s per|[Bb]ased on)\s|(?<=,\s)per\s(?=[A-Z])|"
    rf"\b{_WORKS} (?:{_MADE}\s)?(?:\w+day\s)?(?:from|by)\s"
)
_SOURCE = re.compile(
    r"(?:(?:an?|the|some|new|latest|recent|preliminary)\s){0,2}(?:[a-z-]+\s){0,2}(?:report|survey|note|poll|analysis|"
    r"study|data|figures|estimates?|forecasts?|research|statement|numbers|minutes|article)\s"
    rf"(?:{_MADE}\s(?:\w+day\s)?)?(?:from|by|of|at|in)\s(?:(?:the|an?)\s)?"
)
_SHOWING = re.compile(
    r"^,?\s(?:[a-z]+ly\s)?(?:showing|(?:which\s|that\s)?(?:also\s)?(?:show(?:s|ed)|indicat(?:es|ed)|sa(?:ys|id)|"
    r"suggest(?:s|ed)?|reveal(?:s|ed)|found|finds|note[sd]|point(?:s|ed)\sto)|revealing|indicating|suggesting|saying|that)\b"
)
_TELLS_OTHER = re.compile(r"\s[a-z](?![^.]*,\s(?:seeing|showing|saying|suggesting|finding|indicating|predicting)\b)")
_OPENS = re.compile(r"^\W*(?:An?|The|New|Recent|Latest|Another|Other|One)\s(?:[a-z][\w-]*\s){0,2}$")
_SHOWN = re.compile(r"^(?:\s(?:on\s)?\w+day|\s(?:this|last|earlier)\s\w+)?(?:\W*$|,\s)")
_GOES_ON = re.compile(r"^,\s(?!and\b|but\b|which\b|who\b|whose\b|while\b|as\b|with\b|an?\b|the\b|\w+ing\b)[a-z]")
_LAST_CLAUSE = re.compile(r",\s(?=which\s(?:is|are|was|were|has|have|had|accounts?|makes?)\b)[^,]*,?\s*$")
_THING = re.compile(
    r"(?:the\s|an?\s)?(?P<what>[\w'’&-]+(?:\s(?!(?:released|published|compiled|on|by|from|in|for|of)\b)[\w'’&-]+){0,4})"
    r"(?=[,.;”\"]|$|\s(?:released|published|compiled|on|by|from|in|for|of)\b)"
)
_SIGNED_OFF = re.compile(
    r"(?<=[a-z\d])\s[-–—]{1,2}\s?(?P<who>[A-Z][\w&.]+(?:\s[A-Z][\w&.]+){0,2})(?:\s(?:data|poll|survey))?$"
)
"""A headline's source: "Prices rise in May - Acme Bureau"."""
_HELD_AGAINST = re.compile(
    r"\b(?:above|below|beat(?:s|ing)?|missed|missing|topp(?:ed|ing)|exceed(?:ed|ing)|versus|than|compared\swith|against)\s"
    r"(?:[\w'’]+\s){0,4}(?:expectations|estimates?|forecasts?|consensus|predictions)\b[^;]*$"
)
"""The source behind it is one of estimates: "sales rose 3%, above estimates of 2%, according to Newswire data"."""
_VIEW_OF = re.compile(rf"^\W*(?:To|For)\s(?={speakers.NAME}(?:\s(?:at|of)\s|,))")
_IN_VIEW = re.compile(rf"^\W*In\s(?P<who>{speakers.NAME})['’]s?\s(?:view|opinion),\s")
_ARGUMENT = re.compile(
    rf"(?P<who>{speakers.NAME})['’]s?\s(?:main\s|own\s|latest\s)?(?:argument|view|point|message|take|conclusion|remarks|"
    r"comments|testimony)\s(?:\S+\s){0,8}?(?:is|was|are|were|made\s(?:it\s)?clear|suggest(?:s|ed)?)\s(?:simply\s)?that\s"
)
_QUOTES = re.compile(rf"\bquot(?:ed|es|ing)\s(?P<who>{speakers.NAME})\sas\ssaying\s")
_PUBLISHES = re.compile(
    rf"(?P<who>{speakers.NAME})\s(?:on\s\w+day\s)?(?:released|published|issued)\s(?:an?|its|the)\s(?:[\w-]+\s){{0,3}}(?:report|survey|"
    r"study|note|data|statement)\s(?:on\s\w+day\s)?(?:showing|saying|suggesting|indicating|(?:that|which)\s(?:showed|found|said))\s"
)
_NEWS = re.compile(
    rf"(?P<who>{speakers.NAME})['’]s?\s(?:[\w-]+\s)?(?:announcement|warning|claim|prediction|suggestion|statement|comments?|"
    r"forecast|promise|remark|signal|pledge|estimate)\s(?:that|in)\s"
)
_PAPER_SAYS = re.compile(
    rf"(?P<who>{speakers.NAME})['’]s?\s(?:[\w-]+\s){{0,3}}?(?:report|statement|minutes|note|study|survey|review)\s"
    r"(?:saying|showing|warning|indicating|suggesting)\s"
)
"""Whose paper is told of for what it says: "stocks rose on the bank's latest policy report saying that …"."""
_HELD = re.compile(
    rf"(?P<who>{speakers.NAME})\s(?:has\s|also\s|again\s)*(?:(?:is|was|has\sbeen)\s(?:also\s|very\s|quite\s)?clear\sthat|"
    r"(?:made|makes)\s(?:it\s)?(?:also\s|very\s|quite\s)?(?:clear|plain)\sthat|(?:stuck|clung|held|stood|adhered|returned|sticks|clings)\s(?:fast\s)?"
    r"(?:to|by)\s(?:his|her|its|their)\s(?:[a-z-]+\s){0,3}(?:refrain|view|line|message|forecast|stance|mantra|argument|"
    r"position|belief|assessment|contention|call)\sthat)\s"
)
"""What somebody is clear about or stands by."""
_HANGS = re.compile(r"\b(?:to|by|of|at|in|on|for|from|with)\s(?:the\s)?$")
_KIND = re.compile(r"(?:[a-z-]+\s){1,3}(?=[A-Z])")
_COMMENTS = re.compile(
    rf"\b(?:(?:[Cc]omments|[Rr]emarks|[Ww]ords|[Tt]estimony|[Ss]peech|[Ss]tatement|[Ww]arnings?|[Ss]ignals?|[Aa]ssurances?)\s(?:by|from)|quoting)\s(?:the\s)?"
    rf"(?P<who>[^,;.“”\"]{{0,60}}?{speakers.NAME})(?:,\s[^,]{{1,60}},|,)?\s(?:that|suggesting|saying|indicating|arguing|warning|voicing|"
    r"signaling)\b"
)
_WARNINGS = re.compile(r"\b(?:[Ww]arnings?|[Cc]omments|[Rr]emarks|[Ss]ignals?|[Ss]igns)\s(?:from|by)\s(?:the\s)?")
_THAT = re.compile(r"\s(?:that|about)\b")
_ESTIMATE_OF = re.compile(
    r"\b(?:estimates?|forecasts?|consensus|expectations?|projections?|predictions?|hope|fear|view|belief)\s(?:among|of|from|by)\s(?:the\s)?"
)
_QUOTED_AS = re.compile(r"\s(?:was|were|is|are)\squoted(?:\s(?:on\s)?\w+day)?\sas\s(?:saying|telling)\b")
_SEEN_BY = re.compile(
    r"\b(?:seen|viewed|regarded|considered|described|echoed|criticized|criticised|questioned|blamed|dismissed|praised|"
    r"welcomed|forecast|expected|anticipated|predicted|estimated|projected)\sby\s(?:the\s)?"
)
_COMPARED = re.compile(
    r"\b(?:than|to|with|versus|vs\.?|above|below|beat(?:s|ing)?|topp(?:ed|ing)|missed|missing|from|exceed(?:ed|ing|s)|against)\s"
    r"(?:(?:an?|the|about|their|its)\s)*[$€£]?\d[\w.,$€£%-]*(?:\s(?!(?:is|was|are|were|will|as|that)\b)[\w-]+){0,4}\s$"
)
"""Only the figure beside which another is held is theirs: "sales of $3 billion, above the $2 billion seen by many"."""
_MEDIA = re.compile(
    r"\b(?P<who>(?:[Mm]edia|[Nn]ews|[Pp]ress) reports?)\s(?:that|of|said|say|suggested|suggest|indicated)\b"
)
_TOLD_BY = re.compile(
    r"\b[Ii]t\s(?:was|is|has\sbeen)\s(?:also\s|[a-z]+ly\s)?(?:noted|said|pointed\sout|estimated|reported|suggested|argued|"
    r"announced)\sby\s(?:the\s)?"
)
_MEASURE = re.compile(r"\b(?:Price|Cost|Managers['’]?) Index\b")
_DEFINED = re.compile(r"\s(?:[a-z]+\s)?(?:definitions?|criteri(?:a|on)|methodology|standards?)\b")
"""What defines something does not say that it is so: "by the Acme definition"."""
_CITED = frozenset({"citing", "Citing", "based on", "Based on", "as reported by", "As reported by"})
PLACES = (
    FOREIGN | DOMESTIC | words("united states kingdom east middle america latin paris rome berlin madrid brussels")
) - words("fed fomc powell yellen bernanke ecb boe boj rbi rba rbnz boc pboc")
"""Whose data are of a place, not by somebody."""
OPENING_CHARS, OPENING_WORDS = 5, 4


def find(text: str) -> Iterator[Saying]:
    """The attributions of a sentence by a preposition."""
    told_by_media = _MEDIA.search(text) is not None
    yield from (saying for saying in _according(text) if not (told_by_media and saying.cited))
    yield from _views(text)
    yield from _words_of(text)
    yield from _seen_by(text)
    signed = _SIGNED_OFF.search(text)
    signer = speakers.after(text, signed.start("who")) if signed is not None else None
    if signed is not None and signer is not None and signer.end >= signed.end("who") and not _is_place(signer):
        yield Saying(signer, 0, signed.start(), False, signer.role)


def _views(text: str) -> Iterator[Saying]:
    """ "In Jane Roe's view, …", "To Jane Roe at Acme, …"."""
    for match in _IN_VIEW.finditer(text):
        holder = speakers.before(text, match.end("who"))
        if holder is not None and holder.sort in {"name", "person"}:
            yield Saying(holder, match.end(), len(text), False, holder.role)
    view = _VIEW_OF.match(text)
    who = speakers.after(text, view.end()) if view is not None else None
    if who is not None and who.sort in {"name", "person"} and " " in who.name and not _is_place(who):
        yield Saying(replace(who, name=who.name.split(" at ")[0]), who.end, len(text), False, who.role)


def _words_of(text: str) -> Iterator[Saying]:
    """ "Jane Roe's argument is that …", "comments by Jane Roe that …"."""
    for match in _QUOTES.finditer(text):
        cited = speakers.before(text, match.end("who"))
        if cited is not None and cited.sort in {"name", "person"}:
            yield Saying(cited, match.end(), len(text), False, cited.role)
    owned = (_ARGUMENT, _NEWS, _PAPER_SAYS, _PUBLISHES)
    for match in (match for pattern in owned for match in pattern.finditer(text)):
        owner = speakers.before(text, match.end("who"))
        if owner is not None and owner.sort in {"name", "person"}:
            yield Saying(owner, match.end(), len(text), False, owner.role)
    for match in _HELD.finditer(text):
        holder = speakers.before(text, match.end("who"))
        hangs = holder is not None and _HANGS.search(text[: holder.start])  # "comments to the Acme Committee"
        if holder is not None and holder.sort in {"name", "person", "role"} and not hangs:
            yield Saying(holder, match.end(), len(text), False, holder.role)
    for match in _COMMENTS.finditer(text):
        by = speakers.before(text, match.end("who"))
        if by is not None and by.sort in {"name", "person"}:
            yield Saying(by, match.end(), len(text), False, by.role)


def _seen_by(text: str) -> Iterator[Saying]:
    """ "the consensus among economists", "seen by many", "it was noted by analysts at Acme that …"."""
    for match in _WARNINGS.finditer(text):
        warning = speakers.after(text, match.end())
        if warning is not None and warning.sort == "group" and _THAT.match(text, warning.end):
            yield Saying(warning, warning.end, len(text), False)
    for match in _ESTIMATE_OF.finditer(text):
        group = speakers.after(text, match.end())
        if group is not None and group.sort == "group":
            yield Saying(group, 0, len(text), False, expects=True)
    for match in _TOLD_BY.finditer(text):
        teller = speakers.after(text, match.end())
        if teller is not None and teller.sort != "pronoun":
            yield Saying(teller, teller.end, len(text), False, teller.role)
    for match in _QUOTED_AS.finditer(text):
        quoted = speakers.before(text, match.start())
        if quoted is not None:
            yield Saying(quoted, 0, len(text), True, quoted.role)
    for match in _SEEN_BY.finditer(text):
        seer = speakers.after(text, match.end())
        if seer is not None and seer.sort in {"group", "person"}:
            against = _COMPARED.search(text[: match.start()])
            yield Saying(seer, against.start() if against else 0, len(text), False, seer.role, expects=True)
    for match in _MEDIA.finditer(text):
        media = Who(match.start("who"), match.end("who"), match["who"], "group")
        behind = text[: match.start()].endswith(", ")
        yield Saying(media, 0 if behind else match.end(), media.start if behind else len(text), False)


def _according(text: str) -> Iterator[Saying]:
    for match in _ACCORDING.finditer(text):
        source = _SOURCE.match(text, match.end())
        places: tuple[int, ...] = (source.end(), match.end()) if source else (match.end(),)
        kinds = (_KIND.match(text, at) for at in places)
        places = (*places, *(kind.end() for kind in kinds if kind is not None))
        places = (*(at + 4 if text.startswith("the ", at) else at for at in places), match.end())
        found = (speakers.after(text, at) for at in places)
        who = next((each for each in found if each is not None and each.name not in {"it", "they"}), None)
        who = who or (_thing(text, match.end()) if match["told"] in {"according to", "According to"} else None)
        if (
            who is None
            or _MEASURE.search(who.name)
            or _DEFINED.match(text, who.end)
            or (match["told"] is None and source is None and _is_nobody(text, match, who))
            or (match["told"] in {"based on", "Based on"} and who.sort != "document" and source is None)
            or (_is_place(who) and (source is not None or match["told"] is None))
        ):
            continue
        if who.sort == "role" and text[who.start - 4 : who.start] == "the ":
            who = replace(who, start=who.start - 4, name=f"the {who.name}")
        start, end = _reach(text, match, who)
        yield Saying(
            who, start, end, False, office_behind(text, who.end), cited=match["told"] is None or match["told"] in _CITED
        )


def _thing(text: str, at: int) -> Who | None:
    """What is nobody's name, behind "according to": "meeting minutes", "the firm's website"."""
    thing = _THING.match(text, at)
    return Who(at, thing.end("what"), thing["what"], "document") if thing is not None else None


def _reach(text: str, match: re.Match[str], who: Who) -> tuple[int, int]:
    """From where to where a source is given for what a sentence says."""
    head, tail = text[: match.start()], text[who.end :]
    showing = _SHOWING.match(tail)
    opens = match.start() < OPENING_CHARS or (match["told"] is None and _OPENS.match(head) is not None)
    if opens or (showing and not _SHOWN.match(tail[showing.end() :])):
        return who.end, len(text)
    at = head.rstrip(" ,").rfind(", ") + 1
    if _GOES_ON.match(tail) and len(head[at:].split()) <= OPENING_WORDS:
        return (at + 1 if at else 0), len(text)  # "The curve, according to Acme, has turned"
    clause = _LAST_CLAUSE.search(head) or _HELD_AGAINST.search(head)
    return (clause.start() if clause is not None else 0), match.start()


def _is_nobody(text: str, match: re.Match[str], who: Who) -> bool:
    """Whether "research by investors" names nobody's words, or what follows goes on without telling what they show."""
    if who.sort == "group" and who.name.islower() and " " not in who.name:
        return True
    opens = _OPENS.match(text[: match.start()]) is not None
    return opens and _SHOWING.match(text[who.end :]) is None and _TELLS_OTHER.match(text[who.end :]) is not None


def _is_place(who: Who) -> bool:
    return {word.lower().strip(".,") for word in who.name.split()} <= PLACES | {"and", "the", "u.s"}
