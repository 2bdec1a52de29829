import { svg } from "./dom.js";

/**
 * The page's picture: a rose curve, r = cos(kθ), for the safety prompt, the same curve turned for its
 * reverse, and petals where the two differ.
 *
 * @returns {SVGElement}
 */
export function bloom() {
  const turned = Math.PI / 14;
  return svg("svg", { viewBox: "-108 -108 216 216" },
    svg("path", { class: "reverse", d: rhodonea(7 / 4, 8 * Math.PI, 104, turned) }),
    svg("path", { class: "plain", d: rhodonea(7 / 4, 8 * Math.PI, 104, 0) }),
    svg("path", { class: "rose", d: rhodonea(5 / 2, 2 * Math.PI, 50, -Math.PI / 2, 0.55) }));
}

/**
 * @param {number} k petals
 * @param {number} turn the angle after which the curve is closed
 * @param {number} radius
 * @param {number} phase
 * @param {number} [power] below 1 makes the petals round
 */
function rhodonea(k, turn, radius, phase, power = 1) {
  const points = [];
  const count = Math.round(turn * 90);
  for (let index = 0; index < count; index += 1) {
    const angle = (index / count) * turn;
    const wave = Math.cos(k * angle);
    const r = radius * (power === 1 ? wave : Math.abs(wave) ** power);
    points.push(`${(r * Math.cos(angle + phase)).toFixed(1)} ${(r * Math.sin(angle + phase)).toFixed(1)}`);
  }
  return `M${points.join("L")}Z`;
}
