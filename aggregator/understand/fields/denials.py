"""What a sentence denies: "nobody believes that …", "no sign that …", "unlikely to rise", "nearly fell 2%".

Who denies a loss tells no gain, and who doubts a rise forecasts no fall: what is denied makes no claim at all.
"""

from __future__ import annotations

import re

from aggregator.records import Kind
from aggregator.understand import cues
from aggregator.understand.drafts import Draft
from aggregator.understand.view import View

_CLAIMS: frozenset[Kind] = frozenset({"move", "level", "volume", "compare", "count", "data", "forecast"})
"""Kinds that say the thing itself; a view or a decision may be told by denying something."""
# What leads from the words of a denial to what is denied; it ends at another clause and at what is told as a fact.
_ON = (
    r"(?:(?!\b(?:but|when|while|as|before|after|because|since|until|though|although|why|how|whether|where|what|which|"
    r"who|despite|amid|surprised|so|and\s(?:then|yet|so))\b)[^.,;:!?—“”\"]|(?<=\d)[.,](?=\d)|(?<=[A-Z])\.(?=[A-Z]|\s)){0,80}$"
)
_HOLD = (
    r"(?:expect|see|think|believe|anticipat|forecast|predict|project|foresee|assum|suggest|argu|claim|say|said|saw|"
    r"thought|maintain|contend|pencil|call(?:s|ed|ing)?\sfor|bet\b|bets\b|betting|imagin|impl(?:y|ies|ied)|insist|promis)\w*"
)
_NOBODY = (
    r"(?:nobody|no[\s-]one|none\b|not\s(?:everyone|everybody|all\b|many\b|one\b|a\ssingle\b)|hardly\s(?:anyone|anybody|any\b)|"
    r"(?<!an\s)(?<!a\s)(?<!the\s)(?<!next\s)(?<!last\s)(?<!past\s)(?:very\s)?few(?!\s(?:days|weeks|months|years))|"
    r"no\b(?!\s(?:doubt|wonder|question|surprise|longer|matter)\b))"
)
_HEADS = (
    # "Nobody on the desk believes …", "No participant argued …".
    re.compile(rf"\b{_NOBODY}(?:\s(?!(?:but|and|when|as|while)\b)[\w’'-]+){{0,6}}?\s{_HOLD}\s{_ON}", re.IGNORECASE),
    # "We do not think …", "Karl Ostrow never said that …".
    re.compile(rf"(?:\bnot|n['’]t|\bnever|\bno longer)\s(?:\w+ly\s|yet\s|even\s|ever\s)?{_HOLD}\s{_ON}", re.IGNORECASE),
    # "There can't be anyone left who believes …", "there is hardly a trader who thinks …".
    re.compile(
        rf"(?:\bnot|n['’]t|\bnever|\bhardly|\bscarcely|\bcannot|\bno)\s(?:be\s|find\s)?"
        rf"(?:anyone|anybody|one|an?y?\s[\w-]+|many\s[\w-]+|many|[a-z]+)\s(?:(?!(?:and|but|as)\b)[\w’'-]+\s){{0,5}}?"
        rf"(?:who|that)\s(?:(?:still|now|really|would|could|will|does|do|can|[a-z]+ly)\s)*{_HOLD}\s{_ON}",
        re.IGNORECASE,
    ),
    # "This is not creating a scenario where stocks and bonds rally", "it is no market in which shares rise".
    re.compile(
        r"(?:(?:\bnot|n['’]t|\bnever|\bno\slonger|\bhardly|\bscarcely|\bfar\sfrom)"
        r"(?:\s(?!(?:but|and|as|only|just)\b)[\w’'-]+){0,4}?\s(?:an?|any|the\s(?:kind|sort|type)\sof)|\bno)"
        r"(?:\s(?!(?:doubt|matter|longer|but|and|as)\b)[\w’'-]+){1,5}?"
        r"\s(?:where|(?:in|under|during)\swhich|(?:that|which)\s(?:would|will|could|might))\b" + _ON,
        re.IGNORECASE,
    ),
    # "There is no sign that …", "we have not seen any evidence of …".
    re.compile(
        r"(?:\b(?:no|little|scant|zero|without)|(?:\bnot|n['’]t|\bnever|\bwithout)\s(?:\w+\s){0,2}(?:any|an?|enough|much))\s"
        r"(?:(?:real|clear|hard|good|obvious|credible|convincing|firm|solid|compelling|reliable|further|any)\s)*"
        r"(?:signs?|evidence|indications?|proof|hints?|prospects?|chances?|likelihood|risk|basis|"
        r"reasons?\sto\s(?:think|believe|expect|assume|fear))\s(?:\w+\s)?(?:that|of|for|the|a)\b" + _ON,
        re.IGNORECASE,
    ),
    # "It is wrong to say that …", "it is not the case that …".
    re.compile(
        r"\b(?:wrong|incorrect|inaccurate|false|untrue|mistaken|misleading|mistake|error|foolish|naive|absurd|nonsense|"
        r"premature|too\s(?:early|soon))\s(?:for\s\w+\s)?to\s(?:say|claim|think|believe|suggest|argue|assume|conclude|"
        r"report|state|assert|expect|predict|bet|forecast|write|infer)\b" + _ON,
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:is|was|be|are|were|it['’]s)\s(?:\w+ly\s)?(?:untrue|false|wrong|incorrect|nonsense|unlikely|improbable|doubtful|"
        r"unproven|(?:a|an)\s(?:\w+\s)?(?:myth|lie|hoax|fabrication|fallacy)|"
        r"(?:not|n['’]t)\s(?:\w+ly\s)?(?:true|correct|the\scase|likely|probable|certain|clear))\sthat\b" + _ON,
        re.IGNORECASE,
    ),
    # "The company denied a report that it would cut its forecast".
    re.compile(
        r"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|refut(?:es?|ed|ing)|rebuff(?:s|ed|ing)?)\s"
        r"(?:(?:an?|the|any|media|press|market|recent|all)\s)*(?:(?:reports?|rumou?rs?|suggestions?|claims?|speculation|talk|"
        r"allegations?)\s)?that\b" + _ON,
        re.IGNORECASE,
    ),
    re.compile(r"\bcontrary\sto\s(?:\w+\s){1,3}that\b" + _ON, re.IGNORECASE),
    # "No index rose", "neither the Dow nor the Nasdaq fell", "nor did the index fall".
    re.compile(
        r"\b(?:no\s(?!(?:doubt|longer|wonder|surprise)\b)(?:[\w’'-]+\s)?|not\s(?:one|a\ssingle)\s|none\sof\s(?:the\s)?(?:\w+\s)?)$",
        re.IGNORECASE,
    ),
    re.compile(r"\bneither\s(?:(?!\b(?:and|but|as|while|when)\b)[^.,;:—]){0,60}$", re.IGNORECASE),
    re.compile(
        r"\b(?:nor|neither|never(?:\s(?:before|again))?|not\sonce|at\sno\s(?:time|point|stage)|by\sno\smeans)\s"
        r"(?:did|do|does|has|have|had|will|would|is|are|was|were)\s(?:the\s)?$",
        re.IGNORECASE,
    ),
)
# Behind a subject: "is unlikely to rise", "has no chance of rising", "neither rose nor fell".
_BEHIND = re.compile(
    r"(?:\s(?!(?:and|but|while|as|when|that|which)\b)[\w’'%-]+){0,4}?\s(?:"
    r"(?:un|not\s(?:\w+ly\s)?|n['’]t\s(?:\w+ly\s)?)likely\sto\b|improbable\b|(?P<both>neither)\b|"
    r"(?:(?:wo|would|should|could|ca|might)n['’]t|(?:will|would|should|could|may|might|can)\s(?:\w+ly\s)?(?:not|never)|cannot|won['’]t|"
    r"can['’]t)\s(?!(?:only|stop|just|until)\b)|"
    r"(?:has|have|had|with|stands?)\s(?:no|little|zero|hardly\sany)\s(?:\w+\s)?(?:chances?|prospects?|hope)\s(?:of|to)\b)",
    re.IGNORECASE,
)
_NEARLY = re.compile(
    r"[^,;.]{0,60}?\b(?:nearly|almost|all\sbut|just\sabout|(?:came|come|comes|coming)\s(?:\w+\s)?close\sto|(?:was|were|is|are|been)\sabout\sto|"
    r"on\sthe\s(?:verge|brink|cusp)\sof|fail(?:s|ed|ing)?\sto|(?:narrowly\s|barely\s)?avoid(?:s|ed|ing)?|threaten(?:s|ed|ing)?\sto|"
    r"refus(?:es?|ed|ing)\sto)\s(?:be\s|a\s|an\s|another\s|[\d.]+%\s)*(?=(?P<verb>\w))",
    re.IGNORECASE,
)
BACK_CHARS = 250
"""Before a subject are read for the words of a denial."""


def covers(view: View, draft: Draft) -> bool:
    """Whether a sentence denies what a draft says."""
    ahead = draft.kind in {"forecast", "outlook"}
    if ahead and draft.direction is None and draft.value is None:
        return False  # what is not expected to be there: no side is taken
    if draft.kind not in _CLAIMS and not (draft.kind == "outlook" and draft.value is not None):
        return False
    return denies(view, draft) or (draft.kind in {"move", "level", "data"} and _is_nearly(view, draft))


def denies(view: View, draft: Draft) -> bool:
    """Whether the words around a draft's subject deny what is told of it, or say that nobody holds it."""
    subject = draft.subject
    before = view.text[max(0, subject.start - BACK_CHARS) : subject.start]
    if any(head.search(before) for head in _HEADS):
        return True
    behind = _BEHIND.match(view.text, subject.end)
    if behind is None or cues.CUE.search(view.text, subject.end, behind.end()) is not None:
        return False
    return draft.kind in {"forecast", "outlook"} or behind["both"] is not None


def _is_nearly(view: View, draft: Draft) -> bool:
    """Whether a change all but happened: "nearly fell 2%", where "fell nearly 2%" is one."""
    near = _NEARLY.match(view.text, draft.subject.end)
    first = cues.CUE.search(view.text, draft.subject.end)
    if near is None or first is None or first.start() != near.start("verb"):
        return False
    return bool(first["up"] or first["down"]) and not _is_later(draft, first.end())


def _is_later(draft: Draft, at: int) -> bool:
    """Whether a rule read its claim from a verb behind that place: "failed to rally and fell 2%"."""
    return not draft.is_proposed and draft.kind != "forecast" and draft.start > at
