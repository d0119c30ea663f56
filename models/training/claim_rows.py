"""Annotated claims of a sentence -> targets of the heads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .examples import Example, Judged, Marked, disjoint, one_hot, share
from .files import read_lines
from .heads import BY_NAME, KINDS, SENTIMENTS, TOPICS

MOST_CLAIMS = 4
"""The annotation stops there; what follows the last of so many claims is unknown."""
_FORWARD = frozenset({"forecast", "outlook"})
_DIGIT = re.compile(r"\d")
_ARTICLE = re.compile(r"^(the|an?)\s+", re.IGNORECASE)
"""Annotators differ most over an article before a subject: no subject keeps it."""
SLOTS = ("subject", "value", "window", "speaker", "driver")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim of a sentence, in the annotation's words."""

    kind: str
    subject: str
    topic: str = ""
    direction: str = "none"
    value: str = ""
    window: str = ""
    speaker: str = ""
    driver: str = ""
    tense: str = ""
    certainty: str = ""
    stance: str = ""
    told: bool = False
    """Whether somebody other than the article says it, named in the sentence or not."""


def _find(text: str, words: str, near: int | None = None) -> Marked | None:
    """The words as a whole in the text: the occurrence nearest to a place, else the first."""
    if not words.strip():
        return None
    edge = r"(?<!\w)" if words[0].isalnum() else "", r"(?!\w)" if words[-1].isalnum() else ""
    starts = [found.start() for found in re.finditer(edge[0] + re.escape(words) + edge[1], text)]
    if not starts:
        return None
    start = starts[0] if near is None else min(starts, key=lambda at: abs(at - near))
    return Marked(start, start + len(words), "")


def _slots(text: str, claims: Sequence[Claimed]) -> list[dict[str, Marked]]:
    found: list[dict[str, Marked]] = []
    used: dict[str, int] = {}
    for claim in claims:
        # The same figure may stand twice: claims come in the order of the text.
        places = [at.start() for at in re.finditer(re.escape(claim.value), text)] if claim.value else []
        nth = used.get(claim.value, 0)
        value_at = places[min(nth, len(places) - 1)] if places else None
        used[claim.value] = nth + 1
        row: dict[str, Marked] = {}
        words = {
            "subject": (_ARTICLE.sub("", claim.subject), value_at),
            "value": (claim.value, value_at),
            "window": (claim.window, value_at),
            "speaker": (claim.speaker, None),
            "driver": (claim.driver, None),
        }
        for slot, (phrase, near) in words.items():
            if place := _find(text, phrase, near):
                row[slot] = Marked(place.start, place.end, slot)
        found.append(row)
    return found


def _unknown(text: str, claims: Sequence[Claimed], slots: Sequence[dict[str, Marked]]) -> tuple[tuple[int, int], ...]:
    ends = [mark.end for row in slots for name, mark in row.items() if name in ("subject", "value")]
    if len(claims) < MOST_CLAIMS or not ends or max(ends) >= len(text) - 1:
        return ()
    return ((max(ends), len(text)),)


def _judged(claims: Sequence[Claimed], slots: Sequence[dict[str, Marked]], *, in_context: bool) -> tuple[Judged, ...]:
    by_place: dict[Marked, list[Claimed]] = defaultdict(list)
    for claim, row in zip(claims, slots, strict=True):
        if "subject" in row:
            by_place[row["subject"]].append(claim)
    found = []
    for place, same in sorted(by_place.items(), key=lambda item: item[0].start):
        targets = {"claim_kinds": tuple(float(kind in {c.kind for c in same}) for kind in KINDS)}
        asked = {
            "claim_direction": [c.direction for c in same],
            "claim_tense": [c.tense for c in same],
            "claim_certainty": [c.certainty for c in same],
            "claim_stance": [c.stance for c in same],
            "claim_voice": ["other" if c.told else "article" for c in same] if in_context else [],
        }
        for name, labels in asked.items():
            if shares := share(labels, BY_NAME[name].labels):
                targets[name] = shares
        found.append(Judged(place.start, place.end, targets))
    return tuple(found)


def _sentence_targets(text: str, claims: Sequence[Claimed]) -> dict[str, tuple[float, ...]]:
    targets = {"kinds": tuple(float(kind in {c.kind for c in claims}) for kind in KINDS)}
    asked = {
        "tense": [c.tense for c in claims],
        "certainty": [c.certainty for c in claims],
        "fed_stance": [c.stance for c in claims if c.topic in ("", "fed")],
        "inflation": [c.stance for c in claims if c.topic in ("", "inflation")],
        "market": [c.stance for c in claims if c.topic not in ("fed", "inflation")],
    }
    for name, labels in asked.items():
        if shares := share(labels, BY_NAME[name].labels):
            targets[name] = shares
    if _DIGIT.search(text):
        forward = any(c.kind in _FORWARD and _DIGIT.search(c.value) and c.tense != "past" for c in claims)
        targets["numclaim"] = one_hot("in-claim" if forward else "out-of-claim", BY_NAME["numclaim"].labels)
    return targets


def example(
    text: str,
    group: str,
    source: str,
    claims: Sequence[Claimed],
    targets: dict[str, tuple[float, ...]],
    mentions: tuple[Marked, ...] | None,
    *,
    in_context: bool = True,
) -> Example:
    """A sentence with all its claims; `targets` are those that do not follow from them.

    `in_context`: the annotator read the whole article, and so knew whose words they are; causes were marked there only.
    """
    slots = _slots(text, claims)
    asked = SLOTS if in_context else SLOTS[:-1]
    tags = {slot: disjoint(row[slot] for row in slots if slot in row) for slot in asked}
    if mentions is not None:
        tags["mentions"] = disjoint(mentions)
    found = _sentence_targets(text, claims)
    return Example(
        text,
        group,
        source,
        found | targets,
        {},
        tags,
        _unknown(text, claims, slots),
        _judged(claims, slots, in_context=in_context),
    )


def _claim(row: dict[str, Any]) -> Claimed:
    return Claimed(
        kind=row["kind"],
        subject=row.get("subject", ""),
        topic=row["topic"],
        direction=row.get("direction") or "none",
        value=row.get("value_text", ""),
        window=row.get("window", ""),
        speaker=row.get("speaker", ""),
        told=bool(row.get("speaker")),
        driver=row.get("driver", ""),
        tense=row.get("tense", ""),
        certainty=row.get("certainty", ""),
        stance=row.get("stance", ""),
    )


def articles(path: Path, source: str = "claims") -> Iterator[Example]:
    """Every sentence of a file of annotated articles."""
    for article in read_lines(path):
        group = article["id"].rsplit("/", 1)[-1]
        for sentence in article["sentences"]:
            claims = [_claim(row) for row in sentence["claims"]]
            targets = {
                "sentiment": one_hot(sentence["sentiment"], SENTIMENTS),
                "topics": tuple(float(name in sentence["topics"]) for name in TOPICS),
            }
            for topic, head in (("fed", "fed_stance"), ("inflation", "inflation")):
                if topic in sentence["topics"] and not any(c.topic == topic for c in claims):
                    targets[head] = one_hot("neutral", BY_NAME[head].labels)
            mentions = tuple(Marked(m["start"], m["end"], m["type"]) for m in sentence["mentions"])
            yield example(sentence["text"], group, source, claims, targets, mentions)


_LETTERS = dict(zip("mlvcndpfok", KINDS, strict=True))
_TENSES = {"p": "past", "r": "present", "f": "future"}
_CERTAINTIES = {"a": "asserted", "h": "hedged"}
_DIRECTIONS = {"u": "up", "d": "down", "f": "flat", "": "none"}
_STANCES = {
    "+": ("bullish", "company"),
    "-": ("bearish", "company"),
    "0": ("neutral", "company"),
    "H": ("hawkish", "fed"),
    "D": ("dovish", "fed"),
    "N": ("neutral", "fed"),
    "h": ("hotter", "inflation"),
    "c": ("cooler", "inflation"),
    "n": ("neutral", "inflation"),
    "": ("", "rates"),
}


def parse(text: str, labels: str) -> list[Claimed]:
    """The claims of a row of ``annotations``: codes, and words as places in the text.

    Rows of whole articles have a tenth field, the driver, and ``^`` for a speaker whom another sentence names.
    """

    def words(place: str) -> str:
        start, _, end = place.partition(":")
        return text[int(start) : int(end)] if end else ""

    found = []
    for part in [] if labels == "-" else labels.split(";"):
        kind, subject, value, direction, window, speaker, tense, certainty, stance, *driver = part.split("|")
        label, topic = _STANCES[stance]
        found.append(
            Claimed(
                kind=_LETTERS[kind],
                subject=words(subject),
                topic=topic,
                direction=_DIRECTIONS[direction],
                value=words(value),
                window=words(window),
                speaker=words(speaker),
                told=bool(speaker),
                driver=words(driver[0]) if driver else "",
                tense=_TENSES[tense],
                certainty=_CERTAINTIES[certainty],
                stance=label,
            )
        )
    return found
