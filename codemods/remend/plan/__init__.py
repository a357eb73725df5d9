"""From rewrites to commit units: one concept in one service is one unit."""

from remend.plan.units import plan_units

__all__ = ["plan_units"]
