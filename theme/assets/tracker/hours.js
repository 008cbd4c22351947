/**
 * Tells whether a channel is attended and a person is at work, by the reader's clock, from the intervals that the build computed.
 */

import { briefWords, stateAt, stateWords, weekWords } from "./hours/core.js";

const MINUTE = 60_000;

/** @typedef {{ from: number, to: number, schedules: import("./hours/core.js").Interval[][], channels: Record<string, number>, staff: Record<string, number> }} Hours */

/** @type {Promise<Hours> | undefined} */
let asked;
/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;
/** @type {IntersectionObserver | undefined} */
let watching;

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
 * What the page itself says is told at once; what stands in the footer of every page when somebody gets there.
 *
 * @param {Document} page
 */
export async function start(page) {
  clearInterval(ticking);
  watching?.disconnect();
  const places = [...page.querySelectorAll("[data-hours]")];
  const inFooter = places.filter((place) => place.matches("footer *"));
  let shown = places.filter((place) => !inFooter.includes(place));
  const tell = async () => {
    try {
      const hours = await readHours();
      shown.forEach((place) => tellOne(place, hours));
    } catch {
      // The hours in words stand there all the same.
    }
  };
  watching = new IntersectionObserver((seen) => {
    if (seen.some((each) => each.isIntersecting)) {
      watching?.disconnect();
      shown = places;
      tell().then(() => page.querySelector("[data-zone-said]")?.toggleAttribute("hidden", inFooter.every((place) => place.matches("[hidden]"))));
    }
  });
  inFooter.slice(0, 1).forEach((place) => watching?.observe(place.closest("ul") ?? place));
  ticking = setInterval(tell, MINUTE);
  if (shown.length) {
    await tell();
  }
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
  const said = (place.dataset.brief === undefined ? stateWords : briefWords)(found.state, thisMinute(), zone);
  if (place.firstChild?.textContent !== said) {
    const state = document.createElement("span");
    state.className = `tk-status tk-status--${found.state.isOpen ? "done" : "soon"}`;
    state.textContent = said;
    place.replaceChildren(state);
    place.dataset.open = String(found.state.isOpen);
    // Empty where several teams have each their own clock, which the reader's is never the same as.
    const there = place.dataset.zone;
    const week = there === undefined ? "" : weekWords(found.intervals, hours, thisMinute(), zone);
    const theirs = there ? weekWords(found.intervals, hours, thisMinute(), there) : "";
    if (week && week !== theirs) {
      const line = document.createElement("span");
      line.className = "tk-sub";
      line.textContent = `The next seven days in your time: ${week}`;
      place.append(line);
    }
  }
}
