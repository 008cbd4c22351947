/**
 * A list as columns of numbers: which of its issues a state lets through, how many each further choice would, and in which order. Pure.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Choice} Choice
 * @typedef {{ id: string, title: string, where: string, severity: string, weight: string, status: string, tone: string, hasWorkaround: boolean, votes: number, updated: number, reason: string }} Row
 * @typedef {{ found: number[], counts: Record<string, number[]>, unchecked: number }} Found
 *   `found` are places in the usual order; `counts` for each choice of a facet, given the other facets; `unchecked` those of which nobody knows
 *   whether they affect a version that is asked for.
 */

import { FACETS, YES, folded, wordsOf } from "./state.js";

/** @type {number[]} */
const NONE = [];
const FIRST = [0];

export class List {
  /**
   * @param {any} columns As the build wrote them.
   */
  constructor(columns) {
    this.columns = columns;
    /** How many issues there are. */
    this.count = columns.state.length;
    /** @type {string[]} */
    this.ids = [];
    /** @type {string[]} */
    this.titles = [];
    /** @type {string[]} Why an issue was closed without doing what was asked. */
    this.reasons = [];
    /** @type {string[]} */
    this.words = [];
    /** @type {Set<string>} The products whose answers for versions are known. */
    this.standings = new Set();
    this.sorts = ["title", columns.severities.length > 0 ? "severity" : "votes", "status", "updated"];
    this.choices = choices(columns);
    /** @type {number[][]} For each issue the versions that it affects. */
    this.affects = [];
    /** @type {number[][]} For each issue the versions of which nobody knows. */
    this.unknown = [];
    this.at = this.#columns();
    /** @type {Found} What is found where nothing is narrowed; nothing is said of versions there. */
    this.whole = this.find({ facets: {}, text: "", sort: "", page: 1 });
  }

  /** For each facet, the choices that an issue has, by its place. */
  #columns() {
    const { columns } = this;
    const one = Array.from({ length: Math.max(columns.severities.length, columns.statuses.length) }, (_, n) => [n]);
    const firsts = starts(columns.products, "components");
    const places = columns.places.map(([product, parts]) => ({
      product: [product],
      component: parts.map((/** @type {number} */ part) => firsts[product] + part),
    }));
    /** @type {Record<string, (place: number) => number[]>} */
    const at = {
      open: (p) => (columns.states[columns.state[p]][2] === "open" ? FIRST : NONE),
      workaround: (p) => (columns.workaround[p] ? FIRST : NONE),
      severity: (p) => one[columns.severity[p]] ?? NONE,
      status: (p) => one[columns.states[columns.state[p]][0]],
      product: (p) => places[columns.place[p]].product,
      component: (p) => places[columns.place[p]].component,
      version: (p) => this.affects[p] ?? NONE,
    };
    return at;
  }

  /**
   * The words of some rows: those of a chunk.
   *
   * @param {number} chunk
   * @param {{ ids: string[], titles: string[], reasons: Record<string, string> }} content
   */
  learnRows(chunk, content) {
    content.ids.forEach((id, n) => {
      const place = chunk * this.columns.chunk + n;
      this.ids[place] = id;
      this.titles[place] = content.titles[n];
      this.reasons[place] = content.reasons[n] ?? "";
      this.words[place] = folded(`${content.titles[n]} ${id}`);
    });
  }

  /**
   * What a product's issues say of its versions.
   *
   * @param {string} product
   * @param {{ patterns: string[], issues: number[] }} content
   */
  learnVersions(product, content) {
    const which = this.columns.products.findIndex((/** @type {any} */ each) => each.id === product);
    const first = starts(this.columns.products, "versions")[which];
    const affects = content.patterns.map((pattern) => having(pattern, "a", first));
    const unknown = content.patterns.map((pattern) => having(pattern, "u", first));
    let next = 0;
    for (let p = 0; p < this.count; p += 1) {
      if (this.columns.places[this.columns.place[p]][0] === which) {
        this.affects[p] = affects[content.issues[next]];
        this.unknown[p] = unknown[content.issues[next]];
        next += 1;
      }
    }
    this.standings.add(product);
  }

  /**
   * What has to be known before a state can be answered: products with their versions, and whether all titles are.
   *
   * @param {State} state
   * @returns {{ products: string[], titles: boolean }}
   */
  needs(state) {
    const shown = new Set([...this.productsShown(state), ...state.facets.version.map((value) => value.slice(0, value.indexOf(":")))]);
    const products = this.columns.products.filter((/** @type {any} */ each) => shown.has(each.id) && each.standing && !this.standings.has(each.id));
    return { products: products.map((/** @type {any} */ each) => each.id), titles: wordsOf(state.text).length > 0 || /^-?title$/.test(state.sort) };
  }

  /**
   * The products whose parts and versions are offered: those chosen, or the only one.
   *
   * @param {State} state
   * @returns {string[]}
   */
  productsShown(state) {
    const all = this.choices.product.map(({ value }) => value);
    const within = [...state.facets.component, ...state.facets.version].map((value) => value.slice(0, value.indexOf(":")));
    const chosen = new Set([...state.facets.product, ...within]);
    return all.length === 1 ? all : all.filter((each) => chosen.has(each));
  }

  /**
   * @param {State} state
   * @returns {Found}
   */
  find(state) {
    const wanted = FACETS.map((facet) => new Set((state.facets[facet] ?? []).map((value) => this.choices[facet].findIndex((c) => c.value === value))));
    const at = FACETS.map((facet) => this.at[facet]);
    const counts = FACETS.map((facet) => new Array(this.choices[facet].length).fill(0));
    const words = wordsOf(state.text);
    const chosen = wanted[FACETS.indexOf("version")];
    const found = [];
    let unchecked = 0;
    for (let p = 0; p < this.count; p += 1) {
      if (!words.every((word) => this.words[p].includes(word))) {
        continue;
      }
      let missed = -1;
      let misses = 0;
      for (let f = 0; f < FACETS.length && misses < 2; f += 1) {
        if (wanted[f].size > 0 && !at[f](p).some((choice) => wanted[f].has(choice))) {
          missed = f;
          misses += 1;
        }
      }
      if (misses === 0) {
        found.push(p);
        for (let f = 0; f < FACETS.length; f += 1) {
          at[f](p).forEach((choice) => (counts[f][choice] += 1));
        }
      } else if (misses === 1) {
        at[missed](p).forEach((choice) => (counts[missed][choice] += 1));
        unchecked += FACETS[missed] === "version" && (this.unknown[p] ?? NONE).some((version) => chosen.has(version)) ? 1 : 0;
      }
    }
    return { found, counts: Object.fromEntries(FACETS.map((facet, f) => [facet, counts[f]])), unchecked };
  }

  /**
   * Places in the order that is asked for; what is alike there stays in the usual order.
   *
   * @param {number[]} found
   * @param {string} sort
   * @returns {number[]}
   */
  sorted(found, sort) {
    if (!sort) {
      return found;
    }
    const { columns } = this;
    const letters = new Intl.Collator("en", { numeric: true });
    /** @type {Record<string, (a: number, b: number) => number>} */
    const orders = {
      title: (a, b) => letters.compare(this.titles[a], this.titles[b]),
      severity: (a, b) => columns.severity[b] - columns.severity[a],
      votes: (a, b) => columns.votes[a] - columns.votes[b],
      status: (a, b) => columns.states[columns.state[a]][0] - columns.states[columns.state[b]][0],
      updated: (a, b) => columns.updated[a] - columns.updated[b],
    };
    const order = orders[sort.replace(/^-/, "")];
    const direction = sort.startsWith("-") ? -1 : 1;
    return [...found].sort((a, b) => direction * order(a, b) || a - b);
  }

  /**
   * The chunks in which the words of these rows lie and that are not known yet.
   *
   * @param {number[]} places
   * @returns {number[]}
   */
  chunksOf(places) {
    return [...new Set(places.filter((p) => !(p in this.ids)).map((p) => Math.floor(p / this.columns.chunk)))];
  }

  /** @returns {number[]} */
  get allChunks() {
    return this.chunksOf(Array.from({ length: this.count }, (_, p) => p));
  }

  /**
   * @param {number} place
   * @returns {Row}
   */
  row(place) {
    const { columns } = this;
    const [, status, tone] = columns.states[columns.state[place]];
    const [severity, weight] = columns.severities[columns.severity[place]] ?? ["", ""];
    return {
      id: this.ids[place],
      title: this.titles[place],
      where: columns.places[columns.place[place]][2],
      severity,
      weight,
      status,
      tone,
      hasWorkaround: Boolean(columns.workaround[place]),
      votes: columns.votes[place],
      updated: columns.updated[place],
      reason: this.reasons[place],
    };
  }
}

/**
 * @param {any} columns
 * @returns {Record<string, Choice[]>}
 */
function choices(columns) {
  const named = (/** @type {[string, string][]} */ pairs) => pairs.map(([value, label]) => ({ value, label }));
  const yes = [{ value: YES, label: "" }];
  const within = (/** @type {any} */ product, /** @type {string} */ value, /** @type {string} */ label) => ({
    value: `${product.id}:${value}`,
    label,
    product: product.id,
  });
  return {
    open: yes,
    workaround: yes,
    severity: named(columns.severities),
    status: named(columns.statuses),
    product: columns.products.map((/** @type {any} */ p) => ({ value: p.id, label: p.name })),
    component: columns.products.flatMap((/** @type {any} */ p) => p.components.map(([id, name]) => within(p, id, name))),
    version: columns.products.flatMap((/** @type {any} */ p) => p.versions.map((/** @type {string} */ v) => within(p, v, v))),
  };
}

/**
 * Where the choices of each product begin among those of all products.
 *
 * @param {any[]} products
 * @param {"components" | "versions"} what
 * @returns {number[]}
 */
function starts(products, what) {
  let next = 0;
  return products.map((product) => {
    const first = next;
    next += product[what].length;
    return first;
  });
}

/**
 * Where a letter stands in a pattern, whose runs are shortened: `n2a` is `nna`.
 *
 * @param {string} pattern
 * @param {string} wanted
 * @param {number} first
 * @returns {number[]}
 */
function having(pattern, wanted, first) {
  const found = [];
  let next = first;
  for (const [, letter, length] of pattern.matchAll(/([a-z])(\d*)/g)) {
    for (let run = Number(length || 1); run > 0; run -= 1) {
      if (letter === wanted) {
        found.push(next);
      }
      next += 1;
    }
  }
  return found;
}
