"""Says what was left, where, and what the new form of it would be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from remend.detect import identity
from remend.model import Severity
from remend.review.model import Cause, Change, Origin, Verdict
from remend.review.rules.incomplete_refactor.site import Left
from remend.review.rules.incomplete_refactor.sweep import States, Sweep
from remend.templates.edits import Edit
from remend.templates.spell import filled
from remend.templates.term import spelled

_SHOWN = 3
_WHY = "One thing is now done in two ways: what the new form brings does not hold where the old one is left."


def tell(rule: str, sweep: Sweep, lefts: Iterable[Left], files: Mapping[str, States]) -> Iterator[Change]:
    """The sites of a sweep as changes; `files` are those that differ."""
    seen: Counter[tuple[str, ...]] = Counter()
    for left in lefts:
        tree, source = left.match.tree, left.names.module.source
        span = left.names.module.span(tree.node)
        symbol = left.names.module.symbol(tree.path)
        code = " ".join(source.text[span.start : span.end].split())
        key = (rule, left.path, symbol, str(sweep.template), code)
        number = seen[key]
        seen[key] += 1
        yield Change(
            rule=rule,
            path=left.path,
            line=span.line,
            end_line=span.end_line,
            verdict=Verdict.NEEDS_VERIFICATION if left.questions else Verdict.REGRESSION,
            origin=Origin.INTRODUCED,
            severity=Severity.LOW if left.questions else Severity.MEDIUM,
            title=_title(sweep, left),
            topic=str(sweep.template),
            why=_WHY,
            symbol=symbol,
            evidence=tuple(_evidence(sweep, left)),
            questions=left.questions,
            after="\n".join(map(source.line, range(span.line, span.end_line + 1))),
            cause=_cause(sweep, left, files),
            fingerprint=identity(*key, str(number)),
        )


def _title(sweep: Sweep, left: Left) -> str:
    own = sum(edit.path == left.path for edit in sweep.edits)
    count, place = (own, "in this file") if own else (len(sweep.edits), "in the range")
    sites = f"{count} other sites {place} were" if count > 1 else f"another site {place} was"
    return f"`{spelled(sweep.template.left)}` is left here, where {sites} rewritten"


def _evidence(sweep: Sweep, left: Left) -> Iterator[str]:
    edits = _nearest_first(sweep, left)
    shown = ", ".join(f"{edit.path}:{edit.line}" for edit in edits[:_SHOWN])
    more = f" and {len(edits) - _SHOWN} more" if len(edits) > _SHOWN else ""
    yield f"{len(edits)} sites were rewritten in the range: {shown}{more}"
    progress = sweep.files.get(left.path)
    if progress is not None:
        count = len(progress.left)
        yield f"{count} of the {progress.former} sites that the file had {'is' if count == 1 else 'are'} left"
    yield f"in the new form it is `{spelled(filled(sweep.template.right, left.match.bound))}`"


def _cause(sweep: Sweep, left: Left, files: Mapping[str, States]) -> Cause:
    """The nearest rewrite: without it, nothing would have been left out."""
    edit = _nearest_first(sweep, left)[0]
    states = files[edit.path]
    came = states.after.module.source.line(edit.after.node.lineno)
    return Cause(path=edit.path, came=came, went=states.before.module.source.line(edit.before.node.lineno))


def _nearest_first(sweep: Sweep, left: Left) -> list[Edit]:
    """The rewritten sites, those of the same file before the others."""
    return sorted(sweep.edits, key=lambda edit: edit.path != left.path)
