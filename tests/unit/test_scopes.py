from __future__ import annotations

import ast
from collections.abc import Iterator
from textwrap import dedent

import pytest

from remend.module import Module
from remend.scopes import Binding, BindingKind, Scope


def load(text: str) -> Module:
    module = Module.load("a.py", dedent(text).encode())
    assert isinstance(module, Module), module
    return module


def reads(text: str, word: str = "environ") -> Iterator[tuple[ast.expr, Scope]]:
    """Every attribute called `word` with the scope in which it is evaluated."""
    module = load(text)
    for site in module.sites({word}):
        if isinstance(site.node, ast.Attribute):
            yield site.node, module.scope_at(site.path)


def origins(text: str) -> list[str | None]:
    """What each `.environ` of the text stands for by imports alone."""
    found = [scope.origin(node) for node, scope in reads(text)]
    assert found
    return found


def bindings(text: str, name: str = "x") -> list[Binding]:
    return load(text).scope.bindings.get(name, [])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("import x", BindingKind.IMPORT),
        ("import x.y", BindingKind.IMPORT),
        ("import y.z as x", BindingKind.IMPORT),
        ("from y import z as x", BindingKind.IMPORT),
        ("x = 1", BindingKind.ASSIGNMENT),
        ("a = x = 1", BindingKind.ASSIGNMENT),
        ("x: int = 1", BindingKind.ASSIGNMENT),
        ("x: int", BindingKind.ASSIGNMENT),
        ("def x(): pass", BindingKind.DEFINITION),
        ("async def x(): pass", BindingKind.DEFINITION),
        ("class x: pass", BindingKind.DEFINITION),
        ("x += 1", BindingKind.OTHER),
        ("a, (b, *x) = c", BindingKind.OTHER),
        ("[a, x] = c", BindingKind.OTHER),
        ("for a, x in c: pass", BindingKind.OTHER),
        ("with c as (a, x): pass", BindingKind.OTHER),
        ("with a, c as x: pass", BindingKind.OTHER),
        ("try: pass\nexcept E as x: pass", BindingKind.OTHER),
        ("try: pass\nexcept* E as x: pass", BindingKind.OTHER),
        ("del x", BindingKind.OTHER),
        ("(x := 1)", BindingKind.OTHER),
        ("if (x := 1): pass", BindingKind.OTHER),
        ("[x := y for y in z]", BindingKind.OTHER),
        ("[y for y in z if (x := y)]", BindingKind.OTHER),
        ("def f(a=(x := 1)): pass", BindingKind.OTHER),
        ("f = lambda a=(x := 1): a", BindingKind.OTHER),
        ("match c:\n    case x: pass", BindingKind.OTHER),
        ("match c:\n    case [1, *x]: pass", BindingKind.OTHER),
        ("match c:\n    case {'a': 1, **x}: pass", BindingKind.OTHER),
        ("match c:\n    case P(1, b=int() as x): pass", BindingKind.OTHER),
        ("match c:\n    case 1 if (x := a): pass", BindingKind.OTHER),
        ("def f():\n    global x\n    x = 1", BindingKind.OTHER),
        ("async def f():\n    for x in y: pass\n    global x", BindingKind.OTHER),
    ],
)
def test_everything_that_binds_a_name_is_seen(text: str, kind: BindingKind) -> None:
    assert [binding.kind for binding in bindings(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "x.y = 1",
        "x[0] = 1",
        "x[0]: int = 1",
        "del x.y, x[0]",
        "for x.y in z: pass",
        "with c as x.y: pass",
        "print(x)",
        "[x for x in y]",
        "lambda x: x",
        "lambda: (x := 1)",
        "def f(x): x = 1",
        "class A: x = 1",
        "def f():\n    (x := 1)",
        "import y.x",
        "from x import y",
        "f(x=1)",
        "match c:\n    case x.y: pass",
        "try: pass\nexcept x: pass",
    ],
)
def test_what_binds_no_name_of_the_module_is_not_a_binding(text: str) -> None:
    assert bindings(text) == []


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("import x", "x"),
        ("import x.y.z", "x"),
        ("import y.z as x", "y.z"),
        ("from y.z import x", "y.z.x"),
        ("from y import z as x", "y.z"),
        ("from . import x", ".x"),
        ("from .. import x", "..x"),
        ("from ..y import x", "..y.x"),
    ],
)
def test_an_import_knows_where_its_name_comes_from(text: str, origin: str) -> None:
    assert [binding.origin for binding in bindings(text)] == [origin]


@pytest.mark.parametrize(
    ("text", "origin"), [("from y import *", "y"), ("from . import *", "."), ("from ..y import *", "..y")]
)
def test_a_star_import_knows_its_module(text: str, origin: str) -> None:
    module = load(text)

    assert [binding.origin for binding in module.scope.bindings["*"]] == [origin]
    assert module.scope.has_star_import


def test_a_binding_knows_the_blocks_around_it_from_the_outside_in() -> None:
    (binding,) = bindings("if a:\n    try:\n        pass\n    except E:\n        while b:\n            import x\n")

    assert [type(block) for block in binding.blocks] == [ast.If, ast.Try, ast.While]


def test_bindings_come_in_source_order() -> None:
    text = "if a:\n    x = 1\nelif b:\n    x = 2\nelse:\n    x = 3\nx = 4\nfor c in d:\n    x = 5\nelse:\n    x = 6\n"

    found = [binding.value for binding in bindings(text)]

    assert [value.value for value in found if isinstance(value, ast.Constant)] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "text",
    [
        "import os\nos.environ",
        "import os\ndef f(): os.environ",
        "import os\ndef f(a=os.environ): pass",
        "import os\ndef f(os=os.environ): pass",
        "import os\ndef f(os: os.environ): pass",
        "import os\n@os.environ\nclass A:\n    os = 1",
        "import os\nclass A(os.environ):\n    os = 1",
        "import os\nclass A:\n    os = 1\n    def f(self): os.environ",
        "import os\nclass A:\n    os = 1\n    x = [os.environ for a in b]",
        "import os\nclass A:\n    os = 1\n    x = lambda: os.environ",
        "import os\nclass A:\n    os = 1\n    class B:\n        os.environ",
        "class A:\n    import os\n    os.environ",
        "class A:\n    import os\n    x = [a for a in os.environ]",
        "class A:\n    import os\n    def f(self, a=os.environ): pass",
        "import os\n[os for os in os.environ]",
        "import os\n{os: 1 for os in os.environ}",
        "import os\n[a for a in (lambda os: os)(os.environ)]",
        "import os\nlambda os=os.environ: os",
        "import os\nf'{os.environ}'",
        "import os\ndef f(os):\n    def g():\n        global os\n        os.environ",
        "import os\ndef f(os):\n    class A:\n        global os\n        os.environ",
        "def f():\n    import os\n    def g():\n        nonlocal os\n        os.environ",
        "def f():\n    global os\n    import os\ndef g(): os.environ",
        "def f():\n    os.environ\n    import os",
        "import os, os.path\nos.environ",
        "from os import environ as e\nimport os\nos.environ",
    ],
)
def test_a_name_leads_to_the_import_that_python_would_use(text: str) -> None:
    assert origins(text) == ["os.environ"]


@pytest.mark.parametrize(
    "text",
    [
        "os.environ",
        "def f(os): os.environ",
        "def f(*os): os.environ",
        "def f(**os): os.environ",
        "def f(*, os): os.environ",
        "def f(os, /): os.environ",
        "lambda os: os.environ",
        "lambda: [os := 1, os.environ]",
        "[os.environ for os in a]",
        "[1 for b in a for os in os.environ]",
        "{os.environ: 1 for os in a}",
        "(1 for os in a if os.environ)",
        "def f():\n    os.environ\n    os = 1",
        "def f():\n    os.environ\n    [os := 1 for a in b]",
        "def f():\n    os.environ\n    match a:\n        case 1 if (os := a): pass",
        "def f():\n    os.environ\n    for os in a: pass",
        "def f():\n    os.environ\n    del os",
        "def f():\n    os.environ\n    with a as os: pass",
        "def f():\n    os.environ\n    try: pass\n    except E as os: pass",
        "def f():\n    os.environ\n    def os(): pass",
        "class A:\n    os = 1\n    os.environ",
        "class A:\n    os = 1\n    [a for a in os.environ]",
        "def f(os):\n    def g(): os.environ",
        "def f(os):\n    class A:\n        def g(self): os.environ",
        "def f(os):\n    class A:\n        global os\n        def g(self): os.environ",
        "try:\n    import os\nexcept ImportError:\n    os = None\nos.environ",
        "import os\nos = fake\nos.environ",
        "import os\ndef f():\n    global os\n    os = 1\nos.environ",
        "import fake as os\nimport os\nos.environ",
        "f().environ",
        "a[0].environ",
    ],
)
def test_a_name_that_is_something_else_has_no_origin(text: str) -> None:
    text = f"import os\n{text}" if text.startswith(("def", "lambda", "[", "{", "(", "class")) else text

    assert origins(text) == [None]


@pytest.mark.parametrize(
    ("text", "unbound"),
    [
        ("os.environ", [True]),
        ("class A:\n    import os\n    def f(self): os.environ", [True]),
        ("def f():\n    import os\ndef g(): os.environ", [True]),
        ("from x import *\nos.environ", [False]),
        ("def f(): os.environ\nfrom x import *", [False]),
        ("def f():\n    from x import y\nos.environ", [True]),
        ("import os\nos.environ", [False]),
        ("del os\nos.environ", [False]),
        ("def f(os): os.environ", [False]),
    ],
)
def test_a_name_is_unbound_where_nothing_could_bind_it(text: str, unbound: list[bool]) -> None:
    assert [scope.is_unbound("os") for _, scope in reads(text)] == unbound


@pytest.mark.parametrize("name", ["print", "__name__", "__file__", "__path__", "__builtins__", "__annotations__"])
def test_what_python_itself_binds_is_not_unbound(name: str) -> None:
    assert not load("").scope.is_unbound(name)


def test_what_a_function_does_counts_as_run_later_and_a_class_body_does_not() -> None:
    text = "def f(): a.environ\nlambda: a.environ\nclass A: a.environ\n[a.environ for b in c]\na.environ\n"

    assert [scope.is_function for _, scope in reads(text)] == [True, True, False, False, False]


def test_a_scope_is_made_once() -> None:
    first, second = reads("def f():\n    a.environ\n    b.environ\n")

    assert first[1] is second[1]
    assert [type(scope.node) for scope in first[1].chain()] == [ast.FunctionDef, ast.Module]


def test_a_long_chain_of_branches_breaks_nothing() -> None:
    text = "if a:\n    x = 0\n" + "elif b:\n    x = 1\n" * 1500

    assert len(bindings(text)) == 1501
