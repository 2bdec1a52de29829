/** Judges: from an answer to a verdict. None of them makes answers or counts verdicts. */
@NullMarked
package dev.rose.eval.judge;

import org.jspecify.annotations.NullMarked;
