"""Scales of the int8 activations, from training sentences: fixed, so that no sentence's scores depend on its company.

A few channels of a few tokens reach ten times what the others do, and one scale for all would leave those few of the
256 levels. So channels that stand out (of the vectors that go into a layer, of those that its wide part reads, and of
those that it makes) are divided down to the others' range first, their weights multiplied up in exchange; then the
range is the one with the least squared error, which cuts what is rarest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime

from .graph import Quantised

SENTENCES = 1500
"""Training sentences that are watched."""
TOKENS_KEPT = 0.04
"""Share of their tokens on which the ranges are tried; every token counts for the channels' extremes."""
DIVIDED = ("embedded", "middle", "active", "out")
ROOM = 2.0
"""A channel is divided down to this many times the median channel's extreme."""
CUTS = np.linspace(0.2, 1.0, 33)
SEED = 13


@dataclass(frozen=True, slots=True)
class Seen:
    """One activation over the watched sentences: extremes of each channel, and some whole vectors."""

    low: np.ndarray
    high: np.ndarray
    some: np.ndarray


def watch(graph: onnx.ModelProto, names: Sequence[str], sentences: Sequence[Sequence[int]]) -> dict[str, Seen]:
    """Run token ids through a graph whose outputs include `names`."""
    session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(SEED)
    lows: dict[str, list[np.ndarray]] = {name: [] for name in names}
    highs: dict[str, list[np.ndarray]] = {name: [] for name in names}
    some: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for ids in sentences:
        kept = rng.random(len(ids)) < TOKENS_KEPT
        outputs = session.run(list(names), {"input_ids": np.array([ids], np.int64)})
        for name, values in zip(names, outputs, strict=True):
            vectors = values.reshape(len(ids), -1)
            lows[name].append(vectors.min(0))
            highs[name].append(vectors.max(0))
            some[name].append(vectors[kept])
    return {
        name: Seen(np.min(lows[name], 0), np.max(highs[name], 0), np.concatenate(some[name]).astype(np.float32))
        for name in names
    }


def divisors(seen: Seen) -> np.ndarray:
    """By channel: how much its extreme exceeds the room; 1 for most."""
    extreme = np.maximum(np.abs(seen.low), np.abs(seen.high))
    divided: np.ndarray = np.maximum(1.0, extreme / (ROOM * np.median(extreme))).astype(np.float32)
    return divided


def _step(low: float, high: float) -> tuple[float, int]:
    scale = max(high - low, 1e-6) / 255
    return scale, int(np.clip(round(-low / scale), 0, 255))


def _error(values: np.ndarray, scale: float, zero: int) -> float:
    levels = np.clip(np.rint(values / scale) + zero, 0, 255)
    return float(np.square((levels - zero) * scale - values).mean())


def _range(values: np.ndarray, low: float, high: float) -> tuple[float, int]:
    """Scale and zero point of the least squared error among ranges cut on one side, then on the other."""
    top = min(CUTS, key=lambda cut: _error(values, *_step(low, high * cut)))
    bottom = min(CUTS, key=lambda cut: _error(values, *_step(low * cut, high * top)))
    top = min(CUTS, key=lambda cut: _error(values, *_step(low * bottom, high * cut)))
    return _step(low * bottom, high * top)


def fit(seen: Mapping[str, Seen]) -> dict[str, Quantised]:
    """How each activation becomes 8 bits."""
    found = {}
    for name, each in seen.items():
        divided = divisors(each) if name.endswith(DIVIDED) else np.ones(each.low.size, np.float32)
        low, high = min(0.0, float((each.low / divided).min())), max(0.0, float((each.high / divided).max()))
        scale, zero = _range((each.some / divided).ravel(), low, high)
        found[name] = Quantised(scale, zero, divided if name.endswith(DIVIDED) else None)
    return found
