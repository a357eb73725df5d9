from __future__ import annotations

from remend.index.extract import extract
from remend.index.index import Index
from remend.index.modules import ModuleMap
from remend.inference.infer import Inference
from remend.inference.references import Certainty, Files, callers, references
from remend.inference.values import FunctionValue

SHOP = """
class Cart:
    def total(self): ...

def price(): ...
"""


def _asked(name: str, files: dict[str, str]) -> tuple[Files, FunctionValue]:
    contents = {"shop.py": SHOP.encode()} | {path: text.encode() for path, text in files.items()}
    facts = {path: extract(path, raw) for path, raw in contents.items()}
    index = Index({path: each for path, each in facts.items() if each.parses}, ModuleMap(tuple(contents)))
    owner = facts["shop.py"].classes[0]
    fact = next(each for each in (*facts["shop.py"].functions, *owner.methods) if each.name == name)
    return Files(Inference(index), contents), FunctionValue("shop.py", fact.line, fact)


def _callers(name: str, text: str) -> list[tuple[str, int, Certainty]]:
    files, function = _asked(name, {"user.py": text})
    found = callers(files, function)
    return [(each.path, each.closely.module.span(each.site.node).line, each.certainty) for each in found]


def test_calls_are_found_under_every_name() -> None:
    text = "import shop\nfrom shop import price as cost, price\nshop.price()\ncost()\nprice()\n"
    found = _callers("price", text)
    assert sorted(found) == [("user.py", line, Certainty.SURE) for line in (3, 4, 5)]


def test_a_call_of_something_else_of_that_name_is_none() -> None:
    assert _callers("price", "def price(): ...\nprice()\n") == []


def test_a_method_is_found_by_its_receiver_or_by_its_name_alone() -> None:
    text = "from shop import Cart\ndef f(cart: Cart, x, y: dict):\n    cart.total()\n    x.total()\n    y.total()\n"
    assert _callers("total", text) == [("user.py", 3, Certainty.SURE), ("user.py", 4, Certainty.BY_NAME)]


def test_what_may_be_another_function_is_told_so() -> None:
    text = "import shop\nclass Other:\n    def total(self): ...\n"
    text += "def f(x):\n    c = shop.Cart() if x else Other()\n    c.total()\n"
    assert _callers("total", text) == [("user.py", 6, Certainty.PERHAPS)]


def test_what_is_handed_on_is_a_reference_and_no_call() -> None:
    files, function = _asked("price", {"user.py": "from shop import price\nprint(price)\n"})
    assert list(callers(files, function)) == []
    found = [each for each in references(files, "price", {("shop.py", function.line)}) if not isinstance(each, str)]
    assert [each.call for each in found if each.certainty is Certainty.SURE] == [None]


def test_a_file_that_does_not_parse_is_named() -> None:
    files, function = _asked("price", {"broken.py": "from shop import price\nprice(\n"})
    assert [each for each in references(files, "price", {("shop.py", function.line)}) if isinstance(each, str)] == [
        "broken.py"
    ]
