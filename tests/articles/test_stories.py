"""Near-copies become one story; siblings of a template and later arrivals do not."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from aggregator import articles
from aggregator.articles import stories
from aggregator.articles.signature import parse, signature
from aggregator.records import Article, Entry, Extract, Feed, Stamp

START = dt.datetime(2024, 7, 15, 12, tzinfo=dt.UTC)
TEXT = (
    "Smaller companies led the market on Monday after Chair Powell told lawmakers that inflation was easing. "
    "The Russell 2000 index gained 1.8 percent while the S&P 500 added 0.3 percent, its ninth rise in 11 sessions. "
    "Bank shares such as Western Alliance (NYSE: WAL) climbed 4.2 percent after results beat estimates. "
    "Traders now see a 92 percent chance of a cut in September, according to futures prices. "
    "Volume on exchanges in New York was 12.4 billion shares, above the average of the past 20 days. "
    "Yields on ten-year notes slipped to 4.18 percent, and the dollar fell against the yen and the euro."
)
TITLE = "Small caps lead as Powell says inflation is easing"
NOTE = (
    "Looking at the universe of funds that we cover, one that stands out today is the {name} (Symbol: {symbol}) where "
    "we have found an outflow of about ${flow} million, that is a {share}% decrease week over week (from {before} to "
    "{after} units). Among the largest holdings of {symbol}, in trading today {held} is down about {fall}%. The chart "
    "below shows the price of {symbol} against its 200 day average. Looking at the chart, the low point in its range "
    "of 52 weeks is ${low} per share, with ${high} as the high point. Exchange traded funds trade like stocks, but "
    "instead of shares investors buy and sell units, which can be created or destroyed to meet demand."
)
NOTES = (
    {"name": "Alpha Growth Fund", "symbol": "ALG", "flow": "311.5", "share": "2.0", "before": "17,250,000",
     "after": "16,905,000", "held": "Acme Tools", "fall": "1.1", "low": "44.10", "high": "61.90"},
    {"name": "Beta Value Fund", "symbol": "BVF", "flow": "92.7", "share": "3.4", "before": "8,100,000",
     "after": "7,824,600", "held": "Zenith Bank", "fall": "0.4", "low": "23.75", "high": "31.02"},
)  # fmt: skip


def make(name: str, title: str = TITLE, text: str = TEXT, minutes: float = 0) -> Article:
    published = Stamp(START + dt.timedelta(minutes=minutes), "second", "feed")
    return articles.build(
        Entry(guid=name, url=f"https://{name}.example.com/x", title=title, published=published),
        Extract(title=title, text=text),
        feed=Feed(name=name, url=f"https://{name}.example.com/feed", source=name),
        first_seen_at=published.at,
        simulated=False,
    )


def tell(index: stories.StoryIndex, article: Article) -> Article:
    story, rank = index.assign(article)
    told = dataclasses.replace(article, story_id=story, story_rank=rank)
    key = stories.story_key(told)
    assert key is not None
    index.add(key)
    return told


COPIES = {
    "verbatim": (TITLE, TEXT),
    "dateline": (TITLE, "NEW YORK (Wire) - " + TEXT),
    "byline and tail": (TITLE, f"By Jane Roe\n{TEXT}\nReporting by Jane Roe; editing by John Doe"),
    "summary": (TITLE, TEXT[:240] + "..."),
    "new headline": ("Stocks rise after testimony", TEXT),
    "site suffix": (TITLE + " | Example Finance", TEXT.replace(", its ninth rise", " - its ninth rise")),
    "new first sentence": (TITLE, "Investors had a good start to the week. " + TEXT.split(". ", 1)[1]),
}


@pytest.mark.parametrize(("title", "text"), COPIES.values(), ids=COPIES)
def test_copies_join(title: str, text: str) -> None:
    index = stories.StoryIndex()
    original = tell(index, make("one"))
    copy = tell(index, make("two", title, text, minutes=90))
    assert (copy.story_id, copy.story_rank) == (original.id, 2)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Outflow Detected - ALG", NOTE.format(**NOTES[0])), ("Outflow Detected - BVF", NOTE.format(**NOTES[1]))),
        (("Large Outflow at Fund", NOTE.format(**NOTES[0])), ("Large Outflow at Fund", NOTE.format(**NOTES[1]))),
        ((TITLE, TEXT), ("Oil falls", "Crude oil fell to 71.20 dollars a barrel as stockpiles in Cushing grew. " * 4)),
        (("Reminder for 7/15: dividends", TEXT), ("Reminder for 7/16: dividends", TEXT)),
    ],
    ids=["template", "template under one title", "other story", "dated column"],
)
def test_siblings_stay_apart(first: tuple[str, str], second: tuple[str, str]) -> None:
    index = stories.StoryIndex()
    tell(index, make("one", *first))
    other = tell(index, make("two", *second, minutes=30))
    assert (other.story_id, other.story_rank) == (other.id, 1)


def test_headline_only_item_joins_within_a_day() -> None:
    index = stories.StoryIndex()
    original = tell(index, make("one"))
    assert index.assign(make("two", TITLE, TITLE, minutes=60)) == (original.id, 2)
    late = make("three", TITLE, TITLE, minutes=60 * 30)
    assert index.assign(late) == (late.id, 1)


def test_rank_counts_tellings_within_seven_days() -> None:
    index = stories.StoryIndex()
    ranks = [tell(index, make(f"s{n}", minutes=n * 24 * 60)).story_rank for n in range(9)]
    assert ranks == [1, 2, 3, 4, 5, 6, 7, 8, 8]


def test_later_items_never_change_earlier_answers() -> None:
    index = stories.StoryIndex()
    late = tell(index, make("late", minutes=600))
    early = tell(index, make("early", minutes=0))
    assert early.story_id == early.id
    assert late.story_id == late.id
    third = tell(index, make("third", minutes=700))
    assert third.story_id in (early.id, late.id)


def test_old_items_and_excluded_items_open_their_own() -> None:
    index = stories.StoryIndex()
    tell(index, make("one"))
    week = make("two", minutes=8 * 24 * 60)
    assert index.assign(week) == (week.id, 1)
    undated = dataclasses.replace(make("three", minutes=5), knowable_at=None, excluded="undated")
    assert index.assign(undated) == (undated.id, 1)
    assert stories.story_key(undated) is None


def test_revision_keeps_its_story() -> None:
    index = stories.StoryIndex()
    original = tell(index, make("one"))
    copy = tell(index, make("two", minutes=60))
    assert index.assign(make("two", "Another headline now", "Other text. " * 30, minutes=120)) == (original.id, 2)
    assert copy.story_id == original.id


def test_index_rebuilt_from_stored_keys_answers_alike() -> None:
    live, keys = stories.StoryIndex(), []
    for number, (title, text) in enumerate(COPIES.values()):
        key = stories.story_key(tell(live, make(f"s{number}", title, text, minutes=number)))
        assert key is not None
        keys.append(key)
    rebuilt = stories.StoryIndex()
    for key in keys:
        rebuilt.add(key)
    assert len(rebuilt) == len(live) == len(COPIES)
    newcomer = make("new", minutes=100)
    assert rebuilt.assign(newcomer) == live.assign(newcomer)


def test_signature_is_compact_and_versioned() -> None:
    stored = signature(TITLE, TEXT * 9)
    assert len(stored) <= 670
    assert parse(stored) is not None
    assert parse("0" + stored[1:]) is None
    assert parse(signature("", "")) is not None
