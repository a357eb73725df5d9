from __future__ import annotations

from collections.abc import Mapping

from remend.model import Severity
from remend.review.model import Change, Verdict
from remend.review.rules.changed_call import ChangedCall
from repository import MakeRepo
from reviewing import change_to, ends_of

POOL = """\
class Pool:
    def stats(self) -> dict[str, object]:
        return {"open": 1, "idle": 2}

    @classmethod
    def all_stats(cls) -> dict[str, object]:
        return {"pools": 3, "open": 1}

    async def stats_soon(self) -> dict[str, object]:
        return {"open": 1, "idle": 2}

    def reset(self) -> None:
        self.count = 0


def get_pool() -> Pool:
    return Pool()
"""


def judge(make_repo: MakeRepo, before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    repo = make_repo(before)
    change_to(repo, {**before, **after})
    with ends_of(repo) as ends:
        return list(ChangedCall().judge(ends))


def site(body: str, start: str = "from pool import Pool, get_pool\n\n\n", head: str = "def show():\n") -> str:
    return start + head + "".join(f"    {line}\n" for line in body.splitlines())


def judge_site(make_repo: MakeRepo, before: str, after: str, **others: str) -> list[Change]:
    files = {"pool.py": POOL, **{f"{name}.py": text for name, text in others.items()}}
    return judge(make_repo, {**files, "show.py": site(before)}, {"show.py": site(after)})


def test_a_member_that_does_not_exist_is_a_regression(make_repo: MakeRepo) -> None:
    [change] = judge_site(
        make_repo, "found = Pool.all_stats()\nreturn found", "pool = get_pool()\nfound = pool.totals()\nreturn found"
    )

    assert (change.verdict, change.severity) == (Verdict.REGRESSION, Severity.HIGH)
    assert (change.path, change.line, change.end_line, change.symbol) == ("show.py", 5, 6, "show")
    assert change.title == "`Pool.all_stats()` became `get_pool().totals()`, which does not exist"
    assert change.evidence == (
        "What `get_pool().totals` is read from is an instance of `Pool` (pool.py:1), which has no `totals`.",
    )
    assert change.before == "    found = Pool.all_stats()"
    assert change.after == "    pool = get_pool()\n    found = pool.totals()"


def test_a_member_that_something_sets_or_an_heir_has_may_exist(make_repo: MakeRepo) -> None:
    def changes(more: str) -> list[Change]:
        return judge_site(make_repo, "return get_pool().stats()", "return get_pool().totals()", more=more)

    assert changes("import pool\n\npool.get_pool().totals = list\n") == []
    assert changes('import pool\n\nsetattr(pool.Pool, "totals", list)\n') == []
    assert changes("from pool import Pool\n\n\nclass Lake(Pool):\n    def totals(self): ...\n") == []


def test_a_class_that_answers_for_any_name_lacks_nothing(make_repo: MakeRepo) -> None:
    for more in ("    def __getattr__(self, name): ...\n", "class Other(metaclass=type): ...\n"):
        files = {"pool.py": f"class Base:\n    def stats(self): ...\n{more}\n\nclass Pool(Base): ...\n"}
        start = "from pool import Pool\n\n\n"
        before, after = site("return Pool().stats()", start), site("return Pool().totals()", start)
        is_silent = judge(make_repo, {**files, "show.py": before}, {"show.py": after}) == []
        assert is_silent == ("__getattr__" in more)


def test_an_undefined_name_is_told_with_what_it_would_be(make_repo: MakeRepo) -> None:
    before = site("return Pool.all_stats()", "from pool import Pool\n\n\n")
    after = site("pool = get_pool()\nreturn pool.stats()", "from pool import Pool\n\n\n")

    [change] = judge(make_repo, {"pool.py": POOL, "show.py": before}, {"show.py": after})

    assert change.verdict is Verdict.REGRESSION
    assert change.title == ("`Pool.all_stats()` became `get_pool().stats()`, with `get_pool` defined nowhere")
    unbound, would_be, member = change.evidence[:3]
    assert unbound == "Nothing in the file binds `get_pool`: as it stands, the new call raises NameError."
    assert would_be.startswith("`get_pool` would be that of pool.py:16, which returns `Pool`: no other definition")
    assert member == "`get_pool().stats` would be `Pool.stats` (pool.py:2), a plain function."
    assert "Lost keys: `pools`." in change.evidence


def test_what_an_undefined_name_would_be_may_not_have_the_member(make_repo: MakeRepo) -> None:
    before = site("return Pool.all_stats()", "from pool import Pool\n\n\n")
    after = site("return get_pool().totals()", "from pool import Pool\n\n\n")

    [change] = judge(make_repo, {"pool.py": POOL, "show.py": before}, {"show.py": after})

    assert change.verdict is Verdict.REGRESSION
    assert "which has no `totals`" in change.evidence[2]


def test_several_definitions_of_an_undefined_name_are_named(make_repo: MakeRepo) -> None:
    before = site("return Pool.all_stats()", "from pool import Pool\n\n\n")
    after = site("return get_pool().stats()", "from pool import Pool\n\n\n")
    files = {"pool.py": POOL, "other.py": POOL, "show.py": before}

    [change] = judge(make_repo, files, {"show.py": after})

    assert change.verdict is Verdict.REGRESSION
    assert "The project defines `get_pool` at other.py:16, pool.py:16." in change.evidence


def test_a_call_that_failed_before_as_well_is_to_be_verified(make_repo: MakeRepo) -> None:
    handler = (
        "class Handler:\n    @classmethod\n    def totals(cls):\n        return {'handlers': 1}\n\n"
        "    def other(self):\n        return 1\n"
    )
    before = site("return {'pool': P.totals()}", "from pool import Pool as P\n\n\n", "def show():\n")
    after = site("pool = get_pool()\nreturn {'pool': pool.stats()}", "from pool import Pool as P\n\n\n")

    [change] = judge(make_repo, {"pool.py": POOL, "handler.py": handler, "show.py": before}, {"show.py": after})

    assert (change.verdict, change.severity) == (Verdict.NEEDS_VERIFICATION, Severity.MEDIUM)
    assert change.evidence[0] == (
        "Before the change, `P.totals` was read from `Pool` (pool.py:1), which has no `totals`: "
        "the old call raised AttributeError."
    )
    assert (
        "By name only, `Handler.totals` (handler.py:3) can be called like the old one; "
        "it gives a dict with the keys `handlers`."
    ) in change.evidence
    assert change.questions == (
        "Is `get_pool` to be imported from pool.py?",
        "Does whoever gets the result need one of the lost keys `handlers`?",
    )


def test_a_call_that_failed_and_does_not_any_more_is_acceptable(make_repo: MakeRepo) -> None:
    [change] = judge_site(make_repo, "return Pool.totals()", "return get_pool().stats()")

    assert change.verdict is Verdict.ACCEPTABLE
    assert change.why.startswith("The old call could only raise AttributeError")


def test_a_coroutine_function_has_to_be_awaited(make_repo: MakeRepo) -> None:
    before = site("found = get_pool().stats()\nreturn found['open']", head="async def show():\n")

    def changes(after: str) -> list[Change]:
        changed = {"show.py": site(after, head="async def show():\n")}
        return judge(make_repo, {"pool.py": POOL, "show.py": before}, changed)

    [awaited] = changes("found = await get_pool().stats_soon()\nreturn found['open']")
    [later] = changes("found = get_pool().stats_soon()\nreturn (await found)['open']")
    [unknown] = changes("found = get_pool().stats_soon()\nreturn found['open']")

    assert awaited.verdict is Verdict.ACCEPTABLE
    assert "The new call is awaited, as it must be." in awaited.evidence
    assert later.verdict is Verdict.ACCEPTABLE
    assert unknown.verdict is Verdict.NEEDS_VERIFICATION
    assert unknown.questions == ("Is what `Pool.stats_soon` gives awaited where it goes?",)


def test_a_coroutine_whose_parts_are_read_is_a_regression(make_repo: MakeRepo) -> None:
    [change] = judge_site(make_repo, "return get_pool().stats()['open']", "return get_pool().stats_soon()['open']")

    assert change.verdict is Verdict.REGRESSION
    assert change.title.endswith(", which is not awaited")


def test_what_cannot_be_awaited_is_a_regression(make_repo: MakeRepo) -> None:
    before = site("return await get_pool().stats_soon()", head="async def show():\n")
    after = site("return await get_pool().stats()", head="async def show():\n")

    [change] = judge(make_repo, {"pool.py": POOL, "show.py": before}, {"show.py": after})

    assert (change.verdict, change.severity) == (Verdict.REGRESSION, Severity.HIGH)
    assert change.title.endswith(", which cannot be awaited")


def test_a_result_that_nobody_takes_is_no_matter(make_repo: MakeRepo) -> None:
    assert judge_site(make_repo, "get_pool().stats()", "get_pool().all_stats()") == []


def test_a_missing_member_is_told_though_nobody_takes_the_result(make_repo: MakeRepo) -> None:
    [change] = judge_site(make_repo, "get_pool().reset()", "get_pool().reset_all()")

    assert change.verdict is Verdict.REGRESSION


def test_one_member_at_both_ends_is_no_change(make_repo: MakeRepo) -> None:
    base = "pool = get_pool()\nreturn pool.stats()"

    assert judge_site(make_repo, base, "other = get_pool()\nreturn other.stats()") == []
    assert judge_site(make_repo, base, "return get_pool().stats()") == []
    assert judge_site(make_repo, "return get_pool().stats()", "return dict(get_pool().stats())") == []
    assert judge_site(make_repo, "return Pool.all_stats()", "return Pool.all_stats(1)") == []


def test_libraries_are_left_alone(make_repo: MakeRepo) -> None:
    start = "import json\nimport os\nfrom pool import get_pool\n\n\n"
    for before, after in (
        ("return os.getenv('A')", "return get_pool().stats()"),
        ("return os.getenv('A')", "return os.environ.get('A')"),
        ("return get_pool().stats()", "return json.loads('A')"),
    ):
        files = {"pool.py": POOL, "show.py": site(before, start)}
        assert judge(make_repo, files, {"show.py": site(after, start)}) == []


def test_a_definition_with_another_name_is_not_a_changed_call(make_repo: MakeRepo) -> None:
    before = "def load(name):\n    return name + 1\n\n\ndef show():\n    return load(1)\n"
    after = before.replace("load", "read")

    assert judge(make_repo, {"show.py": before}, {"show.py": after}) == []
    assert judge(make_repo, {"show.py": before}, {"show.py": after.replace("name + 1", "name + 2")}) == []


def test_a_definition_that_moved_is_not_a_changed_call(make_repo: MakeRepo) -> None:
    start = "import pool\n\n\n"
    before = {"pool.py": POOL, "show.py": site("return pool.get_pool().stats()", start)}
    after = {"lake.py": POOL, "show.py": site("return lake.get_pool().stats()", "import lake\n\n\n")}
    repo = make_repo(before)
    change_to(repo, after)

    with ends_of(repo) as ends:
        assert list(ChangedCall().judge(ends)) == []


def test_sites_of_one_pair_of_members_are_one_change(make_repo: MakeRepo) -> None:
    body = "def a():\n    return {}\n\n\ndef b():\n    return {}\n"
    start = "from pool import get_pool\n\n\n"
    before, after = (start + body.replace("{}", f"get_pool().{name}()") for name in ("stats", "all_stats"))

    files = {"pool.py": POOL, "show.py": before, "tell.py": before}
    [change] = judge(make_repo, files, {"show.py": after, "tell.py": after})

    assert (change.verdict, change.path, change.line) == (Verdict.NEEDS_VERIFICATION, "show.py", 5)
    assert change.evidence[-3:] == ("The same at show.py:9.", "The same at tell.py:5.", "The same at tell.py:9.")


def test_tests_are_told_of_what_fails_alone(make_repo: MakeRepo) -> None:
    def changes(after: str) -> list[Change]:
        files = {"pool.py": POOL, "test_pool.py": site("found = get_pool().stats()\nassert found")}
        return judge(make_repo, files, {"test_pool.py": site(f"found = get_pool().{after}()\nassert found")})

    assert changes("all_stats") == []
    assert [change.verdict for change in changes("totals")] == [Verdict.REGRESSION]


def test_a_fingerprint_does_not_depend_on_lines(make_repo: MakeRepo) -> None:
    def fingerprint(start: str) -> str:
        before, after = (
            site(f"return get_pool().{name}()", start + "from pool import get_pool\n\n\n")
            for name in ("stats", "totals")
        )
        [change] = judge(make_repo, {"pool.py": POOL, "show.py": before}, {"show.py": after})
        return change.fingerprint

    assert fingerprint("") == fingerprint("import os\n\n\n")


def test_files_that_cannot_be_read_are_passed_by(make_repo: MakeRepo) -> None:
    broken = "def show(:\n    return get_pool().totals()\n"

    files = {"pool.py": POOL, "show.py": site("return get_pool().stats()")}

    assert judge(make_repo, files, {"show.py": broken}) == []
    assert judge(make_repo, {**files, "show.py": broken}, {"show.py": site("return get_pool().totals()")}) == []


def test_a_callee_of_which_nothing_is_known_is_asked_about_if_it_is_likely_the_same(make_repo: MakeRepo) -> None:
    def changes(after: str) -> list[Change]:
        start = "from pool import Pool\n\n\n"
        files = {"pool.py": POOL, "show.py": site("return Pool.all_stats()", start, "def show(pool):\n")}
        return judge(make_repo, files, {"show.py": site(f"return pool.{after}()", start, "def show(pool):\n")})

    [change] = changes("all_the_stats")

    assert (change.verdict, change.severity) == (Verdict.NEEDS_VERIFICATION, Severity.LOW)
    assert changes("summary") == []


def test_a_descriptor_or_a_member_of_an_enumeration_is_something_else(make_repo: MakeRepo) -> None:
    text = (
        "import enum\n\n\nclass Field:\n    def __get__(self, owner, kind): ...\n    def load(self): ...\n\n\n"
        "class Plain:\n    def load(self): ...\n\n\nclass Row:\n    name = Field()\n\n\n"
        "class Kind(enum.Enum):\n    ONE = Plain()\n\n    def read(self): ...\n"
    )
    start = "from row import Kind, Row\n\n\n"
    for owner in ("Row().name", "Kind.ONE"):
        before, after = (site(f"return {owner}.{name}()", start) for name in ("load", "read"))
        assert judge(make_repo, {"row.py": text, "show.py": before}, {"show.py": after}) == []
