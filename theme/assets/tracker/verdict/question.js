/**
 * What is asked: a pasted text to the accounts that it may mean. Whatever it is, it is no error. The twin of tracker/views/verdicts/question.py.
 */

import { address, inPath, platformOf } from "./addresses.js";
import { decoded, dialled, reading } from "./reading.js";
import { hostOf, siteOf } from "./spelling.js";
import { WHITE, cut, parted, stripped, without } from "./text.js";

/** @typedef {import("./spelling.js").Spelling} Spelling */

/**
 * @typedef {import("./reading.js").Read} Read
 * @typedef {import("./reading.js").Reading} Reading
 * @typedef {{ kind: string, text: string, readings: Reading[], platform: string, others: Reading[] }} Question  `others`: what the same text would be an
 *   address of, had nobody named a platform
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
const ADDRESS = new RegExp(`^[^${BLANK}/?#@\\\\]+\\.[^${BLANK}/?#@\\\\]+[/?#\\\\].*$`, "su");
const DOMAIN = new RegExp(`^(?:[^${BLANK}./@:]+\\.)+(?:[^${BLANK}./@:0-9_-]{2,}|[xX][nN]--[A-Za-z0-9-]+)$`, "u");
/** As we ourselves name an account. */
const ON = new RegExp(`^([^${BLANK}]+) on ([^${BLANK}]+)$`, "iu");
/** The platform before the handle, or behind it, without a word between them. What has no @ may be somebody's name. */
const BESIDE = new RegExp(`^(?:([^${BLANK}]+) ([^${BLANK}]*@[^${BLANK}]*)|([^${BLANK}]*@[^${BLANK}]*) \\(?([^${BLANK}]+))$`, "u");
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
      return { kind: "account", text, readings: mail(named[1], wanted, true), platform: wanted, others: [] };
    }
    const asked = trimmed(given);
    if (!asked || !stripped(asked, "@./:")) {
      return { kind: "empty", text, readings: [], platform: wanted, others: [] };
    }
    if (asked.length > LONGEST * 2 || Array.from(asked).length > LONGEST) {
      return { kind: "too-long", text, readings: [], platform: wanted, others: [] };
    }
    const [kind, readings, said] = this.read(asked, wanted);
    const others = wanted && said === wanted ? this.read(asked, "")[1] : [];
    // A domain of ours, taken as a name elsewhere, is not one of our addresses gone astray.
    const leftOut = this.spelling.form(wanted).kind === "name" ? ["", wanted, "web"] : ["", wanted];
    return { kind, text, readings, platform: said || wanted, others: others.filter((r) => !leftOut.includes(r.platform)) };
  }

  /**
   * @param {string} text
   * @param {string} wanted
   * @returns {Read}
   */
  read(text, wanted) {
    const scheme = SCHEME.exec(text);
    if (scheme) {
      const [word, rest] = [scheme[1].toLowerCase(), stripped(scheme[2], ENDS)];
      if (word === "http" || word === "https") {
        return address(this.spelling, text);
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
    if (text.startsWith("//") || ADDRESS.test(text) || platformOf(this.spelling, hostOf(text))) {
      return address(this.spelling, text);
    }
    const said = this.said(text);
    if (said && (!wanted || wanted === said[0])) {
      return this.read(said[1], said[0]);
    }
    return text.includes(" ") ? ["name", [reading("", text)], ""] : this.handle(text, wanted);
  }

  /**
   * The platform that a text names beside a handle, and the handle; null where it names none.
   *
   * @param {string} text
   * @returns {[string, string] | null}
   */
  said(text) {
    /** @type {[string, string][]} */
    const found = [];
    const on = ON.exec(text);
    if (on) {
      found.push([on[2], on[1]]);
    }
    const beside = BESIDE.exec(text);
    if (beside) {
      found.push(beside[1] ? [beside[1], beside[2]] : [beside[4], beside[3]]);
    }
    const [first, , rest] = parted(text, " ");
    if (dialled(rest) && this.spelling.form(this.spelling.platformNamed(first)).kind === "phone") {
      found.push([first, rest]);
    }
    for (const [word, handle] of found) {
      const platform = this.spelling.platformNamed(word);
      if (this.spelling.isKnown(platform)) {
        return [platform, handle];
      }
    }
    return null;
  }

  /**
   * @param {string} word
   * @param {string} rest
   * @returns {Read | null}
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
   * @returns {Read}
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
    const inside = this.byPath(text, wanted);
    if (inside) {
      return ["account", [inside, reading(inside.platform, bare, { isLiteral: true })], inside.platform];
    }
    bare = stripped(bare, "/");
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
   * A handle with the way to it, as `u/name` or `in/name`.
   *
   * @param {string} text
   * @param {string} wanted
   * @returns {Reading | null}
   */
  byPath(text, wanted) {
    if (!wanted) {
      const user = /^\/?u\/([^/]+)\/?$/.exec(without(text, "@"));
      return user ? reading("reddit", user[1]) : null;
    }
    const steps = text.split("/").filter(Boolean);
    const found = steps.length > 1 ? inPath(this.spelling, wanted, steps, "") : null;
    // A first step alone may be the way to another platform's handle.
    return found && (found.isPost || found.handle !== steps[0]) ? found : null;
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
