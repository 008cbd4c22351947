/**
 * The search box in the header of every page: a short list of results while one types, and the way to all of them on the first page.
 */

import { marked, marks, element, linkTo } from "./find/hits.js";
import { answerTo, ROOT, warmUp } from "./find/lookup.js";
import { grouped, saidBack, shortened, TEXT_LIMIT } from "./find/question.js";

/** Milliseconds between two answers while one types; the first key is answered at once. */
const PAUSE = 50;
const SAID_AFTER = 600;
const SHOWN = 8;
const EACH = 5;

/**
 * @param {Document} page
 */
export function start(page) {
  const form = page.querySelector("form[data-find]");
  // The header stays where instant navigation changes the page below it.
  if (form instanceof HTMLFormElement && !form.dataset.found) {
    form.dataset.found = "";
    new HeaderBox(form).begin();
  } else if (form instanceof HTMLFormElement) {
    form.dispatchEvent(new Event("tracker:turned"));
  }
}

class HeaderBox {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
    this.opener = /** @type {HTMLButtonElement} */ (form.querySelector(".tk-find__open"));
    this.closer = /** @type {HTMLButtonElement} */ (form.querySelector(".tk-find__close"));
    this.list = element("div", "tk-find__list");
    this.note = element("p", "tk-find__note");
    this.sheet = element("div", "tk-find__sheet", this.note, this.list);
    this.voice = element("p", "tk-hidden");
    /** @type {AbortController | undefined} */
    this.asking = undefined;
    this.pause = 0;
    this.asked = -PAUSE;
    this.silence = 0;
    this.at = -1;
    this.pasted = { shown: "", whole: "" };
  }

  begin() {
    const { form, input, list } = this;
    form.action = ROOT;
    form.hidden = false;
    list.id = "tk-find-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Results");
    this.voice.setAttribute("role", "status");
    this.sheet.hidden = true;
    form.append(this.sheet, this.voice);
    for (const [name, value] of [
      ["role", "combobox"],
      ["aria-autocomplete", "list"],
      ["aria-expanded", "false"],
      ["aria-controls", list.id],
      ["aria-keyshortcuts", "/"],
    ]) {
      input.setAttribute(name, value);
    }
    input.addEventListener("focus", () => {
      warmUp().catch(() => {});
      this.ask();
    });
    input.addEventListener("input", () => {
      clearTimeout(this.pause);
      this.pause = setTimeout(
        () => {
          this.asked = performance.now();
          this.ask();
        },
        Math.max(0, PAUSE - (performance.now() - this.asked)),
      );
    });
    input.addEventListener("paste", (event) => this.paste(event));
    input.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.go();
    });
    form.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) {
        clearTimeout(this.pause);
        this.close();
        if (!input.value) {
          this.fold();
        }
      }
    });
    // A press on the list must not take the focus away from the box before it is let go, nor must other rows come under it meanwhile.
    this.sheet.addEventListener("mousedown", (event) => {
      event.preventDefault();
      clearTimeout(this.pause);
      this.asking?.abort();
    });
    form.addEventListener("tracker:turned", () => this.leave());
    this.opener.addEventListener("click", () => this.open());
    this.closer.addEventListener("click", () => this.leave(true));
    document.addEventListener("keydown", (event) => this.shortcut(event));
  }

  /** The narrow box takes the header's row. */
  open() {
    this.form.dataset.open = "";
    this.opener.setAttribute("aria-expanded", "true");
    this.input.focus();
    this.input.select();
  }

  /** Only the list goes. */
  close() {
    this.asking?.abort();
    this.sheet.hidden = true;
    this.choose(-1);
    this.input.setAttribute("aria-expanded", "false");
  }

  fold() {
    delete this.form.dataset.open;
    this.opener.setAttribute("aria-expanded", "false");
  }

  /**
   * @param {boolean} [isByReader] the focus goes back to where it came from
   */
  leave(isByReader = false) {
    clearTimeout(this.pause);
    this.input.value = "";
    this.close();
    this.fold();
    if (isByReader) {
      this.opener.focus();
    } else {
      this.input.blur();
    }
  }

  /** @param {KeyboardEvent} event */
  shortcut(event) {
    const typing = event.target instanceof HTMLElement && (event.target.isContentEditable || event.target.matches("input, textarea, select"));
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) {
      return;
    }
    event.preventDefault();
    const large = document.querySelector("[data-ask] textarea");
    if (large instanceof HTMLElement) {
      large.focus();
    } else {
      this.open();
    }
  }

  /** @param {ClipboardEvent} event */
  paste(event) {
    const whole = event.clipboardData?.getData("text/plain") ?? "";
    if (/[\r\n]/.test(whole.trim()) && !this.input.value.trim()) {
      event.preventDefault();
      this.pasted = { whole, shown: shortened(whole, TEXT_LIMIT).replace(/\s+/g, " ").trim() };
      this.input.value = this.pasted.shown;
      this.ask();
    }
  }

  /** What is asked: of what was pasted, the lines too. */
  get question() {
    const { shown, whole } = this.pasted;
    return shortened(shown && this.input.value === shown ? whole : this.input.value, TEXT_LIMIT);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) {
      return;
    }
    const options = this.options();
    const count = options.length;
    const chosen = options[this.at];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.sheet.hidden) {
        this.ask();
      } else if (count) {
        // One place before the first stands for the box itself.
        this.choose(((this.at + 1 + (event.key === "ArrowDown" ? 1 : count)) % (count + 1)) - 1);
      }
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (chosen instanceof HTMLElement) {
        chosen.click();
      } else {
        this.go();
      }
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (this.sheet.hidden) {
        this.leave(true);
      } else {
        this.close();
      }
    }
  }

  options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  /** @param {number} at */
  choose(at) {
    this.at = at;
    this.input.removeAttribute("aria-activedescendant");
    this.options().forEach((option, each) => {
      option.setAttribute("aria-selected", String(each === at));
      if (each === at) {
        this.input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    });
  }

  /** To all results, on the first page. In the fragment, so that the question stays in the browser. */
  go() {
    const asked = this.question;
    if (asked.trim()) {
      const link = linkTo(`#${new URLSearchParams({ q: asked })}`);
      link.hidden = true;
      // In the page, where instant navigation hears of the click.
      this.form.append(link);
      link.click();
      link.remove();
    }
  }

  async ask() {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const text = this.question;
    /** @type {Node[]} */
    let options = [];
    let note = "";
    try {
      const answer = await answerTo(text, SHOWN, asking.signal);
      if (answer.kind === "none") {
        if (!asking.signal.aborted) {
          this.close();
        }
        return;
      }
      ({ options, note } = told(text, answer));
    } catch (error) {
      if (asking.signal.aborted) {
        return;
      }
      note = "The search does not work at the moment: its index could not be read. The lists in the navigation do.";
    }
    if (asking.signal.aborted || document.activeElement !== this.input) {
      return;
    }
    // Who has gone down to a row already stays on it when results for the last letters arrive.
    const held = this.options()[this.at]?.getAttribute("data-id");
    this.list.replaceChildren(...options);
    this.options().forEach((option, at) => {
      option.id = `tk-find-${at}`;
    });
    this.choose(held ? this.options().findIndex((option) => option.getAttribute("data-id") === held) : -1);
    this.list.hidden = !options.length;
    this.note.textContent = note;
    this.note.hidden = !note;
    this.sheet.hidden = false;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    clearTimeout(this.silence);
    const hits = this.list.querySelectorAll("[data-id]").length;
    this.silence = setTimeout(() => {
      this.voice.textContent = [note, hits ? `${hits} result${hits === 1 ? "" : "s"} shown.` : ""].filter(Boolean).join(" ");
    }, SAID_AFTER);
  }
}

/**
 * @param {string} text
 * @param {import("./find/lookup.js").Answer} answer
 * @returns {{ options: Node[], note: string }}
 */
function told(text, answer) {
  if (answer.kind === "wordless") {
    return { options: [], note: "There is no word to look for. Add one for what goes wrong." };
  }
  if (answer.kind === "message") {
    const hits = answer.best ? [answer.best, ...answer.hits.filter((hit) => hit.path !== answer.best?.path)].slice(0, 3) : [];
    const note = answer.best ? "Most likely this:" : "Nothing is known about this message. Enter leads to what you can do.";
    return { options: hits.length ? [...hits.map((hit) => option(hit, answer.words)), last(text)] : [], note };
  }
  if (!answer.hits.length) {
    return { options: [], note: `Nothing found for “${saidBack(text)}”. Enter leads to what you can do.` };
  }
  const note = answer.corrected ? `Showing results for “${saidBack(answer.corrected)}”.` : "";
  let left = SHOWN;
  const options = [];
  for (const group of grouped(answer.hits)) {
    const hits = group.hits.slice(0, Math.min(EACH, left));
    left -= hits.length;
    if (hits.length) {
      const name = element("p", "tk-find__group", group.name);
      name.id = `tk-find-${group.kind}`;
      const made = element("div", "", name, ...hits.map((hit) => option(hit)));
      made.setAttribute("role", "group");
      made.setAttribute("aria-labelledby", name.id);
      options.push(made);
    }
  }
  return { options: [...options, last(text)], note };
}

/**
 * @param {import("./find/hits.js").Hit} hit
 * @param {readonly string[]} [words]
 */
function option(hit, words = hit.matched) {
  const made = linkTo(hit.path, element("span", "tk-find__title", ...marked(hit.title, words)), element("span", "tk-hit__marks", ...marks(hit)));
  made.dataset.id = hit.id;
  return asOption(made);
}

/** @param {string} text */
function last(text) {
  return asOption(linkTo(`#${new URLSearchParams({ q: text })}`, element("span", "tk-find__all", `All results for “${saidBack(text)}”`)));
}

/** @param {HTMLAnchorElement} made */
function asOption(made) {
  made.classList.add("tk-find__option");
  made.setAttribute("role", "option");
  made.tabIndex = -1;
  return made;
}
