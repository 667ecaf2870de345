"""What stands before a rule, or refines its output: NNM, bucketing, ARC, CTMA. Standard library only.

The parameter ``inner`` is the coefficient of the rule that follows (kappa, or lambda), with the rows that it gets; a
bound on it must be given where the rule is used. After the stage, VY is the variance of S, BY = q^2 the squared
distance of its mean to M, DY its diameter; p is the distance of F to the new mean.
"""

from __future__ import annotations

from typing import Final

from .base import Inference

__all__ = ["RULES"]

_KAPPA: Final = (("triangle", "E2", "(p + q)**2"), ("inner", "p**2", "inner*VY"), ("bias", "q**2", "BY"))
_LAMBDA: Final = (("triangle", "E", "q + inner*DY"),)
_GOOD: Final = "(m - (s - 1)*f)"
_DRAWN: Final = f"{_GOOD}/m*A + {_GOOD}*({_GOOD} - 1)/(m*(m - 1))*C"
_BUCKET: Final = "s/m*A + s*(s - 1)/(m*(m - 1))*C"

RULES: Final = (
    Inference(
        "mixing by charged pairs",
        "Each row is replaced by the mean of the m nearest to it; T is the sum of ||x_i - x_j||^2 over pairs of S, u "
        "the most faulty rows that the two of a pair choose together.",
        "(A1) ||m (y_i - M)||^2 is at most the sum of ||x_b - x_a||^2 over a in S not chosen and b chosen outside S, "
        "as many. Charge {i, a}, t = ||x_i - x_a||: ||x_b - x_a|| <= 2t, and <= t where a chooses b but not i. A pair "
        "gets at most 4u t^2 from both sides.",
        ("f", "m", "u", "inner"),
        ("f - 1", "m - f - 1", "u", "f - u", "inner"),
        facts=(("charges", "m**3*(VY + BY)", "4*u*T"), ("pairs", "T", "m**2*V"), *_KAPPA),
        about=("nnm",),
        over=("u", "0", "f"),
    ),
    Inference(
        "mixing by paired rows",
        "Each row is replaced by the mean of the m nearest to it.",
        "(A5) m (y_i - M) is a sum of at most f differences x_b - x_a of length <= 2 D. m (y_i - y_j) pairs at most f "
        "rows; a pair is D long, and one D more for each faulty row in it, of which there are at most f.",
        ("f", "m", "inner"),
        ("f - 1", "m - f - 1", "inner"),
        facts=(("bias", "m*q", "2*f*D"), ("spread", "m*DY", "2*f*D"), *_LAMBDA),
        about=("nnm",),
    ),
    Inference(
        "buckets without faulty rows",
        "Buckets of s rows, s a divisor of n; w = (s-1) f rows of S may share one with a faulty row. The rule gets the "
        "bucket means.",
        "(A7) A square of a mean is at most the mean of squares: m V >= (m-w)(VY + BY) + w ||o - M||^2, o the mean of "
        "the w others, and w (o - M) = -(m-w)(mean_y - M).",
        ("f", "m", "s", "inner"),
        ("f - 1", "s - 2", "m - (s - 1)*f - 1", "inner"),
        facts=(
            ("between", "(m - (s-1)*f)*(VY + BY) + (m - (s-1)*f)**2/((s-1)*f)*BY", "m*V"),
            *_KAPPA,
        ),
        about=("bucketing", "s=s"),
        whole=("(m + f)/s",),
    ),
    Inference(
        "buckets within the diameter",
        "Buckets of s rows, s a divisor of n; w = (s-1) f rows of S may share one with a faulty row.",
        "The mean of S moves by w/m times the distance of two means of rows of S; means are no farther apart.",
        ("f", "m", "s", "inner"),
        ("f - 1", "s - 1", "m - (s - 1)*f - 1", "inner"),
        facts=(("bias", "m*q", "(s - 1)*f*D"), ("spread", "DY", "D"), *_LAMBDA),
        about=("bucketing", "s=s"),
        whole=("(m + f)/s",),
    ),
    Inference(
        "buckets of a random order",
        "The rows are put into buckets of s, a divisor of n, in an order drawn uniformly after the inputs are fixed; "
        "of the buckets without faulty rows n/s - f, drawn uniformly, are good; the rule gets all bucket means, and "
        "inner is its kappa there. Expectations: E2, VY, BY stand for those of ||F - M||^2, of the variance of the "
        "good means and of ||mean_y - M||^2, products of p = F - mean_y and q = mean_y - M for those of inner products."
        " A is the sum of ||x - M||^2 over S, C that of <x_i - M, x_j - M> over ordered pairs.",
        "Sampling without replacement: the rows of all good buckets are g = m - (s-1)f of S drawn uniformly, those of "
        "one good bucket s of S. Of k drawn each row is one with probability k/m, each pair with k(k-1)/(m(m-1)); the "
        "mean over the good buckets of ||y - M||^2 is ||mean_y - M||^2 plus their variance. In every order "
        "||F - mean_y||^2 is at most inner times that variance. And A + C = 0, as the x - M sum to 0.",
        ("f", "m", "s", "inner"),
        ("f - 1", "s - 1", "m + f - s*(2*f + 1)", "inner"),
        facts=(
            *(("all good rows, above", f"{_GOOD}**2*BY", _DRAWN), ("all good rows, below", _DRAWN, f"{_GOOD}**2*BY")),
            *(("a bucket, above", "s**2*(VY + BY)", _BUCKET), ("a bucket, below", _BUCKET, "s**2*(VY + BY)")),
            *_KAPPA,
        ),
        definitions=(("A", "m*V"), ("C", "-m*V")),
        about=("bucketing in a random order", "s=s"),
        whole=("(m + f)/s",),
    ),
    Inference(
        "few rows are projected",
        "The k longest rows are shortened to the next length; W is the variance over S of what is cut off.",
        "(A8) x_i = y_i + e_i, y_i the projection on a ball: <y_i - y_j, e_i> >= 0, so V >= VY + W; at most k rows of S"
        " move, so W >= ((m-k)/k) ||mean e||^2.",
        ("m", "k", "inner"),
        ("k - 1", "m - k - 1", "inner"),
        facts=(("projection", "VY + W", "V"), ("few moved", "(m - k)*BY", "k*W"), *_KAPPA),
        about=("arc",),
        means=(("k", "2*f*(n-f)//n"),),
    ),
    Inference(
        "few rows are projected within the diameter",
        "The k longest rows are shortened to the next length.",
        "Projections do not increase distances; mean e is at most (k/m) max ||e_i - e_j||, some e_j being 0, and "
        "||e_i - e_j|| <= ||x_i - x_j||.",
        ("m", "k", "inner"),
        ("k - 1", "m - k - 1", "inner"),
        facts=(("bias", "m*q", "k*D"), ("spread", "DY", "D"), *_LAMBDA),
        about=("arc",),
        means=(("k", "2*f*(n-f)//n"),),
    ),
    Inference(
        "order statistics of shortened rows",
        "On the line, the k longest rows are shortened to the next length c; F is the mean of the sorted values t+1 .. "
        "n-t of what comes out, t >= f; K >= k and K >= t; A is the mean of the m - K largest members of S and B that "
        "of the K smallest, before, minus M.",
        "At most k <= K members of S are raised, to -c, which is then the least value of all. With u the sorted values "
        "that come out and y those of S, u_(j) <= y_(j) for j <= m: F is at most the mean of y_(t+1..m), so of "
        "y_(K+1..m), where the K left out can be taken to include all that were raised; the others were not.",
        ("f", "k", "t", "K", "n"),
        ("f - 1", "k", "t - f", "K - k", "K - t", "n - f - K - 1"),
        facts=(
            ("shift", "E", "A"),
            ("squared shift", "E**2", "A**2"),
            ("range", "A - B", "D"),
            ("variance between", "((n - f - K)*A**2 + K*B**2)/(n - f)", "V"),
        ),
        definitions=(("B", "-(n - f - K)*A/K"),),
        about=("pipeline", "stage.name=arc", "rule.name=trimmed", "rule.k=t"),
        means=(("k", "2*f*(n-f)//n"),),
        line=True,
    ),
    Inference(
        "order statistics of mixed rows",
        "On the line, each row is replaced by the mean of the m nearest to it; F is the mean of the sorted values t+1 "
        ".. n-t of what comes out, t >= f.",
        "(A5) for a row of S: m (y_i - M) is a sum of at most f differences x_b - x_a of length <= 2 D. At least f + 1 "
        "rows come out at or above the (n-t)-th value, so at or above F: one of them is in S.",
        ("f", "m", "t"),
        ("f - 1", "m - f - 1", "t - f"),
        facts=(("between", "m*E", "2*f*D"),),
        about=("pipeline", "stage.name=nnm", "rule.name=trimmed", "rule.k=t"),
        line=True,
    ),
    Inference(
        "nearest to an anchor",
        "F is the mean of the m rows nearest to o, the output of a rule with this coefficient; b of S are left out; A "
        "is the sum of ||x - o||^2 over S, O2 = ||M - o||^2, R the largest distance of S to o.",
        "(W2) m (F - M) is a sum of b differences of a row nearer to o and one left out: at most 2 ||x_a - o|| each. "
        "Cauchy-Schwarz; A = m (V + O2); a row of S is within (m-1)/m D of M.",
        ("f", "m", "b", "inner"),
        ("b - 1", "f - b", "m - f - 1", "inner"),
        facts=(
            ("exchange", "m**2*E2", "4*b*A"),
            ("anchor", "A", "m*(V + O2)"),
            ("inner", "O2", "inner*V"),
        ),
        about=("ctma",),
        over=("b", "1", "f"),
    ),
    Inference(
        "nearest to an anchor, farthest row",
        "F is the mean of the m rows nearest to o, the output of a rule with this coefficient; b of S are left out; R "
        "is the largest distance of S to o.",
        "(W2) As above, with every ||x_a - o|| <= R.",
        ("f", "m", "b", "inner"),
        ("b - 1", "f - b", "m - f - 1", "inner"),
        facts=(("exchange", "m*E", "2*b*R"), ("anchor", "R", "(m - 1)/m*D + inner*D")),
        about=("ctma",),
        over=("b", "1", "f"),
    ),
)
