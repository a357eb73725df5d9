from __future__ import annotations

from collections.abc import Callable

from remend.detect import detect
from remend.model import CommitUnit, Rewrite, Severity, Violation
from remend.module import Module
from remend.plan import plan_units
from remend.rewrite import rewrite
from throwaway import Old


def rewritten(path: str, text: str = "old\n", *, rule: Old | None = None) -> Rewrite:
    module = Module.load(path, text.encode())
    assert isinstance(module, Module)
    used = rule or Old()
    found = rewrite(module, used, detect(module, [used])).rewrite
    assert found is not None
    return found


def top(path: str) -> str:
    return path.partition("/")[0] if "/" in path else ""


def planned(*rewrites: Rewrite, service_of: Callable[[str], str] = top) -> tuple[CommitUnit, ...]:
    return plan_units(Old(), rewrites, service_of)


def test_each_service_has_one_unit_in_order_of_its_name() -> None:
    rewrites = [rewritten(path) for path in ("shop/b.py", "cart/a.py", "a.py", "shop/a.py")]

    units = planned(*rewrites)

    assert [(unit.service, [r.path for r in unit.rewrites]) for unit in units] == [
        ("", ["a.py"]),
        ("cart", ["cart/a.py"]),
        ("shop", ["shop/a.py", "shop/b.py"]),
    ]
    assert units == planned(*reversed(rewrites))


def test_the_service_with_the_worst_violation_comes_first() -> None:
    worst = rewritten("zoo/a.py")
    grave = tuple(
        Violation(**{name: getattr(v, name) for name in v.__slots__} | {"severity": Severity.CRITICAL})
        for v in worst.mended
    )
    worst = Rewrite(rule="old", path=worst.path, before=worst.before, after=worst.after, mended=grave)

    assert [unit.service for unit in planned(rewritten("cart/a.py"), worst)] == ["zoo", "cart"]


def test_a_unit_says_all_that_its_commit_needs() -> None:
    (unit,) = planned(rewritten("shop/a.py", "old\nold\n"), rewritten("shop/b.py"))

    assert unit.message == (
        "refactor(shop): say new\n"
        "\n"
        "It is going away.\n"
        "\n"
        "3 sites in 2 files:\n"
        "- shop/a.py:1 old\n"
        "- shop/a.py:2 old\n"
        "- shop/b.py:1 old\n"
        "\n"
        "Remend-Rule: old\n"
        "Remend-Violations: 3\n"
        "Remend-Review-Seconds: 9.2\n"
    )
    assert (unit.rule, unit.review_seconds, len(unit.violations), unit.commit) == ("old", 9.2, 3, None)


def test_nothing_mended_is_no_unit() -> None:
    assert planned() == ()
