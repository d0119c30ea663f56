"""Page bytes to :class:`~aggregator.records.Extract`. Imported lazily: lxml and trafilatura load here."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping

import lxml.html
import trafilatura
from lxml import etree

from aggregator.articles import metadata
from aggregator.articles.decoding import decode
from aggregator.articles.markup import clean_source
from aggregator.articles.sites import selectors_of
from aggregator.articles.text import clean, is_truncated
from aggregator.errors import ExtractError
from aggregator.records import Extract

MAX_NODES = 60_000
# libxml2 stops reading at 256 levels and drops the rest of the page, so a page that deep is incomplete anyway.
MAX_DEPTH = 250
MIN_TEXT_CHARS = 60
STUB_CHARS = 1_200
_PARAGRAPHS = re.compile(r"[ \t]*\n[ \t]*")
_CONSENT = re.compile(
    r"before you continue|we value your privacy|your privacy choices|accept (?:all )?cookies|cookie (?:policy|settings)|"
    r"we (?:and our partners )?use cookies|manage (?:your )?(?:consent|preferences)|reject all",
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

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its "discarding data" is our ExtractError


def extract(html: bytes, *, url: str | None, content_type: str | None, selectors: Mapping[str, str]) -> Extract:
    """See :func:`aggregator.articles.extract`."""
    item = url or "page"
    source = clean_source(decode(html, content_type, item))
    rules = {**selectors_of(url), **selectors}
    try:
        return _extract(source, url, rules, item)
    except ExtractError:
        raise
    except (etree.LxmlError, ValueError, TypeError, RecursionError, AttributeError, IndexError, KeyError) as error:
        # Parsers of other people meet markup that nobody foresaw; one page must not stop a crawl.
        raise ExtractError(item, f"cannot be read ({type(error).__name__}: {error})", code="unreadable") from error
