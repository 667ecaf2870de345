"""Attacks that try strengths on the server's rule: never weaker than one strength, in few coordinates as in all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from experiments.attacks import View, find_attack
from experiments.attacks._reduced import reduced
from experiments.attacks._search import strongest
from experiments.building import prepare
from experiments.config import RunConfig
from resam_theory.rules import get

from .seen import view_of

Make = Callable[..., RunConfig]


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
    whole = view_of(made, rows[:, :8], rows[:, 8:])
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
        view = replace(view_of(made, rows[:, :5], rows[:, 5:]), isometric=made.isometric)
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


@pytest.mark.parametrize("rule", ["mean", "krum", "trimmed_mean", "centered_clipping"])
def test_the_grid_of_inner_product_manipulation_takes_the_most_harmful_strength(
    view: Callable[..., View], rule: str
) -> None:
    seen, grid = view(rule), (0.1, 0.5, 2.0, 100.0)
    found = find_attack("ipm_grid").send(seen, epsilons=grid)
    assert found.parameter is not None
    for r in range(4):
        mean = seen.honest[r].numpy().mean(0)
        products = []
        for epsilon in grid:
            rows = np.vstack([seen.honest[r].numpy(), *[-epsilon * mean] * 2])
            products.append(float(get(rule)(rows, f=2) @ mean))
        best = grid[int(np.argmin(products))]
        assert float(found.parameter[r]) == best
        assert found.rows[r].numpy() == pytest.approx(np.stack([-best * mean] * 2), rel=1e-12)
    if rule == "mean":
        assert (found.parameter == 100.0).all()


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
