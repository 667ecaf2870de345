"""Krum: (B5) and (B5') for all (n, f), and the worst inputs. The statements are those of :mod:`.krum`."""

from __future__ import annotations

import re

from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place

__all__ = ["families", "neighbour_proofs", "proofs"]


def neighbour_proofs(rule: str, less: int) -> tuple[Bound, ...]:
    """(B5') for all (n, f) with n - 2f > less: lambda*^2 and kappa* <= (1+t) X + (1+1/t) Y for every t > 0."""
    m, n, k = f"(a + f + {less})", f"(a + 2*f + {less})", f"(m - 1 - {less})"
    region = Region.of(("f", "1", ""), ("a", "1", ""), ("t", "0", ""))
    at = (("f", "f"), ("a", f"n - 2*f - {less}"))
    use = Use("near members of S", (("a", "a"), ("f", "f"), ("k", "(a + f - 1)"), ("m", m)))

    def bound(criterion: str, near: str, rest: str, label: str, spread: str) -> Bound:
        value = f"(1 + t)*({near}) + (1 + 1/t)*({rest})"
        weights = (("triangle", "1"), (f"near, {label}", "1 + t"), (f"part of S, {label}", "1 + 1/t"))
        large = re.sub(r"\bm\b", m, re.sub(rf"\(n - 2\*f - {less}\)", "a", value))
        case = Case(
            f"a = n - 2f - {less}" if less else "a = n - 2f",
            region,
            (("n", n), ("m", m)),
            at,
            (use, Combine(criterion, "E2", f"({large})*{spread}", weights)),
        )
        name, roots = f"{rule}.{criterion}.two_steps", (f"({near}) + ({rest})", near, rest)
        return Bound(name, criterion, value, (case,), "one case", spread == "D2", roots=roots, source="B5'")

    a = f"(n - 2*f - {less})"
    return (
        bound("kappa", f"2*m*{k}/((m - 1)*{a})", f"(f + {less})/{a}", "by variance", "V"),
        bound("lambda", f"{k}/{a}", f"((f + {less})/m)**2", "by diameter", "D2"),
    )


def _selected(criterion: str, value: str, claims: tuple[Combine, Combine]) -> Bound:
    """A bound for the row of least score over m - 1 neighbours, which is faulty or honest; a = n - 2f >= 1."""
    n, m = "(a + 2*f)", "(a + f)"
    at = (("a", "a"), ("f", "f"), ("m", m))
    rules = ("a faulty row has the least score", "an honest row has the least score")
    cases = tuple(
        Case(
            rule.removesuffix(" has the least score"),
            Region.of(("f", "1", ""), ("a", "1", "")),
            (("n", n), ("m", m)),
            (("f", "f"), ("a", "n - 2*f")),
            (Use(rule, at), Use("variance is nonnegative"), claim),
        )
        for rule, claim in zip(rules, claims, strict=True)
    )
    squared = criterion == "lambda"
    name = f"krum.{criterion}.selection"
    return Bound(name, criterion, value, cases, "the selected row is faulty or honest", squared, source="B5")


def proofs() -> tuple[Bound, Bound]:
    """(B5) for all (n, f): kappa* <= n^2/(f(n-2f)) and lambda*^2 <= n^2/(2m(n-2f)), both without a restriction on n."""
    n, m = "(a + 2*f)", "(a + f)"
    kappa, y = f"{n}**2/(f*a)*V", f"{n}/({m}*a)"
    scores = (("own score", y), ("scores in Q", y))
    square, p, q = f"{n}**2/(2*{m}*a)", f"{n}**2/(2*{m}**2*a)", f"{n}/(2*{m}**2)"
    p_own, q_own = f"1/(2*{m}**2)", f"f/(2*{m}**2)"
    return (
        _selected(
            "kappa",
            "n**2/(f*(n - 2*f))",
            (
                Combine("kappa", "E2", kappa, (*scores, ("spread of P", f"{n}**2/(f*{m})"))),
                Combine("kappa", "E2", kappa, (*scores, ("spread of P", f"(a - 1)*{n}**2/(a*f*{m})"))),
            ),
        ),
        _selected(
            "lambda",
            "n**2/(2*m*(n - 2*f))",
            (
                Combine(
                    "lambda",
                    "E2",
                    f"{square}*D2",
                    (
                        ("own score", f"{p} + {q}"),
                        ("scores in P", p),
                        ("scores in Q", q),
                        ("between P and Q", square),
                    ),
                ),
                Combine(
                    "lambda",
                    "E2",
                    f"{square}*D2",
                    (
                        ("own score", f"(a - 1)*{p_own} + {q_own}"),
                        ("scores in P", p_own),
                        ("scores in Q", q_own),
                        ("to P", f"1/(2*{m})"),
                        ("to Q", f"f*(2*{m} - 1)/(2*{m}**2)"),
                        ("D2 >= 0", f"{n}*(2*a*f + a + 2*f**2)/(2*a*{m}**2)"),
                    ),
                ),
            ),
        ),
    )


def families() -> tuple[Family, Family]:
    """(B5) for all (n, f): a at 0, f of S at -1, the faulty at 1; for lambda a simplex in place of the point 0."""
    n, at = (("n", "a + 2*f"), ("m", "a + f")), (("f", "f"), ("a", "n - 2*f"))
    line = (Cluster("n - 2*f", ("0",), True), Cluster("f", ("-1",), True), Cluster("f", ("1",), False))
    simplex = (Cluster("a", ("0",), True, "(a - f)/(2*a)"), *line[1:])
    third = (("n", "3*f"), ("m", "2*f"))
    return (
        Family(
            "krum.kappa.attained",
            "kappa",
            "n**2/(f*(n - 2*f))",
            (
                Place("n < 3f", Region.of(("a", "1", ""), ("f", "a + 1", "")), n, at, line),
                Place("n = 3f", Region.of(("f", "1", "")), third, (("f", "f"),), line),
            ),
            where="n <= 3*f",
            source="B5",
        ),
        Family(
            "krum.lambda.attained",
            "lambda",
            "n**2/(2*m*(n - 2*f))",
            (
                Place("n > 3f > 3", Region.of(("f", "2", ""), ("a", "f + 1", "")), n, at, simplex, "(a + f)/(2*a)"),
                Place(
                    "n > 3, f = 1",
                    Region.of(("a", "2", "")),
                    (("n", "a + 2"), ("m", "a + 1"), ("f", "1")),
                    (("a", "n - 2"),),
                    simplex,
                    "(a + 1)/(2*a)",
                ),
                Place("n = 3f", Region.of(("f", "1", "")), third, (("f", "f"),), line),
            ),
            where="n >= 3*f",
            source="B5",
        ),
    )
