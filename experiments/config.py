"""The configuration of a run: read from TOML, checked, filled with defaults; its identity is the hash of all that.

>>> config = RunConfig.of({"algorithm": {"rule": "cwtm", "n": 7, "f": 2}, "attack": "alie"})
>>> config.rule, config.attack.name, config.beta
('trimmed_mean', 'alie', 0.9)
>>> RunConfig.of(config.as_dict()).id == config.id
True
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from resam_theory.errors import require_count, require_n_f, require_real
from resam_theory.rules import canonical, source_digest
from resam_theory.rules.names import text_of
from resam_theory.theorem_names import THEOREM_NAMES as THEOREMS

from .attacks import ATTACKS, find_attack
from .datasets import find_dataset
from .datasets.splits import SPLITS
from .messages import MOMENTUM, chosen_workers, find_workers
from .objectives import OBJECTIVES, find_objective
from .registry import Choice, choose, options_of, require_table

__all__ = ["RunConfig"]

_FORMAT: Final = 4
"""Part of every id: raised when the meaning of a config changes, so that old results are not mistaken for new ones."""

_LARGEST_SEED: Final = 2**64 - 1
"""torch's generators take 64 bits."""

_SECTIONS: Final[dict[str, Any]] = {
    "objective": "quadratic",
    "data": {},
    "algorithm": {},
    "attack": "none",
    "record": {},
    "seed": 0,
    "dtype": "",
    "device": "cpu",
}
_ALGORITHM: Final[dict[str, Any]] = {
    "rule": "trimmed_mean",
    "rule_digest": "",
    "rule_options": {},
    "n": 15,
    "f": 4,
    "steps": 100,
    "replicas": 1,
    "gamma": 0.1,
    "beta": 0.9,
    "pre_aggregation": "none",
    "workers": "momentum",
    "privacy": 0.0,
    "sample": {},
    "weights": "none",
    "faulty_weight": 0.0,
}
_LEFT_OUT: Final[dict[str, Any]] = {
    **{"rule_digest": "", "workers": MOMENTUM.as_dict(), "privacy": 0.0, "sample": {}},
    **{"weights": "none", "faulty_weight": 0.0},
}
"""Values that are not part of a run's identity, so that ids of runs from before these options stay what they were."""
PARTS: Final = ("test", "held_out")
"""What the accuracy is measured on: the test part, or training examples withheld from training, to tune with."""
WEIGHTS: Final = ("none", "samples")
"""By what the server weighs a worker: not at all, or by how many training examples it has."""
_DTYPES: Final = ("float64", "float32")


@dataclass(frozen=True)
class RunConfig:
    """What a run depends on. ``every``: one step in so many is recorded; ``gamma``, ``beta``: numbers, or T1, T2 ...;
    ``accuracy_on``: one of :data:`PARTS`. ``workers``: what they send (:mod:`.messages`); ``privacy``: the standard
    deviation of the private noise in each coordinate; ``sample``: the server hears ``size`` workers per round, drawn
    uniformly without replacement, and its rule is built for ``faulty`` faulty ones; empty: all n, and f. ``weights``:
    one of :data:`WEIGHTS`; with ``faulty_weight`` > 0 the rule is built for that share of the weights instead of f.
    ``rule_digest``: of the file of a rule that is given as ``file.py:attr`` or
    ``package.module:attr``, so that another content is another run (what that file imports is not looked at)."""

    objective: Choice
    data: str
    split: Choice
    rule: str
    rule_digest: str
    rule_options: Mapping[str, Any]
    n: int
    f: int
    steps: int
    replicas: int
    gamma: float | str
    beta: float | str
    attack: Choice
    every: int
    seed: int
    dtype: str
    device: str
    accuracy_on: str = PARTS[0]
    workers: Choice = MOMENTUM
    privacy: float = 0.0
    sample: Mapping[str, int] = field(default_factory=dict)
    weights: str = WEIGHTS[0]
    faulty_weight: float = 0.0

    @staticmethod
    def of(table: Mapping[str, Any]) -> RunConfig:
        """The config that a (nested) table describes; one-line ValueError or TypeError for what is not admissible."""
        require_table("the config", table)
        given = _known("the config", table, _SECTIONS)
        objective = choose("objective", given["objective"], OBJECTIVES)
        kind = find_objective(objective.name)
        data = _known("data", given["data"], {"name": kind.data or "", "split": "shared", "accuracy_on": PARTS[0]})
        if data["accuracy_on"] not in PARTS:
            raise ValueError(
                f"data.accuracy_on = {data['accuracy_on']!r} is not admissible: need one of {', '.join(PARTS)}"
            )
        if data["name"]:
            source = find_dataset(data["name"])
            if kind.data is None:
                raise ValueError(f"data.name = {source.name!r} is not admissible: objective {kind.name!r} uses no data")
        algorithm = _known("algorithm", given["algorithm"], _ALGORITHM)
        n, f = require_n_f(algorithm["n"], algorithm["f"])
        steps = require_count("algorithm.steps", algorithm["steps"])
        require_table("algorithm.rule_options", algorithm["rule_options"])
        attack = choose("attack", given["attack"], ATTACKS)
        find_attack(attack.name).check(**attack.options)
        if find_attack(attack.name).relabels and not kind.classes:
            raise ValueError(
                f"attack.name = {attack.name!r} is not admissible: objective {kind.name!r} has no labels to flip"
            )
        every = _known("record", given["record"], {"every": max(1, steps // 50) if kind.neural else 1})["every"]
        dtype = given["dtype"] or ("float32" if kind.neural else "float64")
        if dtype not in _DTYPES:
            raise ValueError(f"dtype = {dtype!r} is not admissible: need one of {', '.join(_DTYPES)}")
        gamma = _rate("algorithm.gamma", algorithm["gamma"], low=0, open_low=True)
        beta = _rate("algorithm.beta", algorithm["beta"], low=0, high=1, open_high=True)
        if gamma != beta and isinstance(gamma, str) | isinstance(beta, str):
            raise ValueError(f"algorithm.gamma = {gamma!r}, beta = {beta!r} are not admissible: a theorem chooses both")
        workers, sample = chosen_workers(algorithm["workers"]), _sample(algorithm["sample"], n, f)
        if isinstance(gamma, str) and (sample or not find_workers(workers.name).damped):
            raise ValueError(f"algorithm.gamma = {gamma!r} is not admissible: that theorem is about momentum of all n")
        weights, faulty_weight = _weights(algorithm, data["name"])
        if isinstance(gamma, str) and weights != WEIGHTS[0]:
            raise ValueError(f"algorithm.gamma = {gamma!r} is not admissible: that theorem is about equal weights")
        return RunConfig(
            objective,
            data["name"],
            choose("data.split", data["split"], SPLITS),
            *_rule(_composed(algorithm["pre_aggregation"], algorithm["rule"]), algorithm["rule_digest"]),
            dict(algorithm["rule_options"]),
            n,
            f,
            steps,
            require_count("algorithm.replicas", algorithm["replicas"]),
            gamma,
            beta,
            attack,
            require_count("record.every", every),
            require_count("seed", given["seed"], low=0, high=_LARGEST_SEED),
            dtype,
            _device(given["device"]),
            data["accuracy_on"],
            workers,
            require_real("algorithm.privacy", algorithm["privacy"], low=0),
            sample,
            weights,
            faulty_weight,
        )

    def as_dict(self) -> dict[str, Any]:
        """The table that :meth:`of` reads, every default spelt out."""
        algorithm = {name: getattr(self, name) for name in _ALGORITHM if name != "pre_aggregation"}
        algorithm |= {"workers": self.workers.as_dict(), "sample": dict(self.sample)}
        for name, value in _LEFT_OUT.items():
            if algorithm[name] == value:
                del algorithm[name]
        table: dict[str, Any] = {
            "objective": self.objective.as_dict(),
            "algorithm": algorithm,
            "attack": self.attack.as_dict(),
            "record": {"every": self.every},
            "seed": self.seed,
            "dtype": self.dtype,
            "device": self.device,
        }
        if self.data:
            table["data"] = {"name": self.data, "split": self.split.as_dict(), "accuracy_on": self.accuracy_on}
        return table

    def in_words(self) -> str:
        """What is run, in a line.

        >>> RunConfig.of({}).in_words()
        'quadratic; trimmed_mean, n = 15, f = 4; attack none; 100 steps, gamma 0.1, beta 0.9; 1 replica, seed 0'
        """
        data = f" on {self.data} ({self.split.name})" if self.data else ""
        sample = f" ({self.sample['size']} asked, at most {self.sample['faulty']} faulty)" if self.sample else ""
        workers = "" if self.workers.name == "momentum" else f"workers {self.workers.name}; "
        noise = f"private noise {self.privacy:g}; " if self.privacy else ""
        weighed = "" if self.weights == WEIGHTS[0] else f" weighed by {self.weights}"
        return (
            f"{self.objective.name}{data}; {self.rule}{weighed}, n = {self.n}, f = {self.f}{sample}; {workers}{noise}"
            f"attack {self.attack.name}; "
            f"{self.steps} steps, gamma {self.gamma}, beta {self.beta}; "
            f"{self.replicas} replica{'s' * (self.replicas > 1)}, seed {self.seed}"
        )

    @property
    def id(self) -> str:
        """16 hexadecimal digits of the SHA-256 of the canonical JSON of :meth:`as_dict`."""
        text = json.dumps([_FORMAT, self.as_dict()], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _composed(before: Any, rule: Any) -> Any:
    """The name of ``rule`` after the pre-aggregation ``before``: "none", a name, or a table of a name and parameters.

    >>> _composed({"name": "bucketing", "s": 3}, "krum")
    'bucketing(s=3)+krum'
    """
    if isinstance(before, Mapping):
        before = text_of(**{"word": before.get("name"), **{k: v for k, v in before.items() if k != "name"}})
    if not isinstance(before, str):
        raise TypeError(
            f"algorithm.pre_aggregation = {before!r} is not admissible: need a name, such as 'nnm', or 'none'"
        )
    return rule if before == "none" else f"{before}+{rule}"


def _known(what: str, table: Any, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """``defaults`` overridden by ``table``, whose keys must be among them; types are checked later."""
    require_table(what, table)
    options_of(what, dict.fromkeys(table, None), dict.fromkeys(defaults))
    return {**defaults, **table}


def _rule(name: Any, recorded: Any) -> tuple[str, str]:
    """The rule's name and digest. With a ``recorded`` digest the config is one of a run that was made: the rule's file
    may have changed since, or be gone, and is not looked at before the config is run again."""
    if recorded:
        if not (isinstance(name, str) and isinstance(recorded, str) and ":" in name):
            raise ValueError(f"algorithm.rule_digest = {recorded!r} is not admissible: rule {name!r} has no file")
        return name, recorded
    return canonical(name), source_digest(name)


def _rate(name: str, value: Any, **bounds: Any) -> float | str:
    if isinstance(value, str):
        if value in THEOREMS:
            return value
        raise ValueError(f"{name} = {value!r} is not admissible: need a number or one of {', '.join(THEOREMS)}")
    return require_real(name, value, **bounds)


def _weights(algorithm: Mapping[str, Any], data: str) -> tuple[str, float]:
    """``weights`` and ``faulty_weight``, checked.

    >>> _weights({"weights": "samples", "faulty_weight": 0.0}, "")
    Traceback (most recent call last):
    ...
    ValueError: algorithm.weights = 'samples' is not admissible: this objective has no data to count
    """
    chosen, share = algorithm["weights"], algorithm["faulty_weight"]
    if chosen not in WEIGHTS:
        raise ValueError(f"algorithm.weights = {chosen!r} is not admissible: need one of {', '.join(WEIGHTS)}")
    if chosen == "samples" and not data:
        raise ValueError("algorithm.weights = 'samples' is not admissible: this objective has no data to count")
    share = require_real("algorithm.faulty_weight", share, low=0, high=0.5, open_high=True)
    if share and chosen == WEIGHTS[0]:
        raise ValueError(f"algorithm.faulty_weight = {share:g} is not admissible without algorithm.weights")
    return chosen, share


def _sample(table: Any, n: int, f: int) -> dict[str, int]:
    """{"size": nhat, "faulty": fhat}, fhat < nhat/2, nhat <= n; empty where every worker is asked.

    >>> _sample({"size": 4, "faulty": 2}, 10, 3)
    Traceback (most recent call last):
    ...
    ValueError: algorithm.sample.faulty = 2 is not admissible: need an integer 0 <= algorithm.sample.faulty <= 1
    """
    require_table("algorithm.sample", table)
    if not table:
        return {}
    given = options_of("algorithm.sample", table, {"size": n, "faulty": f})
    size = require_count("algorithm.sample.size", given["size"], high=n)
    most = (size - 1) // 2
    return {"size": size, "faulty": require_count("algorithm.sample.faulty", given["faulty"], low=0, high=most)}


def _device(name: Any) -> str:
    if name == "cpu":
        return name
    import torch

    try:
        device = torch.device(name)
    except (RuntimeError, TypeError) as error:
        raise ValueError(f"device = {name!r} is not admissible: need cpu, cuda or cuda:K") from error
    if device.type not in ("cpu", "cuda"):
        raise ValueError(f"device = {name!r} is not admissible: need cpu, cuda or cuda:K")
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"device = {name!r} is not admissible: {torch.cuda.device_count()} CUDA devices are available")
    return str(device)
