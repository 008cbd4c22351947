/**
 * Where a handle's own page is. The twin of address_of in tracker/model/platforms.py.
 */

import { isAscii } from "./text.js";

/** @typedef {import("./spelling.js").Spelling} Spelling */

/**
 * The link to a handle's own page; null where we know of none.
 *
 * @param {Spelling} spelling
 * @param {string} platform
 * @param {string} handle
 * @returns {string | null}
 */
export function profileOf(spelling, platform, handle) {
  const { kind, address } = spelling.form(platform);
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
