"""The leak test: plants what could not be known at T into a copy of a store; no answer as of T may move.

For each T the answers of :data:`~aggregator.leaks.outputs.OUTPUTS` are taken; then, probe by probe
(:data:`~aggregator.leaks.probes.PROBES`), something is planted that became knowable after T, the stages run at a later
clock, the answers are taken again and compared byte for byte, and the planting is taken back. Nothing may differ.

A probe whose planting is seen nowhere even at the later clock has proved nothing; the report says so (`seen`).
The one thing that may change an answer as of T is left out on purpose: another model, which reads old texts anew.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from aggregator.errors import ItemError, UsageError
from aggregator.pipeline import Progress, quiet
from aggregator.sessions import calendar

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.leaks.asking import Answered
    from aggregator.leaks.outputs import Answers, Output
    from aggregator.leaks.planting import Moment
    from aggregator.leaks.probes import Probe
    from aggregator.records import Article
    from aggregator.store import Store
    from aggregator.store.listening import Question
    from aggregator.understand import Linker
    from aggregator.understand.encoder.model import Encoder

DAY: Final = dt.timedelta(days=1)
AHEAD: Final = 6 * DAY  # of the newest clock: long enough for sessions to lie between
MOST_LINES: Final = 4  # of one leak that the report shows, of those that came and of those that went
WIDTH: Final = 300
QUARTERS: Final = (0.3, 0.6, 0.95)


@dataclass(frozen=True, slots=True)
class Leak:
    """One answer as of T that moved: the lines that came (+) and went (-)."""

    output: str
    form: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One probe at one T. `answered` counts the bytes compared by output; `seen` is None where nothing need be seen."""

    as_of: dt.datetime
    probe: str
    planted: int
    seen: bool | None
    answered: Mapping[str, int]
    leaks: tuple[Leak, ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """What the stages run with; `outputs` and `probes` are the tables that are gone through."""

    config: Config
    encoder: Encoder
    linker: Linker
    outputs: Mapping[str, Output]
    probes: Sequence[Probe]


def bench(config: Config, encoder: Encoder, linker: Linker) -> Bench:
    """The bench with every output and every probe."""
    from aggregator.leaks.outputs import OUTPUTS
    from aggregator.leaks.probes import PROBES

    return Bench(config, encoder, linker, OUTPUTS, PROBES)


def default_times(store: Store) -> list[dt.datetime]:
    """The closes of three sessions spread over what the store knows. UsageError where it knows no dated article."""
    from aggregator.store import leaking

    known = leaking.known_times(store)
    if not known:
        raise UsageError("leaktest: the store holds no dated article", remedy="run `aggregator run` or `import` first")
    days = calendar()
    closes = (days.close_time(days.last_closed(known[int(share * (len(known) - 1))])) for share in QUARTERS)
    return sorted(set(closes))


def run(
    copied: Store, times: Sequence[dt.datetime], bench: Bench, *, seed: int, progress: Progress = quiet
) -> Iterator[Row]:
    """The rows of the report, each as it is done. `copied` is changed: give a copy that nobody uses.

    The copy is first brought up to date, so that what the stages still owed it is not mistaken for a leak.
    """
    from aggregator.aligning import align
    from aggregator.leaks.asking import answer
    from aggregator.leaks.outputs import View
    from aggregator.leaks.planting import Moment
    from aggregator.store import leaking

    newest = leaking.newest_clock(copied)
    last = max([*times, *([newest] if newest else [])])
    align(copied, bench.config, now=last + DAY, simulated=True)
    total, done = len(times) * len(bench.probes), 0
    for as_of in times:
        view = View(copied, bench.config, as_of, as_of)
        before = {name: answer(ask, view) for name, ask in bench.outputs.items()}
        later: dict[str, Answers] = {}
        for probe in bench.probes:
            moment = Moment(as_of, last + AHEAD, random.Random(f"{seed} {as_of} {probe.name}"), bench.config)  # noqa: S311
            for name in probe.shows_in:
                if name in bench.outputs and name not in later:
                    later[name] = bench.outputs[name](View(copied, bench.config, moment.clock, as_of))
            yield _probe(copied, bench, probe, moment, before=before, later=later)
            done += 1
            progress("leaktest", done, total)


def _probe(
    store: Store,
    bench: Bench,
    probe: Probe,
    moment: Moment,
    *,
    before: Mapping[str, Answered],
    later: Mapping[str, Answers],
) -> Row:
    from aggregator.aligning import align
    from aggregator.leaks.asking import is_untouched
    from aggregator.leaks.outputs import View
    from aggregator.store import health, leaking

    leaking.begin(store)
    try:
        planted = probe.plant(store, moment)
        if probe.prices and health.mark(store, "signals") is not None:
            # So that the signals are computed from what was planted, though it claims to have come before they were.
            health.set_mark(store, "signals", moment.as_of)
        _understand(store, bench, planted.articles, moment.clock)
        align(store, bench.config, now=moment.clock, simulated=True)
        view = View(store, bench.config, moment.as_of, moment.as_of)
        known: dict[Question, bytes] = {}
        after = {
            name: ask(view) if probe.makes_all or not is_untouched(store, before[name], known) else before[name].answers
            for name, ask in bench.outputs.items()
        }
        shown = [name for name in probe.shows_in if name in later] if planted.count else []
        seen = any(
            bench.outputs[name](View(store, bench.config, moment.clock, moment.as_of)) != later[name] for name in shown
        )
    finally:
        leaking.undo(store)
    return Row(
        moment.as_of,
        probe.name,
        planted.count,
        seen if shown else None,
        {name: sum(map(len, made.answers.values())) for name, made in before.items()},
        tuple(leak for name in bench.outputs for leak in _compare(name, before[name].answers, after[name])),
    )


def _understand(store: Store, bench: Bench, found: Sequence[Article], now: dt.datetime) -> None:
    """What `analyze` does, for these articles alone: the store may owe its own to another model."""
    from aggregator import understand
    from aggregator.series import rollup
    from aggregator.store import analyses

    results = understand.understand_many(found, bench.encoder, bench.linker, created_at=now)
    for article, result in zip(found, results, strict=True):
        if not isinstance(result, ItemError):
            scored = replace(result, scores=rollup(result, article))
            analyses.save(store, [(article, scored)], scored_at=now, simulated=True)


def _compare(output: str, before: Answers, after: Answers) -> Iterator[Leak]:
    for form in sorted({*before, *after}):
        old, new = before.get(form, b""), after.get(form, b"")
        if old != new:
            yield Leak(output, form, _lines(old, new))


def _lines(old: bytes, new: bytes) -> tuple[str, ...]:
    """What differs, as far as it is text."""
    if b"\0" in old or b"\0" in new:
        return (f"{len(old):,} bytes became {len(new):,}",)
    texts = (part.decode("utf-8", "replace").splitlines() for part in (old, new))
    gone, come = (list(dict.fromkeys(lines)) for lines in texts)
    # Sets first: a diff of two long documents costs minutes, and nearly all of their lines are the same.
    had, has = set(gone), set(come)
    went, came = ([line[:WIDTH] for line in lines if line not in other] for lines, other in ((gone, has), (come, had)))
    if not went and not came:
        return ("the same lines in another order, or repeated",)
    more = max(0, len(went) - MOST_LINES) + max(0, len(came) - MOST_LINES)
    shown = [*(f"- {line}" for line in went[:MOST_LINES]), *(f"+ {line}" for line in came[:MOST_LINES])]
    return (*shown, f"and {more:,} more lines") if more else tuple(shown)
