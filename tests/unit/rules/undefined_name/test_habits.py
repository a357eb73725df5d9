from __future__ import annotations

from dataclasses import replace

import pytest

from questions import ask, ground_of, written
from remend.naming.fit import Fit
from remend.rules.undefined_name.habits import Habits
from remend.rules.undefined_name.seek import ENOUGH

APP = {
    "app/__init__.py": "",
    "app/models/__init__.py": "from app.models.user import User\n",
    "app/models/user.py": "class User:\n    def __init__(self, name): ...\n",
    "app/views/__init__.py": "",
    "app/views/one.py": "from app.models import User\n",
    "app/views/two.py": "from ..models import User\n",
    "app/jobs.py": "from app.models.user import User\n",
}


def habits(files: dict[str, str], use: str, name: str, path: str = "app/views/use.py") -> list[str]:
    project = {**files, path: use}
    return [written(candidate) for candidate in Habits(ground_of(project))(ask(project, path, name))]


def weights(files: dict[str, str], use: str, name: str, path: str = "app/views/use.py") -> list[float]:
    project = {**files, path: use}
    return [candidate.weight for candidate in Habits(ground_of(project))(ask(project, path, name))]


def test_several_ways_to_one_thing_are_one_candidate_spelled_as_nearby() -> None:
    assert habits(APP, "User('a')", "User") == ["from app.models import User"]


def test_evidence_counts_the_files() -> None:
    project = {**APP, "app/views/use.py": "User"}
    (found,) = Habits(ground_of(project))(ask(project, "app/views/use.py", "User"))

    assert found.evidence == ("4 files import it, 2 in the same folder",)


def test_what_does_not_fit_is_refused() -> None:
    expected = ["from app.models import User # its __init__ does not take these arguments"]

    assert habits(APP, "User()", "User") == expected


def test_near_files_count_more_than_far_ones() -> None:
    files = {
        **APP,
        "app/views/three.py": "from views_lib import Page",
        **{f"other/{n}.py": "from far_lib import Page" for n in range(5)},
    }

    assert habits(files, "Page", "Page")[0] == "from views_lib import Page"


def test_the_more_files_agree_the_more_it_counts() -> None:
    once = weights({**APP, "app/views/a.py": "import numpy as np"}, "np.ones", "np")
    often = weights({**APP, **{f"app/views/n{n}.py": "import numpy as np" for n in range(9)}}, "np.ones", "np")

    assert often > once


@pytest.mark.parametrize(
    ("text", "name", "use", "found"),
    [
        ("import numpy as np", "np", "np.ones(1)", ["import numpy as np"]),
        ("from a.b import c as d", "d", "d", ["from a.b import c as d"]),
        ("def f():\n    import json", "json", "json", ["import json"]),
        ("import app.gone as gone", "gone", "gone", []),
        ("from app.gone import x", "x", "x", []),
        ("from app.models import missing", "missing", "missing", []),
        ("from .... import x", "x", "x", []),
        ("import os.path", "os", "os.path.join", ["import os.path"]),
        ("import os.path", "os", "os.environ", ["import os"]),
    ],
)
def test_an_import_of_another_file_is_taken_over(text: str, name: str, use: str, found: list[str]) -> None:
    assert habits({**APP, "app/views/a.py": text}, use, name) == found


@pytest.mark.parametrize(
    ("use", "found"),
    [
        ("ham.ota.image.Image(ham.ota.image.KIND)", "import ham.ota.image"),
        ("ham.ota.image.Image(ham.ota.Plain)", "import ham.ota"),
    ],
)
def test_the_submodule_that_all_is_read_from_is_imported(use: str, found: str) -> None:
    files = {
        "ham/__init__.py": "",
        "ham/ota/__init__.py": "from . import image\nclass Plain: ...",
        "ham/ota/image.py": "KIND = 1\nclass Image: ...",
        "app/__init__.py": "",
        **{f"app/n{n}.py": "import ham.ota\nham.ota.Plain()" for n in range(3)},
        "app/far/__init__.py": "",
        "app/far/m.py": "import ham.ota.image\nham.ota.image.KIND",
    }

    assert habits(files, use, "ham", "app/use.py")[0] == found


def test_an_import_inside_another_function_of_the_file_counts() -> None:
    assert habits({**APP}, "def f():\n    from lib import x\nx", "x") == ["from lib import x"]


def test_tests_are_no_source_of_project_code_for_product_code() -> None:
    files = {
        **APP,
        "tests/__init__.py": "",
        "tests/help.py": "def make(): ...",
        "tests/test_a.py": "from tests.help import make",
    }

    assert habits(files, "make()", "make") == []
    assert habits(files, "make()", "make", "tests/test_b.py") == ["from tests.help import make"]


def test_what_tests_import_from_outside_is_a_hint() -> None:
    assert habits({**APP, "tests/test_a.py": "import numpy as np"}, "np", "np") == ["import numpy as np"]


def test_services_stay_apart() -> None:
    files = {"a/__init__.py": "", "a/m.py": "def f(): ...", "a/n.py": "from a.m import f", "b/use.py": "f()"}
    ground = ground_of(files, lambda path: path.partition("/")[0])

    assert Habits(ground)(ask(files, "b/use.py", "f")) == []


@pytest.mark.parametrize(
    ("use", "first"),
    [
        ("datetime.now()", "from datetime import datetime"),
        ("datetime.timedelta(1)", "import datetime"),
        ("datetime(2000, 1, 1)", "from datetime import datetime"),
    ],
)
def test_of_two_meanings_the_one_that_is_used_alike_is_likelier(use: str, first: str) -> None:
    files = {
        **APP,
        "app/views/a.py": "import datetime\ndatetime.timedelta(2)\n",
        "app/views/b.py": "from datetime import datetime\ndatetime.now()\ndatetime(1, 1, 1)\n",
    }

    assert habits(files, use, "datetime")[0] == first


def test_a_module_that_the_file_imports_from_already_is_likelier() -> None:
    files = {**APP, "app/views/a.py": "from one import Page", "app/views/b.py": "from two import Page"}

    assert habits(files, "from two import Other\nPage", "Page")[0] == "from two import Page"


@pytest.mark.parametrize(
    ("package", "use", "found"),
    [
        ("", "app.models.user.User", "import app.models.user"),
        ("from app import models", "app.models.User", "import app"),
        ("VERSION = 1", "app.VERSION", "import app"),
        ("VERSION = 1", "app.VERSION\napp.models.User", "import app"),
    ],
)
def test_a_package_is_imported_with_the_submodule_that_is_read(package: str, use: str, found: str) -> None:
    assert habits({**APP, "app/__init__.py": package, "app/views/a.py": "import app"}, use, "app") == [found]


def test_what_an_import_or_a_text_names_is_not_read_by_its_file() -> None:
    other = "import app\nfrom app.models.user import User\nplace = 'app.models.user'\n"
    files = {**APP, "app/__init__.py": "", "app/views/a.py": other}

    assert habits(files, "app.models.user.User", "app") == ["import app.models.user"]
    assert habits({**files, "app/views/b.py": "import app\napp.models.x\n"}, "app.models.user.User", "app") == [
        "import app"
    ]


def test_a_submodule_that_others_read_without_importing_it_needs_no_import() -> None:
    files = {**APP, **{f"app/views/n{n}.py": "import lib\nlib.sub.go()" for n in range(9)}}

    assert habits({**files, "app/views/a.py": "import lib.sub"}, "lib.sub.stop()", "lib") == ["import lib"]
    assert habits({**APP, "app/views/a.py": "import lib.sub"}, "lib.sub.stop()", "lib") == ["import lib.sub"]


def test_what_no_other_file_reads_from_a_package_may_need_an_import() -> None:
    files = {**APP, "app/views/a.py": "import lib\nlib.run()"}

    assert weights(files, "lib.sub.go()", "lib") < weights(files, "lib.run()", "lib")


def test_what_is_known_of_other_packages_counts() -> None:
    files = {**APP, "app/views/a.py": "from lib import x", "app/views/use.py": "x.go"}
    ground = replace(ground_of(files), fits_outside=lambda module, name, _: Fit(against=f"{module}.{name} has no go"))

    found = Habits(ground)(ask(files, "app/views/use.py", "x"))

    assert [candidate.against for candidate in found] == ["lib.x has no go"]


def test_a_module_under_the_name_of_its_package_is_not_the_package() -> None:
    files = {f"app/views/{n}.py": "import redis.asyncio as redis" for n in "abc"}

    assert habits({**APP, **files}, "redis.from_url('x')", "redis") == ["import redis.asyncio as redis"]


def test_a_nickname_counts_less_than_a_name_but_for_files_of_its_folder() -> None:
    packages = {"app/one/__init__.py": "", "app/two/__init__.py": ""}
    nickname = {f"app/one/{n}.py": "from app.models.user import User as Person" for n in "ab"}
    name = {"app/staff.py": "class Person:\n    def __init__(self, name): ...\n"}
    name["app/two/c.py"] = "from app.staff import Person"
    files = {**APP, **packages, **nickname}

    assert habits(files, "Person('a')", "Person") == ["from app.models.user import User as Person"]
    files |= name
    assert habits(files, "Person('a')", "Person")[0] == "from app.staff import Person"
    assert habits(files, "Person('a')", "Person", "app/one/c.py")[0] == "from app.models.user import User as Person"


def test_what_the_file_calls_otherwise_is_not_meant() -> None:
    files = {**APP, "app/staff.py": "class User:\n    def __init__(self, name): ...\n"}
    use = "from app.models import User as Model\n\nUser('a')\nModel('a')\n"

    assert habits(files, use, "User") == ["from app.models import User # the file calls it Model"]


def test_what_the_file_calls_otherwise_and_never_uses_so_is_meant() -> None:
    use = "from app.models import User as Model\n\nUser('a')\n"

    assert habits({**APP, "app/staff.py": ""}, use, "User") == ["from app.models import User"]


@pytest.mark.parametrize(
    ("path", "beside"),
    [
        ("app/views/use.py", "from app.lock import acquire\n"),
        ("app/views/test_lock.py", ""),
        ("app/views/lock_test.py", ""),
    ],
)
def test_what_is_imported_often_does_not_count_where_the_file_is_closer_to_another(path: str, beside: str) -> None:
    files = {**APP, "app/kinds.py": "class Kind: ...\n", "app/lock.py": "class Kind: ...\ndef acquire(): ...\n"}
    files |= {f"app/views/{n}.py": "from app.kinds import Kind" for n in "abcd"}

    assert weights(files, "x: Kind", "Kind")[0] > ENOUGH
    assert weights(files, f"{beside}x: Kind", "Kind", path)[0] < ENOUGH


def test_an_import_from_a_folder_further_in_is_the_projects_own() -> None:
    files = {**APP, "app/views/run.py": "from models.user import User\n"}

    assert habits(files, "User('a')", "User") == ["from app.models import User"]


def test_the_name_of_a_standard_module_is_hardly_a_nickname() -> None:
    files = {
        **APP,
        "app/views/three.py": "import os as logging",
        "app/log.py": "import logging",
        "app/run.py": "import logging",
    }

    assert habits(files, "logging.info('x')", "logging")[0] == "import logging"


@pytest.mark.parametrize(("files", "is_enough"), [("ab", False), ("abc", True)])
def test_a_package_that_nothing_knows_of_has_to_be_imported_by_several_files(files: str, is_enough: bool) -> None:  # noqa: FBT001
    project = {**APP, "app/views/use.py": "Fruit()"}
    project |= {f"app/views/{name}.py": "from fruit import Fruit\nFruit()" for name in files}
    ground = replace(ground_of(project), is_known=lambda package: package == "requests")
    (found,) = Habits(ground)(ask(project, "app/views/use.py", "Fruit"))

    assert (found.weight > ENOUGH) is is_enough


def test_a_nickname_is_doubted_where_another_thing_has_the_name_itself() -> None:
    files = {
        **APP,
        "app/kinds.py": "class chord: ...\nclass _chord: ...\n",
        "app/views/three.py": "from app.kinds import chord as _chord",
    }

    assert weights(files, "_chord()", "_chord")[0] < ENOUGH
    assert weights({**files, "app/kinds.py": "class chord: ...\n_chord = 1\n"}, "_chord()", "_chord")[0] > ENOUGH


@pytest.mark.parametrize(("use", "is_enough"), [("x.__class__", False), ("x.go", True)])
def test_what_every_object_has_does_not_show_a_module(use: str, is_enough: bool) -> None:  # noqa: FBT001
    files = {**APP, **{f"app/views/{name}.py": "import x" for name in "abc"}}

    assert (weights(files, use, "x")[0] > ENOUGH) is is_enough


@pytest.mark.parametrize(("module", "is_enough"), [("fruit", True), ("_requests", True), ("unheard", False)])
def test_a_package_is_known_by_what_other_files_import_from_it(module: str, is_enough: bool) -> None:  # noqa: FBT001
    files = {f"app/views/{n}.py": f"from fruit import Kind{n}" for n in range(5)}
    files |= {f"app/views/{name}.py": f"from {module} import Fruit\nFruit()" for name in "ab"}
    files |= {**APP, "app/views/use.py": "Fruit()"}
    ground = replace(ground_of(files), is_known=lambda package: package == "requests")
    (found,) = Habits(ground)(ask(files, "app/views/use.py", "Fruit"))

    assert (found.weight > ENOUGH) is is_enough


def test_a_distribution_may_have_a_part_of_a_package_of_the_project() -> None:
    files = {
        "app/one.py": "from app.core import Part",
        "app/db.py": "",
        "app/two.py": "import app.db",
        "app/use.py": "Part",
    }
    ground = replace(ground_of(files), shared=frozenset({"app.core"}))

    assert [written(each) for each in Habits(ground)(ask(files, "app/use.py", "Part"))] == ["from app.core import Part"]


WORK = "import asyncio\nfrom work import go\nasync def main():\n    await go(1)\n"


@pytest.mark.parametrize(
    ("use", "is_enough"), [("async def f():\n    await go(2)", True), ("def f():\n    return go(2)", False)]
)
def test_what_others_always_await_is_not_called_plainly(use: str, is_enough: bool) -> None:  # noqa: FBT001
    files = {f"app/{n}.py": WORK for n in range(4)}
    (weight,) = weights(files, use, "go", "app/use.py")

    assert (weight >= ENOUGH) is is_enough


@pytest.mark.parametrize(("use", "is_enough"), [("web.App.run", True), ("web.connect(1)", False)])
def test_of_a_part_of_a_package_few_files_show_little(use: str, is_enough: bool) -> None:  # noqa: FBT001
    (weight,) = weights({"app/one.py": "from server import web\nweb.App()"}, use, "web", "app/use.py")

    assert (weight >= ENOUGH) is is_enough


def test_a_name_that_more_files_make_than_give_to_another_thing_is_not_that() -> None:
    files = {f"app/{n}.py": "log = make()" for n in range(4)}
    files |= {"app/base.py": "base_log = make()", "app/x/one.py": "from app.base import base_log as log"}
    (weight,) = weights(files, "log.info('')", "log", "app/y/use.py")

    assert weight < ENOUGH


@pytest.mark.parametrize(("use", "is_enough"), [("green.spawn(1)", True), ("green.monkey.patch()", False)])
def test_a_part_of_a_package_that_nobody_else_reads_may_have_to_be_imported(use: str, is_enough: bool) -> None:  # noqa: FBT001
    files = {f"app/{n}.py": "import green\ngreen.spawn(2)" for n in range(9)}
    (weight,) = weights(files, use, "green", "app/use.py")

    assert (weight >= ENOUGH) is is_enough


@pytest.mark.parametrize(("beside", "is_enough"), [("tests/other.py", True), ("tests/models.py", False)])
def test_a_module_in_the_same_folder_may_be_meant_as_well(beside: str, is_enough: bool) -> None:  # noqa: FBT001
    files = {**APP, "tests/__init__.py": "", beside: "", "tests/test_b.py": "import app"}
    files["app/one.py"] = "from app import models\nmodels.User"
    (weight,) = weights(files, "models.User", "models", "tests/test_it.py")

    assert (weight >= ENOUGH) is is_enough


@pytest.mark.parametrize(
    ("path", "importers", "is_enough"),
    [
        ("app/views/use.py", ["app/jobs/a.py", "app/jobs/b.py"], False),
        ("app/views/use.py", ["app/jobs/a.py", "app/run.py"], True),
        ("app/jobs/use.py", ["app/jobs/a.py", "app/jobs/b.py"], True),
    ],
)
def test_what_its_own_folder_alone_imports_may_elsewhere_be_another(
    path: str, importers: list[str], *, is_enough: bool
) -> None:
    files = {**APP, "app/jobs/__init__.py": "", "app/jobs/kinds.py": "class Kind: ...\n"}
    files |= dict.fromkeys(importers, "from app.jobs.kinds import Kind")

    assert weights(files, "x: Kind", "Kind", path)[0] > ENOUGH
    files["app/other.py"] = "class Kind: ...\n"
    assert (weights(files, "x: Kind", "Kind", path)[0] > ENOUGH) is is_enough


@pytest.mark.parametrize(
    ("beside", "is_refused"),
    [
        ("from fruit.v2 import peel", True),
        ("from fruit.v2 import peel\nfrom fruit import peel as p", True),
        ("from fruit.v2 import peel\nimport fruit\nfruit.peel()", False),
        ("from vegetables.v2 import peel", False),
        ("from fruit import peel", False),
    ],
)
def test_what_the_project_has_from_further_in_is_not_read_from_the_package(beside: str, *, is_refused: bool) -> None:
    files = {**APP, "app/views/a.py": "import fruit\nfruit.eat()", "app/views/b.py": beside}
    expected = "import fruit # the project has peel from further in" if is_refused else "import fruit"

    assert habits(files, "fruit.peel()", "fruit") == [expected]


@pytest.mark.parametrize(
    ("gate", "found"),
    [
        ("if NEW:\n    Needed = ...\nelse:\n    from library import Needed", []),
        ("if NEW:\n    from library import Needed", ["from library import Needed"]),
        (
            "try:\n    from library import Needed\nexcept ImportError:\n    Needed = None",
            ["from library import Needed"],
        ),
    ],
)
def test_one_branch_of_a_choice_is_no_habit(gate: str, found: list[str]) -> None:
    assert habits({"app/__init__.py": "", "app/gate.py": gate}, "Needed", "Needed") == found


@pytest.mark.parametrize(("files", "is_enough"), [(1, False), (3, True)])
def test_a_word_that_is_handed_on_may_be_a_module_where_few_import_the_name(files: int, is_enough: bool) -> None:  # noqa: FBT001
    project = {**APP, **{f"app/views/n{count}.py": "import x" for count in range(files)}}

    assert (weights(project, "f(x.go)", "x")[0] > ENOUGH) is is_enough
    assert weights(project, "x.go()", "x")[0] > ENOUGH


def test_what_the_own_package_defines_outdoes_what_others_import() -> None:
    files = {
        "app/__init__.py": "class Model: ...\n",
        "app/one.py": "from app import Model\n",
        "app/two.py": "from app import Model\n",
        "app/sub/__init__.py": "",
    }
    own = {**files, "app/sub/__init__.py": "class Model: ...\n"}

    assert weights(files, "Model()", "Model", "app/sub/use.py")[0] > ENOUGH
    assert weights(own, "Model()", "Model", "app/sub/use.py")[0] < ENOUGH


def test_a_nickname_of_one_of_many_is_not_taken_from_one_file() -> None:
    files = {"app/__init__.py": "", "app/a.py": "def app(): ...\n", "app/one.py": "from app.a import app as other\n"}
    many = {**files, **{f"app/{name}.py": "def app(): ...\n" for name in "bc"}}

    assert weights(files, "other()", "other", "app/use.py")[0] > ENOUGH
    assert weights(many, "other()", "other", "app/use.py")[0] < ENOUGH


@pytest.mark.parametrize(
    ("import_", "is_reached"),
    [
        ("from app.pool import Pool", True),
        ("def f():\n    from app.pool import Pool", False),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.pool import Pool", False),
    ],
)
def test_another_distribution_is_imported_from_where_that_is_done_already(import_: str, is_reached: bool) -> None:  # noqa: FBT001
    files = {
        "one/pyproject.toml": "",
        "one/app/__init__.py": "",
        "one/app/pool.py": "class Pool: ...",
        "one/app/text.py": "def rewrap(text): ...",
        "one/app/use.py": "from app.text import rewrap",
        "two/pyproject.toml": "",
        "two/worker/__init__.py": "",
        "two/worker/pool.py": import_,
    }
    found = habits(files, "rewrap('')", "rewrap", "two/worker/use.py")

    assert found == ["from app.text import rewrap"] * is_reached


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        (
            "models.Cart, models.Line",
            [("app.shop", ""), ("django.db", "no other file reads Cart from it")],
        ),
        ("models.Cart, models.Field", [("django.db", ""), ("app.shop", "it has no Field")]),
    ],
)
def test_a_module_that_has_what_is_read_outdoes_one_from_which_nobody_reads_it(
    use: str, expected: list[tuple[str, str]]
) -> None:
    common = {f"app/views/n{n}.py": "from django.db import models\nmodels.Field()" for n in range(5)}
    files = {
        **common,
        "app/__init__.py": "",
        "app/shop/__init__.py": "",
        "app/shop/models.py": "class Cart: ...\nclass Line: ...\n",
        "app/views/one.py": "from app.shop import models\nmodels.Cart()",
        "app/views/use.py": use,
    }
    found = Habits(ground_of(files))(ask(files, "app/views/use.py", "models"))

    assert [(each.module, each.against) for each in found] == expected


def test_another_definition_in_the_module_that_a_test_is_named_after_outdoes_a_habit() -> None:
    files = {
        **APP,
        "app/a.py": "class Kind: ...\nclass A: ...",
        "app/b.py": "class Kind: ...\nclass B: ...",
        "app/test_a.py": "from app.a import Kind",
    }
    use = "from app.a import A\nfrom app.b import B\nKind"

    assert weights(files, use, "Kind", "app/test_b.py") < [0.5] < weights(files, use, "Kind", "app/test_c.py")


def test_the_habit_of_the_asynchronous_half_is_none_of_the_other() -> None:
    files = {
        **APP,
        "app/async_parts.py": "def make(): ...",
        "app/parts.py": "def make(): ...",
        "app/async_use.py": "from app.async_parts import make",
    }

    assert weights(files, "make()", "make", "app/use.py") < [0.5] < weights(files, "make()", "make", "app/async_b.py")


def test_a_file_that_keeps_to_its_folder_does_not_follow_a_habit_of_others() -> None:
    files = {
        **APP,
        "app/kinds/__init__.py": "",
        **{f"app/kinds/{n}.py": f"class {n.upper()}: ..." for n in "abc"},
        "app/kinds/page.py": "class Page: ...",
        "app/page.py": "class Page: ...",
        **{f"app/views/n{n}.py": "from app.page import Page" for n in range(5)},
    }
    near, far = ("from .a import A\nfrom .b import B\n", "from .c import C\nPage"), "from app.models import User\nPage"

    assert weights(files, "".join(near), "Page", "app/kinds/use.py") < [0.5]
    assert weights(files, near[0] + far, "Page", "app/kinds/use.py") > [0.5]
