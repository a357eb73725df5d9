"""The simple part of the rule `env-access` as an ordinary LibCST codemod, to measure remend against.

Written the way LibCST's tutorial teaches it, and with as little work as that allows: it matches by spelling and asks
for no metadata, which would cost it several times as much. LibCST's own runner runs it:

    python -m libcst.tool codemod --external benchmarks.libcst_codemod.ReadEnvThroughAccessor --accessor MODULE:NAME .
"""

from __future__ import annotations

import argparse

import libcst as cst
import libcst.matchers as m
from libcst.codemod import CodemodContext, VisitorBasedCodemodCommand
from libcst.codemod.visitors import AddImportsVisitor

_OS = m.Name("os")
_READ = m.Attribute(_OS, m.Name("getenv")) | m.Attribute(m.Attribute(_OS, m.Name("environ")), m.Name("get"))


class ReadEnvThroughAccessor(VisitorBasedCodemodCommand):
    """`os.getenv(...)` and `os.environ.get(...)` become `get_env().get(...)`."""

    DESCRIPTION = "Read the environment through the accessor."

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        arg_parser.add_argument("--accessor", required=True, metavar="MODULE:NAME")

    def __init__(self, context: CodemodContext, accessor: str) -> None:
        super().__init__(context)
        self._module, _, self._name = accessor.partition(":")

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:  # noqa: N802 (LibCST's name)
        if not m.matches(original_node.func, _READ):
            return updated_node
        AddImportsVisitor.add_needed_import(self.context, self._module, self._name)
        return updated_node.with_changes(func=cst.Attribute(cst.Call(cst.Name(self._name)), cst.Name("get")))
