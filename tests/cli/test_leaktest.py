"""The command: what it says of a sound store, of a leaky program, and that it leaves the store alone."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator import leaks, playing
from aggregator.leaks import outputs
from aggregator.leaks.probes import PROBES
from aggregator.store import articles, open_store
from aggregator.understand.encoder import model
from tests.cli.conftest import Run
from tests.leaks.words import WordEncoder

T = "2024-07-08T20:00Z"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the packaged model, and with three probes of two outputs: what each finds is tested elsewhere."""
    whole = leaks.bench
    some = [probe for probe in PROBES if probe.name in ("later articles", "verdicts", "time passes")]
    few = {name: outputs.OUTPUTS[name] for name in ("list", "articles")}
    monkeypatch.setattr(model, "resolve", lambda _: WordEncoder())
    monkeypatch.setattr(leaks, "bench", lambda *given: replace(whole(*given), probes=some, outputs=few))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("leaktest") / "mine.db"
    with open_store(path) as opened:
        for _, reports in playing.play(opened, playing.sample_config(), WordEncoder()):
            for _ in reports:
                pass
    return path


def leaky(view: outputs.View) -> Mapping[str, bytes]:
    """An output that forgets what T is."""
    found = articles.listing(view.store, since=None, until=None, as_of=None)
    return {"titles": "\n".join(ref.title for ref in found).encode()}


def test_a_sound_store_is_a_table_and_exit_code_0(run: Run, store: Path) -> None:
    done = run("--db", store, "leaktest", "--as-of", T)
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert [word in lines[0] for word in ("as of", "probe", "planted", "seen later", "got through to")] == [True] * 5
    assert [line.split()[0] for line in lines[6:]] == ["list", "articles"]
    assert done.out.count("nothing") == 5
    assert max(map(len, lines)) <= 80
    assert "LEAK" not in done.out
    assert f"leaktest of {store}: 3 probes" in done.err
    assert "nothing got through" in done.err


def test_the_store_is_never_written(run: Run, store: Path) -> None:
    before = store.read_bytes(), store.stat().st_mtime_ns
    left = set(Path(tempfile.gettempdir()).glob("aggregator-leaktest-*"))
    assert run("--db", store, "leaktest", "--as-of", T).code == 0
    assert (store.read_bytes(), store.stat().st_mtime_ns) == before
    assert set(Path(tempfile.gettempdir()).glob("aggregator-leaktest-*")) == left


def test_a_leak_is_exit_code_1_with_its_lines(run: Run, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = leaks.bench
    monkeypatch.setattr(
        leaks, "bench", lambda *given: replace(sound := bench(*given), outputs={**sound.outputs, "titles": leaky})
    )
    done = run("--db", store, "leaktest", "--as-of", T)
    assert done.code == 1
    assert done.out.count("LEAK: titles") == 1, "of three probes one plants articles"
    assert done.out.count("LEAK: later articles") == 1
    assert "LEAK 2024-07-08 20:00Z later articles: titles (titles)" in done.err
    assert f"    + Small caps, the Fed and the {outputs.MARK}" in done.err
    assert "1 answers moved" in done.err


def test_json_says_all_of_it(run: Run, store: Path) -> None:
    done = run("-q", "--db", store, "leaktest", "--as-of", T, "--as-of", "2024-07-10", "--seed", "5", "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert (found["seed"], found["leaks"], found["store"]) == (5, 0, str(store))
    assert found["as_of"] == ["2024-07-08T20:00:00Z", "2024-07-11T03:59:59Z"]
    assert len(found["rows"]) == 6
    assert set(found["rows"][0]) == {"as_of", "probe", "planted", "seen", "answered", "leaks"}


def test_a_mistyped_store_is_no_reason_to_test_the_sample(run: Run, tmp_path: Path) -> None:
    done = run("--db", tmp_path / "typo.db", "leaktest")
    assert done.code == 2
    assert "--sample" in done.err
    assert not list(tmp_path.iterdir())


def test_without_a_store_the_sample_is_tested(run: Run, tmp_path: Path) -> None:
    done = run("leaktest", "--as-of", T, environ={"XDG_DATA_HOME": str(tmp_path)})
    assert done.code == 0, done.err
    assert "leaktest of the bundled sample: 3 probes" in done.err
    assert not list(tmp_path.iterdir())
