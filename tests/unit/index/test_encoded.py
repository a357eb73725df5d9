from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from remend.index import encoded
from remend.index.encoded import Encoded, kept
from remend.index.extract import extract
from remend.index.facts import Facts
from remend.store import Store


def made(path: str) -> Facts:
    return extract(path, f"from {path} import x as {path}_x\n\n\ndef {path}(a: int = 1) -> str: ...\n".encode())


def gather(paths: Sequence[str]) -> Mapping[str, Facts]:
    return {path: made(path) for path in reversed(paths)}


def test_facts_are_the_same_after_they_were_encoded() -> None:
    facts = Encoded(Store(room=0))
    facts.update(gather(["b", "a"]))
    assert dict(facts) == {"a": made("a"), "b": made("b")}
    assert (len(facts), "a" in facts, "c" in facts) == (2, True, False)
    assert facts["a"] is facts["a"]
    with pytest.raises(KeyError):
        facts["c"]
    del facts["a"]
    assert (list(facts), "a" in facts) == (["b"], False)
    with pytest.raises(KeyError):
        facts["a"]


@pytest.mark.parametrize("at_hand", [1, 2])
def test_many_facts_are_encoded_and_few_are_not(monkeypatch: pytest.MonkeyPatch, at_hand: int) -> None:
    monkeypatch.setattr(encoded, "AT_HAND", at_hand)
    facts = kept(["a", "b"], gather, Store())
    assert isinstance(facts, dict) == (at_hand == 2)
    assert list(facts.items()) == [("a", made("a")), ("b", made("b"))]
