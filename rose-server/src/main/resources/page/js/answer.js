import { h, icon } from "./dom.js";
import { render } from "./markdown.js";
import { Strip } from "./strip.js";
import { speed } from "./tokens.js";

/** @import { Detail, Hold } from "./detail.js" */
/** @import { Answer, Failure, Mode } from "./types.js" */

/** @type {Record<Mode, {name: string, gist: string}>} */
export const STREAMS = {
  plain: { name: "Plain", gist: "the safety prompt alone" },
  reverse: { name: "Reverse", gist: "what ROSE steers away from" },
  rose: { name: "ROSE", gist: "the difference of the two" },
};

/** Why an answer ended, where that was not its own end. @type {Record<string, string>} */
const ENDINGS = {
  length: "cut at the limit",
  timeout: "ended: it took too long",
  drain: "ended: the server stops",
};

/** One answer on the page. */
export class AnswerView {
  /**
   * @param {Answer} answer
   * @param {Detail} detail
   * @param {() => void} retry
   */
  constructor(answer, detail, retry) {
    this.answer = answer;
    this.detail = detail;
    this.retry = retry;
    this.scheduled = false;
    this.strip = new Strip(answer, `${STREAMS[answer.mode].name}: tokens and how far the streams disagree`,
      (index, hold) => this.#look(index, hold));
    this.text = h("div", { class: "text", ...this.#pointer() });
    this.figures = h("p", { class: "figures numbers" });
    this.copied = h("span", {}, "Copy");
    this.copy = h("button", { type: "button", class: "quiet small", click: () => this.#copy() }, icon("copy"), this.copied);
    this.failure = h("div", { class: "failure", role: "alert", hidden: true });
    this.element = h("article", { class: `answer is-${answer.mode}`, "aria-label": `${STREAMS[answer.mode].name}: answer` },
      h("header", {}, h("h3", {}, STREAMS[answer.mode].name), h("span", { class: "gist" }, STREAMS[answer.mode].gist)),
      this.strip.element, this.text, this.failure,
      h("footer", {}, this.figures, this.copy));
    this.#draw();
  }

  /** Shows what the answer has come to, at the next frame. */
  update() {
    if (this.scheduled) return;
    this.scheduled = true;
    const draw = () => {
      this.scheduled = false;
      this.#draw();
      this.element.dispatchEvent(new CustomEvent("grown", { bubbles: true }));
    };
    // Frames stop in a tab that is not seen; its answer must be whole when it is.
    if (document.hidden) setTimeout(draw, 250);
    else requestAnimationFrame(draw);
  }

  #draw() {
    const { answer } = this;
    render(this.text, answer.text, answer);
    this.strip.update();
    this.element.dataset.state = answer.state;
    this.element.setAttribute("aria-busy", String(answer.state === "waiting" || answer.state === "streaming"));
    this.figures.replaceChildren(...this.#numbers());
    this.copy.disabled = answer.text === "";
    this.failure.hidden = answer.failure === null;
    if (answer.failure && this.failure.childElementCount === 0) this.#fail(answer.failure);
  }

  /** @returns {Node[]} */
  #numbers() {
    const { answer } = this;
    const parts = [figure(speed(answer), "tokens/s")];
    if (answer.mode === "rose") {
      const share = answer.steps.length > 0 ? answer.steps.length : answer.tokens;
      parts.push(figure(answer.overhead === null ? "–×" : `${answer.overhead.toFixed(2)}×`, "plain"));
      parts.push(figure(answer.changed === null ? "0 of 0" : `${answer.changed} of ${share}`, "changed"));
    } else {
      parts.push(figure(String(answer.tokens), "tokens"));
    }
    const note = answer.state === "stopped" ? "stopped" : ENDINGS[answer.finish ?? ""];
    if (note) parts.push(h("span", { class: "note" }, note));
    return parts;
  }

  /** @param {Failure} failure */
  #fail(failure) {
    const again = h("button", { type: "button", class: "small", click: () => this.retry() }, "Try again");
    const wait = h("span", { class: "numbers" });
    if (failure.retryAfter !== null && failure.retryAfter > 0) countdown(failure.retryAfter, again, wait);
    this.failure.append(
      h("p", {}, failure.message, " ", wait),
      failure.requestId && h("p", { class: "request-id" }, `Request ${failure.requestId}`) || "",
      again);
  }

  #pointer() {
    /** @param {Event} event @returns {number | null} */
    const token = (event) => {
      const found = /** @type {Element} */ (event.target).closest("[data-step]");
      return found ? Number(/** @type {HTMLElement} */ (found).dataset.step) : null;
    };
    return {
      pointerover: (/** @type {PointerEvent} */ event) => {
        if (event.pointerType === "mouse") this.#look(token(event), "hover");
      },
      pointerleave: () => this.#look(null, "hover"),
      click: (/** @type {MouseEvent} */ event) => {
        const index = token(event);
        // A selection that ends on a token is no tap on it.
        if (index !== null && getSelection()?.isCollapsed !== false) this.#look(index, "pin");
      },
    };
  }

  /** @param {number | null} index @param {Hold} hold */
  #look(index, hold) {
    const { answer, detail } = this;
    if (index === null) {
      detail.leave(hold);
      return;
    }
    const parts = [...this.text.querySelectorAll(`[data-step="${index}"]`)];
    if (hold === "focus") parts[0]?.scrollIntoView({ block: "nearest" });
    const anchor = (parts[0] ?? this.strip.element).getBoundingClientRect();
    const shown = detail.show(answer, index, anchor, hold, () => {
      this.text.querySelectorAll(".looked").forEach((part) => part.classList.remove("looked"));
      this.strip.mark(-1);
    });
    if (!shown) return;
    parts.forEach((part) => part.classList.add("looked"));
    this.strip.mark(index);
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.answer.text);
      this.copied.textContent = "Copied";
    } catch {
      this.copied.textContent = "Not allowed";
    }
    setTimeout(() => { this.copied.textContent = "Copy"; }, 1600);
  }
}

/** @param {string} value @param {string} unit */
const figure = (value, unit) => h("span", { class: "figure" }, h("b", {}, value), ` ${unit}`);

/** @param {number} seconds @param {HTMLButtonElement} button @param {HTMLElement} text */
function countdown(seconds, button, text) {
  const until = Date.now() + seconds * 1000;
  button.disabled = true;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.disabled = left > 0;
    text.textContent = left > 0 ? `Try again in ${left} s.` : "";
    if (left > 0) setTimeout(tick, 1000);
  };
  tick();
}
