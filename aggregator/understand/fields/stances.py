"""Stance: hawkish or dovish for the Fed, hotter or cooler for inflation, else bullish or bearish for the subject.

Where the claim's direction settles it, it does; the encoder's probabilities then only soften it. Null for topics in
which "good for the subject" is ambiguous (rates, fx, commodities, crypto) and for the VIX.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from aggregator.records import STANCELESS_TOPICS, Kind, Topic
from aggregator.understand.drafts import Draft
from aggregator.understand.view import View

NEUTRAL = "neutral"
# What is said for or against a change of the rate: "the case for a cut has grown stronger".
_CASE = re.compile(
    r"\b(?:(?:case|arguments?|support|need|scope|room|reason|basis|grounds?|pressure|calls?|door)\s"
    r"(?:for|to|behind|in favou?r of)|(?:support|favou?r|back)(?:s|ed|ing)?)\s"
    r"(?:an?\s|the\s|another\s|further\s|more\s|any\s)?(?:[\w-]+\s){0,3}?"
    r"(?:(?P<cut>cut(?:s|ting)?|eas(?:e|ing)|lower(?:ing)?|reduc\w+)|"
    r"(?P<hike>hik(?:es?|ing)|rais(?:e|ing)|increases?|tighten(?:ing)?))\b(?P<rest>[^.;]{0,80})"
)
_WEAKER = re.compile(
    r"\b(?:weak\w*|wan\w+|fad\w+|diminish\w*|shr[aiu]nk|undercut\w*|eroded?|no longer|not|less|shut|closed)\b|n['’]t\b"
)
_NO_CASE = re.compile(
    r"\b(?:no|little|less|not|without|weak\w*|against|few\w*|shut|clos\w+)\s(?:\w+\s){0,2}$|n['’]t\s[^.;,]{0,25}$"
)
_MOVING = re.compile(
    r"\b(?:(?P<up>rising|accelerating|surging|soaring|climbing|mounting|hotter|higher)|falling|easing|slowing|"
    r"cooling|declining|"
    r"receding|fading|moderating|cooler|softer|lower)\s(?:\w+\s)?$",
    re.IGNORECASE,
)
# Money kept cheap: "holds rates near zero", "exceptionally low levels", "resume buying these securities".
_CHEAP = re.compile(
    r"\b(?:(?:ultra-?|exceptionally |extraordinarily |historically |record-?|very )low\b|near[- ]zero\b|"
    r"(?:at|to) 0 to 1/4\b|close to zero\b|(?:more|further|additional|highly|remains?|monetary) accommodati\w+|"
    r"wiggle room\b|(?:cut|cuts|slashed|lowered) (?:[\w-]+ ){0,3}rates?\b|asset purchases worth\b|"
    r"(?:resum\w+|restart\w*|expand\w*) (?:\w+ ){0,2}(?:buying|purchas\w+)|"
    r"(?:buy|buys|buying|bought|purchas(?:e[sd]?|ing)|pump(?:s|ed|ing)?|inject(?:s|ed|ing)?|add(?:s|ed|ing)?)\s"
    r"(?:[\w$.,-]+\s){0,8}?(?:bonds|assets|treasur(?:y|ies)|debt|mortgage-backed securities|reserves|liquidity|"
    r"into the (?:U\.S\. )?(?:banking|financial) system)\b|"
    r"(?:more|new|additional|further|fresh) (?:\w+ )?(?:stimulus|bond[- ]buying|easing))",
    re.IGNORECASE,
)
_DEAR = re.compile(
    r"\b(?:(?:stop\w*|end(?:s|ed|ing)?|halt\w*|conclud\w*) (?:[\w$.,-]+ ){0,5}(?:purchas\w+|buying)|"
    r"(?:slow|reduc|trim|curtail|withdraw|remov|scal\w+ back|wind\w* down)\w* (?:[\w$.,-]+ ){0,5}(?:stimulus|"
    r"purchas\w+|"
    r"bond[- ]buying|accommodation|QE ?\d?)|"
    r"let\w* the portfolio (?:shrink|diminish|run)|"
    r"(?:rais|hik|lift)\w* (?:[\w-]+ ){0,3}rates?\b|taper\w*|(?:shrink|unwind|reduc)\w* (?:\w+ ){0,4}balance sheet)",
    re.IGNORECASE,
)
_TURNED = re.compile(
    r"\b(?:not|no|never|less|slow\w*|unlikely|against|paus\w*|delay\w*|remov\w+|until|when|end\w*|stop\w*|too long|"
    r"premature|uncomfortable|late|only|cautio\w+|downshift\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
# What the Fed may do told with how likely it is held: "tempered expectations of a cut", "the odds of a hike fell".
_ACT = (
    r"(?P<{0}cut>cuts?|cutting|reductions?|eas(?:e|ing)|stimulus)|"
    r"(?P<{0}hike>hikes?|hiking|increases?|rises?|tighten(?:ing)?)"
)
_UNLIKELIER = re.compile(
    r"\b(?:(?:temper|dampen|damp|cool|dash|dent|erod|diminish|curb|trim|unw[io]|undercut|par(?:e[sd]?|ing)\b|"
    r"scal\w+ back|"
    r"dial\w* back|ratchet\w* back|push\w* back on|reduc|lower)\w*\s(?:\w+\s){0,4}?"
    r"(?:expectations?|bets?|wagers?|hopes?|odds|chances?|speculation)|(?:less|smaller|small|slim(?:mer)?|low|"
    r"little|no)\s"
    r"(?:chances?|odds|probability|likelihood|prospect)|less likely)\b"
    rf"[^;]{{0,70}}?\b(?:{_ACT.format('a')})\b"
    r"|\b(?:chances?|odds|probability|likelihood|expectations?|bets|hopes)\s(?:of|for|on)\s[^;]{0,40}?"
    rf"\b(?:{_ACT.format('b')})\b[^;]{{0,60}}?\s(?:fell|dropp\w+|slid|declin\w+|reced\w+|fad\w+|dwindl\w+|dimm\w+|"
    rf"tumbl\w+|sank|"
    r"slipp\w+)\b"
    rf"|\b(?:bar|hurdle|threshold)s?\s(?:for|to)\s[^;]{{0,40}}?\b(?:{_ACT.format('c')})\b[^;]{{0,40}}?\s(?:is|was|"
    rf"remains?|were|are)\s"
    r"(?:\w+\s)?high",
    re.IGNORECASE,
)
_MILDER = re.compile(
    r"\b(?:smaller|slower|more moderate|moderate the pace of|fewer|less aggressive|no(?: more| further)?|"
    r"end(?:ing)? (?:of|to))\s"
    r"(?:(?:[\w-]+\s){0,3}?)(?:(?P<hike>hikes?|increases|tightening)|(?P<cut>cuts))$",
    re.IGNORECASE,
)
# "Is done raising rates", "has finished hiking", "near the end of its tightening".
_DONE = re.compile(
    r"\b(?:done|finished|through|stop\w*|end of)\s(?:with\s)?(?:(?:its|the|this|interest|rate)\s){0,3}"
    r"(?:(?P<hike>rais\w+|hik\w+|tighten\w+|lift\w+|increas\w+)|(?P<cut>cut\w*|eas\w+|lower\w+|reduc\w+))\b",
    re.IGNORECASE,
)
_WORDED: frozenset[Kind] = frozenset({"policy", "outlook", "forecast"})
_BEFORE, _BEHIND = 40, 110
# How far the encoder's "neutral" counts: of sentences about the Fed or inflation many take no side, of views few.
_NEUTRAL_COUNTS: Mapping[tuple[str, Kind], float] = {
    ("fed", "outlook"): 0.2,
    ("fed", "forecast"): 0.35,
    ("fed", "policy"): 0.5,
    ("inflation", "outlook"): 0.3,
}
# Kinds and topics in which up is good and down is bad for the subject.
_PLAIN_KINDS: frozenset[Kind] = frozenset({"move", "level", "forecast"})
_PLAIN_TOPICS: frozenset[Topic] = frozenset({"company", "equities", "small_caps"})
# What is the better the less there is of it, by topic: "jobless claims", "its net loss"; less deflation is hotter.
_BAD = re.compile(
    r"\b(?:unemployment|unemployed|jobless|layoffs?|slack|underutili[sz]ation|job cuts|loss(?:es)?|costs?|expenses|"
    r"delinquenc\w+|defaults?|bankruptc\w+|benefits? rolls|deficits?|shortfalls?)\b",
    re.IGNORECASE,
)
_BAD_BY_TOPIC: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(("labor", "company", "credit"), _BAD),
    "growth": re.compile(r"\b(?:deficits?|shortfalls?|imbalances?)\b", re.IGNORECASE),
}
# Jobs that were lost, and words for fewer of them: "job losses are shrinking".
_JOBS_LOST = re.compile(
    r"\b(?:jobs? (?:loss(?:es)?|cuts?)|jobs (?:cut|lost)|lay-?offs)\b|['’]s (?:job )?losses\b", re.IGNORECASE
)
_RISKS = re.compile(r"\brisks? (?:of|to|that)\b", re.IGNORECASE)
_DEFLATION = re.compile(r"\b(?:deflation|disinflation)", re.IGNORECASE)
_LESSENED = re.compile(
    r"\b(?:shrink\w*|shrank|slow\w*|eas(?:e[sd]?|ing)|narrow\w*|fell|fall(?:en|ing)?|declin\w+|dropp\w+|moderat\w+|"
    r"fewer|less|"
    r"smaller|reced\w+|fad(?:e[sd]?|ing)|abat\w+|beat\w* back|diminish\w*|vanish\w*|avert\w*|wan(?:e[sd]?|ing)|low|"
    r"end(?:s|ed|ing)?)\b"
)
_AS_EXPECTED = re.compile(
    r"\b(?:in line with|(?<!much )as (?:\w+ )?(?:expected|forecast)|match(?:ed|ing|es)|by the same (?:margin|pace))\b"
)
_RATE_OF = re.compile(r"\b(?:inflation|expectations|rate)\b", re.IGNORECASE)
_STEADY = re.compile(r"\b(?:steady|steadily|stable|unchanged|little changed|anchored|flat)\b")
_PUBLISHED = frozenset({"inflation", "growth", "labor"})
_BESIDE_CHARS = 70
# Behind a rise of prices: less of it than there was. "Rose just 1.2 percent, down from 1.3 percent".
_LESS = re.compile(
    r"\b(?:down from|(?:slower|smaller|softer|cooler|lower|less) than|(?:slowest|smallest|weakest)\b|"
    r"below (?:the )?(?:\w+ ){0,2}(?:expectations|forecasts?|estimates?|consensus)|more slowly|slowing from|"
    r"weaker than|"
    r"a more modest|barely)\b|\b(?:slower|smaller|softer|weaker|lower)-than-(?:expected|forecast)"
)
_MORE = re.compile(r"\b(?:up from|(?:faster|bigger|hotter|higher|more) than|above\b|fastest|biggest|highest)")
# A rise that is called small, or none at all: prices that "rose just 0.1%" or "were flat" are cool.
_SMALL = re.compile(
    r"\b(?:just|only|barely|scarcely|a\smere|a\sscant|a\stame|a\smodest|modestly|"
    r"a\smuted)\s(?:by\s)?(?:an?\s)?(?:about\s)?(?:\d|\.\d|$)|"
    r"\b(?:crept|nudged|inched|edged|ticked)\s(?:up|higher)\b"
)
# "Snapping a three-day losing run": the run that ended.
_SNAPPED = re.compile(
    r"\b(?:snap(?:s|ped|ping)?|end(?:s|ed|ing)|break(?:s|ing)?|broke|halt(?:s|ed|ing)?|arrest(?:ed|ing)?)\s[^,;]{0,70}?"
    r"\b(?:(?P<bad>losing|losses|declines?|drops?|falls?|decreases?)|winning|gains?|increases?|rises?|advances?)\b"
)
# What the Fed adds to when it eases.
_EASING = re.compile(
    r"\b(?:purchas\w+|buying|stimulus|stimulative|eas(?:ing|ier)|QE ?\d?|accommodat\w+|liquidity|support|pump\w*|"
    r"bond-buying|(?:temporary |bank )?reserves|cash injections?|auctions?|"
    r"balance sheet|lending facilit\w+)\b",
    re.IGNORECASE,
)
_NO_HIKE = re.compile(
    r"(?:\bnot\b|n['’]t\b|\bno (?:rush|hurry|need)\b|\bunlikely\b|\bprevent\w*\b|\brefrain\w*\b|\bdelay\w*\b|"
    r"\bhold(?:ing)? off\b|"
    r"\bwait\w*\b|\bdiscard\w*\b|\bpostpon\w*\b|\bpaus\w*\b|\b(?:slow|smaller|less aggressive|end\w*|"
    r"measured)\b)[^,;.]{0,45}?"
    r"\b(?:(?P<hike>rais(?:e|ing)|hik(?:e|es|ing)|tighten\w*|increas(?:e|ing)|push(?:ing)?)|cut(?:s|ting)?|eas(?:e|"
    r"ing)|lower(?:ing)?)\b"
)
_DECIDED = 0.9  # weight of a stance that direction settles, against the encoder's own
_LABELS: dict[str, tuple[str, str, str]] = {  # (up, flat, down) by topic
    "fed": ("hawkish", "neutral", "dovish"),
    "inflation": ("hotter", "neutral", "cooler"),
}
_HEADS = {"fed": "fed_stance", "inflation": "inflation"}
_MARKET = ("bullish", "neutral", "bearish")
# Measures whose rise is bad news for their economy.
_BAD_WHEN_UP = frozenset({"macro:UNRATE_US", "macro:CLAIMS_US", "macro:TRADE_US"})


def of(draft: Draft, topic: Topic, view: View) -> tuple[str | None, Mapping[str, float] | None]:
    """The stance of a draft and the three probabilities behind it."""
    entity_id = draft.subject.entity.id if draft.subject.entity else ""
    if topic in STANCELESS_TOPICS or entity_id == "index:VIX":
        return None, None
    labels = _LABELS.get(topic, _MARKET)
    leaning = draft.leaning if labels is _MARKET else None
    encoded = {label: leaning[label] for label in labels} if leaning else _encoded(topic, labels, view)
    decided = draft.stance or (_by_case(view) if topic == "fed" else None)
    if topic == "fed" and draft.kind in _WORDED:
        decided = (decided if decided != NEUTRAL else None) or _by_words(draft, view) or decided
    if topic == "fed":
        decided = (decided if decided != NEUTRAL else None) or _by_refusal(draft, view) or decided
        decided = _by_odds(draft, view) or decided
    if topic == "inflation":
        decided = decided or _of_prices(draft, view)
    if topic == "labor" and _JOBS_LOST.search(draft.subject.text):
        decided = "bullish" if _LESSENED.search(_beside(draft, view)) else "bearish"
    if topic == "growth" and draft.direction is not None and _RISKS.search(draft.subject.text):
        decided = "bullish" if _LESSENED.search(_beside(draft, view)) else "bearish"
    if decided is None and draft.rule == "data.earlier" and draft.direction is None and topic in _PUBLISHED:
        decided = NEUTRAL  # what it was before
    if labels is _MARKET and decided is None:
        decided = _by_run(draft, view)
    bad = _BAD_BY_TOPIC.get(topic)
    inverse = bad is not None and bad.search(draft.subject.text) is not None
    plain = (topic in _PLAIN_TOPICS and draft.kind in _PLAIN_KINDS) or inverse
    plain = plain and draft.direction in {"up", "down"}
    if decided is None and (leaning is None or plain):
        eases = topic == "fed" and _EASING.search(draft.subject.text) is not None
        decided = _by_direction(draft, labels, inverse=inverse or eases or entity_id in _BAD_WHEN_UP)
    if decided is not None:
        mixed = {label: round(_DECIDED * (label == decided) + (1 - _DECIDED) * encoded[label], 6) for label in labels}
        return decided, mixed
    weight = _NEUTRAL_COUNTS.get((topic, draft.kind))
    encoded = encoded if weight is None else _weighed(encoded, weight)
    return max(labels, key=lambda label: encoded[label]), {label: round(encoded[label], 6) for label in labels}


def _of_prices(draft: Draft, view: View) -> str | None:
    """Hotter or cooler where the words around a price measure say so."""
    if _DEFLATION.search(draft.subject.text) and draft.direction is not None:
        return "hotter" if _LESSENED.search(_beside(draft, view)) else "cooler"
    if draft.direction == "flat":  # a rate that stays leaves prices rising as they did; prices that stay do not rise
        stays = _RATE_OF.search(draft.subject.text) and _STEADY.search(_beside(draft, view))
        return NEUTRAL if stays and draft.kind == "data" else "cooler"
    told = _by_participle(draft, view) if draft.kind == "data" else None
    told = told or (_by_measure(draft, view) if draft.kind in {"data", "forecast"} else None)
    if told is None and draft.kind == "data" and draft.direction == "up":
        return NEUTRAL if _AS_EXPECTED.search(_beside(draft, view)) else None
    return told


def _beside(draft: Draft, view: View) -> str:
    """The words just before and behind a claim's subject."""
    return view.text[max(0, draft.subject.start - _BEFORE) : draft.subject.end + _BESIDE_CHARS]


def _by_odds(draft: Draft, view: View) -> str | None:
    """The side of a view of the Fed that is told with how likely or how mild its act is."""
    if draft.kind not in {"forecast", "outlook"}:
        return None
    milder = _MILDER.search(view.text[: draft.subject.end])
    if milder is not None:
        return "dovish" if milder["hike"] else "hawkish"
    done = _DONE.search(view.text, draft.subject.end, draft.subject.end + _BEHIND)
    if done is not None:
        return "dovish" if done["hike"] else "hawkish"
    told = _UNLIKELIER.search(view.text)
    if told is None or not told.start() - _BEFORE <= draft.subject.start <= told.end():
        return None
    return "hawkish" if told["acut"] or told["bcut"] or told["ccut"] else "dovish"


def _by_case(view: View) -> str | None:
    """The stance of a sentence that argues for or against a cut or a hike; None of any other."""
    case = _CASE.search(view.text)
    if case is None:
        return None
    against = bool(_NO_CASE.search(view.text[: case.start()])) != bool(_WEAKER.search(case["rest"]))
    return "dovish" if bool(case["cut"]) != against else "hawkish"


def _by_words(draft: Draft, view: View) -> str | None:
    """The side that a claim's own words take: money kept cheap or made dear, and nothing that turns it."""
    start, end = max(0, draft.subject.start - _BEFORE), draft.subject.end + _BEHIND
    words = view.text[start:end]
    cheap, dear = _CHEAP.search(words), _DEAR.search(words)
    told = cheap or dear
    if told is None or (cheap and dear) or _TURNED.search(words[: told.start()]):
        return None
    return "dovish" if cheap else "hawkish"


def _weighed(encoded: Mapping[str, float], weight: float) -> dict[str, float]:
    """Three probabilities with that of "neutral" counted less."""
    weighed = {label: p * (weight if label == NEUTRAL else 1.0) for label, p in encoded.items()}
    whole = sum(weighed.values())
    return {label: p / whole for label, p in weighed.items()} if whole else dict(encoded)


def _by_refusal(draft: Draft, view: View) -> str | None:
    """ "Not raise rates", "in no rush to cut": who puts off a hike is dovish, who puts off a cut hawkish."""
    if draft.kind not in _WORDED:
        return None
    refused = _NO_HIKE.search(view.text, draft.subject.end, draft.subject.end + _BEHIND)
    return None if refused is None else "dovish" if refused["hike"] else "hawkish"


def _by_run(draft: Draft, view: View) -> str | None:
    """ "Snapping a three-day losing streak": the end of a bad run is good."""
    ended = _SNAPPED.search(view.text, max(0, draft.subject.start - _BEFORE)) if draft.kind == "count" else None
    return None if ended is None else "bullish" if ended["bad"] else "bearish"


def _by_participle(draft: Draft, view: View) -> str | None:
    """ "falling inflation" is cooler, whatever the sentence makes of it."""
    match = _MOVING.search(view.text[: draft.subject.start]) if draft.value is None else None
    return None if match is None else "hotter" if match["up"] else "cooler"


def _by_measure(draft: Draft, view: View) -> str | None:
    """ "Rose just 1.2 percent, down from 1.3 percent" is cooler for all that it rose."""
    behind = view.text[draft.subject.end : draft.subject.end + _BEHIND]
    less = _LESS.search(behind) is not None or _SMALL.search(behind) is not None
    return "cooler" if draft.direction == "up" and less and _MORE.search(behind) is None else None


def _by_direction(draft: Draft, labels: tuple[str, str, str], *, inverse: bool) -> str | None:
    if draft.direction is None:
        return None
    up, flat, down = labels
    if inverse:
        up, down = down, up
    return {"up": up, "down": down, "flat": flat}[draft.direction]


def _encoded(topic: Topic, labels: tuple[str, str, str], view: View) -> dict[str, float]:
    head = view.heads.get(_HEADS.get(topic, "market"))
    if head is not None and set(labels) <= set(head):
        return {label: head[label] for label in labels}
    up, flat, down = labels
    good, bad = view.sentiment.get("positive", 0.0), view.sentiment.get("negative", 0.0)
    # Higher inflation and a more hawkish Fed read as bad news.
    rising, falling = (bad, good) if topic in _LABELS else (good, bad)
    return {up: rising, flat: view.sentiment.get("neutral", 0.0), down: falling}
