/**
 * The choices beside a list and the filters in use above it: links, each to the state that it leads to.
 *
 * @typedef {import("./list.js").List} List
 * @typedef {import("./list.js").Found} Found
 * @typedef {import("./state.js").State} State
 * @typedef {{ facet: string, value: string, name: string, count: number, isCurrent: boolean }} Offer
 * @typedef {{ name: string, offers: Offer[] }} Group
 */

import { element } from "./rows.js";
import { FACETS, YES } from "./state.js";

const FOLDED_FROM = 12;
const FACET_NAMES = { severity: "Severity", status: "Status", product: "Product", component: "Part" };

/**
 * How many of something: `1 issue`, `2,011 issues`.
 *
 * @param {number} count
 * @param {string} noun
 * @returns {string}
 */
export function counted(count, noun) {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * @param {number} count
 * @returns {string}
 */
export function grouped(count) {
  return count.toLocaleString("en");
}

/**
 * What a filter in use is called.
 *
 * @param {string} facet
 * @param {string} label
 * @param {string} came What a version does to the issues of this list: `Affects`.
 * @returns {string}
 */
export function filterName(facet, label, came) {
  if (facet === "open") {
    return "Open";
  }
  if (facet === "workaround") {
    return "With a workaround";
  }
  return facet === "version" ? `${came} ${label}` : `${FACET_NAMES[facet]}: ${label}`;
}

/**
 * The groups of choices for a state. Those that no issue has at all are left out, unless they are chosen.
 *
 * @param {List} list
 * @param {State} state
 * @param {Found} now
 * @param {string} came
 * @returns {Group[]}
 */
export function groupsOf(list, state, now, came) {
  const all = list.whole;
  const isSole = list.choices.product.length === 1;
  const offers = (/** @type {string} */ facet, /** @type {string | undefined} */ product) =>
    list.choices[facet]
      .map(({ value, label, product: of }, n) => ({
        facet,
        value,
        name: label,
        count: now.counts[facet][n],
        isCurrent: state.facets[facet].includes(value),
        isOffered: product ? of === product : true,
        isEmpty: facet !== "version" && all.counts[facet][n] === 0,
      }))
      .filter(({ isOffered, isEmpty, isCurrent }) => isOffered && (isCurrent || !isEmpty));
  const flag = (/** @type {string} */ facet, /** @type {string} */ name) => ({
    facet,
    value: YES,
    name,
    count: now.counts[facet][0],
    isCurrent: state.facets[facet].length > 0,
  });
  const isWide = !state.text && FACETS.every((facet) => state.facets[facet].length === 0);
  const show = [{ facet: "", value: "", name: "All", count: list.count, isCurrent: isWide }, flag("open", "Open")];
  if (all.counts.workaround[0] > 0) {
    show.push(flag("workaround", "With a workaround"));
  }
  const made = [
    { name: "Show", offers: show },
    { name: "Severity", offers: offers("severity", undefined) },
    { name: "Status", offers: offers("status", undefined) },
    { name: "Product", offers: isSole ? [] : offers("product", undefined) },
  ];
  for (const product of list.productsShown(state)) {
    const { label } = list.choices.product.find(({ value }) => value === product) ?? { label: product };
    made.push({ name: isSole ? "Part" : `Part of ${label}`, offers: offers("component", product) });
    made.push({ name: isSole ? `${came} version` : `${came} ${label}`, offers: offers("version", product) });
  }
  return made.filter((group) => group.offers.length > 0);
}

/**
 * Show these groups in a place. Where the choices are the same as before they stay where they are, with new counts; else the focus goes to the
 * same choice among the new ones.
 *
 * @param {HTMLElement} place
 * @param {Group[]} groups
 * @param {(offer: Offer) => string} href
 */
export function showChoices(place, groups, href) {
  const offers = groups.flatMap((group) => group.offers);
  const sign = JSON.stringify(groups.map((group) => [group.name, group.offers.map(keyOf)]));
  const active = document.activeElement;
  const focused = active instanceof HTMLElement && place.contains(active) ? active : undefined;
  const isNew = place.dataset.sign !== sign;
  if (isNew) {
    const opened = new Set([...place.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent));
    place.replaceChildren(...groups.map((group) => groupElement(group, opened)));
    place.dataset.sign = sign;
  }
  place.querySelectorAll("li").forEach((item, at) => {
    const [link, count] = item.children;
    const offer = offers[at];
    link.setAttribute("href", href(offer));
    link.toggleAttribute("aria-current", offer.isCurrent);
    if (offer.isCurrent) {
      link.setAttribute("aria-current", "true");
    }
    count.textContent = grouped(offer.count);
    item.classList.toggle("tk-choices__none", offer.count === 0 && !offer.isCurrent);
  });
  if (isNew && focused) {
    const same = [...place.querySelectorAll("a, summary")].find((each) => each instanceof HTMLElement && isSame(each, focused));
    /** @type {HTMLElement | undefined} */ (same)?.focus({ preventScroll: true });
  }
}

/**
 * @param {HTMLElement} one
 * @param {HTMLElement} other
 * @returns {boolean}
 */
function isSame(one, other) {
  const { facet, value } = other.dataset;
  return facet === undefined ? one.textContent === other.textContent : one.dataset.facet === facet && one.dataset.value === value;
}

/**
 * @param {{ facet: string, value: string }} offer
 * @returns {string}
 */
function keyOf({ facet, value }) {
  return `${facet}=${value}`;
}

/**
 * @param {Group} group
 * @param {Set<string | null>} opened
 * @returns {HTMLElement}
 */
function groupElement(group, opened) {
  const items = group.offers.map(({ facet, value, name }) =>
    element("li", {}, element("a", { "data-facet": facet, "data-value": value }, name), " ", element("span", { class: "tk-choices__count" })),
  );
  const list = element("ul", {}, ...items);
  if (group.offers.length <= FOLDED_FROM) {
    return element("div", { class: "tk-choices" }, element("p", { class: "tk-choices__name" }, group.name), list);
  }
  const title = `${group.name} (${group.offers.length})`;
  const folded = element("details", { class: "tk-choices" }, element("summary", {}, title), list);
  folded.toggleAttribute("open", opened.has(title) || group.offers.some((offer) => offer.isCurrent));
  return folded;
}

/**
 * @typedef {{ name: string, href: string, without: State | undefined, isAll?: boolean }} Chip
 *   `without` is the state without it, where this page can show that.
 */

/**
 * Show the filters in use, each a link to the list without it.
 *
 * @param {HTMLElement} place
 * @param {Chip[]} chips
 */
export function showChips(place, chips) {
  place.hidden = chips.length === 0;
  place.replaceChildren(
    ...chips.map(({ name, href, isAll }, at) => {
      const words = isAll
        ? ["Remove all"]
        : [element("span", { class: "tk-hidden" }, "Remove "), name, element("span", { class: "tk-chips__cross", "aria-hidden": "true" }, " ×")];
      return element("li", {}, element("a", { href, "data-chip": String(at), ...(isAll ? { class: "tk-chips__all" } : {}) }, ...words));
    }),
  );
}
