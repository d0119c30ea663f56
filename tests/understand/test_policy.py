"""What central banks did, told by nouns, and what they are only expected to do."""

from __future__ import annotations

import pytest

from tests.understand.samples import claims


def acts(text: str) -> list[tuple[str, str | None, str | None, float | None, str | None]]:
    found = [claim for claim in claims(text) if claim.kind == "policy"]
    return [(c.subject, c.entity_id, c.direction, c.value, c.unit) for c in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Fed's quarter-point cut lifted stocks.", ("quarter-point cut", "rate:FFR", "down", 0.25, "pp")),
        (
            "Stocks rose after the Fed's surprise rate cut last week.",
            ("rate cut", "rate:FFR", "down", None, None),
        ),
        ("The Fed delivered a quarter-point cut on Thursday.", ("quarter-point cut", "rate:FFR", "down", 0.25, "pp")),
        (
            "A 25-basis-point rate hike by the Bank of Japan surprised markets.",
            ("25-basis-point rate hike", "org:BOJ", "up", 25, "bps"),
        ),
        ("The Fed's decision to hold rates steady surprised nobody.", ("rates", "rate:FFR", "flat", None, None)),
        (
            "The Fed's decision on Wednesday to leave rates unchanged lifted bonds.",
            ("rates", "rate:FFR", "flat", None, None),
        ),
        ("The Fed left rates unchanged.", ("The Fed", "rate:FFR", "flat", None, None)),
        (
            "The Fed left rates unchanged, with Governor Ann Quill dissenting in favor of a quarter-point cut.",
            ("The Fed", "rate:FFR", "flat", None, None),
        ),
        (
            "The Fed cut rates by a quarter point, with Governor Ann Quill preferring a half-point cut.",
            ("The Fed", "rate:FFR", "down", 0.25, "pp"),
        ),
        (
            "The Bank of England voted 7-2 to keep rates on hold.",
            ("The Bank of England", "org:BOE", "flat", None, None),
        ),
        ("The Fed launched a program to buy mortgage bonds.", ("program", "org:FED", None, None, None)),
        (
            "The Fed reaffirmed its view that the current 0 to 1/4 percent target range remains appropriate.",
            ("target range", "org:FED", None, None, None),
        ),
        ("The Fed keeps rates high.", ("rates", "rate:FFR", "flat", None, None)),
        ("The Fed said it will keep interest rates near zero.", ("interest rates", "rate:FFR", "flat", None, None)),
        ("The Fed has tied its bond buying to jobs.", ("The Fed", "org:FED", None, None, None)),
        ("The Bank of Japan bought bonds.", ("The Bank of Japan", "org:BOJ", None, None, None)),
        ("The Fed took bold action to aid growth.", ("The Fed", "org:FED", None, None, None)),
        ("The Fed is trying to shrink its balance sheet.", ("The Fed", "org:FED", None, None, None)),
        ("The Fed began raising rates in March.", ("The Fed", "rate:FFR", "up", None, None)),
        ("The Fed has a 2% inflation target.", ("The Fed", "org:FED", None, None, None)),
        ("The Fed reiterated its resolve to fight inflation.", ("The Fed", "org:FED", None, None, None)),
        ("The Fed is monitoring a wide range of markets.", ("The Fed", "org:FED", None, None, None)),
    ],
)
def test_acts(text: str, expected: tuple[str, str | None, str | None, float | None, str | None]) -> None:
    assert acts(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Prices are not where the Fed wants to see them.",
        "Data raised concerns the Fed will continue to raise rates.",
        "The Fed reaffirmed its expectation that growth will slow.",
        "The Fed's quarter-point cut next week is widely expected.",
        "The Fed's quarter-point cut is anticipated in May.",
        "Traders await the Fed's decision to hold or cut rates.",
        "Economists expect the Fed's decision to hold rates steady to be unanimous.",
        "If the Fed decides to hold rates, stocks could fall.",
        "The Fed's rate cuts would help stocks.",
        "The Fed will take appropriate action.",
        "The Fed signaled that a taper is near.",
    ],
)
def test_what_is_awaited_is_no_act(text: str) -> None:
    assert acts(text) == []


def test_a_bank_goes_on_as_it() -> None:
    found = acts("The Fed kept its benchmark rate steady, but it left the door open to more.")
    assert [(subject, entity) for subject, entity, *_ in found] == [("benchmark rate", "rate:FFR"), ("it", "org:FED")]
