"""The entities that ship with the package, and how their ids map to the codes of annotated data.

`entities.csv` holds one entity a line. An alias written in lower case matches any case; one with capitals matches only
as written (or in full capitals, as headlines do). Ids are `prefix:CODE`; `symbol` is the instrument a claim is checked
against (Yahoo style for prices, the series name for yields and macro data), `benchmark` what it is compared with.

`names.csv` says more of some names, one a line: the days between which a `name` or a `symbol` is the entity's (both
inclusive, empty = open), and which names are plain words as well (`cued`: they need a second cue). An entity keeps one
id through renames, that of its newest symbol.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple, cast

from aggregator.records import Entity, MentionType

# Ids whose part after the colon is itself an annotation code.
LISTED_CODES = frozenset(
    {
        "index:RUT",
        "index:SP600",
        "index:SPX",
        "index:SP400",
        "index:NDX",
        "index:COMP",
        "index:DJI",
        "index:VIX",
        "rate:UST2Y",
        "rate:UST10Y",
        "rate:UST30Y",
        "rate:FFR",
        "fx:DXY",
        "fx:EURUSD",
        "fx:USDJPY",
        "commodity:WTI",
        "commodity:BRENT",
        "commodity:GOLD",
        "crypto:BTC",
        "crypto:ETH",
        "org:FED",
        "macro:CPI_US",
        "macro:CORE_CPI_US",
        "macro:PPI_US",
        "macro:PCE_US",
        "macro:CORE_PCE_US",
        "macro:NFP_US",
        "macro:UNRATE_US",
        "macro:GDP_US",
        "macro:INFLATION_US",
        "group:SMALL_CAPS",
        "group:LARGE_CAPS",
        "group:US_EQUITIES",
        "group:US_TREASURIES",
    }
)
_CODE_TO_ID = {entity_id.split(":", 1)[1]: entity_id for entity_id in LISTED_CODES}
_PREFIX_TO_SCHEME = {"index": "INDEX", "macro": "MACRO", "group": "GROUP", "person": "PERSON", "org": "ORG"}
_SCHEME_TO_PREFIX = {scheme: prefix for prefix, scheme in _PREFIX_TO_SCHEME.items()}


_SAME_FIRM = {
    "GOOG": "company:GOOGL",
    "BRK": "company:BRK-B",
    "BRK-A": "company:BRK-B",
    "BRK.A": "company:BRK-B",
    "FOX": "company:FOXA",
    "NWS": "company:NWSA",
    "UA": "company:UAA",
    "VOW": "company:VOW3.DE",
    "VOW.DE": "company:VOW3.DE",
    # Listings elsewhere, with and without the exchange.
    **dict.fromkeys(("7203", "7203.T"), "company:TM"),
    **dict.fromkeys(("7267", "7267.T"), "company:HMC"),
    **dict.fromkeys(("6758", "6758.T"), "company:SONY"),
    **dict.fromkeys(("8306", "8306.T", "MTU"), "company:MUFG"),
    **dict.fromkeys(("8316", "8316.T"), "company:SMFG"),
    **dict.fromkeys(("8411", "8411.T"), "company:MFG"),
    **dict.fromkeys(("9988", "9988.HK"), "company:BABA"),
    **dict.fromkeys(("HSBA", "HSBA.L", "0005.HK"), "company:HSBC"),
    **dict.fromkeys(("BARC", "BARC.L"), "company:BCS"),
    **dict.fromkeys(("RBS", "RBS.L", "NWG.L"), "company:NWG"),
    **dict.fromkeys(("FLTR", "FLTR.L"), "company:FLUT"),
    **dict.fromkeys(("NOVN", "NOVN.SW"), "company:NVS"),
    **dict.fromkeys(("LOGN", "LOGN.SW"), "company:LOGI"),
    **dict.fromkeys(("DBK", "DBK.DE"), "company:DB"),
    **dict.fromkeys(("SOGN", "SOGN.PA"), "company:GLE.PA"),
    **dict.fromkeys(("BNPP", "BNPP.PA"), "company:BNP.PA"),
    "CNR.TO": "company:CNI",
    "SNN": "company:SN.L",
    "TUI": "company:TUI1.DE",
    "TTM": "company:TATAMOTORS.NS",
    "HDFCBANK": "company:HDB",
    "HDFCBANK.NS": "company:HDB",
    "601398.SS": "company:1398.HK",
    "601939.SS": "company:0939.HK",
    "600036.SS": "company:3968.HK",
    "601328.SS": "company:3328.HK",
    "SSNLF": "company:005930.KS",
    "RHHBY": "company:ROG.SW",
    "UOVEF": "company:U11.SI",
}
"""Annotation codes of other shares and listings than the one that stands for the firm."""


@cache
def packaged_entities() -> tuple[Entity, ...]:
    """All entities of entities.csv, in file order."""
    text = resources.files("aggregator.understand.entities").joinpath("entities.csv").read_text(encoding="utf-8")
    return tuple(_entity(row) for row in csv.DictReader(text.splitlines()))


@cache
def packaged_by_id() -> Mapping[str, Entity]:
    """The packaged entities by their id."""
    return {entity.id: entity for entity in packaged_entities()}


class Naming(NamedTuple):
    """A name or symbol of an entity, the days on which it holds, and whether it needs a second cue (`cued`)."""

    entity_id: str
    kind: Literal["name", "cued", "symbol"]
    name: str
    since: dt.date | None
    until: dt.date | None

    def holds(self, at: dt.date | None) -> bool:
        """Whether the entity bore the name on that day; any day when none is given."""
        return at is None or ((self.since is None or self.since <= at) and (self.until is None or at <= self.until))


@cache
def namings() -> tuple[Naming, ...]:
    """All rows of names.csv, in file order."""
    text = resources.files("aggregator.understand.entities").joinpath("names.csv").read_text(encoding="utf-8")
    return tuple(
        Naming(
            row["entity_id"],
            cast(Literal["name", "cued", "symbol"], row["kind"]),
            row["name"],
            dt.date.fromisoformat(row["since"]) if row["since"] else None,
            dt.date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def _former_symbols() -> Mapping[str, str]:
    """Symbols that a packaged entity gave up, to its id; not those that another one bears now."""
    taken = {entity.symbol for entity in packaged_entities()}
    return {row.name: row.entity_id for row in namings() if row.kind == "symbol" and row.name not in taken}


def _entity(row: Mapping[str, str]) -> Entity:
    return Entity(
        id=row["id"],
        name=row["name"],
        type=cast(MentionType, row["type"]),
        symbol=row["symbol"] or None,
        aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
        benchmark=row["benchmark"] or None,
    )


def code_of(entity_id: str) -> str:
    """The annotation code of an entity id: `index:RUT` -> `RUT`, `fund:IWM` -> `TICKER:IWM`, `org:ECB` -> `ORG:ECB`."""
    prefix, _, code = entity_id.partition(":")
    if entity_id in LISTED_CODES:
        return code
    if entity_id == "group:UST_YIELDS":
        return "US_TREASURIES"  # the annotation does not tell the yields from the bonds
    if prefix in {"fund", "company"}:
        return f"TICKER:{code}"
    return f"{_PREFIX_TO_SCHEME.get(prefix, 'OTHER')}:{code or entity_id}"


def entity_of(code: str) -> str:
    """The entity id of an annotation code; `TICKER:X` is a fund where the packaged list says so, else a company.

    A symbol that its bearer gave up means the bearer: `TICKER:FB` -> `company:META`.
    """
    if code in _CODE_TO_ID:
        return _CODE_TO_ID[code]
    scheme, _, name = code.partition(":")
    if scheme == "TICKER":
        if name in _SAME_FIRM:
            return _SAME_FIRM[name]
        if name in _former_symbols():
            return _former_symbols()[name]
        return f"fund:{name}" if f"fund:{name}" in packaged_by_id() else f"company:{name}"
    return f"{_SCHEME_TO_PREFIX.get(scheme, scheme.lower())}:{name}" if name else f"other:{code}"
