/**
 * How old the site is, in its footer: told by the build itself, so that pages need not change with every build.
 */

/**
 * @param {ParentNode} page
 * @returns {Promise<void>}
 */
export async function tellFreshness(page) {
  const footer = page.querySelector(".md-copyright");
  if (!footer || footer.querySelector(".tk-built")) {
    return;
  }
  const line = document.createElement("div");
  line.className = "tk-built";
  footer.append(line);
  try {
    const build = await (await fetch(new URL("../../api/v1/build.json", import.meta.url))).json();
    const when = new Date(build.time);
    line.textContent = `Built on ${when.toLocaleString(document.documentElement.lang || "en", { dateStyle: "long", timeStyle: "short" })}`;
  } catch {
    line.remove();
  }
}
