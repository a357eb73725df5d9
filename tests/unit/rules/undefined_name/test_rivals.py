from __future__ import annotations

from dataclasses import replace

import pytest

from questions import ask, ground_of
from remend.naming.fit import Fit
from remend.rules.undefined_name.candidate import Candidate
from remend.rules.undefined_name.rivals import Rivals

APP = {
    "app/__init__.py": "",
    "app/errors.py": "class Code:\n    INVALID = 1\n    GONE = 2\n",
    "app/enums.py": "from far import wrap\nfrom app import errors\nCode = wrap(errors.Code)\n",
    "app/people.py": "from far import Model\nclass Address(Model):\n    city = 1\n",
    "tests/codes.py": "class Code:\n    GONE = 2\n",
}


def rival(use: str, chosen: Candidate, offered: dict[str, str] | None = None, path: str = "app/use.py") -> str:
    project = {**APP, path: use}
    confirmed = Fit(confirmed=1)
    ground = replace(ground_of(project), offered_by=lambda *_: offered or {}, fits_outside=lambda *_: confirmed)
    found = ground.index.resolve(f"{chosen.module}.{chosen.name}")
    return Rivals(ground)(ask(project, path, chosen.name), chosen, found)


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("Code.INVALID, Code.GONE", "app/errors.py has a Code with GONE, app.enums may not"),
        ("Code.INVALID, Code.OTHER", ""),
        ("Code()", ""),
    ],
)
def test_a_class_with_all_that_is_read_rivals_a_value_of_which_nothing_is_known(use: str, expected: str) -> None:
    assert rival(use, Candidate(module="app.enums", name="Code")) == expected


def test_the_class_itself_has_no_rival_in_the_value_nor_the_product_one_in_tests() -> None:
    assert rival("Code.INVALID", Candidate(module="app.errors", name="Code")) == ""
    alone = {"app/errors.py": "", "app/use.py": "Code.GONE"}
    project = {**APP, **alone}
    ground = ground_of(project)
    chosen = Candidate(module="app.enums", name="Code")

    found = ground.index.resolve("app.enums.Code")
    assert Rivals(ground)(ask(project, "app/use.py", "Code"), chosen, found) == ""


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("Address(1, spec=2)", "Address may be email.headerregistry's as well, which takes spec"),
        ("Address(1, city=2)", ""),
        ("Address(1)", ""),
    ],
)
def test_a_standard_class_that_takes_the_keywords_rivals_one_that_is_not_seen_to(use: str, expected: str) -> None:
    offered = {"email.headerregistry": "email.headerregistry.Address"}

    assert rival(use, Candidate(module="app.people", name="Address"), offered) == expected


TYPES = {"ast": "ast.FunctionType", "types": "types.FunctionType"}


@pytest.mark.parametrize(
    ("use", "module", "offered", "expected"),
    [
        ("from ast import PyCF\nFunctionType()", "ast", TYPES, "FunctionType may be types's as well"),
        ("from ast import Expr, Await\nFunctionType()", "ast", TYPES, ""),
        ("FunctionType()", "types", TYPES, ""),
        ("FunctionType()", "ast", dict.fromkeys(TYPES, "types.FunctionType"), ""),
        ("FunctionType()", "other", TYPES, ""),
    ],
)
def test_what_is_commonly_taken_from_a_standard_module_rivals_what_is_not(
    use: str, module: str, offered: dict[str, str], expected: str
) -> None:
    assert rival(use, Candidate(module=module, name="FunctionType"), offered) == expected
