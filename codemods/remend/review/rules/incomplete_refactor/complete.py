"""The rule that completes what a range began, with the templates learned from it."""

from __future__ import annotations

from remend.review.ends import Ends
from remend.review.rules.incomplete_refactor.seek import what_is_left
from remend.templates.imports import imports_of
from remend.templates.learned import Completion, LearnedRewrite, SiteKey, site_key


def completing(ends: Ends) -> LearnedRewrite:
    """The rule, with all sites that `IncompleteRefactor` tells; its violations have the fingerprints of these."""
    files, found = what_is_left(ends)
    completions = []
    for sweep, lefts in found:
        sites: dict[str, set[SiteKey]] = {}
        for left in lefts:
            sites.setdefault(left.path, set()).add(site_key(left.names.module, left.match.tree))
        if sites:
            imports = imports_of(sweep.template, sweep.edits, lambda path: files[path].after, ends.head.modules)
            lost = {path: files[path].before.at_top() for path in sites if path in files}
            completions.append(
                Completion(
                    template=sweep.template,
                    sites={path: frozenset(keys) for path, keys in sites.items()},
                    imports=imports,
                    count=len(sweep.edits),
                    lost=lost,
                )
            )
    return LearnedRewrite(completions)
