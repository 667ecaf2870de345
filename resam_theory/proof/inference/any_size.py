"""What holds of all n inputs, or of whichever are not far away. Standard library only.

``K`` stands for a number that depends on S and on the definition alone, not on the inputs outside S.
"""

from __future__ import annotations

from typing import Final

from .base import Inference

__all__ = ["RULES"]

_AVERAGES: Final = (
    *(("ball", "count"), ("least_diameter", "count"), ("least_norm", "count"), ("least_spread", "count")),
    *(("nearest", "count"), ("top_direction", "count"), ("scores", "keep")),
)
_BOUNDED: Final = (
    (
        "rows of least norm",
        "S has m >= q members, and F is the mean of q inputs of least norm.",
        "The q shortest members of S bound the q least norms: ||F|| is at most the largest norm in S.",
        (("m", "q"), ("m - q", "q - 1"), ("least_norm", "count=q")),
    ),
    (
        "rows shortened to the median of the norms",
        "S has more than n/2 members; rows longer than the median of all norms are shortened to it, F is their mean.",
        "The median of the norms is at most the largest norm in S, and so is ||F||.",
        (("f", "m"), ("m - f - 1",), ("norm_clipped",)),
    ),
    (
        "a far row along the top direction",
        "S is all but one of n >= 3 inputs; F is the mean of q < n of those whose deviations from the mean along a "
        "direction of largest variance are least.",
        "Let R be the largest distance in S to M and L that of the other row. Where L is at most a multiple of R that "
        "n decides, so is ||F - M||. Else the largest variance, >= ((n-1)/n^2) L^2, makes the cosine between its "
        "direction and x - M as near to 1 as one likes: x deviates by nearly (n-1)/n L, members of S by at most L/n + "
        "R, which is less, so x is left out.",
        (("f", "m", "q"), ("1 - f", "m + f - 3", "m + f - q - 1", "q - 1"), ("top_direction", "count=q")),
    ),
    (
        "Huber's location where most rows are near",
        "S has more than n/2 members; F is a minimiser of the sum of Huber's losses of the distances, threshold t.",
        "Let R be the largest distance in S to M, E > t + R. Each of S pulls F towards M with at least t sqrt(1 - "
        "R^2/E^2), the f others away with at most t: m sqrt(1 - R^2/E^2) <= f, so E^2 <= R^2 m^2/(m^2 - f^2).",
        (("f", "m"), ("m - f - 1",), ("huber",)),
    ),
    (
        "steps of bounded length",
        "F is where some steps of bounded length lead from a fixed centre.",
        "||F|| is at most the sum of the lengths.",
        ((), (), ("clipped",)),
    ),
    (
        "majority of signs",
        "Each coordinate of F is a sign.",
        "It is -1, 0 or 1.",
        ((), (), ("sign_majority",)),
    ),
)

RULES: Final = (
    *(
        Inference(
            f"mean of q rows ({form})",
            "S is all of the n inputs; F, or each of its coordinates, is the mean of q of them.",
            "The variance between two groups of q and n - q is at most V: q ||F - M||^2 + (n - q) (q/(n - q))^2 ||F - "
            "M||^2 <= n V.",
            ("m", "n", "q"),
            ("m - n", "q - 1", "n - q"),
            facts=(("left out", "E2", "(n - q)/q*V"),),
            about=(form, f"{field}=q"),
            any_size=True,
        )
        for form, field in _AVERAGES
    ),
    Inference(
        "mean of what p rounds leave",
        "S is all of the n inputs; F is the mean of those that are left when p have been dropped.",
        "As for a mean of q = n - p of them.",
        ("m", "n", "p"),
        ("m - n", "p", "n - p - 1"),
        facts=(("left out", "E2", "p/(n - p)*V"),),
        about=("farthest", "drop=p"),
        any_size=True,
    ),
    Inference(
        "mean of all",
        "S is all of the n inputs, and F is their mean.",
        "F = M.",
        ("m", "n"),
        ("m - n",),
        facts=(("none", "E2", "0"),),
        about=("trimmed", "k=0"),
        any_size=True,
    ),
    Inference(
        "least score of all",
        "S is all of the n inputs; F is one whose sum of squared distances to its k nearest others is least; u is F - "
        "c, c the mean of those, and w = e - c, e the mean of the o = n - k - 1 others; v and z are the mean squared "
        "deviations of the k and of the o from c and e.",
        "Its sum is k (u^2 + v). It is at most that of each of the k to F and the others of the k, on average u^2 + v "
        "+ 2 k v; and at most that of each of the o to the others of the o and to any k + 1 - o of the k, on average 2 "
        "o z + (k + 1 - o)(w^2 + v + z). M - c = (u + o w)/n.",
        ("k", "m", "n"),
        ("m - n", "k - 1", "n - k - 2", "2*k + 2 - n"),
        facts=(
            ("error", "n**2*E2", "((n - 1)*u - (n - k - 1)*w)**2"),
            ("near", "(k - 1)*u**2", "(k + 1)*v"),
            ("far", "k*(u**2 + v)", "2*(n - k - 1)*z + (2*k + 2 - n)*(w**2 + v + z)"),
            ("spread", "n*(k*v + (n - k - 1)*(z + w**2) + u**2) - (u + (n - k - 1)*w)**2", "n**2*V"),
            ("others", "0", "z"),
        ),
        about=("scores", "keep=1", "neighbours=k"),
        any_size=True,
    ),
    Inference(
        "Huber's location of all",
        "S is all of the n inputs; F is a minimiser of the sum of Huber's losses, threshold t; r_i = ||x_i - F||, s_i "
        "= (x_i - F)/max(t, r_i), c_i in [-1, 1] its component along M - F; p of the c_i are > 0 where r_i > t.",
        "The s_i sum to 0: M - F = (1/n) sum of (max(t, r_i) - t) s_i, whose terms are 0 unless r_i > t. The p numbers "
        "c_i > 0 sum to at most min(p, n - p), and so do their squares; max(t, r_i) - t <= r_i, whose squares sum to n "
        "(V + E2): Cauchy-Schwarz.",
        ("m", "n", "p"),
        ("m - n", "m - 1", "p", "n - p"),
        facts=(("few", "E2", "p/m*(V + E2)"), ("balanced", "E2", "(n - p)/m*(V + E2)")),
        about=("huber",),
        over=("p", "0", "m"),
        any_size=True,
    ),
    Inference(
        "half of the rows shortened",
        "S is all of the n inputs; h = floor(n/2); rows longer than the median of the norms are shortened to it, F is "
        "the mean.",
        "At most h rows x = y + e move, y the projection of x on a ball: <y_i - y_j, e_i> >= 0, so V is at least the "
        "variance of e, which is at least ((n - h)/h) ||mean of e||^2, and F - M is minus that mean.",
        ("h", "m", "n"),
        ("m - n", "h - 1", "n - h - 1"),
        facts=(("moved", "E2", "h/(n - h)*V"),),
        about=("norm_clipped",),
        means=(("h", "n//2"),),
        any_size=True,
    ),
    Inference(
        "weights of at most 1/a",
        "S is all of the n inputs; F is their mean with weights c_i/sum c, c_i <= 1 and sum c >= a = n - 2f.",
        "The filter stops before sum c < a. The squares of the weights sum to at most 1/a, and F - M is the sum of "
        "(w_i - 1/n)(x_i - M): Cauchy-Schwarz.",
        ("a", "m", "n"),
        ("m - n", "a - 1", "n - a"),
        facts=(("weights", "E2", "(n - a)/a*V"),),
        about=("covariance_filter",),
        means=(("a", "n - 2*f"),),
        any_size=True,
    ),
    Inference(
        "means of most buckets",
        "S is all of the n inputs; on the line, F is the median of the means of 2k + 1 buckets of at least s.",
        "The k + 1 buckets with means >= F have (k + 1) s members or more, whose mean is >= F; so q = (k + 1) s of "
        "all, the largest, have one: the variance between two groups is at most V.",
        ("k", "m", "n", "s"),
        ("m - n", "k - 1", "s - 1", "n - (2*k + 1)*s"),
        facts=(("most", "E2", "(n - (k + 1)*s)/((k + 1)*s)*V"),),
        about=("buckets", "buckets=2*f+1"),
        means=(("k", "f"), ("s", "n//(2*f+1)")),
        line=True,
        any_size=True,
    ),
    *(
        Inference(
            name,
            f"{statement} K depends on S and on the definition alone.",
            proof,
            parameters,
            guards,
            facts=(("bounded", "E2", "K"),),
            about=about,
            any_size=True,
        )
        for name, statement, proof, (parameters, guards, about) in _BOUNDED
    ),
)
