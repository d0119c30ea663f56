"""What goes between the crawl and its readers comes out as it went in, and what is no answer is none."""

from __future__ import annotations

import datetime as dt
import io
import pickle
import struct
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import frames
from aggregator.errors import ExtractError
from aggregator.frames import Page, Read
from aggregator.records import Extract, Precision, Stamp, StampSource

TEXTS = st.text(st.characters(exclude_categories=()), max_size=40)  # lone surrogates too
STAMPS = st.builds(
    Stamp,
    st.datetimes(timezones=st.just(dt.UTC)),
    st.sampled_from(get_args(Precision)),
    st.sampled_from(get_args(StampSource)),
)
PAGES = st.builds(Page, st.binary(max_size=200), TEXTS, st.none() | TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=3))
EXTRACTS = st.builds(
    Extract,
    title=TEXTS,
    text=TEXTS,
    published=st.none() | STAMPS,
    updated=st.none() | STAMPS,
    author=st.none() | TEXTS,
    language=st.none() | TEXTS,
    canonical_url=st.none() | TEXTS,
    partial=st.booleans(),
    tickers=st.lists(TEXTS, max_size=4).map(tuple),
)
ERRORS = st.builds(lambda a, b, c, d: ExtractError(a, b, code=c, remedy=d), TEXTS, TEXTS, TEXTS, st.none() | TEXTS)


def plain(found: Read) -> object:
    return found if isinstance(found, Extract) else (found.item, found.reason, found.code, found.remedy)


@given(st.lists(PAGES, max_size=4))
def test_pages_come_out_as_they_went_in(pages: list[Page]) -> None:
    stream = io.BytesIO()
    for page in pages:
        frames.send_page(stream, page)
    stream.seek(0)
    assert [frames.receive_page(stream) for _ in pages] == pages
    with pytest.raises(EOFError):
        frames.receive_page(stream)


@given(st.lists(EXTRACTS | ERRORS, max_size=4))
def test_extracts_and_errors_come_out_as_they_went_in(founds: list[Read]) -> None:
    stream = io.BytesIO()
    for found in founds:
        frames.send_found(stream, found)
    stream.seek(0)
    assert [plain(frames.receive_found(stream)) for _ in founds] == [plain(found) for found in founds]


def answer(header: bytes) -> io.BytesIO:
    return io.BytesIO(struct.pack("!II", len(header), 0) + header)


@settings(max_examples=200)
@given(st.binary(max_size=60) | st.binary(max_size=60).map(lambda header: answer(header).getvalue()))
def test_anything_else_is_no_answer(said: bytes) -> None:
    with pytest.raises((EOFError, ValueError)):
        frames.receive_found(io.BytesIO(said))


WHOLE = b'{"title":"a","text":"b","partial":false,"tickers":[],"published":["2024-07-15T00:00:00+00:00","day","feed"]}'


@pytest.mark.parametrize(
    ("there", "instead"),
    [(b'"a"', b"1"), (b"false", b"0"), (b"[]", b'"x"'), (b"[]", b"[1]"), (b'"day"', b'"dayly"'), (b'"feed"', b"[]"),
     (b"2024-07-15T", b"soon"), (b'"day",', b""), (b'"title"', b'"code"'), (b"[]", b"[" * 100_000)],
)  # fmt: skip
def test_every_field_is_checked(there: bytes, instead: bytes) -> None:
    assert isinstance(frames.receive_found(answer(WHOLE)), Extract)
    with pytest.raises(ValueError):  # noqa: PT011 (whatever it is, it is refused)
        frames.receive_found(answer(WHOLE.replace(there, instead)))


def test_sizes_beyond_use_are_not_believed() -> None:
    with pytest.raises(ValueError, match="larger"):
        frames.receive_found(io.BytesIO(b"\xff" * 100))


def test_no_code_comes_out_of_a_frame() -> None:
    with pytest.raises((EOFError, ValueError)):
        frames.receive_found(io.BytesIO(pickle.dumps(print)))
