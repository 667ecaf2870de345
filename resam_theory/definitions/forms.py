"""The closed list of forms, and definitions read from JSON data. Another form is one file and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from .anchor_clipped import AnchorClipped
from .ball import Ball
from .base import Form
from .bucketing import Bucketing
from .buckets import Buckets
from .bulyan import Bulyan
from .clipped import Clipped
from .cosine_filter import CosineFilter
from .farthest import Farthest
from .fermat import Fermat
from .filters import CovarianceFilter, NormClipped, SignMajority, TopDirection, Weiszfeld
from .huber import Huber
from .least_diameter import LeastDiameter
from .least_norm import LeastNorm
from .least_spread import LeastSpread
from .minimax import Minimax
from .nearest import Nearest
from .nnm import Nnm, Refined
from .order import Order
from .order_by_size import OrderBySize
from .piece_list import PieceList
from .pipeline import Pipeline
from .scores import Scores
from .shortened import Arc, Clipping
from .trimmed import Trimmed

__all__ = ["FORMS", "Form", "parse"]

FORMS: Final[Mapping[str, type[Form]]] = {
    form.name: form
    for form in (
        *(AnchorClipped, Ball, Buckets, Bulyan, Farthest, LeastSpread, Minimax),
        *(CosineFilter, CovarianceFilter, Huber, NormClipped, SignMajority, TopDirection, Weiszfeld),
        *(Clipped, Fermat, LeastDiameter, LeastNorm, Nearest, Order, OrderBySize, PieceList, Scores, Trimmed),
        *(Arc, Bucketing, Clipping, Nnm, Pipeline, Refined),
    )
}
"""By the name that the data give."""


def parse(data: Any) -> Form:
    """The definition that JSON data describe: ``form`` and exactly its fields; ValueError otherwise.

    >>> parse({"form": "trimmed", "k": "f"})
    Trimmed(k='f')
    >>> parse({"form": "trimmed", "k": "f", "l": "1"})
    Traceback (most recent call last):
    ...
    ValueError: a definition of form 'trimmed' has the fields k: not l
    """
    name = data.get("form") if isinstance(data, Mapping) else None
    if type(name) is not str or name not in FORMS:
        raise ValueError(f"form = {name!r:.60} is not admissible: need one of {', '.join(FORMS)}")
    form = FORMS[name]
    wanted = [field.name for field in fields(form)]
    wrong = set(data) - {"form"} ^ set(wanted)
    if wrong:
        raise ValueError(f"a definition of form {name!r} has the fields {', '.join(wanted)}: not {min(wrong)!s:.60}")
    return form(**{key: _value(data[key]) for key in wanted})


def _value(data: Any) -> Any:
    if isinstance(data, Mapping):
        return parse(data)
    return tuple(_value(item) for item in data) if isinstance(data, list) else data
