from __future__ import annotations

import pytest

from inferring import told
from remend.inference.plain import awaited, element, item, method_result, passed, plain_name
from remend.inference.values import NOTHING, AnyOf, Coroutine, Outside, Plain, Value, any_of

INT, STR = Plain("int"), Plain("str")
LIST, DICT, PAIR = Plain("list", (INT,)), Plain("dict", (STR, INT)), Plain("tuple", (INT, STR))
LATER = Coroutine(INT)


@pytest.mark.parametrize(
    ("dotted", "name"),
    [
        ("list", "list"),
        ("builtins.list", "list"),
        ("typing.List", "list"),
        ("typing.Dict", "dict"),
        ("typing.Text", "str"),
        ("typing.Type", "type"),
        ("typing_extensions.Self", "Self"),
        ("collections.abc.Awaitable", "Awaitable"),
        ("collections.OrderedDict", "OrderedDict"),
        ("asyncio.Task", "Task"),
        ("types.CoroutineType", "Coroutine"),
        ("Optional", "Optional"),
        ("None", ""),
        ("mine.List", ""),
        ("asyncio.tasks.Task", ""),
        ("typing.Unheard", ""),
        ("", ""),
    ],
)
def test_types_of_python_have_one_name(dotted: str, name: str) -> None:
    assert plain_name(dotted) == name


@pytest.mark.parametrize(
    ("value", "inner"),
    [
        (LIST, INT),
        (DICT, STR),
        (PAIR, AnyOf((INT, STR))),
        (Plain("tuple"), None),
        (Plain("AsyncIterator", (INT,)), INT),
        (Plain("list"), None),
        (Plain("Awaitable", (INT,)), None),
        (STR, None),
        (Outside("a.B"), None),
        (None, None),
    ],
)
def test_a_loop_gives_the_elements(value: Value | None, inner: Value | None) -> None:
    assert element(value) == inner


@pytest.mark.parametrize(
    ("value", "position", "inner"),
    [
        (LIST, 0, INT),
        (LIST, None, INT),
        (DICT, None, INT),
        (DICT, 0, INT),
        (Plain("dict", (STR,)), None, None),
        (PAIR, 1, STR),
        (PAIR, -1, STR),
        (PAIR, 2, None),
        (PAIR, -3, None),
        (PAIR, None, AnyOf((INT, STR))),
        (Outside("a.B"), 0, None),
        (None, None, None),
    ],
)
def test_a_subscript_gives_an_element(value: Value | None, position: int | None, inner: Value | None) -> None:
    assert item(value, position) == inner


@pytest.mark.parametrize(
    ("value", "name", "result"),
    [
        (DICT, "get", "int"),
        (DICT, "pop", "int"),
        (DICT, "setdefault", "int"),
        (DICT, "values", "Iterable[int]"),
        (DICT, "keys", "Iterable[str]"),
        (DICT, "items", "Iterable[tuple[str, int]]"),
        (DICT, "copy", "dict[str, int]"),
        (DICT, "update", "?"),
        (Plain("dict"), "get", "?"),
        (Plain("dict"), "items", "Iterable[tuple[?, ?]]"),
        (LIST, "pop", "int"),
        (Plain("deque", (INT,)), "popleft", "int"),
        (LIST, "copy", "list[int]"),
        (LIST, "append", "?"),
        (STR, "copy", "?"),
        (Plain("Task", (INT,)), "pop", "?"),
    ],
)
def test_a_method_of_a_container_gives_what_is_in_it(value: Plain, name: str, result: str) -> None:
    assert told(method_result(value, name)) == result


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (LATER, INT),
        (Coroutine(), None),
        (Plain("Awaitable", (INT,)), INT),
        (Plain("Task", (INT,)), INT),
        (Plain("Coroutine", (NOTHING, NOTHING, INT)), INT),
        (Plain("Awaitable"), None),
        (LIST, None),
        (None, None),
    ],
)
def test_awaiting_gives_the_result(value: Value | None, result: Value | None) -> None:
    assert awaited(value) == result


@pytest.mark.parametrize(
    ("name", "given", "result"),
    [
        ("list", [LIST], "list[int]"),
        ("sorted", [DICT], "list[str]"),
        ("set", [None], "?"),
        ("list", [], "?"),
        ("enumerate", [LIST], "Iterable[tuple[int, int]]"),
        ("enumerate", [None], "Iterable[tuple[int, ?]]"),
        ("zip", [LIST, DICT], "Iterable[tuple[int, str]]"),
        ("next", [LIST], "int"),
        ("next", [None], "?"),
        ("anext", [LIST], "Awaitable[int]"),
        ("anext", [None], "?"),
        ("gather", [LATER, Coroutine(STR)], "Awaitable[tuple[int, str]]"),
        ("gather", [LATER, None], "Awaitable[tuple[int, ?]]"),
        ("gather", [None, LATER], "?"),
        ("gather", [], "?"),
        ("create_task", [LATER], "Task[int]"),
        ("ensure_future", [LATER], "Task[int]"),
        ("create_task", [LIST], "?"),
        ("wait_for", [LATER, INT], "Awaitable[int]"),
        ("shield", [LATER], "Awaitable[int]"),
        ("run", [LATER], "int"),
        ("run_until_complete", [LATER], "int"),
        ("run", [INT], "?"),
    ],
)
def test_a_function_of_python_passes_on_what_it_is_given(name: str, given: list[Value | None], result: str) -> None:
    assert told(passed(name, given, awaited)) == result


@pytest.mark.parametrize(
    ("values", "result"),
    [
        ([], None),
        ([INT], INT),
        ([INT, INT], INT),
        ([INT, STR], AnyOf((INT, STR))),
        ([AnyOf((INT, STR)), INT, LIST], AnyOf((INT, STR, LIST))),
        ([INT, None], None),
        ([INT, NOTHING], INT),
        ([NOTHING, NOTHING], NOTHING),
    ],
)
def test_one_of_several_is_known_where_all_are(values: list[Value | None], result: Value | None) -> None:
    assert any_of(values) == result
