"""Unpacks a compressed body piece by piece, so that a bomb is noticed before it has grown."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from aggregator.fetch.guard import Cap, Refusal

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
_PIECE = 256 * 1024
_MAX_WINDOW = 8 * 1024 * 1024
"""What a zstd frame may make us hold while unpacking: what RFC 9659 allows it on the web."""
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_SLICE = 64  # bytes given at once: a block takes four and becomes at most 128 KiB


def read_body(chunks: Iterable[bytes], encoding: str, cap: Cap) -> bytes:
    """The whole body, unpacked. Raises `Refusal`: too_large over `cap.body_bytes`, protocol for damaged packing."""
    body = bytearray()
    for piece in _pieces(chunks, encoding.strip().lower()):
        body += piece
        if len(body) > cap.body_bytes:
            if cap.cut:
                return bytes(body[: cap.body_bytes])
            raise Refusal("too_large", f"the body is larger than {cap.body_bytes} bytes")
    return bytes(body)


def _pieces(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    if encoding in ("", "identity"):
        return iter(chunks)
    if encoding in ("gzip", "x-gzip"):
        return _inflate(chunks, 16 + zlib.MAX_WBITS)
    if encoding == "deflate":
        return _inflate(chunks, zlib.MAX_WBITS)
    if encoding == "br":
        return _unbrotli(chunks)
    if encoding == "zstd":
        return _unzstd(chunks)
    raise Refusal("protocol", f"the body is packed as {encoding!r}, which was not asked for")


def _inflate(chunks: Iterable[bytes], window: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(window)
    started = False
    for chunk in chunks:
        data = chunk
        while data:
            if unpacker.eof:
                if window == zlib.MAX_WBITS or not data.startswith(b"\x1f\x8b"):
                    return  # padding after the end
                unpacker = zlib.decompressobj(window)
            try:
                piece = unpacker.decompress(data, _PIECE)
            except zlib.error as error:
                if started or window != zlib.MAX_WBITS:
                    raise Refusal("protocol", f"the packed body is damaged ({error})") from None
                window = -zlib.MAX_WBITS  # "deflate" without its wrapper: wrong, and common
                unpacker = zlib.decompressobj(window)
                continue
            started = True
            data = unpacker.unconsumed_tail or unpacker.unused_data
            yield piece
    if started and not unpacker.eof:
        raise Refusal("protocol", "the packed body is cut short")


def _unbrotli(chunks: Iterable[bytes]) -> Iterator[bytes]:
    import brotli

    unpacker = brotli.Decompressor()
    started = False
    try:
        for chunk in chunks:
            if unpacker.is_finished():
                return  # padding after the end
            started = True
            yield unpacker.process(chunk, output_buffer_limit=_PIECE)
            while not unpacker.can_accept_more_data():
                yield unpacker.process(b"", output_buffer_limit=_PIECE)
    except brotli.error as error:
        raise Refusal("protocol", f"the packed body is damaged ({error})") from None
    if started and not unpacker.is_finished():
        raise Refusal("protocol", "the packed body is cut short")


def _unzstd(chunks: Iterable[bytes]) -> Iterator[bytes]:
    import zstandard

    frames = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
    unpacker, begun = frames.decompressobj(), False
    try:
        for chunk in chunks:
            for start in range(0, len(chunk), _ZSTD_SLICE):
                data = chunk[start : start + _ZSTD_SLICE]
                while data:
                    if unpacker.eof:
                        if not data.startswith(_ZSTD_MAGIC[: len(data)]):
                            return  # padding after the end
                        unpacker = frames.decompressobj()
                    begun = True
                    yield unpacker.decompress(data)
                    data = unpacker.unused_data if unpacker.eof else b""
    except zstandard.ZstdError as error:
        raise Refusal("protocol", f"the packed body is damaged ({error})") from None
    if begun and not unpacker.eof:
        raise Refusal("protocol", "the packed body is cut short")
