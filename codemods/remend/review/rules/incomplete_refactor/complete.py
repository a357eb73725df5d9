"""What a range began and left: as changes of its review, and as the rule that completes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from remend.review.ends import Ends
from remend.review.merge import LEARNED
from remend.review.model import Change
from remend.review.rules.incomplete_refactor.seek import what_is_left
from remend.review.rules.incomplete_refactor.site import Left
from remend.review.rules.incomplete_refactor.sweep import States, Sweep
from remend.review.rules.incomplete_refactor.tell import tell
from remend.templates.imports import imports_of
from remend.templates.learned import Completion, LearnedRewrite, SiteKey, site_key


def told(ends: Ends) -> Sequence[Change]:
    """The sites that were left, each once, under the template with the most support."""
    return ends.recall(_unfinished)[0]


def completing(ends: Ends) -> LearnedRewrite:
    """The rule that rewrites the sites that are told; its violations have the fingerprints of these."""
    return ends.recall(_unfinished)[1]


def _unfinished(ends: Ends) -> tuple[Sequence[Change], LearnedRewrite]:
    """Both from one search, for it takes long; the trees that it goes through are not kept."""
    files, found = what_is_left(ends)
    changes = [change for sweep, lefts in found for change in tell(LEARNED, sweep, lefts, files)]
    return changes, _rule(ends, files, found)


def _rule(ends: Ends, files: Mapping[str, States], found: Sequence[tuple[Sweep, Sequence[Left]]]) -> LearnedRewrite:
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
