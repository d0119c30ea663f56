"""The encoder as an ONNX graph, written node by node, in fp32 or with int8 products.

Written instead of traced: BERT is a dozen kinds of node, and how they are put decides the speed. Three choices differ
from the usual fused nodes, each for what it measured on ONNX Runtime's CPU kernels:

- Tokens come first and sentences second ([tokens, batch, width]), so that the products of the attention read queries,
  keys and values where they lie, without transposing them.
- A layer norm is a centring and a root-mean-square norm, whose kernel is vectorised (seven times faster). Its shift is
  never added: it is folded into the biases of what reads it.
- A softmax is an exponential and a division of the attended sum, with scores held within +-80: that far the result is
  finite without subtracting the largest score first.

There is no mask: a batch holds sentences of one length. Every node works row by row, so that a sentence's logits never
depend on its company.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
SCORE_LIMIT = 80.0
PROBE = 255 * 127 * 64
"""What the output `probe` must be: a processor that clips sums of products to 16 bits gets another number."""
_MS = "com.microsoft"
WHOLE = ".whole"
"""Behind the name of a vector whose divided form has the name alone."""


@dataclass(frozen=True, slots=True)
class Quantised:
    """How an activation becomes 8 bits: divided by `divisors` (per channel; 1 where it has none), then by `scale`."""

    scale: float
    zero: int
    divisors: np.ndarray | None = None


class _Graph:
    """Nodes and weights in the order in which they were added. `scales` by activation; without it all is fp32."""

    def __init__(self, scales: Mapping[str, Quantised] | None, epsilon: float) -> None:
        self.scales = scales
        self.epsilon = epsilon
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, onnx.TensorProto] = {}
        self.read: dict[str, np.ndarray] = {}
        """Activations that products read -> the weights that they are multiplied with."""

    def weight(self, name: str, value: np.ndarray | np.generic) -> str:
        if name not in self.weights:
            self.weights[name] = numpy_helper.from_array(np.ascontiguousarray(value).reshape(value.shape), name)
        return name

    def node(self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: object) -> str:
        self.nodes.append(
            helper.make_node(kind, inputs, [output], name=f"{output}/{kind}", domain=domain, **attributes)
        )
        return output

    def divisors(self, name: str) -> np.ndarray | None:
        return self.scales[name].divisors if self.scales is not None and name in self.scales else None

    def linear(self, source: str, weight: np.ndarray, bias: np.ndarray, output: str) -> str:
        """``x W + b``, with W [in, out]."""
        seen = self.read.get(source)
        self.read[source] = weight if seen is None else np.concatenate([seen, weight], axis=1)
        shift = self.weight(f"{output}.bias", bias.astype(np.float32))
        if self.scales is None:
            return self.node(
                "Add", [self.node("MatMul", [source, self.weight(f"{output}.w", weight)], f"{output}.x"), shift], output
            )
        divisors = self.divisors(source)
        levels, steps = per_column(weight if divisors is None else weight * divisors[:, None])
        inputs = [
            self._quantised(source),
            self.weight(f"{output}.w", levels),
            f"{source}.scale",
            self.weight(f"{output}.steps", steps),
            f"{source}.zero",
            self.weight(f"{output}.zeros", np.zeros(weight.shape[1], np.int8)),
            shift,
        ]
        return self.node("MatMulIntegerToFloat", inputs, output, _MS)

    def _quantised(self, source: str) -> str:
        made = f"{source}.levels"
        if f"{source}.scale" not in self.weights:
            assert self.scales is not None
            how = self.scales[source]
            scale = self.weight(f"{source}.scale", np.float32(how.scale))
            self.node("QuantizeLinear", [source, scale, self.weight(f"{source}.zero", np.uint8(how.zero))], made)
        return made

    def norm(self, left: str, right: str, gain: np.ndarray, output: str) -> str:
        """The layer norm of a sum, without its shift. Returns the name under which it is passed on.

        With divisors, `output` is divided by them for the product that reads it, and multiplied back for the next sum.
        """
        total = self.node("Add", [left, right], f"{output}.sum")
        mean = self.node("ReduceMean", [total], f"{output}.mean", axes=[2])
        centred = self.node("Sub", [total, mean], f"{output}.centred")
        divisors = self.divisors(output)
        gain = gain if divisors is None else gain / divisors
        inputs = [centred, self.weight(f"{output}.gain", gain)]
        self.node("SimplifiedLayerNormalization", inputs, output, axis=-1, epsilon=self.epsilon)
        if divisors is None:
            return output
        return self.node("Mul", [output, self.weight(f"{output}.divisors", divisors)], f"{output}{WHOLE}")


def per_column(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights as signed 8 bits with a step per output; rows for embeddings are their transpose."""
    steps = np.maximum(np.abs(weight).max(0), 1e-8) / 127
    return np.round(weight / steps).astype(np.int8), steps.astype(np.float32)


def _words(graph: _Graph, table: np.ndarray) -> str:
    if graph.scales is None:
        return graph.node("Gather", [graph.weight("words", table), "ids"], "words.of")
    levels, steps = per_column(table.T)
    found = graph.node("Gather", [graph.weight("words", levels.T), "ids"], "words.levels")
    step = graph.node("Gather", [graph.weight("words.steps", steps[:, None]), "ids"], "words.step")
    return graph.node("Mul", [graph.node("Cast", [found], "words.cast", to=TensorProto.FLOAT), step], "words.of")


def _embeddings(graph: _Graph, state: Mapping[str, np.ndarray]) -> tuple[str, np.ndarray]:
    root = "encoder.embeddings."
    # One segment only: its type vector is a constant, folded into the positions.
    positions = state[root + "position_embeddings.weight"] + state[root + "token_type_embeddings.weight"][0]
    graph.node("Transpose", ["input_ids"], "ids", perm=[1, 0])
    length = graph.node("Shape", ["ids"], "length", start=0, end=1)
    zero = graph.weight("zero", np.array([0], np.int64))
    table = graph.weight("positions", positions[:, None])
    place = graph.node("Slice", [table, zero, length, zero], "positions.of")
    words = _words(graph, state[root + "word_embeddings.weight"])
    hidden = graph.norm(words, place, state[root + "LayerNorm.weight"], "embedded")
    return hidden, state[root + "LayerNorm.bias"]


def _attention(
    graph: _Graph, state: Mapping[str, np.ndarray], root: str, source: str, shift: np.ndarray, heads: int
) -> tuple[str, np.ndarray]:
    """The attended values and the bias of the values, which the weights that sum to 1 pass through unchanged."""
    width = shift.size
    split = graph.weight("by_head", np.array([0, 0, heads, width // heads], np.int64))
    biases = {}
    for part in ("query", "key", "value"):
        weight = state[f"{root}attention.self.{part}.weight"].T
        bias = state[f"{root}attention.self.{part}.bias"] + shift @ weight
        if part == "query":
            weight, bias = (each / np.float32(np.sqrt(width // heads)) for each in (weight, bias))
        biases[part] = bias
        flat = graph.linear(source, weight, np.zeros_like(bias) if part == "value" else bias, f"{root}{part}")
        graph.node("Reshape", [flat, split], f"{root}{part}.heads")
    query, key, value = (f"{root}{part}.heads" for part in ("query", "key", "value"))
    scores = graph.node("FusedMatMul", [query, key], f"{root}scores", _MS, transB=1, transBatchA=1, transBatchB=1)
    limits = [graph.weight(name, np.float32(limit)) for name, limit in (("low", -SCORE_LIMIT), ("high", SCORE_LIMIT))]
    powers = graph.node("Exp", [graph.node("Clip", [scores, *limits], f"{root}held")], f"{root}powers")
    total = graph.node("ReduceSum", [powers, graph.weight("keys", np.array([3], np.int64))], f"{root}total")
    summed = graph.node("FusedMatMul", [powers, value], f"{root}summed", _MS, transBatchB=1)
    attended = graph.node("Div", [summed, total], f"{root}by_head")
    back = graph.node("Transpose", [attended], f"{root}by_token", perm=[2, 0, 1, 3])
    whole = graph.weight("whole", np.array([0, 0, width], np.int64))
    return graph.node("Reshape", [back, whole], f"{root}attended"), biases["value"]


def _layer(
    graph: _Graph, state: Mapping[str, np.ndarray], index: int, passed: str, shift: np.ndarray, heads: int
) -> tuple[str, np.ndarray]:
    root = f"encoder.encoder.layer.{index}."
    attended, through = _attention(graph, state, root, passed.removesuffix(WHOLE), shift, heads)
    weight = state[root + "attention.output.dense.weight"].T
    bias = state[root + "attention.output.dense.bias"] + through @ weight + shift
    mixed = graph.linear(attended, weight, bias, f"{root}mixed")
    norm = root + "attention.output.LayerNorm."
    middle = graph.norm(mixed, passed, state[norm + "weight"], f"{root}middle")
    shift = state[norm + "bias"]
    active = f"{root}active"
    weight = state[root + "intermediate.dense.weight"].T
    bias = state[root + "intermediate.dense.bias"] + shift @ weight
    divisors = graph.divisors(active)
    if divisors is not None:
        weight, bias = weight / divisors, bias / divisors
    # Made into levels that begin at zero, negative values are gone: in int8 the ReLU costs nothing.
    wide = graph.linear(f"{root}middle", weight, bias, active if graph.scales else f"{root}wide")
    if not graph.scales:
        graph.node("Relu", [wide], active)
    weight = state[root + "output.dense.weight"].T
    narrow = graph.linear(active, weight, state[root + "output.dense.bias"] + shift, f"{root}narrow")
    norm = root + "output.LayerNorm."
    return graph.norm(narrow, middle, state[norm + "weight"], f"{root}out"), state[norm + "bias"]


def _heads(graph: _Graph, state: Mapping[str, np.ndarray], hidden: str, shift: np.ndarray) -> list[Any]:
    """The logits, always in fp32: they are a hundredth of the work, and what is calibrated."""
    outputs = []
    weight = state["answers.sentence.weight"].T
    pooled = graph.node("ReduceMean", [hidden], "pooled", axes=[0], keepdims=0)
    row = graph.node("Unsqueeze", [pooled, graph.weight("one", np.array([1], np.int64))], "pooled.row")
    # Each vector twice: a product of a single row takes another kernel, whose last bits differ.
    twice = graph.node("Concat", [row, row], "pooled.twice", axis=1)
    found = graph.node("MatMul", [twice, graph.weight("sentence.w", weight)], "sentence.twice")
    mean = graph.node("ReduceMean", [found], "sentence.x", axes=[1], keepdims=0)
    graph.node(
        "Add", [mean, graph.weight("sentence.bias", state["answers.sentence.bias"] + shift @ weight)], "sentence"
    )
    outputs.append(helper.make_tensor_value_info("sentence", TensorProto.FLOAT, ["batch", weight.shape[1]]))
    if "answers.token.weight" in state:
        weight = state["answers.token.weight"].T
        found = graph.node("MatMul", [hidden, graph.weight("tokens.w", weight)], "tokens.x")
        bias = graph.weight("tokens.bias", state["answers.token.bias"] + shift @ weight)
        graph.node("Transpose", [graph.node("Add", [found, bias], "tokens.first")], "tokens", perm=[1, 0, 2])
        shape = ["batch", "tokens", weight.shape[1]]
        outputs.append(helper.make_tensor_value_info("tokens", TensorProto.FLOAT, shape))
    return outputs


def _probe(graph: _Graph) -> Any:
    """A product whose result tells whether this processor sums int8 products exactly."""
    largest = graph.weight("probe.left", np.full((8, 64), 255, np.uint8))
    product = graph.node(
        "MatMulInteger", [largest, graph.weight("probe.right", np.full((64, 16), 127, np.int8))], "probe.x"
    )
    graph.node("ReduceMin", [product], "probe", keepdims=0)
    return helper.make_tensor_value_info("probe", TensorProto.INT32, [])


@dataclass(frozen=True, slots=True)
class Built:
    """A graph, and the weights that read each activation (what the scales are chosen by)."""

    model: onnx.ModelProto
    read: dict[str, np.ndarray]


def build(
    state: Mapping[str, np.ndarray],
    config: Any,
    scales: Mapping[str, Quantised] | None = None,
    watched: Sequence[str] = (),
) -> Built:
    """``input_ids`` [batch, tokens] in, ``sentence`` [batch, n] and ``tokens`` [batch, tokens, m] out.

    `state` has the weights of ``encoder``, ``answers.sentence`` and, unless no head reads tokens, ``answers.token``;
    `config` is the encoder's. With `scales` the products of the layers are int8. Activations in `watched` are outputs
    too.
    """
    graph = _Graph(scales, config.layer_norm_eps)
    passed, shift = _embeddings(graph, state)
    for index in range(config.num_hidden_layers):
        passed, shift = _layer(graph, state, index, passed, shift, config.num_attention_heads)
    outputs = _heads(graph, state, passed, shift)
    if scales is not None:
        outputs.append(_probe(graph))
    outputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in watched]
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])]
    made = helper.make_graph(graph.nodes, "commentary", inputs, outputs, list(graph.weights.values()))
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(_MS, 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=8, producer_name="aggregator")
    return Built(model, graph.read)
