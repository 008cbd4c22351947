/**
 * The search: answers from the files of `search/`, which it fetches as a question needs them. No DOM, and nothing leaves the reader's machine.
 */

import { allowedBy, hitsOf, NAMES_WORTH, PAIR_WORTH, Tally, unique } from "./tally.js";
import { Index, IndexMissing } from "./shelves.js";
import { apart, joined } from "./compounds.js";
import { expand } from "./guesses.js";
import { pair, STOP, term, words, key } from "./words.js";

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
const SYNONYM_WORTH = 0.6;
/** Of two words for one, and of one for two. */
const COMPOUND_WORTH = 0.9;

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
    match: async (text, options = {}) => (await import("./errors.js")).match(index, text, options),
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
  const others = await Promise.all(wanted.map((word, at) => otherwise(index, word, joined(index, asked, typed), looked[at].count)));
  signal?.throwIfAborted();
  const guesses = await Promise.all(
    wanted.map((word, at) =>
      expand(index, word, {
        // A word that has synonyms is known, wherever it stands.
        isKnown: looked[at].count > 0 || index.hasSynonyms(word),
        isElsewhere: others[at].length > 0,
        isTyping: isTyping && at === wanted.length - 1,
      }),
    ),
  );
  signal?.throwIfAborted();
  const tally = new Tally(index.slots, wanted.length);
  await Promise.all(
    wanted.map(async (_, at) => {
      const lists = await Promise.all(guesses[at].terms.map((each) => index.postings(each.term)));
      tally.addWord(at, index.count, [
        { list: looked[at], worth: 1 },
        ...others[at],
        ...lists.map((list, n) => ({ list, worth: guesses[at].terms[n].worth })),
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
 * Where what is meant by a word is written otherwise: as two words, as one with its neighbour, by a word that means the same. Each is looked for
 * in every way in which it may be written.
 *
 * @param {Index} index
 * @param {string} word
 * @param {{ word: string, parts: string[] }[]} compounds of it and of the other words
 * @param {number} count in how many entries it stands
 * @returns {Promise<{ list: import("./shelves.js").List, worth: number }[]>}
 */
async function otherwise(index, word, compounds, count) {
  const wholes = compounds.filter(({ parts }) => parts.includes(word)).map((compound) => compound.word);
  const same = unique([word, ...wholes].flatMap((each) => index.synonyms(each)));
  const divided = [...same, ...(count && !index.hasSynonyms(word) ? [] : [word])];
  const [alike, joint, ...parted] = await Promise.all([
    Promise.all(same.map((each) => index.postings(term(each)))),
    Promise.all(wholes.map((each) => index.postings(term(each)))),
    ...divided.map((each) => apart(index, each)),
  ]);
  return [
    ...alike.map((list) => ({ list, worth: SYNONYM_WORTH })),
    ...joint.map((list) => ({ list, worth: COMPOUND_WORTH })),
    ...parted.flatMap((lists, at) => lists.map((list) => ({ list, worth: COMPOUND_WORTH * (divided[at] === word ? 1 : SYNONYM_WORTH) }))),
  ].filter(({ list }) => list.count);
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
