"""HTML fragments to plain text. Imported lazily: BeautifulSoup loads here."""

from __future__ import annotations

import html as html_module
import re
import warnings
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PreformattedString, Tag
from bs4.exceptions import ParserRejectedMarkup
from lxml import etree

from aggregator.articles.hostile import refuse_attributes, refuse_shape
from aggregator.articles.text import clean
from aggregator.errors import ExtractError

MAX_FRAGMENT_CHARS = 4_000_000
EASY_TAGS = 1_000
"""Up to so many tags, no nesting of them costs BeautifulSoup more than a moment."""
_ANY_TAG = re.compile(r"<[^<>]*>")
_DROPPED = frozenset((
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "head", "button", "select",
    "textarea", "input", "form",
))  # fmt: skip
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_CELLS = frozenset(("td", "th"))


def soup_of(html: str, **options: object) -> BeautifulSoup:
    """BeautifulSoup on lxml, silent about text that only looks like markup; unparsable markup gives an empty soup."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        try:
            return BeautifulSoup(html, "lxml", **options)  # type: ignore[arg-type]
        except (ParserRejectedMarkup, AssertionError, ValueError):
            return BeautifulSoup("", "lxml")


def html_to_text(html: str) -> str:
    """See :func:`aggregator.articles.html_to_text`. Input beyond 4 million characters is ignored.

    Of markup beyond all bounds of a page only the tags are dropped.
    """
    html = clean_source(html[:MAX_FRAGMENT_CHARS])
    if "<" not in html:
        return clean(html_module.unescape(html))
    if html.count("<") > EASY_TAGS and not _is_tame(html):
        return clean(html_module.unescape(_ANY_TAG.sub(" ", html)))
    return tag_text(soup_of(html))


def _is_tame(html: str) -> bool:
    """Whether BeautifulSoup, which takes time with the square of the depth, may read it."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        refuse_attributes(html, "fragment")
        tree = etree.fromstring(html.encode("utf-8"), parser)
        if tree is not None:
            refuse_shape(tree, "fragment")
    except (ExtractError, etree.LxmlError, ValueError):
        return False
    return True


def clean_source(html: str) -> str:
    """Markup without the characters that stop libxml2 half-way (NUL) or cannot be encoded (lone surrogates)."""
    return html.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def tag_text(tag: Tag) -> str:
    """Plain text under a tag, one line per block element."""
    return clean("".join(_pieces(tag)))


def _pieces(root: Tag) -> Iterator[str]:
    """Text and line breaks in document order, walked with an explicit stack so that nesting cannot exhaust ours."""
    stack: list[tuple[Iterable[object], str]] = [(iter(root.contents), "")]
    while stack:
        children, ending = stack[-1]
        child = next(iter(children), None)
        if child is None:
            yield ending
            stack.pop()
        elif isinstance(child, Tag):
            if child.name not in _DROPPED:
                edge = "\n" if child.name in _BLOCKS else " " if child.name in _CELLS else ""
                yield edge
                stack.append((iter(child.contents), edge))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            # Line ends inside a paragraph are the author's line width, not paragraph breaks.
            yield " ".join(str(child).split("\n"))
