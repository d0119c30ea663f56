"""What a new revision of an article changed."""

from __future__ import annotations

import difflib

from aggregator.records import Article

MAX_LINES = 40
_MAX_COMPARED = 2_000


def diff(old: Article, new: Article) -> str:
    """Unified diff of title and paragraphs without context, at most 40 lines; "" when nothing changed."""
    before, after = _lines(old), _lines(new)
    header = (f"revision {old.revision} ({old.revision_id})", f"revision {new.revision} ({new.revision_id})")
    lines = list(difflib.unified_diff(before, after, *header, n=0, lineterm=""))
    if len(lines) > MAX_LINES:
        lines = [*lines[:MAX_LINES], f"... {len(lines) - MAX_LINES} more lines"]
    return "\n".join(lines)


def _lines(article: Article) -> list[str]:
    return [article.title, *article.text.split("\n")][:_MAX_COMPARED]
