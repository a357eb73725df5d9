"""The rule `env-access`: the environment is reached past the project's accessor."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import ClassVar, Literal

import msgspec

from remend.errors import ConfigError
from remend.model import Safety, Severity, Violation
from remend.module import Module, Site
from remend.nearest import advise
from remend.project import Project
from remend.rule import Change, Keeps, Mend, Mends, Options, Rule
from remend.rules.env_access.accessor import Accessor
from remend.rules.env_access.find import find_uses
from remend.rules.env_access.forms import WORDS, Use
from remend.rules.env_access.learn import learn_accessor
from remend.rules.env_access.spelling import Speller, Spelling
from remend.rules.env_access.weigh import spell_use, weigh

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
    by_file = True
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

    @property
    def premises(self) -> object:
        """The options."""
        return self.options

    def survey(self, project: Project) -> None:
        """Learn what the configured accessor offers. Raises ConfigError where the project shows that it is wrong."""
        if self.options.accessor is not None:
            self.accessor = learn_accessor(self.options.accessor, project)
            self._check_methods(self.accessor)

    def _check_methods(self, accessor: Accessor) -> None:
        """Raise ConfigError for a method that was named and that the accessor's class does not have."""
        for key, name in self._methods.items():
            place = f"tool.remend.env-access.methods.{key}"
            if not name.isidentifier():
                raise ConfigError(f'{place}: "{name}" is no name of a method')
            if name != key and accessor.signatures is not None and name not in accessor.signatures:
                raise ConfigError(
                    f"{place}: {accessor.class_name} has no method {name}{advise(name, accessor.signatures)}"
                )

    def detect(self, module: Module) -> Iterator[Violation]:
        """Yield every use of the environment, except in the accessor's own module."""
        accessor = self.accessor
        if accessor is not None and accessor.path == module.path:
            return
        uses = find_uses(module)
        speller = Speller(module, accessor) if accessor is not None else None
        lines = speller.lines if speller is not None else ()
        if speller is not None:
            by_name = frozenset({"source"} if self.options.source is not None else ())
            weigh(uses, module, speller, self._methods, by_name)
        places = [(module.span(use.target.node), use) for use in uses]
        module.notes[self.id] = {(span, use.form): use for span, use in places}, speller
        for span, use in places:
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

    @property
    def _methods(self) -> dict[str, str]:
        """The accessor's methods that are not declared absent, by key."""
        return {key: name for key in Methods.__struct_fields__ if (name := getattr(self.options.methods, key))}

    def _message(self, use: Use) -> str:
        is_write = use.action.writes or use.form.startswith(("del ", "os.environ[k] ", "os.environ = "))
        verb = "reaches" if use.report_only else "writes" if is_write else "reads"
        through = self.accessor.expression if self.accessor is not None else "the project's accessor"
        return f"{use.form} {verb} the environment past {through}"

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        """The accessor in place of the environment, or the reason why not."""
        uses, speller = module.notes[self.id]
        use: Use = uses[violation.span, violation.form]
        if speller is None:
            return 'no accessor is configured: set tool.remend.env-access.accessor = "package.module:name"'
        return use.refused or self._mend(use, violation, speller)

    def _mend(self, use: Use, violation: Violation, speller: Speller) -> Mend:
        from remend.rules.env_access.codemods import Calls, codemod_for  # noqa: PLC0415 (a scan needs no LibCST)

        spelling = spell_use(use, speller)
        assert isinstance(spelling, Spelling)
        direct = use.base.alias is None
        expression = spelling.expression if use.base.alias is None else use.base.alias.name
        calls = Calls(expression=expression, methods=self._methods, source=self._source_for(use))
        change = Change(target=violation.span, codemod=codemod_for(use, calls), statement=use.statement)
        return Mend(
            changes=(change,),
            needs=(spelling.needs,) if direct and spelling.needs is not None else (),
            frees=_freed(use) if direct else (),
            together=_group(use),
        )

    def _source_for(self, use: Use) -> str | None:
        """The configured source, where the method is known to take one or nothing is known of it."""
        signatures = self.accessor.signatures if self.accessor is not None else None
        if signatures is None or not use.action.writes:
            return self.options.source
        method = signatures.get(self._methods[use.action.methods[-1]])
        return self.options.source if method is not None and "source" in method.named else None


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
