"""Rules of inference in which V may stand for the largest eigenvalue: attacked in the plane, where the two differ."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from resam_theory.proof.applies import evaluate
from resam_theory.proof.bounds import Bound, Combine, Use
from resam_theory.proof.cases import Rejected
from resam_theory.proof.inference import INFERENCES
from resam_theory.proof.region import parse
from resam_theory.proof.replay import replay
from resam_theory.rules import get

from .configurations import Point, Values, draw, least_set, mean, sizes, squared, variance
from .selections import Sampler, every_direction, fractions, largest, root
from .test_inference_rules import violated


def least_eigenvalue(random: Random, weakened: bool) -> Values | None:
    """The set of least largest eigenvalue; lengths along F - M; weakened: V is half of the largest eigenvalue."""
    n, f = sizes(random, most=3, extra=2)
    x, m = draw(random, n, 2), n - f
    chosen = least_set(random, x, m, largest, False)
    common, s = [x[i] for i in chosen if i < m], x[:m]
    b, error = m - len(common), [u - v for u, v in zip(mean([x[i] for i in chosen]), mean(s), strict=True)]
    length = root(squared(tuple(error), (Fraction(0), Fraction(0))))
    if not 0 < b < m or not length:
        return None

    def along(points: list[Point]) -> Fraction:
        moved = (u - v for u, v in zip(mean(points), mean(common), strict=True))
        value = sum((u * e for u, e in zip(moved, error, strict=True)), Fraction(0)) / length
        return value * (1 - Fraction(1, 10**25))

    r, q = along([x[i] for i in chosen if i >= m]), along([x[i] for i in range(m) if i not in chosen])
    width = max((squared(u, v) for u in s for v in s), default=Fraction(0))
    return fractions({"b": b, "m": m, "r": r, "q": q, "V": largest(s) / (2 if weakened else 1), "D2": width})


def filtered_pairs(random: Random, weakened: bool) -> Values | None:
    """The filter on pairs (x, y), (x, -y), of which an axis is the direction of largest variance; weakened: V / 8."""
    f, half = random.choice((1, 1, 2)), random.randint(3, 4)
    n = 2 * half
    m, reach = n - f, random.choice((1, 3, 9))
    pairs = [(Fraction(random.randint(-reach, reach)), Fraction(random.randint(0, reach))) for _ in range(half)]
    x = [p for u, v in pairs for p in ((u, v), (u, -v))]
    c, rounds = [Fraction(1)] * n, []
    while n > 3 * f and sum(c) > n - 2 * f:
        total = sum(c)
        centre = [sum((w * p[k] for w, p in zip(c, x, strict=True)), Fraction(0)) / total for k in (0, 1)]
        squares = [[(p[k] - centre[k]) ** 2 for p in x] for k in (0, 1)]
        sums = [sum((w * t for w, t in zip(c, row, strict=True)), Fraction(0)) / total for row in squares]
        axis = max((0, 1), key=lambda k: sums[k])
        rounds.append((sums[axis], c, tuple(centre)))
        most = max(t for w, t in zip(c, squares[axis], strict=True) if w)
        if not most:
            break
        c = [w * (1 - t / most) if w else w for w, t in zip(c, squares[axis], strict=True)]
    if not rounds:
        return None
    _, c, output = min(rounds, key=lambda item: item[0])
    own = sorted(random.sample(range(n), m))
    common = [min(c[i] / sum(c), Fraction(1, m)) for i in own]
    s = [x[i] for i in own]
    middle = tuple(sum((w * p[k] for w, p in zip(common, s, strict=True)), Fraction(0)) / sum(common) for k in (0, 1))
    p, q = root(squared(middle, output)), root(squared(middle, mean(s)))
    error2 = squared(output, mean(s)) * (1 - Fraction(1, 10**20))
    v = largest(s) / (8 if weakened else 1)
    return fractions({"a": m - f, "f": f, "m": m, "p": p, "q": q, "E2": error2, "V": v})


def nonnegative(random: Random, weakened: bool) -> Values | None:
    points = draw(random, random.randint(1, 5), 2)
    return {"V": largest(points) - int(weakened) * variance(points), "D": Fraction(0), "D2": Fraction(0)}


PLANE: dict[str, Sampler] = {
    "variance is nonnegative": nonnegative,
    "least largest eigenvalue": least_eigenvalue,
    "least trace, in every direction": every_direction,
    "least trace, in d dimensions": every_direction,
    "covariance filter": filtered_pairs,
}


def broken(name: str, *, weakened: bool) -> tuple[int, list[str]]:
    """How many draws meet the hypotheses, and what they contradict."""
    rule, random = INFERENCES[name], Random(name)
    found = [values for _ in range(400) if (values := PLANE[name](random, weakened)) is not None]
    met = [values for values in found if all(parse(guard).at(values) >= 0 for guard in rule.guards)]
    return len(met), [said for values in met if (said := violated(rule, values)) is not None]


def test_every_spectral_rule_is_attacked() -> None:
    assert {name for name, rule in INFERENCES.items() if rule.spectral} == set(PLANE)


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", PLANE)
def test_no_counterexample_in_the_plane_but_one_once_it_is_weakened(name: str) -> None:
    tried, against = broken(name, weakened=False)
    assert tried >= 40
    assert not against
    assert name == "variance is nonnegative" or broken(name, weakened=True)[1]


def _of(rule: str) -> Bound:
    return next(bound for bound in get(rule).proofs if bound.criterion == "xi" and "d" not in parse(bound.value).names)


@pytest.mark.parametrize("rule", ["smea", "minimum_variance_averaging", "caf"])
def test_a_spectral_bound_is_replayed_and_no_smaller_one(rule: str) -> None:
    bound = _of(rule)
    replay(bound)
    with pytest.raises(Rejected):
        replay(replace(bound, value=f"99/100*({bound.value})", roots=()))


def test_a_rule_about_the_trace_says_nothing_of_the_largest_eigenvalue() -> None:
    """The proof of kappa of minimum variance averaging, declared to be about xi, which is larger by up to sqrt f."""
    kappa = next(bound for bound in get("minimum_variance_averaging").proofs if bound.criterion == "kappa")
    replay(kappa)
    with pytest.raises(Rejected, match="says nothing of the largest eigenvalue"):
        replay(replace(kappa, criterion="xi"))


def test_a_bound_that_depends_on_the_dimension_needs_it() -> None:
    rule = get("minimum_variance_averaging")
    bound = next(b for b in rule.proofs if "d" in parse(b.value).names)
    assert evaluate(bound, 15, 4, rule.definition, d=2) == (Fraction(4, 7) + Fraction(8, 7), Fraction(32, 49))
    with pytest.raises(Rejected):
        evaluate(bound, 15, 4, rule.definition)
    steps = (Use("least trace, in d dimensions", (("b", "b"), ("d", "1"), ("m", "m"))), *bound.cases[0].steps[1:])
    claimed = Combine("xi", "E2", "4*f/(m - f)*V", steps[-1].weights if isinstance(steps[-1], Combine) else ())
    case = replace(bound.cases[0], steps=(*steps[:-1], claimed))
    with pytest.raises(Rejected):
        evaluate(replace(bound, value="4*f/(n - 2*f)", roots=(), cases=(case,)), 15, 4, rule.definition, d=2)


def test_a_count_cannot_be_called_d() -> None:
    bound = next(b for b in get("minimum_variance_averaging").proofs if "d" in parse(b.value).names)
    with pytest.raises(Rejected, match="d has a meaning already"):
        evaluate(replace(bound, names=(("d", "f"),)), 15, 4)
