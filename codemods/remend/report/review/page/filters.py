"""The controls of a page: which changes to show, and light or dark.

The theme needs no script. The filters do, so they are hidden until it runs.
"""

from __future__ import annotations

from remend.model import Severity
from remend.report.review.page.markup import Markup, tag
from remend.review.model import Review, Verdict

_VERDICTS = {
    Verdict.REGRESSION: "Regression",
    Verdict.NEEDS_VERIFICATION: "To verify",
    Verdict.ACCEPTABLE: "Acceptable",
}


def themes() -> Markup:
    """The switch between the theme of the system, light and dark."""
    choices = [
        tag(
            "label",
            tag("input", type="radio", name="theme", value=value, id=f"theme-{value}", checked=value == "auto"),
            tag("span", value.capitalize()),
        )
        for value in ("auto", "light", "dark")
    ]
    return tag("fieldset", tag("legend", "Theme", class_="unseen"), *choices, class_="themes")


def filters(review: Review) -> Markup:
    """What narrows the changes down: text, verdict, severity and rule; empty where there is nothing to narrow down."""
    changes = review.changes
    if len(changes) < 2:
        return Markup()
    verdicts = {each: name for each, name in _VERDICTS.items() if review.of(each)}
    ranks = [each for each in sorted(Severity, reverse=True) if any(change.severity is each for change in changes)]
    rules = sorted({change.rule for change in changes})
    options = [tag("option", "All rules", value=""), *(tag("option", rule, value=rule) for rule in rules)]
    return tag(
        "details",
        tag("summary", "Filter"),
        tag(
            "label",
            tag("span", "Text"),
            tag("input", type="search", name="text", placeholder="path, name, word  ( / )"),
        ),
        _choices("Verdict", "verdict", {str(each): name for each, name in verdicts.items()}),
        _choices("Severity", "severity", {each.label: each.label.capitalize() for each in ranks}),
        tag("label", tag("span", "Rule"), tag("select", *options, name="rule")),
        tag(
            "p",
            tag("output", aria_live="polite"),
            tag("button", "Show all", type="button", data_reset=True, hidden=True),
        ),
        class_="filters",
        hidden=True,
        open=True,
    )


def _choices(title: str, name: str, choices: dict[str, str]) -> Markup:
    boxes = [
        tag("label", tag("input", type="checkbox", name=name, value=value), tag("span", shown))
        for value, shown in choices.items()
    ]
    return tag("fieldset", tag("legend", title), *boxes)
