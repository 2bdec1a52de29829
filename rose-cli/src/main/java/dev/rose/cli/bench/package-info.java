/**
 * What ROSE costs on this machine: the ways of decoding, interleaved on the same prompts in one
 * run, compared by the median of each shape of step. Measures and reports; decides nothing.
 */
@NullMarked
package dev.rose.cli.bench;

import org.jspecify.annotations.NullMarked;
