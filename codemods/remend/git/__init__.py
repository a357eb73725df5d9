"""Everything that speaks git, and the only part of remend that imports GitPython.

GitPython starts git once when it is imported, so it is imported when a repository is opened and not before.
"""
