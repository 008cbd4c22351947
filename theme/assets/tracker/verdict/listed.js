/**
 * What is listed: under an account, under a platform's own number, and under the same name elsewhere. The twin of tracker/views/verdicts/listed.py.
 */

import { plainPlatforms } from "./candidates.js";
import { NAMED_KINDS } from "./found.js";
import { judge, judged as judgedAs } from "./judge.js";
import { Look } from "./lookalike.js";
import { fold } from "./spelling.js";

/**
 * @typedef {import("./found.js").Candidate} Candidate
 * @typedef {import("./found.js").Found} Found
 * @typedef {import("./index.js").Hold} Hold
 * @typedef {import("./index.js").Index} Index
 * @typedef {import("./judge.js").Age} Age
 * @typedef {import("./reading.js").Reading} Reading
 */

/** The index on one day. */
export class Listed {
  /**
   * @param {Index} index
   * @param {string} day
   * @param {Age} age
   */
  constructor(index, day, age) {
    this.index = index;
    this.head = index.head;
    this.spelling = index.spelling;
    this.day = day;
    this.age = age;
  }

  /**
   * What is listed under an account; null where nothing is.
   *
   * @param {Candidate} candidate
   * @returns {Promise<Found | null>}
   */
  async under(candidate) {
    const holds = await this.index.holds(candidate.platform, candidate.key);
    let verdict = judge(holds, this.index.impostor(candidate.platform, candidate.key), this.day, this.age);
    if (!verdict && candidate.platform === "web" && this.isOwnSite(candidate.key)) {
      const fault = this.age.fault(this.day);
      verdict = fault ? judgedAs("stale", fault === "list-old" ? "site-old" : "site-unvouched") : judgedAs("confirmed", "own-site");
    }
    return verdict ? { candidate, judged: verdict, holds } : null;
  }

  /**
   * What is listed under the platform's own number.
   *
   * @param {Reading} reading
   * @returns {Promise<Found[]>}
   */
  async numbered({ platform, handle }) {
    /** @type {Map<string, Hold[]>} */
    const groups = new Map();
    for (const [key, hold] of await this.index.numbered(platform, handle)) {
      groups.set(key, [...(groups.get(key) ?? []), hold]);
    }
    /** @type {Found[]} */
    const found = [];
    for (const [key, holds] of groups) {
      const verdict = judge(holds, null, this.day, this.age);
      if (verdict) {
        found.push({ candidate: { platform, key, handle, code: "" }, judged: verdict, holds });
      }
    }
    return found;
  }

  /**
   * The same name, or number, on other platforms.
   *
   * @param {Candidate[]} candidates
   * @returns {Promise<Found[]>}
   */
  async namesakes(candidates) {
    const named = candidates.filter((c) => NAMED_KINDS.includes(this.spelling.form(c.platform).kind));
    const names = new Set(named.map((c) => this.spelling.nameOf(c.platform, c.key)).filter(Boolean));
    /** @type {Found[]} */
    const found = [];
    const dialled = candidates.filter((c) => this.spelling.form(c.platform).kind === "phone");
    for (const [platform] of this.head.platforms) {
      const others = this.spelling.form(platform).kind === "phone" ? dialled.filter((c) => c.platform !== platform) : [];
      for (const { key, handle, code } of others) {
        found.push(...present(await this.under({ platform, key, handle, code })));
      }
    }
    for (const name of [...names].sort(byCodePoint)) {
      for (const platform of plainPlatforms(this.index)) {
        found.push(...present(await this.under({ platform, key: this.spelling.canonical(platform, name), handle: name, code: "" })));
      }
      for (const target of await this.index.near(new Look(this.spelling, name))) {
        const { platform, key, handle } = target;
        if (["federated", "host"].includes(this.spelling.form(platform).kind) && this.spelling.nameOf(platform, key) === fold(name)) {
          found.push(...present(await this.under({ platform, key, handle, code: "" })));
        }
      }
    }
    return found;
  }

  /** @param {string} site */
  isOwnSite(site) {
    return this.head.sites.some((/** @type {[string, boolean]} */ [own, isExact]) => site === own || (!isExact && site.startsWith(`${own}/`)));
  }
}

/**
 * @template T
 * @param {T | null} value
 * @returns {T[]}
 */
export function present(value) {
  return value === null ? [] : [value];
}

/**
 * @param {string} one
 * @param {string} other
 */
function byCodePoint(one, other) {
  const [a, b] = [Array.from(one, (c) => c.codePointAt(0) ?? 0), Array.from(other, (c) => c.codePointAt(0) ?? 0)];
  const at = a.findIndex((code, i) => code !== b[i]);
  return at < 0 ? a.length - b.length : b[at] === undefined ? 1 : a[at] - b[at];
}
