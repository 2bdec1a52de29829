import { byId, h, icon } from "./dom.js";
import { percent, visible } from "./tokens.js";

/** @import { Answer, Candidate, Mode, Step } from "./types.js" */

/** @typedef {"hover" | "focus" | "pin"} Hold what keeps the card open */

const GAP = 10;
const NARROW = "(max-width: 40rem)";

/** What each stream wanted at one token: one card for the whole page. */
export class Detail {
  constructor() {
    this.element = byId("detail");
    /** @type {Hold} */
    this.hold = "hover";
    /** @type {(() => void) | null} */
    this.left = null;
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.element.hidden) {
        event.stopImmediatePropagation();
        this.close();
      }
    }, true);
    document.addEventListener("pointerdown", (event) => {
      const target = /** @type {Element} */ (event.target);
      if (this.hold === "pin" && !this.element.contains(target) && !target.closest(".token, .strip")) this.close();
    });
    window.addEventListener("resize", () => this.close());
  }

  /**
   * @param {Answer} answer
   * @param {number} index of the token
   * @param {DOMRect} anchor where the token stands
   * @param {Hold} hold
   * @param {() => void} left called when it closes, or shows another token
   * @returns {boolean} whether it shows it: a pointer that passes does not take a card that is held
   */
  show(answer, index, anchor, hold, left) {
    if (!this.element.hidden && this.hold !== "hover" && hold === "hover") return false;
    if (this.element.hidden || this.hold !== "pin") this.hold = hold;
    this.left?.();
    this.left = left;
    this.element.replaceChildren(...this.#content(answer, index));
    this.element.hidden = false;
    this.element.classList.toggle("pinned", this.hold === "pin");
    this.#place(anchor);
    return true;
  }

  /** @param {Hold} hold what ended; the card closes if that was what kept it open */
  leave(hold) {
    if (this.hold === hold) this.close();
  }

  close() {
    this.element.hidden = true;
    this.left?.();
    this.left = null;
  }

  /** @param {DOMRect} anchor */
  #place(anchor) {
    const { style } = this.element;
    if (matchMedia(NARROW).matches) {
      style.removeProperty("left");
      style.removeProperty("top");
      return;
    }
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const left = Math.max(GAP, Math.min(anchor.left - 24, byId("main").getBoundingClientRect().right - width - GAP));
    const floor = byId("composer").getBoundingClientRect().top;
    const below = anchor.bottom + GAP;
    const top = below + height <= floor || anchor.top < height + GAP ? below : anchor.top - height - GAP;
    style.left = `${left + window.scrollX}px`;
    style.top = `${top + window.scrollY}px`;
  }

  /** @param {Answer} answer @param {number} index */
  #content(answer, index) {
    const step = answer.steps[index];
    return [
      h("div", { class: "detail-head" },
        h("code", { class: "chosen" }, visible(step.token)),
        answer.mode === "rose" && h("p", {}, step.changed
          ? h("span", {}, "in place of ", h("code", {}, visible(step.plain_token)))
          : "as plain decoding"),
        h("span", { class: "numbers count" }, `${index + 1} / ${answer.steps.length}`),
        this.hold === "pin" && h("button", { type: "button", class: "quiet square", "aria-label": "Close", click: () => this.close() },
          icon("close"))),
      h("div", { class: `streams of-${answer.mode}` }, ...streams(answer.mode, step)),
      answer.mode === "rose" && h("dl", { class: "facts numbers" },
        h("div", {}, h("dt", {}, "Divergence"), h("dd", {}, `${step.divergence.toFixed(3)} bits`)),
        h("div", {}, h("dt", {}, "α here"), h("dd", {}, step.alpha.toFixed(2)))),
    ].filter((part) => part !== false);
  }
}

/**
 * What was read for the token: of a plain or reverse answer one prompt alone, which the server calls the
 * positive one either way.
 *
 * @param {Mode} mode
 * @param {Step} step
 */
function streams(mode, step) {
  if (mode === "reverse") return [stream("Reverse prompt", "reverse", step.positive_top, step.positive, step)];
  const safe = stream("Safety prompt", "plain", step.positive_top, step.positive, step);
  if (mode === "plain") return [safe];
  return [
    safe,
    stream("Reverse prompt", "reverse", step.reverse_top, step.reverse, step),
    stream("ROSE", "rose", step.rose_top, step.rose, step),
  ];
}

/**
 * @param {string} title
 * @param {string} kind
 * @param {Candidate[] | null | undefined} top
 * @param {number | null} taken the probability of the token taken
 * @param {Step} step
 */
function stream(title, kind, top, taken, step) {
  if (!top || top.length === 0) {
    return h("section", { class: `stream is-${kind}` }, h("h3", {}, title), h("p", { class: "none" }, "Not read here."));
  }
  const rows = top.slice(0, 5).map((candidate) => row(candidate, candidate.id === step.id));
  if (!top.slice(0, 5).some((candidate) => candidate.id === step.id) && taken !== null) {
    rows.pop();
    rows.push(row({ token: step.token, id: step.id, p: taken }, true, true));
  }
  return h("section", { class: `stream is-${kind}` }, h("h3", {}, title), h("ol", {}, ...rows));
}

/** @param {Candidate} candidate @param {boolean} taken @param {boolean} [below] whether it is none of the best */
function row(candidate, taken, below = false) {
  const bar = h("span", { class: "bar", "aria-hidden": "true" }, h("span"));
  const filled = /** @type {HTMLElement} */ (bar.firstElementChild);
  filled.style.width = `${Math.max(candidate.p * 100, 0.8)}%`;
  return h("li", { class: `${taken ? "taken" : ""} ${below ? "below" : ""}` },
    h("code", {}, visible(candidate.token)), bar, h("span", { class: "numbers" }, percent(candidate.p)));
}
