"""Text as feeds write it: decoding bytes, titles and tags to plain text."""

from __future__ import annotations

import codecs
import html
import re

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"<\x00r\x00", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),  # "<?xm" in EBCDIC
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
# Python also knows codecs that are no character sets; only names that begin like one are believed.
_CHARACTER_SETS = re.compile(
    r"(?:utf-?(?:8|16|32)|iso|latin|cp|koi8|mac|gb|big5|shift|sjis|euc|johab|hz|ascii|tis|ptcp|kz)"
)
_SEVEN_BIT = re.compile(r"(?:iso2022|hz)")

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_C1 = re.compile(r"[\x80-\x9f]")
_TWICE_ENCODED = re.compile(r"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_INLINE = (
    "a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|mark|p|q|s|small|span|strike|strong|sub|sup|tt|u|wbr"
)
_TITLE_TAG = re.compile(rf"</?(?:{_INLINE})(?:[\s/][^<>]*)?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[/!?]?[A-Za-z-][^<>]*>")
_BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|ul|ol|tr|td|th|h[1-6]|table|blockquote|hr)(?:[\s/][^<>]*)?>", re.IGNORECASE)
_MAX_TITLE_CHARS = 10_000
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_HIDDEN = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)


def decode(body: bytes, content_type: str | None = None) -> str:
    """The document as text. Byte order marks win, then valid UTF-8, then the declarations in document and header.

    Valid UTF-8 goes before a declaration because documents are re-encoded on their way more often than their
    declarations are, and because text in another encoding is hardly ever valid UTF-8 by chance.
    """
    for signature, name in _SIGNATURES:
        if body.startswith(signature):
            return body.decode(name, "replace")
    in_document, in_header = _DECLARED.search(body[:1024]), _CHARSET.search(content_type or "")
    names = (in_document[1].decode("ascii") if in_document else "", in_header[1] if in_header else "")
    declared = [name for name in map(_character_set, names) if name]
    if not any(_SEVEN_BIT.match(name) for name in declared):
        declared.insert(0, "utf-8")
    for name in declared:
        try:
            return body.decode(name)
        except (UnicodeError, ValueError):
            continue
    fallback = next((name for name in declared if name != "utf-8"), "cp1252")
    return body.decode(fallback, "replace")


def misdeclared(body: bytes, content_type: str | None) -> str | None:
    """The character set that a document in UTF-8 says it is in, where that is another."""
    in_document, in_header = _DECLARED.search(body[:1024]), _CHARSET.search(content_type or "")
    named = in_document[1].decode("ascii") if in_document else in_header[1] if in_header else ""
    if _character_set(named) in (None, "utf-8") or body.isascii():
        return None
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return named


def _character_set(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name if name else ""
    except LookupError:
        return None
    if found in ("iso8859-1", "ascii"):
        return "cp1252"  # what Latin-1 has meant on the web since before feeds
    return found if _CHARACTER_SETS.match(found) else None


def mend(text: str) -> str:
    """Undo the two usual encoding accidents: UTF-8 encoded twice, and Windows punctuation passed off as Latin-1.

    Both leave control characters from U+0080 to U+009F behind, which no text contains on purpose.
    """
    if not _C1.search(text):
        return text
    text = _TWICE_ENCODED.sub(_decode_again, text)
    return _C1.sub(lambda control: control[0].encode("latin-1").decode("cp1252", "ignore"), text)


def _decode_again(match: re.Match[str]) -> str:
    try:
        return match[0].encode("latin-1").decode("utf-8")
    except UnicodeError:
        return match[0]


def clean(text: str) -> str:
    """Without the characters that XML and databases refuse."""
    return _NOT_TEXT.sub("", text)


def title_text(value: str) -> str:
    """A title as plain text: inline tags stripped, entities decoded (also doubly escaped ones), one line."""
    text = html.unescape(_TITLE_TAG.sub("", value[:_MAX_TITLE_CHARS]))
    text = html.unescape(_TITLE_TAG.sub("", text))
    return " ".join(clean(text).split())


def plain(value: str) -> str:
    """HTML as one line of text, roughly: for listings, not for reading."""
    text = _ANY_TAG.sub("", _BLOCK_TAG.sub(" ", _HIDDEN.sub(" ", value)))
    return " ".join(clean(html.unescape(text)).split())


def as_html(text: str) -> str:
    """Plain text as HTML; several paragraphs as such."""
    paragraphs = [html.escape(p.strip(), quote=False) for p in _PARAGRAPH.split(text) if p.strip()]
    return "".join(f"<p>{p}</p>" for p in paragraphs) if len(paragraphs) > 1 else "".join(paragraphs)
