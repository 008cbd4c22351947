/**
 * One account on one day: which verdict, and by which rule. The twin of tracker/views/verdicts/judge.py.
 */

/**
 * @typedef {import("./index.js").Json} Json
 * @typedef {import("./index.js").Hold} Hold
 * @typedef {{ verdict: string, rule: string, hold: Hold | null, impostor: Json | null, proof: Json | null, before: boolean }} Judged
 */

/** The verdicts in order of precedence. */
export const ORDER = ["compromised", "confirmed", "stale", "impostor", "former", "look-alike", "unknown"];

const NEVER = "9999-12-31";

/** How old the list is, and how old it and its proofs may be. */
export class Age {
  /**
   * @param {Json} listed
   * @param {{ list: number, proof: number }} policy
   */
  constructor(listed, policy) {
    this.made = String(listed.date || "");
    this.signedUntil = String(listed.signed_until || "");
    this.unsigned = String(listed.unsigned || "");
    this.goodFor = policy.list;
    this.proofGoodFor = policy.proof;
  }

  /**
   * Why the list itself does not vouch for anything on that day.
   *
   * @param {string} day
   * @returns {string | null}
   */
  fault(day) {
    if (this.unsigned && !this.signedUntil) {
      return "unsigned";
    }
    if (this.signedUntil && this.signedUntil < day) {
      return "signature-lapsed";
    }
    if (!this.made) {
      return "list-undated";
    }
    return later(this.made, this.goodFor) < day ? "list-old" : null;
  }
}

/**
 * @param {string} verdict
 * @param {string} rule
 * @param {Partial<Judged>} [more]
 * @returns {Judged}
 */
export function judged(verdict, rule, more = {}) {
  return { verdict, rule, hold: null, impostor: null, proof: null, before: false, ...more };
}

/**
 * The day that comes so many days after; the last of days where there is none.
 *
 * @param {string} day
 * @param {number} days
 * @returns {string}
 */
export function later(day, days) {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) + days * 86_400_000 : Number.NaN;
  const found = new Date(time);
  return Number.isNaN(found.getTime()) || found.getUTCFullYear() > 9999 ? NEVER : found.toISOString().slice(0, 10);
}

/**
 * What holds on a day; null where nothing is listed.
 *
 * @param {Hold[]} holds
 * @param {Json | null} impostor
 * @param {string} day
 * @param {Age} age
 * @returns {Judged | null}
 */
export function judge(holds, impostor, day, age) {
  const since = (/** @type {Hold} */ hold) => hold.account.since ?? "";
  const byDay = (/** @type {Hold} */ a, /** @type {Hold} */ b) => (since(a) < since(b) ? -1 : since(a) > since(b) ? 1 : 0);
  const begun = holds.filter((hold) => since(hold) <= day).sort(byDay);
  const current = begun.filter((hold) => (hold.account.until ?? NEVER) > day);
  const suspended = current.filter((hold) => isSuspended(hold, day, age));
  if (suspended.length) {
    return judged("compromised", "suspended", { hold: suspended[suspended.length - 1] });
  }
  if (current.length) {
    const last = current[current.length - 1];
    const before = begun.some((hold) => !current.includes(hold) && hold.holder.id !== last.holder.id);
    return vouched(last, day, age, before);
  }
  if (impostor) {
    return judged("impostor", "reported", { impostor });
  }
  if (begun.length) {
    const last = begun.reduce((best, hold) => (hold.account.until > best.account.until ? hold : best));
    return judged("former", last.account.reason || "given-up", { hold: last });
  }
  return holds.length ? judged("unknown", "not-yet", { hold: [...holds].sort(byDay)[0] }) : null;
}

/**
 * On that day; or since a day that had not come when the list was made: whoever wrote it down early or slipped meant that it holds now.
 *
 * @param {Hold} hold
 * @param {string} day
 * @param {Age} age
 * @returns {boolean}
 */
function isSuspended(hold, day, age) {
  const since = hold.account.suspended?.since;
  return Boolean(since) && (since <= day || since > age.made);
}

/**
 * @param {Hold} hold
 * @param {string} day
 * @param {Age} age
 * @param {boolean} before
 */
function vouched(hold, day, age, before) {
  // The day after the one on which the list was made has begun in the East already.
  const checked = (hold.account.proofs ?? []).filter((/** @type {Json} */ proof) => !age.made || proof.checked <= later(age.made, 1));
  const proof = best(checked, day, age.proofGoodFor);
  const fault = age.fault(day);
  if (proof && proof.expires < day) {
    return judged("stale", "proof-expired", { hold, proof, before });
  }
  if (fault) {
    return judged("stale", fault, { hold, proof, before });
  }
  if (hold.account.unsigned) {
    return judged("stale", "not-signed", { hold, proof, before });
  }
  return judged("confirmed", proof ? "proved" : "unproved", { hold, proof, before });
}

/**
 * The newest proof that holds on a day, or else the newest; with the day until which it is good.
 *
 * @param {Json[]} proofs
 * @param {string} day
 * @param {number} goodFor
 * @returns {Json | null}
 */
function best(proofs, day, goodFor) {
  const rank = (/** @type {Json} */ proof) => `${proof.expires >= day ? 1 : 0}${proof.checked}`;
  /** @type {Json | null} */
  let found = null;
  for (const proof of proofs) {
    const dated = { ...proof, expires: proof.expires || later(proof.checked, goodFor) };
    if (!found || rank(dated) > rank(found)) {
      found = dated;
    }
  }
  return found;
}
