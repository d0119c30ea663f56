"""Salience: what is talked about, by whom, and how it is grouped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from aggregator.digests import build, voices
from aggregator.digests.context import Context, window
from aggregator.digests.document import Body
from aggregator.digests.voices import Voices
from aggregator.store import Store, articles, open_store
from tests.builders import NOW, TODAY, add, article, at, config

BANK, FUND = ("company:BNK", "BNK"), ("fund:IWM", "IWM")


def machine(store: Store, days: int = 10, each: int = 8) -> None:
    """A source that prints the same note on another name all day, on every day."""
    names = [f"Q{chr(65 + n)}{chr(65 + m)}" for n in range(10) for m in range(each)]
    for n in range(days):
        for m in range(each):
            known = at("2024-07-15T06:00") - dt.timedelta(days=n, minutes=m)
            title = f"Interesting {names[n * each + m]} Put And Call Options For August {m + 1}"
            add(store, article(title, known=known, source="machine"), topics=["small_caps"], entities=[FUND])


def collapse(store: Store) -> None:
    """A bank that nobody wrote of before, told by three outlets in different words."""
    titles = {
        "reuters": ["Lone Star Bank collapses", "Depositors queue at Lone Star Bank"],
        "cnbc": ["Regulators close Lone Star Bank", "What the end of Lone Star means"],
        "blog": ["Lone Star Bank: what I missed"],
    }
    for source, told in titles.items():
        for n, title in enumerate(told):
            known = at("2024-07-15T07:00") + dt.timedelta(minutes=17 * n)
            add(store, article(title, known=known, source=source), mood=-0.8, topics=["credit"], entities=[BANK])


def usual(store: Store) -> None:
    """A fund that every outlet names every day."""
    for n in range(12):
        for source in ("reuters", "cnbc", "blog"):
            known = at("2024-07-15T09:00") - dt.timedelta(days=n)
            title = f"{source.title()} on the day's trade, {['calm', 'wild', 'odd'][n % 3]} as ever"
            add(store, article(title, known=known, source=source), entities=[FUND])


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        for populate in (machine, collapse, usual):
            populate(opened)
        yield opened


def context(store: Store) -> Context:
    return Context(store, config(), window(TODAY, NOW), watch=(), known=())


def body(store: Store, key: str) -> Body:
    made = build(store, config(), date=TODAY, as_of=NOW)
    return next(section.body for section in made.sections if section.key == key)


def test_the_day_is_about_what_is_talked_about_more_than_usual(store: Store) -> None:
    ctx = context(store)
    assert [theme.target for theme in ctx.themes] == ["company:BNK"]
    group = body(store, "changed").groups[0]
    assert group.title == "BNK: 5 stories from 3 sources, mood −0.80"
    assert len(group.lines) == 3
    assert {line.note.split(" · ")[0] for line in group.lines} == {"reuters", "cnbc", "blog"}


def test_the_headline_names_the_theme(store: Store) -> None:
    news = build(store, config(), date=TODAY, as_of=NOW).headline[0]
    assert news == "Most talked about: BNK (5 stories from 3 sources, mood −0.80)."


def test_what_is_named_every_day_is_no_surprise(store: Store) -> None:
    talk = context(store).talk
    assert talk["company:BNK"].surprise > 3
    assert talk["fund:IWM"].surprise < 1


def test_templates_weigh_little_and_are_told_last(store: Store) -> None:
    ctx = context(store)
    refs = {ref.title: ref for ref in ctx.refs}
    note = next(ref for title, ref in refs.items() if title.startswith("Interesting"))
    bank = refs["Lone Star Bank collapses"]
    assert ctx.voices.is_template(note)
    assert not ctx.voices.is_template(bank)
    assert ctx.voices.weight(bank) > 5 * ctx.voices.weight(note)
    told = [line.text for group in body(store, "changed").groups for line in group.lines]
    assert not any(title.startswith("Interesting") for title in told)
    # Where there is nothing else on a topic, they stand there.
    assert any(
        line.text.startswith("Interesting") for group in body(store, "small_caps").groups for line in group.lines
    )


def test_one_outlet_alone_makes_no_theme() -> None:
    with open_store(":memory:") as store:
        usual(store)
        for n in range(9):
            told = article(f"Column {n} on a favourite", known=at("2024-07-15T08:00"), source="blog")
            add(store, told, entities=[BANK])
        assert context(store).themes == []


def test_themes_work_without_a_past() -> None:
    with open_store(":memory:") as store:
        collapse(store)
        for n, source in enumerate(("reuters", "cnbc", "blog") * 5):
            known = at("2024-07-15T05:00") + dt.timedelta(minutes=n)
            told = article(f"Item {chr(65 + n)} of {source}", known=known, source=source)
            add(store, told, entities=[(f"company:X{n}", f"X{n}")])
        assert [theme.target for theme in context(store).themes] == ["company:BNK"]


def test_the_future_changes_no_theme(store: Store) -> None:
    before = context(store).themes
    for n in range(20):
        late = article(f"Later {n}", known=NOW + dt.timedelta(minutes=1), source=f"s{n}")
        add(store, late, entities=[("company:NEW", "NEW")])
    assert context(store).themes == before


def test_the_more_an_outlet_prints_the_less_each_item_weighs() -> None:
    with open_store(":memory:") as store:
        words = ["apple", "stone", "river", "cloud", "forest", "engine", "garden", "window", "silver", "paper"]
        for n in range(100):
            title = f"{words[n % 10]}{words[n // 10]} alone"
            articles.save(store, article(title, known=at("2024-07-15T08:00"), source="loud"))
        articles.save(store, article("Once", known=at("2024-07-15T08:00"), source="quiet"))
        refs = articles.listing(store, since=None, until=None, as_of=None)
    measured = Voices(refs, [])
    weights = {ref.source: measured.weight(ref) for ref in refs if ref.title in {"Once", refs[0].title}}
    assert 0.3 < weights["loud"] / weights["quiet"] < 0.6


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("U.S. Stocks Fall 3% On 10 March", ["us", "stocks", "fall", "#", "on", "#", "march"]),
        ("Haemonetics is Now Oversold (HAE)", ["haemonetics", "is", "now", "oversold"]),
        ("", []),
    ],
)
def test_words_of_a_title(title: str, words: list[str]) -> None:
    assert voices.words(title) == words


def ceiling(store: Store, entities: tuple[tuple[str, str], ...] = ()) -> None:
    """A subject that is no entity, in the titles of three outlets, beside what they write every day."""
    titles = {
        "reuters": ["Talks on the debt ceiling stall", "Debt ceiling: Treasury warns again"],
        "cnbc": ["Who blinks first over the debt ceiling?", "Debt ceiling fight rattles bills"],
        "blog": ["My debt ceiling trade"],
    }
    for source, told in titles.items():
        for n, title in enumerate(told):
            known = at("2024-07-15T07:00") + dt.timedelta(minutes=23 * n)
            add(store, article(title, known=known, source=source), entities=entities)


def test_a_term_of_titles_is_a_subject_too() -> None:
    with open_store(":memory:") as store:
        usual(store)
        ceiling(store)
        assert body(store, "changed").groups[0].title == "Debt ceiling: 5 stories from 3 sources, mood 0.00"


def test_a_term_gives_way_to_the_entity_that_it_names() -> None:
    with open_store(":memory:") as store:
        usual(store)
        ceiling(store, (BANK,))
        assert [theme.target for theme in context(store).themes] == ["company:BNK"]
