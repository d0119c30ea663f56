"""The connection: opening, migrating, and transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from aggregator.errors import StoreError

if TYPE_CHECKING:
    from sqlite_utils import Database

# The number of the newest migration. Reading skips sqlite-utils (430 ms to import) when the file already has it.
SCHEMA_VERSION = 6
BUSY_TIMEOUT_MS = 30_000
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

    def iterate(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[sqlite3.Row]:
        """Rows one by one."""
        yield from self.connection.execute(sql, parameters)

    def insert_new(self, table: str, rows: Iterable[dict[str, object]]) -> None:
        """Insert rows through sqlite-utils; rows whose key is there already are left as they are."""
        self.utils.table(table).insert_all(rows, ignore=True)

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
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"{self.path}: {error}", remedy="another process holds the database; wait for it or stop it"
            ) from error
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
        self.close()


def open_store(path: Path | str, *, create: bool = True) -> Store:
    """Open the database at `path` (":memory:" for a throw-away one), bringing its schema up to date.

    Raises StoreError when the file is missing and `create` is false, is no database, is damaged, or was made by a
    newer version of the program.
    """
    name = str(path)
    if name != ":memory:":
        file = Path(name)
        if not file.exists() and not create:
            raise StoreError(
                f"{file}: no such database", remedy="run `aggregator run` or `aggregator demo` first, or name one: --db"
            )
        if file.is_dir():
            raise StoreError(f"{file}: is a folder", remedy="name a file: --db PATH/aggregator.db")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{file.parent}: {error.strerror}", remedy="name another place: --db") from error
    try:
        connection = sqlite3.connect(name, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
        connection.row_factory = sqlite3.Row
        _prepare(connection)
        store = Store(connection, name)
        _migrate(store)
    except sqlite3.Error as error:
        raise StoreError(f"{name}: {error}", remedy="is this an aggregator database? name another: --db") from error
    return store


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -65536")


def _migrate(store: Store) -> None:
    version = store.one("PRAGMA user_version")
    if version == SCHEMA_VERSION:
        return
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{store.path}: schema {version} is newer than this program knows ({SCHEMA_VERSION})",
            remedy="update aggregator",
        )
    from aggregator.store.schema import migrations

    # The write lock serialises two processes that open a new file at once; the second finds nothing pending.
    with store.write():
        migrations.apply(store.utils)
        store.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


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
