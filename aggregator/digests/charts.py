"""Charts that are text: they mail, print and copy."""

from __future__ import annotations

from collections.abc import Sequence

_BLOCKS = "▁▂▃▄▅▆▇█"


def spark(values: Sequence[float]) -> str:
    """One block per value, the lowest and the highest of them at the ends of the scale; empty for fewer than two."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    if high - low <= abs(high) * 1e-12:
        return _BLOCKS[3] * len(values)
    return "".join(_BLOCKS[min(7, int((value - low) / (high - low) * 8))] for value in values)
