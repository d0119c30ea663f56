"""Every command of the README is run, and it shows what the program really prints."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import call
from tests.cli.conftest import db as db  # noqa: PLC0414 (a fixture)
from tests.cli.conftest import demo as demo  # noqa: PLC0414

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCED = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
BLOCKS = [text for kind, text in FENCED if kind == "sh"]
COMMANDS = [
    line.split("  #")[0].strip() for block in BLOCKS for line in block.splitlines() if line.startswith("aggregator ")
]


def test_the_readme_has_commands() -> None:
    assert len(COMMANDS) >= 9
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").count("readme ") >= 2


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs(command: str, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "store.db"
    shutil.copy(db, store)
    (tmp_path / "bars").mkdir()
    (tmp_path / "bars" / "IWM.csv").write_text("date,open,high,low,close,volume\n2024-07-12,211,214,210,213,100\n")
    (tmp_path / "note.txt").write_text("The Russell 2000 gained 6.08% last week.")
    row = {"title": "Small caps rise", "body": "The Russell 2000 gained 2% on Friday.", "published": "2024-07-12"}
    (tmp_path / "archive.jsonl").write_text(json.dumps(row))
    (tmp_path / "feeds.yaml").write_text("feeds: [{name: A, url: 'http://127.0.0.1:9/f', source: a}]\n")
    opml = "<opml><body><outline text='Wire' xmlUrl='https://wire.example/f'/></body></opml>"
    (tmp_path / "subscriptions.opml").write_text(opml)
    monkeypatch.chdir(tmp_path)
    arguments = shlex.split(command.replace("~/", f"{tmp_path}/").replace("archive.jsonl.gz", "archive.jsonl"))[1:]
    environ = {"AGGREGATOR_DB": str(store), "AGGREGATOR_FEEDS": str(tmp_path / "feeds.yaml")}
    done = call("--now", "2024-07-15T12:00Z", *arguments, environ=environ)
    # Without a network `run` reports each feed and symbol that failed, and goes on; `feeds add` adds nothing.
    assert done.code == {("run",): 1, ("feeds", "add"): 2}.get(tuple(arguments[:2]), 0), done.err
    assert "Traceback" not in done.err


def test_the_python_of_the_readme_runs(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(db, tmp_path / "my.db")
    monkeypatch.chdir(tmp_path)
    code = next(text for kind, text in FENCED if kind == "python")
    scope: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), scope)
    assert len(scope["frame"]) > 0  # type: ignore[arg-type]
    scope["store"].close()  # type: ignore[attr-defined]


def test_the_output_that_is_shown_is_real(demo: tuple[Path, object]) -> None:
    digest, claim = [text for kind, text in FENCED if not kind][:2]
    real = [line.rstrip() for line in demo[1].out.splitlines()]  # type: ignore[attr-defined]
    for line in digest.splitlines():
        assert line.rstrip() in real or line.strip() == "…", f"the demo does not print {line!r}"
    identifier = re.search(r"claim +([0-9a-f]{16})", claim)
    assert identifier
    printed = call("--db", demo[0] / "demo.db", "show", identifier[1]).out.splitlines()
    for line in claim.splitlines():
        assert line.rstrip() in {text.rstrip() for text in printed} or line.strip() == "…", f"not printed: {line!r}"


def test_what_the_readme_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
