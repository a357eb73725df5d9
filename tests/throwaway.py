"""A rule made for one test: a name is the pattern, and what becomes of it is up to the test.

Importable as `throwaway` from every test: `from throwaway import Old, load`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import libcst as cst

from remend.model import Safety, Severity, Violation
from remend.module import Module, Site, Surroundings
from remend.rule import Change, Mend, Needs, Options, Rule

Changed = cst.CSTNode | Sequence[cst.CSTNode] | None
NEW = Needs(module="shared.env", name="new")


def load(text: str, surroundings: Surroundings | None = None, *, encoding: str = "utf-8") -> Module:
    """A module at `shop/cart.py`."""
    module = Module.load("shop/cart.py", text.encode(encoding), surroundings)
    assert isinstance(module, Module), module
    return module


def renamed(node: cst.CSTNode) -> cst.CSTNode:
    """`old` becomes `new` wherever it stands in the fragment."""
    changed = node.visit(_Renamed())
    assert isinstance(changed, cst.CSTNode)
    return changed


class _Renamed(cst.CSTTransformer):
    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:  # noqa: N802
        return updated_node.with_changes(value="new") if original_node.value == "old" else updated_node


@dataclass
class Plan:
    """What the rule does with a place where `old` stands.

    `target` gives the site to rewrite, by steps up from the name; `reason` declines.
    """

    codemod: Callable[[cst.CSTNode], Changed] = renamed
    up: int = 0
    statement: bool = False
    needs: Needs | None = None
    frees: bool = False
    together: int = 0
    text: str | None = None
    reason: str = ""
    safety: Safety = Safety.SAFE
    words: tuple[str, ...] = field(default=("old",))


class Old(Rule):
    """The name `old` is used.

    It is going away.
    """

    id = "old"
    summary = "the name old"
    subject = "say new"
    triggers = (b"old",)
    examples = ()

    def __init__(self, plan: Plan | None = None) -> None:
        super().__init__(Options())
        self.plan = plan or Plan()

    def detect(self, module: Module) -> Iterator[Violation]:
        """Yield every read of one of the plan's words."""
        module.notes[self.id] = sites = {}
        for site in module.sites(self.plan.words):
            if isinstance(site.node, ast.Name) and isinstance(site.node.ctx, ast.Load):
                span = module.span(site.node)
                sites[span] = site
                yield Violation(
                    rule=self.id,
                    path=module.path,
                    span=span,
                    severity=Severity.LOW,
                    safety=self.plan.safety,
                    message="old is used",
                    form=site.node.id,
                    code=module.source.line(span.line).strip(),
                    symbol=module.symbol(site.path),
                    unsafe_because="it may differ" if self.plan.safety is Safety.UNSAFE else "",
                )

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        """The plan."""
        plan = self.plan
        if plan.reason:
            return plan.reason
        site: Site = module.notes[self.id][violation.span]
        target = module.span(site.up(plan.up).node)
        change = Change(target=target, codemod=plan.codemod, statement=plan.statement, text=plan.text)
        return Mend(
            changes=(change,),
            needs=(plan.needs,) if plan.needs is not None else (),
            frees=(site,) if plan.frees else (),
            together=("all", plan.together) if plan.together else None,
        )
