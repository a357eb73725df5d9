from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.naming.likeness import (
    Move,
    abbreviates,
    allowed_slips,
    contains,
    moved_part,
    slips,
    speaks_of,
    splits,
    style,
    words,
)

NAMES = st.text("abTest_", max_size=8)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("session_scope", ("session", "scope")),
        ("HTTPServerError", ("http", "server", "error")),
        ("_MAX_SIZE", ("max", "size")),
        ("SSotMockAgent2", ("s", "sot", "mock", "agent", "2")),
        ("_", ()),
    ],
)
def test_names_fall_into_words(name: str, parts: tuple[str, ...]) -> None:
    assert words(name) == parts


def test_style_sees_past_leading_underscores() -> None:
    assert [style(name) for name in ("_Camel", "__lower", "_UPPER", "_")] == ["Camel", "lower", "UPPER", "lower"]


@pytest.mark.parametrize(
    ("name", "other", "count"),
    [("result", "result", 0), ("reuslt", "result", 1), ("Flase", "False", 1), ("lenght", "length", 1), ("ab", "ba", 1)],
)
def test_slips_count_swapped_neighbours_once(name: str, other: str, count: int) -> None:
    assert slips(name, other, 2) == count


def test_slips_give_up_above_the_most() -> None:
    assert slips("get_user", "get_db", 2) is None
    assert slips("abcd", "efgh", 2) is None


@given(NAMES, NAMES)
def test_slips_do_not_depend_on_the_direction(name: str, other: str) -> None:
    assert slips(name, other, 3) == slips(other, name, 3)


def test_short_names_allow_no_slip() -> None:
    assert [allowed_slips("a" * length) for length in (3, 4, 7, 8)] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("name", "other", "move"),
    [
        ("LoadTester", "TestLoader", Move("Test", to_front=True)),
        ("UserFixtureData", "UserDataFixture", Move("Fixture", to_front=False)),
        ("LoadTest", "TestLoad", Move("Test", to_front=True)),
        ("LoadTester", "LoadTester", None),
        ("list_to_dict", "dict_to_list", None),
        ("auth_user", "user_auth", None),
        ("Loader", "Reload", None),
    ],
)
def test_a_moved_part_is_one_word_that_went_to_an_end(name: str, other: str, move: Move | None) -> None:
    assert moved_part(name, other) == move


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        ("session_scoped_manager", "session_scope"),
        ("UnifiedWebSocketManager", "WebSocketManager"),
        ("PipelineStepConfig", "PipelineStep"),
    ],
)
def test_a_name_contains_one_that_lacks_some_of_its_words(longer: str, shorter: str) -> None:
    assert contains(longer, shorter)
    assert not contains(shorter, longer)


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        ("get_user_name", "get_db"),
        ("get_clickhouse_client", "ClickHouseClient"),
        ("ClickHouseClient", "Client"),
        ("user_get_all", "get_user"),
        ("load_configuration", "load_conf"),
    ],
)
def test_a_shared_word_is_not_enough(longer: str, shorter: str) -> None:
    assert not contains(longer, shorter)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("re_findall", [("findall", "re"), ("re", "findall")]),
        ("SqliteRandom", [("Random", "Sqlite"), ("Sqlite", "Random")]),
        ("_os", []),
        ("UUIDFieldBase", [("FieldBase", "UUID"), ("UUID", "FieldBase"), ("Base", "UUIDField"), ("UUIDField", "Base")]),
    ],
)
def test_a_name_may_be_made_of_two(name: str, expected: list[tuple[str, str]]) -> None:
    assert list(splits(name)) == expected


@pytest.mark.parametrize(
    ("word", "part", "expected"),
    [
        ("Field", "fields", True),
        ("re", "re", True),
        ("postgres", "base_postgres", True),
        ("PyTest", "pytest", True),
        ("dataclass", "dataclasses", True),
        ("set", "settings", False),
        ("cart", "user", False),
    ],
)
def test_a_word_means_a_part_of_a_modules_name(word: str, part: str, expected: bool) -> None:  # noqa: FBT001
    assert speaks_of(word, part) is expected


@pytest.mark.parametrize(
    ("short", "name", "expected"),
    [
        ("dt", "datetime", True),
        ("osp", "ospath", True),
        ("td", "datetime", False),
        ("re", "re", False),
        ("", "", False),
    ],
)
def test_an_abbreviation_begins_as_the_name_does(short: str, name: str, expected: bool) -> None:  # noqa: FBT001
    assert abbreviates(short, name) is expected
