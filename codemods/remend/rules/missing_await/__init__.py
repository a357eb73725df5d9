"""The rule `missing-await`: a coroutine that nobody awaits."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from remend.cache import digest
from remend.checkers.ty import Ty, find_ty
from remend.index.widths import Widths, find_widths
from remend.model import Safety, Severity, Span, Violation
from remend.module import Module
from remend.project import Project
from remend.rule import Keeps, Mend, Mends, Rule
from remend.rules.missing_await.changes import await_call, call_plainly, enter
from remend.rules.missing_await.entering import Mistaken
from remend.rules.missing_await.find import Forgotten, where
from remend.rules.missing_await.knowing import know
from remend.rules.missing_await.known import Known, Opinion
from remend.rules.missing_await.mistakes import Mistake, find_mistakes
from remend.rules.missing_await.needless import Needless
from remend.rules.missing_await.opinion import opinion_of
from remend.rules.missing_await.options import MissingAwaitOptions
from remend.rules.missing_await.propagate import propagate
from remend.rules.missing_await.propagate.steps import Propagation, recognise, symbol_of
from remend.rules.missing_await.propagate.taking import Taking, form_of, mend_step, message_of, span_of
from remend.rules.missing_await.stray import Stray
from remend.rules.missing_await.suspects import at_fault

__all__ = ["MissingAwait", "MissingAwaitOptions"]

_ASYNCIO = frozenset(["sleep", "wait", "wait_for", "to_thread", "open_connection"])

_PROPAGATE = "--propagate makes it so, and its callers"


class MissingAwait(Rule):
    """A coroutine that nobody awaits.

    A call of a coroutine function does nothing until it is awaited: the work is never done, and whoever uses what the
    call gave has a coroutine in its hands, which is true, has no items and is not the result. Python says so only when
    it throws the coroutine away, and in a test often not at all.

    The mend awaits the call. A coroutine that has another place to go is left alone: a task, `gather`, a parameter that
    takes an awaitable, whoever it is returned to. A call in a function that is not `async` is reported, and so is such
    a function that awaits all the same; with `propagate` it becomes async, and so do its callers, where all of them
    can. The reverse is found too: an `await` of a function of the project that is not async, and says that it gives
    what cannot be awaited, an `async with` or `async for` over what is no asynchronous manager or iterator; to take
    that `await` or `async` away is unsafe. A `with` in an async function over what has to be entered by `async with`
    becomes that.
    """

    id = "missing-await"
    summary = "a coroutine that nobody awaits"
    subject = "await what is async"
    kind = "fix"
    safety = Safety.SAFE
    severity = Severity.HIGH
    options_type = MissingAwaitOptions
    examples: ClassVar[tuple[Mends | Keeps, ...]] = (
        Mends(
            "async def save(): ...\n\n\nasync def main():\n    save()\n",
            "async def save(): ...\n\n\nasync def main():\n    await save()\n",
            title="the work is never done",
        ),
        Mends(
            "async def load(): ...\n\n\nasync def main():\n    return load().name\n",
            "async def load(): ...\n\n\nasync def main():\n    return (await load()).name\n",
            title="a coroutine is used as its result",
        ),
        Keeps(
            "import asyncio\n\n\nasync def save(): ...\n\n\nasync def main():\n    t = asyncio.create_task(save())\n",
            because="the task awaits it",
        ),
        Keeps("async def save(): ...\n\n\ndef main():\n    save()\n", because="main is not async", found=True),
        Mends(
            "async def save(): ...\n\n\ndef work():\n    save()\n\n\nasync def main():\n    work()\n",
            "async def save(): ...\n\n\nasync def work():\n    await save()\n\n\nasync def main():\n    await work()\n",
            title="a function becomes async, and whoever calls it awaits it",
            config=(("propagate", True),),
        ),
    )
    options: MissingAwaitOptions

    def __init__(self, options: MissingAwaitOptions) -> None:
        super().__init__(options)
        self._project: Project | None = None
        self._known: Known | None = None
        self._concerned: dict[str, str] = {}
        self._propagation = Propagation()
        self._state = ""
        self._ty: Ty | None = None
        self._widths = Widths()

    @property
    def premises(self) -> object:
        """The options, and the ty that is asked."""
        return self.options, find_ty() if self.options.types else None

    def survey(self, project: Project) -> None:
        """Learn which files call a function without awaiting it that may be a coroutine function."""
        self._project, self._known, self._state = project, None, project.state
        self._ty = find_ty() if self.options.types else None
        about = digest(self.id, self.options, self._ty)
        self._concerned = project.recall_by_path(about, self._who_calls)
        if self.options.propagate:
            self._propagation = propagate(
                project,
                self._prepared(),
                sorted(self._concerned),
                most=self.options.max_propagation,
                public=self.options.public,
            )

    def weigh(self, project: Project) -> None:
        """Learn how long lines may be."""
        self._widths = find_widths(project.snapshot.paths, project.snapshot.read)

    def line_limit(self, path: str) -> int:
        """As the project's formatter or linter is told."""
        return self._widths.of(path)

    def prepare(self) -> None:
        """Learn what the project's expressions stand for; what is known of them is shared by all files."""
        self._prepared()

    def _prepared(self) -> Known:
        if self._known is None:
            assert self._project is not None
            project = self._project
            opinion = self._opinion(project, self._ty) if self._ty is not None else {}
            keeping, sinks = frozenset(self.options.decorators), frozenset(self.options.sinks)
            self._known = know(
                project, keeping, sinks=sinks, beyond=_ASYNCIO, opinion=opinion, wholly=self.options.propagate
            )
        return self._known

    def _opinion(self, project: Project, ty: Ty) -> Opinion:
        """What ty says, which is asked once for one state of a project."""
        about = digest("ty", ty.version)
        return project.recall(dict[str, list[tuple[str, str, int]]], about, lambda: opinion_of(project, ty))

    def _who_calls(self) -> dict[str, str]:
        assert self._project is not None
        known = self._prepared()
        paths = [path for path in self._project.reach if path in known.calls]
        return at_fault(self._project, known, paths, [path for path in paths if path in known.opinion])

    def titles_for(self, concept: str) -> tuple[str, ...]:
        """What becomes async, where something does."""
        from remend.plan.spec import default_spec  # noqa: PLC0415 (to find something needs no spec)

        symbol = concept.partition(" ")[0]
        last = symbol.rpartition(".")[2]
        if not concept:
            return self.titles
        shortest = f"await {last}"
        if len(f"{self.kind}: {shortest}") > default_spec().subject_limit:
            return ("make callers async",)
        return f"make {symbol} async", f"make {last} async", shortest

    def consents(self, violation: Violation) -> bool:
        """That functions become async is what `propagate` asks for."""
        return bool(violation.concept)

    def size_of(self, concept: str) -> int:
        """All steps, in all files."""
        return self._propagation.sizes.get(concept, 0)

    def concerns(self, path: str, raw: bytes) -> bool:  # noqa: ARG002 (its calls are known)
        """Whether something is found in the file."""
        return path in self._concerned or path in self._propagation.steps

    @property
    def knowledge(self) -> object:
        """The options, and where functions become async the whole project, as far as its text goes."""
        return self.options, self._ty, self._state if self.options.propagate else ""

    def knows(self, path: str) -> object:
        """What is found in the file hangs on some others."""
        return self._concerned.get(path)

    def detect(self, module: Module) -> Iterator[Violation]:
        """Yield every call whose coroutine is forgotten."""
        known = self._prepared()
        found: dict[Span, Mistake | Taking] = {**find_mistakes(module, known)}
        concepts = self._propagation.steps.get(module.path, {})
        steps = {span_of(module, *each): each for each in recognise(module, concepts)}
        for span, (step, site) in steps.items():
            forgotten = found.get(span)
            found[span] = Taking(step, site, concepts[step], forgotten if isinstance(forgotten, Forgotten) else None)
        module.notes[self.id] = found
        for span, each in found.items():
            match each:
                case Forgotten():
                    yield self._violation(each, module, span)
                case Needless():
                    yield self._needless(each, module, span)
                case Mistaken():
                    yield self._mistaken(each, module, span)
                case Stray():
                    yield self._stray(each, module, span)
                case Taking():
                    yield self._step(each, module, span)

    def _at(self, module: Module, span: Span) -> partial[Violation]:
        """A violation there, of which the rest is yet to be said."""
        code = module.source.line(span.line).strip()
        return partial(Violation, rule=self.id, path=module.path, span=span, severity=self.severity, code=code)

    def _needless(self, needless: Needless, module: Module, span: Span) -> Violation:
        """An `await` too many."""
        function = needless.function
        return self._at(module, span)(
            safety=Safety.UNSAFE,
            message=f"{needless.callee}() is awaited, and gives {function.fact.returns}, which cannot be",
            form=f"await {needless.callee}()",
            symbol=module.symbol(needless.awaited.path),
            unsafe_because="the function may be meant to be async, or be so in a subclass",
            remedy=f"call {needless.callee}() without await",
            evidence=(f"{function.fact.name} is not async, {function.path}:{function.line}",),
        )

    def _mistaken(self, mistaken: Mistaken, module: Module, span: Span) -> Violation:
        """An `async` too many, or too few, before `with` or `for`."""
        doubtful = Safety.UNSAFE if mistaken.doubt else Safety.SAFE
        return self._at(module, span)(
            safety=Safety.REPORT_ONLY if mistaken.obstacle else doubtful,
            message=f"{mistaken.entered} cannot be used in `{mistaken.written}`",
            form=f"{mistaken.written} {mistaken.entered}",
            symbol=module.symbol(mistaken.site.path),
            unsafe_because="" if mistaken.obstacle else mistaken.doubt,
            remedy="" if mistaken.obstacle else f"use {mistaken.keyword}",
            evidence=(mistaken.because,),
        )

    def _stray(self, stray: Stray, module: Module, span: Span) -> Violation:
        """A function that has lost its `async`."""
        return self._at(module, span)(
            safety=Safety.REPORT_ONLY,
            message=f"{stray.name} awaits {stray.awaited} and is not async, so the file does not compile",
            form=f"def {stray.name}",
            symbol=module.symbol(stray.definition.path),
        )

    def _step(self, taking: Taking, module: Module, span: Span) -> Violation:
        """What has to be done so that a function can be async."""
        about = taking.forgotten
        base = self._violation(about, module, span) if about is not None else None
        return self._at(module, span)(
            safety=Safety.UNSAFE,
            message=base.message if base is not None else message_of(taking),
            form=form_of(taking),
            symbol=taking.step.symbol,
            unsafe_because="who calls a function that becomes async without awaiting it, from elsewhere, gets nothing",
            concept=taking.concept,
            evidence=base.evidence if base is not None else (),
        )

    def _violation(self, forgotten: Forgotten, module: Module, span: Span) -> Violation:
        safety, why = _safety(forgotten)
        return self._at(module, span)(
            severity=Severity.MEDIUM if forgotten.doubt else self.severity,
            safety=safety,
            message=f"{forgotten.callee}() gives a coroutine, which is {forgotten.place.use.value}",
            form=f"{forgotten.callee}()",
            symbol=module.symbol(forgotten.call.path),
            unsafe_because=why,
            remedy="" if safety is Safety.REPORT_ONLY else f"await {forgotten.callee}()",
            evidence=(where(forgotten), *(f"@{each} was followed" for each in forgotten.coroutine.followed)),
        )

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        """`await` before the call; or why there can be none."""
        found: Mistake | Taking = module.notes[self.id][violation.span]
        match found:
            case Taking():
                return mend_step(found, module)
            case Needless():
                return Mend(changes=(call_plainly(violation.span),))
            case Mistaken():
                return found.obstacle or Mend(changes=(enter(violation.span, found.keyword),))
            case Stray():
                return self._not_async(found.name, module.path, symbol_of(module, found.definition))
            case Forgotten():
                return self._awaited(found, violation.span, module)

    def _not_async(self, name: str, path: str, symbol: str) -> str:
        """Why a function stays as it is."""
        why = self._propagation.refused.get((path, symbol))
        return f"{name} cannot be made async: {why}" if why else f"{name} is not async: {_PROPAGATE}"

    def _awaited(self, forgotten: Forgotten, span: Span, module: Module) -> Mend | str:
        if forgotten.obstacle:
            return forgotten.obstacle
        if isinstance(forgotten.around, ast.FunctionDef):
            return self._not_async(forgotten.around.name, module.path, module.symbol(forgotten.call.path))
        return Mend(changes=(await_call(forgotten.call, span),))


def _safety(forgotten: Forgotten) -> tuple[Safety, str]:
    if forgotten.obstacle or not isinstance(forgotten.around, ast.AsyncFunctionDef):
        return Safety.REPORT_ONLY, ""
    if forgotten.doubt:
        return Safety.UNSAFE, forgotten.doubt
    return Safety.SAFE, ""
