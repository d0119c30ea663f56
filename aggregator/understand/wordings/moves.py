"""Price moves ("QQQS gained 1.85%"), and the same words about released figures ("CPI rose 0.4%"), with their levels.

A verb or "up 2%" is looked for first; its subject must stand right before it. One verb may carry several subjects
("the Dow and the Nasdaq rose"), several figures ("by 1% and 2%, respectively"), and a list that goes on without it
("the Dow fell 0.8%, the S&P 500 1.6% and the Nasdaq 2%").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from aggregator.records import Direction, Tense
from aggregator.understand import cues
from aggregator.understand.amounts import differences, sharing, units
from aggregator.understand.drafts import LARGEST_PRICE, Draft, figure, move_of, owners_of
from aggregator.understand.lexicon import COMPANY_SUFFIXES, words
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject, role_of
from aggregator.understand.unreal import is_supposed, is_unreal
from aggregator.understand.view import View
from aggregator.understand.wordings import nouns

_LEAD_IN = re.compile(
    r"^[\s,:(]*(?:(?:by|about|another|an?|the|additional|further|more|as|much|roughly|nearly|[a-z]+ly|"
    r"some|just|only|over|extra|around|"
    r"almost|higher|lower|up|down|an?\s+[a-z]+(?:-[a-z]+)?|total|full|combined|good|at\sleast|cumulative|net)\s+)*$"
)
_ALTERNATIVE = re.compile(r"^[\s,]*(?:or|\(|/|,|—|–|-)[\s,(]*(?:or\s)?(?:about\s|nearly\s|roughly\s|almost\s)?$")
_TO_LEVEL = re.compile(
    r"^[\s,)]*(?:[a-z]+ly\s|back\s|further\s)?(?:to|at)\s(?:(?:close|end|finish|settle|trade|stand|hit|"
    r"reach|last trade)\s(?:the\s(?:day|week|session)\s)?(?:at|on|to)?\s?)?"
    r"(?:(?:a|an|the|around|about|nearly|its|their|just|close|of|session|intraday|record|fresh|new|"
    r"[\d]+-(?:week|month|year)|high|low|over|under|"
    r"roughly|one-\w+|two-\w+)[\s-])*$"
)
_BARE_TO = re.compile(r"\sto\s(?:about\s)?\d+\.\d+\s?(?:%|percent)")
_NEXT_ITEM = re.compile(r"^(?:\s*\([^()]{0,60}\))?\s*(?:[,;]\s*(?:and|while|but)?|and|while)\s*(?:the\s)?$")
_ITEM_FIGURE = re.compile(
    r"^(?:\s*\([A-Z.: ]{1,20}\)|\s\.[A-Z]{2,6}\b)?[\s(,–—-]*(?:by\s|was\s|up\s|down\s|at\s)?[\s(]*$"
)
_STOCKY_FOLLOW = re.compile(
    r"^\s*(?:after|as|on|in|with|following|amid|sharply|slightly|modestly|and|premarket|pre-market|"
    r"to\s(?:a|an|its|the)|ahead|for|while|"
    r"because|from|by|early|late|more than|nearly|about|heavily|along|alongside|despite|during|since|"
    r"this|last|yesterday|today|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|[.,;])"
)
_JOINED = re.compile(r"(?:\band|,|\b(?:for|in|of|on|at|from|to|between|by|across))\s*(?:the\s)?$")
_LISTED = re.compile(r"[,;]\s*(?:and\s)?$")
_BOUND = re.compile(r"(?:back )?(?:just |well |slightly )?(?:above|below|under|past|towards?)\b")
_YEARLY = re.compile(
    r"\b(?:year-on-year|year-over-year|month-on-month|month-over-month|from a year (?:ago|earlier)|"
    r"annualized|annual rate|on the year|on the month)\b"
)
_SIGNED = re.compile(r"\s\((?:[A-Z.:]{1,12}[,:;]?\s)?(?P<sign>[+−–-])\d")
# "Fell in 8 of the last 10 sessions": how often, not how far.
_SO_OFTEN = re.compile(r"\s(?:in|on)\s[\w-]+(?:\sout)?\sof\s(?:the|its|their)\s(?:last|past|previous)\b")
LIST_OF_MOVES = 3
_AND_THEN = re.compile(r"^[^,;:()]{0,40},?\s(?:and|but)\s(?:then\s|also\s|has\s|have\s|had\s|is\s|was\s)?$")
_TO_SUM = re.compile(
    r"\s(?:or\s[^ ]+\s)?to\s(?:\w+\s){0,2}[$€£¥]\s?[\d.,]+\s?(?:million|billion|trillion|[mb]n?\b|M\b|B\b)"
)
_FIRM_MOVES = re.compile(
    r"(?:rose|fell|jumped|surged|tumbled|plunged|sank|slid|soared|rallied|dropped|slumped|climbed|"
    r"gained|slipped)\b"
)
# "Inflation fell to 3%" has its figure elsewhere; "payrolls added pressure" is no fall of payrolls.
_GAINS_ON = re.compile(
    r"\s(?:to|by|at|pressure|fuel|weight|momentum|ground|concern\w*|fears?|worr\w+|in line|out|from)\b"
)
_TO_PLACE = re.compile(r"\sto\s(?!(?:close|end|finish|trade|settle)\b)")
_GOING_ON = re.compile(r"\b(?:is|are)\s(?:\w+ly\s|also\s|now\s|still\s)?\w+ing$")
_GROWTH = re.compile(r"^(?:gr[eo]w|accelerat|slow|moderat|cool)")
# "Sales of Acme Corp (ACM) increased by 9%": a name that a bracket explains is not all name.
_OF_BOOKS = re.compile(r"(?:[\w-]+\s){0,2}(?:revenues?|sales|profits?|earnings|income)\s(?:of|at|for)\s", re.IGNORECASE)
_PROPER = re.compile(
    r"(?<![\w:.])(?P<name>(?:[A-Z][\w&.'’/-]*)(?:\s(?:[A-Z0-9][\w&.'’/-]*|of|&))*(?:\s(?:index|shares|"
    r"stock|futures))?)\s*(?:\([^()]{1,40}\))?\s*$"
)
_NOT_PRICES = words(
    "Revenue Revenues Sales Net Profit Profits Income Earnings EPS Orders Exports Imports Production"
    " Output Spending Costs "
    "Operating Gross Total Adjusted Comparable Traffic Volume Volumes Deliveries Shipments Loans"
    " Deposits Margin Margins "
    "Consumer Wages Employment Demand Growth Prices Rates Inventories Inventory Construction Services Manufacturing "
    "Expenses Cash Debt Assets Same-store Organic Subscription Population Membership Rent Rents"
    " Premiums Starts Sentiment "
    "Confidence Activity Unemployment Payrolls It They This That These Those He She We I You The A An"
    " In On At As But And "
    "EBITDA FFO AFFO ARR AUM NAV GMV EBIT Free Capital Overall Food Energy Housing Shelter Home New"
    " Existing Retail Industrial Business Personal GDP "
    "CPI PPI PCE Q1 Q2 Q3 Q4 January February March April May June July August September October November December "
    "Monday Tuesday Wednesday Thursday Friday Year Average Annual Quarterly Monthly Weekly Core"
    " Headline What Which While "
    "If When After Since Before Users Subscribers Customers Bookings Billings Backlog Headcount"
    " Imported Foreign Domestic Private Public Investment"
)


def find(view: View, subjects: list[Subject]) -> list[Draft]:
    """All moves, data figures and the levels that they lead to, in order of appearance."""
    if view.is_question:
        return []
    drafts: list[Draft] = []
    matches = list(cues.CUE.finditer(view.text))
    for n, cue in enumerate(matches):
        limit = matches[n + 1].start() if n + 1 < len(matches) else len(view.text)
        if not differences.is_standing(view, cue):
            drafts += _of_cue(view, subjects, cue, limit, drafts)
    drafts += nouns.find(view, subjects, drafts)
    drafts += _bracketed(view, subjects, drafts)
    drafts = [draft for draft in drafts if not is_supposed(view, _end(draft))]
    if sum(draft.kind == "move" for draft in drafts) >= LIST_OF_MOVES:
        drafts = [draft for draft in drafts if draft.kind != "level"]  # in a list of movers the levels are asides
    return drafts


def _end(draft: Draft) -> int:
    return max(draft.at, draft.subject.end)


def _bracketed(view: View, subjects: list[Subject], found: list[Draft]) -> Iterator[Draft]:
    """ "Apple (-0.5%), Nvidia (-0.7%)": signed moves in brackets."""
    for subject in subjects:
        match = _SIGNED.match(view.text, subject.end)
        quantity = match and next((q for q in view.quantities if q.start >= match.start("sign") - 1), None)
        if match is None or quantity is None or quantity.unit != "pct" or subject.role != "price":
            continue
        if not any(draft.subject == subject for draft in found):
            way: Direction = "up" if match["sign"] == "+" else "down"
            yield move_of(subject, (match.start(), quantity.end), way, quantity, how="bracket")


def _of_cue(
    view: View, subjects: list[Subject], cue: re.Match[str], limit: int, before: Sequence[Draft] = ()
) -> list[Draft]:
    owners = owners_of(view, subjects, cue.start())
    inside = cue.start("figure") if cue["figure"] else None
    quantity, after = _figure(view, cue.end() if inside is None else inside, limit)
    if quantity is None and len(owners) == 1 and _is_rate(owners[0]):
        quantity, after = _bare_points(view, cue.end(), after)
    after = max(after, cue.end())
    if not owners and quantity is not None:
        owners = _same_subject(view, subjects, cue, before)
    if not owners:
        named = _proper_name(view, cue, quantity)
        owners = [named] if named else []
    reached = (
        quantity is None
        and len(owners) == 1
        and owners[0].role == "price"
        and bool(_level_after(view, owners[0], cue.end()))
    )
    if not reached and _TO_SUM.match(view.text, after):
        owners = [owner for owner in owners if owner.role != "price" and not owner.pointing]
    owners = [owner for owner in owners if reached or _can_move(view, owner, cue, quantity)]
    if not owners or is_unreal(view, owners[0].start) or _SO_OFTEN.match(view.text, cue.end()):
        return []
    way = cues.direction(cue)
    if cue["up"] or cue["down"]:
        single = len(owners) == 1 and not owners[0].text.lower().endswith(("s", "equities", "they", "china", "japan"))
        if single and cues.BASE.match(cue.group()):
            return []  # "the market slump", "share price return": a noun
    if cues.is_present(cue) and re.search(r"\bwhen\s(?:the\s)?$", view.text[: owners[0].start], re.IGNORECASE):
        return []
    now = cues.is_present(cue) or _GOING_ON.search(view.text[: cue.start()] + cue.group().split()[0]) is not None
    tense: Tense = "present" if now else "past"
    drafts = [move_of(owner, cue.span(), way, quantity, tense=tense, how="verb") for owner in owners]
    drafts = _respectively(view, drafts, after)
    if not drafts:
        return []
    if quantity is not None and len(owners) == 1:
        items = list(_list_items(view, subjects, drafts[0], after))
        if not items and owners[0].role == "price":
            drafts += _reached(view, drafts[0], after)
        drafts += items
    elif quantity is None and len(owners) == 1 and owners[0].role == "price":
        levels = _reached(view, drafts[0], cue.end())
        drafts = levels or drafts
    return drafts


def _same_subject(view: View, subjects: list[Subject], cue: re.Match[str], before: Sequence[Draft]) -> list[Subject]:
    """The subject of the move before, where a second verb goes on with it: "rose 1% on Friday and gained 6%"."""
    last = before[-1] if before else None
    if last is None or last.kind not in {"move", "level"} or not _AND_THEN.search(view.text[last.at : cue.start()]):
        return []
    between = any(last.at <= subject.start < cue.start() for subject in subjects)
    return [] if between else [last.subject]


def _proper_name(view: View, cue: re.Match[str], quantity: Quantity | None) -> Subject | None:
    """A capitalised name that no list knows, taken only right before "fell 3%"."""
    origin = max(0, cue.start() - 100)
    percent = quantity is not None and quantity.unit == "pct"
    match = _PROPER.search(view.without_phrases(origin, cue.start())) if percent else None
    if match is None or (origin and not match.start()):
        return None
    name = match["name"]
    start = origin + match.start("name")
    joined = _JOINED.search(view.text[:start]) is not None
    if joined and ("respectively" in view.text or not _LISTED.search(view.text[:start])):
        return None
    if name.endswith(("'s", "’s")) or name.lower().strip(".") in COMPANY_SUFFIXES:
        return None  # "while Nvidia's rose 2%": its revenue, say; "The Gap, Inc. (GPS)"
    first, *rest = (word.removesuffix("'s").removesuffix("’s") for word in name.split())
    if first in _NOT_PRICES or (not rest and len(first) < 3) or (rest and rest[-1] in _NOT_PRICES):
        return None
    link = next((link for link in view.links if link.start == start and link.end <= start + len(name)), None)
    entity = link.entity if link and role_of(link.entity) == "price" else None
    return Subject(start, start + len(name), view.text[start : start + len(name)], entity, "price", listed=True)


def _can_move(view: View, subject: Subject, cue: re.Match[str], quantity: Quantity | None) -> bool:
    if subject.role == "measure":
        return _can_change(view, subject, cue, quantity)
    word = cue.group().lower()
    grows = _GROWTH.match(word) is not None or _OF_BOOKS.match(subject.text) is not None
    if subject.role != "price" or grows or (subject.pointing and _YEARLY.search(view.text)):
        return False
    # "Apple rose" may be anything; "Apple shares rose" and "Apple rose 2%" are prices.
    firm = subject.entity is not None and subject.entity.id.startswith("company:") and not subject.listed
    if quantity is not None or cue["bu"] or cue["bd"]:
        return quantity is not None and (not firm or quantity.unit == "pct")
    follow = _STOCKY_FOLLOW.match(view.text[cue.end() :]) is not None or cue.end() == len(view.text)
    if cues.NEEDS_FIGURE.match(word):
        return subject.listed and follow
    return not firm or (
        follow
        and not _TO_PLACE.match(view.text, cue.end())
        and not cue["state"]
        and _FIRM_MOVES.match(word) is not None
    )


def _can_change(view: View, subject: Subject, cue: re.Match[str], quantity: Quantity | None) -> bool:
    if quantity is None:
        return subject.entity is not None and not _GAINS_ON.match(view.text, cue.end())
    return quantity.unit in {"pct", "pp", "bps", None, "count"}


def _figure(view: View, at: int, limit: int) -> tuple[Quantity | None, int]:
    """The figure that a cue introduces, percent preferred ("383 points, or 0.86%"), and where it ends."""
    chosen: Quantity | None = None
    end = at
    for quantity in view.quantities:
        if quantity.start < end or quantity.start > max(limit, at + 1) + 1:
            continue
        if chosen is None:
            if (
                quantity.unit is None
                or _BOUND.match(quantity.text)
                or not _LEAD_IN.match(view.without_phrases(at, quantity.start))
            ):
                break
            chosen, end = quantity, quantity.end
        elif _ALTERNATIVE.match(view.text[end : quantity.start]) and quantity.unit in {"pct", "points"}:
            chosen = quantity if quantity.unit == "pct" and chosen.unit != "pct" else chosen
            end = quantity.end
            break
        else:
            break
    further = chosen is not None and differences.is_difference(view, chosen)
    return None if further else chosen, end


def _bare_points(view: View, at: int, after: int) -> tuple[Quantity | None, int]:
    """Of a yield that "fell 3 to 4.46%" the three basis points, and where they end."""
    bare = next((q for q in view.quantities if q.start >= at), None)
    if bare is None or bare.unit is not None or not _BARE_TO.match(view.text, bare.end):
        return None, after
    led = _LEAD_IN.match(view.text[at : bare.start])
    return (replace(bare, unit="bps"), bare.end) if led else (None, after)


def _respectively(view: View, drafts: list[Draft], after: int) -> list[Draft]:
    """ "A and B rose 1% and 2%", with or without "respectively": one figure each."""
    unit, told = drafts[0].unit, view.text.find("respectively", after, after + 120)
    if drafts[0].value is None or (told < 0 and len(drafts) < 2):
        return drafts
    more = sharing.in_a_row(view, unit, after)
    if told >= 0 and (len(drafts) < 2 or len(more) != len(drafts) - 1):
        more = [q for q in view.quantities if after <= q.start < told and q.unit == unit]
    elif not more:
        return drafts  # "both rose 1%"
    if len(drafts) < 2 or len(more) != len(drafts) - 1:
        return []  # one of the names was not seen: whose figure is whose?
    rest = [replace(draft, **figure(quantity)) for draft, quantity in zip(drafts[1:], more, strict=True)]  # type: ignore[arg-type]
    return [drafts[0], *rest]


def _list_items(view: View, subjects: list[Subject], first: Draft, at: int) -> Iterator[Draft]:
    """The items that go on without a verb: ", the S&P 500 1.6% and the Nasdaq 2%"."""
    for subject in subjects:
        if subject.start < at:
            continue
        if not _NEXT_ITEM.match(view.without_phrases(at, subject.start)):
            return
        quantity = next((q for q in view.quantities if q.start >= subject.end), None)
        if quantity is None or quantity.unit != first.unit:
            return
        if not _ITEM_FIGURE.match(view.text[subject.end : quantity.start]):
            return
        way: Direction = first.direction or "up"
        between = view.text[subject.end : quantity.start].split()
        way = "up" if "up" in between else "down" if "down" in between else way
        yield move_of(subject, (first.start, quantity.end), way, quantity, tense=first.tense, how="list")
        at = quantity.end


def _reached(view: View, move: Draft, at: int) -> list[Draft]:
    """The level that a move led to: "rose 0.5% to 4,112", "at $74.80 a barrel"."""
    quantity = _level_after(view, move.subject, at)
    if quantity is None:
        return []
    fields: dict[str, Any] = figure(quantity, "other" if units.is_rate_of_exchange(move.subject) else "points")
    return [
        Draft(
            "level",
            "level.reached",
            move.subject,
            move.start,
            quantity.end,
            direction=move.direction,
            tense=move.tense,
            **fields,
        )
    ]


def _level_after(view: View, subject: Subject, at: int) -> Quantity | None:
    quantity = next((q for q in view.quantities if q.start >= at), None)
    if quantity is None or not _TO_LEVEL.match(view.without_phrases(at, quantity.start)):
        return None
    if quantity.unit in {"points", "usd", "other"}:
        return quantity if quantity.value < LARGEST_PRICE else None
    if quantity.unit == "pct":
        return quantity if _is_rate(subject) else None
    a_year = 1900 <= quantity.value <= 2100 and "," not in quantity.text and "." not in quantity.text
    return None if quantity.unit is not None or a_year else quantity


def _is_rate(subject: Subject) -> bool:
    entity_id = subject.entity.id if subject.entity else ""
    return entity_id.startswith("rate:") or entity_id == "group:UST_YIELDS" or "yield" in subject.text.lower()
