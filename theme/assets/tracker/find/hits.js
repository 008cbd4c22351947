/**
 * How a hit looks: the same marks as in the lists, made of elements and text, never of markup.
 */

import { ROOT } from "./lookup.js";
import { elsewhere, pieces } from "./question.js";

/** @typedef {import("./lookup.js").Hit} Hit */

/**
 * An element with a class and what is in it.
 *
 * @param {string} name
 * @param {string} className
 * @param {...(Node | string)} content
 * @returns {HTMLElement}
 */
export function element(name, className, ...content) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  made.append(...content.filter((each) => each !== ""));
  return made;
}

/**
 * @param {string} path below the site's root
 * @param {...(Node | string)} content
 * @returns {HTMLAnchorElement}
 */
export function linkTo(path, ...content) {
  const made = /** @type {HTMLAnchorElement} */ (element("a", "", ...content));
  made.href = new URL(path, ROOT).href;
  return made;
}

/**
 * @param {string} text
 * @param {readonly string[]} words
 * @returns {(Node | string)[]}
 */
export function marked(text, words) {
  return pieces(text, words).map((piece) => (piece.isMatch ? element("mark", "", piece.text) : piece.text));
}

/**
 * What to know of a hit at a glance: how bad, how far, what to do, which, and where.
 *
 * @param {Hit} hit
 * @returns {HTMLElement[]}
 */
export function marks(hit) {
  const made = [];
  if (hit.severity) {
    made.push(element("span", `tk-severity tk-severity--${hit.severity}`, capital(hit.severity)));
  }
  if (hit.statusLabel) {
    const label = hit.duplicateOf ? `Duplicate of ${hit.duplicateOf}` : hit.statusLabel;
    made.push(element("span", hit.tone ? `tk-status tk-status--${hit.tone}` : "", label));
  }
  if (hit.workaround) {
    made.push(element("span", "tk-hit__help", "Workaround"));
  }
  if (hit.kind === "issue" || hit.kind === "feature") {
    made.push(element("span", "tk-hit__id", hit.id));
  }
  if (hit.productName) {
    made.push(element("span", "", hit.productName));
  }
  return made;
}

/**
 * @param {string} word
 * @returns {string}
 */
function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/**
 * A hit as an entry of the results.
 *
 * @param {Hit} hit
 * @param {readonly string[]} [words] what matched
 * @returns {HTMLElement}
 */
export function entry(hit, words = hit.matched) {
  const link = linkTo(hit.path, ...marked(hit.title, words));
  link.dataset.id = hit.id;
  const made = element("li", "tk-hit", element("p", "tk-hit__title", link), element("p", "tk-hit__marks", ...marks(hit)));
  if (hit.excerpt) {
    made.append(element("p", "tk-hit__why", ...marked(hit.excerpt, words)));
  }
  const inside = elsewhere(`${hit.title} ${hit.excerpt ?? ""} ${hit.id}`, words);
  if (inside.length) {
    made.append(element("p", "tk-hit__why", "In its text: ", element("mark", "", inside.join(", "))));
  }
  return made;
}
