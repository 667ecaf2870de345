// The chosen coefficient: value, claims, proof, evidence, the worst input drawn, published against exact over f.
const tone = (status) => (/^(certified|attained)/.test(status) ? "good" : /^(refuted|contradiction)/.test(status) ? "bad" : "fair");
const badge = (status) => element("span", { class: `status-${tone(status)}` }, status);
function math(markup) { const holder = element("span"); holder.innerHTML = markup; return holder; }

async function detail() {
  const s = { ...atlas.state }, cell = current(), rule = ruleOf(s.rule);
  document.getElementById("detail-title").textContent = `${rule.title}: n = ${s.n}, f = ${s.f}, d = ${dimension(s.d)}`.replaceAll(" = ", "\u00a0=\u00a0");
  const value = document.getElementById("value");
  value.replaceChildren(...valueOf(cell, s));
  const facts = document.getElementById("facts");
  facts.replaceChildren();
  const fact = (name, ...content) => facts.append(element("dt", {}, name), element("dd", {}, ...content));
  if (cell.published !== null) {
    const claim = claimOf(cell.published_claim);
    fact("published", `${SIGN[s.c]} ≤ ${short(cell.published, 6)} `, badge(cell.published_status), element("br"), element("small", { class: "hint" }, claim.source));
    if (cell.loose_by !== null) fact("loose by", `a factor of ${cell.upper !== null && cell.known === "interval" ? "at most " : ""}${short(cell.loose_by, 4)}`);
  } else fact("published", "no bound that we know of");
  if (cell.closed_form) {
    const claim = claimOf(cell.closed_form);
    fact("closed form", claim.formula ? math(claim.formula) : claim.statement);
    fact("proof", badge(cell.status), ` ${claim.source}`);
  } else if (cell.lower !== null) fact("closed form", "none known here");
  if (cell.lower_method) fact("from below", cell.lower_method);
  if (cell.upper_method) fact("from above", cell.upper_method);
  const floor = floorOf(s.c, cell.n, cell.f);
  if (cell.lower !== null) fact("floor", `${short(floor, 6)} for every rule` + (Number.isFinite(best(cell)) ? ` (× ${short(best(cell) / floor, 4)} here)` : ""));
  if (cell.reason) fact("note", cell.reason);
  curve(s);
  const [drawings, evidence] = await Promise.all([part("drawings", s.rule), part("evidence", s.rule)]);
  if (JSON.stringify(s) !== JSON.stringify(atlas.state)) return; // moved on meanwhile
  actions(s, cell, evidence);
  picture(drawings[`${s.n}-${s.f}-${s.c}-${s.d}`], s, cell);
}
function valueOf(cell, s) {
  if (cell.known === "undefined") return ["The rule is not defined here."];
  if (cell.known === "failed") return ["A check failed here: see the note."];
  if (cell.known === "infinite") return [`${SIGN[s.c]} = ∞: no constant exists`];
  const exact = cell.known === "exact" ? exactText(cell.lower_exact) : null;
  const number = short(cell.lower, 10);
  if (cell.known === "exact") return [`${SIGN[s.c]} = ${exact ?? number}`, exact && exact !== number ? element("small", {}, `= ${number}`) : null].filter(Boolean);
  if (cell.known === "close") return [`${SIGN[s.c]} = ${short(cell.lower, 7)}`, element("small", {}, `between ${cell.lower} and ${cell.upper}`)];
  if (cell.upper === null) return [`${SIGN[s.c]} ≥ ${short(cell.lower, 8)}`];
  return [`${short(cell.lower, 6)} ≤ ${SIGN[s.c]} ≤ ${short(cell.upper, 6)}`];
}
function actions(s, cell, evidence) {
  const place = document.getElementById("actions");
  place.replaceChildren();
  for (const [side, words] of [["lower", "Save the input"], ["upper", "Save the certificate"]]) {
    const kept = evidence[`${s.n}-${s.f}-${s.c}-${s.d}-${side}`];
    if (!kept) continue;
    if (typeof kept === "string") {
      place.append(element("a", { class: "button", href: "evidence.zip", title: kept }, `${words.replace("Save the", "The")} is large: ${kept.split("/")[1]} in evidence.zip`));
      continue;
    }
    const button = element("button", { type: "button", class: "button", "data-side": side }, `${words} (JSON)`);
    button.addEventListener("click", () => save(`${s.rule}-n${s.n}-f${s.f}-${s.c}-${s.d}-${side}.json`, kept));
    place.append(button);
  }
  const copy = element("button", { type: "button", class: "button" }, "Copy the link");
  copy.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(location.href); copy.textContent = "Copied"; } catch { copy.textContent = "The address bar has it"; }
    setTimeout(() => { copy.textContent = "Copy the link"; }, 2000);
  });
  place.append(copy);
  if (cell.lower !== null) place.append(element("code", { class: "hint" }, `resam constant ${s.rule} --n ${s.n} --f ${s.f} --d ${s.d} --criterion ${s.c}`));
}
function save(name, data) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 1)], { type: "application/json" }));
  const link = element("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
function picture(drawing, s, cell) {
  const place = document.getElementById("drawing");
  if (!drawing) {
    const floor = cell.lower_method?.startsWith("floor");
    place.replaceChildren(element("p", { class: "hint" }, cell.lower === null ? "None is known here." : floor ? "No input beyond the floor (C3) of all rules is known for this dimension." : "This lower bound comes without an input to draw."));
    return;
  }
  const FAR = 2.6, W = width(place), clip = (v) => Math.min(Math.max(v, -FAR), FAR);
  const line = drawing.spots.every(([, y]) => Math.abs(y) < 1e-6) && (!drawing.output || Math.abs(drawing.output[1]) < 1e-6);
  const piles = new Map();
  for (const [x, , count] of drawing.spots) piles.set(clip(x).toFixed(2), (piles.get(clip(x).toFixed(2)) ?? 0) + count);
  const reach = Math.max(0.8, ...drawing.spots.map(([x]) => Math.abs(clip(x))), Math.abs(clip(drawing.output?.[0] ?? 0)));
  const scale = (W / 2 - 30) / reach, X = (x) => W / 2 + clip(x) * scale;
  const spread = Math.max(0.1, ...drawing.spots.map(([, y]) => Math.abs(clip(y))));
  const H = line ? Math.max(90, 46 + 11 * Math.max(...piles.values())) : 2 * spread * scale + 60;
  const Y = (y) => (line ? H - 30 : H / 2 - clip(y) * scale);
  const svg = drawn("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": inWords(drawing, s) });
  svg.append(drawn("line", { x1: 8, x2: W - 8, y1: line ? H - 24 : H / 2, y2: line ? H - 24 : H / 2, class: "axis" }));
  const height = new Map();
  const order = [...drawing.spots].sort((a, b) => Number(b[3]) - Number(a[3]));
  for (const [x, y, count, honest] of order) {
    const colour = honest ? "var(--honest)" : "var(--faulty)";
    const mark = (cx, cy) => svg.append(honest
      ? drawn("circle", { cx, cy, r: 4.2, fill: "var(--paper)", stroke: colour, "stroke-width": 1.6 })
      : drawn("path", { d: `M${cx - 4} ${cy - 4}l8 8m0 -8l-8 8`, stroke: colour, "stroke-width": 2.2 }));
    if (line) {
      const key = clip(x).toFixed(2), start = height.get(key) ?? 0;
      for (let i = 0; i < count; i++) mark(X(x), H - 32 - 11 * (start + i));
      height.set(key, start + count);
      if (Math.abs(x) > FAR) svg.append(drawn("text", { x: X(x) + (x > 0 ? -22 : 10), y: H - 36 }, x > 0 ? "far →" : "← far"));
    } else {
      mark(X(x), Y(y));
      const far = Math.hypot(x, y) > FAR ? " far out" : "";
      if (count > 1 || far) svg.append(drawn("text", { x: X(x), y: Y(y) + (honest ? -9 : 19), "text-anchor": "middle" }, `${count > 1 ? count : ""}${far}`));
    }
  }
  const ground = line ? H - 14 : H / 2;
  svg.append(drawn("path", { d: `M${X(0) - 6} ${ground}h12m-6 -6v12`, stroke: "var(--ink)", "stroke-width": 1.8 }));
  if (drawing.output) {
    const [x, y] = drawing.output, cy = line ? ground : Y(y), to = X(x);
    if (Math.abs(to - X(0)) > 12) {
      const way = Math.sign(to - X(0));
      svg.append(drawn("path", { d: `M${X(0) + 8 * way} ${ground}L${to - 9 * way} ${cy}`, stroke: "var(--output)", "stroke-width": 1.6 }));
    }
    svg.append(drawn("path", { d: `M${to} ${cy - 6}l6 6l-6 6l-6 -6z`, fill: "var(--output)" }));
  }
  const words = element("p", { class: "hint" }, `○ honest (S), × faulty, ◆ output, + honest mean; unit: the honest diameter${drawing.dimension > 2 ? `; ${drawing.dimension} dimensions, projected along the error` : ""}${drawing.output ? "" : "; the output is not drawn"}. Numbers count points that coincide.`);
  const reaches = drawing.reaches === "inf" ? Infinity : drawing.reaches;
  const short_of = reaches < cell.lower * (1 - 1e-4) ? element("p", { class: "hint" }, `This input reaches ${short(reaches, 5)} only; the bound ${short(cell.lower, 5)} has evidence that is not drawn.`) : null;
  place.replaceChildren(svg, words, ...(short_of ? [short_of] : []));
}
const width = (place) => Math.min(Math.max(place.clientWidth, 300), 640);
function inWords(drawing, s) {
  const spots = drawing.spots.slice(0, 12).map(([x, y, count, honest]) => `${count} ${honest ? "honest" : "faulty"} at (${short(x, 3)}, ${short(y, 3)})`).join(", ");
  return `Worst input known for ${SIGN[s.c]} of ${readable(s.rule)}: ${spots}${drawing.spots.length > 12 ? " and more" : ""}${drawing.output ? `; output at (${short(drawing.output[0], 3)}, ${short(drawing.output[1], 3)})` : ""}`;
}
function curve(s) {
  document.getElementById("curve-title").textContent = `Published against exact, n = ${s.n}`;
  const cells = [...cellsOf(s.rule, s.c, s.d).values()].filter((cell) => String(cell.n) === s.n && cell.lower !== null);
  const lines = {
    published: [cells.map((c) => [c.f, c.published]), "var(--soft)", "5 3"],
    exact: [cells.map((c) => [c.f, c.upper]), "var(--link)", ""],
    "from below": [cells.map((c) => [c.f, c.lower]), "var(--link)", "1.5 3"],
    floor: [cells.map((c) => [c.f, floorOf(s.c, c.n, c.f)]), "var(--ink)", "1 3"],
  };
  for (const name of Object.keys(lines)) lines[name][0] = lines[name][0].filter(([, v]) => Number.isFinite(v) && v !== null && v > 0);
  const all = Object.values(lines).flatMap(([points]) => points.map(([, v]) => v));
  const place = document.getElementById("curve");
  if (!lines.exact[0].length && !lines.published[0].length) { place.replaceChildren(element("p", { class: "hint" }, "There is no finite coefficient to draw.")); return; }
  const W = width(place), H = 230, low = Math.floor(Math.log10(Math.min(...all)) * 2) / 2, high = Math.ceil(Math.log10(Math.max(...all)) * 2 + 0.01) / 2;
  const most = Math.max(...cells.map((c) => c.f), 2);
  const X = (f) => 46 + ((f - 1) * (W - 66)) / (most - 1), Y = (v) => H - 44 - ((Math.log10(v) - low) * (H - 62)) / (high - low || 1);
  const svg = drawn("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": `Published and exact ${SIGN[s.c]} over f at n = ${s.n}, logarithmic` });
  for (let e = low; e <= high + 1e-9; e += 0.5) {
    svg.append(drawn("line", { x1: 46, x2: W - 14, y1: Y(10 ** e), y2: Y(10 ** e), class: "axis" }), drawn("text", { x: 40, y: Y(10 ** e) + 4, "text-anchor": "end" }, short(10 ** e, 2)));
  }
  for (const c of cells) svg.append(drawn("text", { x: X(c.f), y: H - 26, "text-anchor": "middle", class: String(c.f) === s.f ? "ink" : "" }, String(c.f)));
  svg.append(drawn("line", { x1: X(Number(s.f)), x2: X(Number(s.f)), y1: 12, y2: H - 40, class: "axis" }));
  let key = 24;
  for (const [name, [points, stroke, dash]] of Object.entries(lines)) {
    if (!points.length) continue;
    svg.append(drawn("polyline", { points: points.map(([f, v]) => `${X(f)},${Y(v)}`).join(" "), fill: "none", stroke, "stroke-width": 2, "stroke-dasharray": dash }));
    if (name === "exact" || points.length === 1) for (const [f, v] of points) svg.append(drawn("circle", { cx: X(f), cy: Y(v), r: 3, fill: stroke }));
    svg.append(drawn("line", { x1: key, x2: key + 18, y1: H - 8, y2: H - 8, stroke, "stroke-width": 2, "stroke-dasharray": dash }), drawn("text", { x: key + 22, y: H - 4 }, name));
    key += (W - 60) / 4;
  }
  place.replaceChildren(svg);
}
