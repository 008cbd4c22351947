/**
 * What is asked about: the accounts that a question may mean, each under the spelling in which it would be listed. The twin of
 * tracker/views/verdicts/candidates.py.
 */

/**
 * @typedef {import("./found.js").Candidate} Candidate
 * @typedef {import("./index.js").Index} Index
 * @typedef {import("./question.js").Question} Question
 */

/**
 * Every account that a question may mean.
 *
 * @param {Index} index
 * @param {{ readings: Question["readings"] }} asked
 * @returns {Candidate[]}
 */
export function candidatesOf(index, asked) {
  const { spelling } = index;
  /** @type {Map<string, Candidate>} */
  const found = new Map();
  const add = (/** @type {Candidate} */ candidate) => {
    const mark = JSON.stringify([candidate.platform, candidate.key, candidate.handle, candidate.code]);
    found.set(mark, found.get(mark) ?? candidate);
  };
  for (const { platform: named, handle } of asked.readings) {
    for (const platform of named ? [named] : plainPlatforms(index)) {
      const { kind } = spelling.form(platform);
      if (!named && kind === "host" && !handle.includes(".")) {
        continue;
      }
      if (kind === "phone") {
        numbers(index, platform, handle).forEach(add);
      } else {
        add({ platform, key: keyOf(spelling, platform, handle), handle, code: "" });
      }
    }
  }
  return [...found.values()];
}

/**
 * Under which it would be listed. What has the form of an e-mail address is no web address, though browsers would open its host.
 *
 * @param {import("./spelling.js").Spelling} spelling
 * @param {string} platform
 * @param {string} handle
 */
function keyOf(spelling, platform, handle) {
  const isMail = spelling.form(platform).kind === "web" && handle.includes("@") && !handle.includes("/");
  return spelling.canonical(isMail ? "email" : platform, handle);
}

/**
 * Every platform of ours on which an account is a plain name.
 *
 * @param {Index} index
 * @returns {string[]}
 */
export function plainPlatforms(index) {
  const { head, impostors, spelling } = index;
  const given = [...head.platforms.map((/** @type {string[]} */ [id]) => id), ...impostors.map((i) => i.platform)];
  return [...new Set(given)].filter((p) => !spelling.isKnown(p) || ["name", "host"].includes(spelling.form(p).kind));
}

/**
 * A telephone number in every way that it may have been dialled.
 *
 * @param {Index} index
 * @param {string} platform
 * @param {string} handle
 * @returns {Candidate[]}
 */
function numbers(index, platform, handle) {
  const digits = index.spelling.canonical(platform, handle);
  const { dial, forms } = index.head;
  const isWhole = handle.startsWith("+");
  /** @type {Candidate[]} */
  const found = [];
  if (!isWhole) {
    for (const [, , outward] of [...dial, ["", "", "00"], ["", "", "011"]]) {
      if (digits.startsWith(outward) && digits.length > outward.length + 4) {
        found.push(...numbers(index, platform, `+${digits.slice(outward.length)}`));
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
