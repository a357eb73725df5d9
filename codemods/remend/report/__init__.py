"""Every format that a run can be told in: pure functions from one `Report` to text, one module a format.

Nothing here prints, asks for a terminal or reads a file, so the same report gives the same text everywhere.
"""
