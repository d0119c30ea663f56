"""Text -> sentence spans, and which sentences say nothing about markets.

A rule splitter rather than a library: commentary is full of "U.S. stocks", "Apple Inc. rose", "No. 1", "0.5%" and
bullet lines, and every later stage needs offsets that are exact in the stored text. A newline always ends a sentence.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from aggregator.understand.lexicon import words

MAX_SENTENCE_CHARS = 2000  # a "sentence" without any full stop is a table or hostile; it is cut at white space


class Span(NamedTuple):
    """Character offsets into the article text, end exclusive."""

    start: int
    end: int


# Never the end of a sentence, whatever follows.
_TITLES = words(
    "mr mrs ms dr prof sen rep gov gen col lt sgt rev hon st messrs pres supt capt cmdr adm maj ft mt fig figs eq "
    "no nos vs v cf al viz approx est e.g i.e eg ie dept univ assn bros jan feb mar apr jun jul aug"
    " sep sept oct nov dec "
    "nyse nasdaq ave blvd"
)
# End a sentence only when the next word plainly opens one (see _OPENERS).
_SUFFIXES = frozenset(
    [
        "inc",
        "corp",
        "co",
        "cos",
        "ltd",
        "llc",
        "plc",
        "lp",
        "l.p",
        "bhd",
        "sa",
        "s.a",
        "ag",
        "n.v",
        "nv",
        "jr",
        "sr",
        "etc",
        "p.m",
        "a.m",
        "pm",
        "am",
        "u.s.a",
        "u.k",
        "e.u",
    ]
)
_OPENERS = words(
    "the a an in on at it its he she they we you i this that these those but and however while meanwhile although as "
    "for if when after before with since there here his her their our what who where why how also still yet so to by "
    "from even despite some many most all both another other such no not now then last next overall additionally "
    "moreover furthermore elsewhere earlier later analysts investors traders stocks shares one two"
)
_STOP = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|[A-Z“‘\"]|$)|\n")
_LAST_WORD = re.compile(r"([\w.&'’-]+)$")
_NEXT_WORD = re.compile(r"[\"'“‘(\[]*([\w$€£₹%+-][\w.&'’-]*)?")
_BRAND = re.compile(r"[a-z]{1,2}[A-Z]")  # iShares, eBay
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]$|^[A-Z]$")


def split(text: str) -> list[Span]:
    """The sentences of `text` in order, trimmed of surrounding white space; blank stretches belong to none."""
    spans: list[Span] = []
    start = 0
    for stop in _STOP.finditer(text):
        if stop.end() <= start:
            continue
        if stop.group() == "\n":
            _add(spans, text, start, stop.start())
        elif _ends_sentence(text, start, stop):
            _add(spans, text, start, stop.end())
        else:
            continue
        start = stop.end()
    _add(spans, text, start, len(text))
    return spans


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    following = text[stop.end() : stop.end() + 40]
    glued = bool(following) and not following[0].isspace()
    mark = stop.group()
    before = text[max(start, stop.start() - 30) : stop.start()]
    word_match = _LAST_WORD.search(before)
    word = word_match.group(1) if word_match else ""
    opener = _next_word(following)
    if glued:
        # "end.Next" is a lost space; "U.S", "Booking.com", "3.Q" are not.
        return mark == "." and len(word) > 3 and word.isalpha() and opener[1:2].islower() and opener.lower() in _OPENERS
    if mark[0] in "!?" or (len(mark) > 1 and mark[1] != "."):
        return not opener[:1].islower() or mark[-1] not in "\"'”’)]"
    if opener[:1].islower():
        return bool(_BRAND.match(opener)) and not word.isalpha()
    return _full_stop(word, opener)


def _next_word(following: str) -> str:
    stripped = following.split("\n", 1)[0].lstrip()
    match = _NEXT_WORD.match(stripped)
    return (match.group(1) or "") if match else ""


def _full_stop(word: str, opener: str) -> bool:
    low = word.lower()
    if low in _TITLES:
        return low in {"no", "est", "al"} and not opener[:1].isdigit() and opener.lower() in _OPENERS
    if low in _SUFFIXES or _INITIALS.search(word):
        # "J. Powell" goes on; "in the U.S. The index" ends.
        return len(word) > 1 and (opener == "" or opener.lower() in _OPENERS)
    return True


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE_CHARS:
        cut = text.rfind(" ", start + 1, start + MAX_SENTENCE_CHARS)
        cut = cut if cut > start else start + MAX_SENTENCE_CHARS
        spans.append(Span(start, cut))
        start = cut + 1 if text[cut].isspace() else cut
    if start < end:
        spans.append(Span(start, end))


_BOILERPLATE = re.compile(
    r"""^\W*(?:
      the\ views\ and\ opinions\ expressed | this\ (?:article|story|report|content|material)\ (?:is|was|has\ been)\b
    | (?:nothing\ (?:in|herein)|past\ performance|all\ rights\ reserved|copyright|©|\(c\)\ \d{4})
    | (?:click|tap)\ (?:here|on|to)\b | (?:also\ )?(?:see|read)(?:\ (?:also|more|next|now|related))?\s*: | also\ see\b
    | (?:for\ more|for\ additional)\ (?:news|information|on\ this|details|stories)
    | (?:sign\ up|subscribe|register|log\ in|join\ (?:now|us)|follow\ us|share\ this|download|learn\ more)\b
    | (?:to\ see|see|get|check\ out|find\ out)\b[^.]{0,60}(?:full\ list|free\ report|»|here\b|today's\ 10)
    | want\ the\ latest\ recommendations | more\ stories\ like\ this | don['’]t\ miss\b | click\b
    | (?:\(?\s*)?(?:additional\ )?(?:reporting|writing|editing|compiled|photo(?:graphy)?|graphic|image|source|credit)s?
      (?:\ (?:and\ \w+\ )?by\b|\s*:) | by\ [A-Z][\w.]+(?:\ [A-Z][\w.'’-]+){1,3}$
    | (?:the\ author|the\ writer|i|we|our\ analysts?)\ (?:has|have|had|holds?|owns?|does\ not|do\ not|is\ long)\b
      [^.]{0,60}(?:position|shares?\ (?:of|in)|mentioned|recommend)
    | the\ motley\ fool\ (?:has|recommends|owns) | (?:legal\ )?disclaimer | disclosures?\b | sponsored
    | advertis(?:e|ing)
    | this\ is\ not\ (?:investment|financial)\ advice | contact\ the\ author | table\ of\ contents | read\ more\b
    | image\ source | getty\ images | terms\ of\ (?:use|service) | privacy\ policy | visit\ (?:the|our|us|www|http)
    | (?:before\ you\ (?:consider|buy)|10\ stocks\ we\ like|stock\ advisor\ returns|see\ the\ 10\ stocks)
    | (?:related|recommended|watch|listen|tags?|keywords?|topics?|trending|more\ on\ this)\ ?:
    | more\ from\ [A-Z]\S*(?:\ \S+){0,3}$ | story\ continues | continue\ reading | skip\ to\ (?:main\ )?content
    | (?:most\ (?:read|popular)|latest\ news|trending\ now)\W*$
    | (?:share|like|follow\ (?:us|him|her|me|@\w+|[A-Z]\S+(?:\ [A-Z]\S+)?))\ on
      \ (?:facebook|twitter|x\b|linkedin|instagram|youtube)
    | to\ contact\ the\ (?:reporter|editor|author|writer)s? | (?:our\ standards|editor['’]s\ note)\s*:
    | (?:on\ the\ date\ of\ publication|as\ of\ (?:the\ date\ of\ )?(?:this\ writing|publication)),?\ [^.]{0,80}
      \b(?:did|does|do)\ not\b[^.]{0,80}\bpositions?\b
    | our\ experts\ love\ this | attorney\ advertising | prior\ results\ do\ not\ guarantee
    | limited[\ -]time(?:\ (?:only|offer|deal))?\s*[:!–—-] | act\ (?:now|fast)\b | hurry\b\s*[:!,]
    | (?:the\ )?(?:(?:values?|prices?)\ of\ (?:(?:your|any|an|the)\ )?)?(?:shares|stocks|securities|
      bonds|funds|units|coins|tokens|investments?|crypto(?:currenc(?:y|ies)|assets)?|capital)
      (?:\ (?:prices?|values?))?\ (?:may|can|could)\ (?:also\ )?
      (?:fall|drop|decline|go\ down|sink)\ (?:to\ (?:zero|nothing)|in\ value)\W*$
    | \*?\s*returns\ as\ of | view\ (?:our|the)\ latest | (?:technical|company)\ staff\ writer | ©
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_ANYWHERE = re.compile(
    r"views and opinions expressed herein|do not necessarily reflect those of|has no position in any of the stocks"
    r"|has a disclosure policy|has positions in and recommends|for informational purposes only|not (?:a|an) (?:offer|"
    r"solicitation)|free stock analysis report|click here|sign up (?:for|to) (?:our|the)|newsletter\b.{0,40}\bsubscribe"
    r"|to read this article on|this article originally|visit the [A-Z][\w ]{2,40} Channel|all rights reserved"
    r"|total average return (?:is|of)\b|(?:list|portfolio|strategy|picks) (?:has|have) more than (?:doubled|"
    r"tripled) the S&P"
    r"|(?:Rank|rank)(?:ed)? #1\b.{0,80}(?:per year|annual|averag)|average (?:annual )?(?:gain|"
    r"return) of [+]?\d[\d.]*% (?:per|a) year"
    r"|\bappeared first on\b|\b(?:is|are) also the authors? of\b|\bhosts? (?:the|a) (?:popular )?(?:[\w ]{0,30})?"
    r"(?:podcast|YouTube channel|newsletter)|\brepresents investors (?:throughout|around|across) the|"
    r"\bno (?:cost|fee)s? or obligation to you|\bpays all case costs|"
    r"\b(?:Super Lawyers|Lawdragon|Titan of Plaintiffs)|\b0% intro APR\b"
    r"|\bwith (?:this|one) (?:one |single |simple |weird |secret |little[- ]known ){1,3}"
    r"(?:trick|secret|hack|method|tip|system)\b"
    r"|\b(?:may|can|could) (?:also )?(?:fall|go down|drop|decline) as well as "
    r"(?:to )?(?:rise|go up|increase|climb|up)\b"
    r"|\byou (?:may|can|could) lose (?:all|some|part|more|the whole|your (?:entire|whole))\b"
    r"|\b(?:our|the) model portfolio(?: has| have)? (?:returned|gained)",
    re.IGNORECASE,
)
# "A trader works on the floor of the exchange as shares fall": what a picture shows.
_SHOWN = re.compile(
    r"(?:FILE PHOTO: )?(?:(?:An?|The|Two|Some) )?(?:[Ss]tock )?(?:[Tt]raders?|[Ss]pecialists?|[Pp]edestrians?|"
    r"[Pp]eople|[Pp]asser(?:s-)?by|(?:[Ww]o)?[Mm][ae]n|[Ss]hoppers?|[Cc]ustomers?|[Ww]orkers?|[Vv]isitors?) "
    r"(?:works?|walks?|stands?|looks?|gestures?|reacts?|watch(?:es)?|pass(?:es)?|rides?|cycles?|sits?|shops?|browses?)\b"
    r"[^.]{0,40}?\b(?:on the (?:trading )?floor|in front of|inside|outside|at an? (?:supermarket|store|shop|mall)|"
    r"past an? (?:[\w-]+ )?(?:screens?|boards?|displays?|signs?|stores?|shops?))\b"
)
_CAPTION = re.compile(r"(?:\(|\[)?(?:AP|Reuters|REUTERS|Getty|File)\b[^.]{0,30}(?:Photo|photo|/|Images)")


_BETWEEN_ITEMS = re.compile(r"[|›»•·]|\s>\s")
MENU_ITEMS, MENU_WORDS = 4, 3


def is_boilerplate(text: str) -> bool:
    """Whether a sentence is a disclosure, advert, byline, caption or pointer elsewhere."""
    head = text[:400]
    told = (
        _BOILERPLATE.match(head)
        or _ANYWHERE.search(head)
        or _CAPTION.match(head)
        or _SHOWN.match(head)
        or _is_menu(text)
    )
    return bool(told) or not any(char.isalpha() for char in head)


def _is_menu(text: str) -> bool:
    """Whether a line is short words side by side: "Markets | Stocks | Bonds | Funds". A table's row has figures."""
    items = [item.strip() for item in _BETWEEN_ITEMS.split(text)]
    short = all(len(item.split()) <= MENU_WORDS and not any(char.isdigit() for char in item) for item in items)
    return len([item for item in items if item]) >= MENU_ITEMS and short
