r"""lambda*_d of coordinate-wise trimmed means for 2 <= d < inf, in Q(sqrt 3).

**Theorem (derived here).** Let k >= f values be trimmed on each side, k < m, delta = min(k, m-k)/m and

    R = (1 + sqrt(3) (1 - 2 delta)) / (2 (1 - delta)),  1 <= R < (1 + sqrt(3))/2.

Then lambda*_2 <= (k/m) R, with equality for the trimmed mean proper, k = f; and lambda*_d^2 <= (d/2) (k/m)^2 R^2 for
all d >= 2.

*Proof.* By (B1) and its mirror, in each coordinate c the error is at most (k/m) e_c, e_c = mean over T_c of y^c -
mean over B_c of y^c (or its negative), for some partition of S into |B_c| = k and |T_c| = m-k. As |e_c| is what
counts, exchange the roles of T and B if 2k > m, so that |B_c| = b = min(k, m-k) and delta = b/m <= 1/2.

d = 2. Write (e_1, e_2) as the expectation of (x_{t1} - x_{b1}, y_{t2} - y_{b2}) over random members with b_c uniform
on B_c and t_c uniform on T_c, coupled as follows; then ||(e_1, e_2)|| is at most the expected norm. Let a = |B_1 &
B_2|, A = a/b, tau = b/(m-b). (i) With probability A: b1 = b2 uniform on B_1 & B_2, t1 = t2 uniform on T_1 & T_2. A
difference of two members: norm <= D. (ii) With probability (1-A) tau: b1 uniform on B_1 \ B_2, b2 on B_2 \ B_1, t1 =
b2, t2 = b1. Norm = that of a difference: <= D. (iii) Else b1, b2 as in (ii) and t1 = t2 = t uniform on T_1 & T_2:
three members with mutual distances <= D. Norm <= ((1+sqrt 3)/2) D: with t at the origin, p = b1, q = b2, alpha = 1/2
+ sqrt(3)/6, gamma = sqrt(3)/6, the form alpha (|p|^2 + |q|^2) + gamma |p-q|^2 - p_x^2 - q_y^2 is >= 0 since
(alpha+gamma-1)(alpha+gamma) = gamma^2, and 2 alpha + gamma = ((1+sqrt 3)/2)^2. The marginals are right
(:func:`proof_is_exact` adds them up). The sum is A + (1-A)(tau + (1-tau)(1+sqrt 3)/2) = A + (1-A) R <= R. Attained
for k = f: B_1, B_2 disjoint at (-cos 15, -sin 15), (-sin 15, -cos 15), the others at 0 (mirrored if 2f > m); the
faulty coordinates beyond S, so that F is the mean over T_c in each coordinate.

d > 2. Orthogonal projection on two coordinates does not increase D, so e_c^2 + e_c'^2 <= R^2 D^2 for each pair; add
over pairs. QED
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from resam_theory.definitions.trimmed import Trimmed

from .claim import Claim
from .reading import Refused
from .root3 import SQRT3, Root3

__all__ = ["bound", "plane_factor", "plane_squared", "proof_is_exact"]


def plane_factor(m: int, k: int) -> Root3:
    """R of the theorem, as an element of Q(sqrt 3).

    >>> plane_factor(4, 2)
    Root3(a=Fraction(1, 1), b=Fraction(0, 1))
    """
    delta = Fraction(min(k, m - k), m)
    return (SQRT3 * (1 - 2 * delta) + 1) / (2 * (1 - delta))


def _corner() -> Root3 | None:
    """The bound (1 + sqrt 3)/2 of step (iii) if its form is positive semidefinite and its constant right, else None."""
    alpha, gamma, corner = SQRT3 / 6 + Fraction(1, 2), SQRT3 / 6, (SQRT3 + 1) / 2
    total = alpha + gamma
    semidefinite = total > 1 and (total - 1) * total == gamma * gamma
    return corner if semidefinite and alpha + total == corner * corner else None


def proof_is_exact(m: int, k: int) -> bool:
    """Replay the proof: for every overlap a the coupling has uniform marginals and its bound is at most R."""
    b, corner = min(k, m - k), _corner()
    tau = Fraction(b, m - b)
    for a in range(max(0, 2 * b - m), b + 1):
        share = Fraction(a, b)
        both, swap, rest = share, (1 - share) * tau, (1 - share) * (1 - tau)
        outside = m - 2 * b + a  # |T_1 & T_2|
        # The mass on each part of T_1 must be proportional to its size; on B_1 it is a/b and the rest.
        right = swap == Fraction(b - a, m - b) and both + rest == Fraction(outside, m - b) and min(swap, rest) >= 0
        if corner is None or not right or corner * rest + both + swap > plane_factor(m, k):
            return False
    return True


def plane_squared(m: int, k: int, d: int) -> Root3:
    """The upper bound (d/2) (k/m)^2 R^2 on lambda*_d^2, d >= 2; ValueError if the replayed proof does not add up."""
    if d < 2 or not 0 < k < m or not proof_is_exact(m, k):
        raise Refused(f"(m, k, d) = ({m}, {k}, {d}): the proof does not apply")
    factor = plane_factor(m, k)
    return factor * factor * (Fraction(k, m) ** 2 * Fraction(d, 2))


def bound(claim: Claim, evidence: Mapping[str, Any]) -> Root3:
    """What the theorem proves of lambda*_d^2 of a trimmed mean, 2 <= d < inf."""
    form = claim.form
    if not isinstance(form, Trimmed) or claim.criterion != "lambda" or claim.d is None:
        raise Refused("the theorem is about lambda of a trimmed mean at d < inf")
    k = form.trimmed(claim.n, claim.f)
    if k < claim.f:
        raise Refused(f"k = {k}: the theorem needs k >= f")
    return plane_squared(claim.m, k, claim.d)
