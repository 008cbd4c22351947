/**
 * What the version boxes show: every word of a record is put in as text, never as markup.
 */

import { hasWorkaround, isUnlike, judgement, nearest, position, release, understood } from "./answers.js";
import { changes, isBack } from "./upgrade.js";

/**
 * @typedef {import("./answers.js").Said} Said
 * @typedef {import("./answers.js").Table} Table
 * @typedef {[id: string, path: string, title: string, severity: string, weight: string, status: string, tone: string, isDuplicate: boolean]} Row
 * @typedef {Table & { product: string, name: string, releases: [string, string][], rows: Row[], leftOut: string }} Product
 * @typedef {{ row: Row, answer: string, reason: string, hasWorkaround: boolean }} Entry
 */

const ROOT = new URL("../../../", import.meta.url);
const AT_ONCE = 100;
const LABELS = { affected: "Affected", fixed: "Fixed", "not-affected": "Not affected", "not-checked": "Not checked" };
/** @type {[string, string, string][]} */
const ANSWERS = [
  ["affected", "Affects this version", ""],
  ["not-checked", "Not checked", "We do not know whether this version has these. Please treat each as a “perhaps”."],
  ["fixed", "Fixed in this version or before", ""],
];
/** What the first and the third are called on the way back to an earlier version. */
const GOING_BACK = { fixed: "Not in the earlier version", new: "Back with the earlier version" };
/** @type {[string, string, string][]} */
const OUTCOMES = [
  ["fixed", "Gets fixed", ""],
  ["remaining", "Remains", ""],
  ["new", "New with the update", ""],
  ["unchecked", "Not checked", "One of the two versions, or both, have not been checked. Please treat each as a “perhaps”."],
];

const DUPLICATES = { key: "duplicates", title: "Duplicates", note: "Each repeats another issue, and is not counted." };

/** @param {Row} row */
const isDuplicate = ([, , , , , , , given]) => given;

/**
 * An element with words in it.
 *
 * @param {string} name
 * @param {string} [words]
 * @param {string} [look]
 */
function element(name, words = "", look = "") {
  const made = document.createElement(name);
  made.textContent = words;
  if (look) {
    made.className = look;
  }
  return made;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} many
 */
function counted(count, one, many) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/**
 * Clear the answers, and say why.
 *
 * @param {string} words
 * @param {{ path: string, words: string }} [way] Where to go instead.
 */
export function showNothing(words, way) {
  show(words, []);
  if (way) {
    const link = /** @type {HTMLAnchorElement} */ (element("a", way.words));
    link.href = new URL(way.path, ROOT).href;
    document.querySelector("[data-affects-said]")?.append(" ", link);
  }
}

/**
 * @param {string} words
 * @param {Element[]} parts
 * @param {boolean} [isDoubtful]
 */
function show(words, parts, isDoubtful = false) {
  const said = document.querySelector("[data-affects-said]");
  said?.classList.toggle("tk-lookup__said--doubtful", isDoubtful);
  if (said && said.textContent !== words) {
    said.textContent = words;
  }
  document.querySelector("[data-affects-answers]")?.replaceChildren(...parts);
  const releases = document.querySelector("[data-affects-releases]");
  if (releases instanceof HTMLElement) {
    releases.hidden = parts.length > 0;
  }
}

/**
 * What a version is said to be that does not look like those of its product; nothing where it does.
 *
 * @param {{ name: string, releases: [string, string][] }} product
 * @param {string} version
 * @param {string} scheme
 */
function caution({ name, releases }, version, scheme) {
  const known = releases.map(([each]) => each);
  if (!isUnlike(version, known, scheme)) {
    return "";
  }
  return `${version} is no version of ${name} that we know, and is not written like one. This answer may mean nothing. The nearest that there are: ${nearest(version, known, scheme).join(", ")}.`;
}

/**
 * The version, and what we know of it.
 *
 * @param {Product} table
 * @param {string} version as it was understood
 * @param {string} [typed]
 */
function told(table, version, typed = version) {
  const at = position(table, version);
  const read = typed === version ? "" : `, read from “${typed}”`;
  const found = release(table, at);
  if (found) {
    return `${table.name} ${found[0]} (${found[1]}${read})`;
  }
  return at === null
    ? `${table.name}: “${version}” is not a version that can be compared with its releases`
    : `${table.name} ${version} (not a release that is listed here${read}; the answer follows from the ranges)`;
}

/**
 * What all issues say of a version; those that it does not affect are counted.
 *
 * @param {Product} table
 * @param {string} typed
 * @returns {string} The version as it was understood.
 */
export function showAnswers(table, typed) {
  const version = understood(table, typed, [table.name, table.product]);
  const here = position(table, version);
  /** @type {Entry[]} */
  const entries = table.issues.map((issue, at) => {
    const [answer, because, standing] = judgement(table, issue, here);
    return { row: table.rows[at], answer, reason: `${because} ${standing}`.trim(), hasWorkaround: answer === "affected" && hasWorkaround(issue, here) };
  });
  const single = entries.filter((each) => !isDuplicate(each.row));
  const groups = ANSWERS.map(([answer, title, note]) => ({ key: answer, title, note, none: "", entries: single.filter((each) => each.answer === answer) }));
  const [affected, unchecked, fixed] = groups.map((group) => group.entries.length);
  const rest = single.length - affected - unchecked - fixed;
  groups[0].none = unchecked ? "We know of none for sure; what nobody has checked is listed below." : "We know of no issue in this version.";
  groups.push({ ...DUPLICATES, none: "", entries: entries.filter((each) => isDuplicate(each.row) && each.answer !== "not-affected") });
  if (here === null) {
    // Nothing but "not checked" can be said; a nought beside it would look like a "no".
    show(`${told(table, version)}: ${counted(unchecked, "issue is", "issues are")} not checked.`, groups.filter((group) => group.entries.length).map(part));
    return version;
  }
  const warning = caution(table, version, table.versioning);
  if (warning) {
    // A nought, or a count of those that do not affect it, would look like a "no".
    show(warning, groups.filter((group) => group.entries.length).map(part), true);
    return version;
  }
  const words = [
    `${counted(affected, "known issue affects", "known issues affect")} it`,
    counted(unchecked, "is not checked", "are not checked"),
    counted(fixed, "is fixed", "are fixed"),
    `${counted(rest, "does", "do")} not affect it`,
  ];
  show(`${told(table, version, typed)}: ${words.join(", ")}. ${table.leftOut}`.trim(), groups.filter((group) => group.entries.length || group.key === "affected").map(part));
  return version;
}

/**
 * Below the answers the way to tell what is not among them.
 *
 * @param {string} address empty: there is only the contact page
 * @param {string} name product and version
 */
export function offerReport(address, name) {
  const link = /** @type {HTMLAnchorElement} */ (element("a", "Report it", "md-button"));
  link.href = address || new URL("contact/", ROOT).href;
  if (address) {
    link.rel = "nofollow noopener";
    link.referrerPolicy = "no-referrer";
  }
  const way = element("p", "", "tk-actions");
  way.append(link);
  document.querySelector("[data-affects-answers]")?.append(element("p", `Something else goes wrong in ${name}?`), way);
}

/**
 * What changes from one version to another.
 *
 * @param {Product} table
 * @param {string} typedStart
 * @param {string} typedEnd
 */
export function showChanges(table, typedStart, typedEnd) {
  const names = [table.name, table.product];
  const [start, end] = [understood(table, typedStart, names), understood(table, typedEnd, names)];
  const back = isBack(table, start, end);
  const found = changes(table, start, end).filter((change) => !isDuplicate(table.rows[change.at]));
  const groups = OUTCOMES.map(([key, title, note]) => ({
    key,
    title: back ? (GOING_BACK[key] ?? title) : title,
    note,
    none: "None that is written down here.",
    entries: found.filter((change) => change.outcome === key).map((change) => entry(table, change, end)),
  }));
  const counts = groups.map((group) => group.entries.length);
  const first = back ? `${counted(counts[0], "issue is", "issues are")} not in it` : `${counted(counts[0], "issue gets", "issues get")} fixed`;
  const third = `${counted(counts[2], "is", "are")} ${back ? "back" : "new"}`;
  const words = `${first}, ${counted(counts[1], "remains", "remain")}, ${third}, ${counted(counts[3], "is", "are")} not checked`;
  const parts = groups.filter((group) => group.entries.length || group.key !== "unchecked").map(part);
  const relieved = found.filter((change) => change.isRelief).map((change) => table.rows[change.at]);
  if (relieved.length) {
    parts.splice(1, 0, workarounds(relieved, back));
  }
  const doubts = [...new Set([start, end].map((version) => caution(table, version, table.versioning)))].filter(Boolean);
  const way = `From ${told(table, start, typedStart)} ${back ? "back " : ""}to ${told(table, end, typedEnd)}`;
  show(doubts.length ? `${way}. ${doubts.join(" ")}` : `${way}: ${words}.`, parts, doubts.length > 0);
}

/**
 * @param {Product} table
 * @param {import("./upgrade.js").Change} change
 * @param {string} end
 * @returns {Entry}
 */
function entry(table, { at, outcome, before, after }, end) {
  const [, because, standing] = outcome === "fixed" ? before : after;
  const checks = `Before: ${LABELS[before[0]].toLowerCase()}. After: ${LABELS[after[0]].toLowerCase()}.`;
  const helps = after[0] === "affected" && hasWorkaround(table.issues[at], position(table, end));
  return { row: table.rows[at], answer: after[0], reason: outcome === "unchecked" ? checks : `${because} ${standing}`.trim(), hasWorkaround: helps };
}

/**
 * @param {{ key: string, title: string, note: string, none: string, entries: Entry[] }} group
 */
function part({ key, title, note, none, entries }) {
  const section = element("section");
  const heading = element("h2", `${title} `);
  heading.id = `answer-${key}`;
  heading.append(element("span", entries.length.toLocaleString("en"), "tk-h2-count"));
  section.setAttribute("aria-labelledby", heading.id);
  section.append(heading);
  if (!entries.length) {
    section.append(element("p", none, "tk-empty"));
    return section;
  }
  if (note) {
    section.append(element("p", note));
  }
  const list = element("ul", "", "tk-known");
  list.append(...entries.slice(0, AT_ONCE).map(line));
  section.append(list);
  if (entries.length > AT_ONCE) {
    section.append(rest(list, entries));
  }
  return section;
}

/**
 * A button for what would be too much at once. Afterwards the keyboard is at the first of the new lines.
 *
 * @param {Element} list
 * @param {Entry[]} entries
 */
function rest(list, entries) {
  const button = element("button", "", "md-button");
  button.setAttribute("type", "button");
  const name = () => {
    const left = entries.length - list.children.length;
    button.textContent = `Show ${Math.min(left, AT_ONCE)} more of ${left.toLocaleString("en")}`;
  };
  button.addEventListener("click", () => {
    const before = list.children.length;
    list.append(...entries.slice(before, before + AT_ONCE).map(line));
    list.children[before].querySelector("a")?.focus();
    if (list.children.length < entries.length) {
      name();
    } else {
      button.remove();
    }
  });
  name();
  return button;
}

/** @param {Entry} entry */
function line({ row: [id, path, title, severity, weight, status, tone], answer, reason, hasWorkaround: helps }) {
  const item = element("li");
  item.dataset.id = id;
  item.dataset.answer = answer;
  const link = /** @type {HTMLAnchorElement} */ (element("a", title));
  link.href = new URL(path, ROOT).href;
  const about = element("span", "", "tk-sub");
  if (severity) {
    about.append(element("span", weight, `tk-severity tk-severity--${severity}`), " ");
  }
  about.append(`${id} · `, element("span", status, `tk-status tk-status--${tone}`), helps ? " · Workaround" : "");
  item.append(link, about, element("span", reason, "tk-because"));
  return item;
}

/**
 * @param {Row[]} rows
 * @param {boolean} back
 */
function workarounds(rows, back) {
  const section = element("section");
  const heading = element("h2", back ? "Workarounds not needed there " : "Workarounds no longer needed ");
  heading.id = "answer-workarounds";
  heading.append(element("span", rows.length.toLocaleString("en"), "tk-h2-count"));
  section.setAttribute("aria-labelledby", heading.id);
  const list = element("ul");
  for (const [id, path, title] of rows) {
    const link = /** @type {HTMLAnchorElement} */ (element("a", `${id}: ${title}`));
    link.href = `${new URL(path, ROOT).href}#workaround`;
    const item = element("li");
    item.append(link);
    list.append(item);
  }
  section.append(heading, element("p", back ? "In the earlier version you can do without these." : "After the update you can take these back."), list);
  return section;
}

/**
 * What one issue says of a version.
 *
 * @param {Element} place
 * @param {Table} table
 * @param {string} typed
 * @param {{ product: string, name: string, releases: [string, string][] }} product without releases while their list is not there
 */
export function tellIssue(place, table, typed, product) {
  const version = understood(table, typed, [product.name, product.product]);
  const [answer, because, standing] = judgement(table, table.issues[0], position(table, version));
  const read = version === typed ? "" : `${version}: `;
  const warning = caution(product, version, table.versioning);
  place.setAttribute("data-answer", answer);
  place.classList.toggle("tk-lookup__said--doubtful", Boolean(warning));
  place.replaceChildren(warning ? `${warning} ` : "", element("strong", `${read}${LABELS[answer]}.`), ` ${because} ${standing}`.trimEnd());
}
