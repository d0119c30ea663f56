"""Heads whose convention one source alone holds, refitted on that source once the encoder stands still.

In a run over everything other sources teach such a head theirs as well, which mark more words or fewer. Only its rows
of the last layer move, so that no other head's answer changes.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch.nn import functional

from .batches import NOT_ASKED, Row
from .heads import BY_NAME, Head
from .model import AnyModel
from .validation import TOKEN_COLUMNS

HELD_BY = {"targets": "finentity"}
"""Tags head: the source that holds its convention."""
PULL = 3e-4
"""Weight of the squared distance from what training found; from 1e-4 to 1e-3 it makes no difference on validation."""
STEPS = 100


def refit(model: AnyModel, train: Sequence[Row]) -> None:
    """Adjust a trained model in place."""
    for name, source in HELD_BY.items():
        _refit_head(model, BY_NAME[name], [row for row in train if row.example.source == source])


def _refit_head(model: AnyModel, head: Head, rows: Sequence[Row]) -> None:
    features, labels = _words(model, head, rows)
    columns = TOKEN_COLUMNS[head.name]
    layer = model.answers.token
    before = layer.weight.detach()[columns].clone()
    weight, bias = before.clone().requires_grad_(), layer.bias.detach()[columns].clone().requires_grad_()
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        found = functional.cross_entropy(functional.linear(features, weight, bias), labels)
        total = found + PULL * (weight - before).square().sum()
        total.backward()
        return total

    optimizer.step(loss)
    with torch.no_grad():
        layer.weight[columns] = weight
        layer.bias[columns] = bias


def _words(model: AnyModel, head: Head, rows: Sequence[Row]) -> tuple[torch.Tensor, torch.Tensor]:
    """The encoder's vector and the BIO label of every word that was asked."""
    model.eval()
    vectors, labels = [], []
    with torch.no_grad():
        for row in rows:
            ids = torch.tensor([row.ids], device=model.device)
            hidden = model.encoder(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state[0]
            mine = torch.tensor(row.tags[head.name], device=model.device)
            vectors.append(hidden[mine != NOT_ASKED])
            labels.append(mine[mine != NOT_ASKED])
    return torch.cat(vectors), torch.cat(labels)
