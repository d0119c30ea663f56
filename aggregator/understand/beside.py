"""Firms that a sentence names for what they are to the one spoken of: "its rival Acme", "the company's supplier, Acme".

Such a firm has its own claims, but "the company" and "the stock" of what follows are not it. Of "Apex supplier Acme"
both may be: there nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.understand.entities.linking import Link
from aggregator.understand.view import View

NEAR_CHARS = 70
_RIVAL = r"(?:arch-?)?(?:rivals?|competitors?|peers?)"
_PARTNER = r"(?:supplier|vendor|partner|customer|client|counterpart|parent)"
_OWN = r"(?:its|their|the (?:company|firm|group|bank|\w+maker|retailer|lender|insurer|airline|chain|giant)['’]s|among)"
_KIND = r"(?:(?:the\s)?(?:\w+maker|retailer|lender|insurer|airline|bank|chain)\s)?"
_ITS = re.compile(
    rf"(?<![\w-]){_OWN}\s(?:[a-z-]+\s){{0,2}}?(?:{_RIVAL}|{_PARTNER}),?\s{_KIND}(?:shares (?:of|in)\s)?$", re.IGNORECASE
)
_BARE = re.compile(
    rf"(?:^[“\"]?|(?<![\w'’&.-])(?P<word>[a-z]+),?\s)(?:{_RIVAL}|[Ff]ellow\s[a-z-]+)\s{_KIND}$", re.IGNORECASE
)
_EXAMPLE = re.compile(
    r"\b(?:\w+(?:makers|ers|ors)|companies|firms|peers|rivals|competitors|names|brands|banks|suppliers|customers|clients|giants)"
    r",?\s(?:like|such as|including)\s$"
)
"""Before a firm that only stands for many: "component manufacturers like Acme"."""
_BEHIND = re.compile(
    rf"(?:\s\([^()]{{1,20}}\))?,\s(?:(?:an?|its|one of its|the company['’]s)\s)(?:[a-z-]+\s)?{_RIVAL}\s?[,.]"
)
LEADS = re.compile(rf"\s(?:{_RIVAL}|{_PARTNER})s?\s(?=[A-Z])")
"""Behind a firm that only says what the next one is to it: "Apex supplier Acme"."""
_JOINED = re.compile(r"(?:['’]s?)?(?:\s\([^()]{1,20}\))?(?:,\s|,?\s(?:and|or|&)\s)(?:the\s)?")


_SPEAKS = re.compile(
    r"(?:\s\([^()]{1,20}\))?,?\s(?:(?:also|has|had|on \w+day|earlier|late)\s)*(?:said|says|report(?:ed|s)|post(?:ed|s)|"
    r"announc(?:ed|es)|forecasts?|expects?|guid(?:ed|es)|warn(?:ed|s)|sees|unveil(?:ed|s)|launch(?:ed|es)|plans?)\b"
)
"""What makes a rival's own story of a sentence, with which the next one may go on."""


_EMPLOYS = re.compile(r"(?:['’]s?)?(?:\s(?:AG|SA|Inc|Co|Group|Plc|PLC)\b\.?)?\s(?:strategists?|economists?)\b")
_EMPLOYED = re.compile(r"\b(?:analysts?|strategists?|economists?|traders?)\s(?:at|with|for|from|of)\s(?:the\s)?$")
"""Behind and before a house whose people speak of others: "Acme strategists"."""


def others(view: View) -> Iterator[Link]:
    """The links of a sentence without those of firms that stand beside the one spoken of, or whose people speak."""
    aside: set[str] = set()
    before: Link | None = None
    for link in view.links:
        if link.entity is None or not link.entity.id.startswith("company:"):
            continue
        if _EMPLOYS.match(view.text, link.end) or _EMPLOYED.search(view.text[: link.start]):
            aside.add(link.entity.id)
        if _SPEAKS.match(view.text, link.end):
            continue
        listed = before is not None and _JOINED.fullmatch(view.text, before.end, link.start) is not None
        if listed or _is_beside(view.text, link):
            aside.add(link.entity.id)
            before = link
    return (link for link in view.links if link.entity is None or link.entity.id not in aside)


def _is_beside(text: str, link: Link) -> bool:
    ahead = (max(0, link.start - NEAR_CHARS), link.start)
    if _ITS.search(text, *ahead) or _EXAMPLE.search(text, *ahead) or _BEHIND.match(text, link.end):
        return True
    bare = _BARE.search(text, *ahead)
    return bare is not None and (bare["word"] is None or bare["word"].islower())
