import { ApiError, chat } from "./api.js";
import { place } from "./tokens.js";

/** @import { Answer, Message, Mode, RequestBody, Settings, Step } from "./types.js" */

/**
 * The body of a request. Only what departs from the server's own choice is in it, so that a server whose
 * policy is locked accepts it.
 *
 * @param {Message[]} messages
 * @param {Mode} mode
 * @param {Settings} settings
 * @param {{locked: boolean, defaultMode: Mode}} server
 * @returns {RequestBody}
 */
export function requestBody(messages, mode, settings, server) {
  /** @type {Record<string, unknown>} */
  const rose = {};
  if (!server.locked) {
    rose.mode = mode;
    if (settings.policy !== null) rose.policy = settings.policy;
    Object.assign(rose, settings.edits);
  }
  rose.explain = true;
  /** @type {RequestBody} */
  const body = {};
  if (settings.model !== null) body.model = settings.model;
  body.messages = messages;
  body.max_tokens = settings.maxTokens;
  body.temperature = settings.temperature;
  if (settings.seed !== null) body.seed = settings.seed;
  body.stream = true;
  body.stream_options = { include_usage: true };
  body.rose = rose;
  return body;
}

/** @param {Mode} mode @returns {Answer} */
export function emptyAnswer(mode) {
  return {
    mode, text: "", steps: [], spans: [], state: "waiting", finish: null, tokens: 0, seconds: 0,
    changed: null, overhead: null, failure: null,
  };
}

/**
 * Fills an answer from the server. Never throws: what went wrong is in the answer.
 *
 * @param {Answer} answer
 * @param {RequestBody} body
 * @param {AbortSignal} signal
 * @param {() => void} changed called after each change
 */
export async function fill(answer, body, signal, changed) {
  let first = 0;
  try {
    for await (const chunk of chat(body, signal)) {
      if (chunk.choices?.[0]?.delta?.content && first === 0) first = performance.now();
      take(answer, chunk);
      if (first > 0 && answer.finish === null) answer.seconds = (performance.now() - first) / 1000;
      changed();
    }
    answer.state = "done";
  } catch (cause) {
    if (signal.aborted) {
      answer.state = "stopped";
    } else if (cause instanceof ApiError) {
      answer.state = "failed";
      answer.failure = cause.failure;
    } else {
      answer.state = "failed";
      answer.failure = {
        message: "The server's answer could not be read.", type: "error", code: null, status: 0,
        retryAfter: null, requestId: null,
      };
    }
  }
  changed();
}

/**
 * @param {Answer} answer
 * @param {any} chunk
 */
function take(answer, chunk) {
  const choice = chunk.choices?.[0];
  if (choice) {
    answer.state = "streaming";
    const content = choice.delta?.content ?? "";
    const steps = (chunk.rose?.steps ?? []).map(whole);
    answer.spans.push(...place(content, steps, answer.text.length));
    answer.steps.push(...steps);
    answer.text += content;
    if (content) answer.tokens += Math.max(steps.length, 1);
    if (choice.finish_reason) answer.finish = choice.finish_reason;
  }
  const rose = chunk.rose;
  if (typeof rose?.ended === "string") answer.finish = rose.ended;
  if (typeof rose?.changed_tokens === "number") answer.changed = rose.changed_tokens;
  else if (answer.steps.length > 0) answer.changed = answer.steps.filter((step) => step.changed).length;
  if (typeof rose?.overhead === "number") answer.overhead = rose.overhead;
  if (typeof chunk.usage?.completion_tokens === "number") answer.tokens = chunk.usage.completion_tokens;
}

/** A step in which nothing is missing that is a number for sure. @param {any} step @returns {Step} */
const whole = (step) => ({ ...step, divergence: step.divergence ?? 0, alpha: step.alpha ?? 0 });
