"""Python 2, and Bowler: the only place that reads the one, and the only importer of the other and of its fissix.

The seam is narrow: `modernize` takes a text and gives texts, edits and warnings, all plain data. fissix is not
imported before a file turns up that Python cannot parse.
"""
