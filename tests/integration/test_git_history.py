from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from remend.cache import Cache
from remend.errors import GitError
from remend.git.history import History
from remend.git.log import Clock, read_log
from remend.git.lost import Imported, LostDefinition, LostImport, Replaced
from remend.git.moves import Move
from remend.git.repository import Repository, open_repository
from remend.git.words import MOST_ORIGINS, LostWord
from repository import MakeRepo, commit, git

BODY = "".join(f"def step_{number}(value):\n    return value + {number}\n\n\n" for number in range(12))
USE = f"\n\ndef run():\n    return Session()\n\n\n{BODY}"


class Impatient(Clock):
    """A clock that is over once it was looked at a few times."""

    def __init__(self, looks: int) -> None:
        super().__init__(59.0)
        self.looks = looks

    @property
    def is_over(self) -> bool:
        self.looks -= 1
        return self.looks < 0


def opened(path: Path) -> Repository:
    repository = open_repository(path)
    assert repository is not None
    return repository


def history(repo: Path, seconds: float = 60.0) -> History:
    return opened(repo).history("HEAD", seconds)


def lost(repo: Path, path: str, name: str) -> tuple[LostImport, ...]:
    return history(repo).lost_imports({path: frozenset({name})}).get((path, name), ())


def moved(repo: Path, path: str) -> tuple[Move, ...]:
    return history(repo).moves(frozenset({path})).get(path, ())


def defined(repo: Path, path: str, name: str) -> LostDefinition | None:
    return history(repo).lost_definitions({path: frozenset({name})}).get((path, name))


def replaced(repo: Path, path: str, name: str) -> Replaced | None:
    return history(repo).uses_replaced({path: frozenset({name})}).get((path, name))


def delete(repo: Path, path: str, message: str = "delete") -> str:
    git(repo, "rm", "--quiet", path)
    return commit(repo, {}, message)


def move(repo: Path, old: str, new: str, message: str = "move", files: Mapping[str, str] | None = None) -> str:
    (repo / new).parent.mkdir(parents=True, exist_ok=True)
    git(repo, "mv", old, new)
    return commit(repo, files or {}, message)


def lost_word(repo: Path, path: str, word: str) -> LostWord | None:
    return history(repo).lost_words({path: frozenset({word})}).get((path, word))


class TestLostWords:
    def test_the_newest_commit_that_took_a_word_away_is_told(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": "NAMES = ['DB_HOST', 'DB_PORT']\n"})
        commit(repo, {"a.py": "NAMES = ['DB_PORT']\n"}, "first")
        commit(repo, {"a.py": "NAMES = ['DB_HOST', 'DB_PORT']\n"})
        removal = commit(repo, {"a.py": "NAMES = ['DB_PORT']  # and DB_HOST_NAME\n"}, "clean up")
        commit(repo, {"a.py": "NAMES = ['DB_HOST', 'DB_PORT']\n"})

        loss = lost_word(repo, "a.py", "DB_HOST")

        assert loss == LostWord(commit=removal, date="2024-01-02", subject="clean up", path="a.py")

    def test_a_word_that_moved_to_another_file_is_not_lost(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": "NAMES = ['DB_HOST', 'DB_PORT']\n", "b.py": "\n"})
        commit(repo, {"a.py": "NAMES = ['DB_PORT']\n", "b.py": "'DB_HOST'\n"})

        assert lost_word(repo, "a.py", "DB_HOST") is None

    def test_a_file_lacks_what_it_was_made_from_had_lost(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"deploy.py": "run('DB_HOST=h,DB_PORT=p')\n", "other.py": "'DB_HOST'\n"})
        removal = commit(repo, {"deploy.py": "run('DB_PORT=p')\n"}, "shorten")
        commit(repo, {"deploy.py": "run(SECRETS)\n", "secrets.py": "SECRETS = ['DB_PORT']\n"})
        commit(repo, {"secrets.py": "SECRETS = ['DB_HOST', 'DB_PORT']\n"})

        loss = lost_word(repo, "secrets.py", "DB_HOST")

        assert loss is not None
        assert (loss.commit, loss.path) == (removal, "deploy.py")

    def test_what_it_was_made_from_may_have_the_word_again(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"deploy.py": "run('DB_HOST=h')\n"})
        commit(repo, {"deploy.py": "run()\n"})
        commit(repo, {"deploy.py": "run(SECRETS)\n", "secrets.py": "SECRETS = []\n"})
        commit(repo, {"deploy.py": "run(SECRETS, 'DB_HOST')\n"})

        assert lost_word(repo, "secrets.py", "DB_HOST") is None

    def test_a_file_of_a_sweeping_commit_is_made_from_no_other(self, make_repo: MakeRepo) -> None:
        many = {f"m{number}.py": f"# {number}\n" for number in range(MOST_ORIGINS)}
        repo = make_repo({"deploy.py": "run('DB_HOST=h')\n", **many})
        commit(repo, {"deploy.py": "run()\n"})
        changed = {path: f"{text}\n" for path, text in many.items()}
        commit(repo, {"deploy.py": "run(SECRETS)\n", "secrets.py": "SECRETS = []\n", **changed})

        assert lost_word(repo, "secrets.py", "DB_HOST") is None


class TestLostImports:
    def test_an_import_that_was_removed_is_told_with_its_commit(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": f"from db.session import Session\n{USE}"})
        removal = commit(repo, {"a.py": f"import os\nfrom sys import *\n{USE}"}, "clean up: imports")
        commit(repo, {"a.py": f"import os\n\nprint(1)\n{USE}"})

        (loss,) = lost(repo, "a.py", "Session")

        assert loss == LostImport(
            commit=removal,
            date="2024-01-02",
            subject="clean up: imports",
            path="a.py",
            module="db.session",
            name="Session",
            alias="",
            became=(Imported("os"), Imported("sys", "*")),
        )

    def test_the_module_it_was_changed_to_is_told(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": f"from db.session import Session\n{USE}"})
        commit(repo, {"a.py": f"from db.core import Engine\n{USE}"})

        (loss,) = lost(repo, "a.py", "Session")

        assert loss.became == (Imported("db.core", "Engine"),)

    def test_the_newest_loss_comes_first_and_a_change_of_module_counts(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": f"from one import Session\n{USE}"})
        commit(repo, {"a.py": f"from two import Session\n{USE}"})
        commit(repo, {"a.py": f"from three import Session\n{USE}"})
        commit(repo, {"a.py": USE})

        assert [loss.module for loss in lost(repo, "a.py", "Session")] == ["three", "two", "one"]

    def test_at_most_three_losses_of_a_name_are_told(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": "print(Session)\n"})
        for number in range(5):
            commit(repo, {"a.py": f"from m{number} import Session\nprint(Session)\n"})
        commit(repo, {"a.py": "print(Session)\n"})

        assert [loss.module for loss in lost(repo, "a.py", "Session")] == ["m4", "m3", "m2"]

    def test_a_use_that_was_left_behind_by_a_renaming_is_told(self, make_repo: MakeRepo) -> None:
        before = "from db import get_session\n\na = get_session(1)\nb = get_session(2)\nc = [get_session(3)]\n"
        after = "from db import open_session\n\na = open_session(1)\nb = open_session(2)\nc = [get_session(3)]\n"
        repo = make_repo({"a.py": before})
        commit(repo, {"a.py": after})

        (loss,) = lost(repo, "a.py", "get_session")

        assert loss.became == (Imported("db", "open_session"),)
        assert loss.renamed_uses == (("open_session", 2),)

    def test_uses_are_paired_where_lines_came_or_went_beside_them(self, make_repo: MakeRepo) -> None:
        before = "from db import old\n\na = old(1)\nb = old(2)\n"
        after = "from db import new\n\n# a comment\nb = new(2)\na = new(1)\nold(3)\n"
        repo = make_repo({"a.py": before})
        commit(repo, {"a.py": after})

        (loss,) = lost(repo, "a.py", "old")

        assert loss.renamed_uses == (("new", 2),)

    def test_names_of_a_multi_line_import_are_found(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": f"from db.session import (  # all of (it)\n    Engine,\n    Session as S,\n)\n{USE}"})
        commit(repo, {"a.py": f"from db.session import (\n    Engine,\n)\n{USE}"})

        (loss,) = lost(repo, "a.py", "S")

        assert (loss.module, loss.name, loss.alias) == ("db.session", "Session", "S")
        assert lost(repo, "a.py", "Session") == ()

    @pytest.mark.parametrize(
        ("statement", "name", "expected"),
        [
            ("import os.path", "os", Imported("os.path")),
            ("import numpy as np", "np", Imported("numpy", "", "np")),
            ("from . import models", "models", Imported(".", "models")),
            ("from ..db.core import Engine", "Engine", Imported("..db.core", "Engine")),
            ("from .. import Engine as E", "E", Imported("..", "Engine", "E")),
            ("from db import a, \\\n    Engine", "Engine", Imported("db", "Engine")),
        ],
    )
    def test_an_import_is_told_as_it_was_written(
        self, make_repo: MakeRepo, statement: str, name: str, expected: Imported
    ) -> None:
        repo = make_repo({"app/web/a.py": f"{statement}\n{BODY}"})
        commit(repo, {"app/web/a.py": BODY})

        (loss,) = lost(repo, "app/web/a.py", name)

        assert Imported(loss.module, loss.name, loss.alias) == expected
        assert not loss.in_function

    def test_an_import_inside_a_function_says_so(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": f"def f():\n    import json\n    return json\n\n\n{BODY}"})
        commit(repo, {"a.py": f"def f():\n    return json\n\n\n{BODY}"})

        (loss,) = lost(repo, "a.py", "json")

        assert loss.in_function

    def test_an_import_that_the_commit_still_has_was_lost_without_one(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": f"from db import Session\n{USE}"})
        git(repo, "mv", "a.py", "b.py")
        commit(repo, {})

        (loss,) = lost(repo, "b.py", "Session")

        assert (loss.commit, loss.date, loss.path, loss.module) == ("", "", "b.py", "db")

    def test_an_import_that_a_function_still_has_is_not_lost(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": "def f():\n    import json\n    return json\n\n\nprint(json)\n"})

        assert lost(repo, "a.py", "json") == ()

    def test_an_import_that_only_moved_within_the_file_is_not_lost(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": f"from db import Session\nimport os\n{USE}"})
        commit(repo, {"a.py": f"import os\nfrom db import (\n    Session\n)\n{USE}"})
        last = commit(repo, {"a.py": f"import os\n{USE}"})

        assert [loss.commit for loss in lost(repo, "a.py", "Session")] == [last]

    def test_a_name_in_a_comment_or_a_text_is_no_import(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": f'# import Session\nX = """\nfrom db import Session\n"""\n{USE}'})
        commit(repo, {"a.py": USE})

        assert lost(repo, "a.py", "Session") == ()

    def test_the_earlier_names_of_a_file_count(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"old/a.py": f"from db import Session\n{USE}"})
        commit(repo, {"old/a.py": USE})
        move(repo, "old/a.py", "mid/b.py")
        move(repo, "mid/b.py", "new/c d.py")

        (loss,) = lost(repo, "new/c d.py", "Session")

        assert (loss.path, loss.module) == ("old/a.py", "db")

    def test_a_commit_that_renames_the_file_can_lose_the_import(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": f"from .db import Session\n{USE}"})
        removal = move(repo, "a.py", "pkg/b.py", files={"pkg/b.py": USE})

        (loss,) = lost(repo, "pkg/b.py", "Session")

        assert (loss.commit, loss.path, loss.module) == (removal, "a.py", ".db")

    def test_a_file_that_was_deleted_and_came_back_is_one_file(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": "from db import Session\n", "b.py": "b = 1\n"})
        delete(repo, "a.py")
        back = commit(repo, {"a.py": USE})

        (loss,) = lost(repo, "a.py", "Session")

        assert loss.commit == back

    @pytest.mark.parametrize("path", ["grüße und mehr/ä b.py", "quo\"te's.py", "[a]*?.py", ":(top)x.py"])
    def test_odd_paths_are_taken_as_they_are(self, make_repo: MakeRepo, path: str) -> None:
        repo = make_repo({path: f"from db import Session\n{USE}"})
        commit(repo, {path: USE})

        assert [loss.path for loss in lost(repo, path, "Session")] == [path]

    def test_line_ends_do_not_matter(self, make_repo: MakeRepo) -> None:
        crlf = USE.replace("\n", "\r\n").encode()
        repo = make_repo({"a.py": b"from db import (\r\n    Session,\r\n)\r\n" + crlf})
        commit(repo, {"a.py": crlf})

        (loss,) = lost(repo, "a.py", "Session")

        assert loss.module == "db"

    def test_a_version_that_does_not_parse_is_passed_over(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": f"from db import Session\n{USE}"})
        commit(repo, {"a.py": "from db import Session\ndef (:\n"})
        commit(repo, {"a.py": f"from db2 import Session\n{USE}"})
        commit(repo, {"a.py": USE})

        assert [loss.module for loss in lost(repo, "a.py", "Session")] == ["db2"]

    def test_an_import_that_a_merge_dropped_is_told_with_the_merge(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": USE})
        git(repo, "checkout", "--quiet", "-b", "side")
        commit(repo, {"a.py": f"from db import Session\n{USE}"}, "side")
        git(repo, "checkout", "--quiet", "main")
        commit(repo, {"b.py": "b = 1\n"})
        git(repo, "merge", "--quiet", "--no-ff", "--no-commit", "side")
        merge = commit(repo, {"a.py": USE}, "merge side")

        (loss,) = lost(repo, "a.py", "Session")

        assert (loss.commit, loss.subject, loss.module) == (merge, "merge side", "db")

    def test_a_removal_on_a_side_branch_is_told_with_its_own_commit(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": f"from db import Session\n{USE}"})
        git(repo, "checkout", "--quiet", "-b", "side")
        removal = commit(repo, {"a.py": USE}, "side")
        git(repo, "checkout", "--quiet", "main")
        commit(repo, {"b.py": "b = 1\n"})
        git(repo, "merge", "--quiet", "--no-ff", "-m", "merge side", "side")

        assert [loss.commit for loss in lost(repo, "a.py", "Session")] == [removal]

    def test_many_files_and_names_are_asked_about_at_once(self, make_repo: MakeRepo) -> None:
        names = [f"name_{number}" for number in range(5)]
        whole = "".join(f"from db import {name}\n" for name in names)
        repo = make_repo({f"f{number}.py": whole for number in range(80)})
        commit(repo, {f"f{number}.py": "x = 1\n" for number in range(80)})

        found = history(repo).lost_imports({f"f{number}.py": frozenset(names) for number in range(80)})

        assert len(found) == 400
        assert {loss.module for losses in found.values() for loss in losses} == {"db"}

    def test_what_a_file_never_had_is_not_in_the_answer(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": USE})

        asked = history(repo)

        assert asked.lost_imports({"a.py": frozenset({"Session"}), "never.py": frozenset({"x"})}) == {}
        assert (asked.was_cut, asked.gaps) == (False, ())

    def test_the_configuration_of_the_user_changes_nothing(
        self, make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        repo = make_repo({"old/a.py": f"from db import Session\n{USE}"})
        commit(repo, {"old/a.py": USE})
        move(repo, "old/a.py", "new/a.py")
        settings = {
            "diff.renames": "false",
            "diff.relative": "true",
            "log.showSignature": "true",
            "log.follow": "true",
            "log.diffMerges": "first-parent",
            "core.quotePath": "true",
            "i18n.logOutputEncoding": "latin-1",
            "format.pretty": "fuller",
        }
        for name, value in settings.items():
            git(repo, "config", name, value)
        with monkeypatch.context() as patch:
            patch.setenv("GIT_LITERAL_PATHSPECS", "1")
            assert [loss.module for loss in lost(repo, "new/a.py", "Session")] == ["db"]


class TestMoves:
    def test_a_module_that_moved_twice_is_found_where_it_is(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"app/db/session.py": BODY})
        first = move(repo, "app/db/session.py", "app/store/session.py", "to store")
        move(repo, "app/store/session.py", "app/data/sessions.py", "to data")

        assert moved(repo, "app/db/session.py") == (
            Move(
                commit=first,
                date="2024-01-02",
                subject="to store",
                old="app/db/session.py",
                new="app/data/sessions.py",
                via=("app/store/session.py",),
            ),
        )

    def test_the_least_similar_step_counts(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": BODY})
        move(repo, "a.py", "b.py", files={"b.py": BODY.replace("+ 3", "* 33333")})
        move(repo, "b.py", "c.py")

        (step,) = moved(repo, "a.py")

        assert step.new == "c.py"
        assert 80 < step.similarity < 100

    def test_a_deleted_module_has_the_commit_that_deleted_it(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": BODY, "b.py": "b = 1\n"})
        deletion = delete(repo, "a.py", "drop a")

        (step,) = moved(repo, "a.py")

        assert (step.commit, step.subject, step.new) == (deletion, "drop a", None)

    def test_a_module_that_moved_and_was_deleted_there_has_the_deletion(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": BODY, "c.py": "c = 1\n"})
        move(repo, "a.py", "b.py")
        deletion = delete(repo, "b.py")

        (step,) = moved(repo, "a.py")

        assert (step.commit, step.new, step.via) == (deletion, None, ("b.py",))

    def test_a_module_that_became_a_package_and_a_module_again_is_followed(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"app/session.py": BODY})
        move(repo, "app/session.py", "app/session/__init__.py")
        git(repo, "mv", "app/session/__init__.py", "app/base.py")
        commit(repo, {})

        assert [step.new for step in moved(repo, "app/session.py")] == ["app/base.py"]
        assert [step.new for step in moved(repo, "app/session/__init__.py")] == ["app/base.py"]

    def test_a_module_that_moved_and_was_dropped_by_a_merge_is_nowhere(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": BODY, "c.py": "c = 1\n"})
        git(repo, "checkout", "--quiet", "-b", "side")
        renaming = move(repo, "a.py", "b.py")
        git(repo, "checkout", "--quiet", "main")
        commit(repo, {"c.py": "c = 2\n"})
        git(repo, "merge", "--quiet", "--no-ff", "--no-commit", "side")
        git(repo, "rm", "--quiet", "--force", "b.py")
        merge = commit(repo, {}, "merge side")

        assert [(step.commit, step.new, step.via) for step in moved(repo, "a.py")] == [(renaming, None, ("b.py",))]
        assert [(step.commit, step.new) for step in moved(repo, "b.py")] == [(merge, None)]

    def test_there_and_back_again_ends(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": BODY})
        move(repo, "a.py", "b.py")
        move(repo, "b.py", "a.py")
        move(repo, "a.py", "b.py")
        move(repo, "b.py", "c.py")

        assert [(step.new, step.via) for step in moved(repo, "a.py")] == [
            ("c.py", ("b.py",)),
            ("c.py", ("b.py", "a.py", "b.py")),
        ]

    def test_an_empty_package_goes_where_its_modules_went(self, make_repo: MakeRepo) -> None:
        others = BODY.replace("step", "other")
        repo = make_repo(
            {"app/db/__init__.py": "", "app/db/a.py": BODY, "app/db/b.py": others, "lib/z/__init__.py": ""}
        )
        for name in ("__init__.py", "a.py", "b.py"):
            (repo / "app/store").mkdir(exist_ok=True)
            git(repo, "mv", f"app/db/{name}", f"app/store/{name}")
        commit(repo, {"aaa/__init__.py": ""})

        assert [step.new for step in moved(repo, "app/db/__init__.py")] == ["app/store/__init__.py"]

    def test_an_empty_module_pairs_with_no_other(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"app/db/__init__.py": "", "b.py": "b = 1\n"})
        git(repo, "rm", "--quiet", "app/db/__init__.py")
        commit(repo, {"other/__init__.py": ""})

        assert [step.new for step in moved(repo, "app/db/__init__.py")] == [None]

    def test_what_was_never_there_has_no_moves(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": BODY})

        assert history(repo).moves(frozenset({"b.py"})) == {}


class TestLostDefinitions:
    def test_a_renamed_function_is_told_with_what_took_its_place(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"db.py": f"{BODY}def get_session(url):\n    return url\n"})
        renaming = commit(repo, {"db.py": f"{BODY}def open_session(url):\n    return url\n\n\nLIMIT = 1\n"}, "rename")

        found = defined(repo, "db.py", "get_session")

        assert found == LostDefinition(
            commit=renaming,
            date="2024-01-02",
            subject="rename",
            path="db.py",
            kind="function",
            added=("open_session",),
            alike=(("open_session", 100),),
            renamed=(("open_session", 1),),
        )

    def test_a_definition_that_moved_is_told_with_the_files_it_went_to(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"db.py": f"{BODY}class Session:\n    pass\n", "use.py": "Session = 1\n"})
        commit(repo, {"db.py": BODY, "store.py": "class Session:\n    pass\n", "use.py": "Session = 2\n"})

        found = defined(repo, "db.py", "Session")

        assert found is not None
        assert (found.kind, found.moved_to) == ("class", ("store.py",))

    def test_a_module_that_is_gone_is_told_too(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"db.py": "LIMIT = 1\nfrom os import path\n", "b.py": "b = 1\n"})
        deletion = delete(repo, "db.py")

        asked = history(repo).lost_definitions({"db.py": frozenset({"LIMIT", "path", "never"})})

        assert {name: (found.commit, found.kind) for (_, name), found in asked.items()} == {
            "LIMIT": (deletion, "name"),
            "path": (deletion, "import"),
        }

    def test_the_newest_loss_counts(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"db.py": "LIMIT = 1\n"})
        commit(repo, {"db.py": "x = 1\n"})
        commit(repo, {"db.py": "LIMIT = 2\n"})
        last = commit(repo, {"db.py": "MOST = 2\n"})

        found = defined(repo, "db.py", "LIMIT")

        assert found is not None
        assert (found.commit, found.renamed) == (last, (("MOST", 1),))

    def test_what_is_still_there_is_not_lost(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"db.py": "LIMIT = 1\n"})
        commit(repo, {"db.py": "LIMIT = 2\n"})

        assert defined(repo, "db.py", "LIMIT") is None


class TestUsesReplaced:
    def test_a_botched_sweep_is_told_with_what_stood_there(self, make_repo: MakeRepo) -> None:
        before = "a = AsyncMock()\nb = [AsyncMock(1), 2]\nc = run(AsyncMock(), x)\n"
        repo = make_repo({"t.py": before})
        sweep = commit(repo, {"t.py": before.replace("AsyncMock", "AsyncNil")}, "no mocks")
        commit(repo, {"t.py": before.replace("AsyncMock", "AsyncNil") + "d = 1\n"})

        assert replaced(repo, "t.py", "AsyncNil") == Replaced(
            commit=sweep, date="2024-01-02", subject="no mocks", before=(("AsyncMock", 3),)
        )

    def test_the_rest_of_the_line_may_have_changed(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"t.py": "a.b = AsyncMock()\n"})
        commit(repo, {"t.py": "a.b = AsyncNil  # TODO\n"})

        found = replaced(repo, "t.py", "AsyncNil")

        assert found is not None
        assert found.before == (("AsyncMock", 1),)

    def test_a_name_that_came_with_its_file_replaced_nothing(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": BODY})
        start = commit(repo, {"t.py": "print(AsyncNil)\n"})

        found = replaced(repo, "t.py", "AsyncNil")

        assert found is not None
        assert (found.commit, found.before) == (start, ())

    def test_imports_and_comments_are_no_uses(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"t.py": "from m import Old\n# Old(1)\nx = (\n    Old,\n)\n"})
        commit(repo, {"t.py": "from m import New\n# New(1)\nx = (\n    New,\n)\n"})

        found = replaced(repo, "t.py", "New")

        assert found is not None
        assert found.before == ()


class TestBounds:
    def test_a_budget_of_nothing_gives_no_answer_and_says_so(self, make_repo: MakeRepo, tmp_path: Path) -> None:
        repo = make_repo({"a.py": f"from db import Session\n{USE}"})
        commit(repo, {"a.py": USE})
        wanted = {"a.py": frozenset({"Session"})}

        with opened(repo) as repository, Cache(tmp_path) as cache:
            none = repository.history("HEAD", 0.0, cache)
            assert none.lost_imports(wanted) == {}
            assert none.moves(frozenset({"b.py"})) == {}
            assert none.was_cut
            enough = repository.history("HEAD", 60.0, cache)
            assert len(enough.lost_imports(wanted)) == 1
            assert not enough.was_cut

    @pytest.mark.parametrize("looks", range(12))
    def test_a_run_that_is_cut_says_so_and_tells_nothing_that_is_not_so(
        self, make_repo: MakeRepo, tmp_path: Path, looks: int
    ) -> None:
        repo = make_repo(dict.fromkeys(("a.py", "b.py", "c.py"), f"from db import Session\n{USE}"))
        commit(repo, dict.fromkeys(("a.py", "b.py", "c.py"), USE))
        wanted = {name: frozenset({"Session"}) for name in ("a.py", "b.py", "c.py")}
        whole = history(repo).lost_imports(wanted)

        with opened(repo) as repository, Cache(tmp_path) as cache:
            asked = History(repository.command, repository.resolve("HEAD"), Impatient(looks), cache)
            found = asked.lost_imports(wanted)
            assert found.items() <= whole.items()
            assert asked.was_cut == (len(found) < 3)
            remembered = repository.history("HEAD", 0.0, cache).lost_imports(wanted)
            assert remembered.items() <= found.items()
            assert asked.was_cut or remembered == whole
            enough = repository.history("HEAD", 60.0, cache)  # what was kept of the run that was cut was whole
            assert enough.lost_imports(wanted) == whole

    def test_a_file_that_no_commit_knows_is_answered_when_the_time_is_over(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": "a = 1\n", "b.py": "b = 1\n"})
        commit(repo, {"a.py": "", "b.py": ""})
        wanted = {"a.py": frozenset({"a"}), "b.py": frozenset({"b"}), "never.py": frozenset({"x"})}

        with opened(repo) as repository:
            asked = [History(repository.command, repository.resolve("HEAD"), Impatient(looks)) for looks in range(40)]
            for each in asked:
                each.lost_definitions(wanted)

        found = {frozenset(each.unanswered) for each in asked}
        assert found == {frozenset({"a.py", "b.py"}), frozenset({"b.py"}), frozenset()}

    @pytest.mark.parametrize("looks", range(12))
    def test_a_run_after_one_that_was_cut_says_the_same(self, make_repo: MakeRepo, tmp_path: Path, looks: int) -> None:
        names = frozenset({"Session", "Base"})
        repo = make_repo(dict.fromkeys(("a.py", "b.py", "c.py"), f"from db import Base, Session\n{USE}"))
        commit(repo, dict.fromkeys(("a.py", "b.py", "c.py"), USE))

        with opened(repo) as repository, Cache(tmp_path) as cache:
            head = repository.resolve("HEAD")
            cut = History(repository.command, head, Impatient(looks), cache)
            found = cut.lost_imports(dict.fromkeys(("a.py", "b.py", "c.py"), names))
            again = History(repository.command, head, Impatient(1000), cache)
            left = {"a.py": frozenset({"Base"}), "b.py": names, "c.py": frozenset({"Session"})}
            told = again.lost_imports(left)
            assert told == {key: found[key] for key in found if key[1] in left[key[0]]}
            assert again.was_cut == cut.was_cut

    def test_the_listing_of_commits_ends_when_the_time_does(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": "a = 1\n"})

        with opened(repo) as repository:
            assert read_log(repository.command, "HEAD", Clock(0.0)).was_cut

    def test_the_number_of_commits_is_bounded(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": "a = 1\n"})
        for number in range(3):
            commit(repo, {"a.py": f"a = {number + 2}\n"})

        with opened(repo) as repository:
            log = read_log(repository.command, "HEAD", Clock(60.0), most=2)
            assert len(log.commits) == 2
            assert log.gaps == ("only the newest 2 commits were looked at",)

    def test_an_answer_is_remembered_by_commit_and_question(self, make_repo: MakeRepo, tmp_path: Path) -> None:
        repo = make_repo({"a.py": f"from db import Session\n{USE}"})
        first = commit(repo, {"a.py": USE})
        second = move(repo, "a.py", "b.py")
        wanted = {"a.py": frozenset({"Session"})}

        with opened(repo) as repository, Cache(tmp_path) as cache:
            told = repository.history(first, 60.0, cache)
            answers = told.lost_imports(wanted), told.moves(frozenset({"x.py"}))
            again = repository.history(first, 0.0, cache)  # no time, so all that it says was remembered
            assert (again.lost_imports(wanted), again.moves(frozenset({"x.py"}))) == answers
            assert not again.was_cut
            for commit_, name in ((second, "Session"), (first, "other")):
                other = repository.history(commit_, 0.0, cache)
                assert other.lost_imports({"a.py": frozenset({name})}) == {}
                assert other.was_cut

    def test_a_damaged_cache_is_asked_past(self, make_repo: MakeRepo, tmp_path: Path) -> None:
        repo = make_repo({"a.py": f"from db import Session\n{USE}"})
        commit(repo, {"a.py": USE})
        wanted = {"a.py": frozenset({"Session"})}

        with opened(repo) as repository, Cache(tmp_path) as cache:
            expected = repository.history("HEAD", 60.0, cache).lost_imports(wanted)
            cache._execute("UPDATE entries SET value = x'c1'", [])  # noqa: SLF001 (as a disk would)
            assert repository.history("HEAD", 60.0, cache).lost_imports(wanted) == expected

    def test_a_path_that_is_no_text_is_answered_and_not_remembered(self, make_repo: MakeRepo, tmp_path: Path) -> None:
        path = b"caf\xe9.py".decode("utf-8", "surrogateescape")
        repo = make_repo({path: f"from db import Session\n{USE}"})
        commit(repo, {path: USE})

        with opened(repo) as repository, Cache(tmp_path) as cache:
            for _ in range(2):
                asked = repository.history("HEAD", 60.0, cache)
                assert len(asked.lost_imports({path: frozenset({"Session"})})) == 1

    def test_a_shallow_clone_tells_what_it_has_and_what_not(self, make_repo: MakeRepo, tmp_path: Path) -> None:
        repo = make_repo({"a.py": f"from one import Old, Session\n{USE}"})
        commit(repo, {"a.py": f"from two import Session\n{USE}"})
        commit(repo, {"a.py": USE})
        shallow = tmp_path / "shallow"
        git(tmp_path, "clone", "--quiet", "--depth=2", repo.as_uri(), str(shallow))

        with opened(shallow) as repository, Cache(tmp_path) as cache:
            asked = repository.history("HEAD", 60.0, cache)
            found = asked.lost_imports({"a.py": frozenset({"Old", "Session"})})
            assert [loss.module for losses in found.values() for loss in losses] == ["two"]
            assert asked.gaps == ("the history of this clone is cut off (git fetch --unshallow)",)
            later = repository.history("HEAD", 0.0, cache)  # what more history may change is not remembered
            assert later.lost_imports({"a.py": frozenset({"Old", "Session"})}) == {}

    @pytest.mark.parametrize("left_out", ["blob:none", "tree:0"])
    def test_nothing_is_fetched_for_a_partial_clone(self, make_repo: MakeRepo, tmp_path: Path, left_out: str) -> None:
        repo = make_repo({"a.py": f"from db import Session\n{USE}", "c.py": BODY})
        commit(repo, {"a.py": USE})
        move(repo, "c.py", "d.py")
        move(repo, "a.py", "b.py", files={"b.py": USE + "x = 1\n"})
        git(repo, "config", "uploadpack.allowFilter", "true")
        clone = tmp_path / "partial"
        git(tmp_path, "clone", "--quiet", f"--filter={left_out}", repo.as_uri(), str(clone))
        before = sorted(path.name for path in (clone / ".git/objects").rglob("*"))

        asked = history(clone)
        found = asked.lost_imports({"a.py": frozenset({"Session"}), "b.py": frozenset({"Session"})})
        moves = asked.moves(frozenset({"c.py"}))

        assert found == {}
        assert [step.new for steps in moves.values() for step in steps] == (["d.py"] if left_out == "blob:none" else [])
        assert any("missing in this copy" in gap for gap in asked.gaps)
        assert not asked.was_cut
        assert sorted(path.name for path in (clone / ".git/objects").rglob("*")) == before

    def test_an_unknown_revision_is_an_error(self, make_repo: MakeRepo) -> None:
        repo = make_repo({"a.py": "a = 1\n"})

        with opened(repo) as repository, pytest.raises(GitError, match="unknown revision"):
            repository.history("nowhere", 1.0)
