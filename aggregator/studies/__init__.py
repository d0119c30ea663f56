"""Studies: does a signal, or a kind of claim, say anything about the returns that follow it?

An event study of the signal's extremes and its information coefficient, for each horizon, with errors that allow for
windows that overlap and events that cluster, placebo dates, and a correction for the number of tests.

Nothing looks ahead: a value counts for the first session whose open is strictly after it was knowable, and what is
earned after it begins at that open (or at that session's close); expected returns come from sessions that ended
`GAP` sessions before. With `as_of` nothing that became knowable later changes a byte of the answer.

A horizon is only tested where the events (or pairs) are worth as many independent ones as the power calculation asks
for; where none is, the study is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.studies.records import Cell, Entry, Path, Plan, Refusal, Study, Unit

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.store import Store

__all__ = ["Cell", "Entry", "Path", "Plan", "Refusal", "Study", "Unit", "chart", "study"]


def study(store: Store, config: Config, plan: Plan) -> Study:
    """Carry out a plan. Raises UsageError where it cannot be, or where there is too little evidence."""
    from aggregator.studies import running

    return running.run(store, config, plan)


def chart(answer: Study) -> str:
    """The study as a picture (SVG): mean CAR by session with its interval, and the coefficient by horizon."""
    from aggregator.studies import plot

    return plot.svg(answer)
