"""What the sections say on a morning made by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest

from aggregator.config import Instrument
from aggregator.digests import build
from aggregator.digests.document import Body, Digest
from aggregator.errors import ItemError
from aggregator.records import Claim
from aggregator.store import Store, health, open_store
from tests.builders import NOW, TODAY, add, article, at, bars, claim, config, fill, judge, wavy


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        fill(opened)
        yield opened


def digest(store: Store, **settings: object) -> Digest:
    return build(store, config(**settings), date=TODAY, as_of=NOW)


def body(store: Store, key: str, **settings: object) -> Body:
    return next(section.body for section in digest(store, **settings).sections if section.key == key)


def lines(found: Body, group: str = "") -> list[str]:
    return [
        f"{line.text} — {line.result}" if line.result else line.text
        for part in found.groups
        if not group or part.title.startswith(group)
        for line in part.lines
    ]


def test_the_headline_is_three_sentences_of_facts(store: Store) -> None:
    market, news, claims = digest(store).headline
    assert market == (
        "Small caps led large caps on Fri 12 Jul: Russell 2000 +3.00 %, S&P 500 +1.00 %; 10-year yield 4.21 % (+1 bp)."
    )
    assert news.startswith(
        "Top story: “Small caps have their best week” (3 sources); the mood is unusual on small caps"
    )
    assert claims == (
        "Prices agree with 1 of 2 checked claims and contradict 1, above all that S&P 500 lost 2 % on Friday "
        "(blog; measured +0.55 %); 1 forecast came due: 1 came true."
    )


def in_range(store: Store, source: str, value: float) -> None:
    said = f"The Russell 2000 was up {value}% at midday."
    made = claim(said, value=value, unit="pct", direction="up", window_text="at midday")
    told = add(store, article(f"Noon by {source}", known=at("2024-07-12T16:30"), source=source), claims=[made])
    judge(store, told, "close", basis="^RUT intraday range of +0.20 to +3.10 pct")


def test_what_a_days_range_holds_is_no_agreement(store: Store) -> None:
    in_range(store, "harbour", 1.4)
    in_range(store, "quay", 1.7)
    assert digest(store).headline[2].startswith("Prices agree with 1 of 2 checked claims and contradict 1, above all ")
    assert "; 2 more could only be held against a day's price range, which holds them; " in digest(store).headline[2]
    found = body(store, "contradicted")
    assert found.summary.startswith("2 claims checked: 0 supported, 1 close, 1 contradicted, 2 within a day's range al")
    assert (found.facts["close"], found.facts["in_range"]) == (1, 2)
    assert not any("midday" in line for line in lines(body(store, "small_caps"), "New claims"))


def test_a_days_range_alone_is_no_check() -> None:
    with open_store(":memory:") as store:
        in_range(store, "harbour", 1.4)
        assert digest(store).headline[1] == "1 claim could only be held against a day's price range, which holds it."
        assert body(store, "contradicted").summary.startswith("0 claims checked")


def test_the_strip_has_levels_changes_and_charts(store: Store) -> None:
    found = body(store, "market").table
    assert found is not None
    rows = {row[0]: row[1:] for row in found.rows}
    assert rows["Russell 2000"][:3] == ("2,060.00", "+3.00 %", "+3.00 %")
    assert rows["10-year Treasury yield"][:2] == ("4.21 %", "+1 bp")
    assert len(rows["Russell 2000"][3]) == 21
    assert "no prices for" in found.note


def test_what_changed_counts_copies_as_one_story(store: Store) -> None:
    found = body(store, "changed")
    assert found.summary == "3 stories in 5 articles from 4 sources since Fri 12 Jul 08:00."
    top = found.groups[0].lines[0]
    assert top.text == "Small caps have their best week"
    assert top.note == "reuters and 2 other sources, 3 tellings · Fri 12 Jul 18:00"


def test_a_topic_compares_with_its_own_past(store: Store) -> None:
    found = body(store, "small_caps")
    assert found.facts["n_stories"] == 1
    assert found.facts["n_sources"] == 3
    assert found.facts["n_baseline"] == 30
    assert found.facts["stance_balance"] == 1.0
    z = found.facts["sentiment_z"]
    assert isinstance(z, float)
    assert z > 5
    assert lines(found, "New claims") == ["Russell 2000 gained 6.08 % last week — close: measured +6.00 %"]
    assert "no baseline yet" in body(store, "inflation").summary


def test_contradictions_come_with_what_was_measured(store: Store) -> None:
    found = body(store, "contradicted")
    assert found.summary.startswith("2 claims checked: 0 supported, 1 close, 1 contradicted.")
    assert lines(found) == ["S&P 500 lost 2 % on Friday — contradicted: measured +0.55 %"]
    assert found.groups[0].lines[0].quote == "The S&P 500 fell 2% on Friday."


def test_a_sentence_is_quoted_once(store: Store) -> None:
    both = "The Fed will hold in July and cut in September."
    made = [
        claim(
            both, kind="forecast", topic="fed", value=5.5, unit="pct", entity_id="rate:FFR", due=dt.date(2024, 7, 12)
        ),
        claim(
            both, kind="forecast", topic="fed", value=5.25, unit="pct", entity_id="rate:FFR", due=dt.date(2024, 7, 12)
        ),
    ]
    told = add(store, article("Two in one", known=at("2024-06-14T10:00")), topics=["fed"], claims=made)
    for index in (0, 1):
        judge(store, told, "did_not", index, knowable_at=at("2024-07-12T20:30"))
    quotes = [line.quote for group in body(store, "forecasts").groups for line in group.lines]
    assert sorted(quotes) == ["", "", "", both]


def test_a_story_shows_one_contradiction(store: Store) -> None:
    both = "The S&P 500 fell 3% and the Russell 2000 fell 4% on Friday."
    fields = {"direction": "down", "unit": "pct", "window_text": "on Friday"}
    made = [
        claim(both, value=3.0, entity_id="index:SPX", symbol="^GSPC", **fields),
        claim(both, value=4.0, **fields),
    ]
    told = add(store, article("Two in one", known=at("2024-07-14T10:00")), topics=["equities"], claims=made)
    for index in (0, 1):
        judge(store, told, "contradicted", index, measured=1.0, unit="pct")
    found = body(store, "contradicted")
    assert found.facts["contradicted"] == 3
    quotes = [line.quote for group in found.groups for line in group.lines]
    assert sorted(quotes) == ["The S&P 500 fell 2% on Friday.", both]
    assert "3 contradicted" in found.summary
    assert found.summary.endswith(" Not shown: 1 more in the same story.")


def test_forecasts_made_and_come_due(store: Store) -> None:
    found = body(store, "forecasts")
    assert found.summary == "1 forecast made; 1 came due: 1 came true, 0 did not."
    assert lines(found, "Came due") == ["“The Fed will hold in June.” — came true"]
    assert lines(found, "Made") == [
        "Traders: “Traders expect rate cuts before the end of the year.” — pending, due Tue 31 Dec 2024"
    ]


def test_only_forecasts_that_can_be_held_are_told(store: Store) -> None:
    def told(words: str, verdict: str, **fields: object) -> None:
        made = claim(words, kind="forecast", tense="future", topic="company", **fields)
        judge(store, add(store, article(words, known=at("2024-07-14T10:00")), claims=[made]), verdict)

    share = {"entity_id": "company:TST", "symbol": "TST", "due": dt.date(2024, 12, 31)}
    told("Testco will earn more.", "pending", relevance=0.9, direction="up", **share)
    told("Investors await the report of Testco.", "pending", relevance=0.9, **share)
    told("Testco may be bought, by the way.", "pending", relevance=0.2, certainty="hedged", **share)
    no_one = {"entity_id": None, "symbol": None, "due": dt.date(2024, 12, 31)}
    told("The market for widgets will grow.", "pending", certainty="hedged", **no_one)
    told("Small caps will rise one day.", "unverifiable", certainty="hedged")
    told("Testco hosts a call on Friday.", "expired_unscorable", relevance=0.9, **share)
    found = body(store, "forecasts")
    assert [text.split("”")[0] for text in lines(found, "Made")] == [
        "Traders: “Traders expect rate cuts before the end of the year.",
        "“Testco will earn more.",
    ]
    assert found.summary.startswith("5 forecasts made; 2 came due: 1 came true, 0 did not, 1 cannot be scored")
    assert lines(found, "Came due") == ["“The Fed will hold in June.” — came true"]


def test_sources_that_disagree(store: Store) -> None:
    for n, source in enumerate(("cnbc", "cnbc", "blog", "blog")):
        mood = 0.6 if source == "cnbc" else -0.7
        told = article(f"On the Fed {n}", known=at(f"2024-07-14T1{n}:00"), source=source)
        add(store, told, mood=mood, topics=["fed"])
    (group,) = body(store, "disagreements").groups
    assert group.title == "Fed, sentiment: cnbc +0.60 (3 stories) against blog −0.70 (3 stories)"
    up, down = group.lines
    assert up.text.startswith("cnbc: “On the Fed ")
    assert down.text.startswith("blog: “On the Fed ")
    assert up.url != down.url


def test_one_story_a_side_needs_an_opinion(store: Store) -> None:
    def move(direction: str, stance: str, **fields: object) -> Claim:
        return claim(f"Small caps {direction}.", direction=direction, stance=stance, **fields)

    for source, made in (("bull", move("up", "bullish")), ("bear", move("down", "bearish"))):
        told = article(f"By {source}", known=at("2024-07-14T10:00"), source=source)
        add(store, told, entities=[("index:RUT", "^RUT")], claims=[made])
    assert body(store, "disagreements").empty, "what happened is no opinion"
    for source, way, stance in (("bull", "up", "bullish"), ("bear", "down", "bearish")):
        told = article(f"Outlook of {source}", known=at("2024-07-14T11:00"), source=source)
        made = move(way, stance, kind="outlook", tense="future")
        add(store, told, entities=[("index:RUT", "^RUT")], claims=[made])
    (group,) = body(store, "disagreements").groups
    assert group.title == "Russell 2000, stance: bull +1.00 (2 stories) against bear −1.00 (2 stories)"
    assert [line.text for line in group.lines] == ["bull: “Small caps up.”", "bear: “Small caps down.”"]


def test_one_story_a_side_is_no_disagreement_on_a_topic(store: Store) -> None:
    assert body(store, "disagreements").empty


def test_moves_without_news_and_news_without_moves(store: Store) -> None:
    found = body(store, "silence")
    assert lines(found, "Moves") == ["QQQS +8.00 % on Fri 12 Jul (+8.0 sd): no story names it"]
    quiet = wavy(80, 5500)
    quiet[-1] = quiet[-2] * 1.0001
    bars(store, "SPY", quiet)
    for n in range(4):
        told = article(f"S&P {n}", known=at(f"2024-07-14T1{n}:00"))
        add(store, told, entities=[("index:SPX", "^GSPC")])
    (line,) = lines(body(store, "silence", watch=("SPY",)), "News")
    assert line == "SPY +0.01 % on Fri 12 Jul (0.0 sd): 5 stories"


def test_a_move_with_a_benchmark_that_is_in_the_news_is_explained(store: Store) -> None:
    bars(store, "IWC", wavy(80, 100, 104))
    fund = Instrument("fund:IWC", "IWC", "Micro caps", (), benchmark="IWM")
    assert "IWC" not in " ".join(lines(body(store, "silence", instruments=(*config().instruments, fund))))
    alone = replace(fund, benchmark=None)
    found = lines(body(store, "silence", instruments=(*config().instruments, alone)), "Moves")
    assert "IWC +4.00 % on Fri 12 Jul (+4.0 sd): no story names it" in found


def test_a_rate_that_is_set_by_decision_has_no_usual_move(store: Store) -> None:
    bars(store, "DFEDTARU", [5.25] * 40 + [5.5] * 40)
    for n in range(4):
        told = article(f"On the policy rate {n}", known=at(f"2024-07-14T1{n}:00"))
        add(store, told, entities=[("rate:FFR", "DFEDTARU")])
    rate = Instrument("rate:FFR", "DFEDTARU", "federal funds rate")
    found = body(store, "silence", instruments=(*config().instruments, rate))
    assert not any("federal funds rate" in text for text in lines(found))


def test_moves_of_an_earlier_session_explain_nothing(store: Store) -> None:
    with open_store(":memory:") as other:
        add(other, article("Anything", known=at("2024-07-13T10:00")))
        bars(other, "QQQS", wavy(80, 25, 27), last=dt.date(2024, 7, 11))
        assert body(other, "silence").empty.startswith("No instrument has")


def test_the_watchlist_joins_prices_and_news(store: Store) -> None:
    found = body(store, "watchlist").table
    assert found is not None
    rows = {row[0]: row for row in found.rows}
    assert rows["IWM"][5:7] == ("1", "+0.80")  # by the index that it follows
    assert rows["QQQS"][5:7] == ("–", "–")
    named = build(store, config(), date=TODAY, as_of=NOW, watch=("ZZZZ",))
    table = next(section.body.table for section in named.sections if section.key == "watchlist")
    assert table is not None
    assert table.rows[0][:2] == ("ZZZZ", "no price")


def test_saved_searches_show_what_stands_nowhere_above(store: Store) -> None:
    found = body(store, "searches", searches={"Cuts": '"rate cuts"', "Broken": "kind:guess", "None": "zebra"})
    titles = {group.title: [line.text for line in group.lines] for group in found.groups}
    assert titles["Cuts"] == ["1 story above"]
    (broken,) = next(group.lines for group in found.groups if group.title == "Broken")
    assert broken.text == (
        "“kind:guess” under `searches:` in feeds.yaml cannot be searched: kind: 'guess' is none of its values"
    )
    assert broken.note.startswith("use one of: ")
    (broken,) = body(store, "searches", searches={"Bare": "kind:"}).groups[0].lines
    assert "--" not in broken.text + broken.note
    assert titles["None"] == ["nothing new"]


def test_health_counts_what_was_left_out_and_what_fails(store: Store) -> None:
    health.record(store, "crawl", ItemError("https://x.example/feed", "410", code="http_410"), at("2024-07-14T10:00"))
    for n in range(4):
        known = at("2024-07-08T10:00") + dt.timedelta(hours=n)
        add(store, article(f"Regular {n}", known=known, source="quiet times"))
    add(store, article("Stub", known=at("2024-07-14T10:00"), partial=True))
    found = body(store, "health")
    assert found.facts["open_failures"] == 1
    assert found.facts["excluded_undated"] == 1
    assert "Quiet since Fri 12 Jul 08:00: quiet times" in found.summary
    assert "1 of 6 articles known by summary only" in lines(found)
    assert lines(found, "Failing") == ["crawl: https://x.example/feed"]


def test_imports_samples_and_simulated_clocks_are_announced(store: Store) -> None:
    (sample,) = digest(store).notices
    assert sample.startswith("Sample:")
    assert "invented" in sample
    real = "https://news.example.com/a"  # under .com, which can be owned
    add(store, article("From an archive", known=at("2024-07-14T10:00"), origin="import", url=real))
    assert not any("Sample" in notice for notice in digest(store).notices)
    add(store, article("By a cron job of before", known=at("2024-07-14T11:00"), url=None, simulated=True))
    imported, simulated = digest(store).notices
    assert imported.startswith("From imported archives")
    assert imported.endswith("1 of 7 articles.")
    assert simulated.startswith("1 article taken in under a simulated clock")


def test_unanalysed_articles_are_counted(store: Store) -> None:
    from aggregator.store import articles

    articles.save(store, article("Not read yet", known=at("2024-07-14T10:00")))
    assert "1 article not analysed yet: run `aggregator analyze`" in lines(body(store, "health"))


def test_feeds_that_answer_and_have_stopped_are_named_as_the_last_crawl_left_them(store: Store) -> None:
    for n in range(8):
        for feed_url, first in (
            ("https://stopped.example/f", "2024-06-20T10:00"),
            ("https://fine.example/f", "2024-07-07T10:00"),
        ):
            known = at(first) + dt.timedelta(days=n)
            add(store, article(f"{feed_url} {n}", known=known, source="x", feed_url=feed_url))
    title = "Answering, but silent"
    assert lines(body(store, "health"), title) == []  # no crawl has looked yet
    run = health.start_run(store, "crawl", at("2024-07-15T10:00"), simulated=False)
    health.finish_run(store, run, at("2024-07-15T10:30"), {})
    assert lines(body(store, "health"), title) == ["https://stopped.example/f"]
    # What later crawls find changes nothing that was knowable at the page's time.
    add(store, article("Back again", known=at("2024-07-16T10:00"), feed_url="https://stopped.example/f"))
    run = health.start_run(store, "run", at("2024-09-15T10:00"), simulated=False)
    health.finish_run(store, run, at("2024-09-15T10:30"), {})
    assert lines(body(store, "health"), title) == ["https://stopped.example/f"]
    # One that fails is told as failing, not twice.
    health.record(store, "feed", ItemError("https://stopped.example/f", "no", code="timeout"), at("2024-07-15T10:10"))
    assert lines(body(store, "health"), title) == []
