"""Sites that need help: CSS rules by registrable domain, and how rules are applied. Imported lazily.

A rule is `body`, `title`, `author` or `published` (where it stands) or `remove` (what is dropped before the main text
is looked for). A feed's own `selectors` in feeds.yaml beat this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from bs4.element import Tag

from aggregator.articles.markup import soup_of, tag_text
from aggregator.articles.metadata import registrable
from aggregator.articles.text import clean_line
from aggregator.errors import ExtractError

RULES = ("body", "title", "author", "published", "remove")
SITES: Mapping[str, Mapping[str, str]] = {
    # Valid for pages of February 2024.
    "foxnews.com": {"remove": ".author-bio"},
    "independent.co.uk": {"remove": ".show-comments, .lightbox"},
}


@dataclass(frozen=True, slots=True)
class Picked:
    """What the rules found; `source` is the page without what `remove` names, when the main text is still sought."""

    body: str = ""
    title: str = ""
    author: str = ""
    published: str = ""
    source: str = ""


def selectors_of(url: str | None) -> Mapping[str, str]:
    """The table's rules for an address."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return {}
    return SITES.get(registrable(host), {})


def pick(html: str, rules: Mapping[str, str], item: str) -> Picked:
    """Applies rules to a page. A rule that is unknown or no CSS raises ExtractError `bad_selector`."""
    if unknown := set(rules) - set(RULES):
        raise ExtractError(
            item,
            f"selectors has unknown {sorted(unknown)}",
            code="bad_selector",
            remedy=f"use one of {', '.join(RULES)}",
        )
    soup = soup_of(html)
    for tag in _select(soup, rules.get("remove"), item):
        tag.decompose()
    body = "\n".join(tag_text(tag) for tag in _outermost(_select(soup, rules.get("body"), item)))
    one = {name: _first(_select(soup, rules.get(name), item)) for name in ("title", "author", "published")}
    return Picked(body=body, source="" if body or "remove" not in rules else str(soup), **one)


def _select(soup: BeautifulSoup, rule: str | None, item: str) -> list[Tag]:
    if not rule:
        return []
    from soupsieve import SelectorSyntaxError

    try:
        return list(soup.select(rule, limit=500))
    except (SelectorSyntaxError, ValueError, NotImplementedError) as error:
        message = f"selector {rule!r} is no CSS ({str(error).splitlines()[0]})"
        raise ExtractError(item, message, code="bad_selector", remedy="correct it in feeds.yaml") from error


def _outermost(tags: list[Tag]) -> list[Tag]:
    chosen = {id(tag) for tag in tags}
    return [tag for tag in tags if not any(id(parent) in chosen for parent in tag.parents)]


def _first(tags: list[Tag]) -> str:
    """Text of the first match; of meta and time elements the value that they carry in an attribute."""
    if not tags:
        return ""
    value = tags[0].get("content") or tags[0].get("datetime")
    return clean_line(value if isinstance(value, str) else tags[0].get_text(" "))
