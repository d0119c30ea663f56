"""Which articles a series was made of, by how they came in: the columns of the contract do not say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from aggregator.records import Origin
from aggregator.store import Store, articles, scores

if TYPE_CHECKING:
    from pandas import DataFrame


def origins(
    store: Store,
    table: DataFrame,
    *,
    entities: Iterable[str] = (),
    topics: Iterable[str] = (),
    sources: Sequence[str] = (),
    as_of: dt.datetime | None = None,
) -> Mapping[str, Origin]:
    """Origin by id of the articles that became known within the rows of `table`, a series of these targets.

    Without targets, articles that name nothing count too.
    """
    told = table[["first_knowable_at", "last_knowable_at"]].dropna()
    if told.empty:
        return {}
    since = told["first_knowable_at"].min().to_pydatetime()
    until = told["last_knowable_at"].max().to_pydatetime()
    before = since - dt.timedelta(seconds=1)  # a listing begins after its bound
    wanted = {source.lower() for source in sources}
    found = {
        ref.id: ref.origin
        for ref in articles.listing(store, since=before, until=until, as_of=as_of)
        if not wanted or ref.source.lower() in wanted
    }
    for targets in (tuple(entities), tuple(f"topic:{topic}" for topic in topics)):
        if targets and "import" in found.values():
            scored = scores.read(store, targets=targets, since=since, until=until, as_of=as_of)
            among = {score.article_id for score in scored}
            found = {key: origin for key, origin in found.items() if key in among}
    return found
