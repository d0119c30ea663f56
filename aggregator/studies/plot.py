"""The picture of a study: an SVG without scripts, fonts or links, the same bytes for the same study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from aggregator.studies.records import Cell, Path, Study

WIDTH, HEIGHT = 960, 420
_COLOURS = {"high": "#1b7f5c", "low": "#b3372f", "ic": "#2a5caa"}
_INK, _FAINT = "#222", "#bbb"


@dataclass(frozen=True, slots=True)
class Frame:
    """A panel on the page and the data range that it shows."""

    left: float
    right: float
    top: float
    bottom: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def x(self, value: float) -> float:
        """Where a horizontal value lies on the page."""
        return self.left + (value - self.x_low) / (self.x_high - self.x_low) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Where a vertical value lies on the page."""
        return self.bottom - (value - self.y_low) / (self.y_high - self.y_low) * (self.bottom - self.top)


def svg(study: Study) -> str:
    """Left: mean CAR by session since the entry with its 95 % interval, and what placebo dates gave. Right: the IC."""
    paths = [path for path in study.paths if path.model == study.paths[-1].model]
    coefficients = [cell for cell in study.cells if cell.part == "ic"]
    body = [
        _text(20, 26, f"{study.signal}: {_units(study)}, {study.first_session} to {study.last_session}", size=15),
        _text(20, 44, _bounds(study), size=11),
        *(_returns(study, paths) if paths else [_text(60, 220, "no event study")]),
        *(_coefficients(coefficients) if coefficients else [_text(680, 220, "no information coefficient")]),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="sans-serif" role="img">\n<rect width="100%" height="100%" fill="white"/>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _units(study: Study) -> str:
    keys = [unit.key for unit in study.units]
    return ", ".join(keys) if len(keys) <= 3 else f"{len(keys)} instruments"


def _bounds(study: Study) -> str:
    parts = [
        *([f"high: at least {study.above:g}"] if study.above is not None else []),
        *([f"low: at most {study.below:g}"] if study.below is not None else []),
    ]
    return "; ".join([*parts, f"held from the {study.entry} of the session that the signal belongs to"])


def _returns(study: Study, paths: Sequence[Path]) -> Iterator[str]:
    placebo = [cell for cell in study.cells if cell.part == "event" and cell.model == paths[0].model]
    heights = [0.0, *(value for path in paths for value in (*path.low, *path.high))]
    heights += [value for cell in placebo for value in (cell.placebo_low, cell.placebo_high) if value is not None]
    longest = max(len(path.mean) for path in paths)
    low, high = _padded(min(heights), max(heights))
    frame = Frame(60, 580, 80, 370, 0, max(longest, *(cell.horizon for cell in placebo), 2), low, high)
    yield from _axes(frame, "mean cumulative abnormal return, %", "sessions held")
    for cell in placebo:
        if cell.placebo_low is not None and cell.placebo_high is not None:
            yield _whisker(frame, cell.horizon, cell.placebo_low, cell.placebo_high, _FAINT, width=5)
    for path in paths:
        colour = _COLOURS[path.group]
        xs = range(1, len(path.mean) + 1)
        band = [*zip(xs, path.high, strict=True), *reversed([*zip(xs, path.low, strict=True)])]
        yield f'<polygon points="{_points(frame, band)}" fill="{colour}" fill-opacity="0.15"/>'
        line = [(0, 0.0), *zip(xs, path.mean, strict=True)]
        yield f'<polyline points="{_points(frame, line)}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for place, path in enumerate(paths):
        label = f"{path.group} ({_label(path.model)}), 95 % interval"
        yield _text(72, 96 + 16 * place, label, size=11, colour=_COLOURS[path.group])
    yield _text(72, 96 + 16 * len(paths), "grey: 95 % of placebo dates", size=11, colour="#777")


def _coefficients(cells: Sequence[Cell]) -> Iterator[str]:
    heights = [0.0, *(value for cell in cells for value in (cell.low, cell.high))]
    low, high = _padded(min(heights), max(heights))
    frame = Frame(680, 930, 80, 370, 0, len(cells) + 1, low, high)
    ticks = [(place, str(cell.horizon)) for place, cell in enumerate(cells, 1)]
    yield from _axes(frame, f"information coefficient ({_label(cells[0].group)})", "sessions held", ticks)
    for place, cell in enumerate(cells, 1):
        yield _whisker(frame, place, cell.low, cell.high, _COLOURS["ic"], width=2)
        yield (f'<circle cx="{frame.x(place):.1f}" cy="{frame.y(cell.mean):.1f}" r="4" fill="{_COLOURS["ic"]}"/>')


def _axes(frame: Frame, title: str, below: str, ticks: Sequence[tuple[float, str]] | None = None) -> Iterator[str]:
    """The title, a line at zero, marks on both sides."""
    yield _text(frame.left, frame.top - 10, title, size=12)
    yield _text((frame.left + frame.right) / 2, frame.bottom + 36, below, size=11, anchor="middle")
    for step in range(5):
        value = frame.y_low + (frame.y_high - frame.y_low) * step / 4
        yield _text(frame.left - 6, frame.y(value) + 4, f"{value:.2f}", size=10, anchor="end")
    if ticks is None:
        step = max(1, round(frame.x_high / 7))
        ticks = [(number, str(number)) for number in range(0, int(frame.x_high) + 1, step)]
    for place, label in ticks:
        yield _text(frame.x(place), frame.bottom + 18, label, size=10, anchor="middle")
    zero = frame.y(0.0)
    yield f'<line x1="{frame.left}" y1="{zero:.1f}" x2="{frame.right}" y2="{zero:.1f}" stroke="{_INK}"/>'
    yield (
        f'<rect x="{frame.left}" y="{frame.top}" width="{frame.right - frame.left}" '
        f'height="{frame.bottom - frame.top}" fill="none" stroke="{_FAINT}"/>'
    )


def _whisker(frame: Frame, place: float, low: float, high: float, colour: str, *, width: int) -> str:
    x = f"{frame.x(place):.1f}"
    return (
        f'<line x1="{x}" y1="{frame.y(low):.1f}" x2="{x}" y2="{frame.y(high):.1f}" '
        f'stroke="{colour}" stroke-width="{width}"/>'
    )


def _points(frame: Frame, values: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{frame.x(x):.1f},{frame.y(y):.1f}" for x, y in values)


def _text(x: float, y: float, words: str, *, size: int = 12, anchor: str = "start", colour: str = _INK) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="{size}" fill="{colour}">{escape(words)}</text>'


def _label(name: str) -> str:
    return name.replace("_", " ")


def _padded(low: float, high: float) -> tuple[float, float]:
    margin = 0.08 * (high - low) or 1.0
    return low - margin, high + margin
