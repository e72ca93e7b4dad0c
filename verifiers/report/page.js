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

// Figures share one frame: 320 wide, values from y = 105 (0) up to y = 15, ticks on the left, labels below.
const LEFT = 34, RIGHT = 316, FLOOR = 105, TOP = 15;

function frame(label, ticks, scale) {
  const svg = draw("svg", { viewBox: "0 0 320 138", role: "img", "aria-label": label });
  const height = (value) => FLOOR - ((FLOOR - TOP) * value) / scale;
  for (const tick of ticks) {
    svg.append(draw("line", { x1: LEFT, x2: RIGHT, y1: height(tick), y2: height(tick), stroke: "var(--line)" }));
    svg.append(draw("text", { x: LEFT - 5, y: height(tick) + 4, "text-anchor": "end" }, number(tick, tick < 0.1 ? 2 : 1)));
  }
  const label_at = (x, y, text, anchor = "middle") => svg.append(draw("text", { x, y, "text-anchor": anchor }, text));
  return { svg, height, label: label_at };
}

// Ticks that a person would choose: 0, and steps of 1, 2 or 5 tens that reach over the highest value.
function ticksFor(most) {
  const power = 10 ** Math.floor(Math.log10(most || 1));
  const step = [0.2, 0.5, 1, 2, 5].map((one) => one * power).find((one) => one * 4 >= most) ?? power;
  const whole = most >= 4 ? Math.max(1, Math.round(step)) : step;
  return Array.from({ length: Math.ceil(most / whole - 1e-9) + 1 }, (_, place) => place * whole);
}

const short = (count) => (count < 1000 ? number(count) : count < 1e6 ? `${count < 10000 ? (count / 1000).toFixed(1) : Math.round(count / 1000)}k` : `${(count / 1e6).toFixed(1)}M`);
const ends = (one) => (one.low === null || one.low === undefined ? "" : ` (95%: ${number(one.low)} to ${number(one.high)})`);

// A histogram of rows: every bar with its count, the axis with the ends of the bins.
function histogram(title, bins, unit) {
  const ticks = ticksFor(Math.max(...bins.map((one) => one.count)));
  const { svg, height, label } = frame(title, ticks, ticks[ticks.length - 1] || 1);
  const width = (RIGHT - LEFT) / bins.length, crowded = bins.filter((one) => one.count).length;
  bins.forEach((one, place) => {
    const bar = draw("rect", { x: LEFT + place * width + 1, y: height(one.count), width: Math.max(width - 2, 1), height: FLOOR - height(one.count), rx: 2, fill: "var(--accent)" });
    bar.append(draw("title", {}, `${number(one.from, 2)} to ${number(one.to, 2)} ${unit}: ${number(one.count)} rows`));
    svg.append(bar);
    if (one.count && crowded <= 12) label(LEFT + (place + 0.5) * width, height(one.count) - 3, short(one.count));
  });
  edges(bins, width, label, 120);
  label((LEFT + RIGHT) / 2, 136, unit);
  return card(title, svg);
}

// The ends of bins, as many as there is room for, the last one always.
function edges(bins, width, label, y) {
  const said = (value) => (Math.abs(value) >= 1000 ? short(value) : number(value, 2));
  const every = Math.ceil(bins.length / 6);
  for (let place = 0; place + every / 2 <= bins.length; place += every)
    if (place < bins.length) label(LEFT + place * width, y, said(bins[place].from));
  label(RIGHT + 2, y, said(bins[bins.length - 1].to), "end");
}

// Means, each with its interval, in a dot whose area is its share of the rows: one row is no more than a speck.
function means(title, bins, unit) {
  const low = Math.min(0, ...bins.map((one) => one.mean)), most = Math.max(1e-9, ...bins.map((one) => one.high ?? one.mean));
  if (low < 0) return histogramOfMeans(title, bins, unit);
  const ticks = most <= 1 ? [0, 0.5, 1] : ticksFor(most);
  const { svg, height, label } = frame(title, ticks, ticks[ticks.length - 1]);
  const width = (RIGHT - LEFT) / bins.length, rows = Math.max(...bins.map((one) => one.count));
  bins.forEach((one, place) => {
    const x = LEFT + (place + 0.5) * width;
    whisker(svg, x, height, one);
    const dot = draw("circle", { cx: x, cy: height(one.mean), r: Math.max(1.2, 6 * Math.sqrt(one.count / rows)), fill: "var(--accent)" });
    dot.append(draw("title", {}, `${number(one.from)} to ${number(one.to)} ${unit}: ${number(one.mean)}${ends(one)} over ${number(one.count)} rows`));
    svg.append(dot);
    label(x, 120, short(one.count));
  });
  label(LEFT - 5, 120, "rows", "end");
  edges(bins, width, label, 136);
  return card(`${title} in ${unit}`, svg);
}

// Where rewards are below 0 there is no floor to stand on: a table says it.
function histogramOfMeans(title, bins, unit) {
  const table = make("table", {}, make("tr", {}, make("th", {}, unit), make("th", {}, "rows"), make("th", {}, "mean"), make("th", {}, "95%")));
  for (const one of bins) table.append(make("tr", {}, make("td", {}, `${number(one.from)} to ${number(one.to)}`), make("td", {}, number(one.count)), make("td", {}, number(one.mean)), make("td", {}, span(one))));
  return card(title, make("div", { class: "scroll" }, table));
}

const span = (one) => (one.low === null || one.low === undefined ? "–" : `${number(one.low, 2)} to ${number(one.high, 2)}`);

function whisker(svg, x, height, one) {
  if (one.low === null || one.low === undefined) return;
  const from = Math.max(one.low, 0);
  svg.append(draw("line", { x1: x, x2: x, y1: height(from), y2: height(one.high), stroke: "var(--soft)", "stroke-width": 1.2 }));
  for (const end of [from, one.high]) svg.append(draw("line", { x1: x - 3, x2: x + 3, y1: height(end), y2: height(end), stroke: "var(--soft)", "stroke-width": 1.2 }));
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
  const points = figures.pass.map(([k, value, problems, low, high]) => ({ k, value, problems, low, high }));
  if (!points.length) return null;
  const table = make("table", {}, make("tr", {}, ...["k", "pass@k", "95%", "problems"].map((name) => make("th", {}, name))));
  for (const one of points)
    table.append(make("tr", {}, make("td", {}, `${one.k}`), make("td", {}, number(one.value)), make("td", {}, span(one)), make("td", {}, number(one.problems))));
  const title = `pass@k, problems told by ${figures.grouped_by}`;
  if (points.length === 1) return card(title, table); // one point is no curve
  const { svg, height, label } = frame("pass@k", [0, 0.5, 1], 1);
  const most = Math.log2(points[points.length - 1].k);
  const place = (one) => [LEFT + 14 + ((RIGHT - LEFT - 28) * Math.log2(one.k)) / most, height(one.value)];
  points.slice(1).forEach((one, before) => {
    const last = points[before];
    if (last.problems !== one.problems) return; // of other problems: nothing rises or falls between them
    const [x1, y1] = place(last), [x2, y2] = place(one);
    svg.append(draw("line", { x1, y1, x2, y2, stroke: "var(--accent)", "stroke-width": 2 }));
  });
  for (const one of points) {
    const [x, y] = place(one);
    whisker(svg, x, height, one);
    const all = one.problems === points[0].problems;
    const dot = draw("circle", { cx: x, cy: y, r: 4, fill: all ? "var(--accent)" : "var(--card)", stroke: "var(--accent)", "stroke-width": 1.5 });
    dot.append(draw("title", {}, `pass@${one.k}: ${number(one.value)}${ends(one)} over ${number(one.problems)} problems`));
    svg.append(dot);
    label(x, 120, `${one.k}`);
  }
  label(LEFT - 5, 120, "k", "end");
  const fewer = points.some((one) => one.problems !== points[0].problems);
  const note = fewer ? make("p", { class: "soft" }, "Hollow: over fewer problems, those that have k samples; not joined with others.") : null;
  return card(title, svg, table, note);
}

function sources() {
  if (!figures.by) return null;
  const table = make("table", {}, make("tr", {}, make("th", {}, figures.by), make("th", {}, "rows"), make("th", {}, "mean reward"), make("th", {}, "95%")));
  for (const one of figures.sources) {
    const link = make("button", { class: "link", type: "button", onclick: () => filter({ source: one.name }) }, one.name || "(none)");
    table.append(make("tr", {}, make("td", {}, link), make("td", {}, number(one.rows)), make("td", {}, number(one.mean)), make("td", {}, span(one))));
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
  // A name may break behind its own marks, so that a phone does not break it in a word.
  $("title").replaceChildren(...figures.file.split(/(?<=[._-])/).flatMap((part) => [part, make("wbr")]));
  document.title = `${figures.file} · verify-cli report`;
  const sampled = figures.shown < figures.rows ? `; ${number(figures.shown)} of them, drawn at random, are listed below` : "";
  $("subtitle").textContent = `${number(figures.rows)} rows, rules ${figures.rules.join(", ") || "–"}${sampled}`;
  const cards = [
    ["mean reward", number(figures.mean), figures.interval],
    figures.pass.length ? ["pass@1", number(figures.pass[0][1]), figures.pass[0].slice(3)] : null,
    figures.problems ? ["problems", number(figures.problems)] : null,
    ["rows", number(figures.rows)],
    ["errors", number(figures.errors)],
  ];
  for (const [name, value, interval] of cards.filter(Boolean)) {
    const between = interval && interval[0] !== null ? make("span", { class: "between" }, `95%: ${number(interval[0])} to ${number(interval[1])}`) : null;
    $("cards").append(make("div", { class: "card" }, make("b", {}, value), make("span", {}, name), between));
  }
  const rewards = figures.rewards.map(([from, to, count]) => ({ from, to, count }));
  const lengths = figures.lengths.map(([from, to, count, mean, low, high]) => ({ from, to, count, mean, low, high }));
  $("charts").append(...[
    comparison(),
    ...outcomeBars(),
    passCurve(),
    rewards.length ? histogram("Rewards", rewards, "reward") : null,
    lengths.length ? histogram("Lengths", lengths, "characters") : null,
    lengths.length ? means("Mean reward by length", lengths, "characters") : null,
    sources(),
  ].filter(Boolean));
}

// ---- the list -------------------------------------------------------------------------------------------------------

function options() {
  const add = (id, values) => $(id).append(...values.map((value) => make("option", { value }, named(value))));
  add("outcome", [...new Set(index.outcome)].sort());
  const known = [...new Set(index.source)].filter(Boolean).sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
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
