"""The review's report: one module a format, one Review in."""
