"""A stage and a rule made one rule: arrays, exact evaluation, claims, worst inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Claim, Criterion, Domain, Kind, Provenance
from ..definitions.base import Form
from ..definitions.pipeline import Pipeline
from ..proof.worst import Family
from ..rules._base import Rule
from ..rules.kernels import arrays, exactly
from ..rules.kernels.weighted import Massed
from ._base import AffineMap, Descriptor, PreAggregation, Refinement

__all__ = ["composed"]

_SYMMETRIC: Final = frozenset({"trimmed_mean", "median", "geometric_median", "mean_around_median"})
"""Rules that are evaluated on classes of the line and give 0 on a symmetric input."""
_WIDE: Final = 64
_EQUIVARIANT: Final = frozenset({"orthogonal", "orthogonal_but_ties"})


@dataclass(frozen=True)
class _Aggregate:
    """The arrays of a composition; ``generator`` goes to the stages that draw random numbers."""

    stage: PreAggregation | Refinement
    rule: Rule

    def __call__(self, x: Any, f: int, *, generator: Any = None, **options: Any) -> Any:
        later: dict[str, Any] = options | ({"generator": generator} if self.rule.random else {})
        if isinstance(self.stage, Refinement):
            xp, rows = arrays.check(x, f)[:2]
            if xp.finfo(rows.dtype).bits < _WIDE:  # the anchor is not rounded before distances to it are compared
                rows = xp.astype(rows, xp.float64)
            return self.stage.refine(x, f, self.rule(rows, f=f, **later))
        own: dict[str, Any] = {"generator": generator} if self.stage.random else {}
        rows = self.stage.apply(x, f, **own)
        with exactly.computed():
            return self.rule(rows, f=f, **later)


def _definition(stage: PreAggregation | Refinement, inner: Form | None) -> Form | None:
    """What the composition computes, where it is known what the rule computes."""
    if inner is None:
        return None
    return stage.definition(inner) if isinstance(stage, Refinement) else Pipeline(stage.definition, inner)


def composed(stage: Descriptor, rule: Rule) -> Rule:
    """``stage`` first, then ``rule``; see :func:`resam_theory.compose.compose`."""
    if not isinstance(stage, (PreAggregation, Refinement)):
        raise TypeError(f"stage is a {type(stage).__name__}: need a pre-aggregation of resam_theory.compose")
    if rule.trusted and stage.count != s.n:
        raise ValueError(f"rule = {rule.name} trusts its first row, which {stage.name} mixes with others")
    name = f"{stage.name}+{rule.name}"
    worst = {criterion: stage.worst(criterion, rule) for criterion in (Criterion.LAMBDA, Criterion.KAPPA)}
    return Rule(
        name=name,
        title=f"{stage.title}, then {rule.title[:1].lower()}{rule.title[1:]}",
        reference=f"{stage.reference}; {rule.reference}",
        aggregate=_Aggregate(stage, rule),
        definition=_definition(stage, rule.definition),
        claims=tuple(_claims(name, stage, rule)),
        proofs=stage.proved(rule),
        families=(*_families(stage, rule), *stage.reached(rule)),
        extremal={criterion: found for criterion, found in worst.items() if found is not None},
        traits=_traits(stage, rule),
        domain=_domain(stage, rule.domain, 0),
        weigh=_weigh(stage, rule),
        random=stage.random or rule.random,
        trusted=rule.trusted,
        open=stage.open(rule),
        stage=stage,
        inner=rule,
    )


def _families(stage: Descriptor, rule: Rule) -> tuple[Family, ...]:
    """The stage's, where the definition of what follows can be evaluated on them and they attain."""
    if isinstance(stage, Refinement):  # mean around the median ties there
        return stage.families if rule.name in _SYMMETRIC - {"mean_around_median"} else ()
    mixed = rule.families and set(rule.families) == set(stage.families)
    return stage.families if rule.name in _SYMMETRIC or mixed else ()


def _weigh(stage: PreAggregation | Refinement, rule: Rule) -> Callable[[Massed], Any] | None:
    """The composition for workers of unequal weights, where both parts can weigh."""
    if not isinstance(stage, Refinement) or stage.weigh is None or rule.weigh is None:
        return None
    refine, anchor = stage.weigh, rule.weigh
    return lambda given: refine(given, anchor(given))


def _traits(stage: Descriptor, rule: Rule) -> frozenset[str]:
    """What both have; of the two degrees of equivariance under rotations the weaker one."""
    both = stage.traits & rule.traits
    turned = stage.traits & _EQUIVARIANT and rule.traits & _EQUIVARIANT
    return both | {"orthogonal_but_ties"} if turned and "orthogonal" not in both else both


def _claims(name: str, stage: Descriptor, rule: Rule) -> Iterator[Claim]:
    own = stage.claims(name, rule)
    yield from own
    if any(claim.kind is Kind.NEGATIVE for claim in (*own, *rule.claims)):
        return
    for criterion, (value, source) in stage.floors.items():
        text = f"no rule after {stage.name} has {criterion}* < {_text(value)}"
        yield Claim(f"{name}.{criterion}.floor", name, criterion, Kind.LOWER, text, value, source)
    for criterion, maps in stage.maps.items():
        for affine in maps:
            for claim in rule.claims:
                if claim.criterion is criterion and claim.kind in (Kind.UPPER, Kind.TIGHT):
                    made = _mapped(name, stage, affine, claim)
                    if made is not None:
                        yield made


def _mapped(name: str, stage: Descriptor, affine: AffineMap, claim: Claim) -> Claim | None:
    """What an affine map makes of an upper bound on the rule that follows: a bound on the composition."""
    derived = Provenance.DERIVED
    if (affine.source.provenance is derived) != (claim.source.provenance is derived):
        return None  # a published bound is what the papers give together
    assert claim.expression is not None
    inner = _at(claim.expression, stage)
    short = claim.id.rpartition(".")[2]
    tight = affine.exact and claim.kind is Kind.TIGHT
    symbol, sign = claim.criterion, "=" if tight else "<="
    text = f"{symbol}* {sign} {_text(affine.shift)} + ({_text(affine.factor)}) c, c = {symbol}* of {claim.subject}"
    at = "" if stage.count == s.n else f" at n' = {_text(stage.count)}"
    return Claim(
        f"{name}.{claim.criterion}.{short}_composed",
        name,
        claim.criterion,
        Kind.TIGHT if tight else Kind.UPPER,
        f"{text}{at}: {claim.statement}",
        affine(inner),
        replace(affine.source, where=f"{affine.source.where or stage.name} (E1) on {claim.source}"),
        _domain(stage, claim.domain, claim.domain.f_min, sp.sympify(affine.where)),
    )


def _domain(stage: Descriptor, inner: Domain, f_min: int, *conditions: Any) -> Domain:
    """Where the rule that follows is in its domain ``inner``, with the rows that it gets."""
    if stage.count == s.n:
        return replace(inner, where=sp.And(sp.sympify(inner.where), *conditions), f_min=f_min)
    where = [*conditions, sp.Gt(stage.count, 2 * s.f), _at(sp.sympify(inner.where), stage)]
    if inner.parity is not None:
        where.append(sp.Eq(sp.Mod(stage.count, 2), 1 if inner.parity == "odd" else 0))
    return replace(inner, where=sp.And(*where), parity=None, f_min=f_min)


def _at(expression: Any, stage: Descriptor) -> Any:
    """An expression in n, f, m, d at the number of rows that the rule gets."""
    return expression if stage.count == s.n else s.expand(expression).subs(s.n, stage.count)


def _text(value: sp.Expr) -> str:
    return sp.sstr(sp.sympify(value)).replace("**", "^")
