"""One end of a range: what its files say of settings, and who in all of it speaks of a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from remend.config.patterns import matches
from remend.index.roles import is_test
from remend.inference.local import Closely
from remend.inference.references import Files
from remend.module import Module
from remend.project import Project
from remend.review.rules.dropped_setting.deployment import declared_in, kind_of
from remend.review.rules.dropped_setting.environment import Environment
from remend.review.rules.dropped_setting.fields import read_by_fields
from remend.review.rules.dropped_setting.literals import Literal, literals
from remend.review.rules.dropped_setting.mentions import Declared, Kind, Read
from remend.review.rules.dropped_setting.names import covers
from remend.review.rules.dropped_setting.reads import Reads
from remend.review.rules.dropped_setting.words import Vocabulary, read_words

_WRITTEN = rb"""env\w*(?:\[|\.setdefault\()\s*["']NAME["']\s*(?:\]\s*=[^=]|,)|["']NAME["']\s*:|\bNAME="""
_MOST_FILES = 16
_SAMPLE = 8
_LEAST = 2


class State:
    """What one state of a code base says of settings; files are read closely only as they are asked for.

    `declarations` are patterns of the modules that declare settings, none to recognise them; `accessor` is the
    configured one, or empty. `module_of` gives a parsed file. What has not `changed` is taken from `rest`, the other
    end.
    """

    def __init__(
        self,
        project: Project,
        files: Files,
        module_of: Callable[[str], Module | None],
        accessor: str,
        declarations: tuple[str, ...],
        *,
        rest: State | None = None,
        changed: frozenset[str] = frozenset(),
    ) -> None:
        self.project = project
        self._files = files
        self._module_of = module_of
        self._declarations = declarations
        self._rest = rest
        self._changed = changed
        self._environment = Environment(files, project.contents, accessor)
        self._reads: dict[str, tuple[Read, ...]] = {}
        self._literals: dict[str, tuple[Literal, ...]] = {}

    def reads(self, path: str) -> tuple[Read, ...]:
        """What a file of the product reads, in source order; nothing for a test."""
        if self._rest is not None and path not in self._changed:
            return self._rest.reads(path)
        if path not in self._reads:
            module = self._module_of(path) if path.endswith(".py") and not is_test(path) else None
            self._reads[path] = tuple(self._read_closely(module)) if module is not None else ()
        return self._reads[path]

    def literals(self, path: str) -> tuple[Literal, ...]:
        """The literals of a file that may declare settings, whether they do or not."""
        if self._rest is not None and path not in self._changed:
            return self._rest.literals(path)
        if path not in self._literals:
            is_named = self.is_appointed(path)
            may = path.endswith(".py") and not is_test(path) and (is_named or not self._declarations)
            module = self._module_of(path) if may else None
            self._literals[path] = tuple(literals(module, mostly=not is_named)) if module is not None else ()
        return self._literals[path]

    def declared(self, path: str, owners: frozenset[str] = frozenset()) -> tuple[Declared, ...]:
        """What a file declares, in its order: a module by its literals, a file of deployment by its lines.

        The literals of `owners` are known to declare.
        """
        if kind_of(path) is not None:
            return tuple(declared_in(path, self.project.read(path)))
        known = [each for each in self.literals(path) if each.owner in owners or self._declares(each)]
        return tuple(name for each in known for name in each.names)

    def owners(self, path: str) -> frozenset[str]:
        """What the literals of a file that declare settings are assigned to."""
        return frozenset(each.owner for each in self.literals(path) if each.owner and self._declares(each))

    def readers(self, name: str) -> tuple[Read, ...]:
        """Where the product reads a setting, whose name may be a pattern, by path.

        A file that cannot be read closely, or for which there are too many others, may do so too.
        """
        files = self._speaking(name)
        near = [path for path in files[:_MOST_FILES] if self.is_legible(path)]
        found = [read for path in near for read in self.reads(path)]
        sure = [read for read in found if covers(read.name, name) or covers(name, read.name)]
        doubtful = sorted(set(files).difference(near))[:1] if not sure else []
        guessed = (Read(name=name, path=path, line=1, end_line=1, symbol="", is_sure=False) for path in doubtful)
        return (*sure, *guessed)

    def is_legible(self, path: str) -> bool:
        """Whether a module can be parsed."""
        if self._rest is not None and path not in self._changed:
            return self._rest.is_legible(path)
        return self._module_of(path) is not None

    def is_appointed(self, path: str) -> bool:
        """Whether the configuration calls a module declarations."""
        return matches(self._declarations, path)

    def is_named(self, name: str) -> bool:
        """Whether some file of the product seems to read a setting, as far as its text tells."""
        return name in self.vocabulary.asked

    def asking(self, name: str) -> list[str]:
        """The files of the product that seem to read a setting, as far as their text tells."""
        return [path for path in self.vocabulary.files(name) if name in self.vocabulary.words[path].asked]

    def declarations(self, name: str) -> tuple[Declared, ...]:
        """All places that declare a setting, or one of a pattern; those that tell most of a running system first."""
        names = [each for each in self._deployment if covers(name, each)] if "*" in name else [name]
        found = [each for one in names for each in self._deployment.get(one, ())]
        for path in self._speaking(name)[:_MOST_FILES]:
            found += [each for each in self.declared(path) if covers(name, each.name)]
        order = list(Kind)
        return tuple(sorted(found, key=lambda each: (order.index(each.kind), each.path, each.line)))

    def is_written(self, name: str) -> bool:
        """Whether the product itself puts a variable into the environment, as far as its text tells."""
        written = re.compile(_WRITTEN.replace(b"NAME", re.escape(name).encode()))
        return any(written.search(self.project.read(path)) for path in self.vocabulary.files(name))

    def is_used_by_deployment(self, name: str) -> bool:
        """Whether a file of deployment takes the value of a setting, as `${NAME}` does."""
        used = re.compile(rb"(?:\$\{?|secrets\.|vars\.|env\.)" + re.escape(name).encode() + rb"\b")
        return any(used.search(raw) for raw in self._deployment_files.values())

    def tests(self, name: str) -> tuple[str, ...]:
        """The tests in which a name stands, by path."""
        word = name.encode()
        return tuple(path for path, raw in self.project.contents.items() if is_test(path) and word in raw)

    def _read_closely(self, module: Module) -> Iterator[Read]:
        closely = Closely(self._files.inference, module)
        yield from Reads(closely, self._files, self._environment).find()
        yield from read_by_fields(closely)

    def _declares(self, literal: Literal) -> bool:
        """Whether a literal declares settings: it is in a module that is said to, or many of its names are read."""
        sample = list(dict.fromkeys(each.name for each in literal.names))[:_SAMPLE]
        is_likely = len(sample) >= _LEAST and 2 * sum(map(self.is_named, sample)) >= len(sample)
        return bool(self._declarations) or is_likely

    def _speaking(self, name: str) -> list[str]:
        """The files of the product in which a name, or a pattern of it, may stand; those that ask for it first."""
        found = self.vocabulary.files(name)
        return sorted(found, key=lambda path: name not in self.vocabulary.words[path].asked)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Which files of the product have which names."""
        paths = [path for path in self.project.reach if not is_test(path)]
        known = self._rest.vocabulary.words if self._rest is not None else {}
        same = {path: known[path] for path in paths if path in known and path not in self._changed}
        return Vocabulary({**same, **read_words(self.project, [path for path in paths if path not in same])})

    @cached_property
    def _deployment_files(self) -> Mapping[str, bytes]:
        snapshot = self.project.snapshot
        return dict(snapshot.read_many([path for path in snapshot.paths if kind_of(path) is not None]))

    @cached_property
    def _deployment(self) -> Mapping[str, list[Declared]]:
        found: dict[str, list[Declared]] = defaultdict(list)
        for path, raw in self._deployment_files.items():
            for each in declared_in(path, raw):
                found[each.name].append(each)
        return found
