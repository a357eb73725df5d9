"""The atomic-units spec: the principles by which changes become commits, as data."""

from remend.plan.spec.default import default_spec
from remend.plan.spec.effective import EffectiveSpec, effective_spec
from remend.plan.spec.model import Footer, Spec, Split, Tie

__all__ = ["EffectiveSpec", "Footer", "Spec", "Split", "Tie", "default_spec", "effective_spec"]
