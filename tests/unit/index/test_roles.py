from __future__ import annotations

import pytest

from remend.index.roles import is_source, is_test


@pytest.mark.parametrize(
    ("path", "tests", "source"),
    [
        ("app/models.py", False, True),
        ("app/testing.py", False, True),
        ("app/latest/core.py", False, True),
        ("tests/support.py", True, True),
        ("app/test/data.py", True, True),
        ("app/test_models.py", True, False),
        ("app/models_test.py", True, False),
        ("conftest.py", True, False),
        ("setup.py", False, False),
        ("app/__main__.py", False, False),
    ],
)
def test_a_path_tells_what_a_file_is_there_for(path: str, tests: bool, source: bool) -> None:  # noqa: FBT001
    assert (is_test(path), is_source(path)) == (tests, source)
