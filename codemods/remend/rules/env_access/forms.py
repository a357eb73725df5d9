"""The forms in which code reaches the process environment, and what each asks of the accessor.

A `Use` is what detection knows of one place; it is settled before any rewriting and says whether and how the accessor
can take the place over without changing what the program does.
"""

from __future__ import annotations

import ast
import enum
from dataclasses import dataclass, field

from remend.model import Safety, Severity
from remend.module import Site
from remend.scopes import Scope

WORDS = frozenset({"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"})
"""The names in `os` through which the environment is reached."""


class Action(enum.Enum):
    """What the accessor has to do in place of the environment."""

    GET = "get"
    SET = "set"
    AUGMENT = "augment"
    DELETE = "delete"
    EXISTS = "exists"
    GET_ALL = "get_all"
    SUBPROCESS = "get_subprocess_env"
    UPDATE = "update"
    CLEAR = "clear"
    SET_DEFAULT = "set default"
    TAKE = "take"
    GET_METHOD = "get, uncalled"
    ALIAS = "alias"
    NONE = "none"

    @property
    def methods(self) -> tuple[str, ...]:
        """The accessor's methods that this action calls, by their configured keys."""
        return {
            Action.AUGMENT: ("get", "set"),
            Action.SET_DEFAULT: ("exists", "set"),
            Action.TAKE: ("get", "delete"),
            Action.GET_METHOD: ("get",),
            Action.ALIAS: (),
            Action.NONE: (),
        }.get(self, (self.value,))

    @property
    def writes(self) -> bool:
        """Whether the action changes the environment."""
        return self in _WRITES


_WRITES = frozenset(
    {Action.SET, Action.AUGMENT, Action.DELETE, Action.UPDATE, Action.CLEAR, Action.SET_DEFAULT, Action.TAKE}
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Base:
    """An expression that stands for the environment or one of its functions.

    `name` is the dotted name it resolves to, `missing` tells that its `os` is bound nowhere, `alias` the local variable
    (`env = os.environ`) through which it is reached.
    """

    site: Site
    name: str
    scope: Scope
    missing: bool = False
    alias: Alias | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Alias:
    """A variable that holds `os.environ`: its assignment, and all uses once they are collected."""

    name: str
    scope: Scope
    statement: Site
    line: int
    uses: list[Use] = field(default_factory=list)


@dataclass(slots=True, kw_only=True, eq=False)
class Use:
    """One place that reaches the environment.

    `target` is what a mend rewrites: an expression, or a whole statement where `statement` is set. `unsafe` says what
    the mend could change, `refused` why there is none; both are empty where neither applies. `alias` is the variable
    whose assignment or whose use this is. `stands_in` marks a fallback for where the accessor cannot be imported.
    """

    base: Base
    form: str
    action: Action
    target: Site
    statement: bool = False
    unsafe: str = ""
    refused: str = ""
    severity: Severity = Severity.MEDIUM
    report_only: bool = False
    alias: Alias | None = None
    stands_in: bool = False

    @property
    def safety(self) -> Safety:
        """How safe the mend is."""
        if self.report_only:
            return Safety.REPORT_ONLY
        return Safety.UNSAFE if self.unsafe else Safety.SAFE


def is_constant(node: ast.expr) -> bool:
    """Whether the value is fixed when the code is written: a literal, a name in capitals, or built from these."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.isupper()
        case ast.BinOp(left=left, right=right):
            return is_constant(left) and is_constant(right)
        case ast.UnaryOp(operand=operand):
            return is_constant(operand)
        case ast.JoinedStr(values=values):
            return all(is_constant(value) for value in values)
        case ast.FormattedValue(value=value):
            return is_constant(value)
        case ast.Call(func=ast.Name(id="str"), args=[argument], keywords=[]):
            return is_constant(argument)
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return all(is_constant(element) for element in elements)
        case ast.Dict(keys=keys, values=values):
            return all(key is not None and is_constant(key) for key in keys) and all(map(is_constant, values))
    return False
