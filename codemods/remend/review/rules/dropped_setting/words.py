"""Which files may speak of a setting: the names that stand in each of them, found by its text and kept by its blob."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from remend.cache import Shelf, code_state, digest
from remend.project import Project

_QUOTED = re.compile(rb"""["',]([A-Z][A-Z0-9_]{2,})["'{=]""")
_ASKING = re.compile(rb"""(?:env|secret|setting|conf)\w*(?:\(\))?(?:\.\w+)?\s*[\[(]\s*f?$""")
_REACHING = (b"environ", b"getenv")
_FIELD = re.compile(rb"^[ \t]+([a-z]\w*)[ \t]*:", re.MULTILINE)
_FIELDS = b"BaseSettings"
_BEFORE = 40
_LEAST_PREFIX = 4


class Words(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the text of one file has of settings.

    `quoted` are the quoted names, as often as each is there, `asked` those that it seems to ask for, `fields` what the
    fields of its settings classes are called in capitals. `reaches` tells that it names the environment.
    """

    quoted: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    reaches: bool = False

    @property
    def may_read(self) -> bool:
        """Whether the file may read settings."""
        return bool(self.asked or self.fields or self.reaches)


NO_WORDS = Words()


class Vocabulary:
    """The words of many files."""

    def __init__(self, words: Mapping[str, Words]) -> None:
        self.words = words
        self._quoting: dict[str, set[str]] = defaultdict(set)
        self._fielding: dict[str, set[str]] = defaultdict(set)
        self.asked: set[str] = set()
        for path, each in words.items():
            for name in each.quoted:
                self._quoting[name].add(path)
            for name in each.fields:
                self._fielding[name].add(path)
            self.asked.update(each.asked, each.fields)

    def files(self, name: str) -> list[str]:
        """The files in which a name, or a pattern of it, may stand, by path; `name` may be a pattern itself."""
        parts = name.rstrip("*").split("_")
        starts = {"_".join(parts[:count]) + "_" for count in range(1, len(parts))}
        found = {path for each in (name.rstrip("*"), *starts) if len(each) >= _LEAST_PREFIX for path in self._of(each)}
        ends = ("_".join(parts[count:]) for count in range(len(parts)))
        return sorted(found.union(*(self._fielding.get(each, set()) for each in ends)))

    def _of(self, name: str) -> set[str]:
        return self._quoting.get(name, set())


def read_words(project: Project, paths: Sequence[str]) -> dict[str, Words]:
    """The words of some files of a project, from the cache where their content is known."""
    state = digest("words of settings", sys.version, code_state(Path(__file__)))
    shelf = Shelf(project.cache, Words, state)
    return shelf.fill(project.snapshot.blobs(paths), lambda some: _read(project, some))


def _read(project: Project, paths: Iterable[str]) -> Iterable[Words]:
    wanted = list(paths)
    project.contents.fetch(wanted)
    return [_words(project.read(path)) for path in wanted]


def _words(raw: bytes) -> Words:
    found = list(_QUOTED.finditer(raw))
    asked = {each[1].decode() for each in found if _ASKING.search(raw, max(0, each.start() - _BEFORE), each.start())}
    fields = {each.decode().upper() for each in _FIELD.findall(raw)} if _FIELDS in raw else set()
    quoted = sorted(each[1].decode() for each in found)
    return Words(tuple(quoted), tuple(sorted(asked)), tuple(sorted(fields)), any(word in raw for word in _REACHING))
