/** Policies tried on a grid, and the choice among them. */
@NullMarked
package dev.rose.eval.sweep;

import org.jspecify.annotations.NullMarked;
