"""What an attack sees."""

from __future__ import annotations

import torch

from experiments.attacks import View
from experiments.building import Experiment


def view_of(experiment: Experiment, honest: torch.Tensor, own: torch.Tensor) -> View:
    theta = experiment.theta.expand(honest.shape[0], -1)
    return View(
        *(honest, own, theta, experiment.objective, experiment.rule, experiment.aggregate),
        *(experiment.gamma, 1, torch.Generator().manual_seed(0)),
    )
