"""A small atlas, its page, and a real browser where there is one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from paper_figures.atlas import page
from verification.atlas import RuleAt, Shelf, build, plan, table

RULES = ("trimmed_mean", "krum", "krum_blanchard", "comparative_gradient_elimination", "multi_krum", "nnm+krum")
N_MAX = 6


@pytest.fixture(scope="session")
def small() -> tuple[RuleAt, ...]:
    return plan(N_MAX, RULES)


@pytest.fixture(scope="session")
def shelf_folder(tmp_path_factory: pytest.TempPathFactory, small: tuple[RuleAt, ...]) -> Path:
    """A folder with the measured places, the table and the page."""
    folder = tmp_path_factory.mktemp("atlas")
    build(small, folder)
    with Shelf(folder) as shelf:
        files = table.write(folder, shelf.read(small))
        page.write(folder / "atlas.html", shelf.read(small), N_MAX, files)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium of the system, driven by Playwright; skipped where either is missing."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
    with playwright.sync_playwright() as driver:
        shown = driver.chromium.launch(executable_path=path, args=flags)
        yield shown
        shown.close()
