"""What is sought name by name is what is learned from all files."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import remend.project
from remend.cache import Cache
from remend.index.calls import Calls
from remend.project import Project
from remend.rules.missing_await.knowing import know
from remend.rules.missing_await.known import Known
from remend.rules.missing_await.lore import Learned, learn
from remend.rules.missing_await.sought import Sought
from remend.snapshot import FolderSnapshot
from repository import write

BEYOND = frozenset(["sleep"])
CALLS = "    await p.fetch(1)\n" * 3

FILES: dict[str, str | bytes] = {
    "plain.py": """\
def run(): ...
def both(): ...
class A:
    def go(self): ...
    def both_ways(self): ...
""",
    "asynchronous.py": """\
async def fetch_all(): ...
class B:
    async def both_ways(self): ...
    async \\
 def far(self): ...
""",
    "nested.py": """\
def outer():
    async def inner(): ...
    def local(): ...
    inner(), local()
""",
    "comment.py": """\
# async
def quiet(): ...
TEXT = '''
async def told(): ...
def told_plainly(): ...
'''
""",
    "typed.py": "from typing import Coroutine\n\ndef promise() -> Coroutine[None, None, None]: ...\n",
    "wrap.py": """\
def retried(f):
    async def wrapper(): ...
    return wrapper
def by(n):
    def made(f):
        async def w(): ...
        return (  # this
            w
        )
    return made
""",
    "wrapped.py": """\
@wrap.retried
def once(): ...
class C:
    @wrap.by(3)
    def twice(self): ...
    @other
    def never(self): ...
""",
    "alias.py": """\
from asynchronous import fetch_all as got
from plain import (
    fetch_all as  # so
    ran,
)
loader: object = got
first = second = asynchronous.fetch_all
split: Dict[
    str
] = fetch_all
same \\
    = fetch_all
called = fetch_all()
if (walrus := fetch_all): ...
class D:
    held = once
    def __init__(self):
        self.kept = (  # it
            fetch_all)
    def set(self): self.later = sleep
""",
    "habit.py": f"""\
from lib import Client
async def use(p: Client, q: other.Thing):
{CALLS}    p.fetch(2)
    q.stop()
""",
    "again/__init__.py": "",
    "again/habit.py": f"""\
from lib import Client as C
from .base import Base
async def use(p: C, r: Base):
{CALLS}    await r.go()
""",
    "other_habits.py": f"""\
import lib, typing
from typing import Optional
async def use(p: Optional[lib.Client]):
{CALLS}
async def used(a, p: (  # one
    lib . Client) | None = None):
{CALLS}
async def not_told(p, q: "lib.Client"):
{CALLS}
""",
    "entering.py": """\
from contextlib import asynccontextmanager, contextmanager
class Entered:
    def __enter__(self): ...
class EnteredAsync:
    async def __aenter__(self): ...
class Both(Entered):
    def __enter__(self): ...
    async def __aenter__(self): ...
class First(Entered): ...
class Second(lib.First): ...
class Third(Second): ...
class Fourth(Third): ...
class FirstAsync(EnteredAsync, Other): ...
@contextmanager
def opened(): ...
@asynccontextmanager
async def opened_async(): ...
def listed() -> list[int]: ...
shared: Entered = None
class Holder:
    own = opened_async()
    lock: lib.Lock
    def __init__(self):
        self.inner, self.kept = 1, Third()
        self.held = Third()
""",
    "odd.py": "async def \uff4fdd(): ...\n\ndef \uff50lain_odd(): ...\nalias_odd = odd\n",
    "latin.py": "# coding: latin-1\nasync def caf\xe9(): ...\nthe\xe9 = caf\xe9\n".encode("latin-1"),
    "accent.py": "async def l\xe4uft(): ...\ndef steht_\xe4(): ...\n\xe4hnlich = l\xe4uft\n",
    "broken.py": "async def broken(:\n",
}


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Learned, Known]:
    monkeypatch.setattr(remend.project, "is_about_few", lambda *_: True)
    write(tmp_path, FILES)
    project = Project(FolderSnapshot(tmp_path), jobs=1)
    made = know(project, frozenset(), sinks=frozenset(), beyond=BEYOND, opinion={})
    return learn(Project(FolderSnapshot(tmp_path), jobs=1), BEYOND), made


def names() -> list[str]:
    texts = (text if isinstance(text, str) else text.decode("latin-1") for text in FILES.values())
    words = {word for text in texts for word in re.findall(r"\w+", text)} | {"odd", "plain_odd", "nobody", "sleep"}
    return sorted(word for word in words if not word.isdigit())


def test_a_name_is_what_all_files_together_say_it_is(known: tuple[Learned, Known]) -> None:
    learned, made = known
    assert isinstance(made.lore, Sought)

    for name in names():
        for form in (name, f".{name}"):
            assert made.lore.is_coroutine(form) == learned.is_coroutine(form), form
        assert made.lore.is_plain(name) == learned.is_plain(name), name
        assert made.lore.is_distinct(name) == learned.is_distinct(name), name
        assert made.lore.definers_of_plain(name) == learned.definers_of_plain(name), name


def test_what_may_be_is_all_that_is(known: tuple[Learned, Known]) -> None:
    learned, made = known

    assert {name for name in learned.names if not made.lore.may_be_coroutine(name)} == set()
    assert {name for name in learned.plain if not made.lore.may_be_plain(name)} == set()
    assert not made.lore.may_be_coroutine("nobody")
    assert not made.lore.may_be_plain("nobody")


def _entering(name: str) -> Calls:
    return Calls({}, {}, coroutines=("main",), entered=(name,))


def _entering_async(name: str) -> Calls:
    return Calls({}, {}, entered_async=(name,))


def _calling(name: str) -> Calls:
    return Calls({f".{name}": 1}, {}, entered_async=("nobody",))


@pytest.mark.parametrize("calls", [_entering, _entering_async, _calling])
def test_what_can_be_entered_is_what_all_files_say(known: tuple[Learned, Known], calls: Callable[[str], Calls]) -> None:
    learned, made = known
    asked = {name: calls(name) for name in [*names(), "Lock", "open"]}

    told = {name for name, each in asked.items() if learned.managers.may_err(each)}

    assert {name for name, each in asked.items() if made.lore.managers.may_err(each)} == told
    assert len(told) > 2


def test_habits_are_counted_in_all_files(known: tuple[Learned, Known]) -> None:
    learned, made = known

    assert learned.habit("lib.Client", "fetch") == (12, 1)
    asked = [*learned.habits, ("lib.Client", "never"), ("nobody", "fetch"), ("", "fetch")]
    assert [made.lore.habit(*each) for each in asked] == [learned.habit(*each) for each in asked]


def test_the_forms_that_are_meant_are_among_the_files(known: tuple[Learned, Known]) -> None:
    learned, _ = known

    made = [
        "once",
        "twice",
        "far",
        "promise",
        "got",
        "ran",
        "first",
        "second",
        "split",
        "same",
        "walrus",
        "held",
        "kept",
        "later",
        "odd",
        "alias_odd",
        "fetch",
    ]
    assert [name for name in made if not learned.is_coroutine(f".{name}")] == []
    others = ["loader", "called", "never", "inner", "told", "local", "both_ways_not", "quiet"]
    assert [name for name in others if learned.is_coroutine(f".{name}")] == []


def test_another_process_is_given_what_all_files_say(known: tuple[Learned, Known]) -> None:
    learned, made = known

    sent = pickle.loads(pickle.dumps(made.lore))  # noqa: S301 (what was just written)

    assert (sent.names, sent.plain, sent.habits) == (learned.names, learned.plain, learned.habits)


def test_calls_by_name_are_found_in_the_files_that_have_it(known: tuple[Learned, Known]) -> None:
    _, made = known

    assert made.is_habit("fetch") is True
    assert made.is_habit("go") is False
    assert made.is_always_awaited("fetch") is True
    assert made.telling.tells("p", "fetch") is False


def test_what_was_told_of_files_holds_for_as_long_as_they_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remend.project, "is_about_few", lambda *_: True)
    write(tmp_path, FILES)

    def asked(cache: Cache) -> dict[str, bool]:
        project = Project(FolderSnapshot(tmp_path), jobs=1, cache=cache)
        lore = know(project, frozenset(), sinks=frozenset(), beyond=BEYOND, opinion={}).lore
        return {name: lore.is_coroutine(f".{name}") for name in names()}

    with Cache(tmp_path) as cache:
        before = asked(cache)
        write(tmp_path, {"plain.py": "async def go(): ...\nasync def brand_new(): ...\nsteht_now = go\n"})
        after = asked(cache)
    learned = learn(Project(FolderSnapshot(tmp_path), jobs=1), BEYOND)

    assert after == {name: learned.is_coroutine(f".{name}") for name in names()}
    assert after != before
