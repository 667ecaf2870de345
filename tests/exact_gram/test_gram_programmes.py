"""The symmetry-reduced programmes against independent ones: unreduced (cvxpy), points, closed forms, search."""

from __future__ import annotations

import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from resam_theory.criteria import ratios, spread
from resam_theory.rules import get
from verification.evidence import Side
from verification.recheck.check import check
from verification.recheck.gram import Linear, distance, error_form, variance
from verification.recheck.inputs import forced_by_classes
from verification.solve.gram import certified
from verification.solve.gram.certified import bounds
from verification.solve.gram.solve import solve
from verification.solve.gram.witness import Block, configuration, expand
from verification.solve.subject import subject

PATTERNS = ("krum", "krum_blanchard", "minimum_diameter_averaging", "multi_krum")


def families(rule: str, n: int, f: int) -> Any:
    found = subject(rule).form().families(n, f)
    assert found
    return found


GAP = 1e-6
"""Relative gap between certified and attained value that is asked for; solvers agree to better than this."""


def interval(rule: str, criterion: str, n: int, f: int) -> tuple[float, float]:
    """[attained, certified] value of lambda*² or kappa*."""
    lower, upper = bounds(rule, criterion, n, f)
    power = 2 if criterion == "lambda" else 1
    return float(lower.value) ** power, float(upper.value) ** power


# --- the unreduced programme, written once more from the definitions -------------------------------------------------


def _unreduced(n: int, f: int, criterion: str, cases: Any) -> float:
    """max over the cases of ||F - mean_S||², S = the first m points, over n x n Gram matrices. A case: weights of F and
    a function of the distance matrix that lists constraints."""
    cp = pytest.importorskip("cvxpy")
    m, worst = n - f, 0.0
    s = np.zeros(n)
    s[:m] = 1 / m
    for weights, constraints in cases:
        gram = cp.Variable((n, n), PSD=True)
        diagonal = cp.reshape(cp.diag(gram), (n, 1), order="C")
        d2 = diagonal @ np.ones((1, n)) + np.ones((n, 1)) @ diagonal.T - 2 * gram
        error = weights - s
        rows = [gram[0, :] == 0, *constraints(d2)]
        inside = [d2[i, j] for i, j in combinations(range(m), 2)]
        rows += [sum(inside) <= m**2] if criterion == "kappa" else [value <= 1 for value in inside]
        problem = cp.Problem(cp.Maximize(cp.sum(cp.multiply(np.outer(error, error), gram))), rows)
        worst = max(worst, float(problem.solve(solver=cp.CLARABEL)))
    return worst


def _krum_cases(n: int, f: int, k: int) -> Iterator[Any]:
    cp = pytest.importorskip("cvxpy")
    m = n - f
    for chosen in (0, m):  # an honest and a faulty point, up to relabelling
        others = [i for i in range(n) if i != chosen]
        for near in combinations(others, k):
            # up to relabelling only the number of honest neighbours counts, and the first ones can be taken
            honest = [i for i in near if i < m]
            if honest != [i for i in range(m) if i != chosen][: len(honest)]:
                continue

            def constraints(d2: Any, chosen: int = chosen, near: tuple[int, ...] = near) -> list[Any]:
                score = sum(d2[chosen, i] for i in near)
                rest = {j: cp.hstack([d2[j, i] for i in range(n) if i != j]) for j in range(n) if j != chosen}
                return [score <= cp.sum_smallest(row, k) for row in rest.values()]

            yield np.eye(n)[chosen], constraints


@pytest.mark.filterwarnings("ignore:Solution may be inaccurate")
@pytest.mark.parametrize("criterion", ["lambda", "kappa"])
@pytest.mark.parametrize(("rule", "n", "f"), [("krum", 4, 1), ("krum", 5, 2), ("krum_blanchard", 5, 1)])
def test_krum_agrees_with_the_unreduced_programme(rule: str, n: int, f: int, criterion: str) -> None:
    unreduced = _unreduced(n, f, criterion, _krum_cases(n, f, n - f - (1 if rule == "krum" else 2)))
    lower, upper = interval(rule, criterion, n, f)
    assert unreduced == pytest.approx(upper, rel=GAP)
    assert unreduced == pytest.approx(lower, rel=GAP)


@pytest.mark.filterwarnings("ignore:Solution may be inaccurate")
@pytest.mark.parametrize("criterion", ["lambda", "kappa"])
def test_diameter_averaging_agrees_with_the_unreduced_programme(criterion: str) -> None:
    n, f = 5, 2
    m = n - f

    def cases() -> Iterator[Any]:
        for chosen in combinations(range(n), m):
            for ends in combinations(range(m), 2):

                def constraints(d2: Any, chosen: Any = chosen, ends: Any = ends) -> list[Any]:
                    return [d2[i, j] <= d2[ends] for i, j in combinations(chosen, 2)]

                yield np.isin(np.arange(n), chosen) / m, constraints

    unreduced = _unreduced(n, f, criterion, cases())
    assert unreduced == pytest.approx(interval("minimum_diameter_averaging", criterion, n, f)[1], rel=GAP)
    assert unreduced == pytest.approx(interval("minimum_diameter_averaging", criterion, n, f)[0], rel=GAP)


# --- forms and selectors against explicit points ------------------------------------------------------------------


@st.composite
def inputs(draw: Any) -> tuple[Block, ...]:
    """Small exact inputs by blocks, with many ties."""
    number = st.integers(-2, 2).map(Fraction)
    listed = draw(st.lists(st.tuples(st.integers(1, 3), number, number, st.integers(0, 2)), min_size=2, max_size=4))
    faulty = draw(st.integers(1, len(listed) - 1))
    return tuple(
        Block(size, (x, y), Fraction(radius if size > 1 else 0), i >= faulty)
        for i, (size, x, y, radius) in enumerate(listed)
    )


@given(inputs())
@settings(max_examples=60)
def test_evaluation_by_classes_is_that_of_the_points(blocks: tuple[Block, ...]) -> None:
    points, honest = expand(blocks)
    n, f = len(points), len(points) - len(honest)
    assume(1 <= f < n / 2)
    assume(len({points[i] for i in honest}) > 1)
    for rule in PATTERNS:
        try:
            outputs = get(rule).exact(points, f)
        except ValueError:
            continue  # (n, f) outside the rule's domain, or too many ties
        lam, kap = (max(values) for values in zip(*(ratios(points, honest, p) for p in outputs), strict=True))
        found = {c: forced_by_classes(subject(rule).form(), c, f, configuration(blocks)) for c in ("lambda", "kappa")}
        if rule.startswith("krum"):
            assert (found["lambda"], found["kappa"]) == (Fraction(str(lam)), Fraction(str(kap)))
        else:  # some of the admissible choices at a tie are listed, never another one
            assert found["lambda"] <= Fraction(str(lam))
            assert found["kappa"] <= Fraction(str(kap))


def test_forms_are_those_of_the_points() -> None:
    programme = families("krum", 8, 2)[0].programme(1, 1)
    sizes = programme.sizes
    blocks = tuple(
        Block(size, (Fraction(i), Fraction(i * i)), Fraction(i if size > 1 else 0), c in programme.honest)
        for i, (c, size) in enumerate(sizes.items())
    )
    given_ = configuration(blocks)
    points, honest = expand(blocks)
    start = dict(zip(sizes, np.cumsum([0, *sizes.values()]), strict=False))

    def value(form: Linear) -> Fraction:
        matrix = form.matrix(programme.classes)
        rows = range(len(sizes))
        within = sum((form.spread.get(c, 0) * s for c, s in zip(sizes, given_.spread, strict=True)), Fraction(0))
        return within + sum(matrix[i][j] * given_.gram[i][j] for i in rows for j in rows)

    def squared(i: int, j: int) -> Fraction:
        return sum(((x - y) ** 2 for x, y in zip(points[i], points[j], strict=True)), Fraction(0))

    assert value(variance(programme)) == spread(points, honest).variance
    output = points[int(start["u"])]
    lam, kap = ratios(points, honest, output)
    assert value(error_form(programme)) == Fraction(str(kap)) * spread(points, honest).variance
    for c in sizes:
        for e in sizes:
            if c != e or sizes[c] > 1:
                assert value(distance(programme, (c, e))) == squared(int(start[c]), int(start[e]) + (c == e))
    assert lam


# --- search never exceeds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", sorted(PATTERNS))
def test_a_local_search_stays_below_and_comes_near(rule: str) -> None:
    n, f, d = 7, 2, 4
    m, rng = n - f, np.random.default_rng(5)

    def ratio(x: np.ndarray) -> np.ndarray:
        output = get(rule)(x, f=f)
        centre = x[:, :m].mean(axis=1)
        return ((output - centre) ** 2).sum(-1) * m / ((x[:, :m] - centre[:, None]) ** 2).sum((1, 2))

    x = rng.standard_normal((60, n, d))
    best = ratio(x)
    for step in range(60):
        moved = x + 0.5 * 0.95**step * rng.standard_normal(x.shape)
        found = ratio(moved)
        better = found > best
        x[better], best[better] = moved[better], found[better]
    upper = interval(rule, "kappa", n, f)[1]
    assert 0.5 * upper < best.max() <= upper * (1 + 1e-9)


# --- what the values are ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["krum", "krum_blanchard"])
def test_every_small_case_closes_the_gap_below_the_published_bounds(rule: str) -> None:
    for n in range(3, 11):
        for f in range(1, (n - 1) // 2 + 1):
            if rule == "krum_blanchard" and n < 2 * f + 3:
                continue
            for criterion in ("lambda", "kappa"):
                lower, upper = interval(rule, criterion, n, f)
                assert lower <= upper <= lower * (1 + GAP), (n, f, criterion)
                if rule == "krum":
                    m, a = n - f, n - 2 * f
                    assert upper < (1 + sqrt(m / a)) ** 2 if criterion == "lambda" else upper < 6 * m / a


def test_the_closed_forms_of_krum() -> None:
    """lambda*² = n²/(2m(n-2f)) for n ≥ 3f, (√(f/(n-2f)) + √(f/(2m)))² for n ≤ 3f; kappa* = n²/(f(n-2f)) for n ≤ 3f."""
    for n, f in [(4, 1), (7, 2), (9, 3), (11, 4), (15, 7), (25, 12), (10001, 3000), (10001, 4000)]:
        m, a = n - f, n - 2 * f
        lam2 = n**2 / (2 * m * a) if n >= 3 * f else (sqrt(f / a) + sqrt(f / (2 * m))) ** 2
        lower, upper = interval("krum", "lambda", n, f)
        assert lower * (1 - GAP) <= lam2 <= upper * (1 + GAP)
        assert not lower * (1 - GAP) <= lam2 * 1.001 <= upper * (1 + GAP)
        if n <= 3 * f:
            lower, upper = interval("krum", "kappa", n, f)
            assert lower * (1 - GAP) <= n**2 / (f * a) <= upper * (1 + GAP)


@pytest.mark.parametrize("criterion", ["lambda", "kappa"])
def test_replicating_every_point_does_not_make_krum_better(criterion: str) -> None:
    values = [interval("krum", criterion, 7 * t, 2 * t)[1] for t in (1, 2, 4, 1000)]
    assert all(second >= first * (1 - GAP) for first, second in pairwise(values))


@pytest.mark.parametrize("f", [100, 2000, 2800, 3000, 3600, 4500])
def test_kappa_of_krum_approaches_its_limit_function(f: int) -> None:
    n = 10_000
    x = f / n
    limit = (1 - x) * (1 + 2 * x) / (1 - 2 * x) ** 2 if x <= 1 / 4 else 9 * x / (1 - 2 * x)
    if x >= 1 / 3:
        limit = 1 / (x * (1 - 2 * x))
    value = interval("krum", "kappa", n, f)[1]
    assert limit * (1 - 20 / n) <= value <= limit * (1 + GAP)


def test_ten_thousand_workers_take_seconds() -> None:
    certified._bounds.cache_clear()
    start = time.perf_counter()
    lower, upper = bounds("krum", "kappa", 10_001, 3000)
    assert time.perf_counter() - start < 20
    assert len(upper.data["intervals"]) < 100
    assert [check(item.data).side for item in (lower, upper)] == [Side.LOWER, Side.UPPER]


@pytest.mark.parametrize(("n", "f"), [(5, 1), (7, 2), (7, 3), (10, 3)])
def test_diameter_averaging_is_what_the_lemmas_say(n: int, f: int) -> None:
    m = n - f
    kappa = Fraction(f, m) * (2 * f + 3 + Fraction(f, n - 2 * f - 1)) if n > 2 * f + 1 else Fraction(f * (5 * f + 3), m)
    for criterion, value in (("lambda", Fraction(2 * f, m) ** 2), ("kappa", kappa)):
        lower, upper = interval("minimum_diameter_averaging", criterion, n, f)
        assert lower * (1 - GAP) <= value <= upper * (1 + GAP)
        assert lower >= float(value) * (1 - GAP)


@pytest.mark.parametrize(("n", "f"), [(5, 1), (7, 2), (9, 3), (10, 3)])
def test_multi_krum_where_it_is_exact(n: int, f: int) -> None:
    lower, upper = interval("multi_krum", "kappa", n, f)
    assert lower == pytest.approx(4 * f / (n - 2 * f), rel=1e-5)
    assert upper == pytest.approx(4 * f / (n - 2 * f), rel=GAP)


def test_a_margin_makes_the_selection_strict_and_costs_little() -> None:
    programme = families("krum", 7, 2)[0].programme(1, 1)
    free, strict = solve(programme, "kappa"), solve(programme, "kappa", margin=1e-4)
    assert free.value * (1 - 1e-2) < strict.value < free.value
