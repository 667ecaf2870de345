"""The theory of Byzantine-robust distributed learning as objects: symbols, criteria, claims, rules, convergence.

This layer says *what is claimed* and imports nothing else of ours; see ``verification`` for *whether it holds*.
"""

__version__ = "0.1.0"
