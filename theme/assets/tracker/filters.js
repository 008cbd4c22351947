/**
 * Lists that can be narrowed by several choices at once, searched by words of titles and sorted, the state in the address. The list that the build
 * made stays until somebody asks for another; every choice leads to a page made beforehand where this cannot run.
 *
 * @typedef {import("./filters/state.js").State} State
 */

import { Source } from "./filters/source.js";
import { asks, cleanText, read, toggled, turned, widest } from "./filters/state.js";
import { View } from "./filters/view.js";

const PER_PAGE = 100;
const PAUSE = 250;

/** @type {Map<string, Source>} */
const sources = new Map();
/** @type {AbortController | undefined} */
let before;

/**
 * @param {Document} page
 * @returns {Promise<void>}
 */
export async function start(page) {
  before?.abort();
  before = new AbortController();
  const place = page.querySelector("[data-filters]");
  if (place instanceof HTMLElement && !place.dataset.started) {
    place.dataset.started = "";
    await new Filters(place).begin(before.signal);
  }
}

class Filters {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.view = new View(place);
    const address = new URL(place.dataset.filters ?? "", location.href);
    this.source = sources.get(address.href) ?? new Source(address);
    sources.set(address.href, this.source);
    this.asked = 0;
    /**
     * What was asked for and is not shown yet.
     *
     * @type {State | undefined}
     */
    this.wanted = undefined;
  }

  /** What the next choice is added to. */
  get state() {
    return this.wanted ?? this.view.state;
  }

  /**
   * Make the page ready, and answer what its address asks.
   *
   * @param {AbortSignal} gone Raised when the page is left without being unloaded.
   */
  async begin(gone) {
    this.view.begin();
    this.place.addEventListener("click", (event) => this.#press(event), { signal: gone });
    window.addEventListener("popstate", () => this.#turnBack(), { signal: gone });
    this.#heedWords(this.view.field);
    if (asks(location.search)) {
      await this.#fromAddress();
    }
  }

  #turnBack() {
    // With instant navigation the page may have been left for another without being unloaded.
    if (this.place.isConnected && location.pathname === this.view.path && (this.view.answer || asks(location.search))) {
      this.#fromAddress();
    }
  }

  async #fromAddress() {
    await this.#answer(undefined);
    this.view.showText();
  }

  /**
   * Show the list of another state, and put it into the address; without one, show what the address asks.
   *
   * @param {State | undefined} wanted
   * @param {() => "pushState" | "replaceState"} how Asked when it is shown: an answer that another one overtakes leaves no step in the history.
   * @returns {Promise<boolean>} Whether it could be shown.
   */
  async #answer(wanted, how = () => "pushState") {
    this.asked += 1;
    const asked = this.asked;
    this.wanted = wanted;
    this.view.isBusy = true;
    // Names of files change with every build: where one is gone, the list is read anew, once.
    for (let more = this.view.answer ? 1 : 0; more >= 0; more -= 1) {
      try {
        const answer = await this.#found(wanted);
        if (asked === this.asked) {
          if (wanted) {
            const address = this.view.address(answer.state);
            history[address === `${location.pathname}${location.search}` ? "replaceState" : how()](history.state, "", address);
          }
          this.view.show(answer);
          this.#rest();
        }
        return true;
      } catch {
        if (more === 0 && asked === this.asked) {
          this.view.showMissing();
          this.#rest();
        }
      }
    }
    return false;
  }

  /** Nothing more is asked for than what is shown. */
  #rest() {
    this.wanted = undefined;
    this.view.isBusy = false;
  }

  /**
   * @param {State | undefined} wanted
   * @returns {Promise<import("./filters/view.js").Answer>}
   */
  async #found(wanted) {
    const known = await this.source.listFor(undefined);
    const { state, notes } = wanted ? { state: { ...wanted }, notes: [] } : read(location.search, this.view.own, known);
    const list = await this.source.listFor(state);
    const found = list.find(state);
    const last = Math.max(1, Math.ceil(found.found.length / PER_PAGE));
    state.page = Math.min(state.page, last);
    const shown = list.sorted(found.found, state.sort).slice((state.page - 1) * PER_PAGE, state.page * PER_PAGE);
    if (!this.view.isOwn(state)) {
      await this.source.learn(list, shown);
    }
    return { list, state, found, notes, shown, first: (state.page - 1) * PER_PAGE + 1, last };
  }

  /** @param {MouseEvent} event */
  async #press(event) {
    const pressed = event.target instanceof Element ? event.target.closest("a, button") : null;
    if (!(pressed instanceof HTMLElement) || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      return;
    }
    const next = this.#leadsTo(pressed.dataset);
    if (!next) {
      return;
    }
    // Instant navigation listens further out, and would fetch the page anew.
    event.preventDefault();
    event.stopPropagation();
    const isShown = await this.#answer(next);
    if (!isShown && pressed instanceof HTMLAnchorElement && pressed.pathname !== this.view.path) {
      location.assign(pressed.href);
    } else if (isShown) {
      this.view.focusAfter(pressed.dataset);
    }
  }

  /**
   * @param {DOMStringMap} pressed
   * @returns {State | undefined} Nothing for what is a link like any other.
   */
  #leadsTo({ facet, value = "", chip, turn, sort }) {
    const { state } = this;
    if (sort) {
      return { ...state, sort: turned(state.sort, sort), page: 1 };
    }
    if (turn) {
      return { ...state, page: Number(turn) };
    }
    if (chip) {
      return this.view.chipsOf(this.view.state)[Number(chip)]?.without;
    }
    return facet ? toggled(state, facet, value) : facet === "" && !this.view.isNarrow ? widest(state) : undefined;
  }

  /** @param {HTMLInputElement} field */
  #heedWords(field) {
    /** @type {number | undefined} */
    let waiting;
    let isTyping = false;
    const how = () => {
      const found = isTyping ? "replaceState" : "pushState";
      isTyping = true;
      return found;
    };
    const go = () => {
      window.clearTimeout(waiting);
      const text = cleanText(field.value);
      // Words that are taken back before they are answered are asked about like any others, or their answer would come all the same.
      if (text !== this.view.state.text || this.view.isBusy) {
        this.#answer({ ...this.state, text, page: 1 }, how);
      }
    };
    field.addEventListener("input", () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(go, PAUSE);
    });
    field.addEventListener("focus", () => {
      isTyping = false;
    });
    field.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      go();
    });
  }
}
