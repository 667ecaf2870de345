r"""Upper bounds with a proof on paper whose finite part is checked, at a given (n, f), in exact arithmetic.

Each function returns the bound that its lemma proves at (n, f) in dimension d (None: for every d), on kappa* or
lambda*²; the case analysis is enumerated, not assumed. No solver, no floats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import isqrt
from typing import Final

__all__ = [
    "LEMMAS",
    "diameter_averaging_kappa",
    "diameter_averaging_lambda",
    "geometric_median_kappa",
    "multi_krum_kappa",
    "multi_krum_lambda",
    "trimmed_kappa",
    "trimmed_lambda",
]


_SCALE: Final = 10**12
"""Square roots are approximated by multiples of 1/_SCALE; the bounds hold whatever the approximation."""


def geometric_median_kappa(n: int, f: int, d: int | None = None) -> Fraction:
    r"""(B2) [derived here] kappa* of the geometric median is at most h/(m-h), every d.

    *Proof.* Let z be a geometric median, r_i = ||x_i - z||, c_i the components of the unit vectors (x_i - z)/r_i (or
    subgradients) along x̄_S - z, and P = {i in S : c_i > 0, r_i > 0}, p = |P|. As Σ c_i = 0 and |c_i| ≤ 1, Σ_P c_i² ≤
    Σ_P c_i ≤ min(p, n - p) ≤ h. Cauchy-Schwarz: ||x̄_S - z||² ≤ (h/m) (1/m) Σ_S r_i² = (h/m) (V_S + ||x̄_S - z||²). ∎
    h is the maximum of min(p, n - p) over p = 0..m, taken here by enumeration.

    >>> geometric_median_kappa(7, 2), geometric_median_kappa(8, 3)
    (Fraction(3, 2), Fraction(4, 1))
    """
    m = n - f
    h = max(min(p, n - p) for p in range(m + 1))
    return Fraction(h, m - h)


def diameter_averaging_kappa(n: int, f: int, d: int | None = None) -> Fraction:
    r"""kappa* of minimum diameter averaging [derived here], every d: (f/m)(2f + 3 + f/(n-2f-1)), n ≥ 2f + 2.

    *Proof.* Let S* be selected, C = S ∩ S*, Q = S∖S*, R = S*∖S, |Q| = |R| = b, 1 ≤ b ≤ f, and let p, q in S attain
    D_S. Let w = (F - x̄_S)/||F - x̄_S||, e = (p - q)/||p - q|| and g_c ≥ 0 weights on C with Σ g = 1. Every r in R is
    within D_{S*} ≤ D_S = <p - q, e> of every c in C, so m ||F - x̄_S|| = Σ_R <r, w> - Σ_Q <q', w> ≤ Σ_i <x_i, v_i>
    over i in S with v_c = b g_c w on C, v = -w on Q, and b e added at p, -b e at q. Σ v_i = 0 as Σ_C b g_c = b = |Q|,
    so the right side is at most √(m V_S) (Σ ||v_i||²)^½, and kappa* ≤ (1/m) max Σ ||v_i||². With v_p = x w + b e, v_q
    = y w - b e and |<w, e>| ≤ 1, ||v_p||² + ||v_q||² ≤ x² + y² + 2b² + 2b|x - y|. ∎
    Enumerated: every b, and p, q both in C, one in each, or both in Q, with the weights g below.

    >>> diameter_averaging_kappa(5, 1), diameter_averaging_kappa(5, 2)
    (Fraction(11, 8), Fraction(26, 3))
    """
    m = n - f
    return max(_squares(weights, b, m) for b in range(1, f + 1) for weights in _cases(b, m - b)) / m


def _cases(b: int, common: int) -> list[dict[str, Fraction]]:
    """Weights g of p, q (those in C) and of the other members of C, for each place of p and q (p, q are exchangeable:
    replacing (e, p, q) by (-e, q, p) changes nothing)."""
    even = Fraction(1, common)
    cases = [{"p": Fraction(0), "rest": Fraction(1, common - 1)} if common > 1 else {"p": Fraction(1)}]
    if common > 1:
        cases.append({"p": even, "q": even} | ({"rest": even} if common > 2 else {}))
    if b > 1:
        cases.append({"rest": even})
    return cases


def _squares(weights: Mapping[str, Fraction], b: int, m: int) -> Fraction:
    """A bound on Σ ||v_i||²; ValueError unless the weights are nonnegative and sum to 1 over C."""
    inside = [point for point in "pq" if point in weights]
    others = m - b - len(inside)
    rest = weights.get("rest", Fraction(0))
    listed: Sequence[Fraction] = [*(weights[point] for point in inside), rest]
    if min(listed) < 0 or sum((weights[point] for point in inside), others * rest) != 1:
        raise ValueError(f"the weights {dict(weights)} on {m - b} points do not sum to 1")
    x, y = (b * weights[point] if point in weights else Fraction(-1) for point in "pq")
    return x**2 + y**2 + 2 * b**2 + 2 * b * abs(x - y) + others * (b * rest) ** 2 + (b - 2 + len(inside))


def diameter_averaging_lambda(n: int, f: int, d: int | None = None) -> Fraction:
    """(B4) [derived here] lambda*² of minimum diameter averaging is at most (2f/m)², every d.

    *Proof.* m ||F - x̄_S|| ≤ Σ ||r - q|| over b ≤ f pairs of R x Q; any c in C, of which there are m - b ≥ 1, is within
    D_{S*} ≤ D_S of r and within D_S of q. ∎

    >>> diameter_averaging_lambda(7, 2)
    Fraction(16, 25)
    """
    m = n - f
    if any(m - b < 1 for b in range(1, f + 1)):
        raise ValueError(f"f = {f} is not admissible: S and S* share no point")
    return max(Fraction(2 * b, m) ** 2 for b in range(1, f + 1))


def _trim(trimmed: int, n: int, f: int) -> Fraction:
    """The share k/m of S that the proof of (B1) cuts off; ValueError unless f ≤ k < n/2."""
    if not f <= trimmed < Fraction(n, 2):
        raise ValueError(f"k = {trimmed} is not admissible: need f <= k < n/2")
    return Fraction(trimmed, n - f)


def trimmed_kappa(trimmed: int, n: int, f: int) -> Fraction:
    """(B1) [derived here] kappa* of the mean that trims k ≥ f values on each side is at most k/(m-k), every d.

    *Proof.* In a coordinate with u the sorted union and y the sorted S, u_(j) ≤ y_(j) for j ≤ m, and n - k ≤ m: so
    F ≤ mean y_(k+1..m) =: μ. With the share t = k/m below and 1 - t above, V ≥ (1-t)(μ-ȳ)² + t ((1-t)/t)² (μ-ȳ)² =
    ((1-t)/t)(μ-ȳ)². The other side by symmetry; the coordinates add up. ∎

    >>> trimmed_kappa(2, 7, 2)
    Fraction(2, 3)
    """
    share = _trim(trimmed, n, f)
    return 1 / ((1 - share) + share * ((1 - share) / share) ** 2)


def trimmed_lambda(trimmed: int, n: int, f: int, d: int | None) -> Fraction:
    """(B1) [derived here] lambda*² is at most d (k/m)², and at most trimmed_kappa (m-1)/(2m) by (C1).

    *Proof.* In a coordinate μ - ȳ = (k/m)(μ - mean y_(1..k)) ≤ (k/m) D; the d coordinates add up to at most d D². ∎

    >>> trimmed_lambda(2, 7, 2, 1), trimmed_lambda(2, 7, 2, None)
    (Fraction(4, 25), Fraction(4, 15))
    """
    m = n - f
    through_kappa = trimmed_kappa(trimmed, n, f) * Fraction(m - 1, 2 * m)
    return through_kappa if d is None else min(through_kappa, d * _trim(trimmed, n, f) ** 2)


def _square_of_sum(x: Fraction, y: Fraction) -> Fraction:
    """A rational bound on (√x + √y)²: (1+t) x + (1+1/t) y for any t > 0, here t close to √(y/x)."""
    t = Fraction(isqrt(int(y / x * _SCALE**2)) + 1, _SCALE)
    return (1 + t) * x + (1 + 1 / t) * y


def multi_krum_kappa(n: int, f: int, d: int | None = None) -> Fraction:
    """(B7) [derived here] kappa* of Multi-Krum is at most (√(2m) + √f)²/(n-2f), every d.

    *Proof.* Each selected x has a = n - 2f points of S, the set A, among itself and its m - 1 neighbours: the f faulty
    are all that can be missing from its m. The mean of the m least scores is at most that over S, ≤ 2m V. So the mean
    over the selected of ||x - mean_A||² is ≤ 2m V/a, ||mean_A - mean_S||² ≤ (f/a) V, and norms are convex. ∎
    """
    a = n - 2 * f
    return _square_of_sum(Fraction(2 * (n - f), a), Fraction(f, a))


def multi_krum_lambda(n: int, f: int, d: int | None = None) -> Fraction:
    """(B7) [derived here] lambda* of Multi-Krum is at most √((m-1)/(n-2f)) + f/m, every d: the same proof, with scores
    in S ≤ (m-1) D² and ||mean_A - mean_S|| ≤ (f/m) D."""
    return _square_of_sum(Fraction(n - f - 1, n - 2 * f), Fraction(f, n - f) ** 2)


Lemma = Callable[[int, int, int | None], Fraction]
LEMMAS: Final[Mapping[tuple[str, str], Lemma]] = {
    ("geometric_median", "kappa"): geometric_median_kappa,
    ("minimum_diameter_averaging", "kappa"): diameter_averaging_kappa,
    ("minimum_diameter_averaging", "lambda"): diameter_averaging_lambda,
    ("multi_krum", "kappa"): multi_krum_kappa,
    ("multi_krum", "lambda"): multi_krum_lambda,
    ("trimmed_mean", "kappa"): lambda n, f, d: trimmed_kappa(f, n, f),
    ("trimmed_mean", "lambda"): lambda n, f, d: trimmed_lambda(f, n, f, d),
    ("median", "kappa"): lambda n, f, d: trimmed_kappa((n - 1) // 2, n, f),
    ("median", "lambda"): lambda n, f, d: trimmed_lambda((n - 1) // 2, n, f, d),
}
"""(rule, criterion) -> its lemma."""
