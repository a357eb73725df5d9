from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from remend.cache import Cache
from remend.index import build
from remend.index.extract import extract
from remend.index.facts import Facts, Function
from remend.index.modules import ModuleMap
from remend.project import Project
from remend.snapshot import FolderSnapshot
from repository import write


def test_a_project_reads_its_python_files_once(tmp_path: Path) -> None:
    write(tmp_path, {"src/shop/cart.py": "x\n", "run.pyw": "y\n", "note.txt": "z\n"})
    project = Project(FolderSnapshot(tmp_path))

    assert dict(project.contents) == {"run.pyw": b"y\n", "src/shop/cart.py": b"x\n"}
    write(tmp_path, {"run.pyw": "changed\n", "note.txt": "changed\n"})
    assert (project.read("run.pyw"), project.read("note.txt")) == (b"y\n", b"changed\n")
    assert project.modules.name("src/shop/cart.py") == "shop.cart"


def test_a_project_knows_its_roots(tmp_path: Path) -> None:
    write(tmp_path, {"backend/python/shop.py": "", "backend/src/cart.py": ""})

    snapshot = FolderSnapshot(tmp_path)

    project = Project(snapshot, ModuleMap(snapshot.paths, ("python",), "backend"))

    assert project.modules.find("shop") == "backend/python/shop.py"
    assert project.modules.find("cart") is None


def test_what_was_worked_out_for_one_state_is_recalled_for_it_alone(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "x = 1\n"})
    made: list[int] = []

    def recalled(about: str) -> int:
        with Cache(tmp_path) as cache:
            project = Project(FolderSnapshot(tmp_path), cache=cache)

            def make() -> int:
                made.append(len(made))
                return made[-1]

            return project.recall(int, about, make)

    assert [recalled("this"), recalled("this"), recalled("that")] == [0, 0, 1]
    write(tmp_path, {"a.py": "x = 2\n"})
    assert recalled("this") == 2
    write(tmp_path, {"b.py": ""})
    assert recalled("this") == 3


def test_what_was_made_for_all_files_is_recalled_for_some_of_them(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "x = 1\n", "b.py": "x = 1\n"})
    made: list[tuple[str, ...]] = []

    def recalled(*reach: str) -> dict[str, str]:
        with Cache(tmp_path) as cache:
            project = Project(FolderSnapshot(tmp_path), cache=cache, reach=reach)

            def make() -> dict[str, str]:
                made.append(reach)
                return {path: path.upper() for path in reach}

            return project.recall_by_path("this", make)

    assert recalled("a.py", "b.py") == {"a.py": "A.PY", "b.py": "B.PY"}
    assert recalled("b.py") == {"b.py": "B.PY"}
    assert recalled("a.py", "b.py") == {"a.py": "A.PY", "b.py": "B.PY"}
    assert made == [("a.py", "b.py")]
    write(tmp_path, {"a.py": "x = 2\n"})
    recalled("b.py")
    recalled("a.py", "b.py")
    assert made == [("a.py", "b.py"), ("b.py",), ("a.py", "b.py")]


@pytest.mark.parametrize(
    "path",
    [
        "a.pyi",
        "a.pyw",
        "pyproject.toml",
        "setup.cfg",
        "requirements/base.txt",
        "requirements.in",
        "requirements.pip",
        "Pipfile",
        ".gitignore",
        "b/.gitignore",
        ".gitmodules",
        "meson.build",
        "CMakeLists.txt",
    ],
)
def test_another_state_is_one_where_a_file_that_rules_read_says_something_else(tmp_path: Path, path: str) -> None:
    states = set()
    for text in ("", "x\n"):
        write(tmp_path, {"a.py": "", path: text})
        states.add(Project(FolderSnapshot(tmp_path)).state)
    assert len(states) == 2


def test_what_no_rule_reads_makes_no_other_state(tmp_path: Path) -> None:
    states = set()
    for text in ("", "x\n"):
        write(tmp_path, {"a.py": "", "photo.jpg": text})
        states.add(Project(FolderSnapshot(tmp_path)).state)
    assert len(states) == 1


def test_a_project_has_an_index_of_all_its_modules(tmp_path: Path) -> None:
    write(tmp_path, {"shop/__init__.py": "from shop.cart import Cart\n", "shop/cart.py": "class Cart: ...\n"})

    index = Project(FolderSnapshot(tmp_path)).index

    found = index.resolve("shop.Cart")
    assert found is not None and found.path == "shop/cart.py"


def test_a_project_sees_the_libraries_of_its_own_environment_and_version(tmp_path: Path) -> None:
    site = ".venv/lib/python3.11/site-packages"
    write(
        tmp_path,
        {
            "pyproject.toml": '[project]\nrequires-python = ">=3.10"\n',
            "app.py": "from shop import sell\n",
            f"{site}/shop.py": "import sys\nif sys.version_info < (3, 10):\n    def sell(): ...\n"
            "else:\n    async def sell(): ...\n",
        },
    )
    with Cache(tmp_path) as cache:
        project = Project(FolderSnapshot(tmp_path), cache=cache)

        assert project.python == (3, 10)
        found = project.wide.lookup("app.py", "sell")
        assert found is not None and isinstance(found.fact, Function)
        assert (found.path, found.fact.is_async) == ((tmp_path / site / "shop.py").as_posix(), True)
        assert project.index.lookup("app.py", "sell") is None


def test_a_project_that_names_no_version_runs_on_that_of_remend(tmp_path: Path) -> None:
    assert Project(FolderSnapshot(tmp_path)).python == sys.version_info[:2]


def test_a_project_stays_behind_when_a_rule_goes_to_another_process(tmp_path: Path) -> None:
    sent = pickle.dumps({"project": Project(FolderSnapshot(tmp_path))})

    assert pickle.loads(sent) == {"project": None}  # noqa: S301 (made here)


@pytest.mark.parametrize(("reach", "asked"), [(["m000.py"], None), (None, 1)])
def test_a_question_about_few_of_many_files_parses_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reach: list[str] | None, asked: int | None
) -> None:
    write(tmp_path, {f"m{number:03}.py": f"n{number} = 1\n" for number in range(500)})
    parsed: list[str] = []

    def noted(path: str, raw: bytes) -> Facts:
        parsed.append(path)
        return extract(path, raw)

    monkeypatch.setattr(build, "extract", noted)
    project = Project(FolderSnapshot(tmp_path), reach=reach, jobs=1)
    project.asked = asked

    assert [found.path for found in project.index.definers("n7")] == ["m007.py"]
    changed = project.after({"m003.py": b"n7 = 2\n"})
    assert [found.path for found in changed.index.definers("n7")] == ["m003.py", "m007.py"]

    assert parsed == ["m007.py", "m003.py"]


def test_a_question_about_many_files_parses_all_at_once(tmp_path: Path) -> None:
    write(tmp_path, {f"m{number:03}.py": f"n{number} = 1\n" for number in range(100)})

    project = Project(FolderSnapshot(tmp_path), jobs=1)

    assert project.index.narrow is None
    assert [found.path for found in project.index.definers("n7")] == ["m007.py"]
