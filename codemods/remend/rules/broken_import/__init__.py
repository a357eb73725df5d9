"""The rule `broken-import`: an import of the project's own code that cannot work."""
