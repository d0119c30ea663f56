"""Track records from a store: what is counted, and that what comes later changes nothing of then."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aggregator as ag
from aggregator import tracking
from aggregator.errors import UsageError
from aggregator.records import Article
from aggregator.store import Store, articles, market, open_store
from tests import builders
from tests.builders import NOW, add, article, claim, judge

HOUR = dt.timedelta(hours=1)
MEASURED = {"value": 2.0, "unit": "pct", "value_text": "2%", "window_text": "on Friday", "direction": "up"}
FRIDAY = {"window_start": dt.date(2024, 7, 12), "window_end": dt.date(2024, 7, 12)}
MOVE = {**MEASURED, **FRIDAY}
AHEAD = {"kind": "forecast", "tense": "future", "certainty": "hedged", "direction": "up"}


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        yield opened


def tell(
    store: Store,
    source: str,
    *verdicts: str,
    hours: float = -24,
    story: str | None = None,
    fields: dict[str, Any] | None = None,
    judged: dict[str, Any] | None = None,
    names: dict[str, Any] | None = None,
    **further: Any,
) -> Article:
    """An article of as many claims as there are verdicts, known some hours from NOW."""
    known = NOW + hours * HOUR
    title = f"{source} {story} {hours} {further.get('url')}"
    made = [claim(f"The Russell 2000 rose {2 + n}% on Friday.", **{**MOVE, "value": 2.0 + n, **(fields or {})}) for n in
            range(len(verdicts))]  # fmt: skip
    item = add(store, article(title, known=known, source=source, story=story, **further), claims=made, names=names)
    for n, verdict in enumerate(verdicts):
        judge(store, item, verdict, n, **(judged or {}))
    return item


def rows(store: Store, **asked: Any) -> dict[str, dict[str, Any]]:
    found = tracking.sources(store, **{"as_of": NOW, **asked})
    made = [tracking.row_of(record, found.by) for record in found.records]
    return {str(row["name"]): row for row in made}


def test_a_record_of_an_outlet(store: Store) -> None:
    tell(store, "wire", "supported", "close", "contradicted", "unverifiable", judged={"measured": 1.0, "error": -1.0})
    tell(store, "blog", "supported", hours=-20)
    add(store, article("No date", known=None, source="wire"))
    found = rows(store)["wire"]
    assert (found["articles"], found["stories"], found["undated"], found["claims"], found["checkable"]) == (
        1,
        1,
        1,
        4,
        3,
    )
    assert (found["supported"], found["close"], found["contradicted"], found["unverifiable"]) == (1, 1, 1, 1)
    assert found["support_rate"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["support_low"] < found["support_rate"] < found["support_shrunk"] < found["support_high"]
    assert list(found) == list(tracking.COLUMNS)


def test_a_contradiction_that_may_be_a_misreading_is_counted_apart(store: Store) -> None:
    tell(store, "wire", "supported", "contradicted", judged={"measured": 40.0, "error": 37.0})
    found = rows(store)["wire"]
    assert (found["contradicted"], found["doubtful"], found["support_rate"], found["support_least"]) == (0, 1, 1.0, 0.5)


def test_what_is_doubtful_counts_on_neither_side(store: Store) -> None:
    far = {"measured": 40.0, "error": 37.0}
    tell(store, "wire", "supported", "contradicted", judged=far)
    tell(store, "wire", "supported", hours=-20, fields={"certainty": "hedged", "value": 4.0})
    near = {"measured": 4.6, "error": 0.1}
    tell(store, "wire", "close", hours=-19, judged=near, fields={"certainty": "hedged", "value": 4.5})
    tell(store, "wire", "supported", hours=-18, fields={"window_text": None, "value": 5.0})
    tell(store, "wire", "contradicted", hours=-16, judged={"measured": 1.0, "error": 6.0}, fields={"value": 7.0})
    found = rows(store)["wire"]
    assert (found["supported"], found["close"], found["contradicted"], found["checkable"]) == (1, 0, 1, 2)
    assert (found["doubtful"], found["doubtful_right"], found["claims"]) == (1, 3, 6)
    assert (found["support_rate"], found["support_least"]) == (0.5, pytest.approx(1 / 3, abs=1e-4))


def test_copies_of_a_story_and_what_is_said_again_count_once(store: Store) -> None:
    tell(store, "wire", "supported", story="s", hours=-9)
    tell(store, "wire", "supported", story="s", hours=-8)
    tell(store, "wire", "supported", story="t", hours=-7)
    tell(store, "blog", "supported", story="s", hours=-6)
    found = rows(store)
    assert (found["wire"]["claims"], found["wire"]["articles"], found["wire"]["stories"]) == (1, 3, 2)
    assert found["blog"]["claims"] == 1


def test_without_days_the_same_words_of_another_story_are_another_claim(store: Store) -> None:
    undated = {"window_start": None, "window_end": None}
    tell(store, "wire", "supported", story="s", hours=-9, fields=undated)
    tell(store, "wire", "supported", story="s", hours=-8, fields=undated)
    tell(store, "wire", "supported", story="t", hours=-7, fields=undated)
    assert rows(store)["wire"]["claims"] == 2


def test_speakers_are_those_who_are_quoted(store: Store) -> None:
    tell(store, "wire", "supported", fields={"speaker": "wire", "quote": "none"})
    tell(store, "wire", "contradicted", hours=-9, fields={"speaker": "Ada Poe", "quote": "direct", "value": 7.0})
    tell(store, "blog", "supported", hours=-8, fields={"speaker": "ada  poe", "quote": "indirect", "value": 9.0})
    found = rows(store, by="speaker")
    assert list(found) == ["Ada Poe"]
    assert (found["Ada Poe"]["articles"], found["Ada Poe"]["claims"]) == (2, 2)
    assert rows(store, unquoted=True)["wire"]["claims"] == 1
    assert rows(store)["wire"]["claims"] == 2


def said(store: Store, hours: float, speaker: str, **names: str) -> None:
    fields = {"speaker": speaker, "quote": "indirect", "value": 10.0 - hours}
    tell(store, "wire", "supported", hours=hours, fields=fields, names=names)


def test_one_person_has_one_record_however_they_are_named(store: Store) -> None:
    said(store, -9, "ARLEN MOSS", **{"ARLEN MOSS": "PER"})
    said(store, -8, "Moss", Moss="PER")
    said(store, -7, "Arlen Moss", **{"Arlen Moss": "PER"})
    said(store, -6, "Arlen Q. Moss", **{"Arlen Q. Moss": "PER"})
    found = rows(store, by="speaker")
    assert {name: row["claims"] for name, row in found.items()} == {"Arlen Moss": 4}


def test_a_family_name_of_two_or_of_a_firm_is_not_given_to_anybody(store: Store) -> None:
    said(store, -9, "Arlen Moss", **{"Arlen Moss": "PER"})
    said(store, -8, "Dora Moss", **{"Dora Moss": "PER"})
    said(store, -7, "Moss", Moss="PER")
    said(store, -6, "Ann Tickertape", **{"Ann Tickertape": "PER"})
    said(store, -5, "Tickertape", Tickertape="ORG")
    assert set(rows(store, by="speaker")) == {"Arlen Moss", "Dora Moss", "Moss", "Ann Tickertape", "Tickertape"}


def test_a_name_that_is_told_later_is_not_used_before(store: Store) -> None:
    said(store, -9, "Moss", Moss="PER")
    said(store, 9, "Arlen Moss", **{"Arlen Moss": "PER"})
    assert set(rows(store, by="speaker")) == {"Moss"}
    assert set(rows(store, by="speaker", as_of=NOW + 24 * HOUR)) == {"Arlen Moss"}


def test_who_has_no_name_has_no_record_and_is_counted(store: Store) -> None:
    nobody = ("Analysts", "the company", "A Fed official", "Currency traders", "Several Districts", "724 respondents")
    for n, words in enumerate(nobody):
        said(store, -20 + n, words, Fed="GOV")
    said(store, -9, "Economists polled by Newswire", Newswire="ORG")
    said(store, -8, "Citi strategists", Citi="ORG")
    found = tracking.sources(store, as_of=NOW, by="speaker")
    assert {record.name for record in found.records} == {"Economists polled by Newswire", "Citi strategists"}
    assert found.unnamed == len(nobody)
    assert tracking.sources(store, as_of=NOW).unnamed == 0


def test_authors_have_records_of_their_own(store: Store) -> None:
    tell(store, "wire", "supported", author="Ann Lee", hours=-9)
    tell(store, "wire", "supported", hours=-8, fields={"value": 5.0})
    assert list(rows(store, by="author")) == ["Ann Lee"]


def test_the_filters_choose_claims(store: Store) -> None:
    tell(store, "wire", "supported", hours=-50)
    tell(store, "wire", "close", hours=-9, fields={"topic": "fed", "kind": "level"})
    assert rows(store, topics=("fed",))["wire"]["claims"] == 1
    assert rows(store, kinds=("move",))["wire"]["supported"] == 1
    since = rows(store, since=NOW - 10 * HOUR)["wire"]
    assert (since["claims"], since["articles"]) == (1, 1)
    assert rows(store, min_claims=3) == {}
    with pytest.raises(UsageError, match="rumour"):
        rows(store, kinds=("rumour",))


def test_who_told_a_story_first(store: Store) -> None:
    tell(store, "slow", story="s", hours=-5)
    tell(store, "fast", story="s", hours=-7)
    tell(store, "slow", story="t", hours=-3)
    found = rows(store)
    assert (found["fast"]["chains"], found["fast"]["told_first"], found["fast"]["lead_min"]) == (1, 1, 120)
    assert (found["slow"]["told_first"], found["slow"]["lead_min"], found["slow"]["coverage"]) == (0, -120, 1.0)


def test_a_forecast_counts_when_its_day_has_come(store: Store) -> None:
    due = {"window_end": dt.date(2024, 7, 12)}
    beat = [{"basis": "b", "measured": 1.0, "error": None, "part": "market_adjusted", "right": True}]
    tell(store, "wire", "came_true", fields=AHEAD, judged={**due, "tried": tuple(beat)}, hours=-200)
    tell(store, "wire", "came_true", fields={**AHEAD, "value": 8.0}, judged={"window_end": dt.date(2024, 8, 12)})
    found = rows(store)["wire"]
    assert (found["forecasts"], found["came_true"], found["open"], found["early"], found["hit_rate"]) == (
        2,
        1,
        1,
        1,
        1.0,
    )
    assert (found["market_n"], found["market_rate"], found["hedged_n"]) == (1, 1.0, 1)


def test_the_python_interface_gives_the_same_columns(store: Store) -> None:
    tell(store, "wire", "supported")
    frame = ag.sources(store, as_of="2024-07-15", kind="move")
    assert list(frame.columns) == list(tracking.COLUMNS)
    assert list(frame["name"]) == ["wire"]
    assert ag.sources(store, as_of="2023-07-15").empty


# --- as of --------------------------------------------------------------------------------------------------------

SOURCES, STORIES, PEOPLE = ("wire", "blog", "desk"), ("s", "t", None), ("Ann Lee", "Bob Ray", None)
VERDICTS = st.sampled_from(
    ["supported", "close", "contradicted", "unverifiable", "pending", "came_true", "did_not", "expired_unscorable"]
)
NEWS = st.fixed_dictionaries(
    {
        "source": st.sampled_from(SOURCES),
        "story": st.sampled_from(STORIES),
        "author": st.sampled_from(PEOPLE),
        "speaker": st.sampled_from(PEOPLE),
        "verdicts": st.lists(VERDICTS, max_size=3),
        "hours": st.integers(1, 400),
        "due": st.integers(-20, 20),
    }
)


def plant(store: Store, news: dict[str, Any], hours: float, number: int) -> Article:
    ahead = any(verdict in ("pending", "came_true", "did_not") for verdict in news["verdicts"])
    person = {"speaker": news["speaker"], "quote": "direct"} if news["speaker"] else {}
    due = (NOW + news["due"] * 24 * HOUR).date()
    return tell(
        store,
        news["source"],
        *news["verdicts"],
        hours=hours,
        story=news["story"],
        fields={**(AHEAD if ahead else {}), **person},
        judged={"window_end": due},
        author=news["author"],
        url=f"https://x.example/{number}",
    )


def answers(store: Store) -> bytes:
    found: list[object] = []
    for by in ("source", "author", "speaker"):
        for asked in ({}, {"kinds": ("move",)}, {"since": NOW - 48 * HOUR, "sort": "first"}):
            tracks = tracking.sources(store, as_of=NOW, by=by, **asked)  # type: ignore[arg-type]
            found.append([tracking.row_of(record, by) for record in tracks.records])  # type: ignore[arg-type]
            found.append([repr(tracks.priors), tracks.undated, tracks.imported])
    return json.dumps(found).encode()


@settings(max_examples=25)
@given(
    before=st.lists(NEWS, max_size=6),
    after=st.lists(NEWS, max_size=5),
    verdicts=st.lists(st.tuples(st.integers(0, 99), VERDICTS), max_size=5),
    edits=st.lists(st.integers(0, 99), max_size=3),
    undated=st.lists(st.sampled_from(SOURCES), max_size=2),
    close=st.floats(1, 999),
)
def test_what_becomes_knowable_later_changes_no_record_of_then(
    before: Sequence[dict[str, Any]],
    after: Sequence[dict[str, Any]],
    verdicts: Sequence[tuple[int, str]],
    edits: Sequence[int],
    undated: Sequence[str],
    close: float,
) -> None:
    numbers = count()
    with open_store(":memory:") as store:
        builders.bars(store, "^RUT", builders.wavy(30, 2000))
        known = [plant(store, news, -news["hours"], next(numbers)) for news in before]
        add(store, article("No date", known=None, source="wire"))
        then = answers(store)
        for news in after:
            plant(store, news, news["hours"], next(numbers))
        for place, verdict in verdicts:
            for item in known[place % len(known) :][:1] if known else ():
                if store.one("SELECT 1 FROM claims WHERE article_id = ?", (item.id,)):
                    judge(store, item, verdict, knowable_at=NOW + HOUR, decided_at=NOW + HOUR, measured=float(place))
        for place in edits:
            for item in known[place % len(known) :][:1] if known else ():
                later = NOW + place * HOUR + HOUR
                text = f"All was otherwise. {place}"
                edit = replace(item, text=text, content_hash=text, revision_id=text, first_seen_at=later)
                articles.save(store, edit)
        for source in undated:
            item = article(f"No date {next(numbers)}", known=None, source=source)
            articles.save(store, replace(item, first_seen_at=NOW + HOUR))
        bar = market.bars(store, "^RUT")[-1]
        later_bar = replace(bar, close=close, fetched_at=NOW + HOUR, knowable_at=NOW + HOUR)
        market.save_bars(store, "^RUT", [later_bar])
        assert answers(store) == then


def test_the_property_would_see_what_is_known_in_time(store: Store) -> None:
    news = {"source": "wire", "story": "s", "author": "Ann Lee", "speaker": None, "verdicts": ["close"], "due": 0}
    plant(store, news, -5, 1)
    then = answers(store)
    plant(store, {**news, "source": "blog"}, -4, 2)
    assert answers(store) != then
