"""Which firm an article is about, seen in the claims of a sentence that names none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from aggregator import understand
from aggregator.understand.about import title_firm
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.encoder.model import SentenceScores
from aggregator.understand.prepared import prepare
from tests.understand.samples import CREATED, FakeEncoder, article, linker

WORD = "Visibility"


class MarkingEncoder(FakeEncoder):
    """Marks one word as the subject of an outlook on a company."""

    def score(self, texts: Sequence[str]) -> list[SentenceScores]:
        return [self._marked(text) for text in texts]

    def _marked(self, text: str) -> SentenceScores:
        scores = replace(self._one(text), topic_labels=("company",))
        if WORD not in text:
            return scores
        start = text.index(WORD)
        span = Span(start, start + len(WORD), "subject", 0.9, {"claim_kinds": {"outlook": 0.9}})
        return replace(scores, spans={"subject": (span,)})


@pytest.mark.parametrize(
    ("title", "before", "tickers", "expected"),
    [
        ("Apple's year", "It is a firm.", (), "company:AAPL"),
        ("Nikkei ends flat but Apple falls", "It is a firm.", (), None),  # a market's day
        ("Market report: Apple soars", "It is a firm.", (), None),  # on many
        ("Apple against Nvidia", "It is a firm.", (), None),
        ("A peak", "Apple makes phones." + " It was long." * 7, ("AAPL",), "company:AAPL"),
        ("Bitcoin at a peak", "Apple makes phones." + " It was long." * 7, ("AAPL",), None),  # on a coin
        ("Is it cheap?", "Apple makes phones. It is a firm.", ("AAPL",), "company:AAPL"),
        ("Is it cheap?", "Nvidia and Nvidia chips beat Apple. It is a firm.", ("AAPL",), None),  # in passing
        ("why uwm believes", "UWM Holdings (NYSE: UWMC) lends. UWM grows. It is a firm.", (), "company:UWMC"),
        ("Why UWM believes", "UWM Holdings (NYSE: UWMC) lends. UWM grows. It is a firm.", (), "company:UWMC"),
        ("not nvidia again", "Nvidia beats Apple. Apple and Nvidia lead. It is a firm.", ("AAPL",), "company:NVDA"),
        ("apple or nvidia to buy", "Nvidia beats Apple. Apple and Nvidia lead. It is a firm.", ("AAPL",), None),
        ("ZYXW Options Begin Trading", "Zyxo Inc (Symbol: ZYXW) grows. It is a firm.", (), "company:ZYXW"),
        (
            "Chip stock wins an Apple deal",
            "Nvidia met Apple. Nvidia grows. Nvidia pays. It is a firm.",
            (),
            "company:NVDA",
        ),
        (
            "Chip stock wins an Apple deal",
            "Nvidia met Apple. Nvidia grows. Apple pays. It is a firm.",
            (),
            "company:AAPL",
        ),
        ("should vong be yours", "VONG beats Apple. Apple and Nvidia lead. It is cheap.", ("AAPL",), "fund:VONG"),
    ],
)
def test_the_articles_firm(title: str, before: str, tickers: tuple[str, ...], expected: str | None) -> None:
    read = article(f"{before} It was a long day. {WORD} is low.", title=title, tickers=tickers)
    found = understand.understand(read, MarkingEncoder(), linker(), created_at=CREATED)
    assert [claim.entity_id for claim in found.claims if claim.subject == WORD] == [expected]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        (
            "A small firm grows",
            "Apple grows. It is old. Apple leads. Nvidia pays. Apple has staff. Apple pays.",
            "AAPL",
        ),
        ("Two firms to buy", "Apple grows. It is old. Apple leads. Nvidia pays. Apple has staff. Apple pays.", None),
        (
            "A small firm grows",
            "Apple grows. Nvidia leads. Apple hires. Nvidia pays. Apple has staff. Apple ails.",
            None,
        ),
        (
            "A small firm grows",
            "It is old. It is new. It is long. Apple grows. Apple hires. Apple pays. Apple ails.",
            None,
        ),
    ],
)
def test_the_firm_that_a_text_names_throughout(title: str, text: str, expected: str | None) -> None:
    known = linker()
    found = title_firm.of_article(prepare(article(text, title=title), known), known)
    assert (found.symbol if found is not None else None) == expected
