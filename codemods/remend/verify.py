"""Checks a rewrite before anyone sees it.

A wrong mend is worse than none, so the result is parsed and detected again: what was mended must be gone, nothing may
have come, and a second run must find nothing to do. What lies outside the edits must be unchanged.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Sequence

from remend.detect import detect, likeness
from remend.edits import splice
from remend.model import Diagnostic, Rewrite, Violation
from remend.module import Module
from remend.rule import Rule

Attempted = Callable[[Module, Sequence[Violation]], bool]


def verify(rewrite: Rewrite, module: Module, rules: Sequence[Rule], mends_again: Attempted) -> str:
    """Why `rewrite` of `module` must not stand, or an empty string.

    `rules` are all rules of the run; `mends_again` tells whether the run would mend any of the violations it is given
    in the module it is given.
    """
    source = module.source
    if source.encode(splice(source.text, rewrite.edits)) != rewrite.after:
        return "it changes more than its edits say"
    again = Module.load(rewrite.path, rewrite.after, module.surroundings)
    if isinstance(again, Diagnostic):
        return f"it does not parse: line {again.line}: {again.message}"
    fault = compile_fault(again)
    if fault and not compile_fault(module):
        return f"it does not compile: {fault}"
    found = detect(again, rules)
    left = Counter(map(likeness, detect(module, rules))) - Counter(map(likeness, rewrite.mended))
    if came := Counter(map(likeness, found)) - left:
        rule, _, symbol, form = next(iter(came))
        return f"{rule} still finds {form}" + (f" in {symbol}" if symbol else "") + " afterwards"
    if mends_again(again, found):
        return "a second run would change it again"
    return ""


def compile_fault(module: Module) -> str:
    """What the compiler says against a module that parses, such as a `return` outside a function; usually nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(module.tree, module.path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError) as error:
        return str(error)
    return ""
