from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from tokenize import TokenInfo

import pytest

from remend.inspection import Bench, Inspection, Task, inspect
from remend.mending.partition import partition
from remend.model import Edit, Outcome, Safety, Severity, Violation
from remend.module import Surroundings
from remend.plan import Grouping
from remend.plan.spec import default_spec
from remend.rule import Options
from remend.source import Source
from remend.text_rule import Reading, TextMend, TextRule, TextStep


@dataclass
class Words:
    """`new` in place of `old`, and `:` in place of `;`, each a concept; brackets where the text says `halfway`."""

    source: Source

    @property
    def violations(self) -> Sequence[Violation]:
        found = [self._violation(word, at) for word in ("old", ";") for at in self._places(word)]
        return [*found, *(self._violation("told", at, Safety.REPORT_ONLY) for at in self._places("told"))]

    @property
    def tokens(self) -> Sequence[TokenInfo]:
        return list(tokenize.generate_tokens(io.StringIO(self.source.text).readline))

    def _places(self, word: str) -> list[int]:
        text = self.source.text
        return [at for at in range(len(text)) if text.startswith(word, at) and text[at - 1 : at] != "t"]

    def _violation(self, word: str, at: int, safety: Safety = Safety.SAFE) -> Violation:
        span = self.source.span(at, at + len(word))
        return Violation(
            rule="words",
            path=self.source.path,
            span=span,
            severity=Severity.HIGH,
            safety=safety,
            message=word,
            form=word,
            code=self.source.line(span.line).strip(),
            symbol="",
            concept="" if safety is Safety.REPORT_ONLY else word,
        )

    def reason(self, violation: Violation) -> str:
        return "left to you" if violation.safety is Safety.REPORT_ONLY else ""

    def mend(self, chosen: Collection[Violation]) -> TextMend:
        steps, text = [], self.source.text
        halfway = "halfway" in text
        for word, new in ((";", "(" if halfway else ":"), ("old", ")" if halfway else "new")):
            places = [v.span.start for v in chosen if v.concept == word]
            edits = tuple(
                Edit(at, at + len(word), "a #" if "lose" in text and word == "old" else new) for at in sorted(places)
            )
            for edit in reversed(edits):
                text = text[: edit.start] + edit.text + text[edit.end :]
            if edits:
                steps.append(TextStep(concept=word, text=text, edits=edits))
        return TextMend(steps=tuple(steps), mended=tuple(chosen))


class WordsRule(TextRule):
    """Words.

    Why.

    How.
    """

    id = "words"
    summary = "words"
    subject = "change words"
    examples = ()

    def read(self, source: Source, surroundings: Surroundings, tree: ast.Module | None) -> Reading | None:
        if tree is not None and "old" not in (node.id for node in ast.walk(tree) if isinstance(node, ast.Name)):
            return None
        if "break" in source.text:
            raise ValueError("no")
        return Words(source) if "nobody" not in source.text else None


RULE = WordsRule(Options())
BENCH = Bench(rules=(RULE,), known=frozenset({"words"}))
NONE = Bench(rules=(), known=frozenset())


def inspected(text: str, *, mends: str = "words", only: frozenset[str] | None = None) -> Inspection:
    return inspect(Task(path="a.py", raw=text.encode(), rules=frozenset({"words"}), mends=mends, only=only), BENCH)


def outcomes(found: Inspection) -> list[tuple[str, Outcome, str]]:
    return [(f.violation.form, f.outcome, f.reason) for f in found.findings]


def test_a_scan_finds_and_has_no_diagnostic() -> None:
    found = inspected("if old; pass\n", mends="")
    assert outcomes(found) == [("old", Outcome.FOUND, ""), (";", Outcome.FOUND, "")]
    assert (found.diagnostics, found.rewrite) == ((), None)


def test_a_file_is_mended_in_steps_that_need_not_parse() -> None:
    made = inspected("if old; pass\n").rewrite
    assert made is not None and made.after == b"if new: pass\n"
    assert [(step.before, step.after) for step in made.steps] == [
        (b"if old; pass\n", b"if old: pass\n"),
        (b"if old: pass\n", b"if new: pass\n"),
    ]
    assert [[v.concept for v in step.mended] for step in made.steps] == [[";"], ["old"]]
    grouping = Grouping(RULE, [made], str, default_spec())
    parts = partition([made], lambda _: Task(path="", raw=b"", rules=frozenset()), grouping, lambda _: ())
    assert tuple(parts) == made.steps


def test_what_does_not_parse_afterwards_is_left_with_the_reason() -> None:
    found = inspected("if old;\n")
    assert found.rewrite is None
    assert {outcome for _, outcome, _ in outcomes(found)} == {Outcome.DECLINED}
    assert "Python 3 cannot parse it afterwards either: line 1" in found.findings[0].reason


def test_what_does_not_compile_afterwards_is_left_too() -> None:
    assert "cannot compile it" in inspected("if old; return\n").findings[0].reason


def test_a_file_whose_comments_change_is_left() -> None:
    assert "a comment would not stay as it is" in inspected("if 1: old # lose\nif a; pass\n").findings[0].reason


def test_what_is_only_told_is_declined() -> None:
    assert outcomes(inspected("if old; told\n"))[-1] == ("told", Outcome.DECLINED, "left to you")
    assert inspected("told told\n").rewrite is None


def test_what_a_comment_silences_is_not_mended() -> None:
    found = inspected("if old; pass\nold  # remend: ignore[words] meant\n")
    assert [outcome for _, outcome, _ in outcomes(found)] == [Outcome.MENDED, Outcome.MENDED, Outcome.SUPPRESSED]
    assert found.rewrite is not None and found.rewrite.after.startswith(b"if new: pass\nold  #")


def test_only_what_is_asked_for_is_mended() -> None:
    first = inspected("if old; pass\n", mends="").findings[1].violation.fingerprint
    assert [outcome for _, outcome, _ in outcomes(inspected("if old; pass\n", only=frozenset({first})))] == [
        Outcome.FOUND,
        Outcome.MENDED,
    ]


def test_what_is_withheld_is_left_with_its_reason() -> None:
    first = inspected("if old; old\n", mends="").findings[0].violation.fingerprint
    asked = Task(path="a.py", raw=b"if old; old\n", rules=frozenset({"words"}), mends="words")
    found = inspect(replace(asked, withheld=((first, "a command failed"),)), BENCH)
    assert outcomes(found)[0] == ("old", Outcome.DECLINED, "a command failed")
    assert found.rewrite is not None and found.rewrite.after == b"if old: new\n"


def test_a_file_that_no_rule_reads_has_its_diagnostic() -> None:
    (diagnostic,) = inspected("if nobody; pass\n").diagnostics
    assert (diagnostic.kind, diagnostic.line) == ("unparsable", 1)
    (diagnostic,) = inspect(Task(path="a.py", raw=b"\xff", rules=frozenset({"words"})), BENCH).diagnostics
    assert diagnostic.kind == "unparsable"


def test_a_rule_that_breaks_costs_its_file() -> None:
    assert [each.kind for each in inspected("if break; pass\n").diagnostics] == ["rule-failed"]


def test_a_file_that_parses_may_be_none_of_its_business() -> None:
    found = inspected("new  # remend: ignore[words] meant\n")
    assert (found.findings, found.diagnostics, found.rewrite) == ((), (), None)


def test_a_file_that_parses_is_mended_where_the_rule_knows_it() -> None:
    found = inspected("if old: pass\nold  # remend: ignore[words] meant\n")
    assert outcomes(found)[:2] == [
        ("old", Outcome.MENDED, ""),
        ("old", Outcome.SUPPRESSED, "suppressed by a comment"),
    ]
    assert found.rewrite is not None and found.rewrite.after.startswith(b"if new: pass\nold  #")
    assert found.diagnostics == ()


def test_what_parses_has_to_do_so_in_between() -> None:
    assert "line 1 does not parse in between" in inspected("f; old  # halfway\n").findings[0].reason


@pytest.mark.parametrize(
    "line",
    ["print 'a'", "except E, e:", "raise E, 'a'", "x = `a`", "a <> b", "0777", "exec 'a'", "def f((a, b)): pass", "1L"],
)
def test_a_line_of_python_2_is_told_with_the_rule_that_mends_it(line: str) -> None:
    text = f"try:\n    pass\n{line}\n    pass\n" if line.startswith("except") else f"{line}\n"
    (diagnostic,) = inspect(Task(path="a.py", raw=text.encode(), rules=frozenset()), NONE).diagnostics
    assert diagnostic.message.endswith("if it is Python 2, --select legacy-syntax mends it")


def test_another_mistake_is_told_as_it_is() -> None:
    (diagnostic,) = inspect(Task(path="a.py", raw=b"def f(:\n", rules=frozenset()), NONE).diagnostics
    assert diagnostic.message == "invalid syntax"
