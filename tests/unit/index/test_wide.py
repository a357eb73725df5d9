from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from remend.index.beyond import Beyond
from remend.index.extract import extract
from remend.index.facts import Class, Function
from remend.index.index import Definition, Index
from remend.index.modules import ModuleMap
from remend.index.wide import overloads, wide_index
from repository import write

NEW = (3, 12)


def wide(own: dict[str, str] | None = None, folder: Path | None = None, since: tuple[int, int] = NEW) -> Index:
    files = own or {}
    index = Index({path: extract(path, text.encode()) for path, text in files.items()}, ModuleMap(files))
    return wide_index(index, Beyond([folder] if folder else [], since))


@pytest.fixture(scope="module")
def standard() -> Index:
    return wide()


def function(found: Definition | None) -> Function:
    assert found is not None
    assert isinstance(found.fact, Function)
    return found.fact


def owner(index: Index, path: str, name: str) -> Class:
    found = index.lookup(path, name)
    assert found is not None
    assert isinstance(found.fact, Class)
    return found.fact


@pytest.mark.parametrize(
    ("dotted", "is_async"),
    [
        ("asyncio.sleep", True),
        ("asyncio.tasks.sleep", True),
        ("asyncio.create_task", False),
        ("asyncio.get_running_loop", False),
        ("asyncio.Queue.get", True),
        ("asyncio.Queue.get_nowait", False),
        ("asyncio.Lock.acquire", True),
        ("asyncio.Lock.release", False),
        ("asyncio.PriorityQueue.get", True),
        ("asyncio.BoundedSemaphore.acquire", True),
        ("asyncio.subprocess.Process.wait", True),
        ("asyncio.TaskGroup.create_task", False),
        ("contextlib.asynccontextmanager", False),
        ("contextlib.AsyncExitStack.aclose", True),
        ("unittest.IsolatedAsyncioTestCase.asyncSetUp", True),
        ("unittest.IsolatedAsyncioTestCase.assertEqual", False),
        ("collections.abc.Sequence.index", False),
        ("builtins.str.join", False),
        ("os.path.join", False),
    ],
)
def test_the_standard_library_tells_what_is_a_coroutine_function(standard: Index, dotted: str, is_async: bool) -> None:  # noqa: FBT001
    found = standard.resolve(dotted)

    assert function(found).is_async == is_async
    assert found is not None and found.path.startswith("<typeshed>/")


@pytest.mark.parametrize("dotted", ["asyncio.nothing", "asyncio.Queue.nothing", "missing", "missing.a.b", "os.sys_"])
def test_what_there_is_not_is_not_found(standard: Index, dotted: str) -> None:
    assert standard.resolve(dotted) is None


def test_a_star_gives_nothing_that_a_stub_imports_for_itself(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "shop/__init__.pyi": "from ._core import *\n",
            "shop/_core.pyi": "import os\nfrom ._deep import Shelf, Till as Till\nclass Cart(Shelf): ...\n",
            "shop/_deep.pyi": "class Shelf:\n    async def put(self): ...\nclass Till: ...\n",
        },
    )
    index = wide(folder=tmp_path)

    assert [index.resolve(f"shop.{name}") is not None for name in ("Cart", "Till", "Shelf", "os")] == [
        True,
        True,
        False,
        False,
    ]
    assert function(index.resolve("shop.Cart.put")).is_async


def test_names_are_followed_from_the_project_through_a_package_to_where_they_are_defined(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "shop/__init__.py": "from .api import *\nfrom . import prices as cost\n",
            "shop/api.py": "from ._client import Client as Client, fetch\nget = fetch\n__all__ = ['Client', 'get']\n",
            "shop/_client.py": "from ._base import Base\nasync def fetch(): ...\nclass Client(Base): ...\n",
            "shop/_base.py": "class Base:\n    def get(self): ...\n",
            "shop/prices.py": "async def total(): ...\n",
            "shop-stubs/_base.pyi": "class Base:\n    async def get(self) -> int: ...\n",
        },
    )
    index = wide({"app.py": "import shop\nfrom shop import Client as C, cost\nfrom app import C as D\n"}, tmp_path)

    client = index.lookup("app.py", "D")
    assert client is not None and isinstance(client.fact, Class)
    method = index.member(client.path, client.fact, "get")
    assert function(method).is_async
    assert method is not None and method.path == (tmp_path / "shop-stubs/_base.pyi").as_posix()
    assert function(index.resolve("app.cost.total")).is_async
    assert index.lookup("app.py", "shop") == Definition((tmp_path / "shop/__init__.py").as_posix())
    assert index.defines((tmp_path / "shop/__init__.py").as_posix(), "get")
    assert not index.defines((tmp_path / "shop/__init__.py").as_posix(), "fetch")


def test_a_class_of_the_project_inherits_from_beyond_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"shop.py": "import missing\nclass Base(dict):\n    async def get(self): ...\nclass Odd(missing.A): ..."},
    )
    text = (
        "import asyncio\nimport shop\nfrom typing import Generic\n"
        "class Jobs(asyncio.Queue[int], Generic[T]):\n    def put(self): ...\n"
        "class Basket(shop.Base): ...\nclass Failure(Exception): ...\nclass Odd(shop.Odd): ...\n"
        "class Plain(object): ...\nclass Dict(dict): ...\n"
    )
    index = wide({"app.py": text}, tmp_path)

    def asked(name: str, member: str) -> bool | None:
        found = index.member("app.py", owner(index, "app.py", name), member)
        return None if found is None else function(found).is_async

    assert (asked("Jobs", "get"), asked("Jobs", "put"), asked("Jobs", "join")) == (True, False, True)
    assert (asked("Basket", "get"), asked("Basket", "items"), asked("Dict", "get")) == (True, False, False)
    assert (asked("Failure", "with_traceback"), asked("Plain", "__eq__"), asked("Odd", "get")) == (False, None, None)
    unknown = [name for name in ("Jobs", "Basket", "Failure", "Odd", "Plain", "Dict") if _has_unknown(index, name)]
    assert unknown == ["Odd"]


def _has_unknown(index: Index, name: str) -> bool:
    return index.has_unknown_base("app.py", owner(index, "app.py", name))


def test_modules_that_lead_to_each_other_come_to_an_end(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "shop/__init__.py": "from .a import *\nfrom .b import thing\n",
            "shop/a.py": "from .b import *\nfrom .b import thing\nclass A(B): ...\n",
            "shop/b.py": "from .a import *\nfrom .a import thing\nfrom shop import other\nclass B(A): ...\n",
        },
    )
    index = wide(folder=tmp_path)

    assert [index.resolve(f"shop.{name}") for name in ("thing", "other", "A.thing")] == [None, None, None]


def test_the_project_s_own_packages_hide_installed_ones(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "shop/__init__.py": "",
            "shop/old.py": "def gone(): ...\n",
            "spread/theirs.py": "def there(): ...\n",
            "redis/__init__.py": "def connect(): ...\n",
        },
    )
    own = {"shop/__init__.py": "", "spread/ours.py": "def here(): ...\n"}
    index = wide(own, tmp_path)

    assert index.modules.find("shop") == "shop/__init__.py"
    assert index.resolve("shop.old.gone") is None
    assert function(index.resolve("spread.ours.here")).name == "here"
    assert function(index.resolve("spread.theirs.there")).name == "there"
    assert function(index.resolve("redis.connect")).name == "connect"


def test_a_folder_of_tests_does_not_hide_the_standard_library() -> None:
    index = wide(
        {
            "tests/asyncio/__init__.py": "",
            "tests/asyncio/queues.py": "def made(): ...\n",
            "tests/asyncio/own.py": "from .queues import made\n",
            "src/json/__init__.py": "def loads(): ...\n",
            "queue.py": "class Queue: ...\n",
        }
    )

    assert function(index.resolve("asyncio.Queue.get")).is_async
    assert function(index.resolve("tests.asyncio.own.made")).name == "made"
    assert index.modules.name("tests/asyncio/queues.py") == "tests.asyncio.queues"
    assert index.modules.find("asyncio.own") is None
    assert [index.modules.find(name) for name in ("json", "queue")] == ["src/json/__init__.py", "queue.py"]
    assert index.modules.resolve("json.loads") == "src/json/__init__.py"


def test_what_goes_through_all_files_goes_through_the_project_s_alone(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": "from app import run\ndef run(): ...\n"})
    index = wide({"app.py": "import asyncio\nfrom shop import run\nasync def sleep(): ...\n"}, tmp_path)
    assert index.resolve("asyncio.sleep") is not None
    assert index.resolve("shop.run") is not None

    assert list(index.facts) == ["app.py"]
    assert len(index.facts) == 1
    assert [found.path for found in index.definers("sleep")] == ["app.py"]
    assert [site.path for site in index.importers("run")] == ["app.py"]
    assert [site.path for site in index.importing("shop")] == ["app.py"]
    assert index.modules.top_level == {"app"}


def test_all_forms_of_an_overloaded_function_are_told(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "shop.pyi": "import typing\n"
            "@typing.overload\nasync def get(a: int): ...\n@typing.overload\ndef get(a: str): ...\n"
            "class Client:\n"
            "    @typing.overload\n    async def get(self): ...\n    @typing.overload\n    def get(self, x): ...\n"
            "    @property\n    def size(self): ...\n    @size.setter\n    def size(self, size): ...\n"
        },
    )
    index = wide(folder=tmp_path)

    def forms(dotted: str) -> list[bool]:
        found = index.resolve(dotted)
        assert found is not None
        return [form.is_async for form in overloads(index, found)]

    assert (forms("shop.get"), forms("shop.Client.get")) == ([False, True], [False, True])
    assert (forms("shop.Client.size"), forms("shop.Client"), forms("os.getcwd")) == ([False], [], [False])


def test_a_version_of_python_decides_which_branch_of_a_stub_counts(tmp_path: Path) -> None:
    text = "import sys\nif sys.version_info < (3, 10):\n    def run(): ...\nelse:\n    async def run(): ...\n"
    write(tmp_path, {"shop.pyi": text})

    assert function(wide(folder=tmp_path, since=(3, 10)).resolve("shop.run")).is_async


def test_a_wide_index_can_be_handed_to_another_process(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": "async def run(): ...\n", "till.py": "async def count(): ...\n"})
    index = wide({"app.py": "from shop import run\nfrom till import count\n"}, tmp_path)
    index.resolve("app.run")
    copy: Index = pickle.loads(pickle.dumps(index))  # noqa: S301
    (tmp_path / "shop.py").unlink()

    assert function(copy.lookup("app.py", "run")).is_async
    assert function(copy.lookup("app.py", "count")).is_async
