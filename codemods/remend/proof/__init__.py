"""The proof that each commit stands alone: the user's own commands, run at one commit after another."""
