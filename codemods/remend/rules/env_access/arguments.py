"""What the arguments and the place of a call say about handing it to the accessor."""

from __future__ import annotations

import ast

from remend.module import Module, Site
from remend.rules.env_access.forms import Action, Base, Use, is_constant

PAIRS = "it is given pairs, not a mapping"
COMPUTED = "its default is computed, and what the accessor does with a value of another kind cannot be told"


def read_call(base: Base, form: str, call: ast.Call, target: Site) -> Use:
    """A read with a key and perhaps a default, positional or by the names that `os.getenv` and `get` share."""
    use = Use(base=base, form=form, action=Action.GET, target=target)
    positional = call.args
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if (
        any(isinstance(a, ast.Starred) for a in positional)
        or None in keywords
        or not set(keywords) <= {"key", "default"}
    ):
        use.refused = "its arguments are not written out"
        return use
    default = positional[1] if len(positional) > 1 else keywords.get("default")
    if default is not None and not _is_plain_default(default, base):
        use.unsafe = COMPUTED
    return use


def _is_plain_default(default: ast.expr, base: Base) -> bool:
    """A constant, or another read of the environment that itself ends in a constant."""
    if is_constant(default):
        return True
    match default:
        case ast.Call(func=function, args=[_, *rest], keywords=[]):
            read = function.value if isinstance(function, ast.Attribute) and function.attr == "get" else function
            if base.scope.origin(read) in ("os.environ", "os.getenv"):
                return all(_is_plain_default(value, base) for value in rest)
    return False


def as_statement(use: Use, call: ast.Call, arguments: int) -> Use:
    """Narrow `use` to a call that stands as a statement of its own with that many plain arguments."""
    statement = use.target.parent()
    if not isinstance(statement, ast.Expr):
        use.refused = "its result is used, which the accessor's method does not give"
    elif len(call.args) != arguments or call.keywords or any(isinstance(a, ast.Starred) for a in call.args):
        use.refused = "its arguments are not written out"
    return use


def stands_alone(statement: Site, module: Module) -> bool:
    """Whether a statement has its lines for itself, but for a comment behind it."""
    span = module.span(statement.node)
    before = module.source.line(span.line)[: span.column - 1]
    after = module.source.line(span.end_line)[span.end_column - 1 :].strip()
    return not before.strip() and (not after or after.startswith("#"))


def gives_pairs(node: ast.expr) -> bool:
    """Whether an expression is a sequence of pairs, as far as it shows."""
    match node:
        case ast.List() | ast.Tuple() | ast.Set() | ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
            return True
        case (
            ast.Call(func=ast.Attribute(attr="items"))
            | ast.Call(func=ast.Name(id="zip" | "map" | "filter" | "enumerate"))
        ):
            return True
    return False


def is_spelled_by_name(call: ast.Call) -> bool:
    """Whether a call has keyword arguments alone, each written out."""
    return not call.args and bool(call.keywords) and all(keyword.arg for keyword in call.keywords)
