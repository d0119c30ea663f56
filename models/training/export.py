"""Trained weights -> one int8 ONNX graph with an output per head.

    python -m models.training.export --wheel WHEEL [--work DIR] [--out models/commentary]

The graph is written node by node instead of traced: BERT is six kinds of node,
the fused ones (attention, bias + gelu, skip + norm) are what makes ONNX Runtime
fast, and a tracer plus pattern matching finds them only for some versions of
the tracing library. Every export is compared with torch.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from .calibrate import fit, graph_logits
from .data import load
from .heads import TOPICS
from .model import (
    BASE_LICENCE,
    BASE_NAME,
    BASE_PACKAGE,
    WHEEL_SHA256,
    CommentaryModel,
    base_tokenizer,
    load_trained,
)
from .train import DEFAULT_WORK, MAX_TOKENS, Row, predict, tokenise

NAME, VERSION = "commentary", "1"
OPSET = 17
GAP, CHECKED = 1e-3, 200
"""The largest difference in a logit that an export may have, on so many validation rows."""
_MS = "com.microsoft"


class _Graph:
    """Nodes and weights in the order in which they were added."""

    def __init__(self, state: dict[str, np.ndarray]) -> None:
        self.state = state
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, onnx.TensorProto] = {}

    def weight(self, name: str, value: np.ndarray | None = None) -> str:
        if name not in self.weights:
            array = self.state[name] if value is None else value
            self.weights[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        self.nodes.append(
            helper.make_node(kind, inputs, [output], name=output + "/" + kind, domain=domain, **attributes)
        )
        return output

    def linear(self, source: str, name: str, output: str) -> str:
        """``x W`` without its bias, which the fused node after it adds."""
        weight = self.weight(name + ".weight.T", self.state[name + ".weight"].T)
        return self.node("MatMul", [source, weight], output)

    def skip_norm(self, source: str, skip: str, dense: str, norm: str, output: str, epsilon: float) -> str:
        inputs = [source, skip, *(self.weight(f"{norm}.{part}") for part in ("weight", "bias"))]
        inputs.append(self.weight(f"{dense}.bias"))
        return self.node("SkipLayerNormalization", inputs, output, _MS, epsilon=epsilon)


def _embeddings(graph: _Graph, epsilon: float) -> str:
    root = "bert.embeddings."
    # One segment only: its type vector is a constant, folded into the positions.
    positions = graph.state[root + "position_embeddings.weight"] + graph.state[root + "token_type_embeddings.weight"][0]
    inputs = [
        graph.node("Cast", ["input_ids"], "ids32", to=TensorProto.INT32),
        "",
        graph.weight(root + "word_embeddings.weight"),
        graph.weight("positions", positions),
        "",
        graph.weight(root + "LayerNorm.weight"),
        graph.weight(root + "LayerNorm.bias"),
    ]
    graph.nodes.append(
        helper.make_node(
            "EmbedLayerNormalization", inputs, ["embedded", "unused"], name="embed", domain=_MS, epsilon=epsilon
        )
    )
    return "embedded"


def _layer(graph: _Graph, source: str, index: int, heads: int, epsilon: float) -> str:
    root = f"bert.encoder.layer.{index}."
    parts = [root + f"attention.self.{name}" for name in ("query", "key", "value")]
    packed = np.concatenate([graph.state[part + ".weight"].T for part in parts], axis=1)
    bias = np.concatenate([graph.state[part + ".bias"] for part in parts])
    inputs = [source, graph.weight(root + "qkv.weight", packed), graph.weight(root + "qkv.bias", bias), "mask32"]
    attended = graph.node("Attention", inputs, root + "attended", _MS, num_heads=heads)
    dense = root + "attention.output.dense"
    mixed = graph.linear(attended, dense, dense)
    middle = graph.skip_norm(mixed, source, dense, root + "attention.output.LayerNorm", root + "middle", epsilon)
    wide = graph.linear(middle, root + "intermediate.dense", root + "wide")
    active = graph.node("BiasGelu", [wide, graph.weight(root + "intermediate.dense.bias")], root + "active", _MS)
    narrow = graph.linear(active, root + "output.dense", root + "narrow")
    return graph.skip_norm(narrow, middle, root + "output.dense", root + "output.LayerNorm", root + "out", epsilon)


def _pooled(graph: _Graph, hidden: str, pooling: str) -> str:
    axis = graph.weight("axis", np.array([1], np.int64))
    if pooling == "cls":
        first = graph.weight("first", np.array(0, np.int64))
        return graph.node("Gather", [hidden, first], "pooled", axis=1)
    mask = graph.node("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    wide = graph.node("Unsqueeze", [mask, graph.weight("last", np.array([-1], np.int64))], "mask_wide")
    kept = graph.node("Mul", [hidden, wide], "kept")
    total = graph.node("ReduceSum", [kept, axis], "total", keepdims=0)
    count = graph.node("ReduceSum", [wide, axis], "count", keepdims=0)
    return graph.node("Div", [total, count], "pooled")


def to_fp32(model: CommentaryModel, path: Path) -> None:
    """The fp32 graph: ``input_ids`` and ``attention_mask`` in, the logits of each head by name out."""
    config = model.config
    graph = _Graph({name: value.float().numpy() for name, value in model.state_dict().items()})
    graph.node("Cast", ["attention_mask"], "mask32", to=TensorProto.INT32)
    hidden = _embeddings(graph, config.layer_norm_eps)
    for index in range(config.num_hidden_layers):
        hidden = _layer(graph, hidden, index, config.num_attention_heads, config.layer_norm_eps)
    pooled = _pooled(graph, hidden, model.pooling)
    outputs = []
    for name, head in model.heads.items():
        weight, bias = (graph.weight(f"heads.{name}.{part}") for part in ("weight", "bias"))
        graph.node("Gemm", [pooled, weight, bias], name, transB=1)
        outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", head.out_features]))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    made = helper.make_graph(graph.nodes, "commentary", inputs, outputs, list(graph.weights.values()))
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(_MS, 1)]
    onnx.save(helper.make_model(made, opset_imports=opsets, ir_version=8, producer_name="aggregator"), path)


def to_int8(fp32: Path, path: Path) -> None:
    """Weights and embeddings as int8, per channel; activations are scaled at run time."""
    quantize_dynamic(
        fp32,
        path,
        # The heads stay fp32: they are tiny, and their logits are what is calibrated.
        op_types_to_quantize=["MatMul", "Attention", "EmbedLayerNormalization"],
        per_channel=True,
        # Seven of the eight bits: full products saturate on processors without VNNI.
        reduce_range=True,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )


def check(model: CommentaryModel, graph: Path, rows: Sequence[Row]) -> None:
    """The graph says what torch says, or the export stops."""
    expected, found = predict(model, rows), graph_logits(graph, rows)
    gap = max(float(np.abs(expected[name] - found[name]).max()) for name in expected)
    if gap > GAP:
        raise SystemExit(f"{graph}: logits are up to {gap:.2g} off those of torch")


def write_folder(graph: Path, heads: list[dict[str, Any]], tokenizer: str, folder: Path) -> None:
    """Graph, tokenizer and config together, as the runtime expects them."""
    folder.mkdir(parents=True, exist_ok=True)
    content = graph.read_bytes()
    (folder / "model.onnx").write_bytes(content)
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    config = {
        "name": NAME,
        "version": VERSION,
        "architecture": "BERT encoder (6 layers, 384 wide), mean pooling, one linear layer per head; ONNX",
        "max_tokens": MAX_TOKENS,
        "heads": heads,
        "base": {
            "name": BASE_NAME,
            "package": BASE_PACKAGE,
            "wheel_sha256": WHEEL_SHA256,
            "licence": BASE_LICENCE,
        },
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Export, quantise and calibrate both graphs; the int8 one ships, the fp32 one stays for comparison."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--work", type=Path, default=DEFAULT_WORK)
    parser.add_argument("--out", type=Path, default=Path("models/commentary"))
    args = parser.parse_args()
    tokenizer = base_tokenizer(args.wheel)
    rows = tokenise(tokenizer, load(args.shared, TOPICS).validation)
    fp32, int8 = args.work / "fp32.onnx", args.work / "int8.onnx"
    model = load_trained(args.work)
    to_fp32(model, fp32)
    check(model, fp32, rows[:CHECKED])
    to_int8(fp32, int8)
    for graph, folder in ((fp32, args.work / "fp32"), (int8, args.out)):
        write_folder(graph, fit(graph_logits(graph, rows), rows), tokenizer.to_str(), folder)
        print(f"{folder}: {(folder / 'model.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
