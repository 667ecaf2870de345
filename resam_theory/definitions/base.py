"""What every form of a definition offers; None where it does not make sense for the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from .classes import Configuration
    from .gram import Patterns
    from .pieces import Piece

__all__ = ["Form", "Point", "Points"]

Point = tuple[Any, ...]
Points = Sequence[Point]


@dataclass(frozen=True)
class Form:
    """A definition: a set-valued map from n points, at most f of them faulty, to the admissible outputs."""

    name: ClassVar[str]
    coordinate_wise: ClassVar[bool] = False

    @property
    def trusts_first(self) -> bool:
        """Whether the first row is known to be honest: S is then any set of m rows that contains it."""
        return False

    @property
    def partial(self) -> bool:
        """Whether there may be inputs at which it has no output."""
        return False

    symmetric: ClassVar[bool] = True
    """Whether the order of the rows does not matter."""
    line_up_to: ClassVar[int] = 31
    """The largest n whose pieces are few enough to be solved one by one."""

    def check(self, n: int, f: int) -> None:
        """ValueError, whose message is what it needs, unless the rule is defined at (n, f)."""

    def require(self, n: int, f: int, rule: str = "") -> None:
        """ValueError that says what n and f are not admissible, for which rule, and what is needed."""
        try:
            self.check(n, f)
        except ValueError as error:
            whose = f" for {rule}" if rule else ""
            raise ValueError(f"(n, f) = ({n}, {f}) is not admissible{whose}: {error}") from None

    def outputs(self, points: Points, f: int) -> list[Point]:
        """Every output that the definition admits on exact points: several at a tie, the ends of a segment.

        ValueError where the output is irrational or the choices are too many to list.
        """
        raise NotImplementedError

    def admits(self, points: Points, f: int, output: Point) -> bool:
        """Whether the definition admits ``output``."""
        return tuple(output) in self.outputs(points, f)

    def pieces(self, n: int, f: int) -> tuple[Piece, ...] | None:
        """On the line: pieces that cover every sorted input."""
        return None

    def by_mass(self, w: Sequence[Fraction], phi: Fraction) -> tuple[Piece, ...] | None:
        """On the line, where weights are masses: pieces that cover every sorted input whose values weigh w, sum 1, and
        of which a share phi is faulty. With N w_i copies of value i, they are those of the copies, phi N faulty."""
        return None

    def groups(self, n: int, f: int) -> tuple[int, ...]:
        """On the line: sizes of the groups of consecutive sorted values that the rule does not tell apart."""
        return (1,) * n

    def families(self, n: int, f: int) -> tuple[Patterns, ...] | None:
        """What the selection says about squared distances: a list that covers every worst case."""
        return None

    def chosen(self, given: Configuration, f: Any) -> list[tuple[Any, ...]] | None:
        """On points given by classes: admissible choices, as how many members of each class are averaged."""
        return None

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any] | None:
        """On the line, ``sizes[c]`` points at ``values[c]``: the admissible outputs, over any ordered field."""
        return None

    def parts(self, n: int, f: int) -> tuple[Any, Form, int]:
        """Of a composition: the stage, the rule that follows or is refined, and how many rows it gets."""
        raise ValueError("the definition is no composition")

    def statement(self) -> str:
        """The definition in words."""
        raise NotImplementedError

    def data(self) -> dict[str, Any]:
        """JSON data from which :func:`.forms.parse` reads the same definition."""
        return {"form": self.name} | {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, Form):
        return value.data()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Fraction) else value
