"""The words of a subject that say what is meant, where the encoder marked too much or too little of a phrase."""

from __future__ import annotations

import re

_ARTICLE = re.compile(
    r"^(?:(?:the|a|an|its|their|his|her|this|these|that|those|any|some|such|further|more|additional|another|next|new|"
    r"future)\s)+",
    re.IGNORECASE,
)
# "now cut rates", "took benchmark overnight rates": a verb before the noun that the encoder marked with it.
_VERB = re.compile(
    r"^(?:(?:now|also|again|then|already)\s)*(?:cut|cuts|took|taken|takes|raised?|raises|raising|lowered|lowers|lowering|"
    r"kept|keeps?|keeping|held|holds?|holding|left|leaves|leaving|slashed|lifted|lifts|pushed|pushes|brought)\s"
    r"(?=(?:\w+\s){0,3}rates?$)",
    re.IGNORECASE,
)
# A country that the encoder marked alone: the noun behind it says what of it is meant.
_COUNTRY = re.compile(r"(?:United(?: States)?|U\.S\.|US|American?)")
_OF_COUNTRY = re.compile(
    r"(?:(?<=United)\sStates)?\s(?P<noun>(?:\w+\s){0,2}?(?:data|reports?|growth|inflation|economy|equities|stocks|futures|"
    r"payrolls|recession|rates)(?![\w-]))"
)
_WEIGHED = re.compile(r"(?:.*\b)?(?:risks?|threats?|outlook|odds|chances?|danger|prospects?|headwinds?)", re.IGNORECASE)
_WEIGHED_OF = re.compile(
    r"\s(?:to|for|of)\s(?P<noun>(?:(?:the|U\.?S\.?|American|overall|future|economic|further|a|another|double-dip|core)\s){0,4}"
    r"(?:growth|economy|economic outlook|recovery|expansion|recession|inflation|deflation|disinflation))(?![\w-])",
    re.IGNORECASE,
)


def bare(subject: str) -> str:
    """A subject without its articles and the like: "the next move" -> "move"."""
    return _ARTICLE.sub("", subject)


def of(subject: str, after: str) -> str:
    """What of a subject is meant; `after` is the text behind it.

    "Rates" of "now cut rates", "jobs data" of "United States jobs data", "growth" of "the risks to growth".
    """
    text = bare(_VERB.sub("", subject))
    for words, behind in ((_COUNTRY, _OF_COUNTRY), (_WEIGHED, _WEIGHED_OF)):
        if words.fullmatch(text) and (match := behind.match(text + after, len(text))):
            return bare(match["noun"])
    return text
