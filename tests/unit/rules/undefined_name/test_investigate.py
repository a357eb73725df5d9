from __future__ import annotations

import pickle
from pathlib import Path

from remend.checkers.ruff import find_undefined_names
from remend.project import Project
from remend.rules.undefined_name.evidence import Evidence, weigh
from remend.rules.undefined_name.investigate import investigate
from remend.rules.undefined_name.outside import Libraries
from remend.snapshot import FolderSnapshot
from repository import write


def answers(root: Path, jobs: int | None = None) -> dict[tuple[str, str], str]:
    """What is chosen for each undefined name, or why nothing is."""
    project = Project(FolderSnapshot(root), jobs=jobs)
    lints = find_undefined_names(project.snapshot, project.reach, None)
    told = investigate(project, {path: lint for path, lint in lints.items() if lint.names})
    return {(path, name): answer.chosen.wording if answer.chosen else answer.reason for path, name, answer in told}


def test_several_processes_say_the_same_as_one(tmp_path: Path) -> None:
    write(tmp_path, {"app/__init__.py": "", "app/cart.py": "class Cart: ...\n"})
    write(tmp_path, {f"app/use{n}.py": "from app.cart import Cart\n" for n in range(3)})
    write(tmp_path, {f"app/new{n}.py": f"Cart()\njson.dumps({n})\nnobody_knows()\n" for n in range(5)})

    found = answers(tmp_path, jobs=1)

    assert answers(tmp_path, jobs=2) == found
    assert found["app/new0.py", "Cart"] == "from app.cart import Cart"
    assert len(found) == 15


def test_a_mend_is_evidence_for_what_is_left(tmp_path: Path) -> None:
    two = {"app/one.py": "class Cart: ...\n", "app/two.py": "class Cart:\n    size = 1\n"}
    ways = {"app/a/use.py": "from app.one import Cart\n", "app/b/use.py": "from app.two import Cart\n"}
    new = {"app/c/first.py": "Cart.size\n", "app/c/second.py": "def f(x: Cart): ...\n"}
    packages = {f"app/{folder}__init__.py": "" for folder in ("", "a/", "b/", "c/")}
    write(tmp_path, {**packages, **two, **ways, **new})

    assert set(answers(tmp_path).values()) == {"from app.two import Cart"}

    (tmp_path / "app/c/first.py").write_text("")
    assert set(answers(tmp_path).values()) == {"it could be `from app.one import Cart` or `from app.two import Cart`"}


def test_what_is_handed_to_a_process_can_be_written_down(tmp_path: Path) -> None:
    write(tmp_path, {"app.py": "json.dumps(1)\n"})
    project = Project(FolderSnapshot(tmp_path))
    evidence = Evidence(
        index=project.index,
        contents=project.contents,
        libraries=Libraries.of(project),
        boundary_of=project.boundary_of,
    )
    copy: Evidence = pickle.loads(pickle.dumps(evidence))  # noqa: S301 (made here)
    assert weigh(("app.py", ("json",)), copy) == weigh(("app.py", ("json",)), evidence)


def test_what_is_sure_is_decided_first(tmp_path: Path) -> None:
    """`Padlock` is in one module alone; a `Kind` beside it is then not the one that most files import."""
    files = {"app/__init__.py": "", "app/kinds.py": "class Kind: ...\n"}
    files["app/lock.py"] = "class Kind: ...\nclass Padlock:\n    def held(self): ...\n"
    files |= {f"app/{n}.py": "from app.kinds import Kind\n" for n in "abcd"}
    write(tmp_path, {**files, "app/use.py": "x: Kind\nPadlock.held\n"})

    found = answers(tmp_path)

    assert found["app/use.py", "Padlock"] == "from app.lock import Padlock"
    assert found["app/use.py", "Kind"].startswith(("it could be", "too little speaks for"))


def test_two_imports_that_close_a_cycle_together_are_both_left(tmp_path: Path) -> None:
    files = {"app/__init__.py": "", "app/sub/__init__.py": ""}
    files["app/model.py"] = 'class Message: ...\n\n\ndef send(engine: "Engine"): ...\n'
    files["app/sub/engine.py"] = 'class Engine: ...\n\n\ndef run(message: "Message"): ...\n'
    files |= {
        f"app/use{n}.py": "from app.model import Message\nfrom app.sub.engine import Engine\n\nprint(Message, Engine)\n"
        for n in range(6)
    }
    write(tmp_path, {**files, "app/alone.py": 'def look(message: "Message"): ...\n'})

    found = answers(tmp_path)

    assert found["app/alone.py", "Message"] == "from app.model import Message"
    assert found["app/model.py", "Engine"] == (
        "`from app.sub.engine import Engine` would close the import cycle "
        "app/model.py -> app/sub/engine.py -> app/model.py, with what is to be imported there"
    )
    assert found["app/sub/engine.py", "Message"].startswith("`from app.model import Message` would close")


def test_a_cycle_by_way_of_a_package_is_seen_from_where_it_is_entered(tmp_path: Path) -> None:
    """Whoever imports `app.model` first runs `app.sub`, which runs `app.sub.other`, which needs `app.model`."""
    files = {"app/__init__.py": "", "app/sub/__init__.py": "from app.sub.other import look\n"}
    files["app/model.py"] = 'class Message: ...\n\n\ndef send(engine: "Engine"): ...\n'
    files["app/sub/engine.py"] = "class Engine: ...\n"
    files["app/sub/other.py"] = 'def look(message: "Message"): ...\n'
    files |= {f"app/use{n}.py": "from app.model import Message\n\nprint(Message)\n" for n in range(6)}
    files |= {f"app/sub/use{n}.py": "from app.sub.engine import Engine\n\nprint(Engine)\n" for n in range(6)}
    write(tmp_path, files)

    found = answers(tmp_path)

    assert found["app/model.py", "Engine"].startswith("`from app.sub.engine import Engine` would close")
    assert found["app/sub/other.py", "Message"] == "from app.model import Message"
