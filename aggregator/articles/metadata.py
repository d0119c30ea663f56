"""Title, byline, dates, canonical address, language and tickers from a page's markup. Imported lazily."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape
from urllib.parse import urljoin, urlsplit

import tldextract
from bs4 import BeautifulSoup
from bs4.element import Tag
from lxml import etree

from aggregator.articles import dates, linked
from aggregator.articles.markup import soup_of
from aggregator.articles.text import clean_line
from aggregator.records import Stamp, StampSource

# What describes a page; elements inside one of these come with it.
_DESCRIBING = etree.XPath(
    "//*[self::title or self::meta or self::link or self::time or self::h1 or self::script[contains(@type, 'json')]]"
    "[not(ancestor::title or ancestor::time or ancestor::h1)]"
)
_TITLE_META = ("og:title", "twitter:title", "dc.title", "dcterms.title", "sailthru.title", "parsely-title")
_AUTHOR_META = ("author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "article:author",
                "article:author_name")  # fmt: skip
_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "publishdate", "publish-date",
    "publish_date", "pubdate", "pub_date", "published", "article.published", "cxenseparse:recs:publishtime",
    "displaydate", "date", "release_date", "article:published", "citation_publication_date",
)  # fmt: skip
_UPDATED_META = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "lastmod",
    "article.updated", "dcterms.modified", "dc.date.modified", "last-modified",
)  # fmt: skip
_TICKER_META = frozenset(("ticker", "tickers", "stock_symbol", "stocksymbol", "symbol", "symbols"))
_EXCHANGE = (
    r"(?:NASDAQ(?:GS|GM|CM)?|NYSE(?:\s?(?:American|Arca|MKT))?|NYSEARCA|NYSEAMERICAN|NYSEMKT|AMEX|CBOE|BATS|"
    r"OTC(?:MKTS|QX|QB|PK)?|ARCA)"
)
_LISTED = re.compile(rf"(?i:\b{_EXCHANGE})\s*:\s*(?P<symbol>[A-Z]{{1,5}}(?:[.\-][A-Z]{{1,2}})?)\b")
_CASHTAG = re.compile(r"(?<!\w)\$(?P<symbol>[A-Z]{1,5}(?:\.[A-Z])?)\b")
_QUOTE_LINK = re.compile(
    r"/(?:quotes?|symbols?|stocks?|etfs?)/(?:(?:NASDAQ|NYSE|NYSEARCA|AMEX)[:\-])?(?P<symbol>[A-Z]{1,5}(?:[.\-][A-Z])?)(?:[:/?#]|$)"
    r"|/(?:market-activity/(?:stocks|etf)|investing/(?:stock|fund))/(?P<folded>[A-Za-z]{1,5}(?:[.\-][A-Za-z])?)(?:[/?#]|$)"
)
_SYMBOL = re.compile(r"[A-Z]{1,5}(?:[.\-][A-Z]{1,2})?")
_SUFFIX = re.compile(r"\s+(?:\||-|\u2013|\u2014|::|\u00b7|\u00bb|\u2022|<)\s+")
_NO_NAME = re.compile(r"https?://|^@|^(?:admin|editor|staff|guest|none|null|undefined)$", re.IGNORECASE)
MAX_TICKERS = 40
MAX_META_CHARS = 2_000
MAX_TITLE_CHARS = 500


@dataclass(frozen=True)
class Head:
    """The parts of a page that describe it: metas by lower-case name, JSON-LD nodes, titles, times, links."""

    soup: BeautifulSoup
    url: str | None

    @classmethod
    def of(cls, tree: etree._Element, url: str | None) -> Head:
        """Of a parsed page; BeautifulSoup, twenty times as slow as the first parser, reads only what describes it."""
        parts = (etree.tostring(part, encoding="unicode", method="html", with_tail=False) for part in _DESCRIBING(tree))
        return cls(soup_of("".join(parts)), url)

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Contents of the meta elements by name, property, itemprop or http-equiv."""
        found: dict[str, list[str]] = {}
        for tag in self.soup.find_all("meta"):
            content = clean_line(_attr(tag, "content")[:MAX_META_CHARS])
            for key in {_attr(tag, kind).lower() for kind in ("name", "property", "itemprop", "http-equiv")} - {""}:
                if content:
                    found.setdefault(key, []).append(content)
        return found

    @cached_property
    def nodes(self) -> list[linked.Node]:
        """All JSON-LD objects."""
        scripts = self.soup.find_all("script", type=re.compile(r"^\s*application/ld\+json", re.IGNORECASE))
        return linked.nodes(tag.string or tag.get_text() for tag in scripts)

    @cached_property
    def article(self) -> list[linked.Node]:
        """The JSON-LD objects that describe articles; only the first speaks for the page, the rest fill gaps."""
        return linked.article_nodes(self.nodes)

    def meta(self, *names: str) -> str | None:
        """The first content under any of the names, in their order."""
        return next((content for name in names for content in self.metas.get(name, ())), None)

    def headings(self) -> list[str]:
        """The texts of the h1 elements."""
        return [
            text for tag in self.soup.find_all("h1")[:10] if (text := clean_line(tag.get_text(" ")[:MAX_META_CHARS]))
        ]


def title(head: Head) -> str:
    """The headline without the site's name."""
    headings = head.headings()
    tag = head.soup.title
    whole = clean_line(tag.get_text()[:MAX_META_CHARS]) if tag else ""
    candidates = [linked.first(head.article[:1], "headline"), head.meta(*_TITLE_META), whole, *headings[:1]]
    named = next((clean_line(unescape(text[:MAX_META_CHARS])) for text in candidates if text), "")[:MAX_TITLE_CHARS]
    if len(headings) == 1 and named.startswith(headings[0]) and _SUFFIX.match(named[len(headings[0]) :]):
        return headings[0]
    return _without_site(named, _site_names(head))


def author(head: Head) -> str | None:
    """Byline names, joined by ", "; None when the page names nobody."""
    names = [name for node in head.article[:1] for name in linked.texts(node.get("author"))]
    names = names or [name for key in _AUTHOR_META for name in head.metas.get(key, ())]
    cleaned = (
        re.sub(r"^by\s+", "", clean_line(unescape(name[:MAX_META_CHARS])), flags=re.IGNORECASE)[:120] for name in names
    )
    return ", ".join(dict.fromkeys(name for name in cleaned if name and not _NO_NAME.search(name)).keys())[:300] or None


def published(head: Head, visible: str) -> Stamp | None:
    """Publication stamp: JSON-LD, then meta, then time elements and a dated line near the headline, then the address.

    `visible` is the text in which a written date may stand. Finer statements about the same moment win, see
    :func:`aggregator.articles.dates.settle`.
    """
    return dates.settle(_published(head, visible))


def updated(head: Head) -> Stamp | None:
    """The page's own time of its last change, from JSON-LD or meta."""
    found = [("json-ld", text) for node in head.article for text in linked.texts(node.get("dateModified"))]
    found += [("meta", text) for name in _UPDATED_META for text in head.metas.get(name, ())]
    return dates.settle(_moments(found))


def canonical(head: Head) -> str | None:
    """rel=canonical or og:url, if it is http(s), on the page's registrable domain and no mere front page."""
    links = [tag for tag in head.soup.find_all("link") if "canonical" in _attr(tag, "rel").lower().split()]
    for candidate in (*(_attr(tag, "href") for tag in links[:3]), *head.metas.get("og:url", ())[:3]):
        try:
            target = str(urljoin(head.url or "", candidate.strip()))
            parts, page = urlsplit(target), urlsplit(head.url or target)
            fits = (
                candidate.strip()
                and parts.scheme in ("http", "https")
                and _same_site(parts.hostname or "", page.hostname or "")
            )
        except ValueError:
            continue
        front = parts.path.strip("/") == "" and not parts.query and page.path.strip("/") != ""
        if fits and not front and " " not in target and len(target) < 2_000:
            return target
    return None


def tickers(head: Head, links: Iterable[str]) -> tuple[str, ...]:
    """Symbols that the markup names: "NASDAQ: AAPL" or $AAPL in metas and JSON-LD, ticker metas, quote links."""
    found: list[str] = []
    for name, contents in head.metas.items():
        for content in contents:
            found += [match["symbol"] for match in (*_LISTED.finditer(content), *_CASHTAG.finditer(content))]
            if name in _TICKER_META:
                found += [part for part in re.split(r"[\s,;|]+", content) if _SYMBOL.fullmatch(part)]
    for node in head.nodes:
        found += [text.rpartition(":")[2].strip() for text in linked.texts(node.get("tickerSymbol"))]
        for key in ("keywords", "name", "about", "mentions"):
            found += [match["symbol"] for text in linked.texts(node.get(key)) for match in _LISTED.finditer(text)]
    found += [
        (match["symbol"] or match["folded"]).upper() for link in links if (match := _QUOTE_LINK.search(link[:500]))
    ]
    symbols = dict.fromkeys(symbol.replace("-", ".") for symbol in found if _SYMBOL.fullmatch(symbol))
    return tuple(symbols)[:MAX_TICKERS]


def is_paid(head: Head) -> bool:
    """True when the page says that its article is not free to read."""
    return any(str(node.get("isAccessibleForFree")).lower() == "false" for node in head.article) or (
        head.meta("article:content_tier") in ("locked", "metered")
    )


def _published(head: Head, visible: str) -> Iterator[tuple[StampSource, dates.Moment]]:
    found = [("json-ld", text) for node in head.article for text in linked.texts(node.get("datePublished"))]
    found += [("meta", text) for name in _PUBLISHED_META for text in head.metas.get(name, ())]
    # A time element is surely a date of this article when it says so or is the only one; comments and lists have many.
    times = [tag for tag in head.soup.find_all("time") if _attr(tag, "datetime") or tag.string]
    marked = [tag for tag in times if tag.has_attr("pubdate") or "published" in _role(tag)]
    stated = [("text", _attr(tag, "datetime") or tag.get_text()) for tag in (marked or times)[:1]]
    sure = bool(marked) or len(times) == 1
    yield from _moments([*found, *(stated if sure else ())])
    if moment := dates.written(visible):
        yield "text", moment
    yield from _moments([] if sure else stated)
    if head.url and (moment := dates.in_url(head.url)):
        yield "url", moment


def _moments(found: Iterable[tuple[str, str]]) -> Iterator[tuple[StampSource, dates.Moment]]:
    for source, text in found:
        if moment := dates.parse(text):
            yield source, moment  # type: ignore[misc]


def _site_names(head: Head) -> set[str]:
    names = [*head.metas.get("og:site_name", ()), *head.metas.get("application-name", ())]
    names += [name for node in head.article for name in linked.texts(node.get("publisher"))]
    if head.url:
        host = _host(head.url)
        names += [host, host.removeprefix("www."), registrable(host).split(".")[0]]
    return {folded for name in names if (folded := _letters(name))}


def _without_site(text: str, sites: set[str]) -> str:
    """Drops trailing segments that are a site's name or short and behind a bar; a site's name alone is no title."""
    if re.match(r"[|\u00bb]\s", text):
        return ""
    while matches := list(_SUFFIX.finditer(text)):
        rest, last = text[: matches[-1].start()], text[matches[-1].end() :]
        bar = matches[-1].group().strip() == "|" and len(last.split()) <= 4 and len(rest.split()) >= 3
        if not rest or not (_letters(last) in sites or bar):
            break
        text = rest
    return re.sub(r"\s+[|\u00bb]$", "", text)


@lru_cache(maxsize=1024)
def registrable(host: str) -> str:
    """The registrable domain of a host by the bundled public suffix list; the host itself where there is none."""
    return _suffixes()(host).top_domain_under_public_suffix or host


@lru_cache(maxsize=1)
def _suffixes() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def _same_site(one: str, other: str) -> bool:
    return bool(one) and (one == other or registrable(one) == registrable(other))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _role(tag: Tag) -> str:
    return f"{_attr(tag, 'itemprop')} {_attr(tag, 'class')}".lower()


def _attr(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return value if isinstance(value, str) else " ".join(value or ())
