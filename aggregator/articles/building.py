"""The choice of what an article says: feed entry and page, each with its own title, text and date, into one record."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from aggregator.articles import identity
from aggregator.articles.knowable import knowable_at
from aggregator.articles.text import clean, clean_line, is_truncated
from aggregator.records import Article, Entry, Extract, Feed, Origin, Stamp

GOOD_TEXT_CHARS = 200
CONFLICT = dt.timedelta(hours=24)
_SITE_SUFFIX = re.compile(r"\s+[|\-\u2013\u2014\u00b7\u00bb]\s+\S")
_READ_ON = re.compile(r"(?:read more|continue reading|read the (?:full|rest)[^.]*|more)\W*$", re.IGNORECASE)
_STRUCTURED = ("json-ld", "meta")


def build(
    entry: Entry,
    extract: Extract | None,
    *,
    feed: Feed,
    first_seen_at: dt.datetime,
    origin: Origin = "crawl",
    simulated: bool,
) -> Article:
    """The article of a feed entry and its page (None when the page was not or could not be read).

    Title: the entry's, unless it is empty, cut short or only the page's with a site's name behind it. Text: see
    `choose_text`. Date: see `choose_date`. The story is the article's own until a story index has seen it.
    """
    text, partial = choose_text(entry, extract)
    title = choose_title(entry.title, extract.title if extract else "") or clean_line(text)[:120]
    text = text or title
    published = choose_date(entry, extract)
    knowable, excluded = knowable_at(published, first_seen_at, origin)
    url = (extract.canonical_url if extract else None) or entry.url
    content = identity.content_hash(title, text)
    article = identity.article_id(url=url, source=feed.source, guid=entry.guid, content=content)
    return Article(
        id=article,
        revision_id=identity.revision_id(article, content),
        revision=1,
        url=url,
        source=feed.source,
        feed_url=feed.url,
        guid=entry.guid,
        title=title,
        text=text,
        author=(extract.author if extract else None) or entry.author,
        language=(extract.language if extract else None) or entry.language,
        published=published,
        updated_at=_updated(entry, extract, published),
        first_seen_at=first_seen_at,
        knowable_at=knowable,
        excluded=excluded,
        origin=origin,
        partial=partial,
        tickers=tuple(dict.fromkeys((*entry.tickers, *(extract.tickers if extract else ())))),
        content_hash=content,
        story_id=article,
        simulated=simulated,
    )


def as_article(article: Article, known_id: str) -> Article:
    """The article under the id that an earlier delivery gave it.

    A page that failed at first and names another canonical address when it succeeds is still the same article.
    """
    if article.id == known_id:
        return article
    return replace(
        article,
        id=known_id,
        revision_id=identity.revision_id(known_id, article.content_hash),
        story_id=known_id,
    )


def choose_title(feed_title: str, page_title: str) -> str:
    """The feed's title; the page's when the feed's is empty, cut short or the page's plus a site's name."""
    ours, theirs = clean_line(feed_title), clean_line(page_title)
    if not ours or (is_truncated(ours) and theirs):
        return theirs or ours
    suffixed = theirs and ours.startswith(theirs) and _SITE_SUFFIX.match(ours[len(theirs) :])
    return theirs if suffixed else ours


def choose_text(entry: Entry, extract: Extract | None) -> tuple[str, bool]:
    """Text and whether it is only part of the article.

    The page when it is whole and not much shorter than what the feed itself carries; else the feed's full content;
    else the page's stub or the feed's summary, whichever is longer, marked partial; else nothing (the caller uses
    the title).
    """
    page = extract.text if extract else ""
    content, summary = _fragment(entry.content_html), _fragment(entry.summary_html)
    whole = _is_whole(content)
    if extract and not extract.partial and page and not (whole and len(content) > 2 * len(page)):
        return page, False
    if whole and len(content) >= len(page):
        return content, False
    return max((page, content, summary), key=len), True


def choose_date(entry: Entry, extract: Extract | None) -> Stamp | None:
    """Publication date.

    A feed date with a time of day beats the page's. Two exceptions: a feed date without a time of day yields to a
    more precise page date, and a feed date more than 24 hours away from the page's own structured date (JSON-LD or
    meta) yields too, because feeds re-date items when they edit or re-order them. Dates read from an address or from
    running text never overrule a feed. The entry's update time is the last resort: Atom requires no other.

    A feed date at 00:00 UTC is a bare date that was padded when the page states the same day: with a time of day, which
    then counts, or as a bare date too.
    """
    feed, page = entry.published, extract.published if extract else None
    if feed is not None and page is not None and _is_padded(feed, page):
        feed = replace(feed, precision="day")
    if feed is None:
        return page or entry.updated
    if page is None:
        return feed
    if _is_timed(feed):
        conflict = abs(page.at - feed.at) > CONFLICT and page.source in _STRUCTURED
        return page if conflict and page.precision not in ("month", "year") else feed
    return page if _fineness(page) > _fineness(feed) else feed


def _is_padded(feed: Stamp, page: Stamp) -> bool:
    at_midnight = _is_timed(feed) and feed.at.astimezone(dt.UTC).time() == dt.time(0)
    return at_midnight and page.at.date() == feed.at.date() and page.precision not in ("month", "year")


def _is_timed(stamp: Stamp) -> bool:
    return stamp.precision in ("second", "minute")


def _fineness(stamp: Stamp) -> int:
    return {"year": 0, "month": 1, "day": 2, "minute": 3, "second": 3}[stamp.precision]


def _is_whole(text: str) -> bool:
    return len(text) >= GOOD_TEXT_CHARS and not is_truncated(text) and not _READ_ON.search(text[-80:])


def _fragment(html: str) -> str:
    if "<" not in html and "&" not in html:
        return clean(html)
    from aggregator.articles.markup import html_to_text

    return html_to_text(html)


def _updated(entry: Entry, extract: Extract | None, published: Stamp | None) -> dt.datetime | None:
    stamps = (entry.updated, extract.updated if extract else None)
    latest = max((stamp.at for stamp in stamps if stamp), default=None)
    return None if latest is None or (published and latest <= published.at) else latest
