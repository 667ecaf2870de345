"""A training round beside ByzFL's: 15 workers, 4 faulty, batches of 25, its networks on random 28 x 28 data.

A round is: every worker's gradient and momentum, the attack, the aggregation, the step. Groups make the ratio readable;
``replicas`` shows what one call for several repetitions gains. The ``device`` is cuda where there is one.

ByzFL's SignFlipping sends the negated mean of the honest gradients: our ``foe`` with scale 1, the same work. Our
``sign_flip`` computes the faulty workers' own gradients as well, 15 instead of 11.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch

from experiments.algorithm import Workers, communicate
from experiments.attacks import find_attack
from experiments.building import Experiment
from experiments.config import RunConfig
from experiments.datasets import Dataset
from experiments.objectives import Setup, find_objective
from resam_theory.rules import get

pytestmark = pytest.mark.slow

N, F, BATCH, EXAMPLES = 15, 4, 25, 3000
ROUNDS = 10
NETWORKS = {
    "mlp": ({"name": "mlp", "hidden": 100}, "fc_mnist"),
    "cnn": ({"name": "cnn", "channels": [20, 50], "kernel": 5, "hidden": 500}, "cnn_mnist"),
}
SMALL = {"mlp": {"hidden": 5}, "cnn": {"channels": [2, 3], "hidden": 5}}
"""Replaces the networks' sizes where benchmarks are disabled (``make test``): the code runs, nothing is measured."""
RULES = {"trimmed_mean": "TrMean", "minimum_diameter_averaging": "MDA"}
ATTACKS = {
    "foe": ({"name": "foe", "scale": 1.0}, "SignFlipping"),
    "sign_flip": ({"name": "sign_flip"}, "SignFlipping"),
    "optimised_alie": ({"name": "optimised_alie"}, "Optimal_ALittleIsEnough"),
}
REPLICATED = {
    "quadratic": ({"name": "quadratic"}, 8),
    "logistic": ({"name": "logistic"}, 8),
    "cnn_8": ({"name": "cnn"}, 8),
    "mlp_28": (NETWORKS["mlp"][0], 28),
}
"""What is run in several replicas, and the side of its images."""
CASES = tuple(product(NETWORKS, RULES, ATTACKS))


def _data(side: int = 28) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(EXAMPLES, side**2)), rng.integers(0, 10, EXAMPLES)


def _ours(
    table: dict[str, Any], rule: str, attack: dict[str, Any], *, replicas: int = 1, device: str = "cpu", side: int = 28
) -> Callable[[], Any]:
    x, y = _data(side)
    algorithm = {"rule": rule, "n": N, "f": F, "replicas": replicas}
    config = RunConfig.of({"objective": table, "algorithm": algorithm, "attack": attack, "device": device})
    data = Dataset("random", x, y, x[:1], y[:1], 10, (1, side, side))
    shards = tuple([np.arange(EXAMPLES)] * N)
    objective = find_objective(config.objective.name).build(
        Setup(N, 0, torch.float32, device, data, shards), **config.objective.options
    )
    generator = torch.Generator(device).manual_seed(0)
    theta = objective.start(replicas, generator)
    experiment = Experiment(config, objective, get(rule), find_attack(config.attack.name), generator, theta, 0.1, 0.9)

    workers = Workers.of(experiment)

    def one_round() -> Any:
        update, _ = communicate(experiment, theta, workers, 1)
        theta.sub_(experiment.gamma * update)
        if device != "cpu":
            torch.cuda.synchronize()
        return theta

    return one_round


def _theirs(byzfl: Any, network: str, rule: str, attack: str) -> Callable[[], Any]:
    x, y = _data()
    images = torch.from_numpy(x).float().reshape(-1, 1, 28, 28)
    dataset = torch.utils.data.TensorDataset(images, torch.from_numpy(y))
    common = {
        "model_name": NETWORKS[network][1],
        "device": "cpu",
        "optimizer_name": "SGD",
        "learning_rate": 0.1,
        "weight_decay": 0.0,
        "milestones": [],
        "learning_rate_decay": 1.0,
    }
    own = {"loss_name": "CrossEntropyLoss", "LabelFlipping": False, "nb_labels": 10, "momentum": 0.9}
    loaders = [torch.utils.data.DataLoader(dataset, batch_size=BATCH, shuffle=True) for _ in range(N - F)]
    clients = [
        byzfl.Client({**common, **own, "training_dataloader": loader, "store_per_client_metrics": False})
        for loader in loaders
    ]
    info = {"name": RULES[rule], "parameters": {"f": F}}
    server = byzfl.Server({**common, "test_loader": loaders[0], "aggregator_info": info, "pre_agg_list": []})
    options = {"aggregator_info": info, "pre_agg_list": []} if attack.startswith("optimised") else {}
    adversary = byzfl.ByzantineClient({"name": ATTACKS[attack][1], "f": F, "parameters": options})

    def one_round() -> Any:
        for client in clients:
            client.set_model_state(server.get_dict_parameters())
            client.compute_gradients()
        honest = [client.get_flat_gradients_with_momentum() for client in clients]
        server.update_model_with_gradients(honest + adversary.apply_attack(honest))
        return server.get_flat_parameters()

    return one_round


@pytest.mark.parametrize("who", ["ours", "byzfl"])
@pytest.mark.parametrize(("network", "rule", "attack"), CASES, ids=["-".join(case) for case in CASES])
def test_one_round(benchmark: Any, request: Any, *, who: str, network: str, rule: str, attack: str) -> None:
    benchmark.group = f"round {network} {rule} {attack}"
    benchmark.extra_info["who"] = who
    if who == "ours":
        table = {**NETWORKS[network][0], **(SMALL[network] if benchmark.disabled else {})}
        call = _ours(table, rule, ATTACKS[attack][0])
    else:
        call = _theirs(request.getfixturevalue("byzfl"), network, rule, attack)
    result = benchmark.pedantic(call, rounds=ROUNDS, warmup_rounds=2)
    assert result.isfinite().all()


@pytest.mark.parametrize(
    "device",
    ["cpu", pytest.param("cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"))],
)
@pytest.mark.parametrize("replicas", [1, 4, 16])
@pytest.mark.parametrize("objective", REPLICATED)
def test_replicas_in_one_call(benchmark: Any, objective: str, replicas: int, device: str) -> None:
    benchmark.group = f"round {objective} trimmed_mean sign_flip, replicas in one call, {device}"
    benchmark.extra_info["replicas"] = replicas
    table, side = REPLICATED[objective]
    call = _ours(table, "trimmed_mean", ATTACKS["sign_flip"][0], replicas=replicas, device=device, side=side)
    assert benchmark.pedantic(call, rounds=ROUNDS, warmup_rounds=2).isfinite().all()
