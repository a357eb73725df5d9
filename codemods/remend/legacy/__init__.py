"""Python 2: the only place that reads it, and the only importer of fissix.

The seam is narrow: `modernize` takes a text and gives texts, edits and warnings, all plain data. fissix is not
imported before a file turns up that Python cannot parse.
"""
