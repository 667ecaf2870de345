r"""Upper bounds with an argument on paper about a form of definition, and its finite part checked at (n, f).

Each function returns what its lemma proves of kappa* or lambda*² at (n, f) in dimension d (None: for every d); the case
analysis is enumerated, not assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import isqrt
from typing import Any, Final

from resam_theory.definitions.fermat import Fermat
from resam_theory.definitions.least_diameter import LeastDiameter
from resam_theory.definitions.scores import Scores
from resam_theory.definitions.trimmed import Trimmed

from .claim import Claim
from .plane import plane_squared
from .reading import Refused

__all__ = ["LEMMAS", "applies", "bound"]

_SCALE: Final = 10**12
"""Square roots are approximated by multiples of 1/_SCALE; the bounds hold whatever the approximation."""


def fermat_kappa(form: Any, n: int, f: int, d: int | None) -> Fraction:
    r"""(B2) [derived here] kappa* of the geometric median is at most h/(m-h), every d.

    *Proof.* Let z be a geometric median, r_i = ||x_i - z||, c_i the components of the unit vectors (x_i - z)/r_i (or
    subgradients) along x̄_S - z, and P = {i in S : c_i > 0, r_i > 0}, p = |P|. As Σ c_i = 0 and |c_i| ≤ 1, Σ_P c_i² ≤
    Σ_P c_i ≤ min(p, n - p) ≤ h. Cauchy-Schwarz: ||x̄_S - z||² ≤ (h/m) (1/m) Σ_S r_i² = (h/m) (V_S + ||x̄_S - z||²). ∎
    h is the maximum of min(p, n - p) over p = 0..m, taken here by enumeration.

    >>> fermat_kappa(None, 7, 2, None), fermat_kappa(None, 8, 3, None)
    (Fraction(3, 2), Fraction(4, 1))
    """
    m = n - f
    h = max(min(p, n - p) for p in range(m + 1))
    return Fraction(h, m - h)


def fermat_lambda(form: Any, n: int, f: int, d: int | None) -> Fraction:
    r"""lambda* of the geometric median in every dimension [derived here]: with c = f/m and M = (m-1)/m,

        lambda*^2 <= M max( 1/(2(1 - c^2)), 2/(3 - c) ).

    *Proof.* Let z = 0 be the output, D_S = 1, a = ||mean_S|| > 0, w = mean_S/a, c_i = <s_i, w> for the subgradients s_i
    of (B2): their sum over all points is 0 and the f others are >= -1, so sum_S c_i <= f. Let q_i = ||x_i - mean_S||^2.
    For each i, q_i + V = (1/m) sum_j ||x_i - x_j||^2 <= M, so q_i <= C = M - V, and V = (1/m) sum q_i <= M/2. A point
    at distance sqrt(q) from a w has c_i >= sqrt(1 - q/a^2) if q < a^2 (the tangent from 0), and c_i >= -1 always; hence
    c_i >= 1 - 2 q_i/a^2. Suppose a^2 exceeds the bound.

    (i) C >= a^2: then V <= M - a^2 and sum_S c_i >= m (1 - 2V/a^2) >= m (3 - 2M/a^2) > f as a^2 > 2M/(3-c):
    contradiction.

    (ii) C < a^2: sqrt(1 - q/a^2) is concave in q <= C, so c_i >= 1 - (q_i/C)(1 - y), y = sqrt(1 - C/a^2), and sum_S c_i
    >= m (1 - phi), phi = (V/C)(1 - y) = (V/a^2)/(1 + y). On V in [M - a^2, M/2] the derivative of phi has the sign of
    a^2 y^2 + 2 a^2 y + a^2 - M, which increases with V, so phi is largest at an end: (M - a^2)/a^2 < 1 - c, as a^2 >
    2M/(3-c) >= M/(2-c), or 1 - sqrt(1 - M/(2a^2)) < 1 - c, as a^2 > M/(2(1-c^2)). (If a^2 >= M, the first end is V = 0
    and phi = 0.) Again sum_S c_i > f. QED

    >>> fermat_lambda(None, 7, 3, None), fermat_lambda(None, 9, 3, None)
    (Fraction(6, 7), Fraction(2, 3))
    """
    m = n - f
    c, spread = Fraction(f, m), Fraction(m - 1, m)
    return spread * max(1 / (2 * (1 - c**2)), 2 / (3 - c))


def diameter_kappa(form: Any, n: int, f: int, d: int | None) -> Fraction:
    r"""kappa* of minimum diameter averaging [derived here], every d: (f/m)(2f + 3 + f/(n-2f-1)), n ≥ 2f + 2.

    *Proof.* Let S* be selected, C = S ∩ S*, Q = S∖S*, R = S*∖S, |Q| = |R| = b, 1 ≤ b ≤ f, and let p, q in S attain
    D_S. Let w = (F - x̄_S)/||F - x̄_S||, e = (p - q)/||p - q|| and g_c ≥ 0 weights on C with Σ g = 1. Every r in R is
    within D_{S*} ≤ D_S = <p - q, e> of every c in C, so m ||F - x̄_S|| = Σ_R <r, w> - Σ_Q <q', w> ≤ Σ_i <x_i, v_i>
    over i in S with v_c = b g_c w on C, v = -w on Q, and b e added at p, -b e at q. Σ v_i = 0 as Σ_C b g_c = b = |Q|,
    so the right side is at most √(m V_S) (Σ ||v_i||²)^½, and kappa* ≤ (1/m) max Σ ||v_i||². With v_p = x w + b e, v_q
    = y w - b e and |<w, e>| ≤ 1, ||v_p||² + ||v_q||² ≤ x² + y² + 2b² + 2b|x - y|. ∎
    Enumerated: every b, and p, q both in C, one in each, or both in Q, with the weights g below.

    >>> diameter_kappa(None, 5, 1, None), diameter_kappa(None, 5, 2, None)
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
        raise Refused(f"the weights {dict(weights)} on {m - b} points do not sum to 1")
    x, y = (b * weights[point] if point in weights else Fraction(-1) for point in "pq")
    return x**2 + y**2 + 2 * b**2 + 2 * b * abs(x - y) + others * (b * rest) ** 2 + (b - 2 + len(inside))


def diameter_lambda(form: Any, n: int, f: int, d: int | None) -> Fraction:
    """(B4) [derived here] lambda*² of minimum diameter averaging is at most (2f/m)², every d.

    *Proof.* m ||F - x̄_S|| ≤ Σ ||r - q|| over b ≤ f pairs of R x Q; any c in C, of which there are m - b ≥ 1, is within
    D_{S*} ≤ D_S of r and within D_S of q. ∎

    >>> diameter_lambda(None, 7, 2, None)
    Fraction(16, 25)
    """
    return Fraction(2 * f, n - f) ** 2  # m - f >= 1, as n > 2f


def _share(form: Trimmed, n: int, f: int) -> Fraction:
    """The share k/m of S that the proof of (B1) cuts off; it needs k ≥ f."""
    k = form.trimmed(n, f)
    if k < f:
        raise Refused(f"k = {k}: the lemma needs k >= f")
    return Fraction(k, n - f)


def trimmed_kappa(form: Trimmed, n: int, f: int, d: int | None) -> Fraction:
    """(B1) [derived here] kappa* of the mean that trims k ≥ f values on each side is at most k/(m-k), every d.

    *Proof.* In a coordinate with u the sorted union and y the sorted S, u_(j) ≤ y_(j) for j ≤ m, and n - k ≤ m: so
    F ≤ mean y_(k+1..m) =: μ. With the share t = k/m below and 1 - t above, V ≥ (1-t)(μ-ȳ)² + t ((1-t)/t)² (μ-ȳ)² =
    ((1-t)/t)(μ-ȳ)². The other side by symmetry; the coordinates add up. ∎

    >>> trimmed_kappa(Trimmed("f"), 7, 2, None)
    Fraction(2, 3)
    """
    share = _share(form, n, f)
    return share / (1 - share)


def trimmed_lambda(form: Trimmed, n: int, f: int, d: int | None) -> Any:
    """(B1) [derived here] lambda*² is at most d (k/m)², at most trimmed_kappa (m-1)/(2m) by (C1), and at most the bound
    of :mod:`.plane`.

    *Proof.* In a coordinate μ - ȳ = (k/m)(μ - mean y_(1..k)) ≤ (k/m) D; the d coordinates add up to at most d D². ∎

    >>> trimmed_lambda(Trimmed("f"), 7, 2, 1), trimmed_lambda(Trimmed("f"), 7, 2, None)
    (Fraction(4, 25), Fraction(4, 15))
    """
    m, share = n - f, _share(form, n, f)
    through_kappa = trimmed_kappa(form, n, f, d) * Fraction(m - 1, 2 * m)
    if d is None:
        return through_kappa
    best: Any = min(through_kappa, d * share**2)
    return best if d == 1 else min(best, plane_squared(m, form.trimmed(n, f), d))


def _square_of_sum(x: Fraction, y: Fraction) -> Fraction:
    """A rational bound on (√x + √y)²: (1+t) x + (1+1/t) y for any t > 0, here t close to √(y/x)."""
    t = Fraction(isqrt(int(y / x * _SCALE**2)) + 1, _SCALE)
    return (1 + t) * x + (1 + 1 / t) * y


def _all_scores(form: Scores, n: int, f: int) -> None:
    if form.counts(n, f) != (n - f - 1, n - f):
        raise Refused("the lemma needs m - 1 neighbours and the mean of the m best")


def scores_kappa(form: Scores, n: int, f: int, d: int | None) -> Fraction:
    """(B7) [derived here] kappa* of Multi-Krum is at most (√(2m) + √f)²/(n-2f), every d.

    *Proof.* Each selected x has a = n - 2f points of S, the set A, among itself and its m - 1 neighbours: the f faulty
    are all that can be missing from its m. The mean of the m least scores is at most that over S, ≤ 2m V. So the mean
    over the selected of ||x - mean_A||² is ≤ 2m V/a, ||mean_A - mean_S||² ≤ (f/a) V, and norms are convex. ∎
    """
    _all_scores(form, n, f)
    a = n - 2 * f
    return _square_of_sum(Fraction(2 * (n - f), a), Fraction(f, a))


def scores_lambda(form: Scores, n: int, f: int, d: int | None) -> Fraction:
    """(B7) [derived here] lambda* of Multi-Krum is at most √((m-1)/(n-2f)) + f/m, every d: the same proof, with scores
    in S ≤ (m-1) D² and ||mean_A - mean_S|| ≤ (f/m) D."""
    _all_scores(form, n, f)
    return _square_of_sum(Fraction(n - f - 1, n - 2 * f), Fraction(f, n - f) ** 2)


Lemma = Callable[[Any, int, int, int | None], Any]
LEMMAS: Final[Mapping[tuple[str, str], Lemma]] = {
    (Fermat.name, "kappa"): fermat_kappa,
    (Fermat.name, "lambda"): fermat_lambda,
    (LeastDiameter.name, "kappa"): diameter_kappa,
    (LeastDiameter.name, "lambda"): diameter_lambda,
    (Scores.name, "kappa"): scores_kappa,
    (Scores.name, "lambda"): scores_lambda,
    (Trimmed.name, "kappa"): trimmed_kappa,
    (Trimmed.name, "lambda"): trimmed_lambda,
}
"""(form, criterion) -> its lemma."""


def bound(claim: Claim, evidence: Mapping[str, Any] | None = None) -> Any:
    """What the lemma about the claim's form proves."""
    lemma = LEMMAS.get((claim.form.name, claim.criterion))
    if lemma is None:
        raise Refused(f"no lemma bounds {claim.criterion}* of this definition")
    form: Any = claim.form
    if form.name == LeastDiameter.name and form != LeastDiameter("m"):
        raise Refused("the lemma needs the m rows of least diameter")
    return lemma(form, claim.n, claim.f, claim.d)


def applies(claim: Claim) -> bool:
    """Whether there is a lemma about the claim."""
    try:
        bound(claim)
    except ValueError:
        return False
    return True
