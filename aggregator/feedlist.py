"""Edits to a feeds.yaml as text: rows come and go, all else stays as its owner wrote it, comments included.

Rows are found by the marks of the YAML parser. Each edit is read again before it counts: when anything but the rows
that were meant has changed, nothing is written and the ConfigError shows the row to write by hand.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aggregator.config import EVERY_S
from aggregator.errors import ConfigError
from aggregator.records import Feed

START = "# The feeds of this user, on top of the packaged defaults.\nfeeds:\n"
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _.&/()+-]*[A-Za-z0-9)]")
_RESERVED = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))


def row(feed: Feed) -> str:
    """The feed as one line of YAML; what is as the defaults have it is left out."""
    parts = [f"name: {_scalar(feed.name)}", f"url: {json.dumps(feed.url)}", f"source: {_scalar(feed.source)}"]
    if feed.topics:
        parts.append(f"topics: [{', '.join(feed.topics)}]")
    if feed.every_s != EVERY_S or not feed.adaptive:
        parts.append(f"every: {_span(feed.every_s)}")
    if not feed.enabled:
        parts.append("enabled: false")
    if feed.selectors:
        rules = ", ".join(f"{name}: {json.dumps(rule)}" for name, rule in feed.selectors.items())
        parts.append(f"selectors: {{{rules}}}")
    return "{" + ", ".join(parts) + "}"


def add(text: str, feeds: Sequence[Feed]) -> str:
    """The file with rows for `feeds` at the end of its list. Raises ConfigError when the list cannot be found."""
    rows = [row(feed) for feed in feeds]
    node = _list(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    if node.id != "sequence":  # "feeds:" and nothing behind it
        at = _line_end(text, node.start_mark.index)
        edited = text[:at] + "".join(f"{newline}  - {line}" for line in rows) + (text[at:] or newline)
    elif node.flow_style:
        at = _end(text, node.value[-1]) if node.value else node.start_mark.index + 1
        edited = text[:at] + (", " if node.value else "") + ", ".join(rows) + text[at:]
    else:
        at = _line_end(text, _end(text, node.value[-1]))
        indent = " " * node.start_mark.column
        edited = text[:at] + "".join(f"{newline}{indent}- {line}" for line in rows) + (text[at:] or newline)
    _check(text, edited, added=rows)
    return edited


def remove(text: str, name: str, url: str) -> str:
    """The file without the row of that name and address. Raises ConfigError when it cannot be taken out alone."""
    node = _list(text)
    members = node.value if node.id == "sequence" else []
    place = next((n for n, member in enumerate(members) if _is(member, name, url)), None)
    if place is None:
        raise ConfigError(f"{name}: no row of that name", remedy="`aggregator feeds list` shows them")
    start, end = members[place].start_mark.index, _end(text, members[place])
    if node.flow_style:
        if place + 1 < len(members):
            end = members[place + 1].start_mark.index
        elif place:
            start = _end(text, members[place - 1])
        edited = text[:start] + text[end:]
    else:
        dash = text.rindex("-", 0, start)
        start, end = text.rfind("\n", 0, dash) + 1, _line_end(text, end)
        following = text[end:].removeprefix("\r").removeprefix("\n")
        # An empty list is written out: "feeds:" alone would be no list at all.
        edited = text[:start] + following if len(members) > 1 else f"{text[:start]}  []{text[end:]}"
    _check(text, edited, removed=place)
    return edited


def read(path: Path) -> str:
    """The file's text; ConfigError when it cannot be read or is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}", remedy="check the path given by --feeds") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8", remedy="save it as UTF-8, or edit it by hand") from error


def is_begun(text: str) -> bool:
    """Whether a file says anything but comments."""
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


def write(path: Path, text: str) -> None:
    """Replace the file in one step, so that a crash leaves the old or the new one; links and modes are kept."""
    target = path.resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(text.encode("utf-8"))
        if target.exists():
            part.chmod(target.stat().st_mode & 0o7777)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ConfigError(f"{path}: {error.strerror}", remedy="name a file that you can write: --feeds") from error


def own_copy(packaged: str) -> str:
    """What a user's own file starts with: the packaged list of feeds with its comments, without the other defaults."""
    lines = packaged.splitlines(keepends=True)
    first = next((n for n, line in enumerate(lines) if line.startswith("feeds:")), None)
    if first is None:
        return START
    rest = enumerate(lines[first + 1 :], first + 1)
    # The next key, or the comment that stands at the margin above it.
    last = next((n for n, line in rest if line.strip() and not line.startswith((" ", "-"))), len(lines))
    return START + "".join(lines[first + 1 : last]).rstrip() + "\n"


def _scalar(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _RESERVED
    return text if plain else json.dumps(text, ensure_ascii=False)


def _span(seconds: int) -> str:
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % length == 0:
            return f"{seconds // length}{unit}"
    return str(seconds)


def _root(text: str) -> Any:
    import yaml

    try:
        # The pure loader: its marks count characters of the text.
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        raise ConfigError(f"{where}not valid YAML", remedy="correct it, then run the command again") from error


def _list(text: str) -> Any:
    root = _root(text)
    if root is not None and root.id == "mapping":
        for key, value in root.value:
            if key.value == "feeds" and (value.id == "sequence" or value.tag.endswith(":null")):
                return value
    raise ConfigError("the file has no list named feeds", remedy="begin it with a line `feeds:`")


def _is(member: Any, name: str, url: str) -> bool:
    if member.id != "mapping":
        return False
    said = {key.value: str(value.value).strip() for key, value in member.value}
    return said.get("name") == name or said.get("url") == url


def _end(text: str, node: Any) -> int:
    """Where a node's own words end: block nodes are closed only by the next token, comments further on."""
    while node.id != "scalar" and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return len(text[: node.end_mark.index].rstrip())


def _line_end(text: str, index: int) -> int:
    at = text.find("\n", index)
    at = len(text) if at < 0 else at
    return at - 1 if text[at - 1 : at] == "\r" else at


def _check(before: str, after: str, *, added: Sequence[str] = (), removed: int | None = None) -> None:
    import yaml

    old, new = _plain(_root(before)), _plain(_root(after))
    rows = list(old["feeds"] or ())
    if removed is not None:
        del rows[removed]
    rows += [_plain(yaml.compose(line, Loader=yaml.SafeLoader)) for line in added]
    if new != {**old, "feeds": rows}:
        shown = "".join(f"\n    - {line}" for line in added)
        raise ConfigError("the file cannot be edited without changing more", remedy=f"edit it by hand{shown}")


def _plain(node: Any) -> Any:
    """A node as plain values, scalars as written."""
    if node.id == "sequence":
        return [_plain(member) for member in node.value]
    if node.id == "mapping":
        return {key.value: _plain(value) for key, value in node.value}
    return None if node.tag.endswith(":null") else str(node.value)
