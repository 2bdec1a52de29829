import { h, svg } from "./dom.js";
import { spoken } from "./tokens.js";

/** @import { Hold } from "./detail.js" */
/** @import { Answer } from "./types.js" */

const HEIGHT = 24;
/** The divergence, in bits, from which on a bar has its full height. */
const FULL = 0.25;
// So that the first bars of an answer are not as wide as a word.
const FEWEST = 64;

/**
 * A bar for each token of an answer, as tall as the streams disagreed there. One stop for the Tab key;
 * arrow keys go through the tokens.
 */
export class Strip {
  /**
   * @param {Answer} answer
   * @param {string} label
   * @param {(index: number | null, hold: Hold) => void} choose a token, or none any more
   */
  constructor(answer, label, choose) {
    this.answer = answer;
    this.choose = choose;
    this.current = -1;
    this.drawn = 0;
    this.cursor = svg("rect", { class: "cursor", y: 0, height: HEIGHT, width: 0, x: 0 });
    this.picture = svg("svg", { preserveAspectRatio: "none", "aria-hidden": "true" }, this.cursor);
    this.element = h("div", {
      class: "strip", role: "slider", "aria-label": label, "aria-valuemin": 1, "aria-controls": "detail",
      keydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
      focus: () => {
        if (this.element.matches(":focus-visible")) this.#go(Math.max(this.current, 0));
      },
      blur: () => choose(null, "focus"),
      pointermove: (/** @type {PointerEvent} */ event) => {
        if (event.pointerType === "mouse") choose(this.#at(event), "hover");
      },
      pointerleave: () => choose(null, "hover"),
      click: (/** @type {MouseEvent} */ event) => {
        const index = this.#at(event);
        if (index !== null) choose(index, "pin");
      },
    }, /** @type {Node} */ (this.picture));
    this.update();
  }

  update() {
    const { steps } = this.answer;
    for (; this.drawn < steps.length; this.drawn += 1) {
      const step = steps[this.drawn];
      // Most divergences are too small for a bar; their root is a distance, and keeps the order.
      const height = Math.max(1.5, Math.sqrt(Math.min(step.divergence / FULL, 1)) * HEIGHT);
      this.picture.insertBefore(svg("rect", {
        class: step.changed ? "changed" : "same", x: this.drawn + 0.1, width: 0.8,
        y: HEIGHT - height, height,
      }), this.cursor);
    }
    this.picture.setAttribute("viewBox", `0 0 ${Math.max(steps.length, FEWEST)} ${HEIGHT}`);
    const some = steps.length > 0;
    this.element.toggleAttribute("data-empty", !some);
    if (some) this.element.tabIndex = 0;
    else this.element.removeAttribute("tabindex");
    this.element.setAttribute("aria-valuemax", String(Math.max(steps.length, 1)));
    this.#say();
  }

  /** @param {number} index the token that is looked at; below 0 none */
  mark(index) {
    this.cursor.setAttribute("x", String(Math.max(index, 0)));
    this.cursor.setAttribute("width", index < 0 ? "0" : "1");
    if (index >= 0) this.current = index;
    this.#say();
  }

  /** @param {MouseEvent} event @returns {number | null} */
  #at(event) {
    const box = this.element.getBoundingClientRect();
    const count = Math.max(this.answer.steps.length, FEWEST);
    const index = Math.floor(((event.clientX - box.left) / box.width) * count);
    return index >= 0 && index < this.answer.steps.length ? index : null;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { steps } = this.answer;
    const last = steps.length - 1;
    const now = Math.max(this.current, 0);
    /** @type {Record<string, () => number>} */
    const targets = {
      ArrowRight: () => now + 1, ArrowUp: () => now + 1,
      ArrowLeft: () => now - 1, ArrowDown: () => now - 1,
      Home: () => 0, End: () => last,
      PageDown: () => steps.findIndex((step, index) => index > now && step.changed),
      PageUp: () => steps.findLastIndex((step, index) => index < now && step.changed),
    };
    if (event.key === "Enter" || event.key === " ") this.#go(now, "pin");
    else if (targets[event.key]) {
      const target = targets[event.key]();
      this.#go(target < 0 ? now : Math.min(target, last));
    } else return;
    event.preventDefault();
  }

  /** @param {number} index @param {Hold} [hold] */
  #go(index, hold = "focus") {
    if (index < this.answer.steps.length) this.choose(index, hold);
  }

  #say() {
    const index = Math.max(this.current, 0);
    const step = this.answer.steps[index];
    this.element.setAttribute("aria-valuenow", String(index + 1));
    this.element.setAttribute("aria-valuetext",
      step ? spoken(step, index, this.answer.steps.length) : "No tokens yet");
  }
}
