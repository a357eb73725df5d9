"""Questions about what an expression stands for, asked in a project that is written down as texts.

The expression asked about is the argument of a call of `seen`, and answers are told in words.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from textwrap import dedent

from remend.index.extract import extract
from remend.index.index import Index
from remend.index.modules import ModuleMap
from remend.inference.infer import Inference
from remend.inference.local import Closely
from remend.inference.values import (
    AnyOf,
    ClassValue,
    Coroutine,
    FunctionValue,
    Instance,
    ManagerValue,
    ModuleValue,
    Outside,
    Plain,
    Value,
)
from remend.module import Module, Site

Files = Mapping[str, str]


def inference_of(files: Files, keeping: frozenset[str] = frozenset()) -> Inference:
    facts = {path: extract(path, text.encode()) for path, text in files.items()}
    return Inference(Index(facts, ModuleMap(files)), keeping)


def closely(files: Files, path: str = "m.py") -> Closely:
    """The file at `path`, looked at closely."""
    module = Module.load(path, files[path].encode())
    assert isinstance(module, Module), module
    return Closely(inference_of(files), module)


def sites(module: Module, name: str) -> Iterator[Site]:
    """The places of a file where `name` stands as a name."""
    return (site for site in module.sites({name}) if isinstance(site.node, ast.Name))


def seen(text: str, path: str = "m.py", **others: str) -> str:
    """What the argument of each `seen(...)` in `text` stands for; `others` are modules at the top, by name."""
    files = {path: dedent(text), **{f"{name}.py": dedent(code) for name, code in others.items()}}
    return asked(files, path)


def asked(files: Files, path: str = "m.py") -> str:
    """What the argument of each `seen(...)` of the file at `path` stands for."""
    look = closely(files, path)
    found = []
    for site in sites(look.module, "seen"):
        call = site.parent()
        if isinstance(call, ast.Call):
            found.append(told(look.value((*site.path[:-1], call.args[0]))))
    assert found, "nothing was asked"
    return "; ".join(found)


def told(value: Value | None) -> str:
    """A value in words: `A` is an instance of a class, `?` what is not known."""
    match value:
        case None:
            return "?"
        case ModuleValue(path=path):
            return f"module {path}"
        case ClassValue(fact=fact):
            return f"class {fact.name}"
        case Instance(of=of, arguments=arguments):
            return f"{of.fact.name}{_listed(arguments)}"
        case FunctionValue(fact=fact):
            return f"def {fact.name}"
        case Coroutine(result=result, doubt=doubt):
            return f"coroutine of {told(result)}{f' unless {doubt}' if doubt else ''}"
        case Plain(name=name, arguments=arguments):
            return f"{name}{_listed(arguments)}"
        case ManagerValue(gives=gives, is_async=is_async):
            return f"{'async ' if is_async else ''}manager of {told(gives)}"
        case Outside(dotted=dotted, is_instance=is_instance):
            return f"{'a ' if is_instance else ''}foreign {dotted}"
        case AnyOf(values=values):
            return " | ".join(map(told, values))


def _listed(arguments: tuple[Value | None, ...]) -> str:
    return f"[{', '.join(map(told, arguments))}]" if arguments else ""
