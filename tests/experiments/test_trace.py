"""What a recorded run says in a table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from experiments.algorithm import run
from experiments.config import RunConfig


@pytest.mark.parametrize("unit", [1.0, 2.0**600, 2.0**1000, 2.0**-1050])
def test_means_and_errors_of_any_size(unit: float) -> None:
    """Three replicas at 1, 2 and 6 units: the mean is 3, the standard error sqrt(7/3); no square may overflow."""
    config = RunConfig.of({"algorithm": {"rule": "mean", "n": 5, "f": 1, "steps": 3, "replicas": 3}})
    trace = run(config)
    final = {**trace.final, "loss": np.array([1.0, 2.0, 6.0]) * unit}
    out = replace(trace, final=final).summary()
    assert out["loss_last"] == pytest.approx(3 * unit, rel=1e-12)
    assert out["loss_last_se"] == pytest.approx((7 / 3) ** 0.5 * unit, rel=1e-12)


def test_one_replica_has_no_error_and_infinity_no_mean() -> None:
    trace = run(RunConfig.of({"algorithm": {"rule": "mean", "n": 5, "f": 1, "steps": 3, "replicas": 1}}))
    assert trace.summary()["loss_last_se"] is None
    assert trace.summary()["loss_last"] is not None
    lost = replace(trace, final={**trace.final, "loss": np.array([np.inf])}).summary()
    assert (lost["loss_last"], lost["loss_last_se"]) == (None, None)
