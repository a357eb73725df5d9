"""Tests of a rule without writing any: its examples, and a folder of files before and after.

A rule package runs the same checks as remend itself, with the test runner of its choice:

    @pytest.mark.parametrize("case", [*example_cases(MyRule), *fixture_cases(MyRule, FOLDER)], ids=str)
    def test_my_rule(case: Case) -> None:
        check_case(case)

A fixture is `<case>.py` with `<case>.after.py`, or `keep_<why>.py`, which has to stay as it is. Files are compared byte
for byte. What a case needs beside its code stands in `<case>.toml`; every key may be left out:

    path = "shop/settings.py"          # what the file is called in its project; its own name if left out
    unsafe = true                      # the mend needs --unsafe
    declined = ["raises KeyError"]     # a part of the reason for each place found and not mended, in their order
    options = { source = "shop" }      # options of the rule, put over the rule's `example_options`
    [files]                            # other files of the project, put over those of the folder `project/`
    "shop/__init__.py" = ""
"""

from __future__ import annotations

import difflib
import re
import tokenize
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec

from remend.config.decode import KeyPath, decode, dotted
from remend.index.imports import taken_names
from remend.inspection import Bench, Inspection, Task, inspect
from remend.model import Diagnostic, Finding, Outcome, Safety
from remend.module import Module, Surroundings
from remend.plan.message import SUBJECT_LIMIT, reasons
from remend.project import Project
from remend.rule import Keeps, Rule, RuleType
from remend.snapshot import Snapshot

__all__ = ["Case", "CaseFailedError", "check_case", "check_rule", "example_cases", "fixture_cases"]

SCOPE = "service"
"""A commit's scope of usual length: a rule's subject has to leave room for it."""

_SAFETIES = (Safety.SAFE, Safety.UNSAFE, Safety.REPORT_ONLY)
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:#!.*\n)?(?:#.*coding.*\n)?")


class CaseFailedError(AssertionError):
    """A rule does not do what a case of it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One file that a rule mends or keeps, and the project around it.

    `after` is the same as `before` where the rule must keep the file. `declined` holds a part of the reason for each
    place that is found and not mended, in their order; None where there must be at least one, whatever the reason.
    """

    name: str
    rule: RuleType
    before: bytes
    after: bytes
    path: str
    unsafe: bool = False
    declined: tuple[str, ...] | None = ()
    options: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule.id}: {self.name}"

    @property
    def mends(self) -> bool:
        """Whether the rule has to change the file."""
        return self.after != self.before


class _Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in a `<case>.toml`."""

    path: str | None = None
    unsafe: bool = False
    declined: tuple[str, ...] = ()
    options: dict[str, Any] = {}
    files: dict[str, str] = {}


class _Files(Snapshot):
    """A project that is nowhere on disk."""

    label = "a case"

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.root = Path()
        self.files = files
        self.paths = tuple(sorted(files))

    def read(self, path: str) -> bytes:
        return self.files[path]


def example_cases(rule: RuleType) -> tuple[Case, ...]:
    """The examples of `rule` as cases."""
    return tuple(_example_cases(rule))


def _example_cases(rule: RuleType) -> Iterator[Case]:
    for number, example in enumerate(rule.examples, 1):
        options = dict((*rule.example_options, *example.config))
        if isinstance(example, Keeps):
            code, name = example.code.encode(), f"example {number}, {example.because}"
            declined = None if example.found else ()
            yield Case(
                name=name, rule=rule, before=code, after=code, path="example.py", declined=declined, options=options
            )
        else:
            yield Case(
                name=f"example {number}, {example.title or 'mended'}",
                rule=rule,
                before=example.before.encode(),
                after=example.after.encode(),
                path="example.py",
                unsafe=example.unsafe,
                options=options,
            )


def fixture_cases(rule: RuleType, folder: Path) -> tuple[Case, ...]:
    """The cases in `folder`. Raises ValueError where a file there belongs to no case."""
    names = {path.name.removesuffix(".py") for path in folder.glob("*.py") if not path.name.endswith(".after.py")}
    for path in sorted(folder.iterdir()):
        owner = path.name.removesuffix(".py").removesuffix(".toml").removesuffix(".after")
        if path.is_file() and owner not in names:
            raise ValueError(f"{path}: there is no {owner}.py that this file could belong to")
    project = folder / "project"
    files = {path.relative_to(project).as_posix(): path.read_bytes() for path in sorted(project.rglob("*.py"))}
    return tuple(_fixture_case(rule, folder / f"{name}.py", files) for name in sorted(names))


def _fixture_case(rule: RuleType, file: Path, files: Mapping[str, bytes]) -> Case:
    settings = _read_settings(file.with_suffix(".toml"))
    before, after = file.read_bytes(), file.with_suffix(".after.py")
    if after.exists() == file.stem.startswith("keep_"):
        raise ValueError(f"{file}: a case has either an .after.py beside it, or a name that starts with keep_")
    return Case(
        name=file.stem,
        rule=rule,
        before=before,
        after=after.read_bytes() if after.exists() else before,
        path=settings.path or file.name,
        unsafe=settings.unsafe,
        declined=settings.declined,
        options={**dict(rule.example_options), **settings.options},
        files={**files, **{path: text.encode() for path, text in settings.files.items()}},
    )


def _read_settings(file: Path) -> _Settings:
    def place(path: KeyPath) -> str:
        return f"{file}: {dotted(path)}"

    return decode(tomllib.loads(file.read_text("utf-8")), _Settings, place) if file.exists() else _Settings()


def check_rule(rule: RuleType) -> None:
    """Check what a rule says of itself: examples, words and the room that its subject leaves.

    Raises:
        CaseFailedError: something is missing or does not fit.
    """
    made = rule(decode(dict(rule.example_options), rule.options_type, dotted))
    subject = f"{rule.kind}({SCOPE}): {made.titles[0]}"
    parts = 1 if rule.safety is Safety.REPORT_ONLY else 2
    found = [e for e in rule.examples if not isinstance(e, Keeps) or e.found]
    keeps = [e for e in rule.examples if isinstance(e, Keeps)]
    _require(bool(found), rule.id, "it has no example of what it finds")
    _require(len(keeps) >= 2, rule.id, "it has fewer than two examples of what stays as it is")
    _require(made.is_ready, rule.id, "its example_options do not make it ready to run")
    _require(len(subject) <= SUBJECT_LIMIT, rule.id, f"its subject is too long: {subject}")
    _require(len(reasons(made)) >= parts, rule.id, "its docstring says not what it finds, why, and what the mend does")


def check_case(case: Case) -> None:
    """Check all that holds for one case.

    The file is parsed before and after. Detecting changes nothing. Mending gives the bytes that the case says, keeps
    all comments, and finds nothing more to mend in them. The same code with CRLF gives the same result with CRLF. A
    comment at the top silences the rule. What is unsafe is left alone unless asked for.

    Raises:
        CaseFailedError: one of these does not hold.
    """
    _require(_has_trigger(case), case, "no trigger word stands in it, so the rule is never asked")
    for raw in (case.before, case.after):
        loaded = Module.load(case.path, raw)
        _require(isinstance(loaded, Module), case, f"it does not parse: {loaded}")
    _check_detection(case)
    _check_mend(case)
    again = _inspect(case, case.after, mends=True)
    _require(again.rewrite is None, case, f"a second run mends again:\n{_diff(case.after, _result(again, b''))}")
    if case.mends:
        _require(not _comments(case.before) - _comments(case.after), case, "a comment is lost")
    if case.unsafe:
        _check_unsafe(case)
    if b"\r" not in case.before:
        before, after = (raw.replace(b"\n", b"\r\n") for raw in (case.before, case.after))
        _check_mend(replace(case, before=before, after=after, name=f"{case.name}, with CRLF"))
    _check_silenced(case)


def _check_detection(case: Case) -> None:
    told = _inspect(case, case.before, mends=False)
    _require(told.rewrite is None, case, "it is rewritten where detection alone was asked for")
    module = Module.load(case.path, case.before)
    assert isinstance(module, Module)
    source = module.source
    for found in (finding.violation for finding in told.findings):
        place = f"line {found.span.line}, {found.form}"
        _require(source.span(found.span.start, found.span.end) == found.span, case, f"{place}: its span is wrong")
        _require(
            found.code == source.line(found.span.line).strip(), case, f"{place}: its code is not what stands there"
        )
        _require((found.rule, found.path) == (case.rule.id, case.path), case, f"{place}: it names another file or rule")
        lowered = _SAFETIES.index(found.safety) >= _SAFETIES.index(case.rule.safety)
        _require(lowered, case, f"{place}: it claims to be {found.safety}, the rule is {case.rule.safety}")
        reasoned = (found.safety is Safety.UNSAFE) == bool(found.unsafe_because)
        _require(reasoned or found.safety is Safety.REPORT_ONLY, case, f"{place}: unsafe and its reason go together")


def _check_mend(case: Case) -> None:
    made = _inspect(case, case.before, mends=True)
    result = _result(made, case.before)
    _require(result == case.after, case, f"the result is another:\n{_diff(case.after, result)}{_outcomes(made)}")
    _require(not made.diagnostics, case, f"it makes a diagnostic: {made.diagnostics}")
    left = [f for f in made.findings if f.outcome not in (Outcome.MENDED, Outcome.SUPPRESSED)]
    given = [finding.reason for finding in left]
    _require(all(f.outcome is Outcome.DECLINED and f.reason for f in left), case, f"not declined:{_outcomes(made)}")
    if case.declined is None:
        _require(bool(given), case, "it is kept, but not reported")
        return
    fits = len(given) == len(case.declined) and all(
        part in told for part, told in zip(case.declined, given, strict=True)
    )
    _require(fits, case, f"`declined` has to fit what was found and not mended:{_outcomes(made)}")


def _check_unsafe(case: Case) -> None:
    safe = _inspect(replace(case, unsafe=False), case.before, mends=True)
    held = [f for f in safe.findings if f.outcome is Outcome.DECLINED and f.violation.safety is Safety.UNSAFE]
    _require(bool(held), case, "it is marked unsafe, and all of it is mended without --unsafe")


def _check_silenced(case: Case) -> None:
    head = _HEAD.match(case.before)
    at = head.end() if head else 0
    silenced = case.before[:at] + f"# remend: ignore-file[{case.rule.id}]\n".encode() + case.before[at:]
    told = _inspect(case, silenced, mends=True)
    quiet = told.rewrite is None and all(finding.outcome is Outcome.SUPPRESSED for finding in told.findings)
    _require(quiet, case, f"a comment at the top does not silence it:{_outcomes(told)}")


def _inspect(case: Case, raw: bytes, *, mends: bool) -> Inspection:
    """What the rule makes of `raw` in the place of the case's file."""
    project = Project(_Files({**case.files, case.path: raw}))
    rule = _configured(case)
    rule.survey(project)
    taken = taken_names(project.contents, rule.releases) if rule.releases else {}
    surroundings = Surroundings(
        name=project.modules.name(case.path),
        first_party=project.modules.top_level,
        exported=taken.get(case.path, frozenset()),
    )
    asked = frozenset({rule.id})
    task = Task(path=case.path, raw=raw, rules=asked, surroundings=surroundings, mends=rule.id if mends else "")
    return inspect(task, Bench(rules=(rule,), known=asked, unsafe=case.unsafe))


def _configured(case: Case) -> Rule:
    return case.rule(decode(dict(case.options), case.rule.options_type, dotted))


def _has_trigger(case: Case) -> bool:
    return any(re.search(rb"\b" + re.escape(word) + rb"\b", case.before) for word in case.rule.triggers)


def _result(inspection: Inspection, before: bytes) -> bytes:
    return before if inspection.rewrite is None else inspection.rewrite.after


def _comments(raw: bytes) -> Counter[str]:
    return Counter(token.string for token in tokenize.tokenize(BytesIO(raw).readline) if token.type == tokenize.COMMENT)


def _diff(wanted: bytes, found: bytes) -> str:
    one, other = (raw.decode("utf-8", "backslashreplace").splitlines(keepends=True) for raw in (wanted, found))
    return "".join(line.rstrip("\n") + "\n" for line in difflib.unified_diff(one, other, "wanted", "found"))


def _outcomes(inspection: Inspection) -> str:
    """What became of each finding, and what else was said, one a line."""
    told: list[Finding | Diagnostic] = [*inspection.findings, *inspection.diagnostics]
    return "".join(
        f"\n  {each.kind}: {each.message}"
        if isinstance(each, Diagnostic)
        else f"\n  line {each.violation.span.line}, {each.violation.form}: {each.outcome} {each.reason}"
        for each in told
    )


def _require(holds: bool, of: Case | str, what: str) -> None:  # noqa: FBT001 (an assertion's condition comes first)
    if not holds:
        raise CaseFailedError(f"{of}: {what}")
