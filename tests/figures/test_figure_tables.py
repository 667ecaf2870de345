"""The tables behind the figures hold what the captions claim."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from paper_figures import Item, Lab, momentum, peers, proof_graph, theorem_runs, which_rule
from paper_figures._base import Frame
from resam_theory.rules import get
from verification.theory.graph import Edge, edges
from verification.traces.lines import quantile

Made = Mapping[str, tuple[Item, Frame]]
ROUNDING = 1e-9
"""Relative rounding of a ratio of float64 sums of some hundred terms, with a wide margin."""


def test_found_is_at_most_exact_is_at_most_published(made: Made) -> None:
    table = made["coefficients"][1]
    wide = table.pivot_table(index=["n", "f", "rule", "criterion"], columns="source", values="value")
    both = wide[["lower", "upper"]].dropna()
    assert (both["lower"] <= both["upper"] * (1 + ROUNDING)).all()
    for source in ("upper", "published"):
        both = wide[["found", source]].dropna()
        assert len(both) >= 8
        assert (both["found"] <= both[source] * (1 + ROUNDING)).all()
    both = wide[["upper", "published"]].dropna()
    assert len(both) >= 8
    assert (both["lower" if "lower" in both else "upper"] <= both["published"] * (1 + ROUNDING)).all()


def test_nothing_is_below_the_floor_of_all_rules(made: Made) -> None:
    table = made["coefficients"][1]
    floor = (table["f"] / (table["n"] - table["f"])).where(
        table["criterion"] == "lambda", table["f"] / (table["n"] - 2 * table["f"])
    )
    exact = table["source"].isin(["lower", "upper", "published"])
    assert (table["value"][exact] >= floor[exact] * (1 - ROUNDING)).all()


@pytest.mark.slow
def test_trimmed_mean_wins_every_cell_with_proved_constants(made: Made) -> None:
    best = which_rule.winners(made["which_rule"][1])
    proved = best[best["diagram"] == "proved"]
    assert len(proved) == sum((n - 1) // 2 for n in (5, 8, 9))
    assert set(proved["rule"]) == {"trimmed_mean"}
    assert proved["price"].to_numpy() == pytest.approx(1)
    table = made["which_rule"][1]
    assert (table["rho2"] >= table["floor"] * (1 - ROUNDING)).all()


def test_worst_inputs_have_the_ratio_that_they_state(made: Made) -> None:
    table = made["worst_inputs"][1]
    checked = 0
    for (rule, _, criterion), points in table.groupby(["rule", "view", "criterion"]):
        ratio = float(points["ratio"].iloc[0])
        honest = points.loc[points["role"] == "honest", ["x", "y"]].to_numpy(dtype=float)
        assert len(honest) == 5
        assert ratio < float("inf") or rule != "monna"  # it trusts its first row, which is in S
        assert honest.mean(axis=0) == pytest.approx([0, 0], abs=1e-9)
        if ratio == float("inf"):
            assert abs(honest).max() == pytest.approx(0, abs=1e-9)
            continue
        output = points.loc[points["role"] == "output", ["x", "y"]].to_numpy(dtype=float)
        error = float((output**2).sum())
        measured = error**0.5 if criterion == "lambda" else error / float((honest**2).sum() / 5)
        assert measured == pytest.approx(ratio, rel=1e-6)  # coordinates are saved to twelve places
        checked += 1
    assert checked >= 8


def test_measured_floors_lie_on_the_exact_line_within_their_errors(made: Made) -> None:
    table = made["momentum"][1]
    known = table[table["exact"].notna()]
    assert len(known) == 4
    allowed = quantile(2 * len(known)) * known["error"]
    assert ((known["measured"] - known["exact"]).abs() <= allowed).all()
    wrong = 2 * known["exact"]  # the same comparison rejects a line that is off by a factor of two
    assert ((known["measured"] - wrong).abs() > allowed).all()


def test_anchored_line_passes_through_the_measurement_without_momentum(made: Made) -> None:
    table = made["momentum"][1]
    start = table[table["beta"] == 0]
    assert start["anchored"].to_numpy() == pytest.approx(start["measured"].to_numpy())
    assert momentum.SIGMAS == 3


def test_runs_stay_below_every_bound_and_fall_with_steps(made: Made) -> None:
    table = made["theorem_runs"][1]
    for (kind, rule), part in table.groupby(["data", "rule"]):
        wide = part.pivot_table(index="T", columns="curve", values="value")
        errors = part[part["curve"] == "measured"].set_index("T")["error"]
        if kind == "unequal":
            assert (wide["measured"] + 3 * errors <= wide["best"]).all(), rule
            assert (wide["floor"] <= wide["best"]).all(), rule
            continue
        for bound in ("T1", "T2", "best"):
            assert (wide["measured"] + 3 * errors <= wide[bound]).all(), (rule, bound)
        assert (wide["best"] <= wide[["T1", "T2"]].min(axis=1) * (1 + ROUNDING)).all()
        assert theorem_runs.slope(part[part["curve"] == "measured"]) < 0


def test_training_starts_at_chance_and_learns_without_attack(made: Made) -> None:
    table = made["training_digits"][1]
    assert set(table["attack"]) == {"alie", "label_flip"}
    assert table["accuracy"].between(0, 1).all()
    assert (table["spread"] >= 0).all()
    last = table[table["step"] == table["step"].max()]
    assert (last["accuracy"] > 0.2).all()
    heat = made["robust_to_what"][1]
    assert (heat[heat["attack"] == "none"]["accuracy"] > 0.3).all()


def test_measured_lambda_is_at_most_the_published_one(made: Made) -> None:
    heat = made["robust_to_what"][1]
    for row in heat.to_dict("records"):
        claims = [c for c in get(row["rule"]).claims if c.id.endswith("lambda.published")]
        for claim in claims:
            assert row["lambda_seen"] <= claim.value(row["n"], row["f"]) * (1 + 1e-6)


def test_certified_interval_of_the_table_is_an_interval(made: Made) -> None:
    table = made["table_coefficients"][1]
    assert (table["lower"].astype(float) <= table["upper"].astype(float) * (1 + ROUNDING)).all()
    stated = table.dropna(subset=["published"])
    assert (stated["published"] >= stated["lower"].astype(float) * (1 - ROUNDING)).all()


@pytest.mark.slow
def test_peers_that_are_installed_are_named_with_their_version(made: Made) -> None:
    table = made["peers"][1]
    assert table["library"].str.match(r"\w+ \d").all()
    scipy = table[table["target"] == "trim_mean"].iloc[0]
    assert scipy["kappa_found"] <= 1 / 3 * (1 + ROUNDING)  # kappa* = f/(n-2f) of the trimmed mean at (5, 1)


def test_a_peer_that_cannot_be_imported_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "_TARGETS", (("scipy.no_such_module:mean", "mean"),))
    (row,) = peers.data(peers.Parameters(0.05, 5), Lab()).to_dict("records")
    assert row["failed"].startswith("cannot be imported")
    assert row["passed"] == 0


@pytest.mark.slow
def test_the_proof_graph_grades_what_the_rules_files_prove() -> None:
    table = proof_graph.data(proof_graph.Parameters(), Lab())
    grades = dict(zip(table["upper"], table["grade"], strict=True))
    assert grades["median.kappa.exact"] == grades["krum.kappa.exact"] == "for all n, f"
    assert grades["trimmed_mean.lambda.exact_plane"] == "at each (n, f)"
    proved = "median.kappa.every_dimension"
    assert {
        Edge("median.kappa.exact", proved),
        Edge(proved, "rule of inference: added points shift order statistics"),
    } <= {*edges()}
    assert proof_graph.draw(table).axes
    assert "claims about rules follow for all n and f" in proof_graph.alt(table)
