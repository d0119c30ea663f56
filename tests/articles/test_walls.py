"""What stands where an article should is refused; articles about such things are not."""

from __future__ import annotations

import datetime as dt

import pytest

from aggregator import articles
from aggregator.errors import ExtractError
from aggregator.records import Entry, Feed

URL = "https://wire.example/2024/07/15/small-caps"
STORY = "Shares of smaller companies rose on Friday as yields fell and investors sold the largest names. "
FEED = Feed("Wire", "https://wire.example/f", "wire")
NOW = dt.datetime(2024, 7, 15, 12, tzinfo=dt.UTC)


def page(title: str, *paragraphs: str) -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article>".encode()


WALLS = {
    "consent": (
        "consent_wall",
        URL,
        page("Your privacy", "We and our 842 partners store and/or access information on a device.",
             "You can accept all cookies or reject all. Some partners rely on legitimate interest."),
    ),
    "consent, German": (
        "consent_wall",
        URL,
        page("Willkommen", "Wir verwenden Cookies und \u00e4hnliche Techniken, um unser Angebot zu verbessern.",
             "Mit einem Klick auf Alle akzeptieren sind Sie einverstanden, sonst lesen Sie im Abo."),
    ),
    "consent host": (
        "consent_wall",
        "https://consent.wire.example/v2/collect?session=1",
        page("Wire", "Please tell us how we may use your data before you go on to the page that you asked for."),
    ),
    "robots": (
        "bot_wall",
        URL,
        page("wire.example", "Please enable JS and disable any ad blocker to go on to wire.example, thank you."),
    ),
    "plans": (
        "paywall",
        URL,
        page("Choose your plan", "Unlimited digital access for $1 for the first month, then $29 per month.",
             "Cancel anytime. Already a subscriber? Log in."),
    ),
    "door": (
        "paywall",
        "https://wire.example/login?next=/2024/07/15/small-caps",
        page("Wire", "Welcome back to the wire. Please tell us who you are so that we can let you in to the site."),
    ),
    "prompt": (
        "paywall",
        URL,
        page("Small caps rally", "Subscribe to continue reading this article and all others on our site today.",
             "Already a subscriber? Log in to keep reading."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WALLS)
def test_walls_are_refused_and_named(name: str) -> None:
    code, url, html = WALLS[name]
    with pytest.raises(ExtractError) as caught:
        articles.extract(html, url=url)
    assert caught.value.code == code


@pytest.mark.parametrize("name", WALLS)
def test_the_feeds_own_words_stand_in_and_the_article_is_marked(name: str) -> None:
    _, url, html = WALLS[name]
    entry = Entry("g", URL, "Small caps rally", summary_html="The Russell 2000 rose 3% on Friday, the feed says.")
    try:
        extract = articles.extract(html, url=url)
    except ExtractError:
        extract = None
    article = articles.build(entry, extract, feed=FEED, first_seen_at=NOW, simulated=False)
    assert article.text == "The Russell 2000 rose 3% on Friday, the feed says."
    assert article.partial


def test_a_stub_keeps_the_articles_words_and_loses_the_prompt() -> None:
    stub = page("Small caps rally", STORY * 2, "Already a subscriber? Log in.", "Subscribe to unlock this article.")
    found = articles.extract(stub, url=URL)
    assert found.partial
    assert found.text == (STORY * 2).strip()
    longer = Entry("g", URL, "t", content_html=f"<p>{STORY * 4}</p>")
    article = articles.build(longer, found, feed=FEED, first_seen_at=NOW, simulated=False)
    assert (article.text, article.partial) == ((STORY * 4).strip(), False)


@pytest.mark.parametrize(
    "paragraphs",
    [
        # Long articles about walls, and short ones with their words.
        [STORY * 10, "Publishers ask readers to accept all cookies or reject all, and store less on a device."],
        [STORY * 14, "The plan costs $29 per month, with a free trial; readers can cancel anytime, or log in."],
        [STORY, "Payrolls rose by 206,000 a month on average, and wages by 3.9% per year.", STORY],
        ["The regulator said the bank may use cookies only with consent, and fined it $4 million.", STORY],
        [STORY, "Netflix lost subscribers in the quarter, and will save 10% of its costs a year.", STORY],
    ],
)
def test_articles_about_such_things_are_articles(paragraphs: list[str]) -> None:
    found = articles.extract(page("Publishers and their readers", *paragraphs), url=URL)
    assert not found.partial
    assert len(found.text) >= sum(len(text.strip()) for text in paragraphs)
