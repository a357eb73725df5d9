"""`remend explain`: what a rule finds, why that hurts, and what the mend does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from remend.errors import UsageError
from remend_cli import output as out
from remend_cli.options import Config, given


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Id of the rule, as `remend rules` lists it.")],
    *,
    config: Config = None,
) -> None:
    """Explain one rule: what it finds, its options, and its examples."""
    from remend.config import load_config
    from remend.nearest import advise
    from remend.report import rules as pages
    from remend.review.range_rule import all_range_rules

    known = load_config(Path.cwd(), overrides=given(config) or ()).known
    if rule in known:
        out.write(pages.explain(known[rule], color=out.wants_color()))
        return
    judging = {each.id: each for each in all_range_rules()}
    if rule not in judging:
        raise UsageError(f"there is no rule `{rule}`{advise(rule, (*known, *judging))}")
    out.write(pages.explain_range(judging[rule], color=out.wants_color()))
