"""The report: self-contained, accessible, and alive in a real browser (where one is installed)."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from paper_figures import find
from paper_figures.report import page
from verification.ledger import all_claims

pytestmark = pytest.mark.slow

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
SHOWN = ("coefficients", "worst_inputs", "table_corollaries")


@pytest.fixture(scope="module")
def report(folder: Path, ledger: dict[str, Any]) -> Path:
    shown = [page.show(item, folder, "") for item in find(list(SHOWN))]
    shown.append(page.show(find(["training_mnist60k"])[0], folder, "MNIST is not here"))
    return page.write(folder / "report.html", ledger, all_claims(), shown)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def _tags(path: Path) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser.tags


def test_nothing_is_fetched(report: Path) -> None:
    for tag, attributes in _tags(report):
        for name in ("src", "href", "srcset", "action", "data"):
            value = attributes.get(name)
            assert value is None or value.startswith(("data:", "#")), (tag, value)
    text = re.sub(r"data:[^\"]*", "", report.read_text(encoding="utf-8"))
    assert "@import" not in text
    assert "url(" not in text
    assert "fetch(" not in text


def test_tables_and_pictures_are_accessible(report: Path) -> None:
    tags = _tags(report)
    names = [tag for tag, _ in tags]
    assert names.count("table") == names.count("caption") >= 4
    assert all(a.get("scope") in ("col", "row") for tag, a in tags if tag == "th")
    assert all(a.get("alt") for tag, a in tags if tag == "img")
    regions = [a for tag, a in tags if a.get("role") == "region"]
    assert all(a.get("tabindex") == "0" and a.get("aria-label") for a in regions)
    identities = [a["id"] for _, a in tags if a.get("id")]
    assert len(identities) == len(set(identities))
    anchors = [str(a["href"])[1:] for tag, a in tags if tag == "a" and str(a.get("href", "")).startswith("#")]
    assert set(anchors) <= set(identities)
    assert ("html", {"lang": "en"}) in tags


def test_evidence_inside_the_page_is_what_the_ledger_holds(report: Path, ledger: dict[str, Any]) -> None:
    links = [
        str(a["href"]) for tag, a in _tags(report) if a.get("class") == "evidence" and "json" in str(a.get("href"))[:40]
    ]
    inside = {base64.b64decode(link.partition(",")[2]).decode() for link in links}
    wanted = {
        json.dumps(e["data"], ensure_ascii=False) for row in ledger["claims"] for e in row["evidence"] if e["data"]
    }
    assert inside == wanted
    assert len(wanted) > 4


def test_pictures_lead_and_the_long_table_comes_last(report: Path) -> None:
    sections = [str(a["id"]) for tag, a in _tags(report) if tag == "section"]
    assert sections[1:3] == ["findings", "figures"]
    assert sections[-1] == "ledger"
    text = report.read_text(encoding="utf-8")
    findings = text[text.index('id="findings"') : text.index('<section id="figures"')]
    assert findings.count('class="finding"') == 5
    assert "the smallest kappa* of any rule is f/(n-2f)" in findings
    assert 'class="status-attained"' in findings  # the small ledger has inputs, no proofs
    assert "κ of trimmed mean: " in findings  # by which factor what is published is loose, from the ledger
    assert findings.count("<img ") == 2  # of the figures shown here, two carry a finding


def test_coefficients_link_into_an_atlas_that_exists(folder: Path, ledger: dict[str, Any]) -> None:
    path = page.write(folder / "linked.html", ledger, all_claims(), [], folder / "atlas" / "atlas.html")
    text = path.read_text(encoding="utf-8")
    assert 'href="atlas/atlas.html#rule=trimmed_mean&amp;c=kappa&amp;d=inf&amp;n=7&amp;f=2"' in text


def test_a_saved_picture_is_shown_as_it_is_until_the_table_is_younger(folder: Path, tmp_path: Path) -> None:
    (item,) = find(["worst_inputs"])
    table = tmp_path / "worst_inputs.csv"
    shutil.copy(folder / "worst_inputs.csv", table)
    picture = tmp_path / "worst_inputs.png"
    picture.write_bytes(b"as it was drawn")
    saved = page.show(item, tmp_path, "").picture
    assert base64.b64decode(saved.partition(",")[2]) == b"as it was drawn"
    os.utime(picture, ns=(0, 0))
    assert base64.b64decode(page.show(item, tmp_path, "").picture.partition(",")[2])[:4] == b"\x89PNG"


def test_every_verdict_is_a_row(report: Path, ledger: dict[str, Any]) -> None:
    rows = [a for tag, a in _tags(report) if tag == "tr" and "data-status" in a]
    assert len(rows) == len(ledger["claims"])
    text = report.read_text(encoding="utf-8")
    assert "MNIST is not here" in text
    assert "How this was obtained" in text


def test_without_a_ledger_the_page_says_so(folder: Path) -> None:
    path = page.write(folder / "empty.html", None, [], [])
    assert "There is no ledger" in path.read_text(encoding="utf-8")


PROBE = """
<script>
const out = {rows: [], errors: window.problems};
const type = (id, value) => { const e = document.getElementById(id); e.value = value;
  e.dispatchEvent(new Event("input", {bubbles: true})); };
const visible = () => [...document.querySelectorAll("#ledger-table tbody tr")].filter((r) => !r.hidden);
out.all = visible().length;
type("filter-text", "trimmed"); out.searched = visible().map((r) => r.dataset.subject);
type("filter-text", ""); type("filter-kind", "tight"); out.tight = visible().map((r) => r.dataset.kind);
type("filter-kind", "");
const head = [...document.querySelectorAll("#ledger-table thead th")].findIndex((h) => h.textContent === "Claimed");
const button = document.querySelectorAll("#ledger-table thead th")[head].querySelector("button");
button.focus(); out.focusable = document.activeElement === button;
const column = () => [...document.querySelectorAll("#ledger-table tbody tr")].map((r) => r.cells[head].dataset.value);
button.click(); out.up = column(); button.click(); out.down = column();
out.sort = button.parentElement.getAttribute("aria-sort");
out.count = document.getElementById("filter-count").textContent;
out.overflow = document.documentElement.scrollWidth - document.documentElement.clientWidth;
out.pictures = [...document.images].map((i) => i.naturalWidth);
const pre = document.createElement("pre"); pre.id = "probe"; pre.textContent = JSON.stringify(out);
document.body.append(pre);
</script></body>
"""


@pytest.mark.skipif(BROWSER is None, reason="no browser here")
@pytest.mark.parametrize("width", [390, 1366])
def test_the_page_works_in_a_browser(report: Path, tmp_path: Path, width: int) -> None:
    text = report.read_text(encoding="utf-8")
    head = "<head><script>window.problems = []; onerror = (e) => { problems.push(String(e)); };</script>"
    probed = tmp_path / "probed.html"
    probed.write_text(text.replace("<head>", head).replace("</body>", PROBE), encoding="utf-8")
    assert BROWSER is not None
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    flags += [f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={width},900", "--virtual-time-budget=2000"]
    command = [BROWSER, *flags, "--dump-dom", probed.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    match = re.search(r'<pre id="probe">(.*?)</pre>', done.stdout, re.DOTALL)
    assert match, done.stderr[-1000:]
    out = json.loads(match.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    assert out["errors"] == []
    assert 0 < len(out["searched"]) < out["all"]
    assert set(out["tight"]) == {"tight"}
    assert out["focusable"]
    numbers = [float(value) for value in out["up"] if value != "nan"]
    assert numbers == sorted(numbers)
    assert [float(value) for value in out["down"] if value != "nan"] == sorted(numbers, reverse=True)
    assert out["sort"] == "descending"
    assert out["count"] == f"{out['all']} of {out['all']} shown"
    assert out["overflow"] <= 0
    assert all(natural > 500 for natural in out["pictures"])
