/**
 * The seal of an unlisted account: PBKDF2 (RFC 8018) with HMAC-SHA-256, by the browser where it offers one, else by ourselves: on a copy of the site
 * without https it does not.
 */

const K = Uint32Array.from(primes(64), (p) => fraction(Math.cbrt(p)));
const BEGIN = Uint32Array.from(primes(8), (p) => fraction(Math.sqrt(p)));
const BYTES = 12;

/**
 * The hash of an account in its canonical spelling, in hexadecimal.
 *
 * @param {string} platform
 * @param {string} key
 * @param {string} salt
 * @param {number} rounds
 * @returns {Promise<string>}
 */
export async function seal(platform, key, salt, rounds) {
  const [said, salted] = [`${platform}:${key}`, salt].map((text) => new TextEncoder().encode(text));
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) {
    return sealedHere(said, salted, rounds);
  }
  const secret = await subtle.importKey("raw", said, "PBKDF2", false, ["deriveBits"]);
  return hex(new Uint8Array(await subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: salted, iterations: rounds }, secret, BYTES * 8)));
}

/**
 * The same without the browser's help.
 *
 * @param {Uint8Array} said
 * @param {Uint8Array} salt
 * @param {number} rounds
 * @returns {string}
 */
export function sealedHere(said, salt, rounds) {
  const block = new Uint8Array(64);
  block.set(said.length > 64 ? bytes(hashed(BEGIN, 0, said)) : said);
  const inner = compressed(BEGIN, block.map((b) => b ^ 0x36));
  const outer = compressed(BEGIN, block.map((b) => b ^ 0x5c));
  const signed = (/** @type {Uint8Array} */ text) => hashed(outer, 64, bytes(hashed(inner, 64, text)));
  let last = signed(Uint8Array.of(...salt, 0, 0, 0, 1));
  const sum = last.slice();
  for (let round = 1; round < rounds; round += 1) {
    last = signed(bytes(last));
    last.forEach((word, at) => {
      sum[at] ^= word;
    });
  }
  return hex(bytes(sum).slice(0, BYTES));
}

/**
 * SHA-256 (FIPS 180-4) of a text, after `before` bytes that are already in the state.
 *
 * @param {Uint32Array} begin
 * @param {number} before
 * @param {Uint8Array} text
 * @returns {Uint32Array}
 */
function hashed(begin, before, text) {
  const padded = new Uint8Array(Math.ceil((text.length + 9) / 64) * 64);
  padded.set(text);
  padded[text.length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, (before + text.length) * 8);
  let state = begin;
  for (let at = 0; at < padded.length; at += 64) {
    state = compressed(state, padded.subarray(at, at + 64));
  }
  return state;
}

/**
 * @param {Uint32Array} state
 * @param {Uint8Array} block of 64 bytes
 * @returns {Uint32Array}
 */
function compressed(state, block) {
  const w = new Int32Array(64);
  for (let i = 0; i < 16; i += 1) {
    w[i] = (block[4 * i] << 24) | (block[4 * i + 1] << 16) | (block[4 * i + 2] << 8) | block[4 * i + 3];
  }
  for (let i = 16; i < 64; i += 1) {
    const [x, y] = [w[i - 15], w[i - 2]];
    w[i] = w[i - 16] + (turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)) + w[i - 7] + (turned(y, 17) ^ turned(y, 19) ^ (y >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  return Uint32Array.of(state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e, state[5] + f, state[6] + g, state[7] + h);
}

/**
 * @param {number} word
 * @param {number} by
 */
function turned(word, by) {
  return (word >>> by) | (word << (32 - by));
}

/** @param {number} count */
function primes(count) {
  const found = [];
  for (let n = 2; found.length < count; n += 1) {
    if (found.every((p) => n % p)) {
      found.push(n);
    }
  }
  return found;
}

/**
 * The first 32 bits behind the point.
 *
 * @param {number} root
 */
function fraction(root) {
  return ((root - Math.floor(root)) * 0x100000000) >>> 0;
}

/** @param {Uint32Array} words */
function bytes(words) {
  const made = new Uint8Array(words.length * 4);
  const view = new DataView(made.buffer);
  words.forEach((word, at) => view.setUint32(at * 4, word));
  return made;
}

/** @param {Uint8Array} given */
function hex(given) {
  return Array.from(given, (b) => b.toString(16).padStart(2, "0")).join("");
}
