"""What holds for every command: help with an example, a line in the docs, clear errors, exit codes."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from aggregator.cli import cli
from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]


def commands(group: click.Group = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


ALL = list(commands())


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_help_says_what_it_does_and_shows_an_example(path: tuple[str, ...], command: click.Command, run: Run) -> None:
    done = run(*path, "--help")
    assert done.code == 0
    assert re.search(r"Examples?:", done.out), done.out
    assert f"aggregator {' '.join(path)}" in done.out
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{parameter.name} has no help"


@pytest.mark.parametrize("name", ["commands.md", "tables.md"])
def test_the_pages_that_are_written_from_the_code_are_up_to_date(name: str) -> None:
    script = runpy.run_path(str(ROOT / "docs" / "generate.py"))
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == script["PAGES"][name](), "run: python docs/generate.py"


def test_every_command_has_its_heading() -> None:
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert all(f"\n## {' '.join(path)}\n" in written for path, _ in ALL)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nonsense",), "No such command"),
        (("search", "--nonsense"), "No such option"),
        (("search", "--since", "yesterday"), "yesterday"),
        (("search", "--kind", "rumour"), "rumour"),
        (("search", "colour:red"), "colour"),
        (("digest", "--date", "2024-13-01"), "2024-13-01"),
        (("--now", "noon", "analyze"), "noon"),
        (("extract", "-"), "--published"),
        (("extract", "-", "--published", "soon"), "soon"),
        (("extract", "/no/such/file", "--published", "2024-07-15"), "/no/such/file"),
        (("export", "sentiment", "--format", "parquet"), "-o"),
        (("import", "/no/such/file"), "/no/such/file"),
        (("crawl", "no such feed"), "no such feed"),
        (("prices", "--provider", "oracle"), "oracle"),
        (("analyze", "--model", "/no/such/model"), "/no/such/model"),
        (("--feeds", "/no/such/feeds.yaml", "feeds", "list"), "/no/such/feeds.yaml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_wrong_call_names_what_is_wrong_and_exits_with_2(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    from aggregator.store import open_store

    open_store(tmp_path / "x.db").close()
    done = run(*arguments, environ={"AGGREGATOR_DB": str(tmp_path / "x.db")})
    assert done.code == 2, (done.out, done.err)
    assert words in done.err
    assert "Traceback" not in done.err


def test_a_wrong_key_of_feeds_yaml_is_named_with_file_and_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("feeds:\n  - {name: A, url: 'https://a.example/f', source: a}\nwatchlist: [IWM]\n")
    done = run("--feeds", path, "feeds", "list")
    assert done.code == 2
    assert f"{path}" in done.err
    assert "3" in done.err
    assert "watchlist" in done.err
    assert "watch" in done.err.split("remedy")[1]


def test_extract_gives_the_contract_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    done = run(
        "extract",
        "-",
        "--published",
        "2024-07-15T12:00Z",
        stdin=b"The Russell 2000 gained 6.08% last week.",
        environ={"AGGREGATOR_DB": str(tmp_path / "x.db")},
    )
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert {"sentences", "mentions", "claims"} <= set(found)
    claim = found["claims"][0]
    assert (claim["kind"], claim["entity_id"], claim["value"]) == ("move", "index:RUT", 6.08)
    assert not (tmp_path / "x.db").exists()


def test_extract_gives_offsets_into_the_text_as_it_is(run: Run) -> None:
    text = "The S&P 500 rose 1% on Friday.\r\n\r\nThe Russell 2000 fell 2% on Friday.\r\n"
    done = run("extract", "-", "--published", "2024-07-15T12:00Z", "--json", stdin=text.encode())
    found = json.loads(done.out)
    assert len(found["claims"]) == 2
    for row in (*found["sentences"], *found["mentions"]):
        assert text[row["start"] : row["end"]] == row["text"]
    for claim in found["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["evidence"]


def test_extract_reads_no_markup_as_text(run: Run) -> None:
    page = b"<p>The <b>S&amp;P 500</b> fell 1.2%.</p>"
    done = run("extract", "-", "--published", "2024-07-15T12:00Z", stdin=page)
    assert done.code == 2
    assert "aggregator article" in done.err


def test_feeds_parse_never_stops_at_a_bad_file(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_text("<rss version='2.0'><channel><title>t</title><item><title>x</title></item></channel></rss>")
    bad.write_bytes(b"\x00\x01")
    done = run("feeds", "parse", bad, good, tmp_path / "none.xml")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 1
    assert [row["error"] is None for row in rows] == [False, True, False]
    assert rows[1]["entries"][0]["title"] == "x"


def test_article_gives_the_contract(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "p.html"
    words = "The Russell 2000 rose as investors bought smaller companies and sold the large ones again. " * 6
    page.write_text(f"<html lang='en'><title>A title | Site</title><article><h1>A title</h1><p>{words}</p></article>")
    done = run("article", page, "--url", "https://a.example/2024/07/12/a-title")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert found["title"] == "A title"
    assert found["published_source"] == "url"
    assert set(found) >= {"title", "text", "published", "author", "language", "canonical_url", "partial", "tickers"}


def test_an_import_is_repeated_without_effect(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    rows = [
        {"title": "Small caps rise", "body": "The Russell 2000 gained 2% on Friday. " * 3, "published": "2024-07-12"},
        {"title": "No date", "body": "The Fed held rates. " * 5},
        {"title": "Month only", "body": "Inflation cooled. " * 5, "published": "2024-07"},
    ]
    file.write_text("\n".join([*(json.dumps(row) for row in rows), "{broken"]))
    first = run("--db", tmp_path / "x.db", "import", file, "--source", "desk")
    assert first.code == 1
    assert "3 new" in first.err
    assert "2 excluded" in first.err
    assert "a.jsonl" in first.err
    again = run("--db", tmp_path / "x.db", "import", file, "--source", "desk")
    assert "new" not in again.err.split("import:")[1].split("\n")[0]
    assert "3 same" in again.err


def test_prices_from_files_and_a_symbol_that_is_not_there(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "bars"
    folder.mkdir()
    (folder / "IWM.csv").write_text("date,open,high,low,close,volume\n2024-07-12,211,214,210,213,100\nbad line\n")
    done = run("--db", tmp_path / "x.db", "prices", "IWM", "NONE", "--dir", folder)
    assert done.code == 1
    assert "NONE" in done.err
    assert "IWM.csv" in done.err
    assert "1 bar" in done.err


def test_a_backup_overwrites_nothing(run: Run, db: Path, tmp_path: Path) -> None:
    assert run("--db", db, "backup", tmp_path / "b.db").code == 0
    assert run("--db", tmp_path / "b.db", "search", "IWM").code == 0
    assert run("--db", db, "backup", tmp_path / "b.db").code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_tab_completion_is_offered(run: Run, shell: str) -> None:
    assert "_AGGREGATOR_COMPLETE" in run("completion", shell).out


def test_entities_come_from_public_directories(run: Run, tmp_path: Path) -> None:
    (tmp_path / "nasdaq_listed.csv").write_text(
        'Symbol,Security Name,Test Issue,ETF\nXMPL,"Example Robotics, Inc. - Common Stock",N,N\nZZTST,Test,Y,N\n'
    )
    done = run("--db", tmp_path / "x.db", "entities", "update", "--dir", tmp_path)
    assert done.code == 1
    assert "nasdaq-listed: 1 entities" in done.err
    assert "other_listed.csv" in done.err


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """An empty store."""
    from aggregator.store import open_store

    open_store(tmp_path / "x.db").close()
    return tmp_path / "x.db"


def damage(db: Path) -> None:
    """All pages but the first become garbage."""
    page = 16_384
    db.write_bytes(db.read_bytes()[:page] + b"\xff" * (db.stat().st_size - page))


@pytest.mark.parametrize("command", [("search", "Fed"), ("analyze",), ("export", "articles"), ("claims",)])
def test_a_damaged_store_is_an_error_with_a_remedy(run: Run, store: Path, command: tuple[str, ...]) -> None:
    damage(store)
    done = run("--db", store, *command)
    assert done.code == 2, done.err
    assert f"Error: {store}: " in done.err
    assert "restore a backup" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("garbage", [False, True], ids=["pages", "whole"])
def test_doctor_calls_a_damaged_store_bad(run: Run, store: Path, garbage: bool) -> None:
    if garbage:
        store.write_bytes(b"no database " * 999)
    else:
        damage(store)
    done = run("--db", store, "doctor", "--json")
    assert done.code == 1, done.err
    (row,) = [row for row in json.loads(done.out) if row["check"] == "store"]
    assert row["state"] == "bad"
    assert "remedy" in row["detail"]


def test_doctor_lists_so_many_failures_and_counts_the_rest(run: Run, store: Path) -> None:
    import datetime as dt

    from aggregator.errors import ItemError
    from aggregator.store import health, open_store

    with open_store(store) as opened:
        for number in range(63):
            health.record(opened, "import", ItemError(f"a:{number}", "x", code="x"), dt.datetime.now(dt.UTC))
    rows = [row for row in json.loads(run("--db", store, "doctor", "--json").out) if row["state"] == "failing"]
    assert len(rows) == 51
    assert rows[-1]["detail"] == "and 13 more"


@pytest.mark.parametrize("command", [("analyze",), ("align",), ("search", "x"), ("doctor",), ("digest",)])
def test_a_mistyped_store_is_not_made(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    done = run("--db", tmp_path / "typo.db", *command)
    assert done.code == 2
    assert "typo.db: no such database" in done.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("published", "known"),
    [("2024-07-16", "2024-07-17T03:59:59Z"), ("2024-07-16T00:00Z", "2024-07-16T00:00:00Z")],
)
def test_a_bare_date_is_known_at_the_end_of_that_day(run: Run, tmp_path: Path, published: str, known: str) -> None:
    (tmp_path / "note.txt").write_text("A headline\n\nThe Fed held rates on Tuesday.\n")
    db = tmp_path / "x.db"
    assert run("--db", db, "import", tmp_path / "note.txt", "--published", published).code == 0
    (line,) = run("--db", db, "export", "articles", "--format", "jsonl").out.splitlines()
    assert json.loads(line)["knowable_at"] == known


def piped(db: Path, command: str) -> subprocess.CompletedProcess[str]:
    """A shell line with the real program in it; the exit code is the program's own."""
    program = f"{sys.executable} -c 'from aggregator.cli import main; main()' --db {db}"
    line = command.replace("aggregator", program)
    return subprocess.run(
        ["bash", "-c", f"{line}; exit ${{PIPESTATUS[0]}}"], capture_output=True, text=True, cwd=ROOT, check=False
    )


@pytest.mark.parametrize("form", ["table", "jsonl"])
def test_a_reader_that_has_had_enough_is_no_error(store: Path, form: str) -> None:
    from aggregator.store import articles, open_store
    from tests.builders import article

    with open_store(store) as opened:
        for number in range(300):
            articles.save(opened, article(f"The Fed held rates, note {number}. " * 20))
    done = piped(store, f"aggregator search Fed --limit 0 --format {form} | true")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["feeds list", "completion bash", "feeds list --format jsonl"])
def test_a_full_disk_under_the_output_is_a_clear_error(store: Path, command: str) -> None:
    done = piped(store, f"aggregator {command} > /dev/full")
    assert done.returncode == 2
    assert "Error: output: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
