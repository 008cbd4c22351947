/**
 * Copying the steps of a workaround as plain text that can be pasted into a mail or a chat.
 */

const SAID_FOR = 2000;

/**
 * The words of an element as plain text: lists keep their numbers and dashes, code its lines, links their addresses.
 *
 * @param {Node} node
 * @returns {string}
 */
export function plainText(node) {
  return blocks(node).replace(/\n(?: *\n){2,}/g, "\n\n").trim();
}

/**
 * @param {Node} node
 * @returns {string}
 */
function blocks(node) {
  let text = "";
  for (const child of node.childNodes) {
    text += block(child);
  }
  return text;
}

/**
 * @param {Node} node
 * @returns {string}
 */
function block(node) {
  if (!(node instanceof Element)) {
    return (node.textContent ?? "").replace(/\s+/g, " ");
  }
  switch (node.localName) {
    case "button":
    case "nav":
      return "";
    case "br":
      return "\n";
    case "pre":
      return `\n\n${(node.textContent ?? "").trimEnd()}\n\n`;
    case "ol":
    case "ul":
      return `\n\n${list(node)}\n\n`;
    case "a":
      return link(node);
    case "tr":
      return `${[...node.children].map((cell) => blocks(cell).trim()).join(" | ")}\n`;
    case "p":
    case "table":
    case "blockquote":
    case "h4":
    case "h5":
    case "h6":
      return `\n\n${blocks(node).trim()}\n\n`;
    default:
      return blocks(node);
  }
}

/**
 * @param {Element} element
 * @returns {string}
 */
function list(element) {
  const first = Number(element.getAttribute("start") ?? 1);
  return [...element.children]
    .map((item, at) => {
      const mark = element.localName === "ol" ? `${first + at}. ` : "- ";
      const lines = plainText(item).split("\n");
      return mark + lines.map((line, n) => (n && line ? " ".repeat(mark.length) + line : line)).join("\n");
    })
    .join("\n");
}

/**
 * @param {Element} element
 * @returns {string}
 */
function link(element) {
  const text = blocks(element);
  const address = element.getAttribute("href") ?? "";
  return address.includes(":") && !text.includes(address.replace(/^\w+:(\/\/)?/, "")) ? `${text} (${address})` : text;
}

/**
 * Show the copy buttons of a page, and make them work.
 *
 * @param {ParentNode} page
 */
export function offerCopies(page) {
  if (!navigator.clipboard) {
    return;
  }
  for (const button of page.querySelectorAll("button[data-copy]")) {
    if (button instanceof HTMLButtonElement && button.hidden) {
      button.hidden = false;
      button.addEventListener("click", () => copy(button));
    }
  }
}

/**
 * @param {HTMLButtonElement} button
 */
async function copy(button) {
  const steps = document.getElementById(button.dataset.copy ?? "");
  if (!steps) {
    return;
  }
  const label = button.dataset.label ?? button.textContent ?? "";
  button.dataset.label = label;
  try {
    await navigator.clipboard.writeText(plainText(steps));
    button.textContent = "Copied";
  } catch {
    button.textContent = "Press Ctrl+C";
    getSelection()?.selectAllChildren(steps);
  }
  setTimeout(() => {
    button.textContent = label;
  }, SAID_FOR);
}
