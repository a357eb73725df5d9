"""Where missing imports are said to have gone, by the history of real repositories and by the project alone."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from broken_project import write
from remend.git.repository import open_repository
from remend.project import Project
from remend.rules.broken_import.found import Found
from remend.rules.broken_import.investigate import find_faults, investigate
from remend.snapshot import FolderSnapshot

POOL = "class Pool:\n    size = 5\n\n    def take(self):\n        return self.size\n\n    def give(self): ...\n"
USER = "from app.session import Pool\n\nPOOL = Pool()\n"


def commit(root: Path, message: str, files: Mapping[str, str | None]) -> None:
    """Write files, remove those that are None, and commit everything."""
    for name in [name for name, text in files.items() if text is None]:
        (root / name).unlink()
    write(root, {name: text for name, text in files.items() if text is not None})
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    subprocess.run(["git", "commit", "-q", "-m", message], cwd=root, check=True)


def answers(root: Path, seconds: float = 30.0) -> dict[str, Found]:
    """What is said about the broken imports of `app/user.py`, with the history where there is one."""
    repository = open_repository(root)
    if repository is None:
        return _told(Project(FolderSnapshot(root)))
    with repository:
        return _told(Project(FolderSnapshot(root), history=repository.history("HEAD", seconds)))


def _told(project: Project) -> dict[str, Found]:
    answered = investigate(project, find_faults(project, ()))
    return {str(found.asked): found for found in answered.imports.get("app/user.py", [])}


def test_a_file_that_a_commit_moved_is_followed(tmp_path: Path) -> None:
    commit(tmp_path, "first", {"app/__init__.py": "", "app/session.py": POOL, "app/user.py": USER})
    commit(tmp_path, "move it", {"app/session.py": None, "app/store.py": POOL})

    (found,) = answers(tmp_path).values()

    assert str(found.answer.chosen) == "app.store.Pool"
    assert not found.answer.unsafe_because
    assert found.concept == "app.session to app.store"
    assert found.answer.chosen is not None
    assert "moved app/session.py to app/store.py, 100 % of it the same" in found.answer.chosen.evidence[0]


def test_a_name_that_a_commit_moved_is_followed(tmp_path: Path) -> None:
    start = {
        "app/__init__.py": "",
        "app/session.py": POOL + "\nOPEN = 1\n",
        "app/user.py": USER,
        "app/pools.py": "A = 1\n",
    }
    commit(tmp_path, "first", {**start, "app/fakes.py": "class Pool: ...\n"})
    commit(tmp_path, "move the pool", {"app/session.py": "OPEN = 1\n", "app/pools.py": "A = 1\n\n\n" + POOL})

    (found,) = answers(tmp_path).values()

    assert str(found.answer.chosen) == "app.pools.Pool"
    assert not found.answer.unsafe_because


@pytest.mark.parametrize(
    "other", ["from app.user import Pool\n", "import app.user\napp.user.Pool()\n", "patch('app.user.Pool')\n"]
)
def test_a_renamed_name_that_others_take_from_the_file_is_kept_there(tmp_path: Path, other: str) -> None:
    renamed = POOL.replace("Pool", "Basin")
    commit(tmp_path, "first", {"app/__init__.py": "", "app/session.py": POOL, "app/user.py": USER})
    commit(tmp_path, "rename it", {"app/session.py": renamed})
    (alone,) = answers(tmp_path).values()
    commit(tmp_path, "take it", {"app/other.py": other})
    (taken,) = answers(tmp_path).values()

    assert str(alone.answer.chosen) == str(taken.answer.chosen) == "app.session.Basin"
    assert (alone.answer.keeps_name, taken.answer.keeps_name) == (False, True)


def test_two_names_that_became_one_are_not_both_bound_by_it(tmp_path: Path) -> None:
    user = "from app.session import Pool\nfrom app.basin import Basin\n"
    commit(
        tmp_path,
        "first",
        {
            "app/__init__.py": "",
            "app/session.py": POOL,
            "app/user.py": user,
            "app/basin.py": POOL.replace("Pool", "Basin"),
        },
    )
    renamed = {"app/session.py": POOL.replace("Pool", "Basin"), "app/basin.py": None}
    commit(tmp_path, "make it one", renamed)

    found = {name: each.answer for name, each in answers(tmp_path).items()}

    assert {str(each.chosen) for each in found.values()} == {"app.session.Basin"}
    assert found["app.session.Pool"].keeps_name


def test_a_name_that_a_commit_changed_beyond_recognition_is_doubtful(tmp_path: Path) -> None:
    session = "def take_pool(size):\n    return [size]\n\n\nPOOL = take_pool(1)\n"
    commit(tmp_path, "first", {"app/__init__.py": "", "app/session.py": session, "app/user.py": ""})
    changed = "def take_pools(size):\n    for each in range(size):\n        print(each)\n\n\nPOOL = take_pools(1)\n"
    commit(tmp_path, "change it", {"app/session.py": changed, "app/user.py": "from app.session import take_pool\n"})

    (found,) = answers(tmp_path).values()

    assert str(found.answer.chosen) == "app.session.take_pools"
    assert found.answer.unsafe_because == "take_pools took its place, but may be another thing"


def test_a_rename_comes_before_a_namesake_elsewhere(tmp_path: Path) -> None:
    other = {"app/far.py": "class Pool: ...\n", "app/other.py": "from app.far import Pool\n"}
    commit(tmp_path, "first", {"app/__init__.py": "", "app/session.py": POOL, "app/user.py": USER, **other})
    commit(tmp_path, "rename it", {"app/session.py": POOL.replace("Pool", "Basin")})

    (found,) = answers(tmp_path).values()

    assert (str(found.answer.chosen), found.answer.unsafe_because) == ("app.session.Basin", "")


def test_two_that_took_a_names_place_alike_are_both_told(tmp_path: Path) -> None:
    commit(tmp_path, "first", {"app/__init__.py": "", "app/session.py": POOL, "app/user.py": USER})
    twice = POOL.replace("Pool", "Basin") + "\n\n" + POOL.replace("Pool", "Lake")
    commit(tmp_path, "make two of it", {"app/session.py": twice})

    (found,) = answers(tmp_path).values()

    assert found.answer.reason == "2 names took its place"
    assert [str(each) for each in found.answer.others] == ["app.session.Basin", "app.session.Lake"]


SESSION = "class Pools:\n    def __init__(self, size): ...\n    def take(self): ...\n\n\ndef other(): ...\n"


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("from app.session import Pool\nPool(size=5)\n", "app.session.Pools"),
        ("from app.session import Pool\nPool(5)\n", "app.session.Pools"),
        ("from app.session import Pool\nPool()\n", None),
        ("from app.session import Pool\nPool.give()\n", None),
        ("from app.session import Pool\n", None),
        ("from app.session import Pool, Pools\nPool(size=5), Pools(5)\n", None),
        ("from app.session import pool\npool(size=5)\n", None),
    ],
    ids=[
        "it fits",
        "most would fit",
        "other arguments",
        "other attributes",
        "no use",
        "both at once",
        "another kind of name",
    ],
)
def test_a_like_name_that_takes_what_is_asked_is_an_unsafe_answer(
    tmp_path: Path, text: str, chosen: str | None
) -> None:
    write(tmp_path, {"app/__init__.py": "", "app/session.py": SESSION, "app/user.py": text})

    (found,) = answers(tmp_path).values()

    assert (None if found.answer.chosen is None else str(found.answer.chosen)) == chosen
    assert bool(found.answer.unsafe_because) == (chosen is not None)


@pytest.mark.parametrize(("call", "chosen"), [("(host=1, port=2)", "app.db.OpenHouseBase"), ("()", None)])
def test_a_name_with_another_word_has_to_take_more_than_most(tmp_path: Path, call: str, chosen: str | None) -> None:
    base = "class OpenHouseBase:\n    def __init__(self, host=0, port=0): ...\n"
    files = {"app/db.py": "from app.base import OpenHouseBase\n", "app/base.py": base}
    user = f"from app.db import OpenHouseClient\nOpenHouseClient{call}\n"
    write(tmp_path, {"app/__init__.py": "", **files, "app/user.py": user})

    (found,) = answers(tmp_path).values()

    assert (None if found.answer.chosen is None else str(found.answer.chosen)) == chosen


def test_two_like_names_are_none(tmp_path: Path) -> None:
    files = {"app/session.py": f"{SESSION}class Poole(Pools): ...\n", "app/user.py": USER.replace("()", "(size=5)")}
    write(tmp_path, {"app/__init__.py": "", **files})

    (found,) = answers(tmp_path).values()

    assert found.answer.chosen is None


def test_a_module_of_the_same_name_that_does_not_allow_the_uses_is_doubtful(tmp_path: Path) -> None:
    deep = {"app/deep/__init__.py": "", "app/deep/session.py": POOL}
    write(tmp_path, {"app/__init__.py": "", "app/user.py": USER.replace("()", "('here')"), **deep})

    (found,) = answers(tmp_path).values()

    assert str(found.answer.chosen) == "app.deep.session.Pool"
    assert found.answer.unsafe_because == "its __init__ does not take these arguments"


@pytest.mark.parametrize(("call", "doubt"), [("(size=1)", ""), ("(size=1, owner=2)", "it has no field owner")])
def test_a_model_has_to_have_the_fields_that_it_is_given(tmp_path: Path, call: str, doubt: str) -> None:
    model = "from outside import Model\n\nclass Pool(Model):\n    size: int\n    lazy: bool = False\n"
    deep = {"app/deep/__init__.py": "", "app/deep/session.py": model}
    write(tmp_path, {"app/__init__.py": "", "app/user.py": USER.replace("()", call), **deep})

    (found,) = answers(tmp_path).values()

    assert (str(found.answer.chosen), found.answer.unsafe_because) == ("app.deep.session.Pool", doubt)


def test_a_module_of_the_same_name_as_one_that_was_deleted_is_doubtful(tmp_path: Path) -> None:
    deep = {"app/deep/__init__.py": "", "app/deep/session.py": "class Pool:\n    kind = 'other'\n"}
    commit(tmp_path, "first", {"app/__init__.py": "", "app/session.py": POOL, "app/user.py": USER, **deep})
    commit(tmp_path, "drop pooling", {"app/session.py": None})

    (found,) = answers(tmp_path).values()

    assert str(found.answer.chosen) == "app.deep.session.Pool"
    assert found.answer.unsafe_because == "app.session had a Pool of its own, which was deleted"


def test_without_the_time_to_ask_the_history_a_module_of_the_same_name_is_doubtful(tmp_path: Path) -> None:
    deep = {"app/deep/__init__.py": "", "app/deep/session.py": POOL}
    commit(tmp_path, "first", {"app/__init__.py": "", "app/user.py": USER, **deep})

    (hurried,) = answers(tmp_path, seconds=0.0).values()
    (calm,) = answers(tmp_path).values()

    assert str(hurried.answer.chosen) == str(calm.answer.chosen) == "app.deep.session.Pool"
    assert hurried.answer.unsafe_because == "there was no time to see whether app.session had a Pool of its own"
    assert calm.answer.unsafe_because == ""


def test_a_cycle_that_the_mend_would_close_makes_it_unsafe(tmp_path: Path) -> None:
    files = {"app/__init__.py": "", "app/deep/__init__.py": "", "app/deep/session.py": "import app.user\n" + POOL}
    write(tmp_path, {**files, "app/user.py": USER})

    (found,) = answers(tmp_path).values()

    assert str(found.answer.chosen) == "app.deep.session.Pool"
    chain = "app/user.py -> app/deep/session.py -> app/user.py"
    assert found.answer.unsafe_because == f"it closes the import cycle {chain}"


@pytest.mark.parametrize(
    "user", ["def f():\n    from app.session import Pool\n", "if TYPE_CHECKING:\n    from app.session import Pool\n"]
)
def test_an_import_that_does_not_run_at_import_time_closes_no_cycle(tmp_path: Path, user: str) -> None:
    files = {"app/__init__.py": "", "app/deep/__init__.py": "", "app/deep/session.py": "import app.user\n" + POOL}
    write(tmp_path, {**files, "app/user.py": user})

    (found,) = answers(tmp_path).values()

    assert (str(found.answer.chosen), found.answer.unsafe_because) == ("app.deep.session.Pool", "")


def test_a_cycle_that_a_module_took_with_it_when_it_moved_is_nothing_new(tmp_path: Path) -> None:
    moved = "import app.user\n" + POOL
    commit(tmp_path, "first", {"app/__init__.py": "", "app/session.py": moved, "app/user.py": USER})
    commit(tmp_path, "move it", {"app/session.py": None, "app/store.py": moved})

    (found,) = answers(tmp_path).values()

    assert (str(found.answer.chosen), found.answer.unsafe_because) == ("app.store.Pool", "")


def test_a_cycle_through_the_package_that_a_module_moved_to_is_new(tmp_path: Path) -> None:
    files = {"app/__init__.py": "", "app/db/__init__.py": "import app.user\n", "app/session.py": POOL}
    commit(tmp_path, "first", {**files, "app/user.py": USER})
    commit(tmp_path, "move it", {"app/session.py": None, "app/db/session.py": POOL})

    (found,) = answers(tmp_path).values()

    assert found.answer.unsafe_because.endswith("app/user.py -> app/db/__init__.py -> app/user.py")


def test_two_mends_that_close_a_cycle_together_are_both_unsafe(tmp_path: Path) -> None:
    files = {"app/__init__.py": "", "app/deep/__init__.py": "", "app/user.py": USER + "USER = 1\n"}
    write(tmp_path, {**files, "app/deep/session.py": "from app.deep.user import USER\n" + POOL})

    project = Project(FolderSnapshot(tmp_path))
    found = {path: each[0].answer for path, each in investigate(project, find_faults(project, ())).imports.items()}

    assert "app/user.py -> app/deep/session.py -> app/user.py" in found["app/user.py"].unsafe_because
    assert "app/deep/session.py -> app/user.py" in found["app/deep/session.py"].unsafe_because


def test_a_deleted_module_is_told_with_its_commit(tmp_path: Path) -> None:
    commit(tmp_path, "first", {"app/__init__.py": "", "app/session.py": POOL, "app/user.py": USER})
    commit(tmp_path, "drop pooling", {"app/session.py": None})

    (found,) = answers(tmp_path).values()

    assert found.answer.chosen is None
    assert found.answer.lost.endswith(": drop pooling")


def test_a_namesake_of_what_the_module_defined_itself_is_doubtful(tmp_path: Path) -> None:
    other = {"app/other.py": "from app.near import Pool\n", "app/near.py": "class Pool:\n    kind = 'other'\n"}
    commit(tmp_path, "first", {"app/__init__.py": "", "app/session.py": POOL, "app/user.py": USER, **other})
    commit(tmp_path, "drop pooling", {"app/session.py": None})

    (found,) = answers(tmp_path).values()

    assert str(found.answer.chosen) == "app.near.Pool"
    assert found.answer.unsafe_because == "app.session had a Pool of its own, which was deleted"


def test_a_name_that_the_module_never_had_is_where_others_import_it_from(tmp_path: Path) -> None:
    other = {"app/other.py": "from app.near import Pool\n", "app/near.py": POOL}
    commit(tmp_path, "first", {"app/__init__.py": "", "app/user.py": USER, **other})

    (found,) = answers(tmp_path).values()

    assert str(found.answer.chosen) == "app.near.Pool"
    assert found.answer.unsafe_because == ""


@pytest.mark.parametrize(
    ("files", "chosen", "doubt"),
    [
        ({"app/deep/__init__.py": "", "app/deep/session.py": POOL}, "app.deep.session.Pool", ""),
        (
            {"app/near.py": POOL, "app/other.py": "from app.near import Pool\n"},
            "app.near.Pool",
            "the history did not tell whether app.session had a Pool of its own",
        ),
        ({"app/near.py": POOL}, "app.near.Pool", "nothing but the name tells that it is the same"),
        ({"app/near.py": POOL, "app/far.py": POOL}, None, ""),
        ({"app/deep/session.py": "from app.far import Lake as Pool\n", "app/far.py": "class Lake: ...\n"}, None, ""),
        (
            {"app/deep/session/__init__.py": "from app.far import Lake as Pool\n", "app/far.py": "class Lake: ...\n"},
            "app.deep.session.Pool",
            "",
        ),
        ({"app/legacy/session.py": POOL}, None, ""),
        ({"app/tests/session.py": POOL}, None, ""),
        ({"app/test_pool.py": POOL}, None, ""),
        (
            {
                "lib/pools/__init__.py": "",
                "lib/pools/session.py": POOL,
                "lib/pools/a.py": "from pools.session import Pool\n",
            },
            "pools.session.Pool",
            "no other file of app imports pools.session",
        ),
    ],
    ids=[
        "same file name",
        "imported by others",
        "only the name",
        "two",
        "not its own",
        "a package",
        "legacy",
        "tests",
        "a test",
        "foreign",
    ],
)
def test_without_a_history_the_project_tells(
    tmp_path: Path, files: Mapping[str, str], chosen: str | None, doubt: str
) -> None:
    write(tmp_path, {"app/__init__.py": "", "app/user.py": USER, **files})

    (found,) = answers(tmp_path).values()

    assert (None if found.answer.chosen is None else str(found.answer.chosen)) == chosen
    assert found.answer.unsafe_because == doubt
