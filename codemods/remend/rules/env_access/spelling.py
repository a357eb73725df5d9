"""How the accessor is spelled at one place: through a variable that holds it there, or by calling it.

Code that already keeps the accessor in a variable (`env = get_env()`, `self._env = get_env()`) goes on using it; a
variable counts only where it is certain to be bound when the line runs.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property

from remend.module import Module, Site
from remend.rule import Needs
from remend.rules.env_access.accessor import Accessor
from remend.rules.env_access.contract import FunctionNode
from remend.scopes import Binding, BindingKind, Scope

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """The accessor as an expression at one place, and the import that the expression relies on."""

    expression: str
    needs: Needs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A variable or attribute that holds the accessor: where it is assigned, and how it is read."""

    text: str
    scope: Scope
    statement: Site


class Speller:
    """Knows all places of one module where the accessor is at hand."""

    def __init__(self, module: Module, accessor: Accessor) -> None:
        self.module = module
        self.accessor = accessor

    @cached_property
    def calls(self) -> list[Site]:
        """All expressions that give the accessor's object: `get_env()`."""
        found = []
        for site in self.module.sites(self._names):
            if isinstance(site.node, (ast.Name, ast.Attribute)) and self._is_accessor(site):
                if not self.accessor.called:
                    found.append(site)
                elif isinstance(call := site.parent(), ast.Call) and call.func is site.node:
                    found.append(site.up())
        return found

    @cached_property
    def _names(self) -> set[str]:
        names = {self.accessor.name}
        for site in self.module.sites(names):
            if isinstance(site.node, ast.alias) and site.node.asname:
                names.add(site.node.asname)
        return names

    def _is_accessor(self, site: Site) -> bool:
        assert isinstance(site.node, ast.expr)
        scope = self.module.scope_at(site.path)
        origin = scope.origin(site.node)
        if origin is not None:
            return self.accessor.is_origin(origin, self.module)
        return isinstance(site.node, ast.Name) and self.module.path == self.accessor.path

    @cached_property
    def holders(self) -> list[Holder]:
        """Variables that are assigned the accessor, and nothing else in their scope."""
        found = []
        for call in self.calls:
            statement = call.up()
            match statement.node:
                case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                    scope = self.module.scope_at(statement.path)
                    if len(scope.bindings.get(name, [])) == 1:
                        found.append(Holder(text=name, scope=scope, statement=statement))
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=own), attr=attribute)]):
                    scope = self.module.scope_at(statement.path)
                    if self._is_init_of_self(statement, own):
                        found.append(Holder(text=f"{own}.{attribute}", scope=scope, statement=statement))
        return found

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """The lines on which the module already goes through the accessor."""
        found = {self.module.span(call.node).line for call in self.calls if isinstance(call.parent(), ast.Attribute)}
        for holder in self.holders:
            name = holder.text.rpartition(".")[2]
            for site in self.module.sites({name}):
                if isinstance(site.parent(), ast.Attribute) and ast.unparse(site.node) == holder.text:
                    found.add(self.module.span(site.node).line)
        return tuple(sorted(found))

    def spell(self, site: Site) -> Spelling | str:
        """The accessor at `site`; a reason where it cannot be had there."""
        scope = self.module.scope_at(site.path)
        for holder in self._nearest(scope):
            if not _is_mangled(holder.text, site) and self._is_bound_at(holder, site, scope):
                return Spelling(expression=holder.text)
        return self._by_name(site, scope)

    def _nearest(self, scope: Scope) -> list[Holder]:
        depth = {around: index for index, around in enumerate(scope.chain())}
        return sorted(self.holders, key=lambda holder: depth.get(holder.scope, len(depth)))

    def _is_init_of_self(self, statement: Site, own: str) -> bool:
        """Whether a statement stands directly in `__init__` and assigns to the attribute for the only time."""
        function, owner = statement.parent(), statement.parent(2)
        if not isinstance(function, _FUNCTIONS) or function.name != "__init__" or not isinstance(owner, ast.ClassDef):
            return False
        assert isinstance(statement.node, ast.Assign)
        target = statement.node.targets[0]
        assert isinstance(target, ast.Attribute)
        if not function.args.args or function.args.args[0].arg != own:
            return False
        nodes = list(ast.walk(self.module.tree))
        stores = [
            n for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) and n.attr == target.attr
        ]
        named = any(isinstance(n, ast.Constant) and n.value == target.attr for n in nodes)
        return len(stores) == 1 and not named and not self._may_be_left_before(function, statement, own)

    def _may_be_left_before(self, function: FunctionNode, statement: Site, own: str) -> bool:
        """Whether `__init__` may return, or let other code see the object, before it runs `statement`."""
        end = self.module.extent(statement.node)[0]
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and self.module.extent(node)[0] < end:
                return True
            if isinstance(node, ast.Call) and self.module.extent(node)[0] < end:
                given = (*node.args, *(keyword.value for keyword in node.keywords), node.func)
                if any(isinstance(n, ast.Name) and n.id == own for each in given for n in ast.walk(each)):
                    return True
        return False

    def _is_bound_at(self, holder: Holder, site: Site, scope: Scope) -> bool:
        if "." in holder.text:
            return self._is_attribute_bound_at(holder, site)
        found = scope.lookup(holder.text)
        if found is None or found[0] is not holder.scope:
            return False
        return runs_before(holder.statement, site, self.module)

    def _is_attribute_bound_at(self, holder: Holder, site: Site) -> bool:
        own = holder.text.partition(".")[0]
        owner = holder.statement.parent(2)
        functions = [n for n in site.path[:-1] if isinstance(n, (*_FUNCTIONS, ast.Lambda, ast.ClassDef))]
        if len(functions) < 2 or owner not in functions or functions[-2] is not owner:
            return False
        method = functions[-1]
        if not isinstance(method, _FUNCTIONS) or site.path[site.path.index(method) + 1] not in method.body:
            return False
        if method is holder.statement.parent():
            return runs_before(holder.statement, site, self.module)
        static = {ast.unparse(d).rpartition(".")[2] for d in method.decorator_list} & {"staticmethod", "classmethod"}
        first = method.args.args[0].arg if method.args.args else ""
        bound = self.module.scope_at(site.path).lookup(own)
        if bound is None or bound[0].node is not method or len(bound[1]) != 1:
            return False
        return not static and first == own and method.name not in ("__new__", "__del__", "__init_subclass__")

    def _by_name(self, site: Site, scope: Scope) -> Spelling | str:
        accessor = self.accessor
        for name in sorted(self._names, key=lambda name: name != accessor.name):
            found = None if _is_mangled(name, site) else scope.lookup(name)
            if found is None:
                continue
            where, bindings = found
            if not all(self._imports_accessor(binding) for binding in bindings):
                if name != accessor.name:
                    continue
                if any(self._imports_accessor(binding) for binding in bindings):
                    return f"{name} is bound in more than one way in this file"
                return f"{name} is something else in this file"
            if any(self._is_imported_at(binding, where, site, scope) for binding in bindings):
                return Spelling(expression=f"{name}()" if accessor.called else name)
            attempt = next((b for b in bindings if any(isinstance(block, ast.Try) for block in b.blocks)), None)
            if attempt is not None:
                line = self.module.span(attempt.statement).line
                return f"{name} is imported inside a try on line {line}, so it may not be there"
            if where.is_function:
                return Spelling(expression=accessor.expression, needs=self._needs(inside=where))
        return self._with_import(scope)

    def _imports_accessor(self, binding: Binding) -> bool:
        return binding.kind is BindingKind.IMPORT and self.accessor.is_origin(binding.origin, self.module)

    def _is_imported_at(self, binding: Binding, where: Scope, site: Site, scope: Scope) -> bool:
        """Whether an import has run when the site does; a function is taken to be called after its module's imports."""
        around = [s.is_function for s in scope.chain() if s is not where and s not in where.chain()]
        if any(around) and not binding.blocks:
            return True
        path = (*reversed([s.node for s in where.chain()]), *binding.blocks, binding.statement)
        return runs_before(Site(binding.statement, path), site, self.module)

    def _with_import(self, scope: Scope) -> Spelling | str:
        accessor = self.accessor
        cycle = accessor.cycle(self.module)
        if not cycle:
            return Spelling(expression=accessor.expression, needs=self._needs())
        chain = " -> ".join(cycle)
        functions = [around for around in scope.chain() if isinstance(around.node, _FUNCTIONS)]
        inside = functions[-1] if functions else None
        if inside is None:
            return f"importing {accessor.module} here would close an import cycle ({chain})"
        return Spelling(expression=accessor.expression, needs=self._needs(inside=inside))

    def _needs(self, inside: Scope | None = None) -> Needs:
        function = inside.node if inside is not None and isinstance(inside.node, _FUNCTIONS) else None
        return Needs(module=self.accessor.module, name=self.accessor.name, root=self.accessor.root, function=function)


def _is_mangled(name: str, site: Site) -> bool:
    """Whether Python gives the name another meaning inside the class around `site`: `__env` there is `_Class__env`."""
    is_private = name.rpartition(".")[2].startswith("__") and not name.endswith("__")
    return is_private and "." not in name and any(isinstance(node, ast.ClassDef) for node in site.path)


def runs_before(statement: Site, site: Site, module: Module) -> bool:
    """Whether `statement` is certain to have run when `site` does.

    Within one function or at module level it must stand earlier, in a block that also holds the site. From an inner
    function it must be unconditional and stand before the function's definition.
    """
    position = module.extent(statement.node)[1]
    blocks = [node for node in statement.path[:-1] if isinstance(node, ast.stmt)]
    if any(block not in site.path for block in blocks):
        return False
    depth = len(statement.path) - 1
    holder = statement.path[depth - 1]
    if holder not in site.path:
        return False
    following = site.path[site.path.index(holder) + 1]
    if not isinstance(following, ast.stmt) or module.extent(following)[0] < position:
        return False
    return _same_block(holder, statement.node, following)


def _same_block(holder: ast.AST, first: ast.AST, second: ast.AST) -> bool:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(holder, name, None)
        if isinstance(block, list) and first in block:
            return second in block
    return False
