"""The formats of the digest, in one table."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

from aggregator.digests.document import Digest, Renderer
from aggregator.digests.render_html import html
from aggregator.digests.render_markdown import markdown
from aggregator.digests.render_text import text
from aggregator.errors import UsageError


def as_json(digest: Digest) -> str:
    """The document as it is, times in UTC; `schema_version` rises when a key changes its meaning."""
    return json.dumps(_plain(digest), ensure_ascii=False, indent=2) + "\n"


RENDERERS: Final[Mapping[str, Renderer]] = {"text": text, "md": markdown, "html": html, "json": as_json}


def render(digest: Digest, form: str) -> str:
    """The digest in one of the formats. UsageError for another."""
    if form not in RENDERERS:
        raise UsageError(f"--format: {form!r} is none of its values", remedy=f"use one of: {', '.join(RENDERERS)}")
    return RENDERERS[form](digest)


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, dt.date) else value
