"""What a search has found so far: every evaluation passes through the archive, so nothing that was seen is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from resam_theory.claims import Criterion

from .state import Aggregate, Population, StateScores, evaluate

__all__ = ["Archive", "Found", "Progress"]

Progress = Callable[[float, Mapping[Criterion, float]], None]
"""Called with the seconds spent and the best value of each criterion so far."""


@dataclass(frozen=True)
class Found:
    """The worst input found for one criterion: ``points`` (n, d) as the rule saw them, S, the output, the ratio."""

    criterion: Criterion
    value: float
    points: np.ndarray
    honest: tuple[int, ...]
    output: np.ndarray
    evaluations: int
    seconds: float
    trace: tuple[tuple[float, float], ...]


@dataclass
class Archive:
    """The best state per criterion; every evaluation of the search passes through here.

    ``trusted``: the row that the rule sees first belongs to S, whatever a state says.
    """

    aggregate: Aggregate
    m: int
    d: int
    accuracy: float
    eps: float
    deadline: float
    budget: int
    progress: Progress | None
    trusted: bool = False
    start: float = field(default_factory=time.perf_counter)
    evaluations: int = 0
    best: dict[Criterion, tuple[float, Population, np.ndarray]] = field(default_factory=dict)
    trace: dict[Criterion, list[tuple[float, float]]] = field(
        default_factory=lambda: {Criterion.LAMBDA: [], Criterion.KAPPA: []}
    )

    def spent(self) -> bool:
        """Whether the time or the number of evaluations is used up."""
        return time.perf_counter() >= self.deadline or self.evaluations >= self.budget

    def value(self, criterion: Criterion) -> float:
        """The best ratio so far; -1 before the first evaluation."""
        return self.best[criterion][0] if criterion in self.best else -1.0

    def evaluate(self, states: Population) -> StateScores:
        """Run the rule; states of fewer than d coordinates are padded with zeros."""
        if states.x.shape[2] < self.d:
            pad = ((0, 0), (0, 0), (0, self.d - states.x.shape[2]))
            states = Population(np.pad(states.x, pad), states.order)
        if self.trusted:
            states = Population(states.x, _honest_first(states.order, self.m))
        found = evaluate(self.aggregate, states, self.m, self.accuracy, self.eps)
        self.evaluations += len(states)
        for criterion, ratio in ((Criterion.LAMBDA, found.lam), (Criterion.KAPPA, found.kap)):
            top = int(np.argmax(ratio))
            if ratio[top] > self.value(criterion):
                chosen = states.take(np.array([top]))
                self.best[criterion] = (float(ratio[top]), chosen, found.output[top].copy())
                self.trace[criterion].append((time.perf_counter() - self.start, float(ratio[top])))
        if self.progress is not None:
            self.progress(time.perf_counter() - self.start, {c: self.value(c) for c in self.best})
        return found

    def ratio(self, criterion: Criterion) -> Callable[[Population], np.ndarray]:
        """The function of states that the search maximises."""

        def of(states: Population) -> np.ndarray:
            found = self.evaluate(states)
            return found.lam if criterion is Criterion.LAMBDA else found.kap

        return of

    def report(self, criterion: Criterion) -> Found:
        """The worst input of ``criterion`` as the caller sees it."""
        value, state, output = self.best[criterion]
        honest = tuple(int(i) for i in np.flatnonzero(state.order[0] < self.m))
        seconds = time.perf_counter() - self.start
        trace = tuple(self.trace[criterion])
        return Found(criterion, value, state.seen()[0], honest, output, self.evaluations, seconds, trace)


def _honest_first(order: np.ndarray, m: int) -> np.ndarray:
    """The orders, where a faulty row came first exchanged with the row numbered 0.

    >>> _honest_first(np.array([[2, 0, 1], [1, 2, 0]]), 2).tolist()
    [[0, 2, 1], [1, 2, 0]]
    """
    first = order[:, :1]
    return np.where(first < m, order, np.where(order == 0, first, np.where(order == first, 0, order)))
