"""The review as a page: one file that needs no network and no other file, and can be read without its script.

The script filters, copies and remembers the theme. It is the only one that the page's own policy lets run, and
nothing may be loaded, so a hostile text would do no harm even if it were not escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from remend import __version__
from remend.report.review.page import panels
from remend.report.review.page.cards import card
from remend.report.review.page.filters import filters, themes
from remend.report.review.page.markup import Markup, join, tag
from remend.report.review.page.picture import severities
from remend.report.words import counted
from remend.review.mends import Repair
from remend.review.model import Change, Origin, Review, Verdict
from remend.review.topics import Topic, topics


@dataclass(frozen=True, slots=True)
class _Section:
    id: str
    title: str
    content: Markup
    count: int = 0


def render(review: Review) -> str:
    """The review as an HTML document, with a newline at the end."""
    script = _resource("review.js")
    title = f"Review of {review.scope.asked}"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{title}: {_headline(review)}"),
        tag("link", rel="icon", href="data:,"),
        tag("style", Markup(_resource("review.css"))),
    )
    sections = [section for section in _sections(review) if section.content]
    body = tag(
        "body",
        tag("a", "Skip to the review", href="#review", class_="skip"),
        tag("header", tag("p", title, class_="title"), themes(), class_="masthead"),
        tag("div", _aside(review, sections), _main(review, sections), class_="columns"),
        tag("footer", tag("p", f"remend {__version__}")),
        tag("script", Markup(script)),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _main(review: Review, sections: Iterable[_Section]) -> Markup:
    summary = tag(
        "section",
        tag("div", tag("h1", _headline(review)), tag("p", join(_lead(review), " ")), class_="lead"),
        severities(review),
        id="summary",
        class_="summary",
    )
    shown = [
        tag(
            "section",
            tag("h2", section.title, *_count(section)),
            section.content,
            id=section.id,
            data_cards=section.count > 0,
        )
        for section in sections
    ]
    nothing = tag("p", "No change agrees with the filter.", class_="nothing", hidden=True)
    return tag("main", summary, nothing, *shown, id="review", tabindex=-1)


def _aside(review: Review, sections: Iterable[_Section]) -> Markup:
    links = [tag("li", tag("a", each.title, *_count(each), href=f"#{each.id}")) for each in sections]
    return tag("aside", tag("nav", tag("ul", *links), aria_label="Sections"), filters(review))


def _count(section: _Section) -> Iterator[Markup]:
    if section.count:
        yield tag("span", f" {section.count:,}")


def _headline(review: Review) -> str:
    worst = review.severity
    if worst is not None:
        return f"{counted(len(review.regressions), 'regression')}, the worst {worst.label}"
    return "No regressions"


def _lead(review: Review) -> Iterator[str]:
    """What else there is, in sentences."""
    if not review.changes:
        yield f"The rules have nothing to say of {counted(len(review.scope.files), 'changed file')}."
    doubtful, fine = len(review.of(Verdict.NEEDS_VERIFICATION)), len(review.of(Verdict.ACCEPTABLE))
    if doubtful:
        yield f"{counted(doubtful, 'change')} could not be decided and need{'s' if doubtful == 1 else ''} verification."
    if fine:
        yield f"{counted(fine, 'change')} {'is' if fine == 1 else 'are'} acceptable."
    unjudged = len(review.scope.unjudged)
    if unjudged == 1:
        yield "One changed file was not judged: no rule speaks about it."
    elif unjudged:
        yield f"{unjudged:,} changed files were not judged: no rule speaks about them."


def _sections(review: Review) -> Iterator[_Section]:
    """All sections in their order; those with nothing to say are empty."""
    regressions = _anchored("regression", review.regressions)
    doubts = _anchored("verify", review.of(Verdict.NEEDS_VERIFICATION))
    carried = _anchored("carried", review.of(Verdict.REGRESSION, Origin.CARRIED))
    fine = (*review.of(Verdict.ACCEPTABLE), *review.of(Verdict.REGRESSION, Origin.RESOLVED))
    repair, nothing = Repair(review.changes, review.units), Repair((), ())
    yield _Section("scope", "Scope", panels.scope(review.scope))
    yield _cards("regressions", "Regressions", regressions, repair)
    yield _cards("verify", "Needs verification", doubts, repair)
    yield _cards("carried", "Carried from before", carried, nothing)
    yield _cards("acceptable", "Acceptable", _anchored("acceptable", fine), nothing)
    yield _Section("areas", "Areas", panels.areas(review))
    yield _Section("actions", "Recommended actions", panels.actions([*regressions, *doubts]))
    yield _Section("verification", "Verification steps", panels.steps(review))
    yield _Section("checklist", "Checklist", panels.checklist(review))
    yield _Section("series", "Commits that mend it", panels.series(review))
    yield _Section("guard", "For continuous integration", panels.guard(review))
    yield _Section("unjudged", "Not judged", panels.unjudged(review))
    yield _Section("notes", "Notes", panels.notes(review))


def _anchored(name: str, changes: Iterable[Change]) -> list[tuple[str, Topic]]:
    """The topics, the worst first, each with its id in the page."""
    worst_first = sorted(topics(changes), key=lambda topic: -topic.severity)
    return [(f"{name}-{number}", topic) for number, topic in enumerate(worst_first, start=1)]


def _cards(id_: str, title: str, anchored: Iterable[tuple[str, Topic]], repair: Repair) -> _Section:
    pairs = list(anchored)
    content = join(card(topic, anchor, repair.of(topic.changes)) for anchor, topic in pairs)
    return _Section(id_, title, content, sum(len(topic.changes) for _, topic in pairs))


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _resource(name: str) -> str:
    return files("remend.report.review").joinpath(name).read_text("utf-8")
