"""What was knowable at T stays what it was: the sample played on after T changes no answer as of T, byte for byte."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import aligning, digests, export, pipeline, sample, searching, understand
from aggregator import config as configuration
from aggregator.articles import importer
from aggregator.config import Config
from aggregator.records import Query
from aggregator.sessions import new_york_date
from aggregator.store import Store, claims, open_store
from aggregator.understand.encoder import model
from tests.store.made import article, bar

MIDDLE = 5  # the clock after which the answers are taken


def answers(store: Store, config: Config, as_of: dt.datetime) -> dict[str, object]:
    """Everything that can be asked, as of T."""
    built = digests.build(store, config, date=new_york_date(as_of), as_of=as_of, watch=config.watch)
    found: dict[str, object] = {form: digests.render(built, form) for form in ("text", "md", "html", "json")}
    for what in ("sentiment", "claims", "verdicts", "signals", "alignments", "mentions", "articles"):
        query = Query(as_of=as_of, limit=None)
        found[what] = export.encode(export.frame(store, what, query), "csv")
    for words in ("small caps", "ticker:IWM", "kind:forecast", "verdict:contradicted", "fed"):
        query = searching.resolve(store, searching.parse(words, as_of=as_of, limit=None))
        found[words] = searching.run(store, query)
    found["list"] = claims.find(store, Query(as_of=as_of, limit=None))
    return found


@pytest.fixture(scope="module")
def played() -> Iterator[tuple[Store, Config, dt.datetime, dict[str, object]]]:
    """(store at the end, configuration, T, what was answered at T)."""
    config = configuration.load(sample.feeds_path(), environ={})
    store, encoder = open_store(":memory:"), model.load()
    linker = understand.linker(pipeline.known_entities(store, config))
    archive = importer.read(sample.archive_path(), source=None, first_seen_at=sample.CLOCKS[0], simulated=True)
    pipeline.import_articles(store, archive, now=sample.CLOCKS[0])
    moment, then = sample.CLOCKS[MIDDLE], None
    for clock in sample.CLOCKS:
        fetch = sample.SampleFetcher(clock)
        folders: tuple[Path, ...] = (sample.prices_dir(),)
        for _ in pipeline.run(store, config, fetch, encoder, linker, now=clock, simulated=True, folders=folders):
            pass
        if clock == moment:
            then = answers(store, config, moment)
    assert then is not None
    yield store, config, moment, then
    store.close()


def test_there_is_something_to_compare(played: tuple[Store, Config, dt.datetime, dict[str, object]]) -> None:
    store, config, _, then = played
    assert all(then.values())
    assert answers(store, config, sample.CLOCKS[-1])["text"] != then["text"]


@pytest.mark.parametrize(
    "name",
    [
        "text", "md", "html", "json",
        "sentiment", "claims", "verdicts", "signals", "alignments", "mentions", "articles",
        "small caps", "ticker:IWM", "kind:forecast", "verdict:contradicted", "fed", "list",
    ],
)  # fmt: skip
def test_the_answer_of_then_is_still_the_answer(
    played: tuple[Store, Config, dt.datetime, dict[str, object]], name: str
) -> None:
    store, config, moment, then = played
    assert answers(store, config, moment)[name] == then[name]


def test_revisions_planted_after_t_change_nothing(
    played: tuple[Store, Config, dt.datetime, dict[str, object]],
) -> None:
    from aggregator.store import articles, market

    store, config, moment, then = played
    later = moment + dt.timedelta(days=30)
    victim = articles.listing(store, since=None, until=moment, as_of=moment)[-1]
    edited = article(victim.id, title="Rewritten", text="All of this was wrong. " * 9, known=later, seen=later)
    assert articles.save(store, edited) == "revised"
    market.save_bars(store, "IWM", [bar("2024-07-03", 999.0, fetched=later)])
    aligning.align(store, config, now=later, simulated=True)
    assert answers(store, config, moment) == then
