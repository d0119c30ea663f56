"""The encoder: sentences in, calibrated probabilities per head out.

A model is a folder: `config.json` (heads with their labels by name), `tokenizer.json`, `model.onnx` and a card.
ONNX Runtime and `tokenizers` are imported on the first :func:`load`, never before; nothing here opens a connection.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

from aggregator.errors import ModelError
from aggregator.records import TOPICS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SENTIMENTS = ("negative", "neutral", "positive")
INPUTS = ("input_ids", "attention_mask")
DECIMALS = 6
"""Probabilities are rounded here, once: what is stored and exported is what was computed."""
_REINSTALL = "reinstall aggregator, or give the path of a complete model folder with --model"


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """What the encoder says about one sentence; every label of a head is present, by name.

    `topics` holds all probabilities and `topic_labels` those over their calibrated thresholds, likeliest first; both
    are empty when the model has no topics head. `heads` holds the further heads (`fed_stance`) by name.
    """

    sentiment: dict[str, float]
    topics: dict[str, float] = field(default_factory=dict)
    topic_labels: tuple[str, ...] = ()
    heads: dict[str, dict[str, float]] = field(default_factory=dict)


class Encoder(Protocol):
    """Anything that scores sentences under a name that changes when its weights do."""

    model_id: str

    def score(self, texts: Sequence[str]) -> list[SentenceScores]:
        """One result per text, in order; the same text always gets the same scores."""
        ...


@dataclass(frozen=True, slots=True)
class Head:
    """One output of the graph. `temperature` calibrates a softmax head, `thresholds` cut a sigmoid head's labels."""

    name: str
    kind: Literal["softmax", "sigmoid"]
    labels: tuple[str, ...]
    temperature: float = 1.0
    thresholds: tuple[float, ...] = ()

    def probabilities(self, logits: Sequence[float]) -> list[float]:
        """Calibrated probabilities, in the order of the labels."""
        if self.kind == "sigmoid":
            return [1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, x)))) for x in logits]
        top = max(logits)
        powers = [math.exp((x - top) / self.temperature) for x in logits]
        return [power / sum(powers) for power in powers]

    def pool(self, windows: Sequence[tuple[int, Sequence[float]]]) -> dict[str, float]:
        """Windows of one sentence as one: the mean by length for a choice, the maximum for what is present at all."""
        rows = [(size, self.probabilities(logits)) for size, logits in windows]
        total = sum(size for size, _ in rows)
        if self.kind == "sigmoid":
            values = [max(column) for column in zip(*(row for _, row in rows), strict=True)]
        else:
            values = [sum(n * row[i] for n, row in rows) / total for i in range(len(self.labels))]
        return dict(zip(self.labels, (round(value, DECIMALS) for value in values), strict=True))

    def of_nothing(self) -> dict[str, float]:
        """The answer for a text without a token: no topic, and neutral where that is a choice."""
        if self.kind == "sigmoid":
            return dict.fromkeys(self.labels, 0.0)
        if "neutral" in self.labels:
            return {label: float(label == "neutral") for label in self.labels}
        return dict.fromkeys(self.labels, round(1 / len(self.labels), DECIMALS))


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The declared contents of a model folder."""

    name: str
    version: str
    max_tokens: int
    sha256: str
    heads: tuple[Head, ...]


def scores_from(heads: Iterable[Head], by_head: dict[str, dict[str, float]]) -> SentenceScores:
    """Sort head results into a record."""
    topics = by_head.get("topics", {})
    cuts = {
        label: cut
        for head in heads
        if head.name == "topics"
        for label, cut in zip(head.labels, head.thresholds, strict=True)
    }
    over = [label for label, probability in topics.items() if probability >= cuts[label]]
    return SentenceScores(
        sentiment=by_head["sentiment"],
        topics=topics,
        topic_labels=tuple(sorted(over, key=lambda label: (-topics[label], label))),
        heads={name: values for name, values in by_head.items() if name not in {"sentiment", "topics"}},
    )


def windows(ids: Sequence[int], size: int) -> list[Sequence[int]]:
    """Cut a long token list into windows of even length that overlap by at least a quarter."""
    if len(ids) <= size:
        return [ids]
    count = math.ceil((len(ids) - size) / (size * 3 // 4)) + 1
    step = (len(ids) - size) / (count - 1)
    return [ids[start : start + size] for start in (round(step * i) for i in range(count))]


class OnnxEncoder:
    """A model folder in memory.

    Each window runs through the graph alone. Dynamic int8 quantisation scales a whole batch by its largest
    activation, so in a batch a sentence's scores would depend on its neighbours; alone they are a function of its
    tokens. What batching would gain is won back by running windows side by side on single-threaded calls.
    """

    def __init__(self, config: ModelConfig, tokenizer: Any, session: Any, threads: int) -> None:
        self.model_id = f"{config.name}-{config.version}+{config.sha256[:12]}"
        self.config = config
        self._tokenizer = tokenizer
        self._session = session
        self._threads = threads
        self._outputs = [head.name for head in config.heads]

    def score(self, texts: Sequence[str]) -> list[SentenceScores]:
        """Scores of each text, in order."""
        from concurrent.futures import ThreadPoolExecutor

        unique = list(dict.fromkeys(texts))
        encoded = self._tokenizer.encode_batch(unique, add_special_tokens=False)
        with ThreadPoolExecutor(min(self._threads, max(1, len(unique)))) as pool:
            found = dict(zip(unique, pool.map(self._one, (code.ids for code in encoded)), strict=True))
        return [found[text] for text in texts]

    def _one(self, ids: Sequence[int]) -> SentenceScores:
        heads = self.config.heads
        if not ids:
            return scores_from(heads, {head.name: head.of_nothing() for head in heads})
        parts = windows(ids, self.config.max_tokens - 2)
        outputs = [self._run(part) for part in parts]
        by_head = {
            head.name: head.pool([(len(part), out[i]) for part, out in zip(parts, outputs, strict=True)])
            for i, head in enumerate(heads)
        }
        return scores_from(heads, by_head)

    def _run(self, ids: Sequence[int]) -> list[list[float]]:
        import numpy as np

        start, end = (self._tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
        row: npt.NDArray[np.int64] = np.array([[start, *ids, end]], dtype=np.int64)
        feeds = {"input_ids": row, "attention_mask": np.ones_like(row)}
        return [output[0].tolist() for output in self._session.run(self._outputs, feeds)]


def default_path() -> Path:
    """The packaged model folder: inside an installed wheel, else the checkout's."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "_data" / "models" / "commentary"
    return inside if inside.is_dir() else package.parent / "models" / "commentary"


def load(path: Path | None = None, threads: int | None = None) -> Encoder:
    """The model in a folder (default: the packaged one), checked against its own config and hash."""
    folder = default_path() if path is None else path
    config = read_config(folder)
    weights = _existing(folder / "model.onnx")
    content = weights.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != config.sha256:
        raise ModelError(
            f"{weights}: sha256 is {found[:12]}..., config.json says {config.sha256[:12]}...", remedy=_REINSTALL
        )
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer_file = _existing(folder / "tokenizer.json")
    try:
        tokenizer = Tokenizer.from_file(str(tokenizer_file))
    except Exception as error:  # the library raises bare Exception for any damage
        raise ModelError(f"{tokenizer_file}: not a tokenizer ({error})", remedy=_REINSTALL) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its exceptions share no base class
        raise ModelError(f"{weights}: not a graph that ONNX Runtime can run ({error})", remedy=_REINSTALL) from error
    _check_graph(config, session, weights)
    return OnnxEncoder(config, tokenizer, session, threads or _cores())


def _cores() -> int:
    """Cores that this process may use; a container's share where the system tells it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def resolve(name_or_path: str | None = None) -> Encoder:
    """The packaged model, a model folder, or else a Hugging Face classifier by path or name."""
    if name_or_path is None:
        return load()
    path = Path(name_or_path)
    if _is_own_folder(path):
        return load(path)
    if (path.is_absolute() or name_or_path.startswith(".")) and not path.exists():
        raise ModelError(f"{path}: no such folder", remedy="give a model folder or a Hugging Face name with --model")
    from aggregator.understand.foreign import load as load_foreign

    return load_foreign(name_or_path)


def _is_own_folder(path: Path) -> bool:
    if (path / "model.onnx").exists():
        return True
    try:
        return "heads" in json.loads((path / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise ModelError(f"{path}: no such file", remedy=_REINSTALL)
    return path


def read_config(folder: Path) -> ModelConfig:
    """`config.json` of a model folder; a ModelError names the file and the key that is wrong."""
    path = _existing(folder / "config.json")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        heads = tuple(_head(row) for row in raw["heads"])
        config = ModelConfig(str(raw["name"]), str(raw["version"]), int(raw["max_tokens"]), str(raw["sha256"]), heads)
        _check(config)
    except KeyError as error:
        raise ModelError(f"{path}: key {error} is missing", remedy=_REINSTALL) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise ModelError(f"{path}: {error}", remedy=_REINSTALL) from error
    return config


def _head(row: dict[str, Any]) -> Head:
    name, kind, labels = str(row["name"]), row["kind"], tuple(str(label) for label in row["labels"])
    if kind not in {"softmax", "sigmoid"}:
        raise ValueError(f"head {name}: kind {kind!r} is neither softmax nor sigmoid")
    if not labels or len(set(labels)) != len(labels):
        raise ValueError(f"head {name}: its labels are empty or repeat")
    cuts = row["thresholds"] if kind == "sigmoid" else {}
    if set(cuts) != (set(labels) if kind == "sigmoid" else set()):
        raise ValueError(f"head {name}: thresholds and labels differ")
    temperature = float(row["temperature"]) if kind == "softmax" else 1.0
    if not temperature > 0:
        raise ValueError(f"head {name}: temperature must be positive")
    checked = cast(Literal["softmax", "sigmoid"], kind)
    thresholds = tuple(float(cuts[label]) for label in labels) if cuts else ()
    return Head(name, checked, labels, temperature, thresholds)


def _check(config: ModelConfig) -> None:
    by_name = {head.name: head for head in config.heads}
    sentiment = by_name.get("sentiment")
    if sentiment is None or sentiment.kind != "softmax" or set(sentiment.labels) != set(SENTIMENTS):
        raise ValueError(f"a softmax head `sentiment` with the labels {', '.join(SENTIMENTS)} is needed")
    topics = by_name.get("topics")
    if topics is not None and (topics.kind != "sigmoid" or not set(topics.labels) <= set(TOPICS)):
        raise ValueError("head topics must be sigmoid and its labels among the topics of the records")
    if len(by_name) != len(config.heads):
        raise ValueError("two heads have the same name")
    if config.max_tokens < 8:
        raise ValueError("max_tokens is below 8")


def _check_graph(config: ModelConfig, session: Any, weights: Path) -> None:
    inputs = {node.name for node in session.get_inputs()}
    if inputs != set(INPUTS):
        raise ModelError(f"{weights}: inputs are {sorted(inputs)}, expected {list(INPUTS)}", remedy=_REINSTALL)
    widths = {node.name: node.shape[-1] for node in session.get_outputs()}
    for head in config.heads:
        if widths.get(head.name) != len(head.labels):
            raise ModelError(
                f"{weights}: head {head.name} has {widths.get(head.name, 'no')} outputs, "
                f"config.json names {len(head.labels)} labels",
                remedy=_REINSTALL,
            )
