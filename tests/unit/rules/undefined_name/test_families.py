from __future__ import annotations

from collections.abc import Sequence

import pytest

from remend.git.lost import Replaced
from remend.index.extract import extract
from remend.index.index import Index
from remend.index.modules import ModuleMap
from remend.module import Module
from remend.naming.uses import Call, Uses
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.families import Family, Undefined, find_families, restored

MOCKS = "from unittest.mock import AsyncMock, MagicMock, Mock, NonCallableMock\nfrom app.doubles import FakeMock\n"
LOST = [Undefined("t1.py", "AsyncNil", 3), Undefined("t2.py", "MagicNil", 1), Undefined("t2.py", "AsyncNil", 1)]


def index(texts: Sequence[str]) -> Index:
    files = {f"m{number}.py": text for number, text in enumerate(texts)}
    return Index({path: extract(path, text.encode()) for path, text in files.items()}, ModuleMap(files))


def families(undefined: Sequence[Undefined], texts: Sequence[str] = (MOCKS,) * 3) -> tuple[Family, ...]:
    return find_families(undefined, index(texts))


def test_names_that_share_an_odd_part_are_one_family() -> None:
    (family,) = families(LOST)
    assert family.reason == (
        "one of 5 places in 2 files where `Mock` seems to have been replaced by `Nil`: "
        "AsyncNil was AsyncMock, MagicNil was MagicMock"
    )


def test_a_name_with_the_odd_part_belongs_to_it_though_nothing_is_known_of_it() -> None:
    (family,) = families([*LOST, Undefined("t3.py", "ClockNil", 1)])
    assert family.originals == {"AsyncNil": "AsyncMock", "ClockNil": "", "MagicNil": "MagicMock"}
    assert (family.places, family.files) == (6, 3)


def test_a_file_that_defines_such_a_name_does_not_hide_the_others() -> None:
    (family,) = families(LOST, (*(MOCKS,) * 3, "AsyncNil = object()\n"))
    assert set(family.originals) == {"AsyncNil", "MagicNil"}


@pytest.mark.parametrize(
    ("undefined", "texts"),
    [
        pytest.param(LOST[:1], (MOCKS,) * 3, id="one name is no family"),
        pytest.param(LOST[1:], (MOCKS,) * 3, id="two places are no sweep"),
        pytest.param(LOST, (MOCKS,) * 2, id="the originals are hardly known"),
        pytest.param(
            LOST,
            (*(MOCKS,) * 3, "class DataNil: ...\nclass TimeNil: ...\nclass BigNil: ...\n"),
            id="the part is at home",
        ),
        pytest.param(
            [Undefined("t1.py", "create_user", 2), Undefined("t1.py", "create_team", 2)],
            ("def get_user(): ...\ndef get_team(): ...\ndef get_x(): ...\ndef create_x(): ...\ndef create_y(): ...\n",)
            * 3,
            id="two common words",
        ),
    ],
)
def test_there_is_no_family_where(undefined: Sequence[Undefined], texts: Sequence[str]) -> None:
    assert families(undefined, texts) == ()


def test_a_name_is_in_one_family_only_and_the_larger_comes_first() -> None:
    bases = "from b import DataBase, TimeBase, UserBase\n"
    lost = [Undefined("t4.py", "DataVoid", 9), Undefined("t4.py", "TimeVoid", 1), *LOST]
    found = families(lost, (MOCKS + bases,) * 3)
    assert [(family.was, family.part, family.places) for family in found] == [("Base", "Void", 10), ("Mock", "Nil", 5)]


def test_history_tells_where_it_happened() -> None:
    replaced = Replaced(commit="0123456789abcdef", date="2025-08-24", subject="sweep", before=(("AsyncMock", 3),))
    other = Replaced(commit="f" * 40, date="2025-08-25", subject="other", before=(("Thing", 1),))
    before = {("t1.py", "AsyncNil"): replaced, ("t2.py", "MagicNil"): other}
    (family,) = find_families(LOST, index((MOCKS,) * 3), before)
    assert family.sources == ("012345678",)
    assert "(seen in commit 012345678)" in family.reason


def asked(code: str, uses: Uses) -> Candidate | None:
    module = Module.load("t1.py", code.encode())
    assert isinstance(module, Module)
    (family,) = families(LOST)
    return restored(family, Question(module, "AsyncNil", uses))


CALLED = Uses(calls=(Call(0, frozenset(), is_open=False),))


def test_a_called_name_is_put_back_where_the_file_has_the_original() -> None:
    candidate = asked("from unittest.mock import AsyncMock\nx = AsyncNil()\n", CALLED)
    assert candidate is not None
    assert candidate.rename == "AsyncMock"


@pytest.mark.parametrize(
    ("code", "uses"),
    [
        pytest.param("from unittest.mock import AsyncMock\nx = AsyncNil\n", Uses(), id="its call may be lost too"),
        pytest.param("x = AsyncNil()\n", CALLED, id="the file does not import it"),
    ],
)
def test_no_name_is_put_back_where(code: str, uses: Uses) -> None:
    assert asked(code, uses) is None
