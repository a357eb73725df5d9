"""Settles one expression that stands for the environment: its form, what the accessor must do, and what speaks against it.

The parent decides: the same `os.environ` is read in `os.environ["A"]`, written in `os.environ["A"] = "1"`, copied in
`{**os.environ}` and handed on as an object in `f(os.environ)`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from remend.model import Severity
from remend.module import Module, Site
from remend.rules.env_access.doubles import REASON, is_patcher, patcher_name
from remend.rules.env_access.forms import Action, Base, Use, is_constant
from remend.rules.env_access.guards import is_guarded, key_error_is_handled

_COPIERS = frozenset({"dict", "list", "sorted", "set", "tuple", "frozenset", "len", "iter", "any", "all", "enumerate"})
_SUBPROCESS = frozenset(
    {f"subprocess.{name}" for name in ("run", "Popen", "call", "check_call", "check_output", "getoutput")}
    | {f"asyncio.{name}" for name in ("create_subprocess_exec", "create_subprocess_shell")}
)
_KEY_ERROR = "raises KeyError where the key is not set, the accessor does not"
_HANDED_ON = "hands on os.environ itself, whose later changes the accessor's copy does not show"


def classify(base: Base, module: Module) -> Use | None:
    """The use that `base` is part of; None where the expression is not evaluated, as in an import."""
    if base.name in ("os.environb", "os.getenvb"):
        return _use(
            base, base.name, Action.NONE, _call_or_self(base), refused="the accessor has no counterpart in bytes"
        )
    if base.name == "os.environ":
        return _Mapping(base, module).classify()
    return _classify_function(base, module)


def _use(base: Base, form: str, action: Action, target: Site, **facts: str | bool) -> Use:
    use = Use(base=base, form=form, action=action, target=target)
    for name, value in facts.items():
        setattr(use, name, value)
    return use


def _call_or_self(base: Base) -> Site:
    parent = base.site.parent()
    return base.site.up() if isinstance(parent, ast.Call) and parent.func is base.site.node else base.site


def _classify_function(base: Base, module: Module) -> Use:
    call = base.site.parent()
    if not isinstance(call, ast.Call) or call.func is not base.site.node:
        if base.name == "os.getenv":
            why = "looks the accessor up once, where the function is taken, not at each call"
            return _use(base, "os.getenv as a value", Action.GET_METHOD, base.site, unsafe=why)
        return _use(base, base.name, Action.NONE, base.site, refused=f"{base.name} is handed on as a function")
    if base.name == "os.getenv":
        return _read(base, "os.getenv", call, base.site.up(), ("key", "default"))
    action = Action.SET if base.name == "os.putenv" else Action.DELETE
    use = _as_statement(_use(base, base.name, action, base.site.up()), call, 2 if action is Action.SET else 1)
    use.unsafe = f"{base.name} bypasses os.environ, so a later read does not see it; the accessor's does"
    return use


def _read(base: Base, form: str, call: ast.Call, target: Site, parameters: tuple[str, str]) -> Use:
    use = _use(base, form, Action.GET, target)
    positional = call.args
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if any(isinstance(a, ast.Starred) for a in positional) or None in keywords or not set(keywords) <= set(parameters):
        use.refused = "its arguments are not written out"
        return use
    default = positional[1] if len(positional) > 1 else keywords.get(parameters[1])
    if default is not None and not _is_plain_default(default, base):
        use.unsafe = "its default is computed, and what the accessor does with a value of another kind cannot be told"
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


def _as_statement(use: Use, call: ast.Call, arguments: int) -> Use:
    """Narrow `use` to a call that stands as a statement of its own with that many plain arguments."""
    statement = use.target.parent()
    if not isinstance(statement, ast.Expr):
        use.refused = "its result is used, which the accessor's method does not give"
    elif len(call.args) != arguments or call.keywords or any(isinstance(a, ast.Starred) for a in call.args):
        use.refused = "its arguments are not written out"
    return use


class _Mapping:
    """`os.environ`, or a variable that holds it."""

    def __init__(self, base: Base, module: Module) -> None:
        self.base = base
        self.module = module
        self.site = base.site
        self.label = "os.environ"

    def classify(self) -> Use | None:
        parent = self.site.parent()
        for kind, method in self._by_parent:
            if isinstance(parent, kind):
                use = method(self, parent)
                if use is not None:
                    return use
        return self._value()

    def _is_environment(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Name) and self.base.alias is not None and node.id == self.base.alias.name:
            return True
        origin = self.base.scope.origin(node)
        if origin is None and self.base.missing:
            origin = ast.unparse(node)
        return origin in ("os.environ", "os.getenv")

    def _attribute(self, parent: ast.Attribute) -> Use | None:
        call = self.site.parent(2)
        method = parent.attr
        form = f"os.environ.{method}"
        if not isinstance(call, ast.Call) or call.func is not parent:
            if method == "get":
                why = "looks the accessor up once, where the method is taken, not at each call"
                return _use(self.base, f"{form} as a value", Action.GET_METHOD, self.site.up(), unsafe=why)
            return _use(self.base, form, Action.NONE, self.site.up(), refused=f"{form} is not called here")
        target = self.site.up(2)
        match method:
            case "get":
                return _read(self.base, form, call, target, ("key", "default"))
            case "copy":
                action = Action.SUBPROCESS if self._is_child_environment(target) else Action.GET_ALL
                return _use(self.base, form, action, target)
            case "items" | "keys" | "values":
                return _use(self.base, form, Action.GET_ALL, self.site)
            case "pop":
                return self._pop(call, target)
            case "setdefault":
                return self._set_default(call, target)
            case "update":
                return self._update(call, target)
            case "clear":
                return _as_statement(_use(self.base, form, Action.CLEAR, target), call, 0)
        return _use(self.base, form, Action.NONE, target, refused=f"the accessor has no counterpart of {method}()")

    def _pop(self, call: ast.Call, target: Site) -> Use:
        use = _use(self.base, "os.environ.pop", Action.DELETE, target)
        statement = target.parent()
        if not isinstance(statement, ast.Expr):
            use.refused = "the popped value is used, which the accessor's delete does not give"
        elif call.keywords or not 1 <= len(call.args) <= 2 or any(isinstance(a, ast.Starred) for a in call.args):
            use.refused = "its arguments are not written out"
        elif len(call.args) == 1:
            self._missing_key(use, target.up(), call.args[0])
        elif not is_constant(call.args[1]):
            use.unsafe = "its default is computed, which the accessor's delete leaves out"
        return use

    def _set_default(self, call: ast.Call, target: Site) -> Use:
        use = _as_statement(_use(self.base, "os.environ.setdefault", Action.SET_DEFAULT, target), call, 2)
        if use.refused:
            return use
        use.target, use.statement = target.up(), True
        if not isinstance(call.args[0], (ast.Constant, ast.Name)):
            use.refused = "its key would be worked out twice"
        elif not self._stands_alone(use.target):
            use.refused = "it shares its line with other code, and its mend takes two lines"
        elif not is_constant(call.args[1]) and any(isinstance(n, ast.Call) for n in ast.walk(call.args[1])):
            use.unsafe = "its value would be worked out only where the key is not set"
        return use

    def _stands_alone(self, statement: Site) -> bool:
        start, end = self.module.extent(statement.node)
        source = self.module.source
        span = source.span(start, end)
        before = source.line(span.line)[: span.column - 1]
        after = source.line(span.end_line)[span.end_column - 1 :].strip()
        return not before.strip() and (not after or after.startswith("#"))

    def _update(self, call: ast.Call, target: Site) -> Use:
        use = _as_statement(_use(self.base, "os.environ.update", Action.UPDATE, target), call, 1)
        if not use.refused and isinstance(call.args[0], (ast.List, ast.Tuple, ast.ListComp, ast.GeneratorExp)):
            use.refused = "it is given pairs, not a mapping"
        return use

    def _subscript(self, parent: ast.Subscript) -> Use | None:
        if parent.value is not self.site.node:
            return None
        target = self.site.up()
        key = parent.slice
        if isinstance(parent.ctx, ast.Load):
            use = _use(self.base, "os.environ[k]", Action.GET, target)
            self._missing_key(use, target, key)
            return use
        statement = self.site.up(2)
        if isinstance(parent.ctx, ast.Del):
            form = "del os.environ[k]"
            if not isinstance(statement.node, ast.Delete) or len(statement.node.targets) != 1:
                refused = "the statement deletes several things at once"
                return _use(self.base, form, Action.NONE, target, refused=refused)
            use = _use(self.base, form, Action.DELETE, statement, statement=True)
            self._missing_key(use, statement, key)
            return use
        return self._store(statement, key)

    def _store(self, statement: Site, key: ast.expr) -> Use:
        match statement.node:
            case ast.Assign(targets=[_], value=value):
                use = _use(self.base, "os.environ[k] = v", Action.SET, statement, statement=True)
                if isinstance(value, (ast.Yield, ast.YieldFrom, ast.Tuple)):
                    use.refused = "its value is not a plain expression"
                elif not is_constant(value) and any(isinstance(n, (ast.Call, ast.Await)) for n in ast.walk(key)):
                    use.unsafe = "key and value would be worked out in the other order"
                return use
            case ast.AugAssign(op=operator):
                use = _use(self.base, "os.environ[k] += v", Action.AUGMENT, statement, statement=True)
                if not isinstance(key, (ast.Constant, ast.Name)):
                    use.refused = "its key would be worked out twice"
                elif not isinstance(operator, ast.Add):
                    use.refused = "it augments the value by something other than +"
                else:
                    self._missing_key(use, statement, key)
                return use
        enclosing = self.site.up()
        reason = "it is one of several targets, or the target of a loop or a with"
        return _use(self.base, "os.environ[k] = v", Action.NONE, enclosing, refused=reason)

    def _missing_key(self, use: Use, site: Site, key: ast.expr) -> None:
        """Weigh the KeyError that the environment raises for a missing key and the accessor does not."""
        if is_guarded(site, key, self._is_environment):
            return
        handler = key_error_is_handled(site)
        if handler:
            use.refused = f"line {handler} handles the KeyError that the accessor would not raise"
        use.unsafe = _KEY_ERROR

    def _compare(self, parent: ast.Compare) -> Use | None:
        if len(parent.ops) != 1:
            return None
        operator = parent.ops[0]
        if isinstance(operator, (ast.In, ast.NotIn)) and parent.comparators[0] is self.site.node:
            form = "k in os.environ" if isinstance(operator, ast.In) else "k not in os.environ"
            return _use(self.base, form, Action.EXISTS, self.site.up())
        if isinstance(operator, (ast.Eq, ast.NotEq)):
            return _use(self.base, "os.environ compared", Action.GET_ALL, self.site)
        return None

    def _call(self, parent: ast.Call) -> Use | None:
        if is_patcher(parent):
            form = f"{patcher_name(parent)}(os.environ)"
            use = _use(self.base, form, Action.NONE, self.site.up(), refused=REASON)
            use.report_only, use.severity = True, Severity.LOW
            return use
        if isinstance(parent.func, ast.Name) and parent.func.id in _COPIERS and parent.args[0] is self.site.node:
            name = parent.func.id
            if name == "dict" and len(parent.args) == 1 and not parent.keywords:
                target = self.site.up()
                action = Action.SUBPROCESS if self._is_child_environment(target) else Action.GET_ALL
                return _use(self.base, "dict(os.environ)", action, target)
            return _use(self.base, f"{name}(os.environ)", Action.GET_ALL, self.site)
        return None

    def _is_child_environment(self, site: Site) -> bool:
        """Whether an expression is the `env=` of a call that starts a process."""
        keyword, call = site.parent(), site.parent(2)
        if not isinstance(keyword, ast.keyword) or keyword.arg != "env" or not isinstance(call, ast.Call):
            return False
        return self.base.scope.origin(call.func) in _SUBPROCESS

    def _keyword(self, parent: ast.keyword) -> Use | None:
        if parent.arg is None:
            return _use(self.base, "**os.environ", Action.GET_ALL, self.site)
        if self._is_child_environment(self.site):
            return _use(self.base, "env=os.environ", Action.SUBPROCESS, self.site)
        return None

    def _dict(self, parent: ast.Dict) -> Use | None:
        spread = any(
            key is None and value is self.site.node for key, value in zip(parent.keys, parent.values, strict=True)
        )
        return _use(self.base, "**os.environ", Action.GET_ALL, self.site) if spread else None

    def _iterated(self, parent: ast.For | ast.AsyncFor | ast.comprehension | ast.Starred) -> Use | None:
        return _use(self.base, "for k in os.environ", Action.GET_ALL, self.site)

    def _union(self, parent: ast.BinOp) -> Use | None:
        if not isinstance(parent.op, ast.BitOr):
            return None
        return _use(self.base, "os.environ | m", Action.GET_ALL, self.site)

    def _augmented(self, parent: ast.AugAssign) -> Use | None:
        if parent.target is not self.site.node or not isinstance(parent.op, ast.BitOr):
            return None
        return _use(self.base, "os.environ |= m", Action.UPDATE, self.site.up(), statement=True)

    def _assigned(self, parent: ast.Assign) -> Use | None:
        if parent.value is not self.site.node:
            refused = "it replaces the environment itself"
            return _use(self.base, "os.environ = m", Action.NONE, self.site.up(), refused=refused)
        if len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
            return _use(self.base, "os.environ as a value", Action.ALIAS, self.site.up(), statement=True)
        return None

    def _value(self) -> Use:
        return _use(self.base, "os.environ as a value", Action.GET_ALL, self.site, unsafe=_HANDED_ON)

    _by_parent: tuple[tuple[type[ast.AST] | tuple[type[ast.AST], ...], Callable[..., Use | None]], ...] = (
        (ast.Attribute, _attribute),
        (ast.Subscript, _subscript),
        (ast.Compare, _compare),
        (ast.Call, _call),
        (ast.keyword, _keyword),
        (ast.Dict, _dict),
        ((ast.For, ast.AsyncFor, ast.comprehension, ast.Starred), _iterated),
        (ast.BinOp, _union),
        (ast.AugAssign, _augmented),
        (ast.Assign, _assigned),
    )
