const ROW_REM = 5;
const BEYOND = 6;

/**
 * The list of items. Only the rows in sight, and a few beyond, are in the page: some thousands scroll like
 * ten.
 */
class ItemList {
  /** @param {(index: number) => void} choose */
  constructor(choose) {
    this.element = byId("list");
    this.room = byId("list-room");
    this.choose = choose;
    /** @type {Item[]} */
    this.items = [];
    this.judge = "";
    this.current = -1;
    this.element.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.element.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  get #height() {
    return Math.round(ROW_REM * parseFloat(getComputedStyle(document.documentElement).fontSize));
  }

  /** @param {Item[]} items @param {number} current @param {string} judge whose verdicts the signs show; all where empty */
  show(items, current, judge) {
    this.items = items;
    this.current = current;
    this.judge = judge;
    this.room.style.height = `${items.length * this.#height}px`;
    this.room.replaceChildren();
    if (current < 0) this.element.scrollTop = 0;
    else this.#reveal();
    this.#draw();
  }

  /** @param {number} index */
  select(index) {
    this.current = index;
    this.#reveal();
    this.room.replaceChildren();
    this.#draw();
  }

  /** A row that is a little out of sight comes just in, one far away to the middle. */
  #reveal() {
    const height = this.#height;
    const top = this.current * height;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop - height || top > scrollTop + clientHeight) this.element.scrollTop = top - (clientHeight - height) / 2;
    else if (top < scrollTop) this.element.scrollTop = top;
    else if (top + height > scrollTop + clientHeight) this.element.scrollTop = top + height - clientHeight;
  }

  #draw() {
    const height = this.#height;
    const first = Math.max(0, Math.floor(this.element.scrollTop / height) - BEYOND);
    const last = Math.min(this.items.length, Math.ceil((this.element.scrollTop + this.element.clientHeight) / height) + BEYOND);
    for (const row of [...this.room.children]) {
      const index = Number(/** @type {HTMLElement} */ (row).dataset.index);
      if (index < first || index >= last) row.remove();
    }
    const there = new Set([...this.room.children].map((row) => Number(/** @type {HTMLElement} */ (row).dataset.index)));
    for (let index = first; index < last; index += 1) {
      if (!there.has(index)) this.room.append(this.#row(index, height));
    }
    if (this.current >= first && this.current < last) this.element.setAttribute("aria-activedescendant", `row-${this.current}`);
    else this.element.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index @param {number} height */
  #row(index, height) {
    const item = this.items[index];
    const row = h("div", {
      class: "row", role: "option", id: `row-${index}`, "data-index": index, "aria-selected": String(index === this.current),
      "aria-setsize": this.items.length, "aria-posinset": index + 1, click: () => this.choose(index),
    },
    h("p", { class: "row-question", dir: "auto" }, plainLine(item.question)),
    h("p", { class: "row-facts" }, h("bdi", {}, plainLine(item.category ? `${item.benchmark} · ${item.category}` : item.benchmark))),
    this.#signs(item));
    row.style.transform = `translateY(${index * height}px)`;
    return row;
  }

  /** @param {Item} item */
  #signs(item) {
    const signs = h("span", { class: "signs" });
    data.columns.forEach((column, index) => {
      const tone = toneOf(item, answerOf(item, index), this.judge);
      signs.append(sign(`tone-${tone}`, `tone is-${column.mode}`, `${columnName(index)}: ${TONES[tone]}`));
    });
    return signs;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#height) - 1);
    const to = /** @type {Record<string, number>} */ ({
      ArrowDown: this.current + 1, ArrowUp: this.current - 1, PageDown: this.current + page, PageUp: this.current - page,
      Home: 0, End: this.items.length - 1,
    })[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey || this.items.length === 0) return;
    event.preventDefault();
    this.choose(Math.max(0, Math.min(to, this.items.length - 1)));
  }
}
