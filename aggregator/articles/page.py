"""Page bytes to :class:`~aggregator.records.Extract`. Imported lazily: lxml and trafilatura load here."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

import lxml.html
import trafilatura
from lxml import etree

from aggregator.articles import dates, metadata
from aggregator.articles.decoding import decode
from aggregator.articles.hostile import refuse_attributes, refuse_shape
from aggregator.articles.language import language
from aggregator.articles.markup import clean_source
from aggregator.articles.sites import Picked, pick, selectors_of
from aggregator.articles.text import clean, is_truncated, without_furniture
from aggregator.errors import ExtractError
from aggregator.records import Extract

MIN_TEXT_CHARS = 60
STRICT_SHARE = 0.5
WALL_CHARS = 1_200
STUB_CHARS = 600
_CONSENT = re.compile(
    r"before you continue|we value your privacy|your privacy choices|accept (?:all )?cookies|"
    r"cookie (?:policy|settings)|we (?:and our partners )?use cookies|manage (?:your )?(?:consent|preferences)|"
    r"reject all",
    re.IGNORECASE,
)
_BOT = re.compile(
    r"just a moment|enable javascript and cookies|are you a robot|not a robot|verify (?:that )?you are (?:a )?human|"
    r"access (?:to this page has been )?denied|captcha|unusual activity|checking your browser",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"(?:subscribe|sign in|log in|register|upgrade)\b[^.\n]{0,40}\bto (?:continue|read|unlock|access|view)|"
    r"already a (?:subscriber|member)|(?:for|to) (?:paid )?subscribers only|this (?:post|article|content|story) is for "
    r"(?:paid |premium )?(?:subscribers|members)|continue reading (?:your|this|the) (?:article|story)|"
    r"to read the full (?:article|story)|start your free trial|keep reading with a",
    re.IGNORECASE,
)

_OUTSIDE = "ancestor::nav or ancestor::aside or ancestor::footer or ancestor::header[not(ancestor::article)]"
_DATED = etree.XPath(
    "//*[self::p or self::span or self::div or self::li or self::time or self::small]"
    "[contains(@class, 'date') or contains(@class, 'Date') or contains(@class, 'time') or contains(@class, 'byline')"
    " or contains(@class, 'publish') or contains(@class, 'posted') or contains(@id, 'date')]"
    f"[not({_OUTSIDE})]"
)
_LINKS = etree.XPath(f"(//article | //main)//a[not({_OUTSIDE})]/@href")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its "discarding data" is our ExtractError


def extract(html: bytes, *, url: str | None, content_type: str | None, selectors: Mapping[str, str]) -> Extract:
    """See :func:`aggregator.articles.extract`."""
    item = url or "page"
    source = clean_source(decode(html, content_type, item))
    tree = _parse(source, item)
    head = metadata.Head.of(source, url)
    rules = {**selectors_of(url), **selectors}
    picked = pick(source, rules, item) if rules else Picked()
    if picked.source:
        tree = _parse(picked.source, item)
    title = picked.title or metadata.title(head)
    whole = clean(picked.body or _main_text(tree, url, item))
    text = without_furniture(whole, title)
    _refuse_walls(title, text, item)
    stated = dates.parse(picked.published) if picked.published else None
    return Extract(
        title=title,
        text=text,
        published=stated.stamp("text") if stated else metadata.published(head, _dated_lines(tree)),
        updated=metadata.updated(head),
        author=picked.author or metadata.author(head),
        language=language(tree.get("lang"), text),
        canonical_url=metadata.canonical(head),
        partial=_is_stub(whole, paid=metadata.is_paid(head)),
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

    Strict drops teasers and captions that balanced keeps; on some layouts (live blogs) it drops the article too.
    """
    try:
        strict, balanced = (
            trafilatura.bare_extraction(tree, url=url, include_comments=False, favor_precision=precise)
            for precise in (True, False)
        )
    except Exception as error:  # other people's heuristics on hostile markup: one page must not stop a crawl
        raise ExtractError(item, f"main text not found ({type(error).__name__})", code="unreadable") from error
    one, other = (str(getattr(document, "text", None) or "") for document in (strict, balanced))
    return one if len(one) >= STRICT_SHARE * len(other) else other


def _refuse_walls(title: str, text: str, item: str) -> None:
    beginning = f"{title}\n{text[:WALL_CHARS]}"
    if len(text) < WALL_CHARS:
        if len(_CONSENT.findall(beginning)) >= 2:
            raise ExtractError(item, "shows a consent wall", code="consent_wall")
        if _BOT.search(title) or (len(text) < WALL_CHARS / 3 and _BOT.search(text)):
            raise ExtractError(item, "shows a check for robots", code="bot_wall")
    if len(text) < MIN_TEXT_CHARS:
        raise ExtractError(item, f"has {len(text)} characters of text", code="too_short")


def _is_stub(text: str, *, paid: bool) -> bool:
    """A text that asks for a subscription at its end, breaks off, or is short on a page that is marked as paid."""
    short = len(text) < STUB_CHARS
    return bool(_PAYWALL.search(text[-400:])) or (short and (paid or is_truncated(text)))


def _dated_lines(tree: lxml.html.HtmlElement) -> str:
    """Short texts of the first elements whose class or id says that they hold a date or byline."""
    lines = (" ".join(element.text_content()[:400].split()) for element in _DATED(tree)[:20])
    return "\n".join(line for line in lines if 0 < len(line) <= 160)


def _article_links(tree: lxml.html.HtmlElement) -> list[str]:
    return [str(link) for link in _LINKS(tree)[:500]]
