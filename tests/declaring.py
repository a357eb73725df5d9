"""Declared replacements in tests: one table, tried on one file of a small project.

Importable as `declaring` from every test: `from declaring import became, declared`.
"""

from __future__ import annotations

from collections.abc import Mapping

from remend.config.decode import decode, dotted
from remend.inspection import Bench, Inspection, Task, inspect
from remend.model import Finding, Outcome
from remend.module import Surroundings
from remend.project import Project
from remend.replace.rules import declared_rules
from remend.replace.table import ReplaceTable
from remend.rule import RuleType
from remend.snapshot import Snapshot
from remend.testing.cases import Files

NO_FILES: Mapping[str, str] = {}


def declared(**keys: object) -> RuleType:
    """The rule that one `[[tool.remend.replace]]` declares; it is called `probe` unless it says so."""
    table = {"name": "probe", **{key.rstrip("_"): value for key, value in keys.items()}}
    decoded = decode(table, ReplaceTable, dotted, ("replace", str(table["name"])))
    return declared_rules([decoded], dotted)[decoded.name]


def inspected(kind: RuleType, code: str, files: Mapping[str, str] = NO_FILES, *, unsafe: bool = False) -> Inspection:
    """What a rule makes of the file `example.py`."""
    raw = {path: text.encode() for path, text in {**files, "example.py": code}.items()}
    snapshot: Snapshot = Files(raw)
    project = Project(snapshot)
    rule = kind(kind.options_type())
    rule.survey(project)
    rule.weigh(project)
    surroundings = Surroundings(name="example", first_party=project.modules.top_level)
    asked = frozenset({rule.id})
    task = Task(path="example.py", raw=raw["example.py"], rules=asked, surroundings=surroundings, mends=rule.id)
    return inspect(task, Bench(rules=(rule,), known=asked, unsafe=unsafe))


def became(code: str, files: Mapping[str, str] = NO_FILES, **keys: object) -> str:
    """What a declared replacement makes of some code; a second run must find nothing more to mend."""
    kind = declared(**keys)
    made = inspected(kind, code, files)
    assert all(each.outcome is not Outcome.WITHHELD for each in made.findings), reasons(made)
    after = code if made.rewrite is None else made.rewrite.after.decode()
    assert inspected(kind, after, files).rewrite is None
    return after


def reasons(made: Inspection) -> list[str]:
    """Why places that were found are left as they are."""
    left: list[Finding] = [each for each in made.findings if each.outcome is not Outcome.MENDED]
    return [each.reason for each in left]
