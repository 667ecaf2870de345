"""Nearest-neighbour mixing where squares leave the range of the dtype, and of clusters of very different sizes."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from resam_theory.compose import pre_aggregation
from resam_theory.compose._base import PreAggregation

ROWS = np.asarray([0.0, 1.0, 3.0, -5.0, 2.0])
MIXED = np.asarray([1.0, 1.0, 2.0, -4 / 3, 2.0])  # by hand, f = 2: {0,1,2}, {0,1,2}, {1,2,3}, {-5,0,1}, {1,2,3}


def nnm() -> PreAggregation:
    stage = pre_aggregation("nnm")
    assert isinstance(stage, PreAggregation)
    return stage


@pytest.mark.parametrize(
    ("dtype", "scale"),
    [
        *(("float32", scale) for scale in (1e-37, 1e-23, 1.0, 1e19, 5e37)),
        *(("float64", scale) for scale in (1e-300, 1e-170, 1.0, 1e154, 3e307)),
        *(("float16", scale) for scale in (1e-3, 1.0, 1e4)),
        *(("bfloat16", scale) for scale in (1e-30, 1.0, 1e30)),
    ],
)
def test_mixed_rows_do_not_depend_on_the_unit(dtype: str, scale: float) -> None:
    x = torch.as_tensor(ROWS * scale).to(getattr(torch, dtype))[:, None]
    found = nnm()(x, f=2)
    assert found.dtype == x.dtype
    allowed = 4 * float(torch.finfo(x.dtype).eps) * scale * np.abs(ROWS).max()
    np.testing.assert_allclose(found[:, 0].double().numpy(), MIXED * scale, rtol=0, atol=allowed)


@pytest.mark.parametrize("tiny", [1e-200, 1e-320])
def test_each_row_has_its_own_unit(tiny: float) -> None:
    """Four rows in a cluster far below the square root of the least number, three whose order decides by 1 and 2."""
    x = np.asarray([0.0, tiny, 2 * tiny, 3 * tiny, 1.0, -1.0, 3.0])[:, None]
    found = nnm()(x, f=3)[:, 0]
    chosen = [{0, 1, 2, 3}] * 4 + [{1, 2, 3, 4}, {0, 1, 2, 5}, {4, 1, 2, 3}]
    # from 1 and 3 the cluster's rows are equally far to within rounding: then lexicographic order, the least first
    chosen[4], chosen[6] = {4, 0, 1, 2}, {6, 4, 0, 1}
    assert found.tolist() == pytest.approx([x[sorted(rows), 0].mean() for rows in chosen], rel=1e-12, abs=0)
