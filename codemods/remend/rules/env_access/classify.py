"""Settles an expression that stands for the environment: its form, what the accessor must do, what speaks against it.

The parent decides: the same `os.environ` is read in `os.environ["A"]`, written in `os.environ["A"] = "1"`, copied in
`{**os.environ}` and handed on as an object in `f(os.environ)`.
"""

from __future__ import annotations

import ast

from remend.module import Module, Site
from remend.rules.env_access.arguments import as_statement, read_call
from remend.rules.env_access.forms import Action, Base, Use
from remend.rules.env_access.mapping import Mapping

_ONCE = "looks the accessor up once, where the function is taken, not at each call"
_BYTES = "the accessor has no counterpart in bytes"


def classify(base: Base, module: Module) -> Use | None:
    """The use that `base` is part of; None where the expression is not evaluated, as in an import."""
    if base.name in ("os.environb", "os.getenvb"):
        return Use(base=base, form=base.name, action=Action.NONE, target=_call_or_self(base), refused=_BYTES)
    if base.name == "os.environ":
        return Mapping(base, module).classify()
    return _classify_function(base)


def _call_or_self(base: Base) -> Site:
    parent = base.site.parent()
    return base.site.up() if isinstance(parent, ast.Call) and parent.func is base.site.node else base.site


def _classify_function(base: Base) -> Use:
    call = base.site.parent()
    if not isinstance(call, ast.Call) or call.func is not base.site.node:
        if base.name == "os.getenv":
            return Use(base=base, form="os.getenv as a value", action=Action.GET_METHOD, target=base.site, unsafe=_ONCE)
        return Use(
            base=base,
            form=base.name,
            action=Action.NONE,
            target=base.site,
            refused=f"{base.name} is handed on as a function",
        )
    if base.name == "os.getenv":
        return read_call(base, "os.getenv", call, base.site.up())
    action, arguments = (Action.SET, 2) if base.name == "os.putenv" else (Action.DELETE, 1)
    use = as_statement(Use(base=base, form=base.name, action=action, target=base.site.up()), call, arguments)
    use.unsafe = f"{base.name} bypasses os.environ, so a later read does not see it; the accessor's does"
    return use
