"""feeds.yaml: the packaged one is complete, a user's one goes over it, and each mistake names its line."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import config, yaml_nodes
from aggregator.errors import ConfigError, UsageError
from aggregator.records import TOPICS

REPO = Path(__file__).resolve().parents[1]
ONE_FEED = "feeds:\n  - {name: A, url: 'https://a.example/rss', source: a}\n"


def load(tmp_path: Path, text: str, **environ: str) -> config.Config:
    path = tmp_path / "feeds.yaml"
    path.write_text(text, encoding="utf-8")
    return config.load(path, environ=environ)


# --- the packaged file ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def packaged() -> config.Config:
    return config.load(None, environ={})


def test_packaged_feeds_cover_what_the_product_is_about(packaged: config.Config) -> None:
    on = [feed for feed in packaged.feeds if feed.enabled]
    assert len(on) >= 50
    for topic in ("small_caps", "inflation", "fed", "labor"):
        assert len({feed.source for feed in on if topic in feed.topics}) >= 1, topic
    assert all(feed.url.startswith("https://") for feed in packaged.feeds)
    assert all(re.fullmatch(r"[a-z]+", feed.source) for feed in packaged.feeds)


def test_every_feed_that_is_off_says_why() -> None:
    lines = config.packaged_feeds().read_text(encoding="utf-8").splitlines()
    reasons = 0
    for above, line in itertools.pairwise(lines):
        if "enabled: false" in line:
            assert "# Off:" in above or "enabled: false" in above, line
            reasons += "# Off:" in above
    assert reasons >= 5


def test_packaged_instruments_follow_the_contract(packaged: config.Config) -> None:
    by_entity = {one.entity_id: one for one in packaged.instruments}
    contract = {
        "index:RUT": "^RUT",
        "index:SPX": "^GSPC",
        "index:NDX": "^NDX",
        "index:COMP": "^IXIC",
        "index:DJI": "^DJI",
        "index:VIX": "^VIX",
        "rate:UST2Y": "DGS2",
        "rate:UST10Y": "DGS10",
        "rate:UST30Y": "DGS30",
        "rate:FFR": "DFEDTARU",
        "fx:DXY": "DX-Y.NYB",
        "group:SMALL_CAPS": "^RUT",
        "fund:QQQS": "QQQS",
    }
    assert {entity: by_entity[entity].symbol for entity in contract} == contract
    assert by_entity["index:RUT"].history == "^RUT_LONG"
    assert by_entity["index:RUT"].funds[0] == "IWM"
    assert [by_entity[entity].funds[0] for entity in ("index:SPX", "index:NDX", "index:DJI")] == ["SPY", "QQQ", "DIA"]
    assert by_entity["fund:IWM"].benchmark == "SPY"


def test_packaged_symbols_are_all_defined(packaged: config.Config) -> None:
    known = {one.symbol for one in packaged.instruments}
    used = {symbol for symbols in packaged.proxies.values() for symbol in symbols} | set(packaged.watch)
    used |= {one.benchmark for one in packaged.instruments if one.benchmark}
    assert used <= known
    assert set(packaged.proxies) == set(TOPICS) - {"politics", "other"}


def test_no_alias_names_two_entities(packaged: config.Config) -> None:
    owner: dict[str, str] = {}
    for one in packaged.instruments:
        for alias in (one.name, *one.aliases):
            assert owner.setdefault(alias.casefold(), one.entity_id) == one.entity_id, alias


def test_user_agent_carries_the_version_and_no_empty_contact(packaged: config.Config) -> None:
    version = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert packaged.user_agent.endswith(f"aggregator/{version.rsplit('.', 1)[0]})")
    assert packaged.contact == ""


def test_real_replay_like_list_loads(tmp_path: Path) -> None:
    text = 'feeds:\n  - {name: "Caf\\u00e9 Wire", url: "http://127.0.0.1:8799/feeds/x.xml", source: x}\n'
    assert load(tmp_path, text).feeds[0].name == "Café Wire"


# --- a user's file ----------------------------------------------------------------------------------------------------


def test_feeds_alone_are_enough(tmp_path: Path, packaged: config.Config) -> None:
    mine = load(tmp_path, ONE_FEED)
    assert [feed.name for feed in mine.feeds] == ["A"]
    assert (mine.feeds[0].every_s, mine.feeds[0].enabled) == (1800, True)
    assert mine.instruments == packaged.instruments
    assert mine.path == tmp_path / "feeds.yaml"


def test_a_users_file_goes_over_the_defaults_key_by_key(tmp_path: Path, packaged: config.Config) -> None:
    text = ONE_FEED + (
        "allow_hosts: [127.0.0.1, '[::1]', Feeds.Local]\n"
        "contact: me@example.org\n"
        "instruments:\n"
        "  - {entity: 'fund:IWM', symbol: IWM, benchmark: QQQ}\n"
        "  - {entity: 'company:XMPL', symbol: XMPL, name: Example Corp, aliases: [Example]}\n"
        "proxies: {fed: [DGS10], credit: }\n"
        "watch: [ON, IT, NO]\n"
        "searches: {Forecasts about the Fed: null, Mine: 'ticker:IWM'}\n"
    )
    mine = load(tmp_path, text)
    by_entity = {one.entity_id: one for one in mine.instruments}
    assert mine.allow_hosts == {"127.0.0.1", "::1", "feeds.local"}
    assert mine.user_agent.endswith("; +me@example.org)")
    assert by_entity["fund:IWM"].benchmark == "QQQ"
    assert by_entity["company:XMPL"].aliases == ("Example",)
    assert by_entity["index:RUT"] in packaged.instruments
    assert (mine.proxies["fed"], mine.proxies["credit"]) == (("DGS10",), ())
    assert mine.proxies["small_caps"] == packaged.proxies["small_caps"]
    assert mine.watch == ("ON", "IT", "NO")  # tickers, not YAML's true and false
    assert mine.searches == {"Small caps and rate cuts": 'topic:small_caps "rate cuts"', "Mine": "ticker:IWM"}


def test_feed_fields(tmp_path: Path) -> None:
    text = (
        "feeds:\n  - name: B\n    url: HTTPS://News.Example/A?b=C\n    source: b\n    topics: [fed, fed, rates]\n"
        "    every: 2h\n    enabled: no\n    selectors: {body: article.main}\n"
    )
    feed = load(tmp_path, text).feeds[0]
    assert feed.url == "https://news.example/A?b=C"
    assert (feed.topics, feed.every_s, feed.enabled) == (("fed", "rates"), 7200, False)
    assert feed.selectors == {"body": "article.main"}


def test_selectors_are_those_that_pages_are_read_by() -> None:
    from aggregator.articles import sites

    assert config.SELECTORS == sites.RULES


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90s", 90), ("30m", 1800), ("1h", 3600), ("1d", 86400), ("0", None), ("32d", None), ("1w", None),
     ("-5", None), ("1.5h", None), ("", None), ("9" * 40, None)],
)  # fmt: skip
def test_durations(text: str, seconds: int | None) -> None:
    assert config.parse_duration(text) == seconds


def test_one_address_under_two_spellings_of_one_outlet_is_read_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = ONE_FEED + "  - {name: a, url: 'https://A.example/rss', source: a}\n"
    assert [feed.name for feed in load(tmp_path, text).feeds] == ["A"]
    assert "repeated_feed" in caplog.text


MISTAKES = {
    "unknown key": ("feed: []\n", 1, "feed", "did you mean 'feeds'?"),
    "no feeds": ("watch: [IWM]\n", 1, "feeds is missing", "add feeds:"),
    "feeds no list": ("feeds: {a: b}\n", 1, "expected a list, found a mapping", None),
    "unknown feed key": (
        "feeds:\n  - name: A\n    url: https://a.example\n    source: a\n    enable: no\n",
        5,
        "feeds[0].enable",
        "did you mean 'enabled'?",
    ),
    "selector": (ONE_FEED.replace("source: a", "source: a, selectors: {boddy: p}"), 2, "selectors.boddy", "'body'?"),
    "no source": ("feeds:\n  - {name: A, url: 'https://a.example'}\n", 2, "source is missing", "add source:"),
    "null name": ("feeds:\n  - {name: , url: 'https://a.example', source: a}\n", 2, "name is missing", None),
    "ftp": ("feeds:\n\n  - {name: A, url: 'ftp://a.example/x', source: a}\n", 3, "feeds[0].url", "https://"),
    "no host": ("feeds:\n  - {name: A, url: 'https:///x', source: a}\n", 2, "no http(s) address", None),
    "bad port": ("feeds:\n  - {name: A, url: 'https://a.example:x/', source: a}\n", 2, "no address", None),
    "topic": (ONE_FEED.replace("source: a", "source: a, topics: [smallcaps]"), 2, "topics[0]", "'small_caps'?"),
    "every": (ONE_FEED.replace("source: a", "source: a, every: 1 hour"), 2, "no time span", "30m"),
    "enabled": (ONE_FEED.replace("source: a", "source: a, enabled: 1"), 2, "expected true or false", None),
    "same name": (ONE_FEED + "  - {name: A, url: 'https://b.example', source: b}\n", 3, "name of line 2", None),
    "same address": (ONE_FEED + "  - {name: B, url: 'https://a.example/rss', source: b}\n", 3, "'A' again", None),
    "key twice": (ONE_FEED + "watch: [A]\nwatch: [B]\n", 4, "watch: stands twice", "keep one"),
    "host": (ONE_FEED + "allow_hosts: ['http://127.0.0.1']\n", 3, "allow_hosts[0]", "bare name"),
    "entity": (ONE_FEED + "instruments:\n  - {entity: RUT, symbol: ^RUT}\n", 4, "no entity id", "index:RUT"),
    "entity twice": (
        ONE_FEED + "instruments:\n  - {entity: 'fund:A', symbol: A}\n  - {entity: 'fund:A', symbol: B}\n",
        5,
        "fund:A stands twice",
        None,
    ),
    "symbol": (ONE_FEED + "watch: [IWM, 'I WM']\n", 3, "watch[1]", None),
    "proxy topic": (ONE_FEED + "proxies: {inflatoin: [TIP]}\n", 3, "proxies.inflatoin", "'inflation'?"),
    "search": (ONE_FEED + "searches: {mine: [a]}\n", 3, "searches.mine", None),
    "header": (ONE_FEED + 'contact: "a\\r\\nX-Evil: 1"\n', 3, "control characters", None),
    "accent": (ONE_FEED + 'user_agent: "é"\n', 3, "ASCII", None),
    "scalar root": ("just words\n", 1, "expected a mapping", None),
    "empty": ("# nothing\n", 1, "empty", "feeds:"),
    "broken": ("feeds:\n  - {name: A\n", 3, "not valid YAML", None),
    "tab": ("feeds:\n\t- a\n", 2, "not valid YAML", None),
    "two documents": (ONE_FEED + "---\n" + ONE_FEED, 3, "not valid YAML", None),
    "alias bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nfeeds: [*b, *b]\n", 2, "aliases", "write the value out"),
    "deep": ("feeds: " + "[" * 40 + "]" * 40 + "\n", 1, "nested deeper", None),
    "tag": ("feeds: !!python/object/apply:os.getcwd []\nwatch: 3\n", 2, "watch: expected a list", None),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_each_mistake_names_file_line_and_key(case: str, tmp_path: Path) -> None:
    text, line, words, remedy = MISTAKES[case]
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert caught.value.message.startswith(f"{tmp_path / 'feeds.yaml'}:{line}: "), caught.value.message
    assert words in caught.value.message
    if remedy:
        assert remedy in str(caught.value.remedy)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file") as caught:
        config.load(tmp_path / "none.yaml", environ={})
    assert "--feeds" in str(caught.value.remedy)
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b"#" * (yaml_nodes.MAX_BYTES + 1))
    with pytest.raises(ConfigError, match="larger than"):
        config.load(huge, environ={})


@given(st.one_of(st.binary(max_size=200), st.text("feds:[]{}&*!-\n 'aA\"|>#%?,", max_size=80).map(str.encode)))
def test_any_bytes_are_a_document_or_a_config_error(raw: bytes) -> None:
    import yaml

    with contextlib.suppress(ConfigError):
        yaml_nodes.parse(raw, "f.yaml", yaml).fields(config.KEYS, required=("feeds",))


# --- environment and times --------------------------------------------------------------------------------------------


def test_environment_names_the_files(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(ONE_FEED, encoding="utf-8")
    environ = {"AGGREGATOR_FEEDS": str(path), "AGGREGATOR_DB": str(tmp_path / "x.db")}
    assert config.load(None, environ=environ).path == path
    assert config.default_db(environ) == tmp_path / "x.db"
    assert config.default_db({}) == config.data_dir() / "aggregator.db"
    assert config.load(None, environ={"AGGREGATOR_FEEDS": ""}).path == config.packaged_feeds()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-07-15", "2024-07-15T00:00:00+00:00"),
        ("2024-07-15T12:00", "2024-07-15T12:00:00+00:00"),
        (" 2024-07-15 12:00:30Z ", "2024-07-15T12:00:30+00:00"),
        ("2024-07-15T08:00-04:00", "2024-07-15T12:00:00+00:00"),
    ],
)
def test_times_are_utc(text: str, iso: str) -> None:
    at = config.parse_time(text, flag="--now")
    assert at.isoformat() == iso
    assert at.tzinfo is dt.UTC


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-01", "15.07.2024", "0001-01-01T00:00+14:00"])
def test_a_bad_time_names_its_flag(text: str) -> None:
    with pytest.raises(UsageError, match="--as-of"):
        config.parse_time(text, flag="--as-of")


def test_simulated_now() -> None:
    assert config.simulated_now({}) is None
    assert config.simulated_now({"AGGREGATOR_NOW": "2024-07-15"}) == dt.datetime(2024, 7, 15, tzinfo=dt.UTC)
    with pytest.raises(UsageError, match="AGGREGATOR_NOW"):
        config.simulated_now({"AGGREGATOR_NOW": "soon"})
