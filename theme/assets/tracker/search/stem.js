/**
 * English stems, by the Snowball project's English algorithm (https://snowballstem.org/algorithms/english/stemmer.html), which the index is made with.
 */

const VOWEL = "[aeiouy]";
const NO_VOWEL = "[^aeiouy]";
const AFTER_VOWEL = new RegExp(`^${NO_VOWEL}*${VOWEL}+${NO_VOWEL}`);
const LONG_BEGINNING = /^(?:arsen|commun|emerg|gener|inter|later|organ|past|univers)/;
const SHORT_END = new RegExp(`(?:${NO_VOWEL}${VOWEL}[^aeiouywxY]|^${VOWEL}${NO_VOWEL}|^past)$`);
const HAS_VOWEL = new RegExp(VOWEL);

/** @type {Map<string, string>} */
const IRREGULAR = new Map(
  Object.entries({
    ...{ skis: "ski", skies: "sky", idly: "idl", gently: "gentl", ugly: "ugli", early: "earli", only: "onli", singly: "singl" },
    ...{ sky: "sky", news: "news", howe: "howe", atlas: "atlas", cosmos: "cosmos", bias: "bias", andes: "andes" },
  }),
);

/** @type {[string, string][]} */
const SECOND = [
  ...pairs("ization:ize ational:ate fulness:ful ousness:ous iveness:ive"),
  ...pairs("tional:tion biliti:ble lessli:less"),
  ...pairs("entli:ent ation:ate alism:al aliti:al ousli:ous iviti:ive fulli:ful ogist:og"),
  ...pairs("enci:ence anci:ance abli:able izer:ize ator:ate alli:al"),
  ...pairs("bli:ble ogi:og li:"),
];
const THIRD = pairs("ational:ate tional:tion alize:al icate:ic iciti:ic ative: ical:ic ness: ful:");
const FOURTH = ["ement", "ment", "ance", "ence", "able", "ible", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion", "al", "er", "ic"];

/**
 * @param {string} text
 * @returns {[string, string][]}
 */
function pairs(text) {
  return text.split(" ").map((pair) => /** @type {[string, string]} */ (pair.split(":")));
}

/**
 * The stem of a word in lower case.
 *
 * @param {string} word
 * @returns {string}
 */
export function stem(word) {
  if (word.length < 3) {
    return word;
  }
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) {
    return irregular;
  }
  let w = word.replace(/^'/, "").replace(/^y/, "Y").replace(/([aeiouy])y/g, "$1Y");
  const first = after(w, 0, LONG_BEGINNING);
  const second = after(w, first);
  w = w.replace(/'s'$|'s$|'$/, "");
  w = plural(w);
  w = past(w, first);
  w = w.replace(/(.[^aeiouy])[yY]$/, "$1i");
  w = derived(w, first);
  w = adjective(w, first, second);
  w = ending(w, second);
  w = last(w, first, second);
  return w.replaceAll("Y", "y");
}

/**
 * Where the part begins that lies after the first consonant that follows a vowel.
 *
 * @param {string} w
 * @param {number} from
 * @param {RegExp} [special]
 * @returns {number}
 */
function after(w, from, special) {
  const found = special?.exec(w) ?? AFTER_VOWEL.exec(w.slice(from));
  return found ? from + found[0].length : w.length;
}

/**
 * @param {string} w
 * @returns {string}
 */
function plural(w) {
  if (w.endsWith("sses")) {
    return w.slice(0, -2);
  }
  if (/ie[sd]$/.test(w)) {
    return w.slice(0, w.length > 4 ? -2 : -1);
  }
  return /[^us]s$/.test(w) && HAS_VOWEL.test(w.slice(0, -2)) ? w.slice(0, -1) : w;
}

/**
 * @param {string} w
 * @param {number} first
 * @returns {string}
 */
function past(w, first) {
  const found = /(eed|ing|ed)(?:ly)?$/.exec(w);
  if (!found) {
    return w;
  }
  const base = w.slice(0, found.index);
  if (found[1] === "eed") {
    return found.index >= first && !/^(?:succ|proc|exc)$/.test(base) ? `${base}ee` : w;
  }
  if (found[0] === "ing") {
    if (/^[^aeiouy][yY]$/.test(base)) {
      return `${base.slice(0, -1)}ie`;
    }
    if (/^(?:even|cann|inn|earr|herr|out)$/.test(base)) {
      return w;
    }
  }
  return HAS_VOWEL.test(base) ? mended(base, first) : w;
}

/**
 * @param {string} base
 * @param {number} first
 * @returns {string}
 */
function mended(base, first) {
  if (/(?:at|bl|iz)$/.test(base)) {
    return `${base}e`;
  }
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(base)) {
    return /^[aeo]..$/.test(base) ? base : base.slice(0, -1);
  }
  return base.length <= first && SHORT_END.test(base) ? `${base}e` : base;
}

/**
 * @param {string} w
 * @param {number} first
 * @returns {string}
 */
function derived(w, first) {
  const found = SECOND.find(([suffix]) => w.endsWith(suffix));
  if (!found) {
    return w;
  }
  const base = w.slice(0, w.length - found[0].length);
  const fits = base.length >= first && (found[0] !== "ogi" || base.endsWith("l")) && (found[0] !== "li" || /[cdeghkmnrt]$/.test(base));
  return fits ? base + found[1] : w;
}

/**
 * @param {string} w
 * @param {number} first
 * @param {number} second
 * @returns {string}
 */
function adjective(w, first, second) {
  const found = THIRD.find(([suffix]) => w.endsWith(suffix));
  if (!found) {
    return w;
  }
  const base = w.slice(0, w.length - found[0].length);
  return base.length >= (found[0] === "ative" ? second : first) ? base + found[1] : w;
}

/**
 * @param {string} w
 * @param {number} second
 * @returns {string}
 */
function ending(w, second) {
  const found = FOURTH.find((suffix) => w.endsWith(suffix));
  if (!found) {
    return w;
  }
  const base = w.slice(0, w.length - found.length);
  return base.length >= second && (found !== "ion" || /[st]$/.test(base)) ? base : w;
}

/**
 * @param {string} w
 * @param {number} first
 * @param {number} second
 * @returns {string}
 */
function last(w, first, second) {
  const base = w.slice(0, -1);
  if (w.endsWith("e")) {
    return base.length >= second || (base.length >= first && !SHORT_END.test(base)) ? base : w;
  }
  return w.endsWith("ll") && base.length >= second ? base : w;
}
