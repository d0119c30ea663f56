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
shares_word        "shares of Gap", "KEY stock": a plain word or wordy ticker beside words for shares
role_word          "the retailer Target", "such as Zoom and Peloton": what kind of firm it is
company_act        "Unity said", "Block will cut": what firms do
company_books      "Target cut its profit forecast": what is in a firm's books
company_office     "Target's chief executive"
company_move       "Snap fell 3%"
company_form       "Dow Inc."
company_list       "Walmart and Target": in a list with a company
=================  ====================================================================================

The words behind the last eight stand in `namesakes`. A name or symbol that its bearer gave up, or took later, links
only in texts of its days (names.csv): "Facebook" until 2021-10-28, "GOLD" as Barrick until 2025-05-08.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aggregator.records import Entity, MentionType
from aggregator.understand.entities import tickers as marks
from aggregator.understand.entities.catalog import Naming, namings, packaged_by_id
from aggregator.understand.entities.context import is_abroad, is_foreign, is_part_of_name, is_wrong_sense
from aggregator.understand.entities.namesakes import (
    INDEX_NAMESAKES,
    company_cue,
    is_bare_again,
    is_namesake,
    is_other_bearer,
    is_told_again,
    ticker_cue,
)
from aggregator.understand.entities.overlaps import OWN_TICKER_CHARS, as_listed, in_apposition, is_part_of_short, merge
from aggregator.understand.entities.phrases import Token, Trie, tokens
from aggregator.understand.entities.shortnames import (
    beside_name,
    core_name,
    introductions,
    is_given,
    name_before,
    own_word,
    shares_word,
    short_forms,
)
from aggregator.understand.lexicon import ACRONYMS, COMMON_FIRST_WORDS, WORDY_TICKERS

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
    "shares_word": 0.9,
    "role_word": 0.9,
    "company_act": 0.88,
    "company_books": 0.92,
    "company_office": 0.92,
    "company_move": 0.85,
    "company_form": 0.97,
    "company_list": 0.88,
    "foreign": 0.3,
}
_FIRMS = ("company:", "org:MOODYSR")
_ARTICLE = re.compile(r"^the\s", re.IGNORECASE)
BRACKETED = 3  # so many known symbols in brackets show how a text writes them
LIST_CHARS = 60  # how far off the next name of a list may stand
_CAPITALISED = re.compile(
    r"(?:[A-Z0-9][\w&.'’+-]*|&|of|and|the)(?:\s(?:[A-Z0-9][\w&.'’+-]*|&|of|and|the))*(?:\s(?:stock|"
    r"shares))?\s*[(,]?\s*$"
)
_BARE = re.compile(
    r"(?<![\w.$:/&'’-])[A-Z]{1,5}(?:[.\-][A-Z])?(?![\w&/]|[-'’]\w{2,}|\.\w|:IND\b|\s(?:segment|division|"
    r"business unit)\b)"
)


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
        self._cued_names: Trie[Naming] = Trie()
        self._dated: dict[tuple[str, str], list[Naming]] = {}  # by entity id and name in small letters
        self._wordy: set[str] = set()  # tickers that look like such a name in a line of capitals
        self._bearers: dict[str, list[Naming]] = {}  # by symbol, in order of time
        self._by_symbol: dict[str, Entity] = {}
        self._indexes: dict[str, Entity] = {}  # codes that markup uses like tickers: DJI, COMP, NDX
        self._by_id: dict[str, Entity] = {}
        packaged = packaged_by_id()
        self._packaged_symbols = {each.symbol for each in packaged.values() if _is_listed(each)}
        # Where one name means several listings, the packaged entity stands first.
        for entity in sorted(entities, key=lambda entity: entity.id not in packaged):
            self._by_id[entity.id] = entity
            if _is_listed(entity) and entity.symbol:
                self._by_symbol.setdefault(entity.symbol.replace(".", "-"), entity)
            elif entity.id.startswith("index:"):
                self._indexes[entity.id.split(":", 1)[1]] = entity
            self._add_names(entity, trusted=entity.id in packaged)
        for row in namings():
            self._add_naming(row)

    def entity(self, entity_id: str) -> Entity | None:
        """The entity of an id, if this linker knows it."""
        return self._by_id.get(entity_id)

    def by_symbol(self, symbol: str, at: dt.date | None = None) -> Entity | None:
        """The fund, company or index that bears a symbol on a day (none given: now).

        An unknown symbol makes a company of that name. A symbol that was given up names its last bearer before; None
        when its only known bearers came later.
        """
        rows = self._bearers.get(symbol, [])
        bearer = next((row for row in reversed(rows) if row.holds(at) and (at or row.until is None)), None)
        held = self._by_symbol.get(symbol)
        if bearer is None and rows and (held is None or held.id in {row.entity_id for row in rows}):
            past = [row for row in rows if at is None or (row.until is not None and row.until < at)]
            if not past:
                return None
            bearer = past[-1]
        if bearer is not None:
            return self._by_id[bearer.entity_id]
        return (
            self._by_symbol.get(symbol)
            or self._indexes.get(symbol)
            or Entity(f"company:{symbol}", symbol, "ORG", symbol)
        )

    def full_name(self, name: str) -> str:
        """The recorded name of a person or body that a text calls `name`; unknown names come back as they are."""
        bare = _ARTICLE.sub("", name)
        hits = [hit for hit in self._names.find(bare, tokens(bare)) if len(bare) - (hit.end - hit.start) <= 1]
        return hits[0].value.name if hits and hits[0].value.type in {"PER", "ORG", "GOV"} else name

    def link(self, text: str, *, tickers: Sequence[str] = (), title: str = "", at: dt.date | None = None) -> list[Link]:
        """The links of a text in order, without overlaps. `title` only gives cues; `tickers` are the article's own.

        `at` is the day of the text: names and symbols are those of that day (none given: any name, today's symbols).
        """
        words = tokens(text)
        links = self._marked(text, set(tickers), at, title)
        borne = (self.by_symbol(ticker, at) for ticker in tickers)
        known = {link.entity.id for link in links if link.entity} | {entity.id for entity in borne if entity}
        names = self._named(text, words, known, title, at)
        known |= {link.entity.id for link in names if link.entity}
        if title:
            known |= {hit.value.id for hit in self._names.find(title, tokens(title))}
        links = merge(links, names)
        bare = self._bare(text, known, set(tickers), at)
        cued = self._cued(text, words, known, merge(links, bare), at)
        links = merge(cued, links)
        links = in_apposition(text, as_listed(text, links))
        short = self._short_names(text, words, links, self._introduced(title))
        links = merge([link for link in links if not is_part_of_short(link, short)], short)
        if cued:
            known |= {link.entity.id for link in cued if link.entity}
            bare = self._bare(text, known, set(tickers), at)
        return merge(links, bare)

    def _add_names(self, entity: Entity, *, trusted: bool) -> None:
        # A symbol links with a ticker's cues; "BP" and "GE", too short for a bare ticker, are what texts call the firm.
        called = entity.symbol if trusted and len(entity.symbol or "") == 2 else None
        names = [name for name in entity.aliases if not _is_listed(entity) or name != entity.symbol or name == called]
        if not entity.id.startswith(("macro:", "rate:", "group:", "commodity:", "fx:")):
            names.append(entity.name)
        if not trusted and _is_listed(entity):
            names.append(" ".join(core_name(entity.name)))
        if entity.id.startswith("fund:") and entity.name.endswith(" ETF") and entity.name.count(" ") > 2:
            names.append(entity.name.removesuffix(" ETF"))  # "shares of iShares Russell 2000 Value"
        for name in dict.fromkeys(names):
            weak = not trusted and _is_listed(entity) and _is_weak(name)
            (self._weak_names if weak else self._names).add(name, entity)

    def _add_naming(self, row: Naming) -> None:
        if row.entity_id not in self._by_id:
            return
        if row.kind == "symbol":
            self._bearers.setdefault(row.name, []).append(row)
            return
        self._dated.setdefault((row.entity_id, row.name.lower()), []).append(row)
        if row.kind == "cued":
            self._wordy.add(row.name.upper())
            self._cued_names.add(row.name, row)

    def _is_of(self, entity_id: str, name: str, at: dt.date | None) -> bool:
        """Whether an entity bore this name on that day; names without dates always hold."""
        rows = self._dated.get((entity_id, name.lower()))
        return rows is None or any(row.holds(at) for row in rows)

    def _marked(self, text: str, markup: set[str], at: dt.date | None, title: str) -> list[Link]:
        found = []
        for ticker in marks.marked(text):
            entity = self.by_symbol(ticker.symbol, at)
            if entity is not None:
                found.append(Link(ticker.start, ticker.end, "TICKER", entity, ticker.cue))
        usual = sum(ticker.symbol in self._by_symbol for ticker in marks.bracketed(text)) >= BRACKETED
        for ticker in marks.bracketed(text):
            known = ticker.symbol in self._by_symbol or ticker.symbol in self._bearers or ticker.symbol in markup
            if not known and len(ticker.symbol) > 2:
                name = name_before(text, ticker.start)  # "Acme Growth ETF (ACMG)", or a name that the title gives too
                known = is_given(name, ticker.symbol, title, usual=usual) and not self._is_acronym(text, ticker)
            named = _CAPITALISED.search(text[max(0, ticker.start - 60) : ticker.start])
            entity = self.by_symbol(ticker.symbol, at) if known and named else None
            if entity is None:
                continue
            # "JD(U)", "artificial intelligence (AI)": a wordy symbol needs a word of its bearer's name before it.
            wordy = ticker.symbol in WORDY_TICKERS or len(ticker.symbol) < 2
            beside = beside_name(text, ticker.start - 1, entity)
            if beside or (
                not (wordy and not shares_word(text, ticker.start, entity)) and not self._is_acronym(text, ticker)
            ):
                found.append(Link(ticker.start, ticker.end, "TICKER", entity, ticker.cue))
        return merge([], found)

    def _is_acronym(self, text: str, ticker: marks.Ticker) -> bool:
        """Whether bracketed letters are the initials of the words before: "Securities and Exchange Commission (SEC)".

        A fund's or company's own name before its symbol is no acronym of it unless the symbol is a common one.
        """
        if ticker.symbol not in WORDY_TICKERS and ticker.symbol in self._packaged_symbols:
            return False
        before = re.findall(r"[A-Za-z]+", text[max(0, ticker.start - 80) : ticker.start])
        initials = "".join(w[0] for w in before if w.lower() not in {"of", "and", "the", "for"}).upper()
        return initials.endswith(ticker.symbol) or ticker.symbol in ACRONYMS

    def _named(self, text: str, words: list[Token], known: set[str], title: str, at: dt.date | None) -> list[Link]:
        found: list[Link] = []
        abroad = is_abroad(words)
        for hit in self._names.find(text, words):
            entity = hit.value
            named = text[hit.start : hit.end]
            of_firm = entity.id.startswith("org:") and f"company:{named}" in known  # "RBA", in a text on that symbol
            if of_firm or not self._is_of(entity.id, named, at) or is_namesake(entity, text, hit.start, hit.end):
                continue
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

    def _cued(
        self, text: str, words: list[Token], known: set[str], links: list[Link], at: dt.date | None
    ) -> list[Link]:
        """Plain words that a second cue makes a company: "Target cut its forecast", "Exxon, BP and Shell"."""
        companies = [(n.start, n.end) for n in links if n.entity is not None and n.entity.id.startswith(_FIRMS)]
        starts = [link.start for link in links]
        found: list[Link] = []
        hits, told, taken = list(self._cued_names.find(text, words)), set[str](), set[int]()
        for hit in (*hits, *hits):  # once more for what stands before the first cue
            start, end, entity = hit.start, hit.end, self._by_id[hit.value.entity_id]
            at_word = links[bisect_right(starts, start) - 1] if starts and starts[0] <= start else None
            longer = at_word and at_word.end >= end and at_word.end - at_word.start > end - start
            if not hit.value.holds(at) or longer or start in taken:
                continue  # not its name then, part of a longer one, or found already
            near = companies[
                bisect_left(companies, (start - LIST_CHARS,)) : bisect_left(companies, (end + LIST_CHARS,))
            ]
            cue = company_cue(text, start, end, near, index_too=entity.id in INDEX_NAMESAKES)
            again = entity.id in told and is_told_again(text, start, end)
            if cue is None and (again or (entity.id in known and _is_called(entity, text, start, end, links))):
                cue = "name+ticker"
            if cue is not None:
                found.append(Link(start, end, "ORG", entity, cue))
                insort(companies, (start, end))
                taken.add(start)
                told |= {entity.id} - INDEX_NAMESAKES
        return sorted(found, key=lambda link: link.start)

    def _introduced(self, title: str) -> list[tuple[str, Entity]]:
        """Names of firms that no list holds and a title gives: without a price, for who knows where they are listed."""
        given = [
            each for each in introductions(title) if each[0] not in self._by_symbol and each[0] not in self._bearers
        ]
        return [(form, Entity(f"company:{code}", name, "ORG")) for code, name, forms in given for form in forms]

    def _short_names(
        self, text: str, words: list[Token], links: list[Link], introduced: Sequence[tuple[str, Entity]]
    ) -> list[Link]:
        """Later mentions of a name by its first words, and of names that text or title give with a ticker."""
        local: Trie[Entity] = Trie()
        added = bool(introduced)
        for name, firm in introduced:
            local.add(name, firm)
        first: dict[str, int] = {}
        for link in links:
            entity = link.entity
            if entity is None or not _is_listed(entity):
                continue
            if link.cue == "alias" and (form := own_word(text[link.start : link.end])) and entity.id not in first:
                first[entity.id] = link.end
                local.add(form, entity)
                added = True
            if link.cue not in {"exchange_prefix", "symbol", "name+ticker"}:
                continue
            for form in short_forms(name_before(text, link.start)):
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
            and (hit.start > first.get(hit.value.id, -1) or " " in text[hit.start : hit.end])
            and not is_other_bearer(text, hit.start, hit.end)
            and not is_wrong_sense(hit.value.id, text, hit.start, hit.end)
            and not is_part_of_name(hit.value.id, text, hit.start, hit.end)
        ]

    def _bare(self, text: str, known: set[str], markup: set[str], at: dt.date | None) -> list[Link]:
        found = []
        given = {ticker.symbol for ticker in marks.marked(text) if len(ticker.symbol) > 1}
        for match in _BARE.finditer(text):
            symbol = match.group().replace(".", "-")
            listed = symbol in self._by_symbol or symbol in self._bearers
            told = f"company:{symbol}" in known  # the text gave it with its mark
            entity = self.by_symbol(symbol, at) if listed or told or symbol in markup else None
            if entity is None or marks.is_money(text, match.start()):
                continue
            plain = len(symbol) > 2 and symbol not in WORDY_TICKERS and symbol not in self._wordy
            cue: str | None
            if symbol in markup and (plain or entity.id in known):
                named = plain or ticker_cue(text, *match.span(), known=True) or symbol not in WORDY_TICKERS
                cue = "markup" if named else None
            elif entity.id in known and (plain or beside_name(text, match.start(), entity)):
                cue = "name+ticker"
            elif plain:
                cue = "ticker" if symbol in self._packaged_symbols or symbol in self._bearers else None
            else:
                cue = ticker_cue(text, *match.span(), known=entity.id in known) if listed else None
                cue = cue or ("name+ticker" if symbol in given and is_bare_again(text, *match.span()) else None)
            if cue is not None:
                found.append(Link(match.start(), match.end(), "TICKER", entity, cue))
        return found


def _is_called(entity: Entity, text: str, start: int, end: int, links: list[Link]) -> bool:
    """Whether a plain word is the company that the text names elsewhere; an index's name only beside its ticker."""
    if entity.id in INDEX_NAMESAKES:
        return any(
            n.entity == entity and 0 < n.start - end < OWN_TICKER_CHARS and text[end : end + 2] == " (" for n in links
        )
    return text[start].isupper() and not is_other_bearer(text, start, end)


def _is_listed(entity: Entity) -> bool:
    return entity.id.startswith(("fund:", "company:"))


def _is_weak(name: str) -> bool:
    """Whether a listed name is one word or all plain words, and so names nothing without a second cue."""
    found = name.split()
    return len(found) < 2 or all(word in COMMON_FIRST_WORDS for word in found)


def _name_cue(entity: Entity) -> str:
    return "group" if entity.id.startswith("group:") else "alias"
