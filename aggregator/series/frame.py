"""From scores to the rows of the series, vectorised. Loaded only when a series is asked for (it needs pandas)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from aggregator.series.contract import (
    BUZZ_LEAST,
    BUZZ_PERIODS,
    COLUMNS,
    DECIMALS,
    LOOK_BACK,
    NEUTRAL,
    SCHEMA_VERSION,
    Z_LEAST,
    Z_PERIODS,
    By,
    Freq,
)
from aggregator.sessions import NEW_YORK, calendar, day_end, new_york_date
from aggregator.store import Store, scores

_EPOCH = pd.Timestamp(0, tz="UTC")
_SECOND = pd.Timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which scores a series is made of."""

    entity: str | None
    topic: str | None
    by: By
    sources: tuple[str, ...]
    as_of: dt.datetime | None


def build(
    store: Store, selection: Selection, freq: Freq, since: dt.datetime | None, until: dt.datetime | None
) -> DataFrame:
    """The series with the columns of the contract."""
    begin = scores.first_knowable(store, selection.as_of)
    first = None if since is None else since - LOOK_BACK[freq]
    last = until if until is None or freq == "hour" else day_end(new_york_date(until))
    rows = _read(store, selection, first, last)
    extra = (["source"] if selection.by == "source" else []) + (["period"] if freq != "session" else [])
    if rows.empty or begin is None:
        return _typed(DataFrame(columns=[*COLUMNS, *extra]))
    periods = _Periods(freq, min(begin, rows["at"].min().to_pydatetime()), rows["at"].max().to_pydatetime())
    rows["period"] = periods.of(rows["at"])
    table = _dense(_per_period(rows))
    _trailing(table, int(periods.of(Series([begin]))[0]))
    table["target"] = table["key"].map(rows.drop_duplicates("key").set_index("key")["target"])
    table["symbol"] = table["key"].map(rows.dropna(subset=["symbol"]).groupby("key")["symbol"].last())
    table = table.sort_values(["period", "key"], kind="stable").reset_index(drop=True)
    table = _labelled(table, selection.by, periods)
    return _typed(_within(table, freq, since, until)[[*COLUMNS, *extra]].reset_index(drop=True))


def _read(store: Store, selection: Selection, since: dt.datetime | None, until: dt.datetime | None) -> DataFrame:
    """Scores with the columns of the store, `key` (what a row of the series is of) and `at`."""

    def read(target: str | None, prefix: str | None = None) -> DataFrame:
        tuples = scores.columns(
            store,
            targets=() if target is None else (target,),
            prefix=prefix,
            sources=selection.sources,
            since=since,
            until=until,
            as_of=selection.as_of,
        )
        return DataFrame(tuples, columns=list(scores.COLUMNS))

    entity, by = selection.entity, selection.by
    topic = f"topic:{selection.topic}" if selection.topic else None
    main, other = (topic, entity) if by == "topic" else (entity or topic, topic if entity else None)
    frame = read(main, "topic:" if main is None and by != "entity" else None)
    if main is None and by == "entity":
        frame = frame[~frame["target"].str.startswith("topic:")]
    if other:
        frame = frame[frame["article_id"].isin(read(other)["article_id"])]
    if by == "source":
        figures = ["sentiment", "stance", "confidence", "relevance"]
        frame["stance"] = frame["stance"].astype("float64")
        means = frame.groupby("article_id")[figures].mean()
        frame = frame.drop_duplicates("article_id").drop(columns=figures).join(means, on="article_id")
        frame["target"] = main or ""
    frame = frame.reset_index(drop=True)
    frame["stance"] = frame["stance"].astype("float64")  # None alone would make a slow column of objects
    frame["key"] = frame["source"] if by == "source" else frame["target"]
    frame["at"] = pd.to_datetime(frame["knowable_at"], utc=True, format="ISO8601")
    return frame


def _per_period(frame: DataFrame) -> DataFrame:
    """One row per key and period with news: stories first, then the period. Groups are whole numbers, for speed."""
    frame["weight"] = frame["relevance"] * 0.5 ** (frame["story_rank"] - 1) * frame["confidence"]
    codes = DataFrame(
        {name: pd.factorize(frame[name], sort=True)[0] for name in ("key", "story_id", "source", "model_id")}
    )
    periods = frame["period"] - frame["period"].min()
    codes["cell"] = codes["key"] * (periods.max() + 1) + periods
    told = frame.groupby([codes["cell"], codes["story_id"]], sort=True)
    stories = told[["sentiment", "stance"]].mean()
    stories["weight"] = told["weight"].max()
    stories["weighted"] = stories["sentiment"] * stories["weight"]
    stories["pos"] = (stories["sentiment"] > NEUTRAL).astype(float)
    stories["neg"] = (stories["sentiment"] < -NEUTRAL).astype(float)
    by_cell = stories.groupby(level="cell", sort=True)
    rows = by_cell[["sentiment", "pos", "neg", "stance"]].mean()
    rows.columns = pd.Index(["sentiment_mean", "pos_share", "neg_share", "stance_balance"])
    rows["sentiment_std"] = by_cell["sentiment"].std()
    total = by_cell[["weighted", "weight"]].sum()
    rows["sentiment_weighted"] = (total["weighted"] / total["weight"]).where(total["weight"] > 0)
    rows["n_stories"] = by_cell.size()
    of_cell = frame.groupby(codes["cell"], sort=True)
    rows["n_articles"] = of_cell.size()
    rows["n_sources"] = codes.drop_duplicates(["cell", "source"]).groupby("cell").size()
    rows["first_knowable_at"] = of_cell["at"].min()
    rows["last_knowable_at"] = of_cell["at"].max()
    rows["model_id"] = _models(frame, codes)
    first = codes.drop_duplicates("cell").set_index("cell").index
    named = frame.loc[~codes["cell"].duplicated(), ["key", "period"]].set_index(first)
    return rows.join(named).reset_index(drop=True)


def _models(frame: DataFrame, codes: DataFrame) -> Series:
    """The models of each cell, joined by "+" in order of their names."""
    pairs = codes.drop_duplicates(["cell", "model_id"]).sort_values(["cell", "model_id"], kind="stable")
    names = frame["model_id"].loc[pairs.index].set_axis(pairs["cell"])
    several = names.index.duplicated(keep=False)
    joined: Series = pd.concat([names[~several], names[several].groupby(level=0).agg("+".join)])
    return joined


def _dense(rows: DataFrame) -> DataFrame:
    """The same with a row for every period between the first and the last of each key."""
    spans = rows.groupby("key", sort=True)["period"].agg(["min", "max"])
    lengths = (spans["max"] - spans["min"] + 1).to_numpy()
    begins = Series(np.cumsum(lengths) - lengths, index=spans.index)
    place = rows["key"].map(begins) + rows["period"] - rows["key"].map(spans["min"])
    full = rows.set_index(place).reindex(range(int(lengths.sum())))
    full["key"] = np.repeat(spans.index.to_numpy(), lengths)
    full["period"] = np.arange(len(full)) + np.repeat((spans["min"] - begins).to_numpy(), lengths)
    counts = ["n_articles", "n_stories", "n_sources"]
    full[counts] = full[counts].fillna(0).astype("int64")
    return full


def _trailing(rows: DataFrame, begin: int) -> None:
    """Add `buzz` and `sentiment_z`, each against the periods strictly before its own."""
    before = rows.groupby("key", sort=False)
    history = before["sentiment_mean"].shift(1).groupby(rows["key"], sort=False)
    rolling = history.rolling(Z_PERIODS, min_periods=Z_LEAST)
    mean, std = (_flat(values, rows) for values in (rolling.mean(), rolling.std()))
    rows["sentiment_z"] = ((rows["sentiment_mean"] - mean) / std).where(std > 1e-9)
    told = before["n_stories"].shift(1).fillna(0).groupby(rows["key"], sort=False)
    # Periods before a target's first news are part of its history: nobody wrote about it then.
    stories = _flat(told.rolling(BUZZ_PERIODS, min_periods=1).sum(), rows)
    age = (rows["period"] - begin).clip(upper=BUZZ_PERIODS)
    rows["buzz"] = (rows["n_stories"] * age / stories).where((stories > 0) & (age >= BUZZ_LEAST))


def _flat(values: Series, rows: DataFrame) -> Series:
    return values.droplevel(0).reindex(rows.index)


class _Periods:
    """Periods as consecutive whole numbers, and what each of them is."""

    def __init__(self, freq: Freq, first: dt.datetime, last: dt.datetime) -> None:
        self.freq = freq
        start = calendar().previous(first.date(), 2)
        self.sessions = calendar().between(start, calendar().next(calendar().first_open_after(last), 3))
        self.opens = np.array([calendar().open_time(day).timestamp() for day in self.sessions])

    def of(self, at: Series) -> Series:
        """The number of the period of each time."""
        at = pd.to_datetime(at, utc=True)
        if self.freq == "session":
            return Series(np.searchsorted(self.opens, _seconds(at), side="right"), index=at.index)
        if self.freq == "hour":
            return Series(_seconds(at) // 3600, index=at.index)
        days = at.dt.tz_convert(NEW_YORK).dt.tz_localize(None).dt.normalize()
        return (days - pd.Timestamp(0)) // pd.Timedelta(days=1)

    def starts(self, number: Series) -> Series:
        """When each period begins: a day (naive), or an hour in UTC."""
        if self.freq == "hour":
            return pd.to_datetime(number * 3600, unit="s", utc=True)
        return pd.to_datetime(number, unit="D")

    def session(self, number: Series) -> Series:
        """The session of each period: the first whose open comes after all of it."""
        days = Series(pd.to_datetime(self.sessions))
        if self.freq == "session":
            return number.map(days)
        if self.freq == "hour":
            ends = self.starts(number) + pd.Timedelta(hours=1)
        else:
            ends = (self.starts(number) + pd.Timedelta(days=1)).dt.tz_localize(NEW_YORK).dt.tz_convert("UTC")
        at = np.searchsorted(self.opens, _seconds(ends) - 1, side="right")
        return Series(at, index=number.index).map(days)


def _seconds(at: Series) -> np.ndarray:
    return ((at - _EPOCH) // _SECOND).to_numpy()


def _within(table: DataFrame, freq: Freq, since: dt.datetime | None, until: dt.datetime | None) -> DataFrame:
    """Rows between the bounds: by date for sessions and days, by time for hours."""
    column = table["session" if freq == "session" else "period"]
    keep = Series(True, index=table.index)
    for bound, is_low in ((since, True), (until, False)):
        if bound is not None:
            at = pd.Timestamp(bound) if freq == "hour" else pd.Timestamp(new_york_date(bound))
            keep &= column >= at if is_low else column <= at
    return table[keep].copy()


def _labelled(rows: DataFrame, by: By, periods: _Periods) -> DataFrame:
    target = rows["target"]
    is_topic = target.str.startswith("topic:")
    rows["topic"] = target.str.removeprefix("topic:").where(is_topic)
    rows["entity_id"] = target.where(~is_topic & (target != ""))
    rows["session"] = periods.session(rows["period"])
    rows["schema_version"] = SCHEMA_VERSION
    if by == "source":
        rows["source"] = rows["key"]
        rows["symbol"] = rows["symbol"].where(rows["entity_id"].notna())
    if periods.freq != "session":
        rows["period"] = periods.starts(rows["period"])
    return rows


def _typed(table: DataFrame) -> DataFrame:
    """The same dtypes whatever the rows, figures rounded."""
    for name in table.columns:
        column = table[name]
        if name == "session" or (name == "period" and not str(column.dtype).endswith("UTC]")):
            table[name] = column.astype("datetime64[ns]")
        elif name == "period" or name.endswith("knowable_at"):
            table[name] = column.astype("datetime64[ns, UTC]")
        elif name in {"entity_id", "symbol", "topic", "model_id", "source"}:
            table[name] = column.astype("str")
        elif name in {"n_articles", "n_stories", "n_sources", "schema_version"}:
            table[name] = column.astype("int64")
        else:
            table[name] = column.astype("float64").round(DECIMALS) + 0.0  # adding zero rids of negative zeros
    return table
