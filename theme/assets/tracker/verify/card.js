/**
 * A verdict as a reader meets it: one sentence, why, what it rests on, what to do next, and what we never ask. Everything is put in as text.
 */

import { ageWords, dayWords, searchOf, toComeWords, verdictWords, visible } from "./words.js";

/**
 * @typedef {{ id?: string | null, name?: string | null, role?: string | null, team?: string | null, path?: string | null }} Person
 * @typedef {{ platform: string, label: string, handle: string, verdict?: string, staff?: Person | null, address?: string | null }} Other
 * @typedef {{ method?: string, words?: string, checked?: string | null, expires?: string | null, evidence?: string | null, by?: Person | null }} Proof
 * @typedef {{ to: string, on: string }} Notice
 * @typedef {{
 *   query: string, verdict: string, rule: string, platform: string | null, handle: string | null, label?: string, headline: string, because: string,
 *   staff: Person | null, address?: string | null, since?: string | null, until?: string | null, now?: string | null, purpose?: string | null,
 *   proof?: Proof | null, suspended?: { since: string, reason: string } | null, imitates?: Person | null, page?: string | null,
 *   evidence?: { kind: string, url?: string | null, reported?: Notice[] } | null,
 *   resembles?: Other[], do_not_confuse_with?: Other[], elsewhere?: Other[],
 *   on?: string | null, today_verdict?: string | null, never_asks?: string[], todo?: string[],
 * }} Answer
 */

const WEB = /^https?:\/\//;
const FOLLOWED = /^(https?:\/\/|mailto:|tel:)/;

/** Builds the card of one answer, for a page from which `root` leads to the site's root. */
export class Card {
  /**
   * @param {Answer} answer
   * @param {{ root: string, today: string, on: string, level: 2 | 3, always: HTMLTemplateElement | null, isOwnPage: boolean }} around
   *   `on` is the day that was asked about; empty where none was
   */
  constructor(answer, around) {
    this.answer = answer;
    this.around = around;
  }

  /** @returns {HTMLElement} */
  element() {
    const { answer } = this;
    const heading = make(`h${this.around.level}`, answer.headline);
    heading.id = "verdict";
    const card = make("section", "", `tk-verdict tk-verdict--${answer.verdict}`);
    card.dataset.verdict = answer.verdict;
    card.dataset.platform = answer.platform ?? "";
    card.dataset.handle = answer.handle ?? "";
    card.tabIndex = -1;
    card.setAttribute("aria-labelledby", heading.id);
    card.append(heading, make("p", answer.because, "tk-verdict__about"));
    card.append(...this.dated(), ...this.facts());
    card.append(...this.several("It resembles what is ours:", answer.resembles), ...this.several("Do not confuse it with:", answer.do_not_confuse_with));
    card.append(...this.several(answer.rule.startsWith("person") ? "Accounts on the list:" : "The same name elsewhere:", answer.elsewhere));
    card.append(...this.todo(), this.always());
    return card;
  }

  /** The answer for a day in the past, and what has become of it; or that the day is still to come. */
  dated() {
    const { on, today_verdict: today } = this.answer;
    const isToCome = toComeWords(this.around.on, this.around.today);
    if (isToCome) {
      const said = make("p");
      said.dataset.toCome = "";
      said.append(make("strong", isToCome));
      return [said];
    }
    if (!on) {
      return [];
    }
    const now = today ? `Today the account is ${verdictWords(today)}.` : "Ask without a day to learn about today.";
    return [make("p", `This is the answer for ${dayWords(on)}. ${now}`)];
  }

  facts() {
    const { answer } = this;
    const list = make("dl", "", "tk-facts");
    /** @param {string} term @param {(Node | string)[]} said */
    const add = (term, ...said) => {
      const line = make("div");
      const value = make("dd");
      value.append(...said);
      line.append(make("dt", term), value);
      list.append(line);
    };
    add("You asked about", bdi(answer.query, "tk-handle"), ...(answer.label ? [` on ${answer.label}`] : []));
    if (answer.staff || answer.verdict === "confirmed" || answer.verdict === "stale") {
      add(answer.on ? "Belonged to" : "Belongs to", ...this.person(answer.staff));
    }
    if (answer.address && FOLLOWED.test(answer.address)) {
      add("The account", this.link(answer.address, answer.handle ?? answer.address, "me noopener"));
    }
    if (answer.imitates?.name) {
      add("Pretends to be", ...this.person(answer.imitates));
    }
    this.terms().forEach(([term, said]) => add(term, said));
    if (answer.now) {
      add("Now", bdi(answer.now, "tk-handle"));
    }
    if (answer.proof) {
      add("How we know", ...this.proof(answer.proof));
    }
    this.reported(add);
    return [list];
  }

  /** @returns {[string, string][]} */
  terms() {
    const { since, until, suspended, purpose } = this.answer;
    /** @type {[string, string][]} */
    const found = [];
    if (since || until) {
      const from = since ? `${until ? "From" : "Since"} ${dayWords(since)}` : "";
      found.push(["Ours", [from, until ? `until ${dayWords(until)}` : ""].filter(Boolean).join(" ")]);
    }
    if (suspended) {
      found.push(["Not to be trusted", `Since ${dayWords(suspended.since)}`]);
    }
    if (purpose) {
      found.push(["Used for", capital(purpose)]);
    }
    return found;
  }

  /** @param {Proof} proof */
  proof(proof) {
    const said = [];
    if (proof.words) {
      said.push(`${capital(proof.words)}. `);
    }
    if (proof.checked) {
      const age = ageWords(proof.checked, this.around.today);
      said.push(`Checked on ${dayWords(proof.checked)}${age ? `, ${age}` : ""}`);
      said.push(...(proof.by?.name ? [age ? ", by " : " by ", ...this.person({ ...proof.by, role: null, team: null })] : []), ". ");
    }
    if (proof.expires) {
      said.push(`${proof.expires < this.around.today ? "Was good" : "Good"} until ${dayWords(proof.expires)}. `);
    }
    if (proof.evidence && WEB.test(proof.evidence) && this.answer.verdict !== "compromised") {
      said.push(this.link(proof.evidence, "Evidence", "nofollow noopener"));
    }
    return said;
  }

  /** @param {(term: string, ...said: (Node | string)[]) => void} add */
  reported(add) {
    const { evidence, page } = this.answer;
    if (evidence?.kind !== "report") {
      return;
    }
    const notices = (evidence.reported ?? []).map(({ to, on }) => `${to}, ${dayWords(on)}`);
    add("Reported to", notices.join("; ") || "Nobody yet");
    const links = [];
    if (evidence.url && WEB.test(evidence.url)) {
      links.push(this.link(evidence.url, "Evidence", "nofollow noopener"));
    }
    if (page) {
      links.push(...(links.length ? [" · "] : []), this.link(this.around.root + page, "Who confirmed it, and how to appeal"));
    }
    if (links.length) {
      add("See", ...links);
    }
  }

  /**
   * @param {Person | null} person
   * @returns {(Node | string)[]}
   */
  person(person) {
    if (!person?.name) {
      return ["A member of staff who is not listed by name"];
    }
    const name = person.path ? this.link(this.around.root + person.path, person.name) : bdi(person.name);
    const more = [person.role, person.team].filter(Boolean).join(", ");
    return more ? [name, `, ${more}`] : [name];
  }

  /**
   * @param {string} title
   * @param {Other[] | undefined} others
   */
  several(title, others) {
    if (!others?.length) {
      return [];
    }
    const list = make("ul");
    for (const { label, handle, verdict, staff } of others) {
      const item = make("li");
      item.append(`${label} `, bdi(handle, "tk-handle"), ...(verdict ? [`: ${verdictWords(verdict)}`] : []), ...(staff?.name ? [" (", ...this.person({ ...staff, role: null, team: null }), ")"] : []));
      list.append(item);
    }
    return [make("p", title), list];
  }

  todo() {
    const sentences = this.answer.todo ?? [];
    if (!sentences.length) {
      return [];
    }
    const list = make("ul", "", "tk-verdict__todo");
    list.append(...sentences.map((sentence) => make("li", sentence)));
    const title = make("p");
    title.append(make("strong", "What to do now"));
    return [title, list];
  }

  /** What holds whatever the verdict is. */
  always() {
    const { never_asks: never } = this.answer;
    const block = make("div", "", "tk-verdict__always");
    if (this.around.always) {
      block.append(this.around.always.content.cloneNode(true));
    }
    const said = block.querySelector("[data-never]");
    if (said && never?.length) {
      said.textContent = listed(never);
    }
    if (!this.around.isOwnPage) {
      const asked = { query: this.answer.query, platform: this.answer.platform ?? "", on: this.answer.on ?? "" };
      const line = make("p");
      line.append(this.link(`${this.around.root}verify/${searchOf(asked)}`, "This answer on a page of its own"));
      block.append(line);
    }
    return block;
  }

  /**
   * @param {string} address
   * @param {string} text
   * @param {string} [rel]
   */
  link(address, text, rel) {
    const link = /** @type {HTMLAnchorElement} */ (make("a"));
    link.href = address;
    link.referrerPolicy = "no-referrer";
    if (rel) {
      link.rel = rel;
    }
    link.append(bdi(text));
    return link;
  }
}

/**
 * @param {string} name
 * @param {string} [text]
 * @param {string} [style]
 * @returns {HTMLElement}
 */
export function make(name, text = "", style = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (style) {
    made.className = style;
  }
  return made;
}

/**
 * @param {string} text
 * @param {string} [style]
 */
function bdi(text, style) {
  return make("bdi", visible(text), style);
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {string[]} words */
function listed(words) {
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words.join("");
}
