"""Imports of one file: where a new one belongs, which one nothing needs any longer, and what can be reached at all."""
