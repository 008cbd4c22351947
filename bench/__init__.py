"""Benchmarks: generated stores, plain peers of the same content, and what building each of them costs."""
