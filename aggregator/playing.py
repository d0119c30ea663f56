"""The bundled sample through every stage, clock by clock, as cron would have run them. Offline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from aggregator import config as configuration
from aggregator import pipeline, sample
from aggregator.records import StageReport

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.store import Store
    from aggregator.understand.encoder.model import Encoder


def sample_config() -> Config:
    """The sample's own feeds.yaml over the packaged defaults."""
    return configuration.load(sample.feeds_path(), environ={})


def play(store: Store, config: Config, encoder: Encoder) -> Iterator[tuple[dt.datetime, Iterator[StageReport]]]:
    """Each simulated clock with its run: the archive's import, then two weeks of runs.

    A run happens while the caller goes through its reports; it must be gone through before the next is asked for.
    """
    from aggregator.articles import importer
    from aggregator.understand import linker

    names = linker(pipeline.known_entities(store, config))
    start = sample.CLOCKS[0]
    archive = importer.read(sample.archive_path(), source=None, first_seen_at=start, simulated=True)
    yield start, iter([pipeline.import_articles(store, archive, now=start)])
    stages = partial(pipeline.run, store, config, encoder=encoder, linker=names, simulated=True)
    for now in sample.CLOCKS:
        yield now, stages(fetch=sample.SampleFetcher(now), now=now, folders=(sample.prices_dir(),))
