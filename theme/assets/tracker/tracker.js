/**
 * What scripts add to the pages, which are whole without them. Works with and without instant navigation.
 */

import { offerCopies } from "./copy.js";
import { tellLocalTimes } from "./times.js";

/** Everything that a fresh page needs; then programs may look at it. */
function settle() {
  offerCopies(document);
  tellLocalTimes(document);
  demoteToolbars(document);
  document.documentElement.dataset.ready = "";
}

/**
 * Material puts the buttons of each block of code into a nav; two of them on a page would be landmarks that nobody can tell apart.
 *
 * @param {ParentNode} page
 */
function demoteToolbars(page) {
  for (const toolbar of page.querySelectorAll("nav.md-code__nav")) {
    toolbar.setAttribute("role", "presentation");
  }
}

/** @type {{ subscribe(next: () => void): unknown } | undefined} */
const navigation = /** @type {any} */ (window).document$;

if (navigation) {
  navigation.subscribe(settle);
} else {
  settle();
}
