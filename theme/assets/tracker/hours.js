/**
 * Tells whether a channel is attended and a person is at work, by the reader's clock, from the intervals that the build computed.
 */

import { stateAt, stateWords, weekWords } from "./hours/core.js";

const MINUTE = 60_000;

/** @typedef {{ from: number, to: number, schedules: import("./hours/core.js").Interval[][], channels: Record<string, number>, staff: Record<string, number> }} Hours */

/** @type {Promise<Hours> | undefined} */
let asked;
/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;

/**
 * The intervals of all channels and staff; fetched once, however many ask.
 *
 * @returns {Promise<Hours>}
 */
export function readHours() {
  asked ??= fetch(new URL("../../api/v1/hours.json", import.meta.url)).then((answer) => {
    if (!answer.ok) {
      throw new Error(`hours.json: ${answer.status}`);
    }
    return answer.json();
  });
  asked.catch(() => {
    asked = undefined;
  });
  return asked;
}

/**
 * @returns {number} minutes since 1970 UTC
 */
export function thisMinute() {
  return Math.floor(Date.now() / MINUTE);
}

/**
 * What holds now for `staff/ID` or `channels/ID`; null where nothing is known.
 *
 * @param {Hours} hours
 * @param {string} who
 * @returns {{ state: import("./hours/core.js").State, intervals: import("./hours/core.js").Interval[] } | null}
 */
export function standing(hours, who) {
  const [kind, id] = who.split("/");
  const several = kind === "staff" ? hours.staff : hours.channels;
  const intervals = Object.hasOwn(several, id) ? hours.schedules[several[id]] : undefined;
  const state = intervals && stateAt(intervals, hours, thisMinute());
  return intervals && state ? { state, intervals } : null;
}

/**
 * @param {Document} page
 */
export async function start(page) {
  clearInterval(ticking);
  let hours;
  try {
    hours = await readHours();
  } catch {
    return;
  }
  const tell = () => page.querySelectorAll("[data-hours]").forEach((place) => tellOne(place, hours));
  tell();
  ticking = setInterval(tell, MINUTE);
}

/**
 * @param {Element} place
 * @param {Hours} hours
 */
function tellOne(place, hours) {
  if (!(place instanceof HTMLElement)) {
    return;
  }
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const found = standing(hours, place.dataset.hours ?? "");
  place.hidden = !found;
  if (!found) {
    return;
  }
  const said = stateWords(found.state, thisMinute(), zone);
  if (place.firstChild?.textContent !== said) {
    const state = document.createElement("span");
    state.className = `tk-status tk-status--${found.state.isOpen ? "done" : "soon"}`;
    state.textContent = said;
    place.replaceChildren(state);
    place.dataset.open = String(found.state.isOpen);
    const [week, theirs] = place.dataset.zone ? [zone, place.dataset.zone].map((z) => weekWords(found.intervals, hours, thisMinute(), z)) : [];
    if (week && week !== theirs) {
      const line = document.createElement("span");
      line.className = "tk-sub";
      line.textContent = `The next seven days in your time: ${week}`;
      place.append(line);
    }
  }
}
