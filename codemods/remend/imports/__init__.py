"""Imports of one file: where a new one belongs, and which one nothing needs any longer."""

from remend.imports.place import place_import
from remend.imports.release import Release, release

__all__ = ["Release", "place_import", "release"]
