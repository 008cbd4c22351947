/**
 * What a log writes, and the message in it: lines, the most telling first, and the short messages at their ends.
 */

import { saying, signature, STOP } from "./words.js";

const MOST_LINES = 12;
const MOST_MESSAGES = 8;
const LONGEST_SHORT = 6;

/** What a program writes around its message. */
export const AROUND = new Set(
  ("error errors warn warning info debug trace fatal severe critical notice exception thread main worker http nio exec pool server client log logger " +
    "java python node lang run stderr stdout uncaught caused traceback most recent call last line file").split(" "),
);
/** "Exception in thread" */
const IN_FRONT = new Set([...AROUND, "in"]);
const FRAME = /^\s*(?:at\s+\S.*[(:]\S*\d|at\s+\S+$|file\s+"[^"]+",\s+line\s+\d+|\^|~+|\.{3}\s*\d+\s+more|\d+\s+\||traceback\b)/i;
const TELLING = /(?:error|exception|fail|fatal|cannot|can't|could not|denied|refused|invalid|timeout|timed out|unable|not found|exceeded|abort|panic)/i;

/**
 * @typedef {{ words: string[], ends: string[] }} Line a line's signature, and its text from each place on where its message may begin
 * @typedef {{ words: string[], signature: string[] }} Message words with their numbers
 */

/**
 * The lines of an error by their signatures, the most telling first; every line once, those that only say where last.
 *
 * @param {string} text
 * @returns {Line[]}
 */
export function linesOf(text) {
  const lines = text.split(/\r\n|[\n\r]/).filter((line) => line.trim());
  const rank = (/** @type {string} */ line) => (FRAME.test(line.slice(0, 500)) ? 2 : TELLING.test(line.slice(0, 2000)) ? 0 : 1);
  const ordered = lines.slice(0, 400).map((line, at) => ({ line, at, rank: rank(line) })).sort((one, other) => one.rank - other.rank || one.at - other.at);
  const isTold = ordered.some((each) => each.rank < 2);
  /** @type {Map<string, Line>} */
  const found = new Map();
  for (const each of ordered) {
    const words = each.rank === 2 && isTold ? [] : signature(each.line.slice(0, 2000));
    if (words.length && found.size < MOST_LINES && !found.has(words.join(" "))) {
      found.set(words.join(" "), { words, ends: endsOf(each.line.slice(0, 2000)) });
    }
  }
  return [...found.values()];
}

/**
 * What a line says after each thing that programs write in front of a message: a time, a level, a thread, a class; and what it quotes.
 *
 * @param {string} line
 * @returns {string[]}
 */
function endsOf(line) {
  const begins = [0, ...Array.from(line.matchAll(/(?:[:\]>)|]|\s[-\u2013\u2014]+)\s+/g), (found) => found.index + found[0].length)];
  const quoted = Array.from(line.matchAll(/"([^"]+)"|'([^']+)'|`([^`]+)`/g), (found) => found[1] ?? found[2] ?? found[3]);
  return [...begins.slice(0, MOST_MESSAGES).map((at) => line.slice(at)), ...quoted.slice(0, MOST_MESSAGES)];
}

/**
 * The short messages in the first lines, without the words around them: of so few words each counts, and each number.
 *
 * @param {Line[]} lines
 * @returns {Message[]}
 */
export function shortOnes(lines) {
  /** @type {Map<string, Message>} */
  const found = new Map();
  for (const end of lines.slice(0, 3).flatMap((line) => line.ends)) {
    const all = saying(end);
    const from = all.findIndex((word) => !IN_FRONT.has(word));
    const words = all.slice(Math.max(0, from));
    const told = words.filter((word) => !STOP.has(word) && /\p{L}/u.test(word));
    if (from >= 0 && told.length && words.length <= LONGEST_SHORT && found.size < MOST_MESSAGES) {
      found.set(words.join(" "), { words, signature: signature(words.join(" ")) });
    }
  }
  return [...found.values()];
}
