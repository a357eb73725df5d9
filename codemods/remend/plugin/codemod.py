"""Loads and runs a LibCST codemod as LibCST's own command line would; in the process of a plug-in."""

from __future__ import annotations

import argparse
import importlib
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import libcst as cst
from libcst.codemod import Codemod, CodemodCommand, CodemodContext, SkipFile
from libcst.helpers import calculate_module_and_package
from libcst.metadata import FilePathProvider, FullRepoManager, FullyQualifiedNameProvider

from remend.plugin.host import PluginError, Run, last_line
from remend.plugin.messages import Answer, Call, Job

_KNOWN = (FilePathProvider, FullyQualifiedNameProvider)
"""The providers that look beyond a file, and can be given what they need."""


@dataclass(frozen=True)
class _Codemod:
    """A codemod with its arguments; it is made anew for each file, as what it notes down is about one file."""

    kind: type[Codemod]
    args: Mapping[str, Any]
    root: Path

    def __call__(self, job: Job) -> Answer:
        made = self.kind(self._context(job), **self.args)
        try:
            text = made.transform_module(cst.parse_module(job.text)).code
        except SkipFile:
            text = job.text
        return Answer(text=text, warnings=tuple(made.context.warnings))

    def _context(self, job: Job) -> CodemodContext:
        file = self.root / job.path
        steps = len(job.module.split(".")) + (file.name == "__init__.py")
        root = file.parents[steps - 1] if job.module and steps <= len(Path(job.path).parts) else self.root
        named = calculate_module_and_package(str(root), str(file))
        beyond = [each for each in _KNOWN if each in self.kind.get_inherited_dependencies()]
        return CodemodContext(
            filename=str(file),
            full_module_name=named.name,
            full_package_name=named.package,
            metadata_manager=FullRepoManager(str(root), [str(file)], beyond) if beyond else None,
        )


def load_codemod(call: Call) -> Run:
    """The codemod that a call names. Raises PluginError."""
    kind = _found(call.target)
    for provider in kind.get_inherited_dependencies():
        if provider.gen_cache is not None and provider not in _KNOWN:
            raise PluginError(
                "codemod",
                f"{kind.__name__} needs the metadata of {provider.__name__}, which remend cannot give; "
                "run it with LibCST's own command",
            )
    args = _arguments(kind, dict(call.args) if isinstance(call.args, Mapping) else {})
    try:
        inspect.signature(kind).bind(CodemodContext(), **args)
        kind(CodemodContext(), **args)
    except Exception as error:
        raise PluginError("args", f"{kind.__name__} does not take them ({last_line(error)})") from error
    return _Codemod(kind, args, Path(call.folders[0]))


def _found(target: str) -> type[Codemod]:
    module, _, name = target.rpartition(":" if ":" in target else ".")
    try:
        kind: object = getattr(importlib.import_module(module), name, None)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise PluginError("codemod", f"{module} cannot be imported ({last_line(error)})") from error
        raise PluginError(
            "codemod", f"there is no module {error.name}, neither in the project nor among what is installed"
        ) from error
    except BaseException as error:
        raise PluginError("codemod", f"{module} cannot be imported ({last_line(error)})") from error
    if kind is None:
        raise PluginError("codemod", f"the module {module} has no {name}")
    if not isinstance(kind, type) or not issubclass(kind, Codemod) or inspect.isabstract(kind):
        raise PluginError("codemod", f"{target} is no LibCST codemod, which is a class below libcst.codemod.Codemod")
    return kind


def _arguments(kind: type[Codemod], given: dict[str, Any]) -> dict[str, Any]:
    """What the command line would pass: what is given, and the defaults of its other options. Raises PluginError."""
    if not issubclass(kind, CodemodCommand):
        return given
    parser = argparse.ArgumentParser(prog=kind.__name__, add_help=False)
    kind.add_args(parser)
    actions = {action.dest: action for action in parser._actions}  # noqa: SLF001 (there is no other list of them)
    if unknown := sorted(given.keys() - actions.keys()):
        known = ", ".join(actions) or "no arguments"
        raise PluginError("args", f"{kind.__name__} does not know {', '.join(unknown)}; it knows {known}")
    if missing := [name for name, action in actions.items() if action.required and name not in given]:
        raise PluginError("args", f"{kind.__name__} requires {', '.join(missing)}")
    values = {name: given.get(name, parser.get_default(name)) for name in actions}
    return {name: _value(actions[name], value) for name, value in values.items() if value is not argparse.SUPPRESS}


def _value(action: argparse.Action, value: Any) -> Any:
    """A value as the command line would have read it. Raises PluginError."""
    if isinstance(value, list):
        return [_value(action, each) for each in value]
    if action.choices is not None and value is not None and value not in action.choices:
        raise PluginError("args", f"{action.dest} is one of {', '.join(map(str, action.choices))}, not {value}")
    if isinstance(value, str) and callable(action.type):
        try:
            return action.type(value)
        except Exception as error:
            raise PluginError("args", f"{action.dest} cannot be {value} ({last_line(error)})") from error
    return value
