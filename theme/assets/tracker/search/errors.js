/**
 * Which issue a pasted error belongs to: by the errors that issues name, else by its words standing side by side in a text.
 */

import { allowedBy, hitsOf, PAIR_WORTH, rarity, Tally, unique } from "./tally.js";
import { AROUND, linesOf, shortOnes } from "./logs.js";
import { pair, signature, STOP, term } from "./words.js";

const LONGEST = 20_000;
const MOST_WORDS = 24;
const MOST_PAIRS = 28;
/** Each word has a bit. */
const MOST_OF_ALL = 31;
const LOOKED_AT = 30;
const KNOWN_FROM = 0.65;
const RELATED_FROM = 0.45;
/** What a short message is worth that is a part of an error, and in how many entries it may be said to be so. */
const PART = 0.9;
const FEW = 3;
const LEAST_RUN = 4;
/** Bits of evidence that a run of words needs to count as a whole. */
const TELLING_RUN = 22;

/**
 * `best` is null where nothing is known; `hits` may then still hold what is related.
 *
 * @param {import("./shelves.js").Index} index
 * @param {string} text
 * @param {import("./engine.js").Options} options
 * @returns {Promise<import("./engine.js").Match>}
 */
export async function match(index, text, { limit = 5, signal } = {}) {
  const lines = linesOf(String(text ?? "").slice(0, LONGEST));
  const said = lines.slice(0, 3).map((line) => line.words.join(" ")).join("\n");
  const telling = unique(lines.flatMap((line) => line.words).filter((word) => !STOP.has(word) && word.length > 1)).slice(0, MOST_WORDS);
  if (!telling.length) {
    return { best: null, hits: [], words: [], signature: said };
  }
  const messages = shortOnes(lines);
  const wanted = unique([...telling, ...messages.flatMap((message) => message.words).filter((word) => !STOP.has(word))]).slice(0, MOST_OF_ALL);
  const linksOf = (/** @type {string[][]} */ some) => unique(some.flatMap((each) => each.slice(1).map((next, at) => pair(term(each[at]), term(next)))));
  const links = unique([...linksOf(lines.map((line) => line.words)).slice(0, MOST_PAIRS), ...linksOf(messages.map((message) => message.words))]);
  const [lists, neighbours, allowed] = await Promise.all([
    Promise.all(wanted.map((word) => index.postings(term(word)))),
    Promise.all(links.map((link) => index.pairs(link))),
    allowedBy(index, ["issue", "feature"]),
  ]);
  signal?.throwIfAborted();
  const view = new View(lines, messages, wanted, lists, links, neighbours, index.count);
  const tally = new Tally(index.slots, wanted.length);
  const speaking = new Set([...telling, ...view.messages.flatMap((message) => (message.holders.size ? message.words : []))]);
  wanted.forEach((word, at) => speaking.has(word) && tally.addWord(at, index.count, [{ list: lists[at], worth: 1 }]));
  neighbours.forEach((list) => tally.add(list, PAIR_WORTH, index.count));
  const close = tally.best(LOOKED_AT, allowed);
  const judged = await Promise.all(close.map(async (each) => ({ ...each, rank: each.score, score: view.likeness(each.number, await index.errors(each.number)) })));
  signal?.throwIfAborted();
  const best = judged
    .filter((each) => each.score >= RELATED_FROM)
    .sort((one, other) => other.score - one.score || other.rank - one.rank || one.number - other.number)
    .slice(0, limit);
  const hits = await hitsOf(index, best, wanted);
  signal?.throwIfAborted();
  const known = hits.length && hits[0].score >= KNOWN_FROM ? hits[0] : null;
  return { best: known, hits, words: known?.matched ?? [], signature: said };
}

/** A pasted error as it is compared with entries. */
class View {
  /**
   * @param {import("./logs.js").Line[]} lines
   * @param {import("./logs.js").Message[]} messages
   * @param {string[]} wanted
   * @param {import("./shelves.js").List[]} lists
   * @param {number[]} links
   * @param {import("./shelves.js").List[]} neighbours
   * @param {number} all
   */
  constructor(lines, messages, wanted, lists, links, neighbours, all) {
    this.lines = lines.map((line) => line.words.map(term));
    this.ends = lines.flatMap((line) => line.ends.slice(1).map((end) => signature(end).map(term)));
    this.rarest = rarity(1, all);
    /** @type {Map<string, number>} */
    this.rarities = new Map(wanted.map((word, at) => [term(word), lists[at].count ? rarity(lists[at].count, all) : this.rarest]));
    this.neighbours = new Map(links.map((link, at) => [link, new Set(neighbours[at].numbers)]));
    this.holders = new Map(wanted.map((word, at) => [term(word), new Set(lists[at].numbers)]));
    this.messages = messages.map((message) => ({ ...message, holders: this.holdersOf(message.words.map(term)) }));
  }

  /**
   * The entries in which some terms seem to stand side by side.
   *
   * @param {string[]} message
   * @returns {Set<number>}
   */
  holdersOf(message) {
    const sets = message.flatMap((word, at) => [
      ...(STOP.has(word) ? [] : [this.holders.get(word)]),
      ...(at ? [this.neighbours.get(pair(message[at - 1], word))] : []),
    ]);
    return new Set([...(sets[0] ?? [])].filter((number) => sets.every((set) => set?.has(number))));
  }

  /**
   * What a word weighs: the rarer, the more, and more than in proportion, for an error's own words tell it from others of its form.
   *
   * @param {string} word a term
   * @returns {number}
   */
  weight(word) {
    const weight = STOP.has(word) ? 0.5 : (this.rarities.get(word) ?? this.rarest);
    return (weight * weight) / this.rarest;
  }

  /**
   * From 0 to 1.
   *
   * @param {number} number
   * @param {string[]} errors
   * @returns {number}
   */
  likeness(number, errors) {
    const named = errors.map((error) => this.contained(error.split(" ").map(term)));
    return Math.max(0, this.run(number), this.short(number, errors), ...named);
  }

  /**
   * Whether a short message is an error that is named, or, where few have it, a part of one.
   *
   * @param {number} number
   * @param {string[]} errors
   * @returns {number}
   */
  short(number, errors) {
    const worth = this.messages.map(({ words, signature: said, holders }) => {
      const wanted = said.join(" ");
      if (errors.includes(wanted) && said.every((word) => this.holds(number, term(word)))) {
        return 1;
      }
      const isTelling = words.filter((word) => !STOP.has(word)).length > 1 && holders.has(number);
      const isPart = isTelling && said.length > 0 && errors.some((error) => ` ${error} `.includes(` ${wanted} `));
      return isPart ? (holders.size > FEW ? RELATED_FROM : PART) : 0;
    });
    return Math.max(0, ...worth);
  }

  /**
   * @param {number} number
   * @param {string} word a term
   * @returns {boolean}
   */
  holds(number, word) {
    return this.holders.get(word)?.has(number) ?? STOP.has(word);
  }

  /**
   * How much of a named error stands in one line, in its order.
   *
   * @param {string[]} error terms
   * @returns {number}
   */
  contained(error) {
    const weights = error.map((word) => this.weight(word));
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    const least = Math.min(2, error.filter((word) => !STOP.has(word)).length);
    let most = 0;
    for (const line of this.lines) {
      const { weight, count } = inCommon(error, line, weights);
      most = count >= least && error.length > 1 ? Math.max(most, weight / whole) : most;
    }
    return most;
  }

  /**
   * How much of a line stands in an entry's text word by word. A word that comes again and again counts once.
   *
   * @param {number} number
   * @returns {number}
   */
  run(number) {
    let most = 0;
    for (const line of [...this.lines, ...this.ends]) {
      const own = unique(line).filter((word) => !AROUND.has(word));
      const whole = own.reduce((sum, word) => sum + this.weight(word), 0);
      let words = new Set(line.slice(0, 1));
      let weight = this.weight(line[0] ?? "");
      for (let at = 1; at < line.length; at += 1) {
        // Neighbours are kept by place, which others share, most of all in a small index: both words have to be there, too.
        const isBeside = this.neighbours.get(pair(line[at - 1], line[at]))?.has(number) && this.holds(number, line[at - 1]) && this.holds(number, line[at]);
        words = isBeside ? words : new Set();
        weight = (isBeside ? weight : 0) + (words.has(line[at]) ? 0 : this.weight(line[at]));
        words.add(line[at]);
        if (words.size >= LEAST_RUN) {
          most = Math.max(most, weight / whole, Math.min(1, weight / TELLING_RUN));
        }
      }
    }
    return Math.min(1, most);
  }
}

/**
 * The heaviest words that two lists share in the same order.
 *
 * @param {string[]} error
 * @param {string[]} line
 * @param {number[]} weights of the error's words
 * @returns {{ weight: number, count: number }}
 */
function inCommon(error, line, weights) {
  /** @type {{ weight: number, count: number }[]} */
  let before = Array.from({ length: line.length + 1 }, () => ({ weight: 0, count: 0 }));
  error.forEach((word, at) => {
    const now = [before[0]];
    line.forEach((other, n) => {
      const taken = word === other ? { weight: before[n].weight + weights[at], count: before[n].count + (STOP.has(word) ? 0 : 1) } : before[n + 1];
      const best = taken.weight >= before[n + 1].weight ? taken : before[n + 1];
      now.push(best.weight >= now[n].weight ? best : now[n]);
    });
    before = now;
  });
  return before[line.length];
}
