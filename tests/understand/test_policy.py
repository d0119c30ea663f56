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
            ("target range", "rate:FFR", None, None, None),
        ),
        ("The Fed keeps rates high.", ("rates", "rate:FFR", "flat", None, None)),
        ("The Fed said it will keep interest rates near zero.", ("interest rates", "rate:FFR", "flat", None, None)),
        ("The Fed has tied its bond buying to jobs.", ("The Fed", "org:FED", None, None, None)),
        ("The Bank of Japan bought bonds.", ("The Bank of Japan", "org:BOJ", None, None, None)),
        ("The Fed took bold action to aid growth.", ("The Fed", "org:FED", None, None, None)),
        ("The Fed is trying to shrink its balance sheet.", ("The Fed", "org:FED", None, None, None)),
        ("The Fed began raising rates in March.", ("The Fed", "rate:FFR", "up", None, None)),
        ("The Fed tried to weigh on home loans.", ("The Fed", "org:FED", None, None, None)),
        ("The Fed cast doubt on a cut in May.", ("The Fed", "org:FED", None, None, None)),
        ("The Fed quashed lingering bets on a cut in May.", ("The Fed", "org:FED", None, None, None)),
        ("Despite the Fed raising rates, prices rose.", ("the Fed", "rate:FFR", "up", None, None)),
        ("The Fed has a 2% inflation target.", ("The Fed", "org:FED", None, None, None)),
        ("The Fed reiterated its resolve to fight inflation.", ("The Fed", "org:FED", None, None, None)),
        ("The Fed is monitoring a wide range of markets.", ("The Fed", "org:FED", None, None, None)),
        ("The Fed kept their benchmark rates on hold.", ("benchmark rates", "rate:FFR", "flat", None, None)),
    ],
)
def test_acts(text: str, expected: tuple[str, str | None, str | None, float | None, str | None]) -> None:
    assert acts(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Fed held its target rate at 2% and took no other action.", ["target rate", "The Fed"]),
        ("The Fed has held its target rate for a year and has remained focused on wages.", ["target rate", "The Fed"]),
        ("The Fed held its target rate at 2%, and it remains focused on growth.", ["target rate", "it"]),
        # A ground or a time is no act besides.
        ("The Fed held its target rate at 2% as it remains focused on growth.", ["target rate"]),
        # Another's act.
        ("The Fed held its target rate at 2% and stocks ended the day higher.", ["target rate"]),
        ("The Fed cut its target rate. Acme took action.", ["target rate"]),
    ],
)
def test_two_acts_of_one_bank(text: str, expected: list[str]) -> None:
    assert [subject for subject, *_ in acts(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Fed raising rates would hurt.",
        "Critics dislike the Fed's plan to buy bonds.",
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
        "Traders are betting the Fed will keep policy loose.",
        "The desk asks how aggressively the Fed will keep buying.",
    ],
)
def test_what_is_awaited_is_no_act(text: str) -> None:
    assert acts(text) == []


def test_a_bank_goes_on_as_it() -> None:
    found = acts("The Fed kept its benchmark rate steady, but it left the door open to more.")
    assert [(subject, entity) for subject, entity, *_ in found] == [("benchmark rate", "rate:FFR"), ("it", "org:FED")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("As expected, the Fed raised rates by a quarter point.", []),
        ("The Fed eased after a faster-than-expected rate hike.", []),
        ("The Fed expects core prices to rise 2.1 percent next year.", []),
        (
            "Markets anticipate a quarter-point cut in the federal funds rate in May.",
            [("forecast", "cut in the federal funds rate")],
        ),
        ("Traders put the odds of a rate cut by the Fed at 40%.", [("forecast", "rate cut")]),
        ("Bonds fell on bets on further Fed rate cuts.", [("outlook", "Fed rate cuts")]),
        ("Households expect price increases to be small, the Fed says.", []),
        ("Futures are pricing in further Fed rate cuts.", [("forecast", "Fed rate cuts")]),
    ],
)
def test_odds_and_bets_on_rates(text: str, expected: list[tuple[str, str]]) -> None:
    odds = [(claim.kind, claim.subject) for claim in claims(text) if claim.rule_ids[0].endswith(".odds")]
    assert odds == expected
