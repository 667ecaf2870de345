"""Exact coefficients on the line for workers of unequal weights (theory.md W1)."""
