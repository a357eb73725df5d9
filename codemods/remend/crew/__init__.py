"""Who does the work on many files: this process, others of this machine, or those of a cluster.

A piece of work that costs a worker its life, or takes longer than it may, costs the run nothing but that piece.
"""

from __future__ import annotations

from remend.crew.model import AS_NEEDED, HERE, Crew, Lost
from remend.crew.share import share_out

__all__ = ["AS_NEEDED", "HERE", "Crew", "Lost", "share_out"]
