"""What smoothed and thresholded M-estimators satisfy, exactly on the line, and what an adversary attains."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, combinations_with_replacement

import numpy as np
import pytest

from resam_theory.definitions.filters import Weiszfeld
from resam_theory.definitions.huber import Huber
from resam_theory.rules import get, rfa
from resam_theory.rules.huber import THRESHOLD

GRID = [Fraction(value, 2) for value in (0, 1, 2, 6)]


def centre_and_spread(points: list[Fraction], honest: tuple[int, ...]) -> tuple[Fraction, Fraction]:
    m = len(honest)
    centre = sum((points[i] for i in honest), Fraction(0)) / m
    return centre, sum(((points[i] - centre) ** 2 for i in honest), Fraction(0)) / m


@pytest.mark.parametrize(("n", "f"), [(3, 1), (4, 1), (5, 2)])
@pytest.mark.parametrize("threshold", ["1/4", "2"])
def test_huber_keeps_the_median_s_constant_with_the_threshold_added(n: int, f: int, threshold: str) -> None:
    h, m, largest, false = n // 2, n - f, Fraction(0), 0
    for values in combinations_with_replacement(GRID, n):
        for (output,) in Huber(threshold).outputs([(value,) for value in values], f):
            for honest in combinations(range(n), m):
                centre, spread = centre_and_spread(list(values), honest)
                largest = max(largest, (output - centre) ** 2 / (spread + Fraction(threshold) ** 2))
                false += (output - centre) ** 2 * (m - h) > h * spread
    assert largest <= Fraction(h, m - h)
    assert false > 0  # without the threshold


def excess(x: np.ndarray, f: int, honest: list[int]) -> float:
    """||F - mean_S||^2 - h/(m-h) (V_S + t^2) for x (n, d) and the rows S: never positive."""
    kept = x[honest, :]
    n, h, centre = x.shape[-2], x.shape[-2] // 2, kept.mean(axis=0)
    moved = get("huber")(x, f=f) - centre
    spread = float(((kept - centre) ** 2).sum()) / (n - f)
    return float((moved**2).sum()) - h / (n - f - h) * (spread + THRESHOLD**2)


@pytest.mark.slow
def test_huber_excess_in_many_dimensions() -> None:
    rng = np.random.default_rng(0)
    for _ in range(100):
        x = rng.normal(size=(7, 3)) * rng.choice([0.1, 1, 30], size=(7, 1))
        assert max(excess(x, 2, list(honest)) for honest in combinations(range(7), 5)) <= 0


@pytest.mark.parametrize("steps", [1, 3, 6])
def test_certificate_of_smoothed_steps(steps: int) -> None:
    """Exact: the residual is rational on the line; with the residual forgotten the bound is false."""
    n, f, smoothing = 5, 1, Fraction(1, 100)
    m, false = n - f, 0
    for values in combinations_with_replacement([Fraction(v) for v in (0, 1, 3, 40)], n):
        z = Weiszfeld(steps, "1/100").outputs([(v,) for v in values], f)[0][0]
        g = abs(sum(((v - z) / max(smoothing, abs(v - z)) for v in values), Fraction(0))) / n
        for honest in combinations(range(n), m):
            centre, spread = centre_and_spread(list(values), honest)
            error, spread = (z - centre) ** 2, spread + smoothing**2
            room = 2 * m - n * (1 + g)
            assert room <= 0 or error * room <= n * (1 + g) * spread
            false += error * (2 * m - n) > n * spread
        found = rfa.certificate(np.asarray([[float(v)] for v in values]), f, np.asarray([float(z)]), smoothing=0.01)
        assert abs(found.residual - float(g)) < 1e-9
    assert false > 0 or steps == 6


@pytest.mark.parametrize(("n", "f"), [(5, 2), (15, 4), (11, 5)])
@pytest.mark.parametrize("steps", [1, 3, 8])
def test_what_an_adversary_makes_of_the_steps(n: int, f: int, steps: int) -> None:
    m, far, nu = n - f, Fraction(n - 1), Fraction(1, 10**12)
    attacked = Weiszfeld(steps, str(nu)).outputs([(far if i >= m else Fraction(0),) for i in range(n)], f)[0][0]
    odds = Fraction(f, m) ** (steps + 1)
    assert attacked == far * odds / (1 + odds)
    output = rfa.held(n, f, steps=steps, smoothing=nu).output
    assert output is not None
    assert f - 1 - nu * (n - 2 * f + 2) ** steps <= output[0] <= far * Fraction(f, n)


def test_enough_steps_make_the_residual_small() -> None:
    rng, nu = np.random.default_rng(1), 0.05
    x = rng.normal(size=(9, 2))
    x[-2:] += 50
    reach = float(np.mean(np.linalg.norm(x - x.mean(axis=0), axis=-1)))
    for total in (5, 40):
        iterates = [x.mean(axis=0), *(get("rfa")(x, f=2, steps=t, smoothing=nu) for t in range(1, total))]
        least = min(rfa.certificate(x, 2, z, smoothing=nu).residual for z in iterates)
        assert least**2 <= 2 * reach / (nu * total)
