"""What else a central bank did or is about, with the bank itself as what is told of: "exited its ultra-loose policy".

Rate decisions and stated stances are read in `policy`; these rows are the other verbs of monetary policy.
"""

from __future__ import annotations

import re

from aggregator.records import Tense

_NOUN_OF_POLICY = (
    r"(?:[\w$.,%/’'-]+\s){0,7}?(?:bonds?|debt|securities|treasuries|assets?|cash|reserves|funds|loans?|liquidity|purchases|"
    r"(?:bond|asset)[\s-]?(?:purchases?|buying)|program(?:me)?s?|stimulus|easing|tightening|policy|policies|target|rates?|"
    r"hikes?|cuts?|stance|commitment|pledge|plan|measures|facilit(?:y|ies)|balance\ssheet|framework|bias|phrase|"
    r"reference|language|statement|support|cycle|campaign|requirements?|dollars|currency|yuan|yen)\b"
)
_HOPES = r"(?:hopes?|bets?|expectations?|speculation|talk|wagers?|odds|optimism|chances?)\b"
ACTED = re.compile(
    rf"(?<![\w'’-])(?<!['’]s\s)(?P<verb>"  # "the Fed's plan to buy" is a noun
    # Done with something of monetary policy.
    rf"(?:endors|adopt|exit|abandon|end|expand|purchas|inject|offer|renew|extend|doubl|scal|unveil|introduc|tighten|loosen|"
    rf"increas|eas|taper|paus|resum|slow|guarante|restart|suspend|revers|trimm|clarifi|lower|tweak|alter|chang|form|weaken)"
    rf"(?:ed|d)\s{_NOUN_OF_POLICY}|(?:bought|sold|lent|began|wound\sdown|scaled\sback)\s{_NOUN_OF_POLICY}|"
    # Done whatever it was done with.
    r"tied\s|renewed\sits|stuck\s(?:with|to)\b|did\saway\swith|pushed\sback\s(?:on|against)|walked\sback|embarked\son|"
    r"took\s(?:\w+\s){0,2}(?:action|steps?|measures)\b|intervened\b|committed\s(?:itself\s)?to\b|stood\s(?:firm|pat)\b|"
    r"left\sthe\sdoor\sopen|kept\sup\b|held\soff\b|refrained\sfrom|decided\sagainst|opted\sagainst|moved\saggressively|"
    r"(?:cast|casts)\sdoubt\son\b|(?:pour|thr[eo]w)(?:ed|s|n)?\scold\swater\son\b|"
    rf"(?:quash|dash|dampen|temper|cool|curb|crush|dent)(?:ed|es|s)\s(?:[\w-]+\s){{0,3}}?{_HOPES}|(?:tried|sought)\sto\b|"
    r"pumped\b|nodded\sto\b|joined\sthe\schorus|beat\sthe\sdrum|dissented\b|eased\b(?!\sto\b)|tightened\b|"
    # What it is about.
    r"(?:is|are|was|were|has\sbeen|have\sbeen|had\sbeen|remains?|remained|stays?)\s(?:\w+ly\s|still\s|now\s|also\s|all\s)?(?:"
    r"trying|seeking|aiming|working\sto|looking\sto|looking\sfor|fighting|battling|following|waiting\sfor|pursuing|ready\sto|on\shold|"
    r"in\sno\s(?:rush|hurry)|preoccupied|intent\son|"
    r"raising|hiking|cutting|lifting|lowering|buying|purchasing|tightening|easing|tapering|unwinding|shrinking|injecting|"
    r"prepared\sto|committed\sto|focused\son|data[\s-]dependent)\b|"
    r"(?:began|begun|started|kept|continue[sd]?|went\son)\s(?:to\s)?(?:\w+ly\s)?(?:rais|hik|cut|lift|lower|buy|purchas|tighten|"
    r"eas|taper|unwind|shrink|inject|reduc)\w*|"
    r"has\san?\s(?:annual\s)?(?:inflation\s)?(?:target|goal)|has\san?\s\d[\d.]*(?:%|\spercent)\s(?:\w+\s){0,2}(?:target|goal)|"
    r"targets\s|wants?\s(?:to\s(?:see|keep|bring|get|avoid|raise|slow|cool|be\s)|inflation)|aims?\sto\b|plans?\sto\b|"
    r"doesn['’]t\sbelieve|does\snot\sbelieve)"
)
_PRESENT = re.compile(r"(?:is|are|has|have|remains?|stays?|targets|wants?|aims?|plans?|doesn|does|kept|continues?)\b")


def tense_of(verb: str) -> Tense:
    """When an act of `ACTED` is told to be."""
    return "present" if _PRESENT.match(verb) else "past"
