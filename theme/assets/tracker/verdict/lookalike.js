/**
 * How one handle resembles another: what a person who is in a hurry would read as the same. The twin of tracker/views/verdicts/lookalike.py.
 */

import { fold } from "./spelling.js";
import { isAscii, size } from "./text.js";

/** @typedef {import("./spelling.js").Spelling} Spelling */

/** A shorter name differs from too many others by one character. */
export const SHORTEST = 5;
const SHORTEST_REPLACED = 7;
/** The same for a name that is ours elsewhere. */
export const SHORTEST_ELSEWHERE = 8;
const ELSEWHERE = new Set(["case", "separators", "characters", "digits", "doubled", "swapped", "affix"]);

/** A handle as it is compared. */
export class Look {
  /**
   * @param {Spelling} spelling
   * @param {string} handle
   */
  constructor(spelling, handle) {
    this.handle = handle;
    this.plain = spelling.plain(handle);
    this.squeezed = spelling.squeeze(handle);
    this.size = size(this.plain);
  }
}

/** Compares names by the tables of rules.json. */
export class Likeness {
  /** @param {Spelling} spelling */
  constructor(spelling) {
    this.spelling = spelling;
    this.drawn = spelling.rules.drawn;
    this.words = new Set(spelling.rules.affixes);
    this.affixes = only(spelling.rules.affixes);
    this.squeezedWords = [...new Set(spelling.rules.affixes.map((word) => spelling.squeeze(word)))].sort();
    this.squeezedAffixes = only(this.squeezedWords);
    this.maybeDigits = new Set(spelling.squeeze("0123456789"));
  }

  /**
   * The rule by which the one could be taken for the other; null where it could not, or where they are the same.
   *
   * @param {Look} asked
   * @param {Look} ours
   * @param {boolean} [isElsewhere]
   * @returns {string | null}
   */
  resemblance(asked, ours, isElsewhere = false) {
    if (asked.squeezed === ours.squeezed && asked.squeezed) {
      return sameLook(asked, ours);
    }
    if (Math.min(asked.size, ours.size) < (isElsewhere ? SHORTEST_ELSEWHERE : SHORTEST)) {
      return null;
    }
    const found = this.step(asked.plain, ours.plain) ?? this.step(asked.squeezed, ours.squeezed) ?? this.wrapped(asked, ours);
    return !isElsewhere || (found && ELSEWHERE.has(found)) ? found : null;
  }

  /**
   * The one slip that lies between two names; null where there are more, or none.
   *
   * @param {string} askedText
   * @param {string} oursText
   * @returns {string | null}
   */
  step(askedText, oursText) {
    const isSimple = isAscii(askedText) && isAscii(oursText);
    /** @type {string | string[]} */
    const asked = isSimple ? askedText : Array.from(askedText);
    /** @type {string | string[]} */
    const ours = isSimple ? oursText : Array.from(oursText);
    if (Math.abs(asked.length - ours.length) > 1 || askedText === oursText) {
      return isPlural(asked, ours) ? "added" : null;
    }
    const shorter = Math.min(asked.length, ours.length);
    let [at, end] = [0, 0];
    while (at < shorter && asked[at] === ours[at]) {
      at += 1;
    }
    while (end < shorter - at && asked[asked.length - 1 - end] === ours[ours.length - 1 - end]) {
      end += 1;
    }
    const theirs = textOf(asked, at, asked.length - end);
    const his = textOf(ours, at, ours.length - end);
    if (!his) {
      return theirs && textOf(ours, Math.max(at - 1, 0), at + 1).includes(theirs) ? "doubled" : "added";
    }
    if (!theirs) {
      return "dropped";
    }
    const [one, other] = [Array.from(theirs), Array.from(his)];
    if (one.length === 1 && other.length === 1) {
      return ours.length >= SHORTEST_REPLACED ? "replaced" : null;
    }
    if (one.length === 2 && other.length === 2 && theirs === other.reverse().join("")) {
      return "swapped";
    }
    return this.isDrawn(theirs, his) || this.isDrawn(his, theirs) ? "drawn" : null;
  }

  /**
   * @param {string} pair
   * @param {string} single
   */
  isDrawn(pair, single) {
    return Object.hasOwn(this.drawn, single) && this.drawn[single].includes(pair);
  }

  /**
   * @param {Look} asked
   * @param {Look} ours
   */
  wrapped(asked, ours) {
    const isPlain = isWrapped(asked.plain, ours.plain, this.affixes);
    return isPlain || isWrapped(asked.squeezed, ours.squeezed, this.squeezedAffixes) ? "affix" : null;
  }

  /**
   * It presents itself as the company's, whose names are given squeezed.
   *
   * @param {Look} asked
   * @param {string[]} company
   * @returns {boolean}
   */
  claims(asked, company) {
    return company.some(
      (word, at) =>
        (at === 0 && asked.squeezed === word) || isWrapped(asked.squeezed, word, this.squeezedAffixes) || asked.squeezed.endsWith(`at${word}`),
    );
  }
}

/**
 * @param {Look} asked
 * @param {Look} ours
 */
function sameLook(asked, ours) {
  if (asked.handle === ours.handle) {
    return null;
  }
  if (fold(asked.handle) === fold(ours.handle)) {
    return "case";
  }
  if (!isAscii(asked.handle)) {
    return "characters";
  }
  return asked.plain === ours.plain ? "separators" : "digits";
}

/**
 * @param {string | string[]} text
 * @param {number} from
 * @param {number} to
 * @returns {string}
 */
function textOf(text, from, to) {
  return typeof text === "string" ? text.slice(from, to) : text.slice(from, to).join("");
}

/**
 * `es` slipped in after s, x or z.
 *
 * @param {string | string[]} asked
 * @param {string | string[]} ours
 */
function isPlural(asked, ours) {
  if (asked.length !== ours.length + 2) {
    return false;
  }
  const whole = textOf(ours, 0, ours.length);
  for (let at = 1; at <= ours.length; at += 1) {
    const isAfter = ["s", "x", "z"].includes(ours[at - 1]);
    if (isAfter && textOf(asked, at, at + 2) === "es" && textOf(asked, 0, at) + textOf(asked, at + 2, asked.length) === whole) {
      return true;
    }
  }
  return false;
}

/**
 * The name with something like `support` or `official` before or after it.
 *
 * @param {string} asked
 * @param {string} name
 * @param {RegExp} affixes
 */
export function isWrapped(asked, name, affixes) {
  const at = asked.indexOf(name);
  return at >= 0 && asked !== name && affixes.test(asked.slice(0, at)) && affixes.test(asked.slice(at + name.length));
}

/** @param {string[]} words */
function only(words) {
  const longestFirst = [...words].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return new RegExp(`^(?:${longestFirst.join("|")}|[0-9]{1,4})*$`);
}
