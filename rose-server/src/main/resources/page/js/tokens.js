/** @import { Answer, Step } from "./types.js" */

/**
 * Where each token of a chunk stands in the answer. A token that is a part of a character cannot be found
 * in the text; the last of those that make the character up gets it, and the others nothing.
 *
 * @param {string} content the chunk's text
 * @param {Step[]} steps the tokens that it ends with
 * @param {number} offset the answer's length before it
 * @returns {[number, number][]}
 */
export function place(content, steps, offset) {
  let at = 0;
  return steps.map((step, index) => {
    const start = at;
    if (index === steps.length - 1) at = content.length;
    else if (step.token && content.startsWith(step.token, at)) at += step.token.length;
    return [offset + start, offset + at];
  });
}

/**
 * The step whose token covers a place of the text.
 *
 * @param {[number, number][]} spans in order, without gaps
 * @param {number} position
 * @returns {number} its index, or -1
 */
export function stepAt(spans, position) {
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (position < spans[middle][0]) high = middle - 1;
    else if (position >= spans[middle][1]) low = middle + 1;
    else return middle;
  }
  return -1;
}

/** @param {string} token @returns {string} with its blanks made visible */
export function visible(token) {
  if (token === "") return "∅";
  return token.replaceAll("\n", "⏎").replaceAll("\t", "⇥").replaceAll(/^ | $/g, "␣");
}

/** @param {number | null | undefined} p @returns {string} a probability as per cent */
export function percent(p) {
  if (p === null || p === undefined || Number.isNaN(p)) return "–";
  if (p > 0 && p < 0.001) return "<0.1 %";
  return `${(p * 100).toFixed(p < 0.0995 ? 1 : 0)} %`;
}

/** @param {Answer} answer @returns {string} tokens a second, or a dash */
export function speed(answer) {
  return answer.tokens > 1 && answer.seconds > 0
    ? ((answer.tokens - 1) / answer.seconds).toFixed(1)
    : "–";
}

/** @param {Step} step @param {number} index @param {number} of @returns {string} for a screen reader */
export function spoken(step, index, of) {
  const changed = step.changed ? `, changed, plain ${quoted(step.plain_token)}` : "";
  return `Token ${index + 1} of ${of}: ${quoted(step.token)}${changed}, `
    + `divergence ${step.divergence.toFixed(2)} bits`;
}

/** @param {string} token */
function quoted(token) {
  if (token.trim() === "") return token.includes("\n") ? "new line" : "space";
  return `“${token.trim()}”`;
}
