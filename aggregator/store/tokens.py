"""Entities, topics and sources as words of the full-text index.

Each is a prefix, the name in lower-case letters and digits, and a closing `0`: the digit keeps the stemmer away from
names that look like English words (ARES is not ARE).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_OTHER = re.compile(r"[^a-z0-9]")


def token(prefix: str, name: str) -> str:
    """One index word, for example `tkiwm0` for the ticker IWM."""
    return f"{prefix}{_OTHER.sub('', name.lower())}0"


def entity_tokens(
    *,
    source: str,
    tickers: Iterable[str] = (),
    entities: Iterable[str] = (),
    topics: Iterable[str] = (),
) -> str:
    """All words of one revision, sorted, without repeats."""
    words = {token("sr", source)}
    words.update(token("tk", name) for name in tickers)
    words.update(token("en", name) for name in entities)
    words.update(token("tp", name) for name in topics)
    return " ".join(sorted(words))
