"""Who has the word where a sentence or its neighbours name several: tellers, those told of, and whom "it" means."""

from __future__ import annotations

import pytest

from aggregator.understand.speech import sayings
from aggregator.understand.speech.attribution import attribute


def said(words: str, *lines: str, paragraphs: tuple[int, ...] = ()) -> str | None:
    """Who says the words, which stand in the last line."""
    at = lines[-1].index(words)
    found = attribute(lines, paragraphs or list(range(len(lines))))[-1]
    return next((each.speaker for each in reversed(found) if each.start <= at < each.end), None)


def names(sentence: str) -> list[str]:
    return [saying.who.name for saying in sayings.find(sentence)]


@pytest.mark.parametrize(
    ("sentence", "words", "speaker"),
    [
        # Who says that others expect something has the word.
        ("Jane Roe said that officials expect a cut in June.", "a cut", "Jane Roe"),
        ("Jane Roe was clear that the entire Board expected lower rates.", "lower rates", "Jane Roe"),
        (
            "Growth is slow, and the remarks could firm market expectations for a cut, Jane Roe says.",
            "a cut",
            "Jane Roe",
        ),
        ("Jane Roe said credit was sound, but the bank was wary of fallout for growth.", "fallout", "Jane Roe"),
        ("Analysts said that officials expect a cut in June.", "a cut", "Analysts"),
        # Others have it in a clause of their own, as persons have, and as those whom a paper tells of.
        ("Jane Roe said that rates are high, while markets expect a cut in June.", "a cut", "markets"),
        ("Analysts said that rates are high and officials expect a cut in June.", "a cut", "officials"),
        ("Jane Roe said that John Doe expects a cut in June.", "a cut", "John Doe"),
        ("The minutes showed that most officials expected a cut in June.", "a cut", "most officials"),
        ("A Newswire poll showed economists expect a cut in June.", "a cut", "economists"),
        # What is told of a body within a quotation is told by who is quoted.
        (
            "“The bank cut its outlook, but it raised its inflation forecast,” said Jane Roe.",
            "its inflation",
            "Jane Roe",
        ),
        # A condition ends with its clause.
        ("So long as the Fed sees growth ahead, a cut is unlikely.", "a cut", None),
        ("If traders expect a cut, yields may fall.", "a cut", "traders"),
        ("“Officials were worried about prices, so the hurdle is high,” said Jane Roe.", "the hurdle", "Jane Roe"),
        # Who is told first of several.
        (
            "Rates hurt, although Roe and other economists argued that demand was strong.",
            "demand",
            "Roe and other economists",
        ),
        ("Rates hurt, although other economists argued that demand was strong.", "demand", "other economists"),
        # What follows from it is said by who tells it.
        ("Officials said prices will ease, likely easing pressure on gold, says Acme Bank.", "gold", "Acme Bank"),
        # Whose paper it is.
        (
            "Stocks rose on the Norland Bank's latest policy report saying prices are stable.",
            "prices are",
            "Norland Bank",
        ),
        # Whose market it is where a relative clause tells.
        ("Half of respondents see 5%, which is where the market bets the Fed will stop.", "the Fed", "market"),
        # The clause before a participle has its subject.
        ("Bonds fell as Fed Chair Jane Roe held firm, saying rates may rise.", "rates may", "Jane Roe"),
        ("Acme fell 3% after Beta Corp raised prices, warning sales may drop.", "sales may", "Acme"),
        ("In a talk at Norland's Universidade Alta, Roe hit out at banks, saying rates may rise.", "rates may", "Roe"),
        # What something is held against covers no more than itself.
        (
            "The firm expects $2.5 billion in sales compared to the $2.4 billion expected by analysts.",
            "$2.5",
            "The firm",
        ),
        ("Sales of $2 billion were expected by analysts.", "Sales", "analysts"),
    ],
)
def test_who_has_the_word(sentence: str, words: str, speaker: str | None) -> None:
    assert said(words, sentence) == speaker


@pytest.mark.parametrize(
    ("lines", "words", "speaker"),
    [
        # "it" is the firm whose shares moved, or of which the sentence before tells.
        (("Beta said it hired.", "Acme shares rose 2% after it said it expects growth."), "growth", "Acme"),
        (
            (
                "Beta said it hired.",
                "Stocks rose.",
                "Last week, parent company Acme Group ( ACM.X ) filed a request.",
                "It said in the filing that sales fell.",
            ),
            "sales",
            "Acme Group",
        ),
        (("Beta said it hired.", "In a statement, it said that sales fell."), "sales", "Beta"),
        (("The Trade Ministry said prices rose.", "That would hurt growth, it added."), "That", "Trade Ministry"),
        # A paper is nobody's where only another paper has spoken.
        (("“Moods are low,” the statement said.", "The report showed prices rose."), "prices", None),
        # A chief strategist is no chief.
        (
            (
                "“Rates are high,” said Jane Roe, chief bond strategist at Acme.",
                "The Fed chief warned that prices rose.",
            ),
            "prices",
            "The Fed chief",
        ),
        # Some of those asked.
        (
            ("About 28% of survey respondents expect defaults to rise.", "Another 63% see defaults surging."),
            "defaults",
            "survey respondents",
        ),
        # Her forecast is hers of whom the sentence before tells.
        (("Jane Roe said the shares are cheap.", "Her target implies a 33% upside."), "33%", "Jane Roe"),
        (("Jane Roe said the shares are cheap.", "Her shares rose 3%."), "3%", None),
        # Capitals that head what follows are nobody.
        (("Prices rose.", "HOUSING STARTS: Housing starts rose to 584,000."), "Housing", None),
        (("Prices rose.", "HOUSE ROE: Rents rose to 584."), "Rents", "House Roe"),
        (("Prices rose.", "KEY POINTS: “Rents may rise,” Jane Roe said."), "Rents", "Jane Roe"),
    ],
)
def test_who_is_meant(lines: tuple[str, ...], words: str, speaker: str | None) -> None:
    assert said(words, *lines) == speaker


def test_a_marked_block_is_one_persons_to_its_end() -> None:
    block = ("> Doe said what all think.", "Doe was clear that rates may rise.", "> It is time to buy.")
    lines = ("- Jane Roe at Acme:", *block, "Stay with quality.")
    assert said("It is", *lines[:4], paragraphs=(0, 1, 1, 2)) == "Jane Roe"
    assert said("Stay", *lines, paragraphs=(0, 1, 1, 2, 2)) == "Jane Roe"
    assert said("Stay", *lines[:4], "Stay calm.", paragraphs=(0, 1, 1, 2, 3)) is None


def test_a_comment_in_a_round_tells_what_others_expect() -> None:
    lines = (
        "JANE ROE, ECONOMIST, ACME, OSLO: The Fed cut its outlook.",
        "But the Fed raised its forecast for prices.",
        "JOHN DOE, STRATEGIST, BETA, ROME: Rates are high.",
    )
    found = attribute(lines, (0, 0, 1))
    assert found[1][-1].speaker == "Jane Roe"
    assert found[2][-1].speaker == "John Doe"


@pytest.mark.parametrize(
    ("sentence", "speakers"),
    [
        (
            "Jane Roe, an economist at the Norland Academy, a top government think tank, said rates may rise.",
            ["Jane Roe"],
        ),
        ("Jane Roe, the manager of the Acme fund, which has many bonds, said rates may rise.", ["Jane Roe"]),
        ("Rates may rise, according to data compiled by Norland University finance professor Jane Roe.", ["Jane Roe"]),
        ("A government report on Wednesday is expected to show that growth slowed.", []),
        ("Options traders targeted Acme Inc after its report.", []),
        ("Traders targeted a rate of 3%.", ["Traders"]),
        # A participle before a group is no part of its name, nor is a number of its own.
        ("The dollar rose, challenging skeptics who called it overvalued.", ["skeptics"]),
        ("However, acting directors said rates may rise.", ["acting directors"]),
        ("Oil fell after Group of Nine leaders agreed that prices are high.", ["Group of Nine leaders"]),
        ("Oil fell after nine leaders agreed that prices are high.", ["nine leaders"]),
        # A second verb is of the group in its own clause.
        ("Bonds rose after President Jane Roe won as investors cheered and bet rates may fall.", ["investors"]),
        # Who puts a number on it.
        ("Traders shifted their bets on a cut.", ["Traders"]),
        ("Betting firm Acme estimated the probability of a cut as high as 94 percent.", ["Acme"]),
        ("The Nasdaq saw a chance of a rally.", []),
        ("They look for the jobless rate, now at 6 percent, to peak above 7 percent.", ["they"]),
        ("As to next year, the company is looking for sales to fall.", ["the company"]),
        ("Economists are looking for a gain of 0.2%.", ["Economists"]),
        ("Investors are looking for stocks to buy.", []),
        ("Acme is looking for a buyer for its unit.", []),
        # Media that tell what others said.
        ("Norland seeks backing for sanctions, media reports said, citing four officials.", ["media reports"]),
        ("Media reports that banks may fail hurt stocks.", ["Media reports"]),
        # Behind a quotation that the sentence goes on from, with a house and its place.
        (
            "“It gets better because of stocks” at low levels, said Jane Roe at Acme Associates in Springfield, Ohio.",
            ["Jane Roe at Acme Associates"],
        ),
        ("The index rose 1% according to the original Acme definition.", []),
        ("Weighing on the index, Acme lost 2% after forecasting a drop in sales.", ["Acme"]),
    ],
)
def test_names(sentence: str, speakers: list[str]) -> None:
    assert names(sentence) == speakers


def test_a_firm_before_a_colon_takes_no_turn() -> None:
    lines = (
        "Here are Acme Platforms and Beta Brands.",
        "Acme Platforms: Sales rose.",
        "Beta Brands: Sales fell.",
        "It grew.",
    )
    assert not any(attribute(lines, range(4)))
    people = ("Here are Jane Roe and John Doe.", "Jane Roe: Sales rose.", "John Doe: Sales fell.", "It grew.")
    assert [each[-1].speaker for each in attribute(people, range(4))[1:]] == ["Jane Roe", "John Doe", "John Doe"]


def test_minutes_tell_what_the_staff_project() -> None:
    before = "The meeting minutes showed that members saw risks."
    assert said(
        "growth", before, "The minutes showed that in the forecast prepared by the staff, growth was revised down."
    ) == ("the staff")
    assert said("outlays", before, "The minutes showed that outlays were revised down.") == "minutes"
