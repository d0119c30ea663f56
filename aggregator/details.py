"""One article, story or claim by its id, with all that is stored about it, as it was known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from aggregator.errors import UsageError
from aggregator.records import Alignment, Article, ArticleRef, ClaimView, Mention, Sentence, Verdict
from aggregator.store import Store, analyses, articles, claims, verdicts


@dataclass(frozen=True, slots=True)
class ArticleDetail:
    """An article as it was known, with all that was found in it."""

    article: Article
    story: tuple[ArticleRef, ...]
    revisions: tuple[str, ...]
    model_id: str | None
    scored_at: dt.datetime | None
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """A claim with every verdict that was known of it, and the prices that were known when it was made."""

    view: ClaimView
    verdicts: tuple[Verdict, ...]
    alignment: Alignment | None


def find(store: Store, identifier: str, as_of: dt.datetime | None) -> ArticleDetail | ClaimDetail:
    """The article (a story is named by its first article) or claim of this id, or of the one id that starts so.

    UsageError when there is none; what was not known at `as_of` is not there, in the same words.
    """
    wanted = identifier.strip().lower()
    if not wanted:
        raise UsageError("ID is empty", remedy="take an id from search, claims or the digest")
    whole = articles.resolve_id(store, wanted, as_of)
    article = articles.get(store, whole, as_of) if whole else None
    if article is not None:
        return _article(store, article, as_of)
    view = claims.get(store, wanted, as_of)
    if view is not None:
        return ClaimDetail(
            view,
            tuple(verdicts.history(store, view.claim.claim_id, as_of)),
            verdicts.alignment(store, view.claim.claim_id, as_of),
        )
    raise UsageError(
        f"{identifier}: no article, story or claim of this id{_known(as_of)}",
        remedy="take an id from search, claims or the digest; a start that is unique is enough",
    )


def article_id(store: Store, identifier: str, as_of: dt.datetime | None) -> str:
    """The whole id of the one article that this names. UsageError where none was known."""
    found = articles.resolve_id(store, identifier.strip().lower(), as_of)
    if found is None:
        raise UsageError(
            f"{identifier}: no article of this id{_known(as_of)}", remedy="take an id from search or the digest"
        )
    return found


def _known(as_of: dt.datetime | None) -> str:
    return "" if as_of is None else f" that was known at {as_of:%Y-%m-%d %H:%MZ}"


def _article(store: Store, article: Article, as_of: dt.datetime | None) -> ArticleDetail:
    from aggregator.articles import diff

    texts = [item for item in articles.revisions(store, article.id) if item.revision <= article.revision]
    changes = tuple(diff(before, after) for before, after in pairwise(texts))
    analysed = analyses.model_of(store, article.revision_id)
    if analysed is None:
        return ArticleDetail(
            article, tuple(articles.story(store, article.story_id, as_of)), changes, None, None, (), (), ()
        )
    model_id, scored_at = analysed
    return ArticleDetail(
        article,
        tuple(articles.story(store, article.story_id, as_of)),
        changes,
        model_id,
        scored_at,
        tuple(analyses.sentences(store, article.revision_id, model_id, article.text)),
        tuple(analyses.mentions(store, article.revision_id, model_id)),
        tuple(claims.of_revision(store, article.revision_id, as_of)),
    )
