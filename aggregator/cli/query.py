"""The filter flags that search, claims and export share, and the query they make."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aggregator.cli.context import end_of
from aggregator.records import KINDS, TOPICS, VERDICTS

if TYPE_CHECKING:
    from aggregator.records import Query

F = TypeVar("F", bound=Callable[..., Any])

# Flag, query key, metavar or choices, help. The same keys stand in the words: ticker:IWM kind:forecast.
FILTERS: tuple[tuple[str, tuple[str, ...] | str, str], ...] = (
    ("ticker", "SYMBOL", "An instrument: IWM, ^RUT."),
    ("topic", TOPICS, "A topic."),
    ("kind", KINDS, "A kind of claim."),
    ("stance", ("bullish", "bearish", "hawkish", "dovish", "hotter", "cooler", "neutral"), "The stance of a claim."),
    ("sentiment", ("positive", "neutral", "negative"), "The sentiment of the text."),
    ("entity", "ID", "An entity: index:RUT, macro:CPI_US, org:FED."),
    ("speaker", "NAME", "Who says it."),
    ("source", "NAME", "The outlet."),
    ("verdict", VERDICTS, "What the prices say."),
)


def filters(command: F) -> F:
    """The filter flags that search, claims and export share."""
    command = click.option("--until", metavar="T", help="Known at T or before.")(command)
    command = click.option("--since", metavar="T", help="Known at T or after.")(command)
    for name, values, text in reversed(FILTERS):
        if isinstance(values, str):
            command = click.option(f"--{name}", multiple=True, metavar=values, help=text)(command)
        else:
            command = click.option(f"--{name}", multiple=True, type=click.Choice(values), help=text)(command)
    return command


def query_of(words: tuple[str, ...], limit: int, as_of: str | None, given: dict[str, Any]) -> Query:
    """The query of a command's words and flags. UsageError names what cannot be read."""
    from aggregator import searching as grammar

    return grammar.parse(
        words,
        as_of=end_of(as_of, flag="--as-of") if as_of else None,
        limit=limit or None,
        filters={name: value for name, value in given.items() if value},
    )
