"""Declared codemods in tests: one table, tried on one file, with the plug-in in a folder of its own.

Importable as `plugging` from every test: `from plugging import inspected, plug_in`.
"""

from __future__ import annotations

from pathlib import Path

from remend.config.decode import decode, dotted
from remend.inspection import Bench, Inspection, Task, inspect
from remend.module import Surroundings
from remend.plugin.rules import plugin_rules
from remend.plugin.table import PluginTable
from remend.project import Project
from remend.rule import RuleType
from remend.testing.cases import Files

CODEMOD = """
import os
import sys
import time

import libcst as cst
from libcst.codemod import SkipFile, VisitorBasedCodemodCommand


class Rename(VisitorBasedCodemodCommand):
    @staticmethod
    def add_args(parser):
        parser.add_argument("--old", default="old")
        parser.add_argument("--new", default="new", choices=("new", "newer", "very_old"))
        parser.add_argument("--most", type=int, default=100)

    def __init__(self, context, old, new, most):
        super().__init__(context)
        self.old, self.new, self.most = old, new, most

    def leave_Name(self, original_node, updated_node):
        match original_node.value:
            case "skip_me":
                raise SkipFile("asked for")
            case "warn_me":
                self.warn("it is\\n  odd")
            case "break_me":
                raise ValueError("cannot take it\\n  at all")
            case "exit_me":
                sys.exit(4)
            case "kill_me":
                os._exit(7)
            case "hang_me":
                time.sleep(60)
            case "print_me":
                print(input("Really? "))
            case "write_me":
                open("written", "w").close()
                raise ValueError(sorted(os.listdir(".")))
            case "tell_me":
                where = self.context.full_module_name, self.context.full_package_name, self.context.filename
                raise ValueError(*where)
        return updated_node.with_changes(value=self.new) if original_node.value == self.old else updated_node


class Again(VisitorBasedCodemodCommand):
    def leave_Integer(self, original_node, updated_node):
        return updated_node.with_changes(value=str(int(original_node.value) + 1))


class Stripped(VisitorBasedCodemodCommand):
    def leave_Comment(self, original_node, updated_node):
        return updated_node.with_changes(value="#")


class Needs(VisitorBasedCodemodCommand):
    def __init__(self, context, what):
        super().__init__(context)


NOTHING = 3
"""


def plug_in(folder: Path, **keys: object) -> RuleType:
    """The rule of one `[[tool.remend.codemod]]`, `work:Rename` and safe unless it says otherwise."""
    if not (folder / "work.py").exists():
        (folder / "work.py").write_text(CODEMOD, encoding="utf-8")
    given = {key.replace("_", "-"): value for key, value in keys.items()}
    if "query" not in given:
        given = {"codemod": "work:Rename", **given}
    table = decode({"name": "probe", "safety": "safe", **given}, PluginTable, dotted, ("codemod", "probe"))
    (rule,) = plugin_rules([table], folder, (), dotted).values()
    return rule


def inspected(kind: RuleType, code: str, path: str = "example.py", *, mends: bool = True) -> Inspection:
    """What a rule makes of a file."""
    project = Project(Files({path: code.encode()}))
    rule = kind(kind.options_type())
    rule.survey(project)
    asked = frozenset({rule.id})
    surroundings = Surroundings(name=project.modules.name(path))
    task = Task(path=path, raw=code.encode(), rules=asked, surroundings=surroundings, mends=rule.id if mends else "")
    return inspect(task, Bench(rules=(rule,), known=asked))


def after(kind: RuleType, code: str) -> str:
    """What a rule makes of some code."""
    made = inspected(kind, code)
    return code if made.rewrite is None else made.rewrite.after.decode()
