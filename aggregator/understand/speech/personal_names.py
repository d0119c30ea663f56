"""One name for one person: "Powell", "Mr. Powell", "Jerome H. Powell" and "Jerome Powell" in one article are one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from aggregator.understand.lexicon import words

BODY_WORDS = words(
    "Bank Banks Capital Group Research Department Fed Reserve Committee Inc Corp Co Ltd LLC Plc PLC AG SA Securities "
    "Management Street University Association Bureau Institute Board Agency Ministry Commission Partners Advisors "
    "Advisers Markets Market Economics Strategies Fund Funds Trust Insurance Council Federation House Exchange "
    "Federal Treasury Company Financial Investments Investment Global Data Survey Analytics Holdings Stanley Sachs "
    "Morgan Suisse International Asset Wealth Journal Times News Press Labor Commerce Administration Statistics "
    "Index Energy Technologies Systems Services Motors Airlines Industries Research Intelligence Ratings Department "
    "Districts Congress Senate Parliament Union Investors Service Corporation Companies "
    "Platforms Brands Therapeutics Pharmaceuticals Semiconductor Software Networks Entertainment"
)
"""Words of names that no person bears."""
_TITLE = re.compile(r"^(?:(?:Mr|Ms|Mrs|Dr|Sir|Prof|Sen|Rep|Gov|MR|MS|MRS|DR)\.?\s)+")
MOST_WORDS = 4


def may_be_person(name: str) -> bool:
    """Whether a name of two to four words has the shape of a person's."""
    return _is_shaped(plain(name))


def _is_shaped(name: str) -> bool:
    found = name.split()
    shaped = 1 < len(found) <= MOST_WORDS and all(word[:1].isupper() or word in {"de", "van", "von"} for word in found)
    return shaped and "&" not in found and not any(word.strip(".,") in BODY_WORDS or word.isdigit() for word in found)


class Register:
    """The persons of an article, by surname."""

    def __init__(self, names: Sequence[str]) -> None:
        """`names` in order of appearance, repeated as often as they stand."""
        counted = Counter(bare for name in names if (bare := plain(name)))
        self._fullest: dict[str, list[str]] = {}
        self._surnames = {name.split()[-1].casefold() for name in counted}
        for name in sorted((each for each in counted if " " in each), key=lambda each: -_fullness(each, counted[each])):
            kept = self._fullest.setdefault(name.split()[-1].casefold(), [])
            if not any(are_one(name, other) for other in kept):
                kept.append(name)

    def knows(self, name: str) -> bool:
        """Whether a name or its last word is a person's of the article."""
        return bool(bare := plain(name)) and bare.split()[-1].casefold() in self._surnames

    def full(self, name: str) -> str:
        """The fullest form of a person's name; a surname that two persons bear stays as it is."""
        bare = plain(name)
        if not bare:
            return name
        known = self._fullest.get(bare.split()[-1].casefold(), ())
        candidates = [other for other in known if are_one(bare, other) or bare.endswith(f" {other}")]
        return candidates[0] if len(candidates) == 1 else bare


def _fullness(name: str, count: int) -> float:
    """First names written out count first, then how often a form stands."""
    return 1000 * (len(name.split(maxsplit=1)[0].strip(".")) > 1) + count - 0.01 * len(name)


def plain(name: str) -> str:
    """A name without "Mr.", without the possessive and without "of Acme Bank"."""
    bare = re.sub(r"['’]s?$", "", _TITLE.sub("", name.strip())).strip()
    head, _, firm = bare.partition(" of ") if " of " in bare else bare.partition(" at ")
    return head if firm and _is_shaped(head) else bare


def are_one(one: str, other: str) -> bool:
    """Whether two names may be one person's: the same surname, first names alike, an initial for a name, or none."""
    a, b = one.casefold().split(), other.casefold().split()
    if not a or not b or a[-1] != b[-1]:
        return False
    if len(a) == 1 or len(b) == 1 or a[0] == b[0]:
        return True
    first, second = a[0].strip("."), b[0].strip(".")
    return (len(first) == 1 or len(second) == 1) and first[:1] == second[:1]
