"""Another thing of the same name that the uses speak for, where they say nothing for the one that is chosen.

Many files may mean one class by a word, and one file another: what that one reads from it, and what it calls it with,
then tells more than what the others import.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from remend.index.facts import Attribute, Class
from remend.index.index import Definition
from remend.index.roles import is_test
from remend.naming.fit import fits
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.familiar import TAKEN_FROM
from remend.rules.undefined_name.ground import Ground

_TYPING = "typing"


class Rivals:
    """Of what is chosen for undefined names."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._index = ground.index

    def __call__(self, question: Question, chosen: Candidate, found: Definition | None) -> str:
        """Half a sentence on the rival; empty where there is none."""
        if found is None:
            return self._more_usual(question, chosen)
        if isinstance(found.fact, Attribute):
            return self._seen_to_have(question, chosen, found)
        return self._seen_to_take(question, found) if isinstance(found.fact, Class) else ""

    def _seen_to_have(self, question: Question, chosen: Candidate, found: Definition) -> str:
        """A class of the project that has all that is read, where what is chosen is a value of unknown kind."""
        read = question.uses.attributes
        if not read or fits(self._index, found, question.uses).confirmed:
            return ""
        others = (each for each in self._index.definers(question.name) if isinstance(each.fact, Class))
        having = (each for each in others if fits(self._index, each, question.uses).confirmed >= len(read))
        rival = next((each.path for each in having if self._may_be_meant(question, each)), "")
        return f"{rival} has a {question.name} with {min(read)}, {chosen.module} may not" if rival else ""

    def _seen_to_take(self, question: Question, found: Definition) -> str:
        """A standard class that takes the arguments by these keywords, where the class chosen is seen to know none."""
        assert isinstance(found.fact, Class)
        keywords = {keyword for call in question.uses.calls for keyword in call.keywords}
        known = (each for each in keywords if self._index.member(found.path, found.fact, each) is not None)
        if not keywords or any(True for _ in known) or fits(self._index, found, question.uses).confirmed:
            return ""
        for module in self._offering(question):
            fit = self._ground.fits_outside(module, question.name, question.uses)
            if fit.confirmed >= len(question.uses.calls):
                return f"{question.name} may be {module}'s as well, which takes {min(keywords)}"
        return ""

    def _more_usual(self, question: Question, chosen: Candidate) -> str:
        """What is commonly taken from a standard module, where the chosen one is of a module that little is."""
        is_standard = chosen.module.partition(".")[0] in sys.stdlib_module_names
        taken = {name for module, names in question.taken() if module == chosen.module for name in names}
        if not is_standard or chosen.module in TAKEN_FROM or len(taken) > 1:
            return ""
        offered = self._ground.offered_by(question.name, question.uses)
        usual = (each for each in self._offering(question) if each in TAKEN_FROM and each != _TYPING)
        rival = next((each for each in usual if offered[each] != offered.get(chosen.module)), "")
        return f"{question.name} may be {rival}'s as well" if rival else ""

    def _offering(self, question: Question) -> Iterator[str]:
        yield from sorted(self._ground.offered_by(question.name, question.uses))

    def _may_be_meant(self, question: Question, other: Definition) -> bool:
        is_for_tests = is_test(other.path) and not is_test(question.path)
        return not is_for_tests and self._ground.may_import(question.path, other.path)
