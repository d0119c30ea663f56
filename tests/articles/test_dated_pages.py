"""Pages whose statements of their date conflict: each with the date that a careful reader would write down.

`tests/data/dated_pages.jsonl` holds what the feed says, the address, what stands in head and body, and the answer.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from aggregator import articles
from aggregator.feeds.dates import stamp
from aggregator.records import Entry, Feed

CASES = [
    json.loads(line)
    for line in (Path(__file__).resolve().parents[1] / "data/dated_pages.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
TEXT = "Shares of smaller companies rose on the day as yields fell and investors sold the largest names. " * 4


def dated(case: dict[str, Any]) -> tuple[str | None, str, str]:
    """Time, precision and source that come out."""
    url = f"https://wire.example{case['url']}"
    html = (
        f"<html lang='en'><head><title>Small caps rally</title>{case['head']}</head><body><article>"
        f"<h1>Small caps rally</h1>{case['body']}<p>{TEXT}</p></article></body></html>"
    )
    entry = Entry("g", url, "Small caps rally", published=stamp(case["feed"]), updated=stamp(case["updated"]))
    published = articles.build(
        entry,
        articles.extract(html.encode(), url=url),
        feed=Feed("Wire", "https://wire.example/f", "wire"),
        first_seen_at=dt.datetime(2024, 7, 20, 12, tzinfo=dt.UTC),
        simulated=False,
    ).published
    if published is None:
        return None, "", ""
    return published.at.replace(tzinfo=None).isoformat(), published.precision, published.source


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_the_date_that_a_careful_reader_would_write_down(case: dict[str, Any]) -> None:
    assert dated(case) == (case["at"], case["precision"], case["source"])


def test_there_are_enough_of_them() -> None:
    assert len({case["why"] for case in CASES}) >= 60
