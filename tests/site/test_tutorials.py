"""The quick start and the tutorials do what they say."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.slow


def _pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("site_pages", Path(__file__).with_name("following.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["site_pages"] = module
    spec.loader.exec_module(module)
    return module


PAGES = _pages()
TUTORIALS = ("quickstart", "tutorials/own_rule", "tutorials/ci", "tutorials/proof_step", "tutorials/figure")


@pytest.mark.slow
@pytest.mark.parametrize("name", TUTORIALS)
def test_the_page_does_what_it_says(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = PAGES.follow(PAGES.DOCS / f"{name}.md", tmp_path)
    assert sum(done.values()) >= 3


def test_a_page_that_says_something_wrong_is_found(tmp_path: Path) -> None:
    page = tmp_path / "wrong.md"
    page.write_text("```pycon\n>>> 1 + 1\n3\n\n```\n")
    with pytest.raises(AssertionError, match="Expected"):
        PAGES.follow(page, tmp_path)
    page.write_text("```console\n$ resam rules --nonsense\n```\n")
    with pytest.raises(AssertionError, match="nonsense"):
        PAGES.follow(page, tmp_path)


def test_every_command_has_a_question() -> None:
    import tomllib

    project = tomllib.loads((PAGES.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    text = (PAGES.DOCS / "which_command.md").read_text(encoding="utf-8")
    for command in project["project"]["entry-points"]["resam.commands"]:
        assert f"`resam {command}" in text, command
