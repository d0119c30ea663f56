"""The table of outputs that the leak test compares: everything that can be asked as of a time, as lines of bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final, get_args

from aggregator.errors import UsageError
from aggregator.records import Query
from aggregator.sessions import new_york_date

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.store import Store

# One answer by the name of its form; what differs is shown by its lines.
Answers = Mapping[str, bytes]
Output = Callable[["Store", "Config", dt.datetime], Answers]

MARK: Final = "quillwort"  # a word that stands in every planted text, and in no other
WORDS: Final = (
    "small caps",
    "fed",
    "inflation",
    '"rate cuts"',
    "ticker:IWM",
    "kind:forecast",
    "verdict:contradicted",
    "sentiment:negative",
    MARK,
)
SIGNALS_BACK: Final = dt.timedelta(days=300)  # a whole history of signals is millions of rows
ARTICLES_SHOWN: Final = 40


def _digest(store: Store, config: Config, as_of: dt.datetime) -> Answers:
    from aggregator import digests

    built = digests.build(store, config, date=new_york_date(as_of), as_of=as_of, watch=config.watch)
    return {form: digests.render(built, form).encode("utf-8", "surrogatepass") for form in digests.FORMATS}


def _search(store: Store, _config: Config, as_of: dt.datetime) -> Answers:
    from aggregator import searching

    found = {}
    for words in WORDS:
        query = searching.resolve(store, searching.parse(words, as_of=as_of, limit=None))
        found[words] = _lines(searching.run(store, query))
        found[f"first to say {words}"] = _lines(searching.first_said(store, query))
    return found


def _shown(store: Store, _config: Config, as_of: dt.datetime) -> Answers:
    """The newest known articles one by one: text, story, claims with every verdict, and what is like them."""
    from aggregator import searching
    from aggregator.store import articles, claims, verdicts

    found = {}
    for ref in articles.listing(store, since=None, until=as_of, as_of=as_of)[-ARTICLES_SHOWN:]:
        views = claims.of_revision(store, ref.revision_id, as_of)
        found[ref.id] = _lines(
            [
                articles.get(store, ref.id, as_of),
                *articles.story(store, ref.story_id, as_of),
                *views,
                *(verdict for view in views for verdict in verdicts.history(store, view.claim.claim_id, as_of)),
                *searching.similar(store, ref.id, as_of=as_of),
            ]
        )
    return found


def _claims(store: Store, _config: Config, as_of: dt.datetime) -> Answers:
    from aggregator.store import claims

    return {"list": _lines(claims.find(store, Query(as_of=as_of, limit=None)))}


def _sources(store: Store, _config: Config, as_of: dt.datetime) -> Answers:
    from aggregator import tracking
    from aggregator.align.track import By

    return {by: _lines([tracking.sources(store, as_of=as_of, by=by)]) for by in get_args(By)}


def _study(store: Store, config: Config, as_of: dt.datetime) -> Answers:
    from aggregator import studies

    found = {}
    for signal in ("sentiment_mean", "ret_1d"):
        plan = studies.Plan(signal, horizons=(1,), draws=99, as_of=as_of)
        try:
            found[signal] = _lines([studies.study(store, config, plan)])
        except UsageError as refusal:
            found[signal] = str(refusal).encode()
    return found


def _export(what: str, store: Store, _config: Config, as_of: dt.datetime) -> Answers:
    from aggregator import export

    since = as_of - SIGNALS_BACK if what == "signals" else None
    table = export.frame(store, what, Query(as_of=as_of, since=since, limit=None))
    # Each form is made of the table alone; of signals there are so many that one form has to do.
    return {form: export.encode(table, form) for form in (export.FORMATS if since is None else ("csv",))}


def _sentiment(store: Store, _config: Config, as_of: dt.datetime) -> Answers:
    from aggregator import export
    from aggregator.series import By, Freq

    rows: tuple[tuple[By, Freq], ...] = (
        ("entity", "session"),
        ("topic", "session"),
        ("source", "session"),
        ("topic", "day"),
        ("topic", "hour"),
    )
    found = {}
    for by, freq in rows:
        table = export.frame(store, "sentiment", Query(as_of=as_of, limit=None), by=by, freq=freq)
        for form in export.FORMATS if (by, freq) == ("entity", "session") else ("csv",):
            found[f"by {by}, {freq}, {form}"] = export.encode(table, form)
    return found


def _lines(records: Iterable[object]) -> bytes:
    return "\n".join(map(repr, records)).encode("utf-8", "surrogatepass")


# Column of the report -> how it is asked.
OUTPUTS: Final[Mapping[str, Output]] = {
    "digest": _digest,
    "search": _search,
    "show": _shown,
    "list": _claims,
    "sources": _sources,
    "study": _study,
    "sentiment": _sentiment,
    **{
        what: partial(_export, what) for what in ("claims", "verdicts", "alignments", "mentions", "articles", "signals")
    },
}
