from __future__ import annotations

from dataclasses import replace

import pytest

from questions import ask, ground_of
from remend.rules.undefined_name.candidate import Candidate
from remend.rules.undefined_name.doubts import Doubts

APP = {
    "app/__init__.py": "",
    "app/models/__init__.py": "",
    "app/models/task.py": "class Task: ...\nclass Context: ...\nclass TaskContext: ...\n",
    "app/jobs/__init__.py": "",
    "app/far/one.py": "from app.models.task import Context",
}
OWN = Candidate(module="app.models.task", name="Context")
LOCK = Candidate(module="threading", name="Lock")


def doubt(use: str, chosen: Candidate, files: dict[str, str] | None = None, *, has: bool | None = None) -> str:
    project = {**APP, **(files or {}), "app/jobs/use.py": use}
    ground = replace(ground_of(project), has_outside=lambda *_: has)
    return Doubts(ground)(ask(project, "app/jobs/use.py", chosen.name), chosen)


@pytest.mark.parametrize(
    ("use", "chosen"), [("from cli import Option\nContext", OWN), ("from cli import x\nLock()", LOCK)]
)
def test_a_plain_word_may_be_another_packages(use: str, chosen: Candidate) -> None:
    assert doubt(use, chosen) == f"{chosen.name} may be from cli as well, which the file imports from"


@pytest.mark.parametrize(
    ("use", "chosen", "files"),
    [
        ("import json\nContext", OWN, {}),
        ("from json import loads\nContext", OWN, {}),
        ("from app.models import task\nContext", OWN, {}),
        ("from cli import Option\nfrom app.models.task import Task\nContext", OWN, {}),
        ("from cli import Option\nContext", OWN, {"app/jobs/b.py": "from app.models.task import Context"}),
        ("from cli import x\nContext", OWN, {f"app/far/{n}.py": APP["app/far/one.py"] for n in "abcd"}),
        ("from cli import x\nfrom threading import Thread\nLock()", LOCK, {}),
        ("from cli import x\nTaskContext", Candidate(module="app.models.task", name="TaskContext"), {}),
        ("from cli import x\nPath()", Candidate(module="pathlib", name="Path"), {}),
        ("from cli import x\nContext", Candidate(rename="Other", name="Context"), {}),
    ],
)
def test_what_the_file_or_many_files_have_to_do_with_is_not_doubted(
    use: str, chosen: Candidate, files: dict[str, str]
) -> None:
    assert not doubt(use, chosen, files)


def test_a_package_that_does_not_have_it_is_no_rival() -> None:
    assert not doubt("from cli import Option\nContext", OWN, has=False)


def test_what_the_file_has_from_elsewhere_under_a_name_that_it_forgot_is_a_doubt() -> None:
    elsewhere = {"app/other.py": "class TaskContext: ...\n"}
    chosen = Candidate(module="app.models.task", name="TaskContext")
    use = "from app.other import TaskContext as Other\nTaskContext()"
    assert doubt(use, chosen, elsewhere) == "the file imports TaskContext from elsewhere as Other, which it never uses"
    assert doubt(f"{use}\nOther()", chosen, elsewhere) == ""
    assert doubt("from app.models.task import TaskContext as T\nTaskContext()", chosen) == ""
