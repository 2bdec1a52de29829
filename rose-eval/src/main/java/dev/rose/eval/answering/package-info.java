/**
 * Makes the answers of a run with a model, so that it may be ended at any moment and go on. Judges
 * and figures are elsewhere.
 */
@NullMarked
package dev.rose.eval.answering;

import org.jspecify.annotations.NullMarked;
