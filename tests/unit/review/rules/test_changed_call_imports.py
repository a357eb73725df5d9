from __future__ import annotations

from collections.abc import Mapping

from remend.model import Severity
from remend.review.model import Change, Verdict
from remend.review.rules.changed_call import ChangedCall
from repository import MakeRepo
from reviewing import change_to, ends_of

OLD = """\
class Manager:
    def send(self):
        return 1

    def close(self):
        return {"a": 1}
"""
NEW = """\
class Central:
    def send(self):
        return 2

    def ping(self):
        return 3
"""
USER = """\
from {} import {}

def run(manager: Manager):
    made = Manager()
    made.send()
    return {}
"""


def judge(make_repo: MakeRepo, before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    repo = make_repo(before)
    change_to(repo, {name: text for name, text in {**before, **after}.items() if text})
    with ends_of(repo) as ends:
        return list(ChangedCall().judge(ends))


def judge_user(make_repo: MakeRepo, result: str, new: str = NEW) -> list[Change]:
    files = {"old.py": OLD, "new.py": new, "user.py": USER.format("old", "Manager", result)}
    return judge(make_repo, files, {"user.py": USER.format("new", "Central as Manager", result)})


def test_members_that_the_new_object_does_not_have_are_a_regression(make_repo: MakeRepo) -> None:
    [change] = judge_user(make_repo, "manager.close(), Manager.missing, manager.send()")

    assert (change.verdict, change.severity) == (Verdict.REGRESSION, Severity.HIGH)
    assert (change.path, change.line, change.symbol) == ("user.py", 1, "Manager")
    assert change.title == "`Manager` is `new.Central` now, and was `old.Manager`, which has no `close`"
    assert change.evidence == (
        "`Manager` stood for `Manager` (old.py:1).",
        "`Manager` stands for `Central` (new.py:1).",
        "`close` is used at user.py:6, and `Central` has no such member.",
        "What else the file uses of it is not known to be missing: `send`.",
        "The new call is not awaited, which is right for a plain function.",
        "`Manager.send` (old.py:2) gave `int`.",
        "`Central.send` (new.py:2) gives `int`.",
    )
    assert change.before == "from old import Manager"
    assert change.after == "from new import Central as Manager"
    assert change.cause is not None
    assert change.cause.came == change.after


def test_an_object_that_answers_alike_is_acceptable(make_repo: MakeRepo) -> None:
    [change] = judge_user(make_repo, "manager.send()")

    assert change.verdict is Verdict.ACCEPTABLE


def test_what_a_member_gives_counts(make_repo: MakeRepo) -> None:
    wide = NEW + "\n    def close(self):\n        return {'b': 1}\n"

    [lost] = judge_user(make_repo, "manager.close()['a']", wide)
    [asked] = judge_user(make_repo, "manager.close()", wide)

    assert (lost.verdict, lost.severity) == (Verdict.REGRESSION, Severity.HIGH)
    assert asked.verdict is Verdict.NEEDS_VERIFICATION
    assert asked.questions == ("Does whoever gets the result need one of the lost keys `a`?",)


def test_a_function_under_the_same_name_is_judged_at_its_calls(make_repo: MakeRepo) -> None:
    files = {"old.py": "def load():\n    return {'a': 1}\n", "new.py": "async def fetch():\n    return {'a': 1}\n"}
    user = "from {} import {}\n\n\ndef run():\n    return load()['a']\n"

    [change] = judge(
        make_repo,
        {**files, "user.py": user.format("old", "load")},
        {"user.py": user.format("new", "fetch as load")},
    )

    assert change.verdict is Verdict.REGRESSION
    assert change.title == "`load` is `new.fetch` now, and was `old.load`, which is not awaited"


def test_a_module_under_the_same_name_is_judged_by_what_is_used_of_it(make_repo: MakeRepo) -> None:
    files = {"old.py": "def load():\n    return 1\n\n\nSIZE = 1\n", "new.py": "SIZE = 2\n"}
    user = "import {} as store\n\n\ndef run():\n    return store.load(), store.SIZE\n"

    [change] = judge(make_repo, {**files, "user.py": user.format("old")}, {"user.py": user.format("new")})

    assert change.title == "`store` is `new` now, and was `old`, which has no `load`"


def test_one_object_by_another_way_is_no_change(make_repo: MakeRepo) -> None:
    files = {"old.py": OLD, "other.py": "from old import Manager\n", "user.py": USER.format("old", "Manager", "1")}

    assert judge(make_repo, files, {"user.py": USER.format("other", "Manager", "1")}) == []


def test_an_object_that_moved_is_no_change_while_it_has_what_is_used(make_repo: MakeRepo) -> None:
    files = {"old.py": OLD, "user.py": USER.format("old", "Manager", "manager.close()")}
    moved = USER.format("place", "Manager", "manager.close()")

    assert judge(make_repo, files, {"old.py": "x = 1\n", "place.py": OLD, "user.py": moved}) == []
    less = OLD.replace("close", "shut")
    [change] = judge(make_repo, files, {"old.py": "x = 1\n", "place.py": less, "user.py": moved})
    assert change.title.endswith(", which has no `close`")


def test_what_is_outside_or_not_used_is_left_alone(make_repo: MakeRepo) -> None:
    user = "from {} import {}\n\n\nclass Own(Manager): ...\n"
    files = {"old.py": OLD, "new.py": NEW, "user.py": user.format("old", "Manager")}

    assert judge(make_repo, files, {"user.py": user.format("new", "Central as Manager")}) == []
    assert judge(make_repo, files, {"user.py": user.format("argparse", "ArgumentParser as Manager")}) == []
    assert judge(make_repo, files, {"user.py": user.format("nowhere", "Manager")}) == []


def test_a_class_of_the_project_in_place_of_one_outside_lacks_what_it_lacks(make_repo: MakeRepo) -> None:
    files = {"new.py": NEW, "user.py": USER.format("lib", "Manager", "manager.close()")}

    [change] = judge(make_repo, files, {"user.py": USER.format("new", "Central as Manager", "manager.close()")})

    assert change.verdict is Verdict.REGRESSION
    assert change.evidence[0] == "`Manager` stands for `Central` (new.py:1)."
