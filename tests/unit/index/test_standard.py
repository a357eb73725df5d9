from __future__ import annotations

from pathlib import Path

import pytest

from remend.cache import Cache
from remend.index.additions import SINCE
from remend.index.standard import Standard
from remend.index.stubs import Kind, Offer

STANDARD = Standard((3, 12))


def modules(name: str, standard: Standard = STANDARD) -> list[str]:
    return [offer.module for offer in standard.offers(name)]


def offer(module: str, name: str) -> Offer:
    (found,) = [each for each in STANDARD.offers(name) if each.module == module]
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Optional", ["typing"]),
        ("List", ["ast", "typing"]),
        ("Callable", ["collections.abc", "typing"]),
        ("JSONDecodeError", ["json", "json.decoder"]),
        ("TYPE_CHECKING", ["typing"]),
        ("contextmanager", ["contextlib"]),
        ("SIGKILL", ["signal"]),
        ("unheard_of", []),
    ],
)
def test_a_name_is_offered_by_the_public_modules_that_have_it(name: str, expected: list[str]) -> None:
    assert modules(name) == expected


def test_ways_to_one_object_have_one_origin() -> None:
    assert {each.origin for each in STANDARD.offers("Callable")} == {"typing.Callable"}
    assert {each.origin for each in STANDARD.offers("TestCase")} == {"unittest.case.TestCase"}


def test_platform_specific_names_count_on_every_platform() -> None:
    assert "getch" in STANDARD.surface("msvcrt")
    assert {"fork", "startfile", "getpid"} <= STANDARD.surface("os").keys()


def test_private_and_platform_modules_are_not_offered() -> None:
    assert {"_collections_abc", "_typeshed", "posixpath", "typing_extensions"}.isdisjoint(STANDARD.modules)
    assert {"os.path", "collections.abc", "unittest.mock"} <= STANDARD.modules
    assert modules("basename") == ["os.path"]


def test_what_a_version_does_not_have_is_not_offered() -> None:
    old = Standard((3, 10))

    assert "tomllib" in STANDARD.modules
    assert "tomllib" not in old.modules
    assert modules("Self") == ["typing"]
    assert modules("Self", old) == []
    assert "asyncio.taskgroups" not in old.modules


def test_a_class_tells_its_members_with_the_inherited_ones() -> None:
    path = offer("pathlib", "Path")

    assert path.kind is Kind.CLASS
    assert {"read_text", "joinpath", "__class__"} <= path.members
    assert not path.is_open


def test_a_class_tells_what_needs_an_instance() -> None:
    methods = offer("datetime", "datetime").methods

    assert "date" in methods
    assert "now" not in methods


def test_a_constructor_has_lost_its_first_parameter() -> None:
    (function,) = offer("threading", "Thread").functions

    assert [parameter.name for parameter in function.parameters][:2] == ["group", "target"]


def test_a_value_has_the_members_of_its_class() -> None:
    patch = offer("unittest.mock", "patch")

    assert patch.kind is Kind.OTHER
    assert "object" in patch.members
    assert not patch.is_open


def test_a_special_form_may_have_anything() -> None:
    assert offer("typing", "Protocol").is_open
    assert offer("typing", "Optional").is_open


def test_a_coroutine_function_is_told_from_others() -> None:
    assert all(function.is_async for function in offer("asyncio", "sleep").functions)
    assert not any(function.is_async for function in offer("time", "sleep").functions)


def test_a_surface_has_the_functions_of_a_module_and_no_private_names() -> None:
    surface = STANDARD.surface("os.path")

    assert [p.name for p in surface["exists"][0].parameters] == ["path"]
    assert "sys" not in surface
    assert STANDARD.surface("no.such.module") == {}


def test_modules_are_found_by_their_last_part() -> None:
    assert STANDARD.modules_called("mock") == ("unittest.mock",)
    assert STANDARD.modules_called("json") == ("json",)


def test_what_was_found_is_kept_in_the_cache(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        first = Standard((3, 12), cache)
        first.learn(["Path", "json"])
        found = first.offers("Path"), first.surface("json")
    with Cache(tmp_path) as cache:
        again = Standard((3, 12), cache)

        assert (again.offers("Path"), again.surface("json")) == found
        assert "_texts" not in vars(again)


@pytest.mark.parametrize(
    ("module", "name", "since"),
    [("typing", "Concatenate", (3, 10)), ("functools", "cache", (3, 9)), ("itertools", "pairwise", (3, 10))],
)
def test_what_came_later_than_the_oldest_python_is_not_offered(module: str, name: str, since: tuple[int, int]) -> None:
    before, then = Standard((3, since[1] - 1)), Standard(since)

    assert [module in modules(name, each) for each in (before, then)] == [False, True]
    assert [name in each.surface(module) for each in (before, then)] == [False, True]
    assert [each.may_bind(module, name) for each in (before, then)] == [False, True]


def test_the_list_of_later_names_is_of_names_that_there_are() -> None:
    newest = Standard((3, 13))
    names = [name.rpartition(".") for name in SINCE]

    assert [f"{module}.{name}" for module, _, name in names if name not in newest.surface(module)] == []


def test_backports_have_what_typing_has_later() -> None:
    names = ("override", "Concatenate", "Basket")

    assert [name for name in names if STANDARD.backports(name)] == ["override", "Concatenate"]
