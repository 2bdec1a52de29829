/** @import { Answer, Message, Mode, Settings, Step, Turn } from "./types.js" */

const SETTINGS = "rose.settings";
const TURNS = "rose.turns";
const FORMAT = "rose-conversation";

/** @type {Mode[]} */
export const MODES = ["plain", "reverse", "rose"];

/** @returns {Settings} */
export function defaults() {
  return {
    layout: "side", mode: "rose", model: null, policy: null, edits: {},
    temperature: 0, maxTokens: 256, seed: null,
  };
}

/** @returns {Settings} those of the last visit */
export function loadSettings() {
  try {
    return { ...defaults(), ...JSON.parse(localStorage.getItem(SETTINGS) ?? "{}") };
  } catch {
    return defaults();
  }
}

/** @param {Settings} settings */
export function saveSettings(settings) {
  localStorage.setItem(SETTINGS, JSON.stringify(settings));
}

/** @returns {Turn[]} those of this tab before it was reloaded */
export function loadTurns() {
  try {
    return readTurns(JSON.parse(sessionStorage.getItem(TURNS) ?? "[]"));
  } catch {
    return [];
  }
}

/** @param {Turn[]} turns */
export function saveTurns(turns) {
  try {
    sessionStorage.setItem(TURNS, JSON.stringify(turns));
  } catch {
    // Too long to keep: an export is the way to save it.
    sessionStorage.removeItem(TURNS);
  }
}

/**
 * What a stream has read of a conversation: the questions, and its own answers to them. Where it has not
 * answered, another's answer stands in.
 *
 * @param {Turn[]} turns those before, and the one to answer
 * @param {Mode} mode
 * @returns {Message[]}
 */
export function history(turns, mode) {
  /** @type {Message[]} */
  const messages = [];
  for (const [index, turn] of turns.entries()) {
    messages.push({ role: "user", content: turn.question });
    if (index === turns.length - 1) break;
    const answer = turn.answers[mode] ?? turn.answers.rose ?? turn.answers.plain ?? turn.answers.reverse;
    // Two questions in a row are one turn to no template.
    if (answer?.text) messages.push({ role: "assistant", content: answer.text });
    else messages.pop();
  }
  return messages;
}

/**
 * @param {Turn[]} turns
 * @param {Settings} settings
 * @returns {string} the conversation as a file
 */
export function exported(turns, settings) {
  return JSON.stringify({ format: FORMAT, version: 1, saved: new Date().toISOString(), settings, turns }, null, 2);
}

/**
 * @param {string} text a file that `exported` wrote
 * @returns {Turn[]}
 * @throws {Error} in plain words, where it is something else
 */
export function imported(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error("This file is not JSON. Import takes what Export wrote.");
  }
  if (file?.format !== FORMAT || file.version !== 1) {
    throw new Error("This file is not a conversation of Rose. Import takes what Export wrote.");
  }
  return readTurns(file.turns);
}

/** @param {unknown} value @returns {Turn[]} */
function readTurns(value) {
  if (!Array.isArray(value)) throw new Error("This file has no turns.");
  return value.map((turn, index) => {
    if (typeof turn?.question !== "string" || typeof turn.answers !== "object" || turn.answers === null) {
      throw new Error(`Turn ${index + 1} of this file has no question or no answers.`);
    }
    /** @type {Turn["answers"]} */
    const answers = {};
    for (const mode of MODES) {
      if (turn.answers[mode]) answers[mode] = readAnswer(turn.answers[mode], mode, index);
    }
    return { question: turn.question, answers };
  });
}

/** @param {any} value @param {Mode} mode @param {number} index @returns {Answer} */
function readAnswer(value, mode, index) {
  if (typeof value.text !== "string") throw new Error(`An answer of turn ${index + 1} has no text.`);
  const steps = Array.isArray(value.steps) ? value.steps.filter(isStep) : [];
  const spans = Array.isArray(value.spans) && steps.length === value.spans.length ? value.spans : [];
  const whole = spans.every((/** @type {unknown} */ span) =>
    Array.isArray(span) && span.length === 2 && span.every(Number.isInteger));
  return {
    mode,
    text: value.text,
    steps: whole && spans.length > 0 ? steps : [],
    spans: whole ? spans : [],
    // What was still running when the tab went away is running no more.
    state: ["done", "failed"].includes(value.state) ? value.state : "stopped",
    finish: typeof value.finish === "string" ? value.finish : null,
    tokens: number(value.tokens) ?? 0,
    seconds: number(value.seconds) ?? 0,
    changed: number(value.changed),
    overhead: number(value.overhead),
    failure: typeof value.failure?.message === "string" ? value.failure : null,
  };
}

/** @param {any} step @returns {step is Step} */
function isStep(step) {
  const lists = [step?.positive_top, step?.reverse_top, step?.rose_top];
  return typeof step?.token === "string" && typeof step.changed === "boolean"
    && typeof step.divergence === "number" && typeof step.alpha === "number"
    && typeof step.plain_token === "string"
    && lists.every((list) => list === undefined || list === null || (Array.isArray(list)
      && list.every((entry) => typeof entry?.token === "string" && typeof entry.p === "number")));
}

/** @param {unknown} value */
const number = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);
