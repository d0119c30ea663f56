"""The exported graph: what torch says, nearly the same in int8, and the same for a sentence in any company.

It needs the training extra. The encoder is tiny and random; the shape of the graph is that of the one that ships.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aggregator.understand.encoder import model

needs_training = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("torch", "onnx")), reason="torch or onnx is not installed"
)
pytestmark = [needs_training, pytest.mark.filterwarnings("ignore")]

SENTENCE_WIDTH, TOKEN_WIDTH, VOCABULARY = 5, 7, 90


@pytest.fixture(scope="module")
def config() -> Any:
    from transformers import BertConfig

    return BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=96,
        max_position_embeddings=64,
        layer_norm_eps=1e-12,
        hidden_act="relu",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


@pytest.fixture(scope="module")
def bert(config: Any) -> Any:
    import torch
    from transformers import BertModel

    torch.manual_seed(3)
    made = BertModel(config, add_pooling_layer=False).eval()
    with torch.no_grad():
        for name, value in made.named_parameters():
            # Fresh norms and biases are ones and zeros, which would hide a term that is left out.
            spread = 0.3 if value.ndim == 1 else 0.2
            value.add_(spread * torch.randn(value.shape, generator=torch.Generator().manual_seed(len(name))))
    return made


@pytest.fixture(scope="module")
def state(bert: Any) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    found = {f"encoder.{name}": value.numpy() for name, value in bert.state_dict().items()}
    for name, width in (("answers.sentence", SENTENCE_WIDTH), ("answers.token", TOKEN_WIDTH)):
        found[f"{name}.weight"] = rng.normal(size=(width, 48)).astype(np.float32)
        found[f"{name}.bias"] = rng.normal(size=width).astype(np.float32)
    return found


def ids(batch: int, tokens: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(4, VOCABULARY, (batch, tokens))


def session(built: Any) -> Any:
    import onnxruntime

    return onnxruntime.InferenceSession(built.model.SerializeToString(), providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def int8(state: dict[str, np.ndarray], config: Any) -> Any:
    from models.training import quantise
    from models.training.graph import build

    names = list(build(state, config).read)
    seen = quantise.watch(build(state, config, watched=names).model, names, [ids(1, n, n)[0] for n in range(3, 60)])
    return build(state, config, scales=quantise.fit(seen))


def test_fp32_says_what_torch_says(bert: Any, state: dict[str, np.ndarray], config: Any) -> None:
    import torch

    from models.training.graph import build

    run = session(build(state, config))
    for shape in ((1, 3), (4, 17), (2, 64)):
        rows = ids(*shape)
        with torch.no_grad():
            hidden = bert(torch.tensor(rows)).last_hidden_state.numpy()
        sentence, tokens = run.run(["sentence", "tokens"], {"input_ids": rows})
        assert sentence == pytest.approx(
            hidden.mean(1) @ state["answers.sentence.weight"].T + state["answers.sentence.bias"], abs=1e-4, rel=1e-4
        )
        assert tokens == pytest.approx(
            hidden @ state["answers.token.weight"].T + state["answers.token.bias"], abs=1e-4, rel=1e-4
        )


def test_int8_is_near_fp32(int8: Any, state: dict[str, np.ndarray], config: Any) -> None:
    from models.training.graph import build

    rows = ids(16, 20, seed=99)
    for exact, near in zip(
        session(build(state, config)).run(["sentence", "tokens"], {"input_ids": rows}),
        session(int8).run(["sentence", "tokens"], {"input_ids": rows}),
        strict=True,
    ):
        assert np.linalg.norm(near - exact) < 0.05 * np.linalg.norm(exact - exact.mean())
        assert not np.array_equal(near, exact)


def test_a_sentence_gets_the_same_bits_in_any_batch(int8: Any) -> None:
    run = session(int8)
    for tokens in (3, 8, 31, 64):
        rows = ids(33, tokens, seed=tokens)
        whole = run.run(["sentence", "tokens"], {"input_ids": rows})
        for first, past in ((0, 1), (1, 3), (30, 33), (5, 22)):
            part = run.run(["sentence", "tokens"], {"input_ids": rows[first:past]})
            assert all(np.array_equal(one[first:past], other) for one, other in zip(whole, part, strict=True))


def test_attention_stays_finite_beyond_the_limit(state: dict[str, np.ndarray], config: Any) -> None:
    from models.training.graph import build

    loud = {name: value * 40 if ".self." in name else value for name, value in state.items()}
    for found in session(build(loud, config)).run(["sentence", "tokens"], {"input_ids": ids(3, 12)}):
        assert np.isfinite(found).all()


def test_the_probe_knows_an_exact_product(int8: Any) -> None:
    from models.training.graph import PROBE

    assert session(int8).run(["probe"], {"input_ids": ids(1, 3)})[0] == PROBE == model.PROBE


def test_outstanding_channels_are_divided_down() -> None:
    from models.training.quantise import Seen, divisors, fit

    values = np.random.default_rng(1).normal(size=(400, 8)).astype(np.float32)
    values[:, 2] *= 50
    seen = Seen(values.min(0), values.max(0), values)
    assert np.argmax(divisors(seen)) == 2
    found = fit({"a.middle": seen, "a.attended": seen})
    assert found["a.attended"].divisors is None
    assert found["a.middle"].scale < found["a.attended"].scale / 5


@pytest.mark.parametrize("width", [0, TOKEN_WIDTH])
def test_a_folder_with_fewer_heads_scores(
    width: int, state: dict[str, np.ndarray], config: Any, tmp_path: Path
) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    from models.training.graph import build

    kept = {name: value for name, value in state.items() if width or not name.startswith("answers.token.")}
    kept["answers.sentence.weight"], kept["answers.sentence.bias"] = (
        state["answers.sentence.weight"][:3],
        state["answers.sentence.bias"][:3],
    )
    content = build(kept, config).model.SerializeToString()
    (tmp_path / "model.onnx").write_bytes(content)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *(f"word{n}" for n in range(VOCABULARY - 4))]
    tokenizer = Tokenizer(models.WordPiece({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    heads = [{"name": "sentiment", "kind": "softmax", "labels": list(model.SENTIMENTS), "temperature": 1.5}]
    if width:
        heads.append({"name": "names", "kind": "tags", "labels": ["A", "B", "C"], "temperature": 1.0})
    made = {"name": "tiny", "version": "1", "max_tokens": 32, "heads": heads}
    made["sha256"] = hashlib.sha256(content).hexdigest()
    (tmp_path / "config.json").write_text(json.dumps(made))

    text = "word1 word2 word3"
    [scores] = model.load(tmp_path).score([text])
    code = np.array([[2, 5, 6, 7, 3]])
    logits = session(build(kept, config)).run(["sentence"], {"input_ids": code})[0][0] / 1.5
    expected = np.exp(logits) / np.exp(logits).sum()
    assert list(scores.sentiment.values()) == pytest.approx(expected.tolist(), abs=2e-6)
    assert set(scores.spans) == ({"names"} if width else set())
