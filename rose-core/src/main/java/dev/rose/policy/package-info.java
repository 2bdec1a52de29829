/**
 * Policies: YAML files that name what an answer is made with (prompts, weights, strength,
 * template), those that Rose ships, and the reader that says what is wrong in one, and in which
 * line.
 */
@NullMarked
package dev.rose.policy;

import org.jspecify.annotations.NullMarked;
