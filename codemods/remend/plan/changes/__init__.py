"""Changes that people made, made into commits: taken apart into parts, grouped by what they have in common, ordered."""
