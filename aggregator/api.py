"""The Python interface: the command line's answers as DataFrames and records.

Times may be `datetime`s (with a zone) or ISO text; a bare date means the end of that day in New York (as `since`:
its beginning).
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from aggregator import config as configuration
from aggregator.errors import UsageError
from aggregator.records import ClaimView, Hit, Understanding
from aggregator.store import Store, open_store

if TYPE_CHECKING:
    import pandas as pd

    from aggregator.align.track import By
    from aggregator.digests import Digest
    from aggregator.studies import Study

Time = dt.datetime | dt.date | str


def open(path: Path | str | None = None) -> Store:
    """The store at `path`, or the default one (AGGREGATOR_DB, else the user's data folder)."""
    return open_store(configuration.default_db(os.environ) if path is None else path)


def moment(value: Time | None, *, name: str, end: bool = True) -> dt.datetime | None:
    """A point in time in UTC; a bare date means its last second in New York, or its first one with `end=False`.

    UsageError for anything else.
    """
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise UsageError(f"{name}: {value!r} has no time zone", remedy="use datetime(..., tzinfo=timezone.utc)")
        configuration.check_year(value, value.isoformat(), flag=name)
        return value.astimezone(dt.UTC)
    text = value if isinstance(value, str) else value.isoformat()
    return configuration.end_of(text, flag=name) if end else configuration.start_of(text, flag=name)


def sentiment(
    store: Store,
    *,
    entity: str | None = None,
    topic: str | None = None,
    by: Literal["entity", "topic", "source"] | None = None,
    freq: Literal["session", "day", "hour"] = "session",
    since: Time | None = None,
    until: Time | None = None,
    as_of: Time | None = None,
) -> pd.DataFrame:
    """The sentiment series of `aggregator export sentiment`, with its columns."""
    from aggregator import series

    return series.sentiment(
        store,
        entity=entity,
        topic=topic,
        by=by,
        freq=freq,
        since=moment(since, name="since", end=False),
        until=moment(until, name="until"),
        as_of=moment(as_of, name="as_of"),
    )


def search(
    store: Store, words: str | Sequence[str] = "", *, as_of: Time | None = None, limit: int | None = 20, **filters: str
) -> list[Hit]:
    """Articles, best first, in the grammar of `aggregator search`; filters as its flags: kind="forecast"."""
    from aggregator import searching as grammar

    query = grammar.parse(words, as_of=moment(as_of, name="as_of"), limit=limit, filters=filters)
    return grammar.run(store, grammar.resolve(store, query))


def claims(
    store: Store,
    words: str | Sequence[str] = "",
    *,
    as_of: Time | None = None,
    limit: int | None = None,
    **filters: str,
) -> list[ClaimView]:
    """Claims with their verdicts, newest first, in the same grammar."""
    from aggregator import searching as grammar
    from aggregator.store import claims as stored

    query = grammar.parse(words, as_of=moment(as_of, name="as_of"), limit=limit, filters=filters)
    return stored.find(store, grammar.resolve(store, query))


def sources(
    store: Store,
    *,
    by: By = "source",
    since: Time | None = None,
    as_of: Time | None = None,
    kind: str | Sequence[str] = (),
    topic: str | Sequence[str] = (),
    unquoted: bool = False,
    min_claims: int = 0,
    sort: str = "checkable",
) -> pd.DataFrame:
    """The track records of `aggregator sources`, with its columns; as of now where no time is given.

    UsageError where `by`, `kind`, `topic` or `sort` is none of those that the command takes.
    """
    import pandas as pd

    from aggregator import tracking

    found = tracking.sources(
        store,
        as_of=moment(as_of, name="as_of") or dt.datetime.now(dt.UTC),
        by=by,
        since=moment(since, name="since", end=False),
        kinds=(kind,) if isinstance(kind, str) else kind,
        topics=(topic,) if isinstance(topic, str) else topic,
        unquoted=unquoted,
        min_claims=min_claims,
        sort=sort,
    )
    return pd.DataFrame([tracking.row_of(record, by) for record in found.records], columns=list(tracking.COLUMNS))


def extract(
    text: str, *, published: Time, source: str = "text", title: str = "", model: str | None = None
) -> Understanding:
    """The understanding of one text: sentences, mentions and claims. Loads the model on each call."""
    from aggregator import pipeline, understand
    from aggregator.understand.encoder import model as models

    at = moment(published, name="published")
    if at is None:
        raise UsageError("published is missing", remedy='published="2024-07-15T12:00Z"')
    config = configuration.load(None, environ=os.environ)
    article = pipeline.text_article(text, title=title, source=source, published=at)
    names = understand.linker(pipeline.known_entities(None, config))
    return understand.understand(article, models.resolve(model), names, created_at=at)


def digest(store: Store, *, date: dt.date | str, as_of: Time | None = None, watch: Sequence[str] = ()) -> Digest:
    """The digest of a day as a record; `aggregator.digests.render(record, "text")` turns it into text."""
    from aggregator import digests

    day = configuration.parse_day(date if isinstance(date, str) else date.isoformat(), flag="date")
    config = configuration.load(None, environ=os.environ)
    at = moment(as_of if as_of is not None else day, name="as_of")
    assert at is not None  # noqa: S101 (day is a date)
    return digests.build(store, config, date=day, as_of=at, watch=tuple(watch) or config.watch)


def study(
    store: Store,
    signal: str = "sentiment_z",
    *,
    entity: str | Sequence[str] = (),
    horizons: Sequence[int] = (1, 5, 21),
    since: Time | None = None,
    until: Time | None = None,
    as_of: Time | None = None,
    **further: Any,
) -> Study:
    """The study of `aggregator study`: `answer.cells` holds the figures, `answer.frame()` gives them as a DataFrame.

    `further` are the other fields of :class:`aggregator.studies.Plan`: topic, symbol, kinds, direction, sources, above,
    below, entry, benchmark, effect, draws, seed. Raises UsageError where there is too little evidence.
    """
    from aggregator import studies

    plan = studies.Plan(
        signal=signal,
        entities=(entity,) if isinstance(entity, str) else tuple(entity),
        horizons=tuple(horizons),
        since=moment(since, name="since", end=False),
        until=moment(until, name="until"),
        as_of=moment(as_of, name="as_of"),
        **further,
    )
    return studies.study(store, configuration.load(None, environ=os.environ), plan)
