from __future__ import annotations

import pytest

from questions import ask
from remend.index.standard import Standard
from remend.naming.fit import Fit
from remend.rules.undefined_name.standard_fit import fits_standard

STANDARD = Standard((3, 12))


def fit(use: str, module: str, name: str = "") -> Fit:
    return fits_standard(STANDARD, module, name, ask({"m.py": use}, "m.py", "x").uses)


@pytest.mark.parametrize(
    ("use", "module", "name"),
    [
        ("x.now()", "datetime", "datetime"),
        ("x.timedelta(1)", "datetime", ""),
        ("x.path", "os", ""),
        ("x.util", "importlib", ""),
        ("x.join", "os", "path"),
        ("x('a')", "pathlib", "Path"),
    ],
)
def test_the_standard_library_confirms_a_use(use: str, module: str, name: str) -> None:
    assert fit(use, module, name).confirmed > 0


@pytest.mark.parametrize(
    ("use", "module", "name", "against"),
    [
        ("x.datetime", "datetime", "datetime", "datetime.datetime has no datetime"),
        ("x.now()", "datetime", "", "datetime has no now"),
        ("x()", "datetime", "", "datetime is a module"),
        ("x", "collections", "something", "collections has no something"),
        ("x.fnmatch('a', 'b')", "fnmatch", "fnmatch", "fnmatch.fnmatch has no fnmatch"),
        ("class y(x): ...", "functools", "reduce", "functools.reduce is a function, not a class"),
        ("x(1, 2, 3, 4, 5)", "fnmatch", "fnmatch", "fnmatch.fnmatch does not take these arguments"),
    ],
)
def test_what_the_standard_library_does_not_allow_is_said(use: str, module: str, name: str, against: str) -> None:
    assert fit(use, module, name).against == against


@pytest.mark.parametrize(("module", "name"), [("numpy", ""), ("numpy", "array"), ("os", "__file__"), ("os", "_x")])
def test_nothing_is_said_of_what_is_not_known(module: str, name: str) -> None:
    assert fit("x.y", module, name) == Fit()


def test_a_call_that_is_open_cannot_be_told() -> None:
    assert fit("x(*a)", "fnmatch", "fnmatch") == Fit()


def test_of_what_is_private_to_a_module_nothing_is_said() -> None:
    assert fit("x._lru_cache_wrapper", "functools", "") == Fit()
    assert fit("x._private\nx.wraps", "functools", "") == Fit(confirmed=1)
