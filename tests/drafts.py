"""Units before they have words, made by hand.

Importable as `drafts` from every test: `from drafts import draft, rewrite, violation`.
"""

from __future__ import annotations

from typing import Any

from remend.model import Edit, Rewrite, Safety, Severity, Span, Violation
from remend.plan.alike import read_rewrite
from remend.plan.draft import Draft, common_folder
from remend.rule import Rule
from throwaway import Old


def violation(path: str = "a.py", **others: Any) -> Violation:
    """A harmless one in line 7."""
    fields: dict[str, Any] = {
        "rule": "old",
        "path": path,
        "span": Span(0, 3, 7, 1, 7, 4),
        "severity": Severity.LOW,
        "safety": Safety.SAFE,
        "message": "",
        "form": "old()",
        "code": "",
        "symbol": "",
    }
    return Violation(**{**fields, **others})


def unsafe(path: str = "a.py", because: str = "it may differ", **others: Any) -> Violation:
    """One whose mend may change the meaning."""
    return violation(path, safety=Safety.UNSAFE, unsafe_because=because, **others)


def rewrite(path: str, *mended: Violation, lines: int = 1, text: str = "") -> Rewrite:
    """`lines` calls of different functions become others, and nothing else; `text` tells apart what is read."""
    before = "".join(f"old{text}{number}()\n" for number in range(lines))
    after = before.replace("old", "new")
    starts = [sum(map(len, before.splitlines(keepends=True)[:number])) for number in range(lines)]
    edits = tuple(
        Edit(start, start + len(line), new)
        for start, line, new in zip(starts, before.splitlines(), after.splitlines(), strict=True)
    )
    found = mended or (violation(path),)
    return Rewrite(rule="old", path=path, old=before.encode(), new=after.encode(), mended=found, edits=edits)


def draft(*rewrites: Rewrite, rule: Rule | None = None, service: str = "shop", **others: Any) -> Draft:
    """One unit of a service that mends one concept."""
    made = rewrites or (rewrite(f"{service}/a.py".lstrip("/")),)
    is_unsafe = any(each.safety is Safety.UNSAFE for part in made for each in part.mended)
    fields: dict[str, Any] = {
        "rules": (rule or Old(),),
        "concepts": (made[0].mended[0].concept,),
        "service": service,
        "place": service or common_folder(each.path for each in made),
        "safety": Safety.UNSAFE if is_unsafe else Safety.SAFE,
        "rewrites": made,
        "readings": tuple(map(read_rewrite, made)),
    }
    return Draft(**{**fields, **others})
