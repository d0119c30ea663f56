"""What the page leads with: the session before it, told fairly, and never prices of long ago."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from aggregator.digests import FORMATS, build, render
from aggregator.digests.document import Digest
from aggregator.store import Store, open_store
from tests.builders import NOW, TODAY, add, article, at, bars, config

FRIDAY, AUGUST = dt.date(2024, 7, 12), dt.date(2023, 8, 21)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        add(opened, article("A quay opens", known=at("2024-07-14T10:00")))
        yield opened


def digest(store: Store) -> Digest:
    return build(store, config(), date=TODAY, as_of=NOW)


def moved(store: Store, small: float, large: float, last: dt.date = FRIDAY) -> None:
    """The moves of one session, in per cent."""
    for symbol, pct in (("^RUT", small), ("^GSPC", large)):
        bars(store, symbol, [1000.0] * 30 + [1000.0 * (1 + pct / 100)], last=last)


@pytest.mark.parametrize(
    ("small", "large", "words"),
    [
        (3.0, 1.0, "Small caps led large caps"),
        (1.0, 3.0, "Small caps lagged large caps"),
        (-1.0, -3.0, "Small caps held up better than large caps"),
        (-3.0, -1.0, "Small caps fell more than large caps"),
        (1.0, -1.0, "Small caps rose while large caps fell"),
        (-1.0, 1.0, "Small caps fell while large caps rose"),
        (0.0, 1.0, "Small caps lagged large caps"),
        (0.0, -1.0, "Small caps held up better than large caps"),
        (-3.3, -3.37, "Small and large caps fell alike"),
        (2.0, 2.2, "Small and large caps rose alike"),
        (0.06, -0.04, "Small and large caps hardly moved"),
        (0.01, 0.2, "Small and large caps hardly moved"),
    ],
)
def test_small_against_large_caps(store: Store, small: float, large: float, words: str) -> None:
    moved(store, small, large)
    assert digest(store).headline[0].startswith(f"{words} on Fri 12 Jul: Russell 2000 ")


def test_old_prices_are_not_led_with(store: Store) -> None:
    moved(store, 3.0, 1.0, last=AUGUST)
    bars(store, "DGS10", [4.2] * 30, last=AUGUST)
    first, *_, last = digest(store).headline
    assert first.startswith("Top story: “A quay opens”")
    assert last == (
        "Prices are old: the newest close of an index is of Mon 21 Aug 2023; run `aggregator prices`, or load files "
        "with its --dir."
    )
    assert "led large caps" not in render(digest(store), "text")


@pytest.mark.parametrize("form", FORMATS)
def test_the_year_of_old_prices_is_said_in_every_format(store: Store, form: str) -> None:
    moved(store, 3.0, 1.0, last=AUGUST)
    bars(store, "IWM", [200.0, 206.0], last=AUGUST)
    page = render(digest(store), form)
    assert page.count("21 Aug 2023") >= 4  # the headline, the strip, the watchlist and the health section
    assert page.count("21 Aug") == page.count("21 Aug 2023")


def test_the_session_before_is_no_old_news_and_the_one_before_that_is(store: Store) -> None:
    moved(store, 3.0, 1.0, last=dt.date(2024, 7, 11))
    assert digest(store).headline[-1].startswith("Prices are old: the newest close of an index is of Thu 11 Jul 2024;")


def test_what_is_fresh_is_led_with_beside_what_is_old(store: Store) -> None:
    bars(store, "^RUT", [2000.0, 2060.0], last=AUGUST)
    bars(store, "IWM", [200.0, 206.0], last=FRIDAY)
    first, *_ = digest(store).headline
    assert first == "IWM closed at 206.00 on Fri 12 Jul (+3.00 %)."


def test_a_yield_of_another_day_says_so_or_is_left_out(store: Store) -> None:
    moved(store, 3.0, 1.0)
    bars(store, "DGS10", [4.2, 4.3], last=dt.date(2024, 7, 11))
    assert digest(store).headline[0].endswith("; 10-year yield 4.30 % (+10 bp) on Thu 11 Jul.")
    with open_store(":memory:") as other:
        moved(other, 3.0, 1.0)
        bars(other, "DGS10", [4.2, 4.3], last=dt.date(2024, 7, 1))
        assert "yield" not in digest(other).headline[0]


def test_without_any_price_the_news_leads(store: Store) -> None:
    first, *_, last = digest(store).headline
    assert first.startswith("Top story")
    assert last == "No index prices were known: run `aggregator prices`, or load files with its --dir."
