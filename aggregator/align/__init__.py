"""Claims against prices: `verdict` says what the bars say, `join` gives the signals that were knowable. Pure."""

from __future__ import annotations

from aggregator.align.join import SignalLookup, join
from aggregator.align.observed import SERIES
from aggregator.align.rules import RULES, Rule, verdict
from aggregator.align.tables import NEIGHBOURS

__all__ = ["NEIGHBOURS", "RULES", "SERIES", "Rule", "SignalLookup", "join", "verdict"]
