"""From rewrites to commit units: one concept in one service is one unit, of what can be read in one go."""

from remend.plan.draft import Draft, draft_units
from remend.plan.groups import Grouping
from remend.plan.needs import in_order
from remend.plan.units import plan_units

__all__ = ["Draft", "Grouping", "draft_units", "in_order", "plan_units"]
