"""The account as a page: one file that needs no network, no script and no other file, for the eye in light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from remend import __version__
from remend.migrate.account import Account, Blocker, FileAccount, PackageAccount, Progress
from remend.report.account.words import headline, percent, place, sentences
from remend.report.review.page.filters import themes
from remend.report.review.page.markup import Markup, join, prose, tag
from remend.report.words import counted, duration, size

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_SOME = 25
_WIDTH = 100.0
_ORDER = (
    Progress.MIGRATED,
    Progress.UNCHANGED,
    Progress.PARTLY,
    Progress.BLOCKED,
    Progress.WAITING,
    Progress.FAILED,
)
_MEANING = {
    Progress.MIGRATED: "all that was found is mended",
    Progress.UNCHANGED: "nothing was found",
    Progress.PARTLY: "some of it is mended",
    Progress.BLOCKED: "all of it is left",
    Progress.WAITING: "for another run",
    Progress.FAILED: "it could not be worked on",
}


def render(account: Account) -> str:
    """The account as an HTML document, with a newline at the end."""
    style = _resource("remend.report.review", "review.css") + _resource("remend.report.account", "account.css")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"Migration: {headline(account)}"),
        tag("link", rel="icon", href="data:,"),
        tag("style", Markup(style)),
    )
    sections = [(id_, title, content) for id_, title, content in _sections(account) if content]
    shown = [tag("section", tag("h2", title), content, id=id_) for id_, title, content in sections]
    links = [tag("li", tag("a", title, href=f"#{id_}")) for id_, title, _ in sections]
    body = tag(
        "body",
        tag("a", "Skip to the account", href="#account", class_="skip"),
        tag("header", tag("p", f"Migration of {account.report.root}", class_="title"), themes(), class_="masthead"),
        tag(
            "div",
            tag("aside", tag("nav", tag("ul", *links), aria_label="Sections")),
            tag("main", _summary(account), *shown, id="account", tabindex=-1),
            class_="columns",
        ),
        tag("footer", tag("p", f"remend {__version__}")),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _summary(account: Account) -> Markup:
    told = join([prose(sentence) for sentence in sentences(account)], " ")
    whole = PackageAccount(
        name="all files", files=len(account.files), counts={each: account.count(each) for each in Progress}
    )
    picture = [tag("figure", _bar(whole), _legend(account), class_="whole")] if account.files else []
    return tag(
        "section", tag("div", tag("h1", headline(account)), tag("p", told), class_="lead"), *picture, id="summary"
    )


def _sections(account: Account) -> Iterator[tuple[str, str, Markup]]:
    """All sections in their order; those with nothing to say are empty."""
    yield "packages", "By package", _packages(account)
    yield "blockers", "What blocks the rest", _blockers(account)
    yield "failed", "Failed", _listed(account, Progress.FAILED)
    yield "blocked", "Blocked", _listed(account, Progress.BLOCKED)
    yield "partly", "Done in part", _listed(account, Progress.PARTLY)
    yield "series", "Commits", _series(account)
    yield "notes", "Notes", _notes(account)


def _packages(account: Account) -> Markup:
    if not account.packages:
        return Markup()
    head = tag("tr", *(tag("th", each, scope="col") for each in ("Package", "Progress", "Done", "Files")))
    rows = [
        tag(
            "tr",
            tag("th", tag("code", each.name), scope="row"),
            tag("td", _bar(each), class_="progress"),
            tag("td", percent(each.done, each.files)),
            tag("td", f"{each.files:,}"),
        )
        for each in account.packages
    ]
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="packages")


def _bar(package: PackageAccount) -> Markup:
    """How far the files of a package came, each way in which any did a stretch of the bar."""
    told = ", ".join(f"{package.counts[each]:,} {each}" for each in _ORDER if package.counts.get(each))
    stretches, left = [], 0.0
    for each in _ORDER:
        width = package.counts.get(each, 0) * _WIDTH / package.files
        if width:
            name = tag("title", f"{package.counts[each]:,} {each}")
            x, wide = f"{left:.3f}%", f"{width:.3f}%"
            stretches.append(tag("rect", name, x=x, y=0, width=wide, height="100%", class_=f"is-{each}"))
        left += width
    return tag("svg", *stretches, class_="bar", role="img", aria_label=f"{package.name}: {told}")


def _legend(account: Account) -> Markup:
    keys = [
        tag(
            "li",
            tag(
                "svg",
                tag("rect", width=12, height=12, rx=2, class_=f"is-{each}"),
                viewBox="0 0 12 12",
                class_="swatch",
                aria_hidden="true",
            ),
            tag("span", f"{account.count(each):,} {each}"),
            tag("span", f" {_MEANING[each]}", class_="meaning"),
        )
        for each in _ORDER
        if account.count(each)
    ]
    return tag("figcaption", tag("ul", *keys, class_="legend"))


def _blockers(account: Account) -> Markup:
    if not account.blockers:
        return Markup()
    first, rest = account.blockers[:_SOME], account.blockers[_SOME:]
    shown = [_causes(first)]
    if rest:
        shown.append(tag("details", tag("summary", counted(len(rest), "more cause")), _causes(rest)))
    lead = "The causes that hold back most files first; “alone” counts the files that nothing else holds back."
    return join([tag("p", lead, class_="about"), *shown])


def _causes(blockers: Iterable[Blocker]) -> Markup:
    heads = ("Cause", "Files", "Alone")
    rows = [
        tag(
            "tr",
            tag(
                "th",
                tag("span", tag("code", each.rule), " ", each.cause),
                tag("span", "as in ", tag("code", f"{each.path}:{each.line}"), class_="example"),
                scope="row",
            ),
            tag("td", f"{each.files:,}"),
            tag("td", f"{each.alone:,}"),
        )
        for each in blockers
    ]
    head = tag("tr", *(tag("th", each, scope="col") for each in heads))
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="causes")


def _listed(account: Account, progress: Progress) -> Markup:
    """The files that came so far, by package, folded."""
    by_package: dict[str, list[FileAccount]] = {}
    for file in account.files:
        if file.progress is progress:
            by_package.setdefault(file.package, []).append(file)
    return join(
        tag(
            "details",
            tag("summary", tag("code", package), f" {counted(len(files_), 'file')}"),
            tag("ul", *map(_file, files_), class_="files"),
            open=sum(map(len, by_package.values())) <= _SOME,
        )
        for package, files_ in sorted(by_package.items())
    )


def _file(file: FileAccount) -> Markup:
    reasons = [tag("li", tag("code", f"{each.line} {each.rule}"), " ", each.reason) for each in file.left]
    mended = f", {counted(file.mended, 'place')} mended" if file.mended else ""
    return tag("li", tag("code", file.path), mended, tag("ul", *reasons))


def _series(account: Account) -> Markup:
    units = account.report.plan.units
    if not units:
        return Markup()
    rows = [
        tag(
            "li",
            tag("strong", unit.subject),
            tag(
                "span",
                f"{size(len(unit.violations), len(unit.rewrites), unit.templates)}, "
                f"{duration(unit.review_seconds)} to review",
            ),
        )
        for unit in units
    ]
    return join([tag("p", f"{place(account)}.", class_="about"), tag("ol", *rows, class_="series")])


def _notes(account: Account) -> Markup:
    return tag("ul", *(tag("li", note) for note in account.notes), class_="notes") if account.notes else Markup()


@cache
def _resource(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text("utf-8")
