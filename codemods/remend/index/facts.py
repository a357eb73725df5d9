"""What a module defines, imports and offers: the part of the index that one file contributes.

Facts depend on the file's content alone, so they are kept under its blob id and are the same at every commit and under
every path. Expressions are kept as source text, which may run over several lines: whoever resolves one parses it, in
parentheses, and that happens to few of them.
"""

from __future__ import annotations

import enum

import msgspec


class Guard(enum.IntEnum):
    """The condition under which a binding happens, the more certain first.

    `TRY` is a block that an exception may leave and a handler may follow; `FUNCTION` is anything inside a function or a
    class, which binds nothing in the module, or does so only once it is called (`global`).
    """

    NONE = 0
    CONDITION = 1
    TRY = 2
    TYPE_CHECKING = 3
    FUNCTION = 4


class ParameterKind(enum.IntEnum):
    """How an argument reaches a parameter."""

    POSITIONAL_ONLY = 0
    POSITIONAL = 1
    VARIADIC = 2
    KEYWORD_ONLY = 3
    VARIADIC_KEYWORD = 4


class _Fact(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base: compact on disk, and never part of a reference cycle."""


class Parameter(_Fact, frozen=True):
    """One parameter; `annotation` is empty where there is none."""

    name: str
    kind: ParameterKind
    has_default: bool
    annotation: str


class Function(_Fact, frozen=True):
    """A function or method: decorators as written, outermost first.

    `result` is what it returns, or yields, as source, where that is one name, attribute or call, awaited or not, and no
    annotation says it; a local name that is assigned once gives way to what it is assigned. `inner` is the function
    defined in it that it returns, as a decorator does, or two, one for each kind of function. `awaits` are the
    parameters that it awaits, or hands to what does.
    """

    name: str
    line: int
    is_async: bool
    decorators: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    returns: str
    guard: Guard = Guard.NONE
    is_generator: bool = False
    result: str = ""
    inner: tuple[Function, ...] = ()
    awaits: tuple[str, ...] = ()


class Attribute(_Fact, frozen=True):
    """A name that is bound in any way other than by a definition or, at module level, by an import.

    At module level, in a class body (nested classes and imports too), or on `self` in a method, where the annotation of
    a parameter goes over to the attribute that it is assigned to; in methods other than `__init__` it is guarded by
    `FUNCTION`. `value` is the right side as source where all of it goes to this name and it is a name, an attribute, a
    subscript, a call, awaited or not, two things with `|` between them, or None; else it is empty.
    """

    name: str
    line: int
    annotation: str
    value: str
    guard: Guard = Guard.NONE


class Class(_Fact, frozen=True):
    """A class: bases and decorators as written, its methods, and what its body and its `__init__` bind."""

    name: str
    line: int
    bases: tuple[str, ...]
    decorators: tuple[str, ...]
    methods: tuple[Function, ...]
    attributes: tuple[Attribute, ...]
    guard: Guard = Guard.NONE


class Import(_Fact, frozen=True):
    """A name bound by an import.

    `origin` is the dotted name that is written, with leading dots where it is relative; `is_module` tells `import a.b`
    from `from a import b`, and `is_renamed` that there is an `as`: without it, `import a.b` binds `a`. The name of a
    star import is `*`, its origin the module.
    """

    name: str
    origin: str
    line: int
    is_module: bool
    guard: Guard = Guard.NONE
    is_renamed: bool = False


class Habit(_Fact, frozen=True):
    """How often a module awaits a method of what one of its parameters is annotated with, and how often it does not.

    `owner` is the dotted name of the annotation as the module's imports give it, with leading dots where relative.
    """

    owner: str
    method: str
    awaited: int
    plain: int


class Facts(_Fact, frozen=True):
    """All of one module.

    `exports` is its `__all__`, the lists of all branches together; None where it has none or it cannot be told.
    `has_getattr` and `is_dynamic` say that it may have names that are not seen here: by a `__getattr__`, or by writing
    into `globals()`, replacing itself in `sys.modules` or the like.
    """

    functions: tuple[Function, ...] = ()
    classes: tuple[Class, ...] = ()
    names: tuple[Attribute, ...] = ()
    imports: tuple[Import, ...] = ()
    exports: tuple[str, ...] | None = None
    has_getattr: bool = False
    is_dynamic: bool = False
    parses: bool = True
    habits: tuple[Habit, ...] = ()
