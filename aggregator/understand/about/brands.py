"""Whose product, unit or chain a subject names: "iPhone sales" are Apple's, "Azure" is Microsoft's. One table."""

from __future__ import annotations

import re
from typing import NamedTuple

from aggregator.understand.view import View


class Row(NamedTuple):
    """Names that mean one firm's goods wherever they stand, and the firm."""

    names: str
    entity_id: str


ROWS = (
    Row(r"iP(?:hone|ad|od)s?|iMacs?|MacBooks?|AirPods|App Store|Vision Pro|iOS|iTunes|iCloud", "company:AAPL"),
    Row(r"Azure|Xbox|Copilot|Windows (?:7|8|10|11|Vista|XP)|Office 365|Microsoft 365", "company:MSFT"),
    Row(r"AWS|Kindles?|Prime Video|Prime Day|Alexa", "company:AMZN"),
    Row(r"YouTube|Waymo|Gmail|Google Cloud|DeepMind|AdSense|AdWords", "company:GOOGL"),
    Row(r"Instagram|WhatsApp|Oculus|Reality Labs", "company:META"),
    Row(r"Cybertrucks?|Model (?:3|S|X|Y)|Megapacks?", "company:TSLA"),
    Row(r"GeForce|Blackwell (?:chips?|GPUs?)", "company:NVDA"),
    Row(r"PlayStations?", "company:SONY"),
    Row(r"ESPN|Pixar|Disney\+|Disneyland", "company:DIS"),
    Row(r"Mounjaro|Zepbound", "company:LLY"),
    Row(r"Ozempic|Wegovy", "company:NVO"),
    Row(r"Keytruda|Gardasil", "company:MRK"),
    Row(r"Humira|Skyrizi|Rinvoq|Botox", "company:ABBV"),
    Row(r"Viagra|Prevnar|Paxlovid", "company:PFE"),
    Row(r"Chevrolets?|Chevys?|Cadillacs?|Buicks?", "company:GM"),
    Row(r"F-150s?|F-Series|Ford Pro", "company:F"),
    Row(r"Gatorade|Frito-Lay|Mountain Dew", "company:PEP"),
    Row(r"Geico|GEICO|BNSF|Dairy Queen", "company:BRK-B"),
    Row(r"Sam['’]s Club", "company:WMT"),
    Row(r"Old Navy|Banana Republic", "company:GAP"),
    Row(r"KFC|Taco Bell|Pizza Hut", "company:YUM"),
    Row(r"Pampers|Gillette", "company:PG"),
    Row(r"Venmo", "company:PYPL"),
    Row(r"Cash App", "company:XYZ"),
)
_COMPILED = tuple((re.compile(rf"(?<![\w-])(?:{row.names})(?![\w-])"), row.entity_id) for row in ROWS)


def of(start: int, end: int, view: View) -> str | None:
    """The id of the firm whose goods the words of a sentence name; None where they name none or a listed firm too."""
    if any(link.start < end and start < link.end for link in view.links):
        return None
    found = {entity_id for names, entity_id in _COMPILED if names.search(view.text, start, end)}
    return found.pop() if len(found) == 1 else None
