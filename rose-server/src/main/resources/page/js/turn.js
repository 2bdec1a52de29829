import { AnswerView, STREAMS } from "./answer.js";
import { h, icon } from "./dom.js";
import { MODES } from "./store.js";

/** @import { Detail } from "./detail.js" */
/** @import { Mode, Turn } from "./types.js" */

let count = 0;

/** @typedef {{edit: (question: string) => void, retry: () => void, code: (mode: Mode) => void}} TurnActions */

/** A question on the page, with an answer or several beside each other. */
export class TurnView {
  /**
   * @param {Turn} turn
   * @param {Detail} detail
   * @param {TurnActions} actions
   */
  constructor(turn, detail, actions) {
    this.turn = turn;
    this.actions = actions;
    this.modes = MODES.filter((mode) => turn.answers[mode]);
    const id = `question-${count += 1}`;
    this.question = h("h2", { id }, turn.question);
    this.tools = h("div", { class: "tools" },
      tool("edit", "Edit", () => this.#edit(), "Edit; the turns after this one go"),
      tool("retry", "Retry", () => actions.retry()),
      tool("code", "Request", () => actions.code(this.modes.includes("rose") ? "rose" : this.modes[0])));
    this.asked = h("div", { class: "asked" }, this.question, this.tools);
    this.views = this.modes.map((mode) =>
      new AnswerView(/** @type {any} */ (turn.answers[mode]), detail, () => actions.retry()));
    const side = this.views.length > 1;
    this.answers = h("div", {
      class: side ? "answers side" : "answers",
      // On a phone it scrolls sideways, and the keyboard must be able to do that.
      ...(side ? { tabindex: 0, role: "group", "aria-label": "Answers side by side" } : {}),
    }, ...this.views.map((view) => view.element));
    this.element = h("section", { class: "turn", "aria-labelledby": id }, this.asked, this.answers);
  }

  /** @param {Mode} mode */
  update(mode) {
    this.views[this.modes.indexOf(mode)]?.update();
  }

  #edit() {
    const text = h("textarea", { "aria-label": "Question", rows: 2 });
    text.value = this.turn.question;
    const close = () => {
      form.replaceWith(this.asked);
      /** @type {HTMLElement} */ (this.tools.firstElementChild).focus();
    };
    const form = h("form", {
      class: "edit",
      submit: (/** @type {Event} */ event) => {
        event.preventDefault();
        if (text.value.trim()) this.actions.edit(text.value.trim());
      },
      keydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          form.requestSubmit();
        } else if (event.key === "Escape") {
          event.stopPropagation();
          close();
        }
      },
    }, text, h("div", { class: "row-end" },
      h("button", { type: "button", class: "quiet", click: close }, "Cancel"),
      h("button", { type: "submit", class: "primary" }, "Ask again")));
    this.asked.replaceWith(form);
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  }

  /** @returns {string} for a screen reader, once all have ended */
  summary() {
    return this.modes.map((mode) => {
      const answer = this.turn.answers[mode];
      const how = answer?.state === "failed" ? answer.failure?.message ?? "failed" : answer?.state ?? "";
      const changed = mode === "rose" && answer?.changed !== null ? `, ${answer?.changed} tokens changed` : "";
      return `${STREAMS[mode].name}: ${how}${changed}.`;
    }).join(" ");
  }
}

/** @param {string} name @param {string} label @param {() => void} click @param {string} [title] */
const tool = (name, label, click, title) =>
  h("button", { type: "button", class: `quiet small tool-${name}`, title, click }, icon(name), h("span", {}, label));
