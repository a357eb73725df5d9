"""The rule `undefined-name`: a name is used that nothing binds."""
