"""What names are alike, what is asked of one, and what fits it: common ground of the rules that look for a name."""
