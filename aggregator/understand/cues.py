"""The words that say that something moved, and which way: one table per direction."""

from __future__ import annotations

import re

from aggregator.records import Direction

_UP_VERBS = (
    r"rose|rises?|risen|rising|gain(?:s|ed|ing)?|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|surg(?:es?|ed|"
    r"ing)|rall(?:y|ies|ied|ying)|"
    r"soar(?:s|ed|ing)?|advanc(?:es?|ed|ing)|add(?:s|ed|ing)?|increas(?:es?|ed|ing)|rebound(?:s|ed|"
    r"ing)?|bounc(?:es?|ed|ing)(?:\sback)?|"
    r"recover(?:s|ed|ing)?|spik(?:es?|ed|ing)|popp(?:ed|ing)|pops|leap(?:s|ed|t)?|strengthen(?:s|ed|ing)?|firm(?:s|ed)|"
    r"appreciat(?:es?|ed|ing)|rocket(?:s|ed|ing)?|skyrocket(?:s|ed|ing)?|shot up|accelerat(?:es?|ed|"
    r"ing)|grew|grows?|grown|"
    r"return(?:s|ed)?|extend(?:s|ed)?\s(?:its\s|their\s)?(?:gains|rally|advance)|vault(?:s|ed)|zoom(?:s|ed)"
)
_DOWN_VERBS = (
    r"fell|falls?|fallen|falling|drop(?:s|ped|ping)?|declin(?:es?|ed|ing)|slid(?:es?|ing)?|slip(?:s|"
    r"ped|ping)?|los(?:t|es?|ing)|"
    r"s[au]nk|sinks?|sinking|tumbl(?:es?|ed|ing)|plung(?:es?|ed|ing)|plummet(?:s|ed|ing)?|slump(?:s|ed|"
    r"ing)?|retreat(?:s|ed|ing)?|"
    r"dip(?:s|ped|ping)?|shed(?:s|ding)?|eas(?:es?|ed|ing)|weaken(?:s|ed|ing)?|tank(?:s|ed|ing)?|"
    r"crash(?:es|ed|ing)?|crater(?:s|ed|ing)?|"
    r"dove|div(?:es?|ed|ing)|decreas(?:es?|ed|ing)|gave\sup|collaps(?:es?|ed|ing)|nosedived|"
    r"depreciat(?:es?|ed|ing)|sold\soff|"
    r"s?lid\sback|pull(?:s|ed|ing)?\sback|extend(?:s|ed)?\s(?:its\s|their\s)?(?:losses|declines|slide|"
    r"selloff)|stumbl(?:es?|ed|ing)|"
    r"cool(?:s|ed)|moderat(?:es?|ed)|slow(?:s|ed)"
)
_STATE_VERBS = (
    r"(?:was|were|is|are|been|being|closed|closes|closing|ended|ends?|ending|finish(?:ed|es|ing)?|"
    r"settl(?:ed|es|ing)|open(?:ed|s|ing)?|"
    r"trad(?:ed|es?|ing)|mov(?:ed|es|ing)|edg(?:ed|es|ing)|tick(?:ed|s|ing)|inch(?:ed|es|ing)|"
    r"push(?:ed|es|ing)|head(?:ed|ing)|"
    r"turn(?:ed|s|ing)|drift(?:ed|s|ing)|pointed|remain(?:ed|s)|sits?|crept|nudged|trended|trending|went|go(?:es|ing)|"
    r"headed|held|stayed|stood|last|logged|pointing)"
)
_WHEN = r"(?:\s(?:the\s|on\s)?(?:day|session|week|month|year|quarter|trading day|(?:Mon|Tues|Wednes|Thurs|Fri)day))?"
_BETWEEN = (
    rf"{_WHEN}(?:\s(?:\w+ly|much|far|slightly|a bit|a touch|a little|still|also|currently|last|out|even|"
    rf"well|about)){{0,2}}"
)
_ADJ_UP = r"up(?:ward)?|higher|to the upside|in positive territory|in the green"
_ADJ_DOWN = (
    r"down(?:ward)?|lower|to the downside|off(?=\s(?:by\s|about\s|nearly\s|more\sthan\s|roughly\s|"
    r"around\s|over\s|a\s)?[\d.])|in the red|in negative territory"
)
_ADJ_FLAT = (
    r"flat|unchanged|little\schanged|steady|mixed|barely\schanged|roughly\sunchanged|near(?:ly)?\s(?:flat|unchanged)"
)
CUE = re.compile(
    rf"(?<![\w'’-])(?:"
    rf"(?:{_STATE_VERBS}){_BETWEEN}\s(?P<figure>(?:(?:about|nearly|some|almost|roughly|around|more than|"
    rf"over|at least)\s)?\d[\d.,]*(?:%|\spercent|\sbasis\spoints|\spoints))\s(?:(?P<fu>higher|up)|"
    rf"(?P<fd>lower|down))"
    rf"|(?P<state>{_STATE_VERBS}){_BETWEEN}\s(?:(?P<su>{_ADJ_UP})|(?P<sd>{_ADJ_DOWN})|(?P<sf>{_ADJ_FLAT}))"
    rf"|(?P<up>{_UP_VERBS})|(?P<down>{_DOWN_VERBS})"
    rf"|(?P<bu>up|\+(?=[\d.])|higher by)|(?P<bd>down|-(?=[\d.]+\s?%)|off(?=\s(?:by\s|about\s|nearly\s)?[\d.])|lower by)"
    rf")(?![\w-])(?:\s(?:back|higher|lower|up|down|further))?",
)
# Verbs that mean a price move only with a figure: "added 2%" but "added staff".
NEEDS_FIGURE = re.compile(
    r"^(?:add|los|return|shed|gave|drop|grow|grew|increas|decreas|accelerat|eas|firm|cool|moderat|slow|"
    r"dip|recover|advanc|strengthen|weaken|"
    r"appreciat|depreciat|up$|down$|off$|\+|-|higher by|lower by|declin|gain$|rise$|climb$|jump$|"
    r"surge$|fall$|rally$|advance$)",
)
# Verb forms that are nouns behind a singular: "the market slump".
BASE = re.compile(
    r"(?:rally|fall|drop|gain|rise|return|slump|jump|surge|advance|climb|decline|slide|retreat|rebound|"
    r"plunge|dip|increase|decrease|spike|recover|"
    r"leap|crash|sink|tumble|slip|bounce|pop|add|lose|ease|weaken|strengthen|grow)(?![\w])"
)
_NOUN_UP = r"gains?|rise|advance|increase|jump|surge|rally|climb|rebound|pop|bounce|upswing|spike|uptick|run-?up|return"
_NOUN_DOWN = (
    r"loss(?:es)?|drop|decline|fall|slide|plunge|slump|decrease|retreat|dip|tumble|sell-?off|pullback|"
    r"downturn|slip|drawdown|correction"
)
NOUN = re.compile(rf"(?:(?P<up>{_NOUN_UP})|(?P<down>{_NOUN_DOWN}))(?![\w-])")
GETS = re.compile(
    r"\b(?:post(?:ed|s|ing)?|notch(?:ed|es|ing)?|log(?:ged|s)?|record(?:ed|s)?|suffer(?:ed|s)?|"
    r"book(?:ed|s)?|register(?:ed|s)?|mark(?:ed|s)?|"
    r"scor(?:ed|es)|deliver(?:ed|s)?|enjoy(?:ed|s)?|had|has|saw|seen|sees|clinch(?:ed)?|rack(?:ed)? up|"
    r"returned|produced|experienced|endured|made|capped|with)\s"
    r"(?:an?|its|their|the|another|gains|losses)\b"
)


_QUOTE = re.compile(r"\d[\d,]*(?:\.\d+)?%?\s+(?:\(?[+\-−–▲▼]\s?\$?\d[\d.,]*%?\)?|\(?\d+\.\d+\s?%\)?)")
_WORDS = re.compile(r"\b[a-z]{3,}\b")
_FIGURE = re.compile(r"\d[\d.,]*")
QUOTES, QUOTE_WORDS = 2, 4
"""Figures with their change, from which on a line with hardly a word is a strip of quotes."""


def is_quote_strip(text: str) -> bool:
    """Whether a line is a strip of quotes ("SPX 4,500 +1.2% | DJI 35,000 +0.8%") and so says nothing by itself."""
    figures, said = len(_QUOTE.findall(text)), len(_WORDS.findall(text))
    return (figures >= QUOTES and said < QUOTE_WORDS) or (
        figures > 0 and not said and len(_FIGURE.findall(text)) > QUOTES
    )


def direction(match: re.Match[str]) -> Direction:
    """The direction of a CUE match."""
    groups = match.groupdict()
    if groups.get("su") or groups.get("fu") or groups.get("up") or groups.get("bu"):
        return "up"
    if groups.get("sd") or groups.get("fd") or groups.get("down") or groups.get("bd"):
        return "down"
    return "flat"


def is_present(match: re.Match[str]) -> bool:
    """Whether the cue speaks of now: "is up", "are falling", "rises"."""
    word = match.group().split()[0].lower()
    return word in {"is", "are", "trades", "sits", "trading", "remains"} or (
        word.endswith("s") and not word.endswith("ss") and word not in {"was", "losses"}
    )
