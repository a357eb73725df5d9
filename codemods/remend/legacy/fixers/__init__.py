"""Fixers of our own, where those of fissix guess, or do less than Python 2 asks for.

Each says what it does otherwise than the one that it stands in for.
"""
