"""Exact configurations on the line, and some in the plane, for the rules of inference about rows that are clipped."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np

from .configurations import Sampler, Values, draw, sizes
from .selections import fractions, line, mean, variance


def clipped(*, honest: bool) -> Sampler:
    """Clipped around the point of least radius; weakened: around any point, at a smaller distance."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        x, n, f, m = line(random)
        if weakened:
            x[m:] = [8 * u + 9 for u in x[m:]]
        radii = [sorted(abs(u - v) for v in x)[m - 1] for u in x]
        index = random.choice([i for i in range(n) if weakened or radii[i] == min(radii)])
        if honest != (index < m) and not weakened:
            return None
        o, s = x[index], x[:m]
        rho = sorted(abs(u - o) for u in x)[random.randrange(n) if weakened else m - 1]
        output = o + sum((max(-rho, min(rho, u - o)) for u in x), Fraction(0)) / m
        apart = [abs(u - o) for u in s]
        lengths = {"rho": rho, "R": max(apart), "j": sum(u > rho for u in apart), "D": max(s) - min(s)}
        return fractions({"f": f, "m": m, "E": abs(output - mean(s)), **lengths})

    return sampler


def clipped_by_variance(random: Random, weakened: bool) -> Values | None:
    """Clipped around the point of least radius; weakened: around any point, the faulty far away."""
    x, n, f, m = line(random)
    if weakened:
        x[m:] = [8 * u + 9 for u in x[m:]]
    radii = [sorted(abs(u - v) for v in x)[m - 1] for u in x]
    index = random.choice([i for i in range(n) if weakened or radii[i] == min(radii)])
    s, o, rho = x[:m], x[index], radii[index]
    far = [u for u in s if abs(u - o) > rho]
    if len(far) > f:
        return None
    centre = mean([u for u in s if abs(u - o) <= rho])
    output = o + sum((max(-rho, min(rho, u - o)) for u in x), Fraction(0)) / m
    moved = sum((abs(u - centre) for u in far), Fraction(0))
    error2 = (output - mean(s)) ** 2
    return fractions({"f": f, "m": m, "j": len(far), "rho": rho, "y": moved, "E2": error2, "V": variance(s)})


def clipped_twice(d: int) -> Sampler:
    """Twice around the point of least radius, floats with a margin; weakened: around any point, the faulty far away."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        n, f = sizes(random, most=3, extra=3)
        m = n - f
        x = np.asarray([[float(u) for u in p] for p in draw(random, n, d)])
        x[m:] *= 9 if weakened else 1
        radii = [float(np.sort(np.linalg.norm(x - u, axis=1))[m - 1]) for u in x]
        tied = [i for i in range(n) if weakened or radii[i] <= min(radii) + 1e-12]
        outputs = [x[random.choice(tied)]]
        for _ in range(2):
            moved = x - outputs[-1]
            lengths = np.linalg.norm(moved, axis=1)
            rho = float(np.sort(lengths)[m - 1])
            clip = np.minimum(1.0, rho / np.where(lengths > 0, lengths, 1.0))
            outputs.append(outputs[-1] + (clip[:, None] * moved).sum(axis=0) / m)
        s = x[:m]
        error = float(np.linalg.norm(outputs[2] - s.mean(axis=0))) * (1 - 1e-9)
        far = float(np.linalg.norm(s - outputs[1], axis=1).max()) * (1 - 1e-10)
        extent = float(np.linalg.norm(s[:, None] - s[None, :], axis=-1).max())
        return fractions({"f": f, "m": m, "E": error, "R2": far, "D": extent})

    return sampler


SAMPLERS: dict[str, Sampler] = {
    "clipped around a row of S": clipped(honest=True),
    "clipped around a row outside S": clipped(honest=False),
    "clipped around a row, by variance": clipped_by_variance,
    "clipped around a row twice": clipped_twice(2),
    "clipped around a row twice on the line": clipped_twice(1),
}
