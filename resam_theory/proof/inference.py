r"""The closed list of named inference rules: what a proof may use beside algebra. Standard library only.

A rule of inference says: under its hypotheses, such inequalities hold between such quantities. The hypotheses that are
inequalities between parameters (``guards``, each >= 0) or facts that must be known (``needs``) are checked where the
rule is used; the others (``statement``) tell what the symbols stand for. ``proof`` is the argument, short enough to be
read by a person: this list, and nothing else, is what a proof for all (n, f) takes on trust. ``about`` names the form
of definition the rule speaks about and how its parameters are called here; empty for a fact about every rule.

Symbols: squares stand for squared norms, products for inner products. S: any m = n - f of the inputs, M its mean, V its
variance, D its diameter, D2 = D^2; F the output; E = ||F - M||, E2 = E^2. On the line E = F - M >= 0 (else mirror all).
Vectors are written with the origin at M or at F, as each rule says. Each rule has a test that looks for a
counterexample in exact arithmetic, and one that finds a counterexample once a hypothesis is weakened.

All are derived here (textbook inequalities; the last column of ``theory.md`` names where they are used).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["INFERENCES", "Inference"]


@dataclass(frozen=True)
class Inference:
    """One rule: ``facts`` (label, small, large) hold for all values of ``parameters`` at which the ``guards`` are >= 0.

    ``definitions`` (symbol, expression) are identities that may be inserted anywhere afterwards.
    """

    name: str
    statement: str
    proof: str
    parameters: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    facts: tuple[tuple[str, str, str], ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()
    about: tuple[str, ...] = ()


_LISTED: Final = (
    Inference(
        "added points shift order statistics",
        "F is the mean of the sorted values k+1 .. n-k of all n inputs on the line, f <= k < n/2; A is the mean of"
        " the m - k largest members of S and B that of the k smallest, minus M.",
        "With u the sorted inputs and y the sorted S, u_(j) <= y_(j) for j <= m, and n - k <= m. So F is at most "
        "the mean of y_(k+1..n-k), which is at most that of y_(k+1..m). The variance between two groups is at most"
        " V.",
        ("f", "k", "n"),
        ("f", "k - f", "n - 2*k - 1"),
        facts=(
            ("shift", "E", "A"),
            ("squared shift", "E**2", "A**2"),
            ("range", "A - B", "D"),
            ("variance between", "((n - f - k)*A**2 + k*B**2)/(n - f)", "V"),
        ),
        definitions=(("B", "-(n - f - k)*A/k"),),
        about=("trimmed", "k=k"),
    ),
    Inference(
        "variance is nonnegative",
        "V and D are nonnegative.",
        "A sum of squares; a largest distance.",
        facts=(("V >= 0", "0", "V"), ("D >= 0", "0", "D"), ("D2 >= 0", "0", "D2")),
    ),
    Inference(
        "stationarity of a geometric median",
        "F is a geometric median; c_i in [-1, 1] is the component along M - F of the unit vector (x_i - F)/||x_i -"
        " F||, or of a subgradient where x_i = F; p members of S, the set P, have c_i > 0 and x_i != F.",
        "The c_i of all n inputs sum to 0 and are >= -1, so those of P sum to at most min(p, n - p); as 0 <= c_i "
        "<= 1 on P, so do their squares. m E = sum over S of ||x_i - F|| c_i <= sum over P; Cauchy-Schwarz, and "
        "the mean of ||x_i - F||^2 over S is V + E2.",
        ("m", "n", "p"),
        ("m - 1", "p", "n - p"),
        facts=(("few", "E2", "p/m*(V + E2)"), ("balanced", "E2", "(n - p)/m*(V + E2)")),
        about=("fermat",),
    ),
    Inference(
        "wide angles at a geometric median",
        "F is a geometric median, and C = ((m-1)/m) D2 - V >= E2.",
        "q_i = ||x_i - M||^2 <= C, as q_i + V is the mean of ||x_i - x_j||^2 over j. The component c_i of "
        "(x_i - F)/||x_i - F|| along M - F is >= sqrt(1 - q_i/E2) if q_i <= E2, and >= -1: so c_i >= 1 - 2 q_i/E2, and "
        "the c_i of S sum to at most f.",
        ("f", "m"),
        ("f", "m - f - 1"),
        facts=(("angles", "(1 - f/m)*E2", "2*V"), ("wide", "V", "(m - 1)/m*D2 - E2")),
        about=("fermat",),
    ),
    Inference(
        "narrow angles at a geometric median",
        "F is a geometric median, C = ((m-1)/m) D2 - V < E2, and y = sqrt(1 - C/E2).",
        "As with wide angles c_i >= sqrt(1 - q_i/E2), which is concave in q_i <= C: c_i >= 1 - (q_i/C)(1 - y). The c_i "
        "of S sum to at most f and the q_i to m V; C = (1 - y^2) E2. And V <= ((m-1)/m) D2/2, as the q_i are <= C.",
        ("f", "m", "y"),
        ("f", "m - f - 1", "y", "1 - y"),
        facts=(("angles", "(1 - f/m)*(1 + y)*E2", "V"), ("half", "2*V", "(m - 1)/m*D2")),
        definitions=(("V", "(m - 1)/m*D2 - (1 - y**2)*E2"),),
        about=("fermat",),
    ),
    Inference(
        "pairing",
        "F is the mean of m inputs S* of least diameter among all sets of m inputs; b = |S* - S|, 1 <= b < m.",
        "m (F - M) is the sum of r - q over b pairs of S* - S and S - S*; some c is in both sets as b < m, ||r - "
        "c|| <= D(S*) <= D and ||c - q|| <= D.",
        ("b", "m"),
        ("b - 1", "m - b - 1"),
        facts=(("pairs", "m*E", "2*b*D"),),
        about=("least_diameter", "count=m"),
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
    ),
    Inference(
        "diametral pair, one end kept, alone",
        "F is the mean of m inputs S* of least diameter; S and S* share one point only, an end of the diameter of S.",
        "v = b w + b e at the kept end, -w - b e at the dropped one: together at most b^2 + 1 + 2 b^2 + 2 b (b + 1).",
        ("b", "m"),
        ("b - 1", "m - b - 1", "b + 1 - m"),
        facts=(("weights", "m*E2", "(b**2 + 1 + 2*b**2 + 2*b*(b+1) + b - 1)*V"),),
        about=("least_diameter", "count=m"),
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
    ),
    Inference(
        "window around the median",
        "On the line, F is the mean of the m inputs nearest to the median mu; l <= f members of S lie below the "
        "window, l > 0, and q = h + 1 - f > 0 with h = floor(n/2); A and B are the means of the q largest and of "
        "the l smallest members of S, minus M.",
        "As many inputs are in the window and not in S as the other way round. Dropping those above leaves m E <= "
        "the sum over l inputs of the window minus the sum over the l of S below it; no input of the window "
        "exceeds mu by more than an excluded value falls short of it, so m E <= 2 sum over the l of (mu - x); and "
        "mu is at most the mean of the q largest of S, as adding f points only lowers order statistics.",
        ("f", "l", "q", "m"),
        ("l - 1", "f - l", "q - 1", "m - l - q"),
        facts=(
            ("window", "m*E", "2*l*(A - B)"),
            ("squared window", "m**2*E**2", "4*l**2*(A - B)**2"),
            ("range", "A - B", "D"),
            ("two far groups", "(A - B)**2", "(1/l + 1/q)*m*V"),
        ),
        about=("nearest", "anchor.k=(n-1)//2", "count=m"),
    ),
    Inference(
        "window around the trimmed mean",
        "On the line, F is the mean of the m inputs nearest to the mean mu of the sorted values f+1 .. n-f; l <= f "
        "members of S lie below the window, l > 0, and a = n - 2f > 0; A and B are the means of the a largest and of "
        "the l smallest members of S, minus M.",
        "As around the median; mu is at most the mean of the a largest of S, as adding f points only lowers order "
        "statistics, and a of the values of S are f+1 .. m-th.",
        ("f", "l", "a", "m"),
        ("l - 1", "f - l", "a - 1", "m - f - a", "a + f - m"),
        facts=(
            ("window", "m*E", "2*l*(A - B)"),
            ("squared window", "m**2*E**2", "4*l**2*(A - B)**2"),
            ("range", "A - B", "D"),
            ("two far groups", "(A - B)**2", "(1/l + 1/a)*m*V"),
        ),
        about=("nearest_to_trimmed_mean",),
    ),
    Inference(
        "weights on a block and one value",
        "On the line, F is the sum of w_j u_(j), w >= 0 and zero at the f lowest and f highest positions; r = n - 2f "
        "- 1 >= 0; w_(f+1) >= ... >= w_(n-f-1), with sum alpha (0 where r = 0); w_(n-f) = 1 - alpha. B, C, T are "
        "the mean of the f smallest members of S, that of the next r, and the largest, minus M.",
        "With y the sorted S, u_(j) <= y_(j) for j <= m. On the block the weights fall while the values rise: "
        "Chebyshev's sum inequality. The variance between three groups is at most V, the distance of two of their "
        "means at most D.",
        ("alpha", "f", "m", "r"),
        ("alpha", "1 - alpha", "f - 1", "r - alpha", "m - f - r - 1", "f + r + 1 - m"),
        facts=(
            ("weights", "E", "alpha*C + (1 - alpha)*T"),
            ("squared weights", "E**2", "(alpha*C + (1 - alpha)*T)**2"),
            ("variance between", "f*B**2 + r*C**2 + T**2", "m*V"),
        ),
        definitions=(("B", "-(r*C + T)/f"),),
        about=("order_by_size",),
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
    ),
    Inference(
        "least largest eigenvalue",
        "F is the mean of m inputs S* whose covariance has the least largest eigenvalue; b = |S* - S|; q and r are the "
        "components along F - M of the means of S - S* and of S* - S, measured from that of the m - b common points; V "
        "may be the largest eigenvalue of the covariance of S.",
        "The variance of S* along any direction is at most its largest eigenvalue, which is at most that of S, which is"
        " at most the trace; the variance between two groups is at most the variance.",
        ("b", "m"),
        ("b - 1", "m - b - 1"),
        facts=(
            ("S", "b*(m - b)/m**2*q**2", "V"),
            ("S*", "b*(m - b)/m**2*r**2", "V"),
        ),
        definitions=(("E2", "(b/m)**2*(r - q)**2"),),
        about=("least_spread", "spread=spectral", "count=m"),
    ),
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
    ),
    Inference(
        "a selected row against those left out",
        "F is the mean of the m inputs of least score over their m - 1 nearest others; b = |selected - S|, Q the b"
        " members of S left out, v their mean squared deviation from their mean; u the faulty selected row "
        "farthest from that mean; w = u - mean of Q, y = mean of Q - M; A are a = n - 2f members of S among the "
        "neighbours of u; T and TA are the sums over S and over A of ||x - mean of Q||^2.",
        "F - M is the mean over the b faulty selected u' of (b/m)(u' - mean of Q), and norms are convex; a ||w||^2"
        " <= 2 sum over A of ||x - u||^2 + 2 TA; sum over A <= score(u) <= the mean score over Q <= T + m v.",
        ("a", "b", "f", "m"),
        ("a - 1", "b - 1", "f - b", "m - b", "m - f - a"),
        facts=(
            ("mean of the exchanged", "E2", "(b/m)**2*w**2"),
            ("two steps", "a*w**2", "2*score + 2*TA"),
            ("selection", "score", "T + m*v"),
            ("inside S", "TA", "T"),
            ("spread of Q", "0", "v"),
            ("Q inside S", "(m - b)*b*v + b*m*y**2", "(m - b)*m*V"),
        ),
        definitions=(("T", "m*V + m*y**2"),),
        about=("scores", "neighbours=m-1", "keep=m"),
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
    Inference(
        "pairs of S",
        "(1/2m^2) times the sum over ordered pairs of S of ||x_i - x_j||^2 is V.",
        "Expand; m (m - 1) pairs are not trivial, and each is at most D^2.",
        ("m",),
        ("m - 1",),
        facts=(("pairs", "V", "(m - 1)/(2*m)*D2"),),
    ),
    Inference(
        "longest pair of S",
        "x and y are the ends of the diameter of S minus M.",
        "Two summands are at most the whole sum m V.",
        ("m",),
        ("m - 2",),
        facts=(("diameter", "D2", "(x - y)**2"), ("two of the sum", "x**2 + y**2", "m*V")),
    ),
    Inference(
        "robust",
        "F is (f, kappa)-robust (D2).",
        "The hypothesis of a conversion.",
        ("kappa",),
        ("kappa",),
        facts=(("robust", "E2", "kappa*V"),),
    ),
    Inference(
        "resilient",
        "F is (f, lambda)-resilient averaging (D1); lam2 = lambda^2.",
        "The hypothesis of a conversion.",
        ("lam2",),
        ("lam2",),
        facts=(("resilient", "E2", "lam2*D2"),),
    ),
)

INFERENCES: Final[dict[str, Inference]] = {item.name: item for item in _LISTED}
"""Name -> rule of inference."""
