/** Intervals, tests and sizes: numbers in, numbers out. Nothing here knows of runs. */
@NullMarked
package dev.rose.eval.statistics;

import org.jspecify.annotations.NullMarked;
