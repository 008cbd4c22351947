/**
 * Evidence added up, entry by entry, and turned into results.
 */

export const NAMES_WORTH = 100;
export const PAIR_WORTH = 0.35;
const ALL_WORDS_WORTH = 0.5;

/**
 * Which entries are of these kinds; null for all.
 *
 * @param {import("./shelves.js").Index} index
 * @param {import("./engine.js").Kind[]} [kinds]
 * @returns {Promise<Uint8Array | null>}
 */
export async function allowedBy(index, kinds) {
  if (!kinds) {
    return null;
  }
  const allowed = new Uint8Array(index.slots);
  for (const list of await Promise.all(kinds.map((kind) => index.postings(`:${kind}`)))) {
    list.numbers.forEach((number) => {
      allowed[number] = 1;
    });
  }
  return allowed;
}

/**
 * @param {import("./shelves.js").Index} index
 * @param {{ number: number, score: number, mask: number }[]} best
 * @param {string[]} wanted
 * @returns {Promise<import("./engine.js").Hit[]>}
 */
export async function hitsOf(index, best, wanted) {
  const rows = await Promise.all(best.map(({ number }) => index.byNumber(number)));
  return best.flatMap(({ score, mask }, at) => {
    const row = rows[at];
    return row ? [{ ...row, score, matched: wanted.filter((_, n) => mask & (1 << n)) }] : [];
  });
}

/**
 * @template T
 * @param {T[]} values
 * @returns {T[]}
 */
export function unique(values) {
  return [...new Set(values)];
}

/**
 * How rare a list is, by the formula of BM25 (Robertson and Zaragoza, 2009).
 *
 * @param {number} count
 * @param {number} all
 * @returns {number}
 */
export function rarity(count, all) {
  return Math.log(1 + (all - count + 0.5) / (count + 0.5));
}

/** What speaks for each entry. */
export class Tally {
  /**
   * @param {number} slots
   * @param {number} wanted how many words
   */
  constructor(slots, wanted) {
    this.scores = new Float32Array(slots);
    this.masks = new Int32Array(slots);
    this.wanted = wanted;
    this.weights = new Float32Array(32);
  }

  /**
   * A word and what may be meant by it; of these the best counts.
   *
   * @param {number} at
   * @param {number} all
   * @param {{ list: import("./shelves.js").List, worth: number }[]} lists
   */
  addWord(at, all, lists) {
    /** @type {Map<number, number>} */
    const best = new Map();
    for (const { list, worth } of lists) {
      const weight = worth * rarity(list.count, all);
      this.weights[at] = Math.max(this.weights[at], weight);
      for (let n = 0; n < list.count; n += 1) {
        const score = (weight * list.impacts[n]) / 31;
        if (score > (best.get(list.numbers[n]) ?? 0)) {
          best.set(list.numbers[n], score);
        }
      }
    }
    for (const [number, score] of best) {
      this.scores[number] += score;
      this.masks[number] |= 1 << at;
    }
  }

  /** Who has more of the words comes first. */
  addAllWords() {
    const whole = this.weights.reduce((sum, weight) => sum + weight, 0);
    if (!whole) {
      return;
    }
    for (let number = 0; number < this.masks.length; number += 1) {
      const mask = this.masks[number];
      if (mask) {
        let share = 0;
        for (let at = 0; at < this.wanted; at += 1) {
          share += mask & (1 << at) ? this.weights[at] : 0;
        }
        this.scores[number] += ALL_WORDS_WORTH * share * (share / whole);
      }
    }
  }

  /**
   * @param {import("./shelves.js").List} list
   * @param {number} worth
   * @param {number} all
   */
  add(list, worth, all) {
    const score = worth * rarity(list.count, all);
    for (const number of list.numbers) {
      // Neighbours are kept by place, which others share: only who has a word itself is meant.
      this.scores[number] += this.masks[number] ? score : 0;
    }
  }

  /**
   * @param {import("./shelves.js").List} list
   */
  addNames(list) {
    for (let n = 0; n < list.count; n += 1) {
      this.scores[list.numbers[n]] += NAMES_WORTH + list.impacts[n] * (NAMES_WORTH / 8);
    }
  }

  /**
   * @param {number} limit
   * @param {Uint8Array | null} allowed
   * @returns {{ number: number, score: number, mask: number }[]}
   */
  best(limit, allowed) {
    /** @type {{ number: number, score: number, mask: number }[]} */
    const found = [];
    for (let number = 0; number < this.scores.length; number += 1) {
      if (this.scores[number] > 0 && (!allowed || allowed[number])) {
        found.push({ number, score: this.scores[number], mask: this.masks[number] });
      }
    }
    return found.sort((one, other) => other.score - one.score || one.number - other.number).slice(0, limit);
  }

  /**
   * @param {Uint8Array | null} allowed
   * @returns {number}
   */
  total(allowed) {
    return this.scores.reduce((sum, score, number) => sum + (score > 0 && (!allowed || allowed[number]) ? 1 : 0), 0);
  }
}
