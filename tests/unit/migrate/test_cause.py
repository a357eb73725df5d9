from __future__ import annotations

import pytest

from remend.migrate.cause import general


@pytest.mark.parametrize(
    ("reason", "names", "cause"),
    [
        (
            "nothing that this file may import is called refresh_tokens",
            (),
            "nothing that this file may import is called …",
        ),
        (
            "nothing that this file may import is called HTTPError; 1a2b3c4d5 (2025-01-02) deleted a/b.py: fix",
            (),
            "nothing that this file may import is called …",
        ),
        ("nothing tells where shop.cart.lookup went", (), "nothing tells where … went"),
        ("nothing tells where cart went", ("cart",), "nothing tells where … went"),
        (
            "3 modules define TEST_CONFIG and nothing tells which one is meant",
            (),
            "… modules define … and nothing tells which one is meant",
        ),
        ("unsafe: `a` is read here, and 'b' there", (), "unsafe: … is read here, and … there"),
        ("withheld: it does not parse: line 7", (), "withheld: it does not parse: line …"),
        ("Missing parentheses. Did you mean print(...)?", (), "Missing parentheses"),
        ("nothing that this file may import is called Rate", (), "nothing that this file may import is called …"),
        ("no accessor is configured", (), "no accessor is configured"),
        ("Python 3 has no file(): open() gives 2", (), "Python 3 has no file(): open() gives …"),
        ("it is // in Python 3, and in Python 3.12 too", (), "it is // in Python 3, and in Python 3.12 too"),
        ("which Python has 3 of", (), "which Python has … of"),
    ],
)
def test_what_is_particular_goes(reason: str, names: tuple[str, ...], cause: str) -> None:
    assert general(reason, names) == cause
