from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from remend.cache import Cache
from remend.project import Project
from remend.rules.missing_await import MissingAwait, MissingAwaitOptions
from remend.snapshot import FolderSnapshot

USER = "from lib import load\n\n\nasync def f():\n    x = load()\n    return x.name\n"
RUNS = "import asyncio\n\n\nasync def main(): ...\n\n\nasyncio.run(main())\n"


class Tree:
    """A folder, and which of its files the rule wants to see."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text, "utf-8")

    def suspects(self, *decorators: str) -> set[str]:
        with self._surveyed(*decorators) as (rule, project):
            return {path for path in project.reach if rule.concerns(path, project.read(path))}

    def knows(self, path: str) -> object:
        with self._surveyed() as (rule, _):
            return rule.knows(path)

    @contextmanager
    def _surveyed(self, *decorators: str) -> Iterator[tuple[MissingAwait, Project]]:
        rule = MissingAwait(MissingAwaitOptions(decorators=decorators))
        with Cache(self.folder) as cache:
            project = Project(FolderSnapshot(self.folder), cache=cache)
            rule.survey(project)
            yield rule, project


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    tree = Tree(tmp_path)
    tree.write("user.py", USER)
    tree.write("runs.py", RUNS)
    return tree


def test_only_files_that_may_be_at_fault_are_looked_at(tree: Tree) -> None:
    tree.write("lib.py", "async def load(): ...\nasync def main(): ...\n")
    tree.write("other.py", "def load(): ...\n\n\ndef f():\n    load().name\n")
    assert tree.suspects() == {"user.py"}


def test_the_answer_follows_what_other_files_say(tree: Tree) -> None:
    tree.write("lib.py", "def load(): ...\n")
    tree.write("more.py", "async def load(): ...\n")
    assert tree.suspects() == set()
    tree.write("lib.py", "async def load(): ...\n")
    assert tree.suspects() == {"user.py"}
    tree.write("lib.py", "async def load():\n    return 1 + 1\n\n\n")
    assert tree.suspects() == {"user.py"}
    tree.write("lib.py", "def load(): ...\n")
    assert tree.suspects() == set()


def test_a_name_that_tells_by_itself_does_so_for_as_long_as_it_does(tree: Tree) -> None:
    tree.write("lib.py", "class Store:\n    async def fetch_rows(self): ...\n")
    tree.write("a.py", "async def f(x):\n    await x.fetch_rows()\n")
    tree.write("b.py", "async def f(x):\n    await x.fetch_rows()\n")
    tree.write("c.py", "async def f(x):\n    return x.fetch_rows().name\n")
    assert tree.suspects() == {"c.py"}
    tree.write("b.py", "async def f(x):\n    pass\n")
    assert tree.suspects() == set()


def test_the_answer_hangs_on_nothing_but_what_was_asked(tree: Tree) -> None:
    tree.write("lib.py", "async def load(): ...\n")
    tree.write("other.py", "class A: ...\n")
    known = tree.knows("user.py")
    tree.write("other.py", "def load(): ...\n\n\nasync def more(): ...\n")
    assert tree.knows("user.py") == known
    tree.write("lib.py", "\n\nasync def load(): ...\n")
    assert tree.knows("user.py") != known


def test_what_is_found_no_more_is_looked_at_no_more(tree: Tree) -> None:
    tree.write("lib.py", "class Store:\n    async def load(self): ...\n")
    tree.write("user.py", "from lib import Store\n\n\nasync def f(s: Store):\n    return s.load().name\n")
    assert tree.suspects() == {"user.py"}
    tree.write("more.py", "from lib import Store\n\n\nclass Plain(Store):\n    def load(self): ...\n")
    assert tree.suspects() == {"user.py"}
    tree.write("user.py", "from lib import Store\n\n\ndef f(s: Store):\n    return s.load().name\n")
    assert tree.suspects() == set()


def test_what_cannot_be_parsed_is_looked_at_and_told(tree: Tree) -> None:
    tree.write("lib.py", "async def load(): ...\n")
    tree.write("broken.py", "from lib import load\nload(\n")
    assert tree.suspects() == {"user.py", "broken.py"}


def test_two_files_of_the_same_content_are_judged_apart(tree: Tree) -> None:
    (tree.folder / "a").mkdir()
    (tree.folder / "b").mkdir()
    for folder, kind in (("a", "async def"), ("b", "def")):
        tree.write(f"{folder}/__init__.py", "")
        tree.write(f"{folder}/lib.py", f"{kind} load(): ...\n")
        tree.write(f"{folder}/user.py", USER.replace("from lib", "from .lib"))
    tree.write("lib.py", "def load(): ...\n")
    assert tree.suspects() == {"a/user.py"}


def test_what_is_entered_wrongly_is_looked_at(tree: Tree) -> None:
    tree.write("lib.py", "class Lock:\n    def __enter__(self): ...\n    def __exit__(self, *a): ...\n")
    tree.write("user.py", "from lib import Lock\n\n\nasync def f():\n    async with Lock():\n        pass\n")
    assert tree.suspects() == {"user.py"}


def test_the_answer_follows_what_is_said_of_decorators(tree: Tree) -> None:
    tree.write("lib.py", "from elsewhere import click\n\n\n@click.command\nasync def load(): ...\n")
    assert tree.suspects() == set()
    assert tree.suspects("elsewhere.click.command") == {"user.py"}
    assert tree.suspects() == set()


def test_the_answer_follows_what_is_installed(tree: Tree) -> None:
    tree.write("user.py", "from library import load\n\n\nasync def f():\n    return load().name\n")
    tree.write("own.py", "class A:\n    async def load(self): ...\n")
    folder = tree.folder / ".venv/lib/python3.11/site-packages"
    folder.mkdir(parents=True)
    assert "user.py" not in tree.suspects()
    (folder / "library.py").write_text("async def load(): ...\n", "utf-8")
    assert "user.py" in tree.suspects()


def test_what_is_nested_too_deeply_to_be_followed_is_looked_at(tree: Tree) -> None:
    deep = "".join(f"    x{n + 1} = x{n}.a" + ".a" * 40 + "\n" for n in range(40))
    tree.write("lib.py", "async def load(): ...\n")
    tree.write("user.py", f"async def f(x0):\n{deep}    x40{'.a' * 900}.load().name\n")
    assert tree.suspects() == {"user.py"}
