"""Settles an expression that stands for the environment: its form, what the accessor must do, what speaks against it.

The parent decides: the same `os.environ` is read in `os.environ["A"]`, written in `os.environ["A"] = "1"`, copied in
`{**os.environ}` and handed on as an object in `f(os.environ)`.
"""

from __future__ import annotations

import ast
from itertools import pairwise

from remend.module import Module, Site
from remend.rules.env_access.arguments import as_statement, read_call
from remend.rules.env_access.forms import Action, Base, Use
from remend.rules.env_access.mapping import Mapping

_ONCE = "looks the accessor up once, where the function is taken, not at each call"
_BYTES = "the accessor has no counterpart in bytes"
_SHOWN = "the f-string shows the expression itself, so its text would be another"


def classify(base: Base, module: Module) -> Use | None:
    """The use that `base` is part of; None where the expression is not evaluated, as in an import."""
    use = _classify(base, module)
    if use is not None and not use.unsafe and _is_shown(use.target, module):
        use.unsafe = _SHOWN
    return use


def _is_shown(site: Site, module: Module) -> bool:
    """Whether a place is part of `{expression=}` in an f-string."""
    for above, child in pairwise(site.path):
        if isinstance(above, ast.JoinedStr) and isinstance(child, ast.FormattedValue):
            start, end = module.extent(child.value)
            match above.values[: above.values.index(child)]:
                case [*_, ast.Constant(value=str(before))] if before.rstrip().endswith("="):
                    shown = before.rstrip().removesuffix("=").rstrip(") ")
                    return shown.endswith(module.source.text[start:end].rstrip(")"))
    return False


def _classify(base: Base, module: Module) -> Use | None:
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
