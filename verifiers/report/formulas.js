"use strict";
// The LaTeX of answers as MathML: `mathml(text)` gives an element, or null for what is not known, which then stays as it
// was written. Made of elements and text alone, and bounded in tokens and depth.

const SYMBOLS = {
  alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ϵ", varepsilon: "ε", zeta: "ζ", eta: "η", theta: "θ", kappa: "κ",
  lambda: "λ", mu: "μ", nu: "ν", xi: "ξ", pi: "π", rho: "ρ", sigma: "σ", tau: "τ", phi: "ϕ", varphi: "φ", chi: "χ", psi: "ψ",
  omega: "ω", Gamma: "Γ", Delta: "Δ", Theta: "Θ", Lambda: "Λ", Pi: "Π", Sigma: "Σ", Phi: "Φ", Psi: "Ψ", Omega: "Ω",
  cdot: "⋅", times: "×", div: "÷", pm: "±", mp: "∓", le: "≤", leq: "≤", ge: "≥", geq: "≥", ne: "≠", neq: "≠", approx: "≈",
  equiv: "≡", in: "∈", notin: "∉", cup: "∪", cap: "∩", subset: "⊂", subseteq: "⊆", setminus: "∖", emptyset: "∅", varnothing: "∅",
  infty: "∞", to: "→", rightarrow: "→", Rightarrow: "⇒", implies: "⇒", iff: "⇔", ldots: "…", dots: "…", cdots: "⋯", sum: "∑",
  prod: "∏", int: "∫", partial: "∂", nabla: "∇", circ: "∘", degree: "°", angle: "∠", mid: "∣", forall: "∀", exists: "∃",
  neg: "¬", land: "∧", lor: "∨", perp: "⊥", parallel: "∥", triangle: "△", star: "⋆", prime: "′", ell: "ℓ", mathbb: "", quad: " ",
  qquad: "  ", "{": "{", "}": "}", "%": "%", "$": "$", "#": "#", "&": "&", "_": "_", ",": " ", ";": " ", ":": " ", "!": "", " ": " ",
  leqslant: "⩽", geqslant: "⩾", ll: "≪", gg: "≫", sim: "∼", cong: "≅", propto: "∝", wedge: "∧", vee: "∨", lnot: "¬", mapsto: "↦",
  Leftrightarrow: "⇔", leftrightarrow: "↔", leftarrow: "←", longrightarrow: "⟶", bigcup: "⋃", bigcap: "⋂", supset: "⊃",
  supseteq: "⊇", subsetneq: "⊊", oplus: "⊕", otimes: "⊗", bullet: "∙", ast: "∗", hbar: "ℏ", Re: "ℜ", Im: "ℑ", aleph: "ℵ",
  Xi: "Ξ", Upsilon: "Υ", upsilon: "υ", iota: "ι", vartheta: "ϑ", because: "∵", therefore: "∴", lbrace: "{", rbrace: "}",
  lt: "<", gt: ">", vdots: "⋮", ddots: "⋱", oint: "∮", square: "□", checkmark: "✓", backslash: "∖",
  lfloor: "⌊", rfloor: "⌋", lceil: "⌈", rceil: "⌉", langle: "⟨", rangle: "⟩", lvert: "|", rvert: "|", "|": "‖",
};
const NAMES = new Set("sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp min max gcd lcm det lim mod".split(" "));
const DRESS = new Set("text textbf textit mathrm mathcal mathsf mathfrak mathbf mathit operatorname mbox textnormal boldsymbol".split(" "));
const FENCES = { matrix: ["", ""], pmatrix: ["(", ")"], bmatrix: ["[", "]"], vmatrix: ["|", "|"], Vmatrix: ["‖", "‖"], Bmatrix: ["{", "}"],
  smallmatrix: ["", ""], array: ["", ""], cases: ["{", ""], aligned: ["", ""], align: ["", ""], split: ["", ""], gathered: ["", ""] };
const NOTHING = new Set("left right middle displaystyle textstyle limits big Big bigg Bigg bigl bigr Bigl Bigr".split(" "));

function tokens(text) {
  return text.match(/\\(?:begin|end)\s*\{[a-zA-Z]+\*?\}|\\(?:text\w*|math(?:rm|bf|it)|operatorname|mbox|boldsymbol)\s*\{[^{}]*\}|\\[a-zA-Z]+|\\[^a-zA-Z]|\d+(?:\.\d+)?|[^\s]/g) ?? [];
}

function mathml(text, block = false) {
  const MATH = "http://www.w3.org/1998/Math/MathML";
  const node = (name, ...inner) => {
    const made = document.createElementNS(MATH, name);
    made.append(...inner);
    return made;
  };
  const all = tokens(text);
  if (all.length > 400) return null;
  let at = 0, depth = 0;
  class Unknown extends Error {}
  const row = (end) => {
    if (++depth > 60) throw new Unknown();
    const found = [];
    while (at < all.length && !end.includes(all[at])) found.push(script(one()));
    depth -= 1;
    return found.length === 1 ? found[0] : node("mrow", ...found);
  };
  const group = () => {
    if (/^\d./.test(all[at] ?? "")) { // without braces LaTeX takes a single digit
      const digit = all[at][0];
      all[at] = all[at].slice(1);
      return node("mn", digit);
    }
    if (all[at] !== "{") return one();
    at += 1;
    const found = row(["}"]);
    if (all[at] !== "}") throw new Unknown();
    at += 1;
    return found;
  };
  const script = (base) => {
    let up = null, down = null;
    while (all[at] === "^" || all[at] === "_") {
      const which = all[at++];
      if (at >= all.length) throw new Unknown();
      if (which === "^") up = group(); else down = group();
    }
    if (up && down) return node("msubsup", base, down, up);
    return up ? node("msup", base, up) : down ? node("msub", base, down) : base;
  };
  const table = (name) => { // rows end with two backslashes, cells with &
    const end = `\\end{${name}}`, fences = FENCES[name.replace("*", "")];
    if (!fences) throw new Unknown();
    if (name === "array") group(); // how its columns stand
    const rows = [];
    let cells = [];
    for (;;) {
      cells.push(node("mtd", row(["&", "\\\\", end])));
      if (at >= all.length) throw new Unknown();
      const mark = all[at++];
      if (mark === "&") continue;
      rows.push(node("mtr", ...cells));
      cells = [];
      if (mark === end) break;
      if (all[at] === end) { at += 1; break; } // behind the last row, too, may stand two backslashes
    }
    return node("mrow", node("mo", fences[0]), node("mtable", ...rows), node("mo", fences[1]));
  };
  const one = () => {
    const token = all[at++];
    if (token === undefined || "}&^_".includes(token)) throw new Unknown();
    if (token === "{") { at -= 1; return group(); }
    if (/^\d/.test(token)) return node("mn", token);
    if (/^[a-zA-Z]$/.test(token)) return node("mi", token);
    if (token[0] !== "\\") return node("mo", token === "-" ? "−" : token === "*" ? "∗" : token);
    const begun = /^\\begin\s*\{(.*)\}$/.exec(token);
    if (begun) return table(begun[1]);
    const dressed = /^\\[a-z]+\s*\{([^{}]*)\}$/.exec(token);
    if (token.startsWith("\\end")) throw new Unknown();
    if (dressed) return node("mtext", dressed[1].replace(/^ | $/g, "\u00a0"));
    const name = token.slice(1);
    if (/^[dtc]?frac$/.test(name)) return node("mfrac", group(), group());
    if (/^[dt]?binom$/.test(name)) return node("mrow", node("mo", "("), node("mfrac", group(), group()), node("mo", ")"));
    if (name === "sqrt") {
      if (all[at] !== "[") return node("msqrt", group());
      at += 1;
      const degree = row(["]"]);
      at += 1;
      return node("mroot", group(), degree);
    }
    if (name === "boxed" || name === "fbox") return group();
    if (name === "overline" || name === "bar" || name === "vec" || name === "overrightarrow" || name === "hat" || name === "widehat" || name === "tilde" || name === "dot")
      return node("mover", group(), node("mo", { overline: "¯", bar: "¯", vec: "→", overrightarrow: "→", hat: "^", widehat: "^", tilde: "~", dot: "˙" }[name]));
    if (name === "pmod") return node("mrow", node("mo", "("), node("mi", "mod"), node("mo", "\u2009"), group(), node("mo", ")"));
    if (name === "bmod") return node("mo", "mod");
    if (name === "underline") return node("munder", group(), node("mo", "_"));
    if (DRESS.has(name)) return all[at] === "{" ? group() : one();
    if (NOTHING.has(name)) return all[at] === "." ? (at += 1, node("mrow")) : at < all.length ? one() : node("mrow");
    if (NAMES.has(name)) return node("mi", name);
    if (name in SYMBOLS) return /^[a-zA-Z]+$/.test(name) && /\p{L}/u.test(SYMBOLS[name]) ? node("mi", SYMBOLS[name]) : node("mo", SYMBOLS[name]);
    throw new Unknown();
  };
  try {
    const found = row([]);
    if (at < all.length) return null;
    const math = node("math", found);
    math.setAttribute("displaystyle", "true");
    if (block) math.setAttribute("display", "block");
    return math;
  } catch (error) {
    if (error instanceof Unknown || error instanceof RangeError) return null;
    throw error;
  }
}
