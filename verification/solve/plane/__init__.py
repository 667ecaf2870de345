"""Certified intervals for lambda* of coordinate-wise rules in a finite dimension d >= 2."""
