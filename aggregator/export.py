"""Exports: what the store holds as tables for pandas, backtests and factor libraries.

Each table has a fixed order of columns and rows and figures of fixed rounding, so that equal stores give equal bytes.
Times are UTC; a filter of the query that a table cannot use is an error, never ignored.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from aggregator.errors import UsageError
from aggregator.records import Query
from aggregator.series import COLUMNS, By, Freq, sentiment
from aggregator.series.origins import origins
from aggregator.sessions import new_york_date
from aggregator.store import Store, analyses, articles, claims, market, verdicts
from aggregator.store import search as index

if TYPE_CHECKING:
    from pandas import DataFrame

Format = Literal["csv", "parquet", "jsonl"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "parquet", "jsonl")
Rows = Iterable[Mapping[str, object]]
_DECIMALS = 6

ARTICLE_COLUMNS: Final = (
    "id",
    "url",
    "title",
    "source",
    "published_at",
    "published_precision",
    "first_seen_at",
    "knowable_at",
    "story_id",
    "story_rank",
    "excluded",
    "origin",
    "partial",
)
MENTION_COLUMNS: Final = (
    "article_id",
    "url",
    "start",
    "end",
    "text",
    "type",
    "entity_id",
    "symbol",
    "cue",
    "relevance",
    "sentiment",
    "confidence",
    "model_id",
    "source",
    "origin",
    "knowable_at",
)
CLAIM_COLUMNS: Final = (
    "claim_id",
    "article_id",
    "start",
    "end",
    "evidence",
    "kind",
    "topic",
    "subject",
    "entity_id",
    "symbol",
    "direction",
    "value",
    "value_high",
    "value_text",
    "unit",
    "comparator",
    "expected",
    "window_text",
    "window_start",
    "window_end",
    "tense",
    "certainty",
    "due",
    "stance",
    "stance_probs",
    "speaker",
    "speaker_role",
    "quote",
    "driver",
    "relevance",
    "novelty",
    "confidence",
    "model_id",
    "rule_ids",
    "created_at",
    "url",
    "source",
    "origin",
    "knowable_at",
    "verdict",
)
VERDICT_COLUMNS: Final = (
    "claim_id",
    "verdict",
    "reason",
    "measured",
    "unit",
    "error",
    "basis",
    "window_start",
    "window_end",
    "bars",
    "tried",
    "rule",
    "decided_at",
    "knowable_at",
    "simulated",
    "model_id",
    "article_id",
    "symbol",
    "origin",
)
SIGNAL_COLUMNS: Final = ("symbol", "session", "name", "version", "value", "knowable_at")
ALIGNMENT_COLUMNS: Final = ("claim_id", "symbol", "session", "signal_session", "knowable_at", "model_id")
# What the columns hold; the others are words.
_TIMES: Final = frozenset({"published_at", "first_seen_at", "knowable_at", "created_at", "decided_at"})
_DAYS: Final = frozenset({"session", "signal_session", "window_start", "window_end", "due"})

_FIGURES: Final = frozenset(
    {"value", "value_high", "expected", "relevance", "novelty", "confidence", "measured", "error", "sentiment"}
)
_PLAIN_TYPES: Final = {
    **dict.fromkeys(("start", "end", "story_rank", "version"), "int64"),
    **dict.fromkeys(("partial", "simulated"), "bool"),
}


def frame(store: Store, what: str, query: Query, *, by: By | None = None, freq: Freq = "session") -> DataFrame:
    """One table of the store, filtered by the query. UsageError for an unknown table or a filter that it lacks."""
    if what not in EXPORTS:
        raise UsageError(f"export: {what!r} is no table", remedy=f"use one of: {', '.join(EXPORTS)}")
    columns, usable, read = EXPORTS[what]
    for name in _set_fields(query):
        if name not in usable:
            raise UsageError(
                f"--{_KEYS.get(name, name)}: {what} cannot be filtered by it",
                remedy=f"it takes: {', '.join('--' + _KEYS.get(key, key) for key in usable)}",
            )
    if read is None:
        return _sentiment(store, query, by, freq)
    rows = list(read(store, query))
    return _frame(rows if query.limit is None else rows[: query.limit], columns)


def imported(store: Store, what: str, query: Query, table: DataFrame) -> tuple[int, int]:
    """(imported articles, articles) that the rows of :func:`frame` rest on; (0, 0) for tables that name no articles."""
    if what == "sentiment":
        named = query.entities or (table["entity_id"].dropna().unique() if query.tickers else ())
        found = list(
            origins(
                store, table, entities=named, topics=query.topics, sources=query.sources, as_of=query.as_of
            ).values()
        )
    elif "origin" in table:
        found = table.drop_duplicates("id" if what == "articles" else "article_id")["origin"].tolist()
    else:
        return 0, 0
    return found.count("import"), len(found)


def factor(table: DataFrame) -> DataFrame:
    """The shape that factor libraries expect: MultiIndex (date, asset), numeric columns only, sorted, without repeats.

    `date` is the session (of a claim: the last session of its window), `asset` the symbol, or the entity or topic
    where there is none. Rows without either are left out; of several rows for one pair the mean is kept.
    """
    import pandas as pd

    day = next((name for name in ("session", "window_end") if name in table.columns), None)
    if day is None:
        raise UsageError("factor: this table has no sessions", remedy="use sentiment, signals, alignments or claims")
    names = [name for name in ("symbol", "entity_id", "topic") if name in table.columns]
    asset = table[names].bfill(axis=1).iloc[:, 0] if names else table["claim_id"]
    keyed = table.assign(date=pd.to_datetime(table[day]), asset=asset).dropna(subset=["date", "asset"])
    if {"name", "value"} <= set(keyed.columns):  # signals: one column per recipe
        wide = keyed.pivot_table(index=["date", "asset"], columns="name", values="value", aggfunc="mean")
        wide.columns.name = None
        return wide.sort_index()
    numeric = keyed.select_dtypes("number").columns
    return keyed.groupby(["date", "asset"], sort=True)[list(numeric)].mean()


def encode(table: DataFrame, form: str) -> bytes:
    """The table as CSV, Parquet or JSON Lines: the same bytes for the same table, whenever and wherever written."""
    if form not in FORMATS:
        raise UsageError(f"--format: {form!r} is none of its values", remedy=f"use one of: {', '.join(FORMATS)}")
    if form == "parquet":
        return _parquet(table)
    plain = _plain(table, form)
    if form == "csv":
        text = plain.to_csv(index=False, lineterminator="\n", na_rep="")
        return str(text).encode("utf-8", "surrogatepass")
    records = plain.astype(object).where(plain.notna(), None).to_dict("records")
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in records).encode("utf-8", "surrogatepass")


def write(table: DataFrame, form: str, out: Path) -> None:
    """Write :func:`encode`'s bytes to a file."""
    out.write_bytes(encode(table, form))


# --- reading --------------------------------------------------------------------------------------------------


def _sentiment(store: Store, query: Query, by: By | None, freq: Freq) -> DataFrame:
    import pandas as pd

    pairs = [(entity, topic) for entity in query.entities or (None,) for topic in query.topics or (None,)]
    tables = [
        sentiment(
            store,
            entity=entity,
            topic=topic,
            by=by,
            freq=freq,
            since=query.since,
            until=query.until,
            as_of=query.as_of,
            sources=query.sources,
        )
        for entity, topic in pairs
    ]
    table = tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True)
    if query.tickers:
        table = table[table["symbol"].isin(query.tickers)]
    if len(tables) > 1:
        table = table.sort_values([name for name in ("session", "entity_id", "topic") if name in table], kind="stable")
    return (table if query.limit is None else table.head(query.limit)).reset_index(drop=True)


def _articles(store: Store, query: Query) -> Rows:
    refs = [hit.article for hit in index.find(store, replace(query, limit=None))]
    refs.sort(key=lambda ref: (ref.knowable_at or _NEVER, ref.id))
    return (asdict(ref) for ref in refs)


def _mentions(store: Store, query: Query) -> Rows:
    origins = {ref.id: ref.origin for ref in articles.listing(store, since=None, until=None, as_of=query.as_of)}
    return ({**row, "origin": origins[str(row["article_id"])]} for row in analyses.mention_rows(store, query))


def _claims(store: Store, query: Query) -> Rows:
    views = claims.find(store, replace(query, limit=None))
    views.sort(
        key=lambda view: (view.article.knowable_at or _NEVER, view.article.id, view.claim.start, view.claim.claim_id)
    )
    for view in views:
        yield {
            **asdict(view.claim),
            "url": view.article.url,
            "source": view.article.source,
            "origin": view.article.origin,
            "knowable_at": view.article.knowable_at,
            "verdict": view.verdict.verdict if view.verdict else None,
        }


def _verdicts(store: Store, query: Query) -> Rows:
    views = claims.find(store, replace(query, limit=None))
    by_claim = {(view.claim.claim_id, view.claim.model_id): view for view in views}
    for verdict, model_id in verdicts.every(store, query.as_of):
        view = by_claim.get((verdict.claim_id, model_id))
        if view is not None and (not query.verdicts or verdict.verdict in query.verdicts):
            yield {
                **asdict(verdict),
                "model_id": model_id,
                "article_id": view.claim.article_id,
                "symbol": view.claim.symbol,
                "origin": view.article.origin,
            }


def _signals(store: Store, query: Query) -> Rows:
    since, until = (None if at is None else new_york_date(at) for at in (query.since, query.until))
    for symbol in query.tickers or (None,):
        for value in market.signals(store, symbol=symbol, since=since, until=until, as_of=query.as_of):
            # Not asdict: it copies each date, which takes longer than all the rest of an export of millions.
            yield {name: getattr(value, name) for name in SIGNAL_COLUMNS}


def _alignments(store: Store, query: Query) -> Rows:
    views = claims.find(store, replace(query, limit=None))
    wanted = {(view.claim.claim_id, view.claim.model_id) for view in views}
    for item, model_id in verdicts.alignments(store, query.as_of):
        if (item.claim_id, model_id) in wanted:
            row = asdict(item)
            signals = row.pop("signals")
            yield {**row, "model_id": model_id, **{name: signals[name] for name in sorted(signals)}}


_NEVER: Final = dt.datetime.max.replace(tzinfo=dt.UTC)
_ARTICLE_FILTERS = ("sources", "since", "until")
_CLAIM_FILTERS = (
    *("words", "phrases", "terms", "tickers", "entities", "topics", "kinds", "stances", "sentiments", "speakers"),
    *("sources", "verdicts", "since", "until"),
)
# What is exported: its columns in order, the query fields that filter it, and how it is read (None: as a series).
EXPORTS: Final[Mapping[str, tuple[Sequence[str], Sequence[str], Callable[[Store, Query], Rows] | None]]] = {
    "sentiment": (COLUMNS, ("entities", "topics", "tickers", *_ARTICLE_FILTERS), None),
    "claims": (CLAIM_COLUMNS, _CLAIM_FILTERS, _claims),
    "verdicts": (VERDICT_COLUMNS, _CLAIM_FILTERS, _verdicts),
    "signals": (SIGNAL_COLUMNS, ("tickers", "since", "until"), _signals),
    "alignments": (ALIGNMENT_COLUMNS, _CLAIM_FILTERS, _alignments),
    "mentions": (MENTION_COLUMNS, ("tickers", "entities", *_ARTICLE_FILTERS), _mentions),
    "articles": (ARTICLE_COLUMNS, _CLAIM_FILTERS, _articles),
}
_KEYS: Final = {
    "tickers": "ticker",
    "entities": "entity",
    "topics": "topic",
    "kinds": "kind",
    "stances": "stance",
    "sentiments": "sentiment",
    "speakers": "speaker",
    "sources": "source",
    "verdicts": "verdict",
}


def _set_fields(query: Query) -> list[str]:
    return [name for name in _CLAIM_FILTERS if getattr(query, name)]


# --- shapes ---------------------------------------------------------------------------------------------------


def _frame(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> DataFrame:
    """Rows as a table whose types depend on the columns alone, never on what happens to be in them."""
    import pandas as pd

    further = sorted({name for row in rows for name in row} - set(columns)) if columns is ALIGNMENT_COLUMNS else []
    names = [*columns, *further]
    table = pd.DataFrame([[_cell(row.get(name)) for name in names] for row in rows], columns=names, dtype=object)
    for name in names:
        if name in _TIMES:
            table[name] = pd.to_datetime(table[name], utc=True).astype("datetime64[ns, UTC]")
        elif name in _DAYS:
            table[name] = pd.to_datetime(table[name]).astype("datetime64[ns]")
        else:
            kind = "float64" if name in _FIGURES or name in further else _PLAIN_TYPES.get(name, "str")
            table[name] = table[name].astype(kind)  # type: ignore[call-overload]
    return table


def _cell(value: Any) -> Any:
    """Figures rounded (adding zero rids of negative zeros), nested values as JSON."""
    if isinstance(value, float):
        return round(value, _DECIMALS) + 0.0
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return value


def _plain(table: DataFrame, form: str) -> DataFrame:
    """Times and days as ISO text; in CSV, truth as JSON writes it."""
    import pandas as pd

    plain = table.copy()
    for name in plain.columns:
        column = plain[name]
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            plain[name] = column.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif pd.api.types.is_datetime64_any_dtype(column.dtype):
            plain[name] = column.dt.strftime("%Y-%m-%d")
        elif form == "csv" and column.dtype == bool:
            plain[name] = column.map({True: "true", False: "false"})
    return plain


def _parquet(table: DataFrame) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    sink = io.BytesIO()
    pq.write_table(arrow, sink, compression="zstd")
    return sink.getvalue()
