"""Which names may be what another one was renamed to, told from their letters."""

from __future__ import annotations

import pytest

from remend.rules.broken_import.alike import is_like, is_near


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("create_session", "create_sesion"),
        ("Pool", "Pools"),
        ("_connect", "connect"),
        ("TestLoader", "LoaderTest"),
        ("AuthServiceTestHelper", "AuthServiceHelper"),
        ("DatabaseManager", "UnifiedDatabaseManager"),
    ],
)
def test_a_slip_or_one_word_more_is_near(name: str, other: str) -> None:
    assert is_near(name, other)
    assert is_like(name, other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("OpenHouseClient", "OpenHouseBase"),
        ("DatabaseConnectionCheck", "DatabaseChecker"),
        ("connection_scoped_manager", "connection_scope"),
    ],
)
def test_another_word_or_several_more_are_only_like(name: str, other: str) -> None:
    assert not is_near(name, other)
    assert is_like(name, other)


@pytest.mark.parametrize(
    ("name", "other"),
    [("MemoryOptimizer", "FrameworkIntegration"), ("Client", "Base"), ("get_db", "get_user"), ("pool", "Pool")],
)
def test_other_names_are_neither(name: str, other: str) -> None:
    assert not is_like(name, other)
