/**
 * The parts of a list as elements, the same as the build makes of `_rows.html` and `_turns.html`.
 *
 * @typedef {import("./list.js").Row} Row
 */

const DAY = 86_400_000;
const WORDS = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/**
 * An element with its attributes and what is in it; nothing that stands there is taken for markup.
 *
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} content
 * @returns {HTMLElement}
 */
export function element(name, attributes, ...content) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...content);
  return made;
}

/**
 * @param {Row} row
 * @param {string} section Where issues of this kind lie: `../issues/`.
 * @param {boolean} hasVotes
 * @returns {HTMLElement}
 */
export function line(row, section, hasVotes) {
  const cell = (/** @type {(Node | string)[]} */ ...content) => element("td", { role: "cell" }, ...content);
  const day = new Date(row.updated * DAY);
  const facts = `${row.id} · ${row.where}${row.hasWorkaround ? " · Workaround" : ""}`;
  const reason = row.reason ? [element("span", { class: "tk-sub tk-reason" }, row.reason)] : [];
  const votes = element("td", { role: "cell", class: "tk-number" }, String(row.votes), element("span", { class: "tk-unit" }, " votes"));
  const severity = row.severity
    ? element("span", { class: `tk-severity tk-severity--${row.severity}` }, row.weight)
    : element("span", { class: "tk-sub" }, "Request");
  return element(
    "tr",
    { role: "row", "data-id": row.id },
    cell(element("a", { href: `${section}${row.id}/` }, row.title), element("span", { class: "tk-sub" }, facts), ...reason),
    hasVotes ? votes : cell(severity),
    cell(element("span", { class: `tk-status tk-status--${row.tone}` }, row.status)),
    cell(element("time", { datetime: day.toISOString().slice(0, 10) }, WORDS.format(day))),
  );
}

/**
 * An empty table with its heads.
 *
 * @param {string} label
 * @param {boolean} hasVotes
 * @returns {HTMLElement}
 */
export function table(label, hasVotes) {
  const head = (/** @type {string} */ name) => element("th", { role: "columnheader", scope: "col" }, name);
  const second = hasVotes ? element("th", { role: "columnheader", scope: "col", class: "tk-number" }, "Votes") : head("Severity");
  const heads = element("tr", { role: "row" }, head(hasVotes ? "Request" : "Issue"), second, head("Status"), head("Last change"));
  return element(
    "table",
    { class: "tk-rows", role: "table", "aria-label": label },
    element("thead", { role: "rowgroup" }, heads),
    element("tbody", { role: "rowgroup" }),
  );
}

/**
 * Which page numbers are offered: the first, the last, those around the current one; 0 stands for a gap.
 *
 * @param {number} number
 * @param {number} last
 * @returns {number[]}
 */
export function numbers(number, last) {
  const near = Array.from({ length: last }, (_, n) => n + 1).filter((n) => n === 1 || n === last || Math.abs(n - number) <= 2);
  return near.flatMap((n, at) => (at > 0 && n === near[at - 1] + 2 ? [n - 1, n] : at > 0 && n > near[at - 1] + 1 ? [0, n] : [n]));
}

/**
 * @param {number} number
 * @param {number} last
 * @param {(page: number) => string} href
 * @returns {HTMLElement}
 */
export function turns(number, last, href) {
  const link = (/** @type {number} */ page, /** @type {Record<string, string>} */ attributes, /** @type {(Node | string)[]} */ ...content) =>
    element("a", { href: href(page), "data-turn": String(page), ...attributes }, ...content);
  const items = numbers(number, last).map((n) =>
    n === 0
      ? element("li", {}, element("span", { "aria-hidden": "true" }, "…"))
      : element("li", {}, link(n, n === number ? { "aria-current": "page" } : {}, element("span", { class: "tk-hidden" }, "Page "), String(n))),
  );
  return element(
    "nav",
    { class: "tk-turns", "aria-label": "Pages of this list" },
    ...(number > 1 ? [link(number - 1, { rel: "prev" }, "Previous")] : []),
    element("ol", {}, ...items),
    ...(number < last ? [link(number + 1, { rel: "next" }, "Next")] : []),
  );
}
