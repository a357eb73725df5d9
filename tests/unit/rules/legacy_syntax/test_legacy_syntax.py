from __future__ import annotations

import ast
from pathlib import Path

import pytest

from commandline import remend
from repository import MakeRepo, git, write

FILES = {
    "shop/__init__.py": "",
    "shop/config.py": "LIMIT = 3\n",
    "shop/cart.py": "import config\nimport Queue\n\ntry:\n    print config, Queue.Queue\nexcept A, b:\n    pass\n",
    "shop/stock.py": "def stock(value):\r\n    print `value`\r\n    return missing / 2\r\n",
    "shop/new.py": "print('new')\n",
}


@pytest.mark.slow
def test_each_concept_is_a_commit_and_a_second_run_finds_nothing(make_repo: MakeRepo) -> None:
    repo = make_repo(FILES)
    done = remend("fix", "--select", "legacy-syntax", "--branch", "three", cwd=repo)
    assert done.returncode == 1, done.stderr
    assert git(repo, "log", "--format=%s", "HEAD..three").splitlines()[::-1] == [
        "refactor(shop): call repr() for backticks",
        "refactor(shop): name exceptions with as",
        "refactor(shop): import siblings relatively",
        "refactor(shop): import modules from where they are",
        "refactor(shop): call print()",
    ]
    assert git(repo, "show", "three:shop/cart.py") == (
        "from . import config\nimport queue\n\ntry:\n    print(config, queue.Queue)\nexcept A as b:\n    pass"
    )
    git(repo, "switch", "--quiet", "three")
    assert (repo / "shop/stock.py").read_bytes() == FILES["shop/stock.py"].replace(
        "print `value`", "print(repr(value))"
    ).encode()
    again = remend("fix", "--dry-run", "--select", "legacy-syntax", cwd=repo)
    assert (again.returncode, again.stdout.splitlines()[0]) == (0, "nothing found; 5 files, 2 inspected")


@pytest.mark.slow
def test_the_other_rules_see_what_it_left(make_repo: MakeRepo) -> None:
    repo = make_repo({"shop.py": "print json.dumps([])\n"})
    done = remend("fix", "--in-place", "--select", "legacy-syntax,undefined-name", cwd=repo)
    assert done.returncode == 0, done.stdout
    assert (repo / "shop.py").read_text() == "import json\n\nprint(json.dumps([]))\n"


@pytest.mark.slow
def test_it_rests_until_it_is_asked_for(make_repo: MakeRepo) -> None:
    repo = make_repo(FILES)
    told = remend("scan", cwd=repo)
    assert "shop/stock.py:2:11: unparsable" in told.stdout
    assert "if it is Python 2, --select legacy-syntax mends it" in told.stdout
    write(repo, {"pyproject.toml": "[tool.remend.legacy-syntax]\npython2 = true\n"})
    assert "high legacy-syntax written for Python 2: backticks" in remend("scan", cwd=repo).stdout


def test_a_file_that_cannot_be_mended_is_left_whole(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "print 1\nTrue = 1\n"})
    done = remend("fix", "--in-place", "--select", "legacy-syntax", cwd=tmp_path)
    assert "declined: Python 3 cannot parse it afterwards either: line 2" in done.stdout
    assert (tmp_path / "a.py").read_text() == "print 1\nTrue = 1\n"


@pytest.mark.slow
def test_what_is_in_doubt_comes_last(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "print filter(f, d.items())\n"})
    told = remend("fix", "--dry-run", "--in-place", "--select", "legacy-syntax", cwd=tmp_path).stdout
    assert "--unsafe would mend 2 more" in told and "print(filter(f, d.items()))" in told
    remend("fix", "--in-place", "--unsafe", "--select", "legacy-syntax", cwd=tmp_path)
    assert (tmp_path / "a.py").read_text() == "print(list(filter(f, list(d.items()))))\n"


@pytest.mark.slow
def test_a_file_that_parses_is_mended_where_it_is_python_2_for_certain(make_repo: MakeRepo) -> None:
    repo = make_repo(
        {
            "old.py": "import urllib2\n\n\ndef load(d, k):\n    if d.has_key(k):\n        return unicode(d[k] / 2)\n",
            "both.py": "try:\n    text = unicode\nexcept NameError:\n    text = str\n",
            "new.py": "def load(d: dict, k):\n    return unicode(d[k])\n",
            "own.py": "class Shelf:\n    def iteritems(self): pass\n\n\nfor each in Shelf().iteritems(): pass\n",
        }
    )
    done = remend("fix", "--select", "legacy-syntax", "--branch", "three", cwd=repo)
    assert "old.py:6:24: low legacy-syntax of two whole numbers" in done.stdout
    assert git(repo, "log", "--format=%s", "--reverse", "HEAD..three").splitlines() == [
        "refactor: use in for has_key()",
        "refactor: import from urllib's modules",
        "refactor: use str for unicode",
    ]
    assert git(repo, "diff", "--name-only", "HEAD", "three") == "old.py"
    assert git(repo, "show", "three:old.py") == (
        "import urllib.request, urllib.error, urllib.parse\n\n\n"
        "def load(d, k):\n    if k in d:\n        return str(d[k] / 2)"
    )


@pytest.mark.slow
def test_a_large_file_is_mended_in_time(tmp_path: Path) -> None:
    text = "".join(f"def f{n}(a, (b, c)):\n    print `a`, {n}L, b.has_key(c)\n" for n in range(2000))
    write(tmp_path, {"a.py": text})
    remend("fix", "--in-place", "--select", "legacy-syntax", cwd=tmp_path)
    ast.parse((tmp_path / "a.py").read_text())


@pytest.mark.slow
def test_modules_beside_are_imported_relatively_where_a_file_can_mean_nothing_else(make_repo: MakeRepo) -> None:
    repo = make_repo(
        {
            "shop/__init__.py": "from cart import Cart\n",
            "shop/cart.py": "import stock\nfrom celery import task\nfrom redis import Redis\n\nclass Cart: pass\n",
            "shop/stock.py": "import json\n",
            "shop/celery.py": "app = 1\n",
            "shop/redis.py": "from redis import Redis\n",
        }
    )
    remend("fix", "--select", "legacy-syntax", "--branch", "three", cwd=repo)
    assert git(repo, "show", "three:shop/__init__.py") == "from .cart import Cart"
    assert git(repo, "show", "three:shop/cart.py").startswith(
        "from . import stock\nfrom celery import task\nfrom redis import Redis\n"
    )
    assert git(repo, "diff", "--name-only", "HEAD", "three").split() == ["shop/__init__.py", "shop/cart.py"]
