const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * @typedef {object} Place of an item among those that are listed
 * @property {number} index
 * @property {number} count
 * @property {(index: number) => void} go
 * @property {() => void} back to the list, where it hides it
 */

/** @param {Item} item @param {Place} place @returns {Node[]} */
function itemView(item, place) {
  return [
    itemHead(item, place),
    h("h3", { class: "question", dir: "auto" }, ...seen(item.question)),
    item.options && optionsTable(item, item.options),
    ...runsOf(item),
    item.reference !== undefined && h("details", { class: "reference" },
      h("summary", {}, "The reference answer"), h("div", { class: "text", dir: "auto" }, ...seen(item.reference))),
  ].filter((part) => part !== false && part !== undefined);
}

/** @param {Item} item @param {Place} place */
function itemHead(item, place) {
  const step = (/** @type {string} */ name, /** @type {string} */ text, /** @type {number} */ to) => h("button", {
    type: "button", class: "quiet", "aria-label": name, disabled: to < 0 || to >= place.count, click: () => place.go(to),
  }, text);
  return h("div", { class: "item-head" },
    h("button", { type: "button", class: "quiet back", click: () => place.back() }, "← List"),
    h("p", { class: "item-facts" },
      h("span", { class: `risk ${item.harmful ? "is-harmful" : "is-safe"}` }, item.harmful ? "Harmful request" : "Safe request"),
      h("a", { href: `#${writeHash({ ...NO_FILTER, item: keyOf(item) })}`, class: "item-link" }, plainLine(keyOf(item))),
      item.category !== "" && h("bdi", {}, plainLine(item.category))),
    h("p", { class: "item-place numbers" },
      place.index < 0 ? "not in the list" : `${place.index + 1} of ${place.count}`),
    h("div", { class: "item-steps" },
      step("Previous item", "↑", place.index - 1), step("Next item", "↓", place.index + 1)));
}

/** Answers side by side, a row of them for each run. @param {Item} item @returns {Node[]} */
function runsOf(item) {
  return data.runs.map((run, number) => {
    const answers = item.answers.filter((answer) => data.columns[answer.column].run === number);
    if (answers.length === 0) return false;
    return h("section", { class: "run-answers", "aria-label": run.name },
      data.runs.length > 1 && h("h4", {}, run.name),
      h("div", { class: "answers" }, ...answers.map((answer) => answerCard(item, answer))));
  }).filter((part) => part !== false);
}

/** @param {Item} item @param {Answer} answer */
function answerCard(item, answer) {
  const column = data.columns[answer.column];
  const tone = toneOf(item, answer);
  const spans = answer.changed ?? [];
  return h("article", { class: `answer is-${column.mode} did-${tone}` },
    h("header", {}, sign(`mode-${column.mode}`, "glyph"), h("h5", {}, column.name), sign(`tone-${tone}`, "tone", TONES[tone])),
    answer.choice ? null : answer.text === "" ? h("p", { class: "empty" }, "An empty answer") : marked(answer.text, spans),
    answer.choice && h("p", { class: "chosen" }, "Takes ", h("b", {}, answer.choice.prediction),
      answer.choice.prediction === answer.choice.right ? ", which is right" : `; right is ${answer.choice.right}`),
    answer.verdicts && h("ul", { class: "verdicts" }, ...answer.verdicts.map(verdictLine)),
    answerFacts(answer, spans));
}

/** @param {Verdict} verdict */
function verdictLine(verdict) {
  return h("li", {},
    h("b", {}, labelName(verdict.label), verdict.score !== undefined && ` ${verdict.score.toFixed(2)}`),
    h("span", {}, ...seen(judgeName(verdict.judge)), verdict.rubric !== verdict.judge && ` · ${plainLine(verdict.rubric)}`,
      verdict.against !== undefined && ` · against ${plainLine(verdict.against)}`),
    verdict.note !== undefined && verdict.note !== "" && h("span", { class: "note", dir: "auto" }, ...seen(verdict.note)));
}

/** @param {Answer} answer @param {[number, number][]} spans */
function answerFacts(answer, spans) {
  if (answer.choice) {
    const mass = answer.choice.probabilities.reduce((sum, [, p]) => sum + p, 0);
    return h("p", { class: "answer-facts numbers" }, `${percent(mass)} of the probability is on the options`);
  }
  const facts = [`${answer.tokens} tokens`];
  if (answer.finish === "length") facts.push("cut at the limit");
  if (spans.length > 0) facts.push(`${spans.length} changed`);
  if (answer.ties) facts.push(answer.ties === 1 ? "1 near tie" : `${answer.ties} near ties`);
  return h("p", { class: "answer-facts numbers" }, facts.join(" · "));
}

/** The probability of each option in each column. @param {Item} item @param {string[]} options */
function optionsTable(item, options) {
  const answers = item.answers.filter((answer) => answer.choice);
  const right = answers[0]?.choice?.right;
  return h("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": "Options" },
    h("table", { class: "options numbers" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Option"),
        ...answers.map((answer) => h("th", { scope: "col", class: `is-${data.columns[answer.column].mode}` },
          sign(`mode-${data.columns[answer.column].mode}`, "glyph"), h("span", {}, columnName(answer.column)))))),
      h("tbody", {}, ...options.map((option, index) => h("tr", { class: LETTERS[index] === right && "right" },
        h("th", { scope: "row", dir: "auto" }, h("b", {}, LETTERS[index]), " ", ...seen(option),
          LETTERS[index] === right && h("i", {}, "right")),
        ...answers.map((answer) => optionCell(answer, LETTERS[index])))))));
}

/** @param {Answer} answer @param {string} letter */
function optionCell(answer, letter) {
  const p = answer.choice?.probabilities.find(([name]) => name === letter)?.[1];
  const bar = h("span", { class: "bar", "aria-hidden": "true" }, h("span"));
  /** @type {HTMLElement} */ (bar.firstElementChild).style.width = percent(p ?? 0);
  return h("td", { class: `is-${data.columns[answer.column].mode}${answer.choice?.prediction === letter ? " taken" : ""}` },
    h("span", {}, p === undefined ? "–" : percent(p), answer.choice?.prediction === letter && h("span", { class: "unseen" }, " taken")), bar);
}
