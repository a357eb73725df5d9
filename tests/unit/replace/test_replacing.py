"""What declared replacements make of code, and what they leave alone."""

from __future__ import annotations

import pickle

import pytest

from declaring import became, declared, inspected, reasons
from remend.inspection import Bench, Inspection, Task, inspect
from remend.project import Project
from remend.rule import Options, Rule
from remend.testing.cases import Files

UTCNOW = {"match": "datetime.datetime.utcnow()", "replace": "datetime.datetime.now(datetime.timezone.utc)"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "import datetime\nx = datetime.datetime.utcnow()\n",
            "import datetime\nx = datetime.datetime.now(datetime.timezone.utc)\n",
        ),
        (
            "import datetime as dt\nx = dt.datetime.utcnow()\n",
            "import datetime as dt\nx = dt.datetime.now(dt.timezone.utc)\n",
        ),
        (
            "from datetime import datetime as D\nx = D.utcnow()\n",
            "from datetime import datetime as D, timezone\nx = D.now(timezone.utc)\n",
        ),
        (
            "def f():\n    from datetime import datetime\n\n    return datetime.utcnow()\n",
            "def f():\n    from datetime import datetime, timezone\n\n    return datetime.now(timezone.utc)\n",
        ),
    ],
)
def test_a_name_is_found_however_it_is_imported(before: str, after: str) -> None:
    assert became(before, {}, **UTCNOW) == after


def test_a_name_is_followed_through_what_the_project_offers_again() -> None:
    files = {"shop/__init__.py": "", "shop/compat.py": "from datetime import datetime as Clock\n"}
    before = "from shop.compat import Clock\nx = Clock.utcnow()\n"
    after = "from datetime import timezone\n\nfrom shop.compat import Clock\nx = Clock.now(timezone.utc)\n"

    assert became(before, files, **UTCNOW) == after


@pytest.mark.parametrize(
    "code",
    [
        "class datetime:\n    class datetime: ...\n\n\nx = datetime.datetime.utcnow()\n",
        "def f(datetime):\n    return datetime.datetime.utcnow()\n",
        "from mine import datetime\nx = datetime.datetime.utcnow()\n",
        "try:\n    import datetime\nexcept ImportError:\n    datetime = None\nx = datetime.datetime.utcnow()\n",
        "import datetime\nx = 'datetime.datetime.utcnow()'  # datetime.datetime.utcnow()\n",
        "import datetime\nx = datetime.datetime.utcnow\n",
    ],
)
def test_what_only_looks_alike_is_not_found(code: str) -> None:
    assert inspected(declared(**UTCNOW), code).findings == ()


def test_a_name_that_means_something_else_is_not_taken() -> None:
    code = "from datetime import datetime\n\n\ndef f(timezone):\n    return datetime.utcnow()\n"
    made = inspected(declared(**UTCNOW), code)

    assert reasons(made) == ["datetime already stands for something else (line 1)"]


@pytest.mark.parametrize(
    ("match", "replacement", "before", "after"),
    [
        ("m.f($A, $B)", "m.f2($B, $A)", "f(f(1, 2), 3)", "f2(3, f2(2, 1))"),
        ("m.f($A)", "$A.value", "f(f(0))", "(0).value.value"),
        ("m.f($A)", "$A + 1", "f(a + f(b)) * 2", "(a + (b + 1) + 1) * 2"),
        ("m.f($A)", "$A or 1", "f(b) and f(c)", "(b or 1) and (c or 1)"),
        ("m.f($A)", "await_($A)".replace("await_", "m.f2"), "f(lambda: 0)", "f2(lambda: 0)"),
        ("m.f($...ALL)", "m.f2($...ALL)", "f(1, *b, k=2, **d)", "f2(1, *b, k=2, **d)"),
        ("m.f($...ALL)", "m.f2(1, $...ALL)", "f(k=2)", "f2(1, k=2)"),
        ("m.f($A, $...REST)", "m.f2($...REST)", "f(1, 2, k=3)", "f2(2, k=3)"),
        ("m.f($...REST, $LAST)", "m.f2($LAST)", "f(1, 2, 3)", "f2(3)"),
        ("m.f(a=$A, b=$B)", "m.f2($A, $B)", "f(b=1, a=2)", "f2(2, 1)"),
        ("m.f($...ALL, old=$V)", "m.f($...ALL, new=$V)", "f(1, old=3, z=2)", "f(1, new=3, z=2)"),
        ("m.f('x')", "m.f2('y')", 'f("x")', "f2('y')"),
        ("m.f($A)", 'm.f2($A, "utf-8")', "f('x')", "f2('x', \"utf-8\")"),
        ("m.f([$...ALL])", "m.f2({$...ALL})", "f([1, 2])", "f2({1, 2})"),
        ("m.f($A)", "m.f2($A, 1)", "f(\n    b,  # why\n)", "f2(\n    b, 1,  # why\n)"),
        ("m.f($...ALL)", "m.f2($...ALL, k=1)", "f(\n    *b,\n    **c,\n)", "f2(\n    *b,\n    **c, k=1,\n)"),
        ("m.f($...ALL)", "m.f2($...ALL, k=1)", "f(b for b in c)", "f2((b for b in c), k=1)"),
        ("m.f($...ALL)", "m.f2($...ALL, k=1)", "f(1, z=f(2))", "f2(1, z=f2(2, k=1), k=1)"),
        ("m.f($...ALL)", "m.f2($...ALL, k=1)", "f()", "f2(k=1)"),
        ("m.f($A, $A)", "m.f2($A)", "f(b.c, b.c)", "f2(b.c)"),
        ("$X.old_name", "$X.new_name", "b.old_name.old_name", "b.new_name.new_name"),
    ],
)
def test_code_takes_the_place_of_code(match: str, replacement: str, before: str, after: str) -> None:
    files = {"m.py": "def f(*_): ...\n\n\ndef f2(*_): ...\n"}
    head = "from m import f, f2\n\nprint(f, f2)\n"

    made = became(f"{head}x = {before}\n", files, match=match, replace=replacement)

    assert made == f"{head}x = {after}\n"


def test_a_replacement_that_contains_what_it_replaces_is_made_once() -> None:
    files = {"m.py": "def f(*_): ...\ndef g(*_): ...\n"}
    code = "from m import f, g\nx = f(1)\ny = g(f(2))\n"

    assert became(code, files, match="m.f($A)", replace="m.g(m.f($A))") == (
        "from m import f, g\nx = g(f(1))\ny = g(f(2))\n"
    )


def test_comments_and_layout_outside_of_what_differs_stay() -> None:
    code = "import m\n\nx = m.f(\n    1,  # one\n    old=3,  # three\n)\n"

    assert became(code, match="m.f($...ALL, old=$V)", replace="m.f($...ALL, new=$V)") == code.replace("old", "new")


def test_a_place_where_a_comment_would_be_lost_is_left() -> None:
    code = "import m\n\nx = m.f(\n    1,  # one\n    2,\n)\n"
    made = inspected(declared(match="m.f($A, $B)", replace="m.f($B)"), code)

    assert reasons(made) == ["a comment inside it would be lost"]


def test_statements_are_patterns_too() -> None:
    code = "import m\n\nm.DEBUG = 1\nassert m.is_on() == True\n"

    assert became(code, match="assert m.is_on() == True", replace="assert m.is_on()") == (
        "import m\n\nm.DEBUG = 1\nassert m.is_on()\n"
    )


@pytest.mark.parametrize(
    ("condition", "kept", "replaced"),
    [
        ("constant", "f(b)", "f(-1)"),
        ("string", "f(1)", "f('b')"),
        ("number", "f(True)", "f(-1.5)"),
        ("name", "f(b.c)", "f(b)"),
    ],
)
def test_a_hole_stands_for_what_is_asked_of_it(condition: str, kept: str, replaced: str) -> None:
    code = f"import m\n\nx = m.{kept}\ny = m.{replaced}\n"

    made = became(code, match="m.f($A)", replace="m.g($A)", where={"A": condition}, imports="import m")

    assert made == code.replace(f"y = m.{replaced}", f"y = m.g{replaced[1:]}")


def test_a_hole_stands_for_instances_of_a_class() -> None:
    files = {"m.py": "class Cart: ...\n\n\nclass Gift(Cart): ...\n"}
    code = "from m import Cart, Gift\n\n\ndef f(a: Gift, b: Cart, c: int, d):\n    a.go(b.go(c.go(d.go())))\n"

    made = became(
        code, files, match="$CART.go($...ALL)", replace="$CART.run($...ALL)", where={"CART": {"type": "m.Cart"}}
    )

    assert made == code.replace("a.go(b.go", "a.run(b.run")


def test_code_stands_where_it_is_asked_to() -> None:
    inner = "async def a():\n    m.f()\n    lambda: m.f()\n    [m.f() for _ in b]\n"
    code = f"import m\n\nm.f()\n\n\n{inner}\n\ndef b():\n    m.f()\n"

    made = became(code, match="m.f()", replace="m.g()", where={"inside": "async def"}, imports="import m")

    assert made == code.replace("    m.f()\n    lambda", "    m.g()\n    lambda").replace("[m.f()", "[m.g()")


def test_several_forms_are_one_replacement() -> None:
    code = "import m\n\nx = m.a() + m.b()\n"

    assert (
        became(code, match=["m.a()", "m.b()"], replace="m.c()", imports="import m") == "import m\n\nx = m.c() + m.c()\n"
    )


def test_imports_come_as_they_are_declared_and_go_where_nothing_uses_them() -> None:
    code = "from old import f\n\nx = f(1)\n"

    made = became(code, match="old.f($A)", replace="g($A)", imports="from fresh.things import good as g")

    assert made == "from fresh.things import good as g\n\nx = g(1)\n"


def test_what_only_has_to_be_reported_is_left() -> None:
    made = inspected(declared(match="m.f()", safety="report-only", message="call g"), "import m\n\nm.f()\n")

    assert [each.violation.message for each in made.findings] == ["call g"]
    assert made.rewrite is None


def test_an_unsafe_replacement_says_why() -> None:
    made = inspected(
        declared(**UTCNOW, safety="unsafe", message="it becomes aware"), "import datetime\ndatetime.datetime.utcnow()\n"
    )

    assert reasons(made) == ["unsafe: it becomes aware"]


def test_a_file_uses_its_own_definitions_without_an_import() -> None:
    code = "def old(a): ...\n\n\ndef new(a): ...\n\n\nold(1)\n"

    assert became(code, match="example.old($A)", replace="example.new($A)") == code.replace("old(1)", "new(1)")


@pytest.mark.parametrize(
    ("keys", "code", "reason"),
    [
        (
            {"match": "m.f($A)", "replace": "m.g($A, $A)"},
            "import m\n\nm.f(h())\n",
            "what `$A` stands for would be evaluated twice",
        ),
        (
            {"match": "m.f($A)", "replace": "await m.g($A)"},
            "import m\n\n\ndef a():\n    m.f(1)\n",
            "the new form awaits, and it stands in no coroutine",
        ),
        (
            {"match": "example.old($A)", "replace": "example.new($A)"},
            "def old(a): ...\n\n\ndef new(a):\n    return old(a)\n",
            "it stands in example.new itself",
        ),
    ],
)
def test_a_place_where_it_would_do_harm_is_left(keys: dict[str, str], code: str, reason: str) -> None:
    made = inspected(declared(**keys, imports="import m"), code)

    assert (made.rewrite, reasons(made)) == (None, [reason])


def test_a_replacement_goes_to_another_process_with_all_that_it_needs() -> None:
    files = {"lib/__init__.py": "from lib.old import call\n", "lib/old.py": "def call(a): ...\n"}
    code = "from lib import call\n\ncall(1)\n"
    kind = declared(match="lib.old.call($A)", replace="lib.new.call($A)")
    raw = {path: text.encode() for path, text in {**files, "example.py": code}.items()}
    rule = kind(Options())
    rule.survey(Project(Files(raw)))
    task = Task(path="example.py", raw=raw["example.py"], rules=frozenset({"probe"}), mends="probe")

    def made(each: Rule) -> Inspection:
        return inspect(task, Bench(rules=(each,), known=task.rules))

    sent = pickle.loads(pickle.dumps(rule))  # noqa: S301 (made here)
    assert made(sent) == made(rule)
    assert made(sent).findings
