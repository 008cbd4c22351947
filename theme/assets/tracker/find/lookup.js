/**
 * Answers from the site's own index: the engine is loaded when the first question is asked, and files of the index as it needs them.
 */

import { STOP } from "../search/words.js";
import { isMessage, meant, understood } from "./question.js";

/**
 * @typedef {import("../search/engine.js").Hit} Hit
 *
 * @typedef {object} Answer
 * @property {"none" | "wordless" | "message" | "words"} kind nothing asked; nothing in it to look for; a program's message; words
 * @property {Hit[]} hits best first
 * @property {number} total how many there are, of which `hits` are the best
 * @property {Hit | null} best of a message: what it is most likely about
 * @property {string[]} words of a message: those that the best hit shares with it
 * @property {string} corrected the question as it was understood, where that is another than the one asked
 */

/** The first page of the site, from wherever this module lies. */
export const ROOT = new URL("../../../", import.meta.url).href;

const INDEX = new URL("search/", ROOT);

const FIRST = "index.json";

/** @type {Promise<import("../search/engine.js").Search> | undefined} */
let opening;

/** The file that every question needs, fetched while the engine is. */
async function begun() {
  const response = await fetch(new URL(FIRST, INDEX), { cache: "no-cache" });
  if (!response.ok) {
    throw new Error(`${FIRST}: ${response.status}`);
  }
  return response.arrayBuffer();
}

/** The engine, loaded once; what failed is tried again at the next question. */
export function warmUp() {
  opening ??= Promise.all([import("../search/engine.js"), begun()])
    .then(([{ openSearch, readerOf }, first]) => {
      const read = readerOf(INDEX);
      return openSearch({ read: async (path, version) => (path === FIRST ? first : read(path, version)) });
    })
    .catch((error) => {
      opening = undefined;
      throw error;
    });
  return opening;
}

/**
 * @param {string} text
 * @param {number} limit how many results: each may cost a file
 * @param {AbortSignal} [signal]
 * @returns {Promise<Answer>} rejects where there is no index to answer from, or the question was given up
 */
export async function answerTo(text, limit, signal) {
  const none = { hits: [], total: 0, best: null, words: [], corrected: "" };
  if (!text.trim()) {
    return { ...none, kind: "none" };
  }
  const engine = await warmUp();
  signal?.throwIfAborted();
  if (isMessage(text)) {
    const { best, hits, words, signature } = await engine.match(text, { signal });
    signal?.throwIfAborted();
    const hasWords = signature.split(/\s+/).some((/** @type {string} */ word) => word.length > 1 && !STOP.has(word));
    return { ...none, kind: hasWords ? "message" : "wordless", hits, best, words };
  }
  const found = await engine.find(text, { limit, signal });
  signal?.throwIfAborted();
  const other = found.corrected ?? {};
  const hits = meant(found.hits, found.exact);
  return {
    ...none,
    kind: found.terms.length || found.hits.length ? "words" : "wordless",
    hits: hits.map((/** @type {Hit} */ hit) => ({ ...hit, matched: hit.matched.map((word) => other[word] ?? word) })),
    total: hits.length < found.hits.length ? hits.length : found.total,
    corrected: understood(found.terms, found.corrected),
  };
}
