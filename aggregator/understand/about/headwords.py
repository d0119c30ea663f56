"""The words of a subject that say what is meant, where the encoder marked too much or too little of a phrase."""

from __future__ import annotations

import re

_ARTICLE = re.compile(
    r"^(?:(?:the|a|an|its|their|our|my|his|her|this|these|that|those|any|some|such|further|more|additional|"
    r"another|next|new|"
    r"future)\s)+",
    re.IGNORECASE,
)
# "now cut rates", "took benchmark overnight rates": a verb before the noun that the encoder marked with it.
_VERB = re.compile(
    r"^(?:(?:it|they|now|also|again|then|already)\s)*(?:cut|cuts|cutting|reduc(?:e[sd]?|ing)|increas(?:e[sd]?|ing)|"
    r"push(?:es|ing)?|took|taken|takes|raised?|raises|raising|lowered|lowers|"
    r"lowering|"
    r"kept|keeps?|keeping|held|holds?|holding|left|leaves|leaving|slashed|lifted|lifts|pushed|pushes|brought|"
    r"signals?|signaled)\s"
    r"(?=(?:\w+\s){0,3}rates?$)",
    re.IGNORECASE,
)
# A verb that the encoder marked behind a noun: "policy-makers voted", "prices climbing".
_TOLD = re.compile(
    r"(?<=[a-z])\s(?:voted|hired workers|climbing|rising|falling|cooling|steadied|rose|fell|climbed|slipped|"
    r"gained|lost|expected)$"
)
_SIGN = re.compile(
    r"^(?:a\s)?(?:sign|mean|means|allow|allows|speculation|trading|growing speculation)\s(?=(?:stocks|markets|"
    r"equities|shares)$)",
    re.IGNORECASE,
)
# A country that the encoder marked alone: the noun behind it says what of it is meant.
_COUNTRY = re.compile(r"(?:United(?: States)?|U\.S\.|US|American?)")
_OF_COUNTRY = re.compile(
    r"(?:(?<=United)\sStates)?\s(?P<noun>(?:\w+\s){0,2}?(?:data|reports?|growth|inflation|economy|equities|stocks|"
    r"futures|"
    r"payrolls|recession|rates)(?![\w-]))"
)
# A subject that the encoder cut before its noun: "the super-strong" of the super-strong dollar, "the stock" of a rout.
_CUT = re.compile(
    r"(?:.*\s)?(?:[a-z]+-(?:strong|day|cap|term|backed|dated|line|end|heavy|week)|monthly|stock|equity|bond|price|"
    r"market|policy|U\.?S\.?|equity[\s-]market|stock[\s-]market|fed|rate|first|second|third|fourth|another|more|"
    r"additional|terminal|"
    r"daily|weekly|quarterly|one-day|short|retail|bear-market|bull-market|two-day|three-day)",
    re.IGNORECASE,
)
_NOUN_BEHIND = re.compile(
    r"(?:['’]s)?\s(?P<noun>(?:(?:robust|recent|late-day|bond|asset|interest|sharp|latest|three-day|"
    r"best)\s){0,2}(?:market|markets|rally|"
    r"rout|run-up|sell-?off|rebound|recovery|pullback|correction|advance|decline|slump|plunge|slide|momentum|"
    r"gains|losses|"
    r"rounds? of (?:quantitative easing|easing|bond[\s-]buying|(?:asset|bond) purchases)|dollar|purchases|"
    r"securities|bonds|readings?|hikes?|cuts?|decision|meeting|yields|rates?|futures|prices|swings|moves|breadth|volatility|"
    r"investors|buying(?: programs?)?|percentage (?:gain|drop)|drop|fall|gain|expansion|contraction|trades|"
    r"firming|tightening|easing|interest rates?|borrowing costs))"
    r"(?![\w-])"
)
# A noun that the encoder marked without the one before it: "print" of "the next inflation print".
_BARE_HEAD = re.compile(
    r"(?:prints?|readings?|reports?|data|numbers?|figures?|revisions?|forecasts?|estimates?|increases?|gains?|growth|"
    r"declines?|drops?|contraction|rall(?:y|ies)|sell-?offs?|cuts?|hikes?|expectations?|season)",
    re.IGNORECASE,
)
_NOUN_BEFORE = re.compile(
    r"(?<![\w'’-])(?P<noun>(?:consumer[\s-]|producer[\s-])?(?:prices?|inflation)|(?:interest[\s-])?rate|jobs?|payrolls?|"
    r"unemployment|GDP|growth|(?:stock[\s-]|bond[\s-]|equity[\s-])?market|stock|equity|earnings|"
    r"(?:first|second|third|fourth)[\s-]quarter)[\s-]$",
    re.IGNORECASE,
)
# What is thought of something: "expectations of a rate cut", "the pace of job losses".
_ABOUT = re.compile(
    r"^(?:[\w-]+\s)?(?:expectations?|hopes?|bets?|odds|chances?|prospects?|probability|talk|speculation|debate|"
    r"pace|level|(?:total )?amount|resumption|"
    r"possibility)\s(?:of|for|over|on|about)\s(?:(?:an?|the|further|more|another)\s)*(?=\w)",
    re.IGNORECASE,
)
_WEIGHED = re.compile(r"(?:.*\b)?(?:risks?|threats?|outlook|odds|chances?|danger|prospects?|headwinds?)", re.IGNORECASE)
_WEIGHED_OF = re.compile(
    r"\s(?:to|for|of)\s(?P<noun>(?:(?:the|U\.?S\.?|American|overall|future|economic|further|a|another|double-dip|"
    r"core)\s){0,4}"
    r"(?:growth|economy|economic outlook|recovery|expansion|recession|inflation|deflation|disinflation))(?![\w-])",
    re.IGNORECASE,
)


# "Prices received by the nation's farms and factories": what producers ask.
_PAID = re.compile(
    r"(?:.*\s)?(?:prices|price increases) (?:paid|received|charged)|(?:.*\s)?price increases", re.IGNORECASE
)
_AT_THE_GATE = re.compile(r"\s(?:at|by) [^.;,]{0,30}?(?:farms?\b|factor(?:y|ies)\b|producers\b|wholesale)")


def bare(subject: str) -> str:
    """A subject without its articles and the like: "the next move" -> "move"."""
    return _ARTICLE.sub("", subject)


def of(subject: str, after: str, before: str = "") -> str:
    """What of a subject is meant; `after` is the text behind it and `before` that ahead of it.

    "Rates" of "now cut rates", "jobs data" of "United States jobs data", "growth" of "the risks to growth".
    """
    text = bare(_SIGN.sub("", _VERB.sub("", _TOLD.sub("", subject))))
    if _BARE_HEAD.fullmatch(subject) and (noun := _NOUN_BEFORE.search(before)):
        text = f"{noun['noun']} {subject}"
    if _CUT.fullmatch(text) and (cut := _NOUN_BEHIND.match(after)):
        text += f" {cut['noun']}"
    if _PAID.fullmatch(text) and _AT_THE_GATE.match(after):
        return "producer prices"
    if (rest := _ABOUT.sub("", text)) and rest != text:
        text = bare(rest)
    for words, behind in ((_COUNTRY, _OF_COUNTRY), (_WEIGHED, _WEIGHED_OF)):
        if words.fullmatch(text) and (match := behind.match(text + after, len(text))):
            return bare(match["noun"])
    return text
