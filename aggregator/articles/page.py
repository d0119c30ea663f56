"""Page bytes to :class:`~aggregator.records.Extract`. Imported lazily: lxml and trafilatura load here."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import lxml.html
import trafilatura
from lxml import etree

from aggregator.articles import dates, metadata, walls
from aggregator.articles.decoding import decode
from aggregator.articles.hostile import refuse_attributes, refuse_shape
from aggregator.articles.language import language
from aggregator.articles.markup import clean_source
from aggregator.articles.sites import Picked, pick, selectors_of
from aggregator.articles.text import clean, without_furniture
from aggregator.errors import ExtractError
from aggregator.records import Extract

STRICT_SHARE = 0.5

_OUTSIDE = "ancestor::nav or ancestor::aside or ancestor::footer or ancestor::header[not(ancestor::article)]"
_DATED = etree.XPath(
    "//*[self::p or self::span or self::div or self::li or self::time or self::small]"
    "[contains(@class, 'date') or contains(@class, 'Date') or contains(@class, 'time') or contains(@class, 'byline')"
    " or contains(@class, 'publish') or contains(@class, 'posted') or contains(@id, 'date')]"
    f"[not({_OUTSIDE})]"
)
# What no reading takes for the article; a `form` may be the whole page.
_NOISE = ("script", "style", "noscript", "template", "svg", "nav", "footer", "button", "select")
_ASIDE = etree.XPath(
    f"//body//*[{' or '.join(f'self::{tag}' for tag in _NOISE)}]"
    f"[not({' or '.join(f'ancestor::{tag}' for tag in _NOISE)})]"
)
_LINKS = etree.XPath(f"(//article | //main)//a[not({_OUTSIDE})]/@href")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its "discarding data" is our ExtractError


def extract(html: bytes, *, url: str | None, content_type: str | None, selectors: Mapping[str, str]) -> Extract:
    """See :func:`aggregator.articles.extract`."""
    item = url or "page"
    source = clean_source(decode(html, content_type, item))
    tree = _parse(source, item)
    head = metadata.Head.of(tree, url)
    rules = {**selectors_of(url), **selectors}
    picked = pick(source, rules, item) if rules else Picked()
    if picked.source:
        tree = _parse(picked.source, item)
    title = picked.title or metadata.title(head)
    whole = clean(picked.body or _main_text(tree, url, item))
    text = without_furniture(whole, title)
    walls.refuse(title, text, url, item)
    partial = walls.is_stub(whole, paid=metadata.is_paid(head))
    text = walls.without_prompts(text, item) if partial else text
    stated = dates.parse(picked.published) if picked.published else None
    return Extract(
        title=title,
        text=text,
        published=stated.stamp("text") if stated else metadata.published(head, _dated_lines(tree)),
        updated=metadata.updated(head),
        author=picked.author or metadata.author(head),
        language=language(tree.get("lang"), text),
        canonical_url=metadata.canonical(head),
        partial=partial,
        tickers=metadata.tickers(head, _article_links(tree)),
    )


def _parse(source: str, item: str) -> lxml.html.HtmlElement:
    """The page as a tree without comments, refused when it is empty, too large or too deep to be worked on."""
    refuse_attributes(source, item)
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False
    )
    try:
        tree = lxml.html.document_fromstring(source.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ExtractError(item, f"is no readable HTML ({error})", code="unreadable") from error
    refuse_shape(tree, item)
    return tree


def _main_text(tree: lxml.html.HtmlElement, url: str | None, item: str) -> str:
    """Trafilatura's strict reading, or its balanced one where the strict one keeps less than half of that.

    Strict drops teasers and captions that balanced keeps; on some layouts (live blogs) it drops the article too. Where
    its first step alone keeps half of all that can be read, neither its further steps nor the balanced reading would
    be preferred to it: two real pages of three are done then, at a third of the cost.
    """
    quick = _reading(tree, url, item, strict=True, fast=True)
    if quick and len(quick) >= STRICT_SHARE * _readable_chars(tree):
        return quick
    strict = _reading(tree, url, item, strict=True)
    balanced = _reading(tree, url, item, strict=False)
    return strict if len(strict) >= STRICT_SHARE * len(balanced) else balanced


def _reading(tree: lxml.html.HtmlElement, url: str | None, item: str, *, strict: bool, fast: bool = False) -> str:
    try:
        document = trafilatura.bare_extraction(tree, url=url, include_comments=False, favor_precision=strict, fast=fast)
    except Exception as error:  # other people's heuristics on hostile markup: one page must not stop a crawl
        raise ExtractError(item, f"main text not found ({type(error).__name__})", code="unreadable") from error
    return str(getattr(document, "text", None) or "")


def _readable_chars(tree: lxml.html.HtmlElement) -> int:
    """How much text there is at all, menus and scripts left out."""
    body = tree.find("body")  # a page may do without
    return _chars(tree if body is None else body) - sum(_chars(element) for element in _ASIDE(tree))


def _chars(element: lxml.html.HtmlElement) -> int:
    return len(" ".join(str(element.text_content()).split()))


def _dated_lines(tree: lxml.html.HtmlElement) -> str:
    """Short texts of the first elements whose class or id says that they hold a date or byline."""
    lines = (" ".join(element.text_content()[:400].split()) for element in _DATED(tree)[:20])
    return "\n".join(line for line in lines if 0 < len(line) <= 160)


def _article_links(tree: lxml.html.HtmlElement) -> list[str]:
    return [str(link) for link in _LINKS(tree)[:500]]
