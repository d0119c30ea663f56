"""Speakers in the shapes that market reports give them, and sentences in which nobody speaks."""

from __future__ import annotations

import pytest

from aggregator.understand.speech import sayings
from aggregator.understand.speech.attribution import attribute
from tests.understand.samples import claims


def names(sentence: str) -> list[str]:
    return [saying.who.name for saying in sayings.find(sentence)]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        # Asides between a name and its verb.
        ("The Acme Commission, Norland's powerful planner, said this week that prices are high.", "Acme Commission"),
        ("Shares of Beta rose after Acme Co Ltd ( ACM.X ), parent of Gamma, said it is buying Beta.", "Acme Co Ltd"),
        ("Roe, commenting on the dollar's decline, said the bank is attentive to it.", "Roe"),
        ("Roe, asked about prices, said they may rise.", "Roe"),
        ("Acme AG (ACM.X), a maker of flavors, reported Wednesday that its income rose.", "Acme AG"),
        ("Separately, the nominee for president, Sen. John Doe, said banks could not fail.", "Sen. John Doe"),
        ("Bonds slumped after the chairman of the bank, Jane Roe, on May 22 said that it could buy less.", "Jane Roe"),
        ("Prices rose in December, the Central Statistics Office, or CSO said Tuesday.", "Central Statistics Office"),
        # Words that stand between a name and its verb.
        ("Yields rose after Fed Chair Jane Roe first hinted at a cut.", "Jane Roe"),
        ("Traders almost fully expect a rise next week.", "Traders"),
        ("The Bank itself says prices may rise.", "Bank"),
        ("Economists do not expect the rise to hurt housing.", "Economists"),
        ("Economists remain optimistic that hiring will pick up.", "Economists"),
        ("Officials have worried that fuel could set off a spiral.", "Officials"),
        # Groups with words that say which.
        ("Supporters of the Fed's policy argue that it should wait.", "Supporters of the Fed's policy"),
        ("Acme economists including John Doe wrote that growth may slow.", "Acme economists including John Doe"),
        (
            "Growth may slow, 13 analysts consulted last week by Newswire said.",
            "13 analysts consulted last week by Newswire",
        ),
        ("Officials speaking on Monday noted the threat.", "Officials speaking"),
        ("Most economists surveyed between May 4-10 expect a cut.", "Most economists surveyed between May 4-10"),
        # Polls and minutes.
        ("A Newswire poll of 17 primary dealers found that one expects a rise.", "Newswire poll of 17 primary dealers"),
        ("A Newswire poll forecast a rise of 2 million barrels.", "Newswire poll"),
        (
            "Minutes of the June meeting released last week showed the bank was open to cuts.",
            "Minutes of the June meeting",
        ),
        ("Minutes of today's policy meeting show the bank will wait.", "Minutes of today's policy meeting"),
        ("A Beta News poll released on Wednesday showed gloom was rising.", "Beta News poll"),
        # Sources behind a preposition.
        ("It was also noted by analysts at Acme that banks hold much cash.", "analysts at Acme"),
        ("Demand is high, according to the company.", "the company"),
        ("Two banks pushed for a rise, according to meeting minutes released on Tuesday.", "meeting minutes"),
        ("The rally followed the Fed's signal that rates may hold.", "Fed"),
        (
            "Stocks fell after minutes from the Fed's last meeting noted that risks are high.",
            "minutes from the Fed's last meeting",
        ),
        ("Prices rise in May - Acme Bureau", "Acme Bureau"),
        # Guidance.
        ("Acme cut its full-year outlook on Friday.", "Acme"),
        ("The bank guided for income of 12 billion pounds.", "The bank"),
        ("The company targets sales of $40 million.", "The company"),
        ("Acme shares fell after cutting its outlook for the year.", "Acme"),
        ("Jane Roe raised her 2012 target on the index to 1,470.", "Jane Roe"),
        # Headings and places at the head of a sentence.
        ("EYES ON THE FED The Supply Institute said orders rose.", "Supply Institute"),
        ("APPROPRIATE Roe said the bank was happy.", "Roe"),
        ("OSLO, Norway (Newswire) - The Acme Institute said prices rose.", "Acme Institute"),
        ("OSLO (Newswire) - The U.S. Acme Bank held rates, predicting slow growth.", "Acme Bank"),
        # Who is told of by what it does.
        ("Acme Bank fell 3% after the lender said sales may drop.", "Acme Bank"),
        ("Acme Inc. rose after the maker of marketing software said it will cut jobs.", "Acme Inc"),
        ("The maker of marketing software said it will cut jobs.", "The maker of marketing software"),
        ("Stocks rose after the central bank said the slump was easing.", "the central bank"),
        ("Oil rose after Acme signaled that it sees demand picking up.", "Acme"),
        ("The plan is near, The Acme Journal reported on Friday.", "Acme Journal"),
        ("S&P forecast growth of 5% for Norland.", "S&P"),
        ("Rates may fall, noted analysts at Acme, as growth is weak.", "analysts at Acme"),
        ("Acme Sees Rise in Total Returns", "Acme"),
        # Offices that report figures, and those who are quoted or named by a common noun.
        ("Stocks fell after the Labor Department reported an unexpected rise in wages.", "Labor Department"),
        ("The Acme Agency increased its estimate for output.", "Acme Agency"),
        ("“Rates may rise,” the central bank was quoted as saying.", "the central bank"),
        ("According to a report by the market research firm Acme, sales may grow.", "market research firm Acme"),
        ("The bank does not want to buy MBS, a staff member said.", "a staff member"),
        ("He met them twice, a Fed spokesman confirmed, while declining to say more.", "a Fed spokesman"),
        ("Stocks may rise, said a market source in the pit.", "a market source"),
        ("Economists, who had already raised their growth forecasts, were encouraged.", "Economists"),
        ("Also on Thursday, Acme Service cut its top “AAA” ratings on a unit.", "Acme Service"),
        ("Jane Roe called for a wide inquiry.", "Jane Roe"),
        ("The Fed also has committed to hold rates near zero.", "Fed"),
        ("The fall prompted warnings from Norland officials that the yen is weak.", "Norland officials"),
        ("Trading sources have detailed 564,000 barrels of lost output.", "Trading sources"),
        ("Opponents of the measure say it sows the seeds of inflation.", "Opponents of the measure"),
        ("China announced it would halt the talks.", "China"),
        ("While the ISM said its index rose, growth is slow.", "ISM"),
        ("A filing with the SEC revealed that Roe bought shares.", "filing with the SEC"),
        ("Acme Indicators released a report showing output shrank.", "Acme Indicators"),
        ("Handelstag quoted Roe as saying that costs are low.", "Roe"),
        ("Roe, fresh from announcing new measures, said prices will not rise.", "Roe"),
        ("Management points out that costs fell 1%.", "Management"),
        ("Tightening was priced in, with traders seeing lower chances of a cut.", "traders"),
        ("Fed Chair Jane Roe flatly stated a cut is unlikely.", "Jane Roe"),
        ("Acme Bureau data showed that while U.S. starts rose, permits sank.", "Acme Bureau data"),
        ("Stocks of crude rise by 9 million barrels - API data", "API data"),
    ],
)
def test_who_says_it(sentence: str, speaker: str) -> None:
    assert speaker in names(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "A further cut from the Acme Bank would see returns fall.",
        "The board of Acme today declared a quarterly dividend of $0.40.",
        "Poor factory data added to fears of a slump.",
        "Drugex targets two proteins.",
        "Acme guided its ships to port.",
        "Investors are nervous ahead of the meeting.",
        "Investors contended with rising prices.",
        "The stock is among ideas that merit further research by investors.",
        "The data from payrolls processor Acme followed strong reads on housing.",
        "The consensus EPS forecast is $2.09.",
        "Acme is the most downgraded stock.",
        "Jobs data from the United States is due.",
        "The yen weakened after the Acme Bank maintained its easy policy.",
        "Figures this week showed prices are falling.",
        "The Fed remains committed to its target.",
        "Guests called on the mayor.",
        "Key points: Acme rose.",
        "They are seeing figures that have not receded.",
    ],
)
def test_nobody_says_it(sentence: str) -> None:
    assert names(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "inside", "outside"),
    [
        ("While Beta fell after Acme said it will hire less, gains in Gamma lifted stocks.", "hire", "Gamma"),
        ("Roe said he would impose tariffs, keeping alive fears of a slump.", "tariffs", "slump"),
        ("Roe repeated that rates would stay low, a pledge that drove up oil.", "rates", "oil"),
        ("Analysts see a tough year, while investors watch Beta.", "year", "Beta"),
    ],
)
def test_where_the_saying_ends(sentence: str, inside: str, outside: str) -> None:
    first = sayings.find(sentence)[0]
    assert first.start <= sentence.index(inside) < first.end <= sentence.index(outside)


@pytest.mark.parametrize(
    ("sentence", "inside", "outside"),
    [
        ("Sales hit $70 million, above estimates of $68 million, according to Newswire data.", "estimates", "Sales"),
        ("Results were just above expectations of $12 billion, according to Newswire data.", "expectations", "Results"),
    ],
)
def test_the_source_of_an_estimate_is_not_the_figures(sentence: str, inside: str, outside: str) -> None:
    (saying,) = sayings.find(sentence)
    assert sentence.index(outside) < saying.start <= sentence.index(inside) < saying.end


def test_what_a_firm_projects_behind_a_turn_is_its_own() -> None:
    (saying,) = sayings.find("Acme rose 14%, while Beta rose 3.9% after projecting profit above estimates.")
    assert saying.who.name == "Beta"


def test_data_that_show_it_behind_the_figures_are_their_source() -> None:
    (saying,) = sayings.find("Prices rose 0.5%, data from the Acme Bureau showed on Sunday, above forecasts.")
    assert (saying.who.name, saying.start) == ("Acme Bureau", 0)


def test_what_is_confirmed_behind_a_comma_is_what_stands_before_it() -> None:
    (saying,) = sayings.find("He met them twice, a Fed spokesman confirmed, while declining to say more.")
    assert saying.start == 0


def test_what_was_expected_as_told_behind_it_is_only_expected() -> None:
    (saying,) = sayings.find("Prices rose 0.3% in May, as economists had expected.")
    assert saying.expects


def said(*sentences: str) -> list[str | None]:
    found = attribute(sentences, [0] * len(sentences))
    return [each[-1].speaker if each else None for each in found]


@pytest.mark.parametrize(
    ("sentences", "speakers"),
    [
        # An officer without a name is the person who speaks next.
        (
            ("Growth may slow, a top Fed official said on Monday.", "“Prices are high,” said Jane Roe."),
            ["Jane Roe", "Jane Roe"],
        ),
        (("Growth may slow, an official said.", "“Prices are high,” said Jane Roe."), ["Jane Roe", "Jane Roe"]),
        (
            ("Stocks fell.", "Growth may slow, an official said.", "“Prices are high,” said Jane Roe."),
            [None, "an official", "Jane Roe"],
        ),
        # An office of one bank is none of another.
        (
            ("Beta Fed President John Doe said growth is slow.", "Raising rates is right, the ECB President said."),
            ["John Doe", "the ECB President"],
        ),
        # A poll speaks for itself where nobody made it, another report does not.
        (("A move is likely this week, the poll found.",), ["poll"]),
        (("Prices rose in May, a report showed.",), [None]),
        # "The lender" is who was told of, a description is who it describes.
        (("Acme Bank said sales fell.", "The bank said costs rose."), ["Acme Bank", "Acme Bank"]),
        (("Acme Bank said sales fell.", "The large oil firm said costs rose."), ["Acme Bank", "The large oil firm"]),
        # Counted answers.
        (("Of 51 economists, many see a cut.", "Another 10 said the bank will wait."), ["many", "economists"]),
        (("Out of 101 respondents:", "- Only 17 forecast a cut in June"), [None, "respondents"]),
        # The text of a decision that a report quotes.
        (
            (
                "“Information received since the Federal Open Market Committee met in May indicates growth.",
                "Inflation has picked up.",
            ),
            ["Federal Open Market Committee", "Federal Open Market Committee"],
        ),
        (
            (
                "Information received since the Federal Open Market Committee met in May indicates growth.",
                "Inflation has picked up.",
            ),
            [None, None],
        ),
        # Lists by firm are no talk.
        (
            ("Acme: Sales grew 2%.", "Costs rose.", "Beta: Sales fell.", "Acme and Beta are cheap."),
            [None, None, None, None],
        ),
        # A quotation whose end is missing ends with its sentence.
        (
            (
                "But Jane Roe said that “at this pace jobs are few.",
                "The economy created 94,000 jobs.",
                "Doe said that “it is so.”",
            ),
            ["Jane Roe", None, "Doe"],
        ),
        (("“They did what is needed,’ said Jane Roe.", "Stocks fell."), ["Jane Roe", None]),
        # An office in capitals without a comma behind it.
        (("“Rates are high,” Jane Roe, Director of Acme Shares said.",), ["Jane Roe"]),
        (("“So far, so good,” Acme Capital Markets noted.",), ["Acme Capital Markets"]),
        (("“A rise is off the table,” Jane Roe, director with the group at U.S. Bank in Oslo.",), ["Jane Roe"]),
        (("FED GOVERNOR JANE ROE, May 24 “Many families are poor.”",), ["Jane Roe"]),
        (("JANE ROE, ECONOMIST, 4CAST LTD, OSLO “Sales were weak.”",), ["Jane Roe"]),
        (("STORY: TABLE Prices fell.",), [None]),
        (("ROE ON RELEASING TRANSCRIPTS OF POLICY MEETINGS: “I am concerned.”",), ["Roe"]),
        (("ROE: CANNOT FORESEE CRISES Doe also said problems were known.",), ["Doe"]),
    ],
)
def test_who_is_meant(sentences: tuple[str, ...], speakers: list[str | None]) -> None:
    assert said(*sentences) == speakers


def test_the_median_of_a_poll_is_the_polls() -> None:
    found = attribute(
        [
            "A Newswire poll showed a rise is likely.",
            "The median forecast was for 2%, though some said they expect 3%.",
        ],
        [0, 1],
    )
    median = next(each for each in reversed(found[1]) if each.start == 0)
    assert median.speaker == "Newswire poll"
    assert found[1][0].speaker == "some"


def test_a_move_that_words_were_about_is_the_articles_own() -> None:
    (claim,) = claims("“It is a feint,” Jane Roe said of a 2% drop in the Dow on Friday.")
    assert (claim.value, claim.speaker, claim.quote) == (2.0, "example", "none")


def test_what_words_were_about_is_not_what_they_said() -> None:
    sentence = "“It is a feint,” Jane Roe said of the Dow's 2% rise."
    (saying,) = sayings.find(sentence)
    assert (saying.who.name, sentence[saying.start : saying.end]) == ("Jane Roe", "“It is a feint,” Jane Roe said")
    for whole in ("Jane Roe said of the rise that it was a feint.", "“It rose,” Jane Roe said on Friday."):
        (saying,) = sayings.find(whole)
        assert whole[saying.start : saying.end].endswith(("was a feint.", "It rose,” ", "Friday."))
