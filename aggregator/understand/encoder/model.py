"""The encoder: sentences in, calibrated answers of every head out, from one pass.

A model is a folder: `config.json` (heads with their labels by name), `tokenizer.json`, `model.onnx` and a card.
ONNX Runtime and `tokenizers` are imported on the first :func:`load`, never before; nothing here opens a connection.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from aggregator.errors import ModelError
from aggregator.understand.encoder.decoding import Decoder, SentenceScores, Span
from aggregator.understand.encoder.folder import (
    REINSTALL,
    SENTIMENTS,
    Head,
    ModelConfig,
    default_path,
    existing,
    is_own,
    read_config,
)
from aggregator.understand.encoder.passes import Part, batches, groups, stitch, windows

if TYPE_CHECKING:
    from aggregator.understand.encoder.decoding import Floats

__all__ = [
    "SENTIMENTS",
    "Encoder",
    "OnnxEncoder",
    "SentenceScores",
    "Span",
    "default_path",
    "load",
    "read_config",
    "resolve",
]

BATCH_TOKENS = 384
"""Tokens in one pass: with fewer, reading the weights costs more of it; with more, the activations leave the cache."""
READ_TOKENS, SHARES = 2048, 8
"""Outputs are read for so many tokens at once, which costs less than batch by batch; but in this many shares for each
thread at least, so that all have work to the end."""
PROBE = 255 * 127 * 64
"""What the graph's output `probe` must be; see :func:`_session`."""
_Read = TypeVar("_Read")
_Reader = Callable[[Sequence[int], "Floats", "Sequence[Floats]"], "list[_Read]"]


class Encoder(Protocol):
    """Anything that scores sentences under a name that changes when its weights do."""

    model_id: str

    def score(self, texts: Sequence[str]) -> list[SentenceScores]:
        """One result per text, in order; the same text always gets the same scores."""
        ...


class OnnxEncoder:
    """A model folder in memory.

    Sentences run in batches of exactly one length: without padding, and with the fixed scales of its int8 activations,
    the graph treats each as if it were alone, so a sentence's scores are a function of its tokens. Batches run side by
    side on single-threaded calls.
    """

    def __init__(self, config: ModelConfig, tokenizer: Any, session: Any, threads: int) -> None:
        self.model_id = f"{config.name}-{config.version}+{config.sha256[:12]}"
        self.config = config
        self._tokenizer = tokenizer
        self._session = session
        self._threads = threads
        self._decoder = Decoder(config.sentence, config.token)
        self._outputs = ["sentence", "tokens"] if config.token else ["sentence"]
        self._marks = tuple(tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))

    def score(self, texts: Sequence[str]) -> list[SentenceScores]:
        """Scores of each text, in order."""
        unique = list(dict.fromkeys(texts))
        codes = self._tokenizer.encode_batch([_whole(text) for text in unique], add_special_tokens=False)

        def read(at: Sequence[int], probabilities: Floats, tokens: Sequence[Floats]) -> list[SentenceScores]:
            return self._decoder.records([codes[i] for i in at], probabilities, tokens)

        found = self._read(codes, read)
        by_text = {text: found.get(i) or self._decoder.of_nothing() for i, text in enumerate(unique)}
        return [by_text[text] for text in texts]

    def judge(
        self, text: str, spans: Sequence[tuple[int, int]], head: str = "target_sentiment"
    ) -> list[dict[str, float]]:
        """What a head over spans says of the given spans of a text, in characters: label -> probability."""
        return self.judge_many([(text, spans)], head)[0]

    def judge_many(
        self, items: Sequence[tuple[str, Sequence[tuple[int, int]]]], head: str = "target_sentiment"
    ) -> list[list[dict[str, float]]]:
        """:meth:`judge` for many texts with their spans."""
        judge = self._judging(head)
        codes = self._tokenizer.encode_batch([_whole(text) for text, _ in items], add_special_tokens=False)

        def read(at: Sequence[int], _: Floats, tokens: Sequence[Floats]) -> list[list[dict[str, float]]]:
            return [
                self._decoder.judge(judge, rows, [_tokens_of(codes[i], span) for span in items[i][1]])
                for i, rows in zip(at, tokens, strict=True)
            ]

        found = self._read(codes, read)
        return [found.get(i) or [judge.of_nothing() for _ in spans] for i, (_, spans) in enumerate(items)]

    def _judging(self, name: str) -> Head:
        for head in self.config.token:
            if head.name == name and head.kind != "tags":
                return head
        raise ModelError(f"{self.model_id}: no head {name} over spans", remedy="choose a model that judges spans")

    def _read(self, codes: Sequence[Any], read: _Reader[_Read]) -> dict[int, _Read]:
        """Run every text that has tokens and read the outputs of groups of whole texts: position -> what was read."""
        size = self.config.max_tokens - 2
        tokens = sum(map(len, codes))
        limit = max(1, min(BATCH_TOKENS, tokens // self._threads))
        at_once = max(limit, min(READ_TOKENS, tokens // (self._threads * SHARES)))
        short = [Part(i, 0, len(code)) for i, code in enumerate(codes) if 0 < len(code) <= size]
        long = {i: windows(len(code), size) for i, code in enumerate(codes) if len(code) > size}

        def whole(group: Sequence[Sequence[Part]]) -> list[_Read]:
            return read([part.text for batch in group for part in batch], *self._run_each(codes, group))

        def cut(group: Sequence[Sequence[Part]]) -> list[tuple[Floats, Floats]]:
            return list(zip(*self._run_each(codes, group), strict=True))

        found = self._side_by_side(whole, groups(batches(short, limit), at_once))
        parts = (Part(i, *place) for i, places in long.items() for place in places)
        rows = self._side_by_side(cut, groups(batches(parts, limit), at_once))
        for i, places in long.items():
            mine = [rows[Part(i, *place)] for place in places]
            pooled = self._decoder.sentence.pool([row for row, _ in mine], [1] * len(mine))
            [found[Part(i, 0, len(codes[i]))]] = read([i], pooled, [stitch([row for _, row in mine], places)])
        return {part.text: each for part, each in found.items()}

    def _side_by_side(
        self, work: Callable[[Sequence[Sequence[Part]]], list[_Read]], groups: Sequence[Sequence[Sequence[Part]]]
    ) -> dict[Part, _Read]:
        """The results of some work on groups of batches, by part."""
        if len(groups) < 2 or self._threads < 2:
            results = [work(group) for group in groups]
        else:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(min(self._threads, len(groups))) as pool:
                results = list(pool.map(work, groups))
        parts = [part for group in groups for batch in group for part in batch]
        return dict(zip(parts, itertools.chain.from_iterable(results), strict=True))

    def _run_each(self, codes: Sequence[Any], group: Sequence[Sequence[Part]]) -> tuple[Floats, list[Floats]]:
        """Sentence probabilities and token logits of the parts of some batches."""
        import numpy as np

        found = [self._run(codes, batch) for batch in group]
        return np.concatenate([rows for rows, _ in found]), [row for _, rows in found for row in rows]

    def _run(self, codes: Sequence[Any], batch: Sequence[Part]) -> tuple[Floats, Floats]:
        """Sentence probabilities and token logits of equally long parts."""
        import numpy as np

        length = batch[0].past - batch[0].first
        ids = np.empty((len(batch), length + 2), np.int64)
        ids[:, 0], ids[:, -1] = self._marks
        ids[:, 1:-1] = [codes[part.text].ids[part.first : part.past] for part in batch]
        sentence, *tokens = self._session.run(self._outputs, {"input_ids": ids})
        probabilities = self._decoder.sentence.probabilities(sentence)
        return probabilities, tokens[0][:, 1:-1] if tokens else np.empty((len(batch), length, 0))


_HUGGING_FACE_NAME = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)?")
_HALF = re.compile("[\ud800-\udfff]")


def _whole(text: str) -> str:
    """The text with a mark of the same length for each half of a character, which the tokenizer would refuse."""
    return _HALF.sub("\ufffd", text)


def _tokens_of(code: Any, span: tuple[int, int]) -> tuple[int, int] | None:
    """The tokens (first, one past the last) that share a character with a span; None where none does."""
    start, end = span
    inside = [i for i, (first, past) in enumerate(code.offsets) if first < end and start < past]
    return (inside[0], inside[-1] + 1) if inside else None


def load(path: Path | None = None, threads: int | None = None) -> OnnxEncoder:
    """The model in a folder (default: the packaged one), checked against its own config and hash."""
    folder = default_path() if path is None else path
    config = read_config(folder)
    weights = existing(folder / "model.onnx")
    content = weights.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != config.sha256:
        raise ModelError(
            f"{weights}: sha256 is {found[:12]}..., config.json says {config.sha256[:12]}...", remedy=REINSTALL
        )
    from tokenizers import Tokenizer

    tokenizer_file = existing(folder / "tokenizer.json")
    try:
        tokenizer = Tokenizer.from_file(str(tokenizer_file))
    except Exception as error:  # the library raises bare Exception for any damage
        raise ModelError(f"{tokenizer_file}: not a tokenizer ({error})", remedy=REINSTALL) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    try:
        session = _session(content)
    except Exception as error:  # its exceptions share no base class
        raise ModelError(f"{weights}: not a graph that ONNX Runtime can run ({error})", remedy=REINSTALL) from error
    _check_graph(config, session, weights)
    return OnnxEncoder(config, tokenizer, session, threads or _cores())


def _session(content: bytes, exact: bool = False) -> Any:
    """The graph, ready to run; `exact` trades speed for sums that old processors do not clip.

    Without VNNI instructions x86 processors add pairs of int8 products in 16 bits, where the largest do not fit. The
    graph carries the product of two such constants as its output `probe`: where that comes out wrong, weights are
    shifted to unsigned at load, whose products are summed in full.
    """
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if exact:
        options.add_session_config_entry("session.x64quantprecision", "1")
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    if not exact and any(node.name == "probe" for node in session.get_outputs()):
        [probe] = session.run(["probe"], {"input_ids": np.zeros((1, 1), np.int64)})
        if int(probe) != PROBE:
            return _session(content, exact=True)
    return session


def _check_graph(config: ModelConfig, session: Any, weights: Path) -> None:
    inputs = {node.name for node in session.get_inputs()}
    if inputs != {"input_ids"}:
        raise ModelError(f"{weights}: inputs are {sorted(inputs)}, expected input_ids alone", remedy=REINSTALL)
    widths = {node.name: node.shape[-1] for node in session.get_outputs() if node.shape}
    for output, heads in (("sentence", config.sentence), ("tokens", config.token)):
        declared = sum(head.width for head in heads)
        if heads and widths.get(output) != declared:
            raise ModelError(
                f"{weights}: {widths.get(output, 'no')} outputs in {output}, the heads "
                f"{', '.join(head.name for head in heads)} of config.json ask for {declared}",
                remedy=REINSTALL,
            )


def _cores() -> int:
    """Cores that this process may use; a container's share where the system tells it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def resolve(name_or_path: str | None = None) -> Encoder:
    """The packaged model, a model folder, or else a Hugging Face classifier by path or name."""
    if name_or_path is None:
        return load()
    path = Path(name_or_path).expanduser()
    if is_own(path):
        return load(path)
    remedy = "give a model folder or a Hugging Face name with --model"
    if path.exists() and not (path / "config.json").is_file():
        raise ModelError(f"{path}: no model in it" if path.is_dir() else f"{path}: is no folder", remedy=remedy)
    if not path.exists() and not _HUGGING_FACE_NAME.fullmatch(name_or_path):
        raise ModelError(f"{path}: no such folder", remedy=remedy)
    from aggregator.understand.encoder.foreign import load as load_foreign

    return load_foreign(name_or_path)
