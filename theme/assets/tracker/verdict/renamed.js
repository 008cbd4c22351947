/**
 * What an account was called before it had its name. The twin of tracker/views/verdicts/renamed.py.
 */

import { handleOf } from "./found.js";
import { judge } from "./judge.js";

/**
 * @typedef {import("./found.js").Found} Found
 * @typedef {import("./index.js").Hold} Hold
 * @typedef {import("./index.js").Index} Index
 * @typedef {import("./judge.js").Age} Age
 */

/**
 * The other name under which the same account was ours on a day: by the platform's own number, or because its holder's record says so.
 *
 * @param {Index} index
 * @param {Found} found
 * @param {string} day
 * @param {Age} age
 * @returns {Promise<string | null>}
 */
export async function called(index, found, day, age) {
  const { hold } = found.judged;
  if (!hold || hold.isHidden) {
    return null;
  }
  const { platform } = found.candidate;
  const key = (/** @type {string} */ handle) => index.spelling.canonical(platform, handle);
  const asked = key(handleOf(found));
  const names = new Set([asked]);
  const { number } = hold.account;
  const same = number ? (await index.numbered(platform, number)).map(([, held]) => held) : [];
  const given = hold.holder.accounts.filter((/** @type {Hold["account"]} */ a) => a.platform === platform && a.now);
  /** @type {Hold[]} */
  const others = given.map((/** @type {Hold["account"]} */ account) => ({ account, holder: hold.holder, isHidden: false }));
  for (const _ of others) {
    const before = others.filter((other) => names.has(key(other.account.now)));
    before.forEach((other) => names.add(key(other.account.handle)));
    same.push(...before.filter((other) => !same.includes(other)));
  }
  const earlier = same.filter((each) => key(each.account.handle) !== asked);
  return earlier.find((each) => judge([each], null, day, age)?.verdict === "confirmed")?.account.handle ?? null;
}
