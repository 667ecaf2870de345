"""What MeanwO and CenterwO share: the mean of the m rows nearest to a row that is chosen by its m nearest."""

from __future__ import annotations

from typing import Any

from .kernels import arrays, distances, exactly, ties

__all__ = ["choose"]


def choose(x: Any, f: int, *, radius: bool) -> tuple[arrays.Problems, Any]:
    """The problems and the numbers (B, m) of the rows nearest to the row with the least m-th distance (``radius``), or
    with the least sum of squared distances to its m nearest; ties in lexicographic order of the rows, twice."""
    problems = arrays.prepare(x, f)
    m, d = problems.m, problems.d

    def select(xp: Any, rows: Any) -> Any:
        with arrays.quiet(rows):
            squares, scores = distances.squared_distances(xp, rows, m - 1 if radius else 0, m)
            exact = exactly.of_nearest(squares, m, farthest=radius)
            terms = d + (0 if radius else m)
            centre = ties.least_rows(xp, rows, scores, 1, terms=terms, exact=exact)[:, 0]
            near, own = squares[centre, :, xp.arange(len(rows))].T, arrays.on_host(centre)
            return ties.least_rows(
                xp, rows, near, m, terms=d, exact=lambda points, i, at: [points.pair(i, int(own[at[-1]]))]
            )

    return problems, distances.choose_by_blocks(problems, select)
