"""Runs commands at commits, in worktrees of their own, and remembers what they said of which files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from remend.cache import Cache, Shelf, digest
from remend.crew.workers import Progress
from remend.git.repository import Repository
from remend.git.steps import Step
from remend.git.worktrees import Worktree, Worktrees
from remend.proof.logs import Logs, tail
from remend.proof.model import Check, Outcome, Proven
from remend.proof.running import LATE, LOOK_EVERY, Commands, ending_in_order
from remend.proof.terms import Terms

NOT_RUN = (126, 127)
"""Exit codes of a shell that cannot run the command."""

_STATE = digest("proof", 1)

Known = Mapping[str, Check]
"""What commands said before, by what identifies the command and the files."""


class Prover:
    """Proves commits of one repository; its worktrees are there until the `with` ends.

    Nothing is run for what `cache` knows; without one all is run. Outputs are kept below the root of the repository.
    """

    def __init__(self, repository: Repository, terms: Terms, cache: Cache | None) -> None:
        self.terms = terms
        self._worktrees = Worktrees(repository)
        self._free: SimpleQueue[Worktree] = SimpleQueue()
        self._commands = Commands()
        self._shelf = Shelf(cache, Check, _STATE)
        self._logs = Logs(repository.root)
        self._numbers = count(1)

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            opened.enter_context(ending_in_order())
            opened.enter_context(self._worktrees)
            self._logs.forget_old()
            self._threads = ThreadPoolExecutor(self.terms.jobs)
            opened.callback(self._threads.shutdown, cancel_futures=True)
            opened.callback(self._commands.stop)
            self._opened = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

    def prove(
        self, steps: Sequence[Step], base: Proven | None = None, progress: Progress | None = None
    ) -> tuple[Proven, ...]:
        """What each command says of each commit, in their order; what fails on `base` is not run.

        Without a base what failed before is run again: most often something was missing that is there by now.
        Raises GitError where a commit cannot be checked out.
        """
        commands = [command for command in self.terms.commands if command not in _failing(base)]
        known = self._shelf.known([_question(step, command) for step in steps for command in commands])
        if base is None:
            known = {question: check for question, check in known.items() if check.outcome is Outcome.PASSED}
        waiting: dict[Future[Proven], Step] = {}
        for step in steps:
            waiting[self._threads.submit(self._prove, step, commands, known)] = step
        proven: dict[Step, Proven] = {}
        for future in _as_completed(waiting):
            step = waiting[future]
            proven[step] = self._whole(future.result(), base)
            self._remember(proven[step])
            if progress is not None:
                progress(len(proven), len(steps))
        return tuple(proven[step] for step in steps)

    def until_one_falls(
        self, steps: Sequence[Step], base: Proven, progress: Progress | None = None
    ) -> tuple[Proven, ...]:
        """What `prove` says of commits up to the first that does not stand, and perhaps a few behind it."""
        proven: list[Proven] = []
        for at in range(0, len(steps), self.terms.jobs):
            proven += self.prove(steps[at : at + self.terms.jobs], base)
            if progress is not None:
                progress(len(proven), len(steps))
            if not all(each.stands for each in proven):
                break
        return tuple(proven)

    def _prove(self, step: Step, commands: Sequence[str], known: Known) -> Proven:
        return Proven(step=step, checks=tuple(self._checks(step, commands, known)))

    def _checks(self, step: Step, commands: Sequence[str], known: Known) -> Iterator[Check]:
        """Each command finds the files of the commit and nothing that another has left."""
        for command in commands:
            before = known.get(_question(step, command))
            if before is None:
                yield self._run(step, command)
            else:
                yield replace(before, cached=True, log=before.log if self._logs.has(before.log) else "")

    def _run(self, step: Step, command: str) -> Check:
        worktree = self._worktree(step)
        output = self._worktrees.folder / f"output-{next(self._numbers)}"
        try:
            worktree.turn_to(step.id)
            ended = self._commands.run(
                command,
                worktree.folder,
                output,
                environment=self._worktrees.environment,
                timeout=self.terms.timeout,
            )
        finally:
            self._free.put(worktree)
        outcome = Outcome.PASSED if ended.code == 0 else Outcome.FAILED
        outcome = Outcome.TIMED_OUT if ended.because == LATE else outcome
        lines = () if outcome is Outcome.PASSED else tail(output)
        log = self._logs.keep(output, step.id, command)
        return Check(command=command, outcome=outcome, seconds=ended.seconds, code=ended.code, tail=lines, log=log)

    def _worktree(self, step: Step) -> Worktree:
        try:
            return self._free.get_nowait()
        except Empty:
            return self._worktrees.add(step.id)

    def _whole(self, proven: Proven, base: Proven | None) -> Proven:
        """With a word on each command, in their order."""
        ran = {check.command: check for check in proven.checks}
        for command in _failing(base):
            ran[command] = Check(command=command, outcome=Outcome.FAILS_ON_BASE)
        return replace(proven, checks=tuple(ran[command] for command in self.terms.commands))

    def _remember(self, proven: Proven) -> None:
        """Keep what was said of the files; that a command took too long or was not found says nothing of them."""
        new = (check for check in proven.checks if not check.cached and check.code not in {None, *NOT_RUN})
        self._shelf.keep({_question(proven.step, check.command): check for check in new})


def _as_completed(futures: Iterable[Future[Proven]]) -> Iterator[Future[Proven]]:
    """Futures as they are done; while none is, it is looked now and then whether we are to end.

    An interrupt that comes just before the wait, or to another thread, does not end the wait by itself.
    """
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, LOOK_EVERY, FIRST_COMPLETED)
        yield from done


def _failing(base: Proven | None) -> frozenset[str]:
    return frozenset(check.command for check in base.bad) if base is not None else frozenset()


def _question(step: Step, command: str) -> str:
    """What a command's answer is taken to depend on: the files, and those of the parent, which it may compare with."""
    return digest(step.tree, step.parent_tree, command)
