/**
 * What a list is narrowed to and sorted by, and how that stands in an address. Pure: knows no page and fetches nothing.
 *
 * @typedef {{ facets: Record<string, string[]>, text: string, sort: string, page: number }} State
 *   `facets` has a list of values for each facet, empty where any will do; `sort` is a column, with a minus where the greatest comes first.
 * @typedef {{ facets: Record<string, string[]>, page: number }} Own
 *   What the page itself is narrowed to, which an address need not say.
 * @typedef {{ value: string, label: string, product?: string }} Choice
 * @typedef {{ choices: Record<string, Choice[]>, sorts: string[] }} Known
 *   Every choice of each facet, and the columns.
 */

export const FACETS = ["open", "workaround", "severity", "status", "product", "component", "version"];
export const YES = "yes";

const LONGEST = 200;
const SHOWN = 40;
const MOST_WORDS = 12;
const NAMES = { open: "choice", workaround: "choice", severity: "severity", status: "status", product: "product", component: "part", version: "version" };
/** Marks that are not seen: what turns the direction of writing, and control characters. */
const UNSEEN = /[\p{Cc}\p{Cf}]/gu;

/**
 * The values of each key of an address. Nothing that stands there makes it fail.
 *
 * @param {string} search
 * @returns {Map<string, string[]>}
 */
function taken(search) {
  const found = new Map();
  for (const pair of search.replace(/^\?/, "").split("&")) {
    const [key, ...rest] = pair.split("=");
    const name = decoded(key);
    if (name) {
      found.set(name, [...(found.get(name) ?? []), rest.join("=")]);
    }
  }
  return found;
}

/**
 * @param {string} text
 * @returns {string}
 */
function decoded(text) {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/**
 * @param {string} value
 * @returns {string}
 */
function encoded(value) {
  return encodeURIComponent(value).replaceAll("%3A", ":").replaceAll("%20", "+");
}

/**
 * Whether an address asks for anything but the page as it is.
 *
 * @param {string} search
 * @returns {boolean}
 */
export function asks(search) {
  const found = taken(search);
  return [...FACETS, "text", "sort", "page"].some((key) => found.has(key));
}

/**
 * The state that an address asks for, and what is said of the parts that mean nothing here. Those are left out.
 *
 * @param {string} search
 * @param {Own} own
 * @param {Known} known
 * @returns {{ state: State, notes: string[] }}
 */
export function read(search, own, known) {
  const found = taken(search);
  /** @type {string[]} */
  const notes = [];
  /** @type {Record<string, string[]>} */
  const facets = {};
  for (const facet of FACETS) {
    const given = found.get(facet);
    const asked = given ? given.flatMap((each) => each.split(",")).map((each) => clean(decoded(each))) : (own.facets[facet] ?? []);
    facets[facet] = meant(facet, asked.filter(Boolean), facets.product ?? [], known, notes);
  }
  const text = cleanText(decoded(found.get("text")?.at(-1) ?? ""));
  const sort = clean(decoded(found.get("sort")?.at(-1) ?? ""));
  const isSort = known.sorts.includes(sort.replace(/^-/, ""));
  if (sort && !isSort) {
    notes.push(`This list cannot be sorted by “${short(sort)}”, so it stands in its usual order.`);
  }
  const page = Number(found.get("page")?.at(-1) ?? (asks(search) ? 1 : own.page));
  return { state: { facets, text, sort: isSort ? sort : "", page: Number.isSafeInteger(page) && page > 0 ? page : 1 }, notes };
}

/**
 * The choices that are meant by what somebody wrote, in the order of the choices. A part or version may be named without its product.
 *
 * @param {string} facet
 * @param {string[]} asked
 * @param {string[]} products
 * @param {Known} known
 * @param {string[]} notes
 * @returns {string[]}
 */
function meant(facet, asked, products, known, notes) {
  const choices = known.choices[facet] ?? [];
  const found = new Set();
  for (const each of asked) {
    const wanted = each.toLowerCase();
    const bare = facet === "version" ? wanted.replace(/^v(?=\d)/, "") : wanted;
    const exact = choices.filter(({ value }) => value.toLowerCase() === wanted);
    const named = choices.filter(({ value, product }) => product && value.slice(product.length + 1).toLowerCase() === bare);
    const here = named.filter(({ product }) => product && (products.length === 0 || products.includes(product)));
    const these = exact.length > 0 ? exact : here;
    if (these.length === 0) {
      notes.push(`“${short(each)}” is no ${NAMES[facet]} of this list, so it is left out.`);
    }
    these.forEach(({ value }) => found.add(value));
  }
  return choices.map(({ value }) => value).filter((value) => found.has(value));
}

/**
 * The part of an address that stands for a state, with its question mark; empty for the page as it is.
 *
 * @param {State} state
 * @param {Own} own
 * @returns {string}
 */
export function written(state, own) {
  const parts = [];
  for (const facet of FACETS) {
    const values = state.facets[facet] ?? [];
    if (values.join() !== (own.facets[facet] ?? []).join()) {
      parts.push(`${facet}=${values.map(encoded).join(",")}`);
    }
  }
  if (state.text) {
    parts.push(`text=${encoded(state.text)}`);
  }
  if (state.sort) {
    parts.push(`sort=${encoded(state.sort)}`);
  }
  if (state.page !== (parts.length > 0 ? 1 : own.page)) {
    parts.push(`page=${state.page}`);
  }
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

/**
 * The state with a choice more, or one less. Without a product its parts and versions go, too.
 *
 * @param {State} state
 * @param {string} facet
 * @param {string} value
 * @returns {State}
 */
export function toggled(state, facet, value) {
  const before = state.facets[facet] ?? [];
  const isChosen = before.includes(value);
  const facets = { ...state.facets, [facet]: isChosen ? before.filter((each) => each !== value) : [...before, value] };
  if (facet === "product" && isChosen) {
    for (const within of ["component", "version"]) {
      facets[within] = (facets[within] ?? []).filter((each) => !each.startsWith(`${value}:`));
    }
  }
  return { ...state, facets, page: 1 };
}

/**
 * Nothing narrowed; the order stays.
 *
 * @param {State} state
 * @returns {State}
 */
export function widest(state) {
  return { ...state, facets: Object.fromEntries(FACETS.map((facet) => [facet, []])), text: "", page: 1 };
}

/**
 * The order after a press on the head of a column: its natural direction, the other one, the usual order again.
 *
 * @param {string} sort
 * @param {string} column
 * @returns {string}
 */
export function turned(sort, column) {
  const first = column === "title" || column === "status" ? column : `-${column}`;
  const second = first === column ? `-${column}` : column;
  return sort === first ? second : sort === second ? "" : first;
}

/**
 * What the order is, for readers.
 *
 * @param {string} sort
 * @returns {string}
 */
export function sortSaid(sort) {
  const said = {
    title: ["by title, A to Z", "by title, Z to A"],
    severity: ["by severity, lightest first", "by severity, heaviest first"],
    votes: ["by votes, fewest first", "by votes, most first"],
    status: ["by status, from reported to closed", "by status, from closed to reported"],
    updated: ["by last change, oldest first", "by last change, newest first"],
  };
  return `Sorted ${said[sort.replace(/^-/, "")]?.[sort.startsWith("-") ? 1 : 0] ?? ""}`;
}

/**
 * The words that a title has to have.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function wordsOf(text) {
  return folded(text).split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
}

/**
 * What somebody typed, as it stands in a state: empty where there is no word in it.
 *
 * @param {string} text
 * @returns {string}
 */
export function cleanText(text) {
  const cleaned = clean(text).slice(0, LONGEST).trim();
  return wordsOf(cleaned).length > 0 ? cleaned : "";
}

/**
 * Text without what people leave out when they type: capitals, accents, the shape of quotes, marks that are not seen.
 *
 * @param {string} text
 * @returns {string}
 */
export function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").replace(UNSEEN, "").replace(/[‘’]/g, "'").replace(/[“”„]/g, '"').toLowerCase();
}

/**
 * @param {string} text
 * @returns {string}
 */
function clean(text) {
  return text.replace(/\s+/g, " ").replace(UNSEEN, "").trim();
}

/**
 * @param {string} text
 * @returns {string}
 */
function short(text) {
  const letters = [...text];
  return letters.length > SHOWN ? `${letters.slice(0, SHOWN).join("")}…` : text;
}
