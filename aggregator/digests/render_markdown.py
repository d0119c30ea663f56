"""The digest as Markdown. Nothing of a feed is taken as markup: every character that could be is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.digests.document import Body, Digest, Line, Table
from aggregator.digests.render_text import is_left, span
from aggregator.digests.text import day

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~!])")
_BULLET = re.compile(r"^(\d+)([.)])|^([+=-])")
_IN_ADDRESS = {"(": "%28", ")": "%29", "*": "%2A", "[": "%5B", "]": "%5D"}


def markdown(digest: Digest) -> str:
    """The whole page."""
    lines = [f"# Market commentary digest, {day(digest.date, year=True)}", "", escaped(span(digest)), ""]
    lines.append(" ".join(escaped(sentence) for sentence in digest.headline))
    for notice in digest.notices:
        lines += ["", f"> {escaped(notice)}"]
    for section in digest.sections:
        lines += ["", f"## {section.title}", "", *_body(section.body)]
    return "\n".join(lines).rstrip() + "\n"


def escaped(words: str) -> str:
    """Plain text as Markdown that shows just that."""
    safe = _SPECIAL.sub(r"\\\1", words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    return _BULLET.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", safe)


def _body(body: Body) -> Iterator[str]:
    if body.summary:
        yield escaped(body.summary)
    if body.table:
        yield from _table(body.table)
    if body.empty:
        yield f"*{escaped(body.empty)}*"
    for group in body.groups:
        yield ""
        if group.title:
            yield from (f"**{escaped(group.title)}**", "")
        for line in group.lines:
            yield from _line(line)


def _line(line: Line) -> Iterator[str]:
    words = escaped(line.text)
    linked = f"[{words}](<{_address(line.url)}>)" if line.url else words
    yield f"- {linked}" + (f" — **{escaped(line.result)}**" if line.result else "")
    if line.quote:
        yield f"  > “{escaped(line.quote)}”\n"
    tail = " · ".join(part for part in (escaped(line.note), f"`show {line.show}`" if line.show else "") if part)
    if tail:
        yield f"  {tail}"


def _address(url: str | None) -> str:
    return "".join(_IN_ADDRESS.get(c, c) for c in url or "")


def _table(table: Table) -> Iterator[str]:
    yield ""
    yield "| " + " | ".join(escaped(name) or " " for name in table.columns) + " |"
    yield "|" + "|".join(":--" if is_left(table, i) else "--:" for i in range(len(table.columns))) + "|"
    for row in table.rows:
        yield "| " + " | ".join(escaped(cell) for cell in row) + " |"
    if table.note:
        yield from ("", escaped(table.note))
