"""The query grammar, and what it finds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import UsageError
from aggregator.records import Entity, Query, Term
from aggregator.searching import KEYS, explain_empty, first_said, parse, resolve, run, similar
from aggregator.store import Store, claims, open_store
from tests.builders import NOW, add, article, at, claim, judge

ENTITIES = (
    Entity("index:RUT", "Russell 2000", "INDEX", "^RUT", ("RUT", "small-cap index")),
    Entity("fund:IWM", "iShares Russell 2000 ETF", "FUND", "IWM", ("IWM",)),
    Entity("company:F", "Ford", "ORG", "F", ("Ford Motor",)),
    Entity("company:IT", "Gartner", "ORG", "IT"),
    Entity("company:TGT", "Target", "ORG", "TGT"),
    Entity("org:FED", "Federal Reserve", "GOV", "DFEDTARU", ("Fed", "the Fed")),
)


def read(words: str | list[str], **filters: str) -> Query:
    return parse(words, entities=ENTITIES, filters=filters)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["IWM"], Query(terms=(Term("IWM", ("IWM",), ("fund:IWM",)),))),
        (["SIVB"], Query(terms=(Term("SIVB", ("SIVB",)),))),
        (["soft", "landing"], Query(words=("soft", "landing"))),
        (["soft landing"], Query(phrases=("soft landing",))),
        (['"soft landing" kind:forecast'], Query(phrases=("soft landing",), kinds=("forecast",))),
        ('kind:forecast topic:fed "rate cuts"', Query(phrases=("rate cuts",), kinds=("forecast",), topics=("fed",))),
        (["inflation", "fed"], Query(terms=(Term("inflation", topics=("inflation",)), Term("fed", topics=("fed",))))),
        (["Fed"], Query(terms=(Term("Fed", entities=("org:FED",), topics=("fed",)),))),
        (["small", "caps"], Query(terms=(Term("small caps", topics=("small_caps",)),))),
        (["russell", "2000", "gains"], Query(words=("gains",), terms=(Term("russell 2000", (), ("index:RUT",)),))),
        (["target", "price"], Query(words=("target", "price"))),
        (["IT"], Query(tickers=("IT",))),
        (["IT", "spending"], Query(words=("IT", "spending"))),
        (["it"], Query(words=("it",))),
        (["F"], Query(tickers=("F",))),
        (["$f"], Query(tickers=("F",))),
        (["ticker:ALL", "profit"], Query(words=("profit",), tickers=("ALL",))),
        (["ticker:RUT"], Query(tickers=("^RUT",))),
        (["ticker:IWM,F"], Query(tickers=("IWM", "F"))),
        (["entity:index:RUT"], Query(entities=("index:RUT",))),
        (["entity:RUT"], Query(entities=("index:RUT",))),
        (["speaker:Jerome Powell"], Query(speakers=("Jerome Powell",))),
        ('speaker:"Jerome Powell" source:Reuters', Query(speakers=("Jerome Powell",), sources=("reuters",))),
        (["topic:small-caps"], Query(topics=("small_caps",))),
        (["https://x.example/a"], Query(words=("https://x.example/a",))),
        (["Note:"], Query(words=("Note",))),
        (['"kind:forecast"'], Query(phrases=("kind:forecast",))),
    ],
)
def test_words_mean(words: str | list[str], expected: Query) -> None:
    assert read(words) == expected


@pytest.mark.parametrize(
    ("words", "filters"),
    [
        ("ticker:iwm", {"ticker": "iwm"}),
        ("entity:index:RUT", {"entity": "index:RUT"}),
        ("topic:fed,inflation", {"topic": "fed,inflation"}),
        ("kind:move", {"kind": "move"}),
        ("stance:dovish", {"stance": "dovish"}),
        ("sentiment:negative", {"sentiment": "negative"}),
        ("speaker:Powell", {"speaker": "Powell"}),
        ("source:Reuters", {"source": "Reuters"}),
        ("verdict:contradicted", {"verdict": "contradicted"}),
        ("since:2024-07-01", {"since": "2024-07-01"}),
        ("until:2024-07-01", {"until": "2024-07-01"}),
    ],
)
def test_flags_mean_the_same_as_words(words: str, filters: dict[str, str]) -> None:
    assert read(words) == read("", **filters) != Query()


def test_every_key_is_covered_above() -> None:
    assert set(KEYS) == {
        *("ticker", "entity", "topic", "kind", "stance", "sentiment", "speaker", "source", "verdict"),
        *("since", "until"),
    }


def test_a_bare_date_is_its_whole_day() -> None:
    query = read("since:2024-07-01 until:2024-07-02")
    assert query.since == at("2024-07-01T04:00:00")  # New York
    assert query.until == at("2024-07-03T03:59:59")
    assert read("until:2024-07-02T10:00").until == at("2024-07-02T10:00")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("kind:guess", "move, level, volume"),
        ("topic:cats", "small_caps, inflation, fed"),
        ("stance:happy", "hawkish, dovish"),
        ("sentiment:great", "positive, negative, neutral"),
        ("verdict:maybe", "supported, close"),
        ("since:yesterday", "2024-07-15"),
        ("since:2024-02-01 until:2024-01-01", "swap"),
        ("colour:red", "ticker, entity, topic"),
        ("ticker: IWM", "ticker:VALUE"),
        ("entity:nobody", "index:RUT"),
    ],
)
def test_a_bad_value_names_its_key_and_what_it_takes(words: str, named: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(words)
    assert words.split(":", maxsplit=1)[0] in str(caught.value)
    assert named in str(caught.value)


@settings(max_examples=60)
@given(st.one_of(st.text(), st.lists(st.text())))
def test_any_words_give_a_query_or_a_usage_error(words: str | list[str]) -> None:
    with open_store(":memory:") as store:
        try:
            query = parse(words, entities=ENTITIES)
        except UsageError:
            return
        assert run(store, query) == []
        assert explain_empty(store, query)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        rut = ("index:RUT", "^RUT")
        gain = claim("The Russell 2000 gained 6.08% last week.", value=6.08, unit="pct", direction="up")
        cuts = claim(
            "Powell hints at rate cuts.",
            kind="forecast",
            topic="fed",
            entity_id="org:FED",
            symbol="DFEDTARU",
            subject="Powell",
            speaker="Jerome Powell",
            stance="dovish",
        )
        first = article("Small caps soar", known=at("2024-07-12T10:00"), source="Reuters")
        first = add(opened, first, mood=0.8, topics=["small_caps"], entities=[rut], claims=[gain, cuts])
        judge(opened, first, "close", measured=5.997)
        add(opened, article("Bank SIVB fails", "SIVB is closed.", known=at("2024-07-13T10:00")), mood=-0.8)
        later = article("It was a quiet day", known=at("2024-07-14T10:00"), source="blog")
        add(opened, later, entities=[("company:IT", "IT")])
        copy = article("Russell 2000 soars again", known=at("2024-07-14T11:00"), source="blog")
        add(opened, copy, mood=0.5, topics=["small_caps"], entities=[rut], claims=[gain])
        yield opened


def titles(store: Store, words: str | list[str], **further: object) -> list[str]:
    query = resolve(store, parse(words), ENTITIES)
    return sorted(hit.article.title for hit in run(store, replace(query, **further)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("SIVB", ["Bank SIVB fails"]),
        ("IT", ["It was a quiet day"]),
        ("quiet", ["It was a quiet day"]),
        ("ticker:RUT", ["Russell 2000 soars again", "Small caps soar"]),
        ("Russell 2000", ["Russell 2000 soars again", "Small caps soar"]),
        ("small caps", ["Russell 2000 soars again", "Small caps soar"]),
        ("source:reuters", ["Bank SIVB fails", "Small caps soar"]),
        ("kind:forecast", ["Small caps soar"]),
        ("ticker:RUT kind:forecast", []),
        ("speaker:powell stance:dovish", ["Small caps soar"]),
        ("verdict:close", ["Small caps soar"]),
        ("sentiment:negative", ["Bank SIVB fails"]),
        ("sentiment:positive", ["Russell 2000 soars again", "Small caps soar"]),
        ("since:2024-07-14", ["It was a quiet day", "Russell 2000 soars again"]),
        ("until:2024-07-12", ["Small caps soar"]),
        ('"rate cuts"', ["Small caps soar"]),
        ('"cuts rate"', []),
    ],
)
def test_finds(store: Store, words: str, found: list[str]) -> None:
    assert titles(store, words) == found


def test_nothing_that_was_not_known_is_found(store: Store) -> None:
    assert titles(store, "ticker:RUT", as_of=at("2024-07-13T00:00")) == ["Small caps soar"]


def test_hits_carry_the_claims_that_match_with_their_verdicts(store: Store) -> None:
    (hit,) = run(store, resolve(store, parse("Russell source:reuters"), ENTITIES))
    assert [view.claim.kind for view in hit.claims] == ["move"]
    assert hit.claims[0].verdict is not None
    assert hit.claims[0].verdict.verdict == "close"
    (hit,) = run(store, parse("kind:forecast"))
    assert [view.claim.kind for view in hit.claims] == ["forecast"]


def test_the_cue_of_a_ticker_is_shown(store: Store) -> None:
    (hit,) = run(store, resolve(store, parse("IT"), ENTITIES))
    assert hit.cues == {"IT": "alias: IT"}


def test_who_said_it_first(store: Store) -> None:
    views = first_said(store, parse("", filters={"ticker": "^RUT", "kind": "move"}))
    assert [view.article.source for view in views] == ["Reuters", "blog"]


def test_more_like_this_leaves_out_the_article_itself(store: Store) -> None:
    (hit,) = run(store, parse("ticker:^RUT since:2024-07-14"))
    assert [other.article.title for other in similar(store, hit.article.id)] == ["Small caps soar"]
    assert similar(store, "no such article") == []


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("ticker:QQQS", "ticker QQQS"),
        ("SIVB kind:forecast", "kind:forecast"),
        ("quiet since:2024-07-15", "1 without since:2024-07-15"),
        ("bank until:2024-01-05", "without until:2024-01-05"),
        ("bank until:2024-01-05T12:30Z", "without until:2024-01-05T12:30Z"),
        ("zebra", "No article matches zebra, of 4 that were searched; try another word or spelling."),
        ("speaker:Zebra", "No article matches speaker:Zebra, of 4 that were searched."),
        ("zebra giraffe", "fewer words"),
    ],
)
def test_an_empty_answer_says_why(store: Store, words: str, reason: str) -> None:
    query = parse(words)
    assert run(store, query) == []
    assert reason in explain_empty(store, query)


def test_articles_that_match_while_no_claim_does_are_told_apart(store: Store) -> None:
    query = parse("quiet")
    assert claims.find(store, query) == []
    assert (
        explain_empty(store, query)
        == "No claim satisfies all of it; 1 article would: ask `aggregator search` for them."
    )


def test_bounds_in_the_wrong_order_are_named_as_they_were_typed() -> None:
    for since, until in (("2024-07-10", "2024-07-01"), ("2024-07-10T08:00-04:00", "20240701")):
        with pytest.raises(UsageError, match=f"^since {since} is later than until {until}\n"):
            parse(f"since:{since}", filters={"until": until})


def test_an_empty_store_and_an_early_as_of_say_so(store: Store) -> None:
    with open_store(":memory:") as empty:
        assert "empty" in explain_empty(empty, parse("IWM"))
    early = parse("IWM", as_of=NOW - dt.timedelta(days=365))
    assert "Nothing was known at 20" in explain_empty(store, early)
