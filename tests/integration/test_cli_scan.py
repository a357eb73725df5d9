"""`remend scan` on real files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from commandline import remend
from remend.report.json import SCHEMA_FILE
from repository import MakeRepo, write
from scenarios import BOOKSHOP, BOOKSHOP_MENDED

SCHEMA = json.loads(SCHEMA_FILE.read_text("utf-8"))
FIRST = "catalog/settings.py:23:37: critical env-access os.getenv reads the environment past get_env()"


@pytest.fixture
def shop(make_repo: MakeRepo) -> Path:
    return make_repo(BOOKSHOP)


def test_a_scan_tells_place_rule_code_and_sum(shop: Path) -> None:
    told = remend("scan", cwd=shop)
    assert (told.returncode, told.stderr) == (1, "")
    lines = told.stdout.splitlines()
    assert lines[:2] == [FIRST, '    default_factory=lambda: int(os.getenv("CATALOG_CACHE_ENTRIES", "5000"))']
    assert lines[-1] == "11 found; 9 files, 4 inspected"


@pytest.mark.slow
def test_a_scan_changes_nothing(shop: Path) -> None:
    def times() -> dict[Path, int]:
        kept = (path for path in shop.rglob("*") if path.is_file() and ".remend_cache" not in path.parts)
        return {path: path.stat().st_mtime_ns for path in kept}

    before = times()
    remend("scan", cwd=shop)
    assert times() == before


@pytest.mark.slow
def test_a_scan_of_code_without_violations_exits_with_0(make_repo: MakeRepo) -> None:
    quiet = {path: content for path, content in BOOKSHOP_MENDED.items() if path != "orders/worker.py"}
    told = remend("scan", cwd=make_repo(quiet))
    assert (told.returncode, told.stdout) == (0, "nothing found; 8 files, 1 inspected\n")


def test_a_scan_works_outside_a_repository(tmp_path: Path) -> None:
    write(tmp_path, BOOKSHOP)
    told = remend("scan", cwd=tmp_path)
    assert told.returncode == 1
    assert told.stdout.startswith(FIRST)


@pytest.mark.slow
def test_paths_narrow_the_scan(shop: Path) -> None:
    told = remend("scan", "catalog", "orders/routes.py", cwd=shop)
    assert "7 found; 3 files" in told.stdout
    assert remend("scan", "orders/queue.py", cwd=shop).returncode == 0


def test_a_path_that_does_not_exist_is_named(shop: Path) -> None:
    told = remend("scan", "catalog", "missing.py", cwd=shop)
    assert (told.returncode, told.stdout) == (2, "")
    assert "missing.py" in told.stderr


@pytest.mark.slow
def test_json_agrees_with_its_schema_and_with_the_text(shop: Path) -> None:
    told = remend("scan", "--format", "json", cwd=shop)
    report = json.loads(told.stdout)
    jsonschema.validate(report, SCHEMA)
    assert told.returncode == report["summary"]["exit_code"] == 1
    assert report["root"] == str(shop)
    places = [f"{each['path']}:{each['line']}:{each['column']}:" for each in report["violations"]]
    text = remend("scan", cwd=shop).stdout.splitlines()
    assert places == [line.split()[0] for line in text if line[:1].strip() and " found; " not in line]
    assert len({each["fingerprint"] for each in report["violations"]}) == 11
    assert "units" not in report


@pytest.mark.slow
def test_two_runs_tell_the_same_whatever_the_number_of_processes(shop: Path) -> None:
    first = remend("scan", "--format", "json", "--jobs", "1", cwd=shop).stdout
    assert remend("scan", "--format", "json", "--jobs", "2", "--no-cache", cwd=shop).stdout == first


@pytest.mark.slow
def test_the_report_can_go_to_a_file(shop: Path, tmp_path: Path) -> None:
    told = remend("scan", "--format", "json", "-o", str(tmp_path / "report.json"), cwd=shop)
    assert (told.returncode, told.stdout, told.stderr) == (1, "", "")
    jsonschema.validate(json.loads((tmp_path / "report.json").read_text("utf-8")), SCHEMA)


def test_an_output_that_cannot_be_is_refused_before_the_work(shop: Path) -> None:
    told = remend("scan", "-o", "missing/report.json", cwd=shop)
    assert (told.returncode, told.stdout) == (2, "")
    assert "missing" in told.stderr


@pytest.mark.slow
def test_statistics_count_by_form(shop: Path) -> None:
    told = remend("scan", "--statistics", cwd=shop)
    assert told.stdout.splitlines()[0] == "      5  env-access      os.getenv"
    assert told.returncode == 1


def test_statistics_are_not_for_json(shop: Path) -> None:
    assert remend("scan", "--statistics", "--format", "json", cwd=shop).returncode == 2


@pytest.mark.slow
def test_quiet_lists_the_violations_alone(shop: Path) -> None:
    told = remend("scan", "-q", cwd=shop).stdout
    assert told.startswith(FIRST)
    assert "inspected" not in told


@pytest.mark.slow
def test_exit_zero_forgives_violations_and_nothing_else(shop: Path) -> None:
    assert remend("scan", "--exit-zero", cwd=shop).returncode == 0
    assert remend("scan", "--exit-zero", "--select", "nosuch", cwd=shop).returncode == 2


@pytest.mark.slow
def test_rules_are_chosen_with_commas_and_repetition(shop: Path) -> None:
    assert remend("scan", "--select", "env-access,env-access", "--select", "env-access", cwd=shop).returncode == 1
    told = remend("scan", "--ignore", "broken-import,env-access", "--ignore", "missing-await,undefined-name", cwd=shop)
    assert (told.returncode, told.stdout) == (2, "")
    assert "no rule is selected" in told.stderr
    told = remend("scan", "--select", "env-access", "--ignore", "undefined-name,env-access", cwd=shop)
    assert (told.returncode, told.stdout) == (2, "")
    assert "no rule is selected" in told.stderr


def test_a_misspelt_rule_is_answered_with_the_nearest(shop: Path) -> None:
    told = remend("scan", "--select", "env-acess", cwd=shop)
    assert told.returncode == 2
    assert "did you mean `env-access`?" in told.stderr


def test_a_key_of_the_configuration_can_be_set_for_one_run(shop: Path) -> None:
    told = remend("scan", "--config", "exclude=['orders']", "--config", "shared=[]", cwd=shop)
    assert "5 found; 4 files" in told.stdout


def test_a_wrong_key_is_named_with_the_nearest(shop: Path) -> None:
    told = remend("scan", "--config", "exlude=['orders']", cwd=shop)
    assert told.returncode == 2
    assert "`exclude`" in told.stderr


@pytest.mark.slow
def test_a_file_that_does_not_parse_is_told_and_the_others_go_on(shop: Path) -> None:
    (shop / "orders" / "broken.py").write_text("import os\nx = os.getenv('A'\n")
    told = remend("scan", cwd=shop)
    assert told.returncode == 1
    assert "orders/broken.py:2:" in told.stdout
    assert "11 found, 1 unparsable" in told.stdout


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX systems alone")
def test_a_name_that_is_not_utf8_is_told_byte_for_byte(shop: Path) -> None:
    odd = os.fsdecode(os.fsencode(shop) + b"/caf\xe9.py")
    Path(odd).write_text("import os\nx = os.getenv('A')\n")
    assert "caf\udce9.py:2:5: " in remend("scan", cwd=shop).stdout
    report = json.loads(remend("scan", "--format", "json", cwd=shop).stdout)
    assert r"caf\udce9.py" in [each["path"] for each in report["violations"]]
