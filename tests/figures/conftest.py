"""Tiny tables of every figure, made once, and the check that no text of a drawing is clipped or overlaps another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text

from paper_figures import (
    breakdown,
    coefficients,
    evaluation,
    evaluation_runs,
    find,
    how_many_to_sample,
    mean_or_robust,
    momentum,
    peers,
    robust_to_what,
    saved,
    style,
    tables,
    theorem_runs,
    training,
    unequal_runs,
    which_rule,
    worst_inputs,
)
from paper_figures._base import Frame, Item, Lab

_RULES = ("mean", "trimmed_mean", "krum")
_SETTING = training.TrainingSetting("digits", "logistic", 20, 10, 2, 0.3, n=7)
_CNN = {"name": "cnn", "batch": 4, "channels": [2, 2], "kernel": 3, "hidden": 4}
_TRAINED = evaluation_runs.Training({"name": "logistic", "batch": 10}, 20, 10, 2, data="digits", n=7)
_EVALUATED = evaluation_runs.Parameters(
    *(_TRAINED, ("krum", "nnm+trimmed_mean"), ("foe", "alie"), (2,)),
    *(((0.0, (0.3,)), (0.9, (0.3,))), ("foe",), 2),
)
TINY: dict[str, Any] = {
    "coefficients": coefficients.Parameters({7: (1, 2), 41: (10,)}, {7: 300, 41: 64}),
    "which_rule": which_rule.Parameters((5, 8, 9), 7, (1, 30), (1, 2)),
    "worst_inputs": worst_inputs.Parameters(7, 2, 300),
    "momentum": momentum.Parameters(("trimmed_mean", "median", "krum"), (0.0, 0.5), 4, n=7, f=2),
    "theorem_runs": theorem_runs.Parameters(
        *(("trimmed_mean", "krum"), ("one_sided", "alie"), (50, 200), 16),
        unequal=unequal_runs.Parameters(("trimmed_mean", "median"), (50, 200), 16, n=7, f=2),
        n=7,
        f=2,
    ),
    "breakdown": breakdown.Parameters(("trimmed_mean", "median"), 7, 2, 0.25, (0.5,), 12),
    "mean_or_robust": mean_or_robust.Parameters(("trimmed_mean", "median"), 7, 2, 20),
    "how_many_to_sample": how_many_to_sample.Parameters(((20, 4), (30, 3)), (0, 1), (1, 10, 100), "1/10"),
    "training_digits": training.Parameters(_SETTING, _RULES, (1, 2), attacks=("alie", "label_flip")),
    "training_mnist_glance": _EVALUATED,
    "training_mnist": replace(_EVALUATED, faults=(1, 2), rates=((0.0, (0.1, 0.3)), (0.9, (0.3,)))),
    "training_mnist_cnn": replace(_EVALUATED, training=replace(_TRAINED, objective=_CNN)),
    "training_mnist_unequal": replace(_EVALUATED, splits=({"name": "dirichlet", "alpha": 1.0}, {"name": "one_class"})),
    "training_mnist_table": evaluation.Tables((("MLP", _EVALUATED),)),
    "robust_to_what": robust_to_what.Parameters(_SETTING, _RULES, ("none", "foe", "optimised_alie"), f=2),
    "peers": peers.Parameters(8.0, 5, n=5, f=1, d=1),
    "table_coefficients": tables.Parameters(7, 2),
    "table_corollaries": tables.Parameters(7, 2),
}
TOLERANCE_PX = 1.5
"""Text boxes contain the font's side bearing and line gap: neighbours may share that much, at the PNG's resolution."""


class _Made(Mapping[str, tuple[Item, Frame]]):
    """Slug -> (item, its table at the tiny size), as read back from its CSV; made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._done: dict[str, tuple[Item, Frame]] = {}

    def __getitem__(self, slug: str) -> tuple[Item, Frame]:
        if slug not in self._done:
            item = find([slug])[0]
            table = item.data(TINY[slug], Lab(store=self._folder / "store"))
            path = saved.write(self._folder / f"{slug}.csv", table, {"key": slug})
            self._done[slug] = (item, saved.read(path)[0])
        return self._done[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(TINY)

    def __len__(self) -> int:
        return len(TINY)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Item, Frame]]:
    """Slug -> (item, its table at the tiny size)."""
    return _Made(tmp_path_factory.mktemp("figures"))


@pytest.fixture
def faults_of() -> Callable[[Canvas], list[str]]:
    """What is wrong with the texts of a canvas: clipped at its edge, or on top of each other."""
    return _faults


def _drawn(shown: Canvas) -> list[Text]:
    recorded: list[Text] = []
    original = Text.draw

    def draw(self: Text, renderer: Any, *rest: Any, **more: Any) -> None:
        if self.get_visible() and self.get_text().strip():
            recorded.append(self)
        original(self, renderer, *rest, **more)

    with pytest.MonkeyPatch.context() as patch, style.house():
        patch.setattr(Text, "draw", draw)
        FigureCanvasAgg(shown).draw()
    return list(dict.fromkeys(recorded))


def _faults(shown: Canvas) -> list[str]:
    shown.set_dpi(200)
    texts = _drawn(shown)
    boxes = {text: text.get_window_extent() for text in texts}
    width, height = shown.bbox.width, shown.bbox.height
    out = [
        f"clipped: {text.get_text()!r}"
        for text, box in boxes.items()
        if min(box.x0, box.y0) < -TOLERANCE_PX or box.x1 > width + TOLERANCE_PX or box.y1 > height + TOLERANCE_PX
    ]
    for one, other in combinations(texts, 2):
        if one.get_rotation() % 90 and other.get_rotation() % 90:
            continue  # parallel slanted labels: their boxes overlap, their letters do not
        a, b = boxes[one], boxes[other]
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        along = min(a.y1, b.y1) - max(a.y0, b.y0)
        if min(across, along) > TOLERANCE_PX:
            out.append(f"overlap: {one.get_text()!r} and {other.get_text()!r}")
    return out


@pytest.fixture(scope="session")
def ledger() -> dict[str, Any]:
    """A small ledger of the true claims about two rules, as ``resam verify`` writes it."""
    from resam_theory.output import plain
    from verification import ledger as book
    from verification.checks.exact import exact
    from verification.checks.inputs import floor
    from verification.evidence import Context

    claims = [c for name in ("any", "trimmed_mean", "mean.") for c in book.select(book.all_claims(), f"{name}*")]
    verdicts = book.run(claims, ((7, 2, 1), (7, 2, None)), Context(), checks=(("floor", floor), ("exact", exact)))
    total = book.summary(verdicts)
    counts = {"total": total.total, **total.counts, "refuted_ids": list(total.refuted), "seconds": 0.1}
    return plain({"profile": "quick", "seed": 0, "claims": [book.as_json(v) for v in verdicts], "summary": counts})


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, made: Mapping[str, tuple[Item, Frame]]) -> Path:
    """A folder with the saved tiny tables."""
    place = tmp_path_factory.mktemp("tables")
    for slug, (_, table) in made.items():
        saved.write(place / f"{slug}.csv", table, {"key": slug, "seed": 0})
    return place
