"""Means of m inputs that are chosen by a diameter, a spread or a ball. Standard library only."""

from __future__ import annotations

from typing import Final

from .base import Inference

__all__ = ["RULES"]

RULES: Final = (
    Inference(
        "pairing",
        "F is the mean of m inputs S* of least diameter among all sets of m inputs; b = |S* - S|, 1 <= b < m.",
        "m (F - M) is the sum of r - q over b pairs of S* - S and S - S*; some c is in both sets as b < m, ||r - "
        "c|| <= D(S*) <= D and ||c - q|| <= D.",
        ("b", "m"),
        ("b - 1", "m - b - 1"),
        facts=(("pairs", "m*E", "2*b*D"),),
        about=("least_diameter", "count=m"),
        over=("b", "1", "f"),
    ),
    Inference(
        "diametral pair, both ends kept",
        "F is the mean of m inputs S* of least diameter; b = |S* - S|, and both ends of the diameter of S lie in "
        "S*; the m - b kept points carry the weight 1/(m - b) each.",
        "With w = (F - M)/E and e the direction of the diameter, every point of S* - S is within D(S*) <= D of "
        "every kept point, so m E <= sum over S of <x_i, v_i> with sum v_i = 0: v = g b w on the kept points, +- b"
        " e more at the ends, -w on the b dropped. Cauchy-Schwarz, and the ends contribute 2 g^2 b^2 + 2 b^2.",
        ("b", "m"),
        ("b - 1", "m - b - 2"),
        facts=(
            (
                "weights",
                "m*E2",
                "(2*(b/(m-b))**2 + 2*b**2 + (m-b-2)*(b/(m-b))**2 + b)*V",
            ),
        ),
        about=("least_diameter", "count=m"),
        among=("ends of the diameter", "both kept"),
        over=("b", "1", "f", "m - 2"),
    ),
    Inference(
        "diametral pair, one end kept",
        "F is the mean of m inputs S* of least diameter; b = |S* - S| <= m - 2, and one end of the diameter of S "
        "lies in S*; it carries the weight 0, the other m - b - 1 kept points 1/(m - b - 1) each.",
        "As with both ends kept: v = b e at the kept end, -w - b e at the dropped one, together at most 2 b^2 + 2 "
        "b + 1.",
        ("b", "m"),
        ("b - 1", "m - b - 2"),
        facts=(("weights", "m*E2", "(2*b**2 + 2*b + 1 + (m-b-1)*(b/(m-b-1))**2 + b - 1)*V"),),
        about=("least_diameter", "count=m"),
        among=("ends of the diameter", "one kept"),
        over=("b", "1", "f"),
    ),
    Inference(
        "diametral pair, one end kept, alone",
        "F is the mean of m inputs S* of least diameter; S and S* share one point only, an end of the diameter of S.",
        "v = b w + b e at the kept end, -w - b e at the dropped one: together at most b^2 + 1 + 2 b^2 + 2 b (b + 1).",
        ("b", "m"),
        ("b - 1", "m - b - 1", "b + 1 - m"),
        facts=(("weights", "m*E2", "(b**2 + 1 + 2*b**2 + 2*b*(b+1) + b - 1)*V"),),
        about=("least_diameter", "count=m"),
        among=("ends of the diameter", "one kept"),
        over=("b", "1", "f"),
    ),
    Inference(
        "diametral pair, both ends dropped",
        "F is the mean of m inputs S* of least diameter; b = |S* - S| >= 2, and neither end of the diameter of S "
        "lies in S*; the m - b kept points carry the weight 1/(m - b) each.",
        "v = -w + b e and -w - b e at the ends: together 2 + 2 b^2, whatever the angle.",
        ("b", "m"),
        ("b - 2", "m - b - 1"),
        facts=(("weights", "m*E2", "(2 + 2*b**2 + (m-b)*(b/(m-b))**2 + b - 2)*V"),),
        about=("least_diameter", "count=m"),
        among=("ends of the diameter", "both dropped"),
        over=("b", "2", "f"),
    ),
    Inference(
        "own row in S",
        "F is the mean of the m inputs nearest to o, a member of S; b of S are left out, the set Q; T is the sum over "
        "Q of ||q - o||.",
        "Every input taken in instead is no farther from o than every q: m E <= 2 T. T = sum over S of <x_i, v_i> with "
        "unit vectors v on Q, minus their sum at o: sum v = 0 and sum ||v||^2 <= b + b^2.",
        ("b", "m"),
        ("b - 1", "m - b - 1"),
        facts=(
            ("pairs", "m**2*E2", "4*T**2"),
            ("Cauchy-Schwarz", "T**2", "b*(b + 1)*m*V"),
            ("diameter", "T**2", "b**2*D2"),
        ),
        about=("ball", "centre=first", "count=m"),
        over=("b", "1", "f"),
    ),
    Inference(
        "ball of least radius",
        "F is the mean of the m inputs nearest to the input c whose m-th nearest input (itself counted) is nearest; b "
        "of S are left out, the set Q, as many faulty ones taken in, the set R.",
        "The ball around any member of S that holds S has a radius <= D, so the ball of c has. If c is in S, each pair "
        "r - q is <= 2 D. If not, c is in R: it and some q are <= 2 D apart, by a common point of S within D of both; "
        "for the b - 1 others ||r - c|| <= D, so ||r - q|| <= 3 D. In both cases the pairs sum to <= (3 b - 1) D.",
        ("b", "m"),
        ("b - 1", "m - b - 1"),
        facts=(("pairs", "m*E", "(3*b - 1)*D"),),
        about=("ball", "centre=least_radius", "count=m"),
        over=("b", "1", "f"),
    ),
    Inference(
        "ball of least radius, by variance",
        "F is the mean of the m inputs nearest to the input c whose m-th nearest input (itself counted) is nearest, r "
        "away; b of S are left out, the set Q, as many faulty ones taken in, the set R; P are the m - b common ones; "
        "q1 = ||mean of Q - mean of P||; g >= 2 b - 1 and g >= 2 b - b/(m - b).",
        "m (F - M) = sum over R of (x - c) - b (mean of P - c) - b (mean of Q - mean of P), all of R and P within r of "
        "c. If c is in R it adds nothing there: (b - 1) r + b r. If c is in P: b r + b ((m - b - 1)/(m - b)) r. The "
        "row j of S nearest to M, u away, has r <= max over S of ||x - j|| <= u + w, w the distance of that x from M: "
        "m V >= (m - 1) u^2 + w^2, and Cauchy-Schwarz. Between two groups of S the variance is at most V.",
        ("b", "g", "m"),
        ("b - 1", "m - b - 1", "g - 2*b + 1", "(g - 2*b)*(m - b) + b"),
        facts=(
            ("triangle", "m**2*E2", "(g*r + b*q1)**2"),
            ("radius", "(m - 1)*r**2", "m**2*V"),
            ("between", "b*(m - b)*q1**2", "m**2*V"),
        ),
        about=("ball", "centre=least_radius", "count=m"),
        over=("b", "1", "f"),
    ),
    Inference(
        "ball of least sum",
        "F is the mean of the m inputs nearest to the input c with the least sum of squared distances to its m nearest "
        "(itself counted); b of S are left out; r, q, g are the means of those taken in instead, of those left out and "
        "of the m - b common ones; p1 = ||r - g||, q1 = ||q - g||.",
        "F - M = (b/m)(r - q). The sum at c is at most its mean over S of the sums over S, 2 m V, and at least that of "
        "two groups around c, (b(m-b)/m) p1^2; the variance between two groups of S is at most V.",
        ("b", "m"),
        ("b - 1", "m - b - 1"),
        facts=(
            ("triangle", "m**2*E2", "b**2*(p1 + q1)**2"),
            ("score", "b*(m - b)*p1**2", "2*m**2*V"),
            ("between", "b*(m - b)*q1**2", "m**2*V"),
        ),
        about=("ball", "centre=least_sum", "count=m"),
        over=("b", "1", "f"),
    ),
    Inference(
        "least trace",
        "F is the mean of m inputs S* whose covariance has the least trace; b = |S* - S|; q and r are the means of Q = "
        "S - S* and of S* - S, measured from that of the m - b common points; v is the mean squared deviation of Q from"
        " its mean.",
        "Between two groups of S, and of S*, whose variance is at most V. In sums over pairs, V(S*) <= V(S) reads (m-b)"
        " r^2 + m (spread of S* - S) <= (m-b) q^2 + m v, as the pairs inside the common points cancel; a point of Q is "
        "within D of every common point.",
        ("b", "m"),
        ("b - 1", "m - b - 1"),
        facts=(
            ("S", "b*(m - b)/m**2*q**2", "V"),
            ("S*", "b*(m - b)/m**2*r**2", "V"),
            ("sums over pairs", "(m - b)*r**2", "(m - b)*q**2 + m*v"),
            ("Q to the rest of S", "q**2 + v", "D2"),
            ("spread of Q", "0", "v"),
        ),
        definitions=(("E2", "(b/m)**2*(r - q)**2"),),
        about=("least_spread", "spread=trace", "count=m"),
        over=("b", "1", "f"),
    ),
    *(
        Inference(
            f"least trace, {where}",
            "F is the mean of m inputs S* whose covariance has the least trace; b = |S* - S|; p and q are the "
            "distances of the means of S* - S and of Q = S - S* from that of the m - b common points; V may be the "
            f"largest eigenvalue of the covariance of S.{text}",
            "F - M = (b/m)(r - q) as vectors. The variance of S along q is at least that between Q and the common "
            "points. As the pairs inside the common points cancel, V(S*) <= V(S) reads (b(m-b)/m^2) p^2 <= the trace "
            "of (1/m) sum over Q of (x - c)(x - c)^T - (b/m)^2 q q^T, c the common mean: what Q adds to the covariance "
            "of S. It is semidefinite, at most that covariance, and of rank <= min(b, d).",
            parameters,
            guards,
            facts=(
                ("triangle", "m**2*E2", "b**2*(p + q)**2"),
                ("between", "b*(m - b)*q**2", "m**2*V"),
                ("rank", "b*(m - b)*p**2", f"{rank}*m**2*V"),
            ),
            about=("least_spread", "spread=trace", "count=m"),
            spectral=True,
            over=("b", "1", "f"),
        )
        for where, text, rank, parameters, guards in (
            ("in every direction", "", "b", ("b", "m"), ("b - 1", "m - b - 1")),
            ("in d dimensions", " The inputs are in R^d.", "d", ("b", "d", "m"), ("b - 1", "m - b - 1", "d - 1")),
        )
    ),
    Inference(
        "least largest eigenvalue",
        "F is the mean of m inputs S* whose covariance has the least largest eigenvalue; b = |S* - S|; q and r are the "
        "components along F - M of the means of S - S* and of S* - S, measured from that of the m - b common points; V "
        "may be the largest eigenvalue of the covariance of S.",
        "The variance of S* along any direction is at most its largest eigenvalue, which is at most that of S, which is"
        " at most the trace, and at most D^2/4, as S projects on an interval of length <= D; the variance between two "
        "groups is at most the variance; the means of two groups of S are at most D apart.",
        ("b", "m"),
        ("b - 1", "m - b - 1"),
        facts=(
            ("S", "b*(m - b)/m**2*q**2", "V"),
            ("S*", "b*(m - b)/m**2*r**2", "V"),
            ("S* on an interval", "4*b*(m - b)/m**2*r**2", "D2"),
            ("two groups of S", "q**2", "D2"),
        ),
        definitions=(("E2", "(b/m)**2*(r - q)**2"),),
        about=("least_spread", "spread=spectral", "count=m"),
        spectral=True,
        over=("b", "1", "f"),
    ),
)
