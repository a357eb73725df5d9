from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from remend.index.extract import extract
from remend.index.index import Index
from remend.index.modules import ModuleMap
from remend.inference.infer import Inference
from remend.inference.local import Closely
from remend.inference.values import Value
from remend.module import Module, Site, Surroundings
from remend.rules.missing_await.outline import Outline, outline, questions
from remend.source import Source, parse

LIBRARY = """
class Store:
    async def get(self): ...
    def plain(self): ...
    @property
    def inner(self) -> "Store": ...
    async def __aenter__(self) -> "Store": ...
    async def __aexit__(self, *a): ...

def make() -> Store: ...
def several() -> list[Store]: ...
"""


def _read(path: str, text: str) -> Module:
    source = Source(path, text, "utf-8")
    tree = parse(source)
    assert isinstance(tree, ast.Module), tree
    return Module(source, tree, Surroundings())


def _callees(module: Module) -> Iterator[Site]:
    for site in module.sites(["get"]):
        if isinstance(site.parent(), ast.Call) and isinstance(site.node, (ast.Name, ast.Attribute)):
            yield site


def _cut(text: str) -> tuple[Outline, list[Value | None], list[Value | None]]:
    """The outline of a file, and what its callees stand for in the file and in the outline."""
    files = {"a.py": text, "lib.py": LIBRARY}
    facts = {path: extract(path, each.encode()) for path, each in files.items()}
    inference = Inference(Index(facts, ModuleMap(tuple(files))))
    module = _read("a.py", text)
    callees = list(_callees(module))
    cut = outline(module, callees)
    left = _read("a.py", cut.text)
    whole, outlined = Closely(inference, module), Closely(inference, left)
    return (
        cut,
        [whole.value(site.path) for site in callees],
        [outlined.value(site.path) for site in questions(left, cut.places)],
    )


def _known(values: list[Value | None]) -> set[str]:
    return {repr(value) for value in values}


BODIES = """
### a parameter
def f(s: Store, other):
    print(other)
    s.get()
### a local
def f():
    noise()
    s = make()
    noise()
    s.get()
### a chain of locals
def f():
    s = make()
    t = s.inner
    u = t
    return u.get()
### another branch
def f(x):
    if x:
        s = make()
    else:
        s = None
        noise()
    s.get()
### elif
def f(x):
    if x:
        pass
    elif x > 1:
        s = make()
        s.get()
    else:
        noise()
### a branch that tests what a name is
def f(s):
    s.get()
    if isinstance(s, Store):
        noise()
        s.get()
    s.get()
### a branch that tests for what is imported inside
def f(s):
    from lib import Store as Kept
    if s.ready and isinstance(s, Kept):
        noise()
        s.get()
### a reassignment
def f():
    s = {}
    s.get()
    s = make()
    s.get()
### a loop
def f():
    for s in several():
        noise()
        s.get()
### an empty loop
def f():
    for s in several():
        noise()
    s.get()
### a comprehension
def f():
    return [s.get() for s in several() if noise()]
### nested comprehensions
def f(many):
    return {t.get(): 1 for s in many for t in several()}
### the first iterable
def f(s: Store):
    return [x for x in s.get()]
### a lambda
def f():
    return lambda s=make(), *a: s.get()
### a lambda of a local
def f():
    s = make()
    return lambda: s.get()
### a with
async def f():
    async with make() as s:
        noise()
        s.get()
### try
def f():
    try:
        s = make()
    except ValueError as e:
        noise()
    else:
        s.get()
    finally:
        noise()
### a finally alone
def f():
    try:
        s = make()
    finally:
        noise()
    s.get()
### a handler
def f():
    try:
        noise()
    except ValueError:
        s = make()
        s.get()
### a match
def f(x):
    match x:
        case 1:
            s = make()
            s.get()
        case _:
            noise()
### a header
def f():
    s = make()
    if s.get():
        noise()
### a while
def f():
    s = make()
    while not s.get():
        noise()
### a walrus
def f():
    if (s := make()):
        s.get()
### one line
def f(): s = make(); s.get()
### a block on one line
def f(s: Store):
    if s: s.get()
    else: noise()
### semicolons
def f():
    noise(); s = make(); s.get()
### a long statement
def f(s: Store):
    return noise(
        1,
        s.get(),
    )
### a split callee
def f(s: Store):
    return (s
        .inner
        .get())
### an inner function
def f():
    s = make()
    def g():
        noise()
        s.get()
    return g
### a called inner function
def f():
    def g() -> Store:
        h().get()
        return make()
    g().get()
### an inner class
def f():
    class A:
        def make(self) -> Store: ...
        def g(self):
            self.make().get()
    A().make().get()
### self
class A:
    def __init__(self):
        self.s = make()
    def g(self):
        noise()
        self.s.get()
### a class twice
if noise():
    class A:
        s: dict
else:
    class A:
        s: Store
        def g(self):
            self.s.get()
### a nested class
class A:
    class B:
        def own(self) -> Store: ...
        def g(self):
            self.own().get()
### super
class B(Store):
    def g(self):
        super().get()
### a class body
class A:
    s = make()
    x = s.get()
### the module
s = make()
noise()
s.get()
### a global
s = None
def f():
    global s
    s = make()
    s.get()
### a decorator
s = make()
@s.get()
def f():
    noise()
### a default
def f(s: Store):
    def g(x=s.get()):
        noise()
    return g
### awaited
async def f(s: Store):
    await s.get()
### a local import
def f():
    from lib import make as m
    noise()
    m().get()
### an f-string
def f(s: Store):
    return f"{s.get()!r} {noise()}"
### a star
def f():
    a, *s = several(), make()
    for t in s:
        t.get()
### a deletion
def f():
    s = make()
    del s
    s = make()
    s.get()
### two alike
def f():
    s = make()
    s.get()
    noise()
    s.get()
### tabs
def f(s: Store):
\tif s:
\t\tnoise()
\ts.get()
### an else of a loop
def f():
    for s in several():
        noise()
    else:
        s.get()
"""

CASES = dict(body.split("\n", 1) for body in BODIES.split("### ")[1:])


@pytest.mark.parametrize("body", CASES.values(), ids=CASES.keys())
def test_callees_stand_for_the_same_in_an_outline(body: str) -> None:
    _, whole, outlined = _cut(f"from lib import Store, make, several\n\n{body}")
    assert whole
    assert _known(whole) == _known(outlined)


def test_what_says_nothing_is_gone_and_lines_keep_their_numbers() -> None:
    text = (
        "x = 1\n\ndef f(a):\n    noise()\n    s = make()\n    print(a)\n    return g(s.get())\n\ndef h():\n    pass\n"
    )
    cut, _, _ = _cut(text)
    assert cut.text.rstrip("\n").split("\n") == ["", "", "def f(a):", "", "    s = make()", "", "    (s.get)"]
    assert cut.places == ()


def test_a_callee_that_is_asked_about_once_more_is_not_repeated() -> None:
    cut, _, _ = _cut("def f(a):\n    a.get()\n    a.get()\n")
    assert cut.text.count("get") == 1


def test_a_callee_is_asked_about_again_where_its_name_is_bound_anew() -> None:
    cut, _, _ = _cut("def f(a):\n    a.get()\n    a = {}\n    a.get()\n")
    assert cut.text.count("get") == 2


def test_a_file_without_callees_leaves_nothing() -> None:
    assert outline(_read("a.py", "x = 1\n"), []) == Outline()


def test_a_callee_in_a_header_keeps_its_place() -> None:
    cut, _, _ = _cut("def f(s):\n    if s.get():\n        pass\n")
    assert cut.places == ((2, 7, 2, 12),)


def test_what_cannot_be_cut_out_by_lines_is_unclear() -> None:
    text = 'def f(s):\n    x = """\n  a\n"""; s.get()\n'
    module = _read("a.py", text)
    assert not outline(module, list(_callees(module))).is_clear
