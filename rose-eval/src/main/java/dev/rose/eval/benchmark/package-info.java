/**
 * Benchmarks as data: what each asks, how its files are read, how its items are put to a model.
 * Nothing here runs a model.
 */
@NullMarked
package dev.rose.eval.benchmark;

import org.jspecify.annotations.NullMarked;
