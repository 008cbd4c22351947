/**
 * What a question comes upon: an account in one spelling, what is listed under it, and what it resembles. The twin of tracker/views/verdicts/found.py.
 */

/**
 * @typedef {import("./index.js").Hold} Hold
 * @typedef {import("./judge.js").Judged} Judged
 * @typedef {import("./spelling.js").Spelling} Spelling
 * @typedef {{ platform: string, key: string, handle: string, code: string }} Candidate  `handle`: as it was asked; `code`: of the country that was added
 *   to a number that came without one
 * @typedef {{ candidate: Candidate, judged: Judged, holds: Hold[] }} Found
 * @typedef {{ rule: string, platform: string, handle: string, person: number | null }} Resembled
 */

/** The kinds of handle that somebody chose as a name. */
export const NAMED_KINDS = ["name", "host", "federated"];

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
 * Without those that are listed at the same place.
 *
 * @param {Spelling} spelling
 * @param {Found[]} found
 * @returns {Found[]}
 */
export function eachOnce(spelling, found) {
  /** @type {Map<string, Found>} */
  const places = new Map();
  for (const each of found) {
    const place = placeOf(spelling, each);
    places.set(place, places.get(place) ?? each);
  }
  return [...places.values()];
}

/**
 * Where it is listed: platform and key.
 *
 * @param {Spelling} spelling
 * @param {Found} found
 */
export function placeOf(spelling, found) {
  const { platform, key } = found.candidate;
  return JSON.stringify([platform, found.judged.hold ? spelling.canonical(platform, handleOf(found)) : key]);
}
