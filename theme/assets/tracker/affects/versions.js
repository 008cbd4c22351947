/**
 * The order of versions, as each way of spelling them defines it: the twin of tracker/model/versions.py. Pure.
 */

/** @typedef {(bigint | number | string | Place)[]} Place Where a version stands; compares with the places of the same product only. */

const LONGEST = 80;
const BLANKS = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const AROUND = new RegExp(`^${BLANKS}|${BLANKS}$`, "g");
const SEMVER = /^([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;
const CALENDAR = /^[0-9]+(?:[.-][0-9]+){0,4}$/;
const FOUR_PART = /^[0-9]+(?:\.[0-9]+){0,3}$/;
const PEP440 = new RegExp(
  "^v?(?:([0-9]+)!)?([0-9]+(?:\\.[0-9]+)*)" +
    "(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?([0-9]+)?)?" +
    "(?:-([0-9]+)|[-_.]?(post|rev|r)[-_.]?([0-9]+)?)?" +
    "(?:[-_.]?(dev)[-_.]?([0-9]+)?)?" +
    "(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$",
  "i",
);
/** @type {Record<string, string>} */
const PRE = { alpha: "a", beta: "b", c: "rc", pre: "rc", preview: "rc" };

/**
 * Blanks as Python's `strip` knows them.
 *
 * @param {string} text
 */
export function stripped(text) {
  return text.replace(AROUND, "");
}

/**
 * What a version may have been meant to say, best first: as it is but for blanks around it, and without a leading v.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function spellings(text) {
  const plain = stripped(text);
  return /^v/i.test(plain) ? [plain, plain.slice(1)] : [plain];
}

/**
 * Semantic Versioning 2.0.0, sections 9 and 11; build metadata does not count, and missing numbers are 0.
 *
 * @param {string} text
 * @returns {Place | null}
 */
function semver(text) {
  const found = SEMVER.exec(text);
  if (!found) {
    return null;
  }
  const given = found[4]?.split(".") ?? [];
  if (given.some((mark) => /^0[0-9]+$/.test(mark))) {
    return null;
  }
  const marks = given.map((mark) => (/^[0-9]+$/.test(mark) ? [0, BigInt(mark), ""] : [1, 0n, mark]));
  return [BigInt(found[1]), BigInt(found[2] ?? 0), BigInt(found[3] ?? 0), marks.length ? 0 : 1, marks];
}

/**
 * The version specifiers of the Python packaging standards (PEP 440). Before all marks stands what is only for development; a release without
 * a mark comes after those with one.
 *
 * @param {string} text
 * @returns {Place | null}
 */
function pep440(text) {
  const found = PEP440.exec(stripped(text));
  if (!found) {
    return null;
  }
  const [, epoch, release, preName, preNumber, postBare, postName, postNumber, devName, devNumber, local] = found.map((part) => part?.toLowerCase());
  const hasPost = postBare !== undefined || postName !== undefined;
  const pre = preName ? [1, PRE[preName] ?? preName, BigInt(preNumber ?? 0)] : !hasPost && devName ? [0] : [2];
  const post = hasPost ? [1, BigInt(postBare ?? postNumber ?? 0)] : [0];
  const dev = devName ? [0, BigInt(devNumber ?? 0)] : [1];
  const parts = local?.split(/[-_.]/).map((part) => (/^[0-9]+$/.test(part) ? [1, BigInt(part)] : [0, part]));
  return [BigInt(epoch ?? 0), numbers(release), pre, post, dev, parts ? [1, parts] : [0]];
}

/**
 * Number by number; 2026.3 is 2026.03 and 2026.3.0.
 *
 * @param {string} text
 * @returns {bigint[]}
 */
function numbers(text) {
  const found = text.split(/[.-]/).map(BigInt);
  while (found.length > 1 && !found[found.length - 1]) {
    found.pop();
  }
  return found;
}

/** @type {Record<string, (text: string) => Place | null>} */
const PLACES = {
  semver,
  pep440,
  calendar: (text) => (CALENDAR.test(text) ? numbers(text) : null),
  "four-part": (text) => (FOUR_PART.test(text) ? numbers(text) : null),
};

/**
 * Where a version stands among those spelt the same way; null when it is no version of that scheme, or its order is only a list's.
 *
 * @param {string} text
 * @param {string} scheme
 * @returns {Place | null}
 */
export function place(text, scheme) {
  const parse = Object.hasOwn(PLACES, scheme) ? PLACES[scheme] : null;
  // Python counts characters, not their halves.
  if (!parse || [...text].length > LONGEST) {
    return null;
  }
  for (const spelling of spellings(text)) {
    const found = parse(spelling);
    if (found) {
      return found;
    }
  }
  return null;
}

const LONGEST_PASTED = 200;
const LEAD = /^(?:version|release|ver|v)(?:[ .:]+|(?=[0-9]))/i;
const BUILD = / ?(?:\(build[ .:#]*[0-9]+\)|,? build[ .:#]*[0-9]+|\((?:32|64)[ -]?bit\))$/i;

/**
 * What a text may say that was copied from a window: less and less of what stands around the version. Nothing within a version is taken for
 * something else: a mark such as `(beta)` stays, and so does a build where it may be the fourth part.
 *
 * @param {string} text
 * @param {string[]} names those of the product
 * @param {string} scheme
 * @returns {string[]}
 */
export function pasted(text, names, scheme) {
  if ([...text].length > LONGEST_PASTED) {
    return [];
  }
  const narrow = text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, " ");
  let plain = stripped(narrow.replace(/[ \t\u00a0]+/g, " "));
  const found = [plain];
  for (const name of names) {
    const rest = plain.slice(name.length);
    if (plain.slice(0, name.length).toLowerCase() === name.toLowerCase() && /^[ ,:]/.test(rest)) {
      plain = rest.replace(/^[ ,:]+/, "");
      break;
    }
  }
  found.push(plain);
  plain = plain.replace(LEAD, "");
  found.push(plain);
  while (scheme !== "four-part" && BUILD.test(plain)) {
    plain = plain.replace(BUILD, "");
    found.push(plain);
  }
  return found;
}

/**
 * The numbers with which a version begins.
 *
 * @param {string} text
 * @returns {bigint[]}
 */
function leading(text) {
  const found = /^[vV]?(?:[0-9]+!)?([0-9]+(?:[.-][0-9]+)*)/.exec(stripped(text));
  return found ? found[1].split(/[.-]/).map(BigInt) : [];
}

/**
 * Whether a version is written otherwise than all these: it begins with a number out of all proportion, or has another number of parts where
 * those are told apart by them. Then it is probably the version of something else.
 *
 * @param {string} text
 * @param {string[]} versions
 * @param {string} scheme
 * @returns {boolean}
 */
export function isUnlike(text, versions, scheme) {
  const given = leading(text);
  const known = versions.map(leading).filter((found) => found.length);
  if (!given.length || !known.length) {
    return false;
  }
  const firsts = known.map(([first]) => first);
  const lowest = firsts.reduce((one, other) => (other < one ? other : one));
  const highest = firsts.reduce((one, other) => (other > one ? other : one));
  const length = `${given[0]}`.length;
  const isFar = length <= `${lowest}`.length - 2 || (length > `${highest}`.length && given[0] > highest + 1n);
  const countsParts = scheme === "calendar" || scheme === "four-part";
  return isFar || (countsParts && !known.some((found) => found.length === given.length));
}

/**
 * Below zero when the one comes before the other, zero when they are the same.
 *
 * @param {any} one
 * @param {any} other
 * @returns {number}
 */
export function compare(one, other) {
  if (!Array.isArray(one)) {
    return one < other ? -1 : one > other ? 1 : 0;
  }
  for (let at = 0; at < one.length && at < other.length; at += 1) {
    const found = compare(one[at], other[at]);
    if (found) {
      return found;
    }
  }
  return one.length - other.length;
}
