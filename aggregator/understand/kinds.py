"""The table of claim kinds: what shows one, and which fields it must have.

To add a kind: one row here, one row per rule in `rules.RULES`. Kinds without a rule of their own yet are listed with
the cue that a reader would look for, so that records and outputs know them.
"""

from __future__ import annotations

from typing import NamedTuple

from aggregator.records import Kind


class KindRow(NamedTuple):
    """One kind. `needs` are the fields without which a draft is dropped (one of a tuple is enough)."""

    cue: str
    needs: tuple[tuple[str, ...], ...]


KINDS: dict[Kind, KindRow] = {
    "move": KindRow("a verb of motion or up/down beside a price", (("direction",),)),
    "level": KindRow("at, above, below, a record or a high since", (("value", "value_text", "direction"),)),
    "volume": KindRow("volume, short interest or flows with a figure", (("value", "direction"),)),
    "compare": KindRow("outperformed, lagged, cheaper than", (("direction",),)),
    "count": KindRow(
        "the only other day since, a third straight gain, the most since", (("value", "value_text", "direction"),)
    ),
    "data": KindRow("a verb of motion or a surprise beside a measure", (("value", "value_text", "direction"),)),
    "policy": KindRow("a decision verb of a central bank", ()),
    "forecast": KindRow("expected to, pricing in, target, odds", ()),
    "outlook": KindRow("could, risk, attractive", ()),
    "fact": KindRow("holds, yields, trades at a multiple of", ()),
}
