"""`os.environ` as an object: what its parent in the tree makes of it."""

from __future__ import annotations

import ast
from collections.abc import Callable

from remend.model import Severity
from remend.module import Module, Site
from remend.rules.env_access.arguments import (
    COMPUTED,
    PAIRS,
    as_statement,
    gives_pairs,
    is_spelled_by_name,
    read_call,
    stands_alone,
)
from remend.rules.env_access.children import is_child_environment
from remend.rules.env_access.doubles import REASON, is_patcher, patcher_name
from remend.rules.env_access.forms import Action, Base, Use, is_constant
from remend.rules.env_access.guards import is_guarded, key_error_is_handled

_COPIERS = frozenset({"dict", "list", "sorted", "set", "tuple", "frozenset", "len", "iter", "any", "all", "enumerate"})
_KEY_ERROR = "raises KeyError where the key is not set, the accessor does not"
_HANDED_ON = "hands on os.environ itself, whose later changes the accessor's copy does not show"
_ONCE = "looks the accessor up once, where the method is taken, not at each call"


class Mapping:
    """`os.environ`, or a variable that holds it."""

    def __init__(self, base: Base, module: Module) -> None:
        self.base = base
        self.module = module
        self.site = base.site

    def classify(self) -> Use | None:
        parent = self.site.parent()
        for kind, method in self._by_parent:
            if isinstance(parent, kind):
                use = method(self, parent)
                if use is not None:
                    return use
        return self._value()

    def _use(self, form: str, action: Action, target: Site, *, unsafe: str = "", refused: str = "") -> Use:
        is_statement = isinstance(target.node, ast.stmt)
        return Use(
            base=self.base,
            form=form,
            action=action,
            target=target,
            statement=is_statement,
            unsafe=unsafe,
            refused=refused,
        )

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
                return Use(
                    base=self.base,
                    form=f"{form} as a value",
                    action=Action.GET_METHOD,
                    target=self.site.up(),
                    unsafe=_ONCE,
                )
            return Use(
                base=self.base,
                form=form,
                action=Action.NONE,
                target=self.site.up(),
                refused=f"{form} is not called here",
            )
        target = self.site.up(2)
        match method:
            case "get":
                return read_call(self.base, form, call, target)
            case "copy":
                return self._copy(form, target)
            case "items" | "keys" | "values":
                return self._use(form, Action.GET_ALL, self.site)
            case "pop":
                return self._pop(call, target)
            case "setdefault":
                return self._set_default(call, target)
            case "update":
                return self._update(call, target)
            case "clear":
                return as_statement(self._use(form, Action.CLEAR, target), call, 0)
        return Use(
            base=self.base,
            form=form,
            action=Action.NONE,
            target=target,
            refused=f"the accessor has no counterpart of {method}()",
        )

    def _pop(self, call: ast.Call, target: Site) -> Use:
        use = self._use("os.environ.pop", Action.DELETE, target)
        statement = target.parent()
        if isinstance(statement, ast.Assign) and len(call.args) == 2 and not self._stores(statement, call.args[0]):
            return self._take(call, target)
        if not isinstance(statement, ast.Expr):
            use.refused = "the popped value is used, which the accessor's delete does not give"
        elif call.keywords or not 1 <= len(call.args) <= 2 or any(isinstance(a, ast.Starred) for a in call.args):
            use.refused = "its arguments are not written out"
        elif len(call.args) == 1:
            self._missing_key(use, target.up(), call.args[0])
        elif not is_constant(call.args[1]):
            use.unsafe = "its default is computed, which the accessor's delete leaves out"
        return use

    def _take(self, call: ast.Call, target: Site) -> Use:
        """`x = os.environ.pop(k, d)`: a read and a delete, one after the other."""
        use = self._use("x = os.environ.pop", Action.TAKE, target.up())
        if not isinstance(call.args[0], (ast.Constant, ast.Name)):
            use.refused = "its key would be worked out twice"
        elif not stands_alone(use.target, self.module):
            use.refused = "it shares its line with other code, and its mend takes two lines"
        elif not is_constant(call.args[1]):
            use.unsafe = COMPUTED
        return use

    def _stores(self, statement: ast.Assign, key: ast.expr) -> bool:
        """Whether an assignment stores into the variable that is the key, or into the environment itself."""
        for node in (node for target in statement.targets for node in ast.walk(target)):
            if isinstance(node, ast.Name) and isinstance(key, ast.Name) and node.id == key.id:
                return True
            if isinstance(node, ast.Subscript) and self._is_environment(node.value):
                return True
        return False

    def _set_default(self, call: ast.Call, target: Site) -> Use:
        use = as_statement(self._use("os.environ.setdefault", Action.SET_DEFAULT, target), call, 2)
        if use.refused:
            return use
        use.target, use.statement = target.up(), True
        if not isinstance(call.args[0], (ast.Constant, ast.Name)):
            use.refused = "its key would be worked out twice"
        elif not stands_alone(use.target, self.module):
            use.refused = "it shares its line with other code, and its mend takes two lines"
        elif not is_constant(call.args[1]) and any(isinstance(n, ast.Call) for n in ast.walk(call.args[1])):
            use.unsafe = "its value would be worked out only where the key is not set"
        return use

    def _update(self, call: ast.Call, target: Site) -> Use:
        use = self._use("os.environ.update", Action.UPDATE, target)
        if is_spelled_by_name(call) and isinstance(target.parent(), ast.Expr):
            return use
        as_statement(use, call, 1)
        if not use.refused and gives_pairs(call.args[0]):
            use.refused = PAIRS
        return use

    def _subscript(self, parent: ast.Subscript) -> Use | None:
        if parent.value is not self.site.node:
            return None
        target = self.site.up()
        key = parent.slice
        if isinstance(parent.ctx, ast.Load):
            use = self._use("os.environ[k]", Action.GET, target)
            self._missing_key(use, target, key)
            return use
        statement = self.site.up(2)
        if isinstance(parent.ctx, ast.Del):
            form = "del os.environ[k]"
            if not isinstance(statement.node, ast.Delete) or len(statement.node.targets) != 1:
                refused = "the statement deletes several things at once"
                return self._use(form, Action.NONE, target, refused=refused)
            use = self._use(form, Action.DELETE, statement)
            self._missing_key(use, statement, key)
            return use
        return self._store(statement, key)

    def _store(self, statement: Site, key: ast.expr) -> Use:
        match statement.node:
            case ast.Assign(targets=[_], value=value):
                use = self._use("os.environ[k] = v", Action.SET, statement)
                if isinstance(value, (ast.Yield, ast.YieldFrom, ast.Tuple)):
                    use.refused = "its value is not a plain expression"
                elif not is_constant(value) and any(isinstance(n, (ast.Call, ast.Await)) for n in ast.walk(key)):
                    use.unsafe = "key and value would be worked out in the other order"
                return use
            case ast.AugAssign(op=operator):
                use = Use(
                    base=self.base, form="os.environ[k] += v", action=Action.AUGMENT, target=statement, statement=True
                )
                if not isinstance(key, (ast.Constant, ast.Name)):
                    use.refused = "its key would be worked out twice"
                elif not isinstance(operator, ast.Add):
                    use.refused = "it augments the value by something other than +"
                else:
                    self._missing_key(use, statement, key)
                return use
        enclosing = self.site.up()
        reason = "it is one of several targets, or the target of a loop or a with"
        return self._use("os.environ[k] = v", Action.NONE, enclosing, refused=reason)

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
            return self._use(form, Action.EXISTS, self.site.up())
        if isinstance(operator, (ast.Eq, ast.NotEq)):
            return self._use("os.environ compared", Action.GET_ALL, self.site)
        if isinstance(operator, (ast.Is, ast.IsNot)):
            return Use(
                base=self.base,
                form="os.environ compared",
                action=Action.NONE,
                target=self.site,
                refused="it asks for os.environ itself",
            )
        return None

    def _call(self, parent: ast.Call) -> Use | None:
        if is_patcher(parent):
            form = f"{patcher_name(parent)}(os.environ)"
            use = self._use(form, Action.NONE, self.site.up(), refused=REASON)
            use.report_only, use.severity = True, Severity.LOW
            return use
        if isinstance(parent.func, ast.Name) and parent.func.id in _COPIERS and parent.args[0] is self.site.node:
            name = parent.func.id
            if name == "dict" and len(parent.args) == 1 and not parent.keywords:
                return self._copy("dict(os.environ)", self.site.up())
            return self._copy(f"{name}(os.environ)", self.site)
        asserts = isinstance(parent.func, ast.Attribute) and parent.func.attr in ("assertIn", "assertNotIn")
        if asserts and self.site.node in parent.args[1:2]:
            return Use(base=self.base, form="assertIn(k, os.environ)", action=Action.GET_ALL, target=self.site)
        return None

    def _copy(self, form: str, target: Site) -> Use:
        """A copy of the environment: the accessor's own for a child process where that is what it is for."""
        action = Action.SUBPROCESS if is_child_environment(target, self.base.scope) else Action.GET_ALL
        return self._use(form, action, target)

    def _keyword(self, parent: ast.keyword) -> Use | None:
        if parent.arg is None:
            return self._copy("**os.environ", self.site)
        if is_child_environment(self.site, self.base.scope):
            return self._use("env=os.environ", Action.SUBPROCESS, self.site)
        return None

    def _dict(self, parent: ast.Dict) -> Use | None:
        spread = any(
            key is None and value is self.site.node for key, value in zip(parent.keys, parent.values, strict=True)
        )
        return self._copy("**os.environ", self.site) if spread else None

    def _iterated(self, _: ast.AST) -> Use | None:
        return self._use("for k in os.environ", Action.GET_ALL, self.site)

    def _union(self, parent: ast.BinOp) -> Use | None:
        if not isinstance(parent.op, ast.BitOr):
            return None
        return self._copy("os.environ | m", self.site)

    def _augmented(self, parent: ast.AugAssign) -> Use | None:
        if parent.target is not self.site.node or not isinstance(parent.op, ast.BitOr):
            return None
        refused = PAIRS if gives_pairs(parent.value) else ""
        return self._use("os.environ |= m", Action.UPDATE, self.site.up(), refused=refused)

    def _assigned(self, parent: ast.Assign) -> Use | None:
        if parent.value is not self.site.node:
            refused = "it replaces the environment itself"
            return Use(
                base=self.base, form="os.environ = m", action=Action.NONE, target=self.site.up(), refused=refused
            )
        if len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
            return Use(
                base=self.base, form="os.environ as a value", action=Action.ALIAS, target=self.site.up(), statement=True
            )
        return None

    def _value(self) -> Use:
        return Use(
            base=self.base, form="os.environ as a value", action=Action.GET_ALL, target=self.site, unsafe=_HANDED_ON
        )

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
