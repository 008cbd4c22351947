/**
 * Words that some write as one and others as two: signin, sign-in, sign in.
 */

import { fold, pair, STOP, term } from "./words.js";

/** The first part may be a letter, as in e-mail. */
const SHORTEST_END = 2;
/** Shorter words are in no list of words. */
const SHORTEST_LISTED = 3;
const LONGEST = 24;

/**
 * Entries in which a word stands as two words side by side.
 *
 * @param {import("./shelves.js").Index} index
 * @param {string} word
 * @returns {Promise<import("./shelves.js").List[]>} a list for each way to take it apart that stands anywhere
 */
export async function apart(index, word) {
  const lists = await Promise.all((await cuts(index, word)).map(([one, next]) => sideBySide(index, one, next)));
  return lists.filter((list) => list.count);
}

/**
 * Neighbours of a question that are one word elsewhere: those that its hyphens join, and those that are one word of the synonyms.
 *
 * @param {import("./shelves.js").Index} index
 * @param {string} asked
 * @param {string[]} typed its words
 * @returns {{ word: string, parts: string[] }[]}
 */
export function joined(index, asked, typed) {
  const folded = fold(asked);
  return typed
    .slice(1)
    .map((next, at) => ({ word: typed[at] + next, parts: [typed[at], next], isHyphened: folded.includes(`${typed[at]}-${next}`) }))
    .filter(({ word, isHyphened }) => (isHyphened || index.hasSynonyms(word)) && /^\p{L}+$/u.test(word));
}

/**
 * Where a word may be cut, so that each part is a word of its own.
 *
 * @param {import("./shelves.js").Index} index
 * @param {string} word
 * @returns {Promise<[string, string][]>}
 */
async function cuts(index, word) {
  if (word.length <= SHORTEST_LISTED || word.length > LONGEST || !/^\p{L}+$/u.test(word)) {
    return [];
  }
  const turned = [...word].reverse().join("");
  const [front, back] = await Promise.all([index.words(word.slice(0, 2)), index.words(turned.slice(0, 2), { turned: true })]);
  const begin = new Set(front.map((entry) => entry.word));
  const end = new Set(back.map((entry) => [...entry.word].reverse().join("")));
  const isWord = (/** @type {string} */ part, /** @type {Set<string>} */ listed) => part.length < SHORTEST_LISTED || STOP.has(part) || listed.has(part);
  /** @type {[string, string][]} */
  const found = [];
  for (let at = 1; at <= word.length - SHORTEST_END; at += 1) {
    const [one, next] = [word.slice(0, at), word.slice(at)];
    if (isWord(one, begin) && isWord(next, end) && !(STOP.has(one) && STOP.has(next))) {
      found.push([one, next]);
    }
  }
  return found;
}

/**
 * Pairs of neighbours share places, so the words themselves have to be there, too.
 *
 * @param {import("./shelves.js").Index} index
 * @param {string} one
 * @param {string} next
 * @returns {Promise<import("./shelves.js").List>}
 */
async function sideBySide(index, one, next) {
  const told = [one, next].filter((word) => !STOP.has(word));
  const [beside, ...lists] = await Promise.all([index.pairs(pair(term(one), term(next))), ...told.map((word) => index.postings(term(word)))]);
  const impacts = lists.map((list) => new Map(Array.from(list.numbers, (number, at) => [number, list.impacts[at]])));
  const numbers = beside.numbers.filter((number) => impacts.every((some) => some.has(number)));
  const least = Uint8Array.from(numbers, (number) => Math.min(...impacts.map((some) => some.get(number) ?? 0)));
  return { numbers, impacts: least, count: numbers.length };
}
