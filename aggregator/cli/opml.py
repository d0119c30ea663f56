"""Feed lists from and to other readers."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from aggregator import config as configuration
from aggregator.cli.context import Session, pass_session
from aggregator.cli.feeds import address_key, free_name, save
from aggregator.cli.output import counted
from aggregator.errors import ParseError, UsageError
from aggregator.records import Feed, Topic


@click.group()
def opml() -> None:
    """Feed lists of other readers: import and export."""


@opml.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_session
def opml_import(session: Session, file: Path) -> None:
    """Add the feeds of an OPML file to feeds.yaml; those whose address is in the list already are passed over.

    Folders may be nested; one named like a topic gives its feeds that topic. Nothing is fetched.

    \b
    Example:
      aggregator opml import subscriptions.opml
    """
    from aggregator import finding
    from aggregator.feeds import opml as format_

    config = session.config(missing_ok=True)
    try:
        body = file.read_bytes()
        outlines = format_.read(body, url=str(file))
    except ParseError as error:
        raise UsageError(str(error), remedy="export the list from the other reader once more") from error
    added: list[Feed] = []
    known, names = {address_key(feed.url) for feed in config.feeds}, {feed.name for feed in config.feeds}
    for outline in outlines:
        if (key := address_key(outline.url)) in known:
            continue
        known.add(key)
        source = outline.source or finding.default_source(outline.url)
        span = configuration.parse_duration(outline.every) if outline.every else None
        added.append(
            Feed(
                name=free_name(outline.name or source, names),
                url=outline.url,
                source=source,
                topics=cast("tuple[Topic, ...]", format_.topics_of(outline)),
                every_s=span or configuration.EVERY_S,
                adaptive=span is None,
                enabled=outline.enabled,
            )
        )
        names.add(added[-1].name)
    if added:
        path = save(session, added)
        session.say(f"added to {path}: {counted(len(added), 'feeds')}")
    click.echo(f"{len(added)} added, {len(outlines) - len(added)} known")
    if format_.is_cut_short(body):
        session.say(f"  failed: {file}: ends before </opml>, so feeds may be missing")
        session.say("      remedy: export the list from the other reader once more")
        raise click.exceptions.Exit(1)


@opml.command(name="export")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@pass_session
def opml_export(session: Session, output: Path | None) -> None:
    """Write the feed list as OPML 2.0, one folder per outlet with several feeds.

    \b
    Example:
      aggregator opml export -o feeds.opml
    """
    from aggregator.feeds import opml as format_

    config = session.config()
    document = format_.write(config.feeds, title="aggregator feeds")
    if output is None:
        click.echo(document, nl=False)
        return
    try:
        output.write_text(document, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{output}: {error.strerror}", remedy="name a file that you can write") from error
    session.say(f"wrote {output}: {counted(len(config.feeds), 'feeds')}")
