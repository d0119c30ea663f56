"""What a sentence's topic rests on. The encoder reads one sentence at a time and has learned some habits of style: an
options note can look like small-caps to it. The product's own topics therefore need a ground in the text itself: a name
or a word of the topic in the sentence, in one of the few before it, or in the title."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from aggregator.records import Topic
from aggregator.understand.topical.topics import of_entity

REACH = 3  # sentences: "It gained 2%." still speaks of what the paragraph began with

# Topic -> words that ground it. Names do so through their entities.
WORDS: dict[Topic, re.Pattern[str]] = {
    "small_caps": re.compile(
        r"\b(?:small(?:er)?[\s-]?caps?|micro[\s-]?caps?|small-?\s?(?:and|to)\s?mid-?\s?caps?|small(?:er)? (?:companies|"
        r"stocks|firms|equities)|russell\s?2,?000|s&p (?:small-?cap\s)?600)\b",
        re.IGNORECASE,
    ),
    "inflation": re.compile(
        r"\b(?:(?:dis|de|stag|re)?inflation(?:ary)?|[cp]pi|pce|(?:consumer|producer|import|wholesale|rising|higher|food|"
        r"energy) prices?|price (?:pressures?|increases?|index|growth|stability|gains)|cost of living|deflator)\b",
        re.IGNORECASE,
    ),
    "fed": re.compile(
        r"\b(?:fed(?:eral reserve|eral open market committee|eral funds|['’]s)?|fomc|central bank(?:ers?|s)?|"
        r"rate (?:hikes?|cuts?|increases?|decision)|monetary policy|policy ?makers?|tapering|"
        r"quantitative (?:easing|tightening)|powell|hawkish|dovish)\b",
        re.IGNORECASE,
    ),
}


def grounded(topics: Sequence[Topic], near: Collection[Topic]) -> tuple[Topic, ...]:
    """The topics that stand: those in `near`, and those that need no ground because they have no row in WORDS."""
    return tuple(topic for topic in topics if topic not in WORDS or topic in near)


def of_text(text: str, entity_ids: Collection[str]) -> frozenset[Topic]:
    """The topics that a stretch of text grounds."""
    found = {topic for topic, pattern in WORDS.items() if pattern.search(text)}
    found |= {topic for topic in map(of_entity, entity_ids) if topic in WORDS}
    return frozenset(found)
