"""Who says what in one sentence, and how far it reaches."""

from __future__ import annotations

import pytest

from aggregator.understand.speech import sayings, speech_words


def said(sentence: str) -> list[tuple[str, str | None, bool]]:
    return [(each.who.name, each.role or each.who.role, each.direct) for each in sayings.find(sentence)]


@pytest.mark.parametrize("verb", sorted(speech_words.SPEAKS))
def test_each_verb_of_speech_attributes_a_report(verb: str) -> None:
    who = "Jane Roe" if verb.endswith(("s", "ing")) and verb != "stress" else "Analysts"
    assert said(f"{who} {'is ' if verb.endswith('ing') else ''}{verb} that rates are high.") == [(who, None, False)]


@pytest.mark.parametrize(
    "verb",
    sorted(verb for verb in speech_words.CLAIMS - speech_words.AFTER_QUOTES - {"points"} if not verb.endswith("ing")),
)
def test_verbs_that_also_take_things_need_words(verb: str) -> None:
    group = "Officials" if not verb.endswith("s") else "Jane Roe"
    assert said(f"{group} {verb} that rates are high.")
    assert not said(f"Acme shares {verb} 3% on Friday.")


@pytest.mark.parametrize(
    "verb", sorted(v for v in speech_words.THINKS - {"saw", "guided"} if not v.endswith("ing") and not v.endswith("s"))
)
def test_groups_and_people_expect(verb: str) -> None:
    assert said(f"Economists {verb} a rise of 0.3% in May.") == [("Economists", None, False)]


@pytest.mark.parametrize("verb", sorted(v for v in speech_words.THINKS - {"guiding", "seeing"} if v.endswith("ing")))
def test_what_is_being_expected_needs_a_verb_of_being(verb: str) -> None:
    assert said(f"Traders are {verb} on a cut in June.") == [("Traders", None, False)]
    assert not said(f"Traders {verb} on a cut in June were hurt.")


@pytest.mark.parametrize("mood", sorted(speech_words.STATES))
def test_moods_say_what_is_expected(mood: str) -> None:
    assert said(f"Investors are {mood} that rates will fall.") == [("Investors", None, False)]


@pytest.mark.parametrize("noun", sorted(speech_words.GROUPS - {"consensus", "staff", "media"} - speech_words.MARKETS))
def test_each_group_speaks(noun: str) -> None:
    assert said(f"{noun.capitalize()} said rates are high.") == [(noun.capitalize(), None, False)]


@pytest.mark.parametrize("verb", sorted(speech_words.OF_MARKETS))
def test_what_a_market_does_as_if_it_were_somebody(verb: str) -> None:
    be = "is " if verb.endswith("ing") else ""
    assert said(f"The market {be}{verb} that rates will fall.") == [("market", None, False)]
    assert not said(f"The market {be.replace('is', 'was')}rallied on Friday.")


def test_a_market_says_nothing() -> None:
    assert not said("Markets said rates are high.")


@pytest.mark.parametrize("verb", sorted(speech_words.REPORTS))
def test_reports_need_no_that(verb: str) -> None:
    who = "The bureau" if verb not in {"report", "show"} else "Agencies"
    assert said(f"{who} {verb} consumer prices rose 0.3%.") == [(who, None, False)]
    assert not said(f"Acme {verb} results that beat forecasts.")


@pytest.mark.parametrize("verb", sorted(speech_words.LOOSE_OF_NAMES))
def test_what_a_name_does_with_words_only(verb: str) -> None:
    assert said(f"Roe {verb} rising wages.") == [("Roe", None, False)]
    assert not said(f"Acme {verb} 3%.")


@pytest.mark.parametrize("noun", sorted(word for word in speech_words.NOUNS_TOO if not word.endswith("s")))
def test_a_noun_behind_a_name_is_no_verb(noun: str) -> None:
    assert not said(f"Growth fell short of the Street {noun}, and the Acme {noun} of last year.")


@pytest.mark.parametrize("noun", sorted(speech_words.NO_HOLDERS))
def test_what_stands_behind_an_office_and_is_no_name(noun: str) -> None:
    (found,) = said(f"Rates are high, said Acme Investor {noun.capitalize()}.")
    assert found[0] != noun.capitalize()


@pytest.mark.parametrize("noun", sorted(speech_words.ROLES))
def test_each_office_stands_beside_a_name(noun: str) -> None:
    assert said(f"Rates are high, said Acme {noun} Jane Roe.") == [("Jane Roe", f"Acme {noun}", False)]


@pytest.mark.parametrize("noun", sorted(speech_words.BODIES))
def test_each_body_speaks_with_its_article(noun: str) -> None:
    assert said(f"The {noun} said rates are high.") == [(f"The {noun}", None, False)]


@pytest.mark.parametrize("noun", sorted(speech_words.DOCUMENTS - {"index"}))
def test_each_document_speaks_with_its_makers_name(noun: str) -> None:
    assert said(f"Acme Institute {noun} showed that prices rose.") == [(f"Acme Institute {noun}", None, False)]


@pytest.mark.parametrize(
    ("sentence", "speaker", "role", "direct"),
    [
        ("“Rates are high,” Jane Roe at Acme Bank told a channel.", "Jane Roe", None, True),
        ("Jane Roe, head of rates at Acme, said yields may fall.", "Jane Roe", "head of rates at Acme", False),
        ("Yields may fall, Acme's Jane Roe says in a note.", "Jane Roe", "Acme", False),
        ("Many economists, however, believe the Fed will wait.", "Many economists", None, False),
        ("The Committee decided to wait and now anticipates slower growth.", "Committee", None, False),
        ("The data led many analysts to predict a cut.", "many analysts", None, False),
        ("Economists polled by Newswire expect a rise of 0.3%.", "Economists polled by Newswire", None, False),
        ("Inflows grew, according to data compiled by Acme.", "Acme", None, False),
        ("Governor Jane Roe laid out a case for caution, noting that rates are high.", "Jane Roe", "Governor", False),
        ("But his colleague, Jane Roe, warned of higher prices.", "Jane Roe", "his colleague", False),
        ("But on Thursday Roe, whose views differ from those of Doe, said rates are high.", "Roe", None, False),
        ("“Rates are high,” said market veteran, Jane Roe.", "Jane Roe", "market veteran", True),
        ("“Rates are high,” said a distributor wishing not to be named.", "a distributor", None, True),
        (
            "“Rates are high,” Jane Roe, head of rates at Acme, which has offices here, said on Friday.",
            "Jane Roe",
            "head of rates at Acme, which has offices here",
            True,
        ),
        (
            "A handful of Acme officials, including two of its best, said rates are high.",
            "A handful of Acme officials",
            None,
            False,
        ),
        (
            "Over half of the 53 economists polled said growth will slow.",
            "Over half of the 53 economists polled",
            None,
            False,
        ),
        ("One member expressed concern that rates are high.", "One member", None, False),
        ("Stocks fell, with one key official saying that rates are high.", "one key official", None, False),
        ("Management reiterated that growth will slow.", "Management", None, False),
        ("“Rates are high,” said Jane Roe at Doe's Analytics.", "Jane Roe at Doe's Analytics", None, True),
        ("Doe's Analytics said rates are high.", "Doe's Analytics", None, False),
        ("Rates are high, the Treasury Department said.", "Treasury Department", None, False),
        ("SLOW GROWTH Acme Research said rates are high.", "Acme Research", None, False),
        ("The release is a risk for bonds, pointed out Acme.", "Acme", None, False),
        ("The release is a risk for bonds, added the bank.", "the bank", None, False),
        ("Acme has dubbed the policy a “gamble”.", "Acme", None, False),
        ("The Acme Bank in January projected growth of 5.1%.", "Acme Bank", None, False),
        ("Acme Bank estimates $42 billion in trades this year.", "Acme Bank", None, False),
        (
            "Citing the risk of war, Acme's central bank last month held its rate and said that money must stay tight.",
            "Acme's central bank",
            None,
            False,
        ),
        ("Prices rose most there, based on Acme figures.", "Acme figures", None, False),
        ("Prices rose 2%, per Acme Research.", "Acme Research", None, False),
        ("The plan is seen by some analysts as likely to fail.", "some analysts", None, False),
        ("Shares rose after Acme pointed to weak sales as a cause.", "Acme", None, False),
        ("Acme (ACM) rose after announcing that its vans are on sale.", "Acme", None, False),
        ("'Rates are high,' said Jane Roe.", "Jane Roe", None, True),
        (
            "Economists in the Acme poll sharply raised their growth forecasts.",
            "Economists in the Acme poll",
            None,
            False,
        ),
        (
            "The data prompted Acme and Beta economists to lift their forecasts.",
            "Acme and Beta economists",
            None,
            False,
        ),
        ("Acme Bank cut its growth forecast to 2%.", "Acme Bank", None, False),
        ("Acme has a buy rating and a 130 pence target price on the stock.", "Acme", None, False),
        ("Shares fell after a rating cut by Acme to junk status.", "Acme", None, False),
        ("This follows Acme's decision to lower its price target.", "Acme", None, False),
        ("Acme's forecast calls for growth of 2%.", "Acme", None, False),
        ("Jane Roe's base case is a cut in June.", "Jane Roe", None, False),
        ("In Jane Roe's view, rates are high.", "Jane Roe", None, False),
        ("Acme projections show two cuts this year.", "Acme projections", None, False),
        ("Analysts, on average, expect earnings of $2 a share.", "Analysts", None, False),
        (
            "Two sources with knowledge of the matter said rates are high.",
            "Two sources with knowledge of the matter",
            None,
            False,
        ),
        ("Acme Corp. ( ACM.N ) said it will raise prices.", "Acme Corp", None, False),
        ("Economists in a Newswire poll expected a rise of 0.3%.", "Economists in a Newswire poll", None, False),
        ("Consumer prices rose, minutes of the meeting released on Friday showed.", "minutes", None, False),
        ("Gains are due, with at least two Acme analysts predicting more.", "two Acme analysts", None, False),
        ("Investors appear to be concerned that demand is weak.", "Investors", None, False),
        ("Acme held its rate but said that it may rise.", "Acme", None, False),
        ("Last month, the Acme Bank held its rate and signaled more hikes.", "Acme Bank", None, False),
        ("A vote is due, with Acme Tool indicating a cut.", "Acme Tool", None, False),
        ("The index rose, according to data specialist AcmeMarine.", "AcmeMarine", "data specialist", False),
        ("Prices rose, data from booking site Acme show.", "Acme", None, False),
        ("Stocks fell on comments from Jane Roe suggesting that rates are high.", "Jane Roe", None, False),
        ("Jane Roe's remarks made it clear that rates are high.", "Jane Roe", None, False),
        ("The consensus estimate among economists is a rise of 0.3%.", "economists", None, False),
        ("Shares rose after media reports that Acme may be sold.", "media reports", None, False),
        ("To Jane Roe at Acme, stocks are dear.", "Jane Roe", None, False),
        ("Acme (ACM) fell after warning that costs will rise.", "Acme", None, False),
        ("Jane Roely said rates are high.", "Jane Roely", None, False),
        ("In testimony to House Finance, the Acme chair said rates are high.", "the Acme chair", None, False),
        ("Acme Bank President Jane Roe said rates are high.", "Jane Roe", "Acme Bank President", False),
    ],
)
def test_who_and_in_what_office(sentence: str, speaker: str, role: str | None, direct: bool) -> None:
    assert said(sentence) == [(speaker, role, direct)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Profit beat analyst forecasts on Tuesday.",
        "The Fed is widely expected to cut rates.",
        "Wall Street's fear gauge fell.",
        "CPI data showed shelter costs rose.",
        "Amazon saw its shares slump.",
        "Prices rose more than expected.",
        "Exports rose, data from China showed.",
        "Pensions follow data from the Consumer Price Index for Urban Clerks.",
        "Traders await an inflation report from Washington.",
        "The U.S. January Consumer Price Index showed retail prices rose.",
        "Investors in the fund saw new options begin trading.",
        "The Acme project partners with others.",
        "History shows that stocks rise.",
        "I'd say that rates are high.",
        "A bull market in stocks might be closer than you think.",
        "Acme wants to sell its unit.",
        "Preliminary data showed the economy grew.",
        "The business is based on buying Bitcoin.",
        "The firm pays $5 per Acme share.",
        "Figures from France pointed to more rate increases.",
        "The company reported results that beat estimates.",
    ],
)
def test_nobody_says_it(sentence: str) -> None:
    assert said(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "inside", "outside"),
    [
        ("Stocks fell after Jane Roe said rates are high.", "rates", "Stocks"),
        ("Stocks may fall, said Jane Roe, who runs money at Acme.", "Stocks", "money"),
        ("Acme warned that costs will rise, sending shares down 2%.", "costs", "shares"),
        ("Traders expect a cut, but inflation is high.", "cut", "inflation"),
        ("Stocks fell after a report from the Labor Department showing prices rose.", "prices", "Stocks"),
        ("Stocks fell after a report from the Acme Journal revealing that Beta is for sale.", "Beta", "Stocks"),
        ("A new study from the Acme Fed was calm, seeing a small risk of a fall in prices.", "prices", "new study"),
        ("While analysts had an estimate of $9, revenue was $6 billion.", "estimate", "revenue"),
        ("Shares fell as Beta got downgraded by Acme.", "by", "Shares"),
        ("Prices may fall, Jane Roe said. (jane.roe@example.org)", "Prices", "jane.roe"),
        ("As Doe had, Acme Bank President Jane Roe said on Friday a strike is a risk.", "strike", "Doe"),
        ("Acme fell after a deal that, which is 9% of sales, according to Newswire data.", "sales", "Acme"),
    ],
)
def test_how_far_the_saying_reaches(sentence: str, inside: str, outside: str) -> None:
    (saying,) = sayings.find(sentence)
    assert saying.start <= sentence.index(inside) < saying.end
    assert not saying.start <= sentence.index(outside) < saying.end


@pytest.mark.parametrize(
    ("sentence", "inside"),
    [
        ("While maintaining that growth is strong, Jane Roe warned that stocks are dear.", "growth"),
        ("Prices have risen, Jane Roe adds, noting wages lead the rise.", "wages"),
        ("The curve, according to Acme Capital, has turned.", "curve"),
    ],
)
def test_what_is_said_on_both_sides(sentence: str, inside: str) -> None:
    (saying,) = sayings.find(sentence)
    assert saying.start <= sentence.index(inside) < saying.end


def test_the_words_of_one_end_where_another_speaks() -> None:
    text = "Acme says sales will rise while Beta sees a fall."
    first, second = sayings.find(text)
    assert first.end <= text.index("Beta") <= second.start


def test_a_cited_source_does_not_speak_beside_who_cites_it() -> None:
    assert said("Funds took in money, Acme strategists wrote, citing Newswire data.") == [
        ("Acme strategists", None, False)
    ]


def test_what_is_thought_is_told_from_what_is_said() -> None:
    assert [each.expects for each in sayings.find("Economists expect a rise.")] == [True]
    assert [each.expects for each in sayings.find("Economists said prices rose.")] == [False]
    assert [each.expects for each in sayings.find("Economists believed that growth was slow.")] == [False]
    assert [each.expects for each in sayings.find("Economists raised their forecasts for growth.")] == [True]


def test_a_saying_starts_with_the_article_of_its_speaker() -> None:
    (saying,) = sayings.find("Stocks rose after the Fed said it may cut rates.")
    assert saying.start == len("Stocks rose after ")


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        # A name behind what it is, and behind some of a group.
        ("The biggest issuer of cards, Acme Bank, has said that sales fell.", "Acme Bank"),
        ("One of the industry's lobby groups, the Acme Roundtable, said that sales fell.", "Acme Roundtable"),
        ("Top officials, including its chair, Jane Roe, have argued that rates are high.", "Top officials"),
        ("Fifteen analysts, on average, polled by Acme Reuters, expect sales to fall.", "Fifteen analysts"),
        # Credentials and towns are no names.
        ("Acme's Jane A. Roe, MD, CFA, said that sales fell.", "Jane A. Roe"),
        ("Jane Roe, head of rates at Acme in Salem, Ohio, which lends, said sales fell.", "Jane Roe"),
        ("Acme Health, headquartered in Salem, Ohio, announced that data were stolen.", "Acme Health"),
        # A body between commas before an office is no person.
        (
            "Citing data from the Acme Board of Norway, Minister of State Jane Roe told parliament that sales fell.",
            "Minister of State Jane Roe",
        ),
        # Asides that pass.
        ("Treasury Secretary Jane Roe, on Acme Television, said sales fell.", "Jane Roe"),
        ("Roe, not a voter this year, said sales fell.", "Roe"),
        ("Officials have, however, said they would act.", "Officials"),
        ("The company in a regulatory filing Friday said it kept cash.", "The company"),
        # An office behind a verb, before a comma and the name.
        ("“Rates are high,” said Market Veteran, Jane Roe.", "Jane Roe"),
        # Pronouns.
        ("He met them but praised their work and said that sales fell.", "he"),
        ("According to him, sales fell.", "he"),
        ("According to her, sales fell.", "she"),
        ("According to the analyst, sales fell.", "the analyst"),
        ("The step was criticized by some economists.", "some economists"),
        ("“Acme is a threat,” the petition said.", "petition"),
        ("The cabinet said it would act.", "The cabinet"),
    ],
)
def test_who_stands_before_the_verb(sentence: str, who: str) -> None:
    assert who in [each.who.name for each in sayings.find(sentence)]
