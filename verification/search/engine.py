"""The search: worst inputs of any aggregation function, by populations, moves, gradients and refinement.

It maximises ||F - mean_S|| / D_S (lambda) and ||F - mean_S||^2 / V_S (kappa) over inputs and S. It knows nothing about
the rule but its outputs (and, for torch rules, gradients). Every ratio it returns is attained by the input it returns.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from resam_theory.claims import Criterion
from resam_theory.errors import require_count, require_n_f, require_real

from . import bundles
from .archive import Archive, Found, Progress
from .ascent import TorchAggregate, gradients
from .lattice import Lattice
from .moves import MOVES, Material
from .refine import covariance_adaptation, line_search
from .starts import starts
from .state import EPS, Aggregate, Population

__all__ = ["Found", "Progress", "search"]

_BATCH_SECONDS = 0.05  # a batch should take about this long: progress stays live, the deadline is kept
_COUNTED_BATCH = 128
_SIGMA_FLOOR = 1e-9
_ROUNDS, _PATIENCE, _WORTH, _CLONE_EVERY = 400, 40, 1e-3, 10
"""A climb ends after so many rounds, or when so many brought less than this relative gain; cloning in between."""
_TURNS = 10  # the least number of turns (climb, then refine) that share the time
_SCHEDULE = ("family", "lattice", "fresh", "lattice", "resume", "line", "lattice", "fresh", "lattice", "resume")
"""What a turn climbs: the low-dimensional families, new starts, the best so far among new starts, inputs on a line."""
_LATTICE_ROUNDS = 30  # of one turn; a turn that raised the best value is followed by another of its kind


def _climb(
    archive: Archive,
    criterion: Criterion,
    pop: Population,
    *,
    rng: np.random.Generator,
    gradient: TorchAggregate | None,
    done: Callable[[], bool],
) -> Population:
    """Hill climbing of a whole population; the moves that succeed are drawn more often."""
    ratio = archive.ratio(criterion)
    value = ratio(pop)
    sigma = np.full(len(pop), 0.3)
    credit = np.ones(len(MOVES))
    last, best = 0, float(value.max())
    for step in range(_ROUNDS):
        if value.max() > best * (1 + _WORTH):
            last, best = step, float(value.max())
        if done() or step - last > _PATIENCE:
            break
        if step % _CLONE_EVERY == _CLONE_EVERY - 1:  # the best tenth replaces the worst
            ranked = np.argsort(value)
            low, high = ranked[: len(pop) // 10], ranked[len(pop) - len(pop) // 10 :]
            pop.put(low, pop.take(high))
            value[low], sigma[low] = value[high], sigma[high]
        if gradient is not None and step % 4 == 3:
            way = gradients(gradient, pop, archive.m, kappa=criterion is Criterion.KAPPA)
            if way is None:
                gradient = None
                continue
            proposal, chosen = Population(pop.x + sigma[:, None, None] * way, pop.order), None
        else:
            proposal, chosen = _propose(archive, pop, rng, sigma, credit)
        new = ratio(proposal)
        better = np.flatnonzero((new > value) & np.isfinite(new))
        pop.put(better, proposal.take(better))
        value[better] = new[better]
        worse = np.setdiff1d(np.arange(len(pop)), better, assume_unique=True)
        sigma[better] = np.minimum(sigma[better] * 1.5, 2.0)
        sigma[worse] = sigma[worse] * 0.93
        small = sigma < _SIGMA_FLOOR
        sigma[small] = 10.0 ** rng.uniform(-4, 0, int(small.sum()))
        if chosen is not None:
            credit *= 0.98
            np.add.at(credit, chosen[better], 0.5)
    return pop.take(np.argsort(-value))


def _propose(
    archive: Archive, pop: Population, rng: np.random.Generator, sigma: np.ndarray, credit: np.ndarray
) -> tuple[Population, np.ndarray]:
    """One proposal per state by a move drawn by credit; every move keeps a share."""
    share = credit / credit.sum() + 0.5 / len(MOVES)
    chosen = rng.choice(len(MOVES), len(pop), p=share / share.sum())
    proposal = pop.take(np.arange(len(pop)))
    for number, move in enumerate(MOVES):
        rows = np.flatnonzero(chosen == number)
        if rows.size:
            proposal.put(rows, move(pop.take(rows), Material(rng, archive.m, sigma[rows], pop)))
    return proposal, chosen


def _refine(
    archive: Archive, criterion: Criterion, state: Population, rng: np.random.Generator, done: Callable[[], bool]
) -> Population:
    """Line searches from one state along moves of every length, then covariance adaptation from where they end."""
    ratio = archive.ratio(criterion)
    value = float(ratio(state)[0])
    for _ in range(12):
        if done():
            return state
        many = state.take(np.zeros(16, dtype=int))
        proposals, _ = _propose(archive, many, rng, 10.0 ** rng.uniform(-3, 0, len(many)), np.ones(len(MOVES)))
        state, value = line_search(ratio, state, value, proposals)
    width = float(10.0 ** rng.uniform(-3, -0.5))
    return covariance_adaptation(ratio, state, value, rng=rng, sigma=width, size=32, generations=40, done=done)[0]


def _batch_size(archive: Archive, rng: np.random.Generator, n: int) -> int:
    """As many states as one batch can hold in ``_BATCH_SECONDS``, between 16 and 512."""
    probe = starts(rng, 64, n, archive.m, archive.d)
    each = np.inf
    for _ in range(3):  # the least of three: a busy machine must not make the batches small
        begin = time.perf_counter()
        archive.evaluate(probe)
        each = min(each, (time.perf_counter() - begin) / len(probe))
        if archive.spent() or each * len(probe) > _BATCH_SECONDS:
            break
    return int(np.clip(_BATCH_SECONDS / max(each, 1e-9), 16, 512))


def search(
    aggregate: Aggregate,
    *,
    n: int,
    f: int,
    d: int,
    criteria: Sequence[Criterion] = (Criterion.LAMBDA, Criterion.KAPPA),
    seconds: float = 10.0,
    seed: int = 0,
    gradient: TorchAggregate | None = None,
    accuracy: float = 0.0,
    eps: float = EPS,
    given: Sequence[tuple[np.ndarray, Sequence[int]]] = (),
    goals: Mapping[Criterion, float] | None = None,
    max_evaluations: int | None = None,
    batch: int | None = None,
    progress: Progress | None = None,
    trusted: bool = False,
) -> dict[Criterion, Found]:
    """The worst inputs of ``aggregate`` ((B, n, d) -> (B, d)) found within ``seconds``, per criterion.

    ``gradient``: the same rule on torch tensors, for gradient ascent. ``given``: inputs (n, d) with their S to start
    from as well (by default none: the search does not know the answers). ``goals``: stop as soon as these values are
    reached. ``accuracy``: how far an iterative rule's output may be from its definition, relative to the extent of the
    input (its solver's tolerance); that much is forgiven in every ratio. Both ratios of every evaluated input count,
    whichever criterion it was meant for. ``eps``: that of the dtype the rule works in. With ``max_evaluations`` that
    number, not the time, ends the search, and the result depends on the seed alone. ``trusted``: the first row is one
    of S, as for a rule that trusts it.

    >>> mean_of_all = lambda x: x.mean(axis=1)
    >>> found = search(mean_of_all, n=3, f=1, d=1, max_evaluations=64)
    >>> found[Criterion.LAMBDA].value
    inf
    """
    n, f = require_n_f(n, f)
    d = require_count("d", d)
    seconds = np.inf if max_evaluations else require_real("seconds", seconds, low=0)
    rng = np.random.default_rng(require_count("seed", seed, low=0))
    begin = time.perf_counter()
    archive = Archive(aggregate, n - f, d, accuracy, eps, begin + seconds, max_evaluations or 2**62, progress, trusted)
    size = batch or (_COUNTED_BATCH if max_evaluations else _batch_size(archive, rng, n))
    if given:
        archive.evaluate(_states(given, n))
    goal = dict.fromkeys(criteria, np.inf) | dict(goals or {})
    lattices = {c: Lattice(archive.ratio(c), rng, size, n, n - f) for c in criteria}
    turn = 0
    while not archive.spent():
        open_ = [c for c in criteria if archive.value(c) < goal[c]]
        if not open_:
            break
        criterion = open_[turn % len(open_)]

        turn_ends = time.perf_counter() + seconds / _TURNS

        def done(criterion: Criterion = criterion, turn_ends: float = turn_ends) -> bool:
            return archive.spent() or time.perf_counter() > turn_ends or archive.value(criterion) >= goal[criterion]

        kind = _SCHEDULE[turn // len(criteria) % len(_SCHEDULE)]
        if kind == "lattice" and lattices[criterion].behind(archive.value(criterion)):
            turn += 1
            continue
        if kind == "family":
            ratio = archive.ratio(criterion)
            pop = bundles.climb(ratio, rng, count=size, n=n, m=n - f, d=d, rounds=_ROUNDS, done=done)
            _refine(archive, criterion, pop.take(np.arange(1)), rng, done)
            turn += 1
            continue
        if kind == "lattice":
            before = archive.value(criterion)
            lattices[criterion].climb(_LATTICE_ROUNDS, done)
            turn += archive.value(criterion) <= before * (1 + _WORTH)
            continue
        active = 1 if kind == "line" else d
        pool = starts(rng, 2 * size, n, n - f, active)
        pop = pool.take(np.argsort(-archive.ratio(criterion)(pool))[:size])
        if kind == "resume":
            known = [state for _, state, _ in archive.best.values() if not state.x[..., active:].any()]
            for row, state in enumerate(known):
                pop.put(np.array([row]), Population(state.x[..., :active], state.order))
        pop = _climb(archive, criterion, pop, rng=rng, gradient=gradient if active == d else None, done=done)
        _refine(archive, criterion, pop.take(np.arange(1)), rng, done)
        turn += 1
    return {criterion: archive.report(criterion) for criterion in criteria}


def _states(given: Sequence[tuple[np.ndarray, Sequence[int]]], n: int) -> Population:
    """Inputs as the rule sees them, with S, as states."""
    x, order = [], []
    for points, honest in given:
        first = [*honest, *(i for i in range(n) if i not in set(honest))]
        x.append(np.asarray(points, dtype=float)[first])
        order.append(np.argsort(first))
    return Population(np.stack(x), np.stack(order))
