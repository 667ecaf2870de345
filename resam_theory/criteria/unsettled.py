"""Why ends of intervals differ whatever the rule is: of the best of all rules, and of criteria of which only a
conversion is known (:mod:`resam_theory.open_ends`). A rule's own reason comes first.
"""

from __future__ import annotations

from typing import Final

from ..claims import Criterion
from ..open_ends import opened

__all__ = ["BEST", "EVERY"]

BEST: Final = (
    opened(
        Criterion.LAMBDA,
        "the least proved of one rule: minimax, anchor-clipped means, the trimmed mean, each with its own reason",
        "f/m, which no rule is below (C3)",
        "a proof that the minimax rule has f/m in every dimension, or an input on which all rules have more",
        f_min=2,
        d_min=2,
    ),
    opened(
        Criterion.XI,
        "the least proved of one rule: 4f/(n-2f) of smallest maximum eigenvalue averaging, or d times kappa* of the "
        "trimmed mean",
        "f/(n-2f), which no rule is below on the line (C3)",
        "a rule whose error lies along the largest eigenvector only, or two sets S of one input in more dimensions",
        d_min=2,
    ),
)
"""Of the best of all rules."""

EVERY: Final = (
    opened(
        Criterion.BLANCHARD,
        "Jensen's inequality and kappa*, as if the honest rows of one distribution were the worst input all the time",
        "nothing: no distribution is looked for",
        "a distribution of the honest rows under which the worst input of kappa* is likely",
    ),
    opened(
        Criterion.XI,
        "kappa* times min(d, m-1), the conversion, as if the covariance of S were a multiple of the identity",
        "kappa*, as the trace is at least the largest eigenvalue",
        "a proof or a worst input for the largest eigenvalue itself",
        d_min=2,
    ),
)
"""Of any rule."""
