/**
 * What issues say of a version: every judgement was made at build time (tracker/site/affects_data.py), here a version is put in its place. Pure.
 */

import { compare, isUnlike as isWrittenUnlike, pasted, place, spellings } from "./versions.js";

/**
 * @typedef {[answer: string, because: string, standing: string, version: string, released: string]} Said
 * @typedef {[steps: number[], checked: number[], helped: number[]]} Issue
 * @typedef {{ versioning: string, points: string[], odd: string[], issues: Issue[], said: Said[] }} Table
 */

const NOBODY_SAID = 0;
const NOT_COMPARABLE = 1;

/**
 * The position of a version in the table's order; null where it has none.
 *
 * @param {Table} table
 * @param {string} version
 * @returns {number | null}
 */
export function position(table, version) {
  if (table.versioning === "listed") {
    const at = spellings(version).map((spelling) => table.points.indexOf(spelling)).find((found) => found >= 0);
    return at === undefined ? null : 2 * at + 1;
  }
  const wanted = place(version, table.versioning);
  if (!wanted) {
    const at = spellings(version).map((spelling) => table.odd.indexOf(spelling)).find((found) => found >= 0);
    return at === undefined ? null : -1 - at;
  }
  let [low, high] = [0, table.points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const found = compare(place(table.points[middle], table.versioning), wanted);
    if (!found) {
      return 2 * middle + 1;
    }
    [low, high] = found < 0 ? [middle + 1, high] : [low, middle];
  }
  return 2 * low;
}

/**
 * The name of the release at a position; null where it is no known one.
 *
 * @param {Table & { releases: [string, string][] }} table
 * @param {number | null} at
 * @returns {[string, string] | null} What it is called, and since when it is out.
 */
export function release(table, at) {
  return (at !== null && table.releases.find(([version]) => position(table, version) === at)) || null;
}

/**
 * The version that was meant: what was typed, or if that is none, what it says without the words around it.
 *
 * @param {Table} table
 * @param {string} text
 * @param {string[]} names those of the product
 * @returns {string}
 */
export function understood(table, text, names) {
  return [text, ...pasted(text, names, table.versioning)].find((read) => position(table, read) !== null) ?? text;
}

/**
 * Whether a version that can be compared, but is no known one, does not look like those of the product either.
 *
 * @param {string} version
 * @param {string[]} releases
 * @param {string} scheme
 * @returns {boolean}
 */
export function isUnlike(version, releases, scheme) {
  const here = place(version, scheme);
  const isKnown = () => releases.some((known) => !compare(place(known, scheme) ?? [], here));
  return here !== null && !isKnown() && isWrittenUnlike(version, releases, scheme);
}

/**
 * The known versions around one that can be compared: two before it and two after it, in order.
 *
 * @param {string} version
 * @param {string[]} releases
 * @param {string} scheme
 * @returns {string[]}
 */
export function nearest(version, releases, scheme) {
  const here = place(version, scheme);
  const known = releases.map((name) => ({ name, at: place(name, scheme) })).filter(({ at }) => at !== null);
  known.sort((one, other) => compare(one.at, other.at));
  const single = known.filter(({ at }, n) => !n || compare(known[n - 1].at, at));
  const cut = here === null ? single.length : single.filter(({ at }) => compare(at, here) < 0).length;
  return single.slice(Math.max(cut - 2, 0), cut + 2).map(({ name }) => name);
}

/**
 * What an issue says of the version at a position.
 *
 * @param {Table} table
 * @param {Issue} issue
 * @param {number | null} at
 * @returns {Said}
 */
export function judgement(table, [steps, checked], at) {
  if (!steps.length) {
    return table.said[NOBODY_SAID];
  }
  if (at === null) {
    return table.said[NOT_COMPARABLE];
  }
  let found = NOT_COMPARABLE;
  for (let n = 0; n < checked.length; n += 2) {
    if (checked[n] === at) {
      found = checked[n + 1];
    }
  }
  if (found !== NOT_COMPARABLE || at < 0) {
    return table.said[found];
  }
  for (let n = 0; n < steps.length && steps[n] <= at; n += 2) {
    found = steps[n + 1];
  }
  return table.said[found];
}

/**
 * What every issue of the table says of a version, in their order.
 *
 * @param {Table} table
 * @param {string} version
 * @returns {Said[]}
 */
export function judgements(table, version) {
  const at = position(table, version);
  return table.issues.map((issue) => judgement(table, issue, at));
}

/**
 * Whether an issue has a workaround for the version at a position.
 *
 * @param {Issue} issue
 * @param {number | null} at
 * @returns {boolean}
 */
export function hasWorkaround([, , helped], at) {
  return at !== null && helped.some((start, n) => n % 2 === 0 && start <= at && at < helped[n + 1]);
}
