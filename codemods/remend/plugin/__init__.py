"""Codemods that people already have, LibCST's and Bowler's, run as rules."""
