"""A shipped graph gives back weights to go on from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")


def test_a_graph_gives_back_weights_that_say_the_same(tmp_path: Path) -> None:
    import onnx
    from transformers import BertConfig

    from models.training import graph, restore
    from models.training.model import CommentaryModel

    torch.manual_seed(3)
    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    config = BertConfig(vocab_size=50, hidden_act="relu", **shape)
    made = CommentaryModel(config).eval()
    state = {name: value.numpy() for name, value in made.state_dict().items()}
    names = list(graph.build(state, config).read)
    divided = {n: np.full(32, 2.0, np.float32) if n.endswith(("embedded", "middle", "out")) else None for n in names}
    scales = {name: graph.Quantised(0.02, 128, divided[name]) for name in names}
    onnx.save(graph.build(state, config, scales=scales).model, tmp_path / "model.onnx")
    found = restore.weights(onnx.load(tmp_path / "model.onnx"), heads=2)
    twin = CommentaryModel(config).eval()
    zeros = {name: torch.zeros_like(value) for name, value in twin.state_dict().items()}
    twin.load_state_dict(zeros | {name: torch.from_numpy(np.array(value)) for name, value in found.items()})
    ids = torch.tensor([[2, 7, 9, 40, 3]])
    with torch.no_grad():
        left, right = made(ids, torch.ones_like(ids)), twin(ids, torch.ones_like(ids))
    for name in ("sentence", "tokens"):
        assert float((left[name] - right[name]).abs().max()) < 0.1 * float(left[name].abs().max())
