"""Expectations told as receding, fought or only possible: "bets on cuts were pared", "pushed back on hopes of a cut".

Who sees fewer chances of a cut forecasts none, nor does who argues against those that bet on one, and what a result
could make markets price in is not priced in.
"""

from __future__ import annotations

import re
from dataclasses import replace

from aggregator.records import Kind
from aggregator.understand.drafts import Draft
from aggregator.understand.view import View

_HOPES = (
    r"(?:bets?|betting|wagers?|odds|chances?|likelihood|probabilit(?:y|ies)|expectations?|hopes?|speculation|talk|"
    r"prospects?|pricing|optimism)"
)
_OF = r"\s(?:on|of|for|about|in|that|the(?=\s(?:Fed|ECB|central\sbank|BO[EJ])))\s"
# What may stand between "bets on" and what they are on; no other clause begins there.
_WORDS = r"(?:(?!(?:and|but|while|as|after|now|to|from)\b)[\w’'.$%-]+\s){0,5}"
_SMALLER = (
    r"(?:lower(?:ed)?|less(?:er|ened)?|fewer|smaller|slimmer|reduced|diminish(?:ed|ing)|dwindling|shrinking|waning|"
    r"fad(?:ing|ed)|fall(?:ing|en)|reced(?:ing|ed)|ebbing|cooling|declining|decreas(?:ed|ing)|weak(?:er|ening)|softening|"
    r"dimm(?:ing|ed|er)|dashed|pared(?:-back)?|scaled-back|trimmed|lost|evaporating|tempered|dented)"
)
_FIGHTS = (
    r"(?:push(?:es|ed|ing)?\sback|pushback|pour(?:s|ed|ing)?\scold\swater|thr[eo]wn?\scold\swater|quash\w*|dash(?:es|ed|ing)?|"
    r"damp(?:s|ed|ing|en\w*)?|temper(?:s|ed|ing)?|squelch\w*|cool(?:s|ed|ing)?|douse[sd]?|curb\w*|dent(?:s|ed|ing)?|"
    r"dim(?:s|med|ming)?|lower(?:s|ed|ing)?|reduc(?:e[sd]?|ing)|par(?:e[sd]?|ing)|trim(?:s|med|ming)?|slash(?:es|ed|ing)?|"
    r"cut(?:s|ting)?|unw[io]\w*nd\w*|scal(?:e[sd]?|ing)\sback|dial(?:s|ed|ing)?\sback|roll(?:s|ed|ing)?\sback|"
    r"pull(?:s|ed|ing)?\sback|rein(?:s|ed|ing)?\sin|play(?:s|ed|ing)?\sdown|downplay\w*|dismiss\w*|reject(?:s|ed|ing)?|"
    r"rebuff\w*|challeng(?:e[sd]?|ing)|resist(?:s|ed|ing)?|abandon\w*|g[ai]v(?:e|es|en|ing)\sup|los(?:e|es|ing)|lost|"
    r"crush\w*|undermin\w+|erod\w+|erase[sd]?|rul(?:e[sd]?|ing)\sout|push(?:es|ed|ing)?\sout|warn(?:s|ed|ing)?\sagainst|"
    r"argu(?:e[sd]?|ing)\sagainst|diminish(?:es|ed|ing)?|shr[aiu]nk|weaken(?:s|ed|ing)?)"
)
_RECEDES = (
    r"(?:fade[sd]?|recede[sd]?|ebb(?:s|ed)|diminish(?:es|ed)|dwindle[sd]?|evaporate[sd]?|wane[sd]?|vanish(?:es|ed)|"
    r"disappear(?:s|ed)|dimm?(?:s|ed)|fell|falls|fallen|dropp?(?:s|ed)|declin(?:es|ed)|slipp?(?:s|ed)|shr[au]nk|shrinks|s[au]nk|"
    r"sinks|tumble[sd]|plunge[sd]|slump(?:s|ed)|cool(?:s|ed)|weaken(?:s|ed)|ease[sd]|soften(?:s|ed)|collapse[sd]|decrease[sd]|"
    r"retreat(?:s|ed)|melt(?:s|ed)|continued?s?\sto\s(?:fade|fall|recede|wane|ebb|dwindle|shrink|drop|decline))"
)
_RECEDING = (
    r"(?:fading|receding|ebbing|diminishing|dwindling|evaporating|waning|falling|shrinking|cooling|declining|dropping)"
)
_CURBED = (
    r"(?:pared|trimmed|scaled|unwound|slashed|reduced|cut|dashed|quashed|dented|curbed|lowered|pushed|dialed|rolled|"
    r"tempered|erased|abandoned|crushed|dampened|priced\sout|lost|given\sup|dimmed)"
)
_HAS = r"(?:\s(?:has|have|had|also|since|then|now|again|further|[a-z]+ly))*\s"
_AHEAD = (
    # "Lower chances of …", "waning hopes for …".
    re.compile(rf"\b{_SMALLER}\s(?:[\w’'-]+\s){{0,2}}?{_HOPES}{_OF}{_WORDS}$", re.IGNORECASE),
    # "Pushed back against market bets on …", "poured cold water on hopes of …".
    re.compile(
        rf"\b{_FIGHTS}\s(?:(?:back|down|on|against|at)\s)?"
        rf"(?:(?!(?:and|but|while|as|to|for|of|ha[sd]|have|rais\w*|lift\w*|boost\w*|fuel\w*|rising|increas\w*|growing|higher|greater|more)\b)[\w’'-]+\s){{0,4}}?{_HOPES}{_OF}"
        rf"{_WORDS}$",
        re.IGNORECASE,
    ),
    # "Expectations have faded for …", "hopes were dashed that …".
    re.compile(
        rf"\b{_HOPES}(?:{_HAS}{_RECEDES}|{_HAS}(?:(?:was|were|is|are|been|being)\s)?{_CURBED})(?:\s(?:back|out))?{_OF}{_WORDS}$",
        re.IGNORECASE,
    ),
    # "Markets have priced out …".
    re.compile(rf"\bpric(?:e[sd]?|ing)\sout\s(?:of\s)?{_WORDS}$", re.IGNORECASE),
    # "Could drive markets to price in …".
    re.compile(
        r"\b(?:could|may|might|would)\s(?:(?!(?:and|but|while)\b)[\w’'-]+\s){0,8}?"
        r"(?:pric(?:e|ing)\s(?:in|for)|bet\son|(?:raise|boost|increase|fuel|stoke|revive)\s(?:[\w’'-]+\s){0,2}?"
        rf"{_HOPES}\s(?:on|of|for|that))\s{_WORDS}$",
        re.IGNORECASE,
    ),
    # "Pricing how fast …": something is to come, not which.
    re.compile(
        rf"\b(?:pric(?:e[sd]?|ing)(?:\sin)?|reflect\w*|show\w*|tell\w*)\s(?:us\s)?(?:how|whether)\s{_WORDS}$",
        re.IGNORECASE,
    ),
)
# "Expect fewer cuts", but not fewer than some number of them.
_FEWER = re.compile(
    r"\b(?:fewer|less|shallower|slower)\s(?!than\b)(?:[A-Z][\w’'.-]*\s|rate\s|interest\s)*$", re.IGNORECASE
)
_ACT = re.compile(r"\b(?:cuts?|hikes?|increases|reductions?|easing|tightening)\b", re.IGNORECASE)
_LED = re.compile(rf"\b{_HOPES}{_OF}{_WORDS}$", re.IGNORECASE)
_NAMED = re.compile(rf"(?:\w+\s){{0,3}}{_HOPES}\b", re.IGNORECASE)
_NAMED_FEWER = re.compile(r"(?:fewer|less|shallower|slower)\s(?!than\b)", re.IGNORECASE)
# "Hopes that inflation eased" hopes for just that; of "hopes that they will cut faded" it is the hopes that faded.
_HOPED = re.compile(rf"\b{_HOPES}\s(?:that|the)\s", re.IGNORECASE)
_WILL = re.compile(r"\s(?:will|would|could|may|might|can|should|(?:is|are|was|were)\sgoing\sto)\s", re.IGNORECASE)
_BEHIND = re.compile(
    rf"(?:\s(?!(?:and|but|while|as|after|because|which)\b)[\w’'.$%-]+){{0,7}}?"
    rf"(?:{_HAS}{_RECEDES}|{_HAS}(?:was|were|is|are|been|being|be)\s(?:\w+ly\s)?(?:{_CURBED}|{_RECEDING}|diminished))\b",
    re.IGNORECASE,
)
# "Rates markets to price in …", "raised the odds of …": who prices or moves the odds is not what is expected.
_PRICES = re.compile(
    r"(?:\s(?!(?:and|but|while|as|which|that)\b)[\w’'-]+){0,6}?\s(?:(?:is|are|was|were)\s(?:\w+\s)?pricing\b|"
    r"(?:markets?|traders|investors)\sto\sprice\b|(?:increas|rais|boost|lift|lower|reduc|fuel|dash|dent)(?:e?[sd]|ing|es)\s"
    rf"(?:(?:the|its|any|some|market)\s){{0,2}}{_HOPES}\b)",
    re.IGNORECASE,
)
_PACE = (
    r"(?:size|pace|speed|magnitude)\sof\s(?:(?:its|their|the|any|future|further|rate|interest|interest-rate|policy|monetary|"
    r"Fed['’]?s?)\s)*(?:hik|increas|cut|reduc|tighten|eas|rises?\b|moves?\b)"
)
_OF_PACE = re.compile(rf"(?:\s(?!(?:and|but|while|which)\b)[\w’'-]+){{0,9}}?\s{_PACE}", re.IGNORECASE)
_PACE_NAMED = re.compile(rf"(?:the\s)?{_PACE}", re.IGNORECASE)
_PACE_AHEAD = re.compile(r"\b(?:size|pace|speed|magnitude)\sof\s(?:[\w-]+\s){0,3}$", re.IGNORECASE)
# "The Fed is done raising rates", "has likely finished hiking".
_OVER = re.compile(
    r"(?:\s(?:is|are|has|have|had|may|might|could|be|been|likely|\w+ly)){1,4}\s(?:done|finished|through|stopped)\s(?:with\s)?"
    r"(?:\w+\s){0,2}(?:rais|hik|tighten|lift|cut|eas|lower)\w+",
    re.IGNORECASE,
)
BACK_CHARS = 200
_OTHER_STANCE = {"down": "hawkish", "up": "dovish"}
"""Whom it suits that a central bank is no longer thought to move that way."""
_VIEWS: frozenset[Kind] = frozenset({"forecast", "outlook"})


def told(view: View, draft: Draft) -> Draft | None:
    """The draft as its sentence has it: a receding forecast as a view without a side; None of who only prices it."""
    if draft.kind not in _VIEWS:
        return draft
    if recedes(view, draft):
        rule = "model.outlook" if draft.is_proposed else "outlook.odds"
        of_bank = draft.subject.role == "bank"
        stance = _OTHER_STANCE.get(draft.direction or "") if of_bank else None
        bare = replace(draft, kind="outlook", rule=rule, direction=None, stance=stance, certainty="hedged")
        return replace(bare, value=None, value_high=None, value_text=None, unit=None, comparator=None)
    if draft.value is None and _PRICES.match(view.text, draft.subject.end):
        return None
    if _OVER.match(view.text, draft.subject.end):
        return replace(draft, direction=None)  # which side that suits is told by its words
    return replace(draft, direction=None, stance=None) if is_of_pace(view, draft) else draft


def recedes(view: View, draft: Draft) -> bool:
    """Whether the words around a subject take back what is expected of it.

    Odds that stand at a figure ("the chances of a cut fell to 40%") are told whichever way they went.
    """
    subject = draft.subject
    of_firm = subject.entity is not None and subject.entity.id.startswith(("company:", "fund:"))
    if draft.unit == "prob_pct" or of_firm:  # of its own sales a firm lowers what it expects
        return False
    before = _before(view, draft)
    if any(words.search(before) for words in _AHEAD):
        return True
    if _NAMED_FEWER.match(subject.text) or _FEWER.search(before):
        return _ACT.search(subject.text) is not None
    led = _LED.search(before)
    if led is not None and _HOPED.match(led.group()) and _WILL.match(view.text, subject.end) is None:
        return False
    held = led is not None or _NAMED.match(subject.text) is not None
    return held and _BEHIND.match(view.text, subject.end) is not None


def is_of_pace(view: View, draft: Draft) -> bool:
    """Whether how fast or in what steps rates go is told, not where: "reduce the size of its hikes"."""
    if _PACE_NAMED.match(draft.subject.text) or _PACE_AHEAD.search(_before(view, draft)):
        return True
    return _OF_PACE.match(view.text, draft.subject.end) is not None


def _before(view: View, draft: Draft) -> str:
    return view.text[max(0, draft.subject.start - BACK_CHARS) : draft.subject.start]
