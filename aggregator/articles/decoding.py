"""Page bytes to characters."""

from __future__ import annotations

import codecs
import re

from aggregator.errors import ExtractError

MAX_BYTES = 10_000_000
_NOT_HTML_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"wOF",
)
_HTML_TYPES = re.compile(
    r"^\s*(?:text/(?:html|plain|xml)|application/(?:xhtml\+xml|xml|octet-stream)|\s*(?:;|$))", re.IGNORECASE
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w:.\-]+)", re.IGNORECASE)
# What browsers do: these labels mean the Windows code page that contains them.
_LABELS = {
    **dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("ks_c_5601-1987", "euc-kr"), "cp949"),
    "shift_jis": "cp932",
}


def decode(html: bytes, content_type: str | None, item: str) -> str:
    """The page's characters: byte order mark, else valid UTF-8, else the header's charset, else the page's own, else
    Windows-1252 with replacements. Valid UTF-8 beats a label, since other text hardly ever is valid UTF-8 by accident.

    Raises ExtractError: `empty`, `too_large` (over 10 MB), `not_html` (by content type, magic number, or no tag).
    """
    if not html.strip(b"\x00 \t\r\n"):
        raise ExtractError(item, "is empty", code="empty")
    if len(html) > MAX_BYTES:
        raise ExtractError(item, f"is larger than {MAX_BYTES} bytes", code="too_large")
    if (content_type and not _HTML_TYPES.match(content_type)) or html.startswith(_NOT_HTML_MAGIC):
        raise ExtractError(item, f"is no HTML ({content_type or 'by its first bytes'})", code="not_html")
    text = _decoded(html, content_type or "")
    if "<" not in text:
        raise ExtractError(item, "has no markup", code="not_html")
    return text


def _decoded(html: bytes, content_type: str) -> str:
    for mark, encoding in _BOMS:
        if html.startswith(mark):
            return html.decode(encoding, "replace")
    try:
        return html.decode("utf-8")
    except UnicodeDecodeError:
        label = _CHARSET.search(content_type) or _CHARSET.search(html[:4096].decode("latin-1"))
        name = label[1].lower() if label else ""
        encoding = _LABELS.get(name, name)
        if not encoding or not _is_text_codec(encoding):
            encoding = "cp1252"
        return html.decode(encoding, "replace")


def _is_text_codec(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding and name.replace("_", "-") != "utf-7"
    except (LookupError, ValueError):
        return False
