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
   * The same name, or number, on other platforms; of a bare name, on its own first.
   *
   * @param {Candidate[]} candidates
   * @returns {Promise<Found[]>}
   */
  async namesakes(candidates) {
    const bare = candidates.filter((c) => this.spelling.isBare(c.platform, c.key));
    // A domain may be a handle elsewhere, as on Bluesky.
    const isDomain = (/** @type {Candidate} */ c) => c.platform === "web" && !c.key.includes("/");
    const named = candidates.filter((c) => NAMED_KINDS.includes(this.spelling.form(c.platform).kind) || isDomain(c));
    const names = new Set([...bare, ...named].map((c) => this.spelling.nameOf(c.platform, c.key)).filter(Boolean));
    const found = (await Promise.all(bare.map((candidate) => this.hosted(candidate)))).flat();
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

  /**
   * The accounts of a bare name's own platform that have this name, with the host that belongs to it.
   *
   * @param {Candidate} bare
   * @returns {Promise<Found[]>}
   */
  async hosted({ platform, key: asked }) {
    const name = fold(this.spelling.nameOf(platform, asked));
    const { kind } = this.spelling.form(platform);
    const isSo = (/** @type {string} */ key) => this.spelling.nameOf(platform, key) === name;
    const near = await this.index.near(new Look(this.spelling, name));
    const keys = near.filter((target) => target.platform === platform && isSo(target.key)).map((target) => target.key);
    if (kind === "host" || kind === "web") {
      keys.push(...this.head.domains.map((/** @type {string} */ domain) => `${name}.${domain}`));
    }
    const others = this.index.impostors.filter((i) => i.platform === platform);
    keys.push(...others.map((i) => this.spelling.canonical(platform, i.handle)).filter(isSo));
    const found = await Promise.all([...new Set(keys)].map((key) => this.under({ platform, key, handle: key, code: "" })));
    return found.flatMap(present).filter((each) => !each.judged.hold?.isHidden);
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
