from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from remend.index.extract import extract
from remend.index.facts import Attribute, Class, Function
from remend.index.index import Definition, Index
from remend.index.modules import ModuleMap
from remend.module import Module
from remend.naming.uses import Call, Uses
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.similar import Fits, MovedPart, SameThing, UnusedImport, unused_imports

Source = Callable[[Index, Fits], Callable[[Question], Sequence[Candidate]]]
CALLED = Uses(calls=(Call(2, frozenset({"thread"}), is_open=False),))
SCOPES = "def open_scope(socket, user, thread=None): ...\ndef open_file(path): ...\n"


def fits(definition: Definition, uses: Uses) -> bool | None:
    """By parameters and members alone, which is all that these tests need."""
    match definition.fact:
        case Function(parameters=parameters):
            names = {parameter.name for parameter in parameters}
            return all(call.keywords <= names and call.positional <= len(names) for call in uses.calls)
        case Class(attributes=attributes):
            return uses.attributes <= {attribute.name for attribute in attributes}
        case Attribute():
            return None
    return True


def question(code: str, name: str, uses: Uses = CALLED, path: str = "app/main.py") -> Question:
    module = Module.load(path, code.encode())
    assert isinstance(module, Module)
    return Question(module, name, uses)


def renames(source: Source, asked: Question, others: dict[str, str] | None = None) -> list[str]:
    texts = {"app/__init__.py": "", asked.path: asked.module.source.text, **(others or {})}
    index = Index({path: extract(path, text.encode()) for path, text in texts.items()}, ModuleMap(texts))
    return [candidate.rename for candidate in source(index, fits)(asked)]


MEANT = "from app.scopes import open_scope\n\ndef f(s, u):\n    return open_scoped_manager(s, u, thread=1)\n"


def test_an_unused_import_of_like_name_that_takes_the_call_was_meant() -> None:
    asked = question(MEANT, "open_scoped_manager")
    assert renames(UnusedImport, asked, {"app/scopes.py": SCOPES}) == ["open_scope"]


def test_the_evidence_names_both_places() -> None:
    asked = question(MEANT, "open_scoped_manager")
    texts = {"app/__init__.py": "", asked.path: MEANT, "app/scopes.py": SCOPES}
    index = Index({path: extract(path, text.encode()) for path, text in texts.items()}, ModuleMap(texts))
    (candidate,) = UnusedImport(index, fits)(asked)
    assert candidate.evidence == (
        "line 1 imports `open_scope`, which nothing uses; app/scopes.py:1 takes the arguments",
    )


@pytest.mark.parametrize(
    ("code", "name", "uses"),
    [
        pytest.param(MEANT + "open_scope(1, 2)\n", "open_scoped_manager", CALLED, id="it is used"),
        pytest.param("__all__ = ['open_scope']\n" + MEANT, "open_scoped_manager", CALLED, id="it is exported"),
        pytest.param(
            MEANT.replace("open_scope\n", "open_scope as open_scope\n"), "open_scoped_manager", CALLED, id="as"
        ),
        pytest.param(MEANT.replace("scope\n", "scope  # noqa: F401\n"), "open_scoped_manager", CALLED, id="noqa"),
        pytest.param(
            "try:\n    from app.scopes import open_scope\nexcept ImportError:\n    pass\nopen_scoped_manager()\n",
            "open_scoped_manager",
            CALLED,
            id="it is a probe",
        ),
        pytest.param(
            MEANT,
            "open_scoped_manager",
            Uses(calls=(Call(2, frozenset({"room"}), is_open=False),)),
            id="it does not take that",
        ),
        pytest.param(
            MEANT,
            "open_scoped_manager",
            Uses(calls=(Call(1, frozenset(), is_open=False),)),
            id="any function takes that",
        ),
        pytest.param(MEANT.replace("open_scoped_manager", "close_scope"), "close_scope", CALLED, id="a common word"),
        pytest.param(
            MEANT.replace("def f(s, u):", "def f(s, u, open_scope):"), "open_scoped_manager", CALLED, id="it is hidden"
        ),
    ],
)
def test_no_other_import_was_meant_where(code: str, name: str, uses: Uses) -> None:
    assert renames(UnusedImport, question(code, name, uses), {"app/scopes.py": SCOPES}) == []


def test_an_unused_module_of_like_name_that_has_the_attributes_was_meant() -> None:
    asked = question(
        "from app import scopes\nx = scope.open_scope\n", "scope", Uses(attributes=frozenset({"open_scope"}))
    )
    assert renames(UnusedImport, asked, {"app/scopes.py": SCOPES}) == ["scopes"]


def test_of_two_like_unused_imports_none_was_meant() -> None:
    code = MEANT.replace("import open_scope\n", "import open_scope, open_scoped_managers\n")
    others = {"app/scopes.py": SCOPES + "def open_scoped_managers(a, b, thread): ...\n"}
    assert renames(UnusedImport, question(code, "open_scoped_manager"), others) == []


@pytest.mark.parametrize(
    "elsewhere",
    ["def open_scoped_manager(): ...\n", "from contextlib import nullcontext as open_scoped_manager\n"],
    ids=["defined", "imported"],
)
def test_the_exact_name_elsewhere_is_a_better_answer(elsewhere: str) -> None:
    others = {"app/scopes.py": SCOPES, "app/other.py": elsewhere}
    assert renames(UnusedImport, question(MEANT, "open_scoped_manager"), others) == []


def test_imports_that_fail_do_not_count_as_the_exact_name() -> None:
    others = {"app/scopes.py": SCOPES, "app/other.py": "from app.gone import open_scoped_manager\n"}
    assert renames(UnusedImport, question(MEANT, "open_scoped_manager"), others) == ["open_scope"]


def test_a_package_imports_for_others() -> None:
    assert list(unused_imports(question("import os\n", "x", path="app/__init__.py").module, bool)) == []


def test_unused_imports_are_those_that_nothing_names() -> None:
    code = (
        "from __future__ import annotations\nimport os\nimport a.b\nimport a.c as ac\nfrom m import T, U\n"
        "from n import *\nx: 'list[T]' = 'this is a text on U, no more'\n"
    )
    assert [binding.name for binding in unused_imports(question(code, "x").module, bool)] == ["os", "ac", "U"]


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("import numpy as np\nx = numpy.zeros(3)\n", "numpy", ["np"]),
        ("from app.scopes import open_file as opener\nopen_file(1)\n", "open_file", ["opener"]),
        ("from app.scopes import open_file as opener\nopen_file(opener(1))\n", "open_file", []),
        ("from datetime import time as clock\ntime.sleep(1)\n", "time", []),
        ("import numpy as np\ndef f(np):\n    numpy.zeros(3)\n", "numpy", []),
        ("import numpy as np\nimport numpy as n\nnumpy.zeros(3)\n", "numpy", []),
        ("if x:\n    import numpy as np\nnumpy.zeros(3)\n", "numpy", []),
    ],
)
def test_the_same_thing_by_another_name(code: str, name: str, expected: list[str]) -> None:
    asked = question(code, name, Uses(calls=(Call(1, frozenset(), is_open=False),)))
    assert renames(SameThing, asked, {"app/scopes.py": SCOPES}) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("class TestLoader:\n    limit = 1\nLoadTester.limit\n", ["TestLoader"]),
        ("class TestLoader:\n    size = 1\nLoadTester.limit\n", []),
        ("TestLoader = object()\nLoadTester.limit\n", []),
        ("class TestLoader:\n    limit = 1\ndef f(TestLoader):\n    LoadTester.limit\n", []),
        ("class TestLoader:\n    limit = 1\nclass TesterLoad:\n    limit = 1\nLoadTester.limit\n", []),
    ],
)
def test_a_definition_whose_word_moved(code: str, expected: list[str]) -> None:
    asked = question(code, "LoadTester", Uses(attributes=frozenset({"limit"})))
    assert renames(MovedPart, asked) == expected
