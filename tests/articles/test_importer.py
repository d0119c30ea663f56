"""Archives: what each kind of file gives, and that a bad line costs only itself."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.articles import importer
from aggregator.errors import ItemError
from aggregator.records import Article

NOW = dt.datetime(2024, 7, 15, 12, tzinfo=dt.UTC)
ROW = {"title": "Stocks rise", "body": "They rose.", "published": "2023-03-02T09:30:00-05:00", "source": "Example Wire"}


def read(path: Path, **options: object) -> list[Article | ItemError]:
    return list(importer.read(path, **{"source": None, "first_seen_at": NOW, **options}))  # type: ignore[arg-type]


def one(path: Path, **options: object) -> Article:
    (item,) = read(path, **options)
    assert isinstance(item, Article), item
    return item


def write(folder: Path, *rows: object, name: str = "a.jsonl") -> Path:
    path = folder / name
    data = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_rows(tmp_path: Path, name: str) -> None:
    url = "https://example.com/x?utm_source=y"
    article = one(write(tmp_path, {**ROW, "url": url, "tickers": ["iwm", "SPY"], "id": "7"}, name=name))
    assert (article.title, article.text, article.source) == ("Stocks rise", "They rose.", "Example Wire")
    assert article.knowable_at == dt.datetime(2023, 3, 2, 14, 30, tzinfo=dt.UTC)
    assert article.published is not None
    assert (article.published.source, article.origin, article.tickers) == ("import", "import", ("IWM", "SPY"))
    assert not article.partial


@pytest.mark.parametrize(
    ("published", "precision", "known", "excluded"),
    [
        ("2023-03", "month", None, "doubtful"),
        ("2023", "year", None, "doubtful"),
        ("2023-03-02", "day", "2023-03-03T04:59:59", None),
        ("2023-03-02T09:30:00", "second", "2023-03-02T09:30:00", None),
        ("2023-03-02T00:00:00Z", "second", "2023-03-02T00:00:00", None),
    ],
)
def test_precision(tmp_path: Path, published: str, precision: str, known: str | None, excluded: str | None) -> None:
    article = one(write(tmp_path, {**ROW, "published": published}))
    assert article.published is not None
    assert article.published.precision == precision
    assert article.knowable_at == (dt.datetime.fromisoformat(known).replace(tzinfo=dt.UTC) if known else None)
    assert article.excluded == excluded


def test_undated_and_headline_only_rows_are_kept(tmp_path: Path) -> None:
    article = one(write(tmp_path, {"title": "Only a headline", "body": None, "published": None}))
    assert (article.text, article.partial, article.excluded) == ("Only a headline", True, "undated")
    assert article.source == "a"


def test_source_argument_beats_the_row(tmp_path: Path) -> None:
    assert one(write(tmp_path, ROW), source="mine").source == "mine"


def test_bad_lines_name_file_and_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    rows = (ROW, "{broken", "[1]", {**ROW, "published": "soon"}, {"title": ""}, {**ROW, "body": ["x"]}, "", ROW)
    path = write(tmp_path, *rows)
    found = read(path)
    errors = [item for item in found if isinstance(item, ItemError)]
    assert [error.code for error in errors] == ["bad_json", "bad_row", "bad_date", "empty", "bad_row"]
    assert [error.item for error in errors] == [f"{path}:{line}" for line in (2, 3, 4, 5, 6)]
    assert len(found) == 7


def test_oversized_line_is_read_past(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "MAX_LINE_BYTES", 200)
    first, second = read(write(tmp_path, {**ROW, "body": "x" * 5_000}, ROW))
    assert isinstance(first, ItemError)
    assert first.code == "too_large"
    assert isinstance(second, Article)


def test_same_row_is_the_same_article(tmp_path: Path) -> None:
    first, second = (one(write(tmp_path, ROW, name=name)) for name in ("a.jsonl", "b.jsonl"))
    assert (first.id, first.revision_id) == (second.id, second.revision_id)


def test_page_dates_itself_and_text_is_undated(tmp_path: Path) -> None:
    html = tmp_path / "p.html"
    html.write_text(
        '<html><head><meta property="article:published_time" content="2024-07-01T10:00:00Z"></head><body><article>'
        "<h1>Saved page</h1><p>Shares of smaller companies rose for a third session as traders bet on cuts.</p>"
        "</article></body></html>"
    )
    assert one(html).knowable_at == dt.datetime(2024, 7, 1, 10, tzinfo=dt.UTC)
    text = tmp_path / "t.txt"
    text.write_text("A headline |\n\nFirst paragraph.\n\nSecond one.\n")
    article = one(text)
    assert (article.title, article.text) == ("A headline", "First paragraph.\nSecond one.")
    assert article.excluded == "undated"
    assert one(text, published=NOW).knowable_at == NOW


def test_files_that_cannot_be_read_are_errors(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"1")
    (tmp_path / "e.txt").write_text(" ")
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * 9)[:20])
    (tmp_path / "bad.html").write_bytes(b"%PDF-")
    for name in ("none.jsonl", "x.bin", "e.txt", "cut.jsonl.gz", "bad.html"):
        assert isinstance(read(tmp_path / name)[-1], ItemError), name


@pytest.mark.parametrize("name", ["x.txt", "x.html", "x.md"])
@pytest.mark.parametrize(
    "data",
    [b"<p>Stocks\x00 rose on Friday.</p>", b"<p>Stocks rose.</p>" + bytes(range(1, 9)) * 9],
    ids=["nul", "control"],
)
def test_binary_files_are_refused(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (error,) = read(tmp_path / name)
    assert isinstance(error, ItemError)
    assert (error.item, error.code) == (str(tmp_path / name), "binary")


def test_bytes_that_are_no_utf8_are_refused_and_a_stray_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"A headline\n" + bytes(range(128, 256)))
    (error,) = read(path)
    assert isinstance(error, ItemError)
    assert error.code == "binary"
    path.write_bytes(b"A headline\nThe caf\xe9 chain's shares rose by a tenth on Friday.")
    assert "chain's shares" in one(path).text


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["f.jsonl", "f.jsonl.gz", "f.txt", "f.html"]))
def test_any_bytes_give_articles_or_errors(tmp_path: Path, data: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert all(isinstance(item, (Article, ItemError)) for item in read(tmp_path / name))


def test_a_text_says_its_language_where_no_row_names_it(tmp_path: Path) -> None:
    german = "Die Aktien der Beispiel AG sind am Freitag nach starken Zahlen um vier Prozent gestiegen."
    english = "Shares of Example Corp. rose four percent on Friday after the company reported strong figures."
    bare = {name: value for name, value in ROW.items() if name != "body"}
    found = read(write(tmp_path, {**bare, "body": german}, {**bare, "body": english}, {**bare, "language": "fr"}))
    assert [item.language for item in found if isinstance(item, Article)] == ["de", "en", "fr"]
    text = tmp_path / "note.txt"
    text.write_text(f"Beispiel AG\n{german}", encoding="utf-8")
    assert one(text).language == "de"
