"""What the history of a repository tells about names that are gone: imports, definitions, modules, botched sweeps.

Every question is asked once for all files. The commits are listed once, which reads no file; then the versions of just
the asked-for files are read. Answers are remembered by commit, but only if nothing was missing for them; what there was
no time for is remembered too, so that another run at the same commit with as much time says the same.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from remend.cache import Cache, code_state, digest
from remend.git.command import GitCommand
from remend.git.log import Clock, read_log
from remend.git.lost import (
    LostDefinition,
    LostImport,
    Replaced,
    Versions,
    lost_definitions,
    lost_imports,
    uses_replaced,
)
from remend.git.moves import Move, find_moves
from remend.git.snapshots import BlobReader, files_of
from remend.git.trail import Trails, uncommitted
from remend.git.words import LostWord, lost_words
from remend.index import extract

Found = TypeVar("Found")
Names = Mapping[str, frozenset[str]]
_Key = tuple[str, str]
_Answers = dict[_Key, list[Found]]


class History:
    """The history of one commit; made by `Repository.history`.

    Attributes:
        commit: its id.
        unanswered: the files of which it is not known whether more could have been found.
    """

    def __init__(self, command: GitCommand, commit: str, clock: Clock, cache: Cache | None = None) -> None:
        self.commit = commit
        self.unanswered: set[str] = set()
        self._ran_out = False
        self._recalls_cut = False
        self._command = command
        self._clock = clock
        self._cache = cache
        self._blobs = BlobReader(command)
        self._missing: set[str] = set()
        self._log_gaps: tuple[str, ...] = ()
        self._is_log_cut = False

    @property
    def was_cut(self) -> bool:
        """Whether the time ran out, now or when the answer was found, so that it holds what was found till then."""
        return self._ran_out or self._recalls_cut

    @property
    def gaps(self) -> tuple[str, ...]:
        """What could not be looked at, as sentences; known once a question was asked."""
        lost = f"{len(self._missing)} earlier versions of files are missing in this copy of the repository"
        return (*self._log_gaps, *([lost] if self._missing else []))

    def lost_imports(self, wanted: Names) -> Mapping[tuple[str, str], tuple[LostImport, ...]]:
        """Imports that earlier versions of a file had for names, the newest loss first and at most three a name.

        `wanted` maps paths to names; the answer has those (path, name) that something was found for. An import at the
        top of a file that is still there in the commit may have been lost after it, and has an empty `commit`: whether
        the file at hand still has it too is for the caller to see.
        """

        def ask(path: str, names: Sequence[str]) -> Iterator[tuple[str, LostImport]]:
            steps = self._trails.of(path)
            if blob := self._existing.get(path):
                steps = (uncommitted(path, blob), *steps)
            found = list(lost_imports(Versions(steps, self._read), names))
            left = sorted(set(names).difference(name for name, _ in found))
            if left:
                found += lost_imports(Versions(self._trails.merges(path), self._read), left)
            yield from found

        found = self._answers("imports", list[LostImport], wanted, ask)
        return {key: tuple(losses) for key, losses in found.items() if losses}

    def lost_definitions(self, wanted: Names) -> Mapping[tuple[str, str], LostDefinition]:
        """The newest commit that removed each name from the module level of a file, which may be gone itself."""

        def ask(path: str, names: Sequence[str]) -> Iterator[tuple[str, LostDefinition]]:
            return lost_definitions(Versions(self._trails.of(path), self._read), names, self._read)

        found = self._answers("definitions", list[LostDefinition], wanted, ask)
        return {key: losses[0] for key, losses in found.items() if losses}

    def uses_replaced(self, wanted: Names) -> Mapping[tuple[str, str], Replaced]:
        """The newest commit that put each name in place of another in its file, else the one that brought it there."""

        def ask(path: str, names: Sequence[str]) -> Iterator[tuple[str, Replaced]]:
            return uses_replaced(Versions(self._trails.of(path), self._read), names)

        found = self._answers("uses", list[Replaced], wanted, ask)
        return {key: commits[0] for key, commits in found.items() if commits}

    def lost_words(self, wanted: Names) -> Mapping[tuple[str, str], LostWord]:
        """The newest commit that took each word out of a file, or out of what that was made from, for good."""

        def ask(path: str, words: Sequence[str]) -> Iterator[tuple[str, LostWord]]:
            return lost_words(path, words, self._trails.of, self._read)

        found = self._answers("words", list[LostWord], wanted, ask)
        return {key: losses[0] for key, losses in found.items() if losses}

    def moves(self, missing: frozenset[str]) -> Mapping[str, tuple[Move, ...]]:
        """The commits that renamed or deleted each of these files, the newest first."""

        def ask(path: str, _: Sequence[str]) -> Iterator[tuple[str, Move]]:
            yield from ((path, move) for move in find_moves(path, self._trails, self._existing))

        found = self._answers("moves", list[Move], {path: frozenset({path}) for path in sorted(missing)}, ask)
        return {path: tuple(moves) for (path, _), moves in found.items() if moves}

    def _answers(
        self,
        question: str,
        kind: type[list[Found]],
        wanted: Names,
        ask: Callable[[str, Sequence[str]], Iterable[tuple[str, Found]]],
    ) -> _Answers[Found]:
        """What is found for each path and name, from the cache or by asking, for as long as there is time."""
        memory = _Memory(self._cache, kind)
        keys = {
            (path, name): digest(_state(), question, self.commit, path, name)
            for path, names in wanted.items()
            for name in sorted(names)
        }
        answers = memory.known(keys)
        cut_keys = {each: digest(key, self._clock.seconds) for each, key in keys.items()}
        cut = memory.known({each: key for each, key in cut_keys.items() if each not in answers})
        self._recalls_cut |= bool(cut)
        answers |= cut
        new: _Answers[Found] = {}
        whole: _Answers[Found] = {}
        with self._clock, contextlib.closing(self._blobs):
            left = {path: sorted(n for n in names if (path, n) not in answers) for path, names in wanted.items()}
            for path in self._cheapest_first([path for path in wanted if left[path]]):
                is_free = self._has_no_past(path)
                self._ran_out |= self._clock.is_over and not is_free
                asks = is_free or not self._ran_out
                pairs = list(ask(path, left[path])) if asks else []
                told = {(path, name): [one for other, one in pairs if other == name] for name in left[path]}
                (whole if is_free or not self._ran_out else new).update(told)
        self.unanswered.update(path for path, _ in (*new, *cut))
        if not self.gaps:
            memory.keep({keys[each]: found for each, found in whole.items()})
            memory.keep({cut_keys[each]: found for each, found in new.items()})
        return answers | new | whole

    def _cheapest_first(self, paths: Sequence[str]) -> Sequence[str]:
        """The files with few versions before those with many, so that the time is enough for most."""
        return sorted(paths, key=lambda path: len(self._trails.of(path)) + len(self._trails.merges(path)))

    def _has_no_past(self, path: str) -> bool:
        """Whether no commit of the whole log knows a file, so that it takes no time to say that there is nothing."""
        is_known = path in self._existing or self._trails.of(path) or self._trails.merges(path)
        return not self._is_log_cut and not is_known

    @cached_property
    def _trails(self) -> Trails:
        log = read_log(self._command, self.commit, self._clock)
        self._log_gaps = log.gaps
        self._ran_out |= log.was_cut
        self._is_log_cut = log.was_cut
        return Trails(log)

    @cached_property
    def _existing(self) -> Mapping[str, str]:
        """The files of the commit, with their blobs."""
        return {path: entry.blob for path, entry in files_of(self.commit, self._command).items()}

    def _read(self, blobs: Sequence[str]) -> Mapping[str, bytes]:
        """The contents of blobs, without those that are not there or that there is no time for."""
        contents: dict[str, bytes] = {}
        for start in range(0, len(blobs), self._blobs.batch):
            if self._clock.is_over:
                self._ran_out = True
                break
            batch = list(blobs[start : start + self._blobs.batch])
            for blob, content in zip(batch, self._blobs.read(batch), strict=True):
                if content is None:
                    self._missing.add(blob)
                else:
                    contents[blob] = content
        return contents


class _Memory(Generic[Found]):
    """Answers in the cache, by key."""

    def __init__(self, cache: Cache | None, kind: type[list[Found]]) -> None:
        self._cache = cache
        self._decoder = msgspec.msgpack.Decoder(kind)

    def known(self, keys: Mapping[_Key, str]) -> _Answers[Found]:
        """The answers that were kept, by what `keys` are for."""
        values = self._cache.get(list(keys.values())) if self._cache is not None else {}
        found: _Answers[Found] = {}
        for each, key in keys.items():
            with contextlib.suppress(KeyError, msgspec.DecodeError):  # a damaged value counts as not known
                found[each] = self._decoder.decode(values[key])
        return found

    def keep(self, answers: Mapping[str, list[Found]]) -> None:
        """Keep answers by key, but for those with a path that is no UTF-8."""
        encoded: dict[str, bytes] = {}
        for key, answer in answers.items():
            with contextlib.suppress(UnicodeEncodeError):
                encoded[key] = msgspec.msgpack.encode(answer)
        if self._cache is not None:
            self._cache.put(encoded)


@cache
def _state() -> str:
    """What answers depend on besides the history: the code that finds them, and its Python."""
    return digest(sys.version, code_state(Path(__file__).parent), code_state(Path(extract.__file__).parent))
