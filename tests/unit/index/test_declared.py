from __future__ import annotations

import pytest

from remend.index.declared import Declaration, find_declared, shared_names


def declared(files: dict[str, str]) -> list[str]:
    return [found.distribution for found in find_declared(files, lambda path: files[path].encode())]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "pyproject.toml",
            '[project]\ndependencies = ["PyYAML>=6", "a.b; python_version < \'3\'"]\n',
            ["pyyaml", "a-b"],
        ),
        ("pyproject.toml", '[project.optional-dependencies]\ndev = ["pytest[x]==8"]\n', ["pytest"]),
        ("pyproject.toml", '[dependency-groups]\ndev = ["ruff", {include-group = "docs"}]\n', ["ruff"]),
        ("pyproject.toml", '[tool.uv]\ndev-dependencies = ["ty"]\n', ["ty"]),
        ("pyproject.toml", '[build-system]\nrequires = ["setuptools>=60"]\n', ["setuptools"]),
        (
            "pyproject.toml",
            '[tool.poetry.dependencies]\npython = "3"\nflask = "*"\n[tool.poetry.group.t.dependencies]\nmoto = "5"\n',
            ["flask", "moto"],
        ),
        (
            "requirements.txt",
            "# all\nattrs==1 # why\n-e .\n--hash x\nnumpy>=1,<2 ; os_name == 'nt'\n\n",
            ["attrs", "numpy"],
        ),
        ("requirements/test.txt", "pytest\n", ["pytest"]),
        ("dev-requirements.txt", "flask @ https://host.example/flask.zip\n", ["flask"]),
        ("Pipfile", '[packages]\ndjango = "*"\n[dev-packages]\nmypy = "*"\n', ["django", "mypy"]),
        ("setup.cfg", "[options]\ninstall_requires =\n  click>=8  # cli\n  rich\n", ["click", "rich"]),
        ("setup.cfg", "[options.extras_require]\nx =\n  lxml\n", ["lxml"]),
        (
            "setup.py",
            "deps = ['six']\nsetup(install_requires=['toml'], extras_require={'a': ['b']})\n",
            ["six", "toml", "b"],
        ),
        ("README.txt", "requests\n", []),
        ("pyproject.toml", "not toml", []),
        ("pyproject.toml", "project = 3\n", []),
        ("setup.py", "def (", []),
        ("setup.cfg", "no section", []),
    ],
)
def test_declarations_are_read_from_files_that_list_them(path: str, text: str, expected: list[str]) -> None:
    assert declared({path: text}) == expected


def test_an_included_file_counts_for_the_one_that_includes_it_and_circles_end() -> None:
    files = {
        "a/requirements.txt": "-r ../base/all.txt\none\n",
        "base/all.txt": "-r ../a/requirements.txt\ntwo\n-r gone.txt\n",
    }

    assert sorted(declared(files)) == ["one", "two"]


def test_a_declaration_tells_where_it_stands_and_for_what() -> None:
    files = {"app/requirements/dev.txt": "tox\n", "requirements.txt": "six\n"}

    assert find_declared(files, lambda path: files[path].encode()) == (
        Declaration("tox", "app/requirements/dev.txt", "app"),
        Declaration("six", "requirements.txt", ""),
    )


def test_a_distribution_may_bring_parts_of_a_package_that_others_share() -> None:
    assert shared_names(["app", "app-core", "a-b-c"]) == {"app.core", "a.b.c", "a.b_c", "a_b.c"}
