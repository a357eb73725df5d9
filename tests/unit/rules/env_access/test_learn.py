from __future__ import annotations

from pathlib import Path

import pytest

from remend.errors import ConfigError
from remend.scanning import Request, scan

ENV = "class Env:\n    def get(self, key, default=None): ...\n\n\ndef get_env() -> Env: ...\n"


def told(root: Path, files: dict[str, str], *overrides: str) -> str:
    """What a scan of these files says against the configuration."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    with pytest.raises(ConfigError) as raised:
        scan(
            Request(paths=(root,), overrides=tuple(f"env-access.{each}" for each in overrides), select=("env-access",))
        )
    return str(raised.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("def get_env(key, default=None): ...\n", "asks for 1 arguments, not 0"),
        ("def get_env(*, name): ...\n", "asks for name by name"),
        ("async def get_env(): ...\n", "is a coroutine function"),
        ("class get_env:\n    def __init__(self, prefix): ...\n", "asks for 1 arguments, not 0"),
        ("class A:\n    def __init__(self, b): ...\n\n\nclass get_env(A): ...\n", "asks for 1 arguments, not 0"),
        ("@dataclass\nclass get_env:\n    path: str\n", "asks for 1 arguments, not 0"),
        ("def get_env():\n    yield 1\n", "is a generator"),
    ],
)
def test_an_accessor_that_cannot_be_called_without_arguments_is_refused(tmp_path: Path, text: str, why: str) -> None:
    said = told(tmp_path, {"app/env.py": text}, 'accessor="app.env:get_env"')
    assert "get_env in app/env.py" in said
    assert why in said
    assert said.endswith("get_env() gives, an object with methods such as get(key, default)")


@pytest.mark.parametrize(
    ("accessor", "said"),
    [
        ("app.enviroment:get_env", "the project has no module app.enviroment; did you mean `app.environment`?"),
        ("app.environment:get_en", "app/environment.py does not define get_en; did you mean `get_env`?"),
        ("apps.environment:get_env", "nothing in the project imports or requires apps; did you mean `app`?"),
        ("app/environment.py", '"app/environment.py" is not of the form "package.module:name"'),
        ("app.broken:get_env", "app/broken.py cannot be parsed: "),
    ],
)
def test_a_wrong_accessor_is_told_with_what_was_meant(tmp_path: Path, accessor: str, said: str) -> None:
    files = {"app/environment.py": ENV, "app/broken.py": "def get_env(:\n"}
    assert told(tmp_path, files, f'accessor="{accessor}"').startswith(f"tool.remend.env-access.accessor: {said}")


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("gett", "Env has no method gett; did you mean `get`?"),
        ("not valid", '"not valid" is no name of a method'),
    ],
)
def test_a_method_that_is_not_there_is_told(tmp_path: Path, method: str, said: str) -> None:
    overrides = ('accessor="app.environment:get_env"', f'methods.get="{method}"')
    assert told(tmp_path, {"app/environment.py": ENV}, *overrides) == f"tool.remend.env-access.methods.get: {said}"


def test_a_package_that_the_project_requires_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/ports.py").write_text("import os\n\nPORT = os.getenv('PORT')\n")
    (tmp_path / "requirements.txt").write_text("app-s==1.0\n")
    report = scan(
        Request(paths=(tmp_path,), select=("env-access",), overrides=('env-access.accessor="app_s:get_env"',))
    )
    assert [finding.violation.form for finding in report.findings] == ["os.getenv"]


CLASS = "class Env:\n    def get(self, key, default=None): ...\n\n\n"


@pytest.mark.parametrize(
    ("definition", "expression"),
    [
        ("def get_env(): ...\nget_env = lru_cache(get_env)\n", "get_env()"),
        ("get_env = lambda: Env()\n", "get_env()"),
        ("get_env = functools.partial(Env)\n", "get_env()"),
        ("get_env = Env()\n", "get_env"),
        ("get_env, other = Env(), 1\n", "get_env"),
        ("from app.real import get_env\n", "get_env"),
    ],
)
def test_it_is_told_whether_the_accessor_is_called(tmp_path: Path, definition: str, expression: str) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/real.py").write_text(f"{CLASS}get_env = Env()\n")
    (tmp_path / "app/environment.py").write_text(CLASS + definition)
    (tmp_path / "app/ports.py").write_text("import os\n\nPORT = os.getenv('PORT')\n")
    report = scan(
        Request(paths=(tmp_path,), select=("env-access",), overrides=('env-access.accessor="app.environment:get_env"',))
    )
    assert [finding.violation.message for finding in report.findings] == [
        f"os.getenv reads the environment past {expression}"
    ]


def test_doubles_by_object_and_by_attribute_are_seen(tmp_path: Path) -> None:
    files = {
        "app/environment.py": ENV,
        "app/ports.py": "import os\n\nPORT = os.getenv('PORT')\n",
        "app/names.py": "import os\n\nNAME = os.getenv('NAME')\n",
        "tests/test_ports.py": "monkeypatch.setattr(ports, 'os', fake)\n",
        "tests/test_names.py": "mock.patch('app.names.os.environ.get', fake)\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    report = scan(
        Request(paths=(tmp_path,), select=("env-access",), overrides=('env-access.accessor="app.environment:get_env"',))
    )
    assert [finding.violation.unsafe_because for finding in report.findings] == [
        "tests/test_names.py replaces the environment of this module by name",
        "tests/test_ports.py replaces the environment of this module by name",
    ]
