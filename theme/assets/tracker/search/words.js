/**
 * What a text is to the search: its words, their stems, and the signature of a pasted error. The index is made by the same rules
 * (`tracker/site/search/words.py`), and the same cases test both. No DOM, no state but a memory for stems.
 */

import { stem } from "./stem.js";

export const LONGEST = 40;

/** Words that stand in every text: they are looked for only beside their neighbours. */
export const STOP = new Set(
  (
    "a an and are as at be been but by can could did do does for from had has have he her his i if in into is it its me my no not of on or our " +
    "she should so than that the their them then there these they this those to too us was we were what when where which who will with would you your"
  ).split(" "),
);

const UNSEEN = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/g;
const MARKS = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]+/g;
const WORD = /[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+(?:\.[0-9]+)+|[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)?/gu;
const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;

/** What differs between two occurrences of one error. In this order; the index knows the same list. */
const VARIABLE = [
  /\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]+)?(?:z\b|[+-][0-9]{2}:?[0-9]{2})?)?/g,
  /\b[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}\b/g,
  /\b[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]+)?\b/g,
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g,
  /\b0x[0-9a-f]+\b/g,
  /\b(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,}\b/g,
  /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^/\s"'<>]*/g,
  /[a-z0-9._%+-]{1,64}@[a-z0-9.-]+/g,
  /(?:\b[a-z]:[\\/]|\\\\|~\/|\/(?:home|users|usr|opt|var|tmp|etc|root|mnt|srv|private|app|data|library|applications)\/)(?:[^\\/\s:"'<>|()]{1,80}[\\/])*/g,
];
const NUMBER = /^[0-9][0-9.]*$/;
const IS_ID = /^(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{12,}$/;
const NUMBERED = new Set(["http", "status", "code", "error", "errno", "exit"]);

/**
 * A text without what nobody sees and without accents, in lower case.
 *
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  // eslint-disable-next-line no-control-regex
  const plain = /[^\x00-\x7f]/.test(text) ? text.normalize("NFKD").replace(UNSEEN, "").replace(MARKS, "").replace(/[\u2018\u2019\u02bc\uff07]/g, "'").normalize("NFC") : text;
  return plain.toLowerCase();
}

/**
 * The words of a text as they are written, folded.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function words(text) {
  return wordsOf(fold(text));
}

/**
 * @param {string} folded
 * @returns {string[]}
 */
function wordsOf(folded) {
  /** @type {string[]} */
  const found = [];
  for (const word of folded.match(WORD) ?? []) {
    const bare = word.includes("'") ? word.replace(/'s$/, "").replaceAll("'", "") : word.replaceAll(",", "");
    if (UNSPACED.test(bare)) {
      found.push(...neighbours(bare));
    } else {
      found.push(bare.length > LONGEST ? bare.slice(0, LONGEST) : bare);
    }
  }
  return found;
}

/**
 * Scripts without spaces are searched by pairs of characters.
 *
 * @param {string} run
 * @returns {string[]}
 */
function neighbours(run) {
  const signs = [...run];
  return signs.length < 2 ? signs : signs.slice(1).map((sign, at) => signs[at] + sign);
}

/** @type {Map<string, string>} */
const known = new Map();

/**
 * What a word is looked up by.
 *
 * @param {string} word
 * @returns {string}
 */
export function term(word) {
  let found = known.get(word);
  if (found === undefined) {
    found = /^[a-z]+$/.test(word) ? stem(word) : word;
    // "being" is no "be".
    found = STOP.has(found) ? word : found;
    if (known.size > 20_000) {
      known.clear();
    }
    known.set(word, found);
  }
  return found;
}

/**
 * The terms of a text, stop words left out.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function terms(text) {
  return words(text).filter((word) => !STOP.has(word)).map(term);
}

/**
 * The words of a pasted error that another occurrence of it has, too.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function signature(text) {
  const found = lasting(text);
  return found.filter((word, at) => !IS_ID.test(word) && (!NUMBER.test(word) || (at > 0 && NUMBERED.has(found[at - 1]))));
}

/**
 * The same with its numbers.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function saying(text) {
  return lasting(text).filter((word) => !IS_ID.test(word));
}

/**
 * @param {string} text
 * @returns {string[]}
 */
function lasting(text) {
  let left = fold(text);
  for (const pattern of VARIABLE) {
    left = left.replace(pattern, " ");
  }
  return wordsOf(left);
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let state = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    state = state & 1 ? (state >>> 1) ^ 0xedb88320 : state >>> 1;
  }
  return state;
});

/**
 * CRC-32 (RFC 1952) of the UTF-8 bytes.
 *
 * @param {string} text
 * @returns {number}
 */
export function hash(text) {
  let state = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) {
    state = CRC[(state ^ byte) & 0xff] ^ (state >>> 8);
  }
  return ~state >>> 0;
}

/**
 * What stands for one term directly before another.
 *
 * @param {string} one
 * @param {string} next
 * @returns {number}
 */
export function pair(one, next) {
  return (Math.imul(hash(one), 31) ^ hash(next)) >>> 0;
}

/**
 * An id or alias without what people write differently: `DEF-0042`, `def 42` and `DEF42` are the same.
 *
 * @param {string} text
 * @returns {string}
 */
export function key(text) {
  return fold(text).replace(/[^\p{L}\p{N}]+/gu, "").replace(/(^|[^0-9])0+(?=[0-9])/gu, "$1");
}
