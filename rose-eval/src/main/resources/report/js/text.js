// Characters that turn the direction of a text, that nobody sees, or that control a terminal.
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u206f\ufeff\ud800-\udfff]|[\u{e0000}-\u{e007f}]/gu;

/**
 * A text as it is, with what is not seen made visible: an answer may hold anything.
 *
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function seen(text) {
  /** @type {(Node | string)[]} */
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(UNSEEN)) {
    if (found.index > from) parts.push(text.slice(from, found.index));
    const name = `U+${(found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
    parts.push(h("span", { class: "control" }, name));
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** @param {string} text @returns {string} for a line of the list */
function plainLine(text) {
  return text.slice(0, 400).replace(UNSEEN, "\ufffd").replace(/\s+/g, " ").trim();
}

/**
 * An answer's text with the spans that ROSE changed.
 *
 * @param {string} text
 * @param {[number, number][]} spans in order; what reaches out of the text or back is cut
 * @returns {HTMLElement}
 */
function marked(text, spans) {
  const element = h("div", { class: "text", dir: "auto" });
  let at = 0;
  for (const [from, to] of spans) {
    const start = Math.min(Math.max(from, at), text.length);
    const end = Math.min(Math.max(to, start), text.length);
    if (end === start) continue;
    element.append(...seen(text.slice(at, start)), h("mark", {}, ...seen(text.slice(start, end))));
    at = end;
  }
  element.append(...seen(text.slice(at)));
  return element;
}

/**
 * Shows where the words that were searched stand, without a change to the page's elements.
 *
 * @param {HTMLElement} within
 * @param {string[]} words in lower case
 */
function highlight(within, words) {
  if (!("highlights" in CSS)) return;
  CSS.highlights.delete("found");
  if (words.length === 0) return;
  const found = new Highlight();
  const texts = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const text = (node.nodeValue ?? "").toLowerCase();
    // Some letters are longer in lower case: their places would not be the text's.
    if (text.length !== node.nodeValue?.length) continue;
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        found.add(range);
      }
    }
  }
  CSS.highlights.set("found", found);
}
