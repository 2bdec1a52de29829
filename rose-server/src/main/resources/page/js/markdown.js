import { h } from "./dom.js";
import { inline } from "./inline.js";

/** @import { Step } from "./types.js" */
/** @import { Text } from "./inline.js" */

/** @typedef {{text: string, start: number}} Line a line and where its first character stands in the source */
/** @typedef {{spans: [number, number][], steps: Step[]}} Tokens */

// Deeper than anyone writes; what is nested deeper is shown as it was written.
const DEPTH = 12;

const FENCE = /^ {0,3}(`{3,}|~{3,})([^`]*)$/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+|$)/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])( {1,4}|$)/;
const QUOTE = /^ {0,3}> ?/;
const DELIMITERS = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** @type {WeakMap<Element, {key: string, node: Node}[]>} */
const rendered = new WeakMap();

/**
 * Shows Markdown in an element. Builds nodes and never reads HTML, so nothing that a model writes can
 * become more than text, emphasis, lists, code, tables and links. Blocks that did not change since the
 * last call stay the nodes they are: a selection in them survives while the answer grows.
 *
 * @param {Element} container
 * @param {string} source
 * @param {Tokens} tokens each stands in a span of its own, with its index in `data-step`
 */
export function render(container, source, tokens) {
  const before = rendered.get(container) ?? [];
  const after = [];
  for (const [index, lines] of split(toLines(source)).entries()) {
    const key = `${lines[0].start}:${lines.map((line) => line.text).join("\n")}`;
    const kept = before[index];
    if (kept?.key === key) {
      after.push(kept);
      continue;
    }
    const node = block(lines, tokens, 0);
    if (kept) container.replaceChild(node, kept.node);
    else container.append(node);
    after.push({ key, node });
  }
  for (const old of before.slice(after.length)) container.removeChild(old.node);
  rendered.set(container, after);
}

/** @param {string} source @returns {Line[]} */
function toLines(source) {
  let start = 0;
  return source.split("\n").map((text) => {
    const line = { text, start };
    start += text.length + 1;
    return line;
  });
}

/** @param {Line[]} lines @returns {Line[][]} the lines of each block, without the blank ones between */
function split(lines) {
  const blocks = [];
  for (let at = 0; at < lines.length;) {
    if (blank(lines[at])) {
      at += 1;
      continue;
    }
    const end = endOf(lines, at);
    blocks.push(lines.slice(at, end));
    at = end;
  }
  return blocks;
}

/** @param {Line[]} lines @param {number} at @returns {number} the first line behind the block that begins there */
function endOf(lines, at) {
  const first = lines[at].text;
  const fence = FENCE.exec(first);
  if (fence) {
    const end = lines.findIndex((line, index) => index > at && closes(line, fence[1]));
    return end < 0 ? lines.length : end + 1;
  }
  if (HEADING.test(first) || RULE.test(first)) return at + 1;
  if (QUOTE.test(first)) return until(lines, at, (line) => !QUOTE.test(line.text));
  const item = ITEM.exec(first);
  if (item) return endOfList(lines, at, item);
  if (isTable(lines, at)) return until(lines, at, (line) => !line.text.includes("|"));
  return until(lines, at, (line, index) => interrupts(line.text) || isTable(lines, index));
}

/** @param {Line[]} lines @param {number} at @param {(line: Line, index: number) => boolean} stops */
function until(lines, at, stops) {
  let end = at + 1;
  while (end < lines.length && !blank(lines[end]) && !stops(lines[end], end)) end += 1;
  return end;
}

/** @param {Line[]} lines @param {number} at @param {RegExpExecArray} item its first item */
function endOfList(lines, at, item) {
  let end = at + 1;
  for (let next = end; next < lines.length; next += 1) {
    if (blank(lines[next])) continue;
    const other = ITEM.exec(lines[next].text);
    const belongs = other && !RULE.test(lines[next].text)
      ? kind(other) === kind(item)
      : indent(lines[next].text) >= 2 || (next === end && !interrupts(lines[next].text));
    if (!belongs && !(other && indent(lines[next].text) >= 2)) break;
    end = next + 1;
  }
  return end;
}

/** @param {RegExpExecArray} item */
const kind = (item) => item[2].at(-1);

/** @param {Line} line */
const blank = (line) => line.text.trim() === "";

/** @param {string} text */
const indent = (text) => text.length - text.trimStart().length;

/** @param {string} text whether it ends a paragraph without a blank line */
function interrupts(text) {
  return FENCE.test(text) || HEADING.test(text) || RULE.test(text) || QUOTE.test(text) || ITEM.test(text);
}

/** @param {Line} line @param {string} fence */
function closes(line, fence) {
  const text = line.text.trim();
  return text.startsWith(fence) && text.replaceAll(fence[0], "") === "";
}

/** @param {Line[]} lines @param {number} at */
function isTable(lines, at) {
  return lines[at].text.includes("|") && at + 1 < lines.length
    && lines[at + 1].text.includes("|") && DELIMITERS.test(lines[at + 1].text);
}

/** @param {Line[]} lines @param {Tokens} tokens @param {number} depth @returns {HTMLElement} */
function block(lines, tokens, depth) {
  const first = lines[0].text;
  const fence = FENCE.exec(first);
  if (fence) return code(lines, fence, tokens);
  const heading = HEADING.exec(first);
  if (heading) return title(lines[0], heading, tokens);
  if (RULE.test(first)) return h("hr");
  if (depth < DEPTH && QUOTE.test(first)) {
    const inner = lines.map((line) => cut(line, QUOTE.exec(line.text)?.[0].length ?? 0));
    return h("blockquote", {}, ...blocks(inner, tokens, depth + 1));
  }
  if (depth < DEPTH && ITEM.test(first)) return list(lines, tokens, depth);
  if (isTable(lines, 0)) return table(lines, tokens);
  return h("p", {}, ...inline(text(lines.map((line) => cut(line, indent(line.text)))), tokens));
}

/** @param {Line[]} lines @param {Tokens} tokens @param {number} depth */
const blocks = (lines, tokens, depth) => split(lines).map((part) => block(part, tokens, depth));

/** @param {Line[]} lines @param {RegExpExecArray} fence @param {Tokens} tokens */
function code(lines, fence, tokens) {
  const whole = lines.length > 1 && closes(lines[lines.length - 1], fence[1]);
  const inner = lines.slice(1, whole ? -1 : undefined);
  const body = h("code", {}, ...inline(text(inner), tokens, true));
  const language = fence[2].trim().split(/\s/)[0];
  // Long lines scroll, so the keyboard must be able to get there.
  return h("pre", { tabindex: 0, role: "group", "aria-label": language ? `Code, ${language}` : "Code" }, body);
}

/** @param {Line} line @param {RegExpExecArray} heading @param {Tokens} tokens */
function title(line, heading, tokens) {
  // The page's own headings stand above those of an answer.
  const level = /** @type {"h4" | "h5" | "h6"} */ (`h${Math.min(heading[1].length + 3, 6)}`);
  const shown = cut(line, heading[0].length);
  shown.text = shown.text.replace(/[ \t]+#+[ \t]*$/, "");
  return h(level, { class: `depth-${heading[1].length}` }, ...inline(text([shown]), tokens));
}

/** @param {Line[]} lines @param {Tokens} tokens @param {number} depth */
function list(lines, tokens, depth) {
  const first = /** @type {RegExpExecArray} */ (ITEM.exec(lines[0].text));
  const ordered = /\d/.test(first[2]);
  const element = ordered
    ? h("ol", { start: Number.parseInt(first[2], 10) })
    : h("ul");
  /** @type {Line[][]} */
  const items = [];
  let width = 0;
  for (const line of lines) {
    const marker = ITEM.exec(line.text);
    if (marker && (items.length === 0 || marker[1].length < 2) && !RULE.test(line.text)) {
      width = marker[0].length;
      items.push([cut(line, width)]);
    } else {
      items[items.length - 1].push(cut(line, Math.min(indent(line.text), width)));
    }
  }
  for (const item of items) {
    const parts = split(item);
    const tight = parts.length > 0 && !interrupts(parts[0][0].text);
    const [lead, ...rest] = parts.map((part) => block(part, tokens, depth + 1));
    element.append(h("li", {}, ...(tight && lead.tagName === "P" ? lead.childNodes : lead ? [lead] : []), ...rest));
  }
  return element;
}

/** @param {Line[]} lines @param {Tokens} tokens */
function table(lines, tokens) {
  const row = (/** @type {Line} */ line, /** @type {"th" | "td"} */ tag) =>
    h("tr", {}, ...cells(line).map((cell) => h(tag, {}, ...inline(text([cell]), tokens))));
  return h("div", { class: "table", tabindex: 0, role: "group", "aria-label": "Table" },
    h("table", {},
      h("thead", {}, row(lines[0], "th")),
      h("tbody", {}, ...lines.slice(2).map((line) => row(line, "td")))));
}

/** @param {Line} line @returns {Line[]} */
function cells(line) {
  /** @type {Line[]} */
  const found = [];
  let start = indent(line.text);
  if (line.text[start] === "|") start += 1;
  for (let at = start; at <= line.text.length; at += 1) {
    if (at < line.text.length && (line.text[at] !== "|" || line.text[at - 1] === "\\")) continue;
    const raw = line.text.slice(start, at);
    if (at < line.text.length || raw.trim() !== "") {
      found.push({ text: raw.trim(), start: line.start + start + indent(raw) });
    }
    start = at + 1;
  }
  return found;
}

/** @param {Line} line @param {number} characters @returns {Line} */
const cut = (line, characters) => ({ text: line.text.slice(characters), start: line.start + characters });

/** @param {Line[]} lines @returns {Text} */
function text(lines) {
  /** @type {number[]} */
  const at = [];
  for (const line of lines) {
    for (let index = 0; index <= line.text.length; index += 1) at.push(line.start + index);
  }
  return { text: lines.map((line) => line.text).join("\n"), at };
}
