import { setApiKey } from "./api.js";
import { Announcer } from "./announce.js";
import { emptyAnswer, fill, requestBody } from "./ask.js";
import { byId } from "./dom.js";
import { history, loadTurns, MODES, saveTurns } from "./store.js";
import { TurnView } from "./turn.js";

/** @import { Detail } from "./detail.js" */
/** @import { Follow } from "./follow.js" */
/** @import { Mode, RequestBody, Settings, Turn } from "./types.js" */

/**
 * @typedef {object} Host what the conversation needs of the page
 * @property {() => Settings} settings
 * @property {() => {locked: boolean, defaultMode: Mode}} server
 * @property {(running: boolean) => void} running
 * @property {(body: RequestBody) => void} code shows a request
 * @property {() => void} key asks for an API key
 */

/** The turns: those that were asked, and the one that is being answered. */
export class Conversation {
  /** @param {Host} host @param {Detail} detail @param {Follow} follow */
  constructor(host, detail, follow) {
    this.host = host;
    this.detail = detail;
    this.follow = follow;
    this.announcer = new Announcer();
    this.list = byId("turns");
    this.turns = loadTurns();
    /** @type {TurnView[]} */
    this.views = [];
    /** @type {AbortController | null} */
    this.abort = null;
    this.show(this.turns);
  }

  /** @param {Turn[]} turns in place of those that are there */
  show(turns) {
    this.stop();
    this.detail.close();
    this.turns = turns;
    this.views = turns.map((turn) => this.#view(turn));
    this.list.replaceChildren(...this.views.map((view) => view.element));
    this.#kept();
  }

  /** Ends what is running; the answers stay as far as they came. */
  stop() {
    this.abort?.abort();
  }

  /** @param {string} question @param {number} [at] the turn in whose place it comes, with all behind it */
  async ask(question, at = this.turns.length) {
    this.stop();
    this.detail.close();
    for (const view of this.views.splice(at)) view.element.remove();
    this.turns.splice(at);
    const modes = this.#modes();
    /** @type {Turn} */
    const turn = { question, answers: Object.fromEntries(modes.map((mode) => [mode, emptyAnswer(mode)])) };
    this.turns.push(turn);
    const view = this.#view(turn);
    this.views.push(view);
    this.list.append(view.element);
    this.#kept();
    this.follow.toEnd();
    await this.#answer(turn, view, modes);
  }

  /** @param {Turn} turn @param {TurnView} view @param {Mode[]} modes */
  async #answer(turn, view, modes) {
    const abort = new AbortController();
    this.abort = abort;
    this.host.running(true);
    this.announcer.begin(modes.length > 1 ? "Three answers have begun." : "The answer has begun.");
    const at = this.turns.indexOf(turn) + 1;
    await Promise.all(modes.map((mode) => {
      const answer = /** @type {import("./types.js").Answer} */ (turn.answers[mode]);
      return fill(answer, this.#body(at, mode), abort.signal, () => {
        view.update(mode);
        if (modes.length === 1) this.announcer.grown(answer.text);
      });
    }));
    this.announcer.end(modes.length === 1 ? turn.answers[modes[0]]?.text ?? "" : "", view.summary());
    if (this.abort === abort) {
      this.abort = null;
      this.host.running(false);
    }
    this.#kept();
    if (modes.some((mode) => turn.answers[mode]?.failure?.status === 401)) {
      setApiKey("");
      this.host.key();
    }
  }

  /** Asks the last question again, for instance with a key that was missing. */
  retry() {
    const last = this.turns.at(-1);
    if (last) this.ask(last.question, this.turns.length - 1);
  }

  /** @returns {Mode[]} */
  #modes() {
    const { locked, defaultMode } = this.host.server();
    if (locked) return [defaultMode];
    const { layout, mode } = this.host.settings();
    return layout === "side" ? MODES : [mode];
  }

  /** @param {number} count turns, the last of which is to be answered @param {Mode} mode */
  #body(count, mode) {
    return requestBody(history(this.turns.slice(0, count), mode), mode, this.host.settings(), this.host.server());
  }

  /** @param {string} question the request that a question would make @returns {RequestBody} */
  preview(question) {
    const turns = question || this.turns.length === 0 ? [...this.turns, { question: question || "Hello", answers: {} }] : this.turns;
    const modes = this.#modes();
    const mode = modes.includes("rose") ? "rose" : modes[0];
    return requestBody(history(turns, mode), mode, this.host.settings(), this.host.server());
  }

  /** @param {Turn} turn */
  #view(turn) {
    return new TurnView(turn, this.detail, {
      edit: (question) => this.ask(question, this.turns.indexOf(turn)),
      retry: () => this.ask(turn.question, this.turns.indexOf(turn)),
      code: (mode) => this.host.code(this.#body(this.turns.indexOf(turn) + 1, mode)),
    });
  }

  #kept() {
    byId("empty").hidden = this.turns.length > 0;
    document.body.toggleAttribute("data-empty", this.turns.length === 0);
    saveTurns(this.turns);
  }
}
