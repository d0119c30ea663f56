"""The three sentences on top: prices, news, and how claims fared."""

from __future__ import annotations

from collections import Counter

from aggregator.digests.checks import fared, worst
from aggregator.digests.context import Context
from aggregator.digests.market import change, level, told
from aggregator.digests.said import name
from aggregator.digests.text import clean, count, day, listed, moment, number, signed
from aggregator.digests.topics import theme_words
from aggregator.digests.wording import figure, statement

_NAMES = {"small_caps": "small caps", "inflation": "inflation", "fed": "the Fed"}


def sentences(ctx: Context) -> tuple[str, ...]:
    """Three sentences made of facts alone; each says so when there is nothing to say."""
    return _market(ctx), _news(ctx), _claims(ctx)


def _market(ctx: Context) -> str:
    small, large = ctx.prices.get("^RUT"), ctx.prices.get("^GSPC")
    if small is None or large is None or small.last.session != large.last.session:
        return _one(ctx)
    one, other = small.change_pct(1), large.change_pct(1)
    if one is None or other is None:
        return _one(ctx)
    gap = one - other
    verb = "led" if gap > 0.05 else "lagged" if gap < -0.05 else "kept pace with"
    lead = f"Small caps {verb} large caps on {day(small.last.session)}: {told(ctx, '^RUT')}, {told(ctx, '^GSPC')}"
    if "DGS10" in ctx.prices and ctx.prices["DGS10"].change(1) is not None:
        ten = ctx.prices["DGS10"]
        lead += f"; 10-year yield {number(ten.last.close)} % ({signed((ten.change(1) or 0) * 100, 0)} bp)"
    return lead + "."


def _one(ctx: Context) -> str:
    """One instrument alone, when small and large caps cannot be compared."""
    for symbol in ("^RUT", "^GSPC", "IWM", "SPY"):
        price = ctx.prices.get(symbol)
        if price is not None:
            moved = change(price, 1)
            closed = f"{ctx.label(symbol)} closed at {level(price)} on {day(price.last.session)}"
            return f"{closed} ({moved})." if moved else f"{closed}."
    return "No index prices were known."


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
    elif not tally.checked:
        words = f"None of {count(len(ctx.said), 'claim')} could be checked against prices"
    else:
        agree = tally.supported + tally.close
        wrong = tally.contradicted or "none"
        words = f"Prices agree with {agree} of {count(tally.checked, 'checked claim')} and contradict {wrong}"
        words += _worst(ctx)
    due = Counter(said.verdict for said in ctx.resolved)
    if ctx.resolved:  # those that cannot be scored too, as the section on forecasts counts them
        words += f"; {count(len(ctx.resolved), 'forecast')} came due: {due['came_true']} came true"
    return words + "."


def _worst(ctx: Context) -> str:
    """The gravest contradiction in words: `, above all that S&P 500 lost 2 % on Friday (blog; measured +0.55 %)`."""
    first = next(iter(worst(ctx)), None)
    if first is None or first.view.verdict is None or first.view.verdict.measured is None:
        return ""
    claim, found = first.view.claim, first.view.verdict
    said_so = statement(claim, name(first.view, ctx.entities))
    measured = figure(found.measured or 0.0, found.unit or claim.unit, plus=claim.kind == "move")
    return f", above all that {said_so} ({clean(first.view.article.source, 40)}; measured {measured})"
