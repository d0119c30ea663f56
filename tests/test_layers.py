"""The architecture, held by a walk over the imports: they only point down, and each door has one keeper."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "aggregator"

# From bottom to top. A module may import its own layer's neighbours only where the row says so.
LAYERS: tuple[tuple[frozenset[str], bool], ...] = (
    (frozenset({"records", "errors"}), True),
    (
        frozenset(
            {
                "yaml_nodes",
                "sessions",
                "conditions",
                "config",
                "feedlist",
                "fetch",
                "windows",
                "window_datelines",
                "window_words",
                "window_periods",
                "window_places",
                "window_spans",
            },
        ),
        True,
    ),
    (frozenset({"feeds", "articles", "understand", "market", "align", "master", "sample"}), False),
    (frozenset({"store"}), True),
    (
        frozenset(
            {
                "aligning",
                "chains",
                "details",
                "series",
                "searching",
                "speaking",
                "export",
                "feed_past",
                "digests",
                "evaluation",
                "crawling",
                "finding",
                "frames",
                "intake",
                "leaks",
                "measuring",
                "pipeline",
                "playing",
                "pricing",
                "readers",
                "reextracting",
                "studies",
                "tracking",
            }
        ),
        True,
    ),
    (frozenset({"api", "web", "cli", ""}), True),
)


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found.append(("" if parts[0] == "__init__" else parts[0], path))
    return found


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "aggregator":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("aggregator."):
            found.add((node.module or "").split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("aggregator.")}
    return found


def level(name: str) -> int:
    for number, (names, _) in enumerate(LAYERS):
        if name in names:
            return number
    raise AssertionError(f"aggregator.{name} stands in no layer: add it to LAYERS")


@pytest.mark.parametrize(("name", "path"), modules(), ids=lambda value: str(value)[-40:])
def test_imports_only_point_down(name: str, path: Path) -> None:
    for target in imports(path) - {name}:
        above = level(target) > level(name)
        beside = level(target) == level(name) and not LAYERS[level(name)][1]
        assert not above, f"{path.name} imports aggregator.{target}, which lies above"
        assert not beside, f"{path.name} imports aggregator.{target}, its neighbour"


# The packages and modules of `understand`, each knowing only those before it.
UNDERSTANDING = [
    "encoder", "numbers", "lexicon", "entities", "sentences", "view", "cues", "unreal", "prepared", "beside",
    "subjects", "drafts", "speech", "topical", "about", "amounts", "fields", "kinds", "wordings", "rules", "one_act",
    "bank_matters", "voices", "claims", "mentions", "reading", "__init__",
]  # fmt: skip


def test_understanding_is_one_line_too() -> None:
    folder = PACKAGE / "understand"
    for path in sorted(folder.rglob("*.py")):
        me = path.relative_to(folder).with_suffix("").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("aggregator.understand"):
                continue
            named = (node.module or "").split(".")[2:3] or [alias.name for alias in node.names]
            for name in set(named) - {me}:
                down = UNDERSTANDING.index(name) < UNDERSTANDING.index(me)
                assert down, f"{path.name} imports understand.{name}, which lies above"


# What only one part of the package may do, as the calls and imports that would do it.
DOORS = {
    "sockets": ({"socket", "ssl", "httpx", "httpcore", "urllib.request", "http.client", "requests"}, {"fetch"}),
    "sql": ({"sqlite3", "sqlite_utils"}, {"store"}),
    "torch": ({"torch"}, {"understand"}),
}


@pytest.mark.parametrize("door", DOORS)
def test_each_door_has_one_keeper(door: str) -> None:
    names, keepers = DOORS[door]
    for package, path in modules():
        if package in keepers:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets: set[str] = set()
            if isinstance(node, ast.Import):
                targets = {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                targets = {node.module}
            assert not targets & names, f"{path} imports {targets & names}"


def test_only_the_command_line_prints_and_reads_the_clock() -> None:
    for package, path in modules():
        if package == "cli":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{path} prints"
            if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"} and package != "api":
                assert ast.unparse(node.value) not in {"dt.datetime", "datetime", "dt.date", "date"}, f"{path}: clock"


def test_modules_are_small() -> None:
    sizes = sorted(len(path.read_text(encoding="utf-8").splitlines()) for _, path in modules())
    assert sizes[len(sizes) // 2] <= 150
    large = {str(path.relative_to(PACKAGE)) for _, path in modules() if len(path.read_text().splitlines()) > 400}
    assert not large, "a module over 400 lines"


HEAVY = {
    "pandas",
    "numpy",
    "sqlite_utils",
    "onnxruntime",
    "transformers",
    "torch",
    "trafilatura",
    "bs4",
    "feedparser",
    "httpx",
    "exchange_calendars",
    "pyarrow",
    "tokenizers",
}


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (["--help"], set()),
        (["digest", "--help"], set()),
        (["sources", "--help"], set()),
        (["eval", "--help"], set()),
        (["study", "--help"], set()),
        (["feeds", "list"], set()),
        (["--db", "{db}", "search", "IWM"], set()),
        (["--db", "{db}", "claims", "--kind", "move"], set()),
        (["--db", "{db}", "show", "nothing"], set()),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_nothing_heavy_is_imported_before_it_is_needed(arguments: list[str], allowed: set[str], tmp_path: Path) -> None:
    from aggregator.store import open_store

    database = tmp_path / "store.db"
    open_store(database).close()
    script = (
        "import sys\nfrom aggregator.cli import main\n"
        f"sys.argv = ['aggregator', *{[a.format(db=database) for a in arguments]!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('LOADED', sorted(set(sys.modules) & {HEAVY!r}))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(ast.literal_eval(done.stdout.rsplit("LOADED", 1)[1].strip()))
    assert loaded <= allowed, done.stderr


def test_importing_the_package_costs_nothing() -> None:
    script = f"import sys, aggregator; print(sorted(set(sys.modules) & {HEAVY!r}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
