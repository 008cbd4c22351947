/**
 * Is this account really staff? One verdict for whatever was pasted, with its reasons. Pure but for the reading of the index: no page, no clock, no
 * storage; runs in node as it does here. The twin of tracker/views/verdicts/answer.py; both say the same, word for word.
 */

import { Index } from "./index.js";
import { Age, ORDER, judge, judged as judgedAs } from "./judge.js";
import { Look, SHORTEST_ELSEWHERE, ownDomain } from "./lookalike.js";
import { questionOf } from "./question.js";
import { fold, hostOf, isAscii, parted, partedLast } from "./spelling.js";

/**
 * @typedef {import("./index.js").Json} Json
 * @typedef {import("./index.js").Hold} Hold
 * @typedef {import("./index.js").Target} Target
 * @typedef {import("./judge.js").Judged} Judged
 * @typedef {import("./question.js").Question} Question
 * @typedef {import("./question.js").Reading} Reading
 * @typedef {{ id: string | null, name: string | null, role: string | null, team: string | null, path: string | null }} Person
 * @typedef {{ platform: string, key: string, handle: string, code: string }} Candidate
 * @typedef {{ candidate: Candidate, judged: Judged, holds: Hold[] }} Found
 * @typedef {{ rule: string, platform: string, handle: string, person: number | null }} Resembled
 *
 * @typedef {object} Answer  days are `2026-11-23`; paths lie below the site's root; every text is plain
 * @property {string} query
 * @property {"compromised" | "confirmed" | "stale" | "impostor" | "former" | "look-alike" | "unknown"} verdict
 * @property {string | null} platform
 * @property {string | null} handle
 * @property {Person | null} staff  all of it null where the holder opted out of the directory
 * @property {Json[]} elsewhere  the same name on other platforms
 * @property {string} because
 * @property {Json | null} evidence
 * @property {string} headline
 * @property {string} rule
 * @property {string} label
 * @property {string | null} address
 * @property {string | null} since
 * @property {string | null} until
 * @property {string | null} now
 * @property {string | null} purpose
 * @property {Json | null} proof
 * @property {{ since: string, reason: string } | null} suspended
 * @property {Person | null} imitates
 * @property {string | null} page
 * @property {Json[]} resembles
 * @property {Json[]} do_not_confuse_with
 * @property {string | null} on  the day that was asked about, where that is not today
 * @property {string | null} today_verdict  where it differs
 * @property {string | null} listed  when the list was made
 * @property {string[]} never_asks
 * @property {string[]} may_ask
 * @property {string[]} todo
 * @property {{ path: string, channels: Json[] }} contact
 */

const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const DANGEROUS = ["compromised", "impostor"];
/** The rules of likeness, the closest first. */
const LOOKS = ["case", "characters", "separators", "digits", "swapped", "doubled", "dropped", "added", "drawn", "replaced", "affix", "server", "domain", "company"];
const NAMED_KINDS = ["name", "host", "federated"];

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
    this.texts = index.spelling.rules.texts;
    this.asked = asked;
    this.day = day;
    this.today = today;
    this.age = age;
  }

  /** @returns {Promise<Answer>} */
  async whole() {
    const { kind, readings } = this.asked;
    if (kind === "name") {
      return this.person();
    }
    if (kind !== "account") {
      return this.said("unknown", kind, { todo: kind === "no-address" ? "unknown" : "empty" });
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
   * @returns {Json | null}
   */
  impostor({ platform, key }) {
    return this.index.impostors.find((i) => i.platform === platform && this.spelling.canonical(platform, i.handle) === key) ?? null;
  }

  /**
   * @param {Candidate} candidate
   * @returns {Promise<Found | null>}
   */
  async found(candidate) {
    const holds = await this.index.holds(candidate.platform, candidate.key);
    let verdict = judge(holds, this.impostor(candidate), this.day, this.age);
    if (!verdict && candidate.platform === "web" && this.isOwnSite(candidate.key)) {
      verdict = this.age.fault(this.day) ? judgedAs("stale", "site-old") : judgedAs("confirmed", "own-site");
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
   * The same name on other platforms.
   *
   * @param {Candidate[]} candidates
   * @returns {Promise<Found[]>}
   */
  async namesakes(candidates) {
    const named = candidates.filter((c) => NAMED_KINDS.includes(this.spelling.form(c.platform).kind));
    const names = new Set(named.map((c) => this.spelling.nameOf(c.platform, c.key)).filter(Boolean));
    /** @type {Found[]} */
    const found = [];
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
        notes.push(["suspended-later", { suspended: this.date(suspended) }]);
      }
    }
    if (vouched && this.age.unsigned) {
      notes.push(["unsigned", { fault: this.age.unsigned }]);
    }
    if (vouched && judged.before) {
      notes.push(["before", { since: this.date(account.since) }]);
    }
    const confusing = vouched && judged.hold && !judged.hold.isHidden ? await this.confusing(found) : [];
    return this.said(judged.verdict, judged.rule, { found, elsewhere, notes, confusing });
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
    return this.said("look-alike", first.rule, {
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
    return this.said("unknown", rule, { platform, handle: first.handle, slots: rule === "own-domain" ? { ours: own } : {}, elsewhere });
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
    return this.said("unknown", rule, { handle: people.length ? people[0].name : null, elsewhere: this.eachOnce(found) });
  }

  /**
   * The whole answer, in the order in which it is printed.
   *
   * @param {string} verdict
   * @param {string} rule
   * @param {{ platform?: string, handle?: string | null, found?: Found | null, elsewhere?: Found[], resembled?: Resembled[], confusing?: Resembled[],
   *   slots?: Json, notes?: [string, Json][], todo?: string }} more
   * @returns {Promise<any>}
   */
  async said(verdict, rule, more) {
    const { found = null, elsewhere = [], resembled = [], confusing = [], slots = {}, notes = [], todo = "" } = more;
    const judged = found ? found.judged : judgedAs(verdict, rule);
    const account = judged.hold?.account ?? {};
    const holder = judged.hold?.holder ?? {};
    const { impostor } = judged;
    const platform = found ? found.candidate.platform : more.platform || this.asked.platform;
    const handle = found ? handleOf(found) : (more.handle ?? null);
    const isPast = this.day !== this.today;
    const vouched = verdict === "confirmed" || verdict === "stale";
    const proof = judged.proof && vouched ? this.proof(judged.proof) : null;
    const said = { ...this.slots(found, platform, handle, judged), ...slots };
    let because = this.because(rule, judged, said, notes);
    if (this.age.fault(this.day) && ["unknown", "former", "look-alike"].includes(verdict) && this.age.made) {
      because += ` ${fill(this.texts.notes["old-list"], said)}`;
    }
    const kind = platform ? this.spelling.form(platform).kind : "";
    const { headlines } = this.texts;
    return {
      query: this.asked.text,
      verdict,
      platform: platform || null,
      handle,
      staff: found ? staffOf(judged.hold) : null,
      elsewhere: elsewhere.map((each) => this.elsewhere(each)),
      because,
      evidence: evidenceOf(proof, impostor),
      headline: fill(isPast ? (headlines[`${verdict}.day`] ?? headlines[verdict]) : headlines[verdict], said),
      rule,
      label: platform ? this.spelling.label(platform) : "",
      address: vouched && handle ? this.address(platform, handle) : null,
      since: account.since ?? null,
      until: account.until ?? null,
      now: account.now ?? null,
      purpose: account.purpose ?? null,
      proof,
      suspended: account.suspended ?? null,
      imitates: impostor?.imitates ?? null,
      page: impostor ? `verify/impostors/#${impostor.id}` : null,
      resembles: await Promise.all(resembled.map((each) => this.resembles(each))),
      do_not_confuse_with: await Promise.all(confusing.map((each) => this.resembles(each))),
      on: isPast ? this.day : null,
      today_verdict: isPast ? this.verdictToday(found) : null,
      listed: this.age.made || null,
      never_asks: holder.never?.length ? holder.never : this.head.never,
      may_ask: vouched ? (holder.may ?? []) : [],
      todo: this.texts.todo[todo || this.todo(verdict, kind, judged)].map((/** @type {string} */ text) => fill(text, said)),
      contact: this.head.contact,
    };
  }

  /**
   * @param {string} verdict
   * @param {string} kind
   * @param {Judged} judged
   */
  todo(verdict, kind, judged) {
    if (judged.rule === "renamed" && judged.hold?.account.now) {
      return "former.renamed";
    }
    return Object.hasOwn(this.texts.todo, `${verdict}.${kind}`) ? `${verdict}.${kind}` : verdict;
  }

  /**
   * @param {string} rule
   * @param {Judged} judged
   * @param {Json} said
   * @param {[string, Json][]} notes
   */
  because(rule, judged, said, notes) {
    const { because } = this.texts;
    let code = rule === "renamed" && !said.now ? "renamed.unsaid" : rule;
    if (judged.hold?.isHidden && Object.hasOwn(because, `${rule}.hidden`)) {
      code = `${rule}.hidden`;
    }
    const sentences = [fill(because[code], said), ...notes.map(([note, more]) => fill(this.texts.notes[note], { ...said, ...more }))];
    return sentences.map((sentence) => sentence.trim()).join(" ");
  }

  /**
   * @param {Found | null} found
   * @param {string} platform
   * @param {string | null} handle
   * @param {Judged} judged
   * @returns {Json}
   */
  slots(found, platform, handle, { hold, proof, impostor, rule }) {
    const account = hold?.account ?? {};
    const kind = platform ? this.spelling.form(platform).kind : "";
    const label = platform ? this.spelling.label(platform) : "";
    const name = this.shown(platform, handle);
    const left = rule === "left" ? hold?.holder.left : null;
    return {
      handle: name,
      account: NAMED_KINDS.includes(kind) ? `${name} on ${label}` : name,
      platform: label,
      whom: found ? this.whom(hold) : "",
      on: this.date(this.day),
      since: this.date(account.since),
      until: this.date(left || account.until),
      now: this.shown(platform, account.now),
      suspended: this.date(account.suspended?.since),
      reason: account.suspended?.reason ?? "",
      checked: this.date(proof?.checked),
      expires: this.date(proof?.expires),
      how: this.method(proof?.method ?? ""),
      imitated: impostor?.imitates?.name || this.head.organisation.name,
      seen: this.date(impostor?.first_seen),
      listed: this.date(this.age.made),
      days: String(this.age.goodFor),
      signed: this.date(this.age.signedUntil),
      organisation: this.head.organisation.name,
    };
  }

  /** @param {Hold | null} hold */
  whom(hold) {
    const { channel, name, role = "", team = "" } = hold?.holder ?? {};
    const { whom } = this.texts;
    if (channel) {
      return fill(whom.channel, { name: channel });
    }
    if (!name) {
      return hold ? whom.unnamed : whom.us;
    }
    const form = [role && "role", team && "team"].filter(Boolean).join("-") || "named";
    return fill(whom[form], { name, role, team });
  }

  /**
   * `2 March 2026` from `2026-03-02`.
   *
   * @param {string | null | undefined} day
   */
  date(day) {
    if (!day) {
      return "";
    }
    const [year, month, number] = day.split("-");
    return `${Number(number)} ${this.texts.months[Number(month) - 1]} ${year}`;
  }

  /**
   * A handle in a sentence.
   *
   * @param {string} platform
   * @param {string | null | undefined} handle
   */
  shown(platform, handle) {
    if (!handle) {
      return "";
    }
    const kind = platform ? this.spelling.form(platform).kind : "name";
    return kind === "name" && !/[@ /]/.test(handle) ? `@${handle}` : handle;
  }

  /** @param {string} method */
  method(method) {
    const { methods } = this.texts;
    return Object.hasOwn(methods, method) ? methods[method] : method.replaceAll("-", " ");
  }

  /**
   * The link to a handle's own page; null where we know of none.
   *
   * @param {string} platform
   * @param {string} handle
   * @returns {string | null}
   */
  address(platform, handle) {
    const { kind, address } = this.spelling.form(platform);
    const trimmed = handle.trim();
    const plain = trimmed.startsWith("@") ? trimmed.slice(1) : trimmed;
    if (address) {
      return plain ? address.replace("{}", () => quoted(plain, "")) : null;
    }
    if (platform === "email") {
      return /^[^\s@<>?&"']+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/.test(trimmed) ? `mailto:${quoted(trimmed, "@+")}` : null;
    }
    if (platform === "phone") {
      const number = handle.replace(/[^0-9+]/g, "");
      return /^\+?[0-9]{3,20}$/.test(number) ? `tel:${number}` : null;
    }
    if (platform === "mastodon") {
      const found = /^@?([A-Za-z0-9_.-]+)@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)$/.exec(trimmed);
      return found ? `https://${found[2]}/@${quoted(found[1], "")}` : null;
    }
    return kind === "web" ? webAddress(handle) : null;
  }

  /** @param {Json} proof */
  proof(proof) {
    return {
      method: proof.method,
      words: this.method(proof.method),
      checked: proof.checked,
      expires: proof.expires,
      evidence: proof.evidence ?? null,
      by: proof.by ? { ...proof.by, path: `staff/${proof.by.id}/` } : null,
    };
  }

  /** @param {Found} found */
  elsewhere(found) {
    const { platform } = found.candidate;
    const { verdict, hold } = found.judged;
    const handle = handleOf(found);
    const address = verdict === "confirmed" || verdict === "stale" ? this.address(platform, handle) : null;
    return { platform, label: this.spelling.label(platform), handle, verdict, staff: staffOf(hold), address };
  }

  /** @param {Resembled} resembled */
  async resembles({ platform, handle, person }) {
    const holder = person === null ? null : await this.index.person(person);
    return {
      platform,
      label: this.spelling.label(platform),
      handle,
      staff: holder ? staffOf({ account: {}, holder, isHidden: false }) : null,
      address: this.address(platform, handle),
    };
  }

  /** @param {Found | null} found */
  verdictToday(found) {
    if (!found?.holds.length) {
      return null;
    }
    const now = judge(found.holds, this.impostor(found.candidate), this.today, this.age);
    return now && now.verdict !== found.judged.verdict ? now.verdict : null;
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
 * As we list it; what is listed nowhere, as it was asked.
 *
 * @param {Found} found
 * @returns {string}
 */
function handleOf({ candidate, judged: { hold, impostor } }) {
  return hold ? (hold.account.handle ?? candidate.handle) : (impostor?.handle ?? candidate.handle);
}

/**
 * Whose it is; of those who opted out, only that it is somebody's.
 *
 * @param {Hold | null} hold
 * @returns {Person | null}
 */
function staffOf(hold) {
  if (!hold || hold.holder.channel) {
    return null;
  }
  const { id = null, name = null, role = null, team = null, path = null } = hold.holder;
  return { id, name, role, team, path };
}

/**
 * @param {Json | null} proof
 * @param {Json | null} impostor
 */
function evidenceOf(proof, impostor) {
  if (impostor) {
    const { evidence: url, first_seen, confirmed_by = null, reported = [] } = impostor;
    return { kind: "report", url, first_seen, confirmed_by, reported };
  }
  return proof ? { kind: "proof", url: proof.evidence, checked: proof.checked, expires: proof.expires, by: proof.by } : null;
}

/**
 * The host in `user@host`, `host/path` or `host`.
 *
 * @param {string} key
 */
function hostIn(key) {
  return hostOf(parted(partedLast(key, "@")[2], "/")[0]);
}

/** @param {string} handle */
function webAddress(handle) {
  const site = /^https?:\/\//.test(handle) ? handle : `https://${handle}`;
  return isAscii(site) && !/[\s<>"'`\\^{}|]/.test(site) ? site : `https://${quoted(site.replace(/^https:\/\//, ""), "/:@%.-_~")}`;
}

/**
 * Percent-encoded, but for letters, digits, `_.-~` and what is safe.
 *
 * @param {string} text
 * @param {string} safe
 */
function quoted(text, safe) {
  return Array.from(text, (c) => {
    if (/[A-Za-z0-9_.~-]/.test(c) || safe.includes(c)) {
      return c;
    }
    return Array.from(new TextEncoder().encode(c), (b) => `%${b.toString(16).toUpperCase().padStart(2, "0")}`).join("");
  }).join("");
}

/**
 * @param {string} text
 * @param {Json} slots
 */
function fill(text, slots) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(slots[name] ?? ""));
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
