"""The table of claim rules: which function reads it, which kind it makes, how often it is right.

`precision` is the share of a rule's claims that the annotation of the training articles also has (same sentence, kind
and overlapping subject words; a rule that they show fewer than twenty times is measured on our own annotation as well),
smoothed towards 0.5 by ten cases; a rule that is never shown stands at 0.5. It becomes the claim's confidence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from aggregator.records import Kind
from aggregator.understand.drafts import Draft
from aggregator.understand.kinds import KINDS
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from aggregator.understand.wordings import (
    acts,
    compared,
    consensus,
    counts,
    estimates,
    flows,
    forecasts,
    levels,
    moves,
    policy,
    proposals,
    releases,
    results,
    surprises,
)

Reader = Callable[[View, list[Subject], Sequence[View]], list[Draft]]


class Rule(NamedTuple):
    """One way to see a claim."""

    kind: Kind
    cue: str
    precision: float


RULES: dict[str, Rule] = {
    "move.verb": Rule("move", "the Dow fell 0.8%; stocks closed higher", 0.95),
    "move.list": Rule("move", ", the S&P 500 1.6% and the Nasdaq 2%", 0.54),
    "move.bracket": Rule("move", "Apple (-0.5%)", 0.69),
    "move.noun": Rule("move", "posted a 3% gain; a 2% drop in Apple shares", 0.58),
    "data.verb": Rule("data", "CPI rose 0.4% in May", 0.84),
    "data.stands": Rule("data", "the jobless rate rose to 3.6%; added 311,000 jobs", 0.78),
    "data.company": Rule("data", "revenue rose 8% to $2.1 billion", 0.84),
    "forecast.company": Rule("forecast", "sees sales of $9 billion for the year", 0.72),
    "data.state": Rule("data", "inflation remains elevated", 0.71),
    "data.list": Rule("data", ", core prices 0.3%", 0.64),
    "data.noun": Rule("data", "a 0.3% rise in consumer prices", 0.64),
    "data.earlier": Rule("data", "up from 0.2% in April", 0.68),
    "data.reached": Rule("data", "rose 4% to a pace of 1.4 million", 0.74),
    "data.share": Rule("data", "$1.2 billion, or $1.84 a share", 0.62),
    "data.also": Rule("data", "fell 2.6% last week but were up 3.1% from a year ago", 0.62),
    "move.earlier": Rule("move", "rose 0.5% after falling 2% on Thursday", 0.59),
    "move.also": Rule("move", "has added 1.3% this year and was up 8% in twelve months", 0.5),
    "level.reached": Rule("level", "rose 0.5% to 4,112", 0.97),
    "level.crossed": Rule("level", "topped $91; fell below 4,000", 0.84),
    "level.stands": Rule("level", "closed at 2,869.88", 0.83),
    "level.mark": Rule("level", "hit a record high; its lowest close since July", 0.81),
    "level.average": Rule("level", "closed below its 200-day moving average", 0.5),
    "volume.flow": Rule("volume", "SPY saw outflows of $3.2 billion", 0.62),
    "volume.units": Rule("volume", "a 2% increase in outstanding units (from 500,000 to 510,000)", 0.5),
    "volume.multiple": Rule("volume", "volume more than 36x above the daily average", 0.5),
    "data.surprise": Rule("data", "hotter-than-expected PPI numbers", 0.73),
    "count.rarity": Rule("count", "just one other trading day since 1979", 0.71),
    "count.elapsed": Rule("count", "it had been nearly 16 years since that event", 0.5),
    "count.streak": Rule("count", "fell for a third straight session", 0.81),
    "count.record": Rule("count", "the worst recession in 70 years; sank the most since 2020", 0.53),
    "compare.verb": Rule("compare", "outperformed its peers; decliners outnumbered advancers", 0.7),
    "forecast.action": Rule("forecast", "bets the Fed will cut rates", 0.75),
    "forecast.scheduled": Rule("forecast", "- US consumer confidence, Tuesday", 0.88),
    "policy.decision": Rule("policy", "the Fed raised rates by a quarter point", 0.79),
    "policy.statement": Rule("policy", "the Committee reiterated", 0.81),
    "policy.done": Rule("policy", "the central bank exited its ultra-loose policy", 0.82),
    "policy.change": Rule("policy", "the quarter-point hike that the Fed delivered", 0.58),
    "policy.act": Rule("policy", "the White House imposed tariffs", 0.57),
    "forecast.expected": Rule("forecast", "is expected to rise 0.3%", 0.72),
    "forecast.holder": Rule("forecast", "economists expect CPI to rise", 0.77),
    "forecast.estimate": Rule("forecast", "forecast a 0.4% rise in consumer prices", 0.58),
    "forecast.named": Rule("forecast", "below market forecasts of 0.4%", 0.38),
    "forecast.further": Rule("forecast", "growth of 30% this year and another 15% next year", 0.57),
    "forecast.odds": Rule("forecast", "pricing in two cuts this year", 0.76),
    "outlook.odds": Rule("outlook", "bets on further rate cuts", 0.38),
    "forecast.target": Rule("forecast", "price target of $50", 0.86),
    # What the encoder marks and no rule sees; each such claim carries its own probability as confidence.
    **{f"model.{kind}": Rule(kind, "a subject that the encoder marks", 0.5) for kind in KINDS},
}


def _moved(view: View, subjects: list[Subject], _: Sequence[View]) -> list[Draft]:
    """Moves, and released or estimated figures; where a measure stands says more than by how much it moved."""
    drafts = moves.find(view, subjects)
    figures_told = releases.find(view, subjects, drafts)
    stands = {draft.subject.start for draft in figures_told if draft.rule == "data.stands"}
    kept = [d for d in drafts if d.kind != "data" or d.subject.start not in stands or d.unit == "pct"]
    return [consensus.beside(view, estimates.thought(view, draft)) for draft in (*kept, *figures_told)]


READERS: tuple[Reader, ...] = (
    _moved,
    lambda view, subjects, _: levels.find(view, subjects),
    flows.find,
    surprises.find,
    counts.find,
    lambda view, _, past: results.find(view, past),
    policy.find,
    acts.find,
    forecasts.find,
    compared.find,
    proposals.find,
)
