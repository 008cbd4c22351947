/**
 * Fetches what a list is made of, each part once and not before it is needed.
 */

import { List } from "./list.js";

/** @typedef {import("./state.js").State} State */

/** What could not be fetched, or is not what the build wrote. */
export class Missing extends Error {}

export class Source {
  /** @param {URL} address Of the columns. */
  constructor(address) {
    this.address = address;
    /** @type {Promise<List> | undefined} */
    this.loading = undefined;
  }

  /**
   * The list with everything that a state needs to be answered.
   *
   * @param {State | undefined} state
   * @returns {Promise<List>}
   */
  async listFor(state) {
    this.loading ??= this.#json("columns.json", "no-cache").then((columns) => new List(columns));
    try {
      const list = await this.loading;
      const wanted = state ? list.needs(state) : { products: [], titles: false };
      await Promise.all([
        ...wanted.products.map((product) => this.#learnVersions(list, product)),
        ...(wanted.titles ? list.allChunks.map((chunk) => this.#learnRows(list, chunk)) : []),
      ]);
      return list;
    } catch (problem) {
      this.loading = undefined;
      throw new Missing("a part of the list is missing", { cause: problem });
    }
  }

  /**
   * Make the words of these rows known.
   *
   * @param {List} list
   * @param {number[]} places
   */
  async learn(list, places) {
    try {
      await Promise.all(list.chunksOf(places).map((chunk) => this.#learnRows(list, chunk)));
    } catch (problem) {
      this.loading = undefined;
      throw new Missing("a part of the list is missing", { cause: problem });
    }
  }

  /**
   * @param {List} list
   * @param {number} chunk
   */
  async #learnRows(list, chunk) {
    list.learnRows(chunk, await this.#json(`${list.columns.chunks[chunk]}.json`));
  }

  /**
   * @param {List} list
   * @param {string} product
   */
  async #learnVersions(list, product) {
    const { standing } = list.columns.products.find((/** @type {any} */ each) => each.id === product);
    list.learnVersions(product, await this.#json(`${standing}.json`));
  }

  /**
   * @param {string} name
   * @param {RequestCache} cache
   * @returns {Promise<any>}
   */
  async #json(name, cache = "default") {
    const reply = await fetch(new URL(name, this.address), { cache });
    if (!reply.ok) {
      throw new Missing(`${name}: ${reply.status}`);
    }
    return reply.json();
  }
}
