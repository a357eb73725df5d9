from __future__ import annotations

import ast
import sys
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.model import Diagnostic
from remend.module import Module, Surroundings, first_line, occurrences


def load(text: str, path: str = "a.py") -> Module:
    module = Module.load(path, text.encode())
    assert isinstance(module, Module), module
    return module


def sources(module: Module, *words: str) -> list[str]:
    """The source text of each site's node."""
    text = module.source.text
    return [text[slice(*module.extent(site.node))] for site in module.sites(words)]


@pytest.mark.parametrize("raw", [b"x = '\xe9'\n", b"x = (\n"])
def test_a_file_that_cannot_be_read_or_parsed_gives_a_diagnostic(raw: bytes) -> None:
    assert isinstance(Module.load("a.py", raw), Diagnostic)


def test_a_module_knows_its_path_and_surroundings() -> None:
    surroundings = Surroundings(name="shop.cart", first_party=frozenset({"shop"}), exported=frozenset({"os"}))

    module = Module.load("shop/cart.py", b"", surroundings)

    assert isinstance(module, Module)
    assert (module.path, module.surroundings, module.notes) == ("shop/cart.py", surroundings, {})
    assert load("").surroundings == Surroundings()


@pytest.mark.parametrize(
    ("path", "is_package"),
    [("__init__.py", True), ("a/__init__.py", True), ("a/init.py", False), ("a__init__.py", False)],
)
def test_a_package_is_known_by_its_file_name(path: str, is_package: bool) -> None:  # noqa: FBT001
    assert load("", path).is_package is is_package


def test_sites_are_names_attributes_imported_names_and_strings_in_source_order() -> None:
    text = """\
    from os import environ
    import environ as e
    environ
    os.environ.get("environ")
    f"{environ} environ"
    'path of os.environ here'
    """

    assert sources(load(dedent(text)), "environ") == [
        "environ",
        "environ as e",
        "environ",
        "os.environ",
        '"environ"',
        "environ",
        'f"{environ} environ"',
        "'path of os.environ here'",
    ]


@pytest.mark.parametrize("text", ["", "environment", "my_environ", "'environs'", "# environ", "f(environ=1)"])
def test_what_only_looks_like_the_word_is_no_site(text: str) -> None:
    assert sources(load(text), "environ") == []


def test_several_words_are_found_in_one_walk_and_remembered() -> None:
    module = load("a.b\nc\nd\n")

    assert sources(module, "c", "b") == ["a.b", "c"]
    assert module.sites({"b", "c"}) is module.sites(["c", "b"])


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_sites_are_found_on_every_kind_of_line(newline: str) -> None:
    text = newline.join(["é = (", "  x.", "  \\", "y", ")", "\f@y", "def f(a=y, *, y: y) -> y:", "\t[y for _ in 1]"])

    assert sources(load(text), "y") == [f"x.{newline}  \\{newline}y", "y", "y", "y", "y", "y"]


def test_a_site_knows_the_way_to_itself() -> None:
    module = load("class A:\n    def f(self):\n        return os.environ['A']\n")
    (site,) = module.sites({"environ"})

    assert [type(node) for node in site.path] == [
        ast.Module,
        ast.ClassDef,
        ast.FunctionDef,
        ast.Return,
        ast.Subscript,
        ast.Attribute,
    ]
    assert isinstance(site.parent(), ast.Subscript)
    assert isinstance(site.parent(2), ast.Return)
    assert site.parent(5) is site.parent(50) is module.tree
    assert site.up().node is site.parent()
    assert site.up(2).path == site.path[:-2]
    assert module.symbol(site.path) == "A.f"


def test_at_module_level_there_is_no_symbol() -> None:
    module = load("[x for x in y]\n")

    assert {module.symbol(site.path) for site in module.sites({"x"})} == {""}


def test_the_extent_of_a_definition_starts_at_its_decorators() -> None:
    module = load("x\n@a\n@b\nclass A:\n    pass\n\n\ndef f(): pass\n")
    decorated, plain = module.tree.body[1:]

    assert module.source.text[slice(*module.extent(decorated))] == "@a\n@b\nclass A:\n    pass"
    assert (first_line(decorated), first_line(plain)) == (2, 8)
    assert module.span(plain).line == 8


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [("a b a", "a", [0, 4]), ("aa a_ _a a1 .a,", "a", [13]), ("é.a", "a", [2]), ("éa", "a", []), ("", "a", [])],
)
def test_a_word_stands_by_itself(text: str, word: str, found: list[int]) -> None:
    assert list(occurrences(text, word)) == found


F_STRINGS = [
    'f"{x.y}"',
    'f"a{x.y}b{x.y}"',
    'f"é{x.y}𝄞{ x.y }"',
    'F"{{x.y}}{x.y}"',
    'f"{x.y!r:>{x.y}}"',
    'f"{x.y=}"',
    'rf"\\N{x.y}"',
    'f"\\N{BULLET}{x.y}"',
    '"{x.y}" f"{x.y}"',
    'f"{x.y}" "é{x.y}" f"{x.y}"',
    "(f'{x.y}'  # {x.y}\n   fR'{x.y}')",
    "f'a\\\n{x.y}'",
    "f'''\né{x.y}\n  {x.y}'''",
    "f'''{\nx.y\n}'''",
    "f'''é\n{f(x.y,\n  x.y)} {x.y}'''",
    "f'''é\r\n{f(x.y,\r\n  x.y)} {x.y}\r\n{x.y}'''",
    "f'''{d[\"é\"]} {x.y}'''",
    "f'{(lambda: x.y)()}'",
    "f'{[x.y for _ in x.y]}'",
    "f'{f\"{x.y}\"}{x.y}'",
    "f'''{f\"{x.y:{x.y}}\"}\n{x.y}'''",
    "é = 1; f'{x.y}'",
    "if é:\n\tf'{x.y}'",
]


@pytest.mark.parametrize("text", F_STRINGS)
def test_a_node_in_an_f_string_is_where_it_says(text: str) -> None:
    module = load(text)
    sites = [site for site in module.sites({"y"}) if isinstance(site.node, ast.Attribute)]

    assert len(sites) == len([n for n in ast.walk(module.tree) if isinstance(n, ast.Attribute)])
    for site in sites:
        span = module.span(site.node)
        assert module.source.text[span.start : span.end] == "x.y"
        assert not module.is_adrift(span)


NESTED = [
    "f'''{f\"\"\"é\n{x.y}\"\"\"}'''",
    "f'''\n  {x.y}{f\"\"\"a{x.y}\n{{ {x.y}\"\"\"}'''\nx.y",
    "é = f'''{f\"\"\"{\nx.y\n}\r\n\"\"\"!r} {x.y}'''",
]


@pytest.mark.parametrize("text", NESTED)
def test_a_node_that_python_places_wrongly_is_placed_at_its_whole_f_string(text: str) -> None:
    module = load(text)

    for site in module.sites({"y"}):
        span = module.span(site.node)
        found = module.source.text[span.start : span.end]
        assert found == "x.y" or (module.is_adrift(span) and found.startswith("f'''") and found.endswith("'''"))


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="Python 3.12 reads f-strings with its own parser")
def test_before_python_3_12_there_are_such_nodes() -> None:
    module = load(NESTED[1])
    spans = [module.span(site.node) for site in module.sites({"y"}) if isinstance(site.node, ast.Attribute)]

    assert [module.is_adrift(span) for span in spans] == [False, True, False, False]


QUOTES = ("'''", '"""', '"', "'")
LITERALS = st.sampled_from(["", "a", "é", "𝄞", "{{", "}}", "{{x.y}}", "\\n", "x.y", " "])
BREAKS = st.sampled_from(["\n", "\n  ", "\\\n", "\r\n", "\r"])


@st.composite
def f_strings(draw: st.DrawFn, depth: int = 0) -> str:
    """An f-string with fields that hold `x.y` in many ways, and further f-strings."""
    quote = QUOTES[depth] if depth else draw(st.sampled_from(QUOTES[:3:2]))
    is_long = len(quote) == 3 and depth < 2
    literal = st.one_of(LITERALS, BREAKS) if is_long else LITERALS
    plain = ["x.y", " x.y ", "f(x.y, z)", "a!=x.y", "(lambda: x.y)()", "x.y == b", "[x.y]"]
    parts = [draw(literal)]
    for _ in range(draw(st.integers(1, 3))):
        fields = st.sampled_from([*plain, "f(x.y,\n  x.y)", "\n x.y\n"] if is_long and not depth else plain)
        nested = f_strings(QUOTES.index(quote) + 1) if QUOTES.index(quote) < 3 else fields
        field = draw(st.one_of(fields, nested))
        conversion = draw(st.sampled_from(["", "!r", "=", ":>10", ":{x.y}", "!s:{x.y}.{z}"]))
        parts += [f"{{{field}{conversion}}}", draw(literal)]
    return draw(st.sampled_from(["f", "F", "rf"])) + quote + "".join(parts) + quote


@given(st.lists(f_strings(), min_size=1, max_size=3), st.sampled_from(["", "é = ", "if a:\n\t"]))
def test_no_f_string_gives_a_place_that_is_not_so(strings: list[str], before: str) -> None:
    module = Module.load("a.py", f"{before}({' '.join(strings)})\n".encode())
    if isinstance(module, Diagnostic):
        return
    sites = [site for site in module.sites({"y"}) if isinstance(site.node, ast.Attribute)]
    assert len(sites) == len([n for n in ast.walk(module.tree) if isinstance(n, ast.Attribute)])
    for span in (module.span(site.node) for site in sites):
        assert module.is_adrift(span) or module.source.text[span.start : span.end] == "x.y"
