"""What holds for every input, tried on many that nobody thought of."""

from __future__ import annotations

import ast
import contextlib
import io
import os
import sys
import tempfile
import tokenize
import types
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generated import modules
from remend.crew import HERE
from remend.edits import splice
from remend.inspection import Bench, Inspection, Task, inspect
from remend.model import Diagnostic, Edit, Outcome, Span
from remend.module import Module, Surroundings
from remend.pipeline import Request, fix, preview
from remend.project import Project
from remend.rules.env_access import EnvAccess, EnvAccessOptions
from remend.snapshot import FolderSnapshot
from remend.source import Source, read_source
from repository import commit, git

PROJECT = Path(__file__).parents[2] / "fixtures" / "rules" / "env_access" / "project"
BOM = b"\xef\xbb\xbf"
NEWLINES = st.sampled_from(["\n", "\r\n", "\r"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "cp1252", "shift_jis", "koi8-r", "ascii", "utf-16"])


# Bytes and text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=6), NEWLINES, ENCODINGS, st.booleans())
def test_what_is_read_is_written_back_byte_for_byte(
    lines: list[str],
    newline: str,
    encoding: str,
    declared: bool,  # noqa: FBT001 (drawn)
) -> None:
    head = [f"# -*- coding: {encoding.removesuffix('-sig')} -*-"] if declared else []
    with contextlib.suppress(UnicodeEncodeError):
        raw = newline.join([*head, *lines]).encode(encoding)
        source = read_source("a.py", raw)
        if isinstance(source, Source):
            assert source.encode(source.text) == raw
            assert "".join(source.text[a:b] for a, b in _ranges(source)) == source.text
        else:
            assert source.kind == "unparsable"


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", BOM, b"# coding: latin-1\n", b"#!x\r\n# vim: fileencoding=utf-8\r\n"]),
)
def test_any_bytes_are_read_or_refused(tail: bytes, head: bytes) -> None:
    source = read_source("a.py", head + tail)
    assert isinstance(source, Diagnostic) or source.encode(source.text) == head + tail
    assert isinstance(Module.load("a.py", head + tail), (Module, Diagnostic))


def _ranges(source: Source) -> list[tuple[int, int]]:
    starts = source.line_starts
    return list(zip(starts, (*starts[1:], len(source.text)), strict=True))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=1, max_size=5), NEWLINES)
def test_a_span_holds_the_code_that_python_means(texts: list[str], newline: str) -> None:
    code = newline.join(f"é = [{text!r}, ü]; x({text!r})" for text in texts)
    module = Module.load("a.py", code.encode())
    assert isinstance(module, Module)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.expr):
            span = module.span(node)
            held = code[span.start : span.end]
            read = ast.dump(ast.parse(held, mode="eval").body)
            assert read.replace("Store()", "Load()") == ast.dump(node).replace("Store()", "Load()")
            assert module.source.line(span.line)[span.column - 1 :].startswith(held)


# Edits


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    pieces = draw(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4), st.text(max_size=4)), max_size=6))
    text, edits = "", []
    for kept, gone, come in pieces:
        start = len(text) + len(kept)
        text += kept + gone
        if gone or come:
            edits.append(Edit(start, start + len(gone), come))
    return text, edits


@given(edited(), st.randoms(use_true_random=False))
def test_edits_are_put_in_whatever_their_order(given_: tuple[str, list[Edit]], random: Random) -> None:
    text, edits = given_
    wanted = text
    for edit in reversed(edits):
        wanted = wanted[: edit.start] + edit.text + wanted[edit.end :]
    assume(len({(edit.start, edit.end) for edit in edits}) == len(edits))
    shuffled = sorted(edits, key=lambda _: random.random())
    assert splice(text, shuffled) == wanted
    assert splice(text, ()) == text


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(AssertionError, match="overlap"):
        splice("abc", [Edit(0, 2, ""), Edit(1, 3, "")])


# Mending


@cache
def _rule() -> EnvAccess:
    rule = EnvAccess(EnvAccessOptions(accessor="app.environment:get_env"))
    rule.survey(Project(FolderSnapshot(PROJECT)))
    return rule


def mend(raw: bytes, *, unsafe: bool = False) -> Inspection:
    surroundings = Surroundings(name="generated", first_party=frozenset({"app"}))
    names = frozenset({"env-access"})
    task = Task(path="generated.py", raw=raw, rules=names, surroundings=surroundings, mends="env-access")
    return inspect(task, Bench(rules=(_rule(),), known=names, unsafe=unsafe))


@pytest.mark.slow
@given(modules(), st.booleans())
@settings(max_examples=150)
def test_a_mended_module_keeps_the_promises(text: str, unsafe: bool) -> None:  # noqa: FBT001 (drawn)
    raw = text.encode()
    made = mend(raw, unsafe=unsafe)
    assert made.diagnostics == ()
    for finding in made.findings:
        assert finding.outcome in {Outcome.MENDED, Outcome.DECLINED}, finding.reason
        assert bool(finding.reason) == (finding.outcome is Outcome.DECLINED)
    if made.rewrite is None:
        return
    after = made.rewrite.after
    ast.parse(after)
    assert not _comments(raw) - _comments(after)
    again = mend(after, unsafe=unsafe)
    assert again.rewrite is None
    left = [f.violation.form for f in made.findings if f.outcome is Outcome.DECLINED]
    assert Counter(f.violation.form for f in again.findings) == Counter(left)
    touched = [finding.violation.span for finding in made.findings if finding.outcome is Outcome.MENDED]
    rest = iter(after.decode().splitlines(keepends=True))
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if not _is_near(number, touched) and "import" not in line and line.strip():
            assert any(line.rstrip("\r\n") == other.rstrip("\r\n") for other in rest), line


def _is_near(line: int, spans: list[Span]) -> bool:
    return any(span.line <= line <= span.end_line for span in spans)


def _comments(raw: bytes) -> Counter[str]:
    return Counter(
        token.string for token in tokenize.tokenize(io.BytesIO(raw).readline) if token.type == tokenize.COMMENT
    )


@pytest.mark.slow
@given(modules())
@settings(max_examples=150)
def test_a_safe_mend_means_the_same(text: str) -> None:
    assume(any(f"{word} os" in text for word in ("import", "from", "sys,")))
    made = mend(text.encode())
    if made.rewrite is not None:
        assert run(made.rewrite.after.decode()) == run(text)


def run(code: str) -> tuple[object, ...]:
    """What a generated module does: what it sees, how it ends, and the environment that it leaves."""
    seen: list[object] = []

    def see(value: object) -> None:
        seen.append(repr(value))

    with environment({"A": "a", "CD": "cd"}):
        end: object = None
        try:
            exec(compile(code, "generated", "exec"), {"see": see, "here": contextlib.nullcontext})  # noqa: S102
        except Exception as error:  # noqa: BLE001 (whatever it is, it has to be the same)
            end = type(error), str(error) if isinstance(error, KeyError) else ""
        return seen, end, dict(os.environ)


@contextlib.contextmanager
def environment(variables: dict[str, str]) -> Iterator[None]:
    """An environment of its own, and the accessor as a module that can be imported."""
    accessor = types.ModuleType("app.environment")
    exec((PROJECT / "app" / "environment.py").read_text("utf-8"), vars(accessor))  # noqa: S102
    outer = dict(os.environ)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "app", types.ModuleType("app"))
        patch.setitem(sys.modules, "app.environment", accessor)
        os.environ.clear()
        os.environ.update(variables)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(outer)


# The whole


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from(["shop", "stock", "."]), modules()), min_size=1, max_size=4), st.booleans())
@settings(max_examples=6)
def test_a_dry_run_is_the_real_run(files: list[tuple[str, str]], unsafe: bool) -> None:  # noqa: FBT001 (drawn)
    with tempfile.TemporaryDirectory() as folder:
        repo = Path(folder)
        git(repo, "init", "--quiet", "--initial-branch=main")
        names = {f"{service}/m{number}.py": text for number, (service, text) in enumerate(files)}
        accessor = (PROJECT / "app" / "environment.py").read_bytes()
        table = '[tool.remend.env-access]\naccessor = "app.environment:get_env"\n'
        commit(repo, {"pyproject.toml": table, "app/__init__.py": "", "app/environment.py": accessor, **names})
        request = Request(paths=(repo,), branch="tidy", unsafe=unsafe, crew=HERE)
        planned = preview(request)
        written = fix(request)
        assert planned.findings == written.findings
        assert planned.diagnostics == written.diagnostics
        assert planned.plan.units == tuple(replace(unit, commit=None) for unit in written.plan.units)
        for unit in written.plan.units:
            assert unit.commit is not None
            for rewrite in unit.rewrites:
                blob = git(repo, "rev-parse", f"{unit.commit}:{rewrite.path}")
                assert git(repo, "hash-object", "-t", "blob", "--stdin", stdin=rewrite.after) == blob
