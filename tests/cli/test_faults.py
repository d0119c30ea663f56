"""What is broken, missing or misspelled is named with its remedy, and never taken for done."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aggregator.understand.encoder import model
from tests.cli.conftest import Run

LINE = '{"title": "Stocks rise", "body": "They rose a little.", "published": "2024-07-01"}\n'


@pytest.fixture
def copy(db: Path, tmp_path: Path) -> Path:
    shutil.copy(db, tmp_path / "copy.db")
    return tmp_path / "copy.db"


def damage(path: Path) -> None:
    """Overwrite pages in the middle, as a bad disk does."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xa5" * 65_536)


# --- models -------------------------------------------------------------------------------------------------------


def test_doctor_reports_a_missing_model_and_goes_on(
    run: Run, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "default_path", lambda: tmp_path / "gone")
    done = run("--db", db, "doctor", "--format", "csv")
    assert done.code == 1
    assert "model,bad," in done.out
    assert "gone" in done.out
    assert "claims,ok," in done.out


def test_the_packaged_model_is_named_where_it_belongs(tmp_path: Path) -> None:
    from aggregator.understand.encoder import folder

    package = tmp_path / "site-packages" / "aggregator"
    package.mkdir(parents=True)
    assert folder._default_path(package) == package / "_data/models/commentary"
    (package.parent / "pyproject.toml").touch()
    assert folder._default_path(package) == package.parent / "models/commentary"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("{}/none", "no such folder"),
        ("models/none/", "no such folder"),
        ("~/no-such-model-folder", "no such folder"),
        ("{}/empty", "no model in it"),
        ("{}/note.txt", "is no folder"),
    ],
)
def test_a_wrong_model_is_told_from_a_missing_library(
    run: Run, db: Path, tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "note.txt").write_text("no model")
    done = run("--db", db, "analyze", "--model", name.format(tmp_path))
    assert done.code == 2
    assert words in done.err
    assert "torch" not in done.err


# --- stores -------------------------------------------------------------------------------------------------------


def test_of_a_damaged_store_no_backup_is_written(run: Run, copy: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.db", tmp_path / "bad.db"
    assert run("--db", copy, "backup", good).code == 0
    damage(copy)
    done = run("--db", copy, "backup", bad)
    assert done.code == 2
    assert "damaged" in done.err
    assert "remedy" in done.err
    assert not bad.exists()
    assert good.exists()


def test_a_store_far_from_any_folder_is_not_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINE)
    done = run("--db", tmp_path / "no/such/x.db", "import", tmp_path / "a.jsonl")
    assert done.code == 2
    assert "no such folder" in done.err
    assert not (tmp_path / "no").exists()
    done = run("--db", tmp_path / "new/x.db", "import", tmp_path / "a.jsonl")
    assert done.code == 0
    assert "makes the folder" in done.err


def test_leaktest_that_is_terminated_leaves_no_copy(db: Path, tmp_path: Path) -> None:
    program = [sys.executable, "-c", "from aggregator.cli import main; main()", "--db", str(db), "leaktest"]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        program, cwd=root, env={"TMPDIR": str(tmp_path)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob("*/copy.db")) and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 128 + signal.SIGTERM
    assert not list(tmp_path.glob("aggregator-leaktest-*"))


# --- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("<opml><body>", 2, "ends before its first feed"),
        ('<opml><body><outline xmlUrl="https://a.example/f"/>', 1, "ends before </opml>"),
        ('<opml><body><outline xmlUrl="https://a.example/f"/></body></opml>', 0, "1 feed"),
        ("<opml><body></body></opml>", 0, ""),
    ],
)
def test_a_list_of_feeds_that_is_cut_short_is_named(run: Run, tmp_path: Path, text: str, code: int, said: str) -> None:
    (tmp_path / "list.opml").write_text(text)
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    done = run("--feeds", tmp_path / "feeds.yaml", "opml", "import", tmp_path / "list.opml")
    assert done.code == code, done.err
    assert said in done.err


@pytest.mark.parametrize("data", ["Übung für Bären".encode("latin-1") * 9, b"\x00\x01\xff\xfe" * 90])
def test_bytes_that_are_no_text_are_refused(run: Run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.txt").write_bytes(data)
    done = run("extract", tmp_path / "x.txt", "--published", "2024-07-15")
    assert (done.code, done.out) == (2, "")
    assert "x.txt: is no text" in done.err
    assert "remedy" in done.err


def test_bytes_that_are_no_page_are_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"<html><p>" + b"\x00\x01\xff\xfe" * 90)
    done = run("article", tmp_path / "x.bin")
    assert (done.code, done.out) == (2, "")
    assert "is no text" in done.err


def test_what_is_no_page_says_what_to_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Stocks rose a little on that day.")
    done = run("article", tmp_path / "x.txt")
    assert done.code == 2
    assert f"{tmp_path / 'x.txt'}: has no markup" in done.err
    assert "aggregator extract" in done.err


def test_a_file_that_is_not_there_keeps_no_other_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINE)
    done = run("--db", tmp_path / "x.db", "import", tmp_path / "a.jsonl", tmp_path / "none.jsonl")
    assert done.code == 1
    assert "1 new" in done.err
    assert "none.jsonl: cannot be read (No such file or directory)" in done.err
    (tmp_path / "none.jsonl").write_text(LINE.replace("Stocks", "Bonds"))
    assert run("--db", tmp_path / "x.db", "import", tmp_path / "none.jsonl").code == 0
    assert "none.jsonl" not in run("--db", tmp_path / "x.db", "doctor").out


@pytest.mark.parametrize("name", ["x.xls", "x.csv.gz"])
def test_an_ending_that_no_format_has_is_no_csv(run: Run, db: Path, tmp_path: Path, name: str) -> None:
    done = run("--db", db, "export", "articles", "-o", tmp_path / name)
    assert done.code == 2
    assert "--format" in done.err
    assert not (tmp_path / name).exists()
    assert run("--db", db, "export", "articles", "-o", tmp_path / name, "--format", "csv").code == 0
    assert run("--db", db, "export", "articles", "-o", tmp_path / "plain").code == 0


def test_missing_directories_say_where_to_get_them(run: Run, tmp_path: Path) -> None:
    done = run("--db", tmp_path / "x.db", "entities", "update", "--dir", tmp_path)
    assert done.code == 1
    assert "remedy: save https://" in done.err


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", ""), "ID is empty"),
        (("feeds", "add", ""), "URL is empty"),
        (("feeds", "add", "http://127.0.0.1/x"), "127.0.0.1 is a special address"),
    ],
)
def test_empty_and_special_words_are_named(run: Run, db: Path, arguments: tuple[str, ...], words: str) -> None:
    done = run("--db", db, *arguments)
    assert done.code == 2
    assert words in done.err
    assert "is 127.0.0.1," not in done.err


def test_a_series_of_mostly_empty_hours_says_so(run: Run, db: Path) -> None:
    assert "rows hold news" in run("--db", db, "export", "sentiment", "--freq", "hour").err
    assert "hold news" not in run("--db", db, "export", "sentiment").err
