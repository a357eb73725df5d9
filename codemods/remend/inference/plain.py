"""What Python brings along, as far as values pass through it: containers, awaitables, and their names in types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from remend.inference.values import Coroutine, Plain, Value, any_of

_TYPES = ("typing", "typing_extensions", "collections.abc", "collections", "builtins", "asyncio", "types")
_CALLED: Mapping[str, str] = {
    "List": "list",
    "Dict": "dict",
    "Set": "set",
    "FrozenSet": "frozenset",
    "Tuple": "tuple",
    "Type": "type",
    "DefaultDict": "defaultdict",
    "Deque": "deque",
    "Text": "str",
    "CoroutineType": "Coroutine",
}
_BY_FIRST = frozenset(
    str.split(
        """
        list set frozenset deque Sequence MutableSequence Iterable Iterator Collection Generator AbstractSet
        MutableSet Reversible AsyncIterable AsyncIterator AsyncGenerator KeysView ValuesView Set
        """
    )
)
_MAPPINGS = frozenset(["dict", "defaultdict", "OrderedDict", "Mapping", "MutableMapping", "ChainMap", "Counter"])
AWAITABLES = frozenset(["Awaitable", "Coroutine", "Future", "Task"])
SPECIAL = frozenset(["Optional", "Union", "Annotated", "Literal", "ClassVar", "Final", "Self", "Any", "Required"])
_NAMES = (
    _BY_FIRST
    | _MAPPINGS
    | AWAITABLES
    | SPECIAL
    | frozenset(
        str.split(
            """
        str bytes int float bool complex bytearray object type tuple Callable NoReturn Never Hashable
        """
        )
    )
)


_LISTING = frozenset(["list", "set", "frozenset", "sorted", "reversed", "iter"])
_TASKS = frozenset(["create_task", "ensure_future", "run_coroutine_threadsafe"])
_WAITING = frozenset(["wait_for", "shield", "gather"])
PASSING = _LISTING | _TASKS | _WAITING | frozenset(["enumerate", "zip", "next", "anext", "run", "run_until_complete"])
"""Functions, by their last name, of which `passed` may know what they give."""


def plain_name(dotted: str) -> str:
    """The plain name of a type that Python brings along, from its dotted name; empty for all others."""
    module, _, name = dotted.rpartition(".")
    name = _CALLED.get(name, name)
    return name if (module in _TYPES or not module) and name in _NAMES else ""


def element(value: Value | None) -> Value | None:
    """What a loop over `value` gives."""
    if not isinstance(value, Plain):
        return None
    if value.name == "tuple":
        return any_of(list(value.arguments)) if value.arguments else None
    return value.arguments[0] if value.arguments and value.name in _BY_FIRST | _MAPPINGS else None


def item(value: Value | None, position: int | None) -> Value | None:
    """What a subscript of `value` gives; `position` is the index where it is a number."""
    if not isinstance(value, Plain):
        return None
    if value.name == "tuple" and position is not None:
        return value.arguments[position] if -len(value.arguments) <= position < len(value.arguments) else None
    if value.name in _MAPPINGS:
        return value.arguments[1] if len(value.arguments) > 1 else None
    return element(value)


def method_result(value: Plain, name: str) -> Value | None:
    """What calling method `name` of a container gives, where that is one of its elements or a view of them."""
    keys, values = (*value.arguments, None, None)[:2]
    if value.name in _MAPPINGS:
        match name:
            case "get" | "pop" | "setdefault":
                return values
            case "values":
                return Plain("Iterable", (values,))
            case "keys":
                return Plain("Iterable", (keys,))
            case "items":
                return Plain("Iterable", (Plain("tuple", (keys, values)),))
            case "copy":
                return value
    elif value.name in _BY_FIRST and name in {"pop", "popleft", "copy"}:
        return value if name == "copy" else keys
    return None


def awaited(value: Value | None) -> Value | None:
    """What `await value` gives."""
    if isinstance(value, Coroutine):
        return value.result
    if isinstance(value, Plain) and value.name in AWAITABLES and value.arguments:
        return value.arguments[-1]
    return None


def passed(name: str, given: Sequence[Value | None], wait: Callable[[Value | None], Value | None]) -> Value | None:
    """What a function of Python's own gives that passes its arguments on; None where it does not, or is another.

    `wait` tells what awaiting a value gives.
    """
    first = given[0] if given else None
    if name in _LISTING:
        inner = element(first)
        return None if inner is None else Plain("list", (inner,))
    if name == "enumerate":
        return Plain("Iterable", (Plain("tuple", (Plain("int"), element(first))),))
    if name == "zip":
        return Plain("Iterable", (Plain("tuple", tuple(map(element, given))),))
    if name in {"next", "anext"}:
        inner = element(first)
        return Plain("Awaitable", (inner,)) if name == "anext" and inner is not None else inner
    results = [wait(value) for value in given]
    if not results or results[0] is None:
        return None
    if name == "gather":
        return Plain("Awaitable", (Plain("tuple", tuple(results)),))
    if name in _TASKS:
        return Plain("Task", (results[0],))
    return Plain("Awaitable", (results[0],)) if name in _WAITING else results[0]
