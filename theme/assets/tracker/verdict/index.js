/**
 * The published index, opened: which listed accounts a reading names, and which it resembles. The twin of tracker/views/verdicts/index.py.
 */

import { seal } from "./hash.js";
import { Likeness, Look, SHORTEST } from "./lookalike.js";
import { Spelling } from "./spelling.js";

/**
 * @typedef {Record<string, any>} Json
 * @typedef {(path: string) => any} Read
 * @typedef {{ account: Json, holder: Json, isHidden: boolean }} Hold
 * @typedef {{ platform: string, handle: string, key: string, person: number, look: Look }} Target
 * @typedef {{ known: Map<string, number[]>, targets: Target[] }} Shard
 */

/** Reads the files that a question needs, each once. */
export class Index {
  /**
   * @param {Read} read
   * @param {Json} head
   * @param {Json[]} impostors
   * @param {Spelling} spelling
   */
  constructor(read, head, impostors, spelling) {
    this.read = read;
    this.head = head;
    this.impostors = impostors;
    this.spelling = spelling;
    this.likeness = new Likeness(spelling);
    /** @type {Map<string, Promise<any>>} */
    this.files = new Map();
    /** @type {Map<string, Promise<Shard>>} */
    this.shards = new Map();
    /** The files that nothing else is known without; a small site has one of each. */
    if (head.shards.length === 1 && head.people.count <= head.people.size) {
      this.file(head.shards[0][1]).catch(() => {});
      this.file(head.people.file.replace("{}", "0")).catch(() => {});
    }
  }

  /**
   * @param {Read} read
   * @returns {Promise<Index>}
   */
  static async open(read) {
    const paths = ["verify/index.json", "verify/rules.json", "verify/impostors.json"];
    const [head, rules, impostors] = await Promise.all(paths.map(async (path) => read(path)));
    return new Index(read, head, impostors, new Spelling(rules));
  }

  /**
   * @param {string} path
   * @returns {Promise<any>}
   */
  file(path) {
    let asked = this.files.get(path);
    if (!asked) {
      asked = Promise.resolve().then(() => this.read(path));
      this.files.set(path, asked);
      asked.catch(() => this.files.delete(path));
    }
    return asked;
  }

  /** When the list was made; empty where nothing says so. */
  async listing() {
    const said = await this.file("verify/list.json").catch(() => null);
    return said !== null && typeof said === "object" && !Array.isArray(said) ? said : {};
  }

  /**
   * The account as a known impostor's.
   *
   * @param {string} platform
   * @param {string} key
   * @returns {Json | null}
   */
  impostor(platform, key) {
    return this.impostors.find((i) => i.platform === platform && this.spelling.canonical(platform, i.handle) === key) ?? null;
  }

  /**
   * Who holds the account, or held it: by its canonical spelling.
   *
   * @param {string} platform
   * @param {string} key
   * @returns {Promise<Hold[]>}
   */
  async holds(platform, key) {
    const length = Array.from(this.spelling.squeeze(this.spelling.nameOf(platform, key))).length;
    const [path] = this.paths(new Set([length]));
    const shard = path ? await this.open(path) : null;
    /** @type {Hold[]} */
    const found = [];
    for (const at of new Set(shard?.known.get(`${platform}:${key}`) ?? [])) {
      const holder = await this.person(at);
      for (const account of holder.accounts) {
        if (account.platform === platform && this.spelling.canonical(platform, account.handle) === key) {
          found.push({ account, holder, isHidden: false });
        }
      }
    }
    return this.head.unlisted.on.includes(platform) ? [...found, ...(await this.sealed(platform, key))] : found;
  }

  /**
   * @param {string} platform
   * @param {string} key
   * @returns {Promise<Hold[]>}
   */
  async sealed(platform, key) {
    const { digits, file } = this.head.unlisted;
    const hash = await seal(platform, key, this.head.salt, this.head.rounds);
    const told = (await this.file(file.replace("{}", hash.slice(0, digits))))[hash] ?? [];
    return Promise.all(
      told.map(async (/** @type {Json} */ account) => ({
        account,
        holder: account.person === undefined ? {} : await this.person(account.person),
        isHidden: true,
      })),
    );
  }

  /**
   * The accounts that the platform itself knows by that number, each with its key.
   *
   * @param {string} platform
   * @param {string} number
   * @returns {Promise<[string, Hold][]>}
   */
  async numbered(platform, number) {
    const all = await this.file("verify/numbers.json");
    const known = Object.hasOwn(all, platform) ? all[platform] : {};
    /** @type {[string, Hold][]} */
    const found = [];
    for (const at of new Set(Object.hasOwn(known, number) ? known[number] : [])) {
      const holder = await this.person(/** @type {number} */ (at));
      for (const account of holder.accounts) {
        if (account.platform === platform && account.number === number) {
          found.push([this.spelling.canonical(platform, account.handle), { account, holder, isHidden: false }]);
        }
      }
    }
    return found;
  }

  /**
   * @param {number} at
   * @returns {Promise<Json>}
   */
  async person(at) {
    const { size, file } = this.head.people;
    return (await this.file(file.replace("{}", String(Math.floor(at / size)))))[at % size];
  }

  /**
   * Everybody who is listed by name.
   *
   * @returns {Promise<Json[]>}
   */
  async people() {
    const { size, count, file } = this.head.people;
    const blocks = Array.from({ length: Math.ceil(count / size) }, (_, at) => this.file(file.replace("{}", String(at))));
    return (await Promise.all(blocks)).flat();
  }

  /**
   * The listed accounts that could resemble a name, in the order of the files.
   *
   * @param {Look} look
   * @returns {Promise<Target[]>}
   */
  async near(look) {
    const shards = await Promise.all(this.paths(lengths(this.likeness, look.squeezed)).map((path) => this.open(path)));
    return shards.flatMap((shard) => shard.targets);
  }

  /**
   * @param {Set<number>} lengths
   * @returns {string[]}
   */
  paths(lengths) {
    const found = new Set();
    for (const length of [...lengths].sort((a, b) => a - b)) {
      const shard = this.head.shards.find((/** @type {[number, string]} */ [longest]) => length <= longest);
      if (shard) {
        found.add(shard[1]);
      }
    }
    return [...found];
  }

  /**
   * @param {string} path
   * @returns {Promise<Shard>}
   */
  open(path) {
    let opened = this.shards.get(path);
    if (!opened) {
      opened = this.file(path).then((given) => this.opened(given));
      this.shards.set(path, opened);
      opened.catch(() => this.shards.delete(path));
    }
    return opened;
  }

  /**
   * @param {Json} given
   * @returns {Shard}
   */
  opened(given) {
    /** @type {Map<string, number[]>} */
    const known = new Map();
    /** @type {Target[]} */
    const targets = [];
    const know = (/** @type {string} */ platform, /** @type {string} */ key, /** @type {number} */ person) => {
      const people = known.get(`${platform}:${key}`);
      if (people) {
        people.push(person);
      } else {
        known.set(`${platform}:${key}`, [person]);
      }
    };
    for (const [platform, [handles, people, ended, former]] of Object.entries(given)) {
      summed(people).forEach((person, at) => {
        const key = this.spelling.canonical(platform, handles[at]);
        know(platform, key, person);
        targets.push({ platform, handle: handles[at], key, person, look: new Look(this.spelling, this.spelling.nameOf(platform, key)) });
      });
      summed(former).forEach((person, at) => know(platform, this.spelling.canonical(platform, ended[at]), person));
    }
    return { known, targets };
  }
}

/** @param {number[]} steps */
function summed(steps) {
  let at = 0;
  return steps.map((step) => (at += step));
}

/**
 * How long a listed name may be which this one resembles.
 *
 * @param {Likeness} likeness
 * @param {string} squeezed
 * @returns {Set<number>}
 */
function lengths(likeness, squeezed) {
  const letters = Array.from(squeezed);
  const found = new Set();
  for (let n = Math.max(letters.length - 2, 0); n <= letters.length + 2; n += 1) {
    found.add(n);
  }
  const ends = cuts(likeness, [...letters].reverse(), true);
  for (const start of cuts(likeness, letters, false)) {
    for (const end of ends) {
      if (letters.length - start - end >= SHORTEST - 2) {
        found.add(letters.length - start - end);
      }
    }
  }
  return found;
}

/**
 * How many characters can be taken off the beginning as words such as `support`, or digits.
 *
 * @param {Likeness} likeness
 * @param {string[]} letters
 * @param {boolean} isReversed
 * @returns {Set<number>}
 */
function cuts(likeness, letters, isReversed) {
  const text = letters.join("");
  const words = isReversed ? likeness.squeezedWords.map((word) => Array.from(word).reverse().join("")) : likeness.squeezedWords;
  const found = new Set([0]);
  const todo = [0];
  while (todo.length) {
    const at = /** @type {number} */ (todo.pop());
    // A place in the text is a place among its letters only while these are ASCII, which the words are.
    const begun = letters.slice(0, at).join("").length;
    const taken = words.filter((word) => text.startsWith(word, begun)).map((word) => at + word.length);
    if (at < letters.length && likeness.maybeDigits.has(letters[at])) {
      taken.push(at + 1);
    }
    for (const next of taken) {
      if (!found.has(next)) {
        found.add(next);
        todo.push(next);
      }
    }
  }
  return found;
}
