"""The review of a range of commits: what came, what went, what must be looked at, and who brought it."""
