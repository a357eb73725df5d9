"""What programs of others find: ruff, which is asked for undefined names and for the form of a statement, and ty."""
