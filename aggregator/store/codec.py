"""How records look in SQLite: times as fixed-width UTC text (which sorts as time does), sets as JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any


def time_text(at: dt.datetime | None) -> str | None:
    """UTC with microseconds only where there are any would not sort, so seconds are the grain of the store."""
    if at is None:
        return None
    if at.tzinfo is None:
        raise ValueError(f"naive time {at!r}")
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")[:19] + "Z"


def time_of(text: str | None) -> dt.datetime | None:
    """The inverse of :func:`time_text`."""
    return None if text is None else dt.datetime.fromisoformat(text)


def need_time(text: str) -> dt.datetime:
    """As :func:`time_of`, for a column that is never null."""
    return dt.datetime.fromisoformat(text)


def day_text(day: dt.date | None) -> str | None:
    """ISO date."""
    return None if day is None else day.isoformat()


def day_of(text: str | None) -> dt.date | None:
    """The inverse of :func:`day_text`."""
    return None if text is None else dt.date.fromisoformat(text)


def dump(value: object) -> str:
    """Compact JSON with sorted keys, so that equal values are equal bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load(text: str | None) -> Any:
    """The inverse of :func:`dump`; null for null."""
    return None if text is None else json.loads(text)


def plain(mapping: Mapping[str, float] | None) -> str | None:
    """Probabilities as JSON, rounded to what int8 weights can tell apart."""
    return None if mapping is None else dump({name: round(value, 4) for name, value in mapping.items()})
