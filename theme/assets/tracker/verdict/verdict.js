/**
 * Is this account really staff? One verdict for whatever was pasted, with its reasons. Pure but for the reading of the index: no page, no clock, no
 * storage; runs in node as it does here. The twin of tracker/views/verdicts/answer.py; both say the same, word for word.
 */

import { Index } from "./index.js";
import { Age, ORDER, judge, judged as judgedAs } from "./judge.js";
import { Look, SHORTEST_ELSEWHERE, ownDomain } from "./lookalike.js";
import { questionOf } from "./question.js";
import { fold, hostOf, parted, partedLast } from "./spelling.js";
import { NAMED_KINDS, Telling, dateWords, handleOf } from "./telling.js";

/**
 * @typedef {import("./index.js").Json} Json
 * @typedef {import("./index.js").Hold} Hold
 * @typedef {import("./index.js").Target} Target
 * @typedef {import("./judge.js").Judged} Judged
 * @typedef {import("./question.js").Question} Question
 * @typedef {import("./question.js").Reading} Reading
 * @typedef {import("./telling.js").Candidate} Candidate
 * @typedef {import("./telling.js").Found} Found
 * @typedef {import("./telling.js").Resembled} Resembled
 * @typedef {import("./telling.js").Answer} Answer
 */

const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const DANGEROUS = ["compromised", "impostor"];
/** The rules of likeness, the closest first. */
const LOOKS = ["case", "characters", "separators", "digits", "swapped", "doubled", "dropped", "added", "drawn", "replaced", "affix", "server", "domain", "company"];

/**
 * The index of a site, ready to answer. Its files are read when they are first needed.
 *
 * @param {{ read: (path: string) => any, today: string }} site  `read` gives the parsed JSON of a file by its path below the site's root, or a promise
 *   of it, and fails where there is none; `today` is the reader's own day
 */
export function openVerdicts({ read, today }) {
  /** @type {Promise<Index> | null} */
  let opened = null;
  const open = () => {
    opened ??= Index.open(read);
    opened.catch(() => {
      opened = null;
    });
    return opened;
  };
  return {
    /**
     * @param {string} query
     * @param {{ platform?: string, on?: string }} [asked]  `on`: was it ours on that day? One in the future is today
     * @returns {Promise<Answer>}
     */
    async answer(query, { platform = "", on = "" } = {}) {
      const index = await open();
      const day = DAY.test(on) && on < today ? on : today;
      const age = new Age(await index.listing(), index.head.policy);
      return new Answering(index, questionOf(index.spelling, query, platform), day, today, age).whole();
    },
    /** @returns {Promise<{ id: string, label: string }[]>} the platforms on which somebody of ours has an account */
    async platforms() {
      return (await open()).head.platforms.map((/** @type {[string, string]} */ [id, label]) => ({ id, label }));
    },
  };
}

/** One question on one day. */
class Answering {
  /**
   * @param {Index} index
   * @param {Question} asked
   * @param {string} day
   * @param {string} today
   * @param {Age} age
   */
  constructor(index, asked, day, today, age) {
    this.index = index;
    this.head = index.head;
    this.spelling = index.spelling;
    this.likeness = index.likeness;
    this.asked = asked;
    this.day = day;
    this.age = age;
    this.telling = new Telling(index, asked, day, today, age);
  }

  /** @returns {Promise<Answer>} */
  async whole() {
    const { kind, readings } = this.asked;
    if (kind === "name") {
      return this.person();
    }
    if (kind !== "account") {
      return this.telling.answer("unknown", kind, { todo: kind === "no-address" ? "unknown" : "empty" });
    }
    const candidates = this.candidates();
    /** @type {Found[]} */
    const found = [];
    for (const candidate of candidates) {
      found.push(...present(await this.found(candidate)));
    }
    for (const reading of readings.filter((r) => r.isNumber)) {
      found.push(...(await this.numbered(reading)));
    }
    const chosen = found.length ? found.reduce((best, each) => (this.rank(each) < this.rank(best) ? each : best)) : null;
    const namesakes = await this.namesakes(candidates);
    const others = [...found, ...namesakes].filter((each) => !chosen || this.place(each) !== this.place(chosen));
    const elsewhere = this.eachOnce(others);
    if (chosen && chosen.judged.verdict !== "unknown") {
      return this.listed(chosen, elsewhere);
    }
    const resembled = await this.resembled(candidates, elsewhere);
    if (resembled.length) {
      return this.alike(candidates[0], resembled, elsewhere);
    }
    return chosen ? this.listed(chosen, elsewhere) : this.unlisted(candidates, elsewhere);
  }

  /* What is asked about, and what is listed under it */

  /** @returns {Candidate[]} */
  candidates() {
    /** @type {Map<string, Candidate>} */
    const found = new Map();
    const add = (/** @type {Candidate} */ candidate) => {
      const mark = JSON.stringify([candidate.platform, candidate.key, candidate.handle, candidate.code]);
      found.set(mark, found.get(mark) ?? candidate);
    };
    for (const { platform: named, handle } of this.asked.readings) {
      for (const platform of named ? [named] : this.plainPlatforms()) {
        const { kind } = this.spelling.form(platform);
        if (!named && kind === "host" && !handle.includes(".")) {
          continue;
        }
        if (kind === "phone") {
          this.numbers(platform, handle).forEach(add);
        } else {
          add({ platform, key: this.spelling.canonical(platform, handle), handle, code: "" });
        }
      }
    }
    return [...found.values()];
  }

  /**
   * Every platform of ours on which an account is a plain name.
   *
   * @returns {string[]}
   */
  plainPlatforms() {
    const given = [...this.head.platforms.map((/** @type {string[]} */ [id]) => id), ...this.index.impostors.map((i) => i.platform)];
    return [...new Set(given)].filter((p) => !this.spelling.isKnown(p) || ["name", "host"].includes(this.spelling.form(p).kind));
  }

  /**
   * A telephone number in every way that it may have been dialled.
   *
   * @param {string} platform
   * @param {string} handle
   * @returns {Candidate[]}
   */
  numbers(platform, handle) {
    const digits = this.spelling.canonical(platform, handle);
    const { dial, forms } = this.head;
    const isWhole = handle.startsWith("+");
    /** @type {Candidate[]} */
    const found = [];
    if (!isWhole) {
      for (const [, , outward] of [...dial, ["", "", "00"], ["", "", "011"]]) {
        if (digits.startsWith(outward) && digits.length > outward.length + 4) {
          found.push(...this.numbers(platform, `+${digits.slice(outward.length)}`));
        }
      }
      if (Object.hasOwn(forms, digits)) {
        found.push({ platform, key: forms[digits], handle, code: "" });
      }
    }
    found.push({ platform, key: digits, handle, code: "" });
    for (const [code, trunk] of dial) {
      if (isWhole) {
        if (trunk && digits.startsWith(code + trunk)) {
          found.push({ platform, key: code + digits.slice(code.length + trunk.length), handle, code: "" });
        }
        continue;
      }
      if (trunk && digits.startsWith(trunk)) {
        found.push({ platform, key: code + digits.slice(trunk.length), handle, code });
      }
      found.push({ platform, key: code + digits, handle, code });
    }
    return found;
  }

  /**
   * @param {Candidate} candidate
   * @returns {Promise<Found | null>}
   */
  async found(candidate) {
    const holds = await this.index.holds(candidate.platform, candidate.key);
    let verdict = judge(holds, this.index.impostor(candidate.platform, candidate.key), this.day, this.age);
    if (!verdict && candidate.platform === "web" && this.isOwnSite(candidate.key)) {
      const fault = this.age.fault(this.day);
      verdict = fault ? judgedAs("stale", fault === "list-old" ? "site-old" : "site-unvouched") : judgedAs("confirmed", "own-site");
    }
    return verdict ? { candidate, judged: verdict, holds } : null;
  }

  /** @param {string} site */
  isOwnSite(site) {
    return this.head.sites.some((/** @type {[string, boolean]} */ [own, isExact]) => site === own || (!isExact && site.startsWith(`${own}/`)));
  }

  /**
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
   * By precedence. Where no platform was named, what is dangerous on one comes before what is ours on another.
   *
   * @param {Found} found
   */
  rank({ judged: { verdict } }) {
    return (!this.asked.platform && DANGEROUS.includes(verdict) ? 0 : 100) + ORDER.indexOf(verdict);
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
        found.push(...present(await this.found({ platform, key, handle, code })));
      }
    }
    for (const name of [...names].sort(byCodePoint)) {
      for (const platform of this.plainPlatforms()) {
        found.push(...present(await this.found({ platform, key: this.spelling.canonical(platform, name), handle: name, code: "" })));
      }
      for (const target of await this.index.near(new Look(this.spelling, name))) {
        const { platform, key, handle } = target;
        if (["federated", "host"].includes(this.spelling.form(platform).kind) && this.spelling.nameOf(platform, key) === fold(name)) {
          found.push(...present(await this.found({ platform, key, handle, code: "" })));
        }
      }
    }
    return found;
  }

  /* What it resembles */

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
    for (const candidate of candidates) {
      const { kind } = this.spelling.form(candidate.platform);
      if (kind === "phone") {
        continue;
      }
      if (["email", "web", "host", "federated"].includes(kind)) {
        const host = hostIn(candidate.key);
        if (ownDomain(host, this.head.domains)) {
          continue;
        }
        const ours = this.likeness.resembling(host, this.head.domains);
        if (ours) {
          add({ rule: "domain", platform: "web", handle: ours, person: null });
        }
      }
      if (kind === "web") {
        continue;
      }
      const look = new Look(this.spelling, this.spelling.nameOf(candidate.platform, candidate.key));
      for (const each of await this.alikeNames(candidate, look, same)) {
        add(each, each.platform !== candidate.platform);
      }
      if (!elsewhere.length && this.likeness.claims(look, this.head.company)) {
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
    if (target.platform === asked.platform && (kind === "email" || kind === "federated")) {
      return this.likeRuleAt(asked, look, target);
    }
    if (["phone", "web", "email"].includes(theirs) || kind === "email") {
      return null;
    }
    const isElsewhere = asked.platform !== target.platform;
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

  /* What is said */

  /**
   * @param {Found} found
   * @param {Found[]} elsewhere
   */
  async listed(found, elsewhere) {
    const { judged, candidate } = found;
    const account = judged.hold?.account ?? {};
    const { kind } = this.spelling.form(candidate.platform);
    const vouched = judged.verdict === "confirmed" || judged.verdict === "stale";
    /** @type {[string, Json][]} */
    const notes = [];
    if (judged.verdict === "confirmed") {
      const suspended = account.suspended?.since ?? "";
      if (candidate.code) {
        notes.push(["national", { code: candidate.code }]);
      } else if (!this.asked.platform && this.asked.readings.length === 1 && (kind === "name" || kind === "host")) {
        notes.push(["platform", {}]);
      }
      if (suspended > this.day) {
        notes.push(["suspended-later", { suspended: dateWords(this.telling.texts, suspended) }]);
      }
    }
    if (vouched) {
      notes.push(...this.aboutTheLink(candidate));
    }
    if (judged.verdict === "confirmed" && this.age.unsigned) {
      notes.push(["as-signed", {}]);
    }
    if (vouched && judged.before) {
      notes.push(["before", { since: dateWords(this.telling.texts, account.since) }]);
    }
    const confusing = vouched && judged.hold && !judged.hold.isHidden ? await this.confusing(found) : [];
    return this.telling.answer(judged.verdict, judged.rule, { found, elsewhere, notes, confusing });
  }

  /**
   * What an address that names our account may show all the same.
   *
   * @param {Candidate} candidate
   * @returns {[string, Json][]}
   */
  aboutTheLink({ platform }) {
    const reading = this.asked.readings.find((r) => r.platform === platform);
    /** @type {[string, Json][]} */
    const notes = [];
    if (reading?.isPost) {
      notes.push(["post", {}]);
    }
    if (reading?.seenAt) {
      notes.push(["seen-at", { server: reading.seenAt }]);
    }
    return notes;
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
   * @param {Candidate} asked
   * @param {Resembled[]} resembled
   * @param {Found[]} elsewhere
   */
  alike(asked, resembled, elsewhere) {
    const [first] = resembled;
    const { readings } = this.asked;
    const isWide = first.rule === "company" || first.rule === "domain";
    const isNamed = new Set(readings.map((r) => r.platform)).size === 1 && readings[0].platform !== "";
    let platform = !isWide && !isNamed ? first.platform : asked.platform;
    if (isWide && !isNamed) {
      platform = readings[0].platform || readings[readings.length - 1].platform;
    }
    const bare = first.handle.startsWith("@") ? first.handle.slice(1) : first.handle;
    const named = this.spelling.form(first.platform).kind === "name" ? `@${bare}` : first.handle;
    const ours = first.platform !== platform && first.rule !== "domain" ? `${named} on ${this.spelling.label(first.platform)}` : named;
    return this.telling.answer("look-alike", first.rule, {
      platform,
      handle: readings[0].handle,
      resembled: resembled.filter((r) => r.handle).slice(0, 5),
      slots: { ours },
      elsewhere,
    });
  }

  /**
   * @param {Candidate[]} candidates
   * @param {Found[]} elsewhere
   */
  unlisted(candidates, elsewhere) {
    const { readings } = this.asked;
    const [first] = readings;
    const kind = first.platform ? this.spelling.form(first.platform).kind : "name";
    const platform = new Set(readings.map((r) => r.platform)).size === 1 ? first.platform : "";
    const last = readings[readings.length - 1].platform;
    const own = ownDomain(hostIn(candidates.length ? candidates[0].key : first.handle), this.head.domains);
    let rule = first.platform ? "nowhere" : "nowhere.any";
    if (["email", "web", "bluesky", "mastodon"].includes(last) && own) {
      rule = "own-domain";
    } else if (elsewhere.length && first.platform && NAMED_KINDS.includes(kind)) {
      rule = "elsewhere";
    } else if (first.isNumber) {
      rule = "account-number";
    } else if (kind === "phone") {
      rule = "number";
    } else if (readings.length > 1 && first.platform === "email") {
      rule = "two-ways";
    } else if (kind === "email") {
      rule = "address";
    } else if (kind === "web") {
      rule = "website";
    }
    return this.telling.answer("unknown", rule, { platform, handle: first.handle, slots: rule === "own-domain" ? { ours: own } : {}, elsewhere });
  }

  /** A name names somebody, and proves nothing. */
  async person() {
    const wanted = this.spelling.squeeze(this.asked.readings[0].handle);
    const everybody = wanted ? await this.index.people() : [];
    const people = everybody.filter((p) => p.id && this.spelling.squeeze(p.name) === wanted);
    /** @type {Found[]} */
    const found = [];
    for (const { platform, handle } of people.flatMap((p) => p.accounts)) {
      const one = await this.found({ platform, key: this.spelling.canonical(platform, handle), handle, code: "" });
      found.push(...present(one).filter((f) => f.judged.verdict !== "unknown"));
    }
    const isGone = people.length > 0 && people.every((p) => (p.left ?? "9999-12-31") < this.day);
    const rule = people.length ? (isGone ? "person.left" : "person") : "no-person";
    return this.telling.answer("unknown", rule, { handle: people.length ? people[0].name : null, elsewhere: this.eachOnce(found) });
  }

  /** @param {Found} found */
  place(found) {
    const { platform, key } = found.candidate;
    return JSON.stringify([platform, found.judged.hold ? this.spelling.canonical(platform, handleOf(found)) : key]);
  }

  /**
   * @param {Found[]} found
   * @returns {Found[]}
   */
  eachOnce(found) {
    /** @type {Map<string, Found>} */
    const places = new Map();
    for (const each of found) {
      const place = this.place(each);
      places.set(place, places.get(place) ?? each);
    }
    return [...places.values()];
  }
}

/**
 * The host in `user@host`, `host/path` or `host`.
 *
 * @param {string} key
 */
function hostIn(key) {
  return hostOf(parted(partedLast(key, "@")[2], "/")[0]);
}

/**
 * @template T
 * @param {T | null} value
 * @returns {T[]}
 */
function present(value) {
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
