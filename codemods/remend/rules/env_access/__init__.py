"""The rule `env-access`: the environment is reached past the project's accessor."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import ClassVar, Literal

import msgspec

from remend.imports.reach import can_import
from remend.model import Safety, Severity, Violation
from remend.module import Module, Site
from remend.project import Project
from remend.rule import Keeps, Mend, Mends, Options, Rule
from remend.rules.env_access.accessor import Accessor, learn_accessor
from remend.rules.env_access.crossing import is_test, keep_worlds_together, weigh_crossings
from remend.rules.env_access.find import find_uses
from remend.rules.env_access.forms import WORDS, Use
from remend.rules.env_access.spelling import Speller, Spelling

MethodName = str | Literal[False]


class Methods(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the accessor's methods are called; `false` for one that it does not have."""

    get: MethodName = "get"
    set: MethodName = "set"
    exists: MethodName = "exists"
    delete: MethodName = "delete"
    get_all: MethodName = "get_all"
    update: MethodName = "update"
    clear: MethodName = "clear"
    get_subprocess_env: MethodName = "get_subprocess_env"


class EnvAccessOptions(Options, frozen=True):
    """The table `[tool.remend.env-access]`."""

    accessor: str | None = None
    methods: Methods = Methods()
    source: str | None = None


class EnvAccess(Rule):
    """Environment read or written past the project's accessor.

    A project that keeps all environment access in one place can isolate its tests, trace where a value came from and
    validate it once. Every `os.environ` beside the accessor sees another state: half of a refactoring is worse than
    none.

    The mend calls the accessor in place of the environment, adds its import and takes away an `import os` that nothing
    needs any longer. Where the accessor would act otherwise (a missing key raises KeyError in `os.environ[k]`), the
    mend is unsafe and says why.
    """

    id = "env-access"
    summary = "environment reached past the project's accessor"
    subject = "read env through {accessor}"
    kind = "refactor"
    safety = Safety.SAFE
    severity = Severity.MEDIUM
    triggers = (*(word.encode() for word in sorted(WORDS)), b"delenv", b"setenv")
    releases = ("os", *sorted(WORDS))
    options_type = EnvAccessOptions
    example_options = (("accessor", "app.environment:get_env"),)
    examples: ClassVar[tuple[Mends | Keeps, ...]] = (
        Mends(
            "import os\n\nHOST = os.getenv('HOST', 'localhost')\n",
            "from app.environment import get_env\n\nHOST = get_env().get('HOST', 'localhost')\n",
            title="a read with a default; the import that nothing needs any longer goes",
        ),
        Mends(
            "import os\nfrom app.environment import get_env\n\nenv = get_env()\n\n\n"
            'def start(port):\n    os.environ["PORT"] = str(port)\n    return "DEBUG" in os.environ\n',
            "from app.environment import get_env\n\nenv = get_env()\n\n\n"
            'def start(port):\n    env.set("PORT", str(port))\n    return env.exists("DEBUG")\n',
            title="a variable that already holds the accessor is used",
        ),
        Mends(
            "import os\n\nTOKEN = os.environ['TOKEN']\n",
            "from app.environment import get_env\n\nTOKEN = get_env().get('TOKEN')\n",
            title="a subscript raises KeyError where the accessor gives None",
            unsafe=True,
        ),
        Keeps(
            "def app(environ, start_response):\n    return environ['PATH_INFO']\n",
            because="a parameter, not os.environ",
        ),
        Keeps(
            "def test_port(monkeypatch):\n    monkeypatch.setenv('PORT', '1')\n",
            because="how a test isolates the environment is for its author to decide",
            found=True,
        ),
        Keeps(
            "import os\n\nnames = [name for name in map(os.environ.pop, ['A', 'B'])]\n",
            because="the accessor's delete does not give the value",
            found=True,
        ),
    )
    options: EnvAccessOptions

    def __init__(self, options: EnvAccessOptions) -> None:
        super().__init__(options)
        self.accessor: Accessor | None = None

    @property
    def is_ready(self) -> bool:
        """Whether an accessor is configured."""
        return self.options.accessor is not None

    @property
    def titles(self) -> tuple[str, ...]:
        """The subject with the accessor's name, and a shorter one for a long scope."""
        name = (self.options.accessor or "the accessor").rpartition(":")[2]
        return self.subject.format(accessor=name), f"use {name}"

    @property
    def knowledge(self) -> object:
        """The options, and what is known of the accessor."""
        return self.options, self.accessor

    def survey(self, project: Project) -> None:
        """Learn what the configured accessor offers. Raises ConfigError where the project shows that it is wrong."""
        if self.options.accessor is not None:
            self.accessor = learn_accessor(self.options.accessor, project)

    def detect(self, module: Module) -> Iterator[Violation]:
        """Yield every use of the environment, except in the accessor's own module."""
        accessor = self.accessor
        if accessor is not None and accessor.path == module.path:
            return
        uses = {module.span(use.target.node): use for use in find_uses(module)}
        speller = Speller(module, accessor) if accessor is not None else None
        lines = speller.lines if speller is not None else ()
        if speller is not None:
            self._weigh(list(uses.values()), module, speller)
        module.notes[self.id] = uses, speller
        for span, use in uses.items():
            yield Violation(
                rule=self.id,
                path=module.path,
                span=span,
                severity=_severity(use, lines),
                safety=use.safety,
                message=self._message(use),
                form=use.form,
                code=module.source.line(span.line).strip(),
                symbol=module.symbol(use.target.path),
                unsafe_because=use.unsafe,
                evidence=tuple(_evidence(use, lines, accessor)),
            )

    def _weigh(self, uses: list[Use], module: Module, speller: Speller) -> None:
        """Settle what the surroundings of each use say about moving it to the accessor."""
        for use in uses:
            use.refused = use.refused or self._obstacle(use, speller)
        weigh_crossings(uses, module, speller, self._methods)
        distance = _distance(module, speller.accessor)
        for use in uses:
            use.unsafe = use.unsafe or distance
        keep_worlds_together(uses, module)

    def _obstacle(self, use: Use, speller: Speller) -> str:
        """Why the accessor cannot be called for a use: a method it lacks, or a name that is not to be had there."""
        missing = next((key for key in use.action.methods if not self._has(key)), None)
        if missing is not None:
            return f"the accessor has no method for {missing}"
        own, other = speller.module.surroundings.boundary, speller.accessor.boundary
        if other and own != other:
            return f"{own or 'this file'} may not import from the service {other}, which is not among the shared ones"
        spelling = _spelling(use, speller)
        return spelling if isinstance(spelling, str) else ""

    def _has(self, key: str) -> bool:
        signatures = self.accessor.signatures if self.accessor is not None else None
        return key in self._methods and (signatures is None or self._methods[key] in signatures)

    @property
    def _methods(self) -> dict[str, str]:
        """The accessor's methods that are not declared absent, by key."""
        return {key: name for key in Methods.__struct_fields__ if (name := getattr(self.options.methods, key))}

    def _message(self, use: Use) -> str:
        verb = "writes" if use.action.writes else "reaches" if use.report_only else "reads"
        through = self.accessor.expression if self.accessor is not None else "the project's accessor"
        return f"{use.form} {verb} the environment past {through}"

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        """The accessor in place of the environment, or the reason why not."""
        uses, speller = module.notes[self.id]
        use: Use = uses[violation.span]
        if speller is None:
            return 'no accessor is configured: set tool.remend.env-access.accessor = "package.module:name"'
        return use.refused or self._mend(use, violation, speller)

    def _mend(self, use: Use, violation: Violation, speller: Speller) -> Mend:
        from remend.rules.env_access.codemods import Calls, codemod_for  # noqa: PLC0415 (a scan needs no LibCST)

        spelling = _spelling(use, speller)
        assert isinstance(spelling, Spelling)
        direct = use.base.alias is None
        expression = spelling.expression if use.base.alias is None else use.base.alias.name
        calls = Calls(expression=expression, methods=self._methods, source=self._source_for(use))
        return Mend(
            target=violation.span,
            codemod=codemod_for(use, calls),
            statement=use.statement,
            needs=spelling.needs if direct else None,
            frees=_freed(use) if direct else (),
            together=_group(use),
        )

    def _source_for(self, use: Use) -> str | None:
        """The configured source, where the method is known to take one or nothing is known of it."""
        signatures = self.accessor.signatures if self.accessor is not None else None
        if signatures is None or not use.action.writes:
            return self.options.source
        called = getattr(self.options.methods, use.action.methods[-1])
        return self.options.source if "source" in signatures.get(called, ()) else None


def _distance(module: Module, accessor: Accessor) -> str:
    """Why the accessor may not be there to import for a file; empty where nothing says so."""
    distribution = module.surroundings.distribution
    if accessor.root is not None and module.path.rpartition("/")[2] == "setup.py":
        return f"setup.py runs before the project is installed, so {accessor.module} may not be there"
    if distribution in accessor.strangers:
        return f"{distribution or 'the root'} is a distribution of its own that imports nothing from {accessor.package}"
    if accessor.root is None or is_test(module.path) or can_import(module, accessor.root, accessor.tops):
        return ""
    return f"the file is run as a script, and nothing in it shows that {accessor.module} can be imported there"


def _severity(use: Use, lines: tuple[int, ...]) -> Severity:
    if use.base.missing:
        return Severity.CRITICAL
    if use.report_only:
        return use.severity
    return Severity.HIGH if lines else use.severity


def _evidence(use: Use, lines: tuple[int, ...], accessor: Accessor | None) -> Iterator[str]:
    if use.base.missing:
        yield "os is not imported in this file: a NameError when the line runs"
    if lines and accessor is not None and not use.report_only:
        shown = ", ".join(map(str, lines[:12])) + (f" and {len(lines) - 12} more" if len(lines) > 12 else "")
        where = f"lines {shown} already go" if len(lines) > 1 else f"line {shown} already goes"
        yield f"incomplete refactor: {where} through {accessor.name}"


def _spelling(use: Use, speller: Speller) -> Spelling | str:
    """The accessor at a use; for a variable that holds the environment, at its assignment."""
    return speller.spell(use.base.site if use.alias is None else use.alias.statement)


def _freed(use: Use) -> tuple[Site, ...]:
    """The name that the use's base starts with, `os` in `os.environ`, where its import gives `os` or a part of it."""
    node, path = use.base.site.node, use.base.site.path
    while isinstance(node, ast.Attribute):
        node = node.value
        path = (*path, node)
    origin = use.base.scope.origin(node) if isinstance(node, ast.Name) else None
    return (Site(node, path),) if origin is not None and origin.partition(".")[0] == "os" else ()


def _group(use: Use) -> tuple[str, int] | None:
    """Uses through one alias, and its assignment, are mended together."""
    alias = use.alias
    return None if alias is None else (f"{alias.name}@{alias.line}", len(alias.uses) + 1)
