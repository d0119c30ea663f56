"""Commands that read the store: search, claims, show, digest."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.context import Session, pass_session
from aggregator.cli.output import emit, listing, not_english, plain, safe
from aggregator.cli.query import filters, query_of
from aggregator.errors import UsageError

if TYPE_CHECKING:
    from aggregator.records import ArticleRef, ClaimView, Hit
    from aggregator.store import Store


SHOWN_ID = 12  # characters of an id: enough to be its own among millions
EVIDENCE = 240  # characters of a sentence that a listing shows


@click.command()
@click.argument("words", nargs=-1, metavar="[WORDS ...]")
@filters
@click.option("--like", metavar="ID", help="More like this article, instead of WORDS and filters.")
@listing(20)
@pass_session
def search(
    session: Session,
    /,
    words: tuple[str, ...],
    like: str | None,
    form: str,
    as_json: bool,
    limit: int,
    as_of: str | None,
    **given: Any,
) -> None:
    """Search stored articles, best first, with the claims that match.

    WORDS may hold fields: ticker:IWM kind:forecast topic:fed "soft landing". The flags mean the same.

    \b
    Examples:
      aggregator search IWM
      aggregator search inflation fed --since 2024-07-01
      aggregator search ticker:IWM kind:forecast "soft landing" --json
      aggregator search --speaker Powell --stance dovish --as-of 2024-07-15
      aggregator search --like 3f2a9c
    """
    from aggregator import searching as grammar

    with session.store() as store:
        if like is not None:
            hits = _similar(store, like, session.as_of(as_of), limit)
            emit_hits(hits, "no other article shares its words", form=form, as_json=as_json)
            _say_cut(session, len(hits), limit)
            return
        query = grammar.resolve(store, query_of(words, limit, as_of, given))
        hits = grammar.run(store, query)
        reason = "" if hits else grammar.explain_empty(store, query)
    emit_hits(hits, reason, form=form, as_json=as_json)
    _say_cut(session, len(hits), limit)


def _similar(store: Store, identifier: str, as_of: dt.datetime | None, limit: int) -> list[Hit]:
    from aggregator import details, searching

    article_id = details.article_id(store, identifier, as_of)
    return searching.similar(store, article_id, as_of=as_of, limit=limit or -1)


def emit_hits(hits: list[Hit], reason: str, *, form: str, as_json: bool) -> None:
    """Print articles: as paragraphs for people, as rows for programs."""
    if form == "table" and not as_json:
        _print_hits(hits, reason)
        return
    emit([_hit_row(hit) for hit in hits], {}, form=form, as_json=as_json, empty=reason)


def _hit_row(hit: Hit) -> dict[str, object]:
    return {
        **plain(hit.article),
        "excerpt": _unmarked(hit.excerpt),
        "rank": hit.rank,
        "cues": dict(hit.cues),
        "claims": [_claim_row(view) for view in hit.claims],
    }


def _unmarked(text: str) -> str:
    return text.replace("\x02", "").replace("\x03", "")


def _print_hits(hits: list[Hit], reason: str) -> None:
    if not hits:
        click.echo(reason, err=True)
    for hit in hits:
        article = hit.article
        click.echo(click.style(safe(article.title), bold=True))
        click.echo(f"  {_where(article)}  show {article.id[:SHOWN_ID]}")
        if article.url:
            click.echo(f"  {safe(article.url)}")
        for symbol, cue in hit.cues.items():
            click.echo(f"  {symbol} by {safe(cue)}")
        click.echo("  " + _highlighted(hit.excerpt))
        for view in hit.claims[:3]:
            click.echo("  - " + claim_line(view))
        click.echo()


def _highlighted(excerpt: str) -> str:
    text = " ".join(excerpt.split())
    parts = text.split("\x02")
    shown = safe(parts[0])
    for part in parts[1:]:
        found, _, rest = part.partition("\x03")
        shown += click.style(safe(found), bold=True, fg="yellow") + safe(rest)
    return shown


def claim_line(view: ClaimView) -> str:
    """A claim and its verdict in one line."""
    from aggregator.digests import wording

    return safe(wording.claim(view))


@click.command()
@click.argument("words", nargs=-1, metavar="[WORDS ...]")
@filters
@click.option("--first", is_flag=True, help="Oldest first: who said it first.")
@listing(20)
@pass_session
def claims(
    session: Session,
    /,
    words: tuple[str, ...],
    first: bool,
    form: str,
    as_json: bool,
    limit: int,
    as_of: str | None,
    **given: Any,
) -> None:
    """List claims with their verdicts, newest first.

    WORDS and flags are those of search. A contradiction that may be our misreading says why it is doubtful; the digest
    holds it against nobody.

    \b
    Examples:
      aggregator claims --verdict contradicted
      aggregator claims ticker:IWM --kind move --json
      aggregator claims "rate cuts" --kind forecast --first
    """
    from aggregator import searching as grammar
    from aggregator.store import claims as stored

    with session.store() as store:
        query = grammar.resolve(store, query_of(words, limit, as_of, given))
        found = grammar.first_said(store, query) if first else stored.find(store, query)
        reason = "" if found else grammar.explain_empty(store, query)
    if form == "table" and not as_json:
        _print_claims(found, reason)
    else:
        emit([_claim_row(view) for view in found], {}, form=form, as_json=as_json, empty=reason)
    _say_cut(session, len(found), limit)


def _print_claims(found: list[ClaimView], reason: str) -> None:
    if not found:
        click.echo(reason, err=True)
    for view in found:
        click.echo(click.style(claim_line(view), bold=True))
        click.echo(f"  “{safe(' '.join(view.claim.evidence.split())[:EVIDENCE])}”")
        click.echo(f"  {_where(view.article)}  show {view.claim.claim_id[:SHOWN_ID]}")
        click.echo()


def _where(article: ArticleRef) -> str:
    """When and where an article spoke, and what a reader must know of it."""
    at = article.published_at or article.first_seen_at
    day_only = article.published_precision in ("day", "month", "year")
    when = f"{at:%Y-%m-%d}" if day_only else f"{at:%Y-%m-%d %H:%MZ}"
    flags: list[str] = []
    if article.origin != "crawl":
        flags.append("imported" if article.origin == "import" else article.origin)
    if article.excluded is not None:
        flags.append(f"{article.excluded}: in no as-of answer")
    if mark := not_english(article.language):
        flags.append(safe(mark))
    return f"{when}  {safe(article.source)}" + "".join(f"  [{flag}]" for flag in flags)


def _say_cut(session: Session, shown: int, limit: int) -> None:
    if limit and shown == limit:
        session.say(f"the first {shown}; --limit 0 shows all")


def _claim_row(view: ClaimView) -> dict[str, object]:
    from aggregator.digests import wording
    from aggregator.digests.doubts import contradiction_doubt

    verdict = view.verdict
    row: dict[str, object] = {"statement": wording.statement(view.claim)}
    row |= plain(view.claim)
    row |= {
        "source": view.article.source,
        "origin": view.article.origin,
        "title": view.article.title,
        "url": view.article.url,
        "knowable_at": view.article.knowable_at,
        "verdict": verdict.verdict if verdict else None,
        "reason": verdict.reason if verdict else None,
        "doubt": contradiction_doubt(view),
        "measured": verdict.measured if verdict else None,
        "error": verdict.error if verdict else None,
        "basis": verdict.basis if verdict else None,
    }
    return row


@click.command()
@click.argument("identifier", metavar="ID")
@click.option("--as-of", metavar="T", help="As it was known at T.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_session
def show(session: Session, identifier: str, as_of: str | None, as_json: bool) -> None:
    """One article, story or claim with its evidence, scores, verdicts and provenance.

    ID is what digest, search and claims print; a unique start of it is enough.

    \b
    Example:
      aggregator show 3f2a9c
    """
    from aggregator import details
    from aggregator.cli import detail

    moment = session.as_of(as_of)
    with session.store() as store:
        found = details.find(store, identifier, moment)
    if as_json:
        click.echo(json.dumps(plain(found), ensure_ascii=False, indent=2))
    else:
        for line in detail.lines(found, moment):
            click.echo(safe(line))


@click.command()
@click.option("--date", "day", metavar="D", help="The digest's day; default: today in New York.")
@click.option("--as-of", metavar="T", help="As it was known at T; default: the end of that day, or now.")
@click.option("--watch", metavar="A,B", help="Symbols to watch; default: those of feeds.yaml.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "md", "html", "json")),
    help="Default: by the ending of -o, else text.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
@pass_session
def digest(
    session: Session, day: str | None, as_of: str | None, watch: str | None, form: str | None, output: Path | None
) -> None:
    """The daily digest: what was said, what the prices say, what came due. Each line names its evidence.

    Without --format the ending of -o decides (.html, .md, .json, else text).

    \b
    Examples:
      aggregator digest
      aggregator digest --date 2024-07-15 --watch IWM,QQQS
      aggregator digest -o today.html
    """
    with session.store() as store:
        text = digest_text(session, store, day=day, as_of=as_of, watch=watch, form=form, output=output)
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    write_file(output, text)
    session.say(f"wrote {output}")


def write_file(path: Path, text: str) -> None:
    """A file written whole, with the remedy when it cannot be."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", remedy="name a file in a folder that you can write") from error


ENDINGS = {".html": "html", ".htm": "html", ".md": "md", ".json": "json"}


def digest_text(
    session: Session,
    store: Store,
    *,
    day: str | None,
    as_of: str | None,
    watch: str | None,
    form: str | None,
    output: Path | None,
) -> str:
    """The rendered digest for the command's options."""
    from aggregator import digests
    from aggregator.config import parse_day
    from aggregator.sessions import day_end, new_york_date

    now, _ = session.clock()
    date = parse_day(day, flag="--date") if day else new_york_date(session.as_of(as_of) or now)
    moment = session.as_of(as_of) or min(now, day_end(date))
    symbols = tuple(part.strip().upper() for part in watch.split(",") if part.strip()) if watch else ()
    config = session.config()
    built = digests.build(store, config, date=date, as_of=moment, watch=symbols or config.watch)
    chosen = form or ENDINGS.get(output.suffix.lower() if output else "", "text")
    return digests.render(built, chosen)
