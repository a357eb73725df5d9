"""The project's accessor: what it offers, and how it is spelled at one place of one file."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from remend.errors import ConfigError
from remend.index.distributions import distribution_of, strangers
from remend.index.imports import from_imports, import_closure, package_closure
from remend.index.modules import absolute
from remend.model import Diagnostic
from remend.module import Module
from remend.project import Project
from remend.scopes import BindingKind

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_KEY = "tool.remend.env-access.accessor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessor:
    """What the project tells about the accessor.

    `module` and `name` say where it is imported from; `called` whether `name` is called to get the object (`get_env()`)
    or is the object. `path` is its file, None where the project does not hold it. `signatures` are the object's methods
    with their parameter names, None where its class cannot be told. `reached` maps each file that the accessor's module
    runs by its imports to the chain of files that leads there, `preceded` each file that the packages around it run.
    `exports` are other modules that hand the accessor on. `class_name` is the object's class, empty where it is not
    known. `root` is the folder from which the module is imported and `tops` are the packages and modules in it; None
    and empty where the project does not hold the accessor. `strangers` are the distributions of the project that import
    nothing of the accessor's package, `boundary` is the service whose files alone may import it.
    """

    module: str
    name: str
    called: bool
    path: str | None
    signatures: Mapping[str, tuple[str, ...]] | None
    reached: Mapping[str, tuple[str, ...]]
    preceded: Mapping[str, tuple[str, ...]]
    exports: frozenset[str]
    class_name: str = ""
    root: str | None = None
    tops: frozenset[str] = frozenset()
    strangers: frozenset[str] = frozenset()
    boundary: str = ""

    @property
    def package(self) -> str:
        """The top-level package that the accessor belongs to."""
        return self.module.partition(".")[0]

    @property
    def expression(self) -> str:
        """The accessor where no variable holds it: `get_env()`."""
        return f"{self.name}()" if self.called else self.name

    def cycle(self, module: Module) -> tuple[str, ...]:
        """The chain of files by which importing the accessor would come back to `module`; empty where it would not.

        For a file of the accessor's own package, the package is already running when the file is.
        """
        name = module.surroundings.name
        inside = "." in self.module and f"{name}.".startswith(f"{self.package}.")
        return self.reached.get(module.path) or (() if inside else self.preceded.get(module.path, ()))

    def is_origin(self, origin: str, module: Module) -> bool:
        """Whether the dotted name `origin`, as an import of `module` has it, is the accessor."""
        full = absolute(origin, module.surroundings.name, is_package=module.is_package)
        owner, _, name = full.rpartition(".")
        return name == self.name and (owner == self.module or owner in self.exports)


def learn_accessor(setting: str, project: Project) -> Accessor:
    """Look the configured accessor up in the project. Raises ConfigError where the project shows that it is wrong."""
    module, _, name = setting.partition(":")
    if not name.isidentifier() or not all(part.isidentifier() for part in module.split(".")):
        raise ConfigError(f'{_KEY}: "{setting}" is not of the form "package.module:name"')
    path = project.modules.find(module)
    if path is None:
        if module.partition(".")[0] in project.modules.top_level:
            raise ConfigError(f"{_KEY}: the project has no module {module}; {_nearest_module(module, project)}")
        return Accessor(
            module=module,
            name=name,
            called=True,
            path=None,
            signatures=None,
            reached={},
            preceded={},
            exports=frozenset(),
        )
    loaded = Module.load(path, project.read(path))
    if isinstance(loaded, Diagnostic):
        raise ConfigError(f"{_KEY}: {path} cannot be parsed: {loaded.message}")
    bindings = loaded.scope.bindings.get(name)
    if not bindings:
        raise ConfigError(f"{_KEY}: {path} does not define {name}")
    definition = bindings[-1].statement
    if isinstance(definition, ast.AsyncFunctionDef):
        raise ConfigError(f"{_KEY}: {name} in {path} is a coroutine function; the accessor must answer without await")
    root = path.removesuffix(".py").removesuffix("/__init__").removesuffix(module.replace(".", "/")).rstrip("/")
    return Accessor(
        module=module,
        name=name,
        called=bindings[-1].kind is not BindingKind.ASSIGNMENT,
        path=path,
        signatures=_signatures(definition, loaded),
        reached=import_closure(module, project.modules, project.read),
        preceded=package_closure(module, project.modules, project.read),
        exports=frozenset(_exports(module, name, project)),
        class_name=_class_name(definition, loaded),
        root=root,
        tops=frozenset(_tops(root, project)),
        strangers=strangers(
            module.partition(".")[0],
            distribution_of(path, project.distributions),
            project.distributions,
            project.contents,
        ),
        boundary=project.boundary_of(path),
    )


def _tops(root: str, project: Project) -> Iterator[str]:
    """The names of the packages and modules that stand in the folder `root`."""
    start = root + "/" if root else ""
    for path in project.snapshot.paths:
        if path.endswith(".py") and path.startswith(start):
            yield path.removeprefix(start).partition("/")[0].removesuffix(".py")


def _nearest_module(module: str, project: Project) -> str:
    last = module.rpartition(".")[2]
    for path in project.snapshot.paths:
        name = project.modules.name(path) if path.endswith(f"{last}.py") else ""
        if name.rpartition(".")[2] == last:
            return f"did you mean {name}?"
    return 'give it as "package.module:name"'


def _signatures(definition: ast.AST, module: Module) -> Mapping[str, tuple[str, ...]] | None:
    """The methods of the accessor's object: of the class that is called, returned, or annotated as returned."""
    found: dict[str, tuple[str, ...]] = {}
    waiting = [_class_name(definition, module)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen or name == "object":
            continue
        seen.add(name)
        bound = module.scope.bindings.get(name, [])
        if len(bound) != 1 or not isinstance(bound[0].statement, ast.ClassDef):
            return None
        for node in bound[0].statement.body:
            if isinstance(node, _FUNCTIONS):
                every = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                found.setdefault(node.name, tuple(argument.arg for argument in every[1:]))
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                return None
        waiting += [ast.unparse(base) for base in bound[0].statement.bases]
    return found


def _class_name(definition: ast.AST, module: Module) -> str:
    match definition:
        case ast.ClassDef(name=name):
            return name
        case ast.FunctionDef(returns=ast.Name(id=name)) | ast.AnnAssign(annotation=ast.Name(id=name)):
            return name
        case ast.FunctionDef(returns=ast.Constant(value=str(name))):
            return name
        case ast.Assign(value=ast.Call(func=ast.Name(id=name))):
            return name
        case ast.FunctionDef(returns=None):
            returned = {ast.unparse(n.value) for n in ast.walk(definition) if isinstance(n, ast.Return) and n.value}
            held = returned.pop() if len(returned) == 1 else ""
            for binding in module.scope.bindings.get(held, []):
                if isinstance(binding.value, ast.Call):
                    return ast.unparse(binding.value.func)
            return held.removesuffix("()")
    return ""


def _exports(module: str, name: str, project: Project) -> Iterator[str]:
    """Modules that hand the accessor on: those that other files import it from and that import it themselves."""
    modules = project.modules
    asked: set[str] = set()
    for path, content in project.contents.items():
        if name.encode() in content:
            for origin, names in from_imports(content):
                if name in names:
                    asked.add(absolute(origin, modules.name(path), is_package=path.endswith("__init__.py")))
    known = {module}
    pending = {origin: _origins(modules.find(origin), name, project) for origin in asked - known}
    while found := {origin for origin, sources in pending.items() if sources and sources <= known}:
        known |= found
        pending = {origin: sources for origin, sources in pending.items() if origin not in found}
    yield from known - {module}


def _origins(path: str | None, name: str, project: Project) -> set[str]:
    """The modules that `path` imports `name` from; empty where it binds the name in another way."""
    loaded = Module.load(path, project.read(path)) if path is not None else None
    if path is None or not isinstance(loaded, Module):
        return set()
    bindings = loaded.scope.bindings.get(name, [])
    if any(binding.kind is not BindingKind.IMPORT for binding in bindings):
        return set()
    own = project.modules.name(path)
    return {absolute(binding.origin, own, is_package=loaded.is_package).rpartition(".")[0] for binding in bindings}
