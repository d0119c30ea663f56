"""The table of outputs that the leak test compares: everything that can be asked as of a time, as lines of bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
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
Output = Callable[["View"], Answers]
# The lookup behind `show`: store, id, as of.
Find = Callable[["Store", str, "dt.datetime | None"], object]

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
SIGNALS_BACK: Final = dt.timedelta(days=300)  # before T: a whole history of signals is millions of rows
ARTICLES_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class View:
    """A question: everything as of a time. `moment` is the T of the test, also where it is asked as of the clock."""

    store: Store
    config: Config
    as_of: dt.datetime
    moment: dt.datetime


def _digest(view: View) -> Answers:
    from aggregator import digests

    day, watch = new_york_date(view.as_of), view.config.watch
    built = digests.build(view.store, view.config, date=day, as_of=view.as_of, watch=watch)
    return {form: digests.render(built, form).encode("utf-8", "surrogatepass") for form in digests.FORMATS}


def _search(view: View) -> Answers:
    from aggregator import searching

    found = {}
    for words in WORDS:
        query = searching.resolve(view.store, searching.parse(words, as_of=view.as_of, limit=None))
        found[words] = _lines(searching.run(view.store, query))
        found[f"first to say {words}"] = _lines(searching.first_said(view.store, query))
    return found


def shown(view: View, find: Find | None = None) -> Answers:
    """Articles and their claims one by one, by id, and what is like them: the newest that were known, and the newest
    that came later. Of those the answer is a refusal, which is left out: an answer to a planted id is a leak.
    """
    from aggregator import details, searching
    from aggregator.store import leaking

    found: dict[str, bytes] = {}
    for identifier in leaking.newest_ids(view.store, view.moment, ARTICLES_SHOWN):
        try:
            one = (find or details.find)(view.store, identifier, view.as_of)
        except UsageError:
            continue
        found[identifier] = _lines([one])
        if isinstance(one, details.ArticleDetail):
            found[f"like {identifier}"] = _lines(searching.similar(view.store, identifier, as_of=view.as_of))
    return found


def _claims(view: View) -> Answers:
    from aggregator.store import claims

    return {"list": _lines(claims.find(view.store, Query(as_of=view.as_of, limit=None)))}


def _sources(view: View) -> Answers:
    from aggregator import tracking
    from aggregator.align.track import By

    return {by: _lines([tracking.sources(view.store, as_of=view.as_of, by=by)]) for by in get_args(By)}


def _study(view: View) -> Answers:
    from aggregator import studies

    found = {}
    for signal in ("sentiment_mean", "ret_1d"):
        plan = studies.Plan(signal, horizons=(1,), draws=99, as_of=view.as_of)
        try:
            found[signal] = _lines([studies.study(view.store, view.config, plan)])
        except UsageError as refusal:
            found[signal] = str(refusal).encode()
    return found


def _export(what: str, view: View) -> Answers:
    from aggregator import export

    since = view.moment - SIGNALS_BACK if what == "signals" else None
    table = export.frame(view.store, what, Query(as_of=view.as_of, since=since, limit=None))
    # Each form is made of the table alone; of signals there are so many that one form has to do.
    return {form: export.encode(table, form) for form in (export.FORMATS if since is None else ("csv",))}


def _sentiment(view: View) -> Answers:
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
        table = export.frame(view.store, "sentiment", Query(as_of=view.as_of, limit=None), by=by, freq=freq)
        for form in export.FORMATS if (by, freq) == ("entity", "session") else ("csv",):
            found[f"by {by}, {freq}, {form}"] = export.encode(table, form)
    return found


def _lines(records: Iterable[object]) -> bytes:
    return "\n".join(map(repr, records)).encode("utf-8", "surrogatepass")


# What is asked, by its name in the report.
OUTPUTS: Final[Mapping[str, Output]] = {
    "digest": _digest,
    "search": _search,
    "show": shown,
    "list": _claims,
    "sources": _sources,
    "study": _study,
    "sentiment": _sentiment,
    **{
        what: partial(_export, what) for what in ("claims", "verdicts", "alignments", "mentions", "articles", "signals")
    },
}
