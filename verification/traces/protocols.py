"""Which algorithm a run is an instance of: the assumptions of the theory that speak of it, and their parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import sympy as sp

from experiments.messages import find_workers
from experiments.trace import Trace
from resam_theory import symbols as s
from resam_theory.convergence import Theorem
from resam_theory.convergence.lemmas import YOUNG
from resam_theory.convergence.local_steps import END, H_LOCAL, LOCAL_DRIFT, PHI2, Y_LOCAL
from resam_theory.convergence.sampling import MHAT
from resam_theory.convergence.storm import BATCH, PSI
from resam_theory.convergence.variants import PRIVATE_DEVIATION

from .vocabulary import Values, value_of

__all__ = ["on_event", "protocol_values", "speaks_of"]

_MOMENTUM: Final = frozenset(
    {"algorithm", "workers", "dissimilar workers", "start", "drift bound", "momentum starts at 0", "full gradients"}
)
"""Assumptions that all workers send momentum and that the server hears them all."""
_EQUAL: Final = frozenset({"drift bound", "workers", "variance-reduced workers", "first batch", "Nesterov"})
"""Assumptions that say that all honest workers draw from the same distribution."""
_SUPPORTED: Final = frozenset({"robust", "resilient"})
"""Assumptions on the rule with all n rows."""
_ELSEWHERE: Final = frozenset(
    {
        *("mean of all", "any algorithm", "worst input", "worst input, proportional", "undamped"),
        *("trimmed nodes", "median nodes, m even", "median nodes, m odd", "local smoothness"),
        *("trimmed nodes, few", "trimmed nodes, few, m even", "trimmed nodes, few, m odd"),
    }
)
"""Assumptions that speak of no run's algorithm, or of nothing that a run records."""


def _exact(trace: Trace, values: Values) -> bool:
    return trace.beta == 0 and values[s.sigma] == 0 and not trace.config.privacy


def _reduced(trace: Trace, values: Values) -> bool:
    """STORM, with a rate that is large enough: 8 ell^2 gamma^2 psi <= a."""
    if trace.config.workers.name != "storm" or s.kappa not in values or trace.constants.change is None:
        return False
    least = 8 * values[s.ell] ** 2 * values[s.gamma] ** 2 * value_of(PSI, values)
    return least <= values[s.a]


_OTHERS: Final[dict[str, Callable[[Trace, Values], bool]]] = {
    "variance-reduced workers": _reduced,
    "first batch": lambda trace, values: trace.config.workers.name == "storm",
    "Nesterov": lambda trace, values: trace.config.workers.name == "nesterov",
    "private noise": lambda trace, values: trace.config.privacy > 0,
    "sampled": lambda trace, values: bool(trace.config.sample) and _exact(trace, values),
    "local steps": lambda trace, values: trace.config.workers.name == "local" and _exact(trace, values),
    "full gradients": _exact,
}
"""Per assumption: whether a run is what it speaks of."""


def speaks_of(assumed: set[str], trace: Trace, values: Values) -> bool:
    """Whether a statement with these assumptions is about the run's algorithm and data."""
    config = trace.config
    momentum = find_workers(config.workers.name).damped and not config.sample
    if assumed & _ELSEWHERE or (assumed & _EQUAL and not trace.constants.homogeneous):
        return False
    if (assumed & _MOMENTUM and not momentum) or (assumed & _SUPPORTED and config.sample):
        return False
    if config.sample and "sampled" not in assumed and assumed & set(_OTHERS):
        return False
    return all(fits(trace, values) for name, fits in _OTHERS.items() if name in assumed)


def protocol_values(statement: Theorem, trace: Trace) -> dict[sp.Symbol, float]:
    """Numbers for the parameters that only a variant of the algorithm has."""
    config, constants = trace.config, trace.constants
    found: dict[sp.Symbol, float] = {}
    if config.sample:
        found[MHAT] = config.sample["size"] - config.sample["faulty"]
    if config.workers.name == "storm":
        found |= {s.a: config.workers.options["rate"], s.ell: constants.change or 0.0, BATCH: 1.0}
    if config.workers.name == "local" and constants.local is not None:
        count, y = config.workers.options["steps"], config.workers.options["rate"] * constants.local
        ratio = LOCAL_DRIFT.claim.large.subs(sp.Symbol("g_i"), 1)
        phi = max(value_of(ratio, {H_LOCAL: count, Y_LOCAL: y, END: (1 + y) ** count}), 0.0)
        found |= {PHI2: phi**2, YOUNG: phi or 1.0}
    if "private noise" in statement.assumptions:
        dimension = trace.theta_first.shape[1]
        own = max(constants.variance - dimension * config.privacy**2, 0.0)
        found |= {s.d: dimension, PRIVATE_DEVIATION: config.privacy, s.sigma: own**0.5}
    return found


def on_event(trace: Trace) -> Trace:
    """The replicas in which no round had more faulty workers than the rule is built for, as (T11) assumes."""
    kept = (trace["faulty_asked"] <= trace.config.sample["faulty"]).all(0)
    return replace(
        trace,
        moments={name: values[:, kept] for name, values in trace.moments.items()},
        **{name: getattr(trace, name)[kept] for name in ("gradient_mean", "theta_first", "theta_last")},
        final={name: values[kept] for name, values in trace.final.items()},
    )
