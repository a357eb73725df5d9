"""What a unit costs its reviewer, in seconds; docs/review-cost.md has the formula and where it comes from.

Reviews still find defects at up to 500 lines an hour (the Cisco study of 2,500 reviews), which is 7.2 seconds a line.
A site that is the same edit as one before, names aside, is not read again but glanced at. That a glance takes a second
is an assumption.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from remend.plan.alike import Key, Reading, Template

SECONDS_A_LINE = 7.2
SECONDS_A_GLANCE = 1.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What there is to read in a unit: its templates, the lines of them and of imports beside them, and glances."""

    templates: tuple[Template, ...]
    lines: int
    glances: int

    @property
    def reading(self) -> float:
        """Seconds for what is read; this alone is held against a limit, for what is only glanced at splits no unit."""
        return round(self.lines * SECONDS_A_LINE, 1)

    @property
    def seconds(self) -> float:
        """Seconds in all."""
        return round(self.lines * SECONDS_A_LINE + self.glances * SECONDS_A_GLANCE, 1)


def cost_of(readings: Iterable[Reading]) -> Cost:
    """Distinct lines at reading speed, further sites of one template at a glance each.

    An import that comes with the mend of a site is glanced at with it.
    """
    templates: dict[Key, Template] = {}
    beside: dict[Key, Template] = {}
    sites = 0
    for reading in readings:
        sites += len(reading.sites)
        for template in reading.sites:
            templates.setdefault(template.key, template)
        for template in reading.beside:
            beside.setdefault(template.key, template)
    read = {**beside, **templates}
    return Cost(tuple(templates.values()), sum(each.lines for each in read.values()), sites - len(templates))
