/**
 * Addresses at which readers tell something new, filled in with what a page knows; the reader follows them or does not. Pure; the twin of
 * tracker/site/contribute.py.
 */

import { shortened } from "./find/question.js";

const TITLE = 120;
/** Characters of text that hosts and mail programs take in an address. */
const WEB_LIMIT = 3000;
const MAIL_LIMIT = 1200;

/**
 * The template with its places filled, each escaped whole.
 *
 * @param {string} template
 * @param {{ id?: string, title?: string, product?: string, version?: string, text?: string }} given what is known; the rest is left empty
 * @returns {string} empty where the template leads nowhere that a browser may follow
 */
export function reportAddress(template, given) {
  if (!/^(https?:\/\/|mailto:)/.test(template)) {
    return "";
  }
  const isMail = template.startsWith("mailto:");
  const limit = isMail ? MAIL_LIMIT : WEB_LIMIT;
  // Lines of mail end with both (RFC 6068, section 5).
  const ended = (given.text ?? "").trim().replace(/\r\n?|\n/g, isMail ? "\r\n" : "\n");
  let text = shortened(ended, limit);
  while (text && encoded(text).length > limit * 1.5) {
    text = shortened(text, Math.floor(text.length * 0.8));
  }
  /** @type {Record<string, string>} */
  const filled = { id: "", product: "", version: "", ...given, text, title: titled(given.title ?? "") };
  return template.replace(/\{(\w+)\}/g, (_, name) => encoded(filled[name] ?? ""));
}

/**
 * A text that was looked for in vain, as the beginning of a report: its first line is the title.
 *
 * @param {string} text
 */
export function fromText(text) {
  return { text, title: text.trim().split(/[\r\n]/, 1)[0] };
}

/** @param {string} text */
function titled(text) {
  return Array.from(text.replace(/\s+/g, " ").trim()).slice(0, TITLE).join("");
}

/**
 * @param {string} text
 * @returns {string}
 */
function encoded(text) {
  const whole = text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
  return encodeURIComponent(whole).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
