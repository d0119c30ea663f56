"""Market strip and watchlist."""

from __future__ import annotations

from aggregator.digests import baseline
from aggregator.digests import said as claims
from aggregator.digests.charts import spark
from aggregator.digests.context import STRIP, Context
from aggregator.digests.document import Body, Group, Line, Table, Tone
from aggregator.digests.prices import SPARK_SESSIONS, Price
from aggregator.digests.said import Shown
from aggregator.digests.stories import line as story_line
from aggregator.digests.text import clean, count, day, listed, number, percent, price_decimals, signed

YIELDS = frozenset({"DGS2", "DGS10", "DGS30", "DGS5", "DGS3MO", "DFEDTARU", "T10YIE", "T5YIE"})
_POINTS = frozenset({"^VIX"})


def strip(ctx: Context, _shown: Shown) -> Body:
    """Indexes, volatility, yields, the dollar and gold: last close known, its changes and a month's chart."""
    prices = [ctx.prices[symbol] for symbol in STRIP if symbol in ctx.prices]
    missing = [ctx.label(symbol) for symbol in STRIP if symbol not in ctx.prices]
    if not prices:
        return Body(empty="No prices were known: load some with `aggregator prices`.")
    rows = [
        (_capital(ctx.label(p.symbol)), level(p), change(p, 1), change(p, 5), _chart(p), _session(p)) for p in prices
    ]
    stale = [ctx.label(p.symbol) for p in prices if p.is_stale]
    stale = ["all of them"] if len(stale) == len(prices) else stale
    notes = [f"Closes as known, from {listed(sorted({clean(p.last.provider, 40) for p in prices}))}"]
    if missing:
        notes.append(f"no prices for {listed(missing)}")
    if stale:
        notes.append(f"stale, run `aggregator prices`: {listed(stale)}")
    table = Table(
        columns=("", "Last", "1 day", "5 days", f"{SPARK_SESSIONS} sessions", "Close of"),
        rows=tuple(rows),
        tones=tuple(_tone(p) for p in prices),
        note="; ".join(notes) + ".",
    )
    facts = {p.symbol: round(p.last.close, 6) for p in prices}
    return Body(table=table, facts=facts)


def watchlist(ctx: Context, shown: Shown) -> Body:
    """The followed instruments: price, news and mood, then what was said of each that stands nowhere above."""
    if not ctx.watch:
        return Body(empty="Nothing is watched: list symbols under `watch:` in feeds.yaml or give --watch A,B.")
    rows, lines = [], []
    for symbol in ctx.watch:
        price = ctx.prices.get(symbol)
        targets = ctx.entities_of(symbol)
        own = [score for target in targets for score in ctx.scores.get(target, ())]
        stories = {score.story_id for score in own}
        mean = baseline.mean(own, "sentiment")
        rows.append(
            (
                clean(symbol, 16),
                level(price) if price else "no price",
                change(price, 1) if price else "",
                change(price, 5) if price else "",
                _against(ctx, symbol),
                f"{len(stories)}" if stories else "–",
                signed(mean) if mean is not None else "–",
                _chart(price) if price else "",
            )
        )
        lines += _news(ctx, symbol, targets, shown)
    table = Table(
        columns=("", "Last", "1 day", "5 days", "5 days vs", "Stories", "Mood", f"{SPARK_SESSIONS} sessions"),
        rows=tuple(rows),
        tones=tuple(_tone(ctx.prices[symbol]) if symbol in ctx.prices else "warn" for symbol in ctx.watch),
        note="Stories name the instrument, its index or the funds on it; mood runs from −1 to +1, each story once."
        + _stale(ctx),
    )
    groups = (Group("Said of them, and not above", tuple(lines)),) if lines else ()
    return Body(table=table, groups=groups)


def _stale(ctx: Context) -> str:
    """Which watched prices are old, and of when: the table has no room for it."""
    old = [
        f"{clean(s, 16)} ({_session(ctx.prices[s])})" for s in ctx.watch if s in ctx.prices and ctx.prices[s].is_stale
    ]
    return f" Prices are old of {listed(old)}." if old else ""


def _session(price: Price) -> str:
    """The day of the last close, with the year where that is not the last session or nearly so."""
    return day(price.last.session, year=price.is_stale)


def _news(ctx: Context, symbol: str, targets: tuple[str, ...], shown: Shown) -> list[Line]:
    about = [story for story in ctx.stories if any(target in story.relevance for target in targets)]
    about.sort(key=lambda story: -max(story.relevance.get(target, 0.0) for target in targets))
    for story in about:
        if max(story.relevance.get(target, 0.0) for target in targets) >= 0.3 and shown.mark(story.story_id):
            return [story_line(story)]
    made = shown.fresh(ctx.said, 1, lambda said: said.view.claim.symbol == symbol)
    return list(claims.lines(made, ctx.entities))


def _against(ctx: Context, symbol: str) -> str:
    """Five sessions' return less that of the benchmark."""
    row = next((row for row in ctx.config.instruments if row.symbol == symbol), None)
    mine, other = ctx.prices.get(symbol), ctx.prices.get(row.benchmark) if row and row.benchmark else None
    if mine is None or other is None or other.last.session != mine.last.session:
        return ""
    own, base = mine.change_pct(5), other.change_pct(5)
    return "" if own is None or base is None else f"{signed(own - base)} pp {ctx.label(other.symbol)}"


def is_yield(symbol: str) -> bool:
    """Whether changes of a series are told in basis points."""
    return symbol in YIELDS


def level(price: Price) -> str:
    """The last value in its own unit."""
    if is_yield(price.symbol):
        return f"{number(price.last.close)} %"
    return number(price.last.close, price_decimals(price.symbol))


def change(price: Price, sessions: int) -> str:
    """The change over so many sessions: basis points for yields, points for the VIX, else percent."""
    moved, pct = price.change(sessions), price.change_pct(sessions)
    if moved is None:
        return ""
    if is_yield(price.symbol):
        return f"{signed(moved * 100, 0)} bp"
    if price.symbol in _POINTS:
        return f"{signed(moved)} pts"
    return percent(pct) if pct is not None else ""


def told(ctx: Context, symbol: str) -> str:
    """An instrument and its last move as words: `Russell 2000 +1.09 %`."""
    return f"{ctx.label(symbol)} {change(ctx.prices[symbol], 1)}"


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _chart(price: Price) -> str:
    return spark([bar.close for bar in price.bars[-SPARK_SESSIONS:]])


def _tone(price: Price) -> Tone:
    if price.is_stale:
        return "warn"
    moved = price.change(1) or 0.0
    if is_yield(price.symbol) or price.symbol in _POINTS or not moved:
        return "plain"
    return "good" if moved > 0 else "bad"


def coverage(ctx: Context) -> str:
    """What the window holds, in a few words."""
    sources = {ref.source for ref in ctx.refs}
    return (
        f"{count(len(ctx.stories), 'story', 'stories')} in {count(len(ctx.refs), 'article')} "
        f"from {count(len(sources), 'source')}"
    )
