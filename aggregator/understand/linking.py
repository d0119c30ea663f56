"""Which words of a text name which entity.

No link rather than a wrong link: a name of one common word, a ticker that is a word and any ticker of one or two
letters need a second cue, and the cue that decided is kept with the mention:

=================  ====================================================================================
alias              a name or alias of the entity, as written in its record
group              a group of instruments ("small-cap stocks")
ticker             a bare symbol of three letters or more that is no word, of a packaged entity
exchange_prefix    "(NASDAQ: QQQS)", "( AA.N )"
symbol             "(Symbol: IJT)"
cashtag            "$TSLA"
name+ticker        a symbol in brackets or beside its own name; a bare symbol whose company is named in the text
markup             a symbol that the page's markup lists for the article
short_name         a later, shorter form of a name that the text introduced with its ticker
=================  ====================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aggregator.records import Entity, MentionType
from aggregator.understand import tickers as marks
from aggregator.understand.catalog import packaged_by_id
from aggregator.understand.context import is_abroad, is_foreign, is_part_of_name, is_wrong_sense
from aggregator.understand.lexicon import ACRONYMS, COMMON_FIRST_WORDS, COMPANY_SUFFIXES, WORDY_TICKERS
from aggregator.understand.phrases import Token, Trie, tokens

# How sure a link is, by cue.
CONFIDENCE = {
    "alias": 0.95,
    "group": 0.85,
    "ticker": 0.9,
    "exchange_prefix": 0.99,
    "symbol": 0.99,
    "cashtag": 0.97,
    "name+ticker": 0.97,
    "markup": 0.93,
    "short_name": 0.85,
    "foreign": 0.3,
}
_CAPITALISED = re.compile(
    r"(?:[A-Z0-9][\w&.'’+-]*|&|of|and|the)(?:\s(?:[A-Z0-9][\w&.'’+-]*|&|of|and|the))*\s*[(,]?\s*$"
)
_BARE = re.compile(r"(?<![\w.$:/&'’-])[A-Z]{1,5}(?:[.\-][A-Z])?(?![\w&/]|[-'’]\w{2,}|\.\w)")
_NO_NAMES = frozenset(
    {"ETF", "Fund", "Trust", "Index", "Stock", "Shares", "Free", "Portfolio", "Class", "Ticker", "CEO"}
)
SHORT_FORM_TOKENS = 3


@dataclass(frozen=True, slots=True)
class Link:
    """A span of one text that names an entity (or a foreign namesake of one: `entity` is None then)."""

    start: int
    end: int
    type: MentionType
    entity: Entity | None
    cue: str


class Linker:
    """Immutable and reusable: built once from all known entities, then applied to any number of texts."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._names: Trie[Entity] = Trie()
        self._weak_names: Trie[Entity] = Trie()
        self._by_symbol: dict[str, Entity] = {}
        self._indexes: dict[str, Entity] = {}  # codes that markup uses like tickers: DJI, COMP, NDX
        self._by_id: dict[str, Entity] = {}
        packaged = packaged_by_id()
        self._packaged_symbols = {entity.symbol for entity in packaged.values() if _is_listed(entity)}
        # Where one name means several listings, the packaged entity stands first.
        for entity in sorted(entities, key=lambda entity: entity.id not in packaged):
            self._by_id[entity.id] = entity
            if _is_listed(entity) and entity.symbol:
                self._by_symbol.setdefault(entity.symbol.replace(".", "-"), entity)
            elif entity.id.startswith("index:"):
                self._indexes[entity.id.split(":", 1)[1]] = entity
            self._add_names(entity, trusted=entity.id in packaged)

    def entity(self, entity_id: str) -> Entity | None:
        """The entity of an id, if this linker knows it."""
        return self._by_id.get(entity_id)

    def by_symbol(self, symbol: str) -> Entity:
        """The fund, company or index of a symbol; an unknown symbol makes a company of that name."""
        return (
            self._by_symbol.get(symbol)
            or self._indexes.get(symbol)
            or Entity(f"company:{symbol}", symbol, "ORG", symbol)
        )

    def full_name(self, name: str) -> str:
        """The recorded name of a person or body that a text calls `name`; unknown names come back as they are."""
        hits = [hit for hit in self._names.find(name, tokens(name)) if len(name) - (hit.end - hit.start) <= 1]
        return hits[0].value.name if hits and hits[0].value.type in {"PER", "ORG", "GOV"} else name

    def link(self, text: str, *, tickers: Sequence[str] = (), title: str = "") -> list[Link]:
        """The links of a text in order, without overlaps. `title` only gives cues; `tickers` are the article's own."""
        words = tokens(text)
        links = self._marked(text, set(tickers))
        known = {link.entity.id for link in links if link.entity} | {self.by_symbol(t).id for t in tickers}
        names = self._named(text, words, known, title)
        known |= {link.entity.id for link in names if link.entity}
        if title:
            known |= {hit.value.id for hit in self._names.find(title, tokens(title))}
        links = _merge(links, names)
        links = _merge(links, self._short_names(text, words, links))
        return _merge(links, self._bare(text, known, set(tickers)))

    def _add_names(self, entity: Entity, *, trusted: bool) -> None:
        names = [alias for alias in entity.aliases if not (_is_listed(entity) and alias == entity.symbol)]
        if not entity.id.startswith(("macro:", "rate:", "group:", "commodity:", "fx:")):
            names.append(entity.name)
        if not trusted and _is_listed(entity):
            names.append(" ".join(core_name(entity.name)))
        for name in dict.fromkeys(names):
            weak = not trusted and _is_listed(entity) and _is_weak(name)
            (self._weak_names if weak else self._names).add(name, entity)

    def _marked(self, text: str, markup: set[str]) -> list[Link]:
        found = [Link(t.start, t.end, "TICKER", self.by_symbol(t.symbol), t.cue) for t in marks.marked(text)]
        for ticker in marks.bracketed(text):
            known = ticker.symbol in self._by_symbol or ticker.symbol in markup
            named = _CAPITALISED.search(text[max(0, ticker.start - 60) : ticker.start])
            if known and named and not self._is_acronym(text, ticker):
                found.append(Link(ticker.start, ticker.end, "TICKER", self.by_symbol(ticker.symbol), ticker.cue))
        return _merge([], found)

    def _is_acronym(self, text: str, ticker: marks.Ticker) -> bool:
        """Whether bracketed letters are the initials of the words before: "Securities and Exchange Commission (SEC)".

        A fund's or company's own name before its symbol is no acronym of it unless the symbol is a common one.
        """
        if ticker.symbol not in WORDY_TICKERS and ticker.symbol in self._packaged_symbols:
            return False
        before = re.findall(r"[A-Za-z]+", text[max(0, ticker.start - 80) : ticker.start])
        initials = "".join(w[0] for w in before if w.lower() not in {"of", "and", "the", "for"}).upper()
        return initials.endswith(ticker.symbol) or ticker.symbol in ACRONYMS

    def _named(self, text: str, words: list[Token], known: set[str], title: str) -> list[Link]:
        found: list[Link] = []
        abroad = is_abroad(words)
        for hit in self._names.find(text, words):
            entity = hit.value
            if is_wrong_sense(entity.id, text, hit.start, hit.end) or is_part_of_name(
                entity.id, text, hit.start, hit.end
            ):
                continue
            if is_foreign(entity.id, text, hit.start, hit.end, abroad=abroad, title=title):
                found.append(Link(hit.start, hit.end, entity.type, None, "foreign"))
            else:
                found.append(Link(hit.start, hit.end, entity.type, entity, _name_cue(entity)))
        if known:
            weak = (hit for hit in self._weak_names.find(text, words) if hit.value.id in known)
            found += [Link(hit.start, hit.end, hit.value.type, hit.value, "name+ticker") for hit in weak]
        return found

    def _short_names(self, text: str, words: list[Token], links: list[Link]) -> list[Link]:
        """Later mentions of a name by its first words, and of names that the text itself gives with a ticker."""
        local: Trie[Entity] = Trie()
        added = False
        for link in links:
            entity = link.entity
            if entity is None or not _is_listed(entity) or link.cue not in {"exchange_prefix", "symbol", "name+ticker"}:
                continue
            introduced = _name_before(text, link.start)
            for form in _short_forms(introduced):
                if entity.id.startswith("fund:") and " " not in form:
                    continue  # the first word of a fund's name is a sector or a house
                local.add(form, entity)
                added = True
        if not added:
            return []
        return [
            Link(hit.start, hit.end, "FUND" if hit.value.type == "FUND" else "ORG", hit.value, "short_name")
            for hit in local.find(text, words)
            if text[hit.start].isupper()
            and not is_wrong_sense(hit.value.id, text, hit.start, hit.end)
            and not is_part_of_name(hit.value.id, text, hit.start, hit.end)
        ]

    def _bare(self, text: str, known: set[str], markup: set[str]) -> list[Link]:
        found = []
        for match in _BARE.finditer(text):
            symbol = match.group().replace(".", "-")
            entity = self._by_symbol.get(symbol)
            if entity is None:
                if symbol in markup and len(symbol) > 2 and symbol not in WORDY_TICKERS:
                    found.append(Link(match.start(), match.end(), "TICKER", self.by_symbol(symbol), "markup"))
                continue
            plain = len(symbol) > 2 and symbol not in WORDY_TICKERS
            if symbol in markup and (plain or entity.id in known):
                cue = "markup"
            elif entity.id in known and (plain or _beside_name(text, match.start(), entity)):
                cue = "name+ticker"
            elif plain and symbol in self._packaged_symbols:
                cue = "ticker"
            else:
                continue
            found.append(Link(match.start(), match.end(), "TICKER", entity, cue))
        return found


def core_name(name: str) -> list[str]:
    """The distinctive words of a listed name: "Agilent Technologies, Inc. Common Stock" -> ["Agilent"]."""
    found = name.replace(",", " ").split()
    while len(found) > 1 and found[-1].lower().strip(".&") in COMPANY_SUFFIXES | {"", "and"}:
        found.pop()
    return found


def _is_listed(entity: Entity) -> bool:
    return entity.id.startswith(("fund:", "company:"))


def _is_weak(name: str) -> bool:
    """Whether a listed name is one word or all plain words, and so names nothing without a second cue."""
    found = name.split()
    return len(found) < 2 or all(word in COMMON_FIRST_WORDS for word in found)


def _name_cue(entity: Entity) -> str:
    return "group" if entity.id.startswith("group:") else "alias"


def _beside_name(text: str, start: int, entity: Entity) -> bool:
    """Whether the company's name stands right before a bare ticker: "Ford F"."""
    before = text[max(0, start - 30) : start].rstrip()
    return any(before.endswith(alias) for alias in (*entity.aliases, " ".join(core_name(entity.name))) if alias)


def _name_before(text: str, start: int) -> list[str]:
    """The capitalised words before "(NYSE: XYZ)" or "(XYZ)"."""
    line = text[max(0, start - 80) : start].rsplit("\n", 1)[-1]
    before = re.sub(r"[\s(]*(?:[A-Za-z ]{2,12}:)?\s*$", "", line)
    found: list[str] = []
    for word in reversed(before.split()):
        bare = word.strip("“\"'")
        if not bare[:1].isupper() and bare not in {"&", "of"} and bare[:2] != "iS":
            break
        if found and bare.endswith((".", ",")) and bare.strip(".,").lower() not in COMPANY_SUFFIXES:
            break
        found.insert(0, bare.rstrip(","))
        if bare != word or len(found) > 7:
            break
    while found and found[0] in {"&", "of", "The", "For", "In", "And", "But", "Shares", "While", "As", "Like", "With"}:
        found.pop(0)
    return found


def _short_forms(name: list[str]) -> list[str]:
    if not name:
        return []
    core = list(name)
    while len(core) > 1 and core[-1].lower().strip(".") in COMPANY_SUFFIXES:
        core.pop()
    forms = [" ".join(name)] if len(name) >= 2 else []
    if len(core) >= 2:
        forms.append(" ".join(core[:SHORT_FORM_TOKENS]) if len(core) <= SHORT_FORM_TOKENS else " ".join(core))
    first = core[0]
    if len(core) == 1 and first in _NO_NAMES:
        return []
    if first not in COMMON_FIRST_WORDS and len(first) > 2 and first[0].isupper() and first.isalpha():
        forms.append(first)
    return forms


def _merge(kept: list[Link], new: list[Link]) -> list[Link]:
    """`kept` and those of `new` that overlap nothing kept; of equal spans the first wins."""
    out = list(kept)
    taken = sorted((link.start, link.end) for link in kept)
    starts = {start for start, _ in taken}
    occupied: set[int] = set()
    for start, end in taken:
        occupied.update(range(start, end))
    for link in new:
        if link.start in starts or occupied.intersection(range(link.start, link.end)):
            continue
        occupied.update(range(link.start, link.end))
        out.append(link)
    return sorted(out, key=lambda link: link.start)
