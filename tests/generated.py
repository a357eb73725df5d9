"""Python modules out of thin air: the forms of environment access, mixed with everything that may stand around them.

Importable as `generated` from every test: `from generated import modules`. Each module records what it reads with
`see(...)`, so that running it before and after a repair shows whether both mean the same.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from hypothesis import strategies as st

Strategy = st.SearchStrategy
Lines = list[str]

HEADERS = (
    ("import os", "os.environ", "os.getenv"),
    ("import os as o", "o.environ", "o.getenv"),
    ("import sys, os", "os.environ", "os.getenv"),
    ("from os import environ, getenv", "environ", "getenv"),
    ("from os import environ as e, getenv as g  # short", "e", "g"),
    ("import os\nfrom app.environment import get_env", "os.environ", "os.getenv"),
    ("import os\nfrom app.environment import get_env\n\nenv = get_env()", "os.environ", "os.getenv"),
    ("import os\nimport os.path\nimport sys", "os.environ", "os.getenv"),
    ("", "os.environ", "os.getenv"),
)
KEYS = st.sampled_from(['"A"', "'B'", '"C" "D"', "key", '"A"'])
WORDS = st.sampled_from(['"x"', "'é'", "None", "str(1)", "DEFAULT", '"a" + "b"'])
COMMENTS = st.sampled_from(["", "", "", "  # why", "  # é: (", "   "])


@st.composite
def expressions(draw: st.DrawFn, environ: str, getenv: str, depth: int = 2) -> str:
    """An expression that reads the environment, perhaps inside others."""
    key, word = draw(KEYS), draw(WORDS)
    plain = st.sampled_from(
        [
            f"{getenv}({key})",
            f"{getenv}({key}, {word})",
            f"{getenv}(key={key}, default={word})",
            f"{getenv}({key}, default={word})",
            f"{environ}.get({key}, {word})",
            f"{environ}.get({key},\n        {word},  # fallback\n    )",
            f"({environ}[{key}] if {key} in {environ} else {word})",
            f"({key} in {environ})",
            f"({key} not in {environ})",
            f"({environ}.get(\n    {key}) or {word})",
            f"sorted({environ})",
            f"dict({environ})",
            f"{{**{environ}, 'Z': '1'}}",
            f"({environ}.copy() | {{'Z': '1'}})",
            f"sorted({environ}.items())",
            f"len({environ})",
            f"{environ}[{key}]",
            word,
        ]
    )
    if depth == 0:
        return draw(plain)
    inner = expressions(environ, getenv, depth - 1)
    around: Strategy[str] = st.one_of(
        plain,
        inner.map(lambda code: f"str({code})"),
        inner.map(lambda code: f"[{code} for key in (1, 2)]"),
        inner.map(lambda code: f"(lambda: {code})()"),
        inner.map(lambda code: f"{getenv}({key}, {code})"),
        inner.map(lambda code: f"({code}) == ({word})"),
        inner.map(lambda code: f"not ({code})"),
        inner.map(lambda code: f"1 if({code})else {word}"),
        st.just(f"f\"{{{getenv}('A')!r:>5}} é {{'B' in {environ}}}\""),
    )
    code: str = draw(around)
    return code


def _simple(environ: str, getenv: str) -> Strategy[str]:
    read = expressions(environ, getenv)
    return st.one_of(
        read.map(lambda code: f"see({code})"),
        read.map(lambda code: f"value = ({code})"),
        st.builds(lambda key, code: f"{environ}[{key}] = str({code})", KEYS, read),
        st.builds(lambda key, word: f"{environ}[{key}] = str({word}); see(1)", KEYS, WORDS),
        KEYS.map(lambda key: f"{environ}.pop({key}, None)"),
        KEYS.map(lambda key: f"value = {environ}.pop({key}, 'gone')"),
        KEYS.map(lambda key: f"{environ}.setdefault({key}, 'set')"),
        KEYS.map(lambda key: f"{environ}.update({{{key}: 'u'}})"),
        KEYS.map(lambda key: f"if {key} in {environ}: del {environ}[{key}]"),
        KEYS.map(lambda key: f"if {key} in {environ}: {environ}[{key}] += 'more'"),
        st.sampled_from(["pass", "see(1)", "# only a comment", "key = 'A'", "'''a string\n  of lines'''", ""]),
    )


def _indented(lines: Lines) -> Lines:
    """One step to the right, but for lines that go on a string or a call."""
    return [f"    {line}" if line else line for line in lines]


def _block(head: str, after: Callable[[Lines], Lines] | None = None) -> Callable[[Lines], Lines]:
    def build(body: Lines) -> Lines:
        return [head, *_indented([*body, "pass"]), *(after(body) if after else [])]

    return build


def _blocks(environ: str, getenv: str, depth: int) -> Strategy[Lines]:
    simple = st.builds(lambda code, comment: f"{code}{comment}".split("\n"), _simple(environ, getenv), COMMENTS)
    if depth == 0:
        return simple
    body = st.lists(_blocks(environ, getenv, depth - 1), min_size=1, max_size=3).map(lambda parts: [*chain(*parts)])
    return st.one_of(
        simple,
        simple,
        body.map(_block("if see(2) is None:")),
        body.map(_block("for key in ('A', 'B'):")),
        body.map(_block("with here():")),
        body.map(_block("try:", lambda _: ["except KeyError as error:", "    see(type(error))"])),
        body.map(_block("def function(key='A'):", lambda _: ["", "function()"])),
        body.map(_block("def function(key='B', os=None):", lambda _: ["", "function"])),
        body.map(_block("class Some:")),
        body.map(lambda lines: [f"held = {environ}", "see(held.get(key))", *lines]).map(
            _block("def local(key='A'):", lambda _: ["", "local()"])
        ),
    )


@st.composite
def modules(draw: st.DrawFn) -> str:
    """The text of a module that parses."""
    header, environ, getenv = draw(st.sampled_from(HEADERS))
    lead = draw(st.sampled_from(["", '"""Docstring."""\n', "# -*- coding: utf-8 -*-\n# Comment.\n\n", "\n"]))
    future = draw(st.sampled_from(["", "from __future__ import annotations\n\n"]))
    parts = draw(st.lists(_blocks(environ, getenv, 2), min_size=1, max_size=5))
    body = "\n".join(line for part in parts for line in part)
    text = f'{lead}{future}{header}\n\nDEFAULT = "d"\nkey = "A"\n{body}{draw(st.sampled_from(["", chr(10), "  "]))}'
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))
