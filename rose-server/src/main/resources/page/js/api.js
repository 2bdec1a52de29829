import { events } from "./sse.js";

/** @import { Failure, Policies, RequestBody } from "./types.js" */

const KEY = "rose.key";

/** A request that did not succeed, with what a reader can do about it. */
export class ApiError extends Error {
  /** @param {Failure} failure */
  constructor(failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** @returns {string} the key that was entered in this tab, or nothing */
export const apiKey = () => sessionStorage.getItem(KEY) ?? "";

/** @param {string} key kept for this tab alone */
export function setApiKey(key) {
  if (key) sessionStorage.setItem(KEY, key);
  else sessionStorage.removeItem(KEY);
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 */
async function call(path, init = {}) {
  const headers = new Headers(init.headers);
  if (apiKey()) headers.set("Authorization", `Bearer ${apiKey()}`);
  let response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw away();
  }
  if (!response.ok) throw await refused(response);
  return response;
}

function away() {
  return new ApiError({
    message: "The server cannot be reached. Check that it is running, then try again.",
    type: "network_error", code: "away", status: 0, retryAfter: null, requestId: null,
  });
}

/** @param {Response} response */
async function refused(response) {
  const body = await response.json().catch(() => null);
  const error = body?.error ?? {};
  const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  const detail = typeof error.message === "string" ? error.message : response.statusText;
  return new ApiError({
    message: inWords(response.status, error.code ?? null, detail, error.param ?? null),
    type: error.type ?? "error",
    code: error.code ?? null,
    status: response.status,
    retryAfter: Number.isFinite(seconds) ? seconds : null,
    requestId: response.headers.get("x-request-id"),
  });
}

/**
 * @param {number} status
 * @param {string | null} code
 * @param {string} detail what the server said
 * @param {string | null} param
 */
function inWords(status, code, detail, param) {
  if (status === 401) return "This server asks for an API key.";
  if (code === "policy_locked") {
    return `This server's policy is locked, and the request would have changed it. ${detail}`;
  }
  if (status === 403) return `This server does not allow that. ${detail}`;
  if (status === 429) return "The server is busy.";
  if (status === 413) return "The conversation is too long for this server. Start a new one.";
  if (status === 503) return "The server is not ready: it is loading a model or shutting down.";
  if (status >= 500) return "The server failed at this request. Others are not affected.";
  return param ? `The server refused “${param}”: ${detail}` : `The server refused the request: ${detail}`;
}

/** @returns {Promise<string[]>} the names of the models */
export async function models() {
  const body = await (await call("/v1/models")).json();
  return body.data.map((/** @type {{id: string}} */ model) => model.id);
}

/** @returns {Promise<Policies>} */
export const policies = async () => (await call("/v1/policies")).json();

/** @returns {Promise<Record<string, number>>} */
export const stats = async () => (await call("/v1/rose/stats")).json();

/**
 * Streams one answer, chunk by chunk.
 *
 * @param {RequestBody} body
 * @param {AbortSignal} signal ends the answer on both sides
 * @returns {AsyncGenerator<any, void, void>} the chunks as the server sends them
 */
export async function* chat(body, signal) {
  const response = await call("/v1/chat/completions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  if (!response.body) throw away();
  let ended = false;
  try {
    for await (const data of events(response.body)) {
      if (data === "[DONE]") {
        ended = true;
        break;
      }
      const chunk = JSON.parse(data);
      if (chunk.error) throw new ApiError(inStream(chunk.error, response));
      yield chunk;
    }
  } catch (cause) {
    if (signal.aborted || cause instanceof ApiError) throw cause;
    throw cut();
  }
  if (!ended && !signal.aborted) throw cut();
}

function cut() {
  return new ApiError({
    message: "The connection was lost before the answer was whole.",
    type: "network_error", code: "cut", status: 0, retryAfter: null, requestId: null,
  });
}

/**
 * @param {{message?: string, type?: string, code?: string}} error
 * @param {Response} response
 * @returns {Failure}
 */
function inStream(error, response) {
  return {
    message: `The answer ended early. ${error.message ?? ""}`.trim(),
    type: error.type ?? "error",
    code: error.code ?? null,
    status: 500,
    retryAfter: null,
    requestId: response.headers.get("x-request-id"),
  };
}
