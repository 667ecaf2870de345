"use strict";
// Without this script every row is visible and every link works; it adds sorting and filters.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const key = (row) => {
        const cell = row.cells[column];
        const number = parseFloat((cell.dataset.value ?? cell.textContent).replace("∞", "Infinity").replace("inf", "Infinity"));
        return { number, text: cell.textContent.trim() };
      };
      const keyed = [...body.rows].map((row) => [key(row), row]);
      keyed.sort(([a], [b]) => {
        const numbers = [Number.isNaN(a.number), Number.isNaN(b.number)];
        if (numbers[0] !== numbers[1]) return numbers[0] ? 1 : -1;
        const order = numbers[0] || a.number === b.number ? a.text.localeCompare(b.text, "en", { numeric: true }) : a.number - b.number;
        return up ? order : -order;
      });
      body.replaceChildren(...keyed.map(([, row]) => row));
    });
  });
}
const form = document.getElementById("filters");
const rows = [...document.querySelectorAll("#ledger-table tbody tr")];
const names = ["subject", "status", "kind", "provenance"];
const text = document.getElementById("filter-text");
function filter() {
  const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const row of rows) {
    const wanted = names.every((name) => {
      const value = document.getElementById(`filter-${name}`).value;
      return !value || row.dataset[name] === value;
    });
    const content = words.length ? row.textContent.toLowerCase() : "";
    row.hidden = !(wanted && words.every((word) => content.includes(word)));
    count += !row.hidden;
  }
  document.getElementById("filter-count").textContent = `${count} of ${rows.length} shown`;
}
form.addEventListener("input", filter);
form.addEventListener("reset", () => setTimeout(filter));
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = rows.length === 0;
filter();
