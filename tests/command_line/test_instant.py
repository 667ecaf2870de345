"""Help, completion and errors of usage import no machinery; what is listed by name is what the code defines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from paper_figures import items, slugs
from resam_theory.catalogue import all_claims, claim_ids, listed_rules
from resam_theory.compose.listed import LISTED, OTHERS
from resam_theory.convergence.forms import FORMS
from resam_theory.rules import RULES, canonical, get, known, names
from resam_theory.theorem_names import THEOREM_NAMES
from verification import check_rule
from verification.property_names import PROPERTY_NAMES

HEAVY = ("torch", "matplotlib", "clarabel", "hypothesis", "scipy", "sympy", "numba", "sklearn", "pandas", "joblib")
COMMANDS = tuple(sorted(point.name for point in entry_points(group="resam.commands")))
PROBLEM = ("--n", "5", "--f", "1", "--smoothness", "1", "--variance", "1", "--gap", "1", "--steps", "9")


def imported(code: str, folder: Path, **variables: str) -> tuple[str, int, list[str]]:
    """What ``code`` prints, its exit status, and which heavy packages it imported."""
    program = f"""
import json, sys
status = 0
try:
    {code}
except SystemExit as stop:
    status = stop.code or 0
print("\\n" + json.dumps([status, [name for name in {HEAVY!r} if name in sys.modules]]))
"""
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), **variables}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=folder,
        env=environment,
    )
    assert done.stdout, done.stderr
    *said, last = done.stdout.splitlines()
    status, heavy = json.loads(last)
    return "\n".join(said) + done.stderr, status, heavy


def call(words: tuple[str, ...], folder: Path, **variables: str) -> tuple[str, int, list[str]]:
    return imported(f"from resam_theory.cli import main; main({list(words)!r})", folder, **variables)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files that are wrong in different ways, and a cache that knows the claims."""
    path = tmp_path_factory.mktemp("empty")
    (path / "rule.toml").write_text('[algorithm]\nrule = "nope"\n')
    (path / "attack.toml").write_text('attack = "nope"\n')
    (path / "option.toml").write_text('attack = {name = "sign_flip", scael = 2.0}\n')
    (path / "objective.toml").write_text('objective = "nope"\n')
    (path / "data.toml").write_text('objective = "logistic"\ndata = {name = "nope"}\n')
    (path / "grid.toml").write_text('grid = {"algorithm.rule" = ["nope"]}\n')
    (path / "small.toml").write_text("algorithm = {n = 4, f = 2}\n")
    (path / "gamma.toml").write_text('algorithm = {gamma = "T9", beta = "T9"}\n')
    (path / "broken.toml").write_text("=\n")
    (path / "broken.json").write_text("{")
    claim_ids(path / "cache" / "resam-theory")
    return path


@pytest.mark.sampled(4)
@pytest.mark.parametrize("words", [(), ("--help",), *((name, "--help") for name in COMMANDS)], ids=" ".join)
def test_help_imports_nothing_heavy(words: tuple[str, ...], folder: Path) -> None:
    said, status, heavy = call(words, folder)
    assert (status, heavy) == (0, [])
    assert "Usage: resam" in said


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nonsense",), "No such command 'nonsense'"),
        (("rules", "--nonsense"), "--nonsense"),
        (("constant", "krum"), "--n"),
        (("constant", "nope", "--n", "5", "--f", "1"), "rule = 'nope' is not admissible"),
        (("constant", "krum", "--n", "5", "--f", "3"), "f = 3 is not admissible"),
        (("constant", "krum", "--n", "5", "--f", "1", "--d", "0"), "d = 0 is not admissible"),
        (("constant", "krum", "--n", "5", "--f", "1", "--criterion", "mu"), "criterion = 'mu' is not admissible"),
        (("probe", "nope"), "rule = 'nope' is not admissible"),
        (("probe", "none.py:rule"), "there is no file none.py"),
        (("probe", "no_such_module:rule"), "there is no module no_such_module"),
        (("probe", "krum", "--like", "nope"), "rule = 'nope' is not admissible"),
        (("probe", "krum", "--only", "nope"), "--only = 'nope' is not admissible"),
        (("probe", "krum", "--trait", "nope"), "--trait = 'nope' is not admissible"),
        (("probe", "krum", "--n", "4", "--f", "2"), "f = 2 is not admissible"),
        (("recheck", "none.json"), "none.json cannot be read"),
        (("verify", "--profile", "slow"), "--profile 'slow' is not admissible"),
        (("verify", "--only", "nobody"), "--only 'nobody' matches no claim"),
        (("theorem", "--n", "5"), "--f --smoothness"),
        (("theorem", "--theorem", "T99"), "theorem = 'T99' is not admissible"),
        (("theorem", "--rule", "nope", *PROBLEM), "rule = 'nope' is not admissible"),
        (("run", "none.toml"), "config none.toml cannot be read"),
        (("run", "broken.toml"), "is not TOML"),
        (("run", "rule.toml"), "rule = 'nope' is not admissible"),
        (("run", "attack.toml"), "attack.name = 'nope' is not admissible"),
        (("run", "option.toml"), "did you mean 'scale'"),
        (("run", "objective.toml"), "objective.name = 'nope' is not admissible"),
        (("run", "data.toml"), "data.name = 'nope' is not admissible"),
        (("run", "small.toml"), "f = 2 is not admissible"),
        (("run", "gamma.toml"), "T2-cross"),
        (("sweep", "grid.toml"), "rule = 'nope' is not admissible"),
        (("figures", "nope"), "figure = 'nope' is not admissible"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_an_error_of_usage_is_one_line_and_imports_nothing_heavy(
    words: tuple[str, ...], says: str, folder: Path
) -> None:
    said, status, heavy = call(words, folder)
    assert (status, heavy) == (2, [])
    assert says in said
    assert said.strip().startswith("resam: ")
    assert len(said.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import resam_theory", set()),
        ("import resam_theory; resam_theory.rules.names()", set()),
        ("import experiments, verification, paper_figures", set()),
        ("from verification import check_rule", set()),
        ("from resam_theory.rules import get", set()),
        ("import experiments.config", set()),
        ("from resam_theory.rules import get; get('krum')", {"sympy"}),
        ("from resam_theory.cli import main; main(['rules'])", set()),
    ],
)
def test_importing_is_lazy(code: str, allowed: set[str], folder: Path) -> None:
    _, status, heavy = imported(code, folder)
    assert status == 0
    assert set(heavy) <= allowed


def test_the_check_of_imports_can_fail(folder: Path) -> None:
    assert imported("import sympy", folder)[2] == ["sympy"]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("resam constant tri", {"trimmed_mean"}),
        ("resam probe cw", {"cwtm", "cwmed"}),
        ("resam theorem --rule geo", {"geometric_median"}),
        ("resam verify --only krum.kappa.p", {"krum.kappa.published"}),
        ("resam verify --profile q", {"quick"}),
        ("resam figures worst", {"worst_inputs"}),
        ("resam probe --only well", {"well_formed"}),
        ("resam rec", {"recheck"}),
    ],
)
def test_the_shell_completes(line: str, wanted: set[str], folder: Path) -> None:
    """The protocol of bash: the words so far in variables, one completion a line."""
    last = str(len(line.split()) - 1)
    said, status, heavy = call((), folder, _RESAM_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=last)
    found = set(said.split())
    assert found >= wanted
    assert all(word.startswith(line.rsplit(maxsplit=1)[-1]) for word in found)
    assert (status, heavy) == (0, [])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell(shell: str, folder: Path) -> None:
    said, status, _ = call((), folder, _RESAM_COMPLETE=f"source_{shell}")
    assert status == 0
    assert f"complete_{shell}" in said


def test_names_are_those_that_the_code_defines() -> None:
    assert names() == tuple(rule.name for rule in RULES)
    for rule in RULES:
        assert {get(alias).name for alias in (rule.name, *rule.aliases)} == {rule.name}
        assert {canonical(alias) for alias in (rule.name, *rule.aliases)} == {rule.name}
    assert set(known()) >= {name for rule in RULES for name in (rule.name, *rule.aliases)}
    assert tuple(FORMS) == THEOREM_NAMES
    assert tuple(item.slug for item in items()) == slugs()
    report = check_rule("median", n=3, f=1, d=1, seconds=0, examples=1)
    assert {finding.name for finding in report.findings} == set(PROPERTY_NAMES)


def test_the_list_of_claims_is_kept_until_a_source_changes(tmp_path: Path) -> None:
    assert claim_ids(tmp_path) == tuple(claim.id for claim in all_claims())
    assert [row["name"] for row in listed_rules(tmp_path)] == [*(rule.name for rule in RULES), *LISTED, *OTHERS]
    [kept] = tmp_path.iterdir()
    kept.write_text('{"ids": ["only.this.one"], "rules": []}')
    assert claim_ids(tmp_path) == ("only.this.one",)
    kept.rename(tmp_path / "claims-0123456789abcdef.json")  # written for other sources
    assert len(claim_ids(tmp_path)) > 1
    kept.write_text('{"ids": ["only')  # cut off
    assert len(claim_ids(tmp_path)) > 1


def test_a_list_that_nobody_reads_any_more_is_removed(tmp_path: Path) -> None:
    old, recent = tmp_path / "claims-0123456789abcdef.json", tmp_path / "claims-fedcba9876543210.json"
    for path in (old, recent):
        path.write_text("{}")
    os.utime(old, (0, 0))
    claim_ids(tmp_path)
    assert not old.exists()
    assert recent.exists()


def test_claim_ids_without_a_place_to_keep_them(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert claim_ids(tmp_path / "file" / "cache")


@pytest.mark.slow
def test_a_second_verification_reads_and_does_not_import_what_computes(folder: Path, tmp_path: Path) -> None:
    words = ("verify", "--only", "convergence.proof.V3", "--results", str(tmp_path), "--json")
    first, status, heavy = call(words, folder)
    assert status == 0
    assert "torch" in heavy
    second, status, heavy = call(words, folder)
    assert status == 0
    assert not {"torch", "numba", "sklearn"} & set(heavy)
    assert [row["status"] for row in json.loads(second)["claims"]] == [
        row["status"] for row in json.loads(first)["claims"]
    ]
