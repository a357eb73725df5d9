"""What expressions stand for, as far as the index tells: enough to know whose method a call calls."""
