"""How the evaluation on MNIST is drawn, and the sentence that its table supports."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from . import style
from ._base import Frame
from .evaluation_runs import REFERENCE

__all__ = ["alt", "by_attack", "by_split", "finding", "worst"]

_ROW = 1.12
"""Height of a row of panels, in inches."""


def _attacked(table: Frame) -> Frame:
    return table[table["attack"] != REFERENCE[1]]


def worst(table: Frame, *more: str) -> Frame:
    """Final accuracy under the worst of the attacks, by rule, f, beta, split and ``more``; with that attack."""
    last = _attacked(table)[lambda t: t["step"] == table["step"].max()]
    place = last.groupby(["split", "f", "beta", "rule", *more], sort=False)["accuracy"].idxmin()
    return last.loc[place]


def _reference(table: Frame, split: str, beta: float) -> Frame:
    """The curve of the mean without attack."""
    return table[(table["attack"] == REFERENCE[1]) & (table["split"] == split) & (table["beta"] == beta)]


def finding(table: Frame) -> str:
    """What the table says, in a sentence: the worst case without and with the most momentum, and the reference."""
    low, high = min(table["beta"]), max(table["beta"])
    top = int(max(table["f"]))
    sentences = []
    for split in dict.fromkeys(table["split"]):
        part = worst(table)[lambda t, s=split: (t["split"] == s) & (t["f"] == top)]
        ranges = {}
        for beta in (low, high):
            values = part[part["beta"] == beta].sort_values("accuracy")
            ends = [f"{row.accuracy:.2f} ({style.label(str(row.rule))})" for row in values.itertuples()]
            ranges[beta] = f"from {ends[0]} to {ends[-1]}"
        better = sum(
            bool(by.set_index("beta")["accuracy"].get(high, 0.0) > by.set_index("beta")["accuracy"].get(low, 0.0))
            for _, by in part.groupby("rule")
        )
        final = _reference(table, str(split), high).sort_values("step")["accuracy"].iloc[-1]
        where = "" if table["split"].nunique() == 1 else f"{str(split).replace('_', ' ')}: "
        sentences.append(
            f"{where}with f = {top}, the worst of the attacks leaves {ranges[low]} at β = {low:g} and {ranges[high]} "
            f"at β = {high:g} (better for {better} of {part['rule'].nunique()} rules); the mean without attack: "
            f"{final:.2f}"
        )
    text = "; ".join(sentences)
    return text[0].upper() + text[1:] + "."


def _curve(axes: Axes, part: Frame, rule: str, place: int) -> None:
    part = part.sort_values("step")
    look, many = style.look(rule), len(part)
    axes.fill_between(part["step"], part["low"], part["high"], color=look.colour, alpha=0.15, linewidth=0)
    marks = list(range(place % max(1, many // 4), many, max(1, many // 4)))
    axes.plot(part["step"], part["accuracy"], **look.with_marker(markevery=marks, markersize=2.5, linewidth=0.9))


def _steps(axes: Axes, *, last: bool) -> None:
    axes.tick_params(labelbottom=last)
    if last:
        axes.set_xlabel("step")


def _dotted(axes: Axes, reference: Frame) -> None:
    axes.plot(*(reference.sort_values("step")[name] for name in ("step", "accuracy")), **style.FLOOR)


def _finish(shown: Canvas, rules: Sequence[str], table: Frame) -> Canvas:
    handles = [Line2D([], [], label=style.label(rule), **style.look(rule).with_marker()) for rule in rules]
    handles.append(Line2D([], [], label="mean without attack", **style.FLOOR))
    shown.legend(handles=handles, loc="outside lower center", ncols=4)
    shown.suptitle(textwrap.fill(finding(table), 118), fontsize=6.5, x=0.01, ha="left")
    shown.supylabel("test accuracy", fontsize=7)
    return shown


def _panels(rows: int, columns: int, lines: int) -> tuple[Canvas, Any]:
    shown, axes = style.canvas(rows, columns, height=_ROW * rows + 0.85 + 0.11 * lines, sharey=True)
    for axis in axes.flat:
        axis.set_ylim(0, 1)
    return shown, axes


def _lines(table: Frame) -> int:
    return len(textwrap.wrap(finding(table), 118))


def by_attack(table: Frame) -> Canvas:
    """Rows: attacks at the largest f; columns: momentum; where there are several f, last row: worst over them, by f."""
    attacks = list(dict.fromkeys(_attacked(table)["attack"]))
    betas, rules = list(dict.fromkeys(table["beta"])), list(dict.fromkeys(_attacked(table)["rule"]))
    top, faults = max(table["f"]), sorted(set(_attacked(table)["f"]))
    shown, axes = _panels(len(attacks) + (len(faults) > 1), len(betas), _lines(table))
    split = table["split"].iloc[0]
    for j, beta in enumerate(betas):
        for i, attack in enumerate(attacks):
            cell = table[(table["attack"] == attack) & (table["beta"] == beta) & (table["f"] == top)]
            _dotted(axes[i, j], _reference(table, split, beta))
            for k, rule in enumerate(rules):
                _curve(axes[i, j], cell[cell["rule"] == rule], rule, k)
            _steps(axes[i, j], last=i == len(attacks) - 1)
        axes[0, j].set_title(f"β = {beta:g}")
        if len(faults) > 1:
            _against_f(axes[-1, j], worst(table)[lambda t, b=beta: t["beta"] == b], rules)
            final = _reference(table, split, beta).sort_values("step")["accuracy"].iloc[-1]
            axes[-1, j].axhline(final, **style.FLOOR)
            axes[-1, j].set_xticks(faults)
            axes[-1, j].set_xlabel("f (accuracy at the last step)")
    for i, attack in enumerate(attacks):
        axes[i, 0].set_ylabel(f"{attack.replace('_', ' ')}\nf = {top}")
    if len(faults) > 1:
        axes[-1, 0].set_ylabel("worst of\nthe attacks")
    return _finish(shown, rules, table)


def _against_f(axes: Axes, part: Frame, rules: Sequence[str]) -> None:
    for rule in rules:
        line = part[part["rule"] == rule].sort_values("f")
        axes.plot(line["f"], line["accuracy"], **style.look(rule).with_marker(markersize=3, linewidth=0.9))


def by_split(table: Frame) -> Canvas:
    """Rows: how the data are dealt; columns: momentum; at every step the worst of the attacks."""
    splits, betas = list(dict.fromkeys(table["split"])), list(dict.fromkeys(table["beta"]))
    rules = list(dict.fromkeys(_attacked(table)["rule"]))
    shown, axes = _panels(len(splits), len(betas), _lines(table))
    for i, split in enumerate(splits):
        for j, beta in enumerate(betas):
            cell = _attacked(table)[lambda t, s=split, b=beta: (t["split"] == s) & (t["beta"] == b)]
            _dotted(axes[i, j], _reference(table, split, beta))
            for k, rule in enumerate(rules):
                own = cell[cell["rule"] == rule]
                _curve(axes[i, j], own.loc[own.groupby("step")["accuracy"].idxmin()], rule, k)
            _steps(axes[i, j], last=i == len(splits) - 1)
            if i == 0:
                axes[i, j].set_title(f"β = {beta:g}")
        axes[i, 0].set_ylabel(str(split).replace("_", " "))
    return _finish(shown, rules, table)


def alt(draws: Callable[[Frame], Canvas]) -> Callable[[Frame], str]:
    """The figure in words: the sentence, then the worst case of every curve's place."""

    def text(table: Frame) -> str:
        what = "Test accuracy against step, one line per rule. " + finding(table)
        lines = [
            f"{style.label(r['rule'])}, {r['split']}, f = {r['f']}, β = {r['beta']:g}: {r['accuracy']:.2f}"
            for r in worst(table).to_dict("records")
        ]
        return f"{what} Worst case: {'; '.join(lines)}."

    return text
