"""Clusters of any sizes at integers on a line, searched by islands of hill climbers.

The output of a rule that selects rows jumps where two distances tie, and its worst inputs sit where several tie at
once. Steps of real length leave a tie, so a climb in real coordinates stalls on such a ridge; steps between integers
walk along it: two clusters that move together, or one that moves to where two distances become equal, keep ties
exactly. The family knows no rule: sizes, roles and positions are drawn, and what it finds may be refined elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .state import Population

__all__ = ["CLUSTERS", "Lattice"]

CLUSTERS = 6
_ISLAND = 48  # members of an island: few, so that it settles soon and another can be drawn
_POOL = 4  # so many times as many members are drawn as are kept
_REACH, _FARTHEST = 8, 200  # positions at first, and at most
_CLONE_EVERY, _CLONED = 8, 7  # every 8 rounds the best seventh of an island replaces its worst
_PATIENCE, _WORTH = 25, 1e-3  # an island without so much relative gain in so many rounds is drawn anew
_REMEMBERED = 100_000
_TRIAL, _NEAR = 100, 0.9  # the lattice is left when, after so many rounds, it has less than this share of the record
_STEPS = np.array([1, 1, 1, 2, 2, 3, 5, 8])
_MOVES = {"one": 0.29, "two": 0.24, "tie": 0.15, "split": 0.2, "refine": 0.06, "merge": 0.06}


class Lattice:
    """The islands; they live as long as the search, a turn continues where the last one of them ended."""

    def __init__(self, ratio: Callable[[Population], np.ndarray], rng: np.random.Generator, size: int, n: int, m: int):
        """``size``: about as many members as one batch should hold; n rows, the first m honest."""
        self.ratio, self.rng, self.n, self.m = ratio, rng, n, m
        self.width = min(_ISLAND, size)
        count = self.width * max(size // self.width, 1)
        self.labels = np.zeros((count, n), dtype=int)
        self.positions = np.zeros((count, CLUSTERS), dtype=int)
        self.order = rng.permuted(np.broadcast_to(np.arange(n), (count, n)), axis=1)
        self.value = np.full(count, -1.0)
        self.best = np.full(count // self.width, -1.0)
        self.quiet = np.full(count // self.width, _PATIENCE)
        self.age, self.record = 0, -1.0
        self.seen: dict[bytes, float] = {}

    def climb(self, rounds: int, done: Callable[[], bool]) -> None:
        """So many rounds of one proposal per member; the ratio of each goes through the archive."""
        for _ in range(rounds):
            if done():
                return
            for island in np.flatnonzero(self.quiet >= _PATIENCE):
                self._settle(int(island))
            labels, positions = _mutated(self.labels, self.positions, self.rng)
            new = self._ratio(labels, positions, self.order)
            better = (new >= self.value) & np.isfinite(new)  # sideways as well: plateaus are wide
            self.labels[better], self.positions[better] = labels[better], positions[better]
            self.value[better] = new[better]
            self.age += 1
            top = self.value.reshape(-1, self.width).max(axis=1)
            self.record = max(self.record, float(top.max()))
            risen = top > self.best * (1 + _WORTH)
            self.best = np.where(risen, top, self.best)
            self.quiet = np.where(risen, 0, self.quiet + 1)
            if self.age % _CLONE_EVERY == 0:
                self._clone()

    def behind(self, record: float) -> bool:
        """Whether islands that had time to settle stay far below ``record``: the worst input is not on a line."""
        return self.age >= _TRIAL and self.record < _NEAR * record

    def _ratio(self, labels: np.ndarray, positions: np.ndarray, order: np.ndarray) -> np.ndarray:
        """The ratios; what was seen before, up to a translation and the order of the rows, is not run again."""
        x = np.take_along_axis(positions, labels, axis=1)
        relative = x - x.min(axis=1, keepdims=True)
        relative = np.concatenate([np.sort(relative[:, : self.m]), np.sort(relative[:, self.m :])], axis=1)
        keys = [row.tobytes() for row in relative.astype(np.int16)]
        new = {key: number for number, key in enumerate(keys) if key not in self.seen}
        if len(self.seen) > _REMEMBERED:
            self.seen, new = {}, {key: number for number, key in enumerate(keys)}
        if new:
            rows = np.fromiter(new.values(), dtype=int)
            found = self.ratio(Population(x[rows, :, None].astype(float), order[rows]))
            self.seen.update(zip(new, found.tolist(), strict=True))
        return np.array([self.seen[key] for key in keys])

    def _settle(self, island: int) -> None:
        """Draw an island anew."""
        rows = np.arange(island * self.width, (island + 1) * self.width)
        values, drawn = [], []
        for _ in range(_POOL):
            labels, positions = _drawn(self.rng, self.width, self.n, self.m)
            values.append(self._ratio(labels, positions, self.order[rows]))
            drawn.append((labels, positions))
        value = np.concatenate(values)
        ranked = np.argsort(-np.where(np.isfinite(value), value, -1.0))[: self.width]
        self.labels[rows] = np.concatenate([labels for labels, _ in drawn])[ranked]
        self.positions[rows] = np.concatenate([positions for _, positions in drawn])[ranked]
        self.order[rows] = self.order[rows][ranked % self.width]
        self.value[rows] = value[ranked]
        self.best[island], self.quiet[island] = value[ranked[0]], 0

    def _clone(self) -> None:
        """In each island the best replace the worst."""
        few = self.width // _CLONED
        ranked = np.argsort(-self.value.reshape(-1, self.width), axis=1)
        ranked += self.width * np.arange(len(ranked))[:, None]
        good, bad = ranked[:, :few].ravel(), ranked[:, self.width - few :].ravel()
        self.labels[bad], self.positions[bad] = self.labels[good], self.positions[good]
        self.value[bad], self.order[bad] = self.value[good], self.order[good]


def _drawn(rng: np.random.Generator, count: int, n: int, m: int) -> tuple[np.ndarray, np.ndarray]:
    """Labels (count, n) and positions (count, CLUSTERS): honest rows in up to CLUSTERS - 1 clusters of skew sizes.

    The faulty rows are a cluster of their own; one in ten joins the clusters of the honest rows.
    """
    used = rng.integers(1, CLUSTERS, (count, 1))
    weight = rng.exponential(size=(count, CLUSTERS)) * rng.choice(np.array([0.1, 1.0, 3.0]), (count, CLUSTERS))
    weight = np.where(np.arange(CLUSTERS) < used, weight, 0.0)
    bounds = weight.cumsum(axis=1)[:, None, :-1] / weight.sum(axis=1)[:, None, None]
    labels = (rng.random((count, n, 1)) > bounds).sum(axis=2)
    labels = np.minimum(labels, used - 1)  # where rounding leaves the last bound below one
    joined = rng.random((count, n)) < 0.1
    labels = np.where((np.arange(n) < m) | joined, labels, used)
    return labels, rng.integers(-_REACH, _REACH + 1, (count, CLUSTERS))


def _mutated(labels: np.ndarray, positions: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """One or two clusters step, one goes where two distances tie or onto another, a row changes cluster, a finer grid.

    The grid is refined by doubling every position: ratios do not change (of rules that scale), steps become shorter.
    """
    labels, moved = labels.copy(), positions.copy()
    count, n = labels.shape
    inhabited = (labels[:, :, None] == np.arange(CLUSTERS)).any(axis=1)
    i, j, one_end, other_end = ((rng.random((count, CLUSTERS)) * inhabited).argmax(axis=1) for _ in range(4))
    kind = rng.choice(len(_MOVES), count, p=list(_MOVES.values()))
    one, two, tie, split, refine, merge = (np.flatnonzero(kind == number) for number in range(len(_MOVES)))
    step = rng.choice(_STEPS, count) * rng.choice(np.array([-1, 1]), count)
    each = np.arange(count)
    gap = positions[each, one_end] - positions[each, other_end]
    sign = rng.choice(np.array([-1, 1]), count)
    moved[one, i[one]] += step[one]
    moved[two, i[two]] += step[two]
    two = two[i[two] != j[two]]
    moved[two, j[two]] += (sign * step)[two]
    moved[tie, i[tie]] = positions[tie, j[tie]] + (sign * gap)[tie]
    labels[split, rng.integers(0, n, split.size)] = rng.integers(0, CLUSTERS, split.size)
    moved[refine] = 2 * positions[refine] + rng.integers(-1, 2, (refine.size, CLUSTERS))
    moved[merge, i[merge]] = positions[merge, j[merge]]
    return labels, np.clip(moved, -_FARTHEST, _FARTHEST)
