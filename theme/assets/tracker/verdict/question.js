/**
 * What is asked: a pasted text to the accounts that it may mean. Whatever it is, it is no error. The twin of tracker/views/verdicts/question.py.
 */

import { WHITE, hostOf, isAscii, parted, partedLast, siteOf, stripped } from "./spelling.js";

/** @typedef {import("./spelling.js").Spelling} Spelling */

/**
 * @typedef {{ platform: string, handle: string, isNumber: boolean, isPost: boolean, seenAt: string }} Reading  an account that may be meant; platform
 *   "": any with plain names; `isPost`: it stood in the address of a post; `seenAt`: the server whose address names an account of another server
 * @typedef {{ kind: string, text: string, readings: Reading[], platform: string }} Question
 * @typedef {[string, Reading[], string]} Found
 */

const LONGEST = 300;
const SHOWN = 500;

/**
 * @param {number} from
 * @param {number} to
 */
function range(from, to) {
  return Array.from({ length: to - from }, (_, at) => String.fromCharCode(from + at)).join("");
}

const HIDDEN =
  range(0, 0x20) + range(0x7f, 0xa0) + "\u00ad\u061c\u180e" + range(0x200b, 0x2010) + range(0x202a, 0x202f) + range(0x2060, 0x2070) + "\ufeff";
const ENDS = `${WHITE + HIDDEN}"'\`“”‘’„«»‹›<>()[]{},;!?…`;
const WHITES = new RegExp(`[${WHITE}]+`, "g");
const BLANK = "\\t\\n\\v\\f\\r \\u001c-\\u001f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
/** What Python calls white space, because JavaScript means something else by it. */
const NAMED = new RegExp(`<([^<>@${BLANK}]+@[^<>@${BLANK}]+)>[${BLANK}>]*$`, "u");
const SCHEME = /^([A-Za-z][A-Za-z0-9+-]*):(.*)$/s;
const EXTENSION = /[ \t\n\r\f\v]*(?:;ext=|ext\.?|x|#)[ \t\n\r\f\v]*[0-9]{1,6}$/i;
const DIALLED = /^[0-9+ ().\-/·\u2010-\u2015]+$/;
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6];
const PREFIX = /^(?:www|m|mobile|touch|mbasic|web|api|old|new|np|i|l|amp|gist|[a-z]{2}|[a-z]{2}-[a-z]{2})\./;
const ADDRESS = new RegExp(`^[^${BLANK}/?#@\\\\]+\\.[^${BLANK}/?#@\\\\]+[/?#\\\\].*$`, "su");
const DOMAIN = new RegExp(`^(?:[^${BLANK}./@:]+\\.)+(?:[^${BLANK}./@:0-9_-]{2,}|[xX][nN]--[A-Za-z0-9-]+)$`, "u");
const PERCENT = /(?:%[0-9A-Fa-f]{2})+/g;
/** As we ourselves name an account. */
const ON = new RegExp(`^([^${BLANK}]+) on ([^${BLANK}]+)$`, "iu");
/** What stands behind a handle in the address of something that it has said. */
const POSTS = new Set(["status", "statuses", "post", "posts", "video", "photo", "p", "reel"]);
const OTHER_SCHEMES = new Set(["javascript", "data", "file", "ftp", "vbscript", "about", "blob", "view-source", "chrome"]);

/**
 * Without halves of characters, which no file can hold.
 *
 * @param {string} text
 * @returns {string}
 */
function wellFormed(text) {
  return text.replace(/[\ud800-\udfff]/gu, "\ufffd");
}

/**
 * @param {string} text
 * @param {number} count
 */
function cut(text, count) {
  return text.length <= count ? text : Array.from(text).slice(0, count).join("");
}

/**
 * @param {string} text
 * @param {string} start
 */
function without(text, start) {
  return text.startsWith(start) ? text.slice(start.length) : text;
}

/**
 * @param {string} platform
 * @param {string} handle
 * @param {Partial<Reading>} [more]
 * @returns {Reading}
 */
function reading(platform, handle, more = {}) {
  return { platform, handle, isNumber: false, isPost: false, seenAt: "", ...more };
}

/**
 * What a pasted text asks about.
 *
 * @param {Spelling} spelling
 * @param {string} query
 * @param {string} platform
 * @returns {Question}
 */
export function questionOf(spelling, query, platform) {
  return new Asking(spelling).question(query, platform);
}

class Asking {
  /** @param {Spelling} spelling */
  constructor(spelling) {
    this.spelling = spelling;
  }

  /**
   * @param {string} query
   * @param {string} platform
   * @returns {Question}
   */
  question(query, platform) {
    const given = wellFormed(query);
    const text = cut(given, SHOWN);
    const wanted = this.spelling.platformNamed(platform);
    const named = NAMED.exec(cut(given, SHOWN * 4));
    if (named) {
      return { kind: "account", text, readings: mail(named[1], wanted, true), platform: wanted };
    }
    const asked = trimmed(given);
    if (!asked || !stripped(asked, "@./:")) {
      return { kind: "empty", text, readings: [], platform: wanted };
    }
    if (asked.length > LONGEST * 2 || Array.from(asked).length > LONGEST) {
      return { kind: "too-long", text, readings: [], platform: wanted };
    }
    const [kind, readings, said] = this.read(asked, wanted);
    return { kind, text, readings, platform: said || wanted };
  }

  /**
   * @param {string} text
   * @param {string} wanted
   * @returns {Found}
   */
  read(text, wanted) {
    const scheme = SCHEME.exec(text);
    if (scheme) {
      const [word, rest] = [scheme[1].toLowerCase(), stripped(scheme[2], ENDS)];
      if (word === "http" || word === "https") {
        return this.address(text);
      }
      const found = this.byScheme(word, rest);
      if (found) {
        return found;
      }
    }
    const number = dialled(text);
    if (number && (!wanted || this.spelling.form(wanted).kind === "phone")) {
      return ["account", numbers(number, text, wanted), wanted];
    }
    if (text.startsWith("//") || ADDRESS.test(text) || this.platformOf(hostOf(text))) {
      return this.address(text);
    }
    const on = wanted ? null : ON.exec(text);
    const platform = this.spelling.platformNamed(on?.[2] ?? "");
    if (on && this.spelling.isKnown(platform)) {
      return this.read(on[1], platform);
    }
    return text.includes(" ") ? ["name", [reading("", text)], ""] : this.handle(text, wanted);
  }

  /**
   * @param {string} word
   * @param {string} rest
   * @returns {Found | null}
   */
  byScheme(word, rest) {
    if (word === "mailto") {
      return ["account", mail(decoded(parted(rest, "?")[0]), "", true), "email"];
    }
    if (word === "tel" || word === "sms" || word === "callto") {
      const number = dialled(decoded(rest));
      if (number) {
        return ["account", [reading("phone", number)], "phone"];
      }
    }
    if (word === "acct" && rest.includes("@")) {
      return ["account", [reading("mastodon", without(rest, "@"))], "mastodon"];
    }
    const platform = Object.hasOwn(this.spelling.rules.aliases, word) ? this.spelling.rules.aliases[word] : word;
    if (this.spelling.isKnown(platform) && rest) {
      return this.read(rest, platform);
    }
    return OTHER_SCHEMES.has(word) || !rest.includes(" ") ? ["no-address", [], ""] : null;
  }

  /**
   * @param {string} text
   * @param {string} wanted
   * @returns {Found}
   */
  handle(text, wanted) {
    const kind = this.spelling.form(wanted).kind;
    let bare = without(text, "@");
    if (text.startsWith("@") && bare.includes("@") && !wanted) {
      return ["account", [reading("mastodon", bare)], "mastodon"];
    }
    if (bare.includes("@") && !bare.includes("/") && bare.split("@").length === 2) {
      return ["account", mail(bare, wanted), wanted];
    }
    if (wanted && kind === "web") {
      return ["account", [reading("web", siteOf(bare))], wanted];
    }
    const user = wanted ? null : /^\/?u\/([^/]+)\/?$/.exec(bare);
    if (user) {
      return ["account", [reading("reddit", user[1])], "reddit"];
    }
    if (wanted === "linkedin") {
      bare = bare.replace(/^\/?in\//, "").replace(/\/+$/, "");
    }
    if (bare.includes("@") || !bare) {
      return ["unclear", [], wanted];
    }
    if (wanted) {
      return ["account", [reading(wanted, bare)], wanted];
    }
    if (DOMAIN.test(bare) && !text.startsWith("@")) {
      return ["account", [reading("", bare), reading("web", siteOf(bare))], ""];
    }
    return ["account", [reading("", bare)], ""];
  }

  /**
   * The platform of a host, regional and mobile ones included.
   *
   * @param {string} host
   * @returns {string}
   */
  platformOf(host) {
    for (let rest = host; ; ) {
      for (const [platform, form] of Object.entries(this.spelling.rules.platforms)) {
        if (form.hosts.includes(rest)) {
          return platform;
        }
      }
      const prefix = PREFIX.exec(rest);
      if (!prefix) {
        return "";
      }
      rest = rest.slice(prefix[0].length);
    }
  }

  /**
   * @param {string} text
   * @returns {Found}
   */
  address(text) {
    const site = siteOf(text);
    const [host, , path] = parted(site, "/");
    const query = parted(parted(text, "#")[0], "?")[2];
    const steps = path.split("/").filter(Boolean).map(decoded);
    if (host.endsWith(".bsky.social")) {
      return ["account", [reading("bluesky", host)], "bluesky"];
    }
    const platform = this.platformOf(host);
    if (platform) {
      const found = this.inPath(platform, steps, query);
      return found ? ["account", [found], platform] : ["no-account", [], platform];
    }
    let first = steps[0] ?? "";
    if (first === "web" && steps.length > 1) {
      first = steps[1];
    }
    if (first === "users" && steps.length > 1) {
      first = `@${steps[1]}`;
    }
    if (first.startsWith("@") && first.length > 1) {
      const [user, at, server] = parted(first.slice(1), "@");
      const seenAt = at && hostOf(server) !== host ? host : "";
      return ["account", [reading("mastodon", `${user}@${server || host}`, { seenAt }), reading("web", site)], ""];
    }
    return host ? ["account", [reading("web", site)], "web"] : ["unclear", [], ""];
  }

  /**
   * @param {string} platform
   * @param {string[]} steps
   * @param {string} query
   * @returns {Reading | null}
   */
  inPath(platform, steps, query) {
    const form = this.spelling.form(platform);
    for (const template of form.paths) {
      const [path, , wanted] = parted(template, "?");
      const shape = path.split("/");
      let found = fitted(shape, steps, form.reserved);
      if (wanted && found) {
        const [name, , slot] = parted(wanted, "=");
        const pair = query.split("&").find((each) => parted(each, "=")[0] === name) ?? "";
        found = [slot, decoded(stripped(parted(pair, "=")[2].replaceAll("+", " "), WHITE))];
      }
      if (found?.[1]) {
        if (form.kind === "phone") {
          const number = dialled(found[1]);
          return number ? reading(platform, `+${without(number, "+")}`) : null;
        }
        const isPost = steps.length > shape.length && POSTS.has(steps[shape.length].toLowerCase());
        return reading(platform, without(found[1], "@"), { isNumber: found[0] === "{id}", isPost });
      }
    }
    return null;
  }
}

/** @param {string} given */
function trimmed(given) {
  let text = stripped(given, ENDS);
  while (text.endsWith(".") || text.endsWith(":")) {
    text = stripped(`x${text.replace(/[.:]+$/, "")}`, ENDS).slice(1);
  }
  return text.replaceAll("＠", "@").replaceAll("﹫", "@").replace(WHITES, " ");
}

/**
 * The digits of a telephone number, with a plus where it has one; empty where it is none.
 *
 * @param {string} text
 * @returns {string}
 */
function dialled(text) {
  let plain = Array.from(text.normalize("NFKC"), (c) => {
    const code = c.codePointAt(0) ?? 0;
    const zero = ZEROS.find((z) => z <= code && code <= z + 9);
    return zero ? String.fromCharCode(48 + code - zero) : c;
  }).join("");
  plain = stripped(plain, WHITE).replace(EXTENSION, "");
  const digits = plain.replace(/[^0-9]/g, "");
  if (!DIALLED.test(plain) || digits.length < 3 || digits.length > 20 || plain.replace(/^[ (]+/, "").slice(1).includes("+")) {
    return "";
  }
  return plain.includes("+") ? `+${digits}` : digits;
}

/**
 * @param {string} number
 * @param {string} text
 * @param {string} wanted
 */
function numbers(number, text, wanted) {
  const found = [reading(wanted || "phone", number)];
  if (!wanted && /^[0-9]+$/.test(text)) {
    found.push(reading("", text));
  }
  return found;
}

/**
 * @param {string} text
 * @param {string} wanted
 * @param {boolean} [isMail]
 */
function mail(text, wanted, isMail = false) {
  if (isMail || wanted === "email") {
    return [reading("email", text)];
  }
  return wanted ? [reading(wanted, text)] : [reading("email", text), reading("mastodon", text)];
}

/**
 * Percent signs resolved where they spell characters.
 *
 * @param {string} text
 * @returns {string}
 */
function decoded(text) {
  return text.replace(PERCENT, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

/**
 * Which slot a path fills, and with what; null where it does not fit.
 *
 * @param {string[]} wanted
 * @param {string[]} steps
 * @param {string[]} reserved
 * @returns {[string, string] | null}
 */
function fitted(wanted, steps, reserved) {
  if (steps.length < wanted.length) {
    return null;
  }
  let [slot, said] = ["", ""];
  for (const [at, each] of wanted.entries()) {
    const step = steps[at];
    if (each.endsWith("{h}")) {
      const before = each.slice(0, -3);
      if ((before === "" && wanted.length === 1 && reserved.includes(step.toLowerCase())) || (before === "@" && !step.startsWith("@"))) {
        return null;
      }
      [slot, said] = ["{h}", before === "+" ? `${steps[0].toLowerCase()}/${step}` : step];
    } else if (each === "{id}") {
      [slot, said] = ["{id}", step];
    } else if (each !== "*" && each !== step.toLowerCase()) {
      return null;
    }
  }
  return [slot, said];
}
