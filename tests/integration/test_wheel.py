from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

import remend

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(PROJECT)]
    run = subprocess.run(build, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    (path,) = folder.iterdir()
    return ZipFile(path)


@pytest.mark.slow
def test_the_wheel_holds_the_two_packages_and_nothing_else(wheel: ZipFile) -> None:
    top = {name.split("/")[0] for name in wheel.namelist()}

    assert top == {"remend", "remend_cli", f"remend-{remend.__version__}.dist-info"}


@pytest.mark.slow
def test_the_wheel_holds_every_module_and_what_they_read(wheel: ZipFile) -> None:
    expected = {
        path.relative_to(root).as_posix()
        for root in (PROJECT / "codemods", PROJECT / "cli")
        for path in root.rglob("*")
        if path.suffix in {".css", ".js", ".json", ".py", ".typed"}
    }

    assert expected <= set(wheel.namelist())
    assert {"remend/py.typed", "remend_cli/py.typed", "remend/rules/__init__.py"} <= expected
    assert {"remend/report/review/review.css", "remend/report/review/review.js"} <= expected


@pytest.mark.slow
def test_the_wheel_installs_the_command(wheel: ZipFile) -> None:
    (entry_points,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))

    assert "remend = remend_cli.__main__:main" in wheel.read(entry_points).decode().splitlines()


@pytest.mark.slow
def test_the_demo_runs_from_the_wheel_alone(wheel: ZipFile, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    wheel.extractall(installed)
    run = subprocess.run(
        [sys.executable, "-c", "from remend_cli.__main__ import main; main()", "demo"],
        cwd=installed,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stderr) == (0, "")
    assert {name for name in wheel.namelist() if name.startswith("remend_cli/demo_repository/before/orders/")}
