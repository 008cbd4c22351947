/**
 * From one version to another: what gets fixed, what remains, what is new, what nobody has checked; the twin of tracker/views/upgrade.py. Pure.
 */

import { hasWorkaround, judgement, position } from "./answers.js";
import { compare, place } from "./versions.js";

/**
 * @typedef {import("./answers.js").Said} Said
 * @typedef {import("./answers.js").Table} Table
 * @typedef {{ at: number, outcome: "fixed" | "remaining" | "new" | "unchecked", before: Said, after: Said, isRelief: boolean }} Change
 */

/**
 * @param {string} before
 * @param {string} after
 * @returns {Change["outcome"] | null} Nothing for what concerns neither version.
 */
export function outcome(before, after) {
  if (before === "not-checked" || after === "not-checked") {
    return "unchecked";
  }
  if (before === "affected") {
    return after === "affected" ? "remaining" : "fixed";
  }
  return after === "affected" ? "new" : null;
}

/**
 * Whether the step leads to an earlier version; not where that cannot be told.
 *
 * @param {Table} table
 * @param {string} start
 * @param {string} end
 * @returns {boolean}
 */
export function isBack(table, start, end) {
  const [from, to] = [position(table, start), position(table, end)];
  if (from === null || to === null || from < 0 || to < 0) {
    return false;
  }
  // Two that no issue and no release names may lie in the same gap.
  const [here, there] = [place(start, table.versioning), place(end, table.versioning)];
  return here && there ? compare(there, here) < 0 : to < from;
}

/**
 * What changes for whoever goes from one version to another. `at` is the place of the issue in the table; `isRelief` tells that its workaround
 * was for the version before, and nobody needs it any more.
 *
 * @param {Table} table
 * @param {string} start
 * @param {string} end
 * @returns {Change[]}
 */
export function changes(table, start, end) {
  const [from, to] = [position(table, start), position(table, end)];
  /** @type {Change[]} */
  const found = [];
  table.issues.forEach((issue, at) => {
    const [before, after] = [judgement(table, issue, from), judgement(table, issue, to)];
    const kind = outcome(before[0], after[0]);
    if (kind) {
      found.push({ at, outcome: kind, before, after, isRelief: kind === "fixed" && hasWorkaround(issue, from) });
    }
  });
  return found;
}
