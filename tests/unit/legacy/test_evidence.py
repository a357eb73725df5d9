from __future__ import annotations

import ast

import pytest

from remend.legacy.evidence import MAY_TELL, Evidence, evidence
from remend.legacy.modernized import Place


def seen(text: str, *modules: str) -> Evidence | None:
    return evidence(ast.parse(text), text, Place(modules=frozenset(modules)))


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("x = unicode(a)", "unicode names"),
        ("for x in xrange(3): pass", "lists from range"),
        ("isinstance(a, basestring)", "basestring"),
        ("d.has_key(k)", "has_key"),
        ("for k in d.iteritems(): pass", "dict iterators"),
        ("import urllib2", "modules that were split"),
        ("from urllib import quote", "modules that were split"),
        ("import urllib\nurllib.urlopen(a)", "modules that were split"),
        ("import cPickle as pickle", "modules that moved"),
        ("from StringIO import StringIO", "modules that moved"),
        ("from itertools import izip", "names of itertools"),
        ("sys.maxint", "sys.maxint"),
        ("class A:\n    def __nonzero__(self): return 1", "nonzero"),
        ("class A:\n    __metaclass__ = M", "metaclasses"),
        ("sorted(a, cmp=b)", "sorting by cmp"),
        ("cmp(a, b)", "cmp()"),
        ("first = d.values()[0]", "dict lists"),
        ("name = f.func_name", "function attributes"),
        ("import urllib\nurllib.pathname2url(a)", "modules that were split"),
    ],
)
def test_what_only_python_2_has_is_evidence(text: str, concept: str) -> None:
    assert seen(text) == Evidence(frozenset({concept}), frozenset())
    assert MAY_TELL.search(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "unicode = str\nunicode(a)",
        "from compat import unicode, xrange\nunicode(xrange(3))",
        "import six\nunicode(a)",
        "from django.utils import six\nd.has_key(k)",
        "from past.builtins import basestring\nbasestring, unicode",
        "import sys\nif sys.version_info[0] == 2: text = unicode",
        "text = unicode if PY2 else str",
        "if hasattr(d, 'iteritems'): d.iteritems()",
        "class A:\n    def __nonzero__(self): return 1\n    __bool__ = __nonzero__",
        "def f(a: int): return unicode(a)",
        "f'{unicode(a)}'",
        "import urllib.request\nurllib.parse.quote(a)",
        "from urllib import parse",
        "six.iteritems(d)",
        "df.items(), d.has_key(1, 2), a.unicode",
        "self.func_name, d.values(0)[0], d.values[0]",
        "a.func_name = 1\nb = a.func_name",
    ],
)
def test_what_runs_on_both_or_on_python_3_is_none(text: str) -> None:
    found = seen(text)
    assert found is None or not found.told


def test_what_is_tried_is_left_line_by_line() -> None:
    text = "try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle\nd.has_key(k)\n"
    assert seen(text) == Evidence(frozenset({"has_key"}), frozenset({2}))


def test_modules_of_the_project_are_its_own() -> None:
    found = seen("import commands", "commands")
    assert found == Evidence(frozenset(), frozenset())


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("from stock import count", True),
        ("import stock", True),
        ("import stock as s", True),
        ("from stock.shelf import Shelf", True),
        ("from __future__ import absolute_import\nimport stock", False),
        ("from . import stock", False),
        ("import stock\nif __name__ == '__main__': stock.count()", False),
        ("try:\n    import stock\nexcept ImportError:\n    from . import stock", False),
    ],
)
def test_an_import_of_a_module_beside_is_evidence_where_nothing_else_is_called_so(text: str, *, is_told: bool) -> None:
    found = evidence(ast.parse(text), text, Place(siblings=frozenset({"stock"}), meant=frozenset({"stock"})))
    assert found is not None
    assert found.told == ({"implicit relative imports"} if is_told else frozenset())
