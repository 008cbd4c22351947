/**
 * The addresses of profiles: which account of which platform one of them names. The twin of tracker/views/verdicts/addresses.py.
 */

import { decoded, dialled, reading } from "./reading.js";
import { hostOf, siteOf } from "./spelling.js";
import { WHITE, parted, stripped, without } from "./text.js";

/**
 * @typedef {import("./reading.js").Read} Read
 * @typedef {import("./reading.js").Reading} Reading
 * @typedef {import("./spelling.js").Spelling} Spelling
 */

const PREFIX = /^(?:www|m|mobile|touch|mbasic|web|api|old|new|np|i|l|amp|gist|[a-z]{2}|[a-z]{2}-[a-z]{2})\./;
/** What stands behind a handle in the address of something that it has said. */
const POSTS = new Set(["status", "statuses", "post", "posts", "video", "photo", "p", "reel"]);

/**
 * What an address names.
 *
 * @param {Spelling} spelling
 * @param {string} text
 * @returns {Read}
 */
export function address(spelling, text) {
  const site = siteOf(text);
  const [host, , path] = parted(site, "/");
  const query = parted(parted(text, "#")[0], "?")[2];
  const steps = path.split("/").filter(Boolean).map(decoded);
  if (host.endsWith(".bsky.social")) {
    return ["account", [reading("bluesky", host)], "bluesky"];
  }
  const platform = platformOf(spelling, host);
  if (platform) {
    const found = inPath(spelling, platform, steps, query);
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
 * The platform of a host, regional and mobile ones included.
 *
 * @param {Spelling} spelling
 * @param {string} host
 * @returns {string}
 */
export function platformOf(spelling, host) {
  for (let rest = host; ; ) {
    for (const [platform, form] of Object.entries(spelling.rules.platforms)) {
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
 * The account that the path of a platform's address names; null where it names none.
 *
 * @param {Spelling} spelling
 * @param {string} platform
 * @param {string[]} steps
 * @param {string} query
 * @returns {Reading | null}
 */
export function inPath(spelling, platform, steps, query) {
  const form = spelling.form(platform);
  for (const template of form.paths) {
    const [path, , wanted] = parted(template, "?");
    const shape = path.split("/");
    let found = fitted(shape, steps, form.reserved);
    if (wanted && found) {
      const [name, , slot] = parted(wanted, "=");
      const pairs = query.split("&").filter((each) => parted(each, "=")[0] === name);
      const given = new Set(pairs.map((pair) => parted(pair, "=")[2]));
      // Which of several a platform takes is its own affair.
      const [only] = given.size === 1 ? given : [""];
      found = [slot, decoded(stripped(only.replaceAll("+", " "), WHITE))];
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
