"""A permanent redirect is believed only after it has held."""

from __future__ import annotations

import datetime as dt

import pytest

from aggregator.errors import FetchError
from aggregator.fetch import moves
from aggregator.fetch.moves import Move

NOW = dt.datetime(2024, 7, 15, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
OLD, NEW, OTHER = "https://old.example/f", "https://new.example/f", "https://other.example/f"


def seen(*targets: str | None, step: dt.timedelta = 12 * HOUR) -> tuple[Move | None, list[Move]]:
    """The open move after polls that were redirected to these places, and those that ended meanwhile."""
    move: Move | None = None
    ended: list[Move] = []
    for n, target in enumerate(targets):
        after = moves.after_success(OLD, move, target, NOW + n * step)
        ended += [one for one in after if one.ended_at]
        move = next((one for one in after if not one.ended_at), None)
    return move, ended


@pytest.mark.parametrize(
    ("polls", "step", "followed"), [(4, 24 * HOUR, False), (5, 12 * HOUR, True), (5, 1 * HOUR, False), (60, HOUR, True)]
)
def test_it_takes_several_polls_and_days(polls: int, step: dt.timedelta, followed: bool) -> None:
    move, ended = seen(*[NEW] * polls, step=step)
    assert move is not None
    assert (move.followed_at is not None) is followed
    assert moves.address(OLD, move) == (NEW if followed else OLD)
    assert (move.polls, move.first_seen_at, ended) == (polls, NOW, [])


def test_a_redirect_that_goes_away_or_elsewhere_begins_anew() -> None:
    move, ended = seen(NEW, NEW, NEW, NEW, None, NEW)
    assert move == Move(OLD, NEW, NOW + 60 * HOUR, NOW + 60 * HOUR)
    assert [(one.target, one.polls) for one in ended] == [(NEW, 4)]
    move, ended = seen(NEW, OTHER)
    assert move is not None
    assert (move.target, len(ended)) == (OTHER, 1)


def test_no_redirect_leaves_no_trace() -> None:
    assert seen(None, None, OLD) == (None, [])


def test_a_followed_move_is_confirmed_by_each_answer_and_goes_on_when_it_redirects() -> None:
    move, _ = seen(*[NEW] * 5, None, None)  # polled at NEW, which does not redirect
    assert move is not None
    assert (move.polls, moves.address(OLD, move)) == (7, NEW)
    move, ended = seen(*[NEW] * 5, OTHER)
    assert move is not None
    assert (moves.address(OLD, move), move.target, len(ended)) == (OLD, OTHER, 1)


@pytest.mark.parametrize(
    ("code", "status", "lost"),
    [("http_status", 404, True), ("http_status", 410, True), ("dns", None, True), ("timeout", None, False),
     ("http_status", 503, False)],
)  # fmt: skip
def test_a_new_address_that_is_gone_is_left(code: str, status: int | None, lost: bool) -> None:
    move, _ = seen(*[NEW] * 5)
    after = moves.after_failure(move, FetchError(NEW, "no", code=code, status=status), NOW + 90 * HOUR)
    assert [one.ended_at for one in after] == ([NOW + 90 * HOUR] if lost else [])
    assert moves.after_failure(seen(NEW)[0], FetchError(OLD, "no", code=code, status=status), NOW) == ()
