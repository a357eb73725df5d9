"""Compares Python 2 code under Python 2.7 with its migrated copy under Python 3: same input, same output?"""
