"""Bounds on pages, so that no markup can cost more than seconds.

Measured on real pages: at most 2,600 elements, 51 levels, 33,000 element-levels, 64 attributes on one element. Above
the bounds the work of parsers grows with the square of the input.
"""

from __future__ import annotations

import re

from lxml import etree

from aggregator.errors import ExtractError

MAX_NODES = 30_000
MAX_DEPTH = 120
# Sum of all elements' depths: what any step costs that looks from each element to its ancestors or at all its text.
MAX_LEVELS = 250_000
MAX_ATTRIBUTES = 1_000
# Lists, tables and articles, and cells at half the weight: the extractor looks from each at all others.
MAX_BLOCKS = 3_000.0
_BLOCKS = {"table": 1.0, "ul": 1.0, "ol": 1.0, "dl": 1.0, "article": 1.0, "td": 0.5, "th": 0.5}
_NAME = r"[^\s/>=]++"
_VALUE = r"(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+"
_ATTRIBUTE = re.compile(rf"(?:=|{_NAME}){_VALUE}")
_LONG_TAG = re.compile(rf"<[a-zA-Z][^\s/>]*+((?:[\s/]++|(?:=|{_NAME}){_VALUE})*+)")


def refuse_attributes(source: str, item: str) -> None:
    """Raises ExtractError `too_large` for an element with more attributes than any page has; before parsing."""
    for tag in _LONG_TAG.finditer(source):
        attributes = tag[1]
        if len(attributes) > 2 * MAX_ATTRIBUTES and sum(1 for _ in _ATTRIBUTE.finditer(attributes)) > MAX_ATTRIBUTES:
            raise ExtractError(item, f"has an element with over {MAX_ATTRIBUTES} attributes", code="too_large")


def refuse_shape(tree: etree._Element, item: str) -> None:
    """Raises ExtractError `too_deep` or `too_large` for a tree beyond the bounds."""
    depth = count = levels = 0
    blocks = 0.0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth, count = depth + 1, count + 1
        levels += depth
        blocks += _BLOCKS.get(element.tag, 0.0)
        if depth > MAX_DEPTH:
            raise ExtractError(item, f"is nested deeper than {MAX_DEPTH} elements", code="too_deep")
        if count > MAX_NODES or levels > MAX_LEVELS or blocks > MAX_BLOCKS:
            raise ExtractError(item, f"has too many elements (over {count})", code="too_large")
