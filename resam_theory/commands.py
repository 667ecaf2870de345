"""``resam rules`` and ``resam sample``: what they are called with. What answers is imported when it is needed."""

from __future__ import annotations

from typing import Annotated

import typer

from . import output
from .errors import require_fraction, require_n_f

__all__ = ["criteria", "rules", "sample"]


def criteria(json: output.JsonOption = None) -> None:
    """The criteria and the best conversion between any two. Example: resam criteria --json"""
    from .criteria.listing import show

    show(json)


def rules(json: output.JsonOption = None) -> None:
    """List the aggregation rules with their reference and claims. Example: resam rules --json"""
    from .catalogue import listed_rules

    listed = listed_rules()
    rows = ((r["name"], ", ".join(r["aliases"]), r["title"], r["reference"], str(len(r["claims"]))) for r in listed)
    shown = output.table("Aggregation rules", ("name", "aliases", "title", "reference", "claims"), rows)
    output.emit({"rules": listed}, json, shown)


def sample(  # noqa: PLR0917 - the options of a command are positional to typer
    n: Annotated[int, typer.Option("--n", help="Workers.")],
    f: Annotated[int, typer.Option("--f", help="Faulty workers, f < n/2.")],
    rounds: Annotated[int, typer.Option("--rounds", help="Rounds T >= 1.")],
    failure: Annotated[str, typer.Option("--failure", help="Probability of failure, 0 < p < 1, e.g. 0.01.")] = "0.01",
    growth: Annotated[str, typer.Option("--B", help="B >= 0 of (G, B)-dissimilar data, exact, e.g. 1 or 1/2.")] = "0",
    size: Annotated[int | None, typer.Option("--size", help="A sample to judge, instead of the smallest.")] = None,
    json: output.JsonOption = None,
) -> None:
    """How many of n workers to ask per round, exactly (T11). Example: resam sample --n 100 --f 10 --rounds 500
    --failure 0.01"""
    n, f = require_n_f(n, f)
    p, B = require_fraction("--failure", failure), require_fraction("--B", growth)
    if B < 0:
        raise ValueError(f"--B = {growth!r} is not admissible: need 0 <= B")
    from .convergence import participation

    answer = participation.answer(n, f, rounds=rounds, failure=p, B2=B * B, size=size)
    output.emit(answer, json, participation.sentence(answer))
