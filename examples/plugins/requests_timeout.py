"""A LibCST codemod: requests that wait for ever get a limit."""

import argparse

import libcst as cst
from libcst.codemod import CodemodContext, VisitorBasedCodemodCommand
from libcst.metadata import QualifiedNameProvider

FUNCTIONS = frozenset(f"requests.{name}" for name in ("delete", "get", "head", "options", "patch", "post", "put"))


class RequestsTimeoutCommand(VisitorBasedCodemodCommand):
    """Adds `timeout` to the calls of requests that have none."""

    DESCRIPTION = "Give calls of requests a timeout."
    METADATA_DEPENDENCIES = (QualifiedNameProvider,)

    @staticmethod
    def add_args(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--seconds", type=int, default=30)

    def __init__(self, context: CodemodContext, seconds: int) -> None:
        super().__init__(context)
        self.seconds = seconds

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        names = self.get_metadata(QualifiedNameProvider, original_node.func, ())
        if not any(each.name in FUNCTIONS for each in names):
            return updated_node
        if any(arg.star == "**" or (arg.keyword and arg.keyword.value == "timeout") for arg in original_node.args):
            return updated_node
        plain = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        added = cst.Arg(cst.Integer(str(self.seconds)), cst.Name("timeout"), equal=plain)
        return updated_node.with_changes(args=[*updated_node.args, added])
