"""The policy for hostile rows on every rule: f of them never break the output or the guarantee, f + 1 raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from resam_theory.claims import Criterion, Kind
from resam_theory.rules import Rule, get


@pytest.fixture(autouse=True)
def defined(request: pytest.FixtureRequest) -> None:
    """A rule that needs more rows than these tests have, or trusts one of them, is tested by itself."""
    if "rule" in request.fixturenames:
        rule = request.getfixturevalue("rule")
        if not rule.admits(7, 2) or rule.trusted:
            pytest.skip("not defined for 7 rows, or trusts a row")


NOT_FINITE: dict[str, Any] = {
    "nan": np.nan,
    "inf": np.inf,
    "-inf": -np.inf,
    "mixed inf": [np.inf, -np.inf, 1.0],
    "one nan": [0.0, np.nan, 0.0],
}
FINITE: dict[str, Any] = {
    "huge": 1.0,
    "-huge": -1.0,
    "mixed huge": [1.0, -1.0, 1.0],
    "denormal": 5e-324,
    "zero": 0.0,
}
PLACES: dict[str, Callable[[int, int], np.ndarray]] = {
    "first": lambda n, f: np.arange(f),
    "last": lambda n, f: np.arange(n - f, n),
    "interleaved": lambda n, f: np.arange(f) * 2 + 1,
}
N, F, D = 9, 3, 3
DTYPES = (np.float32, np.float64)


def honest_rows(rows: int, dtype: Any) -> np.ndarray:
    return np.random.default_rng(rows).normal(loc=3.0, size=(rows, D)).astype(dtype)


def with_hostile(honest: np.ndarray, value: Any, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows of ``honest`` in order around rows of ``value``; and which rows are honest."""
    n = len(honest) + len(places)
    good = np.setdiff1d(np.arange(n), places)
    x = np.empty((n, D), dtype=honest.dtype)
    x[good] = honest
    x[places] = np.asarray(value, dtype=honest.dtype)
    return x, good


def hostile_value(name: str, dtype: Any) -> Any:
    return (
        NOT_FINITE[name]
        if name in NOT_FINITE
        else np.asarray(FINITE[name]) * (np.finfo(dtype).max / 2 if "huge" in name else 1.0)
    )


def check_guarantee(rule: Rule, output: np.ndarray, honest: np.ndarray, allowed: float) -> None:
    """Every claimed upper bound on lambda* and kappa*, against the rows that are known to be honest."""
    honest = honest.astype(np.float64)
    with np.errstate(over="ignore"):  # an output near the largest float: the error is inf
        error = float(np.linalg.norm(output - honest.mean(axis=0)))
    spread = {
        Criterion.LAMBDA: float(np.max(np.linalg.norm(honest[:, None] - honest[None], axis=-1))),
        Criterion.KAPPA: float(np.sqrt(np.mean(np.sum((honest - honest.mean(axis=0)) ** 2, axis=-1)))),
    }
    for claim in rule.claims:
        if claim.criterion in spread and claim.kind in {Kind.UPPER, Kind.TIGHT} and claim.domain.admits(N, F, D):
            value = claim.value(N, F, D)
            factor = value if claim.criterion is Criterion.LAMBDA else value**0.5
            assert error <= factor * spread[claim.criterion] + allowed, f"{claim.id} is violated"


def check_hostile(rule: Rule, name: str, place: str, dtype: Any, rounding_of: Callable[..., float]) -> None:
    """f hostile rows: the output is finite, and as close to the honest mean as the rule's claims promise."""
    honest = honest_rows(N - F, dtype)
    x, _ = with_hostile(honest, hostile_value(name, dtype), PLACES[place](N, F))
    before = x.tobytes()
    for array in (x, torch.asarray(x), torch.asarray(x).requires_grad_()):
        output = rule(array, f=F)
        found = (output.detach().numpy() if isinstance(output, torch.Tensor) else output).astype(np.float64)
        assert np.all(np.isfinite(found)), f"{found} for f rows of {name}"
        check_guarantee(rule, found, honest, rounding_of(honest) * D)
    assert x.tobytes() == before, "the input has changed"


@pytest.mark.sampled(7)
@pytest.mark.parametrize("dtype", DTYPES, ids=["float32", "float64"])
@pytest.mark.parametrize("name", [*NOT_FINITE, *FINITE])
def test_f_hostile_rows(rule: Rule, name: str, dtype: Any, rounding_of: Callable[..., float]) -> None:
    for place in PLACES:
        check_hostile(rule, name, place, dtype, rounding_of)


@pytest.mark.parametrize("kind", [torch.asarray, np.asarray], ids=["torch", "numpy"])
def test_more_than_f_hostile_rows(rule: Rule, kind: Callable[[Any], Any]) -> None:
    for value in NOT_FINITE.values():
        for place in PLACES.values():
            x, _ = with_hostile(honest_rows(N - F - 1, np.float64), value, place(N, F + 1))
            with pytest.raises(ValueError, match=rf"{F + 1} rows with NaN or infinite entries.*f = {F}"):
                rule(kind(x), f=F)
            batch = np.stack([honest_rows(N, np.float64), x])
            with pytest.raises(ValueError, match=f"{F + 1} rows.*one problem of the batch"):
                rule(kind(batch), f=F)


def test_each_problem_of_a_batch_has_its_own_hostile_rows(rule: Rule, rounding_of: Callable[..., float]) -> None:
    clean = honest_rows(N, np.float64)
    dirty, _ = with_hostile(honest_rows(N - F, np.float64), np.nan, PLACES["interleaved"](N, F))
    found = rule(np.stack([clean, dirty, clean]), f=F)
    for output, problem in zip(found, (clean, dirty, clean), strict=True):
        allowed = 2 * rounding_of(clean)
        np.testing.assert_allclose(output, rule(problem, f=F), rtol=0, atol=allowed)


def test_gradient_ignores_hostile_rows(rule: Rule) -> None:
    """The gradient is finite and 0 in the entries of a row that is not finite."""
    x, good = with_hostile(honest_rows(N - F, np.float64), np.nan, PLACES["first"](N, F))
    tensor = torch.asarray(x).requires_grad_()
    rule(tensor, f=F).sum().backward()
    assert tensor.grad is not None
    assert bool(torch.all(torch.isfinite(tensor.grad)))
    assert not bool(torch.any(tensor.grad[np.setdiff1d(np.arange(N), good)]))


@pytest.mark.parametrize(
    "aggregate",
    [
        lambda x, f: (x / N).sum(-2),
        lambda x, f: x[..., 0, :],
        lambda x, f: get("trimmed_mean")(x, f=f) + 100,
        lambda x, f: get("trimmed_mean")(x, f=f - 1),
    ],
    ids=["plain mean", "first row", "shifted", "trims one row less"],
)
def test_the_checks_reject_rules_without_guarantee(
    aggregate: Callable[..., Any], rounding_of: Callable[..., float]
) -> None:
    broken = replace(get("trimmed_mean"), name="broken", aggregate=aggregate)
    with pytest.raises(AssertionError):
        check_hostile(broken, "huge", "first", np.float64, rounding_of)


@pytest.mark.parametrize("name", ["smea", "minimum_variance_averaging"])
@pytest.mark.parametrize("far", [1e20, 1e200, 1e300])
def test_the_least_spread_is_found_beside_rows_whose_distances_overflow(name: str, far: float) -> None:
    """The far rows take no part in the arithmetic of the search: the eigenvalues of a table with inf do not exist."""
    x = np.random.default_rng(3).standard_normal((9, 40))
    near = get(name)(np.vstack([x[:6], np.full((3, 40), 1e6)]), f=3)
    np.testing.assert_allclose(near, x[:6].mean(axis=0), rtol=1e-12)
    x[6:] = far
    np.testing.assert_array_equal(get(name)(x, f=3), near)


def test_caf_ends_for_each_problem_of_a_batch_by_itself() -> None:
    """Two clusters are done after two rounds, and then have no weight left while another problem goes on."""
    done = np.r_[np.zeros(8), np.ones(7)][:, None]
    other = np.random.default_rng(0).standard_normal((15, 1))
    both = get("caf")(np.stack([done, other]), f=7)
    np.testing.assert_array_equal(both[0], get("caf")(done, f=7))
    np.testing.assert_array_equal(both[0], [0.0])
