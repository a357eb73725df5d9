from __future__ import annotations

import pytest

from remend.index.widths import find_widths


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("pyproject.toml", "[tool.ruff]\nline-length = 99", 99),
        ("pyproject.toml", "[tool.ruff.format]\nquote-style = 'single'", 88),
        ("pyproject.toml", "[tool.ruff]\nselect = []", 0),
        ("pyproject.toml", "[tool.black]\nline-length = 100", 100),
        ("pyproject.toml", "[tool.black]", 88),
        ("pyproject.toml", "[tool]", 0),
        ("pyproject.toml", "tool = 1", 0),
        ("pyproject.toml", "[tool]\nruff = 1", 0),
        ("pyproject.toml", "[tool.ruff]\nline-length = 'wide'", 0),
        ("pyproject.toml", "not TOML", 0),
        ("ruff.toml", "line-length = 90", 90),
        (".ruff.toml", "line-length = 91", 91),
        (".flake8", "[flake8]\nmax-line-length = 110  # wide", 110),
        ("setup.cfg", "[pycodestyle]\nmax-line-length = 79", 79),
        ("tox.ini", "[flake8]\nmax_line_length = 95", 95),
        ("tox.ini", "[flake8]\nmax-line-length = wide", 0),
        ("tox.ini", "[pytest]", 0),
        ("setup.cfg", "no ini", 0),
        ("settings.toml", "line-length = 90", 0),
    ],
)
def test_a_setting_tells_how_long_lines_may_be(name: str, text: str, expected: int) -> None:
    assert find_widths([name], lambda _: text.encode()).of("package/a.py") == expected


def test_the_nearest_folder_and_its_formatter_count() -> None:
    files = {
        "pyproject.toml": "[tool.black]\nline-length = 100",
        ".flake8": "[flake8]\nmax-line-length = 120",
        "inner/setup.cfg": "[flake8]\nmax-line-length = 79",
        "inner/deep/setup.cfg": "[metadata]\nname = deep",
    }
    widths = find_widths(files, lambda path: files[path].encode())

    assert [widths.of(path) for path in ("a.py", "other/a.py", "inner/a.py", "inner/deep/a.py")] == [100, 100, 79, 79]
