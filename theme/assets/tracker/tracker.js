/**
 * What scripts add to the pages, which are whole without them. Works with and without instant navigation.
 */

import { offerCopies } from "./copy.js";
import { tellLocalTimes } from "./times.js";

/** Everything that a fresh page needs; then programs may look at it. */
function settle() {
  offerCopies(document);
  tellLocalTimes(document);
  document.documentElement.dataset.ready = "";
}

/** @type {{ subscribe(next: () => void): unknown } | undefined} */
const navigation = /** @type {any} */ (window).document$;

if (navigation) {
  navigation.subscribe(settle);
} else {
  settle();
}
