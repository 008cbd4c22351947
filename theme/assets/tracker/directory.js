/**
 * Narrows the directory by team, language, platform, and to whom one can reach now. What is chosen stands in the address, so that it can be passed on.
 */

import { readHours, standing } from "./hours.js";

const NAMES = ["team", "language", "platform", "now"];
const MINUTE = 60_000;
/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;

/**
 * @param {Document} page
 */
export async function start(page) {
  clearInterval(ticking);
  const form = page.querySelector("form[data-directory]");
  if (!(form instanceof HTMLFormElement)) {
    return;
  }
  read(form);
  form.hidden = false;
  const again = () => narrow(page, form);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    write(form);
    again();
  });
  form.addEventListener("reset", () =>
    setTimeout(() => {
      for (const control of form.elements) {
        if (control instanceof HTMLSelectElement || control instanceof HTMLInputElement) {
          clear(control);
        }
      }
      write(form);
      again();
    }),
  );
  again();
  await offerNow(page, form);
  again();
  ticking = setInterval(async () => {
    await offerNow(page, form);
    again();
  }, MINUTE);
}

/** @param {HTMLSelectElement | HTMLInputElement} control */
function clear(control) {
  if (control instanceof HTMLSelectElement) {
    control.value = "";
  } else {
    control.checked = false;
  }
}

/**
 * Find out who is there, and offer the choice where the hours are known.
 *
 * @param {Document} page
 * @param {HTMLFormElement} form
 */
async function offerNow(page, form) {
  const choice = form.querySelector("[data-now]");
  if (!(choice instanceof HTMLElement)) {
    return;
  }
  try {
    const hours = await readHours();
    let count = 0;
    let known = 0;
    for (const card of page.querySelectorAll("[data-member]")) {
      const found = card instanceof HTMLElement ? standing(hours, `staff/${card.dataset.member}`) : null;
      card.toggleAttribute("data-reachable", found?.state.isOpen === true);
      known += found ? 1 : 0;
      count += found?.state.isOpen ? 1 : 0;
    }
    choice.hidden = known === 0;
    const place = choice.querySelector("[data-now-count]");
    if (place) {
      place.textContent = `(${count})`;
    }
  } catch {
    choice.hidden = true;
  }
}

/**
 * @param {Document} page
 * @param {HTMLFormElement} form
 */
function narrow(page, form) {
  const chosen = new FormData(form);
  const [team, language, platform] = ["team", "language", "platform"].map((name) => String(chosen.get(name) ?? ""));
  const isNow = chosen.get("now") === "1" && form.querySelector("[data-now]")?.hasAttribute("hidden") === false;
  let shown = 0;
  let all = 0;
  /** @type {Set<string>} */
  const holders = new Set();
  for (const section of page.querySelectorAll("section[data-team]")) {
    let here = 0;
    for (const card of section.querySelectorAll("[data-member]")) {
      if (!(card instanceof HTMLElement && section instanceof HTMLElement)) {
        continue;
      }
      const fits =
        (!team || section.dataset.team === team) &&
        (!language || words(card.dataset.languages).includes(language)) &&
        (!platform || words(card.dataset.platforms).includes(platform)) &&
        (!isNow || card.hasAttribute("data-reachable"));
      card.hidden = !fits;
      all += 1;
      here += fits ? 1 : 0;
      if (fits) {
        holders.add(card.dataset.member ?? "");
      }
    }
    section.toggleAttribute("hidden", here === 0);
    shown += here;
  }
  for (const row of page.querySelectorAll("tr[data-holder]")) {
    if (row instanceof HTMLElement) {
      row.hidden = !holders.has(row.dataset.holder ?? "") || Boolean(platform && row.dataset.platform !== platform);
    }
  }
  const said = form.querySelector("[data-said]");
  const sentence = shown === all ? `All ${all} are shown.` : shown === 0 ? "Nobody fits. Show all, or choose less." : `${shown} of ${all} ${shown === 1 ? "is" : "are"} shown.`;
  if (said && said.textContent !== sentence) {
    said.textContent = sentence;
  }
}

/** @param {string | undefined} text */
function words(text) {
  return (text ?? "").split(" ");
}

/**
 * The address to the form; what it does not offer is left out.
 *
 * @param {HTMLFormElement} form
 */
function read(form) {
  const asked = new URLSearchParams(location.search);
  for (const name of NAMES) {
    const control = form.elements.namedItem(name);
    if (control instanceof HTMLSelectElement) {
      const wanted = asked.get(name) ?? "";
      control.value = [...control.options].some((option) => option.value === wanted) ? wanted : "";
    } else if (control instanceof HTMLInputElement) {
      control.checked = asked.get(name) === "1";
    }
  }
}

/**
 * The form to the address.
 *
 * @param {HTMLFormElement} form
 */
function write(form) {
  const address = new URL(location.href);
  const chosen = new FormData(form);
  for (const name of NAMES) {
    const value = String(chosen.get(name) ?? "");
    if (value) {
      address.searchParams.set(name, value);
    } else {
      address.searchParams.delete(name);
    }
  }
  history.replaceState(history.state, "", address);
}
