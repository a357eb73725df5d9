"""The walls between the parts, so that they stand without anyone watching."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import remend

PROJECT = Path(__file__).parents[2]
LIBRARY = PROJECT / "codemods" / "remend"
COMMAND_LINE = PROJECT / "cli" / "remend_cli"
SOURCES = sorted([*LIBRARY.rglob("*.py"), *COMMAND_LINE.rglob("*.py")])
MOST_LINES = 320


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """The syntax tree of a file, node by node."""
    return tuple(ast.walk(ast.parse(path.read_bytes())))


def imports(path: Path) -> Iterator[str]:
    """The absolute names that a file imports anywhere; `from a import b` gives `a` and `a.b`."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def importers(*packages: str) -> set[str]:
    """The files, relative to the project, that import one of `packages`."""
    return {
        path.relative_to(PROJECT).as_posix()
        for path in SOURCES
        if any(name.split(".")[0] in packages for name in imports(path))
    }


def called_names(path: Path) -> set[str]:
    return {ast.unparse(node.func) for node in nodes(path) if isinstance(node, ast.Call)}


def test_the_library_knows_no_terminal() -> None:
    assert all(path.startswith("cli/") for path in importers("typer", "click", "rich", "remend_cli"))


@pytest.mark.parametrize(
    ("packages", "place"),
    [
        (("git", "gitdb"), ("codemods/remend/git/",)),
        (("bowler", "fissix"), ("codemods/remend/legacy/",)),
        (("dask", "distributed"), ("codemods/remend/crew/cluster.py",)),
    ],
)
def test_a_package_is_imported_in_one_place_only(packages: tuple[str, ...], place: tuple[str, ...]) -> None:
    assert {path for path in importers(*packages) if not path.startswith(place)} == set()


def test_no_repair_waits_for_the_matchers_of_libcst() -> None:
    """They take longer to be imported than the rest of LibCST."""
    here = "import sys; import remend.rewrite, remend.verify, remend.pipeline; assert 'libcst' in sys.modules"
    told = subprocess.run(
        [sys.executable, "-c", f"{here}; sys.exit('libcst.matchers' in sys.modules)"], check=False, capture_output=True
    )

    assert (told.returncode, told.stderr) == (0, b"")


def test_the_library_neither_prints_nor_exits() -> None:
    ending = {"print", "exit", "quit", "sys.exit", "os._exit", "sys.stdout.write", "sys.stderr.write"}

    assert {path.name: found for path in LIBRARY.rglob("*.py") if (found := called_names(path) & ending)} == {}


@pytest.mark.parametrize(
    ("module", "allowed"),
    [("store", set()), ("model", {"remend.store"}), ("errors", set()), ("rule", {"remend.model"})],
)
def test_the_ground_floor_stands_on_nothing_above_it(module: str, allowed: set[str]) -> None:
    tree = ast.parse((LIBRARY / f"{module}.py").read_bytes())
    at_run_time = {node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)}

    assert {name for name in at_run_time if name.split(".")[0] == "remend"} == allowed


def test_the_command_line_uses_no_private_name_of_the_library() -> None:
    private = {
        (path.name, name)
        for path in COMMAND_LINE.rglob("*.py")
        for name in imports(path)
        if name.startswith("remend.") and re.search(r"\._(?!_)", name)
    }

    assert private == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_a_file_stays_readable_and_says_why_it_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= MOST_LINES
    assert not text.strip() or ast.get_docstring(ast.parse(text))


def test_no_group_of_an_expression_is_possessive() -> None:
    """Python before 3.11.5 matches such a group wrongly where one of its forms fails half way (gh-106052)."""
    group = re.compile(r"\)[*+?]\+")
    texts = ((path, node.value) for path in SOURCES for node in nodes(path) if isinstance(node, ast.Constant))
    written = [
        f"{path.name}: {text!r}"
        for path, text in texts
        if isinstance(text, (str, bytes)) and group.search(text if isinstance(text, str) else text.decode("latin-1"))
    ]

    assert written == []


def test_every_folder_of_modules_is_a_package() -> None:
    assert {path.parent for path in SOURCES if not (path.parent / "__init__.py").exists()} == set()


def test_all_names_what_the_top_module_offers() -> None:
    offered = {
        name
        for name, value in vars(remend).items()
        if not name.startswith("_") and getattr(value, "__module__", "").startswith("remend.")
    }

    assert set(remend.__all__) == offered | {"__version__"}
    assert list(remend.__all__) == sorted(set(remend.__all__))


@pytest.mark.parametrize("name", sorted(module.name for module in pkgutil.walk_packages(remend.__path__, "remend.")))
def test_every_module_imports_and_keeps_the_promise_of_its_all(name: str) -> None:
    module = importlib.import_module(name)

    assert [promised for promised in getattr(module, "__all__", []) if not hasattr(module, promised)] == []


def test_the_top_module_is_light() -> None:
    heavy = ("libcst", "git", "bowler", "msgspec", "typer", "rich", "asyncio", "importlib.metadata")
    code = f"import sys, remend; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout == "[]\n"
