"""Moves without news and news without moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from aggregator.digests.context import MAIN_PROXIES, Context
from aggregator.digests.document import Body, Group, Line
from aggregator.digests.market import change, is_yield
from aggregator.digests.said import Shown
from aggregator.digests.stories import SHOWN_ID
from aggregator.digests.text import clean, count, day, listed, safe_url, signed
from aggregator.store.scores import ScoredArticle

BIG_MOVE, SMALL_MOVE = 2.0, 0.5  # standard deviations of the daily move over the 63 sessions before
MANY_STORIES = 3
NAMED, ABOUT = 0.1, 0.3  # relevance from which a story names an instrument, or is about a topic
LIMIT = 5


def section(ctx: Context, _shown: Shown) -> Body:
    """Instruments that moved by two standard deviations though nobody wrote of them, and the reverse."""
    if not ctx.refs:
        return Body(empty="No articles in the window, so silence says nothing.")
    moves = _moves(ctx)
    if not moves:
        return Body(empty="No instrument has both a close in the window and the history to measure it by.")
    loud = _picked(ctx, [move for move in moves if abs(move.z) >= BIG_MOVE and not move.is_covered])
    calm = [move for move in moves if abs(move.z) < SMALL_MOVE and len(move.stories) >= MANY_STORIES]
    calm = _picked(ctx, sorted(calm, key=lambda move: (-len(move.stories), move.symbol)))
    groups = []
    if loud:
        groups.append(Group("Moves without news", tuple(_unexplained(ctx, move) for move in loud)))
    if calm:
        groups.append(Group("News without moves", tuple(_unmoved(ctx, move) for move in calm)))
    if not groups:
        return Body(empty=f"None among {count(len(moves), 'instrument')}: what moved was in the news, and the reverse.")
    providers = listed(sorted({clean(ctx.prices[move.symbol].last.provider, 40) for move in moves}))
    return Body(summary=f"{count(len(moves), 'instrument')} measured, closes from {providers}.", groups=tuple(groups))


@dataclass(frozen=True, slots=True)
class _Move:
    """The last move of an instrument, and the stories that name it."""

    symbol: str
    z: float
    stories: frozenset[str]
    is_covered: bool  # by them, or by stories on a topic that it stands for
    top: ScoredArticle | None


def _moves(ctx: Context) -> list[_Move]:
    """The largest first. Only moves of the window's own sessions have anything to do with its news."""
    found: dict[str, _Move] = {}
    for symbol, price in ctx.prices.items():
        z = price.move_z(is_yield(symbol))
        if z is None or price.last.session < ctx.window.previous:
            continue
        scores = [s for target in ctx.entities_of(symbol) for s in ctx.scores.get(target, ()) if s.relevance >= NAMED]
        topics = [
            topic for topic, symbols in ctx.config.proxies.items() if ctx.kin(symbol) & set(symbols[:MAIN_PROXIES])
        ]
        on_topic = any(s.relevance >= ABOUT for topic in topics for s in ctx.scores.get(f"topic:{topic}", ()))
        found[symbol] = _Move(
            symbol,
            z,
            frozenset(score.story_id for score in scores),
            bool(scores) or on_topic,
            max(scores, key=lambda score: (score.relevance, score.article_id), default=None),
        )
    benchmarks = {row.symbol: row.benchmark for row in ctx.config.instruments if row.benchmark}
    moves = [replace(move, is_covered=_is_explained(move, found, benchmarks)) for move in found.values()]
    return sorted(moves, key=lambda move: (-abs(move.z), move.symbol))


def _is_explained(move: _Move, moves: Mapping[str, _Move], benchmarks: Mapping[str, str]) -> bool:
    """Whether stories name an instrument, or a benchmark with which it moved the same way, at least half as far."""
    seen: set[str] = set()
    at: _Move | None = move
    while at is not None and at.symbol not in seen:
        if at.is_covered and at.z * move.z > 0 and abs(at.z) >= abs(move.z) / 2:
            return True
        seen.add(at.symbol)
        at = moves.get(benchmarks.get(at.symbol, ""))
    return False


def _picked(ctx: Context, moves: list[_Move]) -> list[_Move]:
    """The first few, an index and the funds on it counting as one."""
    picked: list[_Move] = []
    taken: set[str] = set()
    for move in moves:
        kin = set(ctx.entities_of(move.symbol))
        if not kin & taken and len(picked) < LIMIT:
            picked.append(move)
            taken |= kin
    return picked


def _moved(ctx: Context, move: _Move) -> str:
    price = ctx.prices[move.symbol]
    return f"{ctx.label(move.symbol)} {change(price, 1)} on {day(price.last.session)} ({signed(move.z, 1)} sd)"


def _unexplained(ctx: Context, move: _Move) -> Line:
    return Line(f"{_moved(ctx, move)}: no story names it", tone="warn")


def _unmoved(ctx: Context, move: _Move) -> Line:
    words = f"{_moved(ctx, move)}: {count(len(move.stories), 'story', 'stories')}"
    ref = next((ref for ref in ctx.refs if move.top and ref.id == move.top.article_id), None)
    if ref is None:
        return Line(words)
    note = f"most of all “{clean(ref.title, 80)}”, {clean(ref.source, 40)}"
    return Line(words, note=note, url=safe_url(ref.url), show=ref.id[:SHOWN_ID])
