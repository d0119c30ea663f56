from __future__ import annotations

import time
from dataclasses import replace

import pytest

from aggregator import understand
from aggregator.records import Entity
from aggregator.understand.entities.linking import Link
from aggregator.understand.entities.overlaps import often, only_marked
from tests.understand.samples import linker


def links(text: str, **kwargs: object) -> list[tuple[str, str | None, str]]:
    return [
        (text[link.start : link.end], link.entity.id if link.entity else None, link.cue)
        for link in linker().link(text, **kwargs)  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Russell 2000 Index fell.", ("Russell 2000 Index", "index:RUT", "alias")),
        ("Small caps rallied.", ("Small caps", "group:SMALL_CAPS", "group")),
        ("the S&P 500 rose", ("S&P 500", "index:SPX", "alias")),
        ("the Dow fell", ("Dow", "index:DJI", "alias")),
        ("FEDERAL RESERVE HOLDS RATES", ("FEDERAL RESERVE", "org:FED", "alias")),
        ("the 10-year Treasury yield", ("10-year Treasury yield", "rate:UST10Y", "alias")),
        ("nonfarm payrolls rose", ("nonfarm payrolls", "macro:NFP_US", "alias")),
        ("A filing by Acme (NASDAQ: ACME) shows", ("ACME", "company:ACME", "exchange_prefix")),
        ("shares of Beta Fund (Symbol: BETAX) fell", ("BETAX", "company:BETAX", "symbol")),
        ("I bought $TSLA today", ("TSLA", "company:TSLA", "cashtag")),
        ("a fund such as IWM", ("IWM", "fund:IWM", "ticker")),
        ("Alcoa Inc ( AA.N ) advanced", ("AA", "company:AA", "exchange_prefix")),
        ("New York Community BancorpNYCB.K shares fell", ("NYCB", "company:FLG", "exchange_prefix")),
        ("Copier maker Zyxo ( 9901.T ) fell", ("9901.T", "company:9901.T", "exchange_prefix")),
        ("The Beta Value Fund (MUTF:BTVLX) rose", ("BTVLX", "company:BTVLX", "exchange_prefix")),
        ("Silicon Valley Bank failed. Gold rose.", ("Gold", "commodity:GOLD", "alias")),
        ("So says ZYXO. Gold may rise.", ("Gold", "commodity:GOLD", "alias")),
        ("London ICE Brent gained 84 cents", ("Brent", "commodity:BRENT", "alias")),
        ("the Nasdaq Composite (NDAQ) declined", ("NDAQ", "index:COMP", "name+ticker")),
        ("Zyxo Widgets, Inc. (ZYXW) posted a loss", ("Zyxo Widgets", "company:ZYXW", "short_name")),
        ("Zyxo Group Limited ( (SG:ZYX) ) gained", ("Zyxo Group Limited", "company:ZYX.SI", "short_name")),
        ("Zyxo ( (ZYXW) ) has news", ("ZYXW", "company:ZYXW", "symbol")),
        ("ZYXO BANK CORP [ ZYXW ] filed a form", ("ZYXW", "company:ZYXW", "symbol")),
        ("Zyxo Gold Limited's (ASX:ZX1 ) stock", ("ZX1", "company:ZX1.AX", "exchange_prefix")),
        ("Zyxo AG (ZYXWY.PK) reported", ("ZYXWY.PK", "company:ZYXWY", "name+ticker")),
        ("Zyxo Group Plc (ZYXW.L, ZYXWY) said", ("ZYXWY", "company:ZYXW.L", "exchange_prefix")),
        ("station operator Zyxo Inc ZYXW.N, which", ("ZYXW", "company:ZYXW", "exchange_prefix")),
        ("It led Zyxo Inc ZYXW.N. Acme fell", ("ZYXW", "company:ZYXW", "exchange_prefix")),
        ("Schroders has set up a trust", ("Schroders", "company:SDR.L", "alias")),
        ("Zyxo London (AIM:Z7X) fell", ("Z7X", "company:Z7X.L", "exchange_prefix")),
        ("Zyxo Widgets (OTC PINK: ZYXW) fell", ("ZYXW", "company:ZYXW", "exchange_prefix")),
        ("Front-month Brent crude rose", ("Brent crude", "commodity:BRENT", "alias")),
        ("March-dated West Texas Intermediate fell", ("West Texas Intermediate", "commodity:WTI", "alias")),
        ("Copper CMCU3\nBrent crude: $80", ("Brent crude", "commodity:BRENT", "alias")),
        ("Dow 0.59%, S&P 0.83%, Nasdaq 0.91%", ("S&P", "index:SPX", "alias")),
        ("The pound fell to $1.26", ("pound", "fx:GBPUSD", "alias")),
        ("In 2012 sterling fell", ("sterling", "fx:GBPUSD", "alias")),
        ("The rand and the won rose", ("the won", "fx:KRW", "alias")),
        ("The Mexican peso fell", ("Mexican peso", "fx:MXN", "alias")),
        ("the Aussie rose", ("the Aussie", "fx:AUDUSD", "alias")),
        ("Zyxo Bank 9901.T slumped", ("Zyxo Bank", "company:9901.T", "short_name")),
        ("Taiwan's Zyxo 9901.TW rose", ("Zyxo", "company:9901.TW", "short_name")),
        ("Berlin-based Zyxo ZYX.DE rose", ("Zyxo", "company:ZYX.DE", "short_name")),
        ("Zyxo-Werke ZYXn.DE rose", ("Zyxo-Werke", "company:ZYX.DE", "short_name")),
        ("Maker Zyxo ZYXb.CO rose", ("ZYXb.CO", "company:ZYX-B.CO", "exchange_prefix")),
        ("Volkswagen (VKW.L, VLKAF.PK) rose", ("VKW.L", "company:VOW3.DE", "exchange_prefix")),
        ("Zyxo (ZYXO) posted a profit", ("ZYXO", "company:ZYXO", "name+ticker")),
        ("Moody's (NYSE:MCO) rose", ("Moody's", "company:MCO", "alias")),
        ("Canon is gaining almost 2 percent", ("Canon", "company:7751.T", "company_move")),
        ("The Commerce Department said so", ("Commerce Department", "org:COMMERCE_US", "alias")),
        ("The Labor Department said so", ("Labor Department", "org:LABOR_US", "alias")),
        ("The Census Bureau said so", ("Census Bureau", "org:CENSUS_US", "alias")),
        ("The world's largest cryptocurrency fell", ("world's largest cryptocurrency", "crypto:BTC", "alias")),
    ],
)
def test_links(text: str, expected: tuple[str, str, str]) -> None:
    assert expected in links(text)


@pytest.mark.parametrize(
    "text",
    [
        "ALL of IT is ON sale, SO buy NOW",  # tickers that are words
        "A KEY rate",
        "a gold medal",
        "gold miners and an oil company",
        "shares listed on the Nasdaq",
        "(NASDAQ:",
        "It cost 5 million dollars",
        "we target growth and meet the gap",
        "the Nasdaq Golden Dragon index",
        "shares of BOE Technology Group",
        "imports of LNG, as ERIC GREEN of the ASX said",
        "an IMO meeting, a MSCI index and a FIX for the POST",  # tickers that are words or stand for others
    ],
)
def test_no_link_rather_than_a_wrong_one(text: str) -> None:
    assert [link for link in links(text) if link[1] is not None] == []


def test_a_namesake_firm_is_not_the_index() -> None:
    assert ("S&P Global", "company:SPGI", "alias") in links("S&P Global said")
    assert links("the Dow Jones U.S. Software Index") == []


def test_ambiguous_tickers_need_a_second_cue() -> None:
    assert links("F rose.") == []
    assert ("F", "company:F", "name+ticker") in links("Ford Motor F rose.")
    assert ("F", "company:F", "exchange_prefix") in links("Shares (NYSE: F) rose.")


def test_markup_is_a_cue() -> None:
    assert ("ZZTQ", "company:ZZTQ", "markup") in links("ZZTQ rose.", tickers=("ZZTQ",))
    assert links("ZZTQ rose.") == []


def test_foreign_listings_never_become_american_symbols() -> None:
    (link,) = linker().link("Beta Holdings (LSE: META) fell")[:1]
    assert link.entity is not None
    assert link.entity.symbol == "META.L"


def test_short_names_follow_an_introduction() -> None:
    text = "Zyxland Widgets Inc. (NYSE: ZYX) fell. Zyxland said more.\nWidgets in general rose."
    assert [name for name, entity, _ in links(text) if entity == "company:ZYX"] == [
        "Zyxland Widgets Inc",
        "ZYX",
        "Zyxland",
    ]


def test_a_foreign_listing_behind_a_name_is_the_one_that_is_meant() -> None:
    text = "Mizuho Financial Group ( 8411.T ) lost 2%. Mizuho Financial Group fell."
    assert {entity for _, entity, _ in links(text)} == {"company:8411.T"}
    assert {entity for _, entity, _ in links("Mizuho Financial Group fell.")} == {"company:MFG"}


def test_a_foreign_listing_behind_a_legal_form_is_the_one_that_is_meant() -> None:
    assert {entity for _, entity, _ in links("Nokia Corp. ( 9902.T ) fell. Nokia rose.")} == {"company:9902.T"}


def test_a_symbol_that_nobody_bears_behind_a_known_name_is_that_firms() -> None:
    assert {entity for _, entity, _ in links("Super Micro Computer (NASDAQ: SMCZ) rose. SMCZ fell.")} >= {
        "company:SMCI"
    }
    assert "company:SMCZ" not in {entity for _, entity, _ in links("Super Micro Computer (NASDAQ: SMCZ) rose.")}


def test_an_index_code_is_no_ticker() -> None:
    assert links("The market (COMP:IND) rose.", tickers=("COMP",)) == []


def test_a_currencys_sum_is_no_ticker() -> None:
    assert ("NOK", "company:NOK", "ticker") in links("a stock such as NOK rose")
    assert [name for name, entity, _ in links("Nokia is worth NOK 20 million.") if entity] == ["Nokia"]


def test_a_firm_that_only_the_title_introduces_has_its_name_and_no_price() -> None:
    text = "Zyxocraft will buy shares. The craft of Zyxocraft ASA is building."
    (first, second) = linker().link(text, title="Zyxocraft ASA (ZYXOC) buys shares")
    assert (text[first.start : first.end], text[second.start : second.end]) == ("Zyxocraft", "Zyxocraft ASA")
    assert first.entity == second.entity == Entity("company:ZYXOC", "Zyxocraft ASA", "ORG")
    assert links(text, title="Zyxocraft ASA buys shares") == []
    assert links("Central Bank met.", title="Central Bank (ZCBQ) met") == []


@pytest.mark.parametrize(
    ("exchange", "suffix"), [("OSE", ".OL"), ("IBSE", ".IS"), ("BVB", ".RO"), ("ADX", ".AE"), ("(WA", ".WA")]
)
def test_exchanges_abroad_give_their_suffix(exchange: str, suffix: str) -> None:
    assert (f"company:ZYX{suffix}") in {entity for _, entity, _ in links(f"Zyxland Oyj ({exchange}: ZYX) fell")}


def test_the_first_word_of_a_long_name_goes_on_to_name_it() -> None:
    text = "Millrose said no. Millrose Properties fell. Millrose rose."
    assert links(text) == [
        ("Millrose Properties", "company:MRP", "alias"),
        ("Millrose", "company:MRP", "short_name"),
    ]
    assert links("Marathon Oil fell. Marathon runners met.") == [("Marathon Oil", "company:MRO", "alias")]
    assert [name for name, _, _ in links("Henry Schein fell. Henry said so.")] == ["Henry Schein"]


def test_words_of_a_page_are_no_short_name() -> None:
    text = "Free Zyxland Widgets Inc. (NYSE: ZYX) report. Free Report and Earnings Call"
    assert "Free" not in {name for name, _, _ in links(text)}


def test_a_fund_is_no_group_of_stocks() -> None:
    text = "The Acme Small-Cap Index Fund (NYSEMKT: ACSX) rose. Acme Small-Cap Index Fund holders gained."
    assert {entity for _, entity, _ in links(text)} == {"company:ACSX"}


def test_other_countries_measures_are_mentions_without_an_american_entity() -> None:
    assert ("inflation", None, "foreign") in links("In Germany inflation rose to 2.4%.")
    assert ("inflation", "macro:INFLATION_US", "alias") in links("The Fed watched as inflation rose to 2.4%.")


def test_master_names_of_one_common_word_need_a_cue() -> None:
    built = understand.linker(
        [Entity("company:GAPX", "Target Corporation Common Stock", "ORG", "GAPX"), *understand.packaged_entities()]
    )
    assert built.link("A target of 2% and Target practice") == []
    found = built.link("Target (GAPX) fell. Target then rose.")
    assert [link.entity.id for link in found if link.entity] == ["company:GAPX"] * 3


def test_thousands_of_entities_do_not_slow_linking() -> None:
    master = [Entity(f"company:Q{i}", f"Quux{i} Widgets{i} Inc.", "ORG", f"Q{i}") for i in range(12000)]
    text = "Stocks rose 2% on Friday as Apple and the Fed moved the Nasdaq and small caps. " * 125  # 10 KB
    small, large = understand.linker(understand.packaged_entities()), understand.linker(master)
    small.link(text), large.link(text)
    start = time.process_time()
    large.link(text)
    assert time.process_time() - start < 0.5


def test_packaged_entities_are_well_formed() -> None:
    entities = understand.packaged_entities()
    assert len({entity.id for entity in entities}) == len(entities) > 500
    symbols = {entity.id: entity.symbol for entity in entities}
    assert symbols["index:RUT"] == "^RUT"
    assert symbols["index:SPX"] == "^GSPC"
    assert symbols["rate:UST10Y"] == "DGS10"
    assert symbols["rate:FFR"] == "DFEDTARU"
    assert symbols["fx:DXY"] == "DX-Y.NYB"
    assert symbols["group:SMALL_CAPS"] == "^RUT"
    assert all(entity.symbol for entity in entities if entity.id.startswith(("fund:", "company:")))


@pytest.mark.parametrize(
    ("entity_id", "code"),
    [
        ("index:RUT", "RUT"),
        ("fund:IWM", "TICKER:IWM"),
        ("company:AAPL", "TICKER:AAPL"),
        ("org:FED", "FED"),
        ("org:ECB", "ORG:ECB"),
        ("macro:CPI_UK", "MACRO:CPI_UK"),
        ("macro:CPI_US", "CPI_US"),
        ("index:DAX", "INDEX:DAX"),
        ("person:POWELL", "PERSON:POWELL"),
        ("group:SMALL_CAPS", "SMALL_CAPS"),
    ],
)
def test_codes_go_both_ways(entity_id: str, code: str) -> None:
    assert understand.code_of(entity_id) == code
    assert understand.entity_of(code) == entity_id


@pytest.mark.parametrize(
    ("called", "name"),
    [("the Fed", "Federal Reserve"), ("The Federal Reserve", "Federal Reserve"), ("the strategist", "the strategist")],
)
def test_the_recorded_name_of_a_speaker(called: str, name: str) -> None:
    assert understand.linker(understand.packaged_entities()).full_name(called) == name


def test_an_alias_with_an_article_does_not_eat_the_full_name() -> None:
    packaged = [entity for entity in understand.packaged_entities() if entity.id == "index:SPX"]
    spx = replace(packaged[0], aliases=(*packaged[0].aliases, "the S&P"))
    found = understand.linker([spx]).link("The S&P 500 fell as the S&P Global index held.")
    assert next((link.start, link.end) for link in found) == (4, 11)


def test_a_name_in_capitals_is_found_as_plain_texts_write_it() -> None:
    text = "Report on ZYXO WIDGETS INC (ZYXW). Zyxo Widgets Inc. is a maker."
    assert ("Zyxo Widgets Inc", "company:ZYXW", "short_name") in links(text)


def test_a_bracketed_symbol_behind_a_name_that_the_title_gives_is_a_ticker() -> None:
    text = "Zyxo Widgets (ZYXW) reported a loss."
    assert ("ZYXW", "company:ZYXW", "name+ticker") in links(text, title="Zyxo Widgets Q4 Loss Narrows")
    assert links(text, title="A loss narrows") == []


def test_a_title_takes_the_name_that_the_text_gives_with_a_mark() -> None:
    title, text = "Why Zyxo Stock Fell", "Shares of Zyxo Widgets (NYSE: ZYXW) fell."
    assert ("Zyxo", "company:ZYXW", "short_name") in links(title, title=text)
    assert links(title, title="Shares of Zyxo Widgets fell.") == []


def test_initials_of_united_nations_are_no_ticker() -> None:
    assert links("The U.N. said so, and the U.K. too.") == []


def test_a_symbol_that_rates_highest_in_a_list_is_a_company() -> None:
    text = "Report for Lowe's (LOW). Of the strategies LOW rates highest on value."
    assert [link[1] for link in links(text)].count("company:LOW") == 3
    assert ("LOW", "company:LOW", "shares_word") not in links("LOW rates highest of all may stay.")


def test_the_kind_of_a_paper_in_brackets_is_no_ticker() -> None:
    found = [link[1] for link in links("ZYXO GROUP LTD (ADR) (ZYXW) is a stock.")]
    assert "company:ADR" not in found


@pytest.mark.parametrize(
    "text",
    [
        "It costs 4 pounds, or $2 a pound.",
        "Storms pound the coast.",
        "It lost 45 billion lira and ten million baht.",
        "Dollar store chains and dollar discounters rose.",
        "The Aussie bonds fell.",
        "The AIT segment grew.",
        "Hyundai Motor India Ltd rose.",
        "It is listed on Euronext and on Euronext Paris.",
        "The S&P Global US Manufacturing PMI rose.",
        "Net dollar expansion was 115%.",
    ],
)
def test_sums_parts_and_namesakes_have_no_link(text: str) -> None:
    taken = ("fx:", "company:")
    assert [each for each in links(text) if each[1] is not None and each[1].startswith(taken)] == []


def test_letters_of_a_body_are_the_company_that_the_page_is_on() -> None:
    assert ("RBA", "company:RBA", "markup") in links("RBA shares fell.", tickers=("RBA",))
    assert ("RBA", "org:RBA", "alias") in links("RBA policy held.")


def test_a_foreign_firm_with_an_american_symbol_is_meant_by_it() -> None:
    found = [entity_id for _, entity_id, _ in links("Volkswagen AG (VWAGY.PK) rose. Volkswagen fell.")]
    assert set(found) == {"company:VWAGY"}


def test_two_listings_in_brackets_are_one_firms() -> None:
    text = 'Zyxo Labs Inc. (the "Company") (CBOE CA: ZYXW) (GR: Z9X) (OTC: ZYXWF) grew. Zyxo Labs is small.'
    found = links(text)
    assert [entity_id for words, entity_id, _ in found if words.startswith("ZY")] == ["company:ZYXW.NE"] * 2
    assert ("Zyxo Labs", "company:ZYXW.NE", "short_name") in found
    apart = links("Zyxo Inc. (OTC: ZYXW) and Abco Inc. (OTC: ABCO) grew.")
    assert [entity_id for words, entity_id, _ in apart if words.isupper()] == ["company:ZYXW", "company:ABCO"]


def test_an_aside_between_other_names_is_part_of_none() -> None:
    found = links("Zyxo Labs Inc (Symbol: ZYXW), Abco Mills Inc (Symbol: ABCM) and others grew.")
    assert [words for words, _, cue in found if cue == "short_name"] == ["Zyxo Labs Inc", "Abco Mills Inc"]


def test_a_text_that_gives_one_symbol_is_on_its_firm() -> None:
    entity = Entity("company:ZYXW", "Zyxo", "ORG", "ZYXW")
    given, named = Link(0, 4, "TICKER", entity, "symbol"), Link(0, 4, "ORG", entity, "short_name")
    other = Link(9, 12, "TICKER", Entity("company:ABC", "ABC", "ORG", "ABC"), "symbol")
    plain = replace(other, cue="alias")
    assert only_marked([[named, given], [plain], [named]]) == {"company:ZYXW"}
    assert only_marked([[named, given], [other], [named]]) == set()  # two symbols
    assert only_marked([[plain], [named, given], [named]]) == set()  # opens with another
    assert only_marked([[], [], [], [], [named, given], [named]]) == set()  # comes to it late
    assert only_marked([[named, given]]) == set()  # in passing
    assert often([named, given]) == ("ZYXW",)
    cued = replace(plain, cue="shares_word")
    assert often([cued, plain]) == ()
    assert often([cued, plain, plain]) == ("ABC",)


def test_a_word_in_capitals_is_the_symbol_that_the_text_gave() -> None:
    marked = "Maplebear Inc (Symbol: CART) saw volume of 50,055 contracts, or 3% of CART's average. "
    assert ("CART", "company:CART", "name+ticker") in links(marked)
    assert [each for each in links("It was 3% of CART's average.") if each[0] == "CART"] == []
    assert ("AI", "name+ticker") not in [(w, cue) for w, _, cue in links("Acme (NYSE: AI) sells what AI's users want.")]
    title = links("CART Options Begin Trading", tickers=("CART",), title=marked)
    assert [entity_id for words, entity_id, _ in title if words == "CART"] in ([], ["company:CART"])


@pytest.mark.parametrize(
    ("code", "entity_id"),
    [
        ("TICKER:GOOG", "company:GOOGL"),
        ("TICKER:BRK.A", "company:BRK-B"),
        ("TICKER:7203", "company:TM"),
        ("TICKER:7203.T", "company:TM"),
        ("TICKER:HSBA.L", "company:HSBC"),
    ],
)
def test_another_class_of_shares_is_the_firms(code: str, entity_id: str) -> None:
    assert understand.entity_of(code) == entity_id


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("The Fed raised its benchmark overnight lending rate to 5.5%.", True),
        ("The benchmark overnight lending rate stands at 5.5%.", True),
        ("Japan's shares rose while the Fed left its benchmark overnight lending rate at 5.5%.", True),
        ("The ECB moved after the federal funds rate had been raised.", True),
        ("The Bank of Japan raised its benchmark overnight lending rate to 0.25%.", False),
        ("Turkey's central bank left its benchmark overnight lending rate at 50%.", False),
        ("The Fed paused while Brazil's central bank raised its benchmark overnight lending rate.", False),
        ("The Bank of Canada met on Friday. It cut its benchmark overnight lending rate to 4.5%.", False),
    ],
)
def test_another_central_banks_rate_is_not_the_feds(text: str, linked: bool) -> None:
    assert ("rate:FFR" in [entity_id for _, entity_id, _ in links(text)]) is linked
