"""What was the most of its kind for long, or came for the first time: "the worst recession in 70 years".

Where a verb gives it to a subject ("posted its biggest drop since"), the claim is that subject's; where it only stands
beside what was told ("fell 2%, its biggest drop since"), it is the claim's subject itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aggregator.records import Direction
from aggregator.understand import cues
from aggregator.understand.drafts import Draft
from aggregator.understand.subjects import Subject
from aggregator.understand.unreal import is_condition, is_unreal
from aggregator.understand.view import View
from aggregator.understand.wordings import before_verbs

_MOST = (
    r"(?:(?:(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)[\s-])?(?:biggest|largest|steepest|sharpest|deepest|greatest|heftiest|widest|best|"
    r"strongest|worst|weakest|fastest|slowest|longest|smallest|quickest|busiest|poorest)|first)"
)
SINCE = (
    r"(?:since\b(?!\sthen)|in\s(?:more\sthan\s|over\s|at\sleast\s|almost\s|nearly\s|about\s|around\s|roughly\s|the\s(?:last|past)\s|"
    r"just\sover\s|well\sover\s|close\sto\s)*(?:an?\s|\d[\d./-]*[\s-]|(?!the\b|its\b|this\b|that\b|late\b|early\b)[a-z]+\s)?"
    r"(?:(?:trading|and\sa\shalf|a\shalf)\s)*(?:years?|months?|weeks?|decades?|quarters?|sessions?|days?|generations?|century|"
    r"history|memory)\b|on\srecord\b|ever\b(?!\s[a-z]+ed)|(?:so\sfar\s)?this\s(?:year|month|decade|century)\b|of\s(?:the\s(?:year|decade|"
    r"century)\b|(?:19|20)\d\d\b)|for\s(?:\w+\s){1,3}(?:years|months|decades)\b)"
)
_THING = (
    r"(?:(?!(?:and|or|but|which|that|since|in|for|the|a|was|were|is|are|with|as|by|to)\b)[\w.&%/’'-]+\s){1,6}?"
    r"(?:of\s(?:the\s)?(?:[\w-]+\s){1,3}?)?"
)
# Marks of a price are levels, halves of a match no rarity.
_NO_THING = re.compile(
    r"\b(?:levels?|close|closing|lows?|highs?|point|price|mark|quarter|half|time|times|day\sof|reading)\s$",
    re.IGNORECASE,
)
_RECORD = re.compile(rf"\b(?P<words>(?P<most>{_MOST})\s(?P<thing>{_THING}))(?={SINCE})", re.IGNORECASE)
_STRETCH = re.compile(
    r"\b(?:days?|sessions?|weeks?|months?|years?|meetings?|halves|half)\s(?:of\s[\w\s-]+)?$", re.IGNORECASE
)
_POSSESSED = ("'s", "’s", "s'", "s’")
_WHOSE = frozenset({"'s ", "’s ", "' ", "’ "})
_WITHIN = re.compile(r"\sin\s(?:its|their)\s$")
_OF_WHAT = re.compile(r"\s(?:in|of|for)\s$")
NOTCHING = r"(?:posting|recording|registering|logging|notching|suffering|enjoying|reporting|showing)"
"""Participles that give a superlative to what stands right before them: "with sales posting their biggest drop"."""
_GETS = re.compile(
    r"(?<![\w-])(?:(?:post|notch|record|register|book|suffer|log|mark|cap|scor|clinch|deliver|enjoy|experienc|endur|saw|see|"
    r"had|has|have|show|report|produc|return|hir|grew|grow|expand|contract|shrank|ros|rise|fell|fall)(?:t?e?r?e?d|p?ped|ged|s|es)?|"
    r"(?:on\s(?:track|course|pace)|set|poised|head(?:ed|ing)|bound|eyed)\s(?:for|to\s(?:post|record|notch|see))|"
    rf"(?:was|is|were|are|be|been)(?:\sone\sof)?|(?<!,\s){NOTCHING})\s(?:at\s|by\s|with\s)?(?:its|their|the|a|an|his|another|one\sof\s(?:its|the))\s$"
)
_BE = re.compile(r"\b(?:was|is|were|are|be|been)\s(?:one\sof\s)?(?:its|their|the)\s$")
_MOST_SINCE = re.compile(rf"(?P<way>\s(?:the\s)?most\s)(?={SINCE})")
_PACE = re.compile(
    rf"\s(?:at|by|with)\s(?:its|their|the|a)\s{_MOST}\s(?:[\w-]+\s){{0,2}}(?:pace|rate|clip|speed|percentage|amount|margin)\s(?={SINCE})"
)
_FIRST_TIME = re.compile(
    rf"\s(?P<words>for\s(?:the\s|only\sthe\s)?(?:first|second|third)\stime\s)(?={SINCE}|in\s(?:19|20)\d\d)"
)
_VERB = re.compile(
    r"(?<![\w'’-])(?:contract(?:ed|ing)|shrank|shrunk|expand(?:ed|ing|s)|kept|held|cut|cutting|rais(?:ed|ing)|hik(?:ed|ing)|left|"
    r"beat|miss(?:ed)|remain(?:ed|s|ing)|continu(?:ed|es)|topp(?:ed|ing)|exceed(?:ed|s)|outperform(?:ed)|bought|sold|invert(?:ed)|"
    r"cross(?:ed|es|ing)|surpass(?:ed|es|ing)|turn(?:ed|s|ing)|hir(?:ed|ing)|hit|reach(?:ed|es)|trad(?:ed|es)|clos(?:ed|es|ing)|lift(?:ed|ing)|"
    r"lower(?:ed|ing)|shr[iu]nk\w*|swung|return(?:ed|ing)|us(?:ed|ing)|pull(?:ed|ing)|pass(?:ed|es|ing)|broke|breaking|went|import(?:ed|ing))\b"
)
_RATE = re.compile(r"\s(?:its\s|the\s)?(?P<rate>(?:[\w-]+\s){0,3}rates?)\b")
_WAYS: tuple[tuple[Direction, re.Pattern[str]], ...] = (
    ("down", re.compile(r"contract|shr|cut|lower|sold|miss|broke")),
    ("up", re.compile(r"expand|rais|hik|topp|exceed|outperform|bought|cross|surpass|lift|beat|pass")),
    ("flat", re.compile(r"kept|held|left|remain")),
)
_SPEAK_OF: tuple[tuple[Direction, re.Pattern[str]], ...] = (
    (
        "down",
        re.compile(
            r"\b(?:recessions?|contractions?|cris[ie]s|losing|slumps?|downturns?|outflows?|routs?|bear|worst)\b", re.I
        ),
    ),
    ("up", re.compile(r"\b(?:best|strongest|fastest|expansions?|winning|inflows?|bull)\b", re.I)),
)
_BOOKED = re.compile(r"\b(?:quarterly|annual|yearly|quarter|year)\b", re.IGNORECASE)
NEAR = 90


def find(view: View, subjects: list[Subject], told: Sequence[Draft]) -> list[Draft]:
    """The records of a sentence that none of the counts `told` already holds."""
    found: list[Draft] = []
    for draft in (*_mosts(view, subjects), *_first_times(view, subjects), *_records(view, subjects)):
        if not any(draft.start < other.at and other.start < draft.at for other in (*told, *found)):
            found.append(draft)
    return found


def _records(view: View, subjects: list[Subject]) -> Iterator[Draft]:
    for match in _RECORD.finditer(view.text):
        ranked = match["most"].lower() == "first" and _STRETCH.search(match["thing"])
        if ranked or _NO_THING.search(match["thing"]) or _is_supposed(view, match.start()):
            continue
        gets = _GETS.search(view.text[: match.start()])
        subject = _owner(view, subjects, match.start(), gets)
        if subject is None and gets is not None:
            continue  # "did not post its biggest drop"
        subject = subject or phrase_of(match.span("words"), view)
        if _of_books(subject, match.group()):
            continue
        if view.text[: match.start()].rstrip().endswith(_POSSESSED) and subject.start >= match.start():
            continue  # "the world's largest economy"
        yield _draft(view, subject, (match.start(), match.end("words")), _way(match["words"]))


def given_to(view: View, subjects: list[Subject], at: int) -> Subject | None:
    """What a verb gives a superlative to: "two-year yields saw their biggest drop"."""
    gets = _GETS.search(view.text[:at])
    owner = before_verbs.before(view, subjects, gets.start()) if gets is not None else None
    return None if owner is None or owner.pointing else owner


def _of_books(subject: Subject, words: str) -> bool:
    """Whether a firm's gain or loss is of its books, not of its price: "its first quarterly loss"."""
    firm = subject.entity is not None and subject.entity.id.startswith("company:")
    return firm and _BOOKED.search(words) is not None


def _owner(view: View, subjects: list[Subject], at: int, gets: re.Match[str] | None) -> Subject | None:
    """To whom a verb or "'s" gives a superlative: "the S&P 500's biggest surge", "rose 3% in its biggest climb"."""
    whose = next((s for s in subjects if view.text[s.end : at] in _WHOSE), None)
    if whose is not None or gets is not None:
        return whose or (before_verbs.before(view, subjects, gets.start()) if gets is not None else None)
    within = _WITHIN.search(view.text[:at])
    verb = verb_before(view, within.start()) if within is not None else None
    return before_verbs.before(view, subjects, verb.start()) if verb is not None else None


def _mosts(view: View, subjects: list[Subject]) -> Iterator[Draft]:
    """ "The dollar sank the most since 2020", "prices rose at the fastest pace in two years"."""
    for pattern in (_MOST_SINCE, _PACE):
        for match in pattern.finditer(view.text):
            verb = verb_before(view, match.start())
            owner = before_verbs.before(view, subjects, verb.start()) if verb is not None else None
            if verb is None or owner is None or _is_supposed(view, owner.start):
                continue
            way = way_of(verb)
            yield _draft(view, owner, (match.start() + 1, match.end()), way)


def _first_times(view: View, subjects: list[Subject]) -> Iterator[Draft]:
    for match in _FIRST_TIME.finditer(view.text):
        verb = verb_before(view, match.start())
        owner = rate_of(verb) or before_verbs.before(view, subjects, verb.start()) if verb is not None else None
        if verb is None or owner is None or _is_supposed(view, owner.start):
            continue
        way = way_of(verb)
        yield _draft(view, owner, match.span("words"), way)


def rate_of(verb: re.Match[str]) -> Subject | None:
    """The rate that a central bank changed: "cut interest rates for the first time"."""
    rate = _RATE.match(verb.string, verb.end())
    return None if rate is None else Subject(*rate.span("rate"), rate["rate"], None, "other")


def verb_before(view: View, at: int) -> re.Match[str] | None:
    """The last word before a place that says that something moved or was done."""
    start = max(0, at - NEAR)
    found = [match for pattern in (cues.CUE, _VERB) for match in pattern.finditer(view.text, start, at)]
    return max(found, key=lambda match: match.start(), default=None)


def phrase_of(span: tuple[int, int], view: View) -> Subject:
    """The words of a superlative as what is claimed: "biggest one-day drop"."""
    words = _OF_WHAT.sub("", view.text[slice(*span)]).rstrip()
    return Subject(span[0], span[0] + len(words), words, None, "other")


def _is_supposed(view: View, at: int) -> bool:
    return is_unreal(view, at) or is_condition(view, at)


def way_of(verb: re.Match[str]) -> Direction | None:
    """Which way a verb of `verb_before` went: "contracted" down, "kept" flat."""
    if verb.re is cues.CUE:
        return cues.direction(verb)
    return next((way for way, words in _WAYS if words.match(verb.group())), None)


def _way(words: str) -> Direction | None:
    """Which way a superlative speaks of: "steepest drop", "worst recession", "best week"."""
    noun = max(cues.NOUN.finditer(words), key=lambda match: match.start(), default=None)
    if noun is not None:
        return "up" if noun["up"] else "down"
    return next((way for way, said in _SPEAK_OF if said.search(words)), None)


def _draft(view: View, subject: Subject, span: tuple[int, int], way: Direction | None) -> Draft:
    since = re.compile(SINCE, re.IGNORECASE).match(view.text, span[1])
    end = since.end() if since is not None else span[1]
    words = view.text[span[0] : end].strip()
    # Bars answer what `aggregator.conditions` reads, and this is the rest.
    return Draft("count", "count.record", subject, span[0], end, direction=way, value_text=words, priced=False)
