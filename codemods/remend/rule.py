"""What a rule is: the base class that every rule file fills in.

A rule tells what it finds, why that hurts and how safe its mend is; it detects on the standard library's syntax tree
and mends with a LibCST codemod. Its examples are its tests, its `explain` page and its documentation.

Detection is the one source of truth. The engine hands the violations that were found back to the rule one by one,
innermost first; the rule answers with a `Mend` or with the reason why there is none.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, ClassVar, Protocol

import msgspec

from remend.model import Safety, Severity, Span, Violation

if TYPE_CHECKING:
    import libcst as cst

    from remend.module import Module, Site
    from remend.project import Project


@dataclass(frozen=True, slots=True)
class Mends:
    """An example that the rule rewrites: `before` becomes `after`, byte for byte.

    `config` holds options of the rule for this example alone; `unsafe` tells that the mend needs `--unsafe`. `beside`
    are other files of the project, by path, for a rule that looks beyond the file at hand, `example.py`.
    """

    before: str
    after: str
    title: str = ""
    unsafe: bool = False
    config: tuple[tuple[str, object], ...] = ()
    beside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Keeps:
    """An example that stays as it is. `found` tells whether the rule reports it and declines, or is silent."""

    code: str
    because: str
    found: bool = False
    config: tuple[tuple[str, object], ...] = ()
    beside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """An import that mended code relies on: `from module import name as alias`, or `import module as alias`.

    An empty `name` asks for the module itself, an empty `alias` for no `as`. `root` is the folder of the project from
    which the module is imported, empty for its top, None where the module is not the project's own. `function` is the
    one whose body the import has to stand in, None for the top of the file. `typing` asks for a place under
    `if TYPE_CHECKING` where the file has one.
    """

    module: str
    name: str = ""
    alias: str = ""
    root: str | None = None
    function: ast.FunctionDef | ast.AsyncFunctionDef | None = None
    typing: bool = False

    @property
    def bound(self) -> str:
        """The name that the import binds."""
        return self.alias or self.name or self.module.partition(".")[0]


class Codemod(Protocol):
    """Rewrites one LibCST node, the root of a fragment.

    A statement may become several; None means that the codemod finds that it must not.
    """

    def __call__(self, node: cst.CSTNode, /) -> cst.CSTNode | Sequence[cst.CSTNode] | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One place that a mend rewrites: `target` is an expression, or one whole simple statement (`statement`).

    `text` is what takes the target's place as it stands, which then may be anything, a keyword or nothing at all; it
    may be empty, and nothing inside of it can be mended too. Its newlines become those of the file. Else `codemod`
    rewrites what stands there.
    """

    target: Span
    codemod: Codemod | None = None
    statement: bool = False
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """How one violation is mended.

    `changes` are the places that are rewritten, `needs` the imports that the result relies on; one of them at least is
    not empty. `frees` are the sites of names that the result uses no longer, so that an import left without a use can
    go. Violations that answer with one and the same mend are mended by it together. Mends of one `together` key are
    applied all or not at all; the number tells how many there are.
    """

    changes: tuple[Change, ...] = ()
    needs: tuple[Needs, ...] = ()
    frees: tuple[Site, ...] = ()
    together: tuple[str, int] | None = None


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Base of a rule's own table of the configuration."""


class Rule:
    """One pattern, found and mended.

    Class attributes:
        id: kebab-case name of the pattern, not of the advice; the file is its snake_case, the class its PascalCase.
        summary: the pattern in a few words.
        subject: imperative for the commit's subject.
        kind: type of the conventional commit.
        safety: how safe the mend is in general; a violation may lower it.
        severity: how much a violation hurts in general; a violation may change it.
        triggers: whole words, at least one of which stands in every file that the rule can speak about; empty for a
            rule that tells by `concerns`.
        late: whether it mends after the others, because what they do can make its own mends needless; what it finds
            inside of something that another rule can mend safely is left to that rule.
        reads_text: whether it speaks about files that Python cannot parse, and mends them before any other rule.
        price: how many times as long it works on a byte as most rules do; it decides when other processes are worth it.
        by_file: whether what it finds in a file depends on nothing but that file and the rule's settings.
        sees_files_alone: whether it may take away what other files import, because it knows nothing of them.
        releases: names whose import a mend may leave without a use.
        drops_comments: the beginnings of comments that a mend may take away.
        examples: tests, documentation and `explain` page in one.
        example_options: options that the examples and fixtures need, before their own.
        options_type: the rule's own table of the configuration.
    """

    id: ClassVar[str]
    summary: ClassVar[str]
    subject: ClassVar[str]
    kind: ClassVar[str] = "refactor"
    safety: ClassVar[Safety] = Safety.SAFE
    severity: ClassVar[Severity] = Severity.MEDIUM
    triggers: ClassVar[tuple[bytes, ...]] = ()
    late: ClassVar[bool] = False
    reads_text: ClassVar[bool] = False
    price: ClassVar[int] = 1
    by_file: ClassVar[bool] = False
    sees_files_alone: ClassVar[bool] = False
    releases: ClassVar[tuple[str, ...]] = ()
    drops_comments: ClassVar[tuple[str, ...]] = ()
    examples: ClassVar[tuple[Mends | Keeps, ...]]
    example_options: ClassVar[tuple[tuple[str, object], ...]] = ()
    options_type: ClassVar[type[Options]] = Options

    def __init__(self, options: Options) -> None:
        self.options = options

    @property
    def turn(self) -> tuple[bool, bool, str]:
        """What the rules are sorted by before they mend one after another."""
        return self.late, not self.reads_text, self.id

    @property
    def is_ready(self) -> bool:
        """Whether the rule has the settings it needs to run without being asked for by name."""
        return True

    @property
    def titles(self) -> tuple[str, ...]:
        """What the commit does, in the imperative, with what the rule's settings add; shorter and shorter."""
        return (self.subject,)

    def titles_for(self, concept: str) -> tuple[str, ...]:  # noqa: ARG002 (most rules know one concept)
        """The titles of a commit that mends the violations of one concept."""
        return self.titles

    def consents(self, violation: Violation) -> bool:  # noqa: ARG002 (most rules leave it to --unsafe)
        """Whether the rule's settings allow the unsafe mend of `violation` by themselves."""
        return False

    def size_of(self, concept: str) -> int:  # noqa: ARG002 (most rules mend each violation for itself)
        """How many violations have this concept, in all files, if they are mended all or not at all; else 0."""
        return 0

    def line_limit(self, path: str) -> int:  # noqa: ARG002 (most mends make no line longer)
        """How long a line may become by a mend in the file at `path` before it is broken; 0 where that is no matter."""
        return 0

    @property
    def premises(self) -> object:
        """All that findings depend on besides `Project.state` and the rule's code, as data; no survey is needed for it.

        None where only a survey can tell; a scan then looks at the project each time.
        """
        return None

    def survey(self, project: Project) -> None:
        """Learn what detection needs from the project as a whole; runs once, before any file is inspected."""

    def weigh(self, project: Project) -> None:
        """Learn what mending needs besides; runs once, when the rule's turn has come.

        `project` is what the rules before it have left, which a rule that goes by what other files do should look at.
        """

    def prepare(self) -> None:
        """Work out what only detection needs; runs after `survey`, and only where a file has to be inspected."""

    def concerns(self, path: str, raw: bytes) -> bool:  # noqa: ARG002 (a rule without triggers goes by it)
        """Whether the rule may find something in the file at `path`, whose content is `raw`; asked for every file."""
        return has_word(raw, self.triggers)

    @property
    def knowledge(self) -> object:
        """All that detection in any file depends on besides the file, as data; it is part of the cache's key."""
        return self.options

    def knows(self, path: str) -> object:  # noqa: ARG002 (most rules know nothing of single files)
        """What detection in the file at `path` depends on besides; likewise."""
        return None

    def detect(self, module: Module) -> Iterator[Violation]:
        """Yield every place of `module` where the pattern stands."""
        raise NotImplementedError

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        """How `violation`, which `detect` found in this very module, is mended; or the reason why it is not."""
        raise NotImplementedError


RuleType = type[Rule]


def has_word(raw: bytes, words: tuple[bytes, ...]) -> bool:
    """Whether one of `words` stands in `raw` as a whole word; the plain search first, since it is ten times faster."""
    for word in words:  # a generator would take twice as long, and this is asked of every file
        if word in raw:
            return _pattern(words).search(raw) is not None
    return False


@cache
def _pattern(words: tuple[bytes, ...]) -> re.Pattern[bytes]:
    return re.compile(rb"\b(?:" + b"|".join(map(re.escape, words)) + rb")\b")
