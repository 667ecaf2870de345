r"""The symmetry-reduced Gram programme of a selection pattern, as exact data (theory.md B5) [derived here].

**Setting.** Points are sorted into classes c of n_c members such that everything that is asked of them is invariant
under permutations inside a class. Let G be the Gram matrix of an input. The constraints below are convex in G and the
objective is linear, so the average of G over those permutations is feasible with the same objective: nothing is lost
by taking G invariant. An invariant G ⪰ 0 is the same as

* one matrix H ⪰ 0 with H_ce = <mean of c, mean of e> (as many rows as there are classes, whatever n is), and
* one scalar s_c ≥ 0 per class with n_c ≥ 2: the mean squared distance of its members to their mean.

In these coordinates every squared distance is linear:
``d²(c, e) = H_cc - 2 H_ce + H_ee + s_c + s_e`` for c ≠ e, and ``d²(c, c) = 2 s_c n_c/(n_c - 1)``.

**The programme.** Maximise ``||Σ_c error_c mean_c||²`` (the squared distance of the output to mean_S) subject to

* every :class:`Selection`: a linear form of squared distances is at most the smallest value of ``Σ_e t_e d²_e`` over
  ``0 ≤ t_e ≤ cap_e, Σ t_e = total`` (a sum of the ``total`` smallest distances: concave, so the constraint is
  convex), and
* V_S ≤ 1 (kappa) or every d² inside S ≤ 1 (lambda).

The optimal value is kappa*, respectively lambda*², of the pattern for every d ≥ n - 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = [
    "Form",
    "Pair",
    "Programme",
    "Selection",
    "distance",
    "error_form",
    "pair",
    "spread_forms",
    "total",
    "variance",
]

Pair = tuple[str, str]


def pair(c: str, e: str) -> Pair:
    """The unordered pair of two classes."""
    return (c, e) if c <= e else (e, c)


@dataclass(frozen=True)
class Selection:
    """``Σ smaller[p] d²(p) ≤ min { Σ t_p d²(p) : 0 ≤ t_p ≤ caps[p], Σ t_p = count }`` over pairs p of classes."""

    name: str
    smaller: Mapping[Pair, int]
    caps: Mapping[Pair, int]
    count: int


@dataclass(frozen=True)
class Programme:
    """Classes with their sizes, those of S, the output error as a combination of class means, the selections."""

    sizes: Mapping[str, int]
    honest: tuple[str, ...]
    error: Mapping[str, Fraction]
    selections: tuple[Selection, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes in a fixed order: rows of H."""
        return tuple(self.sizes)

    @property
    def m(self) -> int:
        """|S|."""
        return sum(self.sizes[c] for c in self.honest)


@dataclass(frozen=True)
class Form:
    """A linear form of an invariant Gram matrix: ``<quadratic, H> + Σ_c spread_c s_c``."""

    quadratic: Mapping[Pair, Fraction]  # coefficient of H_ce, each unordered pair c != e counted once
    spread: Mapping[str, Fraction]

    def matrix(self, classes: Sequence[str]) -> list[list[Fraction]]:
        """The symmetric matrix Q with ``<Q, H>`` equal to the quadratic part."""
        return [[self.quadratic.get(pair(c, e), Fraction(0)) / (1 if c == e else 2) for e in classes] for c in classes]


def total(terms: Sequence[tuple[Fraction, Form]]) -> Form:
    """A linear combination of forms."""
    quadratic: dict[Pair, Fraction] = {}
    spread: dict[str, Fraction] = {}
    for weight, form in terms:
        for key, value in form.quadratic.items():
            quadratic[key] = quadratic.get(key, Fraction(0)) + weight * value
        for name, value in form.spread.items():
            spread[name] = spread.get(name, Fraction(0)) + weight * value
    return Form(quadratic, spread)


def distance(programme: Programme, between: Pair) -> Form:
    """d² between members of two classes (distinct members when the class is the same).

    >>> two = Programme({"P": 2, "Q": 1}, ("P", "Q"), {}, ())
    >>> distance(two, ("P", "P")).spread
    {'P': Fraction(4, 1)}
    """
    c, e = between
    one = Fraction(1)
    if c == e:
        size = programme.sizes[c]
        return Form({}, {c: Fraction(2 * size, size - 1)})
    return Form({(c, c): one, (e, e): one, pair(c, e): Fraction(-2)}, {c: one, e: one})


def _squared_norm(weights: Mapping[str, Fraction]) -> Form:
    """||Σ_c weights_c mean_c||²."""
    names = list(weights)
    return Form(
        {pair(c, e): weights[c] * weights[e] * (1 if c == e else 2) for i, c in enumerate(names) for e in names[i:]}, {}
    )


def error_form(programme: Programme) -> Form:
    """||F - mean_S||²."""
    return _squared_norm(programme.error)


def variance(programme: Programme) -> Form:
    """V_S = Σ_c (n_c/m)(||mean_c||² + s_c) - ||mean_S||²."""
    share = {c: Fraction(programme.sizes[c], programme.m) for c in programme.honest}
    own = Form({(c, c): w for c, w in share.items()}, dict(share))
    return total([(Fraction(1), own), (Fraction(-1), _squared_norm(share))])


def spread_forms(programme: Programme, criterion: str) -> dict[str, Form]:
    """The forms that are at most 1: V_S (kappa), or d² of every pair of classes inside S (lambda)."""
    if criterion == "kappa":
        return {"V": variance(programme)}
    inside = sorted(programme.honest)
    pairs = ((c, e) for i, c in enumerate(inside) for e in inside[i:] if c != e or programme.sizes[c] > 1)
    return {f"{c}-{e}": distance(programme, (c, e)) for c, e in pairs}
