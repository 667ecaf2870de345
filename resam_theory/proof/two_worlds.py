"""Steps that are no inequalities: problems that answer alike, a mean that settles. Standard library only."""

from __future__ import annotations

from .polynomial import ONE, Ratio
from .premises import WORKERS
from .region import parse
from .semidefinite import semidefinite
from .setting import Known, Setting, coefficient, whole
from .written import Settle, Worlds

__all__ = ["settled", "told_apart"]

ANY = "any algorithm"
THETA, UNIT, WORST = "theta", "one", "worst"
MEAN2 = "mean2"
_ONE, _NOTHING, _UNIT2 = Ratio(ONE), Ratio.number(0), Ratio.symbol(UNIT) ** 2


def told_apart(step: Worlds, setting: Setting) -> Known:
    """No algorithm tells two problems apart if all workers answer the same in both, so that

    ``worst >= (1/2) (||grad Q_1||^2 + ||grad Q_2||^2)`` wherever it stops. In both at most ``faulty`` workers are not
    honest, the mean of the honest losses has a curvature in [-L, L], L = ``smoothness``, and its gradients are (G,
    B)-dissimilar, (G^2, B^2) = ``dissimilarity``, at every theta; faulty answers lie within A of the mean where
    A^2 = ``poisoning`` is given.
    """
    setting.premise(ANY)
    stated = setting.fact(step.fact)
    if stated.equal or not (stated.large - Ratio.symbol(WORST)).vanishes:
        raise ValueError(f"a lower bound on {WORST} is needed")
    groups = {name: (_workers(size, setting), _affine(answer, setting)) for name, size, answer in step.groups}
    if len(groups) < len(step.groups):
        raise ValueError("a group is named twice")
    first, second = (_world(world, groups, step, setting) for world in step.honest)
    half = (first**2 + second**2) / Ratio.number(2)
    _holds(half - stated.small * _UNIT2, setting, "the half sum of the squared gradients")
    told = "; ".join(f"{size} workers answer {answer}" for _, size, answer in step.groups)
    within = f", faulty answers within A of it, A^2 = {step.poisoning}" if step.poisoning else ""
    setting.about(
        f"the larger E||grad Q(out)||^2 of two problems: {told} in units of one; at most {step.faulty} faulty; "
        f"curvature at most {step.smoothness}; G^2 = {step.dissimilarity[0]}, B^2 = {step.dissimilarity[1]}{within}"
    )
    return stated


def _workers(size: str, setting: Setting) -> Ratio:
    """How many workers: a whole number >= 0."""
    value = parse(size)
    if not whole(value, WORKERS):
        raise ValueError(f"the size of a group must be a whole number in {', '.join(sorted(WORKERS))}")
    setting.nonnegative(value, "the size of a group")
    return value


def _affine(answer: str, setting: Setting) -> Ratio:
    """An answer: a slope times theta and an offset times the unit."""
    value = parse(answer)
    slope, offset = (setting.pure(coefficient(value, name, setting.region.symbols)) for name in (THETA, UNIT))
    if not (value - slope * Ratio.symbol(THETA) - offset * Ratio.symbol(UNIT)).vanishes:
        raise ValueError("an answer is not affine in theta")
    return value


def _world(world: tuple[str, ...], groups: dict[str, tuple[Ratio, Ratio]], step: Worlds, setting: Setting) -> Ratio:
    """The mean of the honest answers, once what is asked of the world holds."""
    if not set(world) <= set(groups) or len(set(world)) < len(world):
        raise ValueError("a world names a group that is not there, or one twice")
    honest = [groups[name] for name in world]
    others = [group for name, group in groups.items() if name not in world]
    count, m = (sum((size for size, _ in side), _NOTHING) for side in (others, honest))
    setting.positive(m, "the number of honest workers")
    setting.nonnegative(setting.pure(parse(step.faulty)) - count, "what is left of the faulty workers")
    mean = sum((size * answer for size, answer in honest), _NOTHING) / m
    smooth, slope = setting.pure(parse(step.smoothness)), coefficient(mean, THETA, setting.region.symbols)
    setting.nonnegative(smooth - slope, "what is left of the curvature")
    setting.nonnegative(smooth + slope, "what is left of the curvature")
    variance = sum((size * (answer - mean) ** 2 for size, answer in honest), _NOTHING) / m
    G2, B2 = (setting.pure(parse(text)) for text in step.dissimilarity)
    _holds(G2 * _UNIT2 + B2 * mean**2 - variance, setting, "dissimilarity")
    if step.poisoning:
        for _, answer in others:
            _holds(setting.pure(parse(step.poisoning)) * _UNIT2 - (answer - mean) ** 2, setting, "poisoning")
    return mean


def _holds(form: Ratio, setting: Setting, what: str) -> None:
    try:
        semidefinite(form, setting.region)
    except ValueError as error:
        raise ValueError(f"{what}: {error}") from None


def settled(step: Settle, setting: Setting) -> Known:
    """A mean z' = A z + c in two coordinates with |eigenvalues of A| < 1 tends to its fixed point; the squared first
    coordinate is the conclusion. Jury: 1 - det, 1 - trace + det and 1 + trace + det are > 0."""
    rows = setting.premise(step.by).recursion
    (a, b), (c, d), (p, q) = ([setting.finite(parse(text).at_once(setting.where)) for text in row] for row in rows)
    y, z = (parse(text) for text in step.fixed)
    if not ((a * y + b * z + p - y).vanishes and (c * y + d * z + q - z).vanishes):
        raise ValueError("not a fixed point of the recursion")
    trace, det = a + d, a * d - b * c
    for condition in (_ONE - det, _ONE - trace + det, _ONE + trace + det):
        setting.positive(condition, "what keeps the recursion stable")
    stated = setting.fact(step.fact)
    if not (stated.equal and (stated.small - Ratio.symbol(MEAN2)).vanishes and (stated.large - y**2).vanishes):
        raise ValueError("the conclusion is not the squared fixed point")
    return stated
