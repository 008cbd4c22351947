/**
 * What a version box asks, and the releases that it offers.
 */

/**
 * What the form on the page of all products asks at this moment.
 *
 * @param {HTMLFormElement} form
 */
export function settled(form) {
  const select = /** @type {HTMLSelectElement} */ (form.querySelector("select[data-product]"));
  const option = select.selectedOptions[0];
  const product = option?.value ?? form.dataset.asked ?? "";
  const version = text(form, "version");
  const to = text(form, "to");
  const hosted = option?.dataset.hosted;
  for (const part of form.querySelectorAll("[data-versions]")) {
    /** @type {HTMLElement} */ (part).hidden = hosted !== undefined;
  }
  return {
    product,
    version,
    to,
    hosted,
    name: option?.textContent ?? product,
    isKnown: Boolean(option),
    isAsked: location.search !== "",
  };
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function text(form, name) {
  const input = form.elements.namedItem(name);
  return input instanceof HTMLInputElement ? input.value.replace(/\p{Cc}/gu, "").trim() : "";
}

/**
 * Offer the releases, the newest in the list first.
 *
 * @param {HTMLFormElement} form
 * @param {{ releases: [string, string][] }} product
 */
export function fill(form, { releases }) {
  const list = form.querySelector("datalist");
  const options = [...releases].reverse().map(([version, since]) => {
    const option = document.createElement("option");
    option.value = version;
    option.label = `${version}, ${since}`;
    return option;
  });
  list?.replaceChildren(...options);
}
