"""What a model folder declares: its heads with their labels by name, its window, the hash of its weights."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from aggregator.errors import ModelError
from aggregator.records import TOPICS

SENTIMENTS = ("negative", "neutral", "positive")
REINSTALL = "reinstall aggregator, or give the path of a complete model folder with --model"
Kind = Literal["softmax", "sigmoid", "tags"]


@dataclass(frozen=True, slots=True)
class Head:
    """One question that the model answers.

    `over` says what is judged: the ``sentence``; each ``token`` (kind tags: spans of words, told apart by label); or
    the spans of the tags head of that name. Logits are divided by `temperature`; a sigmoid head's labels are cut at
    `thresholds`; a softmax head whose likeliest label stays under `abstain` leaves the question undecided.
    """

    name: str
    kind: Kind
    labels: tuple[str, ...]
    over: str = "sentence"
    temperature: float = 1.0
    thresholds: tuple[float, ...] = ()
    abstain: float = 0.0

    @property
    def width(self) -> int:
        """Number of logits; a tags head has one for outside and two for each label, begin and inside."""
        return 1 + 2 * len(self.labels) if self.kind == "tags" else len(self.labels)

    def of_nothing(self) -> dict[str, float]:
        """The answer where there is not one token: no label, and neutral where that is a choice."""
        if self.kind == "sigmoid":
            return dict.fromkeys(self.labels, 0.0)
        if "neutral" in self.labels:
            return {label: float(label == "neutral") for label in self.labels}
        return dict.fromkeys(self.labels, 1 / len(self.labels))


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The declared contents of a model folder."""

    name: str
    version: str
    max_tokens: int
    sha256: str
    heads: tuple[Head, ...]

    @property
    def sentence(self) -> tuple[Head, ...]:
        """The heads whose logits make up the output `sentence`, in order."""
        return tuple(head for head in self.heads if head.over == "sentence")

    @property
    def token(self) -> tuple[Head, ...]:
        """The heads whose logits make up the output `tokens`, in order."""
        return tuple(head for head in self.heads if head.over != "sentence")


def default_path() -> Path:
    """The packaged model folder: the installed package's, or in a checkout that of the checkout; it may be missing."""
    return _default_path(Path(__file__).resolve().parents[2])


def _default_path(package: Path) -> Path:
    inside = package / "_data" / "models" / "commentary"
    is_checkout = (package.parent / "pyproject.toml").is_file()
    return package.parent / "models" / "commentary" if is_checkout and not inside.is_dir() else inside


def is_own(path: Path) -> bool:
    """Whether a folder is one of ours, complete or not."""
    if (path / "model.onnx").exists():
        return True
    try:
        return "heads" in json.loads((path / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def existing(path: Path) -> Path:
    """The path, if a file is there."""
    if not path.is_file():
        raise ModelError(f"{path}: no such file", remedy=REINSTALL)
    return path


def read_config(folder: Path) -> ModelConfig:
    """`config.json` of a model folder; a ModelError names the file and the key that is wrong."""
    path = existing(folder / "config.json")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        heads = tuple(_head(row) for row in raw["heads"])
        config = ModelConfig(str(raw["name"]), str(raw["version"]), int(raw["max_tokens"]), str(raw["sha256"]), heads)
        _check(config)
    except KeyError as error:
        raise ModelError(f"{path}: key {error} is missing", remedy=REINSTALL) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise ModelError(f"{path}: {error}", remedy=REINSTALL) from error
    return config


def _head(row: dict[str, Any]) -> Head:
    name, kind, labels = str(row["name"]), row["kind"], tuple(str(label) for label in row["labels"])
    if kind not in get_args(Kind):
        raise ValueError(f"head {name}: kind {kind!r} is none of {', '.join(get_args(Kind))}")
    if not labels or len(set(labels)) != len(labels):
        raise ValueError(f"head {name}: its labels are empty or repeat")
    cuts = row["thresholds"] if kind == "sigmoid" else {}
    if set(cuts) != (set(labels) if kind == "sigmoid" else set()):
        raise ValueError(f"head {name}: thresholds and labels differ")
    temperature = float(row["temperature"] if kind == "softmax" else row.get("temperature", 1.0))
    if not temperature > 0:
        raise ValueError(f"head {name}: temperature must be positive")
    return Head(
        name,
        cast("Kind", kind),
        labels,
        over=str(row.get("over", "token" if kind == "tags" else "sentence")),
        temperature=temperature,
        thresholds=tuple(float(cuts[label]) for label in labels) if cuts else (),
        abstain=float(row.get("abstain") or 0.0) if kind == "softmax" else 0.0,
    )


def _check(config: ModelConfig) -> None:
    by_name = {head.name: head for head in config.heads}
    sentiment = by_name.get("sentiment")
    if sentiment is None or sentiment.kind != "softmax" or set(sentiment.labels) != set(SENTIMENTS):
        raise ValueError(f"a softmax head `sentiment` with the labels {', '.join(SENTIMENTS)} is needed")
    if sentiment.over != "sentence":
        raise ValueError("head sentiment must be over the sentence")
    topics = by_name.get("topics")
    if topics is not None and (topics.kind != "sigmoid" or not set(topics.labels) <= set(TOPICS)):
        raise ValueError("head topics must be sigmoid and its labels among the topics of the records")
    if len(by_name) != len(config.heads):
        raise ValueError("two heads have the same name")
    tags = {head.name for head in config.heads if head.kind == "tags"}
    for head in config.heads:
        if head.over not in ({"token"} if head.kind == "tags" else {"sentence"} | tags):
            raise ValueError(f"head {head.name}: nothing called {head.over!r} that it could be over")
    if config.max_tokens < 8:
        raise ValueError("max_tokens is below 8")
