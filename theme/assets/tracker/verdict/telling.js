/**
 * What a verdict says: the whole answer, in words. The twin of tracker/views/verdicts/telling.py.
 */

import { handleOf } from "./found.js";
import { judge, judged as judgedAs } from "./judge.js";
import { profileOf } from "./profiles.js";
import { Wording, fill } from "./wording.js";

/**
 * @typedef {import("./index.js").Index} Index
 * @typedef {import("./index.js").Json} Json
 * @typedef {import("./index.js").Hold} Hold
 * @typedef {import("./judge.js").Age} Age
 * @typedef {import("./judge.js").Judged} Judged
 * @typedef {import("./question.js").Question} Question
 * @typedef {import("./found.js").Found} Found
 * @typedef {import("./found.js").Resembled} Resembled
 * @typedef {{ id: string | null, name: string | null, role: string | null, team: string | null, path: string | null }} Person
 */

/** Who asked what, and when; makes the answer. */
export class Telling {
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
    this.texts = index.spelling.rules.texts;
    this.asked = asked;
    this.day = day;
    this.today = today;
    this.age = age;
    this.wording = new Wording(index, day, age);
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
  async answer(verdict, rule, more) {
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
    const said = { ...this.wording.slots(found, platform, handle, judged), ...slots };
    let because = this.because(this.code(rule, judged, said, isPast), said, notes);
    if (this.age.fault(this.day) === "list-old" && ["unknown", "former", "look-alike"].includes(verdict)) {
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
      headline: fill(headlines[isPast ? `${verdict}.day` : `${verdict}.${kind}`] ?? headlines[verdict], said),
      rule,
      label: platform ? this.spelling.label(platform) : "",
      address: handle && vouched && this.isVouchedToday(found) ? profileOf(this.spelling, platform, handle) : null,
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
      today_verdict: this.verdictToday(found),
      listed: this.age.made || null,
      never_asks: holder.never?.length ? holder.never : this.head.never,
      may_ask: vouched ? (holder.may ?? []) : [],
      todo: this.todo(todo || verdict, kind, judged, found).map((text) => fill(text, said)),
      contact: this.head.contact,
    };
  }

  /**
   * After an answer for a day of the past also what there is to do where less is true today.
   *
   * @param {string} verdict
   * @param {string} kind
   * @param {Judged} judged
   * @param {Found | null} found
   * @returns {string[]}
   */
  todo(verdict, kind, judged, found) {
    const { todo } = this.texts;
    let code = Object.hasOwn(todo, `${verdict}.${kind}`) ? `${verdict}.${kind}` : verdict;
    if (judged.rule === "renamed" && judged.hold?.account.now) {
      code = "former.renamed";
    }
    const today = this.verdictToday(found);
    return today && !this.isVouchedToday(found) && today !== verdict ? [...todo[code], ...todo[today]] : todo[code];
  }

  /**
   * The sentence that says it most exactly.
   *
   * @param {string} rule
   * @param {Judged} judged
   * @param {Json} said
   * @param {boolean} isPast
   * @returns {string}
   */
  code(rule, judged, said, isPast) {
    const { because } = this.texts;
    let code = rule === "renamed" && !said.now ? "renamed.unsaid" : rule;
    if (rule === "not-yet" && judged.hold) {
      code += this.notYet(judged.hold.account, said);
    }
    if (judged.hold?.isHidden && Object.hasOwn(because, `${code}.hidden`)) {
      code = `${code}.hidden`;
    }
    return isPast && Object.hasOwn(because, `${code}.day`) ? `${code}.day` : code;
  }

  /**
   * What became of an account that was not ours yet.
   *
   * @param {Json} account
   * @param {Json} said
   */
  notYet(account, said) {
    if (said.then) {
      return ".renamed";
    }
    if (account.since > this.today) {
      return ".coming";
    }
    return (account.until ?? "9999-12-31") <= this.today ? ".ended" : "";
  }

  /**
   * @param {string} code
   * @param {Json} said
   * @param {[string, Json][]} notes
   */
  because(code, said, notes) {
    const { because } = this.texts;
    const sentences = [fill(because[code], said), ...notes.map(([note, more]) => fill(this.texts.notes[note], { ...said, ...more }))];
    return sentences.map((sentence) => sentence.trim()).join(" ");
  }

  /** @param {Json} proof */
  proof(proof) {
    return {
      method: proof.method,
      words: this.wording.method(proof.method),
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
    const vouched = (verdict === "confirmed" || verdict === "stale") && this.isVouchedToday(found);
    const address = vouched ? profileOf(this.spelling, platform, handle) : null;
    return { platform, label: this.spelling.label(platform), handle, verdict, staff: staffOf(hold), address };
  }

  /**
   * What was ours on another day may be an impostor's now: nobody is led there.
   *
   * @param {Found | null} found
   */
  isVouchedToday(found) {
    return [null, "confirmed", "stale"].includes(this.verdictToday(found));
  }

  /** @param {Resembled} resembled */
  async resembles({ platform, handle, person }) {
    const holder = person === null ? null : await this.index.person(person);
    return {
      platform,
      label: this.spelling.label(platform),
      handle,
      staff: holder ? staffOf({ account: {}, holder, isHidden: false }) : null,
      address: profileOf(this.spelling, platform, handle),
    };
  }

  /**
   * Where another day was asked about.
   *
   * @param {Found | null} found
   */
  verdictToday(found) {
    if (this.day === this.today || !found?.holds.length) {
      return null;
    }
    const now = judge(found.holds, this.index.impostor(found.candidate.platform, found.candidate.key), this.today, this.age);
    return now ? now.verdict : null;
  }
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
