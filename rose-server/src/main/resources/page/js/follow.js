import { byId } from "./dom.js";

const NEAR = 4;

/** Keeps the end of a growing answer in view, until its reader scrolls up. */
export class Follow {
  constructor() {
    this.following = true;
    this.last = 0;
    this.button = byId("latest");
    this.button.addEventListener("click", () => this.toEnd());
    window.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    document.addEventListener("grown", () => this.grown());
    window.addEventListener("resize", () => this.grown());
  }

  toEnd() {
    this.following = true;
    this.grown();
  }

  grown() {
    if (this.following) window.scrollTo(0, document.documentElement.scrollHeight);
    this.#offer();
  }

  #scrolled() {
    const now = window.scrollY;
    if (now < this.last) this.following = false;
    if (this.#below() <= NEAR) this.following = true;
    this.last = now;
    this.#offer();
  }

  #below() {
    const { scrollHeight, clientHeight } = document.documentElement;
    return scrollHeight - clientHeight - window.scrollY;
  }

  #offer() {
    this.button.hidden = this.following || this.#below() < 160;
  }
}
