/**
 * Whether somebody is there, by the reader's clock: intervals in minutes since 1970 UTC to words. Pure; knows no page and asks for no time.
 */

/** @typedef {[number, number]} Interval From and to, in minutes; the end is no longer within. */

/**
 * What holds at a moment. `changes` is the minute at which that ends; null where it is beyond what is known.
 *
 * @typedef {{ isOpen: boolean, changes: number | null }} State
 */

const HOUR = 60;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MILLISECONDS = 60_000;

/**
 * What the intervals say of a minute. Null outside the time that they are known for: then nothing is claimed.
 *
 * @param {readonly Interval[]} intervals in order, none touching the next
 * @param {{ from: number, to: number }} known
 * @param {number} now minutes since 1970 UTC
 * @returns {State | null}
 */
export function stateAt(intervals, known, now) {
  if (now < known.from || now >= known.to) {
    return null;
  }
  const next = intervals.find(([, end]) => now < end);
  if (!next) {
    return { isOpen: false, changes: null };
  }
  const [begin, end] = next;
  return begin <= now ? { isOpen: true, changes: end < known.to ? end : null } : { isOpen: false, changes: begin };
}

/**
 * A state in words: `Open now until 17:30 (your time)`, `Opens in 3 h (Mon 09:00 your time)`.
 *
 * @param {State} state
 * @param {number} now
 * @param {string} zone the reader's time zone
 * @returns {string}
 */
export function stateWords(state, now, zone) {
  if (state.changes === null) {
    return state.isOpen ? "Open now" : "Closed now";
  }
  const at = momentWords(state.changes, now, zone);
  return state.isOpen ? `Open now until ${at} (your time)` : `Opens in ${waitWords(state.changes - now)} (${at} your time)`;
}

/**
 * The same where there is little room: `open until 17:30`, `opens Mon 09:00`. Whose time it is has to be said beside it.
 *
 * @param {State} state
 * @param {number} now
 * @param {string} zone the reader's time zone
 * @returns {string}
 */
export function briefWords(state, now, zone) {
  if (state.changes === null) {
    return state.isOpen ? "open now" : "closed now";
  }
  return `${state.isOpen ? "open until" : "opens"} ${momentWords(state.changes, now, zone)}`;
}

/**
 * How long one waits: `25 min`, `3 h`, `2 days`.
 *
 * @param {number} minutes
 * @returns {string}
 */
export function waitWords(minutes) {
  if (minutes < HOUR) {
    return `${minutes} min`;
  }
  const hours = Math.round(minutes / HOUR);
  return hours < 48 ? `${hours} h` : `${Math.round(minutes / DAY)} days`;
}

/**
 * A minute on the reader's clock: `17:30` today, `Mon 09:00` within a week, `Mon 4 Jan 09:00` later.
 *
 * @param {number} minute
 * @param {number} now
 * @param {string} zone
 * @returns {string}
 */
function momentWords(minute, now, zone) {
  const then = clock(minute, zone);
  if (dayOf(then) === dayOf(clock(now, zone))) {
    return timeOf(then);
  }
  return minute - now < WEEK - DAY ? `${then.weekday} ${timeOf(then)}` : `${then.weekday} ${then.day} ${then.month} ${timeOf(then)}`;
}

/**
 * The hours of the next seven days on the reader's clock: `Mon to Thu 08:45–17:15, Fri 08:45–15:45`. Days with equal hours stand together.
 *
 * @param {readonly Interval[]} intervals
 * @param {{ from: number, to: number }} known
 * @param {number} now
 * @param {string} zone
 * @returns {string} empty where nothing is open, or not all of it is known
 */
export function weekWords(intervals, known, now, zone) {
  if (now < known.from || now + WEEK > known.to) {
    return "";
  }
  /** @type {Map<string, { weekday: string, spans: string[] }>} */
  const days = new Map();
  for (let minute = now; minute < now + WEEK; minute += DAY / 2) {
    const day = clock(minute, zone);
    days.set(dayOf(day), { weekday: day.weekday, spans: [] });
  }
  for (const [begin, end] of intervals.filter(([begin]) => begin > now - DAY && begin < now + WEEK)) {
    const first = clock(begin, zone);
    const through = end - begin >= DAY;
    days.get(dayOf(first))?.spans.push(through ? `from ${timeOf(first)}` : `${timeOf(first)}–${timeOf(clock(end, zone))}`);
  }
  // It begins and ends in the middle of a day; the weekday of today stands at the front alone.
  return grouped([...days.values()].slice(0, 7));
}

/**
 * @param {{ weekday: string, spans: string[] }[]} days
 * @returns {string}
 */
function grouped(days) {
  /** @type {{ first: string, last: string, said: string }[]} */
  const groups = [];
  for (const { weekday, spans } of days) {
    const said = spans.join(" and ");
    const held = groups.at(-1);
    if (held && held.said === said) {
      held.last = weekday;
    } else {
      groups.push({ first: weekday, last: weekday, said });
    }
  }
  return groups
    .filter(({ said }) => said)
    .map(({ first, last, said }) => `${first === last ? first : `${first} to ${last}`} ${said}`)
    .join(", ");
}

/** @typedef {{ weekday: string, day: string, month: string, year: string, hour: string, minute: string }} Clock */

/** @type {Map<string, Intl.DateTimeFormat>} */
const forms = new Map();

/**
 * What a clock and a calendar at some place show.
 *
 * @param {number} minute
 * @param {string} zone
 * @returns {Clock}
 */
function clock(minute, zone) {
  const known = forms.get(zone);
  const form =
    known ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  forms.set(zone, form);
  const parts = Object.fromEntries(form.formatToParts(new Date(minute * MILLISECONDS)).map(({ type, value }) => [type, value]));
  return /** @type {Clock} */ (/** @type {unknown} */ (parts));
}

/** @param {Clock} at */
function timeOf(at) {
  return `${at.hour}:${at.minute}`;
}

/** @param {Clock} at */
function dayOf(at) {
  return `${at.year} ${at.month} ${at.day}`;
}
