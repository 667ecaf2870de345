"""Definitions of compositions: pieces on the line against outputs, outputs against the array code, data read back."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import permutations
from random import Random

import numpy as np
import pytest

from resam_theory.compose import compose
from resam_theory.definitions.base import Form
from resam_theory.definitions.bucketing import Bucketing
from resam_theory.definitions.forms import parse
from resam_theory.definitions.nnm import Nnm
from resam_theory.definitions.pieces import Piece
from resam_theory.definitions.pipeline import Pipeline
from resam_theory.definitions.registry import definition_of
from resam_theory.definitions.stage import Stage
from resam_theory.rules import get

NAMES = (
    "nnm+trimmed_mean",
    "nnm+mean_around_median",
    "nnm+nnm+median",
    "arc+trimmed_mean",
    "arc+nnm+median",
    "ctma+trimmed_mean",
    "nnm+ctma+median",
    "ctma+minimum_diameter_averaging",
)
BUCKETS = ("bucketing(s=2)+trimmed_mean", "bucketing(s=2)+mean_around_median", "bucketing(s=3)+nnm+median")


def form(name: str) -> Form:
    definition = get(name).definition
    assert definition is not None
    return definition


def outputs_of(definition: Form, values: list[Fraction], f: int) -> set[Fraction]:
    return {point[0] for point in definition.outputs([(value,) for value in values], f)}


def on_the_pieces(pieces: tuple[Piece, ...], u: list[Fraction]) -> set[Fraction]:
    def dot(row: tuple[Fraction, ...]) -> Fraction:
        return sum((a * b for a, b in zip(row, u, strict=True)), Fraction(0))

    return {dot(piece.weights) for piece in pieces if all(dot(row) >= 0 for row in piece.rows)}


def samples(n: int, count: int, seed: int) -> list[list[Fraction]]:
    """Values on a coarse lattice (many ties), and generic ones."""
    random = Random(seed)
    coarse = [[Fraction(random.randint(-2, 2)) for _ in range(n)] for _ in range(count)]
    return coarse + [[Fraction(random.randint(-999, 999)) for _ in range(n)] for _ in range(count)]


@pytest.mark.parametrize(("n", "f"), [(3, 1), (4, 1), (5, 2), (6, 2), (7, 3)])
@pytest.mark.parametrize("name", NAMES)
def test_pieces_are_the_definition_on_the_line(name: str, n: int, f: int) -> None:
    """Every output lies on a piece; the extreme outputs on the pieces are outputs."""
    if (name.count("nnm") == 2 or "arc+nnm" in name) and n > 6:
        pytest.skip("thousands of pieces")
    definition = form(name)
    pieces = definition.pieces(n, f)
    assert pieces is not None
    for values in samples(n, 12, n):
        outputs, found = outputs_of(definition, values, f), on_the_pieces(pieces, sorted(values))
        assert outputs <= found
        if len(set(values)) == n:  # equal rows may choose differently on the pieces
            assert (min(outputs), max(outputs)) == (min(found), max(found))


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("n", "f"), [(5, 1), (6, 1), (7, 1)])
@pytest.mark.parametrize("name", BUCKETS)
def test_pieces_of_bucketing_are_all_orders_of_the_rows(name: str, n: int, f: int) -> None:
    definition = form(name)
    try:
        definition.check(n, f)
    except ValueError:
        pytest.skip("too few buckets")
    pieces = definition.pieces(n, f)
    assert pieces is not None
    for values in samples(n, 1 if n > 6 else 3, n):
        outputs = {out for order in permutations(values) for out in outputs_of(definition, list(order), f)}
        found = on_the_pieces(pieces, sorted(values))
        assert outputs <= found
        assert (min(outputs), max(outputs)) == (min(found), max(found))


def test_a_missing_window_is_noticed() -> None:
    """The check above has teeth: without one piece an output is missing."""
    definition = form("nnm+trimmed_mean")
    pieces = definition.pieces(5, 2)
    assert pieces is not None
    inputs = [(outputs_of(definition, values, 2), sorted(values)) for values in samples(5, 40, 1)]
    lost = [
        piece
        for piece in pieces
        if any(not outputs <= on_the_pieces(tuple(p for p in pieces if p != piece), u) for outputs, u in inputs)
    ]
    assert len(lost) > len(pieces) // 2


@pytest.mark.parametrize("name", [*NAMES, *BUCKETS, "clipping(radius=3/2)+median", "arc+geometric_median"])
def test_definitions_are_data(name: str) -> None:
    definition = form(name)
    data = json.loads(json.dumps(definition.data()))
    assert parse(data) == definition
    assert parse(data).statement() == definition.statement()


@pytest.mark.parametrize(
    "data",
    [
        {"form": "pipeline", "stage": {"form": "trimmed", "k": "f"}, "rule": {"form": "trimmed", "k": "f"}},
        {"form": "pipeline", "stage": {"form": "nnm"}, "rule": {"form": "nnm"}},
        {"form": "refined", "anchor": {"form": "nnm"}},
        {"form": "refined", "anchor": "median"},
        {"form": "bucketing", "s": 0},
        {"form": "bucketing", "s": True},
        {"form": "clipping", "radius": "-1"},
        {"form": "clipping", "radius": 0.5},
        {"form": "nnm", "m": 3},
    ],
)
def test_wrong_data_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"is not admissible|has the fields"):
        parse(data)


def test_a_stage_is_no_rule() -> None:
    stage = parse({"form": "nnm"})
    assert isinstance(stage, Stage)
    with pytest.raises(ValueError, match="need a rule after nnm"):
        stage.require(5, 1)


@pytest.mark.parametrize(
    "name", [*NAMES, *BUCKETS, pytest.param("arc+geometric_median", marks=pytest.mark.slow), "clipping+krum"]
)
def test_arrays_compute_the_definition(name: str) -> None:
    """On generic points of the line, where nothing ties."""
    rule, n, f = get(name), 7, 1
    random = np.random.default_rng(3)
    for x in random.integers(-(2**20), 2**20, size=(8, n, 1)):
        outputs = rule.exact([tuple(map(Fraction, row)) for row in x.tolist()], f)
        found = rule(x.astype(float), f=f)[0]
        assert min(abs(found - float(out[0])) for out in outputs) <= 1e-9 * 2**20


def test_a_rule_that_trusts_its_first_row_keeps_it() -> None:
    """A bucket is made of several rows: with x_2 = t and S the others, all 0, the output would be t/4 and V_S = 0."""
    monna = definition_of("monna")
    with pytest.raises(ValueError, match="trusts its first row"):
        compose("bucketing", "monna")
    with pytest.raises(ValueError, match="no row that a rule can trust"):
        Pipeline(Bucketing(2), monna)
    for stage in ("nnm", "arc", "clipping", "ctma"):
        made = compose(stage, "monna")
        assert made.trusted
        assert made.definition is not None
        assert made.definition.trusts_first
    assert not Pipeline(Nnm(), definition_of("krum")).trusts_first
