"""What a subject that no list knows is about, by its own words: "new home sales" are growth, "corporate bonds" credit.

Rows are read in order, the more telling words first; the first that fits decides.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from aggregator.records import Topic


class Row(NamedTuple):
    """Words of a subject and its topic. A `weak` row gives way to what else is known of a subject or its sentence."""

    topic: Topic
    words: re.Pattern[str]
    weak: bool = False


def _row(topic: Topic, words: str, *, weak: bool = False) -> Row:
    return Row(topic, re.compile(rf"\b(?:{words})\b", re.IGNORECASE), weak)


ROWS: tuple[Row, ...] = (
    _row("crypto", r"bitcoin|crypto\w*|\w*coins|stablecoin|altcoin|blockchain|digital assets?"),
    _row(
        "small_caps",
        r"(?:small|micro|smid)-?(?:,? ?(?:and|or|to|&|/|as well as) ?(?:large|mid)-?)*[ -]?caps?(?! coins| tokens)|"
        r"smid|small-? (?:and|or) mid-?siz\w+ (?:companies|stocks)|^small(?=-?$)",
    ),
    _row(
        "equities",
        r"(?:mid|large|mega)-?[ -]?caps?(?! coins| tokens)|blue[ -]chips?|heavyweights|^(?:mid|large|mega)(?=-?$)",
    ),
    _row("company", r"(?:dividend|annual|forward|current) yield|strike (?:put|call) options?|options? trading volume"),
    _row(
        "inflation",
        r"core (?:rates?|index|readings?|measures?|gauges?|figures?)|unit labou?r costs?(?: growth)?|(?:dis|de|stag|"
        r"re)?inflation(?:ary)?|CPI|PPI|PCE|RPI|deflator|price (?:pressures?|growth|gains|"
        r"stability|rises|"
        r"increases|indexe?s?)|(?:consumer|producer|import|export|food|wholesale|core|factory-gate|retail|input|"
        r"gasoline) "
        r"(?:prices?|costs)|cost of living|prices? (?:paid|charged)|price levels?",
    ),
    _row(
        "labor",
        r"jobless|unemployment|payrolls?|employment|hiring|lay-?offs?|lab(?:o|ou)r (?:markets?|force|demand|shortages?|"
        r"supply)|jobs?|wages?|work-?force|(?:initial|continuing|benefit) claims|claims for|job\w* (?:growth|"
        r"gains|losses|"
        r"openings?|cuts)|workers|earnings per hour|hourly earnings",
    ),
    _row(
        "fed",
        r"FOMC|QE ?\d?|quantitative (?:easing|tightening)|taper(?:ing)?|(?:asset|bond) ?-?(?:purchases?|buying)|"
        r"federal funds|"
        r"(?:rate|first|next|further) (?:hikes?|cuts?)|discount rate|Beige Book|(?:U\.?S\.? )policy decision",
    ),
    _row("politics", r"(?:reciprocal |retaliatory |import )?tariffs?|trade (?:wars?|talks|deals?|tensions)|sanctions"),
    _row(
        "credit",
        r"(?:corporate|junk|high-yield|municipal) bonds?|(?:credit|lending|loans?|lenders?|deposits?|defaults?|"
        r"delinquenc\w+|foreclosures?|bad debts?|bail-?outs?|bankruptc\w+|subprime|commercial paper|contagion)|"
        r"(?:debt|financial|banking|credit) (?:crisis|crunch|system|turmoil|strains?)|credit markets?|liquidity",
    ),
    _row(
        "rates",
        r"central banks?|central bankers?|ECB|BOJ|BOE|Bank of (?:Japan|England|Canada|Korea|Israel)|Reserve Bank|"
        r"monetary policy|(?:interest|mortgage|borrowing|lending|repo|policy|money market) rates?|"
        r"(?:mortgage|borrowing|funding) costs|(?:bond |Treasury )?yields?|yield curve|"
        r"prices (?:for|of) (?:U\.?S\.? )?government (?:debt|bonds)|(?:government |sovereign |"
        r"German )?"
        r"(?:bonds?|bunds?|gilts?|debt prices)|treasuries|treasury (?:bonds?|notes?|prices|debt|bills?)|\d+-year note",
    ),
    _row(
        "growth",
        r"econom(?:y|ies)|economic (?:growth|activity|recovery|expansion|outlook|conditions|data|output|news|slowdown|"
        r"downturn|momentum|rebound|contraction|sentiment|performance)|GDP|gross domestic product|recessions?|"
        r"(?:consumer|household|personal|business|construction|government) (?:spending|demand|outlays|investment)|"
        r"retail sales|(?:(?:auto|vehicle|car|light[\s-]vehicle|chain[\s-]stores?|clothing(?: stores?)?|furniture|"
        r"department[\s-]store|same-store "
        r"retail) sales)|business (?:investment|confidence)|(?:corporate|capital) investment|(?:industrial|"
        r"manufacturing|factory|mining|utility) (?:production|output|activity|orders|"
        r"sector)|"
        r"manufactur\w+|factor(?:y|ies)|PMI|ISM|Empire State|housing(?: \w+)?|NAHB|"
        r"leading (?:economic )?ind(?:ex|icators?)|empire index|(?:new |existing |pending )?home ?\w* "
        r"(?:sales|prices|starts|construction)|homes|house prices|homebuild\w+|building permits|permits|durable goods|"
        r"capital goods|goods orders|(?:trade|current account) (?:deficit|surplus|gap|balance)|exports|imports|"
        r"(?:consumer|business|investor|builder) (?:confidence|sentiment|morale|optimism)|consumers|productivity|"
        r"business (?:conditions|activity|inventories|climate)|soft landing|hard landing|recovery|slowdown",
    ),
    _row(
        "commodities",
        r"(?:crude|heating|fuel) ?oil|oil(?: prices?| demand| supply| supplies| production| exports|"
        r" inventories)?|crude|"
        r"(?-i:gold|silver|copper)|Gold|bullion|brent|OPEC|(?-i:metals?)|commodit(?:y|ies)|natural gas|"
        r"(?-i:energy|electricity|power) (?:prices?|demand|capacity)|(?:iron ore|wheat|corn|soybean|coffee|sugar|"
        r"cocoa|cotton|grain)s?",
    ),
    _row("equities", r"ETFs?|exchange-traded funds?|mutual funds|index funds?|iShares"),
    _row(
        "fx",
        r"dollars?|greenback|yen|euros?(?! ?-?zone| area)|sterling|yuan|renminbi|currenc(?:y|ies)|"
        r"exchange rates?|forex|FX",
    ),
    _row(
        "politics",
        r"Congress|Senate|lawmakers|Republicans?|Democrats?|taxe?s?|tax (?:cuts?|hikes?)|legislation|budget|"
        r"fiscal (?:cliff|"
        r"policy|stimulus)|White House|elections?|(?:government )?shutdown|debt (?:ceiling|limit)|law-?suit|referendum",
    ),
    _row("credit", r"banks|banking|(?:household |government |public |national |sovereign )?debt|spreads?"),
    _row("rates", r"rates"),
    _row("growth", r"growth|output|orders|inventories|demand|spending|starts|activity|expansion|deficit", weak=True),
)


def of(text: str, *, weak: bool, elsewhere: bool = False) -> Topic | None:
    """The topic of a subject's words, by the plain or the weak rows; None where they tell none.

    What the Fed does at home is `rates` where another country's central bank does it (`elsewhere`).
    """
    found = next((row.topic for row in ROWS if row.weak == weak and row.words.search(text)), None)
    return "rates" if found == "fed" and elsewhere else found
