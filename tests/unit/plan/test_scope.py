from __future__ import annotations

import pytest

from remend.plan.scope import ABBREVIATIONS, abbreviated, scopes


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("", []),
        ("shop", [["shop"]]),
        ("back/shop", [["shop"]]),
        ("shop_backend", [["shop_backend"], ["shop"]]),
        ("backend", [["backend"]]),
        ("database", [["database", "db"]]),
        ("auth_service", [["auth_service"], ["auth"]]),
        ("authentication-service", [["authentication-service", "auth-service"], ["authentication", "auth"]]),
        ("shop/tests", [["shop/tests"], ["tests"]]),
        ("shop/tests/unit", [["shop/tests/unit"], ["tests/unit"], ["unit"]]),
        ("tests/e2e", [["tests/e2e"], ["e2e"]]),
        ("shop/cart.py", [["cart"], ["shop"]]),
        ("cart.py", [["cart"]]),
    ],
)
def test_a_place_has_names_from_the_telling_to_the_short(place: str, names: list[list[str]]) -> None:
    assert scopes(place) == names


def test_a_name_has_as_many_parts_as_it_takes_to_tell_it_from_another() -> None:
    assert scopes("a/b/c", 2) == [["b/c"]]
    assert scopes("a/b/c", 5) == [["a/b/c"]]
    assert scopes("a/b/c.py", 2) == [["b/c"], ["a/b"]]


def test_words_are_abbreviated_whole() -> None:
    assert abbreviated("app_configuration/reconfiguration") == "app_config/reconfiguration"
    assert all(len(short) < len(word) for word, short in ABBREVIATIONS.items())
