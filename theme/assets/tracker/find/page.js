/**
 * The find box of the first page: the question is in the address, the answer stands below it before everything else.
 */

import { element, entry, linkTo } from "./hits.js";
import { answerTo, warmUp } from "./lookup.js";
import { fromText, reportAddress } from "../report.js";
import { fitsAddress, grouped, questionIn, saidBack, searchOf, shortened, TEXT_LIMIT } from "./question.js";

/** Milliseconds between two answers while one types; the first key is answered at once. */
const PAUSE = 50;
const SAID_AFTER = 600;
/** Results at first, and when more are asked for: the fewer, the less is fetched before the first is seen. */
const FEW = 12;
const MANY = 60;
const LINES = 6;

/**
 * @param {Document} page
 * @returns {Promise<void> | void}
 */
export function start(page) {
  const section = page.querySelector("[data-ask]");
  if (section instanceof HTMLElement && !section.dataset.asked) {
    section.dataset.asked = "";
    return new Asking(section).begin();
  }
}

class Asking {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.form = /** @type {HTMLFormElement} */ (section.querySelector("form"));
    this.box = /** @type {HTMLTextAreaElement} */ (section.querySelector("textarea"));
    this.clear = /** @type {HTMLButtonElement} */ (section.querySelector("[data-clear]"));
    this.results = /** @type {HTMLElement} */ (section.querySelector("[data-results]"));
    this.voice = /** @type {HTMLElement} */ (section.querySelector("[role=status]"));
    /** The question of the entry of the history that typing began from. */
    this.committed = "";
    /** @type {AbortController | undefined} */
    this.asking = undefined;
    /** The question whose results are shown. */
    this.shown = "";
    this.pause = 0;
    this.answered = -PAUSE;
    this.silence = 0;
  }

  async begin() {
    this.form.hidden = false;
    keepToOneself();
    takeFromFragment();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.commit();
    });
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("focus", () => warmUp().catch(() => {}), { once: true });
    this.box.addEventListener("input", () => this.typed());
    this.clear.addEventListener("click", () => {
      this.box.value = "";
      this.box.focus();
      this.commit();
    });
    this.results.addEventListener("keydown", (event) => this.step(event));
    const back = () => {
      if (!this.section.isConnected) {
        removeEventListener("popstate", back);
      } else if (new URL(location.href).pathname === this.place) {
        this.resume();
      }
    };
    this.place = location.pathname;
    addEventListener("popstate", back);
    await this.resume();
  }

  /** Put the question of the address into the box, and answer it. */
  resume() {
    const state = history.state;
    const kept = state && typeof state === "object" && typeof state.question === "string" ? state.question : "";
    this.box.value = kept || questionIn(location.search);
    this.committed = this.box.value;
    return this.answer(true);
  }

  typed() {
    clearTimeout(this.pause);
    this.fit();
    this.pause = setTimeout(
      () => {
        this.answered = performance.now();
        this.write("replace");
        this.answer(false);
      },
      Math.max(0, PAUSE - (performance.now() - this.answered)),
    );
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) {
      return;
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.commit();
    } else if (event.key === "ArrowDown" && !this.box.value.includes("\n", this.box.selectionEnd)) {
      const first = this.results.querySelector("a[data-id]");
      if (first instanceof HTMLElement && !this.results.hidden) {
        event.preventDefault();
        first.focus();
      }
    }
  }

  /**
   * Arrows lead from one result to the next, and back to the box.
   *
   * @param {KeyboardEvent} event
   */
  step(event) {
    const links = [...this.results.querySelectorAll("a[data-id]")];
    const at = links.indexOf(/** @type {Element} */ (document.activeElement));
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" || (way === -1 && at === 0)) {
      event.preventDefault();
      this.box.focus();
    } else if (way && at >= 0) {
      event.preventDefault();
      const next = links[at + way];
      if (next instanceof HTMLElement) {
        next.focus();
      }
    }
  }

  /** The reader has finished the question: it becomes an entry of the history, and the one that typing began from becomes again what it was. */
  commit() {
    clearTimeout(this.pause);
    const asked = this.question;
    if (asked.trim() !== this.committed.trim()) {
      this.write("replace", this.committed);
      this.write("push");
      this.committed = asked;
    } else {
      this.write("replace");
    }
    this.fit();
    this.answer(true);
  }

  get question() {
    return shortened(this.box.value, TEXT_LIMIT);
  }

  /**
   * @param {"replace" | "push"} how
   * @param {string} [text]
   */
  write(how, text = this.question) {
    const address = `${location.pathname}${searchOf(text, location.search)}`;
    const state = fitsAddress(text) ? null : { question: text };
    try {
      if (how === "push") {
        history.pushState(state, "", address);
      } else {
        history.replaceState(state, "", address);
      }
    } catch {
      // Browsers refuse more than a hundred changes in some seconds; the answer does not depend on it.
    }
  }

  /** As many lines as the question has, within reason. */
  fit() {
    this.box.rows = Math.min(LINES, this.box.value.split("\n").length);
    this.clear.hidden = !this.box.value;
  }

  /**
   * @param {boolean} isFinished the reader waits for it, so it is said at once
   * @param {number} [limit]
   */
  async answer(isFinished, limit = FEW) {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const text = this.question;
    this.fit();
    if (isFinished && text !== this.shown) {
      // Results of the letters before stay while one types; under a question that was put they would be taken for its own.
      this.replace([]);
    }
    /** @type {{ said: string, shown: Node[] } | undefined} */
    let made;
    try {
      const answer = await answerTo(text, limit, asking.signal);
      if (answer.kind !== "none") {
        made = this.told(text, answer);
      }
    } catch (error) {
      if (asking.signal.aborted) {
        return;
      }
      made = unanswered();
    }
    if (asking.signal.aborted) {
      return;
    }
    this.replace(made ? made.shown : []);
    this.shown = text;
    this.results.hidden = !made;
    this.section.closest("article")?.toggleAttribute("data-finding", Boolean(made));
    this.say(made ? made.said : "", isFinished);
  }

  /**
   * Who has gone down to a result already stays on it when those for the last letters arrive, or is back in the box where it is none of them.
   *
   * @param {Node[]} shown
   */
  replace(shown) {
    const held = this.results.contains(document.activeElement) ? document.activeElement : null;
    this.results.replaceChildren(...shown);
    if (held instanceof HTMLAnchorElement) {
      const same = [...this.results.querySelectorAll("a[data-id]")].find((link) => link.getAttribute("data-id") === held.getAttribute("data-id"));
      (same instanceof HTMLElement ? same : this.box).focus({ preventScroll: true });
    }
  }

  /**
   * @param {string} words
   * @param {boolean} isFinished
   */
  say(words, isFinished) {
    clearTimeout(this.silence);
    this.silence = setTimeout(
      () => {
        this.voice.textContent = words;
      },
      isFinished ? 0 : SAID_AFTER,
    );
  }

  /**
   * @param {string} text
   * @param {import("./lookup.js").Answer} answer
   */
  told(text, answer) {
    switch (answer.kind) {
      case "wordless":
        return wordless(text);
      case "message":
        return this.aboutMessage(text, answer);
      default:
        return answer.hits.length ? this.aboutWords(text, answer) : this.nothing(text);
    }
  }

  /**
   * @param {string} text
   * @param {import("./lookup.js").Answer} answer
   */
  aboutMessage(text, answer) {
    const { best } = answer;
    const others = answer.hits.filter((hit) => hit.path !== best?.path).slice(0, 5);
    if (!best) {
      const said = "Nothing is known about this message.";
      const shown = [
        element("p", "tk-answer__said", element("strong", "", said)),
        element("p", "", "No entry has enough in common with it. If it keeps you from your work, tell us: then it can be looked into."),
        this.offer(text),
      ];
      if (others.length) {
        shown.push(...listOf("Entries with some of its words", others.slice(0, 3)));
      }
      return { said, shown };
    }
    const words = answer.words.length ? ` Words in both: ${answer.words.join(", ")}.` : "";
    const said = `Most likely ${best.id}: ${best.title}.${words}`;
    const shown = [
      element("h2", "tk-answer__name", "Most likely this"),
      element("ul", "tk-hits tk-hits--best", entry({ ...best, excerpt: undefined }, answer.words)),
      ...(others.length ? listOf("Also similar", others) : []),
      element("h2", "tk-answer__name", "Something else?"),
      this.offer(text),
    ];
    return { said, shown };
  }

  /**
   * @param {string} text
   * @param {import("./lookup.js").Answer} answer
   */
  aboutWords(text, answer) {
    const { hits, corrected } = answer;
    const all = `${answer.total.toLocaleString("en")} result${answer.total === 1 ? "" : "s"}`;
    const count = `${answer.total > hits.length ? `The best ${hits.length} of ${all}` : all} for “${saidBack(corrected || text)}”`;
    const said = corrected ? `Nothing has exactly “${saidBack(text)}”. ${count}.` : `${count}.`;
    const line = element("p", "tk-answer__said");
    if (corrected) {
      line.append("Showing results for ", element("strong", "", saidBack(corrected)), `. Nothing has exactly “${saidBack(text)}”.`);
    } else {
      line.append(said);
    }
    const shown = [line, ...grouped(hits).flatMap((group) => listOf(group.name, group.hits))];
    if (answer.total > hits.length && hits.length < MANY) {
      shown.push(this.more(hits));
    }
    return { said, shown };
  }

  /** @param {import("./hits.js").Hit[]} hits those that are shown */
  more(hits) {
    const made = element("button", "tk-answer__more", "More results");
    made.setAttribute("type", "button");
    made.addEventListener("click", async () => {
      const before = new Set(hits.map((hit) => hit.id));
      await this.answer(true, MANY);
      const fresh = [...this.results.querySelectorAll("a[data-id]")].find((link) => link instanceof HTMLElement && !before.has(link.dataset.id ?? ""));
      if (fresh instanceof HTMLElement) {
        fresh.focus();
      }
    });
    return made;
  }

  /** @param {string} text */
  nothing(text) {
    const said = `Nothing found for “${saidBack(text)}”.`;
    const shown = [
      element("p", "tk-answer__said", element("strong", "", said)),
      element(
        "ul",
        "",
        element("li", "", "Try fewer words, or other ones: what you see on the screen works best."),
        element("li", "", "Paste the whole error message, if there is one."),
        element("li", "", "Look through the ", linkTo("issues/", "known issues"), " or the ", linkTo("features/", "feature requests"), "."),
      ),
      this.offer(text),
    ];
    return { said, shown };
  }

  /**
   * A way to tell us, with the text filled in; the reader follows it or does not.
   *
   * @param {string} text
   */
  offer(text) {
    const { report = "", request = "" } = this.section.dataset;
    const ways = [
      ["Report it", report],
      ["Ask for it", request],
    ].flatMap(([words, template]) => {
      const address = reportAddress(template, fromText(text));
      return address ? [" ", button(outwards(words, address))] : [];
    });
    if (!ways.length) {
      return element("p", "tk-actions", button(linkTo("contact/", "Tell us about it")));
    }
    const has = `${report}${request}`.includes("{text}");
    const fine = has ? "Your text is filled in for you there. Nothing is sent before you follow the link; please take out names and passwords first." : "";
    return element("div", "", element("p", "tk-actions", ...ways.slice(1)), element("p", "tk-sub", fine));
  }
}

/**
 * @param {string} words
 * @param {string} address
 */
function outwards(words, address) {
  const link = /** @type {HTMLAnchorElement} */ (element("a", "", words));
  link.href = address;
  link.rel = "nofollow noopener";
  link.referrerPolicy = "no-referrer";
  return link;
}

/** What is fetched for an answer, and the pages that it leads to, are not told the address that holds the question. */
function keepToOneself() {
  if (!document.head.querySelector("meta[name=referrer]")) {
    const rule = document.createElement("meta");
    rule.name = "referrer";
    rule.content = "strict-origin";
    document.head.append(rule);
  }
}

/**
 * A question handed over by the box of another page comes in the fragment, which no host gets to see.
 */
function takeFromFragment() {
  if (location.hash.startsWith("#q=")) {
    const asked = new URLSearchParams(location.hash.slice(1)).get("q") ?? "";
    history.replaceState(fitsAddress(asked) ? null : { question: asked }, "", `${location.pathname}${searchOf(asked, location.search)}`);
  }
}

/**
 * @param {HTMLAnchorElement} link
 */
function button(link) {
  link.className = "md-button";
  return link;
}

/**
 * @param {string} name
 * @param {import("./hits.js").Hit[]} hits
 * @returns {HTMLElement[]}
 */
function listOf(name, hits) {
  return [element("h2", "tk-answer__name", name), element("ul", "tk-hits", ...hits.map((hit) => entry(hit)))];
}

/** @param {string} text */
function wordless(text) {
  const back = saidBack(text);
  const said = back ? `“${back}” has no word to look for.` : "There is no word to look for in it.";
  return {
    said,
    shown: [
      element("p", "tk-answer__said", element("strong", "", said)),
      element("p", "", "Small words such as “the” and “of”, and marks, are in everything. Add a word for what goes wrong, or look through the ", linkTo("issues/", "known issues"), "."),
    ],
  };
}

/** What is shown where the index cannot be read: the lists do not need it. */
function unanswered() {
  const said = "The search does not work at the moment: its index could not be read.";
  return {
    said,
    shown: [
      element("p", "tk-answer__said", element("strong", "", said)),
      element("p", "", "Everything else works. You find the same entries in the lists:"),
      element(
        "ul",
        "",
        element("li", "", linkTo("issues/", "Known issues")),
        element("li", "", linkTo("features/", "Feature requests")),
        element("li", "", linkTo("staff/", "Official staff")),
      ),
    ],
  };
}
