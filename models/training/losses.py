"""What training minimises: the weighted sum of the heads' losses over the rows that were asked."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

from .batches import Batch
from .heads import SENTENCE, TOKEN, Head


def split(logits: Tensor, heads: tuple[Head, ...]) -> dict[str, Tensor]:
    """The concatenated logits cut into those of each head."""
    return dict(zip([head.name for head in heads], logits.split([head.width for head in heads], -1), strict=True))


def span_logits(tokens: Tensor, row: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """Mean of the token logits over each span of pieces, [spans, m]."""
    sums = functional.pad(tokens.cumsum(1), (0, 0, 1, 0))
    return (sums[row, last] - sums[row, first]) / (last - first).unsqueeze(-1)


def _softmax(scores: Tensor, target: Tensor) -> Tensor:
    return -(target * scores.log_softmax(-1)).sum(-1)


def _sigmoid(scores: Tensor, target: Tensor, weight: Tensor | None = None) -> Tensor:
    losses = functional.binary_cross_entropy_with_logits(scores, target, weight, reduction="none")
    return losses.mean(-1)


def total(outputs: dict[str, Tensor], batch: Batch) -> Tensor:
    """The loss of a batch.

    Each head's sum is divided by the batch size, not by its own row count: a batch with one Fed sentence must not
    swing the encoder by that one.
    """
    size = batch.ids.shape[0]
    loss = outputs["sentence"].new_zeros(()).float()
    for head, scores in zip(SENTENCE, split(outputs["sentence"].float(), SENTENCE).values(), strict=True):
        target, weight = batch.targets[head.name], batch.weights[head.name]
        choice = head.kind == "softmax"
        rows = _softmax(scores, target) * weight[:, 0] if choice else _sigmoid(scores, target, weight)
        loss = loss + head.weight * rows.sum() / size
    tokens = outputs["tokens"].float()
    spans = split(span_logits(tokens, batch.span_row, batch.span_first, batch.span_last), TOKEN)
    in_row = batch.span_row.bincount(minlength=size).clamp(min=1).float()
    for head, scores in zip(TOKEN, split(tokens, TOKEN).values(), strict=True):
        if head.kind == "tags":
            target = batch.tags[head.name]
            # Zero where a piece was not asked: it adds nothing and counts for nothing.
            asked = (target.sum(-1) > 0).sum(1)
            rows = _softmax(scores, target).sum(1) / asked.clamp(min=1)
            loss = loss + head.weight * rows.sum() / size
        elif len(batch.span_row):
            judge = _softmax if head.kind == "softmax" else _sigmoid
            # A sentence with ten names is one sentence.
            each = judge(spans[head.name], batch.span_targets[head.name]) * batch.span_asked[head.name]
            loss = loss + head.weight * (each / in_row[batch.span_row]).sum() / size
    return loss
