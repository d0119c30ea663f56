"""Commands on one text or page, without a store: extract and article."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import click

from aggregator.cli.collect import load_model
from aggregator.cli.context import Session, end_of, pass_session
from aggregator.cli.output import plain
from aggregator.errors import ExtractError, UsageError

LONGEST = 1_000_000  # bytes of one text: a whole book, and its understanding is about forty times as long


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", remedy="name a file, or - for standard input") from error


MARKUP_CHARS = 5000
_PAGE = re.compile(r"<(?:!doctype|html|head|body|script|div|p|article)\b[^<>]*>", re.IGNORECASE)
_always_json = click.option("--json", is_flag=True, expose_value=False, help="JSON, which is what it prints anyway.")


@click.command()
@click.argument("file", metavar="FILE|-")
@_always_json
@click.option(
    "--published", metavar="T", help="When it was published: 2024-07-15T12:00Z (a date: its end in New York). Required."
)
@click.option("--source", metavar="S", default="text", show_default=True, help="The outlet.")
@click.option("--title", metavar="T", help="The title; default: none.")
@click.option("--verify", is_flag=True, help="Measure each claim against the store's prices.")
@click.option("--as-of", metavar="T", help="With --verify: prices as known at T; default: now.")
@click.option("--model", metavar="NAME|PATH", help="A model folder, or a Hugging Face text classifier.")
@pass_session
def extract(
    session: Session,
    file: str,
    published: str | None,
    source: str,
    title: str | None,
    verify: bool,
    as_of: str | None,
    model: str | None,
) -> None:
    """The understanding of one text as JSON: sentences, mentions, claims. Writes nothing.

    \b
    Examples:
      aggregator extract note.txt --published 2024-07-15T12:00Z
      aggregator extract - --published 2024-07-15 --verify < note.txt
    """
    from aggregator import aligning, pipeline, understand
    from aggregator.articles import importer

    if published is None:
        raise UsageError(
            "--published is missing: windows such as 'last week' mean nothing without it",
            remedy="add --published 2024-07-15T12:00Z",
        )
    at = end_of(published, flag="--published")
    data = _read(file)
    if len(data) > LONGEST:
        raise UsageError(
            f"{file}: {len(data):,} bytes are too long for one text (at most {LONGEST:,})",
            remedy="split it, or take its articles in with `aggregator import`",
        )
    text = data.decode("utf-8", "replace")
    importer.refuse_binary(file, text)
    if _PAGE.search(text[:MARKUP_CHARS]):
        raise UsageError(f"{file}: a web page, not a text", remedy=f"take its text first: aggregator article {file}")
    config = session.config()
    now, _ = session.clock()
    article = pipeline.text_article(text, title=title or "", source=source, published=at)
    names = understand.linker(pipeline.known_entities(None, config))
    found = understand.understand(article, load_model(model), names, created_at=now)
    claims = [plain(claim) for claim in found.claims]
    if verify:
        judge_at = end_of(as_of, flag="--as-of") if as_of else now
        with session.store() as store:
            verdicts = list(aligning.judge(store, config, found.claims, knowable_at=at, now=judge_at))
        for claim, verdict in zip(claims, verdicts, strict=True):
            shown = plain(verdict)
            claim["verdict"] = {
                name: shown[name]
                for name in (
                    "verdict",
                    "measured",
                    "basis",
                    "window_start",
                    "window_end",
                    "bars",
                    "error",
                    "reason",
                    "tried",
                )
            }
    document = {
        "sentences": [
            {
                "start": item.start,
                "end": item.end,
                "text": item.text,
                "sentiment": {k: round(v, 4) for k, v in plain(item.sentiment).items()},
                "topics": {name: round(item.topic_probs.get(name, 0.0), 4) for name in item.topics},
                "heads": {head: {k: round(v, 4) for k, v in said.items()} for head, said in item.heads.items()},
                "undecided": list(item.undecided),
            }
            for item in found.sentences
        ],
        "mentions": [
            {
                "start": item.start,
                "end": item.end,
                "text": item.text,
                "type": item.type,
                "entity_id": item.entity_id,
                "symbol": item.symbol,
                "confidence": item.confidence,
                "cue": item.cue,
                "sentiment": item.sentiment,
            }
            for item in found.mentions
        ],
        "claims": claims,
        "model_id": found.model_id,
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


@click.command()
@click.argument("file", metavar="FILE|-")
@_always_json
@click.option("--url", metavar="U", help="The page's address, for relative links and site rules.")
def article(file: str, url: str | None) -> None:
    """What is extracted from a saved page, as JSON.

    \b
    Example:
      aggregator article page.html --url https://example.com/2024/07/small-caps
    """
    from aggregator import articles
    from aggregator.articles import importer

    page = _read(file)
    importer.refuse_binary_page(file, page)
    try:
        found = articles.extract(page, url=url)
    except ExtractError as error:
        remedy = error.remedy or f"give a saved page (.html); for a text: aggregator extract {file}"
        raise UsageError(f"{file}: {error.reason}", remedy=remedy) from error
    stamp = found.published
    click.echo(
        json.dumps(
            {
                "title": found.title,
                "text": found.text,
                "published": plain(stamp.at) if stamp else None,
                "published_source": stamp.source if stamp else None,
                "published_precision": stamp.precision if stamp else None,
                "author": found.author,
                "language": found.language,
                "canonical_url": found.canonical_url,
                "partial": found.partial,
                "tickers": list(found.tickers),
            },
            ensure_ascii=False,
            indent=2,
        )
    )
