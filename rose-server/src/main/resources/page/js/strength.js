import { svg } from "./dom.js";

/** @typedef {"constant" | "first" | "decaying" | "adaptive"} Kind */

/** Tokens that the plot shows. */
const SPAN = 64;

/** @param {string} strength as the server writes it, such as `first:8` @returns {{kind: Kind, tokens: number}} */
export function parseStrength(strength) {
  const [kind, tokens] = strength.split(":");
  return {
    kind: kind === "first" || kind === "decaying" || kind === "adaptive" ? kind : "constant",
    tokens: Number.parseInt(tokens ?? "", 10) || 16,
  };
}

/** @param {Kind} kind @param {number} tokens */
export const formatStrength = (kind, tokens) =>
  kind === "first" || kind === "decaying" ? `${kind}:${tokens}` : kind;

/** @param {Kind} kind @param {number} tokens @param {number} alpha @returns {string} in words */
export function describe(kind, tokens, alpha) {
  const weight = alpha.toFixed(2);
  if (kind === "constant") return `α is ${weight} for every token.`;
  if (kind === "first") return `α is ${weight} for ${tokens} tokens; the rest is plain decoding, at its price.`;
  if (kind === "decaying") return `α begins at ${weight} and halves every ${tokens} tokens.`;
  return `α is at most ${weight}, as far as the two prompts disagree.`;
}

/**
 * How strong the contrast is over the first tokens.
 *
 * @param {Kind} kind
 * @param {number} tokens
 * @param {number} alpha
 * @param {number} most the weight at the top of the plot
 */
export function plot(kind, tokens, alpha, most) {
  const points = [];
  for (let at = 0; at <= SPAN; at += 1) {
    let factor = 1;
    if (kind === "first") factor = at < tokens ? 1 : 0;
    else if (kind === "decaying") factor = 2 ** (-at / tokens);
    // The true curve depends on the answer; this one only shows that it goes up and down.
    else if (kind === "adaptive") factor = 0.5 + 0.42 * Math.sin(at * 0.9) * Math.cos(at * 0.37);
    const y = 40 - (factor * alpha / most) * 36;
    if (kind === "first" && at === tokens) points.push(`${at} ${40 - (alpha / most) * 36}`);
    points.push(`${at} ${y.toFixed(2)}`);
  }
  return svg("svg", { class: "plot", viewBox: `0 0 ${SPAN} 42`, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("path", { class: "area", d: `M0 40L${points.join("L")}L${SPAN} 40Z` }),
    svg("path", { class: kind === "adaptive" ? "line loose" : "line", d: `M${points.join("L")}` }));
}
