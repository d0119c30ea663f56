"""The command that shows track records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aggregator.cli.context import Session, pass_session, start_of
from aggregator.cli.output import emit, listing
from aggregator.records import KINDS, TOPICS

if TYPE_CHECKING:
    from aggregator.align.shares import Share
    from aggregator.align.track import By, Record
    from aggregator.tracking import Tracks

SORTS = ("checkable", "supported", "hits", "first", "claims", "articles")  # those of `align/track.py`, held by a test
HEADINGS = {
    "name": "",
    "claims": "claims",
    "right": "right",
    "right_range": "95 %",
    "right_shrunk": "best\nguess",
    "least": "at\nleast",
    "left_out": "left\nout",
    "true": "true",
    "true_range": "95 %",
    "true_shrunk": "best\nguess",
    "first": "first",
    "lead": "lead\nmin",
}
GAP = 2  # blanks between two columns
LEAST_NAME = 12  # characters of a name that are shown however narrow the terminal is
FAIR_NAME = 20  # of them for whose sake the last columns are left out


@click.command()
@click.option(
    "--by",
    type=click.Choice(("source", "author", "speaker")),
    default="source",
    show_default=True,
    help="Whose record: the outlet's, the author's, or that of whoever is quoted.",
)
@click.option("--min-claims", type=click.IntRange(0), default=0, help="Only those with so many checkable claims.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Claims of a kind.")
@click.option("--topic", "topics", multiple=True, type=click.Choice(TOPICS), help="Claims on a topic.")
@click.option("--since", metavar="T", help="Known at T or after.")
@click.option("--unquoted", is_flag=True, help="Only claims in the outlet's own words, nobody quoted for them.")
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    default="checkable",
    show_default=True,
    help="Largest first, by a count or a shrunk share; equal ones by name.",
)
@listing(20)
@pass_session
def sources(
    session: Session,
    by: By,
    min_claims: int,
    kinds: tuple[str, ...],
    topics: tuple[str, ...],
    since: str | None,
    unquoted: bool,
    sort: str,
    form: str,
    as_json: bool,
    limit: int,
    as_of: str | None,
) -> None:
    """Track records: how the claims of each outlet, author or speaker fared, and how early they told a story.

    Right: checked claims that prices or figures support, or come close to. True: forecasts that came true, of those
    that came due. Each with a 95 % Wilson interval, and shrunk towards the mean of all, which is the better guess where
    there is little. Claims that repeat one another count once. A contradiction that may be our misreading counts in no
    share, nor does a figure of which no more is known than that a day's price range holds it. First and lead: the
    stories told before every other outlet, of those that two or more told, and the median time to the first other
    outlet, in minutes. What undated items say is in no record, nor what is said by somebody whom the text does not
    name. All columns of the other formats are explained in docs/tables.md.

    \b
    Examples:
      aggregator sources
      aggregator sources --by speaker --min-claims 5
      aggregator sources --kind forecast --topic fed --sort hits --as-of 2024-12-31
      aggregator sources --by author --since 2024-01-01 --limit 0 --format csv
    """
    from aggregator import tracking

    with session.store() as store:
        found = tracking.sources(
            store,
            as_of=session.as_of(as_of) or session.clock()[0],
            by=by,
            since=start_of(since, flag="--since") if since else None,
            kinds=kinds,
            topics=topics,
            unquoted=unquoted,
            min_claims=min_claims,
            sort=sort,
        )
    shown = found.records[: limit or None]
    if form == "table" and not as_json:
        cells, headings = _fitted([_cells(record) for record in shown])
        emit(
            cells,
            headings,
            form=form,
            as_json=False,
            empty=_empty(found, min_claims),
        )
    else:
        rows = [tracking.row_of(record, by) for record in shown]
        emit(rows, {}, form=form, as_json=as_json, empty=_empty(found, min_claims))
    for line in _notes(found, len(shown)):
        session.say(line)


def _fitted(rows: list[dict[str, object]]) -> tuple[list[dict[str, object]], dict[str, str]]:
    """The rows and headings that the terminal has room for: figures broken over two lines cannot be read.

    Names are cut; where that leaves too little of them, who was first gives way.
    """
    from rich.console import Console

    def room(headings: dict[str, str]) -> int:
        texts = {
            name: [*words.splitlines(), *(str(row.get(name, "")) for row in rows)] for name, words in headings.items()
        }
        return Console().width - sum(max(map(len, texts[name])) + GAP for name in headings if name != "name")

    headings = HEADINGS
    if room(headings) < FAIR_NAME:
        headings = {name: words for name, words in HEADINGS.items() if name not in ("first", "lead")}
    length = max(LEAST_NAME, room(headings))
    names = (str(row["name"]) for row in rows)
    cut = (name if len(name) <= length else f"{name[: length - 1].rstrip()}…" for name in names)
    return [{**row, "name": name} for row, name in zip(rows, cut, strict=True)], headings


def _cells(record: Record) -> dict[str, object]:
    lead = record.lead
    return {
        "name": record.name,
        "claims": record.claims,
        **_share("right", record.support),
        "least": "" if record.support_least is None else f"{100 * record.support_least:.0f} %",
        "left_out": record.left_out or "",
        **_share("true", record.hits),
        "first": f"{lead.first}/{lead.chains}" if lead.chains else "",
        "lead": "" if lead.median_min is None else f"{lead.median_min:+,.0f}",
    }


def _share(name: str, share: Share) -> dict[str, object]:
    if share.low is None or share.high is None or share.shrunk is None:
        return {}
    return {
        name: f"{share.hits}/{share.n}",
        f"{name}_range": f"{100 * share.low:.0f}–{100 * share.high:.0f}",
        f"{name}_shrunk": f"{100 * share.shrunk:.0f} %",
    }


def _empty(found: Tracks, least: int) -> str:
    if least:
        return f"nobody has {least} checkable claims; ask for fewer: --min-claims"
    return f"no {found.by} had said anything by then"


def _notes(found: Tracks, shown: int) -> list[str]:
    """What a reader must know of the rows: what the shares shrink to, what is left out, what comes from archives."""
    from aggregator.align.shares import MOST_WEIGHT

    notes = [f"as of {found.as_of:%Y-%m-%d %H:%M}Z"]
    for name, words in (("support", "right of checked"), ("hits", "came true of due")):
        prior = found.priors[name]
        if prior is not None:
            alike = prior.weight >= MOST_WEIGHT
            weight = "nobody differs beyond chance" if alike else f"weighing {_n(prior.weight, 'claim')}"
            notes.append(f"mean of all, {words}: {100 * prior.mean:.0f} %, {weight}")
    doubtful, right = (
        sum(getattr(record, name) for record in found.records) for name in ("doubtful", "doubtful_right")
    )
    if doubtful or right:
        borne_out = _n(right, "claim")
        notes.append(
            f"left out, because perhaps misread: {_n(doubtful, 'contradiction')}, {borne_out} that prices bear out"
        )
    in_range = sum(record.in_range for record in found.records)
    if in_range:
        notes.append(f"in no share, because only a day's price range holds them: {_n(in_range, 'claim')}")
    if found.unnamed:
        notes.append(f"{_n(found.unnamed, 'claim')} of speakers without a name {_be(found.unnamed)} in no record")
    if found.undated:
        notes.append(f"{_n(found.undated, 'item')} without a usable date {_be(found.undated)} in no record")
    if found.imported:
        notes.append(f"imported and counted as known when published: {_n(found.imported, 'article')}")
    if shown < len(found.records):
        notes.append(f"the first {shown} of {len(found.records):,}; --limit 0 shows all")
    return notes


def _n(number: float, what: str) -> str:
    return f"{number:,.0f} {what}{'' if round(number) == 1 else 's'}"


def _be(number: int) -> str:
    return "is" if number == 1 else "are"
