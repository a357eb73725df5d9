"""What one module, or one class, binds its names to, of several bindings the one that counts."""

from __future__ import annotations

from collections.abc import Mapping

from remend.index.facts import Attribute, Class, Facts, Function, Guard, Import

Fact = Function | Class | Attribute


def bound_names(facts: Facts) -> Mapping[str, Fact | Import]:
    """What each name stands for once the module has run.

    What is bound for certain comes before what depends on a condition; of several that are certain the last counts, of
    others the first: an `except` or `else` is for when that fails.
    """
    own: list[Fact | Import] = [*facts.names, *facts.classes, *facts.functions]
    own += (fact for fact in facts.imports if fact.guard is not Guard.FUNCTION and fact.name != "*")
    own.sort(key=lambda fact: (-fact.guard, -fact.line if fact.guard else fact.line))
    return {fact.name: fact for fact in own}


def own_member(owner: Class, name: str) -> Function | Attribute | None:
    """What a class itself has under a name: the last method, setters aside, or the attribute that tells most."""
    methods = [method for method in owner.methods if method.name == name]
    getters = [m for m in methods if not any(d.startswith(f"{name}.") for d in m.decorators)]
    if methods:
        return (getters or methods)[-1]
    attributes = [attribute for attribute in owner.attributes if attribute.name == name]
    return max(attributes, key=lambda a: (bool(a.annotation), bool(a.value)), default=None)


def is_kept_by_stub(path: str, bound: Fact | Import | None) -> bool:
    """Whether a stub imports something for its own use: it gives away only what it imports with an `as`."""
    return path.endswith(".pyi") and isinstance(bound, Import) and not bound.is_renamed
