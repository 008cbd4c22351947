/**
 * The files of the index (`tracker/site/search/index.py` makes them) as lists, words and rows. Each file is read once.
 */

import { hash, term } from "./words.js";

/**
 * Entries by number, ascending, with the weight of each from 1 to 31.
 *
 * @typedef {{ numbers: Uint32Array, impacts: Uint8Array, count: number }} List
 * @typedef {{ word: string, weight: number }} Entry
 */

const FORMAT = 2;
const ROW_BITS = 6;
const ERROR_BITS = 8;
const PAIR_BITS = 7;
const LOW = 5;
const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ROW = /** @type {const} */ (["id", "title", "status", "statusLabel", "isOpen", "severity", "product", "workaround", "excerpt", "duplicateOf", "tone"]);

/** @type {List} */
const NONE = { numbers: new Uint32Array(0), impacts: new Uint8Array(0), count: 0 };

/** The index, or one of its files, is not there or cannot be read. */
export class IndexMissing extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "IndexMissing";
  }
}

export class Index {
  /**
   * @param {import("./engine.js").Read} read
   * @returns {Promise<Index>}
   */
  static async open(read) {
    const facts = await guarded("index.json", async () => JSON.parse(textOf(await read("index.json"))));
    const isWhole = facts?.format === FORMAT && [facts.terms, facts.words, facts.tails, facts.synonyms].every(Array.isArray) && facts.slots > 0 && facts.places;
    if (!isWhole) {
      throw new IndexMissing("index.json: is of another form");
    }
    return new Index(read, facts);
  }

  /**
   * @param {import("./engine.js").Read} read
   * @param {any} facts
   */
  constructor(read, facts) {
    this.read = read;
    this.facts = facts;
    /** @type {number} */
    this.count = facts.count;
    /** @type {number} */
    this.slots = facts.slots;
    /** @type {{ words: string[], terms: Set<string> }[]} */
    this.groups = facts.synonyms.map((/** @type {string[]} */ words) => ({ words, terms: new Set(words.map(term)) }));
    /** @type {Map<string, Promise<any>>} */
    this.files = new Map();
  }

  /**
   * @template T
   * @param {string} path
   * @param {(content: ArrayBuffer | Uint8Array | string) => T} decode
   * @returns {Promise<T>}
   */
  file(path, decode) {
    let found = this.files.get(path);
    if (!found) {
      found = guarded(path, async () => decode(await this.read(path, this.facts.version)));
      this.files.set(path, found);
      // What could not be read now may be read later.
      found.catch(() => this.files.delete(path));
    }
    return found;
  }

  /**
   * @param {string} term
   * @returns {Promise<List>}
   */
  async postings(term) {
    const bound = boundOf(this.facts.terms, term);
    if (bound === null) {
      return NONE;
    }
    const lists = await this.file(`terms/${nameOf(bound)}`, decodeLists);
    return lists(term);
  }

  /**
   * Entries in which two terms stand side by side, or, seldom, two others that share the place.
   *
   * @param {number} pair
   * @returns {Promise<List>}
   */
  async pairs(pair) {
    const place = (pair & (this.slots - 1)) >>> 0;
    const lists = await this.file(`pairs/${place >>> PAIR_BITS}.bin`, decodePairs);
    return lists(place & ((1 << PAIR_BITS) - 1));
  }

  /**
   * The words that begin so; with `turned` the words turned around. At most what a few files hold.
   *
   * @param {string} beginning
   * @param {{ turned?: boolean, files?: number }} [options]
   * @returns {Promise<Entry[]>}
   */
  async words(beginning, { turned = false, files = 4 } = {}) {
    const folder = turned ? "tails" : "words";
    /** @type {string[]} */
    const bounds = this.facts[folder];
    const first = Math.max(0, placeOf(bounds, beginning));
    const wanted = bounds.slice(first, first + files).filter((bound, at) => at === 0 || bound.startsWith(beginning));
    const lists = bounds.length ? await Promise.all(wanted.map((bound) => this.file(`${folder}/${nameOf(bound)}`, decodeWords))) : [];
    return lists.flat().filter((entry) => entry.word.startsWith(beginning));
  }

  /**
   * The words that mean the same as one, but for itself.
   *
   * @param {string} word
   * @returns {string[]}
   */
  synonyms(word) {
    const own = term(word);
    return this.groups.filter((group) => group.terms.has(own)).flatMap((group) => group.words.filter((other) => term(other) !== own));
  }

  /**
   * @param {string} word
   * @returns {boolean}
   */
  hasSynonyms(word) {
    const own = term(word);
    return this.groups.some((group) => group.terms.has(own));
  }

  /**
   * @param {number} number
   * @returns {Promise<import("./engine.js").Row | undefined>}
   */
  async byNumber(number) {
    return (await this.file(`rows/${number >>> ROW_BITS}.json`, (content) => this.decodeRows(content))).get(number);
  }

  /**
   * The errors that an entry names, each without what differs from case to case.
   *
   * @param {number} number
   * @returns {Promise<string[]>}
   */
  async errors(number) {
    return (await this.file(`errors/${number >>> ERROR_BITS}.json`, (content) => JSON.parse(textOf(content))))[number] ?? [];
  }

  /**
   * @param {string} id
   * @returns {Promise<import("./engine.js").Row | undefined>}
   */
  async byId(id) {
    const hashed = hash(id);
    for (let number = (hashed ^ (hashed >>> 16)) & (this.slots - 1), tries = 0; tries < 32; number = (number + 1) & (this.slots - 1), tries += 1) {
      const row = await this.byNumber(number);
      if (!row || row.id === id) {
        return row;
      }
    }
    return undefined;
  }

  /**
   * @param {ArrayBuffer | Uint8Array | string} content
   * @returns {Map<number, import("./engine.js").Row>}
   */
  decodeRows(content) {
    return new Map(
      JSON.parse(textOf(content)).map((/** @type {any[]} */ [number, kind, ...values]) => {
        const row = Object.fromEntries(ROW.map((name, at) => [name, values[at]]));
        const path = (this.facts.places[kind] ?? "").replace("*", () => row.id);
        return [number, { kind, path, ...row, productName: this.facts.products[row.product] ?? row.product }];
      }),
    );
  }
}

/**
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function guarded(path, work) {
  try {
    return await work();
  } catch (error) {
    throw error instanceof IndexMissing ? error : new IndexMissing(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * @param {ArrayBuffer | Uint8Array | string} content
 * @returns {string}
 */
function textOf(content) {
  return typeof content === "string" ? content : new TextDecoder("utf-8", { fatal: true }).decode(content);
}

/**
 * @param {ArrayBuffer | Uint8Array | string} content
 * @returns {Uint8Array}
 */
function bytesOf(content) {
  if (typeof content === "string") {
    throw new IndexMissing("text where bytes should be");
  }
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}

/**
 * The place of the last bound that is not after a key; -1 where there is none.
 *
 * @param {string[]} bounds
 * @param {string} wanted
 * @returns {number}
 */
function placeOf(bounds, wanted) {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bounds[middle] <= wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

/**
 * @param {string[]} bounds
 * @param {string} wanted
 * @returns {string | null}
 */
function boundOf(bounds, wanted) {
  return bounds[placeOf(bounds, wanted)] ?? null;
}

/**
 * @param {string} bound
 * @returns {string}
 */
function nameOf(bound) {
  const turned = hash([...bound].reverse().join("")) & 0xffff;
  return hash(bound).toString(16).padStart(8, "0") + turned.toString(16).padStart(4, "0");
}

/**
 * @param {ArrayBuffer | Uint8Array | string} content
 * @returns {(term: string) => List}
 */
function decodeLists(content) {
  const bytes = bytesOf(content);
  const end = bytes.indexOf(10);
  const head = JSON.parse(textOf(bytes.subarray(0, end)));
  /** @type {Map<string, [number, number]>} */
  const places = new Map();
  let at = end + 1;
  for (let n = 0; n < head.length; n += 2) {
    places.set(head[n], [at, at + head[n + 1]]);
    at += head[n + 1];
  }
  if (at !== bytes.length) {
    throw new IndexMissing("is cut short");
  }
  return (term) => {
    const place = places.get(term);
    return place ? decodeList(bytes, place[0], place[1], LOW) : NONE;
  };
}

/**
 * @param {ArrayBuffer | Uint8Array | string} content
 * @returns {(place: number) => List}
 */
function decodePairs(content) {
  const bytes = bytesOf(content);
  /** @type {number[]} */
  const ends = [0];
  let at = 0;
  for (let value = 0, shift = 0; ends.length <= 1 << PAIR_BITS && at < bytes.length; at += 1) {
    value |= (bytes[at] & 0x7f) << shift;
    shift += 7;
    if (bytes[at] < 0x80) {
      ends.push(ends[ends.length - 1] + value);
      value = shift = 0;
    }
  }
  if (at + ends[ends.length - 1] !== bytes.length) {
    throw new IndexMissing("is cut short");
  }
  return (place) => decodeList(bytes, at + ends[place], at + ends[place + 1], 0);
}

/**
 * @param {Uint8Array} bytes
 * @param {number} from
 * @param {number} to
 * @param {number} low
 * @returns {List}
 */
function decodeList(bytes, from, to, low) {
  const numbers = new Uint32Array(to - from);
  const impacts = new Uint8Array(to - from);
  let count = 0;
  let number = 0;
  for (let at = from, value = 0, shift = 0; at < to; at += 1) {
    value |= (bytes[at] & 0x7f) << shift;
    shift += 7;
    if (bytes[at] < 0x80) {
      number += value >>> low;
      numbers[count] = number;
      impacts[count] = low ? value & ((1 << low) - 1) : 1;
      count += 1;
      value = shift = 0;
    }
  }
  return { numbers: numbers.subarray(0, count), impacts: impacts.subarray(0, count), count };
}

/**
 * @param {ArrayBuffer | Uint8Array | string} content
 * @returns {Entry[]}
 */
function decodeWords(content) {
  let last = "";
  return textOf(content).split("\n").map((line) => {
    // Signs are counted as the index counts them: by code points.
    const shared = DIGITS.indexOf(line[0]);
    last = [...last].slice(0, shared).join("") + line.slice(2);
    return { word: last, weight: DIGITS.indexOf(line[1]) };
  });
}
