"""The command line over the library `remend`; it offers no Python API."""
