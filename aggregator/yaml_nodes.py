"""A small, bounded reader of hand-written YAML in which every value knows its file, line and key.

Nothing is constructed: documents are composed to nodes by the safe loader and read as text, flags, lists and mappings
on demand. That keeps ``ON`` (a ticker) text where text is asked for, runs no tags, and lets each mistake name its
line. Aliases are refused, and size and depth are capped before anything is built, so no file can blow up in memory.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    import yaml

MAX_BYTES = 1 << 20
MAX_DEPTH = 12
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Item:
    """A value of a YAML file and where it stands: ``file``, 1-based line and dotted ``key``."""

    node: yaml.ScalarNode | yaml.SequenceNode | yaml.MappingNode
    file: str
    key: str

    @property
    def line(self) -> int:
        """Line of the value in the file, counted from 1."""
        return int(self.node.start_mark.line) + 1

    @property
    def is_null(self) -> bool:
        """True where the file says nothing, ``null`` or ``~``."""
        return self.node.tag == f"{_TAG}null"

    def error(self, problem: str, *, remedy: str | None = None) -> ConfigError:
        """A :class:`ConfigError` (to raise) that names file, line and key."""
        return ConfigError(f"{self.file}:{self.line}: {self.key}: {problem}", remedy=remedy)

    def text(self) -> str:
        """The words of a scalar as they were written, stripped; ConfigError for empty values and collections."""
        if self.node.id != "scalar" or self.is_null:
            raise self.error(f"expected text, found {self._found()}")
        words = str(self.node.value).strip()
        if not words or not words.isprintable():
            raise self.error("expected text on one line without control characters")
        return words

    def flag(self) -> bool:
        """True or false."""
        if self.node.tag != f"{_TAG}bool":
            raise self.error(f"expected true or false, found {self._found()}")
        return str(self.node.value).lower() in {"true", "yes", "on"}

    def items(self) -> tuple[Item, ...]:
        """The members of a list; a single scalar is not taken for a list of one."""
        if self.node.id != "sequence":
            raise self.error(f"expected a list, found {self._found()}", remedy="write it as [a, b]")
        return tuple(Item(node, self.file, f"{self.key}[{index}]") for index, node in enumerate(self.node.value))

    def texts(self) -> tuple[str, ...]:
        """The members of a list of words, repeats dropped, in order."""
        return tuple(dict.fromkeys(item.text() for item in self.items()))

    def mapping(self) -> dict[str, Item]:
        """The members of a mapping by key, in file order; a key that stands twice is an error."""
        if self.node.id != "mapping":
            raise self.error(f"expected a mapping, found {self._found()}", remedy="write it as key: value")
        members: dict[str, Item] = {}
        for key_node, value_node in self.node.value:
            name = Item(key_node, self.file, f"{self.key} (a key of it)").text()
            here = Item(key_node, self.file, self._below(name))
            if name in members:
                raise here.error("stands twice", remedy="keep one of the two")
            members[name] = Item(value_node, self.file, here.key)
        return members

    def fields(self, allowed: Sequence[str], *, required: Sequence[str] = ()) -> dict[str, Item]:
        """Like :meth:`mapping` for a closed set of keys, without those set to null."""
        members = self.mapping()
        for name, item in members.items():
            if name not in allowed:
                raise item.error("unknown key", remedy=did_you_mean(name, allowed))
        given = {name: item for name, item in members.items() if not item.is_null}
        for name in required:
            if name not in given:
                raise self.error(f"{name} is missing", remedy=f"add {name}:")
        return given

    def one_of(self, allowed: Sequence[str]) -> str:
        """A word out of a closed set."""
        word = self.text()
        if word not in allowed:
            raise self.error(f"{word!r} is not known", remedy=did_you_mean(word, allowed))
        return word

    def _below(self, name: str) -> str:
        return f"{self.key}.{name}" if self.key != "file" else name

    def _found(self) -> str:
        if self.is_null:
            return "nothing"
        if self.node.id != "scalar":
            return {"sequence": "a list", "mapping": "a mapping"}[self.node.id]
        return repr(self.node.value)


def did_you_mean(word: str, allowed: Sequence[str]) -> str:
    """A remedy: the allowed word that is nearest, or all of them."""
    import difflib

    near = difflib.get_close_matches(word, allowed, n=1)
    return f"did you mean {near[0]!r}?" if near else "use one of " + ", ".join(allowed)


def read(path: Path) -> Item:
    """The root of the YAML document in `path`. ConfigError if it cannot be read, is no YAML or exceeds the caps."""
    import yaml

    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        remedy = "check the path given by --feeds or AGGREGATOR_FEEDS"
        if isinstance(error, FileNotFoundError):
            remedy += "; `aggregator feeds add ADDRESS` begins a list there"
            remedy += ", and without either your own list or the packaged one is read"
        raise ConfigError(f"{path}: {error.strerror or error}", remedy=remedy) from error
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{path}: larger than {MAX_BYTES} bytes", remedy="split it; this is no list of feeds")
    return parse(raw, os.fspath(path), yaml)


def parse(raw: bytes, file: str, yaml: Any) -> Item:
    """The root of the document in `raw` (UTF-8 or UTF-16 with a mark, as YAML has it); `file` names it in errors."""
    # The C loader reads the same language ten times faster; a build without it falls back.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _check_caps(yaml.parse(raw, Loader=loader), file)
        node = yaml.compose(raw, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else file
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
        raise ConfigError(
            f"{where}: not valid YAML: {problem}", remedy="check indentation, quotes and colons"
        ) from error
    if node is None:
        raise ConfigError(
            f"{file}:1: the file is empty",
            remedy="it needs at least a feeds: list: `aggregator feeds add ADDRESS` begins one",
        )
    return Item(node, file, "file")


def _check_caps(events: Any, file: str) -> None:
    depth = 0
    for event in events:
        name = type(event).__name__
        line = event.start_mark.line + 1
        if name == "AliasEvent":
            raise ConfigError(f"{file}:{line}: aliases (*name) are not supported", remedy="write the value out")
        depth += (name in {"SequenceStartEvent", "MappingStartEvent"}) - (
            name in {"SequenceEndEvent", "MappingEndEvent"}
        )
        if depth > MAX_DEPTH:
            raise ConfigError(f"{file}:{line}: nested deeper than {MAX_DEPTH} levels", remedy="check the brackets")
