"""How a file can speak of a dotted name at one place: by what it imports already, or by an import that it gets."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from remend.index.modules import Modules, absolute
from remend.module import Site
from remend.replace.resolve import Resolver
from remend.rule import Needs
from remend.scopes import Binding, BindingKind
from remend.templates.imports import root_folder
from remend.templates.term import Head, Kind, Term

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A dotted name as code, the name that it begins with, and the import that it needs; None where there is one."""

    term: Term
    root: str
    needs: Needs | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of where names come from.

    `imports` are the imports that people gave, by the dotted name that each of them binds. `own` are the modules of the
    project, `all` those of the standard library and of what is installed as well.
    """

    imports: Mapping[str, Needs]
    own: Modules
    all: Modules

    def spelled(
        self, dotted: str, resolver: Resolver, path: tuple[ast.AST, ...], used: Sequence[Site]
    ) -> Spelled | str:
        """`dotted` as it can be written at the end of `path`; or why it cannot be.

        `used` are the names that the code to be replaced begins with.
        """
        if dotted.startswith("builtins."):
            return _builtin(dotted.removeprefix("builtins."), resolver, path)
        own = _own(dotted, resolver, path)
        if own is not None:
            return own
        names = {site.node.id for site in used if isinstance(site.node, ast.Name)}
        known = [each for each in _visible(resolver, path, names) if self._serves(each, dotted, resolver)]
        if known:
            binding = max(known, key=lambda each: (each.name in names, len(_origin(each, resolver))))
            rest = dotted.removeprefix(_origin(binding, resolver)).lstrip(".")
            return Spelled(_chain(binding.name, rest), binding.name)
        return self._imported(dotted, resolver, path, used)

    def _serves(self, binding: Binding, dotted: str, resolver: Resolver) -> bool:
        """Whether what an import binds leads to a name, and its module is loaded by then."""
        origin = _origin(binding, resolver)
        if dotted != origin and not dotted.startswith(f"{origin}."):
            return False
        if not isinstance(binding.statement, ast.Import):
            return True
        module = self._module_of(dotted)
        names = [alias.name for alias in binding.statement.names]
        return any(name == module or name.startswith(f"{module}.") for name in names) or dotted.count(".") == 1

    def _module_of(self, dotted: str) -> str:
        """The part of a dotted name that is a module; empty where that is not known."""
        for bound, needs in self.imports.items():
            if dotted == bound or dotted.startswith(f"{bound}."):
                return needs.module
        parts = dotted.split(".")
        candidates = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
        return next((name for name in candidates if self.all.find(name) is not None), "")

    def _imported(
        self, dotted: str, resolver: Resolver, path: tuple[ast.AST, ...], used: Sequence[Site]
    ) -> Spelled | str:
        ways = list(self._ways(dotted, resolver, used))
        if not ways:
            return f"which part of {dotted} is a module is not known: say how to import it in `imports`"
        for needs in ways:
            origin = ".".join(filter(None, (needs.module, needs.name))) if needs.name or needs.alias else needs.bound
            if _is_free(needs.bound, origin, resolver, path, used):
                rest = dotted.removeprefix(origin).lstrip(".")
                return Spelled(_chain(needs.bound, rest), needs.bound, needs)
        return f"`{ways[0].bound}` stands for something else here"

    def _beside(self, dotted: str, resolver: Resolver, used: Sequence[Site]) -> Iterator[Needs]:
        """Imports from the modules that the names in use there come from."""
        for site in used:
            for binding in _bindings(resolver, site):
                statement = binding.statement
                if isinstance(statement, ast.ImportFrom) and not statement.level and statement.module:
                    start = f"{statement.module}."
                    if dotted.startswith(start):
                        yield Needs(module=statement.module, name=dotted.removeprefix(start).partition(".")[0])

    def _ways(self, dotted: str, resolver: Resolver, used: Sequence[Site]) -> Iterator[Needs]:
        """The imports that could give a name, the best first."""
        given = [needs for bound, needs in self.imports.items() if dotted == bound or dotted.startswith(f"{bound}.")]
        function, typing = _place(resolver, used)
        module = self._module_of(dotted)
        root = root_folder(module, self.own) if module else None
        for needs in given:
            yield Needs(
                module=needs.module, name=needs.name, alias=needs.alias, root=root, function=function, typing=typing
            )
        if given:
            return
        if not module:
            beside = self._beside(dotted, resolver, used)
            yield from (replace(each, function=function, typing=typing) for each in beside)
            return
        whole = Needs(module=module, root=root, function=function, typing=typing)
        name = dotted.removeprefix(module).lstrip(".").partition(".")[0]
        part = [replace(whole, name=name)] if name else []
        yield from [whole, *part] if _by_module(resolver, used) else [*part, whole]


def _visible(resolver: Resolver, path: tuple[ast.AST, ...], names: Collection[str]) -> Iterator[Binding]:
    """The imports that certainly bind a name before the end of `path`: at the top, or of the `names` in use there."""
    module, scope = resolver.module, resolver.module.scope_at(path)
    line = getattr(path[-1], "lineno", 0)
    for name in [*names, *module.scope.bindings]:
        found = scope.lookup(name)
        if found is not None and len(found[1]) == 1 and found[1][0].kind is BindingKind.IMPORT:
            binding = found[1][0]
            at_top = found[0] is module.scope and not binding.blocks
            is_above = scope.is_function or getattr(binding.statement, "lineno", line) < line
            if name in names or (at_top and is_above):
                yield binding


def _origin(binding: Binding, resolver: Resolver) -> str:
    module = resolver.module
    return resolver.home.canonical(absolute(binding.origin, module.surroundings.name, is_package=module.is_package))


def _place(resolver: Resolver, used: Sequence[Site]) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef | None, bool]:
    """Where the code that is replaced has its names from: the function that imports them, and whether for typing."""
    for site in used:
        assert isinstance(site.node, ast.Name)
        found = resolver.module.scope_at(site.path).lookup(site.node.id)
        if found is not None:
            node = found[0].node
            around = [block.test for block in found[1][0].blocks if isinstance(block, ast.If)]
            typing = any("TYPE_CHECKING" in ast.unparse(test) for test in around)
            return (node if isinstance(node, _FUNCTIONS) else None), typing
    return None, False


def _by_module(resolver: Resolver, used: Sequence[Site]) -> bool:
    """Whether the names in use there are those of whole modules."""
    bindings = (binding for site in used for binding in _bindings(resolver, site))
    return any(isinstance(binding.statement, ast.Import) for binding in bindings)


def _bindings(resolver: Resolver, site: Site) -> Sequence[Binding]:
    found = resolver.module.scope_at(site.path).lookup(site.node.id) if isinstance(site.node, ast.Name) else None
    return found[1] if found is not None else ()


def _is_free(name: str, origin: str, resolver: Resolver, path: tuple[ast.AST, ...], used: Sequence[Site]) -> bool:
    """Whether a name means nothing yet at the end of `path`, or what it is to mean, or what is to go."""
    meaning = resolver.names.meaning(name, path)
    if meaning.kind is Kind.UNKNOWN or meaning.identity == origin:
        return True
    return any(isinstance(site.node, ast.Name) and site.node.id == name for site in used)


def _own(dotted: str, resolver: Resolver, path: tuple[ast.AST, ...]) -> Spelled | None:
    """A name that the file itself defines at its top."""
    start = f"{resolver.module.surroundings.name}."
    name, _, rest = dotted.removeprefix(start).partition(".")
    if not dotted.startswith(start) or resolver.names.meaning(name, path).identity != f"{start}{name}":
        return None
    return Spelled(_chain(name, rest), name)


def _builtin(name: str, resolver: Resolver, path: tuple[ast.AST, ...]) -> Spelled | str:
    if resolver.names.meaning(name, path).identity != f"builtins.{name}":
        return f"`{name}` stands for something else here"
    return Spelled(_chain(name, ""), name)


def _chain(root: str, rest: str) -> Term:
    term = Term(Head("Name", (("id", "str", root),)))
    for part in filter(None, rest.split(".")):
        term = Term(Head("Attribute", (("attr", "str", part),)), (term,))
    return term
