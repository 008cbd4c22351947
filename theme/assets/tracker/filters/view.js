/**
 * A list on its page: what the build made of it, or what a state lets through, with the filters in use above and the choices beside it.
 *
 * @typedef {import("./list.js").List} List
 * @typedef {import("./state.js").State} State
 * @typedef {import("./choices.js").Chip} Chip
 * @typedef {{ list: List, state: State, found: import("./list.js").Found, notes: string[], shown: number[], first: number, last: number }} Answer
 *   `shown` are the places of this page's rows, `first` the number of the first of them, `last` that of the last page.
 */

import { counted, filterName, grouped, groupsOf, showChips, showChoices } from "./choices.js";
import { element, line, table, turns } from "./rows.js";
import { FACETS, asks, sortSaid, toggled, widest, wordsOf, written } from "./state.js";

const CAME = { issue: "Affects", request: "Came with" };

export class View {
  /** @param {HTMLElement} place */
  constructor(place) {
    const { root = "", section = "", own = "", page = "1", title = "", order = "" } = place.dataset;
    const given = new URLSearchParams(own);
    this.path = location.pathname;
    this.root = root;
    this.section = root + section;
    this.allTitle = title;
    this.usualOrder = order;
    this.hasVotes = place.dataset.kind === "feature";
    /** @type {"issue" | "request"} */
    this.noun = this.hasVotes ? "request" : "issue";
    this.own = { facets: Object.fromEntries(FACETS.map((facet) => [facet, given.getAll(facet)])), page: Number(page) };
    /** @type {State} */
    this.state = { ...this.own, text: "", sort: "" };
    /** @type {Answer | undefined} */
    this.answer = undefined;

    this.main = /** @type {HTMLElement} */ (place.querySelector(".tk-list__main"));
    this.heading = /** @type {HTMLElement} */ (place.querySelector("h1"));
    this.choices = /** @type {HTMLElement} */ (place.querySelector("[data-choices]"));
    this.made = [...this.main.childNodes].filter((node) => node !== this.heading);
    this.madeHeading = [...this.heading.childNodes];
    this.madeTitle = document.title;
    this.madeRows = place.querySelector("table.tk-rows > tbody");
    this.table = place.querySelector("table") ?? table(this.allTitle, this.hasVotes);
    this.status = element("p", { class: "tk-hidden", role: "status" });
    this.notes = element("div", {});
    this.chips = element("ul", { class: "tk-chips", "aria-label": "Filters in use" });
    this.body = element("div", {});
    this.back = element("button", { type: "button", class: "tk-filter-back", "data-back": "" });
    this.field = /** @type {HTMLInputElement} */ (element("input", { type: "search", id: "words", maxlength: "200", autocomplete: "off", spellcheck: "false" }));
  }

  /** Add to the page what works with scripts only. */
  begin() {
    this.heading.tabIndex = -1;
    this.heading.after(this.chips, this.notes, this.status, this.body);
    this.body.append(...this.made);
    this.choices.before(element("form", { class: "tk-filter-words" }, element("label", { for: "words" }, "Words in the title"), this.field));
    this.choices.after(this.back);
    this.back.hidden = true;
    this.back.addEventListener("click", () => this.#toHeading());
    const columns = ["title", this.hasVotes ? "votes" : "severity", "status", "updated"];
    this.table.classList.add("tk-rows--sortable");
    this.table.querySelectorAll("th").forEach((head, at) => {
      head.replaceChildren(element("button", { type: "button", class: "tk-sort", "data-sort": columns[at] }, ...head.childNodes));
    });
    this.#showChips();
  }

  /** Whether the page is narrowed itself: the whole list is another page. */
  get isNarrow() {
    return FACETS.some((facet) => this.own.facets[facet].length > 0);
  }

  get isBusy() {
    return this.main.hasAttribute("aria-busy");
  }

  /** @param {boolean} isBusy */
  set isBusy(isBusy) {
    this.main.toggleAttribute("aria-busy", isBusy);
    if (isBusy) {
      this.main.setAttribute("aria-busy", "true");
    }
  }

  /**
   * Whether a state is the page as the build made it.
   *
   * @param {State} state
   */
  isOwn(state) {
    return written(state, this.own) === "";
  }

  /** @param {State} state */
  address(state) {
    return `${this.path}${written(state, this.own)}`;
  }

  /** @param {Answer} answer */
  show(answer) {
    this.answer = answer;
    this.state = answer.state;
    const { list, found, notes } = answer;
    const groups = groupsOf(list, this.state, found, CAME[this.noun]);
    showChoices(this.choices, groups, ({ facet, value }) => (facet ? this.address(toggled(this.state, facet, value)) : this.#everything));
    this.#showChips();
    this.#showNotes(notes);
    this.#showSort();
    if (this.isOwn(this.state)) {
      this.#showMade();
    } else {
      this.#showHeading();
      this.#showFound(answer);
    }
    const isAll = found.found.length === list.count;
    const said = isAll ? counted(list.count, this.noun) : `${grouped(found.found.length)} of ${counted(list.count, this.noun)}`;
    this.status.textContent = [said, ...notes].join(". ");
    this.back.textContent = `Show ${said}`;
    this.back.hidden = false;
  }

  /** Say that what is needed cannot be fetched. The list and its choices stay as they are. */
  showMissing() {
    const unheeded = this.answer || !asks(location.search) ? "" : "The list below is not narrowed or sorted as its address says. ";
    const note = `The filters cannot be loaded at present. ${unheeded}${this.answer ? "Load the page again to try once more." : "Each choice leads to a list of its own."}`;
    this.#showNotes([note]);
    this.status.textContent = note;
  }

  showText() {
    this.field.value = this.state.text;
  }

  /**
   * Where the keyboard is after something was pressed that may be gone; choices and heads of columns stay where they are.
   *
   * @param {DOMStringMap} pressed
   */
  focusAfter({ chip, turn, facet }) {
    if (chip !== undefined) {
      const left = [...this.chips.querySelectorAll("a")];
      (left[Math.min(Number(chip), left.length - 1)] ?? this.heading).focus({ preventScroll: true });
      this.showText();
    } else if (turn !== undefined) {
      this.#toHeading();
    } else if (facet === "") {
      this.showText();
      if (document.activeElement === document.body) {
        this.heading.focus({ preventScroll: true });
      }
    }
  }

  /**
   * The filters of a state, each with the state without it; the last one takes all away.
   *
   * @param {State} state
   * @returns {Chip[]}
   */
  chipsOf(state) {
    const chips = FACETS.flatMap((facet) =>
      state.facets[facet].map((value) => ({
        name: filterName(facet, this.#label(facet, value), CAME[this.noun]),
        without: toggled(state, facet, value),
      })),
    );
    if (state.text) {
      chips.push({ name: `Title: “${state.text}”`, without: { ...state, text: "", page: 1 } });
    }
    const made = chips.map((chip) => ({ ...chip, href: this.address(chip.without) }));
    const all = { name: "", without: this.isNarrow ? undefined : widest(state), href: this.#everything, isAll: true };
    return made.length === 0 ? [] : [...made, all];
  }

  /** Where nothing is narrowed: a page of its own, or this one. */
  get #everything() {
    return this.isNarrow ? this.section : this.address(widest(this.state));
  }

  #showMade() {
    if (this.madeRows) {
      this.table.querySelector("tbody")?.replaceWith(this.madeRows);
    }
    this.#fill(this.made);
    this.heading.replaceChildren(...this.madeHeading);
    document.title = this.madeTitle;
  }

  /**
   * Put these below the heading. A table that is there already stays, and with it the keyboard.
   *
   * @param {Node[]} nodes
   */
  #fill(nodes) {
    const at = nodes.indexOf(this.table);
    if (at < 0 || this.table.parentNode !== this.body) {
      this.body.replaceChildren(...nodes);
      return;
    }
    [...this.body.childNodes].filter((node) => node !== this.table).forEach((node) => node.remove());
    this.table.before(...nodes.slice(0, at));
    this.table.after(...nodes.slice(at + 1));
  }

  #showHeading() {
    const { page, facets } = this.state;
    const isOwnTitle = this.isOwn({ facets, text: "", sort: "", page: this.own.page }) && !this.state.text;
    const title = isOwnTitle ? (this.madeHeading[0].textContent ?? "") : this.allTitle;
    this.heading.replaceChildren(title, ...(page > 1 ? [element("span", { class: "tk-h1-more" }, `, page ${page}`)] : []));
    const names = isOwnTitle ? [] : this.chipsOf(this.state).slice(0, -1);
    const madeTitle = this.madeHeading.map((node) => node.textContent).join("");
    const site = this.madeTitle.startsWith(madeTitle) ? this.madeTitle.slice(madeTitle.length) : "";
    document.title = `${title}${names.length > 0 ? `: ${names.map(({ name }) => name).join(", ")}` : ""}${page > 1 ? `, page ${page}` : ""}${site}`;
  }

  /** @param {Answer} answer */
  #showFound({ list, found, shown, last }) {
    const rows = shown.map((place) => line(list.row(place), this.section, this.hasVotes));
    this.table.querySelector("tbody")?.replaceWith(element("tbody", { role: "rowgroup" }, ...rows));
    const pages = last > 1 ? [turns(this.state.page, last, (page) => this.address({ ...this.state, page }))] : [];
    const content = rows.length > 0 ? [this.#countLine(), ...this.#uncheckedLine(), this.table] : [this.#emptyLine(), ...this.#uncheckedLine()];
    this.#fill([...content, ...pages]);
    if (found.found.length > 0) {
      this.table.setAttribute("aria-label", this.heading.textContent ?? "");
    }
  }

  #countLine() {
    const { list, found, shown, first } = /** @type {Answer} */ (this.answer);
    const count = found.found.length;
    const range = `${grouped(first)}–${grouped(first + shown.length - 1)}`;
    const all = counted(list.count, this.noun);
    const said = count === list.count ? `${range} of ${grouped(count)}` : count > shown.length ? `${range} of ${grouped(count)}, out of ${all}` : `${grouped(count)} of ${all}`;
    const order = this.state.sort ? sortSaid(this.state.sort) : this.usualOrder;
    return element("p", { class: "tk-count" }, `${said}. ${order}. `, element("a", { class: "tk-jump", href: "#narrow" }, "Narrow this list"));
  }

  /**
   * An issue that nobody has checked is no “not affected”.
   *
   * @returns {HTMLElement[]}
   */
  #uncheckedLine() {
    const { unchecked } = /** @type {Answer} */ (this.answer).found;
    const versions = this.state.facets.version;
    if (unchecked === 0) {
      return [];
    }
    const said = `${grouped(unchecked)} more ${unchecked === 1 ? "has" : "have"} not been checked against ${versions.length === 1 ? "this version" : "these versions"}`;
    const [product, version] = [versions[0].slice(0, versions[0].indexOf(":")), versions[0].slice(versions[0].indexOf(":") + 1)];
    const href = `${this.root}products/${product}/${encodeURIComponent(version)}/`;
    const words = versions.length === 1 ? element("a", { href }, said) : said;
    return [element("p", { class: "tk-note" }, words, `. Please treat each as a “perhaps”.`)];
  }

  /** Nothing to show: either no title has the text in it, whatever the filters, or all filters together leave nothing. */
  #emptyLine() {
    const { list } = /** @type {Answer} */ (this.answer);
    const { text } = this.state;
    if (wordsOf(text).length > 0 && list.find({ ...widest(this.state), text }).found.length === 0) {
      const search = element("a", { href: `${this.root}?q=${encodeURIComponent(text)}` }, "Search everything for it");
      const tell = element("a", { href: `${this.root}contact/` }, "tell us about yours");
      return element("p", { class: "tk-empty" }, `No title has “${text}” in it. `, search, ", or ", tell, ".");
    }
    const chips = this.chipsOf(this.state).slice(0, -1);
    const ways = chips.flatMap(({ name, href, without }, at) => {
      const count = without ? list.find(without).found.length : 0;
      const link = element("a", { href, "data-chip": String(at) }, `Without “${name}”`);
      return count > 0 ? [element("li", {}, link, `: ${counted(count, this.noun)}`)] : [];
    });
    const all = element("a", { href: this.#everything, "data-facet": "", "data-value": "" }, `All ${counted(list.count, this.noun)}`);
    const said = ways.length > 0 ? `No ${this.noun} matches all of these filters.` : `No ${this.noun} matches these filters, nor all but one of them.`;
    return element("div", { class: "tk-empty" }, element("p", {}, said), element("ul", {}, ...ways, element("li", {}, all)));
  }

  /**
   * @param {string} facet
   * @param {string} value
   * @returns {string}
   */
  #label(facet, value) {
    const { choices } = this.answer?.list ?? {};
    const choice = choices?.[facet].find((each) => each.value === value);
    if (!choices || !choice) {
      const links = /** @type {NodeListOf<HTMLElement>} */ (this.choices.querySelectorAll("a[data-facet]"));
      return [...links].find(({ dataset }) => dataset.facet === facet && dataset.value === value)?.textContent ?? value;
    }
    const product = choices.product.length > 1 ? choices.product.find((each) => each.value === choice.product)?.label : "";
    return facet === "version" && product ? `${product} ${choice.label}` : choice.label;
  }

  #showChips() {
    const chips = this.chipsOf(this.state);
    // With one filter, to take it away is to take all away.
    showChips(this.chips, chips.length > 2 ? chips : chips.slice(0, 1));
  }

  /** @param {string[]} notes */
  #showNotes(notes) {
    this.notes.replaceChildren(...notes.map((note) => element("p", { class: "tk-note" }, note)));
  }

  #showSort() {
    this.table.querySelectorAll("th").forEach((head) => {
      const button = /** @type {HTMLElement} */ (head.firstElementChild);
      if (this.state.sort.replace(/^-/, "") === button.dataset.sort) {
        head.setAttribute("aria-sort", this.state.sort.startsWith("-") ? "descending" : "ascending");
      } else {
        head.removeAttribute("aria-sort");
      }
    });
  }

  #toHeading() {
    this.heading.scrollIntoView({ block: "center" });
    this.heading.focus({ preventScroll: true });
  }
}
