from __future__ import annotations

from dataclasses import replace

from remend.crew.sharing import Sharing
from remend.inspection import Inspection
from remend.model import Finding, Outcome
from remend.store import Store
from reports import UNIT

(REWRITE,) = UNIT.rewrites
(VIOLATION,) = REWRITE.mended


def copied(content: bytes) -> bytes:
    return bytes(bytearray(content))


def test_a_rewrite_begins_with_the_object_that_the_one_before_ended_with() -> None:
    store = Store()
    raw = store.put(copied(REWRITE.before))
    sharing = Sharing(store)
    first = sharing.inspection(Inspection(path=REWRITE.path, rewrite=REWRITE)).rewrite
    assert first is not None
    second = sharing.rewrite(replace(REWRITE, old=copied(REWRITE.after), new=b"more"))
    assert first.old is raw
    assert second.old is first.new
    assert first == REWRITE


def test_the_steps_of_a_rewrite_mend_the_violations_that_were_found() -> None:
    step = replace(REWRITE, old=copied(REWRITE.before), mended=(replace(VIOLATION),))
    made = replace(REWRITE, mended=(replace(VIOLATION),), steps=(step,))
    finding = Finding(violation=VIOLATION, outcome=Outcome.MENDED)
    shared = Sharing(Store()).inspection(Inspection(path="a.py", findings=(finding,), rewrite=made)).rewrite
    assert shared == made
    assert shared.mended[0] is shared.steps[0].mended[0] is VIOLATION
    assert shared.steps[0].old is shared.old


def test_without_a_rewrite_there_is_nothing_to_share() -> None:
    inspection = Inspection(path="a.py")
    assert Sharing(Store()).inspection(inspection) is inspection
