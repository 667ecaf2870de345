"""Every listed composition: f rows of NaN, infinities or 1e300 neither escape nor break what is claimed of lambda."""

from __future__ import annotations

import numpy as np
import pytest

from resam_theory.claims import Criterion
from resam_theory.compose.listed import LISTED, OTHERS
from resam_theory.rules import get
from verification.evidence import Side
from verification.solve.gather import bounds

N, F, D = 10, 2, 3


@pytest.mark.sampled(7)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300, -1e308, 5e-324])
@pytest.mark.parametrize("name", [*LISTED, *OTHERS, "bucketing(s=2)+nnm+krum", "arc+nnm+median", "nnm+ctma+median"])
def test_hostile_rows_do_not_break_the_certified_lambda(name: str, value: float) -> None:
    rule, random = get(name), np.random.default_rng(0)
    found = [item for item in bounds(rule, Criterion.LAMBDA, N, F, D) if item.exact and item.side is Side.UPPER]
    limit = min(float(item.value) for item in found)
    for rows in ((0, 1), (3, 8)):
        x = random.normal(size=(N, D))
        x[list(rows)] = value
        output = rule(x, f=F)
        honest = np.delete(x, rows, axis=0)
        extent = max(float(np.linalg.norm(a - b)) for a in honest for b in honest)
        assert np.isfinite(output).all()
        assert np.linalg.norm(output - honest.mean(axis=0)) <= limit * extent * (1 + 1e-6)
