"""The review as a person reads it in a terminal: a block for each matter, the worst first, then the sum."""

from __future__ import annotations

from collections.abc import Iterator

from remend.model import Severity
from remend.report.palette import BOLD, CYAN, DIM, GREEN, RED, SEVERITY, YELLOW, Palette, harmless
from remend.report.review.wording import blamed, faults, headline, range_name
from remend.report.text import paragraphs
from remend.report.words import counted
from remend.review.model import Origin, Review, Verdict
from remend.review.topics import Topic, worst_first

_INDENT = "    "


def render(review: Review, *, color: bool = False, quiet: bool = False, verbose: bool = False) -> str:
    """Regressions and what is to be verified; `verbose` adds what is acceptable, carried or not judged.

    `quiet` gives the regressions alone.
    """
    palette = Palette(color)
    told = [("regression", worst_first(review.regressions))]
    if not quiet:
        told.append(("to verify", worst_first(review.of(Verdict.NEEDS_VERIFICATION))))
    if verbose:
        told.append(("carried", worst_first(review.of(Verdict.REGRESSION, Origin.CARRIED))))
        told.append(("acceptable", worst_first(review.of(Verdict.ACCEPTABLE))))
    blocks = ["".join(f"{line}\n" for line in _block(kind, each, palette)) for kind, found in told for each in found]
    listed = "\n".join(blocks)
    broken = "".join(f"{palette(harmless(fault), RED)}\n" for fault in faults(review))
    if quiet:
        return paragraphs(listed, broken)
    return paragraphs(listed, broken, _notes(review, palette, verbose=verbose), _sum(review, palette))


def _block(kind: str, topic: Topic, palette: Palette) -> Iterator[str]:
    first = topic.first
    place = palette(f"{harmless(first.path)}:{topic.changes[0].line}:", BOLD)
    level = palette(topic.severity.label, SEVERITY[topic.severity]) if kind != "acceptable" else palette("ok", GREEN)
    yield f"{place} {level} {kind} {first.rule} {harmless(topic.title)}"
    if len(topic.changes) > 1:
        yield f"{_INDENT}lines {topic.lines}"
    for mark, code in (("-", first.before), ("+", first.after)):
        for line in code.splitlines()[:6] if kind != "acceptable" else ():
            yield palette(f"{_INDENT}{mark} {harmless(line.strip())}", DIM)
    for line in topic.evidence:
        yield palette(f"{_INDENT}note: {harmless(line)}", DIM)
    for line in topic.questions:
        yield palette(f"{_INDENT}check: {harmless(line)}", YELLOW)
    if blame := blamed(topic):
        yield palette(f"{_INDENT}since: {harmless(blame)}", CYAN)
    mends = sum(bool(change.mend) for change in topic.changes)
    if mends:
        yield palette(f"{_INDENT}help: remend fix --range mends {counted(mends, 'site')}", DIM)
    elif first.declined:
        yield palette(f"{_INDENT}no mend: {harmless(first.declined)}", DIM)


def _notes(review: Review, palette: Palette, *, verbose: bool) -> str:
    notes = [f"note: {harmless(note)}" for note in review.notes]
    unjudged = review.scope.unjudged
    if unjudged and verbose:
        notes += [f"not judged: {harmless(path)}" for path in unjudged]
    elif unjudged:
        notes.append(f"not judged: {counted(len(unjudged), 'changed file')} that no rule speaks about (-v lists them)")
    return "".join(f"{palette(note, DIM)}\n" for note in notes)


def _sum(review: Review, palette: Palette) -> str:
    head = f"{range_name(review)}: {counted(len(review.scope.commits), 'commit')}, "
    head += f"{counted(len(review.scope.files), 'file')} changed"
    worst = review.severity
    style = SEVERITY[worst] if worst is not None else SEVERITY.get(Severity.LOW, "")
    return f"{palette(harmless(head), BOLD)}\n{palette(headline(review).replace('**', ''), style if worst else '')}\n"
