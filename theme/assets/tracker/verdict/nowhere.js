/**
 * Why an account is not confirmed of which nothing is listed, and which it resembles no more than that. The twin of tracker/views/verdicts/nowhere.py.
 */

import { ownDomain } from "./domains.js";
import { NAMED_KINDS, handleOf } from "./found.js";
import { hostIn } from "./resembling.js";
import { fill } from "./wording.js";

/**
 * @typedef {import("./found.js").Candidate} Candidate
 * @typedef {import("./found.js").Found} Found
 * @typedef {import("./index.js").Index} Index
 * @typedef {import("./index.js").Json} Json
 * @typedef {import("./question.js").Question} Question
 * @typedef {import("./spelling.js").Spelling} Spelling
 */

const BY_KIND = new Map([
  ["phone", "number"],
  ["email", "address"],
  ["web", "website"],
]);

/**
 * @param {Index} index
 * @param {Question} asked
 * @param {Candidate[]} candidates
 * @param {Found[]} elsewhere
 * @param {Found[]} astray  what is ours, letter by letter, on another platform than the one that was named
 */
export function nowhere({ head, spelling }, asked, candidates, elsewhere, astray) {
  const { readings } = asked;
  const [first] = readings;
  const platform = new Set(readings.map((r) => r.platform)).size === 1 ? first.platform : "";
  const last = candidates.find((c) => c.platform === readings[readings.length - 1].platform);
  const vouched = astray.filter(({ judged: { verdict } }) => verdict === "confirmed" || verdict === "stale");
  const under = new Set(vouched.map((f) => spelling.label(f.candidate.platform)));
  const own = last && ["email", "web", "bluesky", "mastodon"].includes(last.platform) ? ownDomain(hostIn(spelling, last), head.domains) : null;
  /** @type {Json} */
  let slots = {};
  /** @type {[string, Json][]} */
  let notes = [];
  let rule = plainly(spelling, asked, elsewhere);
  if (under.size) {
    rule = "wrong-platform";
    slots = { under: [...under].join(" and ") };
  } else if (own) {
    rule = "own-domain";
    slots = { ours: own };
    notes = readings.some((r) => r.platform === "email") ? [["forged", {}]] : [];
  } else if (platform && last && spelling.isBare(platform, last.key)) {
    const ours = hosted(spelling, candidates, elsewhere).filter((f) => f.judged.verdict === "confirmed");
    rule = ours.length ? "no-host.ours" : elsewhere.length ? "no-host.elsewhere" : "no-host";
    const needs = spelling.rules.texts.needs[spelling.form(platform).kind];
    slots = { ours: ours.map(handleOf).join(" or "), needs: fill(needs, { platform: spelling.label(platform) }) };
  }
  return { rule, more: { platform, handle: first.handle, slots, notes, elsewhere } };
}

/**
 * What is listed under a bare name on its own platform, with its host.
 *
 * @param {Spelling} spelling
 * @param {Candidate[]} candidates
 * @param {Found[]} elsewhere
 */
export function hosted(spelling, candidates, elsewhere) {
  const bare = new Set(candidates.filter((c) => spelling.isBare(c.platform, c.key)).map((c) => c.platform));
  return elsewhere.filter((f) => bare.has(f.candidate.platform));
}

/**
 * @param {Spelling} spelling
 * @param {Question} asked
 * @param {Found[]} elsewhere
 */
function plainly(spelling, { readings }, elsewhere) {
  const [first] = readings;
  const kind = first.platform ? spelling.form(first.platform).kind : "name";
  if (elsewhere.length && first.platform && NAMED_KINDS.includes(kind)) {
    return "elsewhere";
  }
  if (first.isNumber) {
    return "account-number";
  }
  if (readings.length > 1 && first.platform === "email") {
    return "two-ways";
  }
  return BY_KIND.get(kind) ?? (first.platform ? "nowhere" : "nowhere.any");
}
