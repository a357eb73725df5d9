"""What a file had in an earlier version and has no more: imports, definitions, names that stood in place of others.

Versions are compared as Python, so that it does not matter how an import is laid out; a version that does not parse is
passed over. To parse is what costs, so a version is parsed only where lines with the name changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from remend.git.alike import alike
from remend.git.lines import Counts, replaced, word_pattern
from remend.git.trail import Step
from remend.index.extract import extract
from remend.index.facts import Facts, Guard, Import

MOST_LOSSES = 3
MOST_OTHER_FILES = 300

Read = Callable[[Sequence[str]], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True, order=True)
class Imported:
    """An import: `from module import name as alias`; `name` is empty for `import module`, `alias` where it has none."""

    module: str
    name: str = ""
    alias: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostImport:
    """An import that a commit removed from a file, or changed so that the name comes from elsewhere.

    `commit` is empty where it was lost after the commit that history is told from. `date` is the day, as ISO. `module`
    has leading dots where it is relative to `path`, which is what the file was called before. `in_function` tells that
    it stood inside functions or classes only. `became` are the imports that the same commit added to the file,
    `renamed_uses` the names that took the place of this one on lines that are otherwise the same, with how often, the
    most frequent first.
    """

    commit: str
    date: str
    subject: str
    path: str
    module: str
    name: str
    alias: str
    in_function: bool = False
    became: tuple[Imported, ...] = ()
    renamed_uses: Counts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LostDefinition:
    """A name that a commit removed from a module; `kind` is `class`, `function`, `name` or `import`.

    `path` is what the module was called before that commit. `added` are the names of that kind that the commit added to
    the module, `alike` those of them that are at least half the same thing, in percent, `renamed` the names that took
    its place on lines that are otherwise the same, with how often, and `moved_to` the files that it added a definition
    of this name to.
    """

    commit: str
    date: str
    subject: str
    path: str
    kind: str
    added: tuple[str, ...] = ()
    alike: Counts = ()
    renamed: Counts = ()
    moved_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A commit that brought a name into a file; `before` is what stood on the same lines, with how often."""

    commit: str
    date: str
    subject: str
    before: Counts = ()


class Versions:
    """The texts of the steps of one file, and what is in them."""

    def __init__(self, steps: Sequence[Step], read: Read) -> None:
        blobs = [blob for step in steps for blob in (step.change.new_blob, step.change.old_blob) if blob]
        self._raw = read(list(dict.fromkeys(blobs)))
        self.steps = [step for step in steps if self._is_known(step.change.old_blob, step.change.new_blob)]
        self.facts = cache(self._facts)
        self._lines = cache(self._read_lines)

    def _is_known(self, *blobs: str) -> bool:
        return all(not blob or blob in self._raw for blob in blobs)

    def raw(self, blob: str) -> bytes:
        """The text of a version; empty where there was no file."""
        return self._raw.get(blob, b"")

    def removed(self, step: Step, name: str) -> frozenset[bytes]:
        """The lines with the name that the step took away."""
        change = step.change
        return self._lines(change.old_blob, name) - self._lines(change.new_blob, name)

    def count(self, blob: str, name: str) -> int:
        """How often a name stands in a version as a name of its own."""
        raw = self.raw(blob)
        return len(word_pattern(name).findall(raw.decode("utf-8", "replace"))) if name.encode() in raw else 0

    def _read_lines(self, blob: str, name: str) -> frozenset[bytes]:
        raw, word = self.raw(blob), name.encode()
        if word not in raw:
            return frozenset()
        return frozenset(line.strip() for line in raw.splitlines() if word in line)

    def _facts(self, blob: str) -> Facts:
        return extract("", self.raw(blob))


_MAY_IMPORT = re.compile(rb"\bimport\b|^[\w\s,()\\]*(?:#.*)?$")


def lost_imports(versions: Versions, names: Sequence[str]) -> Iterator[tuple[str, LostImport]]:
    """The losses of each name, the newest first."""
    for name in names:
        for number, loss in enumerate(_losses(versions, name), start=1):
            yield name, loss
            if number == MOST_LOSSES:
                break


def _losses(versions: Versions, name: str) -> Iterator[LostImport]:
    for step in versions.steps:
        change, commit = step.change, step.commit
        if change.status == "D" or not any(map(_MAY_IMPORT.search, versions.removed(step, name))):
            continue
        had = _imported(versions.facts(change.old_blob))
        if all(bound != name for _, bound in had) or not versions.facts(change.new_blob).parses:
            continue
        has = _imported(versions.facts(change.new_blob))
        became = tuple(sorted({imported for imported, _ in has.keys() - had.keys()}))
        for imported, bound in sorted(had.keys() - has.keys()):
            in_function = had[imported, bound] is Guard.FUNCTION
            if bound == name and (commit.id or not in_function):
                yield LostImport(
                    commit=commit.id,
                    date=commit.date,
                    subject=commit.subject,
                    path=step.path,
                    module=imported.module,
                    name=imported.name,
                    alias=imported.alias,
                    in_function=in_function,
                    became=became,
                    renamed_uses=replaced(versions.raw(change.old_blob), versions.raw(change.new_blob), name),
                )


def _imported(facts: Facts) -> Mapping[tuple[Imported, str], Guard]:
    """The imports with the name that each binds, and the best that guards it."""
    ordered = sorted(facts.imports, key=attrgetter("guard"), reverse=True)
    return {(_as_written(fact), fact.name): fact.guard for fact in ordered}


def _as_written(fact: Import) -> Imported:
    alias = fact.name if fact.is_renamed else ""
    if fact.is_module:
        return Imported(fact.origin, "", alias)
    if fact.name == "*":
        return Imported(fact.origin, "*")
    dots = fact.origin[: len(fact.origin) - len(fact.origin.lstrip("."))]
    module, _, name = fact.origin.removeprefix(dots).rpartition(".")
    return Imported(dots + module, name, alias)


def lost_definitions(versions: Versions, names: Sequence[str], read: Read) -> Iterator[tuple[str, LostDefinition]]:
    """The newest loss of each name at module level."""
    for name in names:
        step = next((step for step in versions.steps if _loses(versions, step, name)), None)
        if step is not None:
            old, new = versions.facts(step.change.old_blob), versions.facts(step.change.new_blob)
            kind = _defined(old)[name]
            had = _defined(old).keys()
            before, after = versions.raw(step.change.old_blob), versions.raw(step.change.new_blob)
            added = tuple(other for other, its in _defined(new).items() if its == kind and other not in had)
            yield (
                name,
                LostDefinition(
                    commit=step.commit.id,
                    date=step.commit.date,
                    subject=step.commit.subject,
                    path=step.path,
                    kind=kind,
                    added=added,
                    alike=alike(before, after, name, added) if added else (),
                    renamed=replaced(before, after, name),
                    moved_to=tuple(_moved_to(step, name, read)),
                ),
            )


def _loses(versions: Versions, step: Step, name: str) -> bool:
    if not versions.removed(step, name) or name not in _defined(versions.facts(step.change.old_blob)):
        return False
    new = versions.facts(step.change.new_blob)
    return new.parses and name not in _defined(new)


def _defined(facts: Facts) -> Mapping[str, str]:
    """The names at module level with their kind, the weakest kind first so that the strongest wins."""
    kinds = (("import", facts.imports), ("name", facts.names), ("function", facts.functions), ("class", facts.classes))
    return {fact.name: kind for kind, all_facts in kinds for fact in all_facts if fact.guard is not Guard.FUNCTION}


def _moved_to(step: Step, name: str, read: Read) -> Iterator[str]:
    """The other files that a commit added a definition to."""
    own = step.change.new
    others = [c for c in step.commit.changes if c.new_blob and c.new != own][:MOST_OTHER_FILES]
    raw = read(list(dict.fromkeys(blob for c in others for blob in (c.new_blob, c.old_blob) if blob)))
    defining = re.compile(
        rb"^[ \t]*(?:(?:async[ \t]+)?def|class)[ \t]+NAME\b|^[ \t]*NAME[ \t]*[:=]".replace(
            b"NAME", re.escape(name).encode()
        ),
        re.MULTILINE,
    )
    for change in others:
        new, old = raw.get(change.new_blob, b""), raw.get(change.old_blob, b"")
        if defining.search(new) and _defines(new, name) and not (defining.search(old) and _defines(old, name)):
            yield change.new


def _defines(raw: bytes, name: str) -> bool:
    return _defined(extract("", raw)).get(name, "import") != "import"


def uses_replaced(versions: Versions, names: Sequence[str]) -> Iterator[tuple[str, Replaced]]:
    """The newest commit that put each name in place of another, else the one that brought it into the file."""
    for name in names:
        found: Replaced | None = None
        for step in versions.steps:
            change, commit = step.change, step.commit
            if versions.count(change.new_blob, name) <= versions.count(change.old_blob, name):
                continue
            before = replaced(versions.raw(change.new_blob), versions.raw(change.old_blob), name, loosely=True)
            found = Replaced(commit=commit.id, date=commit.date, subject=commit.subject, before=before)
            if before:
                break
        if found is not None:
            yield name, found
