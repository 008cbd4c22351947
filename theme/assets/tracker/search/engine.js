/**
 * The search: answers from the files of `search/`, which it fetches as a question needs them. No DOM, and nothing leaves the reader's machine.
 */

import { Index, IndexMissing } from "./shelves.js";
import { expand } from "./guesses.js";
import { pair, signature, STOP, term, words, key } from "./words.js";

export { IndexMissing };

/**
 * @typedef {"issue" | "feature" | "staff" | "page"} Kind
 * @typedef {{ kind: Kind, id: string, path: string, title: string, status: string | null, statusLabel: string | null, isOpen: boolean,
 *   severity: string | null, product: string | null, productName: string | null, workaround: boolean, excerpt: string | null,
 *   duplicateOf: string | null, tone: string | null }} Row
 * @typedef {Row & { matched: string[], score: number }} Hit
 * @typedef {{ query: string, terms: string[], hits: Hit[], total: number, exact: string | null, corrected: Record<string, string> | null }} Found
 * @typedef {{ best: Hit | null, hits: Hit[], words: string[], signature: string }} Match
 * @typedef {(path: string, version?: string) => Promise<ArrayBuffer | Uint8Array | string>} Read
 * @typedef {{ limit?: number, kinds?: Kind[], signal?: AbortSignal }} Options
 * @typedef {{ find(query: string, options?: Options): Promise<Found>, match(text: string, options?: Options): Promise<Match>,
 *   row(id: string): Promise<Row | null>, rows(ids: string[]): Promise<(Row | null)[]> }} Search
 */

const LONGEST_QUERY = 2_000;
const MOST_WORDS = 20;
const MOST_ERROR_WORDS = 24;
const LONGEST_ERROR = 20_000;
const NAMES_WORTH = 100;
const PAIR_WORTH = 0.35;
const SYNONYM_WORTH = 0.6;
const ALL_WORDS_WORTH = 0.5;
const KNOWN_FROM = 0.5;
const RELATED_FROM = 0.3;

/**
 * Reads files below an address, as the boxes do.
 *
 * @param {string | URL} folder
 * @returns {Read}
 */
export function readerOf(folder) {
  return async (path, version) => {
    const address = new URL(path, folder);
    if (version) {
      address.searchParams.set("v", version);
    }
    const response = await fetch(address, version ? undefined : { cache: "no-cache" });
    if (!response.ok) {
      throw new IndexMissing(`${path}: ${response.status}`);
    }
    return response.arrayBuffer();
  };
}

/**
 * Opens the index; its files are read when they are needed. Rejects with `IndexMissing` where there is none.
 *
 * @param {{ read: Read }} outside
 * @returns {Promise<Search>}
 */
export async function openSearch({ read }) {
  const index = await Index.open(read);
  return {
    find: (query, options = {}) => find(index, query, options),
    match: (text, options = {}) => match(index, text, options),
    row: async (id) => (await index.byId(id)) ?? null,
    rows: (ids) => Promise.all(ids.map(async (id) => (await index.byId(id)) ?? null)),
  };
}

/**
 * @param {Index} index
 * @param {string} query
 * @param {Options} options
 * @returns {Promise<Found>}
 */
async function find(index, query, { limit = 20, kinds, signal } = {}) {
  const asked = String(query ?? "").slice(0, LONGEST_QUERY);
  const typed = words(asked);
  const wanted = unique(typed.filter((word) => !STOP.has(word))).slice(0, MOST_WORDS);
  const isTyping = wanted.length > 0 && typed.at(-1) === wanted.at(-1) && /[\p{L}\p{N}]$/u.test(asked);
  const [named, neighbours, allowed, ...looked] = await Promise.all([
    byName(index, asked),
    neighboursOf(index, typed.slice(0, 2 * MOST_WORDS)),
    allowedBy(index, kinds),
    ...wanted.map((word) => index.postings(term(word))),
  ]);
  signal?.throwIfAborted();
  const guesses = await Promise.all(wanted.map((word, at) => expand(index, word, looked[at]?.count ?? 0, isTyping && at === wanted.length - 1)));
  signal?.throwIfAborted();
  const tally = new Tally(index.slots, wanted.length);
  await Promise.all(
    wanted.map(async (word, at) => {
      const more = [...guesses[at].terms, ...index.synonyms(term(word)).map((other) => ({ term: other, worth: SYNONYM_WORTH }))];
      const lists = await Promise.all(more.map((each) => index.postings(each.term)));
      tally.addWord(at, index.count, [
        { list: looked[at], worth: 1 },
        ...lists.map((list, n) => ({ list, worth: more[n].worth })),
      ]);
    }),
  );
  signal?.throwIfAborted();
  tally.addAllWords();
  for (const list of neighbours) {
    tally.add(list, PAIR_WORTH, index.count);
  }
  for (const { list } of named) {
    tally.addNames(list);
  }
  const best = tally.best(limit + 5, allowed);
  const hits = ranked(await hitsOf(index, best, wanted)).slice(0, limit);
  signal?.throwIfAborted();
  const corrected = Object.fromEntries(wanted.map((word, at) => [word, guesses[at].corrected]).filter(([, other]) => other));
  return {
    query: asked,
    terms: wanted,
    hits,
    total: tally.total(allowed),
    exact: exactly(hits, named, asked),
    corrected: Object.keys(corrected).length ? corrected : null,
  };
}

/**
 * Duplicates come after what they are duplicates of, where both are found.
 *
 * @param {Hit[]} hits
 * @returns {Hit[]}
 */
function ranked(hits) {
  const order = [...hits];
  for (const hit of hits) {
    const at = order.indexOf(hit);
    const original = order.findIndex((other) => other.id === hit.duplicateOf);
    if (original > at && hit.score < NAMES_WORTH) {
      order.splice(at, 0, ...order.splice(original, 1));
    }
  }
  return order;
}

/**
 * @param {Hit[]} hits
 * @param {{ key: string, isWhole: boolean }[]} named
 * @param {string} asked
 * @returns {string | null}
 */
function exactly(hits, named, asked) {
  const whole = named.find((each) => each.isWhole);
  if (!whole || !hits.length || hits[0].score < NAMES_WORTH) {
    return null;
  }
  const same = hits.filter((hit) => key(hit.id) === whole.key);
  const spelt = same.find((hit) => hit.id.toLowerCase() === asked.trim().toLowerCase());
  if (spelt) {
    return spelt.id;
  }
  if (same.length) {
    return same.length === 1 ? same[0].id : null;
  }
  const sure = hits.filter((hit) => hit.score >= NAMES_WORTH);
  return sure.length === 1 || sure[0].score > sure[1].score + NAMES_WORTH / 8 ? sure[0].id : null;
}

/**
 * What is called as the question says, as a whole or in one of its words.
 *
 * @param {Index} index
 * @param {string} asked
 * @returns {Promise<{ key: string, isWhole: boolean, list: import("./shelves.js").List }[]>}
 */
async function byName(index, asked) {
  const whole = asked.length <= 120 ? key(asked) : "";
  const within = [...asked.slice(0, 500).matchAll(/\b[A-Za-z]{2,10}[- ]?[0-9][0-9A-Za-z-]*/g)].map(([text]) => key(text));
  const keys = unique([whole, ...within.slice(0, 5)].filter(Boolean));
  const lists = await Promise.all(keys.map((each) => index.postings(`=${each}`)));
  return keys.map((each, at) => ({ key: each, isWhole: each === whole, list: lists[at] })).filter((each) => each.list.count);
}

/**
 * @param {Index} index
 * @param {string[]} typed
 * @returns {Promise<import("./shelves.js").List[]>}
 */
function neighboursOf(index, typed) {
  const found = typed.map(term);
  return Promise.all(unique(found.slice(1).map((next, at) => pair(found[at], next))).map((each) => index.pairs(each)));
}

/**
 * Which entries are of these kinds; null for all.
 *
 * @param {Index} index
 * @param {Kind[]} [kinds]
 * @returns {Promise<Uint8Array | null>}
 */
async function allowedBy(index, kinds) {
  if (!kinds) {
    return null;
  }
  const allowed = new Uint8Array(index.slots);
  for (const list of await Promise.all(kinds.map((kind) => index.postings(`:${kind}`)))) {
    list.numbers.forEach((number) => {
      allowed[number] = 1;
    });
  }
  return allowed;
}

/**
 * @param {Index} index
 * @param {{ number: number, score: number, mask: number }[]} best
 * @param {string[]} wanted
 * @returns {Promise<Hit[]>}
 */
async function hitsOf(index, best, wanted) {
  const rows = await Promise.all(best.map(({ number }) => index.byNumber(number)));
  return best.flatMap(({ score, mask }, at) => {
    const row = rows[at];
    return row ? [{ ...row, score, matched: wanted.filter((_, n) => mask & (1 << n)) }] : [];
  });
}

/**
 * @template T
 * @param {T[]} values
 * @returns {T[]}
 */
function unique(values) {
  return [...new Set(values)];
}

/**
 * How rare a list is, by the formula of BM25 (Robertson and Zaragoza, 2009).
 *
 * @param {number} count
 * @param {number} all
 * @returns {number}
 */
function rarity(count, all) {
  return Math.log(1 + (all - count + 0.5) / (count + 0.5));
}

/** What speaks for each entry. */
class Tally {
  /**
   * @param {number} slots
   * @param {number} wanted how many words
   */
  constructor(slots, wanted) {
    this.scores = new Float32Array(slots);
    this.masks = new Int32Array(slots);
    this.wanted = wanted;
    this.weights = new Float32Array(32);
  }

  /**
   * A word and what may be meant by it; of these the best counts.
   *
   * @param {number} at
   * @param {number} all
   * @param {{ list: import("./shelves.js").List, worth: number }[]} lists
   */
  addWord(at, all, lists) {
    /** @type {Map<number, number>} */
    const best = new Map();
    for (const { list, worth } of lists) {
      const weight = worth * rarity(list.count, all);
      this.weights[at] = Math.max(this.weights[at], weight);
      for (let n = 0; n < list.count; n += 1) {
        const score = (weight * list.impacts[n]) / 31;
        if (score > (best.get(list.numbers[n]) ?? 0)) {
          best.set(list.numbers[n], score);
        }
      }
    }
    for (const [number, score] of best) {
      this.scores[number] += score;
      this.masks[number] |= 1 << at;
    }
  }

  /** Who has more of the words comes first. */
  addAllWords() {
    const whole = this.weights.reduce((sum, weight) => sum + weight, 0);
    if (!whole) {
      return;
    }
    for (let number = 0; number < this.masks.length; number += 1) {
      const mask = this.masks[number];
      if (mask) {
        let share = 0;
        for (let at = 0; at < this.wanted; at += 1) {
          share += mask & (1 << at) ? this.weights[at] : 0;
        }
        this.scores[number] += ALL_WORDS_WORTH * share * (share / whole);
      }
    }
  }

  /**
   * @param {import("./shelves.js").List} list
   * @param {number} worth
   * @param {number} all
   */
  add(list, worth, all) {
    const score = worth * rarity(list.count, all);
    for (const number of list.numbers) {
      // Neighbours are kept by place, which others share: only who has a word itself is meant.
      this.scores[number] += this.masks[number] ? score : 0;
    }
  }

  /**
   * @param {import("./shelves.js").List} list
   */
  addNames(list) {
    for (let n = 0; n < list.count; n += 1) {
      this.scores[list.numbers[n]] += NAMES_WORTH + list.impacts[n] * (NAMES_WORTH / 8);
    }
  }

  /**
   * @param {number} limit
   * @param {Uint8Array | null} allowed
   * @returns {{ number: number, score: number, mask: number }[]}
   */
  best(limit, allowed) {
    /** @type {{ number: number, score: number, mask: number }[]} */
    const found = [];
    for (let number = 0; number < this.scores.length; number += 1) {
      if (this.scores[number] > 0 && (!allowed || allowed[number])) {
        found.push({ number, score: this.scores[number], mask: this.masks[number] });
      }
    }
    return found.sort((one, other) => other.score - one.score || one.number - other.number).slice(0, limit);
  }

  /**
   * @param {Uint8Array | null} allowed
   * @returns {number}
   */
  total(allowed) {
    return this.scores.reduce((sum, score, number) => sum + (score > 0 && (!allowed || allowed[number]) ? 1 : 0), 0);
  }
}

/**
 * Which issue a pasted error belongs to. `best` is null where nothing is known; `hits` may then still hold what is related.
 *
 * @param {Index} index
 * @param {string} text
 * @param {Options} options
 * @returns {Promise<Match>}
 */
async function match(index, text, { limit = 5, signal } = {}) {
  const lines = linesOf(String(text ?? "").slice(0, LONGEST_ERROR));
  const wanted = unique(lines.flat().filter((word) => !STOP.has(word) && word.length > 1)).slice(0, MOST_ERROR_WORDS);
  const said = lines.slice(0, 3).map((line) => line.join(" ")).join("\n");
  if (!wanted.length) {
    return { best: null, hits: [], words: [], signature: said };
  }
  const chosen = new Set(wanted);
  const pairs = unique(lines.flatMap((line) => line.slice(1).flatMap((next, at) => (chosen.has(line[at]) || chosen.has(next) ? [pair(term(line[at]), term(next))] : [])))).slice(0, MOST_ERROR_WORDS);
  const [lists, neighbours, allowed] = await Promise.all([
    Promise.all(wanted.map((word) => index.postings(term(word)))),
    Promise.all(pairs.map((each) => index.pairs(each))),
    allowedBy(index, ["issue", "feature"]),
  ]);
  signal?.throwIfAborted();
  const tally = new Tally(index.slots, wanted.length);
  wanted.forEach((_, at) => tally.addWord(at, index.count, [{ list: lists[at], worth: 1 }]));
  for (const list of neighbours) {
    tally.add(list, PAIR_WORTH, index.count);
  }
  const evidence = new Evidence(index, wanted, lists, neighbours);
  const judged = tally
    .best(40, allowed)
    .map((each) => ({ ...each, score: evidence.share(each.number, each.mask) }))
    .filter((each) => each.score >= RELATED_FROM)
    .sort((one, other) => other.score - one.score || one.number - other.number)
    .slice(0, limit);
  const hits = await hitsOf(index, judged, wanted);
  signal?.throwIfAborted();
  const best = hits.length && hits[0].score >= KNOWN_FROM && hits[0].matched.length > 1 ? hits[0] : null;
  return { best, hits, words: best?.matched ?? [], signature: said };
}

const FRAME = /^\s*(?:at\s+\S+.*\(|at\s+\S+:\d+|file\s+"[^"]+",\s+line\s+\d+|\^|~+|\.{3}\s*\d+\s+more|\d+\s+\|)/i;
const TELLING = /(?:error|exception|fail|fatal|cannot|can't|denied|refused|invalid|timeout|timed out|unable|not found|exceeded|abort|panic)/i;

/**
 * The lines of an error by their signatures, the most telling first; every line once.
 *
 * @param {string} text
 * @returns {string[][]}
 */
function linesOf(text) {
  const lines = text.split(/\r\n|[\n\r]/).filter((line) => line.trim());
  const rank = (/** @type {string} */ line) => (FRAME.test(line) ? 2 : TELLING.test(line) ? 0 : 1);
  const ordered = lines.map((line, at) => ({ line, at, rank: rank(line) })).sort((one, other) => one.rank - other.rank || one.at - other.at);
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const { line } of ordered.slice(0, 60)) {
    const said = signature(line);
    if (said.length && !found.has(said.join(" "))) {
      found.set(said.join(" "), said);
    }
  }
  return [...found.values()];
}

/** How much of a pasted error an entry explains. */
class Evidence {
  /**
   * @param {Index} index
   * @param {string[]} wanted
   * @param {import("./shelves.js").List[]} lists
   * @param {import("./shelves.js").List[]} neighbours
   */
  constructor(index, wanted, lists, neighbours) {
    // An unknown word counts as one that stands in one entry: it speaks against every entry alike.
    this.weights = lists.map((list) => rarity(Math.max(1, list.count), index.count));
    this.whole = this.weights.reduce((sum, weight) => sum + weight, 0);
    this.neighbours = neighbours.map((list) => new Set(list.numbers));
    this.wanted = wanted;
  }

  /**
   * From 0 to 1: the words by their rarity, and half as much again where they stand in the same order.
   *
   * @param {number} number
   * @param {number} mask
   * @returns {number}
   */
  share(number, mask) {
    const said = this.weights.reduce((sum, weight, at) => sum + (mask & (1 << at) ? weight : 0), 0) / this.whole;
    const together = this.neighbours.length ? this.neighbours.filter((list) => list.has(number)).length / this.neighbours.length : said;
    return (2 * said + together) / 3;
  }
}
