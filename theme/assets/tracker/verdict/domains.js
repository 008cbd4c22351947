/**
 * Domains that look like the company's own: another ending, an added word, ours as a subdomain of somebody else's. The twin of
 * tracker/views/verdicts/domains.py.
 */

import { Look, SHORTEST, isWrapped } from "./lookalike.js";
import { fold } from "./spelling.js";
import { size } from "./text.js";

/** @typedef {import("./lookalike.js").Likeness} Likeness */

const SECOND = new Set(["co", "com", "org", "net", "gov", "ac", "edu", "gob", "or", "ne"]);

/**
 * The domain of ours in which a host lies.
 *
 * @param {string} host
 * @param {string[]} domains
 * @returns {string | null}
 */
export function ownDomain(host, domains) {
  return domains.find((domain) => host === domain || host.endsWith(`.${domain}`)) ?? null;
}

/**
 * The label that somebody registered: `meridian` of `help.meridian.co.uk`.
 *
 * @param {string} host
 * @returns {string}
 */
export function coreOf(host) {
  const labels = host.split(".");
  const last = labels.length - 1;
  if (last < 1) {
    return host;
  }
  return last > 1 && SECOND.has(labels[last - 1]) && size(labels[last]) === 2 ? labels[last - 2] : labels[last - 1];
}

/**
 * The domain of ours that a host of somebody else's could be taken for.
 *
 * @param {Likeness} likeness
 * @param {string} host
 * @param {string[]} domains
 * @returns {string | null}
 */
export function resembling(likeness, host, domains) {
  return domains.find((domain) => isLike(likeness, host, domain)) ?? null;
}

/**
 * @param {Likeness} likeness
 * @param {string} host
 * @param {string} domain
 */
function isLike(likeness, host, domain) {
  const { spelling } = likeness;
  const core = new Look(spelling, coreOf(domain));
  if (spelling.squeeze(host) === spelling.squeeze(domain)) {
    return true;
  }
  return core.size >= SHORTEST && host.split(".").some((label) => label && isLabelLike(likeness, new Look(spelling, label), core));
}

/**
 * @param {Likeness} likeness
 * @param {Look} label
 * @param {Look} core
 */
function isLabelLike(likeness, label, core) {
  return (
    label.squeezed === core.squeezed ||
    fold(label.handle).split("-").includes(fold(core.handle)) ||
    likeness.step(label.plain, core.plain) !== null ||
    likeness.step(label.squeezed, core.squeezed) !== null ||
    isWrapped(label.plain, core.plain, likeness.affixes)
  );
}
