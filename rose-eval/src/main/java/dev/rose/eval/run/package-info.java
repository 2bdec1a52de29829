/**
 * A run on disk: the folder with its manifest, items, answers and verdicts, each a line of JSON.
 * Nothing here makes an answer or judges one.
 */
@NullMarked
package dev.rose.eval.run;

import org.jspecify.annotations.NullMarked;
