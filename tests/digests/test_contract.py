"""What every section and every format must do, on an empty, a tiny, a full and a hostile store."""

from __future__ import annotations

import datetime as dt
import html.parser
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from aggregator.digests import FORMATS, build, render
from aggregator.digests.context import Context, window
from aggregator.digests.document import Body, Digest, Group, Line, Section
from aggregator.digests.render_text import WIDTH
from aggregator.digests.said import Shown
from aggregator.digests.sections import SECTIONS
from aggregator.errors import ItemError, UsageError
from aggregator.store import Store, health, open_store
from tests.builders import NOW, TODAY, add, article, at, bars, claim, config, fill, hostile, judge


def empty(store: Store) -> None:
    """Nothing at all."""


def tiny(store: Store) -> None:
    add(store, article("One story", known=at("2024-07-13T10:00")), topics=["fed"])


def made(populate: Callable[[Store], None], **settings: object) -> Digest:
    with open_store(":memory:") as store:
        populate(store)
        return build(store, config(**settings), date=TODAY, as_of=NOW)


STORES = {"empty": empty, "tiny": tiny, "full": fill, "hostile": hostile}


@pytest.fixture(scope="module", params=STORES)
def digest(request: pytest.FixtureRequest) -> Digest:
    return made(STORES[request.param])


def all_lines(digest: Digest) -> Iterator[Line]:
    for section in digest.sections:
        for group in section.body.groups:
            yield from group.lines


def test_every_section_stands_in_the_order_of_the_table(digest: Digest) -> None:
    assert [section.key for section in digest.sections] == [row.key for row in SECTIONS]
    assert len({row.key for row in SECTIONS}) == len(SECTIONS)


@pytest.mark.parametrize("row", SECTIONS, ids=lambda row: row.key)
def test_a_section_says_something_or_why_not(digest: Digest, row: object) -> None:
    body = next(section.body for section in digest.sections if section.key == row.key)  # type: ignore[attr-defined]
    assert body.empty or body.groups or body.table or body.summary


@pytest.mark.parametrize("row", SECTIONS, ids=lambda row: row.key)
def test_a_section_can_stand_alone(row: object) -> None:
    with open_store(":memory:") as store:
        fill(store)
        ctx = Context(store, config(), window(TODAY, NOW), watch=("IWM",), known=())
        assert row.body(ctx, Shown())  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_tells_every_section(digest: Digest, form: str) -> None:
    page = render(digest, form)
    assert page.endswith("\n") or form == "html"
    for section in digest.sections:
        title = section.title.upper() if form == "text" else section.title
        assert title in page
    assert all(c == "\n" or c.isprintable() for c in page), "a control character or direction mark got through"


def test_text_keeps_its_width(digest: Digest) -> None:
    for line in render(digest, "text").splitlines():
        assert len(line) <= WIDTH or line.strip().startswith("http")


def test_a_long_group_title_keeps_the_width(digest: Digest) -> None:
    title = "Small caps, by stance: " + "a source with a long name leans one way, " * 3
    group = Group(title, (Line("Something was said."),))
    long = replace(digest, sections=(Section("long", "Long", Body(groups=(group,))),))
    lines = render(long, "text").splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert title.rsplit(maxsplit=1)[-1] in " ".join(lines)


def test_addresses_are_http_only(digest: Digest) -> None:
    for line in all_lines(digest):
        assert line.url is None or re.fullmatch(r"https?://[^\s\"<>`\\|{}]+", line.url)


class Page(html.parser.HTMLParser):
    """Collects the tags and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name in {"href", "src"}}


def test_html_holds_no_script_and_fetches_nothing(digest: Digest) -> None:
    page = Page()
    page.feed(render(digest, "html"))
    known = {"html", "head", "meta", "title", "style", "body", "table", "tr", "td", "th", "div", "span", "a", "bdi"}
    assert page.tags <= known | {"h1", "h2"}
    assert not any(name.startswith("on") or name == "src" for name in page.attributes)
    assert all(link.startswith(("https://", "http://")) for link in page.links)
    assert "url(" not in render(digest, "html")


def test_markdown_holds_no_html(digest: Digest) -> None:
    page = render(digest, "md")
    assert not re.search(r"<(?!https?://)", page)


def test_json_is_the_document(digest: Digest) -> None:
    loaded = json.loads(render(digest, "json"))
    assert loaded["schema_version"] == 1
    assert set(loaded) == {
        *("schema_version", "date", "session", "start", "end", "as_of", "headline", "notices", "sections"),
    }
    assert [section["key"] for section in loaded["sections"]] == [row.key for row in SECTIONS]
    assert loaded["as_of"] == "2024-07-15T12:00:00Z"


def test_an_unknown_format_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="md"):
        render(made(empty), "pdf")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_store_gives_the_same_bytes(form: str) -> None:
    assert render(made(fill), form) == render(made(fill), form)


def later(store: Store) -> None:
    """Everything that can become known after the digest was made."""
    after = NOW + dt.timedelta(minutes=1)
    wrong = claim("The Russell 2000 lost 9% on Friday.", direction="down", value=9.0, unit="pct")
    told = add(store, article("Small caps later", known=after), mood=-0.9, topics=("small_caps", "fed"), claims=[wrong])
    judge(store, told, "contradicted", measured=1.0)
    add(store, article("Again", known=after, story="small-week", rank=4, source="late"), mood=-0.9)
    forecast = article("Hopes for rate cuts grow", known=at("2024-07-14T15:00"), source="cnbc")
    judge(store, forecast, "did_not", knowable_at=after, decided_at=after)
    bars(store, "^RUT", [1900.0], last=dt.date(2024, 7, 15))
    bars(store, "IWM", [1.0], last=dt.date(2024, 7, 15))
    health.record(store, "crawl", ItemError("https://x.example", "gone", code="http_410"), after)
    add(store, article("Undated and seen later", known=None, first_seen_at=after))


@pytest.mark.parametrize("form", FORMATS)
def test_later_data_change_nothing(form: str) -> None:
    with open_store(":memory:") as store:
        fill(store)
        before = render(build(store, config(), date=TODAY, as_of=NOW), form)
        later(store)
        assert render(build(store, config(), date=TODAY, as_of=NOW), form) == before
        tomorrow = NOW + dt.timedelta(days=1)
        assert render(build(store, config(), date=dt.date(2024, 7, 16), as_of=tomorrow), form) != before


def test_no_story_and_no_claim_is_told_twice(digest: Digest) -> None:
    # Who disagrees may stand above already.
    sections = [section for section in digest.sections if section.key != "disagreements"]
    told = [line.show for section in sections for group in section.body.groups for line in group.lines if line.show]
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("date", "as_of", "start", "end"),
    [
        # Monday holds the weekend, from the hour of Friday at which Friday's digest ended.
        ("2024-07-15", "2024-07-15T12:00", "2024-07-12T12:00", "2024-07-15T12:00"),
        # The next morning begins where this one ended.
        ("2024-07-16", "2024-07-16T12:00", "2024-07-15T12:00", "2024-07-16T12:00"),
        # In the evening: from the close before.
        ("2024-07-16", "2024-07-16T23:00", "2024-07-15T20:00", "2024-07-16T23:00"),
        # A Saturday looks ahead to Monday and has Friday's evening.
        ("2024-07-13", "2024-07-13T12:00", "2024-07-12T12:00", "2024-07-13T12:00"),
        # After a half day and a holiday.
        ("2024-07-05", "2024-07-05T12:00", "2024-07-03T12:00", "2024-07-05T12:00"),
        # In hindsight the window still ends with its day.
        ("2024-07-15", "2024-12-31T12:00", "2024-07-12T20:00", "2024-07-16T03:59:59"),
    ],
)
def test_the_window(date: str, as_of: str, start: str, end: str) -> None:
    span = window(dt.date.fromisoformat(date), at(as_of))
    assert (span.start, span.end, span.as_of) == (at(start), at(end), at(as_of))


def test_an_as_of_before_the_window_is_refused() -> None:
    with open_store(":memory:") as store, pytest.raises(UsageError, match=r"the digest of 2024-07-15 begins"):
        build(store, config(), date=TODAY, as_of=at("2024-07-10T12:00"))
