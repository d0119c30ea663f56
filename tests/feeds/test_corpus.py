"""Every tenth of the collected feed documents of other projects, beside what feedparser alone makes of them."""

from __future__ import annotations

import contextlib
import io
import time
import warnings
from calendar import timegm
from hashlib import sha256
from pathlib import Path
from urllib.parse import urljoin

import pytest

from aggregator.errors import ParseError
from aggregator.feeds import parse
from aggregator.feeds.text import title_text

URL = "http://example.com/feed"
OWN_WAY = ("item_category_image.xml", "issue_217_enclosure_children.xml")
"""Documents whose titles differ on purpose: feedparser takes them from an element inside another."""


@pytest.fixture(scope="module")
def sample(shared: Path) -> list[Path]:
    root = shared / "data" / "feeds"
    names = sorted(path for path in root.rglob("*") if path.is_file())
    return [path for path in names if sha256(str(path.relative_to(root)).encode()).digest()[0] % 10 == 0]


def test_every_document_gives_entries_or_a_parse_error_quickly(sample: list[Path]) -> None:
    assert len(sample) > 200
    read = 0
    for path in sample:
        started = time.process_time()
        with contextlib.suppress(ParseError):
            read += bool(parse(path.read_bytes(), url=URL).entries)
        assert time.process_time() - started < 2, path
    assert read > len(sample) / 3


def test_taming_changes_no_title_no_link_and_no_date_of_a_well_formed_document(sample: list[Path]) -> None:
    import feedparser

    compared = dated = 0
    differing: list[object] = []
    for path in sample:
        if path.suffix not in (".xml", ".rss", ".atom") or path.name in OWN_WAY or "/cdf/" in str(path):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = feedparser.parse(
                io.BytesIO(path.read_bytes()),
                sanitize_html=False,
                resolve_relative_uris=False,
                response_headers={"content-location": URL, "content-type": "application/xml"},
            )
        if theirs.get("bozo") or not theirs.entries:
            continue
        ours = parse(path.read_bytes(), url=URL).entries
        assert len(ours) == min(len(theirs.entries), 1000), path
        for mine, other in zip(ours, theirs.entries, strict=True):
            compared += 1
            if mine.title != title_text(other.get("title", "")):
                differing.append((path, mine.title, other.get("title")))
            link = dict.get(other, "link") or ""
            original = dict.get(other, "feedburner_origlink")
            unlinked = link == urljoin(URL, dict.get(other, "id") or "")  # an id taken for a link, by its default
            if link.startswith("http") and mine.url not in (link, original) and not unlinked:
                differing.append((path, mine.url, link))
            for name, stamp in (("published", mine.published), ("updated", mine.updated)):
                if parsed := dict.get(other, f"{name}_parsed"):
                    dated += 1
                    if stamp is None or abs(stamp.at.timestamp() - timegm(parsed)) >= 1:
                        differing.append((path, name, stamp, dict.get(other, name)))
    assert compared > 200
    assert dated > 100
    assert not differing
