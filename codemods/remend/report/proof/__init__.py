"""A proof in each format: one module a format, each a function from a `Proof` to text."""
