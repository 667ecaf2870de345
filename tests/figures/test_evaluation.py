"""The evaluation on MNIST: what its tables hold, how step sizes are chosen, what its sentence says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from experiments.building import admit
from experiments.store import Run
from paper_figures import Item, evaluation_draw, evaluation_runs, find, wanted
from paper_figures._base import SIZES, Frame, Lab
from paper_figures.evaluation_runs import Parameters, Training, configs, data, tuning

Made = Mapping[str, tuple[Item, Frame]]
TRAINING = Training({"name": "logistic", "batch": 10}, 10, 5, 2, data="digits", n=7)


def _parameters(**changes: object) -> Parameters:
    base = {"rules": ("krum",), "attacks": ("foe", "alie"), "faults": (1, 2), "rates": ((0.0, (0.1, 0.3)),)}
    return Parameters(TRAINING, **{**base, "tuned_under": ("foe", "alie"), "tuned_f": 2, **changes})  # type: ignore[arg-type]


def test_the_table_holds_every_curve_with_its_band(made: Made) -> None:
    table = made["training_mnist"][1]
    assert set(table["attack"]) == {"none", "foe", "alie"}
    assert set(table["f"]) == {0, 1, 2}
    assert sorted(set(table["step"])) == [0, 10, 20]
    curves = table.groupby(["rule", "attack", "f", "beta"]).size()
    assert (curves == 3).all()
    assert len(curves) == 2 + 2 * 2 * 2 * 2  # the reference for each beta; rules x attacks x f x beta
    assert (table["low"] <= table["accuracy"] + 1e-6).all()
    assert (table["accuracy"] <= table["high"] + 1e-6).all()
    split = made["training_mnist_unequal"][1]["split"]
    assert list(dict.fromkeys(split)) == ["dirichlet 1.0", "one_class"]


def test_tuning_looks_at_withheld_examples_only_and_where_there_is_a_choice() -> None:
    plan = tuning(_parameters())
    assert set(plan) == {(rule, 0.0, 0, gamma) for rule in ("mean", "krum") for gamma in (0.1, 0.3)}
    runs = [config for chosen in plan.values() for config in chosen]
    assert {config.accuracy_on for config in runs} == {"held_out"}
    assert {config.seed for config in runs} == {1000}
    assert [c.attack.name for c in plan["krum", 0.0, 0, 0.1]] == ["foe", "alie"]
    assert tuning(_parameters(rates=((0.0, (0.1,)),))) == {}
    fixed = configs(_parameters(rates=((0.0, (0.1,)),)))
    assert {config.accuracy_on for config in fixed} == {"test"}
    assert len(fixed) == 1 + 2 * 2


def test_the_step_size_with_the_best_worst_case_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """krum: 0.1 gives 0.9 and 0.2, 0.3 gives 0.5 and 0.5; the mean: equal, so that the smaller one is taken."""
    scores = {("krum", 0.1, "foe"): 0.9, ("krum", 0.1, "alie"): 0.2}
    seen: list[tuple[str, object]] = []

    def pretended(wanted: list[object], lab: Lab) -> list[Run]:
        out = []
        for config in wanted:
            key = (config.rule, config.gamma, config.attack.name)  # type: ignore[attr-defined]
            if config.accuracy_on == "test":  # type: ignore[attr-defined]
                seen.append((config.rule, config.gamma))  # type: ignore[attr-defined]
            metrics = {"accuracy_last": scores.get(key, 0.5)}
            error = "experiments.algorithm.Diverged: at step 3" if config.accuracy_on == "test" else ""  # type: ignore[attr-defined]
            status = "failed" if error else "done"
            out.append(Run(config.id, config, status, metrics, error))  # type: ignore[attr-defined, arg-type]
        return out

    monkeypatch.setattr(evaluation_runs, "finished", pretended)
    table = data(_parameters(), Lab(store=tmp_path))
    assert set(seen) == {("krum", 0.3), ("mean", 0.1)}
    assert (table["accuracy"] == 0).all()  # what diverges counts as nothing right
    assert set(table["step"]) == {0, 5, 10}


def test_the_sentence_says_what_the_table_holds() -> None:
    def rows(rule: str, attack: str, f: int, beta: float, accuracy: float) -> list[dict[str, object]]:
        head = {"rule": rule, "attack": attack, "f": f, "beta": beta, "split": "shared", "gamma": 0.1, "run": ""}
        return [{**head, "step": step, "accuracy": a, "low": a, "high": a} for step, a in ((0, 0.1), (9, accuracy))]

    table = pd.DataFrame(
        rows("mean", "none", 0, 0.0, 0.97)
        + rows("mean", "none", 0, 0.9, 0.96)
        + rows("krum", "foe", 2, 0.0, 0.11)
        + rows("krum", "alie", 2, 0.0, 0.31)
        + rows("krum", "foe", 2, 0.9, 0.72)
        + rows("krum", "alie", 2, 0.9, 0.62)
        + rows("median", "foe", 2, 0.0, 0.83)
        + rows("median", "alie", 2, 0.0, 0.41)
        + rows("median", "foe", 2, 0.9, 0.4)
        + rows("median", "alie", 2, 0.9, 0.85)
        + rows("median", "alie", 1, 0.9, 0.01)  # another f: not spoken of
    )
    assert evaluation_draw.finding(table) == (
        "With f = 2, the worst of the attacks leaves from 0.11 (krum) to 0.41 (median) at β = 0 and from 0.40 (median) "
        "to 0.62 (krum) at β = 0.9 (better for 1 of 2 rules); the mean without attack: 0.96."
    )


def test_a_table_has_a_cell_per_momentum_with_attack_and_step_size(made: Made) -> None:
    item, table = made["training_mnist_table"]
    shown = item.show(table, str)  # type: ignore[attr-defined]
    assert list(shown.columns) == ["Model", "Data", "f", "Rule", "β = 0", "β = 0.9"]
    assert list(shown["Rule"]) == ["krum", "nnm+trimmed mean"]
    grid = made["training_mnist_glance"][1]
    last = grid[(grid["step"] == 20) & (grid["rule"] == "krum") & (grid["beta"] == 0.0)]
    worst = last.loc[last["accuracy"].idxmin()]
    assert shown["β = 0"][0] == f"{worst['accuracy']:.2f} ({worst['attack']}, γ = 0.3)"


def test_a_name_stands_for_its_parts_and_large_ones_are_left_out_unless_named() -> None:
    parts = [item.slug for item in find(["training_mnist"])]
    assert parts == [f"training_mnist{part}" for part in ("_glance", "", "_cnn", "_unequal", "_table")]
    quick = {item.slug for item in wanted([], full=False)}
    assert quick.isdisjoint(parts[1:])
    assert parts[0] in quick
    assert {item.slug for item in wanted([], full=True)} >= set(parts)
    assert [item.slug for item in wanted(["training_mnist_cnn"], full=False)] == ["training_mnist_cnn"]


def test_every_run_that_a_figure_asks_for_is_admitted_in_both_sizes() -> None:
    """A rule that is not defined at a figure's n and f is left out of it, rather than the whole figure."""
    wanted = {
        (config.rule, config.n, config.f): config
        for item in find([])
        for size in SIZES
        for config in item.configs(item.sizes[size])
    }
    assert len(wanted) > 30
    for config in wanted.values():
        admit(config)
