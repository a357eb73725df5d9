"""Benchmarks: how remend compares with the least work that its jobs could take, and with LibCST's own runner."""
