"""Everything that has to hold for one case of a rule, and for what a rule says of itself."""

from __future__ import annotations

import difflib
import re
import tokenize
from collections import Counter
from dataclasses import replace
from io import BytesIO

from remend.config.decode import decode, dotted
from remend.index.imports import taken_names
from remend.inspection import Bench, Inspection, Task, inspect
from remend.model import Diagnostic, Finding, Outcome, Safety
from remend.module import Module, Surroundings
from remend.plan.message import reasons
from remend.plan.spec import default_spec
from remend.project import Project
from remend.rule import Keeps, Rule, RuleType
from remend.source import Source, parse, read_source
from remend.testing.cases import Case, Files
from remend.text_rule import TextRule

SCOPE = "service"
"""A commit's scope of usual length: a rule's subject has to leave room for it."""

_SAFETIES = (Safety.SAFE, Safety.UNSAFE, Safety.REPORT_ONLY)
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:#!.*\n)?(?:#.*coding.*\n)?")


class CaseFailedError(AssertionError):
    """A rule does not do what a case of it says."""


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
    _require(len(subject) <= default_spec().subject_limit, rule.id, f"its subject is too long: {subject}")
    _require(len(reasons(made)) >= parts, rule.id, "its docstring says not what it finds, why, and what the mend does")


def check_case(case: Case) -> None:
    """Check all that holds for one case.

    The file is parsed before and after; before only where the rule reads trees. Detecting changes nothing. Mending
    gives the bytes that the case says, keeps all comments, and finds nothing more to mend in them. The same code with
    CRLF gives the same result with CRLF. A comment at the top silences the rule. What is unsafe is left alone unless
    asked for.

    Raises:
        CaseFailedError: one of these does not hold.
    """
    _require(_is_asked(case), case, "the rule would never be asked about it")
    for raw in (case.after,) if case.rule.reads_text else (case.before, case.after):
        loaded = Module.load(case.path, raw)
        is_read = isinstance(loaded, Module) or (case.rule.reads_text and not case.mends)
        _require(is_read, case, f"it does not parse: {loaded}")
    _check_detection(case)
    _check_mend(case)
    again = _inspect(case, case.after, mends=True)
    _require(again.rewrite is None, case, f"a second run mends again:\n{_diff(case.after, _result(again, b''))}")
    if case.mends:
        gone = _comments(case, case.before) - _comments(case, case.after)
        lost = [each for each in gone if not each.startswith(case.rule.drops_comments)]
        _require(not lost, case, "a comment is lost")
    if case.unsafe:
        _check_unsafe(case)
    if b"\r" not in case.before:
        before, after = (raw.replace(b"\n", b"\r\n") for raw in (case.before, case.after))
        _check_mend(replace(case, before=before, after=after, name=f"{case.name}, with CRLF"))
    _check_silenced(case)


def _check_detection(case: Case) -> None:
    told = _inspect(case, case.before, mends=False)
    _require(told.rewrite is None, case, "it is rewritten where detection alone was asked for")
    source = read_source(case.path, case.before)
    assert isinstance(source, Source)
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
    project = Project(Files({**case.files, case.path: raw}))
    rule = _configured(case)
    rule.survey(project)
    rule.weigh(project)
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


def _is_asked(case: Case) -> bool:
    """Whether the rule looks at the case; without triggers it may know beforehand that there is nothing to find."""
    if not case.rule.triggers and case.declined == () and not case.mends:
        return True
    rule = _configured(case)
    rule.survey(Project(Files({**case.files, case.path: case.before})))
    return rule.concerns(case.path, case.before)


def _result(inspection: Inspection, before: bytes) -> bytes:
    return before if inspection.rewrite is None else inspection.rewrite.after


def _comments(case: Case, raw: bytes) -> Counter[str]:
    rule, source = _configured(case), read_source(case.path, raw)
    assert isinstance(source, Source)
    tree = parse(source)
    parsed = None if isinstance(tree, Diagnostic) else tree
    reading = rule.read(source, Surroundings(), parsed) if isinstance(rule, TextRule) else None
    tokens = tokenize.tokenize(BytesIO(raw).readline) if reading is None else reading.tokens
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


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
