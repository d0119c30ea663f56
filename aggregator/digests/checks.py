"""Claims against prices: contradicted ones, forecasts made and come due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from aggregator.digests import said as claims
from aggregator.digests.context import FOCUS, Context
from aggregator.digests.document import Body, Group, Line
from aggregator.digests.doubts import doubt
from aggregator.digests.said import Said, Shown
from aggregator.digests.text import clean, count, day

CONTRADICTED, FORECASTS, OUTCOMES = 6, 5, 6
ABOUT_COMPANY = 0.6  # relevance from which a text is on one company


def contradicted(ctx: Context, shown: Shown) -> Body:
    """Claims that the prices contradict beyond doubt, what matters most first, and how the window's others fared."""
    tally, held = fared(ctx), worst(ctx)
    now = {said.key for said in ctx.said}
    late = sum(said.key not in now for said in held)
    summary = (
        f"{count(tally.checked, 'claim')} checked: {tally.supported} supported, {tally.close} close, "
        f"{tally.contradicted} contradicted"
        + (f", {tally.in_range} within a day's range alone" if tally.in_range else "")
        + (f"; {late} more of earlier days" if late else "")
        + "."
        + (f" {_reasons(tally.doubts)}" if tally.doubts else "")
        + (f" {count(tally.unverifiable, 'claim')} could not be checked." if tally.unverifiable else "")
    )
    facts: dict[str, float | int | str | None] = {
        "supported": tally.supported,
        "close": tally.close,
        "in_range": tally.in_range,
        "contradicted": tally.contradicted,
        "doubtful": sum(tally.doubts.values()),
        "unverifiable": tally.unverifiable,
        "pending": tally.pending,
    }
    left = [said for said in held if said.key not in shown]
    picked = shown.fresh(claims.one_a_story(held), CONTRADICTED, lambda _: True)
    summary += _not_shown(left, picked)
    lines = tuple(_with_basis(*pair) for pair in zip(picked, claims.lines(picked, ctx.entities), strict=True))
    if not ctx.said and not lines:
        return Body(empty="No claims were made in the window.", facts=facts)
    if not lines:
        why = "No claim is contradicted by prices." if tally.checked else "No claim could be checked against prices."
        why = "Contradicted claims stand above." if held else why
        told = tally.checked or tally.in_range or tally.doubts
        return Body(summary=summary if told else "", empty=why, facts=facts)
    return Body(summary=summary, groups=(Group("", lines),), facts=facts)


def _not_shown(left: Sequence[Said], picked: Sequence[Said]) -> str:
    """How many of the claims that could be shown are not, and why."""
    told, stories = {said.key for said in picked}, {said.view.article.story_id for said in picked}
    others = [said.view.article.story_id in stories for said in left if said.key not in told]
    same, lesser = others.count(True), others.count(False)
    reasons = [f"{same:,} more in the same {'story' if same == 1 else 'stories'}"] if same else []
    reasons += [f"{lesser:,} more: `aggregator claims --verdict contradicted`"] if lesser else []
    return f" Not shown: {', '.join(reasons)}." if reasons else ""


def worst(ctx: Context) -> list[Said]:
    """Claims that the prices contradict beyond doubt, what matters most first."""
    return sorted((said for said in ctx.contradicted if not doubt(said.view)), key=lambda said: _gravity(ctx, said))


def _with_basis(said: Said, line: Line) -> Line:
    """A line that says what was measured from when to when, so that a reader can measure it again."""
    found = said.view.verdict
    if found is None or found.basis is None or found.window_start is None or found.window_end is None:
        return line
    first = day(found.window_start, year=found.window_start.year != found.window_end.year)
    last = day(found.window_end, year=True)
    span = last if found.window_start == found.window_end else f"{first} to {last}"
    return replace(line, note=f"{line.note} · measured: {clean(found.basis, 60)}, {span}")


@dataclass(frozen=True, slots=True)
class Fared:
    """How the claims of a window fared. `contradicted` are those without a doubt, the others count by `doubts`.

    `in_range` are those of which prices say no more than that a day's range holds them, `close` the others so called.
    """

    supported: int
    close: int
    in_range: int
    contradicted: int
    unverifiable: int
    pending: int
    doubts: Mapping[str, int]

    @property
    def checked(self) -> int:
        """Claims that prices agree with or contradict."""
        return self.supported + self.close + self.contradicted


def fared(ctx: Context) -> Fared:
    """The window's claims by verdict."""
    tally = Counter(said.verdict for said in ctx.said)
    found = [doubt(said.view) for said in ctx.said if said.verdict == "contradicted"]
    doubts = Counter(name for name in found if name)
    in_range = sum(said.in_range for said in ctx.said)
    return Fared(
        supported=tally["supported"],
        close=tally["close"] - in_range,
        in_range=in_range,
        contradicted=tally["contradicted"] - doubts.total(),
        unverifiable=tally["unverifiable"],
        pending=tally["pending"],
        doubts=doubts,
    )


def _reasons(doubts: Mapping[str, int]) -> str:
    """Why claims that differ from prices are not held against their sources."""
    n = sum(doubts.values())
    ranked = sorted(doubts.items(), key=lambda pair: (-pair[1], pair[0]))
    rest = sum(m for _, m in ranked[3:])
    why = [f"{name} ({m})" for name, m in (*ranked[:3], *([("others", rest)] if rest else []))]
    return f"{n} more {'differs' if n == 1 else 'differ'}, but with a doubt: {', '.join(why)}."


def _gravity(ctx: Context, said: Said) -> tuple[object, ...]:
    """Indexes, macro figures and rates before what is watched, funds, and shares; then relevance and the source."""
    claim = said.view.claim
    kind = (claim.entity_id or "").partition(":")[0]
    rank = 1 if claim.symbol in ctx.watch else _RANKS.get(kind, 4)
    weight = len(said.sources) * (0.2 + claim.relevance) * claim.confidence
    return rank, -round(weight, 6), claim.claim_id


_RANKS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("index", "macro", "rate", "group"), 0),
    **dict.fromkeys(("commodity", "fx", "fund"), 2),
    "company": 3,
}


def forecasts(ctx: Context, shown: Shown) -> Body:
    """Forecasts that were made, and those whose outcome became known."""
    outcomes = Counter(said.verdict for said in ctx.resolved)
    due = shown.fresh(ctx.resolved, OUTCOMES, lambda said: said.verdict != "expired_unscorable")
    made = [
        said
        for said in ctx.said
        if said.view.claim.kind == "forecast" and said.verdict not in claims.OUTCOMES and not _is_date(said)
    ]
    made.sort(key=lambda said: _telling(ctx, said))
    new = shown.fresh(claims.one_a_story(made), FORECASTS, _can_be_held)
    groups = []
    if due:
        groups.append(Group("Came due", claims.lines(due, ctx.entities)))
    if new:
        groups.append(Group("Made", claims.lines(new, ctx.entities)))
    facts: dict[str, float | int | str | None] = {"made": len(made)}
    facts |= {name: outcomes[name] for name in claims.OUTCOMES}
    if not groups and not made:
        return Body(empty="No forecast was made, and none came due.", facts=facts)
    summary = f"{count(len(made), 'forecast')} made; {len(ctx.resolved)} came due"
    if ctx.resolved:
        summary += f": {outcomes['came_true']} came true, {outcomes['did_not']} did not"
        if outcomes["expired_unscorable"]:
            summary += f", {outcomes['expired_unscorable']} cannot be scored"
    return Body(summary=summary + ".", groups=tuple(groups), facts=facts)


def _is_date(said: Said) -> bool:
    """Whether all that is said is when something comes, which nobody forecasts: "investors await the jobs report"."""
    claim = said.view.claim
    return claim.value is None and claim.direction is None and claim.certainty == "asserted"


def _can_be_held(said: Said) -> bool:
    """A forecast of something that is measured, for a day that is known; of a company only where the text is on it."""
    claim = said.view.claim
    if (claim.entity_id or "").startswith("company:") and claim.relevance < ABOUT_COMPANY:
        return False
    if claim.value is None and claim.direction is None:
        return False
    is_dated = said.verdict == "pending" or claim.due is not None
    return is_dated and (claim.entity_id is not None or claim.symbol is not None)


def _telling(ctx: Context, said: Said) -> tuple[object, ...]:
    """Topics that are followed before markets at large and companies; then what can be held against its author best."""
    claim = said.view.claim
    vague = (said.verdict != "pending") + (claim.due is None) + (claim.value is None)
    distant = 0 if claim.topic in FOCUS else 2 if (claim.entity_id or "company:").startswith("company:") else 1
    told = 0.05 + ctx.weight_of(said.view.article.id)
    weight = len(said.sources) * (0.2 + claim.relevance) * claim.confidence * told
    return distant, vague, -round(weight, 6), claim.claim_id
