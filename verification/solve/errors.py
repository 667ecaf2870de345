"""What a solver says that finds nothing."""

__all__ = ["SolverError"]


class SolverError(ArithmeticError):
    """A float stage did not converge, or an exact stage failed; the message is the solver's own status."""
