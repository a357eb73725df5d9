"""remend finds regressions in a Python code base, mends them, and hands the repair over as git commits.

Only what is cheap to import stands here, so that `remend --version` does not wait for a parser.
"""

from __future__ import annotations

from remend.errors import ConfigError, GitError, RemendError, RuleError, UsageError
from remend.model import (
    CommitUnit,
    Declined,
    Diagnostic,
    Edit,
    Finding,
    Outcome,
    Plan,
    Report,
    Rewrite,
    Safety,
    Severity,
    Span,
    Violation,
)

__version__ = "0.1.0"

__all__ = [
    "CommitUnit",
    "ConfigError",
    "Declined",
    "Diagnostic",
    "Edit",
    "Finding",
    "GitError",
    "Outcome",
    "Plan",
    "RemendError",
    "Report",
    "Rewrite",
    "RuleError",
    "Safety",
    "Severity",
    "Span",
    "UsageError",
    "Violation",
    "__version__",
]
