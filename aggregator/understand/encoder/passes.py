"""Which tokens go through the encoder together: windows of long texts, batches of one length."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aggregator.understand.encoder.decoding import Floats


class Part(NamedTuple):
    """Tokens of one text: its position among the texts, the first token and one past the last."""

    text: int
    first: int
    past: int


def windows(count: int, size: int) -> list[tuple[int, int]]:
    """Cut so many tokens into windows of one length (first, one past the last) that overlap by at least a quarter."""
    if count <= size:
        return [(0, count)]
    steps = math.ceil((count - size) / (size * 3 // 4))
    starts = [round((count - size) * i / steps) for i in range(steps + 1)]
    return [(start, start + size) for start in starts]


def stitch(rows: Sequence[Floats], places: Sequence[tuple[int, int]]) -> Floats:
    """Token rows of overlapping windows as one: each from the window in which it stands furthest from an edge."""
    import numpy as np

    cuts = [(left[1] + right[0] + 1) // 2 for left, right in itertools.pairwise(places)]
    bounds = zip([places[0][0], *cuts], [*cuts, places[-1][1]], strict=True)
    return np.concatenate(
        [row[first - start : past - start] for row, (start, _), (first, past) in zip(rows, places, bounds, strict=True)]
    )


def batches(parts: Iterable[Part], limit: int) -> list[list[Part]]:
    """Parts of one length together, in order, in as few batches of at most `limit` tokens (or one part) as hold them.

    The batches of a length are even: each reads all weights once, so that a last one of few tokens is the dearest.
    """
    by_length: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        by_length[part.past - part.first].append(part)
    found = []
    for length, equal in by_length.items():
        count = math.ceil(len(equal) / max(1, limit // length))
        found += [equal[len(equal) * i // count : len(equal) * (i + 1) // count] for i in range(count)]
    return found


def groups(batches: Iterable[list[Part]], limit: int) -> list[list[list[Part]]]:
    """Batches in order, in groups that end when they have at least `limit` tokens."""
    found: list[list[list[Part]]] = []
    room = 0
    for batch in batches:
        if room <= 0:
            found.append([])
            room = limit
        found[-1].append(batch)
        room -= sum(part.past - part.first for part in batch)
    return found
