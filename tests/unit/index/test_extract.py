from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.index.extract import extract
from remend.index.facts import Attribute, Class, Facts, Function, Guard, ParameterKind

NONE, CONDITION, TRY, TYPE_CHECKING, FUNCTION = Guard


def facts(text: str) -> Facts:
    return extract("m.py", text.encode())


def names(text: str) -> dict[str, Guard]:
    """The names that a module binds by assignment, with their guards."""
    return {fact.name: fact.guard for fact in facts(text).names}


def only_class(text: str) -> Class:
    (found,) = facts(text).classes
    return found


def only_function(text: str) -> Function:
    (found,) = facts(text).functions
    return found


def attributes(text: str) -> list[tuple[str, str, str]]:
    """Name, annotation and value of the attributes of the only class."""
    return [(fact.name, fact.annotation, fact.value) for fact in only_class(text).attributes]


def test_an_empty_module_has_no_facts() -> None:
    assert facts("") == Facts()


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("a = 1", {"a"}),
        ("a = b = 1", {"a", "b"}),
        ("a, (b, *c) = [d, e] = f", {"a", "b", "c", "d", "e"}),
        ("a: int = 1", {"a"}),
        ("a: int", {"a"}),
        ("a.b = c[0] = 1", set()),
        ("for a, b in c: pass", {"a", "b"}),
        ("with f() as a, g() as (b, c): pass", {"a", "b", "c"}),
        (
            "match f():\n    case [a, *b] | {'k': a, **b}: pass\n    case C(x=c) as d: pass\n    case _: pass",
            set("abcd"),
        ),
        ("if (a := f()) and [b := x for x in y]: pass", {"a", "b"}),
        ("print(a := 1, lambda: (b := 2))", {"a"}),
        ("def f(x=(a := 1)):\n    b = 2\n    if (c := 3): pass", {"a"}),
        ("def f():\n    global a, b\n    a = b = 1", {"a", "b"}),
        ("class A:\n    def f(self):\n        global a\n        a = 1\n    b = 1", {"a"}),
        ("x = [a for a in b]", {"x"}),
    ],
)
def test_every_way_to_bind_a_name_is_seen(text: str, bound: set[str]) -> None:
    assert set(names(text)) == bound


@pytest.mark.parametrize(
    ("text", "guards"),
    [
        ("if x:\n    a = 1\nelif y:\n    b = 1\nelse:\n    c = 1", {"a": CONDITION, "b": CONDITION, "c": CONDITION}),
        (
            "try:\n    a = 1\nexcept E:\n    b = 1\nelse:\n    c = 1\nfinally:\n    d = 1",
            {"a": TRY, "b": TRY, "c": TRY, "d": NONE},
        ),
        ("try:\n    a = 1\nexcept* E:\n    b = 1", {"a": TRY, "b": TRY}),
        ("try:\n    a = 1\nfinally:\n    b = 1", {"a": NONE, "b": NONE}),
        ("if TYPE_CHECKING:\n    a = 1\nelse:\n    b = 1", {"a": TYPE_CHECKING, "b": CONDITION}),
        ("if t.TYPE_CHECKING and x:\n    a = 1\nelif y:\n    b = 1", {"a": TYPE_CHECKING, "b": CONDITION}),
        ("if not TYPE_CHECKING:\n    a = 1\nelse:\n    b = 1", {"a": CONDITION, "b": TYPE_CHECKING}),
        ("if TYPE_CHECKING or x:\n    a = 1", {"a": CONDITION}),
        ("if x:\n    try:\n        a = 1\n    except E: pass", {"a": TRY}),
        (
            "try:\n    if TYPE_CHECKING:\n        a = 1\n    else:\n        b = 1\nexcept E: pass",
            {"a": TYPE_CHECKING, "b": TRY},
        ),
        ("with x as a:\n    b = 1", {"a": NONE, "b": NONE}),
        ("for a in x:\n    b = 1\nelse:\n    c = 1", {"a": CONDITION, "b": CONDITION, "c": CONDITION}),
        ("while x:\n    a = 1", {"a": CONDITION}),
        ("match x:\n    case [a]:\n        b = 1", {"a": CONDITION, "b": CONDITION}),
        ("def f():\n    global a", {"a": FUNCTION}),
    ],
)  # fmt: skip
def test_a_name_tells_what_its_binding_depends_on(text: str, guards: dict[str, Guard]) -> None:
    assert names(text) == guards


def test_definitions_and_imports_tell_what_they_depend_on() -> None:
    found = facts(
        "try:\n    import a\n    def f(): pass\n    class A: pass\nexcept ImportError:\n    from b import a\n"
    )

    assert [function.guard for function in found.functions] == [TRY]
    assert [owner.guard for owner in found.classes] == [TRY]
    assert [imported.guard for imported in found.imports] == [TRY, TRY]


@pytest.mark.parametrize(
    ("text", "imports"),
    [
        ("import a", [("a", "a", True, False)]),
        ("import a.b, c as d", [("a", "a.b", True, False), ("d", "c", True, True)]),
        ("import a.b as a", [("a", "a.b", True, True)]),
        ("from a.b import c, d as e", [("c", "a.b.c", False, False), ("e", "a.b.d", False, True)]),
        ("from . import a", [("a", ".a", False, False)]),
        ("from .. import a", [("a", "..a", False, False)]),
        ("from ..a import b", [("b", "..a.b", False, False)]),
        ("from a import *\nfrom . import *", [("*", "a", False, False), ("*", ".", False, False)]),
    ],
)
def test_imports_are_told_as_they_are_written(text: str, imports: list[tuple[str, str, bool, bool]]) -> None:
    assert [(i.name, i.origin, i.is_module, i.is_renamed) for i in facts(text).imports] == imports


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    import a",
        "async def f():\n    if x:\n        from a import b as a",
        "def f(): import a",
        "def f():\n    x = 1; import a",
        "def f():\n    if x: import a",
        "def f():\r    import a",
        "def f():\n    def g():\n        try:\n            pass\n        finally:\n            import a",
        "def f():\n    match x:\n        case 1:\n            import a",
        "class A:\n    import a",
        "class A:\n    def f(self):\n        import a",
        "if x:\n    class A:\n        class B:\n            import a",
    ],
)
def test_an_import_inside_a_definition_is_seen_and_binds_nothing_outside(text: str) -> None:
    assert [(fact.name, fact.guard) for fact in facts(text).imports] == [("a", FUNCTION)]


@pytest.mark.parametrize(
    ("text", "exports"),
    [
        ("", None),
        ("__all__ = []", ()),
        ("__all__ = ['a', 'b']", ("a", "b")),
        ("__all__ = ('a', 'b')", ("a", "b")),
        ("__all__ = 'a', 'b'", ("a", "b")),
        ("__all__ = {'a'}", ("a",)),
        ("__all__: list[str] = ['a']", ("a",)),
        ("__all__: list[str]", None),
        ("__all__ = x = ['a']", ("a",)),
        ("__all__ = ['a'] + ['b']", ("a", "b")),
        ("__all__ = sorted(['b', 'a'])", ("b", "a")),
        ("__all__ = ['a']\n__all__ += ['b']\n__all__ += ('c',)", ("a", "b", "c")),
        ("__all__ = ['a']\n__all__.extend(['b'])\n__all__.extend(('c',))", ("a", "b", "c")),
        ("__all__ = ['a']\n__all__.append('b')", ("a", "b")),
        ("__all__ = ['a']\nif x:\n    __all__ += ['b']\nelse:\n    __all__.append('c')", ("a", "b", "c")),
        ("if x:\n    __all__ = ['a']\nelse:\n    __all__ = ['b']", ("a", "b")),
        ("__all__ = ['a']\n__all__ = ['b']", ("b",)),
        ("__all__ = f()\n__all__ = ['b']", ("b",)),
        ("__all__ = ['a', 'not a name', '\\ud800', '']", ("a",)),
        ("def f():\n    __all__ = ['a']", None),
        ("__all__ = [n for n in dir()]", None),
        ("__all__ = ['a', *b.__all__]", None),
        ("__all__ = ['a'] + b.__all__", None),
        ("__all__ = ['a']\n__all__ += b.__all__", None),
        ("__all__ = ['a']\n__all__.extend(b.__all__)", None),
        ("__all__ = ['a']\n__all__.append(b)", None),
        ("__all__ = ['a']\n__all__.remove('a')", None),
        ("__all__ = ['a']\n__all__.insert(0, 'b')", None),
        ("__all__ = ['a']\n__all__[0] = 'b'", None),
        ("__all__ = ['a']\nif x:\n    __all__ = f()\n__all__ += ['b']", None),
        ("from b import __all__", None),
        ("__all__ = ['a']\nfrom b import __all__ as c", ("a",)),
        ("__getattr__, __dir__, __all__ = attach(__name__)", None),
        ("__all__, x = 'a', 'b'", None),
    ],
)
def test_all_is_known_where_it_can_be_read_off(text: str, exports: tuple[str, ...] | None) -> None:
    assert facts(text).exports == exports


@pytest.mark.parametrize(
    ("text", "has_getattr"),
    [
        ("def __getattr__(name): ...", True),
        ("if x:\n    def __getattr__(name): ...", True),
        ("from lazy import __getattr__", True),
        ("__getattr__, __dir__ = attach(__name__)", True),
        ("class A:\n    def __getattr__(self, name): ...", False),
        ("def f():\n    from lazy import __getattr__", False),
    ],
)
def test_a_module_may_make_its_attributes_when_asked(text: str, has_getattr: bool) -> None:  # noqa: FBT001
    assert facts(text).has_getattr is has_getattr


@pytest.mark.parametrize(
    ("text", "is_dynamic"),
    [
        ("globals()['a'] = 1", True),
        ("def f():\n    globals().update(x)", True),
        ("sys.modules[__name__] = Lazy()", True),
        ("exec(code)", True),
        ("def f():\n    exec(code, {})", False),
        ("sys.modules['other'] = 1", False),
    ],
)
def test_a_module_may_bind_names_that_no_one_sees(text: str, is_dynamic: bool) -> None:  # noqa: FBT001
    assert facts(text).is_dynamic is is_dynamic


def test_a_signature_is_told_parameter_by_parameter() -> None:
    function = only_function("def f(a, b: int = 1, /, c=2, *d: str, e, g: 'A' = 3, **h) -> dict[str, int]: ...")

    assert function.returns == "dict[str, int]"
    assert [(p.name, p.kind, p.has_default, p.annotation) for p in function.parameters] == [
        ("a", ParameterKind.POSITIONAL_ONLY, False, ""),
        ("b", ParameterKind.POSITIONAL_ONLY, True, "int"),
        ("c", ParameterKind.POSITIONAL, True, ""),
        ("d", ParameterKind.VARIADIC, False, "str"),
        ("e", ParameterKind.KEYWORD_ONLY, False, ""),
        ("g", ParameterKind.KEYWORD_ONLY, True, "'A'"),
        ("h", ParameterKind.VARIADIC_KEYWORD, False, ""),
    ]


def test_decorators_and_async_are_told() -> None:
    function = only_function("@a.b\n@c(1,\n   2)\nasync def f(): ...")

    assert (function.is_async, function.line, function.decorators) == (True, 4, ("a.b", "c(1,\n   2)"))


def test_overloads_are_told_one_by_one() -> None:
    found = facts("@overload\ndef f(a: int): ...\n@overload\ndef f(a: str): ...\ndef f(a): ...")

    assert [(fact.line, fact.decorators) for fact in found.functions] == [
        (2, ("overload",)),
        (4, ("overload",)),
        (5, ()),
    ]


def test_a_class_tells_bases_decorators_and_methods() -> None:
    found = only_class(
        "@dataclass(frozen=True)\nclass A(B[T], c.D, metaclass=M):\n"
        "    @classmethod\n    async def f(cls): ...\n    if x:\n        def g(self): ...\n"
    )

    assert (found.bases, found.decorators, found.line) == (("B[T]", "c.D"), ("dataclass(frozen=True)",), 2)
    assert [(m.name, m.is_async, m.decorators, m.guard) for m in found.methods] == [
        ("f", True, ("classmethod",), NONE),
        ("g", False, (), CONDITION),
    ]


def test_a_class_body_binds_attributes() -> None:
    assert attributes(
        "class A:\n    a = 1\n    b: int\n    c: list[str] = field(default_factory=list)\n    d, e = f()\n"
        "    g = h = k.l\n"
        "    from m import n\n    import o.p\n    class Q: ...\n    for r in s: pass\n    if t:\n        u = v\n"
    ) == [
        ("a", "", ""),
        ("b", "int", ""),
        ("c", "list[str]", "field(default_factory=list)"),
        ("d", "", ""),
        ("e", "", ""),
        ("g", "", "k.l"),
        ("h", "", "k.l"),
        ("n", "", ""),
        ("o", "", ""),
        ("Q", "", ""),
        ("r", "", ""),
        ("u", "", "v"),
    ]


def test_init_binds_attributes_and_parameters_bring_their_annotation() -> None:
    assert attributes(
        "class A:\n    def __init__(me, a: int, /, b: B, *c: C, d: 'D' = None, **e: E):\n"
        "        me.a = a\n        me.b = me.b2 = b\n        me.c = c\n        me.d: Other = d\n"
        "        me.e = await_(e)\n"
        "        me.f, me.g = a, b\n        me.h: int\n        other.i = a\n        me.j.k = a\n        me[0] = a\n"
        "        if a:\n            me.l = b\n        with a as me.m:\n            me.n = 1\n"
        "        def inner():\n            me.o = a\n"
    ) == [
        ("a", "int", "a"),
        ("b", "B", "b"),
        ("b2", "B", "b"),
        ("c", "", "c"),
        ("d", "Other", "d"),
        ("e", "", "await_(e)"),
        ("f", "", ""),
        ("g", "", ""),
        ("h", "int", ""),
        ("l", "B", "b"),
        ("m", "", ""),
        ("n", "", ""),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("class A:\n    def __init__(self, /, b):\n        self.c = b\n        b.d = 1", ["c"]),
        ("class A:\n    def __init__(*args):\n        args.a = 1", []),
        ("class A:\n    async def other(self):\n        self.a = 1", ["a"]),
        ("class A:\n    @staticmethod\n    def other(b):\n        b.a = 1", []),
        ("class A:\n    def other(self):\n        return self.a == 1", []),
    ],
)
def test_only_the_first_parameter_of_a_method_is_self(text: str, names: list[str]) -> None:
    assert [name for name, _, _ in attributes(text)] == names


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("A", "A"), ("a.b.C", "a.b.C"), ("A(1, x=[2])", "A(1, x=[2])"), ("a().b", "a().b"), ("(A)", "A"),
        ("1", ""), ("'A'", ""), ("[A]", ""), ("A or B", ""), ("A[0]", "A[0]"), ("lambda: A", ""),
    ],
)  # fmt: skip
def test_a_value_is_told_where_it_can_lead_on(value: str, shown: str) -> None:
    assert facts(f"a = {value}").names == (Attribute("a", 1, "", shown),)


def test_what_goes_to_several_names_is_no_value_of_one() -> None:
    assert {fact.value for fact in facts("a, b = f()\nfor c in d: pass\nwith g() as h: pass").names} == {""}


def test_an_awaited_value_is_told_as_awaited() -> None:
    assert attributes("class A:\n    async def __init__(self):\n        self.a = await f()") == [("a", "", "await f()")]


def test_columns_count_in_utf8_and_lines_may_end_in_crlf() -> None:
    found = extract("m.py", "class Ä(größe . Mäß[\r\n  'é']): x = 'ßé'; y: ünï = ö(1,\r\n 2)\r\n".encode())

    assert found.classes[0].bases == ("größe . Mäß[\r\n  'é']",)
    assert found.classes[0].attributes == (Attribute("x", 2, "", ""), Attribute("y", 2, "ünï", "ö(1,\r\n 2)"))


def test_another_encoding_gives_the_same_facts() -> None:
    text = "# coding: latin-1\ndef f(a: größe.Ä) -> 'é': ...\n"

    assert extract("m.py", text.encode("latin-1")).functions == facts(text.replace("latin-1", "utf-8")).functions


@pytest.mark.parametrize("raw", [b"def f(:\n", b"print 'x'\n", b"\xff\xfe", b"# coding: nonsense\n", b"a = '\0'\n"])
def test_a_file_that_cannot_be_parsed_says_so(raw: bytes) -> None:
    assert extract("m.py", raw) == Facts(parses=False)


def test_a_long_chain_of_branches_breaks_nothing() -> None:
    text = "if a:\n    x = 1\n" + "elif b:\n    def f(): import y\n" * 1500

    assert len(facts(text).functions) == 1500
    assert len(facts("def g():\n    " + text.replace("\n", "\n    ")).imports) == 1500


def test_facts_survive_being_encoded() -> None:
    found = facts(
        "import a.b as c\n__all__ = ['A', 'f']\nx: int = g()\nclass A(B):\n    y = 1\n"
        "    def __init__(self, z: int = 0): self.z = z\nif TYPE_CHECKING:\n    async def f(*a, **k) -> A: ...\n"
    )

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Facts) == found
    assert len({found, found}) == 1


@given(st.text(alphabet="ab_=:.,()[]{}'\"#\\\n\t\r\f é*@0 ", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found = facts(text)

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Facts) == found
