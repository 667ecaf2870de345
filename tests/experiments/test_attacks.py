from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch

from experiments.algorithm import Experiment, prepare, run
from experiments.attacks import ATTACKS, View, find_attack
from experiments.attacks._reduced import reduced
from experiments.attacks._search import strongest
from experiments.attacks.extremal import deviations
from experiments.config import RunConfig
from resam_theory.claims import Criterion
from resam_theory.rules import get

Make = Callable[..., RunConfig]


def _view(experiment: Experiment, honest: torch.Tensor, own: torch.Tensor) -> View:
    theta = experiment.theta.expand(honest.shape[0], -1)
    return View(
        *(honest, own, theta, experiment.objective, experiment.rule, experiment.aggregate),
        *(experiment.gamma, 1, torch.Generator().manual_seed(0)),
    )


@pytest.fixture
def view(config: Make) -> Callable[..., View]:
    """A view of 4 replicas, 5 honest and 2 faulty workers in 2 dimensions, with the server's rule."""

    def make(rule: str = "trimmed_mean") -> View:
        generator = torch.Generator().manual_seed(7)
        rows = torch.randn(4, 7, 2, generator=generator, dtype=torch.float64) + 3
        return _view(prepare(config(rule=rule, replicas=4)), rows[:, :5], rows[:, 5:])

    return make


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
    copied = sent("mimic")
    assert all(any(torch.equal(copied[r, 0], row) for row in seen.honest[r]) for r in range(4))


@pytest.mark.parametrize("rule", ["trimmed_mean", "median", "krum"])
@pytest.mark.parametrize(("name", "plain"), [("optimised_alie", "alie"), ("optimised_foe", "foe")])
def test_line_search_is_never_weaker_than_any_single_strength(
    view: Callable[..., View], rule: str, name: str, plain: str
) -> None:
    seen = view(rule)
    attack = find_attack(name)
    found = attack.send(seen, **attack.options)

    def drift(rows: torch.Tensor) -> torch.Tensor:
        return ((seen.server(rows) - seen.mean) ** 2).sum(-1)

    best = drift(found.rows)
    option = {"alie": "z", "foe": "scale"}[plain]
    grid = attack.options["highest"] * torch.logspace(-2, 0, attack.options["candidates"], dtype=torch.float64)
    for strength in grid.tolist():
        shift = 0.0 if plain == "alie" else -1.0  # FOE sends -s mean; the search moves from the mean by -s mean
        rows = find_attack(plain).send(seen, **{option: strength + shift}).rows
        assert (best >= drift(rows) * (1 - 1e-9)).all()


_DISTANCES = ("krum", "krum_blanchard", "multi_krum", "minimum_diameter_averaging")
_ROTATIONS = ("mean", "geometric_median", "comparative_gradient_elimination", "centered_clipping")


@pytest.mark.parametrize("leading", [0, 3], ids=["first coordinate decides", "leading zeros"])
@pytest.mark.parametrize("pre", ["none", "nnm"])
@pytest.mark.parametrize("name", ["optimised_alie", "optimised_foe"])
@pytest.mark.parametrize("rule", [*_DISTANCES, *_ROTATIONS])
def test_a_search_in_few_coordinates_finds_what_the_whole_space_does(
    config: Make, rule: str, name: str, pre: str, leading: int
) -> None:
    d, seeds = 600, 4
    objective = {"name": "quadratic", "spectrum": [1.0] * d}
    made = prepare(config(rule=rule, objective=objective, n=11, f=3, replicas=seeds, pre_aggregation=pre))
    rows = torch.randn(seeds, 11, d, generator=torch.Generator().manual_seed(3), dtype=torch.float64) + 0.1
    rows[..., :leading] = 0
    rows[:, :2, leading : 2 * leading] = 0  # two rows agree for longer
    whole = _view(made, rows[:, :8], rows[:, 8:])
    few = replace(whole, isometric=made.isometric)
    assert made.isometric
    seen, _ = reduced(few, few.deviation)
    assert seen.honest.shape[-1] < 20  # it was reduced indeed
    attack = find_attack(name)
    expected, found = attack.send(whole, **attack.options), attack.send(few, **attack.options)
    assert expected.parameter is not None
    assert found.parameter is not None
    assert torch.allclose(found.parameter, expected.parameter, rtol=1e-12)
    assert torch.allclose(found.rows, expected.rows, rtol=1e-12)


def test_no_search_in_few_coordinates_where_it_would_be_another(config: Make) -> None:
    objective = {"name": "quadratic", "spectrum": [1.0] * 600}
    rows = torch.randn(3, 7, 600, generator=torch.Generator().manual_seed(3), dtype=torch.float64)

    def stays(rows: torch.Tensor, **options: object) -> bool:
        made = prepare(config(objective, **options))
        view = replace(_view(made, rows[:, :5], rows[:, 5:]), isometric=made.isometric)
        seen, along = reduced(view, view.deviation)
        return seen is view and along is view.deviation

    assert not stays(rows, rule="mda")
    assert all(stays(rows, rule=rule) for rule in ("trimmed_mean", "median", "mean_around_median"))
    assert stays(rows, rule="krum", n=12, pre_aggregation="bucketing")  # draws random numbers
    assert stays(rows * torch.nan, rule="mda")
    tied = rows.clone()
    tied[:, 1] = tied[:, 0]  # no coordinate decides their order
    assert stays(tied, rule="mda")
    assert stays(rows[..., :12], rule="mda")  # nothing to gain


def test_line_search_chooses_per_replica(view: Callable[..., View]) -> None:
    seen = view()
    goal = {"wanted": torch.tensor([0.5, 1.0, 2.0, 4.0], dtype=torch.float64)}

    def closeness(output: torch.Tensor) -> torch.Tensor:
        return -((((output - seen.mean) ** 2).sum(-1) - goal["wanted"]) ** 2)

    direction = torch.ones(4, 2, dtype=torch.float64)
    sent = strongest(seen, direction, highest=20.0, candidates=16, goal=closeness)
    assert sent.parameter is not None
    assert len(set(sent.parameter.tolist())) > 1


def test_greedy_is_at_least_as_strong_as_its_candidates_and_ascent_helps_or_stops(view: Callable[..., View]) -> None:
    seen = view("median")
    greedy = find_attack("greedy")

    def ahead(rows: torch.Tensor) -> torch.Tensor:
        return (seen.objective.gradient(seen.theta - seen.gamma * seen.server(rows)) ** 2).sum(-1)

    plain = ahead(greedy.send(seen, goal="gradient", ascent=0).rows)
    assert (ahead(greedy.send(seen, goal="gradient", ascent=5).rows) >= plain).all()
    deviation = seen.honest.std(1, correction=0)
    assert (plain >= ahead(seen.repeat(seen.mean + 4 * deviation)) * (1 - 1e-12)).all()
    with pytest.raises(ValueError, match="goal = 'fame'"):
        greedy.send(seen, goal="fame", ascent=0)


@pytest.mark.parametrize(("rule", "n", "f"), [("trimmed_mean", 7, 2), ("median", 7, 2), ("trimmed_mean", 15, 4)])
def test_extremal_attack_attains_the_coefficient_on_extremal_momenta(config: Make, rule: str, n: int, f: int) -> None:
    """On honest momenta that are an affine image of the extremal ones, the attack reaches kappa exactly."""
    worst = get(rule).extremal[Criterion.KAPPA](n, f, 1)
    points = torch.tensor([[float(v) for v in point] for point in worst.points], dtype=torch.float64)
    honest = 3 * points[list(worst.honest)][None] - 2
    experiment = prepare(config(rule=rule, n=n, f=f, objective={"name": "quadratic", "spectrum": [1.0]}, replicas=1))
    seen = _view(experiment, honest, honest[:, :f])
    rows = find_attack("extremal").send(seen, criterion="kappa").rows
    drift2 = ((seen.server(rows) - seen.mean) ** 2).sum(-1)
    variance = ((honest - seen.mean[:, None]) ** 2).sum((-2, -1)) / (n - f)
    kappa = min(c.value(n, f) for c in get(rule).claims if c.criterion is Criterion.KAPPA and c.kind == "tight")
    assert float(drift2 / variance) == pytest.approx(kappa, rel=1e-12)


def test_extremal_attack_needs_an_extremal_input() -> None:
    with pytest.raises(ValueError, match="no extremal input"):
        deviations(get("centered_clipping"), Criterion.PROOF, 7, 2)


def test_nonfinite_rows_do_not_reach_the_model(config: Make) -> None:
    trace = run(config(attack="nonfinite", f=3, n=9))
    assert all((abs(trace[name]) < 1e6).all() for name in ("loss", "update2", "drift2"))
