"""Names of articles: normal addresses, content hashes, ids."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Parameters that say where a reader came from, never which page it is.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_[ce]id|mkt_tok|"
    r"_hsenc|_hsmi|hsctatracking|vero_id|oly_(?:enc|anon)_id|srsltid|cmpid|cmp|ncid|xtor|wt\.\w+|_ga|_gl|guccounter|"
    r"guce_referrer\w*|at_(?:medium|campaign|custom\d)|soc_(?:src|trk)|ftag|taid|smid|icid|rss_?source|__twitter_impression)",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def normal_url(url: str) -> str:
    """The address in normal form: lower-case scheme and host, no default port, tracking, fragment or final slash.

    Parameters that stay are sorted. An address that cannot be parsed comes back stripped, so that it still names
    itself.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return url.strip()
    scheme = parts.scheme.lower()
    if ":" in host:
        host = f"[{host}]"
    if port and port != _DEFAULT_PORTS.get(scheme):
        host = f"{host}:{port}"
    kept = sorted((name, value) for name, value in query if not _TRACKING.fullmatch(name))
    return urlunsplit((scheme, host, _without_end(parts.path), urlencode(kept), ""))


def _without_end(path: str) -> str:
    end = len(path)
    while end and (path[end - 1] == "/" or path[end - 1].isspace()):
        end -= 1
    return path[:end]


def content_hash(title: str, text: str) -> str:
    """SHA-256 over title and text with case and whitespace folded, so that re-typesetting is no revision."""
    folded = (" ".join(unicodedata.normalize("NFKC", part).casefold().split()) for part in (title, text))
    return hashlib.sha256("\n".join(folded).encode("utf-8", "surrogatepass")).hexdigest()


def article_id(*, url: str | None, source: str, guid: str | None, content: str) -> str:
    """16 hex digits that name the article: by address (http and https alike), else source and guid, else content."""
    if url:
        name = "url:" + re.sub(r"^https?://", "", normal_url(url))
    elif guid:
        name = f"guid:{source}\n{guid}"
    else:
        name = f"content:{content}"
    return _short(name)


def revision_id(article: str, content: str) -> str:
    """16 hex digits that name one text of an article."""
    return _short(article + content)


def _short(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
