"""What makes an answer doubtful for which everything seems to speak.

A file that imports the name from one place, under another name which it forgets, hardly means that of a second place.

A name of the project may be had from a package as well: from one that the file takes other names from, or from the
standard library. That a package has it counts for any name where the package can be looked into; where it cannot, it is
taken to have each class of one plain word, `Context` or `Event`, and each error where the file takes errors from it.
One import of such a class tells little by itself.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from remend.index.facts import Class, Function, ParameterKind
from remend.index.index import Definition, ImportSite
from remend.index.roles import is_test
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.familiar import CONTESTED, TAKEN_FROM
from remend.rules.undefined_name.ground import Ground, distance
from remend.rules.undefined_name.kin import Kin
from remend.rules.undefined_name.rivals import Rivals

_PLAIN_WORD = re.compile(r"[a-z]+")
_ONE_HUMP = re.compile(r"[A-Z][a-z]+")
_ERROR = re.compile(r"(?:Error|Exception)$")
_ONE_WORD_ERROR = re.compile(r"(?:[A-Z][a-z]+|[A-Z]+)(?:Error|Exception)")
_OF_ERRORS = re.compile(r"\.(?:errors?|exc|exceptions?)$")
_MANY = 5
"""How many files have to import a thing, wherever they lie, so that it is what the project means by the word.

Where another package is known to have the word, those files alone count that take names from there as well.
"""
_FEW = 3
"""How many files have to import a class of one plain word from a package that this file has nothing of."""

_VARIADIC = (ParameterKind.VARIADIC, ParameterKind.VARIADIC_KEYWORD)


class Doubts:
    """Knows where a name may be another package's."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._index = ground.index
        self._kin = Kin(ground.index)
        self._rivals = Rivals(ground)

    def __call__(self, question: Question, chosen: Candidate) -> str:
        """Half a sentence on why the answer is not to be relied on; empty where it is."""
        if chosen.rename:
            return ""
        found = self._index.resolve(f"{chosen.module}.{chosen.name}") if chosen.name else None
        return (
            self._called_otherwise(question, chosen, found)
            or self._rivals(question, chosen, found)
            or self._may_be_other(question, chosen, found)
        )

    def _called_otherwise(self, question: Question, chosen: Candidate, found: Definition | None) -> str:
        """What the file, other files or the module itself say against it."""
        forgotten = self._kin.forgotten(question.module, question.name)
        if forgotten is not None and not self._is(chosen, forgotten[1]):
            return f"the file imports {question.name} from elsewhere as {forgotten[0]}, which it never uses"
        elsewhere = self._bare_elsewhere(question, chosen)
        if elsewhere:
            return f"other files have {question.name.lstrip('_')} from {elsewhere}"
        made_up = self._made_up(question, chosen, found)
        if made_up:
            return f"{chosen.module}.{chosen.name} has no {made_up} of its own, as the standard library's module may"
        return ""

    def _may_be_other(self, question: Question, chosen: Candidate, found: Definition | None) -> str:
        """What else may be meant, or that little shows what is."""
        if self._is_at_hand(question, chosen, found):
            return ""
        importers = self._importers(question, chosen, found)
        rival = self._standard_rival(question, chosen, is_usual=len(importers) >= _MANY)
        if rival:
            return f"{question.name} may be {rival}'s as well"
        if self._is_usual_here(question, chosen, found):
            return ""
        if _PLAIN_WORD.fullmatch(question.name) and not question.uses.show_work and len(importers) < _MANY:
            return f"nothing shows what {question.name} is here, and few files import this one"
        for package, has_it in self._others(question, chosen, found, is_rare=len(importers) < _FEW):
            choosing = {site.path for site in self._index.importing(package)} & importers if has_it else importers
            if len(choosing) < _MANY:
                return f"{question.name} may be from {package} as well, which the file imports from"
        if len(importers) < _MANY and self._may_be_standard(question, chosen):
            return f"{question.name} may be the standard library's as well, and few files import this one"
        is_lone_word = found is None and len(importers) == 1 and _PLAIN_WORD.fullmatch(question.name)
        if is_lone_word and chosen.module in sys.stdlib_module_names and chosen.module not in TAKEN_FROM:
            return f"only {min(importers)} imports {chosen.name} from {chosen.module}, which few others would"
        is_alone = found is not None and len(importers) == 1 and not self._shows(question, found)
        if is_alone and _ONE_HUMP.fullmatch(question.name):
            return f"only {min(importers)} imports {chosen.name}, and this file has nothing to do with {chosen.module}"
        return ""

    def _bare_elsewhere(self, question: Question, chosen: Candidate) -> str:
        """Where else other files have a thing from that is private here by the underscore alone."""
        bare = question.name.lstrip("_")
        if bare == question.name or chosen.alias != question.name:
            return ""
        own = f"{chosen.module}.{chosen.name}".strip(".")
        origins = map(self._index.origin, self._index.importers(bare))
        return min((each for each in origins if each and not f"{each}.".startswith(f"{own}.")), default="")

    def _made_up(self, question: Question, chosen: Candidate, found: Definition | None) -> str:
        """What is read from a module that shares its name with a standard one, and that it does not seem to have.

        A `__getattr__` allows anything.
        """
        if found is None or found.fact is not None or question.name not in sys.stdlib_module_names:
            return ""
        module = f"{chosen.module}.{chosen.name}"
        unseen = (each for each in question.uses.attributes if self._index.resolve(f"{module}.{each}") is None)
        return min(unseen, default="")

    def _shows(self, question: Question, found: Definition) -> bool:
        """Whether the uses, which `found` allows, show what is meant: by what they read, or what they call it with.

        A class that takes any arguments allows those of every other.
        """
        if question.uses.attributes or not isinstance(found.fact, Class):
            return bool(question.uses.attributes)
        maker = self._index.member(found.path, found.fact, "__init__")
        if maker is None or not isinstance(maker.fact, Function):
            return False
        takes_any = any(each.kind in _VARIADIC for each in maker.fact.parameters)
        return not takes_any and any(call.positional or call.keywords for call in question.uses.calls)

    def _is(self, chosen: Candidate, found: Definition | None) -> bool:
        return found is not None and self._index.resolve(f"{chosen.module}.{chosen.name}") == found

    def _others(
        self, question: Question, chosen: Candidate, found: Definition | None, *, is_rare: bool
    ) -> Iterator[tuple[str, bool]]:
        """The packages besides that the file takes names from and that may have this one, and whether they do."""
        is_plain_class = _ONE_HUMP.fullmatch(question.name) is not None
        is_error = _ERROR.search(question.name) is not None
        is_contested = (is_plain_class or question.uses.bases) and chosen.module in CONTESTED
        beside = chosen.module.partition(".")[0]
        is_standard_error = beside in sys.stdlib_module_names and _ONE_WORD_ERROR.fullmatch(question.name) is None
        is_known = beside in sys.stdlib_module_names or any(m.partition(".")[0] == beside for m in _imported(question))
        if found is None and not is_error and not is_contested and (is_known or not is_rare or not is_plain_class):
            return
        for module in _imported(question):
            top = module.partition(".")[0]
            if top in ("", beside) or top in sys.stdlib_module_names or top in self._index.modules.top_level:
                continue
            has_it = self._ground.has_outside(top, question.name)
            is_error_of_others = is_error and _OF_ERRORS.search(module) is not None and not is_standard_error
            is_likely = is_plain_class or is_contested or is_error_of_others
            if has_it or (has_it is None and is_likely):
                yield top, has_it is True

    def _standard_rival(self, question: Question, chosen: Candidate, *, is_usual: bool) -> str:
        """The standard module that may be meant instead, where the file takes names from it, or it goes by the name.

        `is_usual` tells that many files mean what is chosen: then `time()` is less likely that of `time`.
        """
        if not chosen.name:
            return ""
        offered = self._ground.offered_by(question.name, question.uses)
        own = offered.get(chosen.module)
        beside = {*_imported(question), *(() if is_usual or own is None else (question.name,))}
        if not question.uses.annotates:
            beside.discard("typing")  # the class itself is used, not its alias
        if chosen.module in TAKEN_FROM:
            beside &= TAKEN_FROM | {question.name}
        return min((each for each, origin in offered.items() if each in beside and origin != own), default="")

    def _may_be_standard(self, question: Question, chosen: Candidate) -> bool:
        """Whether a name is commonly the standard library's, and the file takes nothing from the package chosen."""
        top = chosen.module.partition(".")[0]
        if (
            not chosen.name
            or top in sys.stdlib_module_names
            or not self._ground.is_standard(question.name, question.uses)
        ):
            return False
        is_own = top in self._index.modules.top_level
        return is_own or all(module.partition(".")[0] != top for module in _imported(question))

    def _is_at_hand(self, question: Question, chosen: Candidate, found: Definition | None) -> bool:
        """Whether the file has to do with the module."""
        if chosen.module in self._kin.taken_from(question.path):
            return True
        if any(each.module == chosen.module and each.name for each in question.beside):
            return True
        return found is not None and self._is_near(question, found)

    def _is_usual_here(self, question: Question, chosen: Candidate, found: Definition | None) -> bool:
        """Whether the files of the same folder mean the same by the word."""
        sites = (site for site in self._index.importers(question.name) if distance(question.path, site.path) == 0)
        near = {site.path for site in sites if self._is_same(site, chosen, found)}
        return len(near) > (found is None)

    def _importers(self, question: Question, chosen: Candidate, found: Definition | None) -> set[str]:
        """The files that mean the same by the word; what tests mean tells nothing about the product."""
        paths = {site.path for site in self._index.importers(question.name) if self._is_same(site, chosen, found)}
        return paths if is_test(question.path) else {path for path in paths if not is_test(path)}

    def _is_near(self, question: Question, found: Definition) -> bool:
        return distance(question.path, found.path) == 0 or self._kin.is_close(question.path, found.path)

    def _is_same(self, site: ImportSite, chosen: Candidate, found: Definition | None) -> bool:
        origin = self._index.origin(site)
        return origin == f"{chosen.module}.{chosen.name}" if found is None else self._index.resolve(origin) == found


def _imported(question: Question) -> Iterator[str]:
    return (module for module, _ in question.taken())
