"""Rewrite templates: learned from pairs of code before and after, matched against code, and applied to it."""
