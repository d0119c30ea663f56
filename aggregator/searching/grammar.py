"""The query grammar: words, phrases and `key:value` filters become a :class:`~aggregator.records.Query`.

::

    IWM "rate cuts" kind:forecast since:2024-07-01      what a person types
    $F ticker:ALL entity:index:RUT speaker:"Jerome Powell" verdict:contradicted,did_not

A filter may also come as a flag; both mean the same, and several values of one key mean any of them. A bare word that
names something (a ticker in capitals, an alias of an entity, a topic) is found by what the analysis recognised *or* by
the text, so it never finds less than the word alone. A ticker that is also an English word (A, ALL, IT, ON, F) needs a
second cue: it counts as a ticker as `$F` and `ticker:F`, or in capitals when it is the only word of the query, and
otherwise as an ordinary word. Words, terms and phrases must all hold.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from aggregator import config
from aggregator.errors import UsageError
from aggregator.records import KINDS, TOPICS, VERDICTS, Entity, Query, Term
from aggregator.searching.names import Names, folded, squeezed

STANCES: Final = ("hawkish", "dovish", "hotter", "cooler", "bullish", "bearish", "neutral")
SENTIMENTS: Final = ("positive", "negative", "neutral")
KEYS: Final = (
    "ticker",
    "entity",
    "topic",
    "kind",
    "stance",
    "sentiment",
    "speaker",
    "source",
    "verdict",
    "since",
    "until",
)
# Listed symbols that are everyday words (or single letters): capitals alone do not make a ticker of them.
_EVERYDAY = (
    "AI ALL AN ANY ARE AS AT BE BIG BUY BY CAN CAR CASH CEO COST CPI DAY DD DO EAT ET FAST FED FOR FUN GDP GO GOLD "
    "GOOD HAS HE HOPE HOW IF IN IPO IS IT KEY LIFE LOAN LOVE LOW MAN MAY ME MOVE NEW NEXT NICE NOW OIL ON ONE OPEN OR "
    "OUT PAY PLAY PM PPI REAL RUN SAFE SAVE SEE SHE SO SUN TELL THE TO TRUE TWO UK UP US USA VERY WAY WELL YOU"
)
WORD_TICKERS: Final = frozenset(_EVERYDAY.split()) | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_TICKER = re.compile(r"[A-Z]{2,5}(?:[.-][A-Z])?")
_KEYED = re.compile(r"([A-Za-z_]+):(.*)", re.DOTALL)
_PIECE = re.compile(r'(?:[A-Za-z_]+:)?"[^"]*"?|[^\s"]+')
_LONGEST_ALIAS = 6  # words


def parse(
    words: str | Sequence[str],
    *,
    entities: Iterable[Entity] = (),
    as_of: dt.datetime | None = None,
    limit: int | None = 20,
    filters: Mapping[str, str | Iterable[str]] | None = None,
) -> Query:
    """The query that these words and filters ask for.

    `words` is one text in the grammar, or the arguments of a command line, of which one with spaces and no grammar in
    it is a phrase (the shell has taken its quotes). `filters` are named as the keys. Without `entities`, capitals and
    topics are recognised and names are not: :func:`resolve` can add them. Raises UsageError that names the key and
    what it takes.
    """
    bare: list[_Piece] = []
    given: dict[str, list[str]] = {key: [] for key in KEYS}
    for piece in _pieces(words):
        if piece.key is None:
            bare.append(piece)
        else:
            given[piece.key] += _values(piece.key, piece.text)
    for key, value in (filters or {}).items():
        if key not in given:
            raise UsageError(f"--{key}: no such filter", remedy=f"use one of: {', '.join(KEYS)}")
        for text in [value] if isinstance(value, str) else value:
            given[key] += _values(key, _printable(text))
    since, until = _time("since", given["since"], end=False), _time("until", given["until"], end=True)
    if since and until and since > until:
        raise UsageError(f"since {given['since'][0]} is later than until {given['until'][0]}", remedy="swap them")
    query = Query(
        tickers=_unique(given["ticker"], lambda text: text.lstrip("$").upper()),
        entities=_unique(given["entity"], str),
        topics=_unique(given["topic"], lambda text: _one_of("topic", text, TOPICS)),
        kinds=_unique(given["kind"], lambda text: _one_of("kind", text, KINDS)),
        stances=_unique(given["stance"], lambda text: _one_of("stance", text, STANCES)),
        sentiments=_unique(given["sentiment"], lambda text: _one_of("sentiment", text, SENTIMENTS)),
        speakers=_unique(given["speaker"], str),
        sources=_unique(given["source"], str.lower),
        verdicts=_unique(given["verdict"], lambda text: _one_of("verdict", text, VERDICTS)),
        since=since,
        until=until,
        as_of=as_of,
        limit=limit,
    )
    return _named(query, bare, Names(entities))


def resolve(query: Query, entities: Iterable[Entity]) -> Query:
    """The query with its words, tickers and entities read against what is known. UsageError for an unknown entity."""
    bare = [
        *(_Piece(word) for word in query.words),
        *(_Piece(phrase, quoted=True) for phrase in query.phrases),
        *(_Piece(term.text, quoted=" " in term.text) for term in query.terms),
    ]
    return _named(query, bare, Names(entities))


def _named(query: Query, bare: Sequence[_Piece], names: Names) -> Query:
    words, phrases, terms, tickers = _bare(bare, names)
    return replace(
        query,
        words=words,
        phrases=phrases,
        terms=terms,
        tickers=_unique([*query.tickers, *tickers], names.symbol),
        entities=_unique(query.entities, names.entity),
    )


# --- reading the words ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """One word, quoted phrase or `key:value` of a query."""

    text: str
    key: str | None = None
    quoted: bool = False


def _pieces(words: str | Sequence[str]) -> list[_Piece]:
    if isinstance(words, str):
        return [_piece(text) for text in _PIECE.findall(_printable(words))]
    pieces: list[_Piece] = []
    for argument in map(_printable, words):
        keyed = _KEYED.match(argument)
        if keyed and keyed[1].lower() in KEYS and '"' not in argument and argument.count(":") == 1:
            pieces.append(_piece(argument))  # speaker:Jerome Powell, whose quotes the shell has taken
        elif '"' in argument or any(_is_filter(word) for word in argument.split()):
            pieces += [_piece(text) for text in _PIECE.findall(argument)]
        elif len(argument.split()) > 1:
            pieces.append(_Piece(" ".join(argument.split()), quoted=True))
        elif argument.strip():
            pieces.append(_piece(argument.strip()))
    return pieces


def _printable(text: str) -> str:
    # A NUL or half a surrogate pair is nothing that an index could hold.
    return "".join(c if c.isprintable() else " " for c in text)


def _is_filter(word: str) -> bool:
    keyed = _KEYED.match(word)
    return keyed is not None and keyed[1].lower() in KEYS


def _piece(text: str) -> _Piece:
    if text.startswith('"'):
        return _Piece(text.strip('"').strip(), quoted=True)
    keyed = _KEYED.match(text)
    if keyed is None or keyed[2].startswith("//"):  # an address is text
        return _Piece(text)
    key, value = keyed[1].lower(), keyed[2].strip('"').strip()
    if key in KEYS:
        if not value:
            raise UsageError(f"{key}: needs a value", remedy=f"write {key}:VALUE without a space")
        return _Piece(value, key=key)
    if not value:
        return _Piece(keyed[1])
    raise UsageError(
        f"{keyed[1]}:{value}: {keyed[1]!r} is no filter",
        remedy=f"use one of {', '.join(KEYS)}; to look for the text itself, put it in quotes",
    )


def _values(key: str, text: str) -> list[str]:
    """The values of one key: commas mean any of them, except in names, which may hold one."""
    parts = [text] if key in {"speaker", "since", "until"} else text.split(",")
    values = [part.strip() for part in parts if part.strip()]
    if not values:
        raise UsageError(f"--{key}: needs a value", remedy=f"write --{key} VALUE or {key}:VALUE")
    return values


# --- what the words mean --------------------------------------------------------------------------------------


def _unique(values: Iterable[str], read: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(read(value) for value in values))


def _bare(
    pieces: Sequence[_Piece], names: Names
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Term, ...], tuple[str, ...]]:
    """Words, phrases, terms and tickers among the bare pieces; the longest name wins."""
    words: list[str] = []
    phrases: list[str] = []
    terms: list[Term] = []
    tickers: list[str] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        term, length = (_term(piece.text, names), 1) if piece.quoted else _longest(pieces, at, names)
        at += length
        if piece.text.startswith("$") and len(piece.text) > 1 and not piece.quoted:
            tickers.append(piece.text[1:].upper())
        elif len(pieces) == 1 and piece.text in WORD_TICKERS and _is_listed(piece.text, names):
            tickers.append(piece.text)
        elif term is not None:
            terms.append(term)
        else:
            (phrases if piece.quoted else words).append(piece.text)
    return tuple(words), tuple(phrases), tuple(terms), tuple(tickers)


def _is_listed(word: str, names: Names) -> bool:
    # A single letter in capitals can mean nothing else; a word must be a ticker that is known.
    return len(word) == 1 or squeezed(word) in names.symbols


def _longest(pieces: Sequence[_Piece], at: int, names: Names) -> tuple[Term | None, int]:
    run = [piece.text for piece in pieces[at : at + _LONGEST_ALIAS] if not piece.quoted]
    for length in range(len(run), 1, -1):
        term = _term(" ".join(run[:length]), names)
        if term is not None:
            return term, length
    return _term(run[0], names), 1


def _term(text: str, names: Names) -> Term | None:
    """What the words may name, or None when they are just words."""
    topic = folded(text).replace(" ", "_")
    topics = tuple(name for name in TOPICS if name in {topic, f"{topic}s"} and name not in {"other", "company"})
    entities = tuple(entity.id for entity in names.named(text))
    tickers: tuple[str, ...] = ()
    if _TICKER.fullmatch(text) and text not in WORD_TICKERS:
        tickers = (names.symbol(text),)
    return Term(text, tickers, entities, topics) if topics or entities or tickers else None


def _one_of(key: str, text: str, allowed: Sequence[str]) -> str:
    value = text.lower().replace("-", "_").replace(" ", "_")
    if value not in allowed:
        raise UsageError(f"--{key}: {text!r} is none of its values", remedy=f"use one of: {', '.join(allowed)}")
    return value


def _time(key: str, values: Sequence[str], *, end: bool) -> dt.datetime | None:
    """A bound. A bare date means its whole day in New York: its first second for `since`, its last for `until`."""
    if not values:
        return None
    if len(values) > 1:
        raise UsageError(f"--{key}: given {len(values)} times", remedy="give it once")
    read = config.end_of if end else config.start_of
    return read(values[0], flag=f"--{key}")
