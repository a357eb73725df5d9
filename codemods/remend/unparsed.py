"""The work on one file by a rule that reads it as text, most often since Python cannot parse it.

The file is mended as a whole or not at all: it has to parse and to compile afterwards, and no comment may be lost. Its
steps need not parse before the last one where what they start from does not parse either.
"""

from __future__ import annotations

import ast
import dataclasses
import re
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from io import StringIO

from remend.detect import identified
from remend.edits import splice
from remend.errors import RemendError, RuleError
from remend.inspection import Task
from remend.model import Diagnostic, Finding, Outcome, Rewrite, Safety, Violation
from remend.module import Module, Surroundings
from remend.rule import Rule
from remend.source import Source
from remend.suppress import MARKER, Suppressions, read_suppressions
from remend.text_rule import Reading, TextMend, TextRule
from remend.verify import compile_fault

Findings = dict[Violation, Finding]
_SILENT = "suppressed by a comment"


@dataclasses.dataclass(frozen=True, slots=True)
class Unparsed:
    """One file and the rule that reads it."""

    source: Source
    rule: TextRule
    reading: Reading
    violations: tuple[Violation, ...]
    suppressions: Suppressions
    parses: bool = False

    def found(self) -> tuple[Findings, frozenset[Violation]]:
        """All violations, and those of them that a comment silences."""
        silent = frozenset(violation for violation in self.violations if self.suppressions.covers(violation))
        findings = {
            violation: Finding(violation=violation, outcome=Outcome.SUPPRESSED, reason=_SILENT)
            if violation in silent
            else Finding(violation=violation, outcome=Outcome.FOUND)
            for violation in self.violations
        }
        return findings, silent

    def mended(self, findings: Findings, task: Task, *, unsafe: bool) -> Rewrite | None:
        """The rewrite that a task asks for; what became of each violation is written into `findings`."""
        left_out, withheld = dict(task.without), dict(task.withheld)
        chosen = []
        for violation, finding in findings.items():
            reason = withheld.get(violation.fingerprint) or left_out.get(violation.concept, "")
            if finding.outcome is not Outcome.FOUND or not (reason or _is_asked_for(violation, task)):
                continue
            if reason := reason or self._refusal(violation, unsafe=unsafe):
                findings[violation] = _declined(violation, reason)
            else:
                chosen.append(violation)
        if not chosen:
            return None
        made = _checked(self.rule, self.source, self.reading, chosen)
        if not isinstance(made, str) and self.parses:
            made = next(filter(None, map(_step_fault, made.steps)), "") or made
        if isinstance(made, str):
            findings.update({violation: _declined(violation, made) for violation in chosen})
            return None
        done = frozenset(made.mended)
        for violation in chosen:
            left = "what stands on the same line is to be left as it is"
            findings[violation] = (
                Finding(violation=violation, outcome=Outcome.MENDED)
                if violation in done
                else _declined(violation, left)
            )
        return made

    def _refusal(self, violation: Violation, *, unsafe: bool) -> str:
        """Why a violation is not mended, whatever the task; empty where it is."""
        held = violation.safety is Safety.UNSAFE and not unsafe and not self.rule.consents(violation)
        return self.reading.reason(violation) or (f"unsafe: {violation.unsafe_because}" if held else "")


def _is_asked_for(violation: Violation, task: Task) -> bool:
    return (
        task.concept in (None, violation.concept)
        and (task.only is None or violation.fingerprint in task.only)
        and (violation.safety is Safety.SAFE or not task.safe_only)
    )


def read_unparsed(
    source: Source, surroundings: Surroundings, rules: Sequence[Rule], tree: ast.Module | None = None
) -> Unparsed | None:
    """The file as the first of `rules` reads it that can; None where none can. Raises RuleError.

    `tree` is what Python parses, where it can.
    """
    for rule in rules:
        if not isinstance(rule, TextRule):
            continue
        try:
            reading = rule.read(source, surroundings, tree)
        except RemendError:
            raise
        except Exception as error:
            raise RuleError(rule.id, source.path, error) from error
        if reading is not None:
            violations = identified(sorted(reading.violations, key=lambda each: each.span), source.text)
            tokens = reading.tokens if MARKER in source.text else ()
            return Unparsed(source, rule, reading, violations, read_suppressions(source.text, tokens), tree is not None)
    return None


def told(diagnostic: Diagnostic, source: Source) -> Diagnostic:
    """The diagnostic of a file that no rule of the run reads, with the rule that would where the line looks like it."""
    if not _PYTHON_2.search(source.line(diagnostic.line)):
        return diagnostic
    return dataclasses.replace(diagnostic, message=f"{diagnostic.message}; if it is Python 2, {_ADVICE}")


_ADVICE = "--select legacy-syntax mends it"
_PYTHON_2 = re.compile(
    r"""
      ^\s*(?:print|exec)\s+(?!=)\S           # a statement
    | ^\s*except\b[^:#]*[\w)]\s*,\s*\w+\s*: # except Error, error:
    | ^\s*raise\s+[\w.]+\s*,               # raise Error, "text"
    | ` | <> | \b[uU][rR]["']
    | (?<![\w.])(?:0\d+|0x[\da-fA-F]+[lL]|\d+[lL])\b
    | (?:\bdef\b|\blambda\b)[^:]*\([^:]*\(  # a tuple as parameter
    | ^\ *\t
    """,
    re.VERBOSE,
)


def _checked(rule: TextRule, source: Source, reading: Reading, chosen: Sequence[Violation]) -> Rewrite | str:
    """The rewrite that mends `chosen`, or why it must not stand."""
    mend = reading.mend(chosen)
    if not mend.steps:
        return "nothing of it can be mended without what is to be left as it is"
    made = _rewrite(rule, source, mend)
    text = source.text
    for step in mend.steps:
        text = splice(text, step.edits)
        if text != step.text:
            return "it changes more than its edits say"
    if fault := _fault(made):
        return fault
    changed = _changed_comments(source.text, text, reading)
    return f"a comment would not stay as it is: {next(iter(changed))}" if changed else made


def _fault(made: Rewrite) -> str:
    """What Python says against the result; the text is compiled first, which takes half as long as to parse it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(made.after, made.path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError) as error:
        again = Module.load(made.path, made.after)
        if isinstance(again, Diagnostic):
            return f"Python 3 cannot parse it afterwards either: line {again.line}: {again.message}"
        return f"Python 3 cannot compile it afterwards: {compile_fault(again) or error}"
    return ""


def _step_fault(step: Rewrite) -> str:
    """Why a commit in between must not stand, where all before it can be parsed; empty where it may."""
    found = Module.load(step.path, step.after)
    return f"line {found.line} does not parse in between: {found.message}" if isinstance(found, Diagnostic) else ""


def _changed_comments(before: str, after: str, reading: Reading) -> Counter[str]:
    """The comments that are not on both sides; where all that stands after a `#` is the same, none can be."""
    if Counter(_AFTER_HASH.findall(before)) == Counter(_AFTER_HASH.findall(after)):
        return Counter()
    old = _comments(reading.tokens)
    new = _comments(tokenize.generate_tokens(StringIO(after, newline=None).readline))
    return (old - new) or (new - old)


_AFTER_HASH = re.compile(r"#.*")


def _comments(tokens: Iterable[tokenize.TokenInfo]) -> Counter[str]:
    return Counter(token.string.rstrip() for token in tokens if token.type == tokenize.COMMENT)


def _rewrite(rule: TextRule, source: Source, mend: TextMend) -> Rewrite:
    """The rewrite of a whole file, with the steps that lead to it."""
    steps = []
    before = source.encode(source.text)
    for step in mend.steps:
        after = source.encode(step.text)
        mended = tuple(v for v in mend.mended if v.concept == step.concept)
        steps.append(Rewrite(rule=rule.id, path=source.path, old=before, new=after, mended=mended, edits=step.edits))
        before = after
    return Rewrite(
        rule=rule.id,
        path=source.path,
        old=steps[0].before,
        new=before,
        mended=mend.mended,
        steps=tuple(steps),
    )


def _declined(violation: Violation, reason: str) -> Finding:
    return Finding(violation=violation, outcome=Outcome.DECLINED, reason=reason)
