/**
 * The words around a verdict. Pure; knows no page and asks for no time.
 */

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAY = 86_400_000;
const MONTH = 30.4375;

/** What a verdict is called where it is not the answer itself. */
const VERDICTS = {
  compromised: "ours, but do not trust it now",
  confirmed: "ours",
  stale: "ours, but not checked lately",
  impostor: "an impostor",
  former: "not ours any more",
  "look-alike": "not ours, it only looks like one of ours",
  unknown: "not known to us",
};

/**
 * @param {string} verdict
 * @returns {string}
 */
export function verdictWords(verdict) {
  return Object.hasOwn(VERDICTS, verdict) ? VERDICTS[/** @type {keyof typeof VERDICTS} */ (verdict)] : verdict;
}

/**
 * `2 March 2026` from `2026-03-02`; what is no day comes back as it is.
 *
 * @param {string} day
 * @returns {string}
 */
export function dayWords(day) {
  const [year, month, number] = day.split("-").map(Number);
  return MONTHS[month - 1] && number ? `${number} ${MONTHS[month - 1]} ${year}` : day;
}

/**
 * That no answer is about the day that was asked about, where it is still to come; empty where it is not.
 *
 * @param {string} day
 * @param {string} today
 * @returns {string}
 */
export function toComeWords(day, today) {
  return day > today ? `${dayWords(day)} has not come yet, and nobody can know whose an account will be then. This is the answer for today.` : "";
}

/**
 * How long ago a day was: `today`, `54 days ago`, `4 months ago`, `2 years ago`. Empty where it is still to come.
 *
 * @param {string} day
 * @param {string} today
 * @returns {string}
 */
export function ageWords(day, today) {
  const days = Math.round((Date.parse(today) - Date.parse(day)) / DAY);
  if (!(days >= 0)) {
    return "";
  }
  if (days < 60) {
    return days === 0 ? "today" : days === 1 ? "yesterday" : `${days} days ago`;
  }
  return days < 730 ? `${Math.round(days / MONTH)} months ago` : `${Math.floor(days / 365.25)} years ago`;
}

/**
 * Somebody's text with everything made visible that a browser would hide or turn around, and cut where it is long.
 *
 * @param {string} text
 * @param {number} [limit]
 * @returns {string}
 */
export function visible(text, limit = 120) {
  const letters = [...text];
  const shown = letters
    .slice(0, limit)
    .join("")
    .replace(/[\p{C}\u2028\u2029]/gu, (letter) => `[U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`);
  return letters.length > limit ? `${shown}…` : shown;
}

/**
 * The reader's own day, as `2026-11-23`.
 *
 * @param {Date} now
 * @returns {string}
 */
export function dayOf(now) {
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
}

/**
 * The question of an address: `?q=`, `platform=`, `on=`. Null where none is asked. Nothing that is no day counts as one.
 *
 * @param {string} search
 * @returns {{ query: string, platform: string, on: string } | null}
 */
export function questionIn(search) {
  const given = new URLSearchParams(search);
  const query = given.get("q");
  const on = given.get("on") ?? "";
  return query === null ? null : { query, platform: given.get("platform") ?? "", on: /^\d{4}-\d{2}-\d{2}$/.test(on) && !Number.isNaN(Date.parse(on)) ? on : "" };
}

/**
 * @param {{ query: string, platform: string, on: string }} question
 * @returns {string}
 */
export function searchOf({ query, platform, on }) {
  const given = new URLSearchParams({ q: query });
  if (platform) {
    given.set("platform", platform);
  }
  if (on) {
    given.set("on", on);
  }
  return `?${given}`;
}
