import { stats } from "./api.js";
import { byId } from "./dom.js";

const BUSY = 2000;
const IDLE = 15000;

/** The server's state, in a line: often while an answer runs, seldom else, never in a tab that is not seen. */
export class Live {
  constructor() {
    this.line = byId("live");
    this.running = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    document.addEventListener("visibilitychange", () => this.#look());
    this.#look();
  }

  /** @param {boolean} running */
  run(running) {
    this.running = running;
    this.#look();
  }

  async #look() {
    clearTimeout(this.timer);
    if (document.hidden) return;
    try {
      this.#show(await stats());
    } catch {
      this.line.textContent = "";
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#look(), this.running ? BUSY : IDLE);
  }

  /** @param {Record<string, number>} now */
  #show(now) {
    const parts = [`${now.running} of ${now.slots} slots busy`];
    if (now.waiting > 0) parts.push(`${now.waiting} waiting`);
    if (now.running > 0 && now.tokens_per_second > 0) parts.push(`${now.tokens_per_second.toFixed(1)} tokens/s`);
    this.line.textContent = parts.join(" · ");
  }
}
