/**
 * How handles are spelt on each platform, and what they look like. The twin of tracker/model/handles.py and tracker/views/verdicts/skeleton.py;
 * the tables come from verify/rules.json.
 */

import { unpunycoded } from "./punycode.js";
import { WHITE, isAscii, parted, partedLast, stripped } from "./text.js";

const SEPARATORS = /[\x00-\x2f\x3a-\x40\x5b-\x60\x7b\x7d-\x7f\u2010-\u2015]/g;
/** @type {Record<string, string>} */
const LETTERS = { 0: "o", 1: "l", 3: "e", 4: "a", 5: "s", 7: "t", 8: "b", i: "l", "|": "l" };

/**
 * Without capitals. A foreign character never becomes an ASCII one: the Kelvin sign is no k.
 *
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  if (isAscii(text)) {
    return text.toLowerCase();
  }
  return Array.from(text, (c) => {
    const low = c.toLowerCase();
    return isAscii(c) || !/[\x00-\x7f]/.test(low) ? low : c;
  }).join("");
}

/**
 * A domain as it is compared: small, without a dot at its end, `xn--` labels (RFC 3492) as the characters that they stand for.
 *
 * @param {string} text
 * @returns {string}
 */
export function hostOf(text) {
  return fold(stripped(text, WHITE).replace(/\.+$/, "")).split(".").map(labelOf).join(".");
}

/** @param {string} label */
function labelOf(label) {
  if (!label.startsWith("xn--") || !isAscii(label)) {
    return label;
  }
  const said = unpunycoded(label.slice(4));
  // What needs no punycode is not spelt in it: such a label is a trick, and stays as it is.
  return said === null || isAscii(said) || /[\ud800-\udfff]/u.test(said) ? label : fold(said);
}

/**
 * The host of a web address and its path, without `www.`, query and the slash at its end; the way browsers take an address apart.
 *
 * @param {string} address
 * @returns {string}
 */
export function siteOf(address) {
  const rest = address
    .replace(/[\t\n\r]/g, "")
    .replaceAll("\\", "/")
    .replace(/^(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/{2,}/, "")
    .replace(/[?#].*$/s, "");
  const [authority, slash, path] = parted(rest, "/");
  const host = hostOf(partedLast(authority, "@")[2].replace(/:[0-9]*$/, ""));
  return ((host.startsWith("www.") ? host.slice(4) : host) + slash + walked(path)).replace(/\/+$/, "");
}

/**
 * Where a path leads when its `.` and `..` are followed, as browsers do (RFC 3986, 5.2.4).
 *
 * @param {string} path
 */
function walked(path) {
  /** @type {string[]} */
  const steps = [];
  for (const step of path.split("/")) {
    const dots = step.replace(/%2e/gi, ".");
    if (dots === "..") {
      steps.pop();
    } else if (dots !== ".") {
      steps.push(step);
    }
  }
  return steps.join("/");
}

/**
 * @typedef {{ hosts: string[], paths: string[], reserved: string[], folds: boolean, ignores: string, kind: string, label: string, address: string | null }} Form
 * @typedef {{ platforms: Record<string, Form>, aliases: Record<string, string>, confusables: Record<string, string>, affixes: string[],
 *   drawn: Record<string, string[]>, texts: any }} Rules
 */

/** A platform that we know nothing about: then every capital counts. */
const UNKNOWN = { hosts: [], paths: [], reserved: [], folds: false, ignores: "", kind: "name", label: "", address: null };

/** The tables of rules.json, ready for use. */
export class Spelling {
  /** @param {Rules} rules */
  constructor(rules) {
    this.rules = rules;
    /** @type {Map<string, string>} */
    this.readsAs = new Map();
    for (const [plain, chars] of Object.entries(rules.confusables)) {
      for (const char of chars) {
        this.readsAs.set(char, plain);
      }
    }
  }

  /**
   * @param {string} platform
   * @returns {Form}
   */
  form(platform) {
    return Object.hasOwn(this.rules.platforms, platform) ? this.rules.platforms[platform] : UNKNOWN;
  }

  /** @param {string} platform */
  isKnown(platform) {
    return Object.hasOwn(this.rules.platforms, platform);
  }

  /**
   * The word for a platform; whatever people call it.
   *
   * @param {string} text
   * @returns {string}
   */
  platformNamed(text) {
    const word = stripped(text, WHITE).toLowerCase();
    return Object.hasOwn(this.rules.aliases, word) ? this.rules.aliases[word] : word;
  }

  /**
   * What readers call a platform.
   *
   * @param {string} platform
   * @returns {string}
   */
  label(platform) {
    if (this.isKnown(platform)) {
      return this.rules.platforms[platform].label;
    }
    const words = platform.replaceAll("-", " ");
    const [first = "", ...rest] = Array.from(words);
    return first.toUpperCase() + rest.join("").toLowerCase();
  }

  /**
   * What all spellings of one account have in common on its platform.
   *
   * @param {string} platform
   * @param {string} handle
   * @returns {string}
   */
  canonical(platform, handle) {
    const form = this.form(platform);
    const trimmed = stripped(handle, WHITE);
    const name = trimmed.startsWith("@") ? trimmed.slice(1) : trimmed;
    if (form.kind === "phone") {
      return name.replace(/[^0-9]/g, "");
    }
    if (form.kind === "email" || form.kind === "federated") {
      const [user, , host] = partedLast(name, "@");
      return `${fold(user)}@${hostOf(host)}`;
    }
    if (form.kind === "host") {
      return hostOf(name);
    }
    if (form.kind === "web") {
      return siteOf(name);
    }
    const kept = form.ignores ? Array.from(name, (c) => (form.ignores.includes(c) ? "" : c)).join("") : name;
    return form.folds ? fold(kept) : kept;
  }

  /**
   * The part of an account that somebody chose, and that is compared: of `user@server` the user, of `name.bsky.social` the name;
   * all of a bare name.
   *
   * @param {string} platform
   * @param {string} key
   * @returns {string}
   */
  nameOf(platform, key) {
    const { kind } = this.form(platform);
    if (kind === "federated" || kind === "email") {
      const [user, , server] = partedLast(key, "@");
      return user || server;
    }
    return kind === "host" && key.endsWith(".bsky.social") ? key.slice(0, -".bsky.social".length) : key;
  }

  /**
   * A name alone, where handles have a host: `MeridianHelp` for `MeridianHelp@social.example`.
   *
   * @param {string} platform
   * @param {string} key
   * @returns {boolean}
   */
  isBare(platform, key) {
    const { kind } = this.form(platform);
    if (kind === "federated" || kind === "email") {
      return key.startsWith("@") || key.endsWith("@");
    }
    return (kind === "host" || kind === "web") && !/[.:/@]/.test(key);
  }

  /**
   * The letters and digits that are read: decomposed, without marks and separators, look-alikes put back, small.
   *
   * @param {string} text
   * @returns {string}
   */
  plain(text) {
    return this.reading(text).replace(SEPARATORS, "");
  }

  /** @param {string} text */
  reading(text) {
    if (isAscii(text)) {
      return text.toLowerCase();
    }
    const put = (/** @type {string} */ c) => this.readsAs.get(c) ?? c;
    const kept = Array.from(text, put).join("").normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "");
    return Array.from(kept, put).join("").toLowerCase();
  }

  /**
   * What is left when everything that looks alike is the same.
   *
   * @param {string} text
   * @returns {string}
   */
  squeeze(text) {
    return this.plain(text)
      .replace(/[0134578i|]/g, (c) => LETTERS[c])
      .replaceAll("rn", "m")
      .replaceAll("vv", "w")
      .replaceAll("cl", "d");
  }
}
