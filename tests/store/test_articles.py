"""Articles: stored once, kept in revisions, read as they were known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from aggregator.records import Query
from aggregator.store import Store, analyses, articles, open_store, search
from tests.store.made import T0, article, understanding

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


def test_a_repeated_delivery_is_stored_once(store: Store) -> None:
    assert [articles.save(store, article()) for _ in range(3)] == ["new", "same", "same"]
    assert articles.get(store, "a1") == article()


def test_an_edited_text_is_a_revision_known_when_it_was_seen(store: Store) -> None:
    articles.save(store, article())
    edited = article(text="The Russell 2000 gained 3%. Corrected.", seen=T0 + 2 * HOUR)
    assert articles.save(store, edited) == "revised"
    then, now = articles.get(store, "a1", T0 + HOUR), articles.get(store, "a1")
    assert then is not None
    assert now is not None
    assert (then.revision, then.text) == (1, article().text)
    assert (now.revision, now.text) == (2, edited.text)
    assert now.knowable_at == T0 + 2 * HOUR


def test_a_text_that_comes_back_is_no_new_revision(store: Store) -> None:
    articles.save(store, article())
    articles.save(store, article(text="Changed.", seen=T0 + HOUR))
    assert articles.save(store, article(seen=T0 + 2 * HOUR)) == "same"


def test_a_stub_does_not_replace_the_full_text(store: Store) -> None:
    articles.save(store, article())
    assert articles.save(store, article(text="The Russell…", partial=True, seen=T0 + HOUR)) == "same"
    articles.save(store, article("a2", text="Only the summary", partial=True))
    assert articles.save(store, article("a2", text="The whole article.", seen=T0 + HOUR)) == "revised"


def test_undated_items_are_kept_counted_and_in_no_as_of_answer(store: Store) -> None:
    articles.save(store, article(known=None))
    assert articles.get(store, "a1") is not None
    assert articles.get(store, "a1", T0 + 1000 * HOUR) is None
    assert search.find(store, Query(words=("russell",)))
    assert not search.find(store, Query(words=("russell",), as_of=T0 + 1000 * HOUR))
    assert articles.excluded_counts(store, T0) == {"undated": 1}
    assert articles.excluded_counts(store, T0 - HOUR) == {}


def test_pending_is_what_the_model_has_not_seen(store: Store) -> None:
    first, second = article("a1"), article("a2", known=T0 - HOUR)
    articles.save(store, first)
    articles.save(store, second)
    assert [item.id for item in articles.pending(store, "m-1")] == ["a2", "a1"]
    analyses.save(store, [(second, understanding(second))], scored_at=T0, simulated=False)
    assert [item.id for item in articles.pending(store, "m-1")] == ["a1"]
    assert [item.id for item in articles.pending(store, "m-2", limit=1)] == ["a2"]
    assert articles.count_pending(store, "m-1") == 1


def test_an_article_that_was_edited_before_it_was_read_is_read_in_both_revisions(store: Store) -> None:
    articles.save(store, article())
    articles.save(store, article(text="The Russell 2000 gained 3%. Corrected.", seen=T0 + HOUR))
    assert [item.revision for item in articles.pending(store, "m-1")] == [1, 2]
    assert articles.count_pending(store, "m-1") == 2


def test_a_story_lists_its_tellings_in_order(store: Store) -> None:
    articles.save(store, article("a1"))
    articles.save(store, replace(article("b1", known=T0 + HOUR, story="a1", rank=2), source="other"))
    assert [ref.id for ref in articles.story(store, "a1")] == ["a1", "b1"]
    assert [ref.id for ref in articles.story(store, "a1", T0)] == ["a1"]


def test_an_id_may_be_shortened_while_it_is_unique(store: Store) -> None:
    articles.save(store, article("abc1"))
    articles.save(store, article("abd1"))
    assert articles.resolve_id(store, "abc") == "abc1"
    assert articles.resolve_id(store, "ab") is None
    assert articles.resolve_id(store, "zz") is None
