"""JSON-LD: what a page says about its article to machines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

MAX_SCRIPT_CHARS = 2_000_000
MAX_NODES = 2_000
_ARTICLE = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|SocialMediaPosting|Report|PressRelease)$")
Node = Mapping[str, object]


def nodes(scripts: Iterable[str]) -> list[Node]:
    """Every object of every JSON-LD script, outermost first; scripts that are no JSON are skipped."""
    found: list[Node] = []
    for script in scripts:
        found.extend(_flatten(_load(script), MAX_NODES - len(found)))
    return found


def article_nodes(all_nodes: Iterable[Node]) -> list[Node]:
    """Those that describe an article, in document order."""
    return [node for node in all_nodes if any(_ARTICLE.match(name) for name in texts(node.get("@type")))]


def texts(value: object) -> list[str]:
    """The strings in a value that may be a string, a list or an object with a name."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, Mapping):
        return texts(value.get("name") or value.get("@value"))
    if isinstance(value, list):
        return [text for item in value[:50] if not isinstance(item, list) for text in texts(item)]
    return []


def first(all_nodes: Iterable[Node], key: str) -> str | None:
    """The first string that any node has under `key`."""
    return next((text for node in all_nodes for text in texts(node.get(key))), None)


def _load(script: str) -> object:
    script = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)", "", script[:MAX_SCRIPT_CHARS])
    script = re.sub(r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$", "", script).strip().rstrip(";")
    try:
        return json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return None


def _flatten(value: object, room: int) -> Iterator[Node]:
    queue: list[object] = [value]
    while queue and room > 0:
        item = queue.pop(0)
        if isinstance(item, Mapping):
            room -= 1
            yield item
            queue.extend(child for child in item.values() if isinstance(child, (Mapping, list)))
        elif isinstance(item, list):
            queue.extend(item[:MAX_NODES])
