"""What a central bank did or stands for: "the Fed raised rates by a quarter point", "the Committee reiterated …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from aggregator.records import Direction, Entity, Tense
from aggregator.understand.amounts import differences
from aggregator.understand.drafts import Draft, figure
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.subjects import CENTRAL_BANKS, Subject
from aggregator.understand.unreal import is_unreal
from aggregator.understand.view import View
from aggregator.understand.wordings import bank_acts

_GAP = re.compile(
    r"^(?:['’]s)?(?:\s\([A-Z]{2,5}\))?(?:\s(?:officials|policymakers|policy makers|governors|"
    r"members))?(?:,[^,]{1,80},)?(?:\s(?:has|have|had|also|again|unanimously|"
    r"just|already|recently|aggressively|then|since|on|last|this|is|was|been|were|are|largely|widely|"
    r"then|[a-z]+ly|decided to|voted to|agreed to|opted to|chose to|moved to|"
    r"(?:said|announced|says|reiterated|repeated|confirmed)(?:\s(?:today|again|late))?(?:\sthat)?\s+it\s(?:will|would|was|is|had|has)|"
    r"voted unanimously to|voted (?:\d{1,2}[-–]\d{1,2}|\w+ to \w+) to|elected to|began|started|begun|kept|"
    r"continued|continues|today))*\s$"
)
_RATE = (
    r"(?P<object>(?:\s(?:its|the|their|key|benchmark|target|range|for|overnight|policy|short-term|ultra-low|"
    r"ultra-loose|ultra-easy|near-zero|record-low|"
    r"interest|borrowing|lending|federal|fed|funds|official|main|repo|cash|deposit|"
    r"discount|bank|on|of|at|all|three|US|U\.S\.|steady|unchanged|hold|primary|monetary|credit|"
    r"refinancing|reverse|bench-mark|a|by)){0,8}"
    r"\s(?:rates?|range|policy|costs)\b)"
)
_UP = r"rais(?:ed|es|ing)|hik(?:ed|es|ing)|lift(?:ed|s|ing)|increas(?:ed|es|ing)|boost(?:ed|s|ing)|tighten(?:ed|s|ing)"
_DOWN = (
    r"cut|cuts|cutting|lower(?:ed|s|ing)|reduc(?:ed|es|ing)|trimm(?:ed|ing)|trims|slash(?:ed|es|ing)|eas(?:ed|es|ing)"
)
_FLAT = (
    r"held|holds|holding|kept|keeps|keeping|left|leaves|leaving|maintain(?:ed|s|ing)|paus(?:ed|es|ing)|"
    r"h[oe]ld|keep|leave|maintain"
)
_ACT = re.compile(
    rf"(?<![\w'’-])(?:(?P<up>{_UP}|raise|hike|increase)|(?P<down>{_DOWN}|lower|reduce|cut)|"
    rf"(?P<flat>{_FLAT})){_RATE}|(?<![\w'’-])(?P<pat>stood pat|standing pat)\b"
)
# "The Fed's decision on Wednesday to leave rates unchanged", but not one that is awaited.
_DECIDED = re.compile(
    r"(?:['’]s?)?\s(?:[\w-]+\s){0,2}(?:decision|move|vote|choice)\s(?:(?:(?:on\s|late\s|early\s)?\w+day|last\s\w+|this\s\w+|earlier\s\w+\s\w+|"
    r"in\s[A-Z]\w+|yesterday|today)\s)?(?:not\s)?to\s$"
)
_AWAITED = re.compile(
    r"\b(?:await\w*|ahead\sof|before|until|expect\w*|anticipat\w*|would|could|whether|if|predict\w*|eye[ds]?|next)\b",
    re.IGNORECASE,
)
_TO_BE = re.compile(
    r"[^.;,]{0,60}?\b(?:to\sbe|(?:is|are)\s(?:\w+ly\s)?(?:expected|due|likely|awaited)|will|would|could|may)\b"
)
_STATES = re.compile(
    r"(?<![\w'’-])(?P<verb>reiterated|reaffirmed|pledged|vowed|indicated|decided|"
    r"voted|agreed|continues to(?! (?:expect|see|anticipate|believe|judge))|"
    r"remains? (?:committed|focused|determined|strongly|highly)|(?:is|are|was|were) (?:strongly |"
    r"firmly |fully )?(?:committed|prepared|intent|determined|resolved|"
    r"maintaining|reducing|attentive|monitoring|focused)|stands ready|will (?:continue|closely monitor|"
    r"monitor|assess|maintain|keep|carefully|be prepared|employ|adjust|review|act)|"
    r"has (?:made clear|begun|started|"
    r"emphasized)|emphasized|"
    r"dropped|removed|eliminated|retained|repeated|announced|launched|stepped in|directed|reaffirms)\b"
)
_EXPECTED = re.compile(
    r"\b(?:expect\w*|bets?|betting|hopes?|odds|chances?|speculation|wagers|forecast\w*|likelihood|when|"
    r"how (?:long|far|fast|much|soon|\w+ly)|as long as|whether|before|until|see|sees|"
    r"fear\w*|concerns?|worr\w+|doubts?|signs?|hints?|idea|unless|where|what|which|consistency|evidence|confidence)\s"
    r"(?:that\s)?(?:the\s)?$",
    re.IGNORECASE,
)
_BEING = re.compile(r"\b(?:is|was|are|were|been|began|started|begun|kept|continues|continued)\b")
_GIVEN = re.compile(r"\b(?:[Dd]espite|in spite of|[Aa]fter)\s(?:the\s)?$")
"""Before an act told as one that was done: "despite the Fed raising rates"."""
_MANDATE = re.compile(
    r"federal funds|maximum employment|price stability|target range|monetary policy|agency (?:debt|"
    r"mortgage)|Treasury securities|"
    r"dual mandate|2 percent (?:objective|goal)|longer-run|inflation"
)
# What a statement is about: "reaffirmed its view that [the target range] remains appropriate".
_MATTER = re.compile(
    r"(?:\s(?:to\s)?(?:\w+ly\s)?(?:continue|maintain|keep|make|extend|begin|start|evaluate|review|reduce|increase|slow|taper|adjust|buy|purchase|"
    r"buying|purchasing|reinvesting|holding)(?:\sto\s\w+)?)*\s(?:(?:today|again|also|last\s\w+)\s)?"
    r"(?:its\s(?:view|judgment|assessment)\sthat\s)?(?:an?|the|its|their|this|existing|current)\s(?:current\s|new\s)?"
    r"(?:\d[\d./]*\sto\s\d[\d./]*\s(?:percent\s|%\s)?)?"
    r"(?P<what>(?:(?!(?:and|or|which|that|to|until|by|at|while|as|when|on|during|after|if|from|with|will|would|is|are|remains?|for)\b)"
    r"[\w$%./’'-]+\s?){1,9}(?<!\s)(?<![.,]))"
)
_ACTS_ON = re.compile(
    r"launch|announc|reaffirm|reiterat|decid|vot|agreed|retain|eliminat|dropp|remov|pledg|will maintain"
)
# Where rates are held is told of them, that they are held of the bank: "keeps rates high", "left rates unchanged".
_HELD_AT = re.compile(r"\s(?:high|low|near|at\s|close\sto|around|within|elevated)")
_ITS_RATE = re.compile(r"\b(?:target range|funds rate)\b")
_RESOLVE = re.compile(r"(?:resolve|commitment|determination|intention|desire|readiness|willingness)\b")
_LED_TO = re.compile(r"\b(?:to|it\s(?:will|would))\s$")
_VIEW_OF = re.compile(r"\b(?:expectations?|forecasts?|projections?|outlook|concerns?)\b")
# A clause of its own; one that only gives the ground or the time ("as it remains focused") tells no act besides.
_IT = re.compile(r"(?:\b(?:and|but|although|though|while)|,)\s(?P<it>it)(?=\s)")
_AT = re.compile(r"\b(?:at|of|by|from|with|in|on|to)\s(?:the\s)?$")
_CHANGE_UNITS = frozenset({"bps", "pp", "pct"})
_HELD_UNITS = frozenset({"pct"})
"""Units of where rates are held, which are held by no basis points."""
_ALSO = re.compile(r"(?:[^;:.]|\.(?=\d)){0,100}?\s(?:and|but)\s(?:(?:has|have|had|also|then|again)\s)*")
_SPACES = re.compile(r"\s+")
_POSSESSIVE = re.compile(r"^\s(?:(?:its|the|their)\b\s?)*")
_POINTING = re.compile(
    r"(?<![\w'’-])(?P<word>(?:[Tt]he\s)?(?:Committee|Federal Reserve officials|Fed officials|"
    r"[Pp]olicy-?makers|policy makers)|[Oo]fficials|[Tt]he (?:U\.S\. )?central bank|[Tt]he (?:rate-setting |"
    r"policy-setting )?(?:panel|committee))(?![\w'’-])"
)


def find(view: View, subjects: Sequence[Subject], past: Sequence[View]) -> list[Draft]:
    """The decisions and stated stances of central banks in a sentence."""
    if view.is_question:
        return []
    banks = _banks(view, subjects, past)
    drafts: list[Draft] = []
    for n, bank in enumerate(banks):
        limit = banks[n + 1].start if n + 1 < len(banks) else len(view.text)
        draft = _decision(view, bank, limit) or _statement(view, bank, limit) or _act(view, bank, limit)
        if draft is None or differences.is_preferred(view, bank.start):
            continue
        if not is_unreal(view, bank.start) and not _EXPECTED.search(view.text[: bank.start]):
            drafts += [draft, *_further(view, bank, draft.at, limit)]
    return drafts


def _further(view: View, bank: Subject, at: int, limit: int) -> Iterator[Draft]:
    """What a bank did besides, told with a second verb: "held rates steady and took no other action"."""
    found = (words.search(view.text, at, limit) for words in (_STATES, bank_acts.ACTED))
    for did in found:
        if did is not None and _ALSO.fullmatch(view.text, at, did.start()):
            yield Draft("policy", "policy.done", bank, did.start(), did.end(), tense=bank_acts.tense_of(did["verb"]))
            return


def _banks(view: View, subjects: Sequence[Subject], past: Sequence[View]) -> list[Subject]:
    found = [s for s in subjects if s.entity is not None and s.entity.id in CENTRAL_BANKS and not s.pointing]
    for match in _POINTING.finditer(view.text):
        if any(match.start() < s.end and s.start < match.end() for s in found):
            continue
        entity = _antecedent(view, past) or _fed_statement(view, match["word"])
        if entity is not None:
            found.append(Subject(match.start(), match.end(), match.group(), entity, "bank", pointing=True))
    return sorted([*found, *_again(view, found)], key=lambda subject: subject.start)


def _again(view: View, banks: Sequence[Subject]) -> list[Subject]:
    """The "it" of a second clause, where the only body that a sentence names is one central bank."""
    others = (link for link in view.links if link.entity is None or link.entity.id.startswith(("company:", "org:")))
    if len({bank.entity for bank in banks}) != 1 or any(link.entity != banks[0].entity for link in others):
        return []
    told = (match.start("it") for match in _IT.finditer(view.text, banks[0].end))
    return [replace(banks[0], start=at, end=at + 2, text="it", pointing=True) for at in told]


def _fed_statement(view: View, word: str) -> Entity | None:
    """The Federal Open Market Committee's own statements call it "the Committee" and never name it."""
    fits = word.endswith("Committee") and _MANDATE.search(view.text) is not None
    return packaged_by_id()["org:FED"] if fits else None


def _antecedent(view: View, past: Sequence[View]) -> Entity | None:
    """The one central bank that the text has been speaking of."""
    for links in (view.links, *(other.links for other in reversed(past))):
        banks = {link.entity.id: link.entity for link in links if link.entity and link.entity.id in CENTRAL_BANKS}
        if banks:
            return next(iter(banks.values())) if len(banks) == 1 else None
    return None


def _decision(view: View, bank: Subject, limit: int) -> Draft | None:
    act = _ACT.search(view.text, bank.end, min(limit, bank.end + 140))
    if act is not None and _is_decided(view, bank, act):
        return _decided(view, bank, act, limit)
    if act is None or not _GAP.match(_one_space(view.without_phrases(bank.end, act.start()))):
        return None
    base = act.group().split()[0] in {
        "raise",
        "hike",
        "increase",
        "lower",
        "reduce",
        "hold",
        "held",
        "keep",
        "leave",
        "maintain",
    }
    led = _LED_TO.search(view.text[bank.end : act.start()])
    if base and led is None and act.group().split()[0] != "held":
        return None
    told = _BEING.search(view.text[bank.end : act.start()]) or _GIVEN.search(view.text[: bank.start])
    if act.group().split()[0].endswith("ing") and told is None:
        return None  # "the Fed hiking rates would …"
    return _decided(view, bank, act, limit)


def _is_decided(view: View, bank: Subject, act: re.Match[str]) -> bool:
    """Whether an act is what a bank's decision was: "the Fed's decision to hold rates"."""
    between = view.text[bank.end : act.start()]
    if not _DECIDED.fullmatch(between) or " not to " in between:
        return False
    return _AWAITED.search(view.text[: bank.start]) is None and _TO_BE.match(view.text, act.end()) is None


def _decided(view: View, bank: Subject, act: re.Match[str], limit: int) -> Draft:
    subject = _object(view, bank, act)
    units = _HELD_UNITS if act["flat"] or act["pat"] else _CHANGE_UNITS
    way: Direction = "up" if act["up"] else "down" if act["down"] else "flat"
    stance = {"up": "hawkish", "down": "dovish", "flat": None}[way]
    quantity = next(
        (
            q
            for q in view.quantities
            if act.start() <= q.start < min(limit, act.end() + 60)
            and q.unit in units
            and not differences.is_preferred(view, q.num_start)
        ),
        None,
    )
    tense: Tense = (
        "present"
        if re.match(r"\w+ing|\w+s\b", act.group()) and " is " in view.text[bank.end : act.start() + 1]
        else "past"
    )
    fields: dict[str, Any] = figure(quantity)
    end = max(act.end(), quantity.end if quantity else 0)
    return Draft(
        "policy", "policy.decision", subject, act.start(), end, direction=way, tense=tense, stance=stance, **fields
    )


def _one_space(words: str) -> str:
    return _SPACES.sub(" ", words)


def _is_feds(bank: Subject) -> bool:
    return bank.entity is not None and bank.entity.id == "org:FED"


def _object(view: View, bank: Subject, act: re.Match[str]) -> Subject:
    """The rate that was decided on; the Fed's is the federal funds target."""
    entity = packaged_by_id()["rate:FFR"] if _is_feds(bank) else bank.entity
    words = _POSSESSIVE.sub("", act["object"] or "")
    told_by_noun = view.text[bank.end : bank.end + 1] in {"'", "’"}
    held = act["flat"] is not None and _HELD_AT.match(view.text, act.end()) is not None
    plain = words in {"rates", "policy"} and not told_by_noun and not held
    if words == "" or plain or words.startswith(("of ", "on ")):
        return replace(bank, entity=entity)
    start = act.end("object") - len(words)
    return Subject(start, start + len(words), view.text[start : start + len(words)], entity, "bank")


def _statement(view: View, bank: Subject, limit: int) -> Draft | None:
    said = _STATES.search(view.text, bank.end, min(limit, bank.end + 140))
    if (
        said is None
        or _AT.search(view.text[: bank.start])
        or not _GAP.match(_one_space(view.without_phrases(bank.end, said.start())))
    ):
        return None
    about = _matter(view, bank, said)
    if about is not bank and _VIEW_OF.match(about.text):
        return None  # "reaffirmed its expectation that inflation will fall"
    if said["verb"].startswith("will"):
        return Draft("policy", "policy.statement", about, said.start(), max(said.end(), about.end), tense="future")
    past = re.search(r"(?:ed|led)\b", said["verb"]) is not None and not said["verb"].startswith(("is", "are", "remain"))
    end = max(said.end(), about.end)
    return Draft("policy", "policy.statement", about, said.start(), end, tense="past" if past else "present")


def _act(view: View, bank: Subject, limit: int) -> Draft | None:
    """What else it did: "exited its ultra-loose policy", "is trying to shrink its balance sheet"."""
    did = bank_acts.ACTED.search(view.text, bank.end, min(limit, bank.end + 140))
    if (
        did is None
        or _AT.search(view.text[: bank.start])
        or not _GAP.match(_one_space(view.without_phrases(bank.end, did.start())))
    ):
        return None
    return Draft("policy", "policy.done", bank, did.start(), did.end(), tense=bank_acts.tense_of(did["verb"]))


def _matter(view: View, bank: Subject, said: re.Match[str]) -> Subject:
    """What a bank speaks of: the thing that it launched, reaffirmed or goes on with; else the bank itself."""
    match = _MATTER.match(view.text, said.end()) if _ACTS_ON.match(said["verb"]) else None
    if match is None or _RESOLVE.match(match["what"]):
        return bank
    entity = packaged_by_id()["rate:FFR"] if _is_feds(bank) and _ITS_RATE.search(match["what"]) else bank.entity
    start, end = match.span("what")
    return replace(bank, start=start, end=end, text=match["what"], entity=entity, pointing=False)
