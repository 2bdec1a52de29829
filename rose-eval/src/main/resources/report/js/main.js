/** @type {Filter} */
let filter = { ...NO_FILTER };
/** @type {Item[]} */
let listed = [];
const browser = byId("items");
const search = /** @type {HTMLInputElement} */ (byId("search"));
const list = new ItemList((index) => openItem(index, true));

/** Which select changes what. @type {[string, keyof Filter][]} */
const SELECTS = [
  ["by-benchmark", "benchmark"], ["by-category", "category"], ["by-column", "arm"], ["by-judge", "judge"],
  ["by-label", "label"], ["by-differ", "differ"], ["by-order", "order"],
];

/** @param {Iterable<string>} values @returns {string[]} */
function distinct(values) {
  return [...new Set(values)].filter((value) => value !== "");
}

/** What each select offers, beside all. @returns {Record<string, [string, string][]>} */
function offers() {
  const answers = data.items.flatMap((item) => item.answers);
  const within = data.items.filter((item) => !filter.benchmark || item.benchmark === filter.benchmark);
  const named = (/** @type {string[]} */ values, /** @type {(value: string) => string} */ name) =>
    values.map((value) => /** @type {[string, string]} */ ([value, name(value)]));
  return {
    "by-benchmark": named(distinct(data.items.map((item) => item.benchmark)), plainLine),
    "by-category": named(distinct(within.map((item) => item.category)).sort(), plainLine),
    "by-column": named(data.columns.map((_, index) => columnName(index)), plainLine),
    "by-judge": named(distinct(answers.flatMap((answer) => (answer.verdicts ?? []).map((verdict) => verdict.judge))),
      (judge) => plainLine(judgeName(judge))),
    "by-label": named(distinct(answers.flatMap((answer) => labelsOf(answer))), labelName),
    "by-differ": [["any", "Arms disagree"], ["repaired", "ROSE repairs plain"], ["broken", "ROSE breaks plain"]],
    "by-order": [["asked", "As asked"], ["changed", "Most changed"]],
  };
}

const FIRST = /** @type {Record<string, string>} */ ({ "by-order": "Failures first" });

function fillSelects() {
  const all = offers();
  for (const [id, name] of SELECTS) {
    const select = /** @type {HTMLSelectElement} */ (byId(id));
    const values = all[id];
    if (filter[name] && !values.some(([value]) => value === filter[name])) filter[name] = "";
    select.replaceChildren(h("option", { value: "" }, FIRST[id] ?? "All"),
      ...values.map(([value, text]) => h("option", { value, selected: value === filter[name] }, text)));
    /** @type {HTMLElement} */ (select.parentElement).hidden = values.length < 2 && id !== "by-order";
    select.toggleAttribute("data-set", filter[name] !== "");
  }
  /** @type {HTMLInputElement} */ (byId("only-changed")).checked = filter.changed !== "";
  byId("clear").hidden = writeHash({ ...filter, item: "", run: "" }) === "";
}

/** Lists what the filter lets through, and opens the item it names. @param {boolean} [keep] whether another item may be opened */
function refresh(keep = true) {
  fillSelects();
  if (document.activeElement !== search || search.value.trim() === "") search.value = filter.q;
  listed = sorted(data.items.filter(matcher(filter)), filter.order);
  byId("count").textContent = listed.length === data.items.length
    ? `${listed.length.toLocaleString("en")} items`
    : `${listed.length.toLocaleString("en")} of ${data.items.length.toLocaleString("en")} items`;
  let index = listed.findIndex((item) => keyOf(item) === filter.item);
  if (index < 0 && !(keep && named(filter.item))) index = listed.length > 0 ? 0 : -1;
  list.show(listed, index, filter.judge);
  showItem(index < 0 ? named(filter.item) : listed[index], index);
}

/** @param {string} key @returns {Item | undefined} */
function named(key) {
  return key ? data.items.find((item) => keyOf(item) === key) : undefined;
}

/** @param {Item | undefined} item @param {number} index in the list; -1 for an item that the filter hides */
function showItem(item, index) {
  const pane = byId("item");
  if (!item) {
    pane.replaceChildren(h("p", { class: "empty" }, "No item is like that. ", h("button", { type: "button", class: "quiet", click: clear }, "Clear the filters")));
    return;
  }
  pane.replaceChildren(...itemView(item, {
    index, count: listed.length, go: (to) => openItem(to, true),
    back: () => { browser.dataset.view = "list"; byId("list").focus(); },
  }));
  pane.scrollTop = 0;
  highlight(pane, wordsOf(filter.q));
}

/** @param {number} index in the list @param {boolean} [look] whether a phone shows it in place of the list */
function openItem(index, look = false) {
  const item = listed[index];
  if (!item) return;
  filter.item = keyOf(item);
  remember();
  list.select(index);
  showItem(item, index);
  if (look) browser.dataset.view = "item";
}

function remember() {
  const hash = writeHash(filter);
  history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
}

function clear() {
  filter = { ...NO_FILTER, run: filter.run };
  search.value = "";
  browser.dataset.view = "list";
  remember();
  refresh();
}

/** Takes up what the address says. @returns {boolean} whether it says what to list */
function arrive() {
  const asked = readHash(location.hash);
  if (!asked) {
    showRunOf(location.hash.slice(1));
    return false;
  }
  // A link of one run's section to its items leaves that section open.
  filter = { ...asked, run: asked.run || filter.run };
  search.value = filter.q;
  showRun(Number(filter.run) || 0);
  browser.dataset.view = filter.item && named(filter.item) ? "item" : "list";
  refresh();
  if (writeHash({ ...asked, run: "" }) !== "") (filter.item ? byId("panes") : browser).scrollIntoView();
  return true;
}

/** @param {string} id of a place that may be in the section of a run that is not shown */
function showRunOf(id) {
  const section = /** @type {HTMLElement | null | undefined} */ (document.getElementById(id)?.closest(".run.other"));
  if (!section) return;
  filter.run = section.dataset.run ?? "";
  showRun(Number(filter.run));
  document.getElementById(id)?.scrollIntoView();
}

/** @param {number} number */
function showRun(number) {
  const sections = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".run")]);
  const shown = number < sections.length ? number : 0;
  sections.forEach((section, index) => section.classList.toggle("other", index !== shown));
  for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#run-switch input"))) {
    input.checked = Number(input.value) === shown;
  }
}

/** @param {KeyboardEvent} event */
function key(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const writes = target.matches("input[type=search], select, textarea");
  if (event.key === "Escape" && target === search) search.blur();
  if (writes || event.altKey || event.ctrlKey || event.metaKey) return;
  if (!/** @type {HTMLInputElement} */ (byId("keys")).checked) return;
  const step = { j: 1, k: -1 }[event.key];
  if (step) {
    const index = Math.max(0, Math.min(list.current + step, listed.length - 1));
    browser.scrollIntoView({ block: "nearest" });
    openItem(index, true);
  } else if (event.key === "/") {
    event.preventDefault();
    search.focus();
    search.select();
  }
}

function begin() {
  for (const [id, name] of SELECTS) {
    byId(id).addEventListener("change", (event) => {
      filter[name] = /** @type {HTMLSelectElement} */ (event.target).value;
      if (name === "benchmark") filter.category = "";
      filter.item = "";
      refresh(false);
      remember();
    });
  }
  byId("only-changed").addEventListener("change", (event) => {
    filter.changed = /** @type {HTMLInputElement} */ (event.target).checked ? "1" : "";
    filter.item = "";
    refresh(false);
    remember();
  });
  let soon = 0;
  search.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      filter.q = search.value.trim();
      filter.item = "";
      refresh(false);
      remember();
    }, 120);
  });
  byId("filters").addEventListener("submit", (event) => {
    event.preventDefault();
    byId("list").focus();
  });
  byId("filters").addEventListener("reset", (event) => {
    event.preventDefault();
    clear();
  });
  document.getElementById("run-switch")?.addEventListener("change", (event) => {
    filter.run = /** @type {HTMLInputElement} */ (event.target).value;
    showRun(Number(filter.run));
    remember();
  });
  document.addEventListener("keydown", key);
  window.addEventListener("hashchange", () => arrive());
  /** @type {HTMLDetailsElement[]} */
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.categories:not([open])"))];
    closed.forEach((details) => { details.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((details) => { details.open = false; }));
  byId("list-key").append(...data.columns.map((column, index) => sign(`mode-${column.mode}`, `glyph is-${column.mode}`, columnName(index))));
  document.documentElement.classList.add("scripted");
  showRun(0);
  if (!arrive()) refresh();
}

begin();
