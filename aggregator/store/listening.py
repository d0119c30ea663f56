"""A store that writes down what it is asked, and what a question returns now: answers need not be made twice."""

from __future__ import annotations

import hashlib
import marshal
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Self, cast

from aggregator.store.db import Store

Parameters = Sequence[object] | Mapping[str, object]
Question = tuple[str, tuple[object, ...]]
ROWS = 2_000  # hashed at a time
_READS = ("SELECT", "WITH")


class Listener:
    """A connection that passes on what it is asked and keeps it in `asked`.

    `reads_only` turns false with the first thing that is more than a query for rows: then `asked` is not all.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.asked: dict[Question, None] = {}
        self.reads_only = True

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """As the connection does it."""
        self.note(sql, parameters)
        return self._connection.execute(sql, parameters)

    def cursor(self) -> sqlite3.Cursor:
        """One that is listened to as well."""
        note = self.note

        class Heard(sqlite3.Cursor):
            def execute(self, sql: str, parameters: Any = (), /) -> Self:
                note(sql, parameters)
                return super().execute(sql, parameters)

        return self._connection.cursor(Heard)

    def note(self, sql: str, parameters: Parameters) -> None:
        """Write a question down."""
        named = isinstance(parameters, Mapping)
        key = tuple(sorted(parameters.items())) if isinstance(parameters, Mapping) else tuple(parameters)
        self.asked[sql, (named, *key)] = None
        self.reads_only &= sql.lstrip().upper().startswith(_READS)

    def __getattr__(self, name: str) -> Any:
        self.reads_only = False
        return getattr(self._connection, name)


def listened(store: Store) -> tuple[Store, Listener]:
    """The same store, with what hears each question to it."""
    listener = Listener(store.connection)
    return Store(cast(sqlite3.Connection, listener), store.path), listener


def returned(store: Store, question: Question) -> bytes:
    """A hash of the rows that a question returns now, in their order."""
    sql, (named, *parameters) = question
    digest = hashlib.blake2b(digest_size=16)
    cursor = store.connection.execute(sql, dict(cast(Any, parameters)) if named else parameters)
    while found := cursor.fetchmany(ROWS):
        # Format 2 writes equal values as equal bytes; later ones depend on which objects are shared.
        digest.update(marshal.dumps([tuple(row) for row in found], 2))
    return digest.digest()
