"""Exact coefficients (D3) with certificates."""
