"""What a sentence names without saying that it happened: conditions, wishes, habits, denials, cases of a count."""

from __future__ import annotations

import re

from aggregator.understand.view import View

_IRREAL = re.compile(
    r"\b(?:if|unless|whether|suppose|assuming|should|likelihood|hopes?|hoping|wants?|wish|until|imagine|"
    r"what would|the last time|in case|"
    r"as though|would have|could have|were to|does not mean|doesn['’]t mean|every time|whenever|"
    r"typically|historically|usually|often|"
    r"tends? to|on average|could see|(?:see|sees|expects?)(?=\s(?:the\s)?$))\b|"
    r"\b(?:expected|forecast|projected|likely|seen)\sto\s(?:show|reveal)\s(?:that\s)?(?:the\s)?$|"
    # "A cut, which would take the rate to 1%".
    r"\b(?:would|could|might)\s(?:\w+ly\s)?(?:take|bring|put|leave|lift|push|drive|lower|raise|drag|send|return)\s"
    r"(?:the\s|its\s|their\s)?(?:[\w-]+\s){0,3}$|"
    # What stands right before the subject: "Had the index fallen", "some feared the index fell", "it is not true that".
    r"(?:^|[.;“\"]\s?)had\s(?:the\s)?$|"
    r"\b(?:unlikely|improbable|feared|fear|fears|worried|(?<!no\s)(?<!little\s)doubt\w*|"
    r"den(?:y|ies|ied)|not true|untrue|false|against the idea|idea|notion|"
    r"suggestions?|rumou?rs?|(?:false|fake|bogus|fabricated|erroneous|wrong|mistaken|misleading)\s(?:\w+\s)?"
    r"(?:headlines?|reports?|claims?|posts?|stor(?:y|ies)|tweets?)(?:\s(?:said|saying|claimed|claiming|read|reading))?)\s(?:that\s)?(?:the\s)?$",
    re.IGNORECASE,
)
# Cases of a count, but no "a year ago, when it stood at", "at a time when" or "said this week that".
_COUNTED = re.compile(
    r"(?<!\bat\sa\s)\b(?:days?|times?|sessions?|weeks?|months?|years?|quarters?|instances?|occasions?|periods?|"
    r"cycles?)\b(?!-)[^.;,]{0,40}\b(?:when|where|(?:in|on|after|during) which)\b|"
    r"\b(?:days|times|sessions|weeks|months|years|quarters|instances|occasions|periods|cycles)\sthat\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[;:]\s|\.\s|\bbut\b|,\swhile\b|—|–\s")
# "It takes a 5% drop": what would have to happen.
_NEEDED = re.compile(
    r"\bit\s(?:would\s|will\s|usually\s)?(?:takes?|took|needs?|requires?)\s[^;.,]{0,20}$", re.IGNORECASE
)
# "A fall below 2,000 would be a warning": behind what is only supposed.
_SUPPOSED = re.compile(r"\s(?:would|could|might|may)\b(?!\shave\b)")
# "The headline “Dow plunges 10%” was false."
_RUMOUR = re.compile(
    r"\b(?:headlines?|claims?|reports?|rumou?rs?|stor(?:y|ies)|posts?|tweets?|statements?|allegations?|"
    r"assertions?)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_REFUTED = re.compile(
    r"\b(?:was|is|were|are|proved|proves|turned out(?: to be)?)\s(?:\w+ly\s|both\s|just\s)?(?:false|untrue|wrong|"
    r"incorrect|inaccurate|fake|fabricated|bogus|misleading|not true|an?\s(?:hoax|lie|fabrication|mistake|error))\b",
    re.IGNORECASE,
)
_FEW = (
    r"(?:just|only)\s(?:once|twice|(?:on\s)?(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|a\sfew|a\shandful\sof)\s"
    r"(?:other\s)?(?:times|occasions|(?:trading\s)?(?:days|sessions)|weeks|months))"
)
_SELDOM = re.compile(
    rf"[^,;]{{0,60}}?\b{_FEW}\s(?:since|this|in|over|before)\b",
    re.IGNORECASE,
)
# "On views that the economy is strengthening and the Fed will stay put".
_HELD = re.compile(
    r"\b(?:on|amid|by|with|from|of|cit(?:e|es|ed|ing)|fuel\w*|feed\w*|rais(?:e|es|ed|ing)|stok(?:e|es|ed|ing))\s(?:[\w-]+\s){0,2}"
    r"(?:views?|hopes?|bets?|speculation|optimism|beliefs?|expectations?|fears?|worr(?:y|ies)|concerns?)\sthat\s"
    r"(?:(?!\b(?:but|while|after|when|as)\b)(?:[^.,;]|\.(?=\S|\s[a-z]))){0,140}$",
    re.IGNORECASE,
)
# "Only twice since 1985 has the index gained …".
_SELDOM_FIRST = re.compile(
    rf"\b{_FEW}\b[^,;]{{0,40}}\s"
    r"(?:has|have|had|did)\s(?:the\s)?$",
    re.IGNORECASE,
)
# A condition that heads its sentence or clause, up to the comma: "If inflation falls, …", "Should the index fall, …".
_CONDITION = re.compile(
    r"(?:^|[;:“\"]\s?|,\s(?:and\s|but\s|so\s|that\s)?|\bthat\s|\b(?:and|but)\s)"
    r"(?:(?:even\s|only\s)?if|unless|in case|assuming|provided that|suppos(?:e|ing))\s(?:(?!\s[-–—]\s)[^,;])*$|"
    r"(?:^|[;:“\"]\s?)(?:should|were|had)\s(?:(?!\s[-–—]\s)[^,;])*$",
    re.IGNORECASE,
)

# "Stocks would fall if inflation rose to 4%": behind its word, up to a comma.
_IF = re.compile(
    r"\b(?:if|unless|assuming|provided\sthat|in\scase)\s(?:(?!\s[-–—]{1,2}\s)[^,;:()]|,(?=\d))*$", re.IGNORECASE
)


def is_of_condition(view: View, at: int, subject_start: int) -> bool:
    """Whether a figure stands in a condition and the subject that it might be of does not."""
    condition = _CONDITION.search(view.text, 0, at) or _IF.search(view.text, 0, at)
    if condition is None or condition.start() <= subject_start < at:
        return False
    told = view.text[condition.start() : at]
    return "(" in told or ")" not in told  # "(without dividends, if any) 5%"


def is_unreal(view: View, start: int) -> bool:
    """Whether what starts here is a condition, a wish, a habit or one of the cases of a count, and so no claim."""
    before = view.text[max(0, start - 200) : start]
    cut = max((match.end() for match in _BREAK.finditer(before)), default=0)
    told = before[cut:]
    if _IRREAL.search(told) or _COUNTED.search(told) or _NEEDED.search(told):
        return True
    return _RUMOUR.search(told) is not None and _REFUTED.search(view.text, start) is not None


def is_case(view: View, subject_start: int, end: int) -> bool:
    """Whether what ends here is told by how seldom it happened: "has fallen 2% or more just three times this year"."""
    return bool(_SELDOM.match(view.text, end) or _SELDOM_FIRST.search(view.text, 0, subject_start))


def is_held(view: View, start: int) -> bool:
    """Whether what starts here is what others think, hope or fear: a view, and no fact or act of the article's."""
    return _HELD.search(view.text, max(0, start - 200), start) is not None


def is_supposed(view: View, at: int) -> bool:
    """Whether what ends here is only thought of: "a fall below 2,000 would be a warning"."""
    return _SUPPOSED.match(view.text, at) is not None


def is_condition(view: View, start: int) -> bool:
    """Whether what starts here stands in the condition of what the sentence says: "if the index falls, we will buy"."""
    return _CONDITION.search(view.text, 0, start) is not None
