"""Writes docs/commands.md from the commands themselves: python docs/generate.py."""

from __future__ import annotations

from collections.abc import Iterator
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


if __name__ == "__main__":
    Path(__file__).with_name("commands.md").write_text(page(), encoding="utf-8")
