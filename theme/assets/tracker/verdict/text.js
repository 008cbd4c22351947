/**
 * What Python brings along for texts and JavaScript does not.
 */

/** White space, spelt out because languages differ about it. */
export const WHITE = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

// biome-ignore lint: control characters are meant
const NOT_ASCII = /[^\x00-\x7f]/;

/**
 * @param {string} text
 * @returns {boolean}
 */
export function isAscii(text) {
  return !NOT_ASCII.test(text);
}

/**
 * How many characters a text has.
 *
 * @param {string} text
 * @returns {number}
 */
export function size(text) {
  return isAscii(text) ? text.length : Array.from(text).length;
}

/**
 * Without any of the characters at both ends.
 *
 * @param {string} text
 * @param {string} ends
 * @returns {string}
 */
export function stripped(text, ends) {
  let [from, to] = [0, text.length];
  while (from < to && ends.includes(text[from])) {
    from += 1;
  }
  while (to > from && ends.includes(text[to - 1])) {
    to -= 1;
  }
  return text.slice(from, to);
}

/**
 * What comes before the first or last mark, the mark, and what comes after it.
 *
 * @param {string} text
 * @param {string} mark
 * @returns {[string, string, string]}
 */
export function parted(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, "", ""] : [text.slice(0, at), mark, text.slice(at + mark.length)];
}

/**
 * @param {string} text
 * @param {string} mark
 * @returns {[string, string, string]}
 */
export function partedLast(text, mark) {
  const at = text.lastIndexOf(mark);
  return at < 0 ? ["", "", text] : [text.slice(0, at), mark, text.slice(at + mark.length)];
}

/**
 * @param {string} text
 * @param {number} count
 */
export function cut(text, count) {
  return text.length <= count ? text : Array.from(text).slice(0, count).join("");
}

/**
 * @param {string} text
 * @param {string} start
 */
export function without(text, start) {
  return text.startsWith(start) ? text.slice(start.length) : text;
}
