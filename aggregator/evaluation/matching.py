"""Pairing two lists so that the total weight is largest (the assignment problem, solved exactly)."""

from __future__ import annotations

from collections.abc import Sequence


def best_pairs(weights: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """(row, column) pairs of largest total weight; each row and column is used at most once, weights of 0 never.

    Kuhn's Hungarian method with potentials and shortest augmenting paths, O(rows² x columns). Weights are whole
    numbers, so that ties are ties.
    """
    if not weights or not weights[0]:
        return []
    if len(weights) > len(weights[0]):
        turned = [[row[j] for row in weights] for j in range(len(weights[0]))]
        return sorted((i, j) for j, i in best_pairs(turned))
    columns = len(weights[0])
    row_price, column_price = [0] * len(weights), [0] * (columns + 1)
    owner = [-1] * (columns + 1)  # row of each column; the last column stands for "none yet"
    for row in range(len(weights)):
        owner[columns] = row
        _augment(weights, row_price, column_price, owner)
    return sorted((i, j) for j, i in enumerate(owner[:columns]) if i >= 0 and weights[i][j] > 0)


def _augment(weights: Sequence[Sequence[int]], row_price: list[int], column_price: list[int], owner: list[int]) -> None:
    """Give the row that owns the last, imagined column a real one, moving other rows on where that pays."""
    columns = len(owner) - 1
    slack: list[int | None] = [None] * columns
    came_from = [columns] * columns
    done: set[int] = set()
    at = columns
    while owner[at] >= 0:
        done.add(at)
        row = owner[at]
        best, following = None, -1
        for j in range(columns):
            if j in done:
                continue
            reduced = -weights[row][j] - row_price[row] - column_price[j]
            known = slack[j]
            if known is None or reduced < known:
                slack[j], came_from[j] = reduced, at
                known = reduced
            if best is None or known < best:
                best, following = known, j
        step = best or 0
        for j in done:
            row_price[owner[j]] += step
            column_price[j] -= step
        for j in range(columns):
            known = slack[j]
            if j not in done and known is not None:
                slack[j] = known - step
        at = following
    while at != columns:
        before = came_from[at]
        owner[at] = owner[before]
        at = before
