"""Labelled rows -> records. One JSON object a line; a row that cannot be used is an ItemError naming file and line."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from aggregator.errors import ItemError, UsageError

DEAD_ZONE = 0.1
"""Sentiment scores within this of 0 lean to no side and are left out."""
LARGEST = 1e18
"""Of the numbers in claims; JSON knows no bound, and infinity."""
_GZIP = b"\x1f\x8b"
_WORD = re.compile(r"\w+|[^\w\s]")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its label. `unit` names what is drawn again for intervals; `polar` rows have but two answers."""

    unit: str
    text: str
    label: str
    polar: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch, end exclusive: of characters or of tokens, as its owner says."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class SpanText:
    """A text with labelled spans, in characters."""

    unit: str
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TokenText:
    """A text cut into tokens (as spans of characters), with entities as spans of tokens."""

    unit: str
    text: str
    tokens: tuple[tuple[int, int], ...]
    entities: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """What a file holds: usable rows, how many the task leaves out, and the errors of the others."""

    usable: tuple[T, ...]
    dropped: int
    failures: tuple[ItemError, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object with the name of its row, read field by field."""

    item: str
    values: Mapping[str, object]
    where: str = ""

    def wrong(self, message: str) -> ItemError:
        """The error for this row."""
        return ItemError(self.item, f"{self.where}{message}", code="bad_row")

    @property
    def unit(self) -> str:
        """What is drawn again for intervals: the row's document or article, else the row."""
        for key in ("doc", "article"):
            value = self.values.get(key)
            if isinstance(value, str | int) and value != "":
                return f"{key}:{value}"
        return self.item

    def text(self, key: str) -> str:
        """A field with words in it."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{key} is no text" if key in self.values else f"{key} is missing")
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            raise self.wrong(f"{key} holds half a character (a lone surrogate)")
        return value

    def optional(self, key: str) -> str | None:
        """A field of words that may be missing or null."""
        return None if self.values.get(key) in (None, "") else self.text(key)

    def number(self, key: str) -> float | None:
        """A number that may be missing or null."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
            raise self.wrong(f"{key} is no number")
        return float(value)

    def place(self, length: int | None) -> tuple[int, int]:
        """`start` and `end`, checked against the length of the text that they lie in."""
        start, end = self.values.get("start"), self.values.get("end")
        if not (type(start) is int and type(end) is int and 0 <= start < end):
            raise self.wrong(f"start {start!r} and end {end!r} are no stretch of text")
        if length is not None and end > length:
            raise self.wrong(f"end {end} lies behind the text ({length} characters)")
        return start, end

    def objects(self, key: str) -> list[Fields]:
        """A field that is a list of objects."""
        found = self.values.get(key)
        if not isinstance(found, list):
            raise self.wrong(f"{key} is no list" if key in self.values else f"{key} is missing")
        rows = [Fields(self.item, row, f"{self.where}{key}[{i}]: ") for i, row in enumerate(found) if _object(row)]
        if len(rows) < len(found):
            raise self.wrong(f"{key} holds what is no object")
        return rows

    def strings(self, key: str) -> list[str]:
        """A field that is a list of strings."""
        found = self.values.get(key)
        if not isinstance(found, list) or not all(isinstance(value, str) for value in found):
            raise self.wrong(f"{key} is no list of strings" if key in self.values else f"{key} is missing")
        return found

    def known(self, key: str, names: Mapping[str, str]) -> str:
        """What a field means, by the names that its value may have (lower case, hyphens)."""
        value = self.values.get(key)
        found = names.get(re.sub(r"[\s_]+", "-", value.strip().lower())) if isinstance(value, str) else None
        if found is None:
            expected = ", ".join(dict.fromkeys(names.values()))
            raise self.wrong(f"{key} {value!r} is none of {expected}" if key in self.values else f"{key} is missing")
        return found


def _object(value: object) -> bool:
    return isinstance(value, dict)


def content(path: Path) -> bytes:
    """The bytes of a file."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror}", remedy="name a JSON Lines file, or - for standard input"
        ) from error


def lines(data: bytes, name: str) -> list[bytes]:
    """The lines of a file, unpacked where they are packed with gzip."""
    if data.startswith(_GZIP):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise UsageError(f"{name}: damaged gzip data ({error})", remedy="pack or fetch the file again") from error
    return data.removeprefix(b"\xef\xbb\xbf").split(b"\n")


def collect(source: Iterable[bytes | Mapping[str, object]], name: str, parse: Callable[[Fields], T | None]) -> Rows[T]:
    """All rows read by `parse`, which gives None for one that the task leaves out; UsageError when none is usable."""
    usable: list[T] = []
    failures: list[ItemError] = []
    dropped = 0
    for fields in _objects(source, name):
        if isinstance(fields, ItemError):
            failures.append(fields)
            continue
        try:
            row = parse(fields)
        except ItemError as error:
            failures.append(error)
            continue
        if row is None:
            dropped += 1
        else:
            usable.append(row)
    if not usable:
        why = str(failures[0]) if failures else f"all {dropped:,} were left out" if dropped else "it is empty"
        raise UsageError(f"{name}: no usable row ({why})", remedy="see `aggregator eval --help` for what rows hold")
    return Rows(tuple(usable), dropped, tuple(failures))


def _objects(source: Iterable[bytes | Mapping[str, object]], name: str) -> Iterator[Fields | ItemError]:
    for number, line in enumerate(source, 1):
        item = f"{name}:{number}"
        if isinstance(line, bytes):
            if not line.strip():
                continue
            try:
                row: object = json.loads(line.decode("utf-8"))
            except (ValueError, RecursionError) as error:
                yield ItemError(item, f"no JSON ({error})", code="bad_row")
                continue
        else:
            row = line
        yield Fields(item, row) if isinstance(row, Mapping) else ItemError(item, "no JSON object", code="bad_row")


def text_row(names: Mapping[str, str], *, scores: bool = False) -> Callable[[Fields], Text | None]:
    """A reader of `text` and `label`; with `scores` a label may be a number from -1 to 1."""

    def parse(fields: Fields) -> Text | None:
        text = fields.text("text")
        label = fields.values.get("label")
        if not scores or isinstance(label, bool) or not isinstance(label, int | float):
            return Text(fields.unit, text, fields.known("label", names))
        if not -1 <= label <= 1:  # NaN too
            raise fields.wrong(f"label {label!r} is no score from -1 to 1")
        if abs(label) < DEAD_ZONE:
            return None
        return Text(fields.unit, text, "positive" if label > 0 else "negative", polar=True)

    return parse


def span_row(names: Mapping[str, str]) -> Callable[[Fields], SpanText]:
    """A reader of `text` and labelled `entities`."""

    def parse(fields: Fields) -> SpanText:
        text = fields.text("text")
        found = [(*row.place(len(text)), row.known("label", names)) for row in fields.objects("entities")]
        return SpanText(fields.unit, text, tuple(Span(*each) for each in found))

    return parse


def token_row(fields: Fields) -> TokenText:
    """`tokens` and `tags` (in `text`, where that holds them), else `text` and `entities` over words and marks."""
    if "tokens" in fields.values:
        tokens, tags = fields.strings("tokens"), fields.strings("tags")
        if len(tokens) != len(tags) or not any(token.strip() for token in tokens):
            raise fields.wrong(f"{len(tokens)} tokens and {len(tags)} tags")
        text, places = _placed(tokens, fields.optional("text"))
        # A token of nothing but white space has no place in a text; its tag goes with it.
        return TokenText(fields.unit, text, places, tuple(_entities(tags, fields)))
    text = fields.text("text")
    places = tuple(match.span() for match in _WORD.finditer(text))
    found = []
    for row in fields.objects("entities"):
        covered = over(places, *row.place(len(text)))
        if covered is None:
            raise row.wrong("covers white space only")
        found.append(Span(*covered, row.text("label").upper()))
    return TokenText(fields.unit, text, places, tuple(found))


def over(places: tuple[tuple[int, int], ...], start: int, end: int) -> tuple[int, int] | None:
    """The tokens that a stretch of characters overlaps: first, one past the last."""
    touched = [i for i, (a, b) in enumerate(places) if a < end and start < b]
    return (touched[0], touched[-1] + 1) if touched else None


def _placed(tokens: list[str], text: str | None) -> tuple[str, tuple[tuple[int, int], ...]]:
    if text is not None:
        places, at = [], 0
        for token in tokens:
            start = text.find(token, at)
            if start < 0:
                break
            at = start + len(token)
            places.append((start, at))
        else:
            return text, tuple(places)
    places, at = [], 0
    for token in tokens:
        places.append((at, at + len(token)))
        at += len(token) + 1
    return " ".join(tokens), tuple(places)


def _entities(tags: list[str], fields: Fields) -> Iterator[Span]:
    """BIO tags as spans of tokens; a stray inside tag starts an entity, as CoNLL's own scorer has it."""
    start, kind = 0, ""
    for i, tag in enumerate([*tags, "O"]):
        mark, _, label = tag.partition("-")
        if mark not in {"B", "I", "O"} or (mark == "O") == bool(label):
            raise fields.wrong(f"tag {tag!r} is neither O nor B-TYPE nor I-TYPE")
        if kind and (mark != "I" or label.upper() != kind):
            yield Span(start, i, kind)
            kind = ""
        if mark != "O" and not kind:
            start, kind = i, label.upper()
