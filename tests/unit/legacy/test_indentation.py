from __future__ import annotations

import pytest

from remend.edits import splice
from remend.legacy.indentation import unambiguous


def test_a_tab_leads_to_the_next_multiple_of_eight() -> None:
    text = "if a:\n\tb\n        c\n    \tif d:\n\t    e\n"
    assert splice(text, unambiguous(text)) == "if a:\n        b\n        c\n        if d:\n            e\n"


def test_only_the_indentation_of_statements_changes() -> None:
    text = 'if a:\n\tb = """\n\ttext\n"""\n\t# said\n        c = (1,\n\t\t2)\n'
    after = 'if a:\n        b = """\n\ttext\n"""\n\t# said\n        c = (1,\n\t\t2)\n'
    assert splice(text, unambiguous(text)) == after


@pytest.mark.parametrize(
    "text", ["if a:\n\tb\n\tif c:\n\t\td\n", "if a:\n    b\n", "if a:\n\tb\n\tif c:\n\t    d\n", "if a:\n\tb = (\n"]
)
def test_what_python_3_can_tell_or_nobody_stays(text: str) -> None:
    assert unambiguous(text) == ()
