// The shapes that the page's modules share. Types alone: nothing here runs.

/** @typedef {"rose" | "plain" | "reverse"} Mode */

/** @typedef {{token: string, id: number, p: number}} Candidate */

/**
 * Why one token was taken, as the server explains it. Probabilities are null where a stream was not read.
 *
 * @typedef {object} Step
 * @property {string} token
 * @property {number} id
 * @property {boolean} changed
 * @property {string} plain_token
 * @property {number} alpha
 * @property {number} divergence in bits, 0 to 1
 * @property {number | null} positive
 * @property {number | null} reverse
 * @property {number | null} rose
 * @property {Candidate[]} [positive_top]
 * @property {Candidate[]} [reverse_top]
 * @property {Candidate[]} [rose_top]
 */

/** @typedef {{message: string, type: string, code: string | null, status: number, retryAfter: number | null, requestId: string | null}} Failure */

/**
 * One answer, while it streams and after.
 *
 * @typedef {object} Answer
 * @property {Mode} mode
 * @property {string} text
 * @property {Step[]} steps
 * @property {[number, number][]} spans where each step's token stands in the text
 * @property {"waiting" | "streaming" | "done" | "stopped" | "failed"} state
 * @property {string | null} finish
 * @property {number} tokens
 * @property {number} seconds from the first token on
 * @property {number | null} changed
 * @property {number | null} overhead
 * @property {Failure | null} failure
 */

/** @typedef {{question: string, answers: Partial<Record<Mode, Answer>>}} Turn */

/** @typedef {{text: string, weight: number | null}} ReversePrompt */

/**
 * @typedef {object} Policy
 * @property {string} name
 * @property {string} [description]
 * @property {string} positive
 * @property {ReversePrompt[]} reverse
 * @property {number} alpha
 * @property {string} strength
 * @property {number} plausibility
 */

/** @typedef {{data: Policy[], locked: boolean, default: Policy}} Policies */

/**
 * What differs from the named policy; what is absent is as the policy has it.
 *
 * @typedef {object} PolicyEdits
 * @property {string} [positive]
 * @property {string | (string | {text: string, weight: number})[]} [reverse]
 * @property {number} [alpha]
 * @property {string} [strength]
 * @property {number} [plausibility]
 */

/** @typedef {"single" | "side"} Layout */

/**
 * @typedef {object} Settings
 * @property {Layout} layout
 * @property {Mode} mode of a single answer
 * @property {string | null} model
 * @property {string | null} policy null: the server's own
 * @property {PolicyEdits} edits
 * @property {number} temperature
 * @property {number} maxTokens
 * @property {number | null} seed
 */

/** @typedef {{role: "user" | "assistant", content: string}} Message */

/** @typedef {Record<string, unknown>} RequestBody */

export {};
