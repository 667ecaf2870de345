// Search over rules and claims; two numbers in the words are read as n and f.
function matches(text) {
  const words = text.toLowerCase().split(/[\s,;()=]+/).filter(Boolean);
  const numbers = words.filter((word) => /^\d+$/.test(word)).map(Number);
  const wanted = words.filter((word) => !/^\d+$/.test(word) && word !== "n" && word !== "f");
  const [n, f] = numbers;
  const place = {};
  if (n >= 3 && n <= atlas.data.n_max) place.n = n;
  if (f >= 1 && 2 * f < (place.n ?? Number(atlas.state.n))) place.f = f;
  const holds = (content) => wanted.every((word) => content.toLowerCase().includes(word));
  const out = [];
  for (const rule of atlas.data.rules) {
    const about = [rule.name, readable(rule.name), rule.title, rule.reference, ...rule.aliases].join(" ");
    const where = place.n ? `n = ${place.n}${place.f ? `, f = ${place.f}` : ""}` : "";
    if (holds(about)) out.push([{ rule: rule.name, ...place }, `${rule.title}${where ? `: ${where}` : ""}`, rule.reference]);
    if (!wanted.length) continue;
    for (const claim of rule.claims) {
      if (holds(`${about} ${claim.id} ${claim.statement} ${claim.source}`)) out.push([{ rule: rule.name, c: claim.criterion, ...place }, claim.statement, `${claim.id}, ${claim.source}`]);
    }
  }
  return out.slice(0, 40);
}
function search() {
  const list = document.getElementById("results"), text = document.getElementById("search").value.trim();
  list.hidden = !text;
  if (!text) return;
  const found = matches(text);
  list.replaceChildren(...found.map(([change, title, about]) => element("li", {}, element("a", { href: address(change) }, title, element("small", {}, about)))));
  if (!found.length) list.append(element("li", {}, element("span", {}, "Nothing matches: try a rule's name or alias, an author, or a part of a formula.")));
}
