"""All that the rule finds in one file, by where it is."""

from __future__ import annotations

from remend.model import Span
from remend.module import Module
from remend.rules.missing_await.changes import keyword_span
from remend.rules.missing_await.entering import Mistaken, find_mistaken
from remend.rules.missing_await.find import Forgotten, find
from remend.rules.missing_await.known import Known
from remend.rules.missing_await.needless import Needless, find_needless
from remend.rules.missing_await.propagate.taking import definition_span
from remend.rules.missing_await.stray import Stray, find_stray

Mistake = Forgotten | Needless | Mistaken | Stray


def find_mistakes(module: Module, known: Known) -> dict[Span, Mistake]:
    """What is not awaited, awaited or entered as it should be."""
    found: dict[Span, Mistake] = {}
    found |= {module.span(each.call.node): each for each in find(module, known)}
    found |= {module.span(each.awaited.node): each for each in find_needless(module, known)}
    found |= {keyword_span(module, each): each for each in find_mistaken(module, known)}
    found |= {definition_span(module, each.definition): each for each in find_stray(module)}
    return found
