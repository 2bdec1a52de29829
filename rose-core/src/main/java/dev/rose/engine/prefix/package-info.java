/**
 * The caches of prompts that were computed before, by their tokens, so that a prefix that returns
 * is not computed again. Bounded; the least recently used goes first, never one that is being read.
 */
@NullMarked
package dev.rose.engine.prefix;

import org.jspecify.annotations.NullMarked;
