"""Track records from the store: what was known of each outlet, author and speaker at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from aggregator import speaking
from aggregator.align.leads import Telling
from aggregator.align.shares import Prior, Share
from aggregator.align.skill import MARKET_ADJUSTED
from aggregator.align.track import SORTS, By, Record, Statement, ranked, records
from aggregator.digests.doubts import is_unsure
from aggregator.errors import UsageError
from aggregator.records import KINDS, TOPICS, Query
from aggregator.sessions import calendar
from aggregator.store import Store, articles, claims, tracks

if TYPE_CHECKING:
    from aggregator.store.tracks import ClaimRow

DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Tracks:
    """Records, and what they rest on: the means that shares are shrunk to, and what could not enter.

    `undated` counts articles, `unnamed` claims of speakers whom the text does not name.
    """

    by: By
    as_of: dt.datetime
    records: tuple[Record, ...]
    priors: dict[str, Prior | None]
    undated: int
    imported: int
    unnamed: int


def sources(
    store: Store,
    *,
    as_of: dt.datetime,
    by: By = "source",
    since: dt.datetime | None = None,
    kinds: Sequence[str] = (),
    topics: Sequence[str] = (),
    unquoted: bool = False,
    min_claims: int = 0,
    sort: str = "checkable",
) -> Tracks:
    """The track records as of a time, of claims and articles known at `since` or after.

    `kinds` and `topics` choose claims; articles and story chains are those of the outlet or author, whatever they are
    about. `min_claims` drops who has fewer checkable claims, after the means are taken. What may be our misreading
    (`digests/doubts.py`) is counted apart, borne out or contradicted, and so is a figure of which no more is
    known than that a day's price range holds it. Speakers have one record each, and those
    without a name none (`speaking.py`). UsageError for a word outside the lists.
    """
    _check("by", (by,), get_args(By))
    _check("kind", kinds, KINDS)
    _check("topic", topics, TOPICS)
    _check("sort", (sort,), tuple(SORTS))
    doubtful = _doubtful(store, as_of, since, kinds, topics)
    rows = list(tracks.claim_rows(store, by, as_of=as_of, since=since, kinds=kinds, topics=topics, unquoted=unquoted))
    rows, unnamed = speaking.attributed(rows) if by == "speaker" else (rows, 0)
    statements = (_statement(row, doubtful) for row in rows)
    tellings = [] if by == "speaker" else _tellings(store, by, as_of, since)
    found, priors = records(statements, tellings, tracks.undated(store, by, as_of=as_of), as_of=as_of)
    kept = [record for record in found if record.checkable >= min_claims]
    excluded = sum(articles.excluded_counts(store, as_of).values())
    imported = sum(record.imported for record in found)
    return Tracks(by, as_of, tuple(ranked(kept, sort)), priors, excluded, imported, unnamed)


def _check(name: str, given: Sequence[str], known: Sequence[str]) -> None:
    for word in given:
        if word not in known:
            raise UsageError(f"{name}: {word!r} is not known", remedy=f"one of {', '.join(known)}")


def _doubtful(
    store: Store, as_of: dt.datetime, since: dt.datetime | None, kinds: Sequence[str], topics: Sequence[str]
) -> frozenset[str]:
    checked = ("supported", "close", "contradicted")
    query = Query(kinds=tuple(kinds), topics=tuple(topics), verdicts=checked, since=since, as_of=as_of, limit=None)
    return frozenset(view.claim.claim_id for view in claims.find(store, query) if is_unsure(view))


def _statement(row: ClaimRow, doubtful: frozenset[str]) -> Statement:
    beat = next((bool(basis["right"]) for basis in row.tried if basis.get("part") == MARKET_ADJUSTED), None)
    return Statement(
        who=row.who,
        article_id=row.article_id,
        story_id=row.story_id,
        # Copies of a story are one telling; what names its days is the same thing wherever it is said again.
        same=row.same if row.dated else (row.story_id, *row.same),
        verdict=row.verdict,
        hedged=row.hedged,
        doubtful=row.claim_id in doubtful,
        in_range=row.in_range,
        due=None if row.due is None else calendar().bar_time(row.due),
        beat_market=beat,
    )


def _tellings(store: Store, by: By, as_of: dt.datetime, since: dt.datetime | None) -> list[Telling]:
    return [
        Telling(
            who=row.source if by == "source" else row.author,
            source=row.source,
            article_id=row.article_id,
            story_id=row.story_id,
            told_at=row.told_at,
            imported=row.imported,
            recent=since is None or row.knowable_at >= since,
        )
        for row in tracks.article_rows(store, as_of=as_of)
    ]


# The columns of `aggregator sources` and `ag.sources`, in this order, with their meaning.
COLUMNS = {
    "by": "source, author or speaker",
    "name": "who, as first spelled",
    "articles": "dated articles (of a speaker: that quote them)",
    "stories": "story chains that these belong to",
    "imported": "of the articles those from archives, which count as known when they were published",
    "undated": "further articles without a usable date, in no figure here",
    "claims": "claims, copies of one story once",
    "checkable": "of these with an outcome: checked against prices and figures, or a forecast that came due",
    "supported": "within the rounding of the stated figure",
    "close": "within the tolerance",
    "contradicted": "neither",
    "doubtful": "contradicted, perhaps by our misreading; in no share",
    "doubtful_right": "supported or close, with the same doubts about the reading; in no share",
    "in_range": "of which no more is known than that a day's price range holds the figure; in no share",
    "unverifiable": "not to be checked, or not yet",
    "support_rate": "supported or close, of the checked",
    "support_low": "lower end of its 95 % Wilson interval",
    "support_high": "upper end",
    "support_shrunk": "the rate shrunk towards the mean of all",
    "support_least": "the rate if every doubtful contradiction were real",
    "forecasts": "claims about the future",
    "open": "of these not yet due",
    "early": "of the open ones those that have come true already",
    "came_true": "due and right",
    "did_not": "due and wrong",
    "unscorable": "due and not to be scored",
    "hit_rate": "came true, of those due and scored",
    "hit_low": "lower end of its 95 % Wilson interval",
    "hit_high": "upper end",
    "hit_shrunk": "the rate shrunk towards the mean of all",
    "market_n": "due forecasts of prices that have a benchmark",
    "market_rate": "of these right once the benchmark's move is taken out",
    "market_shrunk": "the rate shrunk towards the mean of all",
    "asserted_n": "checkable claims put as certain",
    "asserted_rate": "of these right",
    "asserted_shrunk": "the rate shrunk towards the mean of all",
    "hedged_n": "checkable claims put as uncertain",
    "hedged_rate": "of these right",
    "hedged_shrunk": "the rate shrunk towards the mean of all",
    "hedge_gap": "asserted minus hedged rate, within statements and within forecasts",
    "chains": "stories told that two outlets or more told",
    "coverage": "the share of all such stories",
    "told_first": "of the chains those told before every other outlet",
    "first_rate": "their share",
    "first_low": "lower end of its 95 % Wilson interval",
    "first_high": "upper end",
    "first_shrunk": "the rate shrunk towards the mean of all",
    "lead_min": "median minutes to the first other outlet, negative for later",
}


def row_of(record: Record, by: By) -> dict[str, object]:
    """A record with the columns of :data:`COLUMNS`."""
    found: dict[str, object] = {"by": by, "name": record.name}
    found |= {name: getattr(record, name) for name in COLUMNS if hasattr(record, name) and name != "name"}
    found |= {f"support_{part}": value for part, value in _parts(record.support).items()}
    found |= {f"hit_{part}": value for part, value in _parts(record.hits).items()}
    found |= {f"first_{part}": value for part, value in _parts(record.first).items()}
    for name in ("market", "asserted", "hedged"):
        found |= {f"{name}_{part}": value for part, value in _parts(getattr(record, name)).items()}
    found["support_least"] = _rounded(record.support_least)
    lead = record.lead
    found |= {"hedge_gap": _rounded(record.hedge_gap), "chains": lead.chains, "told_first": lead.first}
    found |= {"coverage": _rounded(lead.coverage), "lead_min": _rounded(lead.median_min)}
    return {name: found[name] for name in COLUMNS}


def _parts(share: Share) -> dict[str, object]:
    values = {"rate": share.value, "low": share.low, "high": share.high, "shrunk": share.shrunk}
    return {"n": share.n, **{part: _rounded(value) for part, value in values.items()}}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)
