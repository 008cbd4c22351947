/**
 * The box that asks "is this really staff?". Answers in the browser, from the site's own files: nothing that is typed is sent or kept.
 */

import { openVerdicts } from "./verdict/answer.js";
import { Card, make } from "./verify/card.js";
import { dayOf, questionIn, searchOf } from "./verify/words.js";

const ROOT = new URL("../../", import.meta.url);

/** @type {Map<string, Promise<any>>} */
const files = new Map();

/**
 * A file of the site, fetched once; one that could not be had is asked for again.
 *
 * @param {string} path
 * @returns {Promise<any>}
 */
function read(path) {
  const known = files.get(path);
  if (known) {
    return known;
  }
  const asked = fetch(new URL(path, ROOT), { referrerPolicy: "no-referrer" }).then((answer) => {
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status}`);
    }
    return answer.json();
  });
  files.set(path, asked);
  asked.catch(() => files.delete(path));
  return asked;
}

/** @type {{ today: string, verdicts: ReturnType<typeof openVerdicts> } | null} */
let opened = null;

/**
 * The list, opened once a day: taking it apart costs more than an answer.
 *
 * @param {string} today
 */
function verdictsOf(today) {
  if (opened?.today !== today) {
    opened = { today, verdicts: openVerdicts({ read, today }) };
  }
  return opened.verdicts;
}

/**
 * @param {Document} page
 * @returns {Promise<void> | void}
 */
export function start(page) {
  const form = page.querySelector("form[data-verify]");
  if (form instanceof HTMLFormElement && !form.dataset.ready) {
    form.dataset.ready = "";
    return new Asking(page, form).begin();
  }
}

class Asking {
  /**
   * @param {Document} page
   * @param {HTMLFormElement} form
   */
  constructor(page, form) {
    this.page = page;
    this.form = form;
    /** The page of the box itself keeps its question in the address. */
    this.isOwnPage = form.dataset.verify === "page";
    this.box = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
    this.platform = /** @type {HTMLSelectElement} */ (form.elements.namedItem("platform"));
    this.on = /** @type {HTMLInputElement} */ (form.elements.namedItem("on"));
    this.place = /** @type {HTMLElement} */ (page.querySelector("[data-verify-answer]"));
    this.voice = /** @type {HTMLElement} */ (page.querySelector("[data-verify-said]"));
    this.asked = 0;
  }

  async begin() {
    this.form.hidden = false;
    this.on.max = dayOf(new Date());
    this.box.addEventListener("focus", () => verdictsOf(dayOf(new Date())).warm(), { once: true });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.commit();
    });
    if (!this.isOwnPage) {
      return;
    }
    withholdAddress(this.page);
    const path = location.pathname;
    const back = () => {
      if (!this.form.isConnected) {
        removeEventListener("popstate", back);
      } else if (location.pathname === path) {
        this.resume();
      }
    };
    addEventListener("popstate", back);
    await this.resume();
  }

  get question() {
    return { query: this.box.value, platform: this.platform.value, on: this.on.validity.valid ? this.on.value : "" };
  }

  /** Ask what the address asks. */
  resume() {
    const question = questionIn(location.search);
    this.box.value = question?.query ?? "";
    this.platform.value = question?.platform ?? "";
    if (this.platform.selectedIndex < 0) {
      this.platform.value = "";
    }
    this.on.value = question?.on ?? "";
    const when = this.on.closest("details");
    if (when && question?.on) {
      when.open = true;
    }
    if (question) {
      return this.answer({ ...question, platform: this.platform.value }, false);
    }
    this.asked += 1;
    this.forget();
  }

  /** An earlier verdict never stands under another question, not even while the answer is worked out. */
  forget() {
    this.place.replaceChildren();
    this.voice.textContent = "";
  }

  commit() {
    const question = this.question;
    if (this.isOwnPage) {
      const search = searchOf(question);
      if (search !== location.search) {
        history.pushState(history.state, "", `${location.pathname}${search}`);
      }
    }
    return this.answer(question, true);
  }

  /**
   * @param {{ query: string, platform: string, on: string }} question
   * @param {boolean} isAsked by the reader just now: then the answer takes the focus; else it is announced
   */
  async answer(question, isAsked) {
    const turn = ++this.asked;
    if (!question.query.trim()) {
      this.show(make("p", "Nothing to check yet. Paste a handle, a link, an e-mail address, a telephone number or a name.", "tk-empty"), false);
      if (isAsked) {
        this.box.focus();
      }
      return;
    }
    this.forget();
    const today = dayOf(new Date());
    let shown;
    try {
      const answer = await verdictsOf(today).answer(question.query, { platform: question.platform, on: question.on });
      shown = new Card(answer, this.around(today, question.on)).element();
    } catch {
      shown = this.unanswered();
    }
    if (turn === this.asked) {
      this.show(shown, isAsked);
    }
  }

  /**
   * @param {HTMLElement} shown
   * @param {boolean} isFocused
   */
  show(shown, isFocused) {
    this.place.replaceChildren(shown);
    this.voice.textContent = "";
    if (isFocused) {
      shown.focus();
      shown.scrollIntoView({ block: "nearest" });
    } else {
      const [heading, about, toCome] = ["h2, h3", "p", "[data-to-come]"].map((part) => shown.querySelector(part)?.textContent ?? "");
      this.voice.textContent = heading ? [`${heading}.`, toCome, about].filter(Boolean).join(" ") : (shown.textContent ?? "");
    }
  }

  /**
   * @param {string} today
   * @param {string} on the day that was asked about
   */
  around(today, on) {
    const always = /** @type {HTMLTemplateElement | null} */ (this.page.querySelector("template[data-verify-always]"));
    return { root: ROOT.pathname, today, on, level: /** @type {2 | 3} */ (this.isOwnPage ? 2 : 3), always, isOwnPage: this.isOwnPage };
  }

  /** The list is not there: no verdict is better than one without it. */
  unanswered() {
    const { root, level, always } = this.around("", "");
    const card = make("section", "", "tk-verdict tk-verdict--unknown");
    card.dataset.unanswered = "";
    card.tabIndex = -1;
    const heading = make(`h${level}`, "We cannot check this now");
    heading.id = "verdict";
    card.setAttribute("aria-labelledby", heading.id);
    const list = /** @type {HTMLAnchorElement} */ (make("a", "list of all our accounts"));
    list.href = `${root}staff/#accounts`;
    const about = make("p", "The list behind this box could not be loaded, so it gives no answer. Try again, or look for the account in the ");
    about.append(list, ". Until then, do not trust it.");
    const block = make("div", "", "tk-verdict__always");
    block.append(always ? always.content.cloneNode(true) : "");
    card.append(heading, about, block);
    return card;
  }
}

/**
 * The address holds what was asked. Keep it from every page and file that is opened from here.
 *
 * @param {Document} page
 */
function withholdAddress(page) {
  if (!page.head.querySelector('meta[name="referrer"]')) {
    const policy = page.createElement("meta");
    policy.name = "referrer";
    policy.content = "no-referrer";
    page.head.append(policy);
  }
}
