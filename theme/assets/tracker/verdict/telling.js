/**
 * What a verdict says: the whole answer, in words. The twin of tracker/views/verdicts/telling.py.
 */

import { judge, judged as judgedAs } from "./judge.js";
import { isAscii } from "./spelling.js";

/**
 * @typedef {import("./index.js").Index} Index
 * @typedef {import("./index.js").Json} Json
 * @typedef {import("./index.js").Hold} Hold
 * @typedef {import("./judge.js").Age} Age
 * @typedef {import("./judge.js").Judged} Judged
 * @typedef {import("./question.js").Question} Question
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
 * @property {string | null} today_verdict  where another day was asked about
 * @property {string | null} listed  when the list was made
 * @property {string[]} never_asks
 * @property {string[]} may_ask
 * @property {string[]} todo
 * @property {{ path: string, channels: Json[] }} contact
 */

/** The kinds of handle that somebody chose as a name. */
export const NAMED_KINDS = ["name", "host", "federated"];

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
    const said = { ...this.slots(found, platform, handle, judged), ...slots };
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
      address: handle && vouched && this.isVouchedToday(found) ? this.address(platform, handle) : null,
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
    if (judged.hold?.isHidden && Object.hasOwn(because, `${rule}.hidden`)) {
      code = `${rule}.hidden`;
    }
    return isPast && Object.hasOwn(because, `${code}.day`) ? `${code}.day` : code;
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
      on: dateWords(this.texts, this.day),
      since: dateWords(this.texts, account.since),
      until: dateWords(this.texts, left || account.until),
      now: this.shown(platform, account.now),
      suspended: dateWords(this.texts, account.suspended?.since),
      reason: account.suspended?.reason ?? "",
      checked: dateWords(this.texts, proof?.checked),
      expires: dateWords(this.texts, proof?.expires),
      how: this.method(proof?.method ?? ""),
      imitated: impostor?.imitates?.name || this.head.organisation.name,
      seen: dateWords(this.texts, impostor?.first_seen),
      listed: dateWords(this.texts, this.age.made),
      days: String(this.age.goodFor),
      signed: dateWords(this.texts, this.age.signedUntil),
      fault: this.age.unsigned,
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
    const isPlain = kind === "name" && !/[@ /]/.test(handle) && (platform !== "" || !/^[0-9]+$/.test(handle));
    return isPlain ? `@${handle}` : handle;
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
    const vouched = (verdict === "confirmed" || verdict === "stale") && this.isVouchedToday(found);
    const address = vouched ? this.address(platform, handle) : null;
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
      address: this.address(platform, handle),
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
 * As we list it; what is listed nowhere, as it was asked.
 *
 * @param {Found} found
 * @returns {string}
 */
export function handleOf({ candidate, judged: { hold, impostor } }) {
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
 * `2 March 2026` from `2026-03-02`.
 *
 * @param {{ months: string[] }} texts
 * @param {string | null | undefined} day
 * @returns {string}
 */
export function dateWords(texts, day) {
  if (!day) {
    return "";
  }
  const [year, month, number] = day.split("-");
  return `${Number(number)} ${texts.months[Number(month) - 1]} ${year}`;
}
