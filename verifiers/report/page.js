"use strict";
// The page draws itself from the packed data in it. What models wrote is only ever made text (textContent), never markup.

const HEIGHT = 36; // of a row of the list, as in page.css
const CHUNK = 100; // rows in a packed block, as in gathered.py
const $ = (id) => document.getElementById(id);

function make(name, attributes = {}, ...inner) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...inner.filter((one) => one !== null && one !== undefined));
  return node;
}

function draw(name, attributes = {}, ...inner) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...inner);
  return node;
}

async function unpack(id) {
  const bytes = Uint8Array.from(atob($(id).textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text())[""];
}

const number = (value, digits = 3) =>
  value === null || value === undefined ? "–" : Number.isInteger(value) ? value.toLocaleString("en") : value.toFixed(digits);
const colour = (outcome) => `var(--${outcome})`;
const named = (outcome) => outcome.replace("_", " ");

// Texts: what would be invisible, or turn the line round, is shown.
const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
function words(text, parent = document.createDocumentFragment()) {
  let at = 0;
  for (const found of text.matchAll(ODD)) {
    parent.append(text.slice(at, found.index));
    const code = found[0].charCodeAt(0).toString(16).padStart(4, "0");
    parent.append(make("span", { class: "odd" }, `\\u${code}`));
    at = found.index + found[0].length;
  }
  parent.append(text.slice(at));
  return parent;
}

const FORMULA = /\$\$([^$]{1,600})\$\$|\$([^$\n]{1,300})\$|\\\(([^]{1,300}?)\\\)|\\\[([^]{1,600}?)\\\]/g;
let asFormulas = true;

function prose(text, marked, parent) {
  // Formulas are drawn; the last place where the answer stands is marked, and if it is in a formula, that is.
  const place = marked ? text.lastIndexOf(marked) : -1, end = place < 0 ? -1 : place + marked.length;
  const plain = (from, to) => {
    if (place < from || end > to || place < 0) return words(text.slice(from, to), parent);
    words(text.slice(from, place), parent);
    parent.append(words(text.slice(place, end), make("mark")));
    return words(text.slice(end, to), parent);
  };
  let at = 0;
  for (const found of asFormulas && text.length < 60000 ? text.matchAll(FORMULA) : []) {
    const drawn = mathml(found[1] ?? found[2] ?? found[3] ?? found[4], Boolean(found[1] ?? found[4]));
    if (!drawn) continue;
    plain(at, found.index);
    at = found.index + found[0].length;
    parent.append(place >= found.index && end <= at ? make("mark", {}, drawn) : drawn);
  }
  plain(at, text.length);
}

// ---- figures --------------------------------------------------------------------------------------------------------

let figures, index, chosen = [], selected = -1;

function card(title, ...inner) {
  return make("div", { class: "card" }, make("h2", {}, title), ...inner);
}

function bars(values, describe, scale = Math.max(...values.map((one) => one.height), 1e-9)) {
  const svg = draw("svg", { viewBox: "0 0 320 130", role: "img" });
  const width = 320 / values.length;
  values.forEach((one, place) => {
    const height = (100 * one.height) / scale;
    const bar = draw("rect", {
      x: place * width + 1, y: 105 - height, width: Math.max(width - 2, 1), height, rx: 2, fill: one.fill ?? "var(--accent)",
    });
    bar.append(draw("title", {}, describe(one)));
    svg.append(bar);
  });
  svg.append(draw("line", { x1: 0, x2: 320, y1: 105.5, y2: 105.5, stroke: "var(--line)" }));
  const label = (x, text, anchor) => svg.append(draw("text", { x, y: 122, "text-anchor": anchor }, text));
  label(0, values[0].label, "start");
  if (values.length > 1) label(320, values[values.length - 1].label, "end");
  return svg;
}

function outcomeBars() {
  return Object.entries(figures.outcomes).map(([part, counts]) => {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const svg = draw("svg", { viewBox: "0 0 320 16", role: "img", "aria-label": `outcomes of ${part}` });
    let x = 0;
    const table = make("table");
    for (const [outcome, count] of Object.entries(counts)) {
      const width = (320 * count) / total;
      const bar = draw("rect", { x, y: 0, width: Math.max(width, 0.8), height: 16, fill: colour(outcome) });
      bar.append(draw("title", {}, `${named(outcome)}: ${count}`));
      svg.append(bar);
      x += width;
      const dot = make("span", { class: "dot" });
      dot.style.background = colour(outcome);
      const link = make("button", { class: "link tag", type: "button", onclick: () => filter({ outcome }) }, dot, named(outcome));
      table.append(make("tr", {}, make("td", {}, link), make("td", {}, number(count)), make("td", {}, `${((100 * count) / total).toFixed(1)}%`)));
    }
    return card(`Outcomes: ${part}`, svg, table);
  });
}

function passCurve() {
  const points = figures.pass;
  if (!points.length) return null;
  const most = Math.log2(points[points.length - 1][0]) || 1;
  const place = ([k, value]) => [10 + (290 * Math.log2(k)) / most, 105 - 100 * value];
  const svg = draw("svg", { viewBox: "0 0 320 130", role: "img", "aria-label": "pass@k" });
  for (const level of [0, 0.5, 1])
    svg.append(draw("line", { x1: 0, x2: 320, y1: 105 - 100 * level, y2: 105 - 100 * level, stroke: "var(--line)" }));
  svg.append(draw("polyline", { points: points.map((one) => place(one).join(",")).join(" "), fill: "none", stroke: "var(--accent)", "stroke-width": 2 }));
  for (const point of points) {
    const [x, y] = place(point);
    const dot = draw("circle", { cx: x, cy: y, r: 4, fill: "var(--accent)" });
    dot.append(draw("title", {}, `pass@${point[0]}: ${number(point[1])} over ${point[2]} problems`));
    svg.append(dot, draw("text", { x, y: 122, "text-anchor": "middle" }, `${point[0]}`));
  }
  const table = make("table", {}, make("tr", {}, make("th", {}, "k"), make("th", {}, "pass@k"), make("th", {}, "problems")));
  for (const [k, value, problems] of points)
    table.append(make("tr", {}, make("td", {}, `${k}`), make("td", {}, number(value)), make("td", {}, number(problems))));
  return card(`pass@k, problems told by ${figures.grouped_by}`, svg, table);
}

function sources() {
  if (!figures.by) return null;
  const table = make("table", {}, make("tr", {}, make("th", {}, figures.by), make("th", {}, "rows"), make("th", {}, "mean reward")));
  for (const one of figures.sources) {
    const link = make("button", { class: "link", type: "button", onclick: () => filter({ source: one.name }) }, one.name || "(none)");
    table.append(make("tr", {}, make("td", {}, link), make("td", {}, number(one.rows)), make("td", {}, number(one.mean))));
  }
  return card(`By ${figures.by}`, make("div", { class: "scroll" }, table));
}

function comparison() {
  const before = figures.before;
  if (!before) return null;
  const moved = before.moves.filter(([was, now]) => was !== now).sort((one, other) => other[2] - one[2]);
  const table = make("table", {}, make("tr", {}, make("th", {}, "outcome before"), make("th", {}, "now"), make("th", {}, "rows")));
  for (const [was, now, count] of moved)
    table.append(make("tr", {}, make("td", {}, named(was)), make("td", {}, named(now)), make("td", {}, number(count))));
  const notes = [`${number(before.matched)} rows are in both files, ${number(before.only_here)} only here, ${number(before.only_there)} only in ${before.file}.`];
  if (before.other_rules.length) notes.push(`The rules differ: ${before.other_rules.join(", ")} there, ${figures.rules.join(", ")} here.`);
  if (!moved.length) notes.push("No outcome has changed.");
  return card(`Against ${before.file}`, ...notes.map((note) => make("p", { class: "soft" }, note)), moved.length ? make("div", { class: "scroll" }, table) : null);
}

function overview() {
  $("title").textContent = figures.file;
  document.title = `${figures.file} · verify-cli report`;
  const sampled = figures.shown < figures.rows ? `; ${number(figures.shown)} of them, drawn at random, are listed below` : "";
  $("subtitle").textContent = `${number(figures.rows)} rows, rules ${figures.rules.join(", ") || "–"}${sampled}`;
  const cards = [
    ["mean reward", number(figures.mean)],
    figures.pass.length ? ["pass@1", number(figures.pass[0][1])] : null,
    figures.problems ? ["problems", number(figures.problems)] : null,
    ["rows", number(figures.rows)],
    ["errors", number(figures.errors)],
  ];
  for (const one of cards.filter(Boolean)) $("cards").append(make("div", { class: "card" }, make("b", {}, one[1]), make("span", {}, one[0])));
  const rewards = figures.rewards.map(([from, to, count]) => ({ height: count, label: number(from, 2), from, to, count }));
  if (rewards.length) rewards[rewards.length - 1].label = number(rewards[rewards.length - 1].to, 2);
  const lengths = figures.lengths.map(([from, to, count, mean]) => ({ height: Math.max(mean, 0), label: number(from), from, to, count, mean }));
  $("charts").append(...[
    comparison(),
    ...outcomeBars(),
    passCurve(),
    rewards.length ? card("Rewards", bars(rewards, (one) => `${number(one.from, 2)} to ${number(one.to, 2)}: ${one.count} rows`)) : null,
    lengths.length ? card("Lengths in characters", bars(lengths.map((one) => ({ ...one, height: one.count })), (one) => `${one.from} to ${one.to} characters: ${one.count} rows`)) : null,
    lengths.length ? card("Mean reward by length in characters", bars(lengths, (one) => `${one.from} to ${one.to} characters: ${number(one.mean)} over ${one.count} rows`)) : null,
    sources(),
  ].filter(Boolean));
}

// ---- the list -------------------------------------------------------------------------------------------------------

function options() {
  const add = (id, values) => $(id).append(...values.map((value) => make("option", { value }, named(value))));
  add("outcome", [...new Set(index.outcome)].sort());
  const known = [...new Set(index.source)].filter(Boolean).sort();
  if (known.length > 1 && known.length <= 200) {
    add("source", known);
    $("source").hidden = false;
  }
  if (figures.before) $("change").hidden = false;
}

const changed = {
  changed: (was, now) => was !== now, new: (was) => was === "new",
  better: (was, now) => was !== "new" && (now ?? -Infinity) > (was ?? -Infinity),
  worse: (was, now) => was !== "new" && (now ?? -Infinity) < (was ?? -Infinity),
};

let turn = 0;
async function refresh(keep = null) {
  const mine = ++turn;
  const outcome = $("outcome").value, source = $("source").value, change = $("change").value;
  const wanted = $("search").value.trim().toLowerCase();
  let found = [];
  for (let row = 0; row < index.line.length; row += 1) {
    if (outcome && index.outcome[row] !== outcome) continue;
    if (source && index.source[row] !== source) continue;
    if (change && !changed[change](index.before[row], index.reward[row])) continue;
    found.push(row);
  }
  if (wanted) {
    const left = new Set(found);
    found = [];
    const blocks = Math.ceil(index.line.length / CHUNK);
    for (let block = 0; block < blocks; block += 1) {
      const rows = await texts(block);
      if (mine !== turn) return; // another search has begun
      rows.forEach((one, place) => {
        const row = block * CHUNK + place;
        if (left.has(row) && `${one.prompt}\n${one.completion}`.toLowerCase().includes(wanted)) found.push(row);
      });
      if (block % 20 === 19) $("count").textContent = `searching ${Math.round((100 * block) / blocks)}%`;
    }
  }
  const order = $("order").value, column = order.replace("-", ""), sign = order.startsWith("-") ? -1 : 1;
  if (column !== "line") found.sort((one, other) => sign * ((index[column][one] ?? -Infinity) - (index[column][other] ?? -Infinity)) || one - other);
  if (mine !== turn) return;
  chosen = found;
  $("count").textContent = `${number(chosen.length)} of ${number(index.line.length)} rows`;
  $("space").style.height = `${chosen.length * HEIGHT}px`;
  $("list").scrollTop = 0;
  selected = keep === null ? -1 : chosen.indexOf(keep);
  if (selected >= 0) $("list").scrollTop = Math.max(0, selected * HEIGHT - 200);
  show();
  remember();
}

function show() {
  const list = $("list"), first = Math.max(0, Math.floor(list.scrollTop / HEIGHT) - 5);
  const last = Math.min(chosen.length, first + Math.ceil(list.clientHeight / HEIGHT) + 10);
  const items = [];
  for (let place = first; place < last; place += 1) {
    const row = chosen[place];
    const dot = make("span", { class: "dot" });
    dot.style.background = colour(index.outcome[row]);
    const sample = index.sample[row] === null ? "" : `.${index.sample[row]}`;
    const before = figures.before && index.before[row] !== "new" && index.before[row] !== index.reward[row] ? `${number(index.before[row], 2)} → ` : "";
    const item = make(
      "div",
      { class: "item", role: "option", id: `item-${place}`, "aria-selected": place === selected, onclick: () => open(place) },
      make("span", { class: "soft" }, `${index.line[row]}${sample}`), make("span", { class: "tag" }, dot, named(index.outcome[row])),
      make("span", { class: "number" }, `${before}${number(index.reward[row], 2)}`), make("span", {}, words(index.answer[row] || "–")),
      make("span", { class: "soft" }, words(index.id[row] || index.source[row])), make("span", { class: "soft number" }, number(index.length[row])),
    );
    item.style.top = `${place * HEIGHT}px`;
    items.push(item);
  }
  $("space").replaceChildren(...items);
  list.setAttribute("aria-activedescendant", selected >= 0 ? `item-${selected}` : "");
}

const kept = new Map();
async function texts(block) {
  if (!kept.has(block)) {
    if (kept.size > 30) kept.delete(kept.keys().next().value);
    kept.set(block, await unpack(`rows-${block}`));
  }
  return kept.get(block);
}

// ---- a row ----------------------------------------------------------------------------------------------------------

function value(text) {
  return (asFormulas && text && mathml(text)) || make("pre", {}, words(text ?? "–"));
}

function part(name, verdict) {
  const dot = make("span", { class: "dot" });
  dot.style.background = colour(verdict.outcome);
  const detail = verdict.detail ?? {};
  const facts = Object.entries(detail).filter(([key, one]) => one !== null && one !== "" && !["answer", "reference", "source", "first_failure"].includes(key));
  const failure = detail.first_failure;
  return make(
    "div", { class: "part" },
    make("div", { class: "tag" }, dot, make("strong", {}, name), `${number(verdict.score)} · ${named(verdict.outcome)}`),
    make("p", {}, words(verdict.explanation ?? "")),
    facts.length ? make("p", { class: "soft" }, words(facts.map(([key, one]) => `${key}: ${typeof one === "object" ? JSON.stringify(one) : one}`).join(" · "))) : null,
    failure ? make("pre", {}, words(`test ${failure.test + 1}: ${failure.outcome}\ninput     ${failure.input}\nexpected  ${failure.expected}\ngot       ${failure.got}`)) : null,
  );
}

async function open(place) {
  selected = place;
  const row = chosen[place];
  const found = (await texts(Math.floor(row / CHUNK)))[row % CHUNK];
  if (selected !== place) return; // another one was opened meanwhile
  const verdicts = found.row.verdicts ?? {};
  const math = Object.values(verdicts).find((one) => one.detail && "reference" in one.detail);
  const answer = math?.detail.answer ?? null;
  const close = found.completion.lastIndexOf("</think>");
  const text = make("div", { class: "text" });
  if (close >= 0) {
    const reasoning = make("div", { class: "reasoning" });
    prose(found.completion.slice(0, close + 8), null, reasoning);
    text.append(reasoning);
  }
  prose(found.completion.slice(close < 0 ? 0 : close + 8), answer, text);
  const siblings = [];
  if (index.id[row]) for (let other = 0; other < index.id.length && siblings.length < 64; other += 1) if (index.id[other] === index.id[row]) siblings.push(other);
  const dot = (other) => {
    const made = make("span", { class: "dot" });
    made.style.background = colour(index.outcome[other]);
    return made;
  };
  const raw = make("details", {}, make("summary", {}, "Scored row as JSON"));
  raw.addEventListener("toggle", () => { if (raw.open && raw.children.length < 2) raw.append(make("pre", {}, words(JSON.stringify(found.row, null, 2)))); });
  $("row").replaceChildren(
    make("div", { class: "bar" },
      make("strong", {}, `line ${index.line[row]}${index.sample[row] === null ? "" : `, sample ${index.sample[row]}`}`),
      make("span", { class: "soft" }, words(index.id[row])),
      make("button", { type: "button", onclick: shut, title: "Esc" }, "Close")),
    found.row.error ? make("p", {}, words(found.row.error)) : "",
    math ? make("div", {}, make("h2", {}, "Answer and reference"), make("div", { class: "pair" },
      make("div", { id: "answer" }, make("h2", {}, "found"), value(answer)),
      make("div", { id: "reference" }, make("h2", {}, "reference"), value(math.detail.reference)))) : "",
    make("h2", {}, "Verdicts"), ...Object.entries(verdicts).map(([name, verdict]) => part(name, verdict)),
    found.prompt ? make("h2", {}, "Prompt") : "", found.prompt ? (() => { const box = make("div", { class: "text" }); prose(found.prompt, null, box); return box; })() : "",
    make("h2", {}, "Completion"), text,
    siblings.length > 1 ? make("h2", {}, `Samples of this problem (${siblings.length})`) : "",
    siblings.length > 1 ? make("div", { class: "samples" }, ...siblings.map((other) => make("button", { type: "button", class: "tag", onclick: () => jump(other) }, dot(other), number(index.reward[other], 2)))) : "",
    make("h2", {}, "Raw"), raw,
  );
  $("row").hidden = false;
  $("split").classList.add("open");
  $("row").scrollTop = 0;
  const list = $("list");
  if (place * HEIGHT < list.scrollTop || (place + 1) * HEIGHT > list.scrollTop + list.clientHeight) list.scrollTop = Math.max(0, place * HEIGHT - list.clientHeight / 2);
  show();
  remember();
}

function jump(row) {
  const place = chosen.indexOf(row);
  if (place >= 0) return open(place);
  for (const id of ["search", "outcome", "source", "change"]) $(id).value = "";
  return refresh(row).then(() => open(chosen.indexOf(row)));
}

function shut() {
  $("row").hidden = true;
  $("split").classList.remove("open");
  show();
  $("list").focus();
  remember();
}

function move(by) {
  if (!chosen.length) return;
  const place = Math.min(Math.max(selected + by, 0), chosen.length - 1);
  if (!$("row").hidden) open(place);
  else {
    selected = place;
    const list = $("list");
    if (place * HEIGHT < list.scrollTop) list.scrollTop = place * HEIGHT;
    if ((place + 1) * HEIGHT > list.scrollTop + list.clientHeight) list.scrollTop = (place + 1) * HEIGHT - list.clientHeight;
    show();
  }
}

// ---- what is shared: filters and the open row in the address --------------------------------------------------------

function remember() {
  const state = new URLSearchParams();
  for (const id of ["search", "outcome", "source", "change", "order"]) if ($(id).value && $(id).value !== "line") state.set(id, $(id).value);
  if (!$("row").hidden && selected >= 0) state.set("row", chosen[selected]);
  history.replaceState(null, "", `#${state}`);
}

async function recall() {
  const state = new URLSearchParams(location.hash.slice(1));
  for (const id of ["search", "outcome", "source", "change", "order"]) if (state.has(id)) $(id).value = state.get(id);
  const row = state.has("row") ? Number(state.get("row")) : null;
  await refresh(row);
  if (selected >= 0) await open(selected);
}

function filter(wanted) {
  for (const [id, one] of Object.entries(wanted)) $(id).value = one;
  refresh().then(() => $("rows").scrollIntoView({ block: "start" }));
}

function theme() {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "light" : "dark";
}

function press(event) {
  const typing = event.target.matches?.("input, select, textarea");
  if (event.key === "Escape") {
    if ($("keys").open) return;
    if (typing) event.target.blur(); else if (!$("row").hidden) shut();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const acts = {
    "/": () => $("search").focus(), j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    Enter: () => selected >= 0 && !event.target.matches?.("button, summary") && open(selected), t: theme, "?": () => $("keys").showModal(),
    m: () => { asFormulas = !asFormulas; if (!$("row").hidden) open(selected); },
  };
  const act = acts[event.key];
  if (!act || (event.key === "Enter" && event.target.matches?.("button, summary"))) return;
  event.preventDefault();
  act();
}

async function begin() {
  figures = await unpack("figures");
  index = await unpack("index");
  overview();
  options();
  let wait = 0;
  $("search").addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(refresh, 200); });
  for (const id of ["outcome", "source", "change", "order"]) $(id).addEventListener("change", () => refresh());
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("list").addEventListener("scroll", () => requestAnimationFrame(show));
  addEventListener("resize", show);
  addEventListener("keydown", press);
  $("theme").addEventListener("click", theme);
  $("help").addEventListener("click", () => $("keys").showModal());
  await recall();
  document.documentElement.dataset.ready = "yes";
}

begin();
