"""The pages that are made from the code, and the whole site, built strictly and without network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from paper_figures.site import reference
from paper_figures.site.numbers import Numbered, about, cited, statements
from paper_figures.site.pages import generated, homes
from resam_theory.catalogue import all_claims

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "theory.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def numbered() -> list[Numbered]:
    return [part for part in statements(TEXT) if isinstance(part, Numbered)]


def test_every_numbered_statement_is_found_once(numbered: list[Numbered]) -> None:
    anchors = [name for part in numbered for name in part.anchors]
    assert len(anchors) == len(set(anchors))
    expected = {f"D{i}" for i in range(1, 4)} | {f"C{i}" for i in range(1, 6)} | {f"B{i}" for i in range(1, 10)}
    expected |= {f"rules-L{i}" for i in range(1, 8)} | {f"L{i}" for i in range(1, 5)} | {f"T{i}" for i in range(1, 12)}
    expected |= {"E1", "E2", "W1", "W2"} | {f"A{i}" for i in range(1, 9)} | {f"F{i}" for i in range(1, 6)}
    assert expected <= set(anchors)


def test_no_line_of_the_theory_is_lost(numbered: list[Numbered]) -> None:
    kept = "".join(line for part in numbered for line in part.lines)
    rest = "".join(part for part in statements(TEXT) if isinstance(part, str))
    letters = re.sub(r"\s|\([A-Z]\d+[^)]{0,20}\)", "", TEXT)
    found = re.sub(r"\s|\([A-Z]\d+[^)]{0,20}\)", "", kept + rest)
    assert sorted(letters) == sorted(found)


def test_what_a_claim_cites_exists(numbered: list[Numbered]) -> None:
    anchors = {name for part in numbered for name in part.anchors}
    wrong = {claim.id: cited(claim) for claim in all_claims() if not set(cited(claim)) <= anchors}
    assert wrong == {}


def test_the_two_uses_of_a_number_are_told_apart() -> None:
    by_anchor = about(all_claims())
    assert {claim.subject for claim in by_anchor["L1"]} == {"convergence"}
    assert "convergence" not in {claim.subject for claim in by_anchor.get("rules-L1", [])}


def test_every_claim_has_a_place_and_a_page_of_its_proof() -> None:
    claims = all_claims()
    pages = generated(ROOT)
    places = homes(claims, set(reference.modules(ROOT)))
    assert {claim.id for claim in claims} == set(places)
    assert set(places.values()) <= set(pages)
    assert all(f'{{ id="{claim.id}" }}' in pages["claims.md"] for claim in claims)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("mkdocs") is None, reason="the extra docs is not installed")
def test_the_site_builds_strictly_and_fetches_nothing(tmp_path: Path) -> None:
    # not --quiet: with it --strict lets every warning pass
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    for name in (
        "index.html",
        "theory.html",
        "claims.html",
        "reference/resam_theory.rules.krum.html",
        "changelog.html",
    ):
        page = (tmp_path / "site" / name).read_text(encoding="utf-8")
        assert not re.search(r'<(?:script|img|iframe)[^>]+src="(?:https?:)?//', page), name
        assert not re.search(r'<link[^>]+rel="(?:stylesheet|preconnect)"[^>]+href="(?:https?:)?//', page), name
    theory = (tmp_path / "site" / "theory.html").read_text(encoding="utf-8")
    assert all(f'id="{name}"' in theory for name in ("B1", "rules-L1", "L1", "T2-prime", "F5"))
    assert 'href="claims.html#trimmed_mean.kappa.exact"' in theory
