"""Names of rules: what parses, how it is written back, and one line for each mistake."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from resam_theory.rules import get
from resam_theory.rules.names import NamePart, parse
from verification.evidence import Side, best
from verification.recheck.check import check
from verification.solve import bounds

WORDS = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
VALUES = st.integers(-99, 99) | st.fractions(max_denominator=99).map(lambda q: int(q) if q.denominator == 1 else q)
PARTS = st.builds(
    lambda word, places, keywords: NamePart(word, tuple(places), tuple(keywords.items())),
    WORDS,
    st.lists(VALUES | WORDS, max_size=3),
    st.dictionaries(WORDS, VALUES | WORDS, max_size=3),
)


@given(st.lists(PARTS, min_size=1, max_size=4))
def test_a_name_is_read_back_as_it_was_written(parts: list[NamePart]) -> None:
    text = "+".join(map(str, parts))
    assert parse(text) == tuple(parts)
    assert parse(text.replace(",", " , ").replace("+", " + ").replace("=", " = ")) == tuple(parts)


def test_numbers_are_exact() -> None:
    assert parse("r(1/3,0.1,-2,x=4/2)")[0] == NamePart("r", (Fraction(1, 3), Fraction(1, 10), -2), (("x", 2),))


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("", "at ''"),
        ("nnm+", "at ''"),
        ("krum(", r"at 'krum\('"),
        ("krum)", r"at 'krum\)'"),
        ("r(a=1,a=2)", "at 'a=2'"),
        ("r(a=1,2)", "at '2'"),
        ("r(=1)", "at '=1'"),
        ("r(1/0)", "at '1/0'"),
        ("r(1/00)", "at '1/00'"),
        ("r(1e3)", "at '1e3'"),
        ("r(1,)", "at ''"),
        ("no_such_rule", "one of mean"),
        ("krum(q=3)", "need a rule without parameters"),
    ],
)
def test_a_bad_name_is_one_line_that_says_what_is_admissible(name: str, where: str) -> None:
    with pytest.raises(ValueError, match=where) as caught:
        get(name)
    assert "need" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_parameters_are_the_options_of_the_rule() -> None:
    x = np.random.default_rng(0).standard_normal((9, 3))
    assert get("multi_krum(q=2)").name == "multi_krum(q=2)"
    assert (get("multi_krum(q=2)")(x, f=3) == get("multi_krum")(x, f=3, q=2)).all()
    points = [tuple(map(Fraction, row)) for row in x.tolist()]
    assert get("cwtm(k=4)").exact(points, 3) == get("median").exact(points, 3)


@pytest.mark.parametrize("over", ["median", "cwtm", "krum", "geometric_median"])
def test_bulyan_over_another_rule_computes_its_definition(over: str) -> None:
    rule, random = get(f"bulyan(over={over})"), np.random.default_rng(3)
    assert rule.name == f"bulyan(over={get(over).name})"
    for x in random.integers(-8, 9, (12, 7, 1)).astype(float):
        points = [tuple(map(Fraction, row)) for row in x.tolist()]
        assert any(abs(float(z) - float(rule(x, f=1)[0])) < 1e-9 for (z,) in rule.exact(points, 1))


def test_bulyan_over_another_rule_is_bounded_by_its_second_stage_and_says_what_it_needs() -> None:
    found = bounds("bulyan(over=median)", "kappa", 11, 2, float("inf"))
    assert min(item.value for item in found if item.side is Side.UPPER) == 18
    assert not [item for item in bounds("bulyan(over=median)", "kappa", 11, 2, 1) if not item.exact]
    with pytest.raises(ValueError, match="trusts no row"):
        get("bulyan(over=monna)").require(11, 2)
    with pytest.raises(ValueError, match="need one of mean"):
        get("bulyan(over=nope)")


@pytest.mark.parametrize(
    ("name", "value"), [("cwtm(k=3)", "1/2"), ("trimmed_mean(k=2)", "2/7"), ("huber(threshold=2)", "oo")]
)
def test_a_rule_with_options_is_answered_under_its_name(name: str, value: str) -> None:
    """Evidence about it is confirmed: the name says what the definition is; k/(m-k) at (11, 2)."""
    item = best([item for item in bounds(name, "kappa", 11, 2, 1) if item.exact], Side.LOWER)
    assert item is not None
    assert item.value == sp.sympify(value)
    check(item.data)
    for other in ("trimmed_mean(k=4)", "trimmed_mean", "huber(threshold=3)", "huber"):
        data = {**item.data, "claim": {**item.data["claim"], "rule": other}}
        with pytest.raises(ValueError, match="is another one"):
            check(data)
