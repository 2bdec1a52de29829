import { h } from "./dom.js";
import { stepAt } from "./tokens.js";

/** @import { Tokens } from "./markdown.js" */

/** @typedef {{text: string, at: number[]}} Text a text, and where each of its characters stands in the source */

const DEPTH = 12;
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const LINK = /^\[([^[\]\n]*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+"[^"]*")?\)/;
const ADDRESS = /^<?(https?:\/\/[^\s<>"`)\]]*[^\s<>"`)\].,;:!?'*_])>?/;
const MARKS = ["***", "**", "__", "~~", "*", "_"];

/**
 * The nodes of a line of text: emphasis, code, links, breaks.
 *
 * @param {Text} source
 * @param {Tokens} tokens
 * @param {boolean} [verbatim] whether the text stands for itself, as in code
 * @returns {Node[]}
 */
export function inline(source, tokens, verbatim = false) {
  const writer = new Writer(source, tokens);
  if (verbatim) writer.plain(0, source.text.length);
  else parse(writer, 0, source.text.length, 0);
  return writer.nodes;
}

class Writer {
  /** @param {Text} source @param {Tokens} tokens */
  constructor(source, tokens) {
    this.source = source;
    this.tokens = tokens;
    /** @type {Node[]} */
    this.nodes = [];
    /** Marks that nothing closes any more; without them a text of stars would take quadratic time. @type {Map<string, number>} */
    this.unclosed = new Map();
  }

  /** Characters as they are, each in the span of its token. @param {number} from @param {number} to */
  plain(from, to) {
    const { text, at } = this.source;
    const { spans, steps } = this.tokens;
    for (let start = from; start < to;) {
      const step = stepAt(spans, at[start]);
      let end = start + 1;
      while (end < to && stepAt(spans, at[end]) === step) end += 1;
      if (step < 0) {
        this.nodes.push(document.createTextNode(text.slice(start, end)));
      } else {
        // The blank that a token begins with is no part of the word that is marked.
        const word = steps[step].changed ? Math.min(start + (text[start] === " " ? 1 : 0), end) : end;
        if (word > start) this.nodes.push(h("span", { class: "token", "data-step": step }, text.slice(start, word)));
        if (word < end) this.nodes.push(h("mark", { class: "token", "data-step": step }, text.slice(word, end)));
      }
      start = end;
    }
  }

  /** @param {HTMLElement} element @param {() => void} write fills it */
  within(element, write) {
    const outer = this.nodes;
    this.nodes = [];
    write();
    element.append(...this.nodes);
    this.nodes = outer;
    this.nodes.push(element);
  }
}

/** @param {Writer} writer @param {number} from @param {number} to @param {number} depth */
function parse(writer, from, to, depth) {
  const { text } = writer.source;
  let plain = from;
  /** @param {number} end */
  const flush = (end) => {
    if (end > plain) writer.plain(plain, end);
  };
  for (let at = from; at < to;) {
    const taken = special(writer, at, to, depth, () => flush(at));
    if (taken > 0) {
      at += taken;
      plain = at;
    } else {
      // A run of one mark that opens nothing is passed whole.
      const mark = text[at];
      at += 1;
      while ((mark === "*" || mark === "_" || mark === "`") && at < to && text[at] === mark) at += 1;
    }
  }
  flush(to);
}

/**
 * Writes what begins here, if something does.
 *
 * @param {Writer} writer @param {number} at @param {number} to @param {number} depth
 * @param {() => void} before writes what stands before
 * @returns {number} the characters that were read, 0 for none
 */
function special(writer, at, to, depth, before) {
  const { text } = writer.source;
  const character = text[at];
  if (character === "\\" && at + 1 < to && PUNCTUATION.test(text[at + 1])) {
    before();
    writer.plain(at + 1, at + 2);
    return 2;
  }
  if (character === "\n") {
    if (!text.slice(0, at).endsWith("  ")) return 0;
    before();
    writer.nodes.push(h("br"));
    return 1;
  }
  if (character === "`") return codeSpan(writer, at, to, before);
  if (character === "[" || (character === "!" && text[at + 1] === "[")) return link(writer, at, to, depth, before);
  if (character === "<" || (character === "h" && !/\w/.test(text[at - 1] ?? ""))) return address(writer, at, to, before);
  if (character === "*" || character === "_" || character === "~") return emphasis(writer, at, to, depth, before);
  return 0;
}

/** @param {Writer} writer @param {number} at @param {number} to @param {() => void} before */
function codeSpan(writer, at, to, before) {
  const { text } = writer.source;
  let ticks = 1;
  while (text[at + ticks] === "`") ticks += 1;
  const fence = "`".repeat(ticks);
  let end = -1;
  for (let look = text.indexOf(fence, at + ticks); look >= 0 && look + ticks <= to;) {
    let run = ticks;
    while (text[look + run] === "`") run += 1;
    if (run === ticks) {
      end = look;
      break;
    }
    look = text.indexOf(fence, look + run);
  }
  if (end < 0) return 0;
  before();
  const padded = end - at - ticks > 2 && text[at + ticks] === " " && text[end - 1] === " " ? 1 : 0;
  writer.within(h("code"), () => writer.plain(at + ticks + padded, end - padded));
  return end + ticks - at;
}

/** @param {Writer} writer @param {number} at @param {number} to @param {number} depth @param {() => void} before */
function link(writer, at, to, depth, before) {
  const { text } = writer.source;
  // A picture would be fetched from elsewhere: its text is a link to it.
  const picture = text[at] === "!" ? 1 : 0;
  const found = LINK.exec(text.slice(at + picture, Math.min(to, at + 4000)));
  if (!found || depth >= DEPTH) return 0;
  const target = safe(found[2]);
  if (target === null) return 0;
  before();
  const start = at + picture + 1;
  writer.within(anchor(target), () => parse(writer, start, start + found[1].length, DEPTH));
  return picture + found[0].length;
}

/** @param {Writer} writer @param {number} at @param {number} to @param {() => void} before */
function address(writer, at, to, before) {
  const { text } = writer.source;
  const found = ADDRESS.exec(text.slice(at, Math.min(to, at + 2000)));
  const target = found && safe(found[1]);
  if (!found || !target) return 0;
  before();
  const start = at + (text[at] === "<" ? 1 : 0);
  writer.within(anchor(target), () => writer.plain(start, start + found[1].length));
  return found[0].length;
}

/** @param {string} address @returns {string | null} null for what must not be followed */
function safe(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** @param {string} target */
const anchor = (target) => h("a", { href: target, target: "_blank", rel: "noopener noreferrer nofollow" });

/** @param {Writer} writer @param {number} at @param {number} to @param {number} depth @param {() => void} before */
function emphasis(writer, at, to, depth, before) {
  const { text } = writer.source;
  const mark = MARKS.find((candidate) => text.startsWith(candidate, at));
  if (!mark || depth >= DEPTH) return 0;
  const start = at + mark.length;
  const inWord = mark[0] === "_" && /\w/.test(text[at - 1] ?? "");
  if (inWord || start >= to || /\s/.test(text[start])) return 0;
  if ((writer.unclosed.get(mark) ?? Infinity) <= start) return 0;
  const end = closing(text, mark, start, to);
  if (end < 0) {
    if (to === text.length) writer.unclosed.set(mark, start);
    return 0;
  }
  before();
  const inner = () => parse(writer, start, end, depth + 1);
  if (mark === "***") writer.within(h("strong"), () => writer.within(h("em"), inner));
  else writer.within(h(mark === "~~" ? "s" : mark.length === 2 ? "strong" : "em"), inner);
  return end + mark.length - at;
}

/** @param {string} text @param {string} mark @param {number} from @param {number} to @returns {number} where the mark ends, or -1 */
function closing(text, mark, from, to) {
  for (let at = text.indexOf(mark, from + 1); at >= 0 && at + mark.length <= to; at = text.indexOf(mark, at + 1)) {
    const spaced = /\s/.test(text[at - 1]) || text[at - 1] === "\\";
    const longer = mark.length === 1 && (text[at + 1] === mark || text[at - 1] === mark);
    const inWord = mark[0] === "_" && /\w/.test(text[at + mark.length] ?? "");
    if (!spaced && !longer && !inWord) return at;
  }
  return -1;
}
