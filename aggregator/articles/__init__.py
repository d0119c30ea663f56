"""From a page, a feed entry or an archive line to an :class:`~aggregator.records.Article`.

`extract` reads a page, `build` decides what the article says and when it could be known, `importer.read` reads
archives, `stories` joins near-copies into chains, `diff` shows what a revision changed. Everything here is pure;
lxml, BeautifulSoup and trafilatura load on the first page.
"""

from __future__ import annotations

from collections.abc import Mapping

from aggregator.articles.building import as_article, build
from aggregator.articles.knowable import knowable_at
from aggregator.articles.revision import diff
from aggregator.records import Extract

__all__ = ["as_article", "build", "diff", "extract", "html_to_text", "knowable_at"]


def extract(
    html: bytes, *, url: str | None, content_type: str | None = None, selectors: Mapping[str, str] | None = None
) -> Extract:
    """Main text and metadata of a page; `url` is the address after redirects.

    `selectors` are a feed's own CSS rules (`body`, `title`, `author`, `published`, `remove`), which beat the site
    table. Raises :class:`~aggregator.errors.ExtractError` and nothing else, whatever the bytes; its code is one of
    `empty`, `too_large`, `not_html`, `too_deep`, `bad_selector`, `consent_wall`, `bot_wall`, `paywall`,
    `too_short`, `unreadable`.
    """
    from aggregator.articles import page

    return page.extract(html, url=url, content_type=content_type, selectors=selectors or {})


def html_to_text(html: str) -> str:
    """Plain text of a fragment of HTML: one line per block, scripts and styles dropped, whitespace normalised."""
    from aggregator.articles import markup

    return markup.html_to_text(html)
