/**
 * Labels of foreign domains (RFC 3492), which JavaScript reads nowhere but in addresses.
 */

/**
 * RFC 3492; null where it is none.
 *
 * @param {string} text
 * @returns {string | null}
 */
export function unpunycoded(text) {
  const cut = text.lastIndexOf("-");
  const said = cut > 0 ? Array.from(text.slice(0, cut)) : [];
  let [code, at, bias, offset] = [128, 0, 72, cut >= 0 ? cut + 1 : 0];
  let isFirst = true;
  while (offset < text.length) {
    const before = at;
    for (let weight = 1, k = 36; ; k += 36) {
      if (offset >= text.length) {
        return null;
      }
      const digit = digitOf(text.charCodeAt(offset++));
      if (digit < 0) {
        return null;
      }
      at += digit * weight;
      const threshold = Math.min(Math.max(k - bias, 1), 26);
      if (digit < threshold) {
        break;
      }
      weight *= 36 - threshold;
      if (weight > 0x7fffffff || at > 0x7fffffff) {
        return null;
      }
    }
    const count = said.length + 1;
    bias = adapted(at - before, count, isFirst);
    isFirst = false;
    code += Math.floor(at / count);
    at %= count;
    if (code > 0x10ffff) {
      return null;
    }
    said.splice(at++, 0, String.fromCodePoint(code));
  }
  return said.join("");
}

/** @param {number} unit */
function digitOf(unit) {
  if (unit >= 0x30 && unit <= 0x39) {
    return unit - 0x30 + 26;
  }
  return unit >= 0x61 && unit <= 0x7a ? unit - 0x61 : -1;
}

/**
 * @param {number} delta
 * @param {number} count
 * @param {boolean} isFirst
 */
function adapted(delta, count, isFirst) {
  let rest = isFirst ? Math.floor(delta / 700) : Math.floor(delta / 2);
  rest += Math.floor(rest / count);
  let k = 0;
  for (; rest > 455; k += 36) {
    rest = Math.floor(rest / 35);
  }
  return k + Math.floor((36 * rest) / (rest + 38));
}
