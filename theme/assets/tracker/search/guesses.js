/**
 * What may be meant by a word that is being typed, or that stands nowhere: words that begin so, and words that differ by one slip.
 */

import { term } from "./words.js";

const MOST_ENDINGS = 12;
const MOST_SLIPS = 3;
const ENDING_WORTH = 0.7;
const SLIP_WORTH = 0.75;
const SHORTEST_SLIP = 4;

/**
 * @typedef {{ terms: { term: string, worth: number }[], corrected: string | null }} Guess
 */

/**
 * @param {import("./shelves.js").Index} index
 * @param {string} word
 * @param {object} facts
 * @param {boolean} facts.isKnown it stands somewhere, or has synonyms
 * @param {boolean} facts.isElsewhere it stands somewhere as two words, or as one with its neighbour: what it looks like may be meant as well
 * @param {boolean} facts.isTyping it may go on
 * @returns {Promise<Guess>}
 */
export async function expand(index, word, { isKnown, isElsewhere, isTyping }) {
  const own = term(word);
  const endings = isTyping && word.length > 1 ? (await index.words(word)).filter((entry) => term(entry.word) !== own) : [];
  if (isKnown || endings.length) {
    return { terms: strongest(endings, MOST_ENDINGS, ENDING_WORTH), corrected: null };
  }
  const slips = word.length >= SHORTEST_SLIP && /\p{L}/u.test(word) ? await slipsOf(index, word) : [];
  const best = slips.sort((one, other) => likeness(other, word) - likeness(one, word));
  return { terms: strongest(best.slice(0, MOST_SLIPS), MOST_SLIPS, SLIP_WORTH), corrected: isElsewhere ? null : (best[0]?.word ?? null) };
}

/**
 * @param {import("./shelves.js").Entry[]} entries
 * @param {number} most
 * @param {number} worth
 * @returns {{ term: string, worth: number }[]}
 */
function strongest(entries, most, worth) {
  const ordered = [...entries].sort((one, other) => other.weight - one.weight || (one.word < other.word ? -1 : 1));
  return [...new Set(ordered.map((entry) => term(entry.word)))].slice(0, most).map((each) => ({ term: each, worth }));
}

/**
 * Slips seldom happen at the first letter, and common words are meant more often.
 *
 * @param {import("./shelves.js").Entry} entry
 * @param {string} word
 * @returns {number}
 */
function likeness(entry, word) {
  return entry.weight + (entry.word[0] === word[0] ? 3 : 0);
}

/**
 * A slip in the front half leaves the end as it is, one in the back half the beginning: one of the two lists has the word.
 *
 * @param {import("./shelves.js").Index} index
 * @param {string} word
 * @returns {Promise<import("./shelves.js").Entry[]>}
 */
async function slipsOf(index, word) {
  const turned = [...word].reverse().join("");
  const [front, back] = await Promise.all([index.words(word.slice(0, 2)), index.words(turned.slice(0, 2), { turned: true })]);
  /** @type {Map<string, import("./shelves.js").Entry>} */
  const found = new Map();
  for (const entry of front) {
    if (isLikely(word, entry.word)) {
      found.set(entry.word, entry);
    }
  }
  for (const entry of back) {
    if (isLikely(turned, entry.word)) {
      const right = [...entry.word].reverse().join("");
      found.set(right, { word: right, weight: entry.weight });
    }
  }
  return [...found.values()];
}

/**
 * Nearly every short word becomes another one by another letter ("mode", "more"), or by one less: there only a letter that was left out, or two
 * that were changed over, are taken for a slip.
 *
 * @param {string} word
 * @param {string} other
 * @returns {boolean}
 */
function isLikely(word, other) {
  const isSure = word.length > SHORTEST_SLIP || other.length > word.length || [...word].sort().join("") === [...other].sort().join("");
  return isSure && isOneSlip(word, other);
}

/**
 * One letter too many, too few or another, or two changed over.
 *
 * @param {string} one
 * @param {string} other
 * @returns {boolean}
 */
export function isOneSlip(one, other) {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (one === other || long.length - short.length > 1) {
    return false;
  }
  let from = 0;
  while (from < short.length && short[from] === long[from]) {
    from += 1;
  }
  if (long.length > short.length) {
    return short.slice(from) === long.slice(from + 1);
  }
  const isTurned = short[from] === long[from + 1] && short[from + 1] === long[from];
  return short.slice(from + 1) === long.slice(from + 1) || (isTurned && short.slice(from + 2) === long.slice(from + 2));
}
