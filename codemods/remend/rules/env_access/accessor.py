"""The project's accessor: what it offers, and how it is spelled at one place of one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from remend.index.modules import absolute
from remend.module import Module
from remend.rules.env_access.contract import Method

Chains = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessor:
    """What the project tells about the accessor.

    `module` and `name` say where it is imported from; `called` whether `name` is called to get the object
    (`get_env()`) or is the object. `path` is its file, None where the project does not hold it. `signatures` are
    the object's methods, None where its class cannot be told. `reached` maps each file that the accessor's module
    runs by its imports to the chain of files that leads there; `around` does so for each package around the module,
    outermost first, and `takers` for each of these packages from which something that is run takes a name.
    `doubled` maps files in which a test replaces the environment to that test. `exports` are other modules that
    hand the accessor on. `class_name` is the object's class, empty where it is not known. `root` is the folder from
    which the module is imported and `tops` are the packages and modules in it; None and empty where the project
    does not hold the accessor. `strangers` are the distributions of the project that import nothing of the
    accessor's package, `boundary` is the service whose files alone may import it.
    """

    module: str
    name: str
    called: bool
    path: str | None
    signatures: Mapping[str, Method] | None = None
    reached: Chains = field(default_factory=dict)
    around: tuple[tuple[str, Chains], ...] = ()
    takers: Chains = field(default_factory=dict)
    doubled: Mapping[str, str] = field(default_factory=dict)
    exports: frozenset[str] = frozenset()
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

        The packages that the accessor and the file have in common are already running when the file is.
        """
        name = module.surroundings.name
        if module.path in self.reached:
            return self.reached[module.path]
        for package, chains in self.around:
            if module.path in chains and not f"{name}.".startswith(f"{package}."):
                return chains[module.path]
        return self.takers.get(name, ())

    @property
    def company(self) -> tuple[str, ...]:
        """The files that importing the accessor runs besides its own and those of the packages around it."""
        run = {path for chains in (self.reached, *(chains for _, chains in self.around)) for path in chains}
        own = {self.path, *(next(iter(chains), "") for _, chains in self.around)}
        return tuple(sorted(run - own))

    def is_origin(self, origin: str, module: Module) -> bool:
        """Whether the dotted name `origin`, as an import of `module` has it, is the accessor."""
        full = absolute(origin, module.surroundings.name, is_package=module.is_package)
        owner, _, name = full.rpartition(".")
        return name == self.name and (owner == self.module or owner in self.exports)
