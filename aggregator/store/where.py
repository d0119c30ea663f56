"""A WHERE clause that grows by conditions, with its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Where:
    """Conditions joined by AND. Values only ever travel as bound parameters."""

    def __init__(self, **parameters: object) -> None:
        self.parameters: dict[str, object] = dict(parameters)
        self._conditions: list[str] = []

    @property
    def sql(self) -> str:
        """`WHERE ...`, or nothing when there is no condition."""
        return f"WHERE {' AND '.join(self._conditions)}" if self._conditions else ""

    def add(self, condition: str) -> None:
        """A condition without parameters of its own."""
        self._conditions.append(f"({condition})")

    def _bind(self, value: object) -> str:
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def one_of(self, column: str, values: Iterable[str]) -> None:
        """The column equals one of the values; no values, no condition."""
        names = [self._bind(value) for value in values]
        if names:
            self.add(f"{column} IN ({', '.join(names)})")

    def like_any(self, column: str, values: Iterable[str]) -> None:
        """The column contains one of the values, whatever their case."""
        tests = [f"{column} LIKE {self._bind(_pattern(value))} ESCAPE '\\'" for value in values]
        if tests:
            self.add(" OR ".join(tests))

    def any_of(self, columns: Mapping[str, Iterable[str]], like: str, value: str) -> None:
        """One of the columns equals one of its values, or `like` contains the value, whatever its case."""
        tests = [f"{column} = {self._bind(name)}" for column, names in columns.items() for name in names]
        tests.append(f"{like} LIKE {self._bind(_pattern(value))} ESCAPE '\\'")
        self.add(" OR ".join(tests))

    def like_all(self, column: str, value: str) -> None:
        """The column contains the value, whatever its case."""
        self.add(f"{column} LIKE {self._bind(_pattern(value))} ESCAPE '\\'")

    def between(self, column: str, low: str | None, high: str | None) -> None:
        """Both bounds inclusive; None is no bound."""
        if low is not None:
            self.add(f"{column} >= {self._bind(low)}")
        if high is not None:
            self.add(f"{column} <= {self._bind(high)}")

    def sentiments(self, positive: str, negative: str, names: Iterable[str]) -> None:
        """The larger of the three class probabilities is one of the named classes."""
        tests = {
            "positive": f"{positive} >= {negative} AND {positive} >= 1 - {positive} - {negative}",
            "negative": f"{negative} > {positive} AND {negative} >= 1 - {positive} - {negative}",
            "neutral": f"1 - {positive} - {negative} > MAX({positive}, {negative})",
        }
        wanted = [f"({tests[name]})" for name in names]
        if wanted:
            self.add(" OR ".join(wanted))

    def leaning(self, mood: str, names: Iterable[str]) -> None:
        """A mood in [-1, 1] lies in one of the named ranges: within 0.1 of zero it is neutral."""
        tests = {"positive": f"{mood} > 0.1", "negative": f"{mood} < -0.1", "neutral": f"ABS({mood}) <= 0.1"}
        wanted = [tests[name] for name in names]
        if wanted:
            self.add(" OR ".join(wanted))


def _pattern(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
