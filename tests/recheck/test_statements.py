"""The theorems about the algorithm, checked without sympy: all of them hold, and nothing false is accepted."""

from __future__ import annotations

import json

import pytest

from resam_theory.convergence import STATEMENTS
from resam_theory.convergence.writing import PREMISES, closed_list, proof_of, text
from resam_theory.proof.written import read
from verification.recheck.check import check, proved

from .back import back
from .statement_campaign import campaign
from .statement_faults import handmade
from .statements import TRUE, faults, refused

pytestmark = pytest.mark.sampled(5)


def test_the_closed_list_is_that_of_the_theory() -> None:
    assert json.loads(PREMISES.read_text(encoding="utf-8")) == json.loads(json.dumps(closed_list(STATEMENTS.values())))


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_is_followed_and_says_its_claim(name: str) -> None:
    claim, (sentence, status, given) = STATEMENTS[name].claim, proved(TRUE[name])
    sign = "=" if claim.equal else "<="
    assert status == "certified"
    assert sentence.startswith(f"{name}: {text(claim.small)} {sign} {text(claim.large)} inside ")
    assert tuple(map(read, TRUE[name]["statements"])) == proof_of(STATEMENTS[name])
    for assumed in STATEMENTS[name].assumptions:
        assert any(sentence.startswith(f"premise '{assumed}'") for sentence in given)


@pytest.mark.parametrize("name", ["L1", "L6", "T4", "T5-PL", "T9-lower", "T10", "V2"])
def test_what_is_read_back_is_proved_by_sympy(name: str) -> None:
    assert back(map(read, TRUE[name]["statements"])).prove().holds


@pytest.mark.parametrize(
    "name", ["L0", "L3", "L2-hetero", "L9", "T4", pytest.param("T5-PL", marks=pytest.mark.slow), "T9-lower"]
)
def test_a_fault_is_refused_or_says_no_more(name: str) -> None:
    """Accepted are other names, weaker facts, and what nothing depends on."""
    listed = list(faults(TRUE[name]))
    assert sum(map(refused, listed)) > len(listed) * 4 / 5


@pytest.mark.parametrize("number", range(len(handmade(TRUE))))
def test_what_is_false_for_one_reason_is_refused(number: int) -> None:
    assert refused(handmade(TRUE)[number])


def _changed(name: str, statement: int, key: str, value: object) -> dict[str, object]:
    data = json.loads(json.dumps(TRUE[name]))
    data["statements"][statement][key] = value
    return data


def _region(name: str) -> list[list[str]]:
    return TRUE[name]["statements"][-1]["region"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (_changed("T2", -1, "where", {"beta": "1 - 3*x"}), "beta is not >= 0 on the region"),
        (
            _changed("T5", -1, "region", [[x, low, "2" if x == "x" else high] for x, low, high in _region("T5")]),
            "what 'L8-hetero' needs of x is not > 0 inside the region",
        ),
        (_changed("T7-hetero-gap", -1, "where", {}), "is about another beta"),
        (_changed("T2", -1, "where", {"beta": "1 - 2*x", "T": "1"}), "T is no quantity that may be replaced"),
        (_changed("L1", -1, "region", [["W", "0", ""]]), "W is no parameter"),
        (_changed("L1", -1, "assumes", ["workers", "the moon"]), "'the moon' is no premise"),
        (_changed("L0", -1, "steps", []), "the last step concludes nothing"),
        (_changed("L3", 0, "id", "L0'"), "is not cited"),
        ({**TRUE["L3"], "statements": TRUE["L3"]["statements"][1:]}, "'L0' is not proved before"),
        ({**TRUE["L1"], "format": 2}, "format = 2: need 1"),
        ({**TRUE["L1"], "statements": TRUE["L0"]["statements"] + TRUE["L1"]["statements"]}, "is not cited"),
    ],
)
def test_a_refusal_says_where(data: object, words: str) -> None:
    with pytest.raises(ValueError, match=words.replace("(", r"\(")):
        proved(data)


def test_a_proof_is_no_evidence_about_a_rule() -> None:
    with pytest.raises(ValueError, match="need one of floor"):
        check(TRUE["L1"])


QUICK = ("L0", "L1", "L2-lambda", "L3", "L6", "L2-hetero", "L9", "T4", "T5-PL", "T9-lower", "T10", "V2", "V3")


@pytest.mark.parametrize(
    ("number", "seed", "names"),
    [(200, 1, QUICK), pytest.param(5_000, 2, tuple(STATEMENTS), marks=pytest.mark.slow)],
)
@pytest.mark.timeout(900)
def test_no_false_theorem_is_accepted(number: int, seed: int, names: tuple[str, ...]) -> None:
    counts, false = campaign(number, seed, names)
    assert not false, false[:2]
    assert not counts["more than a line"]
    assert counts["rejected"] > number / 2
    assert counts["true"] > number / 200
