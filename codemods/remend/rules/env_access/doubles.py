"""Test doubles for the environment: found and reported, never mended.

A test that replaces the environment says how it isolates itself, and what the accessor offers for that is the
project's own business.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from remend.model import Severity
from remend.module import Module, Site
from remend.project import Project
from remend.rules.env_access.forms import WORDS, Action, Base, Use

_MONKEYPATCH = re.compile(r"(?i)^(?:m|mp|.*monkey_?patch.*)$")
_METHODS = frozenset({"setenv", "delenv"})
_PATCHERS = frozenset({"patch", "dict", "object", "multiple", "setattr", "delattr", "setitem", "delitem"})
_TARGET = re.compile(r"(?:^|\.)os\.(?:environb?|getenvb?|putenv|unsetenv)$")
_READ = rb"(?:os|environb?|getenvb?)"
_ATTRIBUTE = re.compile(rb"""\.%b(?:\.\w+)*["']""" % _READ)
_ARGUMENT = re.compile(rb""",\s*["']%b["']""" % _READ)
_OWNER = re.compile(rb"""["']([\w.]+)\Z""")
_OBJECT = re.compile(rb"\b(?:object|setattr|delattr)\(\s*(?:\w+\.)*(\w+)\s*\Z")
_REACH = 300
"""How far before what is replaced its owner is looked for: longer than any dotted name."""
REASON = "a test double: how a test isolates the environment is for its author to decide"


def find_doubles(module: Module) -> Iterator[Use]:
    """`monkeypatch.setenv` and `delenv`, and patchers that name the environment in a dotted string."""
    for site in module.sites(_METHODS):
        match site.node:
            case ast.Attribute(value=ast.Name(id=name), attr=method) if _MONKEYPATCH.match(name):
                if isinstance(site.parent(), ast.Call):
                    yield _double(module, site, f"monkeypatch.{method}")
    for site in module.sites(WORDS):
        match site.node:
            case ast.Constant(value=str(text)) if (
                isinstance(call := site.parent(), ast.Call) and site.node in call.args
            ):
                if is_patcher(call) and _TARGET.search(text):
                    yield _double(module, site, f"{patcher_name(call)}({text!r})")
                elif is_patcher(call) and text in WORDS and _is_os(call.args[0], module, site):
                    yield _double(module, site, f"{patcher_name(call)}(os, {text!r})")


def _is_os(owner: ast.expr, module: Module, site: Site) -> bool:
    origin = module.scope_at(site.path).origin(owner)
    return origin is not None and origin.rpartition(".")[2] == "os"


def find_doubled(project: Project) -> dict[str, str]:
    """The files in which a dotted string elsewhere replaces the environment, each with the file that does.

    `patch("app.settings.os.getenv")` means the `os` that `app.settings` has; once that module goes through the
    accessor, the double does nothing any more.
    """
    found: dict[str, str] = {}
    by_last: dict[str, list[str]] = {}
    for path in project.contents:
        by_last.setdefault(project.modules.name(path).rpartition(".")[2], []).append(path)
    for path, content in project.contents.items():
        if any(word in content for word in (b"patch", b"setattr")):
            for name in _before(_ARGUMENT, _OBJECT, content):
                for replaced in by_last.get(name, ()):
                    if replaced != path:
                        found.setdefault(replaced, path)
        if any(word in content for word in (b".os", b".getenv", b".environ")):
            for name in _before(_ATTRIBUTE, _OWNER, content):
                target = project.modules.find(name)
                if target is not None and target != path:
                    found.setdefault(target, path)
    return found


def _before(what: re.Pattern[bytes], owner: re.Pattern[bytes], content: bytes) -> Iterator[str]:
    """The owners in front of what a file names; `what` begins with a plain character, which is found the fastest."""
    for match in what.finditer(content):
        found = owner.search(content, max(match.start() - _REACH, 0), match.start())
        if found is not None:
            yield found[1].decode("ascii")


def is_patcher(call: ast.Call) -> bool:
    """Whether a call looks like `patch`, `patch.dict`, `patch.object`, `monkeypatch.setattr` or one of their kin."""
    match call.func:
        case ast.Name(id=name):
            return name == "patch"
        case ast.Attribute(value=value, attr=method) if method in _PATCHERS:
            owner = ast.unparse(value).rpartition(".")[2]
            return method == "patch" or owner == "patch" or bool(_MONKEYPATCH.match(owner))
    return False


def patcher_name(call: ast.Call) -> str:
    """A patcher's name in at most two parts: `patch.dict`."""
    return ".".join(ast.unparse(call.func).split(".")[-2:])


def _double(module: Module, site: Site, form: str) -> Use:
    base = Base(site=site, name="os.environ", scope=module.scope_at(site.path))
    use = Use(base=base, form=form, action=Action.NONE, target=site.up(), refused=REASON)
    use.report_only = True
    use.severity = Severity.LOW
    return use
