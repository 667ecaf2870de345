"""Two rules as another package would write them: a file each, touching none of ours."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from resam_theory.definitions.order import Order
from resam_theory.definitions.scores import Scores
from resam_theory.rules import Rule


def _inner_values(x: Any, f: int) -> Any:
    y = np.sort(x, axis=-2)
    return 0.25 * y[..., 2, :] + 0.5 * y[..., 3, :] + 0.25 * y[..., 4, :]


def _half_krum(x: Any, f: int) -> Any:
    n = x.shape[-2]
    squares = np.sort(((x[..., :, None, :] - x[..., None, :, :]) ** 2).sum(axis=-1), axis=-1)
    best = squares[..., 1 : (n + 1) // 2].sum(axis=-1).argmin(axis=-1)
    return np.take_along_axis(x, best[..., None, None], axis=-2)[..., 0, :]


rule = Rule(
    name="tri_mean",
    title="(x_(3) + 2 x_(4) + x_(5))/4 of seven rows",
    reference="Tukey's idea, for the test",
    aggregate=_inner_values,
    claims=(),
    definition=Order(tuple(Fraction(weight, 4) for weight in (0, 0, 1, 2, 1, 0, 0))),
)

selection = Rule(
    name="half_krum",
    title="The row with the least sum of squared distances to the (n-1)//2 nearest others",
    reference="for the test",
    aggregate=_half_krum,
    claims=(),
    definition=Scores(neighbours="(n-1)//2"),
)

other_code = Rule(
    name="half_mean",
    title="The mean, said to be the row of least score",
    reference="for the test",
    aggregate=lambda x, f: x.mean(axis=-2),
    claims=(),
    definition=Scores(neighbours="(n-1)//2"),
)

not_a_rule = _half_krum
