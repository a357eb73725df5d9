"""A large code base taken a long way in one run that can be interrupted, with an account of every file."""
