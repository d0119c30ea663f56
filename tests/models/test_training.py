"""What training is fed: claims become targets, spans become tags, and the loss asks only what was annotated."""

from __future__ import annotations

import hashlib

import pytest

from models.training import claim_rows
from models.training.claim_rows import Claimed
from models.training.data import as_tweet
from models.training.examples import Example, Judged, Marked, disjoint, share
from models.training.heads import BY_NAME, KINDS

TEXT = "The Dow fell 0.8% and the Nasdaq rose 0.8% on Friday, Reuters said."
CLAIMS = (
    Claimed("move", "Dow", "equities", "down", "0.8%", "Friday", "Reuters", "", "past", "asserted", "bearish"),
    Claimed("move", "Nasdaq", "equities", "up", "0.8%", "Friday", "Reuters", "", "past", "asserted", "bullish"),
)


def words(example: Example, slot: str) -> list[tuple[int, str]]:
    return [(mark.start, example.text[mark.start : mark.end]) for mark in example.tags[slot]]


def test_claims_become_targets_of_sentence_and_subjects() -> None:
    example = claim_rows.example(TEXT, "a", "test", CLAIMS, {}, None)
    assert [text for _, text in words(example, "subject")] == ["Dow", "Nasdaq"]
    assert [text for _, text in words(example, "value")] == ["0.8%", "0.8%"]
    assert len({start for start, _ in words(example, "value")}) == 2  # the second claim has the second figure
    assert [text for _, text in words(example, "speaker")] == ["Reuters"]
    assert example.targets["kinds"][KINDS.index("move")] == 1
    assert example.targets["market"] == (0.5, 0, 0.5)
    assert example.targets["numclaim"] == (1, 0)
    assert "fed_stance" not in example.targets
    assert "mentions" not in example.tags
    directions = BY_NAME["claim_direction"].labels
    assert [directions[j.targets["claim_direction"].index(1)] for j in example.judged] == ["down", "up"]


def test_a_forward_figure_makes_a_numeric_claim() -> None:
    claim = Claimed("forecast", "sales", "company", "up", "$5 billion", tense="future", certainty="hedged")
    example = claim_rows.example("It expects sales of $5 billion.", "a", "test", [claim], {}, None)
    assert example.targets["numclaim"] == (0, 1)


def test_what_follows_a_full_list_of_claims_is_unknown() -> None:
    text = "A fell 1%, B fell 2%, C fell 3%, D fell 4%, E fell 5%."
    claims = [Claimed("move", name, direction="down", value=f"{n}%") for n, name in enumerate("ABCD", 1)]
    [(start, end)] = claim_rows.example(text, "a", "test", claims, {}, None).unknown
    assert text[start:end] == ", E fell 5%."


def test_parsed_annotations_are_words_of_the_text() -> None:
    [claim] = claim_rows.parse(TEXT, "m|4:7|13:17|d|46:52|54:61|p|a|-")
    assert claim.subject == "Dow"
    assert (claim.value, claim.window, claim.speaker, claim.direction) == ("0.8%", "Friday", "Reuters", "down")
    assert claim_rows.parse(TEXT, "-") == []


def test_shares_and_overlaps() -> None:
    assert share(["up", "down", "up", "odd"], ("up", "down")) == pytest.approx((2 / 3, 1 / 3))
    assert share(["odd"], ("up", "down")) is None
    long, short, other = Marked(0, 9, "x"), Marked(4, 9, "x"), Marked(10, 12, "x")
    assert disjoint([short, other, long]) == (long, other)


def test_a_quarter_of_headlines_become_tweets() -> None:
    headlines = [f"Acme beats estimates again {n}" for n in range(400)]
    changed = [text for text in headlines if as_tweet(text) != text]
    assert 60 < len(changed) < 140
    assert all(text in as_tweet(text) for text in headlines)


torch = pytest.importorskip("torch")


@pytest.fixture(scope="module")
def tokenizer() -> object:
    from tokenizers import Tokenizer

    from aggregator.understand import model

    made = Tokenizer.from_file(str(model.default_path() / "tokenizer.json"))
    made.no_padding()
    return made


def test_tags_stand_at_the_first_piece_of_each_word(tokenizer: object) -> None:
    from models.training.batches import NOT_ASKED, tokenise

    marks = (Marked(0, 17, "ORG"), Marked(23, 29, "LOC"))
    example = Example(
        "Palo Alto Networks left Ottawa.", "a", "test", tags={"mentions": (Marked(0, 18, "ORG"), marks[1])}
    )
    [row] = tokenise(tokenizer, [example])  # type: ignore[arg-type]
    begun, inside = 1 + 2 * BY_NAME["mentions"].labels.index("ORG"), 2 + 2 * BY_NAME["mentions"].labels.index("ORG")
    found = [label for label in row.tags["mentions"] if label != NOT_ASKED]
    assert found[:4] == [begun, inside, inside, 0]
    assert set(row.tags) == {"mentions"}


def test_only_what_was_asked_costs(tokenizer: object) -> None:
    from models.training import losses
    from models.training.batches import collate, tokenise
    from models.training.heads import SENTENCE, TOKEN

    asked = Example("Acme rose.", "a", "test", {"sentiment": (0.0, 0.0, 1.0)})
    judged = Example("Acme rose.", "a", "test", judged=(Judged(0, 4, {"target_sentiment": (0.0, 0.0, 1.0)}),))
    for example, head in ((asked, BY_NAME["sentiment"]), (judged, BY_NAME["target_sentiment"])):
        batch = collate(tokenise(tokenizer, [example]))  # type: ignore[arg-type]
        outputs = {
            "sentence": torch.zeros(1, sum(h.width for h in SENTENCE)),
            "tokens": torch.zeros(1, batch.ids.shape[1], sum(h.width for h in TOKEN)),
        }
        expected = head.weight * float(torch.log(torch.tensor(3.0)))
        assert losses.total(outputs, batch).item() == pytest.approx(expected, rel=1e-5)


def test_the_cut_never_moves() -> None:
    from models.training.data import is_validation

    groups = [hashlib.sha256(bytes([n])).hexdigest() for n in range(200)]
    assert 5 < sum(map(is_validation, groups)) < 30
    assert is_validation("a") == is_validation("a")
