"""The connection: opening, migrating, and transactions."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from aggregator.errors import StoreError

if TYPE_CHECKING:
    from sqlite_utils import Database

# The number of the newest migration. Reading skips sqlite-utils (430 ms to import) when the file already has it.
SCHEMA_VERSION = 10
APPLICATION_ID = 0x41474752  # "AGGR": marks the file as ours, so that no other program's database is ever migrated
BUSY_TIMEOUT_MS = 30_000
RETRY_MS = 20
PAGE_SIZE = 16_384  # stores the same rows in two thirds of the space and writes twice as fast under WAL


class Store:
    """One open database. Reading needs `sqlite3` alone; the writing side loads sqlite-utils on first use."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self.connection = connection
        self.path = path
        self._utils: Database | None = None

    @property
    def utils(self) -> Database:
        """The same connection through sqlite-utils, for writes and migrations."""
        if self._utils is None:
            from sqlite_utils import Database

            self._utils = Database(self.connection, recursive_triggers=False, execute_plugins=False)
        return self._utils

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self.connection.execute(sql, parameters).fetchall()

    def one(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.connection.execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def insert_new(self, table: str, rows: Iterable[dict[str, object]]) -> None:
        """Insert rows through sqlite-utils; rows whose key is there already are left as they are."""
        self.utils.table(table).insert_all(rows, ignore=True)

    def insert(self, table: str, row: Mapping[str, object]) -> None:
        """Insert one row whose table is known to be there: a crawl cannot pay for a look at the schema per row."""
        self.upsert(table, row, key=())

    def upsert(self, table: str, row: Mapping[str, object], *, key: Sequence[str], keep: Sequence[str] = ()) -> None:
        """Insert one row, or overwrite the one with this key, save for the columns to `keep`."""
        marks = ", ".join("?" * len(row))
        sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"
        if key:
            written = ", ".join(f"{name} = excluded.{name}" for name in row if name not in key and name not in keep)
            sql += f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {written}"
        self.connection.execute(sql, tuple(row.values()))

    @contextmanager
    def write(self) -> Iterator[None]:
        """One transaction, nested ones joining the outer.

        It takes the write lock at once: a reader that later turns writer could find its snapshot stale, which SQLite
        answers with an error that no waiting mends.
        """
        if self.connection.in_transaction:
            yield
            return
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise fault(self.path, error) from error
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.execute("COMMIT")

    def close(self) -> None:
        """Close the connection; what was committed stays."""
        self.connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close; what SQLite complained of inside the block leaves it as a StoreError with its remedy."""
        self.close()
        if isinstance(error, sqlite3.Error):
            raise fault(self.path, error) from error


_REMEDIES = {
    sqlite3.SQLITE_BUSY: "another process holds the database; wait for it or stop it",
    sqlite3.SQLITE_LOCKED: "another process holds the database; wait for it or stop it",
    sqlite3.SQLITE_READONLY: "make the file and its folder writable, or name another: --db",
    sqlite3.SQLITE_CANTOPEN: "make the file and its folder readable and writable, or name another: --db",
    sqlite3.SQLITE_FULL: "free some space on the disk, then run the same command again",
    sqlite3.SQLITE_NOTADB: "is this an aggregator database? name another: --db",
}


def fault(path: str, error: sqlite3.Error) -> StoreError:
    """What SQLite said about the file, with the remedy for that kind of fault."""
    # Extended codes keep the primary one in their low byte.
    primary = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    remedy = _REMEDIES.get(primary, "the database may be damaged: restore a backup, or name another: --db")
    return StoreError(f"{path}: {error}", remedy=remedy)


def open_store(path: Path | str, *, create: bool = True) -> Store:
    """Open the database at `path` (":memory:" for a throw-away one), bringing its schema up to date.

    Without `create` a file whose schema is current is not written to, so it may lie where nothing can be written.
    Raises StoreError when the file is missing or empty and `create` is false, is no database or another program's, is
    damaged, or was made by a newer version of the program.
    """
    name = str(path)
    if name != ":memory:":
        _check_place(Path(name), create=create)
    try:
        connection = _connect(name, create=create)
        store = Store(connection, name)
        try:
            _prepare(store, create=create)
        except BaseException:
            store.close()
            raise
    except sqlite3.Error as error:
        raise fault(name, error) from error
    return store


def _check_place(file: Path, *, create: bool) -> None:
    if not create and not file.exists():
        raise _missing(str(file))
    if file.is_dir():
        raise StoreError(f"{file}: is a folder", remedy="name a file: --db PATH/aggregator.db")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{file.parent}: {error.strerror}", remedy="name another place: --db") from error


def _missing(name: str) -> StoreError:
    return StoreError(
        f"{name}: no such database", remedy="run `aggregator run` or `aggregator demo` first, or name one: --db"
    )


def _connect(name: str, *, create: bool) -> sqlite3.Connection:
    address = name if create or name == ":memory:" else _reading_address(Path(name))
    connection = sqlite3.connect(address, uri=address != name, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
    connection.row_factory = sqlite3.Row
    return connection


def _reading_address(file: Path) -> str:
    """The file's name, or the URI that SQLite needs where the file or its folder cannot be written."""
    folder_writable = os.access(file.parent, os.W_OK)
    if folder_writable and os.access(file, os.W_OK):
        return str(file)
    # A WAL database wants to make files beside it even to be read. Where it cannot, and no log is waiting, nothing in
    # the file can change, and SQLite may be told so.
    logged = file.with_name(f"{file.name}-wal").exists()
    return f"{file.resolve().as_uri()}?{'mode=ro' if folder_writable or logged else 'immutable=1'}"


def _prepare(store: Store, *, create: bool) -> None:
    connection = store.connection
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    # In this order: another process that makes the file right now writes tables and id in one transaction.
    empty = not store.one("SELECT COUNT(*) FROM sqlite_master") and not store.one("PRAGMA user_version")
    if not empty and store.one("PRAGMA application_id") != APPLICATION_ID:
        raise StoreError(f"{store.path}: is another program's database", remedy="name another file: --db")
    if empty and not create:
        raise _missing(store.path)
    version = store.one("PRAGMA user_version")
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{store.path}: schema {version} is newer than this program knows ({SCHEMA_VERSION})",
            remedy="update aggregator",
        )
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -65536")
    if version < SCHEMA_VERSION:
        _migrate(store)


def _migrate(store: Store) -> None:
    from aggregator.store.schema import migrations

    store.connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
    _turn_to_wal(store.connection)
    # The write lock serialises two processes that open a new file at once; the second finds nothing pending.
    with store.write():
        migrations.apply(store.utils)
        store.connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        store.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _turn_to_wal(connection: sqlite3.Connection) -> None:
    """Set the journal mode, which stays with the file.

    SQLite does not wait for the lock that this takes: it fails at once where another process makes the file as well.
    """
    for _ in range(BUSY_TIMEOUT_MS // RETRY_MS):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(RETRY_MS / 1000)
    connection.execute("PRAGMA journal_mode = WAL")


def copy(source: Path, target: Path) -> None:
    """Copy the database at `source` without opening it as a store: nothing in it is migrated or written."""
    if not source.is_file():
        raise _missing(str(source))
    try:
        address = _reading_address(source)
        connection = sqlite3.connect(address if "?" in address else f"{source.resolve().as_uri()}?mode=ro", uri=True)
        try:
            connection.execute("PRAGMA schema_version")  # reads the file, so that a fault is told of the right one
            backup(Store(connection, str(source)), target)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise fault(str(source), error) from error


def checked_backup(store: Store, path: Path) -> None:
    """:func:`backup`, then a look at every page and index of the copy. StoreError, and no copy, when one is damaged."""
    backup(store, path)
    try:
        with closing(sqlite3.connect(path)) as copy_:
            found = str(copy_.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        found = str(error)
    if found != "ok":
        path.unlink(missing_ok=True)
        raise StoreError(
            f"{store.path}: is damaged, so no backup was written ({' '.join(found.split())})",
            remedy="restore an older backup; the file itself can still be copied as it is",
        )


def backup(store: Store, path: Path) -> None:
    """A consistent copy of the store, made while others may read and write it."""
    try:
        target = sqlite3.connect(path)
        try:
            store.connection.backup(target)
        finally:
            target.close()
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {error}", remedy="name a file in a folder that you can write") from error
