r"""Upper bounds for selection rules: dual certificates of symmetry-reduced Gram programmes (theory.md B5) [derived].

**Setting.** Points are sorted into classes c of n_c members such that everything that is asked of them is invariant
under permutations inside a class. Let G be the Gram matrix of an input. The constraints below are convex in G and the
objective is linear, so the average of G over those permutations is feasible with the same objective: nothing is lost
by taking G invariant. An invariant G ⪰ 0 is the same as

* one matrix H ⪰ 0 with H_ce = <mean of c, mean of e> (as many rows as there are classes, whatever n is), and
* one scalar s_c ≥ 0 per class with n_c ≥ 2: the mean squared distance of its members to their mean.

In these coordinates every squared distance is linear:
``d²(c, e) = H_cc - 2 H_ce + H_ee + s_c + s_e`` for c ≠ e, and ``d²(c, c) = 2 s_c n_c/(n_c - 1)``.

**The programme.** Maximise ``||Σ_c error_c mean_c||²`` (the squared distance of the output to mean_S) subject to every
selection (a linear form of squared distances is at most a sum of the ``count`` smallest others: concave, so the
constraint is convex) and V_S ≤ 1 (kappa) or every d² inside S ≤ 1 (lambda).

**Weak duality.** Let ``options[i]`` be multipliers τ of the right-hand distances of selection i, 0 ≤ τ_p ≤ y caps_p,
where y = Σ τ_p / count, and ``spread`` multipliers μ ≥ 0. Every feasible invariant Gram matrix satisfies
``Σ_p τ_p d²(p) ≥ y Σ smaller_p d²(p)`` and every spread form is ≤ 1. So if the form

    Z = Σ μ spread - ||F - mean_S||² - Σ_i (Σ τ_p d²(p) - y_i Σ smaller_p d²(p))

is nonnegative on all (H ⪰ 0, s ≥ 0), that is, its matrix is positive semidefinite and its coefficients of s are ≥ 0,
then ``||F - mean_S||² ≤ Σ μ``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from resam_theory.definitions.gram import Pair, Patterns, Programme, pair

from .claim import Coefficient
from .matrices import is_semidefinite
from .reading import Refused, count, fields, items, nonnegative

__all__ = ["Dual", "Linear", "certified_value", "distance", "dual", "error_form", "spread_forms", "total", "variance"]


@dataclass(frozen=True)
class Dual:
    """Rational multipliers: of the distances on the right of each selection, and of the spread forms."""

    options: tuple[Mapping[Pair, Fraction], ...]
    spread: Mapping[str, Fraction]


@dataclass(frozen=True)
class Linear:
    """A linear form of an invariant Gram matrix: ``<quadratic, H> + Σ_c spread_c s_c``."""

    quadratic: Mapping[Pair, Fraction]  # coefficient of H_ce, each unordered pair c != e counted once
    spread: Mapping[str, Fraction]

    def matrix(self, classes: Sequence[str]) -> list[list[Fraction]]:
        """The symmetric matrix Q with ``<Q, H>`` equal to the quadratic part."""
        return [[self.quadratic.get(pair(c, e), Fraction(0)) / (1 if c == e else 2) for e in classes] for c in classes]


def total(terms: Sequence[tuple[Fraction, Linear]]) -> Linear:
    """A linear combination of forms."""
    quadratic: dict[Pair, Fraction] = {}
    spread: dict[str, Fraction] = {}
    for weight, form in terms:
        for key, value in form.quadratic.items():
            quadratic[key] = quadratic.get(key, Fraction(0)) + weight * value
        for name, value in form.spread.items():
            spread[name] = spread.get(name, Fraction(0)) + weight * value
    return Linear(quadratic, spread)


def distance(programme: Programme, between: Pair) -> Linear:
    """d² between members of two classes (distinct members when the class is the same).

    >>> two = Programme({"P": 2, "Q": 1}, ("P", "Q"), {}, ())
    >>> distance(two, ("P", "P")).spread
    {'P': Fraction(4, 1)}
    """
    c, e = between
    one = Fraction(1)
    if c == e:
        size = programme.sizes[c]
        return Linear({}, {c: Fraction(2 * size, size - 1)})
    return Linear({(c, c): one, (e, e): one, pair(c, e): Fraction(-2)}, {c: one, e: one})


def _squared_norm(weights: Mapping[str, Fraction]) -> Linear:
    """||Σ_c weights_c mean_c||²."""
    names = list(weights)
    return Linear(
        {pair(c, e): weights[c] * weights[e] * (1 if c == e else 2) for i, c in enumerate(names) for e in names[i:]}, {}
    )


def error_form(programme: Programme) -> Linear:
    """||F - mean_S||²."""
    return _squared_norm(programme.error)


def variance(programme: Programme) -> Linear:
    """V_S = Σ_c (n_c/m)(||mean_c||² + s_c) - ||mean_S||²."""
    share = {c: Fraction(programme.sizes[c], programme.m) for c in programme.honest}
    own = Linear({(c, c): w for c, w in share.items()}, dict(share))
    return total([(Fraction(1), own), (Fraction(-1), _squared_norm(share))])


def spread_forms(programme: Programme, criterion: str) -> dict[str, Linear]:
    """The forms that are at most 1: V_S (kappa), or d² of every pair of classes inside S (lambda)."""
    if criterion == "kappa":
        return {"V": variance(programme)}
    pairs = [(c, e) for i, c in enumerate(programme.honest) for e in programme.honest[i:]]
    return {f"{c}-{e}": distance(programme, (c, e)) for c, e in pairs if c != e or programme.sizes[c] > 1}


def certified_value(programme: Programme, criterion: str, dual: Dual) -> Fraction:
    """Σ μ, an upper bound on the programme's value; :class:`Refused` when the certificate does not prove it."""
    spreads = spread_forms(programme, criterion)
    if not set(dual.spread) <= set(spreads):
        raise Refused(f"spread multipliers {sorted(set(dual.spread) - set(spreads))} belong to no constraint")
    if any(value < 0 for value in dual.spread.values()):
        raise Refused("a spread multiplier is negative")
    if len(dual.options) != len(programme.selections):
        raise Refused(f"{len(dual.options)} selections are certified, the pattern has {len(programme.selections)}")
    terms: list[tuple[Fraction, Linear]] = [(value, spreads[name]) for name, value in dual.spread.items()]
    terms.append((Fraction(-1), error_form(programme)))
    for selection, options in zip(programme.selections, dual.options, strict=True):
        y = sum(options.values(), Fraction(0)) / selection.count
        for p, value in options.items():
            cap = y * selection.caps.get(p, 0)
            if not 0 <= value <= cap:
                raise Refused(f"{selection.name}: the multiplier of d²{p} is outside 0..{cap}")
            terms.append((-value, distance(programme, p)))
        terms += [(y * many, distance(programme, p)) for p, many in selection.smaller.items()]
    slack = total(terms)
    negative = [c for c, value in slack.spread.items() if value < 0]  # one point's is at least the diagonal entry
    if negative:
        raise Refused(f"the slack is negative on the spread of {negative}")
    if not is_semidefinite(slack.matrix(programme.classes)):
        raise Refused("the slack matrix is not positive semidefinite")
    return sum(dual.spread.values(), Fraction(0))


def dual(claim: Coefficient, evidence: Mapping[str, Any]) -> Fraction:
    """Weak duality for every composition of every family of the definition's selection pattern."""
    families = claim.form.families(claim.n, claim.f)
    if not families:
        raise Refused("the definition has no selection pattern")
    listed = [
        fields(entry, ("family", "low", "high", "options", "spread"), of="an interval")
        for entry in items(evidence["intervals"], "intervals")
    ]
    unknown = {entry["family"] for entry in listed} - {family.name for family in families}
    if unknown:
        raise Refused(f"there is no family {min(unknown)!r:.60}")
    return max(
        _family_bound(family, [e for e in listed if e["family"] == family.name], claim.criterion) for family in families
    )


def _family_bound(family: Patterns, listed: Sequence[Mapping[str, Any]], criterion: str) -> Fraction:
    """The largest bound of the intervals, which must cover ``low..high`` of the family."""
    ends = [(count(e["low"], "low", low=0), count(e["high"], "high", low=0), e) for e in listed]
    bounds, needed = [Fraction(0)], family.low
    for low, high, entry in sorted(ends, key=lambda end: end[0]):
        if not family.low <= low <= high <= family.high:
            raise Refused(f"{family.name}: {low}..{high} is not an interval of it")
        if low > needed:
            break
        bounds.append(certified_value(family.programme(low, high), criterion, _multipliers(entry)))
        needed = max(needed, high + 1)
    if needed <= family.high:
        raise Refused(f"{family.name}: composition {needed} is not covered")
    return max(bounds)


def _multipliers(entry: Mapping[str, Any]) -> Dual:
    options = []
    for listed in items(entry["options"], "options"):
        chosen: dict[Pair, Fraction] = {}
        for row in items(listed, "options"):
            c, e, value = items(row, "a multiplier", length=3)
            if type(c) is not str or type(e) is not str or pair(c, e) in chosen:
                raise Refused(f"multipliers of d²({c!r:.20}, {e!r:.20}): need each pair of classes once")
            chosen[pair(c, e)] = nonnegative(value, "multiplier")
        options.append({p: value for p, value in chosen.items() if value})
    if not isinstance(entry["spread"], Mapping):
        raise Refused("spread: need an object")
    return Dual(tuple(options), {name: nonnegative(x, "multiplier") for name, x in entry["spread"].items()})
