"""The words of time that the table of `windows` is built of: counts, weekdays, months, dates, parts of a day."""

from __future__ import annotations

import re

from aggregator import window_places as places


def unnamed(pattern: str) -> str:
    """A pattern without the names of its groups, so that it may stand beside others."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


N = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(places.COUNTS, key=len, reverse=True))})"
WD = rf"(?P<wd>{'|'.join(places.WEEKDAYS)})"
MON = (
    r"(?P<mon>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|"
    r"\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
ORD = "|".join(places.ORDINALS)
UNTIL = MON.replace("?P<mon>", "?P<until>")
YEAR = r"(?P<year>(?:19|20)\d\d)"
DATE = rf"{MON}\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? {YEAR})?"
UP_TO = r"(?:ended|ending|through|to|until|till|up to)"
PART = r"(?:(?:early|late|mid|morning|afternoon|midday|intraday|overnight|premarket|pre-market)[ -])?"
WEEKDAY = (
    rf"(?:(?:earlier|late|early) )?(?:(?P<which>last|this past|next|this coming|this) )?{PART}{WD}(?:['’]s)?"
    r"(?: (?:morning|afternoon|evening|night))?(?:['’]s)?(?: (?:close|session|trading))?"
)
# What of a day is spoken of, before its name: "in early trading on Friday", "over the course of the session Friday".
OF_DAY = (
    r"(?:(?:(?:early |late |mid-?)?(?:morning |afternoon |midday |intraday |regular )?(?:trad(?:e|ing)|action|deals)|"
    r"(?:the )?course of the (?:trading )?(?:day|session)|the (?:trading )?(?:day|session)) (?:on )?)"
)
# Outside of the session: "in after-hours trading on Wednesday".
_HOURS = r"(?:trad(?:e|ing)|hours|action|deals)"
EXTENDED = rf"(?:(?:(?:pre|post)-?market|after[- ]?hours)(?: {_HOURS})*|extended(?: {_HOURS})+)"

FISCAL = (
    rf"(?:the |its |their )?(?:(?:{ORD})[- ](?:fiscal[- ])?(?:quarter|half)|[QH][1-4]|[1-4][QH]|full[- ]year) "
    r"(?:of )?(?:the |its |their )?(?:fiscal(?: year)?|FY)(?: ?(?:20)?\d\d)?(?![\d.,%]\d|%)",
    rf"(?:the |its |their )?fiscal[- ](?:{ORD})[- ](?:quarter|half)(?:(?: of)? (?:20)\d\d)?(?![\d.,%]\d|%)",
    r"(?:the |its |their )?fiscal[- ](?:[QH][1-4]|[1-4][QH])(?: ?(?:20)\d\d)?(?![\d.,%]\d|%)",
    r"(?:fiscal(?: year)? (?:20)?|FY ?(?:20)?|[HQ][1-4] ?FY ?(?:20)?|[1-4][HQ] ?FY ?(?:20)?)\d\d(?![\d.,%]\d|%)",
    r"(?:the |its |their )(?:current|present|next|coming|previous|prior|last) fiscal (?:(?:first|second|third|"
    r"fourth)[- ])?(?:quarter|year)",
)
"""A company's own year, quarter or half: where it ends the words do not say."""

FROM_PART = (
    rf"(?:early |late |mid-?){unnamed(MON)}(?: (?:to|until|till|through) |[-–])(?:early |late |mid-?)?{unnamed(MON)}"
    rf"(?:,? (?:of )?{unnamed(YEAR)}| (?:of )?(?:last|this) year)?"
)
"""From a part of a month to another: "late July to early August of 2011"."""
