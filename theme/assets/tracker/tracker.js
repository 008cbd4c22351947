/**
 * What scripts add to the pages, which are whole without them. Works with and without instant navigation.
 */

import { offerCopies } from "./copy.js";
import { tellFreshness } from "./freshness.js";
import { tellLocalTimes } from "./times.js";

/**
 * Modules that only some pages need: what a page has of them by a selector, and the module, whose `start(page)` is called once for each page.
 *
 * @type {[string, () => Promise<{ start(page: Document): unknown }>][]}
 */
const PARTS = [
  ["form[data-find]", () => import("./find.js")],
  ["[data-ask]", () => import("./find/page.js")],
  ["[data-filters]", () => import("./filters.js")],
  ["[data-affects]", () => import("./affects.js")],
  ["[data-hours]", () => import("./hours.js")],
  ["form[data-directory]", () => import("./directory.js")],
  ["form[data-verify]", () => import("./verify.js")],
];

/** Everything that a fresh page needs; then programs may look at it. */
function settle() {
  offerCopies(document);
  tellLocalTimes(document);
  tellCodeApart(document);
  const parts = PARTS.filter(([wanted]) => document.querySelector(wanted)).map(async ([, load]) => (await load()).start(document));
  Promise.allSettled([tellFreshness(document), ...parts]).then(() => {
    document.documentElement.dataset.ready = "";
  });
}

/**
 * Material puts a nav with a button into each block of code, and names the block after the element around it. Two blocks there would be landmarks
 * that nobody can tell apart, and either button would copy the first.
 *
 * @param {ParentNode} page
 */
function tellCodeApart(page) {
  page.querySelectorAll("nav.md-code__nav").forEach((toolbar, at) => {
    const block = toolbar.closest("pre");
    if (block) {
      block.id = `code-${at + 1}`;
      toolbar.setAttribute("role", "presentation");
      toolbar.querySelector("[data-clipboard-target]")?.setAttribute("data-clipboard-target", `#${block.id} > code`);
    }
  });
}

/** @type {{ subscribe(next: () => void): unknown } | undefined} */
const navigation = /** @type {any} */ (window).document$;

if (navigation) {
  navigation.subscribe(settle);
} else {
  settle();
}
