r"""What a rule costs without an attack: kappa_0* = sup ||F(x) - mean(x)||^2 / V(x) over all n rows [derived here].

* A mean of q rows, or of q values of each coordinate: (n-q)/q by the variance between two groups, attained by n - q
  equal rows that are left out: f/m for every rule that averages m of its inputs and can leave out any f.
* Order statistics: as for (B1) and (L1), S being all of the rows.
* Where nothing better is known, (kappa* n (m-1) - f)/(m (n-1)): (D2) averaged over all S.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Claim, Criterion, Kind, Provenance, Source
from ..open_ends import opened
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import UNBOUNDED, Cluster, Family, Place
from . import _claims
from ._parts import ANY, Addition, Size, place

__all__ = ["averaged", "averages", "bounded", "clusters", "exact", "missed", "proof", "trimmed"]

_ALL: Final = Region.of(("f", "1", ""), ("a", "1", ""))
_GIVEN: Final = (("n", "a + 2*f"), ("m", "a + f"))
_AT: Final = (("f", "f"), ("a", "n - 2*f"))
_PLACE: Final = "docs of the criterion: the error without an attack"


def exact(rule: str, text: str, value: Any, *, name: str = "exact", **domain: Any) -> Claim:
    """kappa_0* = ``value``."""
    statement = f"kappa_0* = {text} in every dimension"
    return _claims.exact(rule, Criterion.NO_ATTACK, statement, value, _PLACE, name=name, **domain)


def proof(rule: str, value: str, use: Use, weights: tuple[tuple[str, str], ...], **more: Any) -> Bound:
    """kappa_0* <= ``value``, in n, m, f and a = n - 2f, by one rule of inference."""
    placed = re.sub(r"\bm\b", "(a + f)", re.sub(r"\bn\b", "(a + 2*f)", value))
    claim = Combine("no attack", "E2", f"({placed})*V", weights)
    name = more.pop("name", "all")
    return Bound(
        f"{rule}.no_attack.{name}", "no_attack", value, (Case("all", _ALL, _GIVEN, _AT, (use, claim)),), "", **more
    )


def clusters(
    rule: str,
    value: str,
    *rows: tuple[str, str],
    name: str = "attained",
    sizes: tuple[Size, ...] = ANY,
) -> Family:
    """Clusters (size, place), all in S."""
    classes = tuple(Cluster(size, (at,), honest=True) for size, at in rows)
    cases = tuple(place(size, classes) for size in sizes)
    return Family(f"{rule}.no_attack.{name}", "no_attack", value, cases)


def averages(rule: str, form: str, sizes: tuple[Size, ...] = ANY, **domain: Any) -> Addition:
    """Of a rule that averages m of the rows, whose definition is of this form; no ``sizes``: it is not evaluated on
    inputs for all (n, f)."""
    rounds = form == "farthest"
    name = "mean of what p rounds leave" if rounds else f"mean of q rows ({form})"
    kept = ("p", "f") if rounds else ("q", "a + f")
    use = Use(name, (("m", "a + 2*f"), ("n", "a + 2*f"), kept))
    attained = (clusters(rule, "f/m", ("m", "0"), ("f", "1"), sizes=sizes),) if sizes else ()
    return Addition(
        (exact(rule, "f/m", s.f / s.m, **domain),), (proof(rule, "f/m", use, (("left out", "1"),)),), attained
    )


def trimmed(rule: str, k: str, text: sp.Expr, *places: tuple[str, Region, str, str, str]) -> Addition:
    """Of the k-trimmed mean, k >= 1 a count: k/(n-k). ``places``: name, region, n, a symbol and its value."""
    n = "(2*k + 1 + s)"
    use = Use("added points shift order statistics", (("f", "0"), ("k", "k"), ("n", n)))
    weights = (("squared shift", "1"), ("variance between", "k/(k + 1 + s)"))
    bounded = Case(
        "k < n/2",
        Region.of(("f", "1", ""), ("k", "f", ""), ("s", "0", "")),
        (("n", n), ("m", f"{n} - f")),
        (("f", "f"), ("k", "k"), ("s", "n - 2*k - 1")),
        (use, Combine("no attack", "E2", "k/(k + 1 + s)*V", weights)),
    )
    bound = Bound(f"{rule}.no_attack.all", "no_attack", "k/(n - k)", (bounded,), "", line=True, names=(("k", k),))

    def case(name: str, region: Region, n: str, symbol: str, value: str) -> Place:
        given = (("n", n), ("m", f"{n} - f"), *((("k", symbol),) if k != "f" else (("k", "f"),)))
        rows = (Cluster("n - k", ("0",), honest=True), Cluster("k", ("1",), honest=True))
        return Place(name, region, given, (("f", "f"), (symbol, value)), rows)

    family = Family(
        f"{rule}.no_attack.attained", "no_attack", "k/(n - k)", tuple(case(*p) for p in places), (("k", k),)
    )
    return Addition((exact(rule, f"k/(n-k), with k = {text}", text / (s.n - text)),), (bound,), (family,))


def missed(rule: str, who: str, at: str) -> Addition:
    """Of a rule that all rows at ``at`` do not keep there: no constant bounds its error."""
    source = Source(Provenance.DERIVED, where=_PLACE)
    claim = Claim(
        f"{rule}.no_attack.unbounded",
        rule,
        Criterion.NO_ATTACK,
        Kind.NEGATIVE,
        f"{who} has no finite kappa_0: it moves equal rows",
        None,
        source,
    )
    return Addition((claim,), (), (clusters(rule, UNBOUNDED, ("n", at), name="missed"),))


def averaged(rule: str, text: str, kappa: Any, **domain: Any) -> Addition:
    """An upper bound, from one on kappa* (:mod:`resam_theory.criteria.others`)."""
    part = bounded(rule, f"(kappa n (m-1) - f)/(m(n-1)), kappa = {text}", _of_kappa(kappa), **domain)
    why = opened(
        Criterion.NO_ATTACK,
        "kappa* averaged over all S, as if every S were the worst one of the input; different S share most rows",
        "two clusters, evaluated exactly",
        "a proof about the rule on rows without outliers: which of them it clips or leaves out",
        **domain,
    )
    return replace(part, open=(why,))


def _of_kappa(kappa: Any) -> Any:
    return (kappa * s.n * (s.m - 1) - s.f) / (s.m * (s.n - 1))


def bounded(rule: str, text: str, value: Any, *proofs: Bound, **domain: Any) -> Addition:
    """kappa_0* <= ``value``, by these proofs or by what is known of kappa*."""
    return Addition(
        (_claims.upper(rule, Criterion.NO_ATTACK, f"kappa_0* <= {text}", value, _PLACE, **domain),), tuple(proofs)
    )
