"""Packed bodies: right, wrong and malicious."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest

from aggregator.fetch.guard import Cap, Refusal
from aggregator.fetch.unpack import read_body

CAP = Cap(wire_bytes=10_000, body_bytes=100_000, total_s=1)
TEXT = b"<rss>" + b"Small caps rose. " * 500 + b"</rss>"


def cut(data: bytes, size: int = 97) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT), " X-GZip "),
        (zlib.compress(TEXT), "deflate"),
        (raw_deflate(TEXT), "deflate"),
        (gzip.compress(TEXT[:900]) + gzip.compress(TEXT[900:]), "gzip"),
        (gzip.compress(TEXT) + b"\0" * 200, "gzip"),
    ],
)
def test_unpacked_alike(packed: bytes, encoding: str) -> None:
    assert read_body(cut(packed), encoding, CAP) == TEXT


@pytest.mark.parametrize(
    ("packed", "encoding", "code"),
    [
        (gzip.compress(TEXT)[:-20], "gzip", "protocol"),
        (b"not packed at all", "gzip", "protocol"),
        (b"not packed at all", "deflate", "protocol"),
        (TEXT, "br", "protocol"),
        (TEXT, "gzip, gzip", "protocol"),
        (gzip.compress(b" " * 100_001), "gzip", "too_large"),
        (b" " * 100_001, "", "too_large"),
    ],
)
def test_refused(packed: bytes, encoding: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_body(cut(packed), encoding, CAP)
    assert caught.value.code == code


def test_bomb_in_one_chunk_never_grows() -> None:
    bomb = gzip.compress(b" " * 200_000_000, compresslevel=9)
    tracemalloc.start()
    with pytest.raises(Refusal):
        read_body([bomb], "gzip", CAP)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000


def test_a_cutting_cap_keeps_the_beginning() -> None:
    cap = Cap(wire_bytes=10_000, body_bytes=50, total_s=1, cut=True)
    assert read_body(cut(gzip.compress(TEXT)), "gzip", cap) == TEXT[:50]
