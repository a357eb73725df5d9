from __future__ import annotations

import ast
import logging

import pytest

from remend.edits import splice
from remend.legacy.concepts import CONCEPTS
from remend.legacy.modernize import modernize
from remend.legacy.modernized import Modernized, Place

CERTAIN = tuple(name for name, concept in CONCEPTS.items() if not concept.doubt)


def made(text: str, *concepts: str, place: Place | None = None, kept: frozenset[int] = frozenset()) -> Modernized:
    result = modernize(text, "shop.py", concepts or CERTAIN, place, kept)
    assert result is not None
    return result


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("print 'a',\n", "print('a', end=' ')\n"),
        ("print 'a\\n',\n", "print('a\\n', end='')\n"),
        ("print 'a\\\\n',\n", "print('a\\\\n', end=' ')\n"),
        ("print '%s\\t' % a,\n", "print('%s\\t' % a, end='')\n"),
        ("print a, b % '\\n',\n", "print(a, b % '\\n', end=' ')\n"),
        ("print (a, b)\n", "print((a, b))\n"),
        ("print\n", "print()\n"),
        ("raise E, None\n", "raise E\n"),
        ("raise E, V, T\n", "raise E(V).with_traceback(T)\n"),
        ("raise E, E(a)\n", "raise E(a)\n"),
        ("raise E, E(a), t\n", "raise E(a).with_traceback(t)\n"),
        ("x = sys.exc_type\nprint x\n", "x = sys.exc_info()[0]\nprint(x)\n"),
        ("raise e[0], e[1], e[2]\n", "raise e[1].with_traceback(e[2])\n"),
        ("a, b, c = sys.exc_info()\nraise a, b, c\n", "a, b, c = sys.exc_info()\nraise b.with_traceback(c)\n"),
        ("x = 0777L + 0L + 00 + 0xFFL\n", "x = 0o777 + 0 + 00 + 0xFF\n"),
        ("x = ur'\\d\\u00e9'\n", "x = '\\\\d\\u00e9'\n"),
        ("x = '\\u00e9', u'\\u00e9'\n", "x = '\\\\u00e9', '\\u00e9'\n"),
        ("f = lambda (a, b): a + b\n", "f = lambda a_b: a_b[0] + a_b[1]\n"),
        ("f = lambda (a, b), c: a + c\n", "f = lambda a_b, c: a_b[0] + c\n"),
        ("def f(async): return async\n", "def f(async_): return async_\n"),
        ("isinstance(a, (int, long))\n", "isinstance(a, int)\n"),
        ("class A(unicode): pass\nclass B(long): pass\n", "class A(str): pass\nclass B(int): pass\n"),
        ("self.unicode = unicode(a)\n", "self.unicode = str(a)\n"),
        ("types.ListType, types.StringType\n", "list, types.StringType\n"),
        ("import httplib\nhttplib.OK\n", "import http.client\nhttp.client.OK\n"),
        ("import Queue\nuse(Queue)\n", "import queue as Queue\nuse(Queue)\n"),
        (
            "import sys, urllib, urllib2\nurllib2.Request(urllib.quote(a))\n",
            "import sys, urllib.request, urllib.parse, urllib.error\nurllib.request.Request(urllib.parse.quote(a))\n",
        ),
        ("def f(): Queue.a\nimport Queue\n", "def f(): Queue.a\nimport queue as Queue\n"),
        ("import Queue, StringIO\nuse(Queue)\n", "import queue as Queue, io\nuse(Queue)\n"),
        (
            "def f(a):\n    b = []\n    b.append(a)\n    b = filter(None, b)\n    if b: return b[0]\n",
            "def f(a):\n    b = []\n    b.append(a)\n    b = [_f for _f in b if _f]\n    if b: return b[0]\n",
        ),
        ("a = filter(f, sorted(b))[0]\n", "a = list(filter(f, sorted(b)))[0]\n"),
        ("a = filter(lambda x: x > 1, [b, c])\n", "a = [x for x in [b, c] if x > 1]\n"),
        ("import cPickle as pickle\n", "import pickle\n"),
        ("import cPickle as pickle, Queue as q\n", "import pickle, queue as q\n"),
        ("import httplib\nhttp = httplib.OK\n", "import http.client as httplib\nhttp = httplib.OK\n"),
    ],
)
def test_a_difference_is_mended_as_python_2_meant_it(before: str, after: str) -> None:
    assert made(before).text == after


@pytest.mark.parametrize(
    "text",
    [
        "def long(a): return a\nx = long(3)\n",
        "from six.moves import map\nx = map(f, a)\n",
        "def f(input):\n    return input(3)\n",
        "for k in d.keys():\n    use(k)\n",
        "x = sorted(d.keys())\n",
        "x = set(map(f, a))\n",
        "x = map(f, a, b)\n",
        "import string\n",
    ],
)
def test_what_is_as_well_in_python_3_stays(text: str) -> None:
    assert made(text).text == text


def test_a_list_is_made_of_a_dict_only_where_one_is_needed() -> None:
    assert made("x = d.keys()[0]\n").text == "x = list(d.keys())[0]\n"
    assert made("for k in d.keys():\n    del d[k]\n").text == "for k in list(d.keys()):\n    del d[k]\n"
    assert made("x = d.keys()\n").text == "x = d.keys()\n"
    assert made("x = d.keys()\n", "dict lists in doubt").text == "x = list(d.keys())\n"


def test_each_concept_is_a_step_that_its_edits_lead_to() -> None:
    text = "try:\n    print `a`\nexcept E, e:\n    print 0777\n"
    result = made(text)
    for step in result.steps:
        text = splice(text, step.edits)
        assert text == step.text
    assert text == result.text
    ast.parse(result.text)
    names = [step.concept for step in result.steps]
    assert names == ["backticks", "except clauses", "integer literals", "print statements"]


def test_sites_are_places_of_the_first_text() -> None:
    text = "print `a`, `b`\nprint 0777\n"
    sites = {step.concept: [text[start:end] for start, end in step.sites] for step in made(text).steps}
    assert sites == {
        "backticks": ["`a`", "`b`"],
        "integer literals": ["0777"],
        "print statements": ["print `a`, `b`", "print 0777"],
    }


def test_layout_and_comments_stay() -> None:
    text = "try:\n    pass  # why\nexcept (A,\n        B), (c, d):   # both\n    # c and d\n    print c , d  # each"
    after = made(text).text
    assert after == (
        "try:\n    pass  # why\nexcept (A,\n        B) as caught:   # both\n    # c and d\n    (c, d) = caught.args\n"
        "    print(c , d)  # each"
    )


def test_comments_beside_what_goes_are_handed_on() -> None:
    text = 'class A:\n    """Doc."""\n    # why\n    __metaclass__ = M\n    x = 1\n    print x\n'
    assert made(text).text == 'class A(metaclass=M):\n    """Doc."""\n    # why\n    x = 1\n    print(x)\n'
    text = 'def f((a, b)):\n    """Doc."""\n    # why\n    return a\n'
    assert made(text).text == 'def f(pair):\n    """Doc."""\n    (a, b) = pair\n    # why\n    return a\n'


def test_what_begins_on_a_line_that_is_kept_stays() -> None:
    assert made("print 1\nprint 2\n", kept=frozenset({2})).text == "print(1)\nprint 2\n"


def test_modules_beside_the_file_are_imported_relatively() -> None:
    place = Place(siblings=frozenset({"config", "Queue"}), modules=frozenset({"shop", "commands"}))
    text = "import config\nimport Queue, commands\nfrom config import a\nimport config.inner\nimport StringIO\n"
    result = made(text, place=place)
    assert result.text == (
        "from . import config\nimport Queue, commands\nfrom .config import a\nimport config.inner\nimport io\n"
    ).replace("import Queue, commands", "import queue, commands")
    assert [(warned.line, warned.concept) for warned in result.warnings] == [
        (2, "implicit relative imports"),
        (4, "implicit relative imports"),
    ]


def test_absolute_imports_stay_absolute() -> None:
    text = "from __future__ import absolute_import\nimport config\n"
    assert made(text, place=Place(siblings=frozenset({"config"}))).text == text


def test_string_exceptions_are_told() -> None:
    (warned,) = made("x = 1\nraise 'nothing'\n").warnings
    assert (warned.line, warned.concept) == (2, "raise statements")


@pytest.mark.parametrize("text", ["def f(:\n", "match x:\n    case 1: print 2\n", "x = '", "if x:\nprint 1\n"])
def test_what_is_no_python_2_has_no_modernized_text(text: str) -> None:
    assert modernize(text, "shop.py", CERTAIN) is None


@pytest.mark.slow
def test_one_huge_literal_takes_no_longer_than_many_lines() -> None:
    """Each name and string of it has all others beside it; to look at them every time took hours."""
    text = "import Queue\nx = [" + ", ".join(f"u'{n}', a{n}, {n}L" for n in range(8_000)) + "]\nprint x\n"
    result = made(text)
    assert [len(step.sites) for step in result.steps] == [8_000, 1, 1, 8_000]


def test_nothing_is_printed_or_logged(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        made("print map(None, a, b), raw_input(), `1`\nraise 'a', b\n")
    assert (capfd.readouterr(), caplog.records) == (("", ""), [])


def test_the_order_of_concepts_is_that_of_their_names() -> None:
    assert all(name == name.lower() for name in CONCEPTS)
    assert list(CERTAIN) == sorted(CERTAIN)
    assert list(CONCEPTS)[: len(CERTAIN)] == list(CERTAIN)


def test_the_title_of_a_concept_fits_a_subject() -> None:
    assert [concept.title for concept in CONCEPTS.values() if len(f"refactor: {concept.title}") > 50] == []


@pytest.mark.parametrize(
    ("imported", "used", "after"),
    [
        ("from cStringIO import StringIO", "f = StringIO(struct.pack('>I', n))", "from io import BytesIO as StringIO"),
        ("from cStringIO import StringIO", "f = StringIO()\nf.write(b'x')", "from io import BytesIO as StringIO"),
        ("from cStringIO import StringIO", "z = ZipFile(StringIO(data))", "from io import BytesIO as StringIO"),
        ("from cStringIO import StringIO as S", "z = tarfile.open(fileobj=S(a))", "from io import BytesIO as S"),
        ("from StringIO import (StringIO)", "f = StringIO(a.encode('utf-8'))", "from io import (BytesIO as StringIO)"),
        ("from StringIO import StringIO", "f = StringIO('x')", "from io import StringIO"),
        ("from StringIO import StringIO", "self.f = StringIO()\nprint >>self.f, 'x'", "from io import StringIO"),
        ("from StringIO import StringIO", "f = StringIO()\nsys.stdout = f", "from io import StringIO"),
        ("from StringIO import StringIO", "csv.reader(StringIO(data))", "from io import StringIO"),
    ],
)
def test_a_buffer_holds_what_the_file_puts_into_it(imported: str, used: str, after: str) -> None:
    result = made(f"{imported}\n{used}\n")
    assert result.text.splitlines()[0] == after
    assert result.warnings == ()


def test_a_buffer_of_bytes_is_one_wherever_its_module_makes_it() -> None:
    result = made("import cStringIO\nf = cStringIO.StringIO(s.recv(9))\ng = cStringIO.StringIO()\n")
    assert result.text == "import io\nf = io.BytesIO(s.recv(9))\ng = io.BytesIO()\n"


@pytest.mark.parametrize(
    "used", ["f = StringIO(data)", "f = StringIO('\\x89PNG')", "f = StringIO('x')\nf.write(b'x')", "g = StringIO"]
)
def test_a_buffer_of_which_nothing_tells_what_it_holds_is_told(used: str) -> None:
    result = made(f"from cStringIO import StringIO\n{used}\n")
    assert result.text.splitlines()[0] == "from io import StringIO"
    assert [(warned.line, warned.concept) for warned in result.warnings] == [(1, "modules that moved")]


@pytest.mark.parametrize(
    "text",
    [
        "a = filter(f, b)\n",
        "b = []\na = filter(f, b)\n",
        "def f(b):\n    if not b: b = []\n    return filter(None, b)\n",
        "def f(a):\n    b = []\n    for b in a: pass\n    return filter(None, b)\n",
        "def f(a):\n    b = []\n    b, c = a\n    return filter(None, b)\n",
        "def f(a):\n    b = []\n    global b\n    return filter(None, b)\n",
        "def f(a):\n    def g():\n        b = []\n    return filter(None, b)\n",
        "def f(a):\n    b = [a]\n    b = a\n    return filter(None, b)\n",
        "def f(a):\n    b = [a]\n    b += a\n    return filter(None, b)\n",
        "def f(a):\n    return filter(None, a.b)\n",
        "def f(a, b=[]):\n    return filter(None, b)\n",
    ],
)
def test_what_filter_gives_may_be_no_list(text: str) -> None:
    assert made(text).text == text


def test_what_is_listed_already_is_not_listed_again() -> None:
    assert made("a = filter(f, [b])\n", *CONCEPTS).text == "a = list(filter(f, [b]))\n"
