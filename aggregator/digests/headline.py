"""The three sentences on top: prices, news, and how claims fared."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from aggregator.digests.checks import Fared, fared, worst
from aggregator.digests.context import Context
from aggregator.digests.market import change, level, told
from aggregator.digests.prices import Price
from aggregator.digests.said import name
from aggregator.digests.text import clean, count, day, listed, moment, number, signed
from aggregator.digests.topics import theme_words
from aggregator.digests.wording import figure, statement

_NAMES = {"small_caps": "small caps", "inflation": "inflation", "fed": "the Fed"}


# Two indexes differ in a day by 0.76 pp (the standard deviation of ten years to 2024); a third of that is no news.
LEAST_GAP_PP = 0.25
_INDEXES = ("^RUT", "^GSPC", "IWM", "SPY")
_REMEDY = "run `aggregator prices`, or load files with its --dir"


def sentences(ctx: Context) -> tuple[str, ...]:
    """Three sentences made of facts alone; each says so when there is nothing to say.

    Prices lead where they are of the session before the digest, or of its own; what is older is no news and comes last.
    """
    market = _market(ctx)
    return (market, _news(ctx), _claims(ctx)) if market else (_news(ctx), _claims(ctx), _no_market(ctx))


def _market(ctx: Context) -> str:
    small, large = _fresh(ctx, "^RUT"), _fresh(ctx, "^GSPC")
    if small is None or large is None or small.last.session != large.last.session:
        return _one(ctx)
    one, other = small.change_pct(1), large.change_pct(1)
    if one is None or other is None:
        return _one(ctx)
    when = day(small.last.session)
    lead = f"{_compared(one, other)} on {when}: {told(ctx, '^RUT')}, {told(ctx, '^GSPC')}"
    return f"{lead}{_yield(ctx, small.last.session)}."


def _compared(small: float, large: float) -> str:
    """How small caps did against large caps, by their returns in percent."""
    gap = small - large
    if abs(gap) < LEAST_GAP_PP:
        way = (
            "hardly moved"
            if max(abs(small), abs(large)) < LEAST_GAP_PP
            else "rose alike"
            if small > 0
            else "fell alike"
        )
        return f"Small and large caps {way}"
    if min(small, large) >= 0:
        return f"Small caps {'led' if gap > 0 else 'lagged'} large caps"
    if max(small, large) <= 0:
        return f"Small caps {'held up better' if gap > 0 else 'fell more'} than large caps"
    return "Small caps rose while large caps fell" if gap > 0 else "Small caps fell while large caps rose"


def _yield(ctx: Context, session: dt.date) -> str:
    """The 10-year yield, which comes a day late: of the same session, or of the one before it with its day."""
    ten = ctx.prices.get("DGS10")
    if ten is None or ten.change(1) is None or ten.last.session < ctx.calendar.previous(session):
        return ""
    words = f"; 10-year yield {number(ten.last.close)} % ({signed((ten.change(1) or 0) * 100, 0)} bp)"
    return words if ten.last.session == session else f"{words} on {day(ten.last.session)}"


def _one(ctx: Context) -> str:
    """One instrument alone, when small and large caps cannot be compared; nothing where none is fresh."""
    for symbol in _INDEXES:
        price = _fresh(ctx, symbol)
        if price is not None:
            moved = change(price, 1)
            closed = f"{ctx.label(symbol)} closed at {level(price)} on {day(price.last.session)}"
            return f"{closed} ({moved})." if moved else f"{closed}."
    return ""


def _no_market(ctx: Context) -> str:
    """Why the page does not begin with prices, and what to do about it."""
    known = [ctx.prices[symbol].last.session for symbol in _INDEXES if symbol in ctx.prices]
    if not known:
        return f"No index prices were known: {_REMEDY}."
    return f"Prices are old: the newest close of an index is of {day(max(known), year=True)}; {_REMEDY}."


def _fresh(ctx: Context, symbol: str) -> Price | None:
    """An instrument whose last known close is of the session before the digest, or later."""
    price = ctx.prices.get(symbol)
    return price if price is not None and price.last.session >= ctx.window.previous else None


def _news(ctx: Context) -> str:
    """What is talked about, else the story that matters most; and topics whose mood is unusual."""
    if not ctx.stories:
        return f"No news since {moment(ctx.window.start)}."
    if ctx.themes:
        first, *further = ctx.themes
        words = "Most talked about: " + theme_words(ctx, first).replace(": ", " (", 1) + ")"
        if further:
            words += f"; then {listed([ctx.title(theme.target) for theme in further[:2]])}"
    else:
        top = ctx.stories[0]
        words = f"Top story: “{clean(top.lead.title, 100)}” ({count(len(top.sources), 'source')})"
    moods = []
    for topic, label in _NAMES.items():
        scores = ctx.scores.get(f"topic:{topic}", ())
        mood = ctx.baselines.mood(f"topic:{topic}", scores) if scores else None
        if mood and mood.z is not None and abs(mood.z) >= 1:
            moods.append(f"{label} ({signed(mood.z, 1)} sd)")
    return words + (f"; the mood is unusual on {listed(moods)}." if moods else ".")


def _claims(ctx: Context) -> str:
    tally = fared(ctx)
    if not ctx.said:
        words = "No claims were made"
    elif not tally.checked and not tally.in_range:
        words = f"None of {count(len(ctx.said), 'claim')} could be checked against prices"
    else:
        words = "; ".join(part for part in (_agreement(ctx, tally), _in_range(tally)) if part)
    due = Counter(said.verdict for said in ctx.resolved)
    if ctx.resolved:  # those that cannot be scored too, as the section on forecasts counts them
        words += f"; {count(len(ctx.resolved), 'forecast')} came due: {due['came_true']} came true"
    return words + "."


def _agreement(ctx: Context, tally: Fared) -> str:
    if not tally.checked:
        return ""
    agree, wrong = tally.supported + tally.close, tally.contradicted or "none"
    words = f"Prices agree with {agree} of {count(tally.checked, 'checked claim')} and contradict {wrong}"
    return words + _worst(ctx)


def _in_range(tally: Fared) -> str:
    """Claims that prices neither agree with nor contradict, because no more is known than the day's range."""
    if not tally.in_range:
        return ""
    what = f"{tally.in_range:,} more" if tally.checked else count(tally.in_range, "claim")
    them = "it" if tally.in_range == 1 else "them"
    return f"{what} could only be held against a day's price range, which holds {them}"


def _worst(ctx: Context) -> str:
    """The gravest contradiction in words: `, above all that S&P 500 lost 2 % on Friday (blog; measured +0.55 %)`."""
    first = next(iter(worst(ctx)), None)
    if first is None or first.view.verdict is None or first.view.verdict.measured is None:
        return ""
    claim, found = first.view.claim, first.view.verdict
    said_so = statement(claim, name(first.view, ctx.entities))
    measured = figure(found.measured or 0.0, found.unit or claim.unit, plus=claim.kind == "move")
    return f", above all that {said_so} ({clean(first.view.article.source, 40)}; measured {measured})"
