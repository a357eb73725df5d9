"""The Python that a project says it runs on."""

from __future__ import annotations

import pytest

from remend.index.oldest import lowest_python


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("pyproject.toml", '[project]\nrequires-python = ">=3.10"\n', (3, 10)),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.9.1,<4"\n', (3, 9)),
        ("pyproject.toml", '[project]\nrequires-python = "~=3.12"\n', (3, 12)),
        ("setup.cfg", "[options]\npython_requires = >=3.11\n", (3, 11)),
        ("setup.py", "setup(python_requires='>=2.7')\n", (3, 8)),
        ("setup.py", "setup()\n", None),
        ("pyproject.toml", '[project]\nrequires-python = "new"\n', None),
        ("sub/pyproject.toml", '[project]\nrequires-python = ">=3.10"\n', None),
    ],
)
def test_the_oldest_python_is_what_the_root_says(path: str, text: str, expected: tuple[int, int] | None) -> None:
    assert lowest_python([path], lambda _: text.encode()) == expected
