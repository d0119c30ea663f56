"""feeds add, remove and health, opml, kept pages: through the command line, against a server on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import config
from tests.cli.conftest import Run
from tests.fetch.conftest import Site

NOW = "2024-07-15T12:00Z"


def rss(*items: tuple[str, str], title: str = "Desk Wire") -> bytes:
    rows = "".join(
        f"<item><guid isPermaLink='false'>{n}</guid><title>Story {n}</title><link>{link}</link>"
        f"<pubDate>{date}</pubDate></item>"
        for n, (link, date) in enumerate(items)
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{rows}</channel></rss>".encode()


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    home = b"".join(b"<link rel=alternate type='application/rss+xml' href='/%s'>" % name for name in (b"f", b"g"))
    server.routes["/"] = (200, {"Content-Type": "text/html"}, home)
    server.routes["/f"] = (200, {"ETag": '"1"'}, rss())
    server.routes["/g"] = (200, {}, rss(title="The other"))
    yield server
    server.close()


@pytest.fixture
def mine(tmp_path: Path, site: Site) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(
        f"# my list\nallow_hosts: ['127.0.0.1:{site.port}']\nfeeds:\n"
        "  - {name: A, url: 'https://a.example/f', source: a}  # a comment\n"
    )
    return path


def test_a_feed_is_added_by_the_address_of_its_site(run: Run, mine: Path, site: Site) -> None:
    before = mine.read_text()
    done = run("--feeds", mine, "feeds", "add", f"{site.url}/", "--source", "desk", "--topic", "fed", "--every", "2h")
    assert done.code == 0, done.err
    assert done.out == f"Desk Wire\t{site.url}/f\n"
    assert f"also announced: {site.url}/g (The other)" in done.err
    assert mine.read_text() == before + (
        f'  - {{name: Desk Wire, url: "{site.url}/f", source: desk, topics: [fed], every: 2h}}\n'
    )
    again = run("--feeds", mine, "feeds", "add", f"{site.url}/f/")
    assert again.code == 2  # no such page
    again = run("--feeds", mine, "feeds", "add", f"{site.url}/f")
    assert again.code == 2
    assert "in the list as 'Desk Wire'" in again.err
    other = run("--feeds", mine, "feeds", "add", f"{site.url}/g", "--name", "A (2)")
    assert other.code == 0
    names = [row["name"] for row in json.loads(run("--feeds", mine, "feeds", "list", "--json").out)]
    assert names == ["A", "Desk Wire", "A (2)"]


def test_what_was_tried_and_why_another_address_is_taken_is_said(run: Run, mine: Path, site: Site) -> None:
    site.routes["/blog"] = (200, {"Content-Type": "text/html"}, b"<html>a page</html>")
    site.routes["/blog/feed"] = (200, {}, rss(("", "2024-07-14T10:00:00Z"), title="Blog"))
    site.routes["/old"] = (301, {"Location": "/new"}, b"")
    site.routes["/new"] = (200, {}, rss(title="New"))
    host = site.url.removeprefix("http://")
    done = run("--feeds", mine, "feeds", "add", host)  # no scheme, and no TLS there
    assert f"looking for a feed at https://{host}" in done.err
    assert f"looking at http://{host}" in done.err
    assert "is a page; the feed that it announces is taken" in done.err
    assert done.out == f"Desk Wire\t{site.url}/f\n"
    done = run("--feeds", mine, "feeds", "add", f"{site.url}/blog")
    assert "one in a usual place is taken" in done.err
    assert "1 entry, the newest of 2024-07-14" in done.err
    done = run("--feeds", mine, "feeds", "add", f"feed:{site.url}/old")
    assert f"{site.url}/old: has moved for good" in done.err
    assert done.out == f"New\t{site.url}/new\n"
    done = run("--feeds", mine, "feeds", "add", f"{site.url}/g")
    assert [line for line in done.err.splitlines() if "taken" in line or "looking at" in line] == []


def test_an_address_without_a_feed_adds_nothing(run: Run, mine: Path, site: Site) -> None:
    before = mine.read_text()
    site.routes["/page"] = (200, {}, b"<html>nothing here</html>")
    done = run("--feeds", mine, "feeds", "add", f"{site.url}/page")
    assert done.code == 2
    assert "remedy" in done.err
    assert run("--feeds", mine, "feeds", "add", "ftp://a.example/f").code == 2
    assert run("--feeds", mine, "feeds", "add", "http://127.0.0.1:9/f").code == 2  # a port that is not allowed
    assert mine.read_text() == before


@pytest.mark.parametrize("url", ["ftp://a.example/f", "http://127.0.0.1:9/f", "/nothing"])
def test_what_cannot_be_added_comes_with_a_remedy(run: Run, mine: Path, site: Site, url: str) -> None:
    done = run("--feeds", mine, "feeds", "add", url if "://" in url else f"{site.url}{url}")
    assert done.code == 2
    assert "remedy: " in done.err


@pytest.mark.parametrize("command", [("feeds", "list"), ("feeds", "health"), ("feeds", "remove", "A"), ("crawl",),
                                     ("opml", "export")])  # fmt: skip
def test_a_list_that_is_not_there_is_named_with_what_begins_one(
    run: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    missing = tmp_path / "missing.yaml"
    for done in (run("--feeds", missing, *command), run(*command, environ={"AGGREGATOR_FEEDS": str(missing)})):
        assert done.code == 2
        assert str(missing) in done.err
        assert "feeds add" in done.err
    assert not missing.exists()


def test_opml_begins_a_list_that_is_not_there(run: Run, tmp_path: Path) -> None:
    outlines, missing = tmp_path / "o.opml", tmp_path / "missing.yaml"
    outlines.write_text("<opml><body><outline xmlUrl='https://a.example/f' text='A'/></body></opml>")
    assert run("opml", "import", outlines, environ={"AGGREGATOR_FEEDS": str(missing)}).code == 0
    assert [feed.url for feed in config.load(missing, environ={}).feeds] == ["https://a.example/f"]


@pytest.mark.parametrize("text", ["", "# mine", "\n# mine\n\n"])
def test_a_list_that_says_nothing_yet_is_begun(run: Run, tmp_path: Path, text: str) -> None:
    outlines, blank = tmp_path / "o.opml", tmp_path / "blank.yaml"
    outlines.write_text("<opml><body><outline xmlUrl='https://a.example/f' text='A'/></body></opml>")
    blank.write_text(text)
    assert "feeds add" in run("--feeds", blank, "feeds", "list").err
    done = run("--feeds", blank, "opml", "import", outlines)
    assert done.code == 0, done.err
    assert "1 feed" in done.err
    assert blank.read_text().startswith(text)
    assert [feed.name for feed in config.load(blank, environ={}).feeds] == ["A"]


def test_a_feed_is_removed_by_name_or_address(run: Run, mine: Path) -> None:
    assert run("--feeds", mine, "feeds", "remove", "nobody").code == 2
    done = run("--feeds", mine, "feeds", "remove", "A")
    assert (done.code, done.out) == (0, "A\thttps://a.example/f\n")
    assert config.load(mine, environ={}).feeds == ()
    assert "# my list" in mine.read_text()


def test_the_first_edit_begins_the_users_own_list(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "data_dir", lambda: tmp_path / "data")
    first = config.load(None, environ={}).feeds[0]
    assert run("feeds", "remove", first.name).code == 0
    own = tmp_path / "data" / "feeds.yaml"
    assert "# --- Statistics" in own.read_text()
    names = [row["name"] for row in json.loads(run("feeds", "list", "--json").out)]
    assert first.name not in names
    assert len(names) == len(config.load(config.packaged_feeds(), environ={}).feeds) - 1


def test_opml_goes_out_and_comes_in(run: Run, mine: Path, tmp_path: Path) -> None:
    written, copy = tmp_path / "out.opml", tmp_path / "copy.yaml"
    assert run("opml", "export", "-o", written).code == 0
    done = run("--feeds", copy, "opml", "import", written)
    assert done.code == 0, done.err
    packaged = config.load(config.packaged_feeds(), environ={}).feeds
    assert done.out == f"{len(packaged)} added, 0 known\n"
    key = {feed.url: feed for feed in config.load(copy, environ={}).feeds}
    assert all(key[feed.url] == feed for feed in packaged if not feed.selectors)
    assert run("--feeds", copy, "opml", "import", written).out == f"0 added, {len(packaged)} known\n"
    before = mine.read_text()
    done = run("--feeds", mine, "opml", "export")
    assert 'text="A"' in done.out
    bad = tmp_path / "bad.opml"
    bad.write_bytes(b"<rss/>")
    done = run("--feeds", mine, "opml", "import", bad)
    assert done.code == 2
    assert "no OPML" in done.err
    assert mine.read_text() == before


def health(run: Run, *arguments: object) -> dict[str, dict[str, object]]:
    return {row["name"]: row for row in json.loads(run(*arguments, "feeds", "health", "--json").out)}


def test_health_tells_frozen_failing_and_gone_feeds_from_good_ones(run: Run, tmp_path: Path, site: Site) -> None:
    daily = [("", f"2024-06-{day:02d}T10:00:00Z") for day in range(1, 21)]  # and then silence, for 25 days
    fresh = [("", f"2024-07-{day:02d}T10:00:00Z") for day in range(1, 15)]
    site.routes["/frozen"], site.routes["/good"] = (200, {}, rss(*daily)), (200, {}, rss(*fresh))
    site.routes["/gone"] = (410, {}, b"")
    mine, db = tmp_path / "mine.yaml", tmp_path / "x.db"
    rows = "".join(
        f"  - {{name: {name}, url: '{site.url}/{name}', source: {name}}}\n"
        for name in ("frozen", "good", "gone", "missing")
    )
    mine.write_text(f"allow_hosts: ['127.0.0.1:{site.port}']\nfeeds:\n{rows}")
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0\n")
    assert run("--db", db, "--feeds", mine, "--now", NOW, "crawl").code == 1
    found = health(run, "--db", db, "--feeds", mine, "--now", NOW)
    assert {name: row["status"] for name, row in found.items()} == {
        "frozen": "frozen", "good": "ok", "gone": "gone", "missing": "failing"}  # fmt: skip
    assert (found["frozen"]["rhythm"], found["frozen"]["silence_allowed"]) == ("24 h", "10 d")
    assert (found["good"]["articles"], found["good"]["partial"], found["good"]["last_week"]) == (14, 14, 14)
    assert found["gone"]["next_due_at"] is None
    then = run("--db", db, "--feeds", mine, "feeds", "health", "--as-of", "2024-07-15T13:00Z", "--json")
    told = {row["name"]: row for row in json.loads(then.out)}
    assert {name: row["status"] for name, row in told.items()} == {
        "frozen": "frozen", "good": "ok", "gone": "failing", "missing": "failing"}  # fmt: skip
    kept = ("articles", "last_week", "newest_entry_at", "rhythm", "silence_allowed")
    assert all(told[name][part] == found[name][part] for name in ("frozen", "good") for part in kept)
    assert (told["good"]["next_due_at"], told["good"]["errors"], told["good"]["last_success_at"]) == (None, None, None)
    assert str(told["missing"]["last_error"]).startswith("http_status since 2024-07-15 ")
    before = run("--db", db, "--feeds", mine, "feeds", "health", "--as-of", "2024-07-01", "--json")
    assert {(row["status"], row["articles"]) for row in json.loads(before.out)} == {("unknown", 0)}
    later = [("", f"2024-07-{day:02d}T10:00:00Z") for day in range(1, 19)]
    site.routes["/good"], site.routes["/missing"] = (200, {}, rss(*later)), (200, {}, rss(*fresh))
    run("--db", db, "--feeds", mine, "--now", "2024-07-20T12:00Z", "crawl")
    again = run("--db", db, "--feeds", mine, "feeds", "health", "--as-of", "2024-07-15T13:00Z", "--json")
    assert again.out == then.out
    assert "failing" in run("--db", db, "--feeds", mine, "feeds", "health", "--as-of", "2024-07-15T13:00Z").out
    digest = run("--db", db, "--feeds", mine, "digest", "--as-of", "2024-07-15T13:00Z")
    assert "silent for longer than their own rhythm allows" in digest.out
    assert f"{site.url}/frozen" in digest.out.replace("\n", "")
    assert f"{site.url}/good" not in digest.out


def test_health_says_what_is_wrong_with_a_feed_that_answers_and_breaks_no_word(
    run: Run, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = rss(("", "2024-07-14T10:00:00Z"), ("", "2024-07-15T10:00:00Z"))
    site.routes["/broken"] = (200, {}, good[: len(good) * 4 // 5])
    site.routes["/latin"] = (
        200,
        {"Content-Type": "text/xml; charset=us-ascii"},
        good.replace(b"Desk", "Caf\u00e9".encode()),
    )
    site.routes["/undated"] = (200, {}, rss(("", ""), ("", "")))
    site.routes["/future"] = (200, {}, rss(("", "2044-07-14T10:00:00Z")))
    site.routes["/twins"] = (200, {}, rss(("/a", "2024-07-14T10:00:00Z"), ("/a", "2024-07-14T10:00:00Z")))
    site.routes["/moved"] = (301, {"Location": "/good"}, b"")
    site.routes["/good"], site.routes["/limited"] = (200, {}, good), (429, {"Retry-After": "3600"}, b"")
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0\n")
    names = ("broken", "latin", "undated", "future", "twins", "moved", "limited", "good")
    mine, db = tmp_path / "mine.yaml", tmp_path / "x.db"
    rows = "".join(f"  - {{name: The {name} feed, url: '{site.url}/{name}', source: x}}\n" for name in names)
    mine.write_text(f"allow_hosts: ['127.0.0.1:{site.port}']\nfeeds:\n{rows}")
    run("--db", db, "--feeds", mine, "--now", NOW, "crawl")
    for columns in ("60", "80", "140"):
        monkeypatch.setenv("COLUMNS", columns)
        shown = run("--db", db, "--feeds", mine, "--now", NOW, "feeds", "health").out
        assert max(map(len, shown.splitlines())) <= max(80, int(columns))
        for words in ("last success", "failing", "15 Jul 12:00", "broken", "limited"):
            assert words in shown, columns
    told = {
        name: shown[at : shown.find("The ", at + 1)] for name in names if (at := shown.find(f"The {name} feed: ")) > 0
    }
    assert "breaks off before its end" in told["broken"]
    assert "us-ascii" in told["latin"]
    assert "no entry has a date" in told["undated"]
    assert "1 of 1 entries are dated ahead" in told["future"]
    assert "1 of 2 entries name a page that another names too" in told["twins"]
    assert f"{site.url}/good (1 poll)" in told["moved"].replace("\n  ", " ")
    assert "429" in told["limited"]
    assert "good" not in told


def test_a_site_is_asked_for_its_robots_file_once_a_day(run: Run, tmp_path: Path, site: Site) -> None:
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0\nDisallow: /no\n")
    mine, db = tmp_path / "mine.yaml", tmp_path / "x.db"
    mine.write_text(f"allow_hosts: [127.0.0.1]\nfeeds: [{{name: A, url: '{site.url}/f', source: a}}]\n")
    asked, told = [], []
    for now in ("2024-07-15T12:00Z", "2024-07-16T11:00Z", "2024-07-16T12:00Z"):
        told += [("/no", now), (f"/p{len(told)}", now)]
        site.routes["/f"] = (200, {}, rss(*((f"{site.url}{path}?{n}", date) for n, (path, date) in enumerate(told))))
        assert run("--db", db, "--feeds", mine, "--now", now, "crawl").code == 1
        asked.append(sorted(path.partition("?")[0] for path in site.paths()))
        site.seen.clear()
    assert asked == [["/f", "/p0", "/robots.txt"], ["/f", "/p2"], ["/f", "/p4", "/robots.txt"]]


def test_what_is_not_in_english_is_named(run: Run, tmp_path: Path, site: Site) -> None:
    text = (
        "Die Aktien kleiner Unternehmen stiegen am Freitag, weil die Renditen fielen und Anleger Geld umschichteten. "
        * 5
    )
    page = f"<html lang=de><article><h1>Story 0</h1><p>{text}</p></article>".encode()
    site.routes["/a"] = (200, {"Content-Type": "text/html"}, page)
    site.routes["/f"] = (200, {}, rss((f"{site.url}/a", "2024-07-15T10:00:00Z")))
    mine, db = tmp_path / "mine.yaml", tmp_path / "x.db"
    mine.write_text(f"allow_hosts: [127.0.0.1]\nfeeds: [{{name: A, url: '{site.url}/f', source: a}}]\n")
    assert run("--db", db, "--feeds", mine, "--now", NOW, "crawl").code == 0
    assert "A: 1 article not in English" in run("--db", db, "--feeds", mine, "--now", NOW, "feeds", "health").out
    assert "2024-07-15 10:00Z  a  [not in English: de]" in run("--db", db, "search", "Aktien").out
    (hit,) = json.loads(run("--db", db, "search", "Aktien", "--json").out)
    assert hit["language"] == "de"
    shown = run("--db", db, "show", hit["id"]).out
    assert "\nlanguage   not in English: de; mood and claims" in shown
    assert json.loads(run("--db", db, "show", hit["id"], "--json").out)["article"]["language"] == "de"
    assert "1 article not in English" in run("--db", db, "--feeds", mine, "digest", "--as-of", "2024-07-15T13:00Z").out
    rows = json.loads(run("--db", db, "--feeds", mine, "doctor", "--json").out)
    assert [row["detail"][-4:] for row in rows if row["check"] == "language"] == ["de 1"]


def test_pages_are_kept_and_read_again(run: Run, tmp_path: Path, site: Site) -> None:
    text = "Small companies rose on Friday as yields fell and investors moved their money. " * 5
    site.routes["/a"] = (
        200,
        {"Content-Type": "text/html"},
        f"<article><h1>Story 0</h1><p>{text}</p></article>".encode(),
    )
    site.routes["/f"] = (200, {}, rss((f"{site.url}/a", "2024-07-15T10:00:00Z")))
    mine, db = tmp_path / "mine.yaml", tmp_path / "x.db"
    mine.write_text(f"allow_hosts: [127.0.0.1]\nkeep_raw: true\nfeeds: [{{name: A, url: '{site.url}/f', source: a}}]\n")
    assert run("--db", db, "--feeds", mine, "--now", NOW, "crawl").code == 0
    seen = len(site.seen)
    done = run("--db", db, "--feeds", mine, "--now", NOW, "reextract")
    assert done.code == 0, done.err
    assert "1 page, 1 same" in done.err
    assert len(site.seen) == seen
