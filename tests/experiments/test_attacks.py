from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from experiments.algorithm import run
from experiments.attacks import ATTACKS, View, find_attack
from experiments.attacks.worst_input import deviations
from experiments.building import prepare
from experiments.config import RunConfig
from experiments.objectives import Flips
from resam_theory.claims import Criterion
from resam_theory.rules import get

from .seen import view_of

Make = Callable[..., RunConfig]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_every_attack_sends_f_rows_and_leaves_the_view_alone(view: Callable[..., View], attack: object) -> None:
    seen = view()
    before = seen.honest.clone(), seen.own.clone()
    sent = attack.send(seen, **attack.options)  # type: ignore[attr-defined]
    assert sent.rows.shape == (4, 2, 2)
    assert sent.rows.dtype == seen.honest.dtype
    assert torch.equal(seen.honest, before[0])
    assert torch.equal(seen.own, before[1])
    output = seen.server(sent.rows)
    assert output.isfinite().all()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_every_attack_runs_and_replays(config: Make, attack: object) -> None:
    name = attack.name  # type: ignore[attr-defined]
    given = config("logistic", attack=name, data={"name": "breast_cancer"}, steps=4, replicas=2)
    first, second = run(given), run(given)
    for moment in first.moments:
        assert (first[moment] == second[moment]).all(), moment


def test_definitions_of_the_simple_attacks(view: Callable[..., View]) -> None:
    seen = view()
    mean, deviation = seen.honest.mean(1, keepdim=True), seen.honest.std(1, keepdim=True, correction=0)

    def sent(name: str, **options: float) -> torch.Tensor:
        return find_attack(name).send(seen, **options).rows

    assert torch.equal(sent("sign_flip", scale=2.0), -2 * seen.own)
    assert torch.allclose(sent("foe", scale=0.5), (-0.5 * mean).expand(4, 2, 2))
    assert torch.allclose(sent("alie", z=1.5), (mean - 1.5 * deviation).expand(4, 2, 2))
    assert torch.equal(sent("none"), seen.own)
    assert not sent("zero").any()
    assert (sent("one_sided", beyond=1.0) > seen.honest.amax(1, keepdim=True)).all()
    copied = sent("mimic", warmup=0)
    assert all(any(torch.equal(copied[r, 0], row) for row in seen.honest[r]) for r in range(4))


def _largest(allowed: Callable[[float], bool]) -> float:
    """The largest s with ``allowed(s)``, by bisection, as the publication of MinMax and MinSum finds it."""
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if allowed(middle) else (low, middle)
    return low


def _squares(x: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return ((rows - x) ** 2).sum(-1)


@pytest.mark.parametrize("direction", ["std", "unit", "sign"])
@pytest.mark.parametrize(("name", "of"), [("min_max", np.max), ("min_sum", np.sum)])
def test_min_max_and_min_sum_go_exactly_as_far_as_their_definitions_allow(
    view: Callable[..., View], name: str, of: Callable[[np.ndarray], float], direction: str
) -> None:
    seen = view()
    found = find_attack(name).send(seen, direction=direction)
    for r in range(4):
        rows = seen.honest[r].numpy()
        mean = rows.mean(0)
        p = {"std": -rows.std(0), "unit": -mean / np.linalg.norm(mean), "sign": -np.sign(mean)}[direction]
        bound = max(of(_squares(row, rows)) for row in rows)
        strength = _largest(lambda s: bool(of(_squares(mean + s * p, rows)) <= bound))  # noqa: B023
        assert found.rows[r, 0].numpy() == pytest.approx(mean + strength * p, rel=1e-9)
        assert found.parameter is not None
        assert float(found.parameter[r]) == pytest.approx(strength, rel=1e-9)


@pytest.mark.parametrize(("name", "sent"), [("min_max", 0.0), ("min_sum", -1.0)])
def test_min_max_and_min_sum_on_the_line_by_hand(config: Make, name: str, sent: float) -> None:
    """Honest 0, 0, 3: mean 1, diameter 3, furthest from the mean by 2; the direction is down."""
    experiment = prepare(config({"name": "quadratic", "spectrum": [1.0]}, n=4, f=1, replicas=1))
    honest = torch.tensor([[[0.0], [0.0], [3.0]]], dtype=torch.float64)
    seen = view_of(experiment, honest, honest[:, :1])
    rows = find_attack(name).send(seen, direction="std").rows
    assert float(rows) == pytest.approx(sent, abs=1e-12)
    equal = view_of(experiment, torch.ones(1, 3, 1, dtype=torch.float64), honest[:, :1])
    assert float(find_attack(name).send(equal, direction="std").rows) == 1.0  # nobody differs: the mean is sent


def _mimicked(view: View, warmup: int, steps: int) -> list[list[int]]:
    """Which worker each replica copies, step by step, on fresh noise around fixed places."""
    generator = torch.Generator().manual_seed(5)
    places = torch.tensor([[0.0, 0.0], [0.5, 0.0], [0.0, 0.5], [-30.0, 1.0], [30.0, 1.0]], dtype=torch.float64)
    memory, out = None, []
    for t in range(1, steps + 1):
        noise = torch.randn(4, 5, 2, generator=generator, dtype=torch.float64)
        honest = places + (noise if t <= 20 else 100 * noise)
        seen = replace(view, honest=honest, own=honest[:, :2], step=t, memory=memory)
        sent = find_attack("mimic").send(seen, warmup=warmup)
        memory = sent.memory
        assert sent.parameter is not None
        copied = [int(i) for i in sent.parameter]
        assert all(torch.equal(sent.rows[r, k], honest[r, i]) for r, i in enumerate(copied) for k in range(2))
        out.append(copied)
    return out


def test_mimic_learns_the_worker_that_differs_most_and_keeps_it_after_the_warm_up(view: Callable[..., View]) -> None:
    kept = _mimicked(view(), 20, 60)
    assert set(kept[19]) <= {3, 4}  # they differ along the first axis; its sign is free
    assert all(step == kept[19] for step in kept[19:])
    anew = _mimicked(view(), 0, 60)
    assert len({tuple(step) for step in anew[20:]}) > 1
    assert anew[:20] == kept[:20]


@pytest.mark.parametrize(("classes", "labels"), [(10, (9, 8, 7, 6, 5, 5, 6, 7, 8, 9)), (2, (1, 1)), (3, (2, 1, 2))])
def test_half_label_flip_flips_the_lower_classes_only(classes: int, labels: tuple[int, ...]) -> None:
    relabels = find_attack("half_label_flip").relabels
    assert relabels is not None
    assert relabels(classes) == labels
    whole = find_attack("label_flip").relabels
    assert whole is not None
    assert whole(classes) == tuple(range(classes))[::-1]


def test_flipped_gradients_are_those_of_the_same_examples_with_other_labels(config: Make) -> None:
    """Logistic regression at theta = 0: the gradient is mean z (outer) (p - e_y) with p = 1/10, by hand."""
    given = config({"name": "logistic", "batch": 3, "ridge": 0.0}, data={"name": "digits"}, attack="half_label_flip")
    experiment = prepare(given)
    objective: Any = experiment.objective
    assert experiment.attack.relabels is not None
    flips = Flips(2, experiment.attack.relabels)
    drawn = objective.examples.draw(3, 7, torch.Generator().manual_seed(4))
    sampled = objective.sample(experiment.theta, 7, torch.Generator().manual_seed(4), flips)
    for worker in (4, 5):
        z, y = objective.examples.z[drawn[0, worker]], objective.examples.y[drawn[0, worker]].tolist()
        seen = [9 - k if worker >= 5 and k < 5 else k for k in y]
        slopes = torch.full((3, 9), 0.1, dtype=z.dtype)
        for example, k in enumerate(seen):
            if k:
                slopes[example, k - 1] -= 1
        assert torch.allclose(sampled[0, worker], (z.T @ slopes / 3).flatten(), atol=1e-14)


WORST = (
    *(("trimmed_mean", 7, 2), ("median", 7, 2), ("trimmed_mean", 15, 4)),
    *(("nnm+trimmed_mean", 7, 2), ("ctma+trimmed_mean", 15, 4)),  # runs put rows into buckets at random
)


@pytest.mark.parametrize(("rule", "n", "f"), WORST)
def test_worst_input_attains_the_coefficient_on_extremal_momenta(config: Make, rule: str, n: int, f: int) -> None:
    """On honest momenta that are an affine image of the extremal ones, the attack reaches kappa exactly."""
    worst = get(rule).extremal[Criterion.KAPPA](n, f, 1)
    points = torch.tensor([[float(v) for v in point] for point in worst.points], dtype=torch.float64)
    honest = 3 * points[list(worst.honest)][None] - 2
    experiment = prepare(config(rule=rule, n=n, f=f, objective={"name": "quadratic", "spectrum": [1.0]}, replicas=1))
    seen = view_of(experiment, honest, honest[:, :f])
    rows = find_attack("worst_input").send(seen, criterion="kappa").rows
    drift2 = ((seen.server(rows) - seen.mean) ** 2).sum(-1)
    variance = ((honest - seen.mean[:, None]) ** 2).sum((-2, -1)) / (n - f)
    kappa = min(c.value(n, f) for c in get(rule).claims if c.criterion is Criterion.KAPPA and c.kind == "tight")
    assert float(drift2 / variance) == pytest.approx(kappa, rel=1e-12)


def test_worst_input_is_also_called_extremal() -> None:
    assert find_attack("extremal") is find_attack("worst_input")


def test_worst_input_needs_an_extremal_input() -> None:
    with pytest.raises(ValueError, match="no extremal input"):
        deviations(get("centered_clipping"), Criterion.PROOF, 7, 2)


def test_nonfinite_rows_do_not_reach_the_model(config: Make) -> None:
    trace = run(config(attack="nonfinite", f=3, n=9))
    assert all((abs(trace[name]) < 1e6).all() for name in ("loss", "update2", "drift2"))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": "mimic", "warmup": -1}, "attack.warmup = -1"),
        ({"name": "ipm_grid", "epsilons": []}, "attack.epsilons = []"),
        ({"name": "ipm_grid", "epsilons": ["x"]}, "attack.epsilons[0] = 'x'"),
        ({"name": "min_max", "direction": "x"}, "attack.direction = 'x'"),
        ({"name": "min_sum", "direction": "x"}, "attack.direction = 'x'"),
        ({"name": "worst_input", "criterion": "x"}, "attack.criterion = 'x'"),
        ({"name": "gaussian", "scale": -1.0}, "attack.scale = -1.0"),
        ({"name": "optimised_alie", "highest": -3.0}, "attack.highest = -3.0"),
        ({"name": "optimised_foe", "candidates": 0}, "attack.candidates = 0"),
    ],
)
def test_options_are_refused_before_a_run_begins(given: dict[str, Any], says: str) -> None:
    with pytest.raises((ValueError, TypeError), match="is not admissible") as caught:
        RunConfig.of({"attack": given})
    assert str(caught.value).startswith(says)


def test_every_attack_admits_its_own_options() -> None:
    for attack in ATTACKS:
        attack.check(**attack.options)
