/**
 * An account that may be meant, and the parts of a text from which it is read. The twin of tracker/views/verdicts/reading.py.
 */

import { WHITE, stripped } from "./text.js";

/**
 * @typedef {{ platform: string, handle: string, isNumber: boolean, isPost: boolean, isLiteral: boolean, seenAt: string }} Reading  an account that
 *   may be meant; platform "": any with plain names; `isPost`: it stood in the address of a post; `isLiteral`: the text as it stands, of which a part is a
 *   handle; `seenAt`: the server whose address names an account of another server
 * @typedef {[string, Reading[], string]} Read  what a text was found to be: a question's kind, its readings, and the platform that it says itself
 */

const EXTENSION = /[ \t\n\r\f\v]*(?:;ext=|ext\.?|x|#)[ \t\n\r\f\v]*[0-9]{1,6}$/i;
const DIALLED = /^[0-9+ ().\-/·\u2010-\u2015]+$/;
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6];
const PERCENT = /(?:%[0-9A-Fa-f]{2})+/g;

/**
 * @param {string} platform
 * @param {string} handle
 * @param {Partial<Reading>} [more]
 * @returns {Reading}
 */
export function reading(platform, handle, more = {}) {
  return { platform, handle, isNumber: false, isPost: false, isLiteral: false, seenAt: "", ...more };
}

/**
 * The digits of a telephone number, with a plus where it has one; empty where it is none.
 *
 * @param {string} text
 * @returns {string}
 */
export function dialled(text) {
  let plain = Array.from(text.normalize("NFKC"), (c) => {
    const code = c.codePointAt(0) ?? 0;
    const zero = ZEROS.find((z) => z <= code && code <= z + 9);
    return zero ? String.fromCharCode(48 + code - zero) : c;
  }).join("");
  plain = stripped(plain, WHITE).replace(EXTENSION, "");
  const digits = plain.replace(/[^0-9]/g, "");
  if (!DIALLED.test(plain) || digits.length < 3 || digits.length > 20 || plain.replace(/^[ (]+/, "").slice(1).includes("+")) {
    return "";
  }
  return plain.includes("+") ? `+${digits}` : digits;
}

/**
 * Percent signs resolved where they spell characters.
 *
 * @param {string} text
 * @returns {string}
 */
export function decoded(text) {
  return text.replace(PERCENT, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}
