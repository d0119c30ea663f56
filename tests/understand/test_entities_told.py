"""What words say of the Fed, of stocks and of firms where a sentence also names others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.records import Entity, Topic
from aggregator.understand.about import referents
from aggregator.understand.drafts import Draft
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.entities.linking import Link
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

ACME = Entity("company:ACME", "Acme", "ORG", "ACME")
SPX, GOLD, FFR = (packaged_by_id()[key] for key in ("index:SPX", "commodity:GOLD", "rate:FFR"))
NAMES = {"Acme": ACME, "S&P 500": SPX, "Gold": GOLD}


def view(text: str) -> View:
    found = [(text.find(name), name, entity) for name, entity in NAMES.items()]
    links = tuple(Link(at, at + len(name), entity.type, entity, "alias") for at, name, entity in found if at >= 0)
    return View(0, 0, text, tuple(sorted(links, key=lambda link: link.start)), (), (), (), {})


def meant(
    text: str, words: str, topic: Topic, *past: str, kind: str = "outlook", title: str = "", told: Entity | None = None
) -> str | None:
    start = text.index(words)
    draft = Draft("outlook", "model.outlook", Subject(start, start + len(words), words, None, "other"), start, start)
    around = referents.Around(title, [view(each) for each in past], packaged_by_id(), told=told)
    found = referents.of(replace(draft, kind=kind), topic, view(text), around)  # type: ignore[arg-type]
    return found.id if found else None


@pytest.mark.parametrize(
    ("text", "words", "kind", "entity_id"),
    [
        ("Gold fell to $2,902 from a record $2,940.", "record $2,940", "level", "commodity:GOLD"),
        ("The S&P 500 rose from a two-year low.", "two-year low", "level", "index:SPX"),
        (
            "The S&P 500 rose for a fourth week, the longest such run since May.",
            "longest such run",
            "count",
            "index:SPX",
        ),
        ("Shares rose from a two-year low.", "two-year low", "level", None),
        ("The S&P 500 had risen 3%, its longest rally since May.", "longest rally", "count", "index:SPX"),
        ("The S&P 500 rose in a new year.", "new year", "level", None),
    ],
)
def test_a_mark_or_run_is_of_what_the_sentence_tells(text: str, words: str, kind: str, entity_id: str | None) -> None:
    assert meant(text, words, "other", kind=kind) == entity_id


def test_a_run_of_the_index_that_a_sentence_points_to_is_the_last_ones() -> None:
    text = "The index has fallen for ten days, the longest streak since May."
    assert meant(text, "longest streak", "other", kind="count", told=SPX) == "index:SPX"
    assert meant(text, "longest streak", "other", kind="count") is None


@pytest.mark.parametrize(
    ("text", "words", "entity_id"),
    [
        ("A surprise sent equities to their worst day in a year.", "worst day", "group:US_EQUITIES"),
        ("A surprise sent coffee to its worst day in a year.", "worst day", None),
        ("A surprise sent Gold to its worst day in a year.", "worst day", None),
    ],
)
def test_what_stocks_were_sent_to_is_theirs(text: str, words: str, entity_id: str | None) -> None:
    assert meant(text, words, "other", kind="count") == entity_id


def test_volume_is_the_markets_where_an_article_on_it_names_no_firm_beside() -> None:
    for title, text, entity_id in (
        ("Stocks end flat", "Trading volume was low.", "group:US_EQUITIES"),
        ("Stocks end flat", "Trading volume in Acme was low.", "company:ACME"),
        ("Acme ends flat", "Trading volume was low.", "company:ACME"),
    ):
        assert meant(text, "Trading volume", "company", "Acme fell.", kind="volume", title=title) == entity_id


def test_a_mark_of_the_index_that_a_sentence_points_to_is_the_last_ones() -> None:
    text = "The index has yet to reach its all-time intraday high."
    assert meant(text, "all-time intraday high", "equities", kind="level", told=SPX) == "index:SPX"
    assert meant(text, "all-time intraday high", "equities", kind="level", told=GOLD) is None


@pytest.mark.parametrize(
    ("text", "words", "kind", "topic", "told", "entity_id"),
    [
        ("It's still far above the Fed's goal.", "It", "level", "fed", "macro:CPI_US", "macro:CPI_US"),
        ("It's still looking for a way out.", "It", "outlook", "fed", "macro:CPI_US", "org:FED"),
        ("That is lower than oil bulls hoped.", "That", "compare", "commodities", "macro:CPI_US", "macro:CPI_US"),
        ("That is what oil bulls hoped.", "That", "outlook", "commodities", "macro:CPI_US", None),
        ("That is lower than oil bulls hoped.", "That", "compare", "commodities", "org:FED", None),
        ("The rate of growth was 3%.", "rate of growth", "data", "growth", "macro:PCE_US", "macro:PCE_US"),
        ("The rate of growth was 3%.", "rate of growth", "data", "growth", "index:SPX", "macro:GDP_US"),
        ("The 12-month growth was 3%.", "12-month growth", "count", "growth", "macro:CPI_US", "macro:CPI_US"),
        ("But that number is down from June's.", "that number", "forecast", "company", "index:SPX", "index:SPX"),
        ("Volatility has stayed low.", "Volatility", "move", "equities", "index:VIX", "index:VIX"),
        ("Volatility has stayed low.", "Volatility", "move", "equities", "index:SPX", "group:US_EQUITIES"),
        ("The current benchmark is 4%.", "current benchmark", "level", "equities", "rate:FFR", "rate:FFR"),
        ("The current benchmark is 4%.", "current benchmark", "level", "equities", "index:SPX", None),
    ],
)
def test_words_go_on_with_the_figure_that_was_told(
    text: str, words: str, kind: str, topic: Topic, told: str, entity_id: str | None
) -> None:
    before = "The Fed met." if topic == "fed" else "A day."
    assert meant(text, words, topic, before, kind=kind, told=packaged_by_id()[told]) == entity_id


def test_they_are_the_fed_where_its_rate_was_told_of() -> None:
    assert meant("They are not done yet.", "They", "fed", "The Fed may raise rates.", told=FFR) == "org:FED"


@pytest.mark.parametrize(
    ("text", "words", "topic", "entity_id"),
    [
        ("The Fed's decision to extend credit helped.", "extend credit", "credit", "org:FED"),
        ("It asked for the central bank's staff files after the Fed met.", "files", "politics", "org:FED"),
        ("The Fed's hope that repo markets calm is dim.", "repo markets", "credit", None),
        ("It asked for the central bank's staff files.", "files", "politics", None),
    ],
)
def test_what_stands_behind_the_feds_name_is_its_own(
    text: str, words: str, topic: Topic, entity_id: str | None
) -> None:
    assert meant(text, words, topic) == entity_id


def test_a_predicted_end_is_no_expectation_of_another_country() -> None:
    assert meant("The Fed may come to a later-than-expected end to QE3.", "later-than-expected end to QE3", "fed") == (
        "org:FED"
    )


@pytest.mark.parametrize(
    ("text", "words", "entity_id"),
    [
        ("Strains over Taiwan weigh on market sentiment.", "market sentiment", "group:US_EQUITIES"),
        ("In Taiwan strains and market sentiment grew.", "market sentiment", None),
    ],
)
def test_what_another_country_moves_may_be_american(text: str, words: str, entity_id: str | None) -> None:
    assert meant(text, words, "equities", "The S&P 500 rose.") == entity_id


def test_a_report_from_abroad_is_a_cause() -> None:
    text = "Stocks jumped on the Italian report."
    assert meant(text, "Stocks", "equities", title="Wall Street rises") == "group:US_EQUITIES"
    assert meant("Stocks jumped in an Italian report.", "Stocks", "equities", title="Wall Street rises") is None


def test_what_moved_stocks_may_be_abroad() -> None:
    for text, entity_id in (
        ("Stocks were buoyed by hopes for an end of strikes in France.", "group:US_EQUITIES"),
        ("Stocks were mixed in France.", None),
    ):
        assert meant(text, "Stocks", "equities", title="Wall Street rises") == entity_id


@pytest.mark.parametrize(
    ("text", "entity_id"),
    [
        ("“A bear-market rally may come,” said Ann Example of Zyxo Europe in London.", "group:US_EQUITIES"),
        ("A bear-market rally may come, according to Zyxo Europe in London.", "group:US_EQUITIES"),
        ("A bear-market rally may come in Europe.", None),
    ],
)
def test_where_a_speaker_sits_is_not_what_is_spoken_of(text: str, entity_id: str | None) -> None:
    assert meant(text, "bear-market rally", "equities") == entity_id


def test_a_sentence_on_the_fed_is_american_in_an_article_from_abroad() -> None:
    around = referents.Around("", [], packaged_by_id(), abroad=True)
    for text, entity_id in (("The Fed may raise interest rates.", "rate:FFR"), ("It may raise interest rates.", None)):
        start = text.index("interest rates")
        subject = Subject(start, start + 14, "interest rates", None, "other")
        found = referents.of(Draft("outlook", "model.outlook", subject, start, start), "fed", view(text), around)
        assert (found.id if found else None) == entity_id


@pytest.mark.parametrize(
    ("text", "words", "kind", "topic", "found"),
    [
        ("The firm lagged the S&P 500.", "The firm", "compare", "equities", True),
        ("Some ETFs lagged the S&P 500.", "Some ETFs", "compare", "equities", False),
        ("Acme saw a volume of 50,000 contracts.", "contracts", "volume", "equities", True),
        ("The S&P 500 fell with Acme as volume of 50,000 was low.", "volume", "volume", "other", False),
        ("Acme fell as equity trading revenue was low.", "equity trading revenue", "data", "equities", True),
    ],
)
def test_a_firm_itself_and_its_turnover_are_the_firms_on_any_topic(
    text: str, words: str, kind: str, topic: Topic, found: bool
) -> None:
    assert (meant(text, words, topic, "Acme grew.", kind=kind) == "company:ACME") is found


@pytest.mark.parametrize(
    ("text", "words", "topic", "entity_id"),
    [
        ("A midday market rally faded.", "midday market rally", "fed", "group:US_EQUITIES"),
        ("A midday bond market rally faded.", "midday bond market rally", "fed", None),
        ("Traders shrugged off Monday's steep drop.", "steep drop", "equities", "group:US_EQUITIES"),
        ("Traders shrugged off Zyxo's steep drop.", "steep drop", "equities", None),
        ("Traders shrugged off a steep drop in orders.", "steep drop", "equities", None),
        ("Traders shrugged off a steep drop in most stocks.", "steep drop", "equities", "group:US_EQUITIES"),
        ("A technology rebound may follow.", "technology rebound", "equities", None),
        ("Trading volumes were thin.", "Trading volumes", "equities", "group:US_EQUITIES"),
        ("Banks fell, and so did the other major sectors.", "other major sectors", "equities", "group:US_EQUITIES"),
        ("The Fed met: the mood of the minutes is gloomy.", "mood of the minutes", "equities", "org:FED"),
        ("Futures imply an expected terminal rate of 4 percent.", "expected terminal rate", "fed", "rate:FFR"),
        ("Surveys show an expected rate of 4 percent.", "an expected rate of 4 percent", "fed", None),
        ("It shows how deep the first quarter decline was.", "decline", "growth", "macro:GDP_US"),
        ("It shows how deep the decline was.", "decline", "growth", None),
        ("Some of the inflation revisions are small.", "revisions", "inflation", "macro:INFLATION_US"),
        ("A second jobs reading is due.", "reading", "labor", "macro:NFP_US"),
        ("A firm job market reading came out.", "firm job market", "labor", "macro:NFP_US"),
        ("A new inflation print is due.", "print", "fed", "macro:CPI_US"),
        ("Investors turn to smaller companies.", "smaller companies", "small_caps", "group:SMALL_CAPS"),
        ("Investors turn to large companies.", "large companies", "equities", "group:LARGE_CAPS"),
        ("Small firms in the survey are gloomy.", "Small firms", "growth", None),
        ("As the Fed acted, bond values fell.", "bond values", "rates", "group:US_TREASURIES"),
        ("Earnings weakness may come next.", "Earnings weakness", "equities", "group:US_EQUITIES"),
        ("A day of thin volume ended.", "thin volume", "equities", "group:US_EQUITIES"),
        ("The Fed awaits the consumption report.", "consumption report", "fed", None),
        (
            "The Fed saw the personal consumption expenditures report.",
            "personal consumption expenditures report",
            "fed",
            "macro:PCE_US",
        ),
        ("The return or resumption of brisk growth is near.", "resumption of brisk growth", "growth", "macro:GDP_US"),
        ("The Fed met: swaps show a peak of 5%.", "peak", "fed", "rate:FFR"),
        ("The Fed met: 25bps are priced.", "25bps", "fed", "rate:FFR"),
        ("The Fed met: rate cut talk may grow.", "rate cut talk", "fed", "rate:FFR"),
        ("The Fed met: interest rate levels are high.", "interest rate levels", "rates", "rate:FFR"),
        ("The Fed met: a May move lower is likely.", "May move lower", "fed", "rate:FFR"),
        ("A May move lower is likely for oil.", "May move lower", "commodities", None),
        ("Curve inversions come before slumps.", "Curve inversions", "rates", "group:US_TREASURIES"),
        ("The Fed met: the amount of purchases may grow.", "amount of purchases", "rates", "org:FED"),
    ],
)
def test_a_move_or_noun_is_what_the_words_beside_it_make_it(
    text: str, words: str, topic: Topic, entity_id: str | None
) -> None:
    assert meant(text, words, topic) == entity_id
