from __future__ import annotations

from dataclasses import replace

from remend.crew.sharing import Sharing
from remend.inspection import Inspection, Task
from reports import UNIT

(REWRITE,) = UNIT.rewrites


def copied(content: bytes) -> bytes:
    return bytes(bytearray(content))


def test_a_rewrite_begins_with_the_object_that_the_one_before_ended_with() -> None:
    sharing = Sharing()
    task = Task(path=REWRITE.path, raw=copied(REWRITE.before), rules=frozenset())
    first = sharing.inspection(task, Inspection(path=REWRITE.path, rewrite=REWRITE)).rewrite
    assert first is not None
    second = sharing.rewrite(replace(REWRITE, before=copied(REWRITE.after), after=b"more"))
    assert first.before is task.raw
    assert second.before is first.after
    assert first == REWRITE


def test_without_a_rewrite_there_is_nothing_to_share() -> None:
    inspection = Inspection(path="a.py")
    assert Sharing().inspection(Task(path="a.py", raw=b"", rules=frozenset()), inspection) is inspection
