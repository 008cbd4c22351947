/**
 * What somebody asks the search box, told from the text alone: words, or a message that a program has given. Knows no page.
 */

import { term, words } from "../search/words.js";

/** Characters from which on a text is taken for a message: nobody types so much to find something. */
const LONG = 160;

/** Characters of a question that the address of the page carries; hosts refuse much longer ones. */
const ADDRESS_LIMIT = 1500;

/** Characters of a text that are looked at: more than any message needs to be told from others. */
export const TEXT_LIMIT = 20_000;

/** What is in messages and stack traces, and hardly ever in a question. */
const SIGNS = [
  /\b(traceback|stack ?trace|segmentation fault|core dumped|panicked at|errno|unhandled|uncaught|exception in thread)\b/i,
  /(^|[\s.])\w*(Error|Exception)\b\s*[:([]/,
  /^\W*(error|fatal|warning|exception|failed|failure)\b\s*[:[(\]]/i,
  /(^|\s)at [\w$.<>]+\s?\(/,
  /\b0x[0-9a-f]{3,}\b/i,
  /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d/,
  /\b[\w-]+\.[a-z]{1,4}:\d+\b/,
  /(^|[\s"'(])(\/[\w.@-]+){3,}/,
  /\b[A-Za-z]:\\\w/,
  /^\W*(ERROR|FATAL|WARN|WARNING|PANIC)\b/,
  /\b(ERR|E)_[A-Z0-9_]{3,}\b/,
];

/**
 * Is it a message of a program, to be matched as a whole, rather than words to look for?
 *
 * @param {string} text
 * @returns {boolean}
 */
export function isMessage(text) {
  const whole = text.trim();
  return whole.length > LONG || /\S[^\S\n]*\r?\n\s*\S/.test(whole) || SIGNS.some((sign) => sign.test(whole));
}

/**
 * The beginning of a text in as few characters as a page can take, without a cut through one of them.
 *
 * @param {string} text
 * @param {number} limit
 * @returns {string}
 */
export function shortened(text, limit) {
  return text.length <= limit ? text : text.slice(0, limit).replace(/[\ud800-\udbff]$/, "");
}

/**
 * A question as it is said back in one line: no line breaks, nothing that turns the direction of what follows.
 *
 * @param {string} text
 * @returns {string}
 */
export function saidBack(text) {
  const line = text
    .replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, " ")
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
    .trim();
  return line.length > 80 ? `${shortened(line, 79).trimEnd()}…` : line;
}

/**
 * @param {string} search the part of an address that begins with `?`
 * @returns {string}
 */
export function questionIn(search) {
  return shortened(new URLSearchParams(search).get("q") ?? "", TEXT_LIMIT);
}

/**
 * The part of an address that stands for a question, with whatever else it says; nothing for none.
 *
 * @param {string} text
 * @param {string} [search] what the address says now
 * @returns {string}
 */
export function searchOf(text, search = "") {
  const said = new URLSearchParams(search);
  said.delete("q");
  if (text.trim()) {
    said.set("q", shortened(text, ADDRESS_LIMIT));
  }
  const whole = said.toString();
  return whole ? `?${whole}` : "";
}

/**
 * Does the address carry all of the question?
 *
 * @param {string} text
 * @returns {boolean}
 */
export function fitsAddress(text) {
  return text.length <= ADDRESS_LIMIT;
}

/**
 * A text in pieces, those that matched told apart: words of the same stem, and those that begin so.
 *
 * @param {string} text
 * @param {readonly string[]} matched
 * @returns {{ text: string, isMatch: boolean }[]}
 */
export function pieces(text, matched) {
  const wanted = matched.map((word) => ({ word, stem: term(word) }));
  const made = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const said = words(found).join("");
    if (wanted.some(({ word, stem }) => said && (said.startsWith(word) || term(said) === stem))) {
      if (index > from) {
        made.push({ text: text.slice(from, index), isMatch: false });
      }
      made.push({ text: found, isMatch: true });
      from = index + found.length;
    }
  }
  if (from < text.length || !made.length) {
    made.push({ text: text.slice(from), isMatch: false });
  }
  return made;
}

/**
 * Of the words that matched, those that do not stand in a text.
 *
 * @param {string} text
 * @param {readonly string[]} matched
 * @returns {string[]}
 */
export function elsewhere(text, matched) {
  return matched.filter((word) => !pieces(text, [word]).some((piece) => piece.isMatch));
}

/**
 * A question as it was understood, word by word; empty where it was understood as it stands.
 *
 * @param {readonly string[]} asked its words
 * @param {Readonly<Record<string, string>> | null} corrected another word for some of them
 * @returns {string}
 */
export function understood(asked, corrected) {
  return corrected ? asked.map((word) => corrected[word] ?? word).join(" ") : "";
}

/** The groups of an answer, by the kind of a hit. Where two are equally good, the first comes first. */
export const GROUPS = /** @type {const} */ ([
  ["issue", "Known issues"],
  ["feature", "Feature requests"],
  ["staff", "Official staff"],
  ["page", "Other pages"],
]);

/** Whoever asks what goes wrong most likely means an issue. */
const HEAD_START = 1.25;

/**
 * Hits by kind: the group with the best hit first, in each the best first.
 *
 * @template {{ kind: string, score: number }} H
 * @param {readonly H[]} hits
 * @returns {{ kind: string, name: string, hits: H[] }[]}
 */
export function grouped(hits) {
  const worth = (/** @type {H} */ hit) => hit.score * (hit.kind === "issue" ? HEAD_START : 1);
  return GROUPS.map(([kind, name]) => ({ kind, name, hits: hits.filter((hit) => hit.kind === kind) }))
    .filter((group) => group.hits.length)
    .sort((one, other) => worth(other.hits[0]) - worth(one.hits[0]));
}

/**
 * Where the question is the number of an issue: that issue, what goes by the same number, and what it is a duplicate of. Else all.
 *
 * @template {{ id: string, kind: string, duplicateOf: string | null }} H
 * @param {readonly H[]} hits
 * @param {string | null} exact the id that the question means, if it means one
 * @returns {readonly H[]}
 */
export function meant(hits, exact) {
  const hit = hits.find(({ id }) => id === exact);
  if (!hit || (hit.kind !== "issue" && hit.kind !== "feature")) {
    return hits;
  }
  return hits.filter((each) => each === hit || each.id === hit.duplicateOf || each.duplicateOf === hit.id);
}
