/**
 * The method as pure arithmetic: rows of logits in, a token and its reasons out (arXiv 2402.11889,
 * section 3). No model, no prompt, no thread, no clock; every result depends on its arguments
 * alone.
 */
@NullMarked
package dev.rose.method;

import org.jspecify.annotations.NullMarked;
