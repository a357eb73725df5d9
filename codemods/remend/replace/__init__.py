"""Replacements that a project declares: a pattern, what takes its place, and each a rule like any other."""
