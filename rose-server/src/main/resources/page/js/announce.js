import { byId } from "./dom.js";

const PAUSE = 2500;

/**
 * Says to a screen reader, politely, what an answer says: by whole sentences and not too often, for a
 * live region that changes with every token is not to be followed.
 */
export class Announcer {
  constructor() {
    this.region = byId("announcer");
    this.said = 0;
    this.last = 0;
  }

  /** @param {string} what */
  begin(what) {
    this.said = 0;
    this.last = performance.now();
    this.region.textContent = what;
  }

  /** @param {string} text the answer so far */
  grown(text) {
    const rest = text.slice(this.said);
    const end = Math.max(rest.lastIndexOf(". "), rest.lastIndexOf("\n"), rest.lastIndexOf("? "), rest.lastIndexOf("! "));
    if (end < 0 || performance.now() - this.last < PAUSE) return;
    this.region.textContent = rest.slice(0, end + 1);
    this.said += end + 1;
    this.last = performance.now();
  }

  /** @param {string} text @param {string} how */
  end(text, how) {
    this.region.textContent = `${text.slice(this.said)} ${how}`.trim();
    this.said = text.length;
  }
}
