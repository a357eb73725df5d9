"""The account of a migration, one module a format."""
