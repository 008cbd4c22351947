/**
 * Is this account really staff? One verdict for whatever was pasted, with its reasons. Pure but for the reading of the index: no page, no clock, no
 * storage; runs in node as it does here. The twin of tracker/views/verdicts/answer.py; both say the same, word for word.
 */

import { candidatesOf } from "./candidates.js";
import { eachOnce, placeOf } from "./found.js";
import { Index } from "./index.js";
import { Age, ORDER } from "./judge.js";
import { Listed, present } from "./listed.js";
import { hosted, nowhere } from "./nowhere.js";
import { questionOf } from "./question.js";
import { called } from "./renamed.js";
import { Resembling } from "./resembling.js";
import { Telling } from "./telling.js";
import { dateWords } from "./wording.js";

/**
 * @typedef {import("./index.js").Json} Json
 * @typedef {import("./question.js").Question} Question
 * @typedef {import("./found.js").Candidate} Candidate
 * @typedef {import("./found.js").Found} Found
 * @typedef {import("./found.js").Resembled} Resembled
 * @typedef {{ id: string | null, name: string | null, role: string | null, team: string | null, path: string | null }} Person
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
 * @property {string | null} today_verdict  where another day was asked about
 * @property {string | null} listed  when the list was made
 * @property {string[]} never_asks
 * @property {string[]} may_ask
 * @property {string[]} todo
 * @property {{ path: string, channels: Json[] }} contact
 */

const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const DANGEROUS = ["compromised", "impostor"];
/** Shards that are read before anything is asked; of a directory of thousands there are more. */
const READ_AHEAD = 2;

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
    /** Reads ahead what every question needs, so that the first one need not wait for it. What goes wrong is told when somebody asks. */
    async warm() {
      try {
        const index = await open();
        await Promise.all([index.listing(), ...index.head.shards.slice(0, READ_AHEAD).map((/** @type {[number, string]} */ [, path]) => index.open(path))]);
      } catch {
        // Asked again with the question.
      }
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
    this.likeness = new Resembling(index);
    this.listing = new Listed(index, day, age);
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
    const candidates = candidatesOf(this.index, this.asked);
    /** @type {Found[]} */
    const all = [];
    for (const candidate of candidates) {
      all.push(...present(await this.listing.under(candidate)));
    }
    for (const reading of readings.filter((r) => r.isNumber)) {
      all.push(...(await this.listing.numbered(reading)));
    }
    const names = new Set(readings.filter((r) => !r.isLiteral).map((r) => r.handle));
    // What is listed as it stands is meant before anything that a part of it says.
    const literal = all.filter((each) => !names.has(each.candidate.handle));
    const found = literal.length ? literal : all;
    const chosen = found.length ? found.reduce((best, each) => (this.rank(each) < this.rank(best) ? each : best)) : null;
    const namesakes = await this.listing.namesakes(candidates);
    const astray = await this.astray();
    const others = [...found, ...astray, ...namesakes].filter((each) => !chosen || placeOf(this.spelling, each) !== placeOf(this.spelling, chosen));
    const elsewhere = eachOnce(this.spelling, others);
    if (chosen) {
      return this.listed(chosen, elsewhere);
    }
    const isNamedSo = hosted(this.spelling, candidates, elsewhere).some((each) => each.judged.hold);
    const compared = candidates.filter((c) => names.has(c.handle));
    const resembled = astray.length || isNamedSo ? [] : await this.likeness.resembled(compared, elsewhere);
    if (resembled.length) {
      return this.alike(candidates[0], resembled, elsewhere);
    }
    const { rule, more } = nowhere(this.index, this.asked, candidates, elsewhere, astray);
    return this.telling.answer("unknown", rule, more);
  }

  /** Ours, letter by letter, but on another platform than the one that was named. */
  async astray() {
    const candidates = candidatesOf(this.index, { readings: this.asked.others });
    const found = await Promise.all(candidates.map((candidate) => this.listing.under(candidate)));
    return found.flatMap(present).filter(({ judged: { verdict } }) => verdict !== "impostor" && verdict !== "unknown");
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
    const then = judged.rule === "not-yet" ? await called(this.index, found, this.day, this.age) : null;
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
    const confusing = vouched && judged.hold && !judged.hold.isHidden ? await this.likeness.confusing(found) : [];
    return this.telling.answer(judged.verdict, judged.rule, { found, elsewhere, notes, confusing, slots: { then: this.telling.wording.shown(candidate.platform, then) } });
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

  /** A name names somebody, and proves nothing. */
  async person() {
    const wanted = this.spelling.squeeze(this.asked.readings[0].handle);
    const everybody = wanted ? await this.index.people() : [];
    const people = everybody.filter((p) => p.id && this.spelling.squeeze(p.name) === wanted);
    /** @type {Found[]} */
    const found = [];
    for (const { platform, handle } of people.flatMap((p) => p.accounts)) {
      const one = await this.listing.under({ platform, key: this.spelling.canonical(platform, handle), handle, code: "" });
      found.push(...present(one).filter((f) => f.judged.verdict !== "unknown"));
    }
    const isGone = people.length > 0 && people.every((p) => (p.left ?? "9999-12-31") < this.day);
    const rule = people.length ? (isGone ? "person.left" : "person") : "no-person";
    return this.telling.answer("unknown", rule, { handle: people.length ? people[0].name : null, elsewhere: eachOnce(this.spelling, found) });
  }
}
