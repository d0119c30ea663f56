"""Any Hugging Face text classifier with sentiment labels as an encoder, for comparison and for users' own models.

It needs torch, which the package does not install by itself. Weights are read from safetensors only, no code of the
model's is run and nothing is downloaded: the model is a local folder or already in the Hugging Face cache.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aggregator.errors import ModelError
from aggregator.understand.encoder.decoding import Columns, SentenceScores
from aggregator.understand.encoder.folder import SENTIMENTS, Head
from aggregator.understand.encoder.model import Encoder

LABEL_NAMES = {
    "negative": frozenset({"negative", "neg", "bearish", "bear", "sell"}),
    "neutral": frozenset({"neutral", "neu", "none", "hold", "no impact"}),
    "positive": frozenset({"positive", "pos", "bullish", "bull", "buy"}),
}
"""Our label -> the names under which classifiers know it."""
BATCH = 8
OVERLAP = 32
_UNSET_LENGTH = 100_000
"""Tokenizers without a limit say 10**30."""


def map_labels(id2label: dict[int, str], name: str) -> list[str]:
    """Our label for each output of a classifier, by the classifier's own label names."""
    found: list[str] = []
    unknown: list[str] = []
    for _, label in sorted(id2label.items()):
        key = label.strip().lower().replace("_", " ")
        match = [ours for ours, names in LABEL_NAMES.items() if key in names]
        found += match
        unknown += [] if match else [label]
    if unknown:
        raise ModelError(
            f"{name}: labels that are no sentiment: {', '.join(unknown)}",
            remedy="name them negative, neutral and positive in `id2label` of the model's config.json",
        )
    if len(set(found)) != len(found) or not {"negative", "positive"} <= set(found):
        raise ModelError(
            f"{name}: its labels {', '.join(id2label.values())} are not one each of negative, neutral, positive",
            remedy="choose a model with the classes negative, (neutral,) positive",
        )
    return found


class ForeignEncoder:
    """A classifier of the transformers library behind the encoder's contract."""

    def __init__(self, name: str, tokenizer: Any, model: Any, labels: list[str]) -> None:
        self.model_id = f"{Path(name).name}+{_weights_hash(model)[:12]}"
        self._tokenizer = tokenizer
        self._model = model.eval()
        self._columns = Columns([Head("sentiment", "softmax", tuple(labels))])
        self._max_tokens = _window(tokenizer, model.config)

    def score(self, texts: Sequence[str]) -> list[SentenceScores]:
        """Scores of each text, in order."""
        unique = list(dict.fromkeys(texts))
        windows = [self._windows(text) for text in unique]
        # Batches hold windows of one length: no padding, so no neighbour changes a score.
        by_length: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for i, parts in enumerate(windows):
            for j, part in enumerate(parts):
                by_length[len(part)].append((i, j))
        logits: dict[tuple[int, int], list[float]] = {}
        for places in by_length.values():
            for start in range(0, len(places), BATCH):
                batch = places[start : start + BATCH]
                logits.update(zip(batch, self._run([windows[i][j] for i, j in batch]), strict=True))
        found: dict[str, SentenceScores] = {}
        for i, text in enumerate(unique):
            sized = [(len(part), logits[i, j]) for j, part in enumerate(windows[i])]
            found[text] = self._scores(sized)
        return [found[text] for text in texts]

    def _windows(self, text: str) -> list[list[int]]:
        if not text.strip():
            return []
        encoded = self._tokenizer(
            text,
            truncation=True,
            max_length=self._max_tokens,
            stride=min(OVERLAP, self._max_tokens // 4),
            return_overflowing_tokens=True,
        )
        return [list(ids) for ids in encoded["input_ids"]]

    def _run(self, rows: list[list[int]]) -> list[list[float]]:
        import torch

        ids = torch.tensor(rows)
        with torch.inference_mode():
            output = self._model(input_ids=ids, attention_mask=torch.ones_like(ids))
        values: list[list[float]] = output.logits.float().tolist()
        return values

    def _scores(self, sized: list[tuple[int, list[float]]]) -> SentenceScores:
        import numpy as np

        if not sized:
            return SentenceScores({label: float(label == "neutral") for label in SENTIMENTS})
        probabilities = self._columns.probabilities(np.array([logits for _, logits in sized]))
        [said] = self._columns.named(self._columns.pool(list(probabilities), [size for size, _ in sized]))
        return SentenceScores({label: said["sentiment"].get(label, 0.0) for label in SENTIMENTS})


def load(name_or_path: str) -> Encoder:
    """A text-classification model by folder or by the name under which it is cached."""
    try:
        import torch  # noqa: F401
        import transformers
    except ImportError as error:
        what = "is a model" if Path(name_or_path).exists() else "no such folder, and as a name it is one"
        raise ModelError(
            f"{name_or_path}: {what} of the transformers library, which needs torch",
            remedy="pip install 'aggregator[torch]'",
        ) from error
    messages: Any = transformers.utils.logging
    messages.disable_progress_bar()
    options = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(name_or_path, **options)
        model = transformers.AutoModelForSequenceClassification.from_pretrained(
            name_or_path, use_safetensors=True, **options
        )
    except Exception as error:  # a bad file surfaces as any of a dozen types
        raise ModelError(
            f"{name_or_path}: not a text-classification model in safetensors format ({error})",
            remedy="give a local folder, or fetch the model into the cache first: hf download NAME",
        ) from error
    labels = map_labels({int(i): str(label) for i, label in model.config.id2label.items()}, name_or_path)
    return ForeignEncoder(name_or_path, tokenizer, model, labels)


def _weights_hash(model: Any) -> str:
    """Hash of names and values of all tensors: the same however the files are split."""
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def _window(tokenizer: Any, config: Any) -> int:
    limit = int(getattr(config, "max_position_embeddings", 0) or 512)
    if getattr(config, "model_type", "") in {"roberta", "xlm-roberta", "camembert"}:
        limit -= 2  # these count positions from 2
    stated = int(tokenizer.model_max_length)
    return min(limit, stated) if stated < _UNSET_LENGTH else limit
