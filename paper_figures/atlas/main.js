// Start: unpack the table, read the address, draw; every change goes through the address.
function ranking() {
  const s = atlas.state;
  document.getElementById("ranking-title").textContent = `All rules at n = ${s.n}, f = ${s.f}: ${SIGN[s.c]}, d = ${dimension(s.d)}`;
  const cells = atlas.data.rules.map((rule) => [rule, cellAt(rule.name, s.c, s.d, s.n, s.f)]).filter(([, cell]) => cell && cell.lower !== null);
  const order = (cell) => best(cell) ?? Infinity;
  cells.sort(([, a], [, b]) => order(a) - order(b) || (a.lower ?? 0) - (b.lower ?? 0));
  const finite = cells.map(([, cell]) => best(cell)).filter(Number.isFinite);
  const low = Math.log(Math.min(floorOf(s.c, Number(s.n), Number(s.f)), ...finite)), high = Math.log(Math.max(...finite));
  document.getElementById("ranks").replaceChildren(...cells.map(([rule, cell]) => {
    const value = best(cell), bar = element("span", { class: Number.isFinite(value) ? "bar" : "bar none" });
    bar.style.width = Number.isFinite(value) ? `${8 + (92 * (Math.log(value) - low)) / (high - low || 1)}%` : "100%";
    return element("a", { class: "rank", href: address({ rule: rule.name }), "aria-current": String(rule.name === s.rule) },
      element("span", { class: "name" }, rule.title), bar, element("span", { class: "number" }, `${cell.known === "interval" ? "≤ " : ""}${short(value, 5)}`));
  }));
}
function claims() {
  const rule = ruleOf(atlas.state.rule);
  document.getElementById("claims-title").textContent = `What is claimed of ${readable(rule.name)}`;
  document.getElementById("claim-list").replaceChildren(
    element("p", { class: "hint" }, rule.reference),
    ...rule.claims.map((claim) => element("div", { class: "claim", id: `claim-${claim.id}` },
      element("p", {}, `${claim.kind}: ${claim.statement}`), claim.formula ? math(claim.formula) : null,
      element("p", { class: "hint" }, `${claim.id} · ${claim.source}`))));
}
function show() {
  const [state, wrong] = parse(location.hash);
  atlas.state = state;
  const alarm = document.getElementById("alarm");
  alarm.hidden = !wrong.length;
  alarm.textContent = wrong.length ? `The address asks for ${wrong.join(", ")}, which this atlas does not have; the nearest is shown.` : "";
  document.getElementById("rule").value = state.rule;
  for (const name of ["c", "d", "view"]) document.querySelector(`input[name="${name}"][value="${state[name]}"]`).checked = true;
  document.title = `${SIGN[state.c]} of ${readable(state.rule)} (${state.n}, ${state.f}) – atlas of exact coefficients`;
  heat();
  ranking();
  claims();
  return detail();
}
async function start() {
  prepare(await unpack("table"));
  const select = document.getElementById("rule");
  select.append(...atlas.data.rules.map((rule) => element("option", { value: rule.name }, readable(rule.name))));
  document.getElementById("meanings").append(...Object.entries(atlas.data.known).flatMap(([name, text]) => [element("dt", {}, name), element("dd", {}, text)]));
  select.addEventListener("change", () => go({ rule: select.value }));
  for (const input of document.querySelectorAll(".choices input")) input.addEventListener("change", () => go({ [input.name]: input.value }));
  const form = document.getElementById("controls"), box = document.getElementById("search"), results = document.getElementById("results");
  form.addEventListener("submit", (event) => { event.preventDefault(); results.querySelector("a")?.click(); });
  box.addEventListener("input", search);
  results.addEventListener("click", (event) => { if (event.target.closest("a")) { box.value = ""; search(); } });
  const place = document.getElementById("grid-place");
  place.addEventListener("keydown", moved);
  place.addEventListener("click", (event) => {
    const cell = event.target.closest("td[data-n]");
    if (cell) { cell.focus(); go({ n: cell.dataset.n, f: cell.dataset.f }); }
  });
  addEventListener("hashchange", show);
  await show();
  document.documentElement.dataset.ready = "true";
}
start().catch((error) => {
  const alarm = document.getElementById("alarm");
  alarm.hidden = false;
  alarm.textContent = `This browser cannot unpack the data (${error.message}): open atlas.csv instead.`;
});
