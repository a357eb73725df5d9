"""Code arranged as a pattern has it: arguments by keyword in its order, and what a hole for many takes in a row."""

from __future__ import annotations

from collections.abc import Sequence

from remend.templates.term import Head, Hole, Term, Tree


def arranged(pattern: Term | Hole, tree: Tree) -> Tree:
    """The tree with its rows as those of the pattern; as it is wherever it cannot match anyway."""
    if isinstance(pattern, Hole) or pattern.head != tree.term.head:
        return tree
    parts: Sequence[Tree] | None = tree.parts
    if pattern.is_sequence:
        parts = _row(pattern.parts, tree)
    if parts is None or len(parts) != len(pattern.parts):
        return tree
    inner = tuple(arranged(part, each) for part, each in zip(pattern.parts, parts, strict=True))
    return Tree(Term(tree.term.head, tuple(each.term for each in inner)), tree.path, inner)


def _row(pattern: Sequence[Term | Hole], tree: Tree) -> Sequence[Tree] | None:
    """The parts of a row, one for each part of the pattern's; None where there are too few or too many."""
    named = {name: at for at, part in enumerate(pattern) if (name := _keyword(part)) is not None}
    found: dict[int, Tree] = {}
    rest: list[Tree] = []
    for part in tree.parts:
        at = named.get(part.term.head.field("arg")) if part.term.head.type == "keyword" else None
        if at is None:
            rest.append(part)
        else:
            found[at] = part
    by_place = [at for at in range(len(pattern)) if at not in named.values()]
    many = next((at for at in by_place if _is_many(pattern[at])), None)
    taken = by_place if many is None else _around(by_place, many, rest, found, tree)
    if taken is None or len(taken) != len(rest):
        return None
    found |= dict(zip(taken, rest, strict=True))
    return [found[at] for at in range(len(pattern))] if len(found) == len(pattern) else None


def _around(
    by_place: Sequence[int], many: int, rest: list[Tree], found: dict[int, Tree], tree: Tree
) -> list[int] | None:
    """The places before and after a hole for many, which takes out of `rest` what they leave."""
    before, after = [at for at in by_place if at < many], [at for at in by_place if at > many]
    by_keyword = sum(part.term.head.type == "keyword" for part in rest)
    plain = len(rest) - by_keyword
    if plain < len(before) + len(after):
        return None
    inner = [*rest[len(before) : plain - len(after)], *rest[plain:]]
    head = Head("*", (("of", "str", tree.term.head.field("of")),))
    found[many] = Tree(Term(head, tuple(each.term for each in inner)), tree.path, tuple(inner))
    rest[:] = [*rest[: len(before)], *rest[plain - len(after) : plain]]
    return [*before, *after]


def _keyword(part: Term | Hole) -> str | None:
    return part.head.field("arg") if isinstance(part, Term) and part.head.type == "keyword" else None


def _is_many(part: Term | Hole) -> bool:
    return isinstance(part, Hole) and part.many
