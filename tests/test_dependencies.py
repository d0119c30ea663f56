"""Every library that is imported is declared, and every one declared earns its place in docs/design.md."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Import name -> distribution, where they differ.
NAMES = {"bs4": "beautifulsoup4", "yaml": "pyyaml"}


def named(requirement: str) -> str:
    return re.split(r"[<>=!~\[; ]", requirement)[0].lower().replace("_", "-")


DECLARED = {named(line) for line in PROJECT["dependencies"]}
EXTRAS = {named(line) for extra in ("torch", "train", "yahoo") for line in PROJECT["optional-dependencies"][extra]}


def imported() -> set[str]:
    found = set()
    for path in (ROOT / "aggregator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                found.add(node.module.split(".")[0])
    ours = found - set(sys.stdlib_module_names) - {"aggregator"}
    return {NAMES.get(name, name).replace("_", "-") for name in ours}


def test_what_is_imported_is_declared() -> None:
    assert imported() - DECLARED - EXTRAS == set()


def test_what_is_declared_is_imported() -> None:
    # lxml-html-clean is trafilatura's own need, which it states in a way that older pips miss.
    assert DECLARED - imported() == {"lxml-html-clean"}


def test_each_library_earns_its_place_in_the_design() -> None:
    page = (ROOT / "docs" / "design.md").read_text(encoding="utf-8").lower()
    table = page.split("## which libraries", 1)[1]
    assert [name for name in sorted(DECLARED | {"torch", "safetensors", "yfinance"}) if name not in table] == []


def test_torch_is_an_extra() -> None:
    assert "torch" not in DECLARED
