"""The packaged encoder with all its heads against BERT-base as it is usually run, sentences a second, in one sitting.

    pip install 'aggregator[train]'          (torch and onnx; OpenVINO is measured too where it is installed)
    python benchmarks/understand.py [--model FOLDER] [--file SENTENCES.txt] [--rounds 3]

The baselines answer one question with random weights, which do not change the time. All ways score the same sentences
in alternating rounds; the slow ones score an even sample of them. Then: the cold start, the share of the processor's
int8 peak that the encoder reaches, and where the rest of the time goes.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from aggregator.understand.encoder import model

Run = Callable[[Sequence[str]], object]
SAMPLE = 32
"""Sentences that the slow ways score; the fast ones score all."""
LABELS = 3
MAX_TOKENS = 128
SIDE = 1024
"""Side of the matrices whose product is the processor's peak."""

SUBJECTS = (
    "The Russell 2000",
    "Shares of regional lenders with large books of commercial property loans",
    "Federal Reserve officials",
    "Consumer prices excluding food and energy",
    "The yield on the ten-year Treasury note",
    "A maker of chips for data centres",
)
VERBS = ("rose", "fell", "were little changed", "slipped", "climbed", "rebounded")
CAUSES = (
    "after a cooler inflation report",
    "as traders weighed what slower hiring would mean for the path of interest rates this year",
    "on heavier volume",
    "while the dollar strengthened against most other currencies, according to people who follow the market",
)
ENDINGS = ("", ", the widest move in {n} sessions", ", said an analyst who expects {n} basis points more by December")


def invented() -> list[str]:
    """Sentences of news length, all different, about 30 tokens long."""
    parts = itertools.product(SUBJECTS, VERBS, CAUSES, ENDINGS)
    return [
        f"{subject} {verb} {n / 10:.1f}% on {('Monday', 'Friday')[n % 2]} {cause}{ending.format(n=n)}."
        for n, (subject, verb, cause, ending) in enumerate(parts, 1)
    ]


# --- the ways ------------------------------------------------------------------------------------------------------


class Bert:
    """A randomly initialised BERT-base classifier and its tokenizer, in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        import torch
        from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

        torch.manual_seed(0)
        self.folder = folder
        self.model = BertForSequenceClassification(BertConfig(num_labels=LABELS)).eval()
        self.tokenizer = PreTrainedTokenizerFast(
            tokenizer_file=str(model.default_path() / "tokenizer.json"),
            cls_token="[CLS]",
            sep_token="[SEP]",
            pad_token="[PAD]",
            unk_token="[UNK]",
            model_max_length=MAX_TOKENS,
        )

    def pipelines(self) -> dict[str, Run]:
        """As most programs run it."""
        from transformers import pipeline

        run: Any = pipeline("text-classification", model=self.model, tokenizer=self.tokenizer, device="cpu")
        return {
            "BERT-base, transformers pipeline, one at a time": lambda texts: [run(text) for text in texts],
            "BERT-base, transformers pipeline, batches of 32": lambda texts: run(list(texts), batch_size=32),
        }

    def int8(self) -> dict[str, Run]:
        """Exported, its weights quantised per channel, its activations scaled at run time."""
        import onnxruntime
        import torch
        from onnxruntime.quantization import QuantType, quantize_dynamic
        from onnxruntime.transformers import optimizer

        names = ["input_ids", "attention_mask"]
        example = torch.ones(1, 8, dtype=torch.long)
        plain, fused, small = (self.folder / f"{name}.onnx" for name in ("plain", "fused", "int8"))
        torch.onnx.export(
            self.model,
            (example, example),
            str(plain),
            input_names=names,
            output_names=["logits"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names},
            opset_version=17,
            dynamo=False,
        )
        optimizer.optimize_model(str(plain), "bert", num_heads=12, hidden_size=768).save_model_to_file(str(fused))
        untyped = {"DefaultTensorType": 1}  # fused nodes have no type that the library could infer
        quantize_dynamic(fused, small, per_channel=True, weight_type=QuantType.QInt8, extra_options=untyped)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(str(small), options, providers=["CPUExecutionProvider"])
        found: dict[str, Run] = {
            "BERT-base int8, ONNX Runtime, sorted, batches of 8": lambda texts: [
                session.run(None, feeds) for feeds in self._sorted(texts, 8)
            ]
        }
        if importlib.util.find_spec("openvino"):
            found["BERT-base int8, OpenVINO, sorted, batches of 32"] = self._openvino(plain)
        return found

    def _openvino(self, plain: Path) -> Run:
        """With fixed scales: OpenVINO runs operators that scale at run time one by one, at a fifth of the speed."""
        import openvino
        from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

        class Reader(CalibrationDataReader):  # type: ignore[misc]
            def __init__(self, feeds: Iterator[dict[str, Any]]) -> None:
                self.feeds = feeds

            def get_next(self) -> dict[str, Any] | None:
                return next(self.feeds, None)

        fixed = self.folder / "fixed.onnx"
        quantize_static(
            plain,
            fixed,
            Reader(self._sorted(invented()[:16], 8)),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
        compiled = openvino.compile_model(str(fixed), "CPU", {"PERFORMANCE_HINT": "LATENCY"})
        return lambda texts: [compiled(feeds) for feeds in self._sorted(texts, 32)]

    def _sorted(self, texts: Sequence[str], size: int) -> Iterator[dict[str, Any]]:
        ordered = sorted(texts, key=len)
        for i in range(0, len(ordered), size):
            batch = self.tokenizer(ordered[i : i + size], padding=True, truncation=True, return_tensors="np")
            yield {name: batch[name].astype(np.int64) for name in ("input_ids", "attention_mask")}


def rates(ways: dict[str, Run], texts: Sequence[str], slow: set[str], rounds: int) -> dict[str, list[float]]:
    """Sentences a second of each way, by round."""
    sample = texts[:: max(1, len(texts) // SAMPLE)]
    found: dict[str, list[float]] = defaultdict(list)
    for run in ways.values():
        run(sample[:4])
    for _ in range(rounds):
        for name, run in ways.items():
            mine = sample if name in slow else texts
            start = time.perf_counter()
            run(mine)
            found[name].append(len(mine) / (time.perf_counter() - start))
    return found


# --- cold start, peak, split ---------------------------------------------------------------------------------------


def cold_start(folder: Path, times: int = 3) -> float:
    """Seconds from the start of a process to its first scores and its end; the best of some."""
    code = (
        "import sys, pathlib; from aggregator.understand.encoder import model; "
        "model.load(pathlib.Path(sys.argv[1])).score(['Stocks rose after a cooler inflation report.'])"
    )
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, str(folder)], check=True)
        taken.append(time.perf_counter() - start)
    return min(taken)


def int8_peak(threads: int) -> float:
    """Multiply-adds a second of the best of some products of two int8 matrices, all cores together."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    right = numpy_helper.from_array(np.random.default_rng(0).integers(-99, 99, (SIDE, SIDE)).astype(np.int8), "B")
    left, out = (
        helper.make_tensor_value_info(name, kind, [SIDE, SIDE])
        for name, kind in (("A", TensorProto.UINT8), ("Y", TensorProto.INT32))
    )
    graph = helper.make_graph([helper.make_node("MatMulInteger", ["A", "B"], ["Y"])], "peak", [left], [out], [right])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(made.SerializeToString(), options, providers=["CPUExecutionProvider"])
    feeds = {"A": np.full((SIDE, SIDE), 99, np.uint8)}
    best = float("inf")
    for _ in range(50):
        start = time.perf_counter()
        session.run(None, feeds)
        best = min(best, time.perf_counter() - start)
    return SIDE**3 / best


def multiply_adds(folder: Path) -> int:
    """Int8 multiply-adds per token: the weights of the products, each used once."""
    import onnx

    graph = onnx.load(folder / "model.onnx").graph
    sizes = {weight.name: int(np.prod(weight.dims)) for weight in graph.initializer}
    return sum(sizes[node.input[1]] for node in graph.node if node.op_type == "MatMulIntegerToFloat")


class _Timed:
    """Adds up the time of one method of an object."""

    def __init__(self, owner: Any, method: str) -> None:
        self.seconds = 0.0
        self._call = getattr(owner, method)
        setattr(owner, method, self)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        start = time.perf_counter()
        try:
            return self._call(*args, **kwargs)
        finally:
            self.seconds += time.perf_counter() - start


class _Door:
    """Something of the encoder's with one method, so that it can be timed."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def split(folder: Path, texts: Sequence[str]) -> dict[str, float]:
    """Share of one thread's time by step of :meth:`OnnxEncoder.score`."""
    encoder: Any = model.load(folder, threads=1)
    encoder._tokenizer, encoder._session = _Door(encoder._tokenizer), _Door(encoder._session)
    encoder.score(texts[:50])
    steps = {
        "tokenising": _Timed(encoder._tokenizer, "encode_batch"),
        "graph": _Timed(encoder._session, "run"),
        "decoding": _Timed(encoder._decoder, "records"),
    }
    start = time.perf_counter()
    encoder.score(texts)
    total = time.perf_counter() - start
    shares = {name: step.seconds / total for name, step in steps.items()}
    return {**shares, "the rest of Python": 1 - sum(shares.values())}


NODES = {
    "int8 products": {"MatMulIntegerToFloat"},
    "making activations int8": {"QuantizeLinear"},
    "attention": {"FusedMatMul", "Clip", "Exp", "ReduceSum", "Div", "Transpose", "Reshape"},
    "gelu": {"Gelu"},
    "norms, sums, channel factors": {"Add", "Sub", "ReduceMean", "SimplifiedLayerNormalization", "Mul"},
}


def node_split(folder: Path, ids: Sequence[np.ndarray]) -> dict[str, float]:
    """Share of the graph's time by kind of node."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.enable_profiling = True
    with tempfile.TemporaryDirectory() as place:
        options.profile_file_prefix = str(Path(place) / "profile")
        content = (folder / "model.onnx").read_bytes()
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        for batch in ids:
            session.run(None, {"input_ids": batch})
        events = json.loads(Path(session.end_profiling()).read_text())
    spent: Counter[str] = Counter()
    for event in events:
        if event["name"].endswith("_kernel_time"):
            kind = event["args"]["op_name"]
            spent[next((name for name, kinds in NODES.items() if kind in kinds), "other")] += event["dur"]
    return {name: time_us / spent.total() for name, time_us in spent.most_common()}


def token_batches(encoder: model.OnnxEncoder, texts: Sequence[str]) -> list[np.ndarray]:
    """The token ids of the texts in batches of one length, as the encoder makes them."""
    by_length: dict[int, list[list[int]]] = defaultdict(list)
    for code in encoder._tokenizer.encode_batch(list(texts)):
        by_length[len(code)].append(code.ids[:MAX_TOKENS])
    return [
        np.array(rows[i : i + size], np.int64)
        for length, rows in by_length.items()
        for size in [max(1, model.BATCH_TOKENS // length)]
        for i in range(0, len(rows), size)
    ]


@contextmanager
def quiet() -> Iterator[None]:
    """Without the libraries' advice."""
    import logging

    logging.disable(logging.WARNING)
    os.environ["TOKENIZERS_PARALLELISM"] = "true"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def report(folder: Path, texts: Sequence[str], rounds: int) -> None:
    """Print the tables."""
    encoder = model.load(folder)
    heads = len(encoder.config.heads)
    ours = f"aggregator, all {heads} heads"
    with tempfile.TemporaryDirectory() as place, quiet():
        bert = Bert(Path(place))
        baselines = {**bert.pipelines(), **bert.int8()}
        found = rates({**baselines, ours: encoder.score}, texts, set(baselines), rounds)
    medians = {name: statistics.median(values) for name, values in found.items()}
    first = next(iter(medians.values()))
    print(f"| {len(texts)} sentences, {rounds} rounds | sentences/s | ratio |\n|---|---|---|")
    for name, value in medians.items():
        print(f"| {name} | {value:,.1f} | {value / first:.1f} |")

    batches = token_batches(encoder, texts)
    tokens = sum(batch.size for batch in batches)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    peak = int8_peak(cores)
    each = multiply_adds(folder)
    reached = medians[ours] * tokens / len(texts) * each
    print("\n| machine and model | |\n|---|---|")
    print(f"| cold start: process to first scores | {cold_start(folder):.2f} s |")
    print(f"| tokens a sentence | {tokens / len(texts):.1f} |")
    print(f"| int8 multiply-adds a token | {each / 1e6:.1f} M |")
    print(f"| int8 peak, {SIDE} x {SIDE}, {cores} threads | {2 * peak / 1e9:,.0f} Gop/s |")
    print(f"| reached | {2 * reached / 1e9:,.0f} Gop/s, {reached / peak:.0%} of the peak |")

    print("\n| where one thread's time goes | share |\n|---|---|")
    steps = split(folder, texts)
    nodes = node_split(folder, batches)
    for name, share in steps.items():
        print(f"| {name} | {share:.1%} |")
        if name == "graph":
            for kind, part in nodes.items():
                print(f"| graph: {kind} | {part * share:.1%} |")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, default=model.default_path(), help="a model folder")
    parser.add_argument("--file", type=Path, help="one sentence a line, instead of invented ones")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    texts = invented()
    if args.file:
        texts = list(dict.fromkeys(filter(None, args.file.read_text(encoding="utf-8").splitlines())))
    report(args.model, texts, args.rounds)


if __name__ == "__main__":
    main()
