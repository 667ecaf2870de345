"""ByzFL's benchmark configurations (its ``config.json``) read as runs of ours.

A configuration is a nested table in which lists stand for alternatives (except ``pre_aggregators`` and ``milestones``,
which are lists by nature); every combination is a run. What has no counterpart here is named in one line each, and the
run goes on without it; a combination that would not be the same experiment at all (another model, an unknown
aggregator, FedAvg) is left out, and the line says so. ``nb_training_seeds`` become replicas of one run; each data
distribution seed is a run whose seed is the sum of both. Format: ByzFL 0.0.11, read from its source.

>>> table = {"model": {"name": "fc_mnist", "dataset_name": "mnist_5k"}, "aggregator": {"name": "TrMean"},
...          "benchmark_config": {"nb_honest_clients": 10, "f": [1, 2]}, "honest_clients": {"weight_decay": 0.0}}
>>> read = translate(table)
>>> [(config.rule, config.n, config.f) for config in read.configs]
[('trimmed_mean', 11, 1), ('trimmed_mean', 12, 2)]
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from resam_theory.errors import require_count

from .config import RunConfig
from .registry import require_table

__all__ = ["Translation", "translate"]

_SECTIONS: Final = (
    "benchmark_config",
    "model",
    "aggregator",
    "pre_aggregators",
    "honest_clients",
    "attack",
    "evaluation_and_results",
)
_LISTS: Final = ("pre_aggregators", "milestones")
_DATA: Final = {"fashionmnist": "fashion_mnist"}
_MODELS: Final[Mapping[str, Mapping[str, Any]]] = {
    "fc_mnist": {"name": "mlp", "hidden": 100},
    "cnn_mnist": {"name": "cnn", "channels": [20, 50], "kernel": 5, "hidden": 500},
    "logreg_mnist": {"name": "logistic"},
}
_SPLITS: Final[Mapping[str, Callable[[float], dict[str, Any]]]] = {
    "iid": lambda _: {"name": "iid"},
    "gamma_similarity_niid": lambda gamma: {"name": "similarity", "gamma": gamma},
    "dirichlet_niid": lambda alpha: {"name": "dirichlet", "alpha": alpha},
    "extreme_niid": lambda _: {"name": "similarity", "gamma": 0.0},
}
_RULES: Final[Mapping[str, str]] = {
    "Average": "mean",
    "Median": "median",
    "TrMean": "trimmed_mean",
    "GeometricMedian": "geometric_median",
    "Krum": "krum",
    "MultiKrum": "multi_krum",
    "CenteredClipping": "centered_clipping(radius={tau},steps={L})",
    "MDA": "minimum_diameter_averaging",
    "MoNNA": "monna",
    "Meamed": "mean_around_median",
    "CAF": "caf",
    "SMEA": "smea",
}
_DEFAULTS: Final = {"tau": 100.0, "L": 1}
"""What ByzFL's centred clipping has where nothing is given."""
_BEFORE: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "NNM": lambda _: "nnm",
    "Bucketing": lambda given: f"bucketing(s={given.get('s', 1)})",
    "Clipping": lambda given: f"clipping(radius={given.get('c', 2)})",
    "ARC": lambda _: "arc",
}
_ATTACKS: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "NoAttack": lambda _: {"name": "none"},
    "SignFlipping": lambda _: {"name": "foe", "scale": 1.0},
    "InnerProductManipulation": lambda given: {"name": "foe", "scale": given.get("tau", 2.0)},
    "Optimal_InnerProductManipulation": lambda _: {"name": "optimised_foe"},
    "ALittleIsEnough": lambda given: {"name": "alie", "z": given.get("tau", 1.5)},
    "Optimal_ALittleIsEnough": lambda _: {"name": "optimised_alie"},
    "Mimic": lambda _: {"name": "mimic"},
    "Inf": lambda _: {"name": "nonfinite"},
    "Gaussian": lambda given: {"name": "gaussian", "scale": given.get("sigma", 1.0)},
    "LabelFlipping": lambda _: {"name": "label_flip"},
}
_DIFFERENT: Final = {
    "ALittleIsEnough": "below the mean instead of above, by the deviation over m instead of m - 1",
    "Optimal_InnerProductManipulation": "the search is ours",
    "Optimal_ALittleIsEnough": "the search is ours",
    "Mimic": "the copied worker is chosen at every step, not given by epsilon",
    "Inf": "NaN and infinities in turn",
    "Gaussian": "around the honest mean instead of mu",
    "LabelFlipping": "faulty workers have batches and momenta of their own",
}
_WITHOUT_EFFECT: Final = (
    *("nb_labels", "batch_size_evaluation", "evaluate_on_test", "store_per_client_metrics", "store_models"),
    *("data_folder", "results_directory", "learning_rate_decay", "milestones", "nb_training_seeds", "name", "f"),
)
"""What changes no run here, or is looked at where it matters."""


class _Table(dict[str, Any]):
    """A table of the configuration that knows which of its entries were read."""

    def __init__(self, name: str, given: Any) -> None:
        if not isinstance(given, Mapping):
            raise ValueError(f"{name} = {given!r} is not admissible: need a JSON object")
        super().__init__(given)
        self._name, self._read = name, set[str]()

    def get(self, key: str, default: Any = None) -> Any:  # type: ignore[override]
        """An entry, which counts as read."""
        self._read.add(key)
        return super().get(key, default)

    def unread(self) -> dict[str, None]:
        """A line for each entry that nothing has looked at."""
        left = (key for key in self if key not in self._read and key not in _WITHOUT_EFFECT)
        return {f"{self._name}.{key} = {self[key]!r} is not mapped": None for key in left}


@dataclass(frozen=True)
class Translation:
    """The runs, and a line for each thing that could not be mapped."""

    configs: tuple[RunConfig, ...]
    notes: tuple[str, ...]


class _Skip(Exception):
    """This combination would be another experiment."""


def translate(table: Mapping[str, Any]) -> Translation:
    """All runs that a ByzFL configuration asks for; ValueError where none is left, or a value is not admissible."""
    require_table("the ByzFL configuration", table)
    other = [name for name in table if name not in _SECTIONS]
    notes: dict[str, None] = {f"{name} is not mapped: no part of ByzFL's format": None for name in other}
    configs: dict[str, RunConfig] = {}
    for one in _combinations(table):
        try:
            for config in _runs(one, notes):
                configs[config.id] = config
        except (_Skip, ValueError, TypeError) as reason:
            notes[f"left out: {reason}"] = None
    if not configs:
        raise ValueError(f"the ByzFL configuration leaves nothing to run: {'; '.join(notes)}")
    return Translation(tuple(configs.values()), tuple(notes))


def _combinations(table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    names = list(table)
    for values in itertools.product(*(list(_choices(name, table[name])) for name in names)):
        yield dict(zip(names, values, strict=True))


def _choices(name: str, value: Any) -> Iterator[Any]:
    """What ``name`` may be: the combinations of a table, the alternatives of a list."""
    if isinstance(value, Mapping):
        yield from _combinations(value)
    elif isinstance(value, list) and value and not (name in _LISTS and not isinstance(value[0], list)):
        for item in value:
            if name in _LISTS:
                yield item
            else:
                yield from _choices("", item)
    else:
        yield value


def _named(what: str, given: Any, known: Mapping[str, Any]) -> tuple[Any, _Table]:
    """What a name stands for here, and its parameters."""
    table = _Table(what, given if isinstance(given, Mapping) else {"name": given})
    name = table.get("name")
    if not isinstance(name, str) or name not in known:
        raise _Skip(f"{what} {name!r} has no counterpart here (those that have: {', '.join(known)})")
    return known[name], _Table(f"{what} {name}", table.get("parameters") or {})


def _runs(one: Mapping[str, Any], notes: dict[str, None]) -> Iterator[RunConfig]:
    names = ("benchmark_config", "model", "honest_clients", "evaluation_and_results")
    bench, model, honest, shown = sections = [_Table(name, one.get(name, {})) for name in names]
    f = require_count("benchmark_config.f", bench.get("f", 0), low=0)
    clients = require_count("benchmark_config.nb_honest_clients", bench.get("nb_honest_clients", 10))
    n = bench.get("nb_workers") or (clients if bench.get("set_honest_clients_as_clients", False) else clients + f)
    _unmapped(bench, model, honest, notes)
    table = {
        "objective": {**_model(model), "batch": honest.get("batch_size", 32)},
        "data": {"name": _data(model), "split": _split(bench.get("data_distribution", {"name": "iid"}), notes)},
        "algorithm": {
            **{"rule": _rule(one, notes), "n": n, "f": f, "steps": bench.get("nb_steps", 1000)},
            **{"gamma": model.get("learning_rate", 0.1), "beta": honest.get("momentum", 0.9)},
            "replicas": bench.get("nb_training_seeds", 1),
        },
        "attack": _attack(one.get("attack", {"name": "NoAttack"}), notes),
        "record": {"every": shown.get("evaluation_delta", 50)},
        "device": _device(bench.get("device", "cpu"), notes),
    }
    if table["objective"]["name"] == "logistic":
        table["objective"]["ridge"] = honest.get("weight_decay", 1e-4)
        table["dtype"] = "float32"
    seeds = ("training_seed", "data_distribution_seed")
    first = sum(require_count(f"benchmark_config.{name}", bench.get(name, 0), low=0) for name in seeds)
    several = require_count("nb_data_distribution_seeds", bench.get("nb_data_distribution_seeds", 1))
    for section in sections:
        notes |= section.unread()
    for seed in range(first, first + several):
        yield RunConfig.of({**table, "seed": seed})


def _unmapped(
    bench: Mapping[str, Any], model: Mapping[str, Any], honest: Mapping[str, Any], notes: dict[str, None]
) -> None:
    """Name what the run goes on without."""
    algorithm = _Table("training_algorithm", bench.get("training_algorithm", {"name": "DSGD"})).get("name")
    if algorithm != "DSGD":
        raise _Skip(f"training_algorithm {algorithm!r}: workers send gradients of one step here")
    share, decay = float(bench.get("size_train_set", 0.8)), honest.get("weight_decay", 1e-4)
    lines = {
        "tolerated_f": bench.get("tolerated_f", bench.get("f", 0)) != bench.get("f", 0)
        and f"tolerated_f = {bench.get('tolerated_f')} is not mapped: the rule is told f = {bench.get('f', 0)}",
        "size_train_set": share != 1.0
        and f"size_train_set = {share:g} is not mapped: all training examples are trained on (data.accuracy_on = "
        "'held_out' withholds a fifth, to tune with)",
        "milestones": bool(model.get("milestones"))
        and model.get("learning_rate_decay", 1.0) != 1.0
        and f"milestones = {model.get('milestones')} are not mapped: the step size is constant",
        "weight_decay": decay != 0
        and model.get("name") != "logreg_mnist"
        and f"weight_decay = {decay:g} is not mapped: networks have no l2 term here",
        "loss": model.get("loss", "NLLLoss") not in ("NLLLoss", "CrossEntropyLoss")
        and f"loss = {model.get('loss')!r} is not mapped: the loss is the cross-entropy",
        "optimizer_name": model.get("optimizer_name", "SGD") != "SGD"
        and f"optimizer_name = {model.get('optimizer_name')!r} is not mapped: plain steps",
    }
    notes |= {str(line): None for line in lines.values() if line}


def _model(model: Mapping[str, Any]) -> dict[str, Any]:
    found, _ = _named("model", model.get("name", "cnn_mnist"), _MODELS)
    return dict(found)


def _data(model: Mapping[str, Any]) -> str:
    from .datasets import DATASETS

    name = model.get("dataset_name", "mnist")
    name = _DATA.get(name, name)
    if name not in {source.name for source in DATASETS}:
        raise _Skip(f"dataset_name {name!r} is not known here (known: {', '.join(s.name for s in DATASETS)})")
    return name


def _split(given: Any, notes: dict[str, None]) -> dict[str, Any]:
    make, options = _named("data_distribution", given, _SPLITS)
    notes |= options.unread()
    parameter = given.get("distribution_parameter") if isinstance(given, Mapping) else None
    return make(1.0 if parameter is None else float(parameter))


def _rule(one: Mapping[str, Any], notes: dict[str, None]) -> str:
    from resam_theory.rules import get

    rule, given = _named("aggregator", one.get("aggregator", {"name": "Average"}), _RULES)
    if "{" in rule:
        rule = rule.format(**{name: given.get(name, usual) for name, usual in _DEFAULTS.items()})
    parts = []
    before = one.get("pre_aggregators") or []
    for stage in before if isinstance(before, list) else [before]:
        make, options = _named("pre-aggregator", stage, _BEFORE)
        parts.append(make(options))
        notes |= options.unread()
    notes |= given.unread()
    name = "+".join([*parts, rule])
    try:
        get(name)
    except ValueError as error:
        raise _Skip(f"aggregation {name!r}: {error}") from error
    return name


def _attack(given: Any, notes: dict[str, None]) -> dict[str, Any]:
    make, options = _named("attack", given, _ATTACKS)
    found, name = make(options), given["name"] if isinstance(given, Mapping) else given
    notes |= options.unread()
    if name in _DIFFERENT:
        notes[f"attack {name} is {found['name']} here: {_DIFFERENT[name]}"] = None
    return found


def _device(name: Any, notes: dict[str, None]) -> str:
    from ._torch import torch

    if not isinstance(name, str):
        raise ValueError(f"benchmark_config.device = {name!r} is not admissible: need cpu or cuda[:K]")
    if name.startswith("cuda") and not torch.cuda.is_available():
        notes[f"device = {name!r} is not here: cpu"] = None
        return "cpu"
    return name
