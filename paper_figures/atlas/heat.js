// The map: one cell per (n, f), coloured by what "Colour shows" asks for; a grid for the keyboard, too.
const RAMP = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];
const KINDS = { exact: "#1b7f4d", close: "#57a773", interval: "#d9a21b", infinite: "#8c2d3a", "lower bound": "#b86b00", undefined: "#9a9fa6", failed: "#c2185b" };

function colour(share) {
  const at = Math.min(Math.max(share, 0), 1) * (RAMP.length - 1), i = Math.min(Math.floor(at), RAMP.length - 2);
  return RAMP[i].map((v, k) => Math.round(v + (RAMP[i + 1][k] - v) * (at - i)));
}
const bright = ([r, g, b]) => 0.299 * r + 0.587 * g + 0.114 * b > 140;
const shown = {
  value: (cell) => best(cell),
  price: (cell, c) => best(cell) / floorOf(c, cell.n, cell.f),
  loose: (cell) => cell.loose_by,
  known: () => null,
};
const titles = { value: "", price: " over the floor of all rules", loose: ": published over exact", known: ": what is known" };

function heat() {
  const { rule, c, d, view, n, f } = atlas.state, data = atlas.data, places = cellsOf(rule, c, d);
  document.getElementById("map-title").textContent = `${SIGN[c]} of ${readable(rule)}, d = ${dimension(d)}${titles[view]}`;
  const numbers = [...places.values()].filter((cell) => cell.lower !== null).map((cell) => shown[view](cell, c)).filter((v) => Number.isFinite(v) && v > 0);
  const low = Math.log(Math.min(...numbers)), high = Math.log(Math.max(...numbers));
  const share = (v) => (high > low ? (Math.log(v) - low) / (high - low) : 0.5);
  const most = Math.floor((data.n_max - 1) / 2);
  const table = element("table", { class: "heat", role: "grid", "aria-labelledby": "map-title" });
  table.append(element("colgroup", {}, ...Array.from({ length: most + 1 }, () => element("col"))));
  const head = element("tr", { role: "row" }, element("th", { scope: "col", title: "workers \\ faulty" }, "n\\f"));
  for (let k = 1; k <= most; k++) head.append(element("th", { scope: "col" }, String(k)));
  table.append(element("thead", {}, head));
  const body = element("tbody");
  for (let row = 3; row <= data.n_max; row++) {
    const line = element("tr", { role: "row" }, element("th", { scope: "row" }, String(row)));
    for (let k = 1; k <= most; k++) {
      const cell = places.get(`${row}-${k}`);
      if (!cell) { line.append(element("td", { class: "empty", role: "presentation" })); continue; }
      line.append(square(cell, view, c, share, row === Number(n) && k === Number(f)));
    }
    body.append(line);
  }
  table.append(body);
  const focused = document.activeElement?.closest?.(".heat");
  document.getElementById("grid-place").replaceChildren(table);
  if (focused) table.querySelector('[aria-selected="true"]')?.focus();
  legend(view, numbers);
}
function square(cell, view, c, share, chosen) {
  const value = shown[view](cell, c);
  const text = cell.known === "undefined" ? "·" : cell.known === "failed" ? "!" : view === "known" ? "" : value === null ? "–" : short(value, 3);
  const made = element("td", {
    role: "gridcell", tabindex: chosen ? "0" : "-1", "aria-selected": String(chosen), "data-n": cell.n, "data-f": cell.f,
    "aria-label": `n = ${cell.n}, f = ${cell.f}: ${summary(cell)}`, title: `n = ${cell.n}, f = ${cell.f}: ${summary(cell)}`,
  }, text);
  if (view === "known") { made.style.background = KINDS[cell.known]; }
  else if (Number.isFinite(value) && value !== null && cell.lower !== null) {
    const rgb = colour(share(value));
    made.style.background = `rgb(${rgb})`;
    made.style.color = bright(rgb) ? "#111" : "#fff";
    if (cell.known === "interval" || cell.known === "lower bound") made.classList.add("part");
  } else made.classList.add("void");
  return made;
}
function summary(cell) {
  if (cell.known === "undefined") return "not defined here";
  if (cell.known === "failed") return "a check failed here";
  if (cell.known === "infinite") return "no finite constant";
  const exact = exactText(cell.lower_exact);
  if (cell.known === "exact") return exact ? `${exact}` : short(cell.lower, 6);
  if (cell.known === "close") return `${short(cell.lower, 8)} (± ${short(cell.upper - cell.lower, 1)})`;
  return cell.upper === null ? `at least ${short(cell.lower, 6)}` : `between ${short(cell.lower, 6)} and ${short(cell.upper, 6)}`;
}
function legend(view, numbers) {
  const place = document.getElementById("legend");
  if (view === "known") {
    const kinds = new Set([...cellsOf(atlas.state.rule, atlas.state.c, atlas.state.d).values()].map((cell) => cell.known));
    place.replaceChildren(...[...kinds].map((kind) => {
      const swatch = element("span", { class: "swatch" });
      swatch.style.background = KINDS[kind];
      return element("span", {}, swatch, kind);
    }));
    return;
  }
  if (!numbers.length) { place.replaceChildren(element("span", {}, view === "loose" ? "Nothing is published of this coefficient." : "No finite coefficient.")); return; }
  const ramp = element("span", { class: "ramp", "aria-hidden": "true" });
  ramp.style.background = `linear-gradient(90deg, ${RAMP.map((rgb) => `rgb(${rgb})`).join(", ")})`;
  place.replaceChildren(
    element("span", {}, short(Math.min(...numbers), 3)), ramp, element("span", {}, `${short(Math.max(...numbers), 3)} (logarithmic)`),
    element("span", {}, "dotted underline: a proved interval, its upper end is shown"),
  );
}
function moved(event) {
  const cell = event.target.closest("td[data-n]");
  if (!cell) return;
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -99], End: [0, 99], PageUp: [-99, 0], PageDown: [99, 0] };
  const step = steps[event.key];
  if (!step) return;
  event.preventDefault();
  const { n_max } = atlas.data;
  let n = Math.min(Math.max(Number(cell.dataset.n) + step[0], Math.max(3, 2 * Number(cell.dataset.f) + 1)), n_max);
  let f = Math.min(Math.max(Number(cell.dataset.f) + step[1], 1), Math.floor((n - 1) / 2));
  go({ n, f });
}
