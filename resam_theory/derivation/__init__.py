"""Theorems about the algorithm in sympy: the notation that they are derived in, with a checker of its own.

What is certified is their written form (:mod:`resam_theory.proof.written`), which the re-checker follows without sympy;
the replay here is the second opinion: it shares the statements, and no code.
"""
