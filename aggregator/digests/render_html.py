"""The digest as HTML that mails well: tables and inline styles, no script, nothing fetched."""

from __future__ import annotations

from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from aggregator.digests.document import Digest
from aggregator.digests.render_text import is_left, span
from aggregator.digests.text import day

# Colours that read on white and, through the dark scheme of the template's style sheet, on black.
TONES: Final = {"good": "#0b6b3a", "bad": "#b3261e", "warn": "#8a5300", "plain": "#1c2024"}


def html(digest: Digest) -> str:
    """The whole page."""
    return _template().render(digest=digest, span=span(digest), day=day, is_left=is_left, tones=TONES)


@cache
def _template() -> Template:
    loader = PackageLoader("aggregator.digests", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("digest.html.jinja")
