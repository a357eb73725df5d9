from __future__ import annotations

from planning import changed
from remend.plan.changes.cutting import Block, members, statements

HEAD = '"""Says\nwhat it is.\n"""\nfrom __future__ import annotations\n'
CLASS = "@marked\n@marked(\n    twice\n)\nclass A(\n    B,\n):\n    c = 1\n\n    @kept\n    def d(self):\n        e\n"
TAIL = "if f:\n    g\nelse:\n    h\n"
AFTER = HEAD + CLASS + TAIL


def test_statements_begin_with_their_decorators_and_go_on_after_else() -> None:
    file = changed("a.py", AFTER, AFTER)

    assert lines(statements(file)) == [(1, 4), (4, 5), (5, 17), (17, 21)]


def test_a_class_is_its_head_and_its_members() -> None:
    file = changed("a.py", AFTER, AFTER)
    *_, whole, other = statements(file)
    head, member = members(file, whole)

    assert lines([head, member]) == [(5, 14), (14, 17)]
    assert b"".join(head.text(file, frozenset())).decode() == "\n".join([*CLASS.split("\n")[:9], "    pass\n"])
    assert b"".join(member.text(file, frozenset())) == b"if 1:\n    pass\n    @kept\n    def d(self):\n        e\n"
    assert members(file, other) == []


def test_nothing_is_cut_where_a_part_goes_on() -> None:
    before, after = "a = (\n    1\n)\nb = 2\nc = 3\n", "a = 1\nb = 3\nc = 3\n"
    file = changed("a.py", before, after, (range(1, 5), range(1, 3)))

    (both, rest) = statements(file)

    assert lines([both, rest]) == [(1, 3), (3, 4)]
    assert (both.parts, rest.parts) == ([*file.parts], [])


def test_what_only_goes_belongs_to_what_it_was_the_beginning_of() -> None:
    before, after = "def a():\n    b\n    c\n\n\n@d\ndef e():\n    f\n", "def a():\n    b\n\n\ndef e():\n    f\n"
    file = changed("a.py", before, after, (range(3, 4), range(3, 3)), (range(6, 7), range(5, 5)))
    of_body, of_decorator = file.parts

    assert [block.parts for block in statements(file)] == [[of_body], [of_decorator]]


def lines(blocks: list[Block]) -> list[tuple[int, int]]:
    return [(block.lines.start, block.lines.stop) for block in blocks]
