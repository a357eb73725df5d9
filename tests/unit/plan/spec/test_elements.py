from __future__ import annotations

import time

import pytest

from remend.errors import ConfigError
from remend.plan.spec.elements import MOST_BYTES, parse

LAUGHS = b"""<!DOCTYPE a [
<!ENTITY x "ha">
<!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;">
]><a>&y;</a>"""


def complaint(content: bytes) -> str:
    with pytest.raises(ConfigError) as caught:
        parse(content, "spec.xml")
    return str(caught.value)


def test_an_element_knows_where_it_stands() -> None:
    root, repaired = parse(b"<spec>\n<rules>\n<rule/><rule name='a'>one\n  two</rule></rules></spec>", "spec.xml")

    first, second = root.children[0].children
    assert (first.path, first.line) == ("spec/rules/rule", 3)
    assert (second.path, second.line, second.prose) == ("spec/rules/rule[@name='a']", 3, "one two")
    assert repaired == ()


def test_tags_and_names_are_plain_words() -> None:
    root, _ = parse(b"<spec><splitting_triggers name='service_boundary'/><antiPattern/></spec>", "spec.xml")

    assert [(child.tag, child.words) for child in root.children] == [
        ("splitting triggers", "service boundary"),
        ("anti pattern", ""),
    ]


def test_what_only_looks_like_markup_is_text() -> None:
    root, repaired = parse(
        b"<spec><a><![CDATA[x <y@z> & ]]></a>\n<b>By: A &amp; B <a@b.org></b>\n<c>1 < 2 & 3</c></spec>", "spec.xml"
    )

    assert [child.prose for child in root.children] == ["x <y@z> &", "By: A & B <a@b.org>", "1 < 2 & 3"]
    assert repaired == (2, 3)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "spec.xml: line 1: this is no well-formed XML: no element found; mend it, or name another"),
        (b"<a>\n<b></a>", "spec.xml: line 2: this is no well-formed XML: mismatched tag; mend it, or name another"),
        (
            b"<a>\n&nbsp;</a>",
            "spec.xml: line 2: this is no well-formed XML: undefined entity; mend it, or name another",
        ),
        (b"<a>" * 100, "spec.xml: line 1: elements are nested more than 64 deep; no spec needs that"),
        (LAUGHS, "spec.xml: line 2: the entity `x` is declared, which is not read; write out what it stands for"),
        (
            b'<?xml version="1.0" encoding="nope"?><a/>',
            "spec.xml: its encoding cannot be read: unknown encoding: nope; save the file as UTF-8",
        ),
        (b" " * (MOST_BYTES + 1), "spec.xml: a spec has at most 500,000 bytes, this has 500,001; name another"),
    ],
)
def test_what_is_wrong_is_told_with_the_line(content: bytes, expected: str) -> None:
    assert complaint(content) == expected


def test_nothing_outside_the_file_is_read() -> None:
    root, _ = parse(b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><a>x</a>', "spec.xml")

    assert root.prose == "x"
    assert "is declared" in complaint(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>')


def test_other_encodings_are_read() -> None:
    root, _ = parse('<?xml version="1.0" encoding="utf-16"?><a>é</a>'.encode("utf-16"), "spec.xml")

    assert root.prose == "é"


@pytest.mark.parametrize("content", [b"<a>" + b"<" * 400_000, b"<a>" + b"<!--" * 100_000, b"<a " + b"x='" * 100_000])
def test_a_file_made_to_take_long_does_not(content: bytes) -> None:
    start = time.process_time()

    assert complaint(content)
    assert time.process_time() - start < 10
