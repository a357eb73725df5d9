"""The public harness: it passes what holds, and says what does not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import libcst as cst
import pytest

from remend.errors import ConfigError
from remend.model import Safety, Severity, Violation
from remend.module import Module
from remend.project import Project
from remend.rule import Change, Keeps, Mend, Mends, Options, Rule
from remend.testing import Case, CaseFailedError, check_case, check_rule, example_cases, fixture_cases
from repository import Files, write


class NameOptions(Options, frozen=True):
    new: str | None = None


class OldName(Rule):
    """A name that is out of date.

    Readers look for it in vain.

    The mend writes the name of today.
    """

    id = "old-name"
    summary = "name out of date"
    subject = "use the names of today"
    triggers = (b"old",)
    options_type: ClassVar[type[Options]] = NameOptions
    example_options: ClassVar[tuple[tuple[str, object], ...]] = (("new", "new"),)
    examples: ClassVar[tuple[Mends | Keeps, ...]] = (
        Mends("x = old\n", "x = new\n"),
        Mends("x = old\n", "x = newer\n", config=(("new", "newer"),)),
        Mends("risky(old)\n", "risky(new)\n", unsafe=True),
        Keeps("older = 'old times'\n", because="other words"),
        Keeps("keep(old)\n", because="its author said so", found=True),
    )
    options: NameOptions

    @property
    def is_ready(self) -> bool:
        return self.options.new is not None

    def detect(self, module: Module) -> Iterator[Violation]:
        for site in module.sites({"old"}):
            if not isinstance(site.node, ast.Name):
                continue
            span = module.span(site.node)
            code = module.source.line(span.line).strip()
            risky = "risky" in code
            yield Violation(
                rule=self.id,
                path=module.path,
                span=span,
                severity=Severity.LOW,
                safety=Safety.UNSAFE if risky else Safety.SAFE,
                unsafe_because="it is risky" if risky else "",
                message="old",
                form="old",
                code=code,
                symbol="",
            )

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        if "keep" in module.source.line(violation.span.line):
            return "its author said so"
        return Mend(changes=(Change(target=violation.span, codemod=lambda _: cst.Name(str(self.options.new))),))


def case(before: str, after: str | None = None, rule: type[Rule] = OldName) -> Case:
    code = before.encode()
    made = code if after is None else after.encode()
    return Case(name="it", rule=rule, before=code, after=made, path="a.py", options={"new": "new"})


def test_a_rule_that_does_what_it_says_passes() -> None:
    check_rule(OldName)
    for each in example_cases(OldName):
        check_case(each)


class OldWhereThereIsNew(OldName):
    """A name that is out of date where another file has the new one."""

    examples: ClassVar[tuple[Mends | Keeps, ...]] = (
        Mends("x = old\n", "x = new\n", beside=(("pkg/new.py", "new = 1\n"),)),
        Keeps("x = old\n", because="there is no new one", beside=(("pkg/other.py", ""),)),
    )

    def survey(self, project: Project) -> None:
        self.is_there = "pkg/new.py" in project.reach

    def detect(self, module: Module) -> Iterator[Violation]:
        return super().detect(module) if self.is_there else iter(())


def test_an_example_may_need_other_files() -> None:
    for each in example_cases(OldWhereThereIsNew):
        assert each.path not in each.files
        check_case(each)


def test_the_cases_of_a_folder_pass_with_what_stands_beside_them(tmp_path: Path) -> None:
    files: Files = {
        "plain.py": "x = old  # é",
        "plain.after.py": "x = new  # é",
        "latin.py": b"# coding: latin-1\r\nx = old, '\xe9'\r\n",
        "latin.after.py": b"# coding: latin-1\r\nx = newer, '\xe9'\r\n",
        "latin.toml": 'path = "pkg/b.py"\noptions = { new = "newer" }\nfiles = { "pkg/c.py" = "" }',
        "risky.py": "old\nrisky(old)\nkeep(old)\n",
        "risky.after.py": "new\nrisky(new)\nkeep(old)\n",
        "risky.toml": 'unsafe = true\ndeclined = ["author"]',
        "keep_word.py": "#!/usr/bin/python\n# coding: utf-8\nthe = 'old'\n",
        "project/pkg/__init__.py": "",
    }
    write(tmp_path, files)
    cases = {each.name: each for each in fixture_cases(OldName, tmp_path)}
    assert list(cases) == ["keep_word", "latin", "plain", "risky"]
    assert (cases["latin"].path, cases["latin"].files) == ("pkg/b.py", {"pkg/__init__.py": b"", "pkg/c.py": b""})
    assert [str(each) for each in cases.values() if each.mends] == [
        f"old-name: {n}" for n in ("latin", "plain", "risky")
    ]
    for each in cases.values():
        check_case(each)


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"a.after.py": ""}, "there is no a.py that this file could belong to"),
        ({"a.toml": ""}, "there is no a.py that this file could belong to"),
        ({"a.py": "old"}, "either an .after.py beside it, or a name that starts with keep_"),
        ({"keep_a.py": "old", "keep_a.after.py": "new"}, "either an .after.py beside it"),
    ],
)
def test_a_file_that_belongs_to_no_case_is_an_error(tmp_path: Path, files: dict[str, str], complaint: str) -> None:
    write(tmp_path, files)
    with pytest.raises(ValueError, match=complaint):
        fixture_cases(OldName, tmp_path)


def test_a_wrong_key_beside_a_case_names_the_file_and_the_key(tmp_path: Path) -> None:
    write(tmp_path, {"keep_a.py": "old", "keep_a.toml": "unsave = true"})
    with pytest.raises(ConfigError, match=r"keep_a\.toml: unsave: unknown key; did you mean `unsafe`"):
        fixture_cases(OldName, tmp_path)


@pytest.mark.parametrize(
    ("failing", "complaint"),
    [
        (case("x = older\n"), "would never be asked"),
        (case("x = old(\n", "x = new(\n"), "it does not parse"),
        (case("x = old\n", "x = newer\n"), "the result is another:\n--- wanted\n[+]{3} found\n"),
        (case("x = old\n", "x = new"), "the result is another"),
        (case("x = old\n"), "the result is another"),
        (
            case("keep(old)\n"),
            "`declined` has to fit what was found and not mended:\n  line 1, old: declined its author",
        ),
        (replace(case("keep(old)\n"), declined=("the moon",)), "`declined` has to fit"),
        (replace(case("x = 'old'\n"), declined=None), "it is kept, but not reported"),
        (replace(case("x = old\n", "x = new\n"), unsafe=True), "marked unsafe, and all of it is mended without"),
        (case("risky(old)\n", "risky(new)\n"), "the result is another"),
        (case("# remend: ignore[old-name]\nx = 'old'\n"), "it makes a diagnostic"),
    ],
)
def test_a_case_that_does_not_hold_is_told(failing: Case, complaint: str) -> None:
    with pytest.raises(CaseFailedError, match=complaint):
        check_case(failing)


class Twice(OldName):
    def mend(self, violation: Violation, module: Module) -> Mend | str:
        return Mend(changes=(Change(target=violation.span, codemod=lambda _: cst.parse_expression("int(old)")),))


class WrongSpan(OldName):
    def detect(self, module: Module) -> Iterator[Violation]:
        for found in super().detect(module):
            yield replace(found, span=replace(found.span, line=found.span.line, column=found.span.column + 1))


class WrongCode(OldName):
    def detect(self, module: Module) -> Iterator[Violation]:
        for found in super().detect(module):
            yield replace(found, code="something else")


class WrongPath(OldName):
    def detect(self, module: Module) -> Iterator[Violation]:
        for found in super().detect(module):
            yield replace(found, path="b.py")


class TooSafe(OldName):
    safety = Safety.REPORT_ONLY


class UnsafeWithoutReason(OldName):
    def detect(self, module: Module) -> Iterator[Violation]:
        for found in super().detect(module):
            yield replace(found, safety=Safety.UNSAFE, unsafe_because="")


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        (Twice, "old: withheld old-name still finds old afterwards"),
        (WrongSpan, "its span is wrong"),
        (WrongCode, "its code is not what stands there"),
        (WrongPath, "it names another file or rule"),
        (TooSafe, "it claims to be safe, the rule is report-only"),
        (UnsafeWithoutReason, "unsafe and its reason go together"),
    ],
)
def test_a_rule_that_is_wrong_is_told(rule: type[Rule], complaint: str) -> None:
    with pytest.raises(CaseFailedError, match=complaint):
        check_case(case("x = old\n", "x = new\n", rule))


class Silent(OldName):
    """Says what, and nothing else."""


class LongWinded(OldName):
    subject = "use the names that everybody uses today"
    __doc__ = OldName.__doc__


class Bare(OldName):
    examples = (Keeps("x = 'old'\n", because="a string"),)
    __doc__ = OldName.__doc__


class OneKeep(OldName):
    examples = OldName.examples[:4]
    __doc__ = OldName.__doc__


class NotReady(OldName):
    example_options = ()
    __doc__ = OldName.__doc__


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        (Silent, "its docstring says not what it finds"),
        (LongWinded, "its subject is too long"),
        (Bare, "no example of what it finds"),
        (OneKeep, "fewer than two examples"),
        (NotReady, "do not make it ready"),
    ],
)
def test_a_rule_that_does_not_explain_itself_is_told(rule: type[Rule], complaint: str) -> None:
    with pytest.raises(CaseFailedError, match=complaint):
        check_rule(rule)
