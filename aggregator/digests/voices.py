"""How much one item of an outlet weighs: less the more it prints, and least where it prints from a template.

Nothing here knows an outlet by name. A template shows in the titles: words in a row (numbers taken as one word, the
ends of the title included) that an outlet uses again and again.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log2

from aggregator.digests.news import told_at
from aggregator.records import ArticleRef

_WORD = re.compile(r"[^\W\d_]+|\d+")
_ASIDE = re.compile(r"\([^()]{1,12}\)")  # a ticker after a name
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_START, _END, _NUMBER = "^", "$", "#"
RUN = 3  # words in a row that make a pattern
TEMPLATE = 3.0  # uses a day from which a title counts as printed from a template


class Voices:
    """The weights of the items of one window, measured on it and on what was published before."""

    def __init__(self, news: Sequence[ArticleRef], earlier: Sequence[ArticleRef]) -> None:
        self._volume = Counter(ref.source for ref in news)
        self._past, self._now = _uses(earlier), _uses(news)
        self._days_past, self._days_now = _days(earlier), _days(news)

    def repeats(self, ref: ArticleRef) -> float:
        """How often a day the outlet prints the most usual pattern of this title.

        A subject that breaks today repeats within the day, a template on all days: the window's own uses count half.
        """
        keys = [(ref.source, run) for run in _runs(ref.title)]
        past = max((self._past[key] for key in keys), default=0) / self._days_past.get(ref.source, 1)
        now = max((self._now[key] for key in keys), default=0) / self._days_now.get(ref.source, 1)
        return max(past, now / 2)

    def is_template(self, ref: ArticleRef) -> bool:
        """Whether the title is printed from a template."""
        return self.repeats(ref) >= TEMPLATE

    def weight(self, ref: ArticleRef) -> float:
        """weight = 1 / log2(8 + items of the outlet in the window) / max(1, uses of the title's pattern a day).

        Below eight items volume says little; an outlet with 400 items speaks a third as loud in each of them.
        """
        return 1 / log2(8 + self._volume[ref.source]) / max(1.0, self.repeats(ref))


def words(title: str) -> list[str]:
    """The words of a title in lower case, numbers as one word, `U.S.` as `us`, tickers in brackets left out."""
    joined = _INITIALS.sub(lambda m: m[0].replace(".", ""), _ASIDE.sub(" ", title[:300]))
    return [_NUMBER if word.isdigit() else word for word in _WORD.findall(joined.lower())]


def _runs(title: str) -> Iterator[tuple[str, ...]]:
    tokens = [_START, *words(title), _END]
    for first in range(len(tokens) - RUN + 1):
        yield tuple(tokens[first : first + RUN])


def _uses(refs: Iterable[ArticleRef]) -> Counter[tuple[str, tuple[str, ...]]]:
    """How many stories of each source use each pattern; the copies of a story count once."""
    found: Counter[tuple[str, tuple[str, ...]]] = Counter()
    told: set[tuple[str, str]] = set()
    for ref in refs:
        key = (ref.source, ref.title)
        if key not in told:
            told.add(key)
            found.update((ref.source, run) for run in set(_runs(ref.title)))
    return found


def _days(refs: Iterable[ArticleRef]) -> dict[str, int]:
    """By source, the days on which it printed anything."""
    days: dict[str, set[dt.date]] = {}
    for ref in refs:
        at = told_at(ref)
        if at is not None:
            days.setdefault(ref.source, set()).add(at.date())
    return {source: len(found) for source, found in days.items()}
