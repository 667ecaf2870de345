"""A stage and then a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from .base import Form, Point, Points
from .pieces import Piece, Vector, plus, scaled
from .stage import Stage

__all__ = ["Pipeline"]


@dataclass(frozen=True)
class Pipeline(Form):
    """``rule`` on the rows that ``stage`` gives; the rule may be a pipeline too."""

    stage: Stage
    rule: Form
    name: ClassVar[str] = "pipeline"

    def __post_init__(self) -> None:
        if not isinstance(self.stage, Stage):
            raise ValueError(f"stage = {self.stage!r:.60} is not admissible: need a pre-aggregation")
        if not isinstance(self.rule, Form) or isinstance(self.rule, Stage):
            raise ValueError(f"rule = {self.rule!r:.60} is not admissible: need the definition of a rule")
        if self.rule.trusts_first and not self.stage.symmetric:
            raise ValueError(f"{self.stage.name} leaves no row that a rule can trust: its first row is made of several")

    @property
    def trusts_first(self) -> bool:
        """Whether the rule does."""
        return self.rule.trusts_first

    @property
    def partial(self) -> bool:
        """Whether the rule is."""
        return self.rule.partial

    @property
    def coordinate_wise(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Whether both are."""
        return self.stage.coordinate_wise and self.rule.coordinate_wise

    @property
    def symmetric(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Whether both are."""
        return self.stage.symmetric and self.rule.symmetric

    @property
    def line_up_to(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The smaller of the two; less where the pieces of both are many."""
        least, other = sorted((self.stage.line_up_to, self.rule.line_up_to))
        return least if other > 2 * least else least - 3

    def check(self, n: int, f: int) -> None:
        """Need what the stage needs, and the rule with the rows that it gets."""
        self.rule.check(self.stage.rows(n, f), f)

    def outputs(self, points: Points, f: int) -> list[Point]:
        """Every output of the rule on every list of rows that the stage admits.

        >>> from fractions import Fraction
        >>> from .nnm import Nnm
        >>> from .trimmed import Trimmed
        >>> Pipeline(Nnm(), Trimmed()).outputs([(Fraction(v),) for v in (0, 0, 1, 5)], 1)
        [(Fraction(1, 3),)]
        """
        return sorted({out for rows in self.stage.images(points, f) for out in self.rule.outputs(rows, f)})

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any] | None:
        """The rule on the classes that the stage gives."""
        outcomes = self.stage.on_line(values, sizes, f)
        found = [self.rule.on_line(*_merged(*outcome), f) for outcome in outcomes or ()]
        if outcomes is None or any(outputs is None for outputs in found):
            return None
        return [output for outputs in found for output in outputs or ()]

    def pieces(self, n: int, f: int) -> tuple[Piece, ...] | None:
        """The rule's pieces on the images of sorted values, for every map of the stage."""
        rows = self.stage.rows(n, f)
        maps, inner = self.stage.line(n, f, self.rule.groups(rows, f)), self.rule.pieces(rows, f)
        if maps is None or inner is None:
            return None
        found: dict[Piece, None] = {}
        for images, region, parts in maps:
            for piece in inner:
                back = tuple(_combined(row, images) for row in piece.rows)
                order = _order(parts, piece.order)
                found[Piece(_combined(piece.weights, images), (*region, *back), order)] = None
        return tuple(found)

    def parts(self, n: int, f: int) -> tuple[Stage, Form, int]:
        """The stage and the rule."""
        return self.stage, self.rule, self.stage.rows(n, f)

    def statement(self) -> str:
        """In words."""
        return f"{self.stage.statement()}; then {self.rule.statement()}"


def _merged(values: Sequence[Any], sizes: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Classes of different values."""
    distinct: list[Any] = []
    counted: list[Any] = []
    for value, size in zip(values, sizes, strict=True):
        place = next((i for i, other in enumerate(distinct) if other == value), None)
        if place is None:
            distinct.append(value)
            counted.append(size)
        else:
            counted[place] = counted[place] + size
    return distinct, counted


def _combined(weights: Vector, images: tuple[Vector, ...]) -> Vector:
    """The weights on u of a combination of the images."""
    return plus(*(scaled(w, image) for w, image in zip(weights, images, strict=True)))


def _order(parts: tuple[tuple[int, ...], ...], inner: tuple[int, ...]) -> tuple[int, ...]:
    """An order of the rows that gives the images of these parts in the order ``inner``; shorter parts stand last."""
    listed = [parts[i] for i in inner] if parts and inner else parts
    return tuple(i for part in sorted(listed, key=len, reverse=True) for i in part) or inner
