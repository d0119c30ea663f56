"""Packed bodies: right, wrong and malicious."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import brotli
import pytest
import zstandard

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
        (brotli.compress(TEXT), "br"),
        (zstandard.compress(TEXT), "zstd"),
        (zstandard.compress(TEXT[:900]) + zstandard.compress(TEXT[900:]), "zstd"),
        (zstandard.compress(TEXT) + b"\0" * 200, "zstd"),
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
        (brotli.compress(TEXT)[:-3], "br", "protocol"),
        (TEXT, "zstd", "protocol"),
        (zstandard.compress(TEXT)[:-3], "zstd", "protocol"),
        (TEXT, "compress", "protocol"),
        (TEXT, "gzip, gzip", "protocol"),
        (gzip.compress(b" " * 100_001), "gzip", "too_large"),
        (b" " * 100_001, "", "too_large"),
    ],
)
def test_refused(packed: bytes, encoding: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_body(cut(packed), encoding, CAP)
    assert caught.value.code == code


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_bomb_in_one_chunk_never_grows(encoding: str) -> None:
    pack = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.compress}[encoding]
    bomb = pack(b" " * 50_000_000)
    assert len(bomb) < 60_000
    tracemalloc.start()
    with pytest.raises(Refusal, match="larger"):
        read_body([bomb], encoding, CAP)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_frame_that_asks_for_too_much_memory_is_refused() -> None:
    params = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=False)
    wide = zstandard.ZstdCompressor(compression_params=params).compressobj()
    packed = wide.compress(TEXT) + wide.flush()
    with pytest.raises(Refusal, match="damaged"):
        read_body([packed], "zstd", CAP)


def test_a_cutting_cap_keeps_the_beginning() -> None:
    cap = Cap(wire_bytes=10_000, body_bytes=50, total_s=1, cut=True)
    assert read_body(cut(gzip.compress(TEXT)), "gzip", cap) == TEXT[:50]
