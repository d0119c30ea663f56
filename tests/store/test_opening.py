"""Opening, migrating, transactions and backups."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from aggregator.errors import StoreError
from aggregator.store import articles, db, open_store
from aggregator.store.schema import migrations
from tests.store.made import article


def script(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.close()


def filled(path: Path) -> bytes:
    """A store with an article; its bytes when nothing is open."""
    with open_store(path) as store:
        articles.save(store, article())
    return path.read_bytes()


def test_a_new_file_is_made_with_the_whole_schema(tmp_path: Path) -> None:
    with open_store(tmp_path / "deep" / "er" / "x.db") as store:
        tables = {row["name"] for row in store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"articles", "revisions", "claims", "verdicts", "bars", "signals", "revisions_fts"} <= tables


def test_the_schema_version_counts_the_migrations() -> None:
    store = open_store(":memory:")
    assert len(migrations.applied(store.utils)) == db.SCHEMA_VERSION
    assert not migrations.pending(store.utils)


@pytest.mark.parametrize("stop", [migration.name for migration in migrations.pending(Database(memory=True))])
def test_every_older_version_is_brought_up_to_date(tmp_path: Path, stop: str) -> None:
    path = tmp_path / "old.db"
    old = Database(path)
    migrations.apply(old, stop_before=stop)
    old.execute(f"PRAGMA application_id = {db.APPLICATION_ID}")
    old.close()
    with open_store(path) as store:
        assert not migrations.pending(store.utils)
        assert articles.save(store, article()) == "new"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b"this is no database at all" * 100), "not a database"),
        (lambda path: path.mkdir(), "is a folder"),
        (
            lambda path: script(path, f"PRAGMA application_id = {db.APPLICATION_ID}; PRAGMA user_version = 99"),
            "newer",
        ),
        (lambda path: script(path, "CREATE TABLE books (title)"), "another program"),
        (lambda path: script(path, "CREATE TABLE books (title); PRAGMA user_version = 8"), "another program"),
    ],
    ids=["garbage", "folder", "newer", "foreign", "foreign with our version"],
)
def test_what_is_no_store_of_ours_is_a_clear_error(tmp_path: Path, make: object, words: str) -> None:
    path = tmp_path / "x.db"
    make(path)  # type: ignore[operator]
    with pytest.raises(StoreError, match=words) as caught:
        open_store(path)
    assert str(path) in str(caught.value)
    assert caught.value.remedy


def test_reading_does_not_make_a_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such database"):
        open_store(tmp_path / "x.db", create=False)
    assert not (tmp_path / "x.db").exists()


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    def half() -> None:
        with store.write():
            articles.save(store, article())
            raise RuntimeError("killed here")

    with open_store(tmp_path / "x.db") as store:
        with pytest.raises(RuntimeError):
            half()
        assert articles.count(store) == 0
        assert articles.save(store, article()) == "new"


def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    errors: list[BaseException] = []

    def work(offset: int) -> None:
        try:
            with open_store(path) as store:
                for number in range(40):
                    articles.save(store, article(f"a{number}"))
                    articles.save(store, article(f"b{offset}-{number}"))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(offset,)) for offset in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    with open_store(path) as store:
        assert articles.count(store) == 40 + 3 * 40
        assert store.one("PRAGMA integrity_check") == "ok"


@pytest.mark.parametrize("round_", range(10))
def test_many_may_make_the_file_at_once(tmp_path: Path, round_: int) -> None:
    errors: list[BaseException] = []

    def make() -> None:
        try:
            with open_store(tmp_path / f"{round_}.db") as store:
                articles.save(store, article())
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def test_a_backup_is_a_whole_store(tmp_path: Path) -> None:
    with open_store(tmp_path / "x.db") as store:
        articles.save(store, article())
        db.backup(store, tmp_path / "copy.db")
    with open_store(tmp_path / "copy.db", create=False) as copy:
        assert articles.get(copy, "a1") is not None


def test_another_programs_database_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "books.sqlite"
    script(path, "CREATE TABLE books (title); INSERT INTO books VALUES ('A book')")
    before = path.read_bytes()
    for create in (True, False):
        with pytest.raises(StoreError, match="another program"):
            open_store(path, create=create)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["books.sqlite"]


def test_an_empty_file_is_no_store_to_read(tmp_path: Path) -> None:
    (tmp_path / "x.db").touch()
    with pytest.raises(StoreError, match="no such database"):
        open_store(tmp_path / "x.db", create=False)
    assert (tmp_path / "x.db").read_bytes() == b""


@pytest.mark.parametrize("unwritable", ["x.db", "closed", "both"])
def test_a_store_that_cannot_be_written_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unwritable: str
) -> None:
    path = tmp_path / "closed" / "x.db"
    before = filled(path)
    shut = {"x.db", "closed"} if unwritable == "both" else {unwritable}
    # The mode bits bind nobody who runs the tests as root, so the question is answered for SQLite too.
    monkeypatch.setattr(os, "access", lambda place, _mode: Path(place).name not in shut)
    with open_store(path, create=False) as store:
        assert articles.count(store) == 1
        files = {file.name for file in path.parent.iterdir()}
    with pytest.raises(StoreError, match="readonly") as caught, open_store(path, create=False) as store:
        articles.save(store, article("a2"))
    assert "writable" in (caught.value.remedy or "")
    assert path.read_bytes() == before
    if "closed" in shut:
        assert files == {"x.db"}


def test_a_log_that_waits_beside_a_closed_store_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.db"
    with open_store(path) as writer:
        articles.save(writer, article())
        monkeypatch.setattr(os, "access", lambda *_: False)
        with open_store(path, create=False) as store:
            assert articles.count(store) == 1


def test_each_fault_of_the_file_has_its_own_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 10)
    path = tmp_path / "x.db"
    with open_store(path) as first, open_store(path) as second, first.write():
        with pytest.raises(StoreError, match="locked") as caught:
            articles.save(second, article())
        assert "another process" in (caught.value.remedy or "")
    whole = filled(path)
    path.write_bytes(whole[: db.PAGE_SIZE] + b"\xff" * (len(whole) - db.PAGE_SIZE))
    with pytest.raises(StoreError, match="malformed") as caught, open_store(path) as store:
        articles.get(store, "a1")
    assert "restore a backup" in (caught.value.remedy or "")
    assert str(path) in caught.value.message
