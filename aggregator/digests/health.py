"""Feed health, and what was left out: only facts that a later poll cannot change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from aggregator import feed_past
from aggregator.digests.context import STRIP, Context
from aggregator.digests.document import Body, Group, Line
from aggregator.digests.said import Shown
from aggregator.digests.text import clean, count, day, listed, moment, safe_url
from aggregator.fetch import rhythm
from aggregator.records import ArticleRef
from aggregator.store import articles, health

FAILURES, QUIET = 8, 8
_QUIET_LEAST = 3  # articles in the two weeks before, for silence to mean something


def section(ctx: Context, _shown: Shown) -> Body:
    """Items that may enter no digest, open failures, quiet sources, stale prices."""
    span = ctx.window
    excluded = articles.excluded_counts(ctx.store, min(span.as_of, span.end))
    failures = health.failures(ctx.store, min(span.as_of, span.end))
    left_out = [Line(f"{clean(name, 20)}: {count(n, 'item')} of all time", show=None) for name, n in excluded.items()]
    partial = sum(ref.partial for ref in ctx.refs)
    if partial:
        left_out.append(Line(f"{partial} of {count(len(ctx.refs), 'article')} known by summary only"))
    if ctx.flags["unanalysed"]:
        n = count(ctx.flags["unanalysed"], "article")
        left_out.append(Line(f"{n} not analysed yet: run `aggregator analyze`", tone="warn"))
    if ctx.flags["foreign"]:
        n = count(ctx.flags["foreign"], "article")
        left_out.append(Line(f"{n} not in English: mood and claims of such texts are not to be relied on", tone="warn"))
    failed = sorted(failures, key=lambda f: (f.stage, f.item, f.code, f.first_at))
    lines = [
        Line(
            f"{clean(f.stage, 20)}: {clean(f.item, 90)}",
            note=f"{clean(f.code, 40)}, since {moment(f.first_at)}",
            tone="warn",
        )
        for f in failed[:FAILURES]
    ]
    if len(failed) > FAILURES:
        lines.append(Line(f"and {len(failed) - FAILURES} more: `aggregator doctor` lists them"))
    frozen = _frozen(ctx, {f.item for f in failures})
    groups = [
        Group(title, tuple(found))
        for title, found in (
            ("Left out of every as-of answer, or known in part", left_out),
            ("Failing", lines),
            ("Answering, but silent for longer than their own rhythm allows", frozen),
            ("Prices", _prices(ctx)),
        )
        if found
    ]
    quiet = _quiet(ctx)
    summary = f"{count(len(failed), 'open failure')}; {count(sum(excluded.values()), 'item')} excluded."
    if quiet:
        summary += f" Quiet since {moment(span.start)}: {listed(quiet)}."
    facts = {"open_failures": len(failed), **{f"excluded_{name}": n for name, n in excluded.items()}}
    if not groups and not quiet:
        return Body(empty="Every feed answers, nothing was excluded, prices are up to date.", facts=facts)
    return Body(summary=summary, groups=tuple(groups), facts=facts)


def _frozen(ctx: Context, failing: set[str]) -> list[Line]:
    """Feeds whose newest entry is too old for them, as the last crawl before the page's time left them."""
    lines = []
    for url, state in feed_past.states(ctx.store, min(ctx.window.as_of, ctx.window.end)).items():
        newest, crawled_at = state.newest_entry_at, state.last_success_at
        if newest and crawled_at and url not in failing and rhythm.is_frozen(newest, state.silence_s, crawled_at):
            when = moment(newest) if newest.year == crawled_at.year else day(newest.date(), year=True)
            lines.append(Line(clean(url, 90), note=f"newest entry {when}", tone="warn"))
    more = [Line(f"and {len(lines) - FAILURES} more: `aggregator feeds health` lists them")]
    return lines[:FAILURES] + more if len(lines) > FAILURES else lines


def _prices(ctx: Context) -> list[Line]:
    lines = []
    followed = [symbol for symbol in dict.fromkeys((*STRIP, *ctx.watch)) if symbol in ctx.prices]
    for symbol in followed:
        price = ctx.prices[symbol]
        if price.is_stale:
            late = f"last close {day(price.last.session, year=True)}, {day(price.newest)} was the last session"
            lines.append(Line(f"{clean(ctx.label(symbol), 40)} is stale", note=late, tone="warn"))
    missing = [clean(ctx.label(symbol), 40) for symbol in ctx.watch if symbol not in ctx.prices]
    if missing:
        lines.append(Line(f"no prices for {listed(missing)}", tone="warn"))
    if any(ctx.prices[symbol].last.backfilled for symbol in followed):
        lines.append(Line("Bars loaded in bulk count as known at their session's close."))
    return lines


def _quiet(ctx: Context) -> list[str]:
    """Sources that wrote regularly in the two weeks before and are silent in the window."""
    usual = Counter(ref.source for ref in ctx.before if ref.origin == "crawl")
    active = {ref.source for ref in ctx.refs}
    silent = sorted(source for source, n in usual.items() if n >= _QUIET_LEAST and source not in active)
    shown = [clean(source, 40) for source in silent[:QUIET]]
    return [*shown, f"{len(silent) - QUIET} more"] if len(silent) > QUIET else shown


def _is_sample(refs: Iterable[ArticleRef]) -> bool:
    """Whether every item is of an outlet under .example, which nobody can own (RFC 2606)."""
    hosts = {urlsplit(safe_url(ref.url) or "").hostname or "" for ref in refs}
    return bool(hosts) and all(host.endswith(".example") for host in hosts)


def notices(ctx: Context) -> tuple[str, ...]:
    """What a reader must know before trusting the page."""
    origins = Counter(ref.origin for ref in ctx.refs)
    found = []
    if _is_sample(ctx.refs or ctx.before):
        found.append("Sample: outlets, articles, people and prices on this page are invented.")
    if origins["import"]:
        found.append(
            f"From imported archives, which count as known at their publication time: "
            f"{origins['import']:,} of {count(len(ctx.refs), 'article')}."
        )
    if ctx.flags["simulated"]:
        found.append(f"{count(ctx.flags['simulated'], 'article')} taken in under a simulated clock (--now).")
    return tuple(found)
