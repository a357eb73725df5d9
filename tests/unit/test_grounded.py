from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from remend.cache import Cache
from remend.grounded import Grounded, GroundedShelf
from remend.index.traced import Question


class World:
    """Answers that a test may change, and what was worked out from them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers = {"x": "1", "y": "1"}
        self.made: list[str] = []

    def foresee(self, questions: Iterable[Question]) -> None:
        assert all(kind == "value" for kind, _ in questions)

    def answer(self, question: Question) -> str:
        return self.answers.get(question[1], "")

    def _make(self, paths: list[str]) -> Iterator[Grounded[str]]:
        for path in paths:
            self.made.append(path)
            about = {"a": ("x",), "b": ("x", "y"), "c": ()}[path]
            yield Grounded("+".join(self.answers[each] for each in about), tuple(("value", each) for each in about))

    def values(self, **keys: str) -> dict[str, str]:
        self.made.clear()
        with Cache(self.folder) as cache:
            shelf = GroundedShelf(cache, Grounded[str], "state", self)
            found = shelf.fill({path: path + key for path, key in keys.items()}, self._make)
            return {path: each.value for path, each in found.items()}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_value_holds_until_a_question_that_it_hangs_on_is_answered_otherwise(world: World) -> None:
    assert world.values(a="1", b="1", c="1") == {"a": "1", "b": "1+1", "c": ""}
    assert world.made == ["a", "b", "c"]
    world.values(a="1", b="1", c="1")
    assert world.made == []

    world.answers["y"] = "2"
    assert world.values(a="1", b="1", c="1") == {"a": "1", "b": "1+2", "c": ""}
    assert world.made == ["b"]


def test_it_is_made_anew_for_another_key(world: World) -> None:
    world.values(a="1", b="1")
    world.values(a="2", b="1")
    assert world.made == ["a"]


def test_only_what_was_asked_about_last_is_kept(world: World) -> None:
    world.values(a="1")
    world.answers["x"] = "2"
    world.values(a="1")
    world.answers["x"] = "1"
    assert world.values(a="1") == {"a": "1"}
    assert world.made == ["a"]
