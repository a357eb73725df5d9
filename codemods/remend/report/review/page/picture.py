"""How much of which severity there is, as a small picture that says the same in words."""

from __future__ import annotations

from collections import Counter

from remend.model import Severity
from remend.report.review.page.markup import Markup, tag
from remend.report.words import counted
from remend.review.model import Review, Verdict

_ROW, _LABEL, _BAR, _WIDTH = 30, 68, 200, 320
_GAP = 1.5
_LEAST = 4.0


def severities(review: Review) -> Markup:
    """One bar a severity: regressions filled, then what needs verification in outline; empty without either."""
    regressed = Counter(change.severity for change in review.regressions)
    doubtful = Counter(change.severity for change in review.of(Verdict.NEEDS_VERIFICATION))
    most = max(regressed[each] + doubtful[each] for each in Severity)
    if not most:
        return Markup()
    worst_first = sorted(Severity, reverse=True)
    told = "; ".join(
        f"{each.label}: {counted(regressed[each], 'regression')}, {doubtful[each]:,} to verify" for each in worst_first
    )
    rows = [_row(row, each, regressed[each], doubtful[each], most) for row, each in enumerate(worst_first)]
    view = f"0 0 {_WIDTH} {_ROW * len(rows)}"
    return tag(
        "figure",
        tag("svg", *rows, viewBox=view, role="img", aria_label=f"By severity. {told}"),
        tag("figcaption", _key("filled"), "regressions", _key("outlined"), "to verify"),
        class_="picture",
    )


def _row(row: int, severity: Severity, regressed: int, doubtful: int, most: int) -> Markup:
    top, middle = row * _ROW + 6, row * _ROW + 20
    filled, outlined = (max(number * _BAR / most, _LEAST) if number else 0.0 for number in (regressed, doubtful))
    bars = [_bar("track", _LABEL, top, _BAR)]
    if filled:
        bars.append(_bar("filled", _LABEL, top, filled))
    if outlined:
        bars.append(_bar("outlined", _LABEL + filled + _GAP, top, max(outlined - 2 * _GAP, _LEAST)))
    return tag(
        "g",
        tag("text", severity.label, x=0, y=middle),
        *bars,
        tag("text", f"{regressed + doubtful:,}", x=_WIDTH, y=middle, text_anchor="end", class_="sum"),
        class_=f"is-{severity.label}",
    )


def _bar(kind: str, left: float, top: int, width: float) -> Markup:
    return tag("rect", x=f"{left:.1f}", y=top, width=f"{width:.1f}", height=18, rx=3, class_=kind)


def _key(kind: str) -> Markup:
    swatch = tag("rect", x=1, y=1, width=10, height=10, rx=2, class_=kind)
    return tag("svg", swatch, viewBox="0 0 12 12", class_="key", aria_hidden="true")
