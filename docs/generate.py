"""Writes docs/commands.md and docs/tables.md from the code they describe: python docs/generate.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from aggregator.cli import cli

HEAD = """# Commands

Written by `python docs/generate.py`; a test compares it with the commands.

Data goes to stdout, progress and messages to stderr. Exit codes: 0 done, 1 some items failed (the rest is stored),
2 a mistake in the call, with the remedy. An interrupted command exits with 130; the same command goes on from there.
"""


def walk(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its name, in the order of --help."""
    for name in group.list_commands(click.Context(group)):
        command = group.commands[name]
        if isinstance(command, click.Group):
            yield from walk(command, (*path, name))
        else:
            yield (*path, name), command


def options(command: click.Command) -> Iterator[str]:
    """A table of a command's flags."""
    found = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    if found:
        yield "| flag | value | meaning |"
        yield "|---|---|---|"
    for option in found:
        names = ", ".join(f"`{name}`" for name in option.opts)
        value = (
            "" if option.is_flag or option.count else option.make_metavar(click.Context(command)).replace("|", "\\|")
        )
        default = ""
        if option.show_default and option.default is not None and not option.is_flag:
            default = f" Default: `{option.default}`."
        yield f"| {names} | {value} | {option.help}{default} |"


def usage(path: tuple[str, ...], command: click.Command) -> str:
    """The usage line."""
    context = click.Context(command, info_name=" ".join(("aggregator", *path)))
    return " ".join([context.command_path, *command.collect_usage_pieces(context)])


def prose(command: click.Command) -> str:
    """The help text, with its examples as a code block."""
    blocks = []
    for block in (command.help or "").split("\n\n"):
        lines = [line.strip() for line in block.replace("\b\n", "").splitlines()]
        if lines[0].startswith("Example"):
            blocks.append("```\n" + "\n".join(lines[1:]) + "\n```")
        else:
            blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def page() -> str:
    """docs/commands.md."""
    parts = [HEAD, "## global flags\n", "\n".join(options(cli)), ""]
    for path, command in walk(cli):
        parts += [f"## {' '.join(path)}\n", f"`{usage(path, command)}`\n", prose(command) + "\n"]
        parts += ["\n".join(options(command)), ""]
    return "\n".join(parts).rstrip() + "\n"


TABLES = """# Tables

Written by `python docs/generate.py`; a test compares it with the code. Everything that varies is a row in a table of
the code; this page shows them all.
"""


def table(title: str, about: str, heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    """One table under a heading."""
    yield f"## {title}\n"
    yield about + "\n"
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |"
    yield ""


def bound(value: float | None) -> str:
    """A threshold as a cell."""
    return "" if value is None else f"{value:g}"


def tables() -> str:
    """docs/tables.md."""
    from aggregator import config, export, feeds, fetch, master, series
    from aggregator.align import RULES as CHECKS
    from aggregator.align.tables import HORIZONS, TARGET_HORIZON
    from aggregator.digests.sections import SECTIONS
    from aggregator.evaluation import TASKS
    from aggregator.leaks.outputs import OUTPUTS
    from aggregator.leaks.probes import PROBES
    from aggregator.market import signals
    from aggregator.market.providers import CODES, PROVIDERS
    from aggregator.market.signals.breadth import BREADTH
    from aggregator.market.signals.recipes import RECIPES
    from aggregator.searching import KEYS
    from aggregator.studies.signals import EXTREMES, SIGNALS
    from aggregator.tracking import COLUMNS as TRACK_COLUMNS
    from aggregator.understand.kinds import KINDS
    from aggregator.understand.rules import RULES

    surprise = (
        signals.SURPRISE_VERSION,
        signals.SURPRISE_FORMULA,
        ", ".join(signals.SURPRISE_INPUTS),
        signals.SURPRISE_SOURCE,
    )
    surprises = sorted({(name, *surprise) for name, _ in signals.SURPRISES.values()})
    columns = {
        "articles": export.ARTICLE_COLUMNS,
        "mentions": export.MENTION_COLUMNS,
        "claims": export.CLAIM_COLUMNS,
        "verdicts": export.VERDICT_COLUMNS,
        "signals": export.SIGNAL_COLUMNS,
        "alignments": export.ALIGNMENT_COLUMNS,
        "sentiment": series.COLUMNS,
    }
    parts = [
        TABLES,
        *table(
            "Claim kinds",
            "What a claim can be, what gives it away, and how it is checked. Kinds without a rule yet are listed too.",
            ("kind", "cue", "checked by"),
            ((kind, cue, CHECKS[kind].about) for kind, cue in KINDS.items()),
        ),
        *table(
            "Horizons",
            "Sessions after which a claim about the future that names no date is due. Price targets: "
            f"{TARGET_HORIZON}. Expected figures and decisions, whatever their kind: those of data and policy.",
            ("kind", "sessions"),
            HORIZONS.items(),
        ),
        *table(
            "Rules that see claims",
            "Each claim names the rules that took part. Confidence is the rule's precision on annotated articles.",
            ("rule", "kind", "example", "confidence"),
            ((name, rule.kind, rule.cue, f"{rule.precision:.2f}") for name, rule in RULES.items()),
        ),
        *table(
            "Signals",
            "Evaluated at each session's close; percent, or basis points for yields.",
            ("signal", "version", "formula", "inputs", "source"),
            [
                *((r.name, r.version, r.formula, ", ".join(r.inputs), r.source) for r in (*RECIPES, *BREADTH)),
                *surprises,
            ],
        ),
        *table(
            "Signals that `aggregator study` takes",
            "And every signal of the table above. Events are sessions with at most / at least so much, unless --below "
            "or --above say otherwise; without either, only the information coefficient is computed.",
            ("signal", "meaning", "low", "high"),
            [
                *((s.name, s.about, *map(bound, (s.below, s.above))) for s in SIGNALS),
                *((name, "price signal", *map(bound, extremes)) for name, extremes in EXTREMES.items()),
            ],
        ),
        *table(
            "Price providers", "Asked in this order.", ("name", "what"), ((p.name, p.about) for p in PROVIDERS.values())
        ),
        *table(
            "Symbol directories",
            "What `aggregator entities update` loads.",
            ("name", "file", "address"),
            ((d.name, d.file, d.url) for d in master.DIRECTORIES),
        ),
        *table("Digest sections", "In the order of the page.", ("key", "title"), ((s.key, s.title) for s in SECTIONS)),
        *table("Search keys", "`key:value` in the words, or a flag of the same name.", ("key",), ((k,) for k in KEYS)),
        *table(
            "Keys of feeds.yaml",
            "Only `feeds` is required; the packaged file holds the other defaults.",
            ("key",),
            ((key,) for key in config.KEYS),
        ),
        *table(
            "Export columns",
            "In this order, sorted, byte-stable.",
            ("export", "columns"),
            ((name, ", ".join(names)) for name, names in columns.items()),
        ),
        *table(
            "Columns of `aggregator sources`",
            "In this order. Rates are null where nothing was tried.",
            ("column", "meaning"),
            TRACK_COLUMNS.items(),
        ),
        *table(
            "Tasks of `aggregator eval`",
            "What a row of a labelled file holds (JSON Lines), and what `n` of the result counts.",
            ("task", "row", "n"),
            ((name, task.row, task.counted) for name, task in TASKS.items()),
        ),
        *table(
            "Probes of the leak test",
            f"What `aggregator leaktest` plants, and which outputs must show it later. Compared: {', '.join(OUTPUTS)}.",
            ("probe", "what is planted", "seen in"),
            ((p.name, p.about, ", ".join(p.shows_in)) for p in PROBES),
        ),
        *table(
            "Failure codes",
            "What `doctor` and the digest's health section show.",
            ("stage", "codes"),
            (("fetch", ", ".join(fetch.CODES)), ("feed", ", ".join(feeds.CODES)), ("prices", ", ".join(CODES))),
        ),
    ]
    return "\n".join(parts).rstrip() + "\n"


PAGES = {"commands.md": page, "tables.md": tables}

if __name__ == "__main__":
    for name, write in PAGES.items():
        Path(__file__).with_name(name).write_text(write(), encoding="utf-8")
