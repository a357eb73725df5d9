"""Functions that are called otherwise than before: each call of the project is held against the new signature."""

from __future__ import annotations

import pytest

from api_changes import Review, review_in, told
from remend.index.extract import extract
from remend.index.facts import Parameter
from remend.model import Severity
from remend.review.model import Verdict
from remend.review.rules.removed_api.signature import differences
from repository import MakeRepo

CLIENT = (
    "class Client:\n    def __init__(self, url):\n        self.url = url\n\n    def send(self, data, retries=3): ...\n"
)
USE = "from shop.client import Client\n\n\ndef use(client: Client):\n    "


@pytest.fixture
def review(make_repo: MakeRepo) -> Review:
    return review_in(make_repo)


def _parameters(written: str) -> tuple[Parameter, ...]:
    return extract("a.py", f"def f({written}): ...\n".encode()).functions[0].parameters


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a, b", "a", ["takes no `b` any more"]),
        ("a", "a, b", ["requires a new `b`"]),
        ("a", "b", ["has `b` in the place of `a`"]),
        ("a=1", "b", ["has `b` in the place of `a`", "requires `b` now"]),
        ("*, a", "*, b", ["has `b` in the place of `a`"]),
        ("a, b=1", "a, b", ["requires `b` now"]),
        ("a, b", "b, a", ["takes `b` at another place"]),
        ("a, b", "a, c=1, b=2", ["takes `c` before `b`"]),
        ("a, b", "a, *, b", ["takes `b` only by name now"]),
        ("a, b", "a, b, /", ["takes `a` only by place now", "takes `b` only by place now"]),
        ("*args", "", ["takes no `*args` any more"]),
        ("**options", "", ["takes no `**options` any more"]),
        ("a", "*args, **options", []),
        ("a", "*args", ["takes no `a` any more"]),
        ("a", "a, b=1, *, c=2", []),
        ("a, b=1", "a: int, b: int = 2", []),
        ("a, /", "b, /", []),
        ("_a, _b", "key, value, /", []),
        ("*args", "*values", []),
    ],
)
def test_what_may_break_a_call(old: str, new: str, expected: list[str]) -> None:
    assert list(differences(_parameters(old), _parameters(new))) == expected


@pytest.mark.parametrize(
    ("old", "new", "call", "verdict"),
    [
        ("a, b", "a", "f(1, 2)", "regression high"),
        ("a, b=1", "a", "f(1)", "acceptable low"),
        ("a", "a, b", "f(1)", "regression high"),
        ("a", "b", "f(1)", "acceptable low"),
        ("a", "b", "f(a=1)", "regression high"),
        ("a, b", "b, a", "f(1, 2)", "regression high"),
        ("a, b", "b, a", "f(a=1, b=2)", "acceptable low"),
        ("a, b=2", "a, c=1, b=2", "f(1, 2)", "regression high"),
        ("a, b, c=1", "d, b, c=1, a=2", "f(1, 2)", "acceptable low"),
        ("a, b=2", "a, c=1, b=2", "f(1)", "acceptable low"),
        ("a, b", "a, *, b", "f(1, 2)", "regression high"),
        ("a, b", "a", "f(*[1, 2])", "needs-verification low"),
        ("a, b", "a", "f(1, 2, 3)", "acceptable low"),
    ],
)
def test_one_call(review: Review, old: str, new: str, call: str, verdict: str) -> None:
    use = f"from shop.lib import f\n\n{call}\n"

    changes = review(
        {"lib.py": f"def f({old}): ...\n", "use.py": use}, {"lib.py": f"def f({new}): ...\n", "use.py": use}
    )

    assert told(changes) == [f"{verdict} f shop/lib.py:1"]


def test_what_is_said_of_it(review: Review) -> None:
    use = "from shop import lib as l\nfrom shop.lib import f as g\n\nl.f(1)\ng(1, b=2)\n"

    [change] = review(
        {"lib.py": "def f(a, b=1): ...\n", "use.py": use}, {"lib.py": "\n\ndef f(a, b, *, c=3): ...\n", "use.py": use}
    )

    assert change.title == "`shop.lib.f` requires `b` now; 1 place did not follow"
    assert (change.path, change.line) == ("shop/lib.py", 3)
    assert change.evidence == (
        "at the start of the range it stood at shop/lib.py:1",
        "shop/use.py:4 no longer fits: `l.f(1)`",
        "1 other place in the project fits",
    )
    assert (change.before, change.after) == ("def f(a, b=1): ...", "def f(a, b, *, c=3): ...")
    assert change.cause is not None
    assert change.cause.came == "def f(a, b, *, c=3): ..."


def test_of_many_parameters_those_are_shown_that_differ(review: Review) -> None:
    parameters = [f"    {name}=None," for name in "abcdefgh"]
    text = "\n".join(["def f(", *parameters, "):", "    ...", ""])

    [change] = review({"lib.py": text}, {"lib.py": text.replace("    d=None,\n", "")})

    assert (change.before, change.after) == ("def f(\n    d=None,", "def f(")


def test_a_call_that_the_range_wrote_is_meant_so(review: Review) -> None:
    before = {"lib.py": "def f(a, b=2): ...\n", "use.py": "from shop.lib import f\n\nf(1, 2)\n"}
    after = {"lib.py": "def f(a, c=1, b=2): ...\n", "use.py": "from shop.lib import f\n\nf(1, 3)\n"}

    assert told(review(before, after)) == ["acceptable low f shop/lib.py:1"]


def test_a_test_that_expects_a_failure(review: Review) -> None:
    use = "from shop.lib import f\n\n\ndef test_f():\n    with pytest.raises(TypeError):\n        f(1, 2)\n"

    changes = review(
        {"lib.py": "def f(a, b): ...\n", "test_f.py": use}, {"lib.py": "def f(a): ...\n", "test_f.py": use}
    )

    assert told(changes) == ["acceptable low f shop/lib.py:1"]


def test_a_function_that_is_handed_on(review: Review) -> None:
    use = "from shop.lib import f\n\nprint(sorted([], key=f))\n"

    [change] = review({"lib.py": "def f(a): ...\n", "use.py": use}, {"lib.py": "def f(a, b): ...\n", "use.py": use})

    assert (change.verdict, change.severity) == (Verdict.NEEDS_VERIFICATION, Severity.LOW)
    assert change.questions == ("Is `f` still called rightly by way of shop/use.py:3?",)


@pytest.mark.parametrize(
    ("last", "verdict"), [("g(1, 2)", "acceptable"), ("g(1)", "needs-verification"), ("print(g)", "needs-verification")]
)
def test_another_name_for_it(review: Review, last: str, verdict: str) -> None:
    use = "from shop.lib import f\n\ng = f\n{}\n"
    old = {"lib.py": "def f(a): ...\n", "use.py": use.format("g(1)")}

    [change] = review(old, {"lib.py": "def f(a, b): ...\n", "use.py": use.format(last)})

    assert change.verdict == verdict


def test_many_methods_of_one_class_are_told_as_one(review: Review) -> None:
    text = "class Client:\n" + "".join(f"    def send{n}(self, a, b=1): ...\n" for n in range(24))

    [change] = review({"client.py": text}, {"client.py": text.replace("a, b=1", "a")})

    assert change.title.startswith("24 members of class `Client` are gone or called otherwise, and nothing")
    assert (change.symbol, change.line) == ("Client", 2)
    assert change.evidence[0] == "`shop.client.Client.send0` takes no `b` any more"
    assert change.evidence[-1] == "and 4 others"


def test_many_functions_of_one_module_are_told_as_one(review: Review) -> None:
    text = "".join(f"def send{n}(a, b=1): ...\n" for n in range(4))

    [change] = review({"client.py": text}, {"client.py": text.replace("a, b=1", "a")})

    assert change.title.startswith("4 names of `shop/client.py` are gone or called otherwise, and nothing")


def test_a_method_that_became_a_class_method_is_called_the_same(review: Review) -> None:
    text = "class Client:\n    def send(self): ...\n"

    assert review({"client.py": text}, {"client.py": text.replace("    def", "    @classmethod\n    def")}) == []


def test_a_decorator_may_take_other_arguments(review: Review) -> None:
    use = "from shop.lib import f\n\nf(1)\nprint(f)\n"
    text = "from ext import session\n\n\n@session\ndef f(a): ...\n"

    [change] = review({"lib.py": text, "use.py": use}, {"lib.py": text.replace("(a)", "(a, b)"), "use.py": use})

    assert change.verdict is Verdict.NEEDS_VERIFICATION
    assert change.evidence == (
        "shop/use.py:3 no longer fits, unless @session takes other arguments: `f(1)`",
        "1 other place in the project fits",
    )


def test_overloads_are_left_alone(review: Review) -> None:
    text = (
        "from typing import overload\n\n\n@overload\ndef f(a: int) -> int: ...\n@overload\ndef f(a: str) -> str: ...\n"
    )

    assert review({"lib.py": text + "def f(a): ...\n"}, {"lib.py": text + "def f(a, b): ...\n"}) == []


def test_private_functions_count_where_a_call_fails(review: Review) -> None:
    use = "from shop.lib import _f\n\n_f(1)\n"
    old, new = "def _f(a): ...\n", "def _f(a, b): ...\n"

    assert told(review({"lib.py": old, "use.py": use}, {"lib.py": new, "use.py": use})) == [
        "regression high _f shop/lib.py:1"
    ]
    assert review({"lib.py": old, "use.py": ""}, {"lib.py": new, "use.py": ""}) == []


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        ("client.send(1)", "acceptable low"),
        ("client.send(1, retries=2)", "regression high"),
        ("client.send(1, 2)", "regression high"),
        ("Client.send(client, 1)", "acceptable low"),
        ("Client.send(client, 1, 2)", "regression high"),
    ],
)
def test_methods(review: Review, call: str, verdict: str) -> None:
    new = CLIENT.replace(", retries=3", "")

    changes = review(
        {"client.py": CLIENT, "use.py": USE + call + "\n"}, {"client.py": new, "use.py": USE + call + "\n"}
    )

    assert told(changes) == [f"{verdict} Client.send shop/client.py:5"]


def test_a_rare_method_of_something_unknown_is_asked_about(review: Review) -> None:
    use = "def use(client):\n    client.send(1, 2)\n"
    new = CLIENT.replace(", retries=3", "")

    [change] = review({"client.py": CLIENT, "use.py": use}, {"client.py": new, "use.py": use})
    [fitting] = review(
        {"client.py": CLIENT, "use.py": use.replace(", 2", "")}, {"client.py": new, "use.py": use.replace(", 2", "")}
    )

    assert told([change, fitting]) == [
        "needs-verification medium Client.send shop/client.py:5",
        "acceptable low Client.send shop/client.py:5",
    ]
    assert change.evidence == ("shop/use.py:2 no longer fits (by name only): `client.send(1, 2)`",)


def test_a_common_method_of_something_unknown_is_only_counted(review: Review) -> None:
    use = "class Door:\n    def send(self): ...\n\n\ndef use(client):\n    client.send(1, 2)\n"

    [change] = review(
        {"client.py": CLIENT, "use.py": use}, {"client.py": CLIENT.replace(", retries=3", ""), "use.py": use}
    )

    assert change.verdict is Verdict.ACCEPTABLE
    assert change.title.endswith("; nothing in the project is known to use it")
    assert change.evidence == ("1 place with `.send` of something unknown may mean others, the first at shop/use.py:6",)


def test_what_a_class_takes_where_it_is_made(review: Review) -> None:
    use = "from shop.client import Client\n\n\nclass Sub(Client): ...\n\n\nClient('a')\nSub('b')\nSub('c', 3)\n"
    sub = "\n\nclass Other(Client):\n    def __init__(self):\n        super().__init__('d')\n"

    [change] = review(
        {"client.py": CLIENT + sub, "use.py": use},
        {"client.py": CLIENT.replace("url)", "url, port)") + sub, "use.py": use},
    )

    assert told([change]) == ["regression high Client.__init__ shop/client.py:2"]
    assert change.evidence == (
        "shop/client.py:10 no longer fits: `super().__init__('d')`",
        "shop/use.py:7 no longer fits: `Client('a')`",
        "shop/use.py:8 no longer fits: `Sub('b')`",
        "1 other place in the project fits",
    )


def test_a_class_without_init_of_its_own_is_left_alone(review: Review) -> None:
    made = "from dataclasses import dataclass\n\n\n@dataclass\nclass Client:\n    url: str\n\n"
    new = made + "    def send(self, data, retries=3): ...\n"

    assert review({"client.py": CLIENT}, {"client.py": new}) == []


@pytest.mark.parametrize(
    ("old", "new", "read", "expected"),
    [
        ("", "@property", "client.send()", "regression high calls what the property gives"),
        ("", "@property", "print(client.send)", "regression high reads a value now, not the method"),
        ("@property", "", "print(client.send)", "regression high reads the method itself now, not a value"),
        ("@property", "", "client.send()", "acceptable low "),
        ("@staticmethod", "", "Client.send(1)", "regression high no longer fits"),
        ("@classmethod", "", "client.send()", "acceptable low "),
        ("@classmethod", "", "Client.send()", "regression high no longer fits"),
    ],
)
def test_methods_that_became_something_else(review: Review, old: str, new: str, read: str, expected: str) -> None:
    first = {"@staticmethod": "a"}.get(old, "self")
    text = "class Client:\n    {}\n    def send({}): ...\n"
    before = {"client.py": text.format(old, first), "use.py": USE + read + "\n"}

    [change] = review(
        before, {"client.py": text.format(new, "self, a" if first == "a" else "self"), "use.py": USE + read + "\n"}
    )

    doing = next((fact.partition(" ")[2].partition(": ")[0] for fact in change.evidence if "use.py" in fact), "")
    assert f"{change.verdict} {change.severity.label} {doing}" == expected


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ("def", "async def", "f()", "regression high does not await it"),
        ("def", "async def", "x = f() + 1", "regression high does not await it"),
        ("def", "async def", "await f()", "acceptable low "),
        ("def", "async def", "asyncio.create_task(f())", "acceptable low "),
        ("def", "async def", "run(f)", "needs-verification low hands it on, and whoever calls it is not known"),
        ("async def", "def", "await f()", "regression high awaits what cannot be awaited"),
        ("async def", "def", "f()", "acceptable low "),
    ],
)
def test_a_function_that_was_made_async_or_is_no_more(
    review: Review, old: str, new: str, line: str, expected: str
) -> None:
    use = f"import asyncio\nfrom shop.lib import f\nfrom ext import run\n\n\nasync def use():\n    {line}\n"
    text = "{} f() -> int:\n    return 1\n"

    [change] = review({"lib.py": text.format(old), "use.py": use}, {"lib.py": text.format(new), "use.py": use})

    doing = next((fact.partition(" ")[2].partition(": ")[0] for fact in change.evidence if "use.py" in fact), "")
    assert f"{change.verdict} {change.severity.label} {doing}" == expected
    assert ("is async now" if new == "async def" else "is not async any more") in change.title


def test_what_gave_a_coroutine_all_along_did_not_turn(review: Review) -> None:
    text = "async def g() -> int:\n    return 1\n\n\n{}"

    assert (
        review(
            {"lib.py": text.format("def f():\n    return g()\n")},
            {"lib.py": text.format("async def f():\n    return await g()\n")},
        )
        == []
    )


def test_what_awaits_something_unknown_is_asked_about(review: Review) -> None:
    use = "from shop.lib import f\n\n\nasync def use():\n    await f()\n"
    after = {"lib.py": "def f():\n    return made()\n", "use.py": use}

    [change] = review({"lib.py": "async def f():\n    return made()\n", "use.py": use}, after)

    assert change.verdict is Verdict.NEEDS_VERIFICATION
    assert "shop/use.py:5 still awaits it: `await f()`" in change.evidence


def test_a_class_that_moved_and_is_imported_where_it_was(review: Review) -> None:
    use = USE + "client.send(1, 2)\n"
    after = {"client.py": "from shop.net import Client\n", "net.py": CLIENT.replace(", retries=3", ""), "use.py": use}

    assert told(review({"client.py": CLIENT, "use.py": use}, after)) == ["regression high Client.send shop/net.py:5"]


def test_all_that_is_other_and_who_offered_it(review: Review) -> None:
    before = {"__init__.py": "from shop._lib import *\n__all__ = ['f']\n", "_lib.py": "def f(a, b, c): ...\n"}

    [change] = review(before, {**before, "_lib.py": "def f(): ...\n"})

    assert change.title == (
        "`shop._lib.f` takes no `a` any more, takes no `b` any more, and more; nothing in the project uses it"
    )
    assert change.evidence == (
        "it takes no `a` any more; it takes no `b` any more; it takes no `c` any more",
        "`shop.__all__` listed it, so it is public",
    )


def test_what_tests_hand_on_to_each_other_is_no_question(review: Review) -> None:
    use = "from shop.test_lib import f\n\nprint(f)\n"

    changes = review(
        {"test_lib.py": "def f(a): ...\n", "test_f.py": use}, {"test_lib.py": "def f(a, b): ...\n", "test_f.py": use}
    )

    assert changes == []


def test_one_of_several_values_is_asked_about(review: Review) -> None:
    use = "from shop.lib import f, g\n\n\ndef use(flag):\n    h = f if flag else g\n    h(1)\n    one = f\n    one(1)\n"
    text = "def g(a): ...\ndef f({}): ...\n"

    [change] = review({"lib.py": text.format("a"), "use.py": use}, {"lib.py": text.format("a, b"), "use.py": use})

    assert change.verdict is Verdict.NEEDS_VERIFICATION


def test_a_method_of_one_of_several_classes_may_be_meant(review: Review) -> None:
    door = "class Door:\n    def send(self, data, retries): ...\n\n\n"
    use = "from shop.client import Client, Door\n\n\ndef use(it: Client | Door):\n    it.send(1, 2)\n"
    new = CLIENT.replace(", retries=3", "")

    [change] = review({"client.py": door + CLIENT, "use.py": use}, {"client.py": door + new, "use.py": use})

    assert change.verdict is Verdict.NEEDS_VERIFICATION
    assert change.evidence[-1] == "shop/use.py:5 no longer fits (perhaps): `it.send(1, 2)`"


def test_a_call_that_awaits_what_became_async_is_told_where_it_stands(review: Review) -> None:
    use = "from shop.lib import f\n\n\nasync def use():\n    return {}f()\n"

    changes = review(
        {"lib.py": "def f(): ...\n", "use.py": use.format("")},
        {"lib.py": "async def f(): ...\n", "use.py": use.format("await ")},
    )

    assert told(changes) == ["acceptable low f shop/lib.py:1", "acceptable low  shop/use.py:5"]
    assert changes[1].title == "awaits `shop.lib.f`, which is async now"
    assert (changes[1].before, changes[1].after) == ("    return f()", "return await f()")
    assert changes[0].fingerprint != changes[1].fingerprint


def test_a_call_that_awaited_it_all_along_is_not_told(review: Review) -> None:
    use = "from shop.lib import f\n\n\nasync def use():\n    return await f()\n"
    before, after = "def f():\n    return g()\n", "async def f():\n    return g()\n"

    assert told(review({"lib.py": before, "use.py": use}, {"lib.py": after, "use.py": use})) == [
        "acceptable low f shop/lib.py:1"
    ]
