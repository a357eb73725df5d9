"""Learns from the project what there is to know of its accessor, once, before any file is looked at."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from remend.errors import ConfigError
from remend.index.distributions import distribution_of, strangers
from remend.index.imports import from_imports, import_closure, name_takers, package_closures
from remend.index.modules import absolute
from remend.model import Diagnostic
from remend.module import Module
from remend.nearest import advise, nearest
from remend.project import Project
from remend.rules.env_access.accessor import Accessor
from remend.rules.env_access.contract import Method, misfit, read_method
from remend.rules.env_access.doubles import find_doubled
from remend.scopes import BindingKind

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_KEY = "tool.remend.env-access.accessor"
_IMPORTS_FOLLOWED = 5


def learn_accessor(setting: str, project: Project) -> Accessor:
    """Look the configured accessor up in the project. Raises ConfigError where the project shows that it is wrong."""
    module, _, name = setting.partition(":")
    if not name.isidentifier() or not all(part.isidentifier() for part in module.split(".")):
        raise ConfigError(f'{_KEY}: "{setting}" is not of the form "package.module:name"')
    path = project.modules.find(module)
    if path is None:
        _check_outside(module, project)
        return Accessor(module=module, name=name, called=True, path=None)
    loaded = Module.load(path, project.read(path))
    if isinstance(loaded, Diagnostic):
        raise ConfigError(f"{_KEY}: {path} cannot be parsed: {loaded.message}")
    found = _definition(name, loaded, project, 0)
    if found is None:
        raise ConfigError(f"{_KEY}: {path} does not define {name}{advise(name, loaded.scope.bindings)}")
    definition, home_module = found
    called = _is_called(definition, home_module)
    class_name = _class_name(definition, home_module)
    if called:
        _check_call(definition, home_module, name, path)
    reached = import_closure(module, project.modules, project.read)
    around = package_closures(module, project.modules, project.read)
    root = path.removesuffix(".py").removesuffix("/__init__").removesuffix(module.replace(".", "/")).rstrip("/")
    home = distribution_of(path, project.distributions)
    return Accessor(
        module=module,
        name=name,
        called=called,
        path=path,
        signatures=_signatures(class_name, home_module),
        reached=reached,
        around=around,
        takers=name_takers(reached, around, project.modules, project.read),
        doubled=find_doubled(project),
        exports=frozenset(_exports(module, name, project)),
        class_name=class_name,
        root=root,
        tops=frozenset(_tops(root, project)),
        strangers=strangers(module.partition(".")[0], home, project.distributions, project.contents),
        boundary=project.boundary_of(path),
    )


def _check_outside(module: str, project: Project) -> None:
    """Raise ConfigError for a module that the project does not hold, where it looks like a misspelt one of it."""
    package = module.partition(".")[0]
    names = [project.modules.name(path) for path in project.snapshot.paths if path.endswith(".py")]
    if package in project.modules.top_level:
        raise ConfigError(f"{_KEY}: the project has no module {module}{advise(module, names)}")
    known = re.compile(rf"\b{re.escape(package)}\b".replace("_", "[-_.]").encode(), re.IGNORECASE)
    declared = (p for p in project.snapshot.paths if p.rpartition("/")[2].startswith(("pyproject", "require", "setup")))
    guess = nearest(package, project.modules.top_level)
    if guess is None or any(known.search(content) for content in project.contents.values() if b"import" in content):
        return
    if not any(known.search(project.snapshot.read(path)) for path in declared):
        raise ConfigError(f"{_KEY}: nothing in the project imports or requires {package}; did you mean `{guess}`?")


def _definition(name: str, module: Module, project: Project, depth: int) -> tuple[ast.AST, Module] | None:
    """The statement that defines `name`, and the module it stands in: imports are followed through the project."""
    bindings = module.scope.bindings.get(name, [])
    if not bindings or depth > _IMPORTS_FOLLOWED:
        return None
    last = bindings[-1]
    if last.kind is not BindingKind.IMPORT:
        return last.statement, module
    own = project.modules.name(module.path)
    owner, _, original = absolute(last.origin, own, is_package=module.is_package).rpartition(".")
    path = project.modules.find(owner)
    loaded = Module.load(path, project.read(path)) if path is not None else None
    followed = _definition(original, loaded, project, depth + 1) if isinstance(loaded, Module) else None
    return followed or (last.statement, module)


def _is_called(definition: ast.AST, module: Module) -> bool:
    """Whether the accessor is what a call of the name gives; else the name is the object itself."""
    match definition:
        case ast.Assign(targets=[ast.Name()], value=ast.Lambda()):
            return True
        case ast.Assign(targets=[ast.Name()], value=ast.Call(func=function)):
            return ast.unparse(function).rpartition(".")[2].rstrip("()") in ("partial", "lru_cache", "cache")
        case ast.Assign(targets=[ast.Name()], value=ast.Name(id=other)):
            return any(binding.kind is BindingKind.DEFINITION for binding in module.scope.bindings.get(other, []))
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Import() | ast.ImportFrom():
            return True
    return False


def _check_call(definition: ast.AST, module: Module, name: str, path: str) -> None:
    """Raise ConfigError where the accessor cannot be had by calling it without arguments."""
    why = ""
    if isinstance(definition, ast.ClassDef):
        why = _init_misfit(definition, module)
    elif isinstance(definition, _FUNCTIONS):
        why = misfit(read_method(definition, bound=False), 0)
        if any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in ast.walk(definition)):
            why = why or "is a generator"
    if why:
        raise ConfigError(
            f"{_KEY}: {name} in {path} {why}; the accessor has to be what {name}() gives, "
            "an object with methods such as get(key, default)"
        )


def _init_misfit(definition: ast.ClassDef, module: Module) -> str:
    """Why a class, or the first of its bases that says how it is made, cannot be called without arguments."""
    inits = [n for n in definition.body if isinstance(n, _FUNCTIONS) and n.name == "__init__"]
    if inits:
        return misfit(read_method(inits[-1], bound=True), 0)
    if any("dataclass" in ast.unparse(decorator) for decorator in definition.decorator_list):
        fields = [n for n in definition.body if isinstance(n, ast.AnnAssign) and n.value is None]
        return f"asks for {len(fields)} arguments, not 0" if fields else ""
    for base in definition.bases:
        for binding in module.scope.bindings.get(ast.unparse(base), []):
            if isinstance(binding.statement, ast.ClassDef) and binding.statement is not definition:
                return _init_misfit(binding.statement, module)
    return ""


def _tops(root: str, project: Project) -> Iterator[str]:
    """The names of the packages and modules that stand in the folder `root`."""
    start = root + "/" if root else ""
    for path in project.snapshot.paths:
        if path.endswith(".py") and path.startswith(start):
            yield path.removeprefix(start).partition("/")[0].removesuffix(".py")


def _signatures(class_name: str, module: Module) -> Mapping[str, Method] | None:
    """The methods of a class and its bases, all of the accessor's own module; None where they cannot all be told."""
    found: dict[str, Method] = {}
    waiting = [class_name]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen or name == "object":
            continue
        seen.add(name)
        bound = module.scope.bindings.get(name, [])
        if len(bound) != 1 or not isinstance(bound[0].statement, ast.ClassDef):
            return None
        own: dict[str, Method] = {}
        for node in bound[0].statement.body:
            if isinstance(node, _FUNCTIONS):
                own[node.name] = read_method(node, bound=True)
            elif isinstance(node, ast.Assign):
                own |= {target.id: Method(accepted=None) for target in node.targets if isinstance(target, ast.Name)}
        found = own | found
        if "__getattr__" in found:
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
