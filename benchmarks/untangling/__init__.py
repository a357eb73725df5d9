"""How well a plan finds again the commits that a change was made of: real commits, squashed and taken apart again."""
