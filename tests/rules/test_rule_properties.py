"""Properties of every registered rule on small integers, where floats are exact and ties are real ties.

Each property is a function (rule, sample, allowed) that raises AssertionError; the last test runs them on broken rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from resam_theory.rules import Rule, get

EXAMPLES = 20
LARGEST = 12
CLIPPING_RADIUS = 1.0
SEGMENTS = {"geometric_median"}  # `exact` lists the ends of a segment of admissible outputs


@dataclass(frozen=True)
class Sample:
    """Integer rows (n, d), f, and a seed for whatever else a property needs."""

    x: np.ndarray
    f: int
    seed: int

    @property
    def rng(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)


@st.composite
def samples(draw: st.DrawFn, *, sizes: tuple[tuple[int, int], ...]) -> Sample:
    n, f = draw(st.sampled_from(sizes))
    d = draw(st.integers(1, 3))
    entries = st.integers(-LARGEST, LARGEST) if draw(st.booleans()) else st.integers(-1, 1)  # the latter: many ties
    flat = draw(st.lists(entries, min_size=n * d, max_size=n * d))
    return Sample(np.asarray(flat, dtype=np.float64).reshape(n, d), f, draw(st.integers(0, 2**16)))


Allowed = Callable[[np.ndarray], float]
Property = Callable[[Rule, Sample, Allowed], None]


def close(found: Any, wanted: Any, allowed: float, what: str) -> None:
    error = float(np.max(np.abs(np.asarray(found, np.float64) - np.asarray(wanted, np.float64)), initial=0.0))
    assert error <= allowed, f"{what}: {found} instead of {wanted}, off by {error:.3g} with {allowed:.3g} allowed"


def agrees_with_exact(rule: Rule, sample: Sample, allowed: Allowed) -> None:
    points = [tuple(Fraction(int(value)) for value in row) for row in sample.x]
    try:
        outputs = [np.asarray([float(value) for value in point]) for point in rule.exact(points, sample.f)]
    except ValueError:  # an irrational output
        return
    found = np.asarray(rule(sample.x, f=sample.f))
    errors = [float(np.max(np.abs(found - output))) for output in outputs]
    if rule.name in SEGMENTS and len(outputs) == 2:
        start, along = outputs[0], outputs[1] - outputs[0]
        share = float(np.clip((found - start) @ along / (along @ along), 0, 1))
        errors.append(float(np.max(np.abs(found - start - share * along))))
    assert min(errors) <= allowed(sample.x), f"{found} is none of {outputs}"


def permutation(rule: Rule, sample: Sample, allowed: Allowed) -> None:
    if "permutation" not in rule.traits:
        return
    shuffled = sample.rng.permutation(sample.x, axis=0)
    close(rule(shuffled, f=sample.f), rule(sample.x, f=sample.f), allowed(sample.x), "rows in another order")


def translation(rule: Rule, sample: Sample, allowed: Allowed) -> None:
    if "translation" in rule.traits:
        by = sample.rng.integers(-1000, 1000, size=sample.x.shape[1])
        wanted = rule(sample.x, f=sample.f) + by
        close(rule(sample.x + by, f=sample.f), wanted, allowed(sample.x + by) + allowed(sample.x), f"moved by {by}")


def scaling(rule: Rule, sample: Sample, allowed: Allowed) -> None:
    """By powers of two up to where squares overflow and down to where entries are denormal: exact but for the grid.

    The rows that a stage makes are rounded to that grid, which may break a tie of the rule that follows.
    """
    if "scale" in rule.traits:
        for exponent in (-1060 if rule.stage is None else -960, -540, 1, 540, 1010):
            scaled = np.ldexp(sample.x, exponent)
            wanted = np.ldexp(rule(sample.x, f=sample.f), exponent)
            close(rule(scaled, f=sample.f), wanted, allowed(scaled), f"scaled by 2^{exponent}")


def orthogonal(rule: Rule, sample: Sample, allowed: Allowed) -> None:
    """x -> x Q with Q a signed permutation; in the plane also 5 times a rotation, where the rule scales."""
    if "orthogonal" not in rule.traits:
        return
    d = sample.x.shape[1]
    q = np.eye(d)[sample.rng.permutation(d)] * sample.rng.choice([-1.0, 1.0], size=d)
    turns = [q, np.asarray([[3.0, 4.0], [-4.0, 3.0]])] if d == 2 and "scale" in rule.traits else [q]
    for turn in turns:
        wanted = rule(sample.x, f=sample.f) @ turn
        close(rule(sample.x @ turn, f=sample.f), wanted, 5 * allowed(sample.x @ turn), f"turned by {turn.tolist()}")


def hull(rule: Rule, sample: Sample, allowed: Allowed) -> None:
    """In the coordinate-wise hull; with identical rows that is the row itself."""
    if "hull" in rule.traits:
        for x in (sample.x, np.broadcast_to(sample.x[:1], sample.x.shape)):
            found = rule(x, f=sample.f)
            close(np.clip(found, x.min(axis=0), x.max(axis=0)), found, allowed(x), "outside of the hull")


def numpy_and_torch(rule: Rule, sample: Sample, allowed: Allowed) -> None:
    wanted = rule(sample.x, f=sample.f)
    for needs_grad in (False, True):
        tensor = torch.asarray(sample.x.tolist(), dtype=torch.float64).requires_grad_(needs_grad)
        found = rule(tensor, f=sample.f)
        close(found.detach().numpy(), wanted, 2 * allowed(sample.x), f"torch, gradient {needs_grad}, and numpy differ")


def batch_is_loop(rule: Rule, sample: Sample, allowed: Allowed) -> None:
    stack = np.stack([sample.rng.permutation(sample.x + shift, axis=0) for shift in range(6)]).reshape(
        (2, 3, *sample.x.shape)
    )
    found = rule(stack, f=sample.f)
    assert found.shape == (2, 3, sample.x.shape[1])
    for index in np.ndindex(2, 3):
        close(found[index], rule(stack[index], f=sample.f), 2 * allowed(stack), f"problem {index} of the batch")


def same_kind_of_array(rule: Rule, sample: Sample, allowed: Allowed) -> None:
    for dtype in (np.float32, np.float64):
        x = sample.x.astype(dtype)
        found = rule(x, f=sample.f)
        assert isinstance(found, np.ndarray), f"{type(found)} for a numpy array"
        assert (found.dtype, found.shape) == (x.dtype, x.shape[1:])
        tensor = torch.asarray(x)
        result = rule(tensor, f=sample.f)
        assert isinstance(result, torch.Tensor), f"{type(result)} for a tensor"
        assert (result.dtype, result.device, tuple(result.shape)) == (tensor.dtype, tensor.device, x.shape[1:])


def input_unmodified(rule: Rule, sample: Sample, allowed: Allowed) -> None:
    for x in (sample.x.copy(), np.asfortranarray(sample.x), sample.x[::-1]):
        before = x.tobytes()
        result = rule(x, f=sample.f)
        if result.flags.writeable:
            result[...] = np.pi  # nor may the output share memory with the input
        assert x.tobytes() == before, "the input has changed"
        tensor = torch.asarray(x.copy())
        rule(tensor, f=sample.f).fill_(np.pi)
        assert tensor.numpy().tobytes() == before, "the input tensor has changed"


PROPERTIES: tuple[Property, ...] = (
    agrees_with_exact,
    permutation,
    translation,
    scaling,
    orthogonal,
    hull,
    numpy_and_torch,
    batch_is_loop,
    same_kind_of_array,
    input_unmodified,
)


def run(
    rule: Rule,
    prop: Property,
    sizes: tuple[tuple[int, int], ...],
    rounding_of: Allowed,
    phases: tuple[Phase, ...] = (Phase.generate, Phase.shrink),
) -> None:
    def allowed(x: np.ndarray) -> float:
        """Rounding; clipping adds its radius to the lengths that occur."""
        extra = 0.0 if "scale" in rule.traits else CLIPPING_RADIUS
        return rounding_of(np.concatenate([np.abs(x), np.full_like(x[..., :1, :], np.max(np.abs(x)) + extra)], axis=-2))

    @settings(
        max_examples=EXAMPLES,
        phases=phases,
        derandomize=True,
        database=None,
        report_multiple_bugs=False,
    )
    @given(sample=samples(sizes=sizes))
    def check(sample: Sample) -> None:
        prop(rule, sample, allowed)

    check()


@pytest.mark.sampled(7)
@pytest.mark.parametrize("prop", PROPERTIES, ids=lambda prop: prop.__name__)
def test_property(rule: Rule, prop: Property, sizes_of: Any, rounding_of: Allowed) -> None:
    run(rule, prop, sizes_of(rule), rounding_of)


def broken(change: Callable[[Any, int], Any], base: str = "trimmed_mean", **traits: frozenset[str]) -> Rule:
    return replace(get(base), name="broken", aggregate=change, **traits)


def _overwrite(x: Any, f: int) -> Any:
    result = get("trimmed_mean")(x, f=f)
    x[...] = 0
    return result


def _first_of_sorted(x: Any, f: int) -> Any:
    """Right but for even n: the lower of the two middle values."""
    return np.sort(np.asarray(x), axis=-2)[..., (x.shape[-2] - 1) // 2, :]


def _mixed_batch(x: Any, f: int) -> Any:
    result = get("trimmed_mean")(x, f=f)
    return result if x.ndim == 2 else result - result + result[(0,) * (x.ndim - 2)]


BROKEN: tuple[tuple[Property, Rule], ...] = (
    (agrees_with_exact, broken(lambda x, f: get("trimmed_mean")(x, f=max(f - 1, 0)))),
    (agrees_with_exact, broken(_first_of_sorted, "median")),
    (agrees_with_exact, broken(lambda x, f: get("median")(x, f=f), "mean_around_median")),
    (permutation, broken(lambda x, f: x[..., 0, :])),
    (translation, broken(lambda x, f: get("trimmed_mean")(x, f=f) * 1.0001)),
    (scaling, broken(lambda x, f: get("trimmed_mean")(x, f=f) + 1e-9)),
    (scaling, broken(lambda x, f: np.sqrt(np.mean(x * x, axis=-2)) if np.min(x) > 1 else np.mean(x * x, axis=-2))),
    (orthogonal, broken(lambda x, f: get("median")(x, f=f), traits=frozenset({"orthogonal", "scale"}))),
    (hull, broken(lambda x, f: x.sum(-2) / max(x.shape[-2] - 1, 1))),
    (numpy_and_torch, broken(lambda x, f: x.mean(-2) if isinstance(x, np.ndarray) else x[..., 0, :])),
    (batch_is_loop, broken(_mixed_batch)),
    (same_kind_of_array, broken(lambda x, f: np.asarray(x, np.float64).mean(-2))),
    (input_unmodified, broken(_overwrite)),
    (input_unmodified, broken(lambda x, f: x[..., 0, :])),
)


@pytest.mark.parametrize(("prop", "rule"), BROKEN, ids=lambda value: getattr(value, "__name__", ""))
@pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning")
def test_broken_rules_fail(prop: Property, rule: Rule, rounding_of: Allowed) -> None:
    sizes = ((3, 1), (4, 1), (5, 2), (6, 2))
    with pytest.raises(AssertionError):
        run(rule, prop, sizes, rounding_of, phases=(Phase.generate,))
