"""Which files take over the new name of what they import, and which go on with the old one."""

from __future__ import annotations

import pytest

from remend.model import Safety, Severity, Violation
from remend.module import Module
from remend.rewrite import rewrite
from remend.rule import Mend, Options, Rule
from remend.rules.broken_import.answer import Answer, Candidate
from remend.rules.broken_import.sites import imported_names
from remend.rules.broken_import.spell import mend_statement
from remend.rules.broken_import.target import Target


class Renamed(Rule):
    """`Old` of `app.a` is called `New` now."""

    id = "renamed"
    keeps_name = False

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        chosen = Candidate(module="app.a", name="New")
        answer = Answer(missing=Target("app.a", "Old"), chosen=chosen, keeps_name=self.keeps_name)
        names = imported_names(module.tree, module.path, "app.case")
        return mend_statement(module, [(site, answer) for site in names if site.alias.name == "Old"])


def mended(text: str, *, path: str = "app/case.py", keeps_name: bool = False) -> str:
    module = Module.load(path, text.encode())
    assert isinstance(module, Module)
    rule = Renamed(Options())
    rule.keeps_name = keeps_name
    violation = Violation(
        rule=rule.id,
        path=path,
        span=module.span(module.tree.body[0]),
        severity=Severity.HIGH,
        safety=Safety.SAFE,
        message="",
        form="",
        code="",
        symbol="",
    )
    made = rewrite(module, rule, [violation]).rewrite
    return "" if made is None else made.after.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from app.a import Old\nOld(Old.x)\n", "from app.a import New\nNew(New.x)\n"),
        ("from app.a import x, Old\n@Old\ndef f(): ...\n", "from app.a import x, New\n@New\ndef f(): ...\n"),
        (
            "from app.a import Old\ndef f(a: 'Old') -> Old: ...\n",
            "from app.a import New\ndef f(a: 'New') -> New: ...\n",
        ),
        ("from app.a import Old\nx: 'dict[str, Old]'\n", "from app.a import New\nx: 'dict[str, New]'\n"),
        ("from app.a import Old\nf'{Old!r}, Old'\n", "from app.a import New\nf'{New!r}, Old'\n"),
        (
            "from app.a import Old\n\ndef f(Old):\n    return Old\nOld()\n",
            "from app.a import New\n\ndef f(Old):\n    return Old\nNew()\n",
        ),
        ("from app.a import Old\nf(Old=Old).Old\n", "from app.a import New\nf(Old=New).Old\n"),
        (
            "def f():\n    from app.a import Old\n    return Old\n",
            "def f():\n    from app.a import New\n    return New\n",
        ),
        (
            "from app.a import Old\nclass A(Old):\n    '''An Old one.'''\n",
            "from app.a import New\nclass A(New):\n    '''An Old one.'''\n",
        ),
        (
            "from app.a import Old\nmatch x:\n    case Old(): ...\n",
            "from app.a import New\nmatch x:\n    case New(): ...\n",
        ),
        (
            "from app.a import Old\ndef f(New):\n    return New\nOld()\n",
            "from app.a import New\ndef f(New):\n    return New\nNew()\n",
        ),
        ("from app.a import Old\n[Old for New in y]\n", "from app.a import New as Old\n[Old for New in y]\n"),
        ("from app.a import Old as O\nO()\n", "from app.a import New as O\nO()\n"),
    ],
)
def test_the_uses_follow_the_name(before: str, after: str) -> None:
    assert mended(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "from app.a import Old\nNew = Old\n",
        "from app.a import Old\ndef f(New):\n    return Old\n",
        "from app.a import Old\nfrom app.b import *\nOld()\n",
        "from app.a import Old\n__all__ = ['Old']\nOld()\n",
        "from app.a import Old\ndef f():\n    '''\n    >>> Old()\n    '''\nOld()\n",
        "from app.a import Old\nx = []  # type: list[Old]\nOld()\n",
        "from app.a import Old\ndef f():\n    global Old\n    Old = 1\nOld()\n",
        "from app.a import Old\ndef f():\n    global New\n    New = 1\nOld()\n",
        "from app.a import Old\nclass A:\n    New = 1\n    x = Old\n",
        "from app.a import Old\ncast('Old', x)\nOld()\n",
        "from app.a import Old\nx: r'Old'\n",
        "from app.a import Old\n",
    ],
)
def test_as_keeps_the_old_name_where_more_hangs_on_it_or_the_new_one_is_taken(text: str) -> None:
    assert mended(text) == text.replace("import Old", "import New as Old")


def test_a_name_in_a_class_body_is_an_attribute_for_others() -> None:
    text = "class A:\n    from app.a import Old\n    x = Old\n"

    assert mended(text) == text.replace("import Old", "import New as Old")


def test_what_a_package_binds_is_for_its_users() -> None:
    text = "from app.a import Old\nOld()\n"

    assert mended(text, path="app/__init__.py") == text.replace("import Old", "import New as Old")


def test_what_other_files_take_stays() -> None:
    text = "from app.a import Old\nOld()\n"

    assert mended(text, keeps_name=True) == text.replace("import Old", "import New as Old")
