/**
 * What an account resembles: which of ours it could be taken for, and which genuine ones could be taken for each other. The twin of
 * tracker/views/verdicts/resembling.py.
 */

import { ownDomain, resembling } from "./domains.js";
import { handleOf } from "./found.js";
import { Look, SHORTEST_ELSEWHERE } from "./lookalike.js";
import { hostOf } from "./spelling.js";
import { parted, partedLast } from "./text.js";

/**
 * @typedef {import("./found.js").Candidate} Candidate
 * @typedef {import("./found.js").Found} Found
 * @typedef {import("./found.js").Resembled} Resembled
 * @typedef {import("./index.js").Index} Index
 * @typedef {import("./index.js").Target} Target
 */

/** The rules of likeness, the closest first. */
const LOOKS = ["case", "characters", "separators", "digits", "swapped", "doubled", "dropped", "added", "drawn", "replaced", "affix", "server", "domain", "company"];

/** Compares accounts with those that are listed. */
export class Resembling {
  /** @param {Index} index */
  constructor(index) {
    this.index = index;
    this.head = index.head;
    this.spelling = index.spelling;
    this.likeness = index.likeness;
  }

  /**
   * What could be meant instead, the closest first.
   *
   * @param {Candidate[]} candidates
   * @param {Found[]} elsewhere
   * @returns {Promise<Resembled[]>}
   */
  async resembled(candidates, elsewhere) {
    /** @type {{ rank: number, resembled: Resembled }[]} */
    const found = [];
    const add = (/** @type {Resembled} */ resembled, isElsewhere = false) =>
      found.push({ rank: (isElsewhere ? 100 : 0) + LOOKS.indexOf(resembled.rule), resembled });
    const same = new Set(elsewhere.flatMap((f) => f.holds.map((h) => h.holder.id)).filter(Boolean));
    const isOursElsewhere = elsewhere.some((f) => f.judged.verdict !== "impostor");
    for (const candidate of candidates) {
      const { kind } = this.spelling.form(candidate.platform);
      if (kind === "phone") {
        continue;
      }
      const bare = this.spelling.isBare(candidate.platform, candidate.key);
      if (["email", "web", "host", "federated"].includes(kind)) {
        const host = hostIn(this.spelling, candidate);
        if (ownDomain(host, this.head.domains)) {
          continue;
        }
        // A name with a dot in it may be a domain, unless it is a name of ours.
        const ours = !bare || (host.includes(".") && !isOursElsewhere) ? resembling(this.likeness, host, this.head.domains) : null;
        if (ours) {
          add({ rule: "domain", platform: "web", handle: ours, person: null });
        }
      }
      if (kind === "web" && !bare) {
        continue;
      }
      const look = new Look(this.spelling, this.spelling.nameOf(candidate.platform, candidate.key));
      for (const each of await this.alikeNames(candidate, look, same)) {
        add(each, each.platform !== candidate.platform);
      }
      if (!isOursElsewhere && this.likeness.claims(look, this.head.company)) {
        add({ rule: "company", platform: candidate.platform, handle: "", person: null }, true);
      }
    }
    found.sort((a, b) => a.rank - b.rank);
    const seen = new Set();
    return found
      .map(({ resembled }) => resembled)
      .filter(({ platform, handle }) => {
        const mark = JSON.stringify([platform, handle]);
        return !seen.has(mark) && seen.add(mark);
      });
  }

  /**
   * @param {Candidate} candidate
   * @param {Look} look
   * @param {Set<string>} same
   * @returns {Promise<Resembled[]>}
   */
  async alikeNames(candidate, look, same) {
    /** @type {Resembled[]} */
    const found = [];
    for (const target of await this.index.near(look)) {
      const rule = this.likeRule(candidate, look, target);
      if (rule && !(same.size && target.platform !== candidate.platform && same.has((await this.index.person(target.person)).id))) {
        found.push({ rule, platform: target.platform, handle: target.handle, person: target.person });
      }
    }
    return found;
  }

  /**
   * Accounts of other people, as genuine as this one, which look like it.
   *
   * @param {Found} found
   */
  async confusing(found) {
    const { platform } = found.candidate;
    const handle = handleOf(found);
    const candidate = { platform, key: this.spelling.canonical(platform, handle), handle, code: "" };
    if (["phone", "web"].includes(this.spelling.form(platform).kind)) {
      return [];
    }
    const look = new Look(this.spelling, this.spelling.nameOf(platform, candidate.key));
    const own = new Set(found.holds.map((h) => h.holder.id));
    /** @type {Resembled[]} */
    const alike = [];
    for (const target of await this.index.near(look)) {
      const rule = target.platform === platform && target.key !== candidate.key ? this.likeRule(candidate, look, target) : null;
      if (rule && !own.has((await this.index.person(target.person)).id)) {
        alike.push({ rule, platform, handle: target.handle, person: target.person });
      }
    }
    return alike;
  }

  /**
   * The rule by which an account could be taken for a listed one; null where it could not.
   *
   * @param {Candidate} asked
   * @param {Look} look
   * @param {Target} target
   * @returns {string | null}
   */
  likeRule(asked, look, target) {
    if (asked.platform === target.platform && asked.key === target.key) {
      return null;
    }
    const [kind, theirs] = [this.spelling.form(asked.platform).kind, this.spelling.form(target.platform).kind];
    const bare = this.spelling.isBare(asked.platform, asked.key);
    if (target.platform === asked.platform && (kind === "email" || kind === "federated") && !bare) {
      return this.likeRuleAt(asked, look, target);
    }
    if (["phone", "web", "email"].includes(theirs) || (kind === "email" && !bare)) {
      return null;
    }
    // A bare name may be on any server.
    const isElsewhere = asked.platform !== target.platform || bare;
    const rule = this.likeness.resemblance(look, target.look, isElsewhere);
    return rule === "case" && (isElsewhere || this.spelling.form(asked.platform).folds) ? null : rule;
  }

  /**
   * `user@server`: the same name on another server, or a name like it on the same.
   *
   * @param {Candidate} asked
   * @param {Look} look
   * @param {Target} target
   */
  likeRuleAt(asked, look, target) {
    const [server, ours] = [partedLast(asked.key, "@")[2], partedLast(target.key, "@")[2]];
    if (server === ours) {
      return this.likeness.resemblance(look, target.look);
    }
    if (this.spelling.form(asked.platform).kind === "email" || !server) {
      return null;
    }
    if (this.likeness.words.has(target.look.plain) || target.look.size < SHORTEST_ELSEWHERE) {
      return null;
    }
    return look.squeezed === target.look.squeezed ? "server" : this.likeness.resemblance(look, target.look, true);
  }
}

/**
 * The host in `user@host`, `host` or `host/path`, whose path may hold an @ of its own.
 *
 * @param {import("./spelling.js").Spelling} spelling
 * @param {Candidate} candidate
 */
export function hostIn(spelling, { platform, key }) {
  if (spelling.form(platform).kind === "web") {
    return hostOf(partedLast(parted(key, "/")[0], "@")[2]);
  }
  return hostOf(parted(partedLast(key, "@")[2], "/")[0]);
}
