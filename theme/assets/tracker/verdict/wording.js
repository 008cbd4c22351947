/**
 * The words of an answer: what stands in the braces of the texts. The twin of tracker/views/verdicts/wording.py.
 */

import { NAMED_KINDS } from "./found.js";

/**
 * @typedef {import("./index.js").Index} Index
 * @typedef {import("./index.js").Json} Json
 * @typedef {import("./index.js").Hold} Hold
 * @typedef {import("./judge.js").Age} Age
 * @typedef {import("./judge.js").Judged} Judged
 * @typedef {import("./found.js").Found} Found
 */

/** Of one day, by one index. */
export class Wording {
  /**
   * @param {Index} index
   * @param {string} day
   * @param {Age} age
   */
  constructor(index, day, age) {
    this.head = index.head;
    this.spelling = index.spelling;
    this.texts = index.spelling.rules.texts;
    this.day = day;
    this.age = age;
  }

  /**
   * What the texts name in braces.
   *
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

  /**
   * How a proof was made.
   *
   * @param {string} method
   */
  method(method) {
    const { methods } = this.texts;
    return Object.hasOwn(methods, method) ? methods[method] : method.replaceAll("-", " ");
  }
}

/**
 * @param {string} text
 * @param {Json} slots
 */
export function fill(text, slots) {
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
