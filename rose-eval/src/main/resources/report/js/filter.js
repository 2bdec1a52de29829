/**
 * What is looked for; all of it stands in the page's address.
 *
 * @typedef {object} Filter
 * @property {string} item the one that is open: benchmark/id
 * @property {string} benchmark
 * @property {string} category
 * @property {string} arm name of a column
 * @property {string} judge
 * @property {string} label
 * @property {string} differ
 * @property {string} order
 * @property {string} changed
 * @property {string} q
 * @property {string} run
 */

/** @type {Filter} */
const NO_FILTER = {
  item: "", benchmark: "", category: "", arm: "", judge: "", label: "", differ: "", order: "", changed: "", q: "", run: "",
};

/** @param {string} hash @returns {Filter | null} null where it names a place of the page */
function readHash(hash) {
  if (!hash.includes("=")) return null;
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const filter = { ...NO_FILTER };
  for (const name of /** @type {(keyof Filter)[]} */ (Object.keys(NO_FILTER))) filter[name] = given.get(name) ?? "";
  return filter;
}

/** @param {Filter} filter @returns {string} */
function writeHash(filter) {
  const set = Object.entries(filter).filter(([, value]) => value !== "");
  // A slash may stand in an address as it is, and reads better.
  return new URLSearchParams(set).toString().replaceAll("%2F", "/");
}

/** @param {string} q @returns {string[]} */
function wordsOf(q) {
  return q.toLowerCase().split(/\s+/).filter((word) => word !== "");
}

/** @type {WeakMap<Item, string>} */
const searchable = new WeakMap();

/** @param {Item} item @returns {string} all of its text in lower case */
function searchText(item) {
  let text = searchable.get(item);
  if (text === undefined) {
    text = [item.id, item.category, item.question, ...(item.options ?? []), ...item.answers.map((answer) => answer.text)]
      .join("\n").toLowerCase();
    searchable.set(item, text);
  }
  return text;
}

/** @param {string} arm @returns {number} index of the column; -1 for none */
function columnOf(arm) {
  return data.columns.findIndex((_, index) => columnName(index) === arm);
}

/** @param {Filter} filter @returns {(item: Item) => boolean} */
function matcher(filter) {
  const words = wordsOf(filter.q);
  const only = filter.arm ? columnOf(filter.arm) : -1;
  return (item) => {
    if (filter.benchmark && item.benchmark !== filter.benchmark) return false;
    if (filter.category && item.category !== filter.category) return false;
    const answers = filter.arm ? item.answers.filter((answer) => answer.column === only) : item.answers;
    if (filter.arm && answers.length === 0) return false;
    if (filter.judge && !answers.some((answer) => answer.verdicts?.some((verdict) => verdict.judge === filter.judge))) return false;
    if (filter.label && !answers.some((answer) => labelsOf(answer, filter.judge).includes(filter.label))) return false;
    if (filter.changed && !answers.some((answer) => answer.changed?.length)) return false;
    if (filter.differ && !differs(item, filter.differ, filter.judge)) return false;
    return words.every((word) => searchText(item).includes(word));
  };
}

/**
 * @param {Item} item
 * @param {string} how {@code any}, or what ROSE did of what plain decoding did
 * @param {string} judge
 */
function differs(item, how, judge) {
  const tones = item.answers.map((answer) => (
    { ...data.columns[answer.column], column: answer.column, tone: toneOf(item, answer, judge) }));
  if (how === "any") {
    // A verdict that is not there disagrees with nothing.
    const known = tones.filter(({ tone }) => tone !== "none" && tone !== "unknown");
    return new Set(known.map(({ tone }) => tone)).size > 1;
  }
  const [before, after] = how === "repaired" ? ["bad", "good"] : ["good", "bad"];
  // With its own baseline alone: another policy's plain decoding has read another prompt.
  return tones.some((rose) => rose.mode === "rose" && rose.tone === after
    && tones.some((plain) => plain.column === rose.plain && plain.tone === before));
}

/** @type {WeakMap<Item, number>} */
const severities = new WeakMap();

/** Failures of ROSE weigh most: they are what a reader came for. @param {Item} item @returns {number} */
function severity(item) {
  let sum = severities.get(item);
  if (sum === undefined) {
    sum = 0;
    for (const answer of item.answers) {
      const weight = data.columns[answer.column].mode === "rose" ? 100 : 1;
      const tone = toneOf(item, answer);
      sum += weight * (tone === "bad" ? 10 : tone === "warn" ? 2 : tone === "unknown" ? 1 : 0);
    }
    severities.set(item, sum);
  }
  return sum;
}

/** @param {Item} item @returns {number} characters that ROSE changed */
function changes(item) {
  return item.answers.reduce((sum, answer) => sum + (answer.changed ?? []).reduce((all, [from, to]) => all + to - from, 0), 0);
}

/** @param {Item[]} items @param {string} order @returns {Item[]} */
function sorted(items, order) {
  if (order === "asked") return items;
  const rank = order === "changed" ? changes : severity;
  const ranked = items.map((item) => ({ item, rank: rank(item) }));
  return ranked.sort((one, other) => other.rank - one.rank).map(({ item }) => item);
}
