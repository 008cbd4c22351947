/**
 * The version boxes: on the page of all products, on that of one, and on that of an issue. What the reader types goes nowhere but into the
 * address of the page.
 */

import { fill, settled } from "./affects/form.js";
import { offerReport, showAnswers, showChanges, showNothing, tellIssue } from "./affects/show.js";
import { reportAddress } from "./report.js";

const ROOT = new URL("../../", import.meta.url);

/**
 * @param {Document} page
 * @returns {Promise<void>}
 */
export async function start(page) {
  const form = page.querySelector("form[data-affects]");
  if (!(form instanceof HTMLFormElement) || form.dataset.started) {
    return;
  }
  form.dataset.started = "";
  form.hidden = false;
  if (form.dataset.affects === "issue") {
    await startIssue(form);
  } else if (form.dataset.affects === "page") {
    await startPage(form);
  }
}

/**
 * @param {string} product
 * @param {"issues" | "versions"} name
 * @returns {Promise<any>}
 */
async function fetched(product, name) {
  const answer = await fetch(new URL(`affected/${encodeURIComponent(product)}/${name}.json`, ROOT));
  if (!answer.ok) {
    throw new Error(`${answer.status}`);
  }
  return answer.json();
}

/** @param {HTMLFormElement} form */
async function startIssue(form) {
  const said = form.querySelector("[data-affects-said]");
  const input = form.elements.namedItem("version");
  if (!said || !(input instanceof HTMLInputElement)) {
    return;
  }
  const table = JSON.parse(form.dataset.table ?? "");
  /** @type {{ product: string, name: string, releases: [string, string][] }} */
  let product = { product: form.dataset.product ?? "", name: form.dataset.name ?? "", releases: [] };
  let told = "";
  const answer = () => {
    told = input.value;
    tellIssue(said, table, input.value, product);
    // Whoever goes on from here to tell something has said the version already.
    const report = document.querySelector("a[data-report]");
    if (report instanceof HTMLAnchorElement) {
      report.href = reportAddress(report.dataset.report ?? "", { version: input.value.trim() });
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = new URL(location.href);
    address.searchParams.set("version", input.value);
    history.replaceState(history.state, "", address);
    answer();
  });
  const asked = new URLSearchParams(location.search).get("version");
  if (asked) {
    input.value = asked.slice(0, input.maxLength);
    answer();
  }
  try {
    product = await fetched(product.product, "versions");
    fill(form, product);
    if (told) {
      // Only the list tells whether a version looks like those of the product.
      tellIssue(said, table, told, product);
    }
  } catch {
    // Without the list of releases, versions are typed.
  }
}

/** @param {HTMLFormElement} form */
async function startPage(form) {
  /** @type {Map<string, Promise<any>>} */
  const known = new Map();
  /** @param {string} product */
  const issuesOf = (product) => {
    const found = known.get(product) ?? fetched(product, "issues");
    known.set(product, found);
    // What could not be fetched is tried again the next time.
    found.catch(() => known.delete(product));
    return found;
  };
  let turns = 0;
  const answer = async () => {
    // Of several questions the last one is answered, whatever comes of those before, and whatever is typed for the next.
    const turn = ++turns;
    const asked = settled(form);
    if (asked.product && !asked.isKnown) {
      showNothing(`We have no product called “${asked.product}”. Choose one from the list.`);
      return;
    }
    if (asked.hosted !== undefined) {
      showNothing(`${asked.name} has no versions; what is fixed is live.`, { path: asked.hosted, words: "What is open now" });
      return;
    }
    const words = asked.version ? "" : "Choose or type your version.";
    showNothing(asked.version ? "Looking it up …" : asked.isAsked ? words : "");
    try {
      const table = await issuesOf(asked.product);
      if (turn !== turns) {
        return;
      }
      fill(form, table);
      if (asked.version && asked.to) {
        showChanges(table, asked.version, asked.to);
      } else if (asked.version) {
        const version = showAnswers(table, asked.version);
        offerReport(reportAddress(form.dataset.report ?? "", { product: asked.name.trim(), version }), `${table.name} ${version}`);
      }
    } catch {
      if (turn === turns) {
        showNothing("The answer could not be loaded. The versions below have pages of their own; or try again.");
      }
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
    answer();
  });
  form.querySelector("[data-product]")?.addEventListener("change", () => {
    for (const name of ["version", "to"]) {
      const input = form.elements.namedItem(name);
      if (input instanceof HTMLInputElement) {
        input.value = "";
      }
    }
    ask(form);
    answer();
  });
  const back = () => {
    if (form.isConnected) {
      read(form);
      answer();
    } else {
      removeEventListener("popstate", back);
    }
  };
  addEventListener("popstate", back);
  read(form);
  await answer();
}

/**
 * Write what is asked into the address, as a step that the back button takes back.
 *
 * @param {HTMLFormElement} form
 */
function ask(form) {
  const { product, version, to } = settled(form);
  const address = new URL(location.href);
  address.search = new URLSearchParams({ product, ...(version && { version }), ...(version && to && { to }) }).toString();
  if (address.href !== location.href) {
    history.pushState(history.state, "", address);
  }
}

/**
 * Fill the form with what the address asks.
 *
 * @param {HTMLFormElement} form
 */
function read(form) {
  const asked = new URLSearchParams(location.search);
  const select = form.querySelector("select[data-product]");
  if (!(select instanceof HTMLSelectElement)) {
    return;
  }
  const product = asked.get("product");
  form.dataset.asked = product ?? "";
  const place = [...select.options].findIndex((option) => option.value === product);
  select.selectedIndex = place >= 0 || product ? place : 0;
  for (const name of ["version", "to"]) {
    const input = form.elements.namedItem(name);
    if (input instanceof HTMLInputElement) {
      input.value = (asked.get(name) ?? "").slice(0, input.maxLength);
    }
  }
}
