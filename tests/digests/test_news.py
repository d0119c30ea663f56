"""What is news and what is backlog, and how its time is told."""

from __future__ import annotations

import datetime as dt

import pytest

from aggregator.digests import build, news
from aggregator.digests.document import Digest
from aggregator.records import ArticleRef, Stamp
from aggregator.store import Store, articles, open_store
from tests.builders import NOW, TODAY, add, article, at, claim, config, judge

START = at("2024-07-12T12:00")


def ref(
    published: str, *, seen: str = "2024-07-15T11:00", precision: str = "second", source: str = "wire"
) -> ArticleRef:
    stamp = Stamp(at(published), precision, "feed")  # type: ignore[arg-type]
    seen_at = at(seen)
    known = max(stamp.at, seen_at)
    made = article(f"Of {published}", known=known, source=source, published=stamp, first_seen_at=seen_at)
    with open_store(":memory:") as store:
        articles.save(store, made)
        return articles.listing(store, since=None, until=None, as_of=None)[0]


@pytest.mark.parametrize(
    ("published", "precision", "followed", "is_news"),
    [
        ("2024-07-12T12:01", "second", False, True),
        ("2024-07-12T11:59", "second", False, False),
        ("2024-07-12T11:59", "second", True, True),  # a followed outlet delivers a little late
        ("2024-07-11T23:00", "second", True, False),
        ("2024-07-12T00:00", "day", False, True),  # its day ends within the window
        ("2024-07-11T00:00", "day", False, False),
        ("2024-03-01T10:00", "second", True, False),
    ],
)
def test_news_was_published_in_the_window(published: str, precision: str, followed: bool, is_news: bool) -> None:
    before = [ref("2024-07-10T10:00", seen="2024-07-10T11:00", source="wire" if followed else "other")]
    fresh, backlog = news.split([ref(published, precision=precision)], before, START)
    assert (len(fresh), len(backlog)) == ((1, 0) if is_news else (0, 1))


@pytest.mark.parametrize(
    ("published", "seen", "precision", "words"),
    [
        ("2024-07-12T13:05", "2024-07-12T13:20", "second", "Fri 12 Jul 09:05"),
        ("2024-07-12T13:05", "2024-07-13T13:00", "second", "Fri 12 Jul 09:05"),
        ("2024-07-12T13:05", "2024-07-14T13:00", "second", "Fri 12 Jul 09:05, first seen Sun 14 Jul 09:00"),
        ("2024-07-12T00:00", "2024-07-12T13:20", "day", "Fri 12 Jul"),
    ],
)
def test_lines_tell_the_time_of_publication(published: str, seen: str, precision: str, words: str) -> None:
    assert news.when(ref(published, seen=seen, precision=precision)) == words


def seeded(store: Store) -> None:
    """One item of the morning and a hundred old ones, all taken in by a first crawl."""
    wrong = claim("The S&P 500 fell 2% on Friday.", direction="down", value=2.0, unit="pct", window_text="on Friday")
    for n in range(100):
        stamp = Stamp(at("2024-07-01T10:00") + dt.timedelta(hours=n), "second", "feed")
        old = article(f"Old {n}", known=at("2024-07-15T11:00"), published=stamp)
        told = add(store, old, mood=-1.0, topics=["fed"], claims=[wrong])
        judge(store, told, "contradicted", measured=1.0, unit="pct")
    stamp = Stamp(at("2024-07-15T10:00"), "second", "feed")
    add(store, article("Fresh", known=at("2024-07-15T11:00"), published=stamp), mood=0.5, topics=["fed"])


def test_backlog_is_counted_and_not_told() -> None:
    with open_store(":memory:") as store:
        seeded(store)
        made: Digest = build(store, config(), date=TODAY, as_of=NOW)
    found = {section.key: section.body for section in made.sections}
    assert (
        found["changed"].summary
        == "1 story in 1 article from 1 source since Fri 12 Jul 08:00. 100 older items taken in."
    )
    assert [line.text for group in found["changed"].groups for line in group.lines] == ["Fresh"]
    assert found["fed"].facts["n_stories"] == 1
    assert found["fed"].facts["sentiment"] == 0.5
    assert found["contradicted"].empty == "No claims were made in the window."


def test_backlog_alone_is_no_news() -> None:
    with open_store(":memory:") as store:
        stamp = Stamp(at("2024-07-01T10:00"), "second", "feed")
        add(store, article("Old", known=at("2024-07-15T11:00"), published=stamp))
        made = build(store, config(), date=TODAY, as_of=NOW)
    changed = next(section.body for section in made.sections if section.key == "changed")
    assert changed.empty == "No news since Fri 12 Jul 08:00 (New York). 1 older item taken in."
