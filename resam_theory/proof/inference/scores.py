"""Rows of least score (Krum and its relatives). Standard library only."""

from __future__ import annotations

from typing import Final

from .base import Inference

__all__ = ["RULES"]

RULES: Final = (
    Inference(
        "a faulty row has the least score",
        "F = u, a faulty row, has the least score: the sum of squared distances to its m - 1 nearest other inputs."
        " Origin at u; P are a = n - 2f members of S among the neighbours of u, Q the other f; p, q the means of P"
        " and Q, sp, sq >= 0 their mean squared deviations from p and q; score that of u.",
        "u has at most f - 1 faulty neighbours, so at least m - 1 - (f - 1) = a of S. The score of a member of S "
        "is at most its sum of squared distances to the rest of S; average over P, or over Q.",
        ("a", "f", "m"),
        ("a - 1", "f - 1", "m - a - f", "a + f - m"),
        facts=(
            ("own score", "a*(p**2 + sp)", "score"),
            ("scores in P", "score", "2*a*sp + f*((p - q)**2 + sp + sq)"),
            ("scores in Q", "score", "2*f*sq + a*((p - q)**2 + sp + sq)"),
            ("spread of P", "0", "sp"),
            ("spread of Q", "0", "sq"),
            ("between P and Q", "(p - q)**2 + sp + sq", "D2"),
            ("within P", "2*a*sp", "(a - 1)*D2"),
            ("within Q", "2*f*sq", "(f - 1)*D2"),
        ),
        definitions=(
            ("V", "(a*(p**2 + sp) + f*(q**2 + sq))/m - ((a*p + f*q)/m)**2"),
            ("E2", "((a*p + f*q)/m)**2"),
        ),
        about=("scores", "neighbours=m-1", "keep=1"),
        among=("the selected row", "faulty"),
    ),
    Inference(
        "an honest row has the least score",
        "F = u, a member of S, has the least score over the m - 1 nearest other inputs. Origin at u; P are a - 1 "
        "other members of S among its neighbours, a = n - 2f, Q the other f; p, q, sp, sq, score as for a faulty "
        "row.",
        "u has at most f faulty neighbours, so at least m - 1 - f = a - 1 of S; the rest as for a faulty row.",
        ("a", "f", "m"),
        ("a - 1", "f - 1", "m - a - f", "a + f - m"),
        facts=(
            ("own score", "(a - 1)*(p**2 + sp)", "score"),
            ("scores in P", "(a - 1)*score", "(a - 1)*(p**2 + sp + 2*(a - 1)*sp + f*((p - q)**2 + sp + sq))"),
            ("scores in Q", "score", "q**2 + sq + 2*f*sq + (a - 1)*((p - q)**2 + sp + sq)"),
            ("spread of P", "0", "sp"),
            ("spread of Q", "0", "sq"),
            ("to P", "(a - 1)*(p**2 + sp)", "(a - 1)*D2"),
            ("to Q", "q**2 + sq", "D2"),
            ("between P and Q", "(a - 1)*((p - q)**2 + sp + sq)", "(a - 1)*D2"),
        ),
        definitions=(
            ("V", "((a - 1)*(p**2 + sp) + f*(q**2 + sq))/m - (((a - 1)*p + f*q)/m)**2"),
            ("E2", "(((a - 1)*p + f*q)/m)**2"),
        ),
        about=("scores", "neighbours=m-1", "keep=1"),
        among=("the selected row", "honest"),
    ),
    Inference(
        "a selected row against those left out",
        "F is the mean of the m inputs of least score over their m - 1 nearest others; b = |selected - S|, Q the b"
        " members of S left out, v their mean squared deviation from their mean; u the faulty selected row "
        "farthest from that mean; w = u - mean of Q, y = mean of Q - M; A are a = n - 2f members of S among the "
        "neighbours of u; T and TA are the sums over S and over A of ||x - mean of Q||^2.",
        "F - M is the mean over the b faulty selected u' of (b/m)(u' - mean of Q), and norms are convex; a ||w||^2"
        " <= 2 sum over A of ||x - u||^2 + 2 TA; sum over A <= score(u) <= the mean score over Q <= T + m v. For x in "
        "S the mean over Q of ||x - q||^2 is ||x - mean of Q||^2 + v, at most D^2; those of Q sum to b v.",
        ("a", "b", "f", "m"),
        ("a - 1", "b - 1", "f - b", "m - b", "m - f - a"),
        facts=(
            ("mean of the exchanged", "E2", "(b/m)**2*w**2"),
            ("two steps", "a*w**2", "2*score + 2*TA"),
            ("selection", "score", "T + m*v"),
            ("inside S", "TA", "T"),
            ("spread of Q", "0", "v"),
            ("Q inside S", "(m - b)*b*v + b*m*y**2", "(m - b)*m*V"),
            ("A to Q", "TA", "a*(D2 - v)"),
            ("S to Q", "T", "(m - b)*(D2 - v) + b*v"),
        ),
        definitions=(("T", "m*V + m*y**2"),),
        about=("scores", "neighbours=m-1", "keep=m"),
        over=("b", "1", "f"),
    ),
    Inference(
        "near members of S",
        "F is the mean of the rows of least score over their k nearest other inputs, k <= m - 1, one row or m of "
        "them; every one of these has a >= 1 members of S, a set A, among itself and its neighbours: p is the "
        "length of the mean over the rows of (row - mean of A), q that of the mean over the rows of (mean of A - "
        "M).",
        "A score of a member of S is at most k D^2, and at most k/(m-1) of its sum over S, whose mean is 2 m V; so"
        " the mean of the least scores is. Sum over A of ||x - row||^2 <= score; norms are convex. A and S - A are"
        " two groups of S: ||mean of A - M||^2 <= ((m-a)/a) V, and ||mean of A - M|| <= ((m-a)/m) D.",
        ("a", "f", "k", "m"),
        ("a - 1", "f - 1", "k - 1", "m - 1 - k", "k - f + 1 - a"),
        facts=(
            ("triangle", "E2", "(p + q)**2"),
            ("near, by variance", "p**2", "2*m*k/((m - 1)*a)*V"),
            ("near, by diameter", "p**2", "k/a*D2"),
            ("part of S, by variance", "q**2", "(m - a)/a*V"),
            ("part of S, by diameter", "q**2", "((m - a)/m)**2*D2"),
        ),
        about=("scores", "neighbours=k", "keep<=m"),
    ),
)
