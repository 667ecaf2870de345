"use strict";
// What is shown lives in the address (after #), so that every view can be shared; the data are unpacked on demand.
const SIGN = { kappa: "κ*", lambda: "λ*" };
const DEFAULTS = { rule: "krum", c: "kappa", d: "inf", n: "15", f: "4", view: "value" };
const atlas = { data: null, state: { ...DEFAULTS }, drawings: {}, evidence: {}, index: {} };

async function unpack(id) {
  const blob = document.getElementById(`blob-${id}`);
  if (!blob) return null;
  const bytes = Uint8Array.from(atob(blob.textContent.trim()), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}
async function part(kind, rule) {
  atlas[kind][rule] ??= unpack(`${kind}-${rule}`);
  return (await atlas[kind][rule]) ?? {};
}
function prepare(data) {
  const textual = new Set(data.textual);
  for (const [rule, sets] of Object.entries(data.cells)) {
    for (const [key, rows] of Object.entries(sets)) {
      const places = new Map();
      for (const row of rows) {
        const cell = {};
        data.columns.forEach((name, i) => {
          const value = row[i];
          cell[name] = value === null ? null : textual.has(name) ? data.texts[value] : value === "inf" ? Infinity : value;
        });
        places.set(`${cell.n}-${cell.f}`, cell);
      }
      atlas.index[`${rule}|${key}`] = places;
    }
  }
  atlas.data = data;
}
const cellsOf = (rule, c, d) => atlas.index[`${rule}|${c}-${d}`] ?? new Map();
const cellAt = (rule, c, d, n, f) => cellsOf(rule, c, d).get(`${n}-${f}`);
const current = () => { const s = atlas.state; return cellAt(s.rule, s.c, s.d, s.n, s.f); };
const ruleOf = (name) => atlas.data.rules.find((rule) => rule.name === name);
const claimOf = (id) => [...atlas.data.rules.flatMap((rule) => rule.claims), ...atlas.data.floors].find((claim) => claim.id === id);
const floorOf = (c, n, f) => (c === "kappa" ? f / (n - 2 * f) : f / (n - f));
const best = (cell) => (cell.upper ?? cell.lower);

const address = (change) => `#${new URLSearchParams({ ...atlas.state, ...change })}`;
function parse(hash) {
  const given = Object.fromEntries(new URLSearchParams(hash.replace(/^#/, "")));
  const state = { ...DEFAULTS, ...given };
  state.rule = state.rule?.replaceAll(" ", "+"); // a + that nobody escaped
  const data = atlas.data, wrong = [];
  const check = (name, allowed) => {
    if (!allowed.includes(state[name])) { wrong.push(`${name} = ${state[name]}`); state[name] = allowed.includes(DEFAULTS[name]) ? DEFAULTS[name] : allowed[0]; }
  };
  const alias = data.rules.find((rule) => rule.aliases.includes(state.rule));
  if (alias) state.rule = alias.name;
  check("rule", data.rules.map((rule) => rule.name));
  check("c", data.criteria);
  check("d", data.dimensions);
  check("view", ["value", "price", "loose", "known"]);
  const [n, f] = [Number(state.n), Number(state.f)];
  if (!(Number.isInteger(n) && n >= 3 && n <= data.n_max)) { if (given.n) wrong.push(`n = ${state.n}`); state.n = String(Math.min(15, data.n_max)); }
  const most = Math.floor((Number(state.n) - 1) / 2);
  if (!(Number.isInteger(f) && f >= 1 && f <= most)) { if (given.f) wrong.push(`f = ${state.f}`); state.f = String(Math.min(4, most)); }
  return [state, wrong];
}
function go(change) { location.hash = address(change); }

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}
function drawn(tag, attributes = {}, text = null) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== null) made.textContent = text;
  return made;
}
function short(value, digits = 4) {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return "∞";
  return String(Number(value.toPrecision(digits)));
}
const readable = (text) => text.replaceAll("_", " ");
const dimension = (d) => (d === "inf" ? "∞" : d);
const LONG = 40;
const exactText = (text) => (text && text.length <= LONG ? text.replaceAll("sqrt", "√").replaceAll("**", "^").replaceAll("*", "·") : null);
