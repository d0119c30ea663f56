"""What a check is given, and what it gives back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from aggregator.align.prices import Prices, Span, UnverifiableError
from aggregator.align.splits import in_shares_of
from aggregator.align.stated import Grade, Stated
from aggregator.align.tables import CONTINUES, Aliases, never_closes
from aggregator.align.windows import Window
from aggregator.records import Claim, Observation, PolicyDecision, Reason, Release, Unit, VerdictName
from aggregator.sessions import Calendar


@dataclass(frozen=True, slots=True)
class Context:
    """Everything beside the claim that a verdict may depend on. Only what was knowable at `now` is handed out."""

    histories: Mapping[str, Prices]
    knowable_at: dt.datetime
    now: dt.datetime
    calendar: Calendar
    releases: Sequence[Release] = ()
    policy: Sequence[PolicyDecision] = ()
    aliases: Aliases = field(default_factory=dict)
    benchmarks: Mapping[str, str] = field(default_factory=dict)
    observations: Mapping[str, Sequence[Observation]] = field(default_factory=dict)
    siblings: Sequence[Claim] = ()

    def prices(self, symbol: str | None, first: dt.date) -> Prices:
        """The history of `symbol` that reaches back to `first`, or its longer continuation; `UnverifiableError`.

        Its prices are those of a share of the day on which the claim was made.
        """
        if symbol is None:
            raise UnverifiableError("no_instrument")
        for name in (symbol, CONTINUES.get(symbol)):
            held = self.histories.get(name) if name is not None else None
            known = held.known(self.now) if held is not None else None
            if known is not None and len(known) and known.session(0) <= first:
                return in_shares_of(known, self.knowable_at)
        raise UnverifiableError("no_prices")

    def published(self, events: Sequence[str]) -> list[Release]:
        """US releases of the `events` knowable at `now`, oldest first."""
        found = [r for r in self.releases if r.event in events and r.currency == "USD" and r.knowable_at <= self.now]
        return sorted(found, key=lambda r: (r.at, r.event))

    def decided(self) -> list[PolicyDecision]:
        """Policy decisions knowable at `now`, oldest first."""
        return sorted((d for d in self.policy if d.knowable_at <= self.now), key=lambda d: d.date)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured value on one named basis, with the bars that it took. `direct` is false for neighbouring bases.

    `held`: a range that holds the stated figure, of which nothing nearer than that is known; `value` is that figure.
    """

    basis: str
    value: float
    spans: tuple[Span, ...]
    direct: bool = True
    held: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: a verdict without the claim's and the clock's part."""

    verdict: VerdictName
    reason: Reason | None = None
    measured: float | None = None
    unit: Unit | None = None
    error: float | None = None
    basis: str | None = None
    window: tuple[dt.date, dt.date] | None = None
    bars: tuple[Mapping[str, str], ...] = ()
    tried: tuple[Mapping[str, object], ...] = ()
    knowable_at: dt.datetime | None = None


def unverifiable(reason: Reason) -> Finding:
    """A finding without a measurement."""
    return Finding("unverifiable", reason)


@dataclass(frozen=True, slots=True)
class Graded:
    """A measure with its grade against the claim and its signed error (None without a stated value)."""

    measure: Measure
    grade: Grade
    error: float | None

    @property
    def measured(self) -> float | None:
        """What was measured; None where only a range is known."""
        return None if self.measure.held else self.measure.value

    @property
    def off(self) -> float | None:
        """By how much the stated figure was missed; None where only a range is known."""
        return None if self.measure.held else self.error


def decide(
    graded: Sequence[Graded],
    window: Window,
    *,
    unit: Unit | None,
    attainable: bool = False,
    reached: Measure | None = None,
) -> Finding:
    """The verdict over all bases in order.

    supported: the first basis matches. close: a direct basis lies within the tolerance, or a later one matches.
    contradicted: neither. A guessed window never contradicts, and is measured on the first basis only: of many one
    would match by chance. A price of some hour, told while its session ran or of what never closes, is supported by
    the close's very figure, and close when the day's range holds it (`reached`), where nothing nearer is measured; what
    a day without a range may have held (`attainable`) is left open.
    """
    first = graded[0]
    chosen = (
        next((g for g in graded[:1] if g.grade == "match"), None)
        or next((g for g in graded if g.measure.direct and g.grade == "near" and not window.strict), None)
        or next((g for g in graded if g.grade == "match" and window.guess is None), None)
    )
    settled = chosen or first
    finding = Finding(
        verdict="contradicted",
        measured=settled.measured,
        unit=unit,
        error=settled.off,
        basis=", ".join(filter(None, (settled.measure.basis, window.guess or window.told))),
        window=(window.start, window.end),
        bars=described(g.measure for g in graded),
        tried=tuple({"basis": g.measure.basis, "measured": g.measured, "error": g.off} for g in graded),
        knowable_at=max((span.knowable_at for span in {s for g in graded for s in g.measure.spans}), default=None),
    )
    of_an_hour = window.running and window.start == window.end
    around = window.running or any(never_closes(span.prices.symbol) for span in first.measure.spans)
    quoted = of_an_hour or (around and window.start == window.end and window.guess is None and chosen is None)
    if reached is not None and quoted and first.grade != "match":
        basis = ", ".join(filter(None, (reached.basis, window.guess or window.told)))
        return replace(finding, verdict="close", measured=None, error=None, basis=basis)
    if chosen is not None and of_an_hour and not (chosen is first and first.grade == "match"):
        return replace(finding, verdict="unverifiable", reason="not_knowable")  # a price of some hour, not the close
    if chosen is not None:
        return replace(finding, verdict="supported" if chosen is first and first.grade == "match" else "close")
    if window.guess is not None:
        return replace(finding, verdict="unverifiable", reason="window_unresolved")
    if around and attainable:
        return replace(finding, verdict="unverifiable", reason="not_knowable")
    return finding


def described(measures: Iterable[Measure]) -> tuple[Mapping[str, str], ...]:
    """The bars of all `measures`, each span once, in order."""
    spans = dict.fromkeys(span for measure in measures for span in measure.spans)
    return tuple({(s["symbol"], s["sessions"]): s for s in (span.describe() for span in spans)}.values())


def against(stated: Stated, measures: Iterable[Measure], sign: float = 1.0) -> list[Graded]:
    """Grade signed measures against a stated magnitude in the direction `sign`."""
    graded = []
    for measure in measures:
        along = sign * measure.value
        grade = stated.grade(along)
        if along < 0 < stated.low and grade == "near":
            grade = "off"  # the wrong sign is no rounding matter
        graded.append(Graded(measure, grade, sign * stated.error(along)))
    return graded
