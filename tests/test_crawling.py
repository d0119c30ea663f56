"""The crawl on a fake internet: nothing lost, nothing twice, one failing feed stops no other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator import config as configuration
from aggregator import crawling
from aggregator.config import Config
from aggregator.errors import FetchError, UsageError
from aggregator.pipeline import quiet
from aggregator.records import Query, Request, Response, RobotsFile, StageReport
from aggregator.reextracting import reextract
from aggregator.store import Store, articles, feeds, health, open_store, pages, search
from tests.fakes import FakeFetcher, Page

NOW = dt.datetime(2024, 7, 15, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
BODY = " ".join(
    f"The Russell 2000 gained {n}.5% in week {n} as investors moved money into smaller companies and value names."
    for n in range(1, 9)
)


def rss(*items: tuple[str, str, str], date: str = "Mon, 15 Jul 2024 10:00:00 GMT") -> bytes:
    rows = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title>"
        + (f"<link>{link}</link>" if link else "")
        + f"<pubDate>{date}</pubDate><description>A summary of {title}.</description></item>"
        for guid, title, link in items
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{rows}</channel></rss>".encode()


def page(title: str, body: str = BODY) -> Page:
    head, main = f"<head><title>{title}</title></head>", f"<article><h1>{title}</h1><p>{body}</p></article>"
    html = f"<html lang='en'>{head}<body>{main}</body></html>"
    return 200, {"Content-Type": "text/html"}, html.encode()


def feed(*items: tuple[str, str, str], etag: str | None = '"v1"') -> Page:
    return 200, {"Content-Type": "application/rss+xml", **({"ETag": etag} if etag else {})}, rss(*items)


A, B = "https://a.example/feed", "https://b.example/feed"
STORY = ("g1", "Small caps rally on lower yields today", "https://a.example/1")
OTHER = ("g2", "Fed officials signal patience on rates", "https://a.example/2")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    path = tmp_path / "feeds.yaml"
    path.write_text(
        f"feeds:\n  - {{name: A, url: '{A}', source: a}}\n  - {{name: B, url: '{B}', source: b}}\n", encoding="utf-8"
    )
    return configuration.load(path, environ={})


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


def crawl(store: Store, config: Config, fetch: FakeFetcher, now: dt.datetime = NOW, **options: object) -> StageReport:
    return crawling.crawl(store, config, fetch, now=now, progress=quiet, **options)  # type: ignore[arg-type]


def internet(**more: Page) -> FakeFetcher:
    return FakeFetcher(
        {
            A: feed(STORY, OTHER),
            B: feed(),
            "https://a.example/1": page(STORY[1]),
            "https://a.example/2": page(OTHER[1], "Policy makers said they would wait for more data. " * 8),
            **more,
        }
    )


def test_articles_are_stored_with_text_and_both_clocks(store: Store, config: Config) -> None:
    report = crawl(store, config, internet())
    assert report.counts["new"] == 2
    found = search.find(store, Query(words=("patience",)))[0].article
    assert found.title == OTHER[1]
    assert found.published_at == dt.datetime(2024, 7, 15, 10, tzinfo=dt.UTC)
    assert found.knowable_at == found.first_seen_at == NOW


def test_a_second_run_fetches_nothing_before_a_feed_is_due(store: Store, config: Config) -> None:
    fetch = internet()
    crawl(store, config, fetch)
    fetch.requests.clear()
    crawl(store, config, fetch, NOW + dt.timedelta(minutes=5))
    assert fetch.requests == []


def test_a_due_feed_is_asked_with_its_validators_and_no_page_twice(store: Store, config: Config) -> None:
    fetch = internet()
    crawl(store, config, fetch)
    fetch.requests.clear()
    report = crawl(store, config, fetch, NOW + 2 * HOUR)
    assert [(request.url, request.etag) for request in fetch.requests] == [(A, '"v1"'), (B, '"v1"')]
    assert report.counts["unchanged"] == 2
    assert articles.count(store) == 2


def test_only_new_entries_are_fetched(store: Store, config: Config) -> None:
    fetch = internet()
    crawl(store, config, fetch)
    fetch.requests.clear()
    third = ("g3", "Inflation cools more than expected in June", "https://a.example/3")
    fetch.pages[A] = feed(third, STORY, OTHER, etag='"v2"')
    fetch.pages["https://a.example/3"] = page(third[1], "Consumer prices fell on the month, data showed. " * 9)
    assert crawl(store, config, fetch, NOW + 2 * HOUR).counts["new"] == 1
    assert [request.url for request in fetch.requests if request.kind == "page"] == ["https://a.example/3"]


def test_an_edited_entry_is_a_revision(store: Store, config: Config) -> None:
    fetch = internet()
    crawl(store, config, fetch)
    edited = (STORY[0], STORY[1] + " (corrected)", STORY[2])
    fetch.pages[A] = feed(edited, OTHER, etag='"v2"')
    fetch.pages[STORY[2]] = page(edited[1], BODY.replace("gained 1.5%", "gained 1.6%"))
    assert crawl(store, config, fetch, NOW + 2 * HOUR).counts["revised"] == 1
    assert articles.count(store) == 2


def test_one_failing_feed_stops_no_other_and_is_kept_as_a_failure(store: Store, config: Config) -> None:
    report = crawl(store, config, internet(**{B: (500, {}, b"")}))
    assert (report.counts["new"], report.counts["failed"]) == (2, 1)
    failure = health.failures(store)[0]
    assert (failure.stage, failure.item, failure.code) == ("feed", B, "http_status")
    assert feeds.states(store)[B].error_streak == 1
    crawl(store, config, internet(), NOW + 48 * HOUR)
    assert health.failures(store) == []
    assert [f.item for f in health.failures(store, NOW)] == [B]


@pytest.mark.parametrize("body", [b"", b"<html><p>Not here</p></html>", b"\x00\xff" * 50])
def test_a_malformed_feed_is_a_failure_that_keeps_no_validators(store: Store, config: Config, body: bytes) -> None:
    report = crawl(store, config, internet(**{B: (200, {"ETag": '"x"'}, body)}))
    assert report.counts["new"] == 2
    assert report.counts["failed"] == 1
    assert feeds.states(store)[B].etag is None
    assert health.failures(store)[0].item == B


def test_a_page_that_fails_leaves_the_feeds_own_words_and_is_tried_again(store: Store, config: Config) -> None:
    fetch = internet(**{STORY[2]: FetchError(STORY[2], "no answer in time", code="timeout")})
    report = crawl(store, config, fetch)
    assert report.counts["failed"] == 1
    stub = search.find(store, Query(words=("rally",)))[0].article
    assert stub.partial
    fetch.requests.clear()
    fetch.pages[STORY[2]] = page(STORY[1])
    crawl(store, config, fetch, NOW + 10 * dt.timedelta(minutes=1))
    assert fetch.requests == []
    report = crawl(store, config, fetch, NOW + 2 * HOUR)
    assert report.counts["revised"] == 1
    whole = articles.get(store, stub.id)
    assert whole is not None
    assert not whole.partial
    assert whole.text.startswith("The Russell 2000 gained")
    assert health.failures(store) == []


def test_a_page_that_later_names_another_address_is_the_same_article(store: Store, config: Config) -> None:
    fetch = internet(**{STORY[2]: FetchError(STORY[2], "no answer in time", code="timeout")})
    crawl(store, config, fetch)
    status, headers, body = page(STORY[1])
    canonical = b"<head><link rel='canonical' href='https://a.example/2024/small-caps'>"
    fetch.pages[STORY[2]] = (status, headers, body.replace(b"<head>", canonical))
    assert crawl(store, config, fetch, NOW + 2 * HOUR).counts["revised"] == 1
    assert articles.count(store) == 2


def test_a_page_that_is_gone_is_not_asked_for_again(store: Store, config: Config) -> None:
    fetch = internet(**{STORY[2]: (404, {}, b"")})
    crawl(store, config, fetch)
    fetch.requests.clear()
    crawl(store, config, fetch, NOW + 48 * HOUR)
    assert [request.url for request in fetch.requests] == [A, B]


def test_a_page_that_two_feeds_name_is_fetched_once(store: Store, config: Config) -> None:
    fetch = internet(**{B: feed(STORY)})
    report = crawl(store, config, fetch)
    assert [request.url for request in fetch.requests].count(STORY[2]) == 1
    assert articles.count(store) == 2
    assert report.counts["same"] == 1


def test_addresses_that_differ_only_in_where_a_reader_came_from_are_one_page(store: Store, config: Config) -> None:
    tagged = (STORY[0], STORY[1], f"{STORY[2]}?utm_source=b")
    fetch = internet(**{B: feed(tagged), tagged[2]: page(STORY[1])})
    crawl(store, config, fetch)
    assert len([request for request in fetch.requests if request.kind == "page"]) == 2
    fetch.requests.clear()
    later = ("n", "Another title for it", f"http{STORY[2][5:]}?utm_campaign=x")
    fetch.pages[B] = feed(tagged, later, etag='"v2"')
    crawl(store, config, fetch, NOW + 2 * HOUR)
    assert [request.kind for request in fetch.requests] == ["feed", "feed"]
    assert articles.count(store) == 2


def test_a_page_that_failed_for_good_is_asked_for_when_another_feed_names_it(store: Store, config: Config) -> None:
    fetch = internet(**{STORY[2]: (404, {}, b"")})
    crawl(store, config, fetch)
    fetch.requests.clear()
    fetch.pages |= {B: feed(STORY, etag='"v2"'), STORY[2]: page(STORY[1])}
    assert crawl(store, config, fetch, NOW + 2 * HOUR).counts["revised"] == 1


def test_pages_of_a_feed_that_was_switched_off_are_not_tried_again(store: Store, config: Config) -> None:
    fetch = internet(**{STORY[2]: FetchError(STORY[2], "no answer in time", code="timeout")})
    crawl(store, config, fetch)
    off = replace(config, feeds=tuple(replace(feed, enabled=feed.name != "A") for feed in config.feeds))
    fetch.requests.clear()
    crawl(store, off, fetch, NOW + 2 * HOUR)
    assert [request.url for request in fetch.requests] == [B]


def test_near_copies_of_two_outlets_are_one_story(store: Store, config: Config) -> None:
    copy = ("h1", STORY[1], "https://b.example/9")
    crawl(store, config, internet(**{B: feed(copy), copy[2]: page(STORY[1])}))
    tellings = {hit.article.story_rank: hit.article for hit in search.find(store, Query(words=("rally",)))}
    assert set(tellings) == {1, 2}
    assert tellings[1].story_id == tellings[2].story_id


class Killed(FakeFetcher):
    """Dies after so many answers."""

    def __init__(self, pages: dict[str, Page], answers: int) -> None:
        super().__init__(pages)
        self.left = answers

    def get(self, request: Request) -> Response:
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1
        return super().get(request)


@pytest.mark.parametrize("answers", range(5))
def test_a_crawl_that_is_killed_anywhere_is_finished_by_the_next(config: Config, answers: int) -> None:
    undisturbed, disturbed = open_store(":memory:"), open_store(":memory:")
    crawl(undisturbed, config, internet())
    with pytest.raises(KeyboardInterrupt):
        crawl(disturbed, config, Killed(internet().pages, min(answers, 3)))
    crawl(disturbed, config, internet())
    for table in ("articles", "revisions", "deliveries", "feed_states"):
        rows = [
            sorted(
                tuple(row)[1:] if table == "revisions" else tuple(row) for row in store.rows(f"SELECT * FROM {table}")
            )
            for store in (undisturbed, disturbed)
        ]
        assert rows[0] == rows[1], table


def test_named_feeds_are_fetched_whether_due_or_not(store: Store, config: Config) -> None:
    fetch = internet()
    crawl(store, config, fetch)
    fetch.requests.clear()
    crawl(store, config, fetch, names=("B",))
    assert [request.url for request in fetch.requests] == [B]
    fetch.requests.clear()
    crawl(store, config, fetch, names=("A", "B", A))
    assert sorted(request.url for request in fetch.requests) == [A, B]
    with pytest.raises(UsageError, match="no such feed"):
        crawl(store, config, fetch, names=("nobody",))


def test_since_skips_older_entries(store: Store, config: Config) -> None:
    assert crawl(store, config, internet(), since=NOW).counts["new"] == 0


def test_entries_without_a_page_are_stored_from_the_feed(store: Store, config: Config) -> None:
    fetch = internet(**{B: feed(("n1", "A note without an address of its own", ""))})
    crawl(store, config, fetch)
    assert search.find(store, Query(words=("note",)))[0].article.partial


def test_an_item_that_says_nothing_is_passed_over(store: Store, config: Config) -> None:
    report = crawl(store, config, internet(**{B: (200, {}, b"<rss><channel><item></item></channel></rss>")}))
    assert (report.counts["new"], report.counts["failed"]) == (2, 0)


# --- identity -------------------------------------------------------------------------------------------------


def test_entries_under_one_guid_are_all_taken_in(store: Store, config: Config) -> None:
    lying = feed(("same", *STORY[1:]), ("same", *OTHER[1:]))
    assert crawl(store, config, internet(**{A: lying})).counts["new"] == 2
    assert crawl(store, config, internet(**{A: lying}), NOW + 2 * HOUR).counts["new"] == 0


def test_guids_made_up_at_each_poll_bring_nothing_twice(store: Store, config: Config) -> None:
    fetch = internet(**{STORY[2]: (404, {}, b"")})  # the worst case: a page that cannot be read
    crawl(store, config, fetch)
    rows = store.one("SELECT COUNT(*) FROM deliveries")
    for n in range(3):
        fetch.requests.clear()
        fetch.pages[A] = feed((f"x{n}", *STORY[1:]), (f"y{n}", *OTHER[1:]), etag=f'"{n}"')
        crawl(store, config, fetch, NOW + (n + 1) * 24 * HOUR)
        assert [request.kind for request in fetch.requests] == ["feed", "feed"]
    assert store.one("SELECT COUNT(*) FROM deliveries") == rows


def test_notes_without_an_address_and_with_a_new_guid_at_each_poll_are_taken_in_once(
    store: Store, config: Config
) -> None:
    fetch = internet()
    for n in range(3):
        fetch.pages[B] = feed((f"x{n}", "A note of the day", ""), (f"y{n}", "Another note", ""), etag=f'"{n}"')
        crawl(store, config, fetch, NOW + n * 24 * HOUR)
    assert store.one("SELECT COUNT(*) FROM articles WHERE feed_url = ?", (B,)) == 2
    # The same words under another guid, with the first still there, are another note.
    fetch.pages[B] = feed(("x0", "A note of the day", ""), ("z", "A note of the day", ""), etag='"9"')
    assert crawl(store, config, fetch, NOW + 99 * HOUR).counts["new"] == 1


def test_an_address_that_changes_its_parameters_at_each_poll_is_no_edit(store: Store, config: Config) -> None:
    fetch = internet()
    for n in range(3):
        fetch.requests.clear()
        fetch.pages[B] = feed(("b", STORY[1], f"https://b.example/7?at={n}"), etag=f'"{n}"')
        fetch.pages[f"https://b.example/7?at={n}"] = page(STORY[1])
        crawl(store, config, fetch, NOW + n * 24 * HOUR)
    assert [request.kind for request in fetch.requests] == ["feed", "feed"]


# --- moves ----------------------------------------------------------------------------------------------------


class Moved(FakeFetcher):
    """Feed A redirects permanently to another place."""

    def get(self, request: Request) -> Response:
        answer = super().get(replace(request, url=NEW) if request.url == A else request)
        self.requests[-1] = request
        return replace(answer, request=request, permanent_url=NEW if request.url == A else None)


NEW = "https://new.example/feed"


def test_a_move_is_followed_after_it_has_held_and_left_when_the_new_place_is_gone(store: Store, config: Config) -> None:
    fetch = Moved({**internet().pages, NEW: feed(STORY, OTHER)})
    asked = []
    for day in range(7):
        fetch.requests.clear()
        crawl(store, config, fetch, NOW + day * 24 * HOUR)
        asked.append(next(request.url for request in fetch.requests if request.url in (A, NEW)))
    assert asked == [A] * 5 + [NEW] * 2
    assert articles.count(store) == 2  # the feed keeps its name: nothing is taken in twice
    (move,) = feeds.moves(store, A)
    assert (move.target, move.polls, move.followed_at) == (NEW, 7, NOW + 96 * HOUR)
    gone = FakeFetcher({**internet().pages, NEW: (410, {}, b"")})
    crawl(store, config, gone, NOW + 200 * HOUR)
    assert not feeds.states(store)[A].gone
    assert feeds.moves(store, A)[0].ended_at == NOW + 200 * HOUR
    gone.requests.clear()
    crawl(store, config, gone, NOW + 300 * HOUR)
    assert A in [request.url for request in gone.requests]


def test_a_move_to_what_is_no_feed_is_none(store: Store, config: Config) -> None:
    fetch = Moved({**internet().pages, NEW: page("Log in to continue")})
    for day in range(7):
        crawl(store, config, fetch, NOW + day * 48 * HOUR)
    assert feeds.moves(store, A) == []


def test_410_ends_polling_and_says_so(store: Store, config: Config) -> None:
    fetch = internet(**{A: (410, {}, b"")})
    crawl(store, config, fetch)
    assert feeds.states(store)[A].gone
    assert health.failures(store)[0].item == A
    fetch.requests.clear()
    crawl(store, config, fetch, NOW + 9000 * HOUR)
    assert [request.url for request in fetch.requests] == [B]


# --- sites that rest ------------------------------------------------------------------------------------------


def resting(url: str, seconds: float = 7200.0) -> FetchError:
    return FetchError(url, "not asked", code="resting", retry_after_s=seconds)


def test_a_site_that_rests_is_left_alone_in_later_runs_too(store: Store, config: Config) -> None:
    mine = "https://feeds.sample-wire-of-ours.com/f"
    story = ("g1", STORY[1], "https://www.sample-wire-of-ours.com/1")
    config = replace(config, feeds=(replace(config.feeds[0], url=mine), config.feeds[1]))
    crawl(store, config, internet(**{mine: feed(story), story[2]: resting(story[2])}))
    assert feeds.rests(store, NOW) == {"sample-wire-of-ours.com": NOW + 2 * HOUR}
    later = ("b1", "A story elsewhere", "https://blog.sample-wire-of-ours.com/9")
    fetch = internet(**{mine: feed(story), B: feed(later, etag='"v2"'), story[2]: page(story[1])})
    crawl(store, config, fetch, NOW + HOUR)
    # Neither its feed nor a page that another feed names is asked for; the entry is there by its own words.
    assert [request.url for request in fetch.requests] == [B]
    assert search.find(store, Query(words=("elsewhere",)))[0].article.partial
    fetch.requests.clear()
    crawl(store, config, fetch, NOW + 5 * HOUR)
    assert {request.url for request in fetch.requests} == {mine, B, story[2], later[2]}
    assert feeds.rests(store, NOW + 5 * HOUR) == {}


def test_a_feed_that_was_not_asked_has_not_failed(store: Store, config: Config) -> None:
    report = crawl(store, config, internet(**{A: resting(A)}))
    state = feeds.states(store)[A]
    assert (state.error_streak, state.last_error, state.next_due_at) == (0, None, NOW + 2 * HOUR)
    assert report.counts["failed"] == 0


def test_a_page_waits_as_long_as_its_server_asks(store: Store, config: Config) -> None:
    busy = FetchError(STORY[2], "no", code="http_status", status=429, retry_after_s=5 * 3600.0)
    crawl(store, config, internet(**{STORY[2]: busy}))
    assert feeds.retries(store, NOW + 4 * HOUR) == []
    assert [one.url for one in feeds.retries(store, NOW + 5 * HOUR)] == [STORY[2]]


# --- robots.txt -----------------------------------------------------------------------------------------------


def test_what_a_run_learns_of_robots_files_is_handed_to_the_runs_of_the_same_day(store: Store, config: Config) -> None:
    files = [RobotsFile("https://a.example:443", 200, b"User-agent: *\nDisallow: /x\n", 24 * 3600.0)]
    fetch = internet()
    fetch.fresh = list(files)
    crawl(store, config, fetch)
    assert fetch.remembered == []
    crawl(store, config, fetch, NOW + 2 * HOUR)
    assert fetch.remembered == [replace(files[0], fresh_s=22 * 3600.0)]
    crawl(store, config, fetch, NOW + 24 * HOUR)
    assert fetch.remembered == []


def test_a_page_that_a_failing_robots_file_kept_us_from_is_tried_again(store: Store, config: Config) -> None:
    failing = FetchError(STORY[2], "robots.txt: status 503", code="robots", status=503, retry_after_s=7200.0)
    forbidden = FetchError(OTHER[2], "robots.txt forbids this page", code="robots")
    crawl(store, config, internet(**{STORY[2]: failing, OTHER[2]: forbidden}))
    assert [one.url for one in feeds.retries(store, NOW + 2 * HOUR)] == [STORY[2]]
    assert feeds.retries(store, NOW + HOUR) == []


# --- kept pages -----------------------------------------------------------------------------------------------


def test_kept_pages_are_read_again_without_a_network(store: Store, config: Config) -> None:
    crawl(store, config, internet())
    assert pages.count(store) == 0
    store = open_store(":memory:")
    lead = "A lead of one sentence was all that the first rule for this site found on it."
    body = f"{BODY}</p><p class='lead'>{lead}"
    narrow = replace(config, keep_raw=True, feeds=(replace(config.feeds[0], selectors={"body": ".lead"}),))
    fetch = FakeFetcher({A: feed(STORY), STORY[2]: page(STORY[1], body)})
    crawl(store, narrow, fetch)
    (kept,) = pages.all_pages(store)
    assert kept.body == page(STORY[1], body)[2]  # type: ignore[index]
    assert (kept.url, kept.entry.guid, kept.content_type, kept.fetched_at) == (STORY[2], "g1", "text/html", NOW)
    assert kept.entry.published is not None
    before = articles.get(store, kept.article_id)
    assert before is not None
    assert before.text == lead
    assert reextract(store, narrow, now=NOW + HOUR, progress=quiet).counts["same"] == 1
    report = reextract(store, config, now=NOW + HOUR, progress=quiet)
    assert (report.counts["pages"], report.counts["revised"], report.failures) == (1, 1, ())
    after = articles.get(store, kept.article_id)
    assert after is not None
    assert (after.revision, after.text.count("Russell 2000")) == (2, 8)
    assert store.one("SELECT knowable_at FROM revisions WHERE revision = 2") == "2024-07-15T13:00:00Z"
    with pytest.raises(UsageError, match="no page of it is kept"):
        reextract(store, config, now=NOW, ids=("nothing",), progress=quiet)


def test_a_page_that_is_no_article_any_more_is_a_failure_and_changes_nothing(store: Store, config: Config) -> None:
    crawl(store, replace(config, keep_raw=True), internet())
    empty = replace(config, feeds=tuple(replace(feed, selectors={"body": "h1"}) for feed in config.feeds))
    report = reextract(store, empty, now=NOW + HOUR, progress=quiet)
    assert (report.counts["failed"], report.counts["revised"]) == (2, 0)
    assert {failure.code for failure in health.failures(store)} == {"too_short"}
