"""The atomic-units spec: the principles by which changes become commits, as data."""

from remend.plan.spec.default import default_spec
from remend.plan.spec.model import Footer, Spec, Split, Tie

__all__ = ["Footer", "Spec", "Split", "Tie", "default_spec"]
