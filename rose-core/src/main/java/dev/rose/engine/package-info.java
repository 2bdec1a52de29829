/**
 * Decoders: from token lists to a stream of events, step by step over a {@link
 * dev.rose.model.ModelSession}. The naive decoder is the truth; every other one must give its
 * tokens. Knows tokens, not prompts; prints nothing.
 */
@NullMarked
package dev.rose.engine;

import org.jspecify.annotations.NullMarked;
