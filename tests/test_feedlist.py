"""Edits of feeds.yaml change the rows that are meant, and not a comment more."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import config, feedlist
from aggregator.errors import ConfigError
from aggregator.records import Feed

NEW = Feed("New: one", "https://new.example/f?a=1#x", "new", ("fed",), adaptive=True)
ROW = '{name: "New: one", url: "https://new.example/f?a=1#x", source: new, topics: [fed]}'

BLOCK = """# mine
contact: me@desk.example   # so that they can reach me
feeds:
  # the Fed
  - {name: A, url: "https://a.example/f", source: a}  # first
  - name: B
    url: 'https://b.example/f'
    source: b
    # what b is about
    topics:
      - fed
      - rates
  # the end of the list

watch: [ON, IT]
"""


def test_a_row_is_added_at_the_end_and_all_else_stays() -> None:
    edited = feedlist.add(BLOCK, [NEW])
    assert edited == BLOCK.replace("      - rates\n", f"      - rates\n  - {ROW}\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("feeds:\n", f"feeds:\n  - {ROW}\n"),
        ("feeds:  # none yet\nwatch: []\n", f"feeds:  # none yet\n  - {ROW}\nwatch: []\n"),
        ("feeds: []", f"feeds: [{ROW}]"),
        ("feeds: [{name: A, url: 'https://a.example', source: a}] # x\n",
         f"feeds: [{{name: A, url: 'https://a.example', source: a}}, {ROW}] # x\n"),
        ("feeds:\n- {name: A, url: 'https://a.example', source: a}",
         f"feeds:\n- {{name: A, url: 'https://a.example', source: a}}\n- {ROW}\n"),
        ("feeds:\r\n  - {name: A, url: 'https://a.example', source: a}\r\nwatch: [A]\r\n",
         f"feeds:\r\n  - {{name: A, url: 'https://a.example', source: a}}\r\n  - {ROW}\r\nwatch: [A]\r\n"),
    ],
)  # fmt: skip
def test_every_way_to_write_a_list(text: str, expected: str) -> None:
    assert feedlist.add(text, [NEW]) == expected


def test_a_row_is_removed_with_its_own_lines_only() -> None:
    without_b = feedlist.remove(BLOCK, "B", "https://b.example/f")
    assert "name: B" not in without_b
    assert "# the Fed" in without_b
    assert "# the end of the list" in without_b
    assert "# first" in without_b
    without_a = feedlist.remove(BLOCK, "A", "https://a.example/f")
    assert without_a == BLOCK.replace('  - {name: A, url: "https://a.example/f", source: a}  # first\n', "")


def test_the_last_row_leaves_an_empty_list() -> None:
    text = "feeds:\n  - {name: A, url: 'https://a.example', source: a}\nwatch: [A]\n"
    assert feedlist.remove(text, "A", "https://a.example") == "feeds:\n  []\nwatch: [A]\n"
    assert feedlist.remove("feeds: [{name: A, url: u, source: a}]", "A", "u") == "feeds: []"


@pytest.mark.parametrize("place", range(3))
def test_rows_of_a_flow_list(place: int) -> None:
    rows = ["{name: A, url: a, source: x}", "{name: B, url: b, source: x}", "{name: C, url: c, source: x}"]
    edited = feedlist.remove(f"feeds: [{', '.join(rows)}]", "ABC"[place], "")
    assert yaml.safe_load(edited)["feeds"] == [yaml.safe_load(row) for n, row in enumerate(rows) if n != place]


@pytest.mark.parametrize("text", ["", "feeds: 3\n", "[1]", "feeds:\n  - {name: A\n", "a: b\n"])
def test_a_file_without_a_list_says_so(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        feedlist.add(text, [NEW])
    assert caught.value.remedy


def test_a_row_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ConfigError, match="no row"):
        feedlist.remove(BLOCK, "C", "https://c.example")


def test_the_packaged_list_takes_edits_and_a_copy_of_it_is_a_users_file(tmp_path: Path) -> None:
    packaged = feedlist.read(config.packaged_feeds())
    own = tmp_path / "deep" / "feeds.yaml"
    feedlist.write(own, feedlist.own_copy(packaged))
    before = config.load(own, environ={})
    assert before.feeds == config.load(config.packaged_feeds(), environ={}).feeds
    feedlist.write(own, feedlist.add(own.read_text(), [NEW]))
    after = config.load(own, environ={})
    assert after.feeds == (*before.feeds, NEW)
    text = own.read_text()
    names = [feed.name for feed in after.feeds]
    random.Random(7).shuffle(names)
    for name in names[:12]:
        text = feedlist.remove(text, name, "")
        assert text.count("\n  #") == packaged.split("feeds:", 1)[1].split("\ninstruments")[0].count("\n  #")
    feedlist.write(own, text)
    assert sorted(feed.name for feed in config.load(own, environ={}).feeds) == sorted(names[12:])


def test_writing_keeps_links_and_modes(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_text("feeds: []\n")
    real.chmod(0o640)
    link.symlink_to(real)
    feedlist.write(link, "feeds:\n")
    assert link.is_symlink()
    assert real.read_text() == "feeds:\n"
    assert real.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


NAMES = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30).filter(
    lambda text: text.isprintable() and text.strip() == text and text
)


@settings(max_examples=60)
@given(NAMES, NAMES, st.integers(1, 31 * 86400), st.booleans())
def test_any_name_is_read_back_as_it_was(name: str, source: str, every_s: int, adaptive: bool) -> None:
    feed = Feed(name, "https://a.example/f", source, every_s=config.EVERY_S if adaptive else every_s, adaptive=adaptive)
    text = feedlist.add("feeds:\n", [feed])
    path_free = config._feeds(config.yaml_nodes.parse(text.encode(), "x", yaml).mapping()["feeds"])
    assert path_free == (feed,)
    assert yaml.safe_load(feedlist.remove(text, name, ""))["feeds"] == []
