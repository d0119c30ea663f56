"""The noun phrase that a verb speaks of, where no list knows it: "valuations of large caps" before "have lagged"."""

from __future__ import annotations

import re

from aggregator.understand.drafts import owner_of
from aggregator.understand.lexicon import words as listed
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

_AUXILIARY = re.compile(
    r"(?:\s(?:has|have|had|is|are|was|were|been|being|also|again|still|both|each|all|just|even|now|then|already|"
    r"(?:has|have|is|are)n['’]t|far|badly|once|[a-z]+ly|continue[sd]?\sto\sbe|tend(?:s|ed)?\sto\sbe))+$"
)
_ASIDE = re.compile(
    r"(?:\s?\([^()]{1,60}\)|\s(?:compared\s(?:with|to)|from)\sa\s(?:year|month|quarter)\s(?:ago|earlier|before)|\s(?:--|–|—)\s[^–—]{1,140}\s(?:--|–|—)|\s?[–—][^–—]{1,120}[–—]|,\s[^,;]{3,80},|,)$"
)
_RELATIVE = re.compile(r",\s(?:which|who)$")
# "Managers who have outperformed": whom the words only describe.
_DESCRIBES = re.compile(r"(?<!,)\s(?:which|that|who)$")
_SECOND = re.compile(r"(?:\b(?:and|but)|,(?:\s(?:far|well|thus|thereby|easily))?)$")
_NAMED_ASIDE = re.compile(r",\s(?P<name>(?:the\s)?(?:[A-Z][\w&.’'-]*\s){0,4}[A-Z][\w&.’'-]*),$")
_OPENING = re.compile(
    r"(?:\W|But|And|However|Meanwhile|Still|Indeed|Also|Shares\sof|Shares\sin|The|the|In\s\w+|On\s\w+|\s)*"
)
_PHRASE = re.compile(r"(?:[\w$%&.’'/-]+\s){0,10}[\w$%&.’'/-]+$")
# Where a phrase begins at the latest: words that open a clause, say something or hang the phrase on another.
_OPENS = re.compile(
    r"(?:^|.*\s)(?:that|which|who|whose|while|as|because|since|where|when|if|though|although|but|so|than|says?|said|"
    r"added|after|before|with|show(?:s|ed)?|note[sd]?|until|yet|from|whereas|like|into|"
    r"despite|amid|sen(?:t|ds?)(?!\s(?:home|by|to|back)\b)|sending|push(?:ed|es|ing)|pull(?:ed|s|ing)|dragg?(?:ed|s|ing)|drove|drives?|knock(?:ed|s|ing))\s",
    re.IGNORECASE,
)
# A clause before with a verb of its own: "Acme tumbled 4% and the index suffered".
_CLAUSE_BEFORE = re.compile(
    r".*(?<![\w.’'%)-])(?!(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Ii]n|of|for|[Ss]easonally|to|by)\s)[\w.’'%)-]+\s"
    r"(?:also\s|have\s|has\s)?"
    r"(?:rose|fell|sank|slid|shed|grew|lost|saw|surged|jumped|climbed|gained|tumbled|dropped|declined|slipped|plunged|"
    r"cooled|accelerated|slowed|eased|soared|rallied|contracted|expanded|increased|decreased|slumped|edged|ticked)\b"
    r"(?:\s[\w$%&.’'/-]+){0,6}?,?\s(?:and|but|while)\s"
)
_LEADING = re.compile(
    r"(?:[-–—]\s|(?:The|the|An?|an?|and|or|And|But|However|Meanwhile|Still|Overall|Indeed|both|also|[Ii]ts|[Tt]heir|In|On|At)\s)+"
)
_PRONOUNS = re.compile(r"(?:it|they|that|this|we|he|she|these|those|some|others|most|many)", re.IGNORECASE)
_UNCERTAIN = re.compile(
    r"\b(?:to|will|would|could|may|might|can|should|must|not|never|cannot|if|unlikely|likely|expect\w*)$|n['’]t$"
)
# What has a verb of its own or only marks a place is compared with nothing: "its all-time high, which is lagging".
_NO_SUBJECT = re.compile(
    r"\b(?:may|might|will|would|could|should|suggests?|means?|meaning)\b|"
    r"(?:all-time|record|closing|intraday|[\w-]+-(?:week|month|year))\s(?:highs?|lows?|peaks?)$|^(?:[Aa]mong|[Aa]mid|[Dd]espite)\s"
)
EMPTY = listed(
    "the a an of and or but so in on at to from by with be is are was were may might can could will would also as who "
    "which that indeed however there here then"
)
"""Words that name nothing."""
LONGEST_ASIDE = 3


def before(view: View, subjects: list[Subject], at: int) -> Subject | None:
    """What a verb at `at` is said of: the known subject that owns it, else the words before it.

    None behind "could", "to" or "not", and where no word of substance stands there.
    """
    text = _AUXILIARY.sub("", view.text[:at].rstrip())
    if _UNCERTAIN.search(text) or _DESCRIBES.search(text):
        return None
    known = owner_of(view, subjects, at)
    if known is not None:
        return known
    if _SECOND.search(text) and (view.text[at:].split(None, 1)[0].endswith("ing") or not text.endswith(",")):
        first = next((s for s in subjects if s.role == "price" and s.end < at), None)
        return first if first is not None and _OPENING.fullmatch(view.text[: first.start]) else None
    named = _NAMED_ASIDE.search(text)
    if named is not None and len(named["name"].split()) > 1:
        return Subject(*named.span("name"), named["name"], None, "other")
    return _words_before(text)


def _words_before(text: str) -> Subject | None:
    for _ in range(LONGEST_ASIDE):
        text = _RELATIVE.sub("", _AUXILIARY.sub("", _ASIDE.sub("", text)))
    match = _PHRASE.search(text)
    if match is None:
        return None
    start = match.start()
    for clause in (_OPENS, _CLAUSE_BEFORE):
        opened = clause.match(text[start:])
        start += opened.end() if opened else 0
    leading = _LEADING.match(text, start)
    if leading is not None and leading.end() < len(text):
        start = leading.end()
    words = text[start:].rstrip("’'")
    pointing = _PRONOUNS.fullmatch(words) is not None
    opens = pointing and not text[:start].strip("“\"' ")  # "That was the worst", not "something that was"
    empty = not opens and not {word.lower() for word in words.split()} - EMPTY
    if empty or _NO_SUBJECT.search(words):
        return None
    return Subject(start, start + len(words), words, None, "other", pointing=pointing)
