"""The page in a real browser: from a file, at two widths, light and dark, by mouse and by keyboard."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from verification.atlas import RuleAt
from verification.recheck.check import check

pytestmark = pytest.mark.slow

VIEWS = [(390, "light"), (390, "dark"), (1366, "light"), (1366, "dark")]


@pytest.fixture
def page(browser: Any, shelf_folder: Path) -> Iterator[Any]:
    yield from _opened(browser, shelf_folder, 1366, "light", "")


def _opened(browser: Any, folder: Path, width: int, scheme: str, address: str) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    shown = context.new_page()
    problems: list[str] = []
    shown.on("pageerror", lambda error: problems.append(str(error)))
    shown.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    shown.goto((folder / "atlas.html").as_uri() + address)
    shown.wait_for_selector("html[data-ready]")
    yield shown
    assert problems == []
    context.close()


def test_nothing_is_fetched(shelf_folder: Path) -> None:
    text = (shelf_folder / "atlas.html").read_text(encoding="utf-8")
    assert not re.search(
        r"https?://(?!www\.w3\.org/)", re.sub(r'<script type="application/gzip".*?</script>', "", text)
    )
    assert "fetch(" not in text
    beside = set(re.findall(r'href="([^"#:]+)"', text))
    assert beside
    assert all((shelf_folder / name).exists() for name in beside)


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_it_fits_and_can_be_read(browser: Any, shelf_folder: Path, width: int, scheme: str) -> None:
    for shown in _opened(browser, shelf_folder, width, scheme, "#rule=krum&n=6&f=2&c=lambda"):
        assert shown.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        paper, ink = shown.evaluate(
            "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
        )
        bright = [sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in (paper, ink)]
        assert (bright[0] > bright[1]) is (scheme == "light")
        cell = shown.locator(".heat td[data-n]").first.bounding_box()
        assert cell["width"] >= 16
        assert cell["height"] >= 16
        assert shown.locator("#drawing svg").count() == 1
        assert shown.locator("#curve svg polyline").count() >= 3


def test_what_is_shown_is_in_the_address_and_back(page: Any) -> None:
    page.select_option("#rule", "trimmed_mean")
    page.check('input[name="c"][value="lambda"]')
    page.check('input[name="d"][value="1"]')
    page.click('.heat td[data-n="5"][data-f="2"]')
    for part in ("rule=trimmed_mean", "c=lambda", "d=1", "n=5", "f=2"):
        assert part in page.url
    assert page.inner_text("#value").startswith("λ* = 2/3")
    page.go_back()
    assert page.locator('.heat td[aria-selected="true"]').get_attribute("data-n") == "6"
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.input_value("#rule") == "trimmed_mean"


def test_keyboard_alone(page: Any) -> None:
    page.locator('.heat td[tabindex="0"]').focus()
    before = page.evaluate("document.activeElement.dataset.n + ' ' + document.activeElement.dataset.f")
    assert before == "6 2"
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("document.activeElement.dataset.f === '1'")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("document.activeElement.dataset.n === '5' && location.hash.includes('n=5')")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.hash.includes('f=2')")
    page.keyboard.press("ArrowRight")  # the last f at n = 5: nowhere to go
    assert "f=2" in page.url
    page.locator("#search").focus()
    page.keyboard.type("cwtm 5 1")
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash.includes('rule=trimmed_mean') && location.hash.includes('f=1')")


def test_search_finds_rules_claims_and_says_when_there_is_none(page: Any) -> None:
    page.fill("#search", "blanchard")
    assert page.locator("#results a").count() >= 2
    page.fill("#search", "fixing by mixing")
    assert "kappa" in page.inner_text("#results")
    page.fill("#search", "no such thing")
    assert "Nothing matches" in page.inner_text("#results")


def test_an_address_that_does_not_exist_is_said(browser: Any, shelf_folder: Path) -> None:
    for shown in _opened(browser, shelf_folder, 1366, "light", "#rule=nope&n=99&f=2"):
        assert "rule = nope, n = 99" in shown.inner_text("#alarm")


def test_saved_evidence_rechecks(page: Any, tmp_path: Path) -> None:
    for name in ("nnm+krum", "nnm%2Bkrum"):
        page.goto(page.url.split("#")[0] + f"#rule={name}&n=5&f=1")
        page.wait_for_function("document.querySelector('#rule').value === 'nnm+krum'")
    page.goto(page.url.split("#")[0] + "#rule=krum&c=lambda&d=inf&n=6&f=2")
    for side in ("lower", "upper"):
        with page.expect_download() as waited:
            page.click(f'#actions button[data-side="{side}"]')
        saved = tmp_path / waited.value.suggested_filename
        waited.value.save_as(saved)
        checked = check(json.loads(saved.read_text(encoding="utf-8")))
        assert (checked.claim.rule, checked.claim.n, checked.claim.f, checked.side) == ("krum", 6, 2, side)


def test_views_of_rules_without_a_constant(page: Any) -> None:
    page.goto(page.url.split("#")[0] + "#rule=cge&view=loose")
    page.wait_for_function("document.getElementById('value').textContent.includes('no constant exists')")
    assert "Nothing is published" in page.inner_text("#legend")
    page.check('input[name="view"][value="known"]')
    page.wait_for_function("document.getElementById('legend').textContent.includes('infinite')")


def test_the_command(tmp_path: Path, small: tuple[RuleAt, ...]) -> None:
    import typer

    from paper_figures.commands import atlas

    app = typer.Typer()
    app.command()(atlas)
    out = tmp_path / "atlas"
    arguments = ["--n-max", "4", "--rule", "cwtm", "--rule", "cge", "--out", str(out), "--json=-", "-j", "1"]
    first = json.loads(CliRunner().invoke(app, arguments, catch_exceptions=False).stdout)
    assert (first["measured"], first["coefficients"], first["known"]) == (4, 24, {"exact": 12, "infinite": 12})
    again = json.loads(CliRunner().invoke(app, arguments, catch_exceptions=False).stdout)
    assert again["measured"] == 0
    assert all(Path(name).stat().st_size > 0 for name in again["files"])
