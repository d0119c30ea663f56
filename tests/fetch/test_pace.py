"""Manners towards a site, on an invented clock."""

from __future__ import annotations

import pytest

from aggregator.fetch.pace import MAX_CRAWL_DELAY_S, Pace, site_of


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://feeds.wire.example.com/a", "example.com"),
        ("http://www.bank.co.uk/x", "bank.co.uk"),
        ("http://127.0.0.1:8799/feeds", "127.0.0.1:8799"),
        ("https://8.8.8.8/", "8.8.8.8:443"),
        ("http://[2606:4700::1]/", "2606:4700::1:80"),
        ("http://localhost:81/", "localhost:81"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_site(url: str, site: str) -> None:
    assert site_of(url) == site


def test_pause_between_starts_and_limit_at_once() -> None:
    pace = Pace(delay_s=1.0, per_site=2)
    assert pace.wait_s("a", 100.0) == 0.0
    pace.started("a", 100.0)
    assert pace.wait_s("a", 100.25) == 0.75
    assert pace.wait_s("b", 100.25) == 0.0
    pace.started("a", 101.0)
    assert pace.wait_s("a", 200.0) is None
    pace.finished("a")
    assert pace.wait_s("a", 101.5) == 0.5
    assert pace.wait_s("a", 103.0) == 0.0


def test_crawl_delay_wins_in_both_directions() -> None:
    pace = Pace(delay_s=1.0, per_site=2)
    for site, delay in (("fast", 0.0), ("slow", 10.0), ("absurd", 1e9)):
        pace.crawl_delay(site, delay)
        pace.started(site, 100.0)
    assert pace.wait_s("fast", 100.0) == 0.0
    assert pace.wait_s("slow", 101.0) == 9.0
    assert pace.wait_s("absurd", 100.0) == MAX_CRAWL_DELAY_S


def test_of_several_origins_the_slowest_sets_the_pace() -> None:
    pace = Pace(delay_s=1.0, per_site=2)
    pace.crawl_delay("a", 5.0)
    pace.crawl_delay("a", 0.0)
    pace.started("a", 0.0)
    assert pace.wait_s("a", 0.0) == 5.0
