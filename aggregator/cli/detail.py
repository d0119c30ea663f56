"""What `show` says of one article or claim: evidence, scores, verdicts, provenance."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Mapping

from aggregator.cli.output import figure, not_english
from aggregator.details import ArticleDetail, ClaimDetail
from aggregator.records import Claim, ClaimView, Mention

WIDTH = 100


def lines(found: ArticleDetail | ClaimDetail, as_of: dt.datetime | None = None) -> list[str]:
    """The detail as text."""
    return _article_lines(found) if isinstance(found, ArticleDetail) else _claim_lines(found, as_of)


def _stamp(at: dt.datetime | None) -> str:
    return "unknown" if at is None else f"{at:%Y-%m-%d %H:%M:%SZ}"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), WIDTH, initial_indent=indent, subsequent_indent=indent)


def _article_lines(found: ArticleDetail) -> list[str]:
    item = found.article
    published = item.published
    out = [item.title, "=" * min(len(item.title), WIDTH), f"article    {item.id} (revision {item.revision})"]
    out.append(f"source     {item.source}" + (f", by {item.author}" if item.author else ""))
    out.append(f"address    {item.url or 'none'}")
    out.append(
        "published  "
        + (f"{_stamp(published.at)} ({published.precision}, from {published.source})" if published else "unknown")
    )
    out.append(f"first seen {_stamp(item.first_seen_at)}")
    knowable = _stamp(item.knowable_at) if item.knowable_at else f"in no as-of answer: {item.excluded}"
    out.append(f"knowable   {knowable}")
    flags = [name for name, on in (("partial text", item.partial), ("simulated clock", item.simulated)) if on]
    if item.origin != "crawl":
        flags.insert(0, "imported" if item.origin == "import" else item.origin)
    if flags:
        out.append("flags      " + ", ".join(flags))
    if mark := not_english(item.language):
        out.append(f"language   {mark}; mood and claims of such a text are not to be relied on")
    out.append(f"scored     {_stamp(found.scored_at)} by {found.model_id}" if found.model_id else "scored     not yet")
    if len(found.story) > 1:
        out.append("story")
        out += [f"  {_stamp(ref.knowable_at)}  {ref.source:<20} {ref.id}  {ref.title}" for ref in found.story]
    for number, change in enumerate(found.revisions, 2):
        out += [f"revision {number}", *("  " + line for line in change.splitlines())]
    out += ["", "text"]
    by_index = {sentence.start: sentence for sentence in found.sentences}
    if not by_index:
        out += _wrapped(item.text, "  ")
    for sentence in found.sentences:
        note = "boilerplate" if sentence.boilerplate else " ".join(sentence.topics)
        out.append(f"  [{sentence.sentiment.score:+.2f}] {note}")
        out += _wrapped(sentence.text, "      ")
    out += _mention_lines(found.mentions)
    if found.claims:
        out += ["", "claims"]
        for view in found.claims:
            out += ["", *_claim_body(view, "  ")]
    return out


def _mention_lines(mentions: tuple[Mention, ...]) -> list[str]:
    linked: dict[tuple[str, str | None], list[Mention]] = {}
    for mention in mentions:
        if mention.entity_id:
            linked.setdefault((mention.entity_id, mention.symbol), []).append(mention)
    if not linked:
        return []
    out = ["", "entities"]
    for (entity_id, symbol), found in sorted(linked.items(), key=lambda pair: -pair[1][0].relevance):
        cues = ", ".join(sorted({f"{mention.cue}: {mention.text}" for mention in found})[:3])
        out.append(
            f"  {entity_id:<20} {symbol or '':<10} relevance {found[0].relevance:.2f}, {len(found)} mentions ({cues})"
        )
    return out


def _claim_body(view: ClaimView, indent: str) -> list[str]:
    from aggregator.digests import wording

    claim = view.claim
    out = [f"{indent}{wording.claim(view)}"]
    out += _wrapped(f"“{claim.evidence}”", indent + "  ")
    fields = {
        "claim": claim.claim_id,
        "kind": f"{claim.kind}, {claim.topic}, {claim.tense}, {claim.certainty}",
        "subject": f"{claim.subject} = {claim.entity_id or 'not linked'} ({_instrument(claim)})",
        "window": f"{claim.window_text or 'none stated'} = {claim.window_start or '?'} to {claim.window_end or '?'}",
        "due": claim.due,
        "stance": claim.stance,
        "speaker": claim.speaker and f"{claim.speaker} ({claim.quote})",
        "driver": claim.driver,
        "rules": " ".join(claim.rule_ids),
    }
    out += [f"{indent}  {name:<8} {value}" for name, value in fields.items() if value]
    return out


def _instrument(claim: Claim) -> str:
    """What a claim is checked against; where it may be of a part of its entity only, what stands for the whole."""
    from aggregator.align import policy, releases
    from aggregator.understand import packaged_entities

    if claim.symbol:
        return claim.symbol
    if claim.entity_id in policy.ENTITIES and claim.kind in ("policy", "forecast"):
        return policy.UPPER
    if claim.entity_id in releases.EVENTS and claim.kind in ("data", "forecast"):
        return "release calendar"
    symbol = next((entity.symbol for entity in packaged_entities() if entity.id == claim.entity_id), None)
    return f"not surely {symbol}" if symbol else "no instrument"


def _basis(basis: Mapping[str, object]) -> str:
    """One basis that was measured: value, distance from the stated figure, name."""
    measured, error = basis.get("measured"), basis.get("error")
    shown = f"{figure(measured):>10}" if isinstance(measured, float) else f"{'within':>10}"
    off = f" (off by {figure(error, signed=True)})" if isinstance(error, float) else ""
    return f"{shown}  {basis.get('basis')}{off}"


def _claim_lines(found: ClaimDetail, as_of: dt.datetime | None) -> list[str]:
    view = found.view
    out = [*_claim_body(view, ""), "", f"in         {view.article.title}"]
    mark = not_english(view.article.language)
    out.append(
        f"article    {view.article.id}, {view.article.source}, known {_stamp(view.article.knowable_at)}"
        + (f", {mark}" if mark else "")
    )
    if view.article.url:
        out.append(f"address    {view.article.url}")
    out.append(f"model      {view.claim.model_id}, confidence {view.claim.confidence:.2f}")
    remedy = ": run `aggregator align`" if as_of is None else ""  # which changes nothing of what was known then
    out += ["", "verdicts" if found.verdicts else f"no verdict yet{remedy}"]
    for verdict in found.verdicts:
        measured = "" if verdict.measured is None else f", measured {figure(verdict.measured)} {verdict.unit or ''}"
        error = "" if verdict.error is None else f", off by {figure(verdict.error, signed=True)}"
        out.append(
            f"  {verdict.verdict}{f' ({verdict.reason})' if verdict.reason else ''}{measured}{error}"
            f", known {_stamp(verdict.knowable_at)}, rule {verdict.rule}"
        )
        out += [f"    tried  {_basis(basis)}" for basis in verdict.tried]
        out += [
            f"    bars   {bar['symbol']} {bar['sessions']}, from {bar['provider']}, fetched {bar['fetched_at'][:16]}Z"
            for bar in verdict.bars
        ]
    if found.alignment is not None:
        join = found.alignment
        out += ["", f"prices known when it was said: {join.symbol}, session {join.signal_session}"]
        out += [f"  {name:<20} {figure(value)}" for name, value in sorted(join.signals.items())]
    return out
