/** What single parts of a step cost, apart from the model; {@code benchmarks/jmh.sh} runs them. */
@NullMarked
package dev.rose.benchmarks;

import org.jspecify.annotations.NullMarked;
