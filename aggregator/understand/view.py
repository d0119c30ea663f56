"""One sentence as the claim rules see it: its words with everything found in them, in offsets of the sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from aggregator.records import Entity, Topic
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.entities.linking import Link
from aggregator.understand.lexicon import DOMESTIC, FOREIGN
from aggregator.understand.numbers.quantities import Quantity
from aggregator.windows import Phrase


@dataclass(frozen=True, slots=True)
class Speech:
    """Who says the words of a sentence from `start` to `end`: name, role when stated, and whether quoted."""

    speaker: str
    role: str | None
    direct: bool
    start: int = 0
    end: int = 1_000_000
    expects: bool = False  # what is thought will be: no word on what was


@dataclass(frozen=True, slots=True)
class View:
    """A sentence with its links, numbers, time spans and speech. `start` is its offset in the article."""

    index: int
    start: int
    text: str
    links: tuple[Link, ...]
    quantities: tuple[Quantity, ...]
    phrases: tuple[Phrase, ...]
    topics: tuple[Topic, ...]
    sentiment: dict[str, float]
    heads: dict[str, dict[str, float]] = field(default_factory=dict)
    speeches: tuple[Speech, ...] = ()
    abroad: bool = False  # the article's title speaks of another country
    implied: Speech | None = None  # whose words the sentences before and behind are, where nothing here says whose
    asked: bool = False  # what an interviewer says, in a transcript
    alone: Speech | None = None  # who alone has spoken in the article so far
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)  # what the encoder marks, by its tags heads

    @property
    def is_question(self) -> bool:
        """Whether the sentence asks rather than says, or leads up to what is asked."""
        return self.asked or self.text.rstrip("\"'”’) ").endswith("?")

    @property
    def is_foreign(self) -> bool:
        """Whether it speaks of other countries' markets only."""
        found = set(_WORDS.findall(self.text.lower()))
        found -= {"euro"} if "dollar" in found else set()  # a price of the dollar, not a country
        return bool(found & FOREIGN) and not found & DOMESTIC

    @property
    def names_us(self) -> bool:
        """Whether it names America, its government or the Fed."""
        return "Wall Street" in self.text or bool(set(_WORDS.findall(self.text.lower())) & DOMESTIC)

    def said_at(self, position: int) -> Speech | None:
        """Who says what stands at a place of the sentence, None where the article speaks itself."""
        return next((said for said in reversed(self.speeches) if said.start <= position < said.end), None)

    def in_apposition(self, end: int, kinds: tuple[str, ...]) -> Entity | None:
        """What is named right behind a description that ends at `end`: "the index, the Acme 50,"."""
        opened = _APPOSITION.match(self.text, end)
        link = next((link for link in self.links if opened is not None and link.start == opened.end()), None)
        if opened is None or link is None or link.entity is None or not link.entity.id.startswith(kinds):
            return None
        return link.entity if not opened["comma"] or _CLOSES.match(self.text, link.end) else None

    def without_phrases(self, start: int, end: int) -> str:
        """The words of a stretch with its time expressions blanked out, so that rules see what stands beside them."""
        words = self.text[start:end]
        for phrase in self.phrases:
            a, b = max(phrase.start, start), min(phrase.end, end)
            if a < b:
                words = words[: a - start] + " " * (b - a) + words[b - start :]
        return words


_WORDS = re.compile(r"[a-z]+(?:\.[a-z])?")
_APPOSITION = re.compile(r"(?P<comma>,)?\s(?:the\s)?")
_CLOSES = re.compile(r"\s?[,;.)]|$")
