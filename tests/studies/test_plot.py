"""The picture: well-formed, self-contained, and its marks where the figures say."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from aggregator.studies import Study, chart, plot
from aggregator.studies.records import Cell, Path, Unit

IC = Cell("ic", "time_series", "spearman", 1, 200, 200, 1, 200.0, 132, 0.1, 0.05, 0.0, 0.2, 2.0, 0.05, 0.05, 0.05)
EVENT = replace(IC, part="event", group="high", model="market_model", mean=1.0, placebo_low=-0.5, placebo_high=0.5)


def made(**fields: object) -> Study:
    import datetime as dt

    base = Study(
        signal="buzz",
        about="stories",
        above=3.0,
        below=None,
        entry="open",
        horizons=(1,),
        as_of=None,
        seed=0,
        effect=0.5,
        units=(Unit("fund:<&>", "X", "Y", "X"),),
        first_session=dt.date(2024, 1, 2),
        last_session=dt.date(2024, 7, 12),
        found={"high": 40},
        articles=40,
        imported=0,
        cells=(EVENT, IC),
        refused=(),
        paths=(Path("high", "market_model", (1.0, 2.0), (0.5, 1.0), (1.5, 3.0)),),
        notes=(),
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def test_it_is_well_formed_and_escapes_names() -> None:
    picture = chart(made())
    root = ElementTree.fromstring(picture)
    assert root.tag.endswith("svg")
    assert "fund:&lt;&amp;&gt;" in picture
    assert not re.search(r"href|<script|url\(|@import", picture)
    assert chart(made()) == picture


def test_the_line_goes_through_the_means_and_starts_at_nothing() -> None:
    (line,) = re.findall(r'<polyline points="([^"]+)"', chart(made()))
    points = [tuple(map(float, pair.split(","))) for pair in line.split()]
    assert [x for x, _ in points] == pytest.approx([60, 320, 580])
    (zero,) = set(re.findall(r'<line x1="60" y1="([\d.]+)" x2="580"', chart(made())))
    assert points[0][1] == pytest.approx(float(zero), abs=0.1)
    assert points[0][1] - points[2][1] == pytest.approx(2 * (points[0][1] - points[1][1]), abs=0.2)  # up is up


@pytest.mark.parametrize("fields", [{"cells": (IC,), "paths": ()}, {"cells": (EVENT,)}, {"cells": (), "paths": ()}])
def test_a_part_that_was_refused_is_said_to_be_absent(fields: dict[str, object]) -> None:
    picture = chart(made(**fields))
    ElementTree.fromstring(picture)
    assert ("no event study" in picture) == ("paths" in fields)
    assert ("no information coefficient" in picture) == (IC not in fields["cells"])  # type: ignore[operator]


def test_a_frame_maps_its_corners() -> None:
    frame = plot.Frame(10, 110, 20, 220, 0, 5, -1, 1)
    assert (frame.x(0), frame.x(5), frame.y(-1), frame.y(1), frame.y(0)) == (10, 110, 220, 20, 120)
