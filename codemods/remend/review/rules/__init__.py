"""The range rules, one a file or a package; each judges what a range of commits did."""
