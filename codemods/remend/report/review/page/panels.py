"""The sections of a page that are no cards: scope, areas, actions, steps, commits, and what was not judged."""

from __future__ import annotations

from collections.abc import Iterable

from remend.report.review.page.cards import badge, commit
from remend.report.review.page.markup import Markup, join, prose, tag
from remend.report.review.plain import SHORT
from remend.report.review.wording import CHECKLIST, GUARD, rules_told
from remend.report.words import counted, duration
from remend.review.model import Review, Scope, Verdict
from remend.review.topics import Topic

_FEW = 12
STEPS = "steps"


def scope(of: Scope) -> Markup:
    """Range, commits and files."""
    ends = [tag("code", of.base[:SHORT], title=of.base), " to ", tag("code", _short(of.head), title=of.head)]
    rows = [("Range", tag("code", of.asked)), ("Commits", join(ends))]
    if of.date:
        rows.append(("As of", tag("time", of.date.replace("T", " "), datetime=of.date)))
    shown = [tag("dl", *(join([tag("dt", name), tag("dd", value)]) for name, value in rows), class_="facts")]
    if of.commits:
        commits = tag("ol", *(tag("li", commit(each)) for each in of.commits), class_="commits")
        shown.append(_folded(counted(len(of.commits), "commit"), commits, few=len(of.commits) <= _FEW))
    if of.files:
        title = f"{counted(len(of.files), 'file')} changed"
        shown.append(_folded(title, _paths(of.files), few=len(of.files) <= _FEW))
    return join(shown)


def areas(review: Review) -> Markup:
    """How much of each verdict is in each part of the code base."""
    if not review.areas:
        return Markup()
    heads = ("Area", "Regressions", "To verify", "Acceptable")
    head = tag("tr", *(tag("th", each, scope="col") for each in heads))
    rows = [
        tag(
            "tr",
            tag("th", area.name, scope="row"),
            *(tag("td", f"{each:,}") for each in (area.regressions, area.to_verify, area.acceptable)),
        )
        for area in review.areas
    ]
    return tag("table", tag("thead", head), tag("tbody", *rows))


def actions(anchored: Iterable[tuple[str, Topic]]) -> Markup:
    """What to do, the most urgent first: mend what regressed, then answer what could not be told."""
    ranked = sorted(anchored, key=lambda pair: (pair[1].first.verdict is not Verdict.REGRESSION, -pair[1].severity))
    return tag("ol", *(_action(anchor, topic) for anchor, topic in ranked), class_="actions") if ranked else Markup()


def _action(anchor: str, topic: Topic) -> Markup:
    if topic.first.verdict is Verdict.REGRESSION:
        what = "Take the mend" if any(change.mend for change in topic.changes) else "Mend by hand"
    else:
        questions = topic.each_once(lambda change: change.questions)
        what = f"Answer {counted(len(questions), 'question')}" if questions else "Verify"
    link = tag("a", prose(topic.title), href=f"#{anchor}")
    return tag("li", badge(topic.severity), tag("span", f"{what}: ", link, " ", tag("code", topic.first.path)))


def steps(review: Review) -> Markup:
    """Lines for a shell, and the button that copies them; without scripts there is none."""
    if not review.steps:
        return Markup()
    lines = (tag("span", line, Markup("\n")) for line in review.steps)
    button = tag("button", "Copy", type="button", data_copy=STEPS, hidden=True)
    return tag("div", button, tag("pre", tag("code", *lines, id=STEPS)), class_="shell")


def series(review: Review) -> Markup:
    """The commits that mend the regressions, in order."""
    if not review.units:
        return Markup()
    units = [
        tag(
            "li",
            *([tag("code", unit.commit[:SHORT]), " "] if unit.commit else []),
            tag("strong", unit.subject),
            tag("span", f"{counted(len(unit.rewrites), 'file')}, {duration(unit.review_seconds)} to review"),
        )
        for unit in review.units
    ]
    return tag("ol", *units, class_="series")


def checklist(review: Review) -> Markup:
    """The rules that had something to say, and whether anything regressed by them."""
    items = [
        tag("li", tag("strong" if has_regressed else "span", CHECKLIST[has_regressed]), ": ", tag("code", rule))
        for rule, has_regressed in rules_told(review)
    ]
    return tag("ul", *items, class_="checklist") if items else Markup()


def guard(review: Review) -> Markup:
    """What keeps the next range from regressing likewise."""
    return tag("div", tag("pre", tag("code", GUARD)), class_="shell") if review.regressions else Markup()


def unjudged(review: Review) -> Markup:
    """The changed files that no rule speaks about."""
    return _paths(review.scope.unjudged) if review.scope.unjudged else Markup()


def notes(review: Review) -> Markup:
    """What else has to be said, of files and of the run."""
    said = [
        tag("li", tag("code", f"{each.path}:{each.line}"), f" {each.kind}: {each.message}")
        for each in review.diagnostics
    ]
    said += [tag("li", prose(note)) for note in review.notes]
    return tag("ul", *said, class_="notes") if said else Markup()


def _paths(paths: Iterable[str]) -> Markup:
    return tag("ul", *(tag("li", tag("code", path)) for path in paths), class_="paths")


def _folded(title: str, content: Markup, *, few: bool) -> Markup:
    return tag("details", tag("summary", title), content, open=few)


def _short(name: str) -> str:
    """A commit id cut to what a reader needs; any other name, such as `work tree`, as it is."""
    return name[:SHORT] if len(name) >= 40 and name.isalnum() else name
