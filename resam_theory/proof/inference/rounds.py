"""Rules that drop or weigh rows one round after the other, and medians of groups. Standard library only."""

from __future__ import annotations

from typing import Final

from .base import Inference

__all__ = ["RULES"]

RULES: Final = (
    Inference(
        "the first honest row dropped",
        "F is the mean of what is left of n = m + f inputs when f times the one farthest from the mean of those "
        "left has been dropped; b >= 1 of S were dropped, a = n - 2f > 0.",
        "Let q1 be the first of S to go, mu the mean of the inputs then left and c their largest distance from mu, "
        "that of q1. S is whole, and at most f others are left, whose mean is within c of mu: ||mu - M|| <= (f/m) "
        "c, c <= ||q1 - M|| + (f/m) c, and the mean of the b faulty left in the end is within (1 + f/m) c <= (n/a) "
        "||q1 - M|| of M. F - M is b/m times that minus the sum of the q - M over m; Cauchy-Schwarz; each ||q - M|| "
        "<= ((m-1)/m) D.",
        ("a", "b", "f", "m"),
        ("a - 1", "b - 1", "f - b", "m - a - f", "a + f - m"),
        facts=(
            ("weights", "m*a**2*E2", "((b*(m + f) + a)**2 + (b - 1)*a**2)*V"),
            ("diameter", "m*a*E", "2*b*(m - 1)*D"),
        ),
        about=("farthest", "drop=f"),
        means=(("a", "n - 2*f"),),
        over=("b", "1", "f"),
    ),
    Inference(
        "honest rows dropped one by one",
        "As with the first honest row dropped, and a = n - 2f >= f.",
        "When the j-th of S goes, s = m - j + 1 > a of S are left and at most f others; c, mu, q as before, y the "
        "mean of the s: c <= ||q - y|| s/(s-f), and every faulty r left is within 2 c of q. F - M is the mean over "
        "m of b differences r - q. Dropping the q one by one, the sums of squares about the means fall by (s/(s-1)) "
        "||q - y||^2 each, by at most m V in all; s (s-1)/(s-f)^2 falls with s >= a + 1. Cauchy-Schwarz.",
        ("a", "b", "f", "m"),
        ("a - f", "b - 1", "f - b", "m - a - f", "a + f - m"),
        facts=(("weights", "m*(a + 1 - f)**2*E2", "4*b*a*(a + 1)*V"),),
        about=("farthest", "drop=f"),
        means=(("a", "n - 2*f"),),
        over=("b", "1", "f"),
    ),
    Inference(
        "window around the median of the chosen",
        "In each coordinate F is the mean of the w = n - 4f values nearest to the median of r = n - 2f values of "
        "inputs, the same inputs in all coordinates; q is the number of these values on one side of their median, "
        "itself included, minus f.",
        "At most f of the r are faulty. Say E > 0. Replace each faulty value of the window by one of S among the r "
        "that is not in it, above where there is one, else by some x below, which it exceeds by at most 2 (median - "
        "x); at most f of the latter. The median is at most the mean of q values of S. So E <= sum of c_i (x_i - M) "
        "over S, where c is 1/w on w of S, of which f have -1/w, and 2f/(wq) more on q: squared at most (m sum "
        "c_i^2 - 1) V. The sums over the coordinates.",
        ("f", "q", "m", "w"),
        ("f", "q - 1", "w - 1", "m - w"),
        facts=(("weights", "w**2*q*(E2 + V)", "m*(w*q + 4*f*q + 4*f**2)*V"),),
        about=("bulyan",),
        means=(("q", "(n - 2*f + 1)//2 - f"), ("w", "n - 4*f")),
    ),
    Inference(
        "covariance filter",
        "Weights of n inputs, 1 at first, lose in each round in proportion to the squared deviations along the "
        "direction of largest variance, while more than n - 2f are left; F is the weighted mean of the round of "
        "least such variance; a = n - 2f > f; the distribution of the weights and the uniform one on S have a "
        "common part, whose mean is at the distance p from F and q from M. V may be the largest eigenvalue of the "
        "covariance of S.",
        "In a round let C, G be the weights on S and beside it, t the largest variance. The squared deviations of S "
        "sum up to at most m V + G t, of (C + G) t in all: if that is less than half in all rounds, S loses less "
        "than the others, which have f to lose, and the rounds do not end, as 2f are to go. In the first other "
        "round C - G >= a, so t <= 2mV/a; F's round has no more. There C + G > a, so that the common part has a "
        "mass o >= 1 - 2f/m, and p^2 and q^2 are at most (1-o)/o times the variances of the two distributions.",
        ("a", "f", "m"),
        ("a - f - 1", "f - 1", "m - a - f", "a + f - m"),
        facts=(
            ("triangle", "E2", "(p + q)**2"),
            ("weights", "(a - f)*a*p**2", "4*f*m*V"),
            ("honest", "(a - f)*q**2", "2*f*V"),
        ),
        about=("covariance_filter",),
        spectral=True,
        means=(("a", "n - 2*f"),),
    ),
    Inference(
        "median of bucket means",
        "On the line, F is the median of the means of 2f + 1 buckets of inputs, each of s inputs or more.",
        "Say E > 0. At least f + 1 of the means are >= F, at most f of those buckets hold a faulty input: s members "
        "of S have a mean >= F. Two groups of S.",
        ("m", "s"),
        ("s - 1", "m - s - 1"),
        facts=(("groups", "s*E**2", "(m - s)*V"), ("range", "m*E", "(m - s)*D")),
        about=("buckets", "buckets=2*f+1"),
        means=(("s", "n//(2*f+1)"),),
        line=True,
    ),
)
