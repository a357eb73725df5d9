"""The rules, one module or package each; the registry finds them here, so nothing lists them."""
