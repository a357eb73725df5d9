"""Finds the calls of coroutine functions that nobody awaits, and says how sure that is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from remend.inference.local import Closely
from remend.inference.values import NOTHING, Coroutine, FunctionValue, Instance, Value
from remend.module import Module, Site
from remend.rules.missing_await.agreeing import is_awaited_throughout
from remend.rules.missing_await.known import Known
from remend.rules.missing_await.overridden import overridden
from remend.rules.missing_await.place import UNREAD, Place, Use
from remend.rules.missing_await.places import Places
from remend.rules.missing_await.reads import last_name
from remend.rules.missing_await.replaced import is_replaced
from remend.rules.missing_await.sinks import OF_COROUTINES
from remend.rules.missing_await.statements import numbered
from remend.rules.missing_await.variables import FUNCTIONS

_FLAG = re.compile(r"(?i)\b_?(?:is|use)_?a?sync\b|\ba?sync(?:_mode|_only)?\b")
_FOR_SYNC = re.compile(r"(?i)(?:\b|_)sync(?:_only)?$")
_SILENCED = re.compile(r"#.*\b(?:unused-coroutine|unused-awaitable|reportUnusedCoroutine|RUF006)\b")
_RAISES = re.compile(r"\b(?:raises|assertRaises|assertRaisesRegex|RaisesGroup)\(")
_CLASS = re.compile(r"_*[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")
_ON_PURPOSE = re.compile(
    r"(?i)fire[ _-]?and[ _-]?forget|background|not awaited|no await|without await|don't await|do not await|deliberate"
)


@dataclass(frozen=True, slots=True, eq=False)
class Forgotten:
    """One coroutine that nobody awaits.

    `call` is where it is made, `around` the function that does, None outside of any. `obstacle` says why no `await` can
    stand there, `doubt` why none may be meant; both may be empty. `is_told` says that a type checker alone knows of it.
    """

    call: Site
    place: Place
    coroutine: Coroutine
    around: ast.FunctionDef | ast.AsyncFunctionDef | None
    obstacle: str = ""
    doubt: str = ""
    is_told: bool = False

    @property
    def callee(self) -> str:
        """The callee as it is written, without arguments."""
        assert isinstance(self.call.node, ast.Call)
        return ast.unparse(self.call.node.func)


def find(module: Module, known: Known) -> Iterator[Forgotten]:
    """All of a file, in source order."""
    words = known.words(module.path)
    if not words:
        return
    closely = Closely(known.inference, module)
    places = Places(closely, known.sinks)
    told = _told(module, known)
    for site in module.sites(words):
        call = site.up()
        if not isinstance(call.node, ast.Call) or call.node.func is not site.node:
            continue
        made = None if isinstance(call.parent(), ast.Await) else coroutine_of(site, closely, known)
        is_told = made is None and call.node in told
        made = Coroutine() if is_told else made
        place = None if made is None or _is_for_another_mode(module, call, closely) else places.of(call)
        if (
            made is None
            or place is None
            or is_replaced(module, site, known)
            or _may_fail(closely.value(site.path), call)
            or not known.bears_out(module.path, _word(site))
        ):
            continue
        place = _without_doubt(place, site, known)
        plain = overridden(closely.value(site.path), _caller(site), known)
        if (plain or made.doubt) and is_awaited_throughout(call, module):
            plain, made = "", replace(made, doubt="")
        found = _forgotten(module, call, place, made, plain, is_told=is_told)
        if not found.doubt or isinstance(found.around, ast.AsyncFunctionDef):
            yield found


def _word(callee: Site) -> str:
    assert isinstance(callee.node, ast.expr)
    return last_name(callee.node)


def _without_doubt(place: Place, callee: Site, known: Known) -> Place:
    """The same place; what everybody awaits is meant to be awaited whatever is done with the variable that has it."""
    if not place.doubt or (place.use is not Use.ASSIGNED and place.doubt != UNREAD):
        return place
    return Place(place.use) if known.is_always_awaited(_word(callee)) else place


def _caller(callee: Site) -> str:
    """The method that calls another one of the same object."""
    around = surroundings(callee.up())[0]
    match callee.node:
        case ast.Attribute(value=ast.Name(id="self" | "cls")) if around is not None:
            return around.name
    return ""


def _told(module: Module, known: Known) -> frozenset[ast.AST]:
    """The calls that a type checker takes for forgotten coroutines."""
    calls = frozenset(known.opinion.get(module.path, ()))
    found = numbered(module, {callee for _, callee, _ in calls}) if calls else ()
    return frozenset(call.node for call, key in found if key in calls and not isinstance(call.parent(), ast.Await))


def coroutine_of(site: Site, closely: Closely, known: Known) -> Coroutine | None:
    """What a call of the expression at `site` gives, where that is a coroutine."""
    callee = closely.value(site.path)
    if callee is not None or not isinstance(site.node, ast.Attribute):
        return known.coroutine(callee)
    receiver = site.node.value
    held = closely.value((*site.path, receiver))
    if held == NOTHING and isinstance(receiver, ast.Attribute):
        held = None  # it is set to something else later, or the call would fail
    if isinstance(held, Coroutine) and not held.doubt and site.node.attr not in OF_COROUTINES:
        return known.coroutine(closely.inference.member(held.result, site.node.attr))
    if held is not None and not _lacks(held, site.node.attr, closely):
        return None
    is_async = isinstance(surroundings(site.up())[0], ast.AsyncFunctionDef)
    name = receiver.attr if isinstance(receiver, ast.Attribute) else getattr(receiver, "id", "")
    return known.by_name(name, site.node.attr, closely.module.path) if is_async and name else None


def _lacks(held: Value, name: str, closely: Closely) -> bool:
    """Whether what is called is an instance of a class that is not seen to have such a method: its heirs may."""
    return isinstance(held, Instance) and not closely.inference.index.members(held.of.path, held.of.fact, name)


def _is_for_another_mode(module: Module, call: Site, closely: Closely) -> bool:
    """Whether the code is written for the sync and the async mode at once, or its author says that nobody waits.

    That shows in a flag that decides, in a decorator of a function that is not async, in a comment for a type checker.
    """
    for node in call.path:
        if isinstance(node, ast.If) and (flag := _FLAG.search(ast.unparse(node.test))):
            is_async = "async" in flag[0].lower() or isinstance(node.test, ast.UnaryOp)
            in_body = any(each in call.path for each in node.body)
            other = node.orelse if in_body else node.body
            is_meant = in_body == is_async or _is_apart(call, other, closely)
            if not is_meant or not isinstance(surroundings(call)[0], ast.AsyncFunctionDef):
                return True
        if isinstance(node, ast.FunctionDef) and any(_FOR_SYNC.search(ast.unparse(d)) for d in node.decorator_list):
            return True
    return _SILENCED.search(module.source.line(module.span(call.node).line)) is not None


def _is_apart(call: Site, other: Sequence[ast.stmt], closely: Closely) -> bool:
    """Whether a call is one of a function, no method, that the `other` mode has nothing to do with."""
    assert isinstance(call.node, ast.Call)
    name, value = call.node.func, closely.value((*call.path, call.node.func))
    if not isinstance(name, ast.Name) or not isinstance(value, FunctionValue) or value.owner is not None:
        return False
    return not any(isinstance(node, ast.Name) and node.id == name.id for part in other for node in ast.walk(part))


def _taken_for_a_class(call: Site, made: Coroutine) -> str:
    """Why a class may be meant: the function goes by the name of one, as where an import was put right by guess."""
    assert isinstance(call.node, ast.Call)
    written, name = call.node.func, made.function.fact.name if made.function is not None else ""
    if not isinstance(written, ast.Name) or not name or written.id == name or not _CLASS.fullmatch(written.id):
        return ""
    return f"{written.id} is written as a class, and stands for the function {name}"


def _forgotten(module: Module, call: Site, place: Place, made: Coroutine, plain: str, *, is_told: bool) -> Forgotten:
    """The finding, with the first doubt that there is; `plain` is a method that may be called instead."""
    around, obstacle = surroundings(call)
    doubts = [
        made.doubt and f"nothing is known of what {made.doubt} makes of it",
        place.doubt,
        _meant(module, call),
        _taken_for_a_class(call, made),
        plain and f"{plain}, which overrides it, is not async",
        "it may be meant to return a coroutine, which the function itself makes"
        if _is_made_to_be_returned(call)
        else "",
        "only ty says that it gives a coroutine" if is_told else "",
    ]
    doubt = next(filter(None, doubts), "")
    return Forgotten(call, place, made, around, obstacle, doubt, is_told)


def surroundings(call: Site) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef | None, str]:
    """The function whose body a call stands in, and what keeps an `await` from standing there, whatever it is."""
    inner: ast.AST = call.node
    obstacle = ""
    for node in reversed(call.path[:-1]):
        if isinstance(node, ast.Lambda) and inner is node.body:
            return None, "it stands in a lambda"
        if isinstance(node, ast.GeneratorExp) and not _is_first_iterable(node, call):
            obstacle = "an await would make this generator expression an asynchronous one"
        if isinstance(node, ast.ClassDef) and inner in node.body:
            return None, "it stands in the body of a class"
        if isinstance(node, FUNCTIONS) and inner in node.body:
            return node, obstacle
        inner = node
    return None, obstacle or "it stands at the level of the module"


def _is_first_iterable(node: ast.GeneratorExp, call: Site) -> bool:
    return node.generators[0].iter in call.path


def _meant(module: Module, call: Site) -> str:
    """Why a call may not be meant to be awaited: a comment says so."""
    line = module.span(call.node).line
    near = [module.source.line(line), module.source.line(line - 1) if line > 1 else ""]
    comments = [text.partition("#")[2] for text in near if "#" in text]
    return "a comment beside it says that it is not waited for" if any(map(_ON_PURPOSE.search, comments)) else ""


def _is_made_to_be_returned(call: Site) -> bool:
    """Whether a function returns the coroutine of a function that it defines itself for that alone."""
    match call.node, surroundings(call)[0]:
        case ast.Call(func=ast.Name(id=name)), ast.AsyncFunctionDef(
            body=[ast.AsyncFunctionDef(name=made), ast.Return()]
        ):
            return name == made
    return False


def _may_fail(callee: Value | None, call: Site) -> bool:
    """Whether a test expects the call itself to fail: on its arguments, or where no coroutine function is called.

    What is known by its name alone may be a wrapper that checks before it calls one.
    """
    for node in call.path:
        if isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                written = ast.unparse(item.context_expr)
                if _RAISES.search(written):
                    is_async = isinstance(callee, FunctionValue) and callee.fact.is_async
                    return "TypeError" in written or not is_async
    return False


def where(forgotten: Forgotten) -> str:
    """Where the coroutine function is defined, in a few words; or what else tells that it is one."""
    if forgotten.is_told:
        return "ty says that it gives a coroutine"
    function: FunctionValue | None = forgotten.coroutine.function
    if function is None:
        return "everywhere else in this project it is awaited"
    name = f"{function.owner.fact.name}.{function.fact.name}" if function.owner is not None else function.fact.name
    return f"{name} is a coroutine function, {function.path}:{function.line}"
