/**
 * How handles are spelt on each platform, and what they look like. The twin of tracker/model/handles.py and tracker/views/verdicts/skeleton.py;
 * the tables come from verify/rules.json.
 */

/** White space, spelt out because languages differ about it. */
export const WHITE = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

// biome-ignore lint: control characters are meant
const NOT_ASCII = /[^\x00-\x7f]/;
const SEPARATORS = /[\x00-\x2f\x3a-\x40\x5b-\x60\x7b\x7d-\x7f\u2010-\u2015]/g;
/** @type {Record<string, string>} */
const LETTERS = { 0: "o", 1: "l", 3: "e", 4: "a", 5: "s", 7: "t", 8: "b", i: "l", "|": "l" };

/**
 * @param {string} text
 * @returns {boolean}
 */
export function isAscii(text) {
  return !NOT_ASCII.test(text);
}

/**
 * Without any of the characters at both ends.
 *
 * @param {string} text
 * @param {string} ends
 * @returns {string}
 */
export function stripped(text, ends) {
  let [from, to] = [0, text.length];
  while (from < to && ends.includes(text[from])) {
    from += 1;
  }
  while (to > from && ends.includes(text[to - 1])) {
    to -= 1;
  }
  return text.slice(from, to);
}

/**
 * What comes before the first or last mark, the mark, and what comes after it.
 *
 * @param {string} text
 * @param {string} mark
 * @returns {[string, string, string]}
 */
export function parted(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, "", ""] : [text.slice(0, at), mark, text.slice(at + mark.length)];
}

/**
 * @param {string} text
 * @param {string} mark
 * @returns {[string, string, string]}
 */
export function partedLast(text, mark) {
  const at = text.lastIndexOf(mark);
  return at < 0 ? ["", "", text] : [text.slice(0, at), mark, text.slice(at + mark.length)];
}

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
 * RFC 3492; null where it is none.
 *
 * @param {string} text
 * @returns {string | null}
 */
function unpunycoded(text) {
  const cut = text.lastIndexOf("-");
  const said = cut > 0 ? Array.from(text.slice(0, cut)) : [];
  let [code, at, bias, offset] = [128, 0, 72, cut >= 0 ? cut + 1 : 0];
  let isFirst = true;
  while (offset < text.length) {
    const before = at;
    for (let weight = 1, k = 36; ; k += 36) {
      if (offset >= text.length) {
        return null;
      }
      const digit = digitOf(text.charCodeAt(offset++));
      if (digit < 0) {
        return null;
      }
      at += digit * weight;
      const threshold = Math.min(Math.max(k - bias, 1), 26);
      if (digit < threshold) {
        break;
      }
      weight *= 36 - threshold;
      if (weight > 0x7fffffff || at > 0x7fffffff) {
        return null;
      }
    }
    const count = said.length + 1;
    bias = adapted(at - before, count, isFirst);
    isFirst = false;
    code += Math.floor(at / count);
    at %= count;
    if (code > 0x10ffff) {
      return null;
    }
    said.splice(at++, 0, String.fromCodePoint(code));
  }
  return said.join("");
}

/** @param {number} unit */
function digitOf(unit) {
  if (unit >= 0x30 && unit <= 0x39) {
    return unit - 0x30 + 26;
  }
  return unit >= 0x61 && unit <= 0x7a ? unit - 0x61 : -1;
}

/**
 * @param {number} delta
 * @param {number} count
 * @param {boolean} isFirst
 */
function adapted(delta, count, isFirst) {
  let rest = isFirst ? Math.floor(delta / 700) : Math.floor(delta / 2);
  rest += Math.floor(rest / count);
  let k = 0;
  for (; rest > 455; k += 36) {
    rest = Math.floor(rest / 35);
  }
  return k + Math.floor((36 * rest) / (rest + 38));
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
   * The part of an account that somebody chose, and that is compared: of `user@server` the user, of `name.bsky.social` the name.
   *
   * @param {string} platform
   * @param {string} key
   * @returns {string}
   */
  nameOf(platform, key) {
    const { kind } = this.form(platform);
    if (kind === "federated" || kind === "email") {
      return partedLast(key, "@")[0];
    }
    return kind === "host" && key.endsWith(".bsky.social") ? key.slice(0, -".bsky.social".length) : key;
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
