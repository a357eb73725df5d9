"""Rules that other distributions bring, as README tells to write them: built, installed and used as any user would."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import remend
from repository import write

PROJECT = Path(__file__).parents[2]
PYPROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "1.0"

[tool.hatch.build.targets.wheel]
packages = ["{package}"]

[project.entry-points."remend.rules"]
{offer}
"""


def blocks() -> list[str]:
    """The code in README's part on rules of one's own: the entry point, the rule, its tests."""
    part = (PROJECT / "README.md").read_text(encoding="utf-8").partition("\n## Rules of your own\n")[2]
    return re.findall(r"```\w+\n(.*?)```", part.partition("\n## ")[0], re.DOTALL)


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Python of a fresh environment, which sees what the one of the tests has."""
    folder = tmp_path_factory.mktemp("environment")
    assert run(sys.executable, "-m", "venv", "--without-pip", str(folder), cwd=folder).returncode == 0
    made = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    (site,) = folder.rglob("site-packages")
    roots = [sysconfig.get_path("purelib"), str(Path(remend.__file__).parents[1]), str(PROJECT / "cli")]
    (site / "tests.pth").write_text("\n".join(roots), encoding="utf-8")
    return str(made)


def install(python: str, folder: Path, package: str, offer: str, files: dict[str, str]) -> str:
    """Build a distribution of one package and install it; its name."""
    name = package.replace("_", "-")
    pyproject = PYPROJECT.format(name=name, package=package, offer=offer)
    source = folder / name
    source.mkdir()
    write(source, {"pyproject.toml": pyproject, f"{package}/__init__.py": "", **files})
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "out", ".", cwd=source)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = (source / "out").iterdir()
    options = ("--no-index", "--no-deps", "--disable-pip-version-check", "--quiet")
    installed = run(sys.executable, "-m", "pip", "--python", python, "install", *options, str(wheel), cwd=folder)
    assert installed.returncode == 0, installed.stderr
    return name


def uninstall(python: str, name: str, folder: Path) -> None:
    removed = run(sys.executable, "-m", "pip", "--python", python, "uninstall", "--yes", "--quiet", name, cwd=folder)
    assert removed.returncode == 0, removed.stderr


@pytest.mark.slow
def test_the_package_that_readme_tells_to_write_works(python: str, tmp_path: Path) -> None:
    entry_points, rule, tests = blocks()
    offer = entry_points.splitlines()[1]
    install(python, tmp_path, "acme_rules", offer, {"acme_rules/no_sleep.py": rule})
    write(tmp_path, {"work/a.py": "import time\n\ntime.sleep(9)\n", "work/test_no_sleep.py": tests})
    work = tmp_path / "work"

    assert "no-sleep" in run(python, "-m", "remend_cli", "rules", cwd=work).stdout
    assert run(python, "-m", "remend_cli", "fix", "--in-place", cwd=work).returncode == 0
    assert (work / "a.py").read_text() == "import time\n\ntime.sleep(0)\n"
    tried = run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=work)
    assert "4 passed" in tried.stdout, tried.stdout

    again = install(
        python, tmp_path, "again_rules", "x = 'again_rules.no_sleep:NoSleep'", {"again_rules/no_sleep.py": rule}
    )
    clash = run(python, "-m", "remend_cli", "rules", cwd=work)
    assert clash.returncode == 2
    assert "two rules have the id `no-sleep`: " in clash.stderr
    assert "uninstall or rename one of them" in clash.stderr
    uninstall(python, again, tmp_path)

    install(python, tmp_path, "bad_rules", "x = 'bad_rules.bad:Bad'", {"bad_rules/bad.py": "import absent\n"})
    broken = run(python, "-m", "remend_cli", "scan", cwd=work)
    assert broken.returncode == 2
    assert broken.stderr == (
        "remend: the rule bad_rules.bad:Bad of the package bad-rules cannot be loaded "
        "(ModuleNotFoundError: No module named 'absent'); mend or uninstall that package\n"
    )
