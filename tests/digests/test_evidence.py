"""A figure on the page stands on stories that the page leads to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aggregator.digests import build
from aggregator.digests.document import Body
from aggregator.store import Store, open_store
from tests.builders import NOW, TODAY, add, article, at, claim, config, fill


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        yield opened


def section(store: Store, key: str) -> Body:
    return next(part.body for part in build(store, config(), date=TODAY, as_of=NOW).sections if part.key == key)


NOBODY: dict[str, object] = {"entity_id": None, "symbol": None, "subject": "prices"}
TRADES = ("Bankers lend", "Brokers smile", "Dealers bid", "Lenders wait", "Savers gain", "Traders yawn", "Clerks count")


def tell(store: Store, title: str, relevance: float | None = None, hour: int = 10, topic: str = "inflation") -> None:
    made = claim(f"{title}: prices climb faster.", topic=topic, kind="outlook", stance="hotter", **NOBODY)
    told = article(title, known=at(f"2024-07-14T{hour}:00"), source=title.split(maxsplit=1)[0].lower())
    add(store, told, mood=0.4, topics=[topic], claims=[made])
    if relevance is not None:
        store.connection.execute(
            "UPDATE scores SET relevance = ? WHERE revision_id = ? AND target = ?",
            (relevance, told.revision_id, f"topic:{topic}"),
        )


def titles(found: Body, group: str = "") -> list[str]:
    return [line.text for part in found.groups if part.title.startswith(group) for line in part.lines]


def test_a_stance_of_one_story_in_passing_leads_to_it(store: Store) -> None:
    for title in TRADES:  # so many that the story does not stand above
        tell(store, title, hour=11, topic="rates")
    tell(store, "Bakers weigh a harvest", relevance=0.04)
    found = section(store, "inflation")
    assert found.summary.startswith("Stance +1.00 (hotter, 1 story)")
    assert found.facts["n_stories"] == 1
    (line,) = [line for group in found.groups for line in group.lines]
    assert line.text == "Bakers weigh a harvest"
    assert line.url
    assert line.show
    assert [group.title for group in found.groups] == ["In passing"]


def test_what_touches_a_topic_gives_way_to_what_is_on_it(store: Store) -> None:
    for title in TRADES:
        tell(store, title, hour=11, topic="rates")
    tell(store, "Bakers weigh a harvest", relevance=0.04)
    tell(store, "Millers raise what they ask", relevance=0.5)
    found = section(store, "inflation")
    assert found.facts["n_stories"] == 2
    assert [group.title for group in found.groups] == ["Stories"]
    assert titles(found) == ["Millers raise what they ask"]


def test_the_list_holds_no_story_that_is_not_counted(store: Store) -> None:
    tell(store, "Tailors see a small gain", topic="small_caps")
    told = article("Weavers name an index", known=at("2024-07-14T12:00"), source="weavers")
    add(store, told, mood=0.4, topics=["equities"], entities=[("index:RUT", "^RUT")])
    found = section(store, "small_caps")
    assert found.facts["n_stories"] == 1
    assert "Weavers name an index" not in titles(found)


def test_a_story_that_stands_above_is_said_to(store: Store) -> None:
    tell(store, "Millers raise what they ask", relevance=0.5)
    found = section(store, "inflation")
    assert titles(found) == []
    assert found.summary.endswith("; 1 story from 1 source. It stands above.")


def test_what_is_on_a_topic_may_stand_above_alone(store: Store) -> None:
    tell(store, "Millers raise what they ask", relevance=0.5)
    for n, title in enumerate(TRADES):
        tell(store, title, relevance=0.04 if n > 4 else 0.6, topic="inflation" if n > 4 else "rates")
    found = section(store, "inflation")
    assert found.facts["n_stories"] == 3
    assert titles(found) == []
    assert found.summary.endswith("; 3 stories from 3 sources. Of these 1 story stands above.")


def test_every_topic_that_has_a_figure_leads_somewhere(store: Store) -> None:
    fill(store)
    for key in ("small_caps", "inflation", "fed"):
        found = section(store, key)
        assert found.facts["n_stories"]
        assert titles(found) or "above" in found.summary
