import { byId } from "./dom.js";

/** @import { Mode, Settings } from "./types.js" */

/** @typedef {{ask: (question: string) => void, stop: () => void, changed: () => void}} ComposerActions */

/** Where questions are written, and how they are to be answered. */
export class Composer {
  /** @param {Settings} settings changed in place @param {ComposerActions} actions */
  constructor(settings, actions) {
    this.settings = settings;
    this.actions = actions;
    this.field = /** @type {HTMLTextAreaElement} */ (byId("question"));
    this.layouts = /** @type {NodeListOf<HTMLInputElement>} */ (byId("layouts").querySelectorAll("input"));
    this.busy = false;
    this.#wire();
    this.#examples();
    this.focus();
  }

  get question() {
    return this.field.value.trim();
  }

  focus() {
    // On a phone this would open the keyboard over the page.
    if (matchMedia("(hover: hover)").matches) this.field.focus();
  }

  /** @param {boolean} busy */
  running(busy) {
    this.busy = busy;
    const stop = byId("stop");
    const hadFocus = document.activeElement === stop;
    byId("send").hidden = busy;
    stop.hidden = !busy;
    if (!busy && hadFocus) this.field.focus();
  }

  /** @param {boolean} locked whether the server decides how answers are made @param {Mode} mode its own */
  lock(locked, mode) {
    for (const input of this.layouts) input.disabled = locked && input.value !== mode;
    byId("layouts").title = locked ? "This server's policy is locked" : "";
    this.#choose(locked ? mode : this.settings.layout === "side" ? "side" : this.settings.mode);
  }

  /** @param {string} value */
  #choose(value) {
    for (const input of this.layouts) input.checked = input.value === value;
  }

  #wire() {
    const form = /** @type {HTMLFormElement} */ (byId("composer"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.question === "" || this.busy) return;
      const question = this.question;
      this.field.value = "";
      this.#grow();
      this.actions.ask(question);
    });
    this.field.addEventListener("input", () => this.#grow());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    byId("stop").addEventListener("click", () => this.actions.stop());
    document.addEventListener("keydown", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (event.key === "Escape" && this.busy && !document.querySelector("dialog:modal")) {
        this.actions.stop();
      } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey
          && !target.closest("input, textarea, select, dialog")) {
        event.preventDefault();
        this.field.focus();
      }
    });
    byId("layouts").addEventListener("change", (event) => {
      const { value } = /** @type {HTMLInputElement} */ (event.target);
      this.settings.layout = value === "side" ? "side" : "single";
      if (value !== "side") this.settings.mode = /** @type {Mode} */ (value);
      this.actions.changed();
    });
    this.#choose(this.settings.layout === "side" ? "side" : this.settings.mode);
  }

  #grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 220)}px`;
  }

  #examples() {
    byId("examples").addEventListener("click", (event) => {
      const question = /** @type {Element} */ (event.target).closest("button")?.querySelector("span")?.textContent;
      if (question && !this.busy) this.actions.ask(question);
    });
  }
}
