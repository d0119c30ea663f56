"""The noun phrase that stands before a verb of speech: over asides, offices, "who" and the "and" of a second verb."""

from __future__ import annotations

import re
from dataclasses import replace

from aggregator.understand.speech import speakers
from aggregator.understand.speech import speech_words as known
from aggregator.understand.speech.offices import is_office
from aggregator.understand.speech.personal_names import BODY_WORDS, may_be_person
from aggregator.understand.speech.speakers import Who
from aggregator.understand.speech.verb_readings import QUOTE_END

_CLAUSE = re.compile(
    r"\b(?:after|as|while|when|before|because|since)\s(?:the\s)?(?=[A-Z]|(?:investors|traders|analysts|economists|officials)\b)"
)
_ONE_OF = re.compile(
    r"\b(?:handful|number|majority|group|couple|chorus|most|many|some|one|two|three|several|half|thirds|percent|\d+%?)"
    r"\sof\s(?:the\s|its\s)?$",
    re.IGNORECASE,
)
_CREDENTIALS = re.compile(r"(?:,\s(?:[A-Z]{2,5}|[A-Z][A-Za-z]?[A-Z][a-z]?|Ph\.?D\.?|M\.?D\.?|Jr\.|Esq\.))+,$")
"""Behind a name: "Jane Roe, MD, CFA, said"."""
_REPORTING = re.compile(
    rf"^\W*(?:{speakers.NAME}\s)?(?P<name>[A-Z][\w.'’-]+)\s(?:in|during|at)\s(?:his|her|its|their)\s[^,;:“”\"]{{3,80}}\sto\s(?:the\s)?{speakers.NAME}$"
)
"""To whom it is said: "Roe in her report to the Norland Congress"."""
_MEMBERS = re.compile(r",\s(?:including|among\sthem|(?:on\saverage,\s)?(?:polled|surveyed)\sby)\s[^;:“”\"]{3,160}$")
"""Who of a group, and by whom asked: "Top officials, including its chair, Jane Roe, said"."""
_CALLED = re.compile(rf"^\W*(?:The|An?|One)\s(?:[\w'’-]+\s){{1,9}}?[\w'’-]+,\s(?:the\s)?(?P<name>{speakers.NAME})$")
"""A name behind what it is: "The biggest issuer of cards, Acme Bank, has said"."""
_IN_TOWN = re.compile(r"\b(?:in|of|near|from|at)\s[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+)?,\s$")
"""Before a state or country: "of Acme in Springfield, Ohio, which …"."""
_LOOSE_ASIDE = re.compile(
    r"(?:including|on|at|during|in (?:separate|written|prepared|a|an|his|her)|speaking|fresh from|commenting|"
    r"testifying|addressing|responding|writing|asked|led by|many of|some of|parent of|owner of|"
    r"(?:formerly|also|better) known as|(?:best\s|widely\s)?known for|(?:seen|regarded|considered|viewed) as|based in|"
    r"headquartered in)\s"
)
_HOWEVER = re.compile(
    r",\s(?:however|meanwhile|though|too|for example|for instance|in turn|also|on average|for (?:his|her|its) part),$"
)
_HANGS = re.compile(r"\b(?:at|of|[Ii]n|for|with|from|by|and)\s(?:the\s)?$")
_AT = re.compile(r"\s(?:at|of|from|with|for)\s(?:the\s)?$")
_IN = re.compile(r"\sin\s(?:the\s)?$")
_BRACKETS = re.compile(r"\s?\([^()]{1,60}\)$")
_ALIAS = re.compile(r",\sor\s[A-Z][\w&.-]*,?$")
_AND = re.compile(r"\b(?:and|but),?$")
_RELATIVE = re.compile(r"(?:who|whose|which)\b")
_INDEFINITE = re.compile(r"(?:not\s)?(?:an?|the|one of|[A-Z][\w.]*['’]s)\s")
_OPENING = re.compile(
    r"(?:[\W]*(?:But|And|Meanwhile|However|Still|Also)?,?\s?)?"
    r"(?:[A-Z][a-z]+ing\s[^,]{0,100},\s)?(?:(?:Late|Earlier|Later|Last|This|On|At|In|After|Yesterday|Today)\b[^,]{0,50},\s)?(?:[Tt]he\s)?"
)
_NAMED_ASIDE = re.compile(r",\s(?P<name>[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,2}),")
_DESCRIBED = re.compile(r"(?:[a-z][\w-]*\s){0,3}(?P<noun>[a-z][\w-]*)\s(?=[A-Z])")
_TELLS = re.compile(
    r"(?:\s?\([^()]{1,40}\))?(?:,[^,]{1,80},)?\s(?:(?:\w+ly|also|has|have|had|now|today|(?:last|this)\s\w+)\s)?"
    r"(?:\w+(?:ed|s|id|aid|pt)|held|kept|cut|left|took|made|gave|met|saw|came)\b"
)
_FIRM_BEFORE = re.compile(
    rf"(?P<firm>{speakers.NAME})(?:\s?\([^()]{{1,40}}\))?(?:\s(?:shares|stock))?(?:\s?\([^()]{{1,40}}\))?,?\s(?:also\s|[a-z]+ly\s)?(?:[a-z]+ed|fell|rose|"
    rf"lost|sank|slid|won|shed|was|were|is|are|up|down|falls|rises)\s(?:(?!while\b|as\b|after\b|when\b)[^\s;“”\"]+\s){{0,14}}?"
    r"(?:after|when|as)\s$"
)
"""Whom "the lender" means behind "Acme Bank fell after"."""
_TOLD_THAT = re.compile(r"\b(?:" + "|".join(sorted(known.SPEAKS | known.CLAIMS)) + r")\s(?:that\s)?$")
_ADVERBS = re.compile(r"(?:\s(?:[a-z]+ly|also|already|has|have|had|then|again|since|now|on\s\w+day))+\s?$")
MOST_COMMAS = 4
OPENING_WORDS = 4


def find(front: str) -> tuple[Who | None, str | None]:
    """The noun phrase at the end of `front` with its office, over "who", "and" and an aside between commas."""
    second = is_second(front)
    front = _CREDENTIALS.sub("", _ALIAS.sub("", _HOWEVER.sub("", front)))
    if second:
        clauses = [match.end() for match in _CLAUSE.finditer(front)]
        return (opening(front[clauses[-1] :]) if clauses else None) or opening(front), None
    if front.endswith((" who", " which")):
        return _over_who(front)
    if front.endswith(","):
        return _over_comma(front[:-1])
    person, role = _ahead_of_place(front)
    if person is not None:
        return person, role
    who = _holder(front)
    person = _in_apposition(who, front) if who is not None else None  # "Jane Roe, strategist at Acme is noting"
    if who is not None and person is not None:
        return replace(person, end=who.end), who.name
    return who, who.role if who else None


def _over_who(front: str) -> tuple[Who | None, str | None]:
    """Of whom "who" or "which" at the end tells: the person ahead of "economist at Acme in Norland, who"."""
    end = len(front)
    front = front.rsplit(" ", 1)[0].rstrip(" ,")
    who = speakers.before(front, len(front))
    placed = who is not None and who.sort == "name" and _HANGS.search(front[: who.start])
    person, role = _over_comma(front) if placed else (None, None)
    return (who, None) if person is None else (replace(person, start=len(front), end=end), role)


def _ahead_of_place(front: str) -> tuple[Who | None, str | None]:
    """The person ahead of a place, a firm or those who are told: "Jane Roe, head of rates at Acme told a channel"."""
    reporting = _REPORTING.match(front)
    if reporting is not None:
        return speakers.before(front, reporting.end("name")), None
    who = speakers.before(front, len(front))
    if who is None or who.sort != "name" or not _HANGS.search(front[: who.start]):
        return None, None
    person, role = _over_comma(front)
    return (person, role) if person is not None and person.sort in {"name", "person"} else (None, None)


def is_second(front: str) -> bool:
    """Whether a verb follows "and" or "but", as the second of its subject."""
    return _AND.search(_HOWEVER.sub("", front)) is not None


def _in_apposition(who: Who, front: str) -> Who | None:
    """The person of whom an office behind a comma tells."""
    titled = who.sort == "name" and who.name.split()[0].lower() in known.ROLES and " " in who.name
    if not (who.sort == "role" or titled) or not front[: who.start].endswith(", "):
        return None
    person = speakers.before(front, who.start - 2)
    opens = person is not None and may_be_person(person.name) and not front[: person.start].strip(' "“”-•')
    if who.name.startswith(("the ", "The ")) and not opens:
        return None  # "On Friday, the strategist said"
    named = person is not None and person.sort in {"name", "person"} and not person.name.isupper()
    named = named and person is not None and not BODY_WORDS & set(person.name.split())
    return person if named else None  # no "bonds, or MBS, a staff member said"


def _holder(front: str) -> Who | None:
    """The noun phrase at the end of `front`; of "a spokesman for Acme" the spokesman."""
    who = speakers.before(front, len(front))
    placed = _IN.search(front[: who.start]) if who is not None and who.sort == "name" else None
    inner = _holder(front[: placed.start()]) if placed is not None else None
    if who is not None and inner is not None and inner.sort == "person":
        return replace(inner, end=who.end)  # "investor Jane Roe at Acme in Oslo"
    hangs = _AT.search(front[: who.start]) if who is not None else None
    if who is None or hangs is None:
        return who
    owner = speakers.before(front, hangs.start())
    holds = owner is not None and (
        owner.sort in {"person", "role", "group"} or (owner.sort != "document" and " " in owner.name)
    )
    return replace(owner, end=who.end) if owner is not None and holds else who


def _over_comma(inner: str) -> tuple[Who | None, str | None]:
    """The noun phrase before an aside that ends `inner`, and the office that the aside names."""
    members = _MEMBERS.search(inner)
    group = _holder(inner[: members.start()]) if members is not None else None
    if group is not None and group.sort == "group":
        return group, None
    called = _CALLED.match(inner)
    if called is not None and not is_office(inner[: called.start("name")], known.ROLES):
        named = speakers.before(inner, len(inner))
        if named is not None and named.sort == "name":
            return named, None
    commas = [match.start() for match in re.finditer(",", inner)][-MOST_COMMAS:]
    for comma in reversed(commas):
        who = _holder(_BRACKETS.sub("", inner[:comma].rstrip()))
        if who is None or _hangs(inner[: who.start]):
            continue
        if _in_apposition(who, inner):
            continue  # "Jane Roe, head of rates at Acme, which …,"
        if who.sort == "document":
            return (who, None) if _RELATIVE.match(inner[comma + 1 :].strip()) else (None, None)
        found = _with_aside(who, inner[comma + 1 :].strip(), inner[: who.start], comma)
        if found is not None:
            return found
    return None, None


def _hangs(ahead: str) -> bool:
    """Whether what follows belongs to a noun before it: "a rise in", but not "a handful of"."""
    return _IN_TOWN.search(ahead) is not None or (_HANGS.search(ahead) is not None and _ONE_OF.search(ahead) is None)


def _with_aside(who: Who, aside: str, ahead: str, comma: int) -> tuple[Who, str | None] | None:
    """A phrase and what an aside says of it: an office, a name ("his colleague, Jane Roe,"), something that passes."""
    if _LOOSE_ASIDE.match(aside):
        return who, who.role
    if who.sort not in {"name", "person", "body", "role"}:
        return None
    named = speakers.after(aside, 0) if who.sort == "role" else None
    if named is not None and named.end == len(aside) and named.sort in {"name", "person"}:
        return replace(named, start=who.start, end=comma), who.name
    if _RELATIVE.match(aside):
        return who, None
    opens = len(re.findall(r"\w+", ahead)) < OPENING_WORDS or QUOTE_END.search(ahead) is not None
    opens = who.sort == "person" or (who.sort == "name" and opens)
    if (opens and _INDEFINITE.match(aside)) or is_office(aside, known.ROLES | known.BODIES):
        return who, aside
    return None


def opening(front: str, *, told: bool = True) -> Who | None:
    """The subject that a sentence opens with, of which a second verb tells: "The Committee decided … and expects"."""
    start = _OPENING.match(front)
    at = over_description(front, start.end() if start else 0)
    who = speakers.after(front, at)
    if who is None and front[:at].endswith("The "):
        who = speakers.after(front, at - len("The "))  # "The ministry"
    if who is None or who.sort == "document":
        return None
    aside = _NAMED_ASIDE.match(front[who.end :])
    if aside is not None and who.sort == "role":
        return Who(who.start, who.end + aside.end("name"), aside["name"], "person", who.name)
    return who if not told or _TELLS.match(front[who.end :]) else None


def over_description(text: str, at: int) -> int:
    """Where the name starts behind what it is: "parent company Acme"."""
    described = _DESCRIBED.match(text, at)
    return described.end() if described is not None and described["noun"] in known.BODIES else at


def subject_of(text: str, who: Who) -> Who:
    """The firm or group that the sentence opens with and that "it" or "they" goes on with; others as they are."""
    if who.sort == "body":
        return _firm_of(text, who)
    wanted = {"it": {"name", "body"}, "they": {"group"}}.get(who.name) if who.sort == "pronoun" else None
    told = _TOLD_THAT.search(text[: who.start]) if wanted is not None else None  # "Acme signaled that it sees"
    if who.name == "it" and told is None and (firm := _moved_firm(text, who.start)) is not None:
        return replace(who, name=firm, sort="name")
    first = find(_ADVERBS.sub("", text[: told.start()]))[0] if told is not None else None
    if first is None and wanted is not None:
        first = opening(text[: who.start], told=False)
    if wanted is None or first is None or first.sort not in wanted:
        return who
    return replace(first, start=who.start, end=who.end)


def _firm_of(text: str, who: Who) -> Who:
    """The firm that its clause opens with, of "the lender" behind "Acme Bank fell after"; others as they are."""
    is_firm = (
        who.name.lower().startswith("the ") and who.name.split()[-1] not in known.PUBLIC and "central" not in who.name
    )
    firm = _moved_firm(text, who.start) if is_firm else None
    return who if firm is None else replace(who, name=firm, sort="name")


def _moved_firm(text: str, end: int) -> str | None:
    """The firm whose shares moved "after", "when" or "as" the words at `end` tell why."""
    clause = _FIRM_BEFORE.search(text[:end])
    named = speakers.before(text, clause.end("firm")) if clause is not None else None
    if named is None or named.sort != "name" or speakers.is_priced(named) or named.name in known.NO_NAMES:
        return None
    return re.sub(r"['’]s$", "", named.name)
